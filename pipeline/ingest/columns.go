package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"kpibook/pipeline/delimited"
)

// columnRows is how many rows are looked at to tell what the columns hold.
const columnRows = 10_000

// columns is what the fields of a table without known names hold, by the evidence of its first rows.
type columns struct {
	table *Table
	rows  int
	seen  []columnEvidence
}

// columnEvidence is what the fields of one column prove.
type columnEvidence struct {
	filled  int
	kinds   [delimited.Address + 1]int
	marks   map[mark]specimen
	orders  map[order]specimen
	first   specimen
	serials int // dates of a workbook
	// What was seen of numbers: the first of each.
	zero, bracket, percent, minus, priced, duration, serial specimen
}

// specimen is a field and the line it stands on.
type specimen struct {
	text string
	line int
}

func (s *specimen) note(text string, line int) {
	if s.line == 0 {
		*s = specimen{text, line}
	}
}

func (s specimen) String() string { return fmt.Sprintf("%q on line %d", shorten(s.text, 40), s.line) }

func newColumns(t *Table) *columns {
	c := &columns{table: t, seen: make([]columnEvidence, len(t.Header))}
	for i := range c.seen {
		c.seen[i].marks, c.seen[i].orders = map[mark]specimen{}, map[order]specimen{}
	}
	return c
}

// look takes a row into account.
func (c *columns) look(row Row) {
	if c.rows++; c.rows > columnRows {
		return
	}
	for i, field := range row.Fields {
		text := trimSpace(field)
		if isMissing(text) {
			continue
		}
		if c.table.rows.kind(row.Line, i) == serialDay {
			if day, ok := c.table.shownDay(text); ok {
				c.seen[i].filled++
				c.seen[i].serials++
				c.seen[i].serial.note(fmt.Sprintf("%s (kept as %s)", day, text), row.Line)
				continue
			}
		}
		c.seen[i].look(text, row.Line)
	}
}

func (e *columnEvidence) look(text string, line int) {
	kind := delimited.KindOf(text)
	e.filled++
	e.kinds[kind]++
	e.first.note(text, line)
	switch kind {
	case delimited.Moment:
		if order := orderOf(text); order != anyOrder {
			if _, ok := e.orders[order]; !ok {
				e.orders[order] = specimen{text, line}
			}
		} else if strings.Count(text, ":") == 2 && !strings.ContainsAny(text, " T-/.") {
			e.duration.note(text, line)
		}
	case delimited.Number:
		figure, ok := takeApart(text)
		if !ok || len(figure.digits) > maxNumberLength {
			return
		}
		found := reading(figure.digits)
		if _, ok := e.marks[found]; found != 0 && !ok {
			e.marks[found] = specimen{text, line}
		}
		switch {
		case figure.percent:
			e.percent.note(text, line)
		case figure.currency != "":
			e.priced.note(text, line)
		}
		switch {
		case figure.negative && strings.Contains(text, "("):
			e.bracket.note(text, line)
		case figure.negative && strings.HasSuffix(text, "-"):
			e.minus.note(text, line)
		case len(text) > 1 && text[0] == '0' && isDigit(text[1]) && allDigits(text):
			e.zero.note(text, line)
		}
	}
}

// how states, column by column, how numbers and days are written; columns of words need no saying.
func (c *columns) how() (how []string) {
	for i, e := range c.seen {
		if said := e.how(); said != "" {
			how = append(how, shorten(c.table.Header[i], 60)+": "+said)
		}
	}
	return how
}

func (e *columnEvidence) how() string {
	most := func(kind delimited.Kind) bool { return e.filled > 0 && e.kinds[kind]*10 >= e.filled*9 }
	switch {
	case e.serials > 0 && e.serials*10 >= e.filled*9:
		return fmt.Sprintf("dates of the workbook, as %s in row %d", e.serial.text, e.serial.line)
	case e.serials > 0:
		return fmt.Sprintf("dates of the workbook (%s in row %d) and other cells (%s)", e.serial.text, e.serial.line, e.first)
	case most(delimited.Number):
		return e.numbers()
	case most(delimited.Moment) && len(e.orders) > 0:
		return e.days()
	case most(delimited.Moment) && e.duration.line > 0:
		return "hours:minutes:seconds, as " + e.duration.String() + " shows"
	case e.kinds[delimited.Number] > 0 && e.kinds[delimited.Number]*2 > e.filled:
		return "numbers and words, kept as text"
	}
	return ""
}

