package ingest

import (
	"fmt"
	"io"
	"strings"
	"time"

	"kpibook/pipeline/ingest/xlsx"
)

// format is how the texts of one column are to be read.
type format struct {
	mark    mark
	order   order
	clock   clock
	percent bool // of a discount: a number without a sign is a percentage
}

// sighting is the first cell that proved something.
type sighting struct {
	line, column  int
	text, excerpt string
}

// evidence is what the cells of one column prove.
type evidence struct {
	marks      map[mark]sighting
	orders     map[order]sighting
	currencies map[string]bool // beside amounts; empty: an amount without one
	percent    bool            // a cell of a workbook is shown as a percentage
	bare       span            // of numbers that are neither percentages nor have a currency
	first      sighting        // an amount
	texts      sightings       // numbers that a workbook keeps as texts
	short      sightings       // days and months with a year of two digits
	counts     sightings       // numbers of a workbook that are not shown as dates, and may count days
	against    against         // what an amount's header says
}

// sightings are how many cells prove something, and the first of them.
type sightings struct {
	count int
	first sighting
}

func (s *sightings) note(at sighting) {
	if s.count++; s.count == 1 {
		s.first = at
	}
}

func (s sightings) cell() string { return xlsx.CellName(s.first.column, s.first.line) }

// survey reads a table once to find out how each column writes its numbers and days, because a single cell often does not
// tell: 1,234 is one or the other, and so is 03/04/2024. A streamed table is read only as far as it takes to settle its days.
func (l *layout) survey(company *time.Location, stream bool) ([]format, error) {
	seen := make([]evidence, len(l.dataset.Columns))
	for i := range seen {
		seen[i] = evidence{marks: map[mark]sighting{}, orders: map[order]sighting{}, currencies: map[string]bool{}}
	}
	documents := l.planAdding()
	l.leave.parts = map[string]bool{}
	var above []string
	for nth := 1; ; nth++ {
		row, err := l.table.Next()
		if err == io.EOF {
			break
		}
		if _, bad := err.(*RowError); bad || err == nil && !row.isData() {
			continue
		}
		if err != nil {
			return nil, err
		}
		rule, label := summary(row.Fields, above, l)
		above = append(above[:0], row.Fields...)
		if label.of != "" {
			l.leave.parts[strings.ToLower(label.of)] = true
		}
		if rule == "" && l.leftOut(row.Fields, nth) == "" {
			l.look(row, seen)
			l.lookAtSpare(row)
			documents.look(row)
		}
		if stream && l.settled(seen) {
			break
		}
	}
	formats := make([]format, len(seen))
	for i := range formats {
		l.decide(i, &formats[i], seen[i], company)
	}
	l.settleCurrency(seen)
	l.checkUnitsOf(seen)
	l.checkAmounts(seen)
	l.checkAbove()
	l.checkAdding(documents, formats)
	l.checkSpare()
	return formats, nil
}

// settled tells whether the order of every column of days or months is known.
func (l *layout) settled(seen []evidence) bool {
	for i, column := range l.dataset.Columns {
		if o := l.origins[i]; (column.Type == Day || column.Type == MonthType) && o.by != "" && o.constant == "" && o.join == nil {
			_, isISO := seen[i].orders[iso]
			_, isDMY := seen[i].orders[dmy]
			_, isMDY := seen[i].orders[mdy]
			if !isISO && !isDMY && !isMDY {
				return l.source.Dates != ""
			}
		}
	}
	return true
}

// look adds what one row proves.
func (l *layout) look(row Row, seen []evidence) {
	for i, column := range l.dataset.Columns {
		o := l.origins[i]
		if o.by == "" || o.constant != "" || o.join != nil || isWide(o.by) {
			continue
		}
		text := trimSpace(row.Fields[o.field])
		if value, ok := o.values[text]; ok {
			text = value
		}
		if text == "" {
			continue
		}
		switch column.Type {
		case Money, Number, DiscountType, Duration:
			l.lookAtNumber(row.Line, o.field, text, column.Type, &seen[i])
			if column.Type == Money || column.Type == DiscountType {
				l.lookAgainst(row, i, text, &seen[i].against)
			}
		case Day, Moment, MonthType:
			if l.table.Workbook && l.table.written(row.Line, o.field, text, column.Type, '.') != text {
				if l.table.rows.kind(row.Line, o.field) != serialDay {
					seen[i].counts.note(sighting{row.Line, l.table.Column(o.field), text, ""})
				}
				continue
			}
			if hasShortYear(text) {
				seen[i].short.note(sighting{row.Line, l.table.Column(o.field), text, ""})
			}
			if isSerial(text) {
				note(seen[i].orders, serial, l, row.Line, o.field, text)
			} else if found := orderOf(text); found != anyOrder {
				note(seen[i].orders, found, l, row.Line, o.field, text)
			}
		}
	}
	for _, field := range l.wide {
		l.lookAtNumber(row.Line, field, trimSpace(row.Fields[field]), l.dataset.Columns[l.wideInto()].Type, &seen[l.wideInto()])
	}
}

