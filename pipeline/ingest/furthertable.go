package ingest

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

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