// numbers says how the numbers of a column are written.
func (e *columnEvidence) numbers() string {
	if e.zero.line > 0 {
		return "digits with zeros in front, as " + e.zero.String() + ", kept as text"
	}
	said := "whole numbers"
	point, isPoint := e.marks['.']
	comma, isComma := e.marks[',']
	cell, isUnclear := e.marks[unclear]
	switch {
	case isPoint && isComma:
		said = fmt.Sprintf("numbers with decimal points (%s) and decimal commas (%s): say which with decimal:", point, comma)
	case isPoint:
		said = "numbers with a decimal point, as " + point.String() + " shows"
	case isComma:
		said = "numbers with a decimal comma, as " + comma.String() + " shows"
	case isUnclear:
		figure, _ := takeApart(cell.text)
		asPoint, _ := figure.number('.', maxRatePlaces)
		asComma, _ := figure.number(',', maxRatePlaces)
		said = fmt.Sprintf("unclear: %s is %s with a decimal point and %s with a decimal comma, and no other value decides: say which with decimal:", cell, asPoint, asComma)
	}
	for _, also := range []struct {
		seen specimen
		what string
	}{{e.priced, "with a currency"}, {e.percent, "with a percent sign"}, {e.bracket, "negative ones in brackets"}, {e.minus, "the minus behind negative ones"}} {
		if also.seen.line > 0 {
			said += "; " + also.what + ", as " + also.seen.String()
		}
	}
	return said
}

// days says in which order days are written.
func (e *columnEvidence) days() string {
	day, isDMY := e.orders[dmy]
	month, isMDY := e.orders[mdy]
	cell, isEither := e.orders[either]
	short, isYearShort := e.orders[yearShort]
	switch {
	case isDMY && isMDY:
		return fmt.Sprintf("days, some with the day first (%s) and some with the month first (%s): say which with dates:", day, month)
	case isDMY:
		return "days, " + dmy.say() + ", as " + day.String() + " shows"
	case isMDY:
		return "days, " + mdy.say() + ", as " + month.String() + " shows"
	case isEither:
		asDay, _ := parseDay(cell.text, dmy, clock{time.UTC, time.UTC})
		asMonth, _ := parseDay(cell.text, mdy, clock{time.UTC, time.UTC})
		return fmt.Sprintf("unclear: %s is %s with the day first and %s with the month first, and no other value decides: say which with dates:", cell, asDay, asMonth)
	case isYearShort:
		all, _ := readings(short.text)
		return fmt.Sprintf("unclear: %s is %s, and no other value decides: say which with dates:", short, strings.Join(all, ", and "))
	}
	return "days, " + iso.say()
}

// joinable tells whether a column may be put together of two fields: 3 + months.
func (l *layout) joinable(name string) bool {
	i, ok := l.index[name]
	return ok && (l.dataset.Columns[i].Type == IntervalType || l.dataset.Columns[i].Type == Text)
}

// find is the field of a header, exactly or by its key, or of the first of several spellings with bars between them that the
// file has; -1 when there is none. Where a unit is wanted, Amount (USD), the header has to have it.
func (l *layout) find(header string) int {
	if i := slices.Index(l.table.Header, strings.TrimSpace(header)); i >= 0 {
		return i
	}
	all := spellings(header)
	for _, spelling := range all {
		if i := slices.Index(l.table.Header, strings.TrimSpace(spelling)); i >= 0 && len(all) > 1 {
			return i
		}
	}
	for _, spelling := range all {
		if i := slices.IndexFunc(l.table.Header, func(name string) bool {
			_, wanted := unit(spelling)
			return key(name) != "" && key(name) == key(spelling) && (wanted == "" || sameHeader(name, spelling))
		}); i >= 0 {
			return i
		}
	}
	return -1
}

// needs tells of every field whether its cells are used: an error in a column that nobody asked for rejects no row.
func (l *layout) needs() []bool {
	needs := make([]bool, len(l.table.Header))
	for i, o := range l.origins {
		if l.ownField(i) {
			needs[o.field] = true
			if o.also > 0 {
				needs[o.also-1] = true
			}
		}
	}
	for _, j := range l.joins {
		needs[j.field] = true
	}
	for _, free := range l.free {
		needs[free.field] = true
	}
	for _, field := range l.wide {
		needs[field] = true
	}
	return needs
}
