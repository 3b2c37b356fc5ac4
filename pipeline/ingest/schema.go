package ingest

import (
	"slices"
	"strings"
	"unicode"

	"kpibook/pipeline/job"
)

// Type is what a column holds.
type Type string

// The types of columns.
const (
	Text         Type = "text"
	ID           Type = "id"        // text that names something; never read as a number
	Choice       Type = "choice"    // one of a closed list
	Money        Type = "money"     // an exact decimal in the row's currency
	Number       Type = "number"    // an exact decimal
	Count        Type = "count"     // a whole number, not negative
	Day          Type = "date"      // a day; a timestamp is cut to the day in the job's time zone
	Moment       Type = "timestamp" // in the job's time zone; a day alone is its midnight
	Duration     Type = "duration"  // a number of the unit in the column's name, or hours:minutes:seconds
	MonthType    Type = "month"
	Bool         Type = "yes/no"
	IntervalType Type = "interval" // day, week, month, quarter, half_year, year, or a number of them
	CurrencyType Type = "currency" // an ISO 4217 code
	DiscountType Type = "discount" // 10% of the amount, or an amount per billing interval
)

// isNumber tells the types whose values are written with a decimal mark.
func (t Type) isNumber() bool {
	return t == Money || t == Number || t == Count || t == Duration || t == DiscountType
}

// isTime tells the types whose values a workbook counts in days.
func (t Type) isTime() bool { return t == Day || t == Moment || t == MonthType }

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
	switch {
	case d.Name == "subscriptions" && column == "amount":
		return []string{"unit_amount", "quantity"}
	case d.Name == "contracts" && column == "total_value":
		return []string{"recurring_value"}
	case d.Name == "usage" && column == "date":
		return []string{"month"}
	}
	return nil
}

// identity names the columns that together are the id of a row. Those that are ids have to be mapped and filled in, else
// the same row twice is two rows: two equal costs on one day are two costs.
func (d *Dataset) identity() []string {
	return map[string][]string{"accounts": {"account_id", "valid_from"}, "mrr": {"account_id", "product", "currency", "month"}, "subscriptions": {"subscription_id"}, "usage": {"usage_id"},
		"users": {"account_id", "user_id", "created_on"}, "fx_rates": {"on", "base", "quote"}, "invoices": {"invoice_id", "line_id"},
		"contracts": {"contract_id"}, "tickets": {"ticket_id"}, "surveys": {"response_id"}, "opportunities": {"opportunity_id"},
		"leads": {"lead_id"}, "targets": {"kpi", "period", "scope"}}[d.Name]
}

// unassigned tells whether a row may leave the account empty although the dataset has to have one: it then counts for the
// portfolio, as unassigned.
func (d *Dataset) unassigned(column string) bool {
	return column == "account_id" && slices.Contains([]string{"invoices", "tickets", "surveys", "touchpoints"}, d.Name)
}

// lastDay tells the columns that hold the last day of something, where other end dates hold the first day after it.
func (d *Dataset) lastDay(column string) bool {
	return d.Name == "contracts" && column == "ends_on" || d.Name == "invoices" && column == "service_end"
}

// implies names the columns that are known where the given one is.
func (d *Dataset) implies(column string) []string {
	switch d.Name + "." + column {
	case "tickets.first_response_minutes", "tickets.first_response_hours":
		return []string{"first_responded_at"}
	case "opportunities.stage":
		return []string{"outcome"}
	case "surveys.kind":
		return []string{"scale_min", "scale_max"}
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
	return plain(name)
}

// category is a text as one of a list of the company's own: in lower case, its spaces and hyphens underscores. "CS Team" is
// cs_team, "R&D" is r&d.
func category(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return isGap(r) || r == '\t' || r == '-' || r == '_' })
	return strings.Join(words, "_")
}

// plain is a text in lower case, its words joined by underscores and nothing but letters and digits left of them: "Closed - Won" is
// closed_won.
func plain(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
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