func (l *layout) lookAtNumber(line, field int, text string, of Type, seen *evidence) {
	figure, ok := takeApart(l.table.written(line, field, text, of, '.'))
	if !ok || len(figure.digits) > maxNumberLength {
		return
	}
	seen.percent = seen.percent || of == DiscountType && l.table.rows.kind(line, field) == percentage
	found := reading(figure.digits)
	value, problem := figure.number(found, maxRatePlaces)
	switch {
	case problem != "" && found != unclear:
		return
	case of == Money:
		if seen.currencies[figure.currency] = true; seen.first.line == 0 && value.Sign() != 0 {
			seen.first = sighting{line, l.table.Column(field), text, l.table.Excerpt(line, field)}
		}
	case of == DiscountType && problem == "" && !figure.percent && figure.currency == "":
		seen.bare.note(value, func() sighting { return sighting{line, l.table.Column(field), text, l.table.Excerpt(line, field)} })
	}
	if l.table.Workbook && l.table.rows.kind(line, field) == writtenNumber {
		seen.texts.note(sighting{line, l.table.Column(field), text, ""})
	}
	if found != 0 && !l.table.plainNumber(line, field) {
		note(seen.marks, found, l, line, field, text)
	}
}

func note[K comparable](found map[K]sighting, what K, l *layout, line, field int, text string) {
	if _, ok := found[what]; !ok {
		found[what] = sighting{line, l.table.Column(field), text, l.table.Excerpt(line, field)}
	}
}

// decide settles the format of one column: what the job file says, else what its cells prove. Cells that prove both, or
// could be both and nothing decides, are a fault.
func (l *layout) decide(i int, f *format, seen evidence, company *time.Location) {
	column := l.dataset.Columns[i]
	f.clock = clock{company, company}
	if o := l.origins[i]; o.by != "" && o.constant == "" && o.join == nil && (column.Type == Day || column.Type == Moment) {
		if strings.HasSuffix(plain(l.table.Header[min(o.field, len(l.table.Header)-1)]), "_utc") { // Created (UTC), created_at_utc
			f.clock.file = time.UTC
			l.how = append(l.how, column.Name+": times are UTC, as the header says")
		}
	}
	f.mark = l.decideMark(column, seen.marks)
	if seen.texts.count > 0 {
		l.how = append(l.how, fmt.Sprintf("%s: %s stored as text, the first in cell %s", column.Name, plural(seen.texts.count, "number"), seen.texts.cell()))
	}
	if seen.counts.count > 0 {
		day, _ := l.table.shownDay(seen.counts.first.text)
		l.how = append(l.how, fmt.Sprintf("%s: %s without the format of a date, read as days counted as the workbook does: %s in cell %s is %s",
			column.Name, plural(seen.counts.count, "number"), seen.counts.first.text, seen.counts.cell(), day))
	}
	f.percent = l.decidePercent(i, seen)
	f.order = l.decideOrder(column, seen.orders)
	if seen.short.count > 0 {
		l.how = append(l.how, fmt.Sprintf("%s: %s, as in %q on line %d", column.Name, shortYears, seen.short.first.text, seen.short.first.line))
	}
}

func (l *layout) decideMark(column Column, marks map[mark]sighting) mark {
	point, isPoint := marks['.']
	comma, isComma := marks[',']
	cell, isUnclear := marks[unclear]
	said := l.source.Decimal
	switch {
	case said != "" && len(marks) > 0:
		l.how = append(l.how, fmt.Sprintf("%s: decimal %s, as the job file says", column.Name, markName(mark(said[0]))))
		return mark(said[0])
	case said != "":
		return mark(said[0])
	case isPoint && isComma:
		l.faultAt(comma, "set decimal: \".\" or decimal: \",\" for this source; rows written otherwise are then rejected",
			"%s has decimal points (%q on line %d) and decimal commas (%q on line %d)", column.Name, point.text, point.line, comma.text, comma.line)
	case isPoint:
		l.how = append(l.how, fmt.Sprintf("%s: decimal point, as %q on line %d shows", column.Name, point.text, point.line))
	case isComma:
		l.how = append(l.how, fmt.Sprintf("%s: decimal comma, as %q on line %d shows", column.Name, comma.text, comma.line))
		return ','
	case isUnclear:
		a, _ := takeApart(cell.text)
		asPoint, _ := a.number('.', maxRatePlaces)
		asComma, _ := a.number(',', maxRatePlaces)
		l.faultAt(cell, "set decimal: \".\" or decimal: \",\" for this source",
			"%s %q is %s with a decimal point and %s with a decimal comma, and no other value of the column decides", column.Name, cell.text, asPoint, asComma)
	}
	return '.'
}

func markName(m mark) string {
	if m == ',' {
		return "comma"
	}
	return "point"
}

func (l *layout) faultAt(at sighting, fix, format string, args ...any) {
	setting := settingOf(fix)
	l.faults = append(l.faults, &Fault{Setting: setting, Choices: settings[setting], File: l.table.Path, Sheet: l.table.Sheet, Line: at.line, Column: at.column,
		Message: fmt.Sprintf(format, args...), Excerpt: at.excerpt, Fix: fix})
}

// settings are the keys of a source that settle how its columns are read, and what they may be.
var settings = map[string][]string{"decimal": {".", ","}, "dates": {"dmy", "mdy"}, "minor_units": {"true", "false"}}

// settingOf is the key that a remedy names first.
func settingOf(fix string) string {
	key, _, _ := strings.Cut(strings.TrimPrefix(fix, "set "), ":")
	if settings[key] == nil {
		return ""
	}
	return key
}
