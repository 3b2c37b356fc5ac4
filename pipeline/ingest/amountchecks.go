package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// against are the first rows that contradict what the header of an amount says: by their currency and by their billing interval.
type against struct{ currency, interval sighting }

// headerOf is the header that a column is read from, in the file or in one that is joined, of several the first one; false for a column
// that has none.
func (l *layout) headerOf(column int) (string, bool) {
	switch o := l.origins[column]; {
	case o.join != nil && o.join.spec.File != "":
		return o.join.spec.Take[l.dataset.Columns[column].Name], true
	case l.ownField(column):
		return l.table.Header[o.field], true
	case o.by == monthColumn:
		return l.table.Header[l.wide[0]], true
	}
	return "", false
}

// lookAgainst notes a row that contradicts what the header of its amount says.
func (l *layout) lookAgainst(row Row, column int, text string, seen *against) {
	header, ok := l.headerOf(column)
	if !ok || text == "" {
		return
	}
	said := l.said(header)
	if at, ok := l.index["currency"]; ok && said.currency != "" && seen.currency.line == 0 && l.ownField(at) {
		field := l.origins[at].field
		if code, problem := parseCurrency(l.textOf(row, at)); problem == "" && !agrees(said.currency, code) {
			seen.currency = sighting{row.Line, l.table.Column(field), code, l.table.Excerpt(row.Line, field)}
		}
	}
	if at, ok := l.index["billing_interval"]; ok && said.interval != "" && seen.interval.line == 0 && l.ownField(at) {
		field := l.origins[at].field
		if interval, problem := parseInterval(l.textOf(row, at)); problem == "" && interval.Name != said.interval {
			seen.interval = sighting{row.Line, l.table.Column(field), interval.Name, l.table.Excerpt(row.Line, field)}
		}
	}
}

// textOf is what a row has in a column with a field of its own.
func (l *layout) textOf(row Row, column int) string {
	o := l.origins[column]
	text := trimSpace(row.Fields[o.field])
	if o.also > 0 {
		text = trimSpace(text + " " + trimSpace(row.Fields[o.also-1]))
	}
	if value, ok := o.values[text]; ok {
		return value
	}
	return text
}

// said is what a header says of its amounts. It is asked for every row, so it is kept.
func (l *layout) said(header string) amountHeader {
	h, ok := l.headers[header]
	if !ok {
		if l.headers == nil {
			l.headers = map[string]amountHeader{}
		}
		h = readAmountHeader(header)
		l.headers[header] = h
	}
	return h
}

// checkAmounts refuses amounts whose header says that they are something else than what they would be read as: in cents or thousands, in
// another currency, with tax, or for another time. What the job file has to say then is said; that it names the header is not enough.
func (l *layout) checkAmounts(seen []evidence) {
	for i, column := range l.dataset.Columns {
		header, ok := l.headerOf(i)
		if !ok || !column.Type.isNumber() || column.Type == Duration {
			continue
		}
		unnamed := l.unnamed(i, header)
		name, inside := unit(header)
		said := l.said(header)
		switch {
		case column.Type == DiscountType && !strings.Contains(header, "%"):
			l.checkMinor(i, header, said, seen[i].first)
			l.checkScale(i, header, said)
			l.checkCurrency(i, header, said, seen[i])
		case column.Type != Money && column.Type != DiscountType && unnamed:
			l.checkScale(i, header, l.said(inside))
		}
		if column.Type != Money {
			continue
		}
		if strange := l.said(inside).name; unnamed && len(strange) > 0 {
			l.fault(l.fieldOf(i), fmt.Sprintf("if they are plain amounts, map it: columns: {%s: %q}; anything else has to be exported again", column.Name, header),
				"the header %q says that its amounts are in %q, which is no currency", header, inside)
			continue
		}
		l.checkMinor(i, header, said, seen[i].first)
		l.checkScale(i, header, said)
		l.checkTax(i, header, said, unnamed, strings.TrimSpace(name))
		l.checkCurrency(i, header, said, seen[i])
		l.checkInterval(i, header, said, seen[i].against.interval, unnamed)
	}
}

// unnamed tells a header that the job file does not name as it is, with its unit: it was found by its name, or by another spelling.
func (l *layout) unnamed(column int, header string) bool {
	switch l.origins[column].by {
	case "same name", "alias":
		return true
	case "job file":
		said := spellings(l.source.Columns[l.dataset.Columns[column].Name])
		return !slices.ContainsFunc(said, func(name string) bool { return sameHeader(name, header) })
	}
	return false
}

// fieldOf is the field of a column in the file, of several the first one, -1 for a column that is joined.
func (l *layout) fieldOf(column int) int {
	switch {
	case l.ownField(column):
		return l.origins[column].field
	case l.origins[column].by == monthColumn:
		return l.wide[0]
	}
	return -1
}

func (l *layout) checkMinor(i int, header string, said amountHeader, first sighting) {
	if said.minor == "" || l.source.MinorUnit != nil {
		return
	}
	example := ""
	if figure, ok := takeApart(first.text); ok && first.line > 0 {
		if value, problem := figure.number(0, maxPlaces); problem == "" {
			example = fmt.Sprintf(": is %q %s or %s?", first.text, value.Shift(-2).StringFixed(2), value)
		}
	}
	l.fault(l.fieldOf(i), "set minor_units: true if they are, else minor_units: false, for this source",
		"the header %q says that its amounts are in %q%s", header, said.minor, example)
}

