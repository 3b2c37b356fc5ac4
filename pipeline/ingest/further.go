package ingest

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/pipeline/delimited"
)

// namesRow is what a row of names below the header of a table is.
type namesRow uint8

const (
	noNames    namesRow = iota
	sameNames           // the header again
	otherOrder          // the header of another export of the same kind: its names in another order, or with others among them
	otherNames          // the header of another table
)

// shapedRows is how many rows the kinds of the columns are learned from.
const shapedRows = 200

// namesIn tells what names a row has, given how far ahead the row below it is and whether empty lines stand above it. A row of names has
// no figures, days or addresses, and it is a header where the columns have them, or where the names are known. Above the first row of data
// it is a further row of the header.
func (t *Table) namesIn(fields []string, below int, gap bool) namesRow {
	if t.Headless || len(fields) == 0 {
		return noNames
	}
	if t.repeatsHeader(fields) {
		return sameNames
	}
	names, ok := differentWords(fields)
	if !ok || t.shaped == 0 || !t.headerStands() {
		return noNames
	}
	if slices.EqualFunc(headerNames(fields), t.Header, func(a, b string) bool { return key(a) == key(b) && key(a) != "" }) {
		return sameNames
	}
	own, known := map[string]bool{}, 0
	for _, name := range t.Header {
		if key(name) != "" {
			own[key(name)] = true
		}
	}
	for _, name := range names {
		if own[key(name)] {
			known++
		}
	}
	if known >= 2 && known*2 >= len(names) {
		if known*2 >= len(own) {
			return otherOrder
		}
		return otherNames
	}
	against, with := t.againstColumns(fields)
	if with > 0 {
		return noNames
	}
	if t.score != nil && against > 0 {
		if points := t.score(names); points >= 20 && points >= 5*len(names) {
			if points*2 >= t.score(t.Header) {
				return otherOrder
			}
			return otherNames
		}
	}
	if (against >= 2 || against == 1 && gap) && figuresBelow(fields, t.rows.peek(below)) {
		return otherNames
	}
	return noNames
}

// repeatsHeader tells the header, or one of the rows that it was joined of, whatever the case of its letters.
func (t *Table) repeatsHeader(fields []string) bool {
	same := func(header []string) bool {
		if len(header) == 0 || len(fields) < len(header) || !strings.EqualFold(trimSpace(fields[0]), header[0]) {
			return false
		}
		for i, field := range fields {
			name := ""
			if i < len(header) {
				name = header[i]
			}
			if !strings.EqualFold(trimSpace(field), name) {
				return false
			}
		}
		return true
	}
	return (same(t.Header) || slices.ContainsFunc(t.headerRows, same)) && t.headerStands()
}

// headerStands tells whether more than its place shows the header to be one: it is known, or there are figures below its words.
func (t *Table) headerStands() bool {
	if !t.assumed {
		return true
	}
	against, with := t.againstColumns(t.Header)
	return against >= 2 && with == 0
}

// differentWords are the filled fields of a row when all are words, at least two, and no two the same.
func differentWords(fields []string) (words []string, ok bool) {
	for _, field := range fields {
		text := trimSpace(field)
		if text == "" {
			continue
		}
		if first := text[0]; isDigit(first) || len(text) > 80 || slices.Contains(words, text) {
			return nil, false
		}
		if kind := delimited.KindOf(text); kind != delimited.Text && kind != delimited.Code {
			return nil, false
		}
		words = append(words, text)
	}
	return words, len(words) >= 2
}

// againstColumns counts the columns of figures, days, addresses or codes in which a row has words, and those in which it has a code.
func (t *Table) againstColumns(fields []string) (against, with int) {
	if t.shape == nil {
		return 0, 0
	}
	for i, field := range fields[:min(len(fields), len(t.Header))] {
		text := trimSpace(field)
		if kind := t.shape.Kind(i); kind < delimited.Code || text == "" {
			continue
		}
		switch {
		case delimited.KindOf(text) == delimited.Code:
			with++
		case len(text) > 2 && !isMissing(text):
			against++
		}
	}
	return against, with
}

// likeRows tells whether the fields of a row are of the kinds of the columns: then it may be a row of this table under names in another language.
func (t *Table) likeRows(fields []string) bool {
	alike := 0
	for i, field := range fields[:min(len(fields), len(t.Header))] {
		kind, own := t.shape.Kind(i), delimited.KindOf(trimSpace(field))
		switch {
		case kind <= delimited.Text || own == delimited.Empty:
		case kind != own:
			return false
		default:
			alike++
		}
	}
	return alike >= 3 && len(fields) >= len(t.Header)
}

