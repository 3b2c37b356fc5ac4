package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// monthColumn is how the columns of a table with a column per month are mapped.
const monthColumn = "one column per month"

// isWide tells the columns of a dataset whose values stand side by side in a row.
func isWide(by string) bool { return by == wideColumn || by == monthColumn }

// besideMonths are words that may stand in the header of a month: what its amounts are is told elsewhere.
var besideMonths = []string{"mrr", "revenue", "recurring", "amount", "betrag", "umsatz", "in", "monthly"}

// monthHeader is the month that a header names, as Jan-26, 2026-01, 01/2026, Januar 2026 or 31.01.2026. Two digits are a year of this
// century, if short says that years are written so.
func monthHeader(header string, monthFirst bool) (month period.Month, short, ok bool) {
	var words []string
	for _, word := range splitNumbers(header) {
		if !slices.Contains(besideMonths, word) && !slices.Contains(commonCodes, word) {
			words = append(words, word)
		}
	}
	if len(words) == 1 && len(words[0]) == 6 && allDigits(words[0]) { // 202601
		words = []string{words[0][:4], words[0][4:]}
	}
	day := ""
	switch {
	case len(words) == 3 && len(words[0]) == 4:
		words, day = words[:2], words[2]
	case len(words) == 3 && monthFirst:
		words, day = []string{words[0], words[2]}, words[1]
	case len(words) == 3:
		words, day = words[1:], words[0]
	}
	if len(words) != 2 {
		return 0, false, false
	}
	year, named := words[1], words[0]
	if len(words[0]) == 4 && allDigits(words[0]) {
		year, named = words[0], words[1]
	}
	number := monthOf(named)
	if number < 1 || number > 12 || !allDigits(year) || len(named) > 2 && allDigits(named) {
		return 0, false, false
	}
	if short = len(year) == 2; short {
		year = "20" + year
	}
	if y := digitsOf(year); len(year) != 4 || y < firstYear || y > lastYear {
		return 0, false, false
	}
	month = period.MonthOf(digitsOf(year), time.Month(number))
	if day != "" && !isEdge(month, digitsOf(day)) {
		return 0, false, false
	}
	return month, short, true
}

// isEdge tells the first and the last day of a month.
func isEdge(month period.Month, day int) bool {
	return day == 1 || day == month.Last().Time().Day()
}