func (l *layout) checkScale(i int, header string, said amountHeader) {
	money := l.dataset.Columns[i].Type == Money || l.dataset.Columns[i].Type == DiscountType
	if said.scale == "" || money && l.source.MinorUnit != nil && !*l.source.MinorUnit {
		return
	}
	fix := "export them in whole units of the currency; if they are, whatever the header says, set minor_units: false for this source"
	if !money {
		fix = fmt.Sprintf("export plain numbers; if they are, whatever the header says, map it: columns: {%s: %q}", l.dataset.Columns[i].Name, header)
	}
	l.fault(l.fieldOf(i), fix, "the header %q says that its numbers are in %q, and kpibook does not multiply them", header, said.scale)
}

func (l *layout) checkTax(i int, header string, said amountHeader, unnamed bool, name string) {
	column := l.dataset.Columns[i].Name
	switch {
	case said.tax == "" || column == "tax":
	case unnamed:
		l.fault(l.fieldOf(i), fmt.Sprintf("export %s without tax and map that; columns: {%s: %q} takes these as they stand, tax included", strings.ToLower(name), column, header),
			"the header %q says %q, and %s is net of tax", header, said.tax, column)
	default:
		l.how = append(l.how, fmt.Sprintf("%s: taken as it stands, though the header %q says %q", column, header, said.tax))
	}
}

func (l *layout) checkCurrency(i int, header string, said amountHeader, seen evidence) {
	if said.currency == "" {
		return
	}
	name, which := l.dataset.Columns[i].Name, said.currency
	if shared[which] != "" {
		which = strings.Fields(shared[which])[0]
	}
	fix := fmt.Sprintf("if the amounts are in %s, say so: constant: {currency: %s} for this source; else map another column: columns: {%s: HEADER}", which, which, name)
	at := l.index["currency"]
	switch row := seen.against.currency; {
	case row.line > 0:
		l.faultAt(row, fix+", or take the currency out of the header of the export", "the header %q is in %s, and the row on line %d in %s", header, said.currency, row.line, row.text)
	case l.labelled:
		for written := range seen.currencies {
			if !agrees(said.currency, written) {
				l.fault(l.fieldOf(i), fix, "the header %q is in %s, and some of its cells in %s", header, said.currency, written)
				return
			}
		}
	case (l.origins[at].by == "" || l.origins[at].by == "constant") && !agrees(said.currency, l.currency):
		fix := "map a currency column, or say which it is with constant: {currency: ...} for this source"
		if l.origins[at].by == "constant" {
			fix = "correct the constant currency of this source, or map another column: columns: {" + name + ": HEADER}"
		}
		l.fault(l.fieldOf(i), fix, "the header %q is in %s, and the rows would be in %s", header, said.currency, l.currency)
	}
}

// span is what an amount is for: an interval, the one of the line, or none that would matter.
func (d *Dataset) span(column string) string {
	switch {
	case d.Name == "subscriptions":
		return "billing_interval"
	case d.Name == "mrr":
		return "month"
	case d.Name == "renewals" || column == "annual_revenue":
		return "year"
	}
	return ""
}

func (l *layout) checkInterval(i int, header string, said amountHeader, row sighting, unnamed bool) {
	name := l.dataset.Columns[i].Name
	span := l.dataset.span(name)
	if said.interval == "" || said.interval == span || span == "" && !unnamed {
		return
	}
	fix := fmt.Sprintf("map another column: columns: {%s: HEADER}", name)
	switch span {
	case "billing_interval":
		all := fmt.Sprintf("if every amount is for a %s, however it is billed, say so: constant: {billing_interval: %s} for this source; else map an amount for one billing interval: columns: {%s: HEADER}",
			spoken(said.interval), said.interval, name)
		billed := l.origins[l.index[span]]
		interval, problem := parseInterval(billed.constant)
		switch {
		case row.line > 0:
			l.faultAt(row, all, "the header %q is for a %s, and the row on line %d is billed by the %s", header, spoken(said.interval), row.line, spoken(row.text))
		case billed.by == "constant" && problem == "" && interval.Name != said.interval:
			l.fault(l.fieldOf(i), all, "the header %q is for a %s, and the rows would be billed by the %s", header, spoken(said.interval), spoken(interval.Name))
		}
	case "":
		l.fault(l.fieldOf(i), fmt.Sprintf("if it is what the row is about, map it: columns: {%s: %q}", name, header), "the header %q is for a %s, which %s is not", header, spoken(said.interval), name)
	default:
		l.fault(l.fieldOf(i), fix, "the header %q is for a %s, and %s is for a %s", header, spoken(said.interval), name, spoken(span))
	}
}

// spoken is an interval as people say it.
func spoken(interval string) string { return strings.ReplaceAll(interval, "_", " ") }

// plainFor tells whether a header is that of an amount and says nothing that speaks against reading it as a column: all its words
// are known, and it is without tax and for the time that the column is for.
func (h amountHeader) plainFor(d *Dataset, column Column) bool {
	known := map[string]bool{}
	for _, name := range append([]string{column.Name}, column.Aliases...) {
		for _, word := range strings.Split(plain(name), "_") {
			known[word] = true
		}
	}
	strange := slices.ContainsFunc(h.name, func(word string) bool { return !known[word] })
	return !strange && len(h.name) > 0 && h.tax == "" && (h.interval == "" || h.interval == d.span(column.Name))
}

// otherAmounts are words of headers of amounts that are not what a line costs.
var otherAmounts = []string{"per", "tax", "vat", "gst", "mwst", "ust", "discount", "rabatt", "setup", "fee", "list", "previous", "prior", "old", "last", "credit", "refund", "paid", "due", "open", "balance", "original"}

// ofAnother tells a header that is surely not of the plain amount: with tax in it, for an interval, of one of several, a discount.
func (h amountHeader) ofAnother() bool {
	return h.tax != "" || h.interval != "" || slices.ContainsFunc(h.name, func(word string) bool { return slices.Contains(otherAmounts, word) })
}
