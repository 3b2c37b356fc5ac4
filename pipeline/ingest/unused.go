package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kpibook/pipeline/job"
)

// spareField is a field that no column took, and what its cells are.
type spareField struct {
	field        int
	ends         ending // what its header says
	filled, days int
	open         int      // days in rows whose end date is empty
	credits      int      // words for a credit note in rows with an amount above zero
	credit       sighting // the first of them
	first        sighting // a day
}

// setAside takes the fields that nothing is to be read from: what the job file ignores, and what the profile knows to be something else.
func (l *layout) setAside(taken []bool) {
	aside := func(field int) {
		if field >= 0 && !taken[field] {
			taken[field] = true
			l.unused = append(l.unused, l.table.Header[field])
		}
	}
	for _, header := range l.source.Ignore {
		field := l.find(header)
		if aside(field); field < 0 {
			l.how = append(l.how, fmt.Sprintf("the job file ignores %q, which is not there", header))
		}
	}
	if l.profile != nil {
		for _, other := range l.profile.Others {
			aside(l.profile.find(l.table.Header, other))
		}
	}
}

// ignores tells whether nothing is to be read from a header.
func ignores(source *job.Source, header string) bool {
	return slices.ContainsFunc(source.Ignore, func(name string) bool { return name == header || vendorKey(name) == vendorKey(header) })
}

// planSpare chooses the fields to look at although no column took them: where dates of a dataset have no column of their own, one of
// them may be meant. Exports of a known vendor, and whatever the job file ignores, need no looking at.
func (l *layout) planSpare() {
	if l.profile != nil || l.dataset.open() || slices.Contains([]string{"usage", "fx_rates", "targets"}, l.dataset.Name) {
		return
	}
	for field, header := range l.table.Header {
		ignored := slices.ContainsFunc(l.source.Ignore, func(name string) bool { return l.find(name) == field })
		if slices.Contains(l.unused, header) && !ignored {
			l.spare = append(l.spare, spareField{field: field, ends: endsBy(header)})
		}
	}
}

func (l *layout) lookAtSpare(row Row) {
	if len(l.spare) == 0 {
		return
	}
	running := false
	if at, ok := l.index["ended_on"]; ok && l.ownField(at) {
		running = isMissing(trimSpace(row.Fields[l.origins[at].field]))
		l.ends = l.ends || !running
	}
	for i := range l.spare {
		s := &l.spare[i]
		text := trimSpace(row.Fields[s.field])
		if isMissing(text) || s.filled == columnRows && s.ends != leavesBy && l.dataset.Name != "invoices" {
			continue
		}
		s.filled++
		if isCredit(text) && l.charges(row) {
			if s.credits++; s.credits == 1 {
				s.credit = sighting{line: row.Line, text: text}
			}
		}
		if !isDayOrMonth(text) && l.table.rows.kind(row.Line, s.field) != serialDay && (s.ends == noEnd || !isSerial(text)) {
			continue
		}
		if s.days++; s.days == 1 {
			s.first = sighting{row.Line, l.table.Column(s.field), text, l.table.Excerpt(row.Line, s.field)}
			if day, ok := l.table.shownDay(text); ok {
				s.first.text = day
			}
		}
		if running {
			s.open++
		}
	}
}

// isDayOrMonth tells a date or a month, also one that can be read in several ways, from other texts.
func isDayOrMonth(text string) bool {
	_, problem := parseMonth(text, anyOrder, clock{time.UTC, time.UTC})
	return !strings.HasPrefix(problem, "not a month") && !strings.HasPrefix(problem, "longer than")
}

// isCredit tells the words that exports have for a document that takes back.
func isCredit(text string) bool {
	return slices.Contains([]string{"credit", "credit_note", "creditnote", "credit_memo", "credit_invoice", "refund", "gutschrift", "rechnungskorrektur", "storno", "stornorechnung", "avoir", "nota_de_crédito", "nota_di_credito", "creditnota"}, plain(text))
}

// charges tells whether a row of invoices has an amount above zero.
func (l *layout) charges(row Row) bool {
	at, ok := l.index["amount"]
	if !ok || l.dataset.Name != "invoices" || !l.ownField(at) {
		return false
	}
	figure, ok := takeApart(row.Fields[l.origins[at].field])
	return ok && !figure.negative && strings.ContainsAny(figure.digits, "123456789")
}

// dates are the spare fields that mostly hold dates.
func (l *layout) dates() (fields []*spareField) {
	for i := range l.spare {
		if s := &l.spare[i]; s.days > 0 && 2*s.days > s.filled {
			fields = append(fields, s)
		}
	}
	return fields
}