// splitNumbers are the words of a header in lower case, numbers apart from letters: Jan26 is jan and 26.
func splitNumbers(header string) []string {
	var b strings.Builder
	var before rune
	for _, r := range strings.ToLower(header) {
		if before != 0 && (before >= '0' && before <= '9') != (r >= '0' && r <= '9') {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return strings.FieldsFunc(plain(b.String()), func(r rune) bool { return r == '_' })
}

// monthField is a field of a header that names a month.
type monthField struct {
	field int
	month period.Month
}

// monthFields are the fields of a header that name months, in their order: at least two, no month twice, and where years have two digits
// or days are written no month between them missing, so that it is beyond doubt which they are. nil: it has none.
func monthFields(header []string, taken []bool, serial func(string) (period.Date, bool)) []monthField {
	for _, monthFirst := range []bool{false, true} {
		var found []monthField
		doubtful := false
		for field, name := range header {
			if field < len(taken) && taken[field] {
				continue
			}
			if day, ok := serial(name); ok && isSerial(strings.TrimSpace(name)) {
				if month := day.Month(); isEdge(month, day.Time().Day()) {
					found, doubtful = append(found, monthField{field, month}), true
				}
			} else if month, short, ok := monthHeader(name, monthFirst); ok {
				found, doubtful = append(found, monthField{field, month}), doubtful || short || len(splitNumbers(name)) > 2
			}
		}
		sorted := slices.SortedFunc(slices.Values(found), func(a, b monthField) int { return cmp.Compare(a.month, b.month) })
		sound := len(found) > 1
		for i := 1; i < len(sorted); i++ {
			sound = sound && sorted[i].month != sorted[i-1].month && (!doubtful || sorted[i].month == sorted[i-1].month+1)
		}
		if sound {
			return found
		}
	}
	return nil
}

// sideBySide tells a header with several columns for periods, of whatever kind: ARR Jan-26, Q1 2026.
func sideBySide(header []string) bool {
	found := 0
	for _, name := range header {
		period, year := false, false
		for _, word := range splitNumbers(name) {
			period = period || !allDigits(word) && monthOf(word) > 0 || slices.Contains([]string{"q", "quarter", "quartal", "trimestre", "fy", "gj"}, word)
			year = year || allDigits(word) && (len(word) == 4 && word > "1990" && word < "2100" || len(word) == 2)
		}
		if period && year {
			found++
		}
	}
	return found > 1
}

// noSerial knows no dates that are numbers.
func noSerial(string) (period.Date, bool) { return period.NoDate, false }

// planMonths tells a table with one row per customer and one column per month, as spreadsheets of MRR are, and maps its cells as the
// amounts of those months.
func (l *layout) planMonths(taken []bool) {
	month, mrr := l.index["month"], l.index["mrr"]
	if l.origins[month].by != "" || l.origins[mrr].by != "" || len(l.faults) > 0 {
		return
	}
	fields := monthFields(l.table.Header, taken, l.table.SerialDate)
	if fields == nil {
		return
	}
	first, last := fields[0].month, fields[0].month
	for _, f := range fields {
		taken[f.field] = true
		l.wide, l.months = append(l.wide, f.field), append(l.months, f.month)
		first, last = min(first, f.month), max(last, f.month)
	}
	l.set(month, origin{by: monthColumn}, fmt.Sprintf("%s to %s", first, last))
	l.set(mrr, origin{by: monthColumn}, fmt.Sprintf("%s to %s", first, last))
	l.how = append(l.how, fmt.Sprintf("one column per month: %d columns, %s to %s, each read as the MRR of its month; an empty cell or a dash is none in that month, and totals are left out", len(fields), first, last))
}

// ofMonth tells the headers of months of a table with a column for each: they come and go with time.
func (l *layout) ofMonth(header string) bool {
	_, _, ok := monthHeader(header, false)
	return l.months != nil && (ok || l.table.Workbook && isSerial(strings.TrimSpace(header)))
}

// monthsGone reports months that an earlier run read and that no column has any more: the customers of then are not there to compare with.
func (v *view) monthsGone(before *Reading, gone []string) {
	gone = slices.DeleteFunc(slices.Clone(gone), func(name string) bool { return !v.layout.ofMonth(name) })
	if len(gone) > 0 {
		v.find(Finding{Place: Place{v.index, int32(v.table.HeaderLine)}, Kind: "months_gone", Count: len(gone),
			Text: fmt.Sprintf("%s had columns of months that are gone: %s; nothing is known of those months, and whoever paid before counts as new in the first one left", before.run(), quoted(gone)),
			Fix:  "export all months, or add the earlier ones as a file of their own"})
	}
}

// amounts are how many amounts a row has of a column of money.
func (l *layout) amounts(column int) int {
	if l.origins[column].by == monthColumn {
		return len(l.wide)
	}
	return 1
}

// wideInto is the column of which the values stand side by side.
func (l *layout) wideInto() int {
	if l.months != nil {
		return l.index["mrr"]
	}
	return l.index["rate"]
}

// isNothing tells a cell without an amount; spreadsheets show a zero as a dash.
func isNothing(text string) bool {
	return isMissing(text) || text == "-" || text == "–" || text == "—"
}

// priceMonths reads the amounts of a row with a column per month.
func (v *view) priceMonths(l *line) {
	column := v.layout.index["mrr"]
	origin := &v.layout.origins[column]
	for _, origin.field = range v.layout.wide {
		text := trimSpace(l.raw[origin.field])
		if isNothing(text) {
			text = ""
		} else if v.table.Typed {
			text = v.table.written(l.number, origin.field, text, Money, v.formats[column].mark)
		}
		l.fields[column] = text
		l.amounts = append(l.amounts, v.amount(l, column))
	}
	l.fields[column] = ""
}

// monthlyRevenues loads a row with a column per month.
func (r *reader) monthlyRevenues(c *cells, raw *rawMRR) {
	base := MonthlyRevenue{Place: c.v.place(c.line), Account: raw.AccountID, Product: raw.Product, Currency: c.currency(), Quantity: c.number("quantity", raw.Quantity, maxPlaces)}
	if c.v.totalled > 0 {
		c.fail("mrr", "", "if it is a customer, move it above that row; if it is a count or a share, take it out of the export", "it stands below the total of all customers, on line %d, which does not include it", c.v.totalled)
	}
	var rows []MonthlyRevenue
	for i, a := range c.line.amounts {
		if a.problem != "" {
			header := c.v.table.Header[c.v.layout.wide[i]]
			if isSerial(header) {
				header = c.v.layout.months[i].String()
			}
			c.bad(header, trimSpace(c.line.raw[c.v.layout.wide[i]]), a.problem, cmp.Or(a.fix, "write it as plain digits with a decimal mark, or set decimal: for this source"))
		}
		if a.given {
			row := base
			row.Month, row.Amount = c.v.layout.months[i], a.value
			rows = append(rows, row)
		}
	}
	if !c.load() {
		return
	}
	days := []period.Date{period.NoDate}
	for _, row := range rows {
		days = append(days, row.Month.First(), row.Month.Last())
	}
	r.records.MRR = append(r.records.MRR, rows...)
	r.loaded("mrr", days...)
}

// monthsTogether is what a row of sums says of all months together; ok is false when one of them cannot be read.
func (v *view) monthsTogether(line int, fields []string) (sum decimal.Decimal, ok bool) {
	column := v.layout.index["mrr"]
	for _, field := range v.layout.wide {
		text := ""
		if field < len(fields) {
			text = trimSpace(fields[field])
		}
		if isNothing(text) {
			continue
		}
		figure, ok := takeApart(v.table.written(line, field, text, Money, v.formats[column].mark))
		stated, problem := figure.number(v.formats[column].mark, maxPlaces)
		if !ok || problem != "" {
			return sum, false
		}
		sum = sum.Add(stated)
	}
	return sum, true
}

// stateMonths compares what a totals row says of all months together with the rows above it.
func (v *view) stateMonths(line int, fields []string, currency string, of sumLabel) {
	sum, ok := v.monthsTogether(line, fields)
	if !ok {
		return
	}
	all := v.totals.plain[[2]string{"mrr", ""}]
	v.compare(statement{"the totals row, its months together,", "rows above it", line, "mrr", currency, of}, sum)
	if _, group := v.totals.parts[[2]string{"mrr", strings.ToLower(of.of)}]; !of.part || sum.Equal(all) && !of.sub && !group {
		v.totalled = line
	}
}