// figuresBelow tells whether the row below has a figure or a day where this one has a word.
func figuresBelow(fields, below []string) bool {
	for i, field := range fields[:min(len(fields), len(below))] {
		if kind := delimited.KindOf(trimSpace(below[i])); trimSpace(field) != "" && (kind == delimited.Number || kind == delimited.Moment) {
			return true
		}
	}
	return false
}

// startsAgain tells whether a further table starts with the current row, or with the names below it when it is a title. Its error ends the
// table: the rows below it are data, but not in the order of the first header.
func (t *Table) startsAgain(fields []string) (bool, error) {
	if _, query := t.rows.(*queryRows); query || t.current.Blank || t.hasFigure(fields) {
		return false, nil
	}
	gap := t.gap
	if text, ok := t.rows.(*textRows); ok {
		gap = gap || text.record.Gap
	}
	names, wider, below := t.namesIn(fields, 1, gap), t.widerHeader(fields), 1
	for n := 1; names == noNames && !wider && n <= mostTitles && isTitle(fields, len(t.Header)); n++ {
		if fields = t.rows.peek(n); fields == nil {
			return false, nil
		}
		below = n + 1
		if names = t.namesIn(fields, below, true); names == sameNames {
			t.current.Aside = "title"
			return false, nil
		}
	}
	what := ""
	switch {
	case names == sameNames:
		t.current.Header = true
		if !slices.Equal(trimmed(fields), t.Header) || len(t.first) < 2 || !slices.Equal(t.rows.peek(1), t.first[0]) || !slices.Equal(t.rows.peek(2), t.first[1]) {
			return false, nil
		}
		what = "the table starts again on this line, with its header and its first rows"
	case t.score != nil && (names == otherOrder || names == otherNames && t.likeRows(t.rows.peek(below))):
		return false, t.otherOrder(fields)
	case names == otherOrder:
		what = "a second header stands here, with its columns in another order or others among them"
	case names == otherNames:
		what = fmt.Sprintf("a second table starts on this line, with other names (%s)", shorten(strings.Join(filledOf(fields), ", "), 80))
	case wider:
		what = fmt.Sprintf("a second table starts on this line: its header has %s, the one above %d", plural(len(fields), "name"), len(t.Header))
	default:
		return false, nil
	}
	t.other = &furtherTable{line: t.current.Line, what: what, old: t.rows.text(), excerpt: t.rows.excerpt(-1)}
	return true, nil
}

// hasFigure tells a row as most are, with a figure where the first row has one: it has no names.
func (t *Table) hasFigure(fields []string) bool {
	if len(t.first) == 0 || len(fields) != len(t.Header) {
		return false
	}
	for i, field := range t.first[0] {
		if field != "" && isDigit(field[0]) {
			return fields[i] != "" && isDigit(fields[i][0])
		}
	}
	return false
}

// mostTitles is how many lines of text may stand above the header of a further table.
const mostTitles = 3

// widerHeader tells a row of names of another width, with a row of data of that width below it.
func (t *Table) widerHeader(fields []string) bool {
	if _, text := t.rows.(*textRows); !text || t.Headless || len(fields) == len(t.Header) || len(fields) < 2 || !delimited.IsHeader(fields) || slices.Contains(fields, "") {
		return false
	}
	below := t.rows.peek(1)
	return len(below) == len(fields) && !delimited.IsHeader(below)
}

// otherOrder is the fault of a file that is two exports, one below the other, whose columns are not in one order.
func (t *Table) otherOrder(fields []string) error {
	where := ""
	for i, field := range fields {
		if at := slices.IndexFunc(t.Header, func(name string) bool { return key(name) != "" && key(name) == key(field) }); at >= 0 && at != i {
			where = fmt.Sprintf(": %q is column %d here and column %d above", trimSpace(field), i+1, at+1)
			break
		}
	}
	return &Fault{File: t.Path, Sheet: t.Sheet, Line: t.current.Line, Excerpt: t.rows.excerpt(-1),
		Message: "a second header stands here, with its columns in another order, or of other names over rows like those above" + where,
		Fix:     "these are two exports, one below the other: put them into files of their own, and name both under files:"}
}
