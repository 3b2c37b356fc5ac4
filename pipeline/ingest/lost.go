package ingest

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/pipeline/delimited"
)

// unreadable is the problem of a row that cannot be split, or that holds a cell without a value.
func (v *view) unreadable(l *line) problem {
	p := problem{reason: l.bad.Message, fix: l.bad.Fix}
	if stake := v.atStake(l.raw); l.bad.width && stake != "" {
		p.reason += "; at stake: " + stake
	}
	p.column, p.value = v.cellAt(l, l.bad)
	for bad := l.bad.also; bad != nil; bad = bad.also {
		p.reason += "; " + bad.Message
		if column, _ := v.cellAt(l, bad); column != "" {
			p.also = append(p.also, column)
		}
	}
	return p
}

// cellAt is the column and the text of a cell that holds no value.
func (v *view) cellAt(l *line, bad *RowError) (column, text string) {
	field := bad.Column - 1
	if !bad.cell || field < 0 || field >= len(l.raw) {
		return "", ""
	}
	for i := range v.layout.origins {
		if v.layout.ownField(i) && v.layout.origins[i].field == field {
			column, text = v.layout.dataset.Columns[i].Name, trimSpace(l.raw[field])
		}
	}
	return column, text
}

// atStake names the amounts that a row may hold that has more or fewer fields than the header: for each money column the numbers in
// the fields that it may have ended up in. It is empty where there are none.
func (v *view) atStake(fields []string) string {
	var said []string
	for _, column := range v.layout.money {
		if !v.layout.ownField(column) {
			continue
		}
		first := v.layout.origins[column].field
		last := first
		if shift := len(fields) - len(v.table.Header); shift < 0 {
			first = max(first+shift, 0)
		} else {
			last += shift
		}
		var amounts []string
		for _, field := range fields[min(first, len(fields)):min(last+1, len(fields))] {
			text := trimSpace(field)
			figure, ok := takeApart(text)
			_, problem := figure.number(v.formats[column].mark, maxPlaces)
			if ok && problem == "" && delimited.KindOf(text) == delimited.Number && !slices.Contains(amounts, text) {
				amounts = append(amounts, text)
			}
		}
		if len(amounts) > 0 {
			said = append(said, v.layout.dataset.Columns[column].Name+" "+strings.Join(amounts, " or "))
		}
	}
	return strings.Join(said, ", ")
}

// skip names the rule by which a row is no data; empty for data.
func (v *view) skip(l *line) string {
	switch {
	case l.second:
		return "second table"
	case l.blank:
		return "blank"
	case l.header:
		return "repeated header"
	case l.aside != "":
		return l.aside
	case l.bad != nil && len(l.raw) > len(v.table.Header):
		return ""
	}
	switch {
	case l.rule == "totals row", l.rule == "" && v.isSum(l):
		v.state(l.number, l.raw, l.label)
		return "totals row"
	case l.rule != "":
		v.beside = append(v.beside, candidate{line: l.number, fields: slices.Clone(l.raw)})
		return l.rule
	}
	return ""
}

// mostLines is how many lines of skipped rows are named by each rule.
const mostLines = 5

// leftLines are the lines of the rows that a rule skips.
type leftLines struct {
	rule  string
	lines []int // the first of them
}

// noteSkipped remembers the line of a skipped row; empty lines need no mention.
func (v *view) noteSkipped(rule string, line int) {
	if rule == "blank" {
		return
	}
	at := slices.IndexFunc(v.left, func(l leftLines) bool { return l.rule == rule })
	if at < 0 {
		at, v.left = len(v.left), append(v.left, leftLines{rule: rule})
	}
	if l := &v.left[at]; len(l.lines) < mostLines {
		l.lines = append(l.lines, line)
	}
}

// saySkipped tells by which rule rows were skipped, and where the first of them stand.
func (v *view) saySkipped() {
	for _, left := range v.left {
		n := v.file.SkippedBy[left.rule]
		where := v.table.lineWord()
		if n > 1 {
			where += "s"
		}
		for i, line := range left.lines {
			if i > 0 {
				where += ","
			}
			where += fmt.Sprintf(" %d", line)
		}
		if n > len(left.lines) {
			where += " ..."
		}
		v.file.How = append(v.file.How, fmt.Sprintf("skipped as %s: %s", left.rule, where))
	}
}

// oneLine is a text without line breaks and other control characters, which would break up or rewrite what is printed of it.
func (v *view) oneLine(column, text string) string {
	ascii := 0
	for ascii < len(text) && text[ascii] >= ' ' && text[ascii] < 0x7f {
		ascii++
	}
	if ascii == len(text) || strings.IndexFunc(text[ascii:], isControl) < 0 {
		return text
	}
	v.say(column + ": line breaks and other control characters in texts are read as blanks")
	return strings.Join(strings.Fields(printable(text)), " ")
}