// checkSpare refuses a file of subscriptions that never end beside a column of dates that may be when they do: without it every customer
// is there for ever.
func (l *layout) checkSpare() {
	at, ok := l.index["ended_on"]
	if !ok {
		return
	}
	kinds, empty := []ending{leavesBy, termEnd}, ""
	switch o := l.origins[at]; {
	case o.by == "":
	case (o.by == "same name" || o.by == "alias") && !l.ends:
		kinds, empty = kinds[:1], fmt.Sprintf(": %q is empty in all rows", l.table.Header[o.field])
	default:
		return
	}
	var fields []int
	var said []string
	for _, likely := range kinds {
		for _, s := range l.dates() {
			if s.ends == likely {
				fields = append(fields, s.field)
				said = append(said, fmt.Sprintf("%q (%s, %s on line %d)", l.table.Header[s.field], plural(s.days, "date"), s.first.text, s.first.line))
			}
		}
	}
	if len(fields) == 0 {
		return
	}
	l.ask("ended_on", fields, fields[0], fmt.Sprintf("if it is when the line ended, map it: columns: {ended_on: %q}, and end_dates: {ended_on: inclusive} where it is the last day of service; if not, ignore: [%s]",
		l.table.Header[fields[0]], l.quotedHeaders(fields)), "nothing says when a line ends%s, which may be what stands in %s", empty, strings.Join(said, ", "))
}

// NoneOf is the answer that none of the headers is the column that is asked for.
const NoneOf = "none of these"

// ask is a fault that a person settles by saying which of several headers a column is.
func (l *layout) ask(column string, fields []int, at int, fix, format string, args ...any) {
	l.fault(at, fix, format, args...)
	fault := l.faults[len(l.faults)-1]
	fault.Setting = "columns." + column
	for _, field := range fields {
		fault.Choices = append(fault.Choices, l.table.Header[field])
	}
	if i, ok := l.index[column]; ok && !l.dataset.Columns[i].Required {
		fault.Choices = append(fault.Choices, NoneOf)
	}
}

// reportSpare names the columns of dates from which nothing is read although the dataset has dates that the file seems not to have, and
// lines that run on although a date says that they were cancelled.
func (v *view) reportSpare() {
	l := v.layout
	l.sayUnused(v.file)
	if l.quarantine {
		return
	}
	var lacking []string
	for i, column := range l.dataset.Columns {
		if (column.Type == Day || column.Type == Moment) && !column.Required && l.origins[i].by == "" && column.Name != "trial_ends_on" && column.Name != "discount_ends_on" {
			lacking = append(lacking, column.Name)
		}
	}
	var fields []int
	for _, s := range l.dates() {
		header := l.table.Header[s.field]
		if l.dataset.Name != "invoices" || slices.ContainsFunc(headerWords(header), isOfService) {
			fields = append(fields, s.field)
		}
		if s.open > 0 && s.ends == leavesBy {
			v.find(Finding{Place: Place{v.index, int32(s.first.line)}, Kind: "end_date_unused", Count: s.open,
				Text: fmt.Sprintf("%s a date in %q and none in ended_on, and %s read as running on", plural(s.open, "row")+map[bool]string{true: " has", false: " have"}[s.open == 1], header, be(s.open)),
				Fix:  fmt.Sprintf("if that is when they ended, map it: columns: {ended_on: %q}; if it is not, ignore: [%q]", header, header)})
		}
	}
	for _, s := range l.spare {
		if s.credits > 0 {
			v.find(Finding{Place: Place{v.index, int32(s.credit.line)}, Kind: "credit_positive", Count: s.credits,
				Text: fmt.Sprintf("%q says %q in %s with an amount above zero, which count as charges", l.table.Header[s.field], s.credit.text, plural(s.credits, "row")),
				Fix:  fmt.Sprintf("export credits with a minus sign; if they are charges, ignore: [%q]", l.table.Header[s.field])})
		}
	}
	if len(lacking) == 0 || len(fields) == 0 {
		return
	}
	v.find(Finding{Place: Place{v.index, int32(v.table.HeaderLine)}, Kind: "dates_unused", Count: len(fields),
		Text: fmt.Sprintf("nothing is read from %s, which %s dates, and the file has no %s", l.quotedHeaders(fields), map[bool]string{true: "has", false: "have"}[len(fields) == 1], strings.Join(lacking, ", ")),
		Fix:  fmt.Sprintf("map what is one of them: columns: {%s: HEADER}; and ignore the others: ignore: [%s]", lacking[0], l.quotedHeaders(fields))})
}

// isOfService tells the words of the dates of a service; the other dates of an invoice, when it is due or was paid, change no figure.
func isOfService(word string) bool {
	return slices.Contains([]string{"service", "period", "coverage", "leistung", "leistungszeitraum", "from", "von", "bis"}, word)
}

// mostUnused is how many unused headers are named.
const mostUnused = 15

// sayUnused names the headers that nothing is read from.
func (l *layout) sayUnused(f *File) {
	var names []string
	for _, name := range l.unused {
		if name != "" {
			names = append(names, shorten(name, 60))
		}
	}
	if n := len(names); n > 0 {
		if n > mostUnused {
			names = append(names[:mostUnused:mostUnused], fmt.Sprintf("and %d more", n-mostUnused))
		}
		f.How = append(f.How, "not used: "+strings.Join(names, ", "))
	}
}

func (l *layout) quotedHeaders(fields []int) string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = fmt.Sprintf("%q", l.table.Header[field])
	}
	return strings.Join(names, ", ")
}
