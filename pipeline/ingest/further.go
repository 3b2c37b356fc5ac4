package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

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
	if _, query := t.rows.(*queryRows); query || t.current.Blank {
		return false, nil
	}
	gap := t.gap
	if text, ok := t.rows.(*textRows); ok {
		gap = gap || text.record.Gap
	}
	names, wider := t.namesIn(fields, 1, gap), t.widerHeader(fields)
	for n := 1; names == noNames && !wider && n <= mostTitles && isTitle(fields, len(t.Header)); n++ {
		if fields = t.rows.peek(n); fields == nil {
			return false, nil
		}
		if names = t.namesIn(fields, n+1, true); names == sameNames {
			t.current.Aside = "title"
			return false, nil
		}
	}
	what := ""
	switch {
	case names == sameNames:
		if !slices.Equal(trimmed(fields), t.Header) || len(t.first) < 2 || !slices.Equal(t.rows.peek(1), t.first[0]) || !slices.Equal(t.rows.peek(2), t.first[1]) {
			return false, nil
		}
		what = "the table starts again on this line, with its header and its first rows"
	case names == otherOrder && t.score != nil:
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
		Message: "a second header stands here, with its columns in another order or others among them" + where,
		Fix:     "these are two exports, one below the other: put them into files of their own, and name both under files:"}
}

// furtherTable is what is known of the tables below the first one, which are not read.
type furtherTable struct {
	line               int
	what, old, excerpt string
	names              []string // of its header; nil: still to come
	rows               int
	sums               []decimal.Decimal
	words              []bool // columns that hold something else than figures, by field
}

// further is a row of a further table.
func (t *Table) further(fields []string) Row {
	t.current.Fields = slices.Clone(fields)
	for len(t.current.Fields) < len(t.Header) {
		t.current.Fields = append(t.current.Fields, "")
	}
	t.current.Second, t.current.Blank = true, blank(fields)
	t.other.add(t.current.Fields)
	return t.current
}

// add counts a row and adds up its figures.
func (f *furtherTable) add(fields []string) {
	switch {
	case blank(fields):
		return
	case f.names == nil:
		if len(filledOf(fields)) > 1 { // else a title
			f.names, f.sums, f.words = trimmed(fields), make([]decimal.Decimal, len(fields)), make([]bool, len(fields))
		}
		return
	}
	f.rows++
	for i, field := range fields[:min(len(fields), len(f.names))] {
		text := trimSpace(field)
		figure, ok := takeApart(text)
		found := reading(figure.digits)
		value, problem := figure.number(found, maxPlaces)
		switch {
		case text == "":
		case !ok || problem != "" || found == unclear || len(figure.digits) > maxNumberLength:
			f.words[i] = true
		default:
			f.sums[i] = f.sums[i].Add(value)
		}
	}
}

// said is what stands in the further tables, with the sums of up to three columns of figures.
func (f *furtherTable) said() string {
	said := fmt.Sprintf("%s; nothing below is read: %s", f.what, plural(f.rows, "row"))
	n := 0
	for i, sum := range f.sums {
		if !f.words[i] && !sum.IsZero() && f.names[i] != "" && n < 3 {
			said += fmt.Sprintf(", %s %s", f.names[i], sum)
			n++
		}
	}
	return said
}

// sayFurther notes the further tables of a file that has been read to its end.
func (t *Table) sayFurther() {
	if t.other != nil {
		t.Edits = append(t.Edits, Edit{Line: t.other.line, What: t.other.said(), Old: t.other.old, Excerpt: t.other.excerpt})
	}
}
