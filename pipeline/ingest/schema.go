package ingest

import (
	"strings"
	"unicode"

	"kpibook/pipeline/job"
)

// Type is what a column holds.
type Type string

// The types of columns.
const (
	Text         Type = "text"
	ID           Type = "id"     // text that names something; never read as a number
	Choice       Type = "choice" // one of a closed list
	Money        Type = "money"  // an exact decimal in the row's currency
	Number       Type = "number" // an exact decimal
	Count        Type = "count"  // a whole number, not negative
	Day          Type = "date"   // a day; a timestamp is cut to the day in the job's time zone
	MonthType    Type = "month"
	Bool         Type = "yes/no"
	IntervalType Type = "interval" // day, week, month, quarter, half_year, year, or a number of them
	CurrencyType Type = "currency" // an ISO 4217 code
	DiscountType Type = "discount" // 10% of the amount, or an amount per billing interval
)

// Dataset is one canonical table that sources are mapped onto.
type Dataset struct {
	Name      string
	Row       string // what one row is
	Money     bool   // its rows carry money: no row may be rejected unless the source says so
	Supported bool   // read by this version
	Columns   []Column
}

// Column is one column of a dataset.
type Column struct {
	Name             string
	Type             Type
	Required         bool
	Aliases          []string          // other headers by which it is known; case, spaces and punctuation do not count
	Values           map[string]string // of a choice: text in a file, in lower case with underscores, and what it stands for
	Meaning          string
	Example, Another string // two values, as the template shows them
}

// or names the columns that stand in for a required one: together they give the same.
func (d *Dataset) or(column string) []string {
	if d.Name == "subscriptions" && column == "amount" {
		return []string{"unit_amount", "quantity"}
	}
	return nil
}

// names are the names of the columns.
func (d *Dataset) names() []string {
	names := make([]string, len(d.Columns))
	for i, column := range d.Columns {
		names[i] = column.Name
	}
	return names
}

// open tells whether further columns of a file are kept, as free dimensions.
func (d *Dataset) open() bool { return d.Name == "accounts" }

// JobSchema is what a job file may say about the datasets.
func JobSchema() job.Schema {
	schema := job.Schema{}
	for _, d := range Schema() {
		entry := job.Dataset{Columns: d.names(), Open: d.open()}
		for _, column := range d.Columns {
			if column.Type == Day {
				entry.Dates = append(entry.Dates, column.Name)
			}
		}
		schema[d.Name] = entry
	}
	return schema
}

// key is a header reduced to what tells it apart: no BOM, no mark of a required column, no unit in brackets at the end,
// no case, nothing but letters and digits.
//
//	"* Account-ID" and "accountId" are accountid, "Amount (EUR)" is amount
func key(header string) string {
	name, _ := unit(header)
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// unit splits a header into its name and the unit in brackets at its end, if there is one.
func unit(header string) (name, unit string) {
	header = strings.TrimSpace(header)
	for _, brackets := range []string{"()", "[]"} {
		if open := strings.LastIndexByte(header, brackets[0]); open > 0 && header[len(header)-1] == brackets[1] {
			return header[:open], strings.TrimSpace(header[open+1 : len(header)-1])
		}
	}
	return header, ""
}

// dimension is the name of an account dimension made from a header: "Plan Tier" is plan_tier.
func dimension(header string) string {
	name, _ := unit(strings.TrimPrefix(header, "\ufeff"))
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "_")
}

// byKey finds the columns of a dataset by their names and aliases.
func (d *Dataset) byKey() map[string]int {
	index := map[string]int{}
	for i, column := range d.Columns {
		for _, alias := range column.Aliases {
			index[key(alias)] = i
		}
	}
	for i, column := range d.Columns {
		index[key(column.Name)] = i
	}
	return index
}
