package ingest

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/pipeline/delimited"
)

// joinedHeader joins two rows of names, one below the other, where the names of both together are known better than those of the best row
// alone: Billing above Interval. A name of the upper row may stand above several columns, or reach down where the lower row has none. The
// result is the upper row, and the names.
func joinedHeader(rows []candidate, best candidate, points int, score func([]string) int) (upper candidate, joined []string, ok bool) {
	if once := different(best.fields); len(once) < len(best.fields) {
		points = min(points, score(once))
	}
	for i, row := range rows[:max(len(rows)-1, 0)] {
		below := rows[i+1]
		if below.line != row.line+1 || row.line != best.line && below.line != best.line || hasFigures(row.fields) || hasFigures(below.fields) || len(filledOf(row.fields)) < 2 {
			continue
		}
		above := trimmed(row.fields)
		for _, names := range [][]string{joinNames(above, below.fields), reachingDown(above, below.fields), joinNames(spreadOut(above, len(below.fields)), below.fields)} {
			if found := score(names); found > points && len(different(names)) == len(names) {
				upper, joined, points, ok = row, names, found, true
			}
		}
	}
	return upper, joined, ok
}

// reachingDown takes the names of the lower row, and those above it where it has none.
func reachingDown(above, below []string) []string {
	names := make([]string, max(len(above), len(below)))
	copy(names, above)
	for i, name := range trimmed(below) {
		if name != "" {
			names[i] = name
		}
	}
	return headerNames(names)
}

// spreadOut repeats each name up to the next one.
func spreadOut(names []string, width int) []string {
	out := slices.Clone(names)
	for len(out) < width {
		out = append(out, "")
	}
	for i := 1; i < len(out); i++ {
		if out[i] == "" {
			out[i] = out[i-1]
		}
	}
	return out
}

// joinNames puts the names of two rows together.
func joinNames(above, below []string) []string {
	names := make([]string, max(len(above), len(below)))
	for i := range names {
		if i < len(above) {
			names[i] = above[i]
		}
		if i < len(below) {
			names[i] = strings.TrimSpace(names[i] + " " + strings.TrimSpace(below[i]))
		}
	}
	return headerNames(names)
}

// different are the names without those that stand there before.
func different(names []string) (once []string) {
	seen := map[string]bool{}
	for _, name := range names {
		if k := key(name); k == "" || !seen[k] {
			seen[k] = true
			once = append(once, name)
		}
	}
	return once
}

// twoHeaders is the fault of a text or sheet whose best header has another one above it, about as well known, with rows between them, which
// would be lost as lines above the table.
func twoHeaders(rows []candidate, header candidate, points int, score func([]string) int) *Fault {
	for i, row := range rows {
		if row.line >= header.line {
			return nil
		}
		if found := score(headerNames(row.fields)); found < 20 || found*2 < points || hasFigures(row.fields) {
			continue
		}
		for _, below := range rows[i+1:] {
			if below.line < header.line && hasFigures(below.fields) && len(filledOf(below.fields)) > 1 {
				text := strings.Join(row.fields, " | ")
				return &Fault{Line: row.line, Excerpt: excerpt(row.line, text, 0, len(text)),
					Message: fmt.Sprintf("two headers stand here and on line %d, with rows between them that would be lost", header.line),
					Fix:     "these are two exports, one below the other: put them into files of their own, and name both under files:; or set header_row: to the one that counts"}
			}
		}
	}
	return nil
}

// unitWords are units and kinds of columns that a row below a header may have, besides currencies; timeWords are those by which durations are
// read.
var (
	unitWords = append(strings.Fields("% pct percent pc pcs piece pieces unit units seat seats user users licence licences license licenses stk stück anzahl # no qty day days tag tage d week weeks "+
		"month months monat monate m year years jahr jahre date datum yyyy-mm-dd dd.mm.yyyy dd/mm/yyyy mm/dd/yyyy text string number integer decimal boolean yes/no code id"), timeWords...)
	timeWords = strings.Fields("h hr hrs hour hours std stunden min mins minute minutes minuten")
)

// isUnit tells a unit, and whether it is one of money.
func isUnit(text string) (unit string, ok, money bool) {
	text = strings.Trim(trimSpace(text), "()[]")
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '/' }) {
		if isCurrency(part) || len(part) > 3 && strings.ContainsRune("kKTtMm", rune(part[0])) && isCurrency(part[1:]) { // EUR, k EUR, TEUR, EUR / month
			return text, true, true
		}
	}
	lower := strings.ToLower(text)
	return text, slices.Contains(unitWords, lower), false
}

// isCurrency tells the code or the sign of a currency.
func isCurrency(text string) bool {
	_, problem := parseCurrency(text)
	return text != "" && problem == "" && text == strings.ToUpper(text) || shared[text] != ""
}

// addUnits takes the row below a header for its units, when it has nothing but units, one of them a currency, and the row below it has a number
// there: they go behind the names, as in Amount (EUR), which says how the column is read.
func (t *Table) addUnits(peek func(below int) []string) bool {
	below := peek(1)
	if len(below) > max(len(t.Header), t.rawHeader) {
		return false
	}
	units, money := make([]string, len(t.Header)), false
	for i, field := range below {
		if trimSpace(field) == "" {
			continue
		}
		text, ok, amount := isUnit(field)
		if !ok || i >= len(t.Header) || t.Header[i] == "" {
			return false
		}
		if first := peek(2); amount && (i >= len(first) || delimited.KindOf(first[i]) != delimited.Number) {
			return false
		}
		if money = money || amount; amount || slices.Contains(timeWords, strings.ToLower(text)) {
			units[i] = text
		}
	}
	if !money {
		return false
	}
	t.headerRows = append(t.headerRows, slices.Clone(t.Header), trimmed(below))
	for i, text := range units {
		if _, has := unit(t.Header[i]); text != "" && has == "" {
			t.Header[i] += " (" + text + ")"
		}
	}
	return true
}

// emptyTail tells how many fields the rows of a text have behind the last name of the header, when all of them have as many and all are empty.
func emptyTail(head []byte, whole bool, g delimited.Grammar, names int) int {
	width, rows := 0, 0
	delimited.Each(head, whole, g, dialectBytes, func(r *delimited.Record) {
		if rows++; rows == 1 || width < 0 || r.Flaw != nil || blank(r.Fields) {
			return
		}
		if n := len(r.Fields); n <= names || width > 0 && n != width || !blank(r.Fields[names:]) {
			width = -1
		} else {
			width = n
		}
	})
	return max(width-names, 0)
}
