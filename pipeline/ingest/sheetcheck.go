package ingest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	maxColumns  = 512     // more is no table
	maxSheetRow = 1 << 20 // the last row a workbook can have
	maxCellText = 1 << 20 // a spreadsheet program holds 32,767 characters
	maxUnset    = 100_000 // formulas without value, before the whole sheet is refused
)

// sheetCheck is what a worksheet holds by its XML, read to its very end. The workbook reader stops without an error where
// the XML is broken, so what it gives is compared with this.
type sheetCheck struct {
	cells int           // with a value
	last  int           // row with a value
	unset map[int][]int // row: columns of formulas that have no value
	kinds map[cell]kind // of the cells that are not just numbers or texts
	how   []string      // what a reader of the report should know
}

// sharedTexts are the texts that cells refer to by number; only which of them are empty or written like numbers matters here.
type sharedTexts struct {
	empty, marked []bool
	text          text
}

func (t *sharedTexts) token(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		if e.Name.Local == "si" {
			t.text.Reset()
		}
	case xml.EndElement:
		if e.Name.Local == "si" {
			t.empty = append(t.empty, t.text.Len() == 0)
			t.marked = append(t.marked, hasMark(t.text.String()))
		}
	}
	return t.text.token(token, "t")
}

// check reads a worksheet's XML to the end. It refuses what cannot be placed for certain: cells that come twice or out of
// order, references that are none, more than maxColumns columns, texts that do not exist.
func (b *parts) check(s sheet, header int) (*sheetCheck, error) {
	if b.texts == nil {
		b.texts = &sharedTexts{}
		if b.files[b.strings] != nil {
			if err := b.walk(b.strings, b.texts.token); err != nil {
				return nil, damaged(fmt.Errorf("the table of its texts: %w", err))
			}
		}
	}
	percent, err := b.percentStyles()
	if err != nil {
		return nil, damaged(err)
	}
	w := &sheetWalk{check: &sheetCheck{unset: map[int][]int{}, kinds: map[cell]kind{}}, texts: b.texts, percent: percent, header: header}
	err = b.walk(s.part, w.token)
	var fault *Fault
	switch {
	case errors.As(err, &fault):
		fault.Sheet = s.name
		return nil, fault
	case err != nil && w.row > 0:
		return nil, &Fault{Sheet: s.name, Line: w.row, Message: fmt.Sprintf("the sheet is damaged at row %d: %v", w.row, err), Fix: "save the workbook again, or export it as CSV; nothing was used from this file"}
	case err != nil:
		return nil, damaged(err)
	}
	if w.hidden > 0 {
		w.check.how = append(w.check.how, "read like the others: "+plural(w.hidden, "hidden row"))
	}
	if w.merged > 0 {
		w.check.how = append(w.check.how, fmt.Sprintf("warning: %s below the header, the first being %s: only the first cell of each has a value", plural(w.merged, "merged range"), w.firstMerged))
	}
	return w.check, nil
}

// walk hands every token of a part to see, and fails where the part is not well-formed.
func (b *parts) walk(part string, see func(xml.Token) error) error {
	file := b.files[part]
	if file == nil {
		return fmt.Errorf("its part %q is missing", part)
	}
	r, err := file.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	decoder := xml.NewDecoder(r)
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = see(token)
		}
		if err != nil {
			return err
		}
	}
}

// text collects the characters of an element that holds a value. Phonetic hints, which stand beside the value, are none.
type text struct {
	strings.Builder
	inside   bool
	phonetic int
}

func (t *text) token(token xml.Token, holder string) error {
	switch e := token.(type) {
	case xml.StartElement:
		if e.Name.Local == "rPh" {
			t.phonetic++
		}
		t.inside = t.phonetic == 0 && (e.Name.Local == holder || e.Name.Local == "t")
	case xml.EndElement:
		if e.Name.Local == "rPh" {
			t.phonetic--
		}
		t.inside = false
	case xml.CharData:
		if t.inside {
			t.Write(e)
			if t.Len() > maxCellText {
				return fmt.Errorf("a text is longer than %s", size(maxCellText))
			}
		}
	}
	return nil
}

// sheetWalk follows the rows and cells of a worksheet.
type sheetWalk struct {
	check   *sheetCheck
	texts   *sharedTexts
	percent map[string]bool // styles that show a number as a percentage
	header  int

	row, column     int
	kind, style     string // of the current cell: its attributes t, s
	formula, valued bool   // the current cell has an element f, v
	text            text   // the value of the current cell

	hidden, merged int
	firstMerged    string
}

func (w *sheetWalk) token(token xml.Token) error {
	switch e := token.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "row":
			return w.startRow(e.Attr)
		case "c":
			return w.startCell(e.Attr)
		case "f":
			w.formula = true
		case "v":
			w.valued = true
		case "mergeCell":
			w.merge(attribute(e.Attr, "ref"))
		}
	case xml.EndElement:
		if e.Name.Local == "c" {
			return w.endCell()
		}
	}
	return w.text.token(token, "v")
}

// fault is what makes a sheet useless, at the current row.
func (w *sheetWalk) fault(message string) error {
	return &Fault{Line: w.row, Column: w.column, Message: message, Fix: "open the workbook in a spreadsheet program and save it again, or export it as CSV"}
}

func (w *sheetWalk) startRow(attrs []xml.Attr) error {
	above := w.row
	w.row, w.column = w.row+1, 0
	if r := attribute(attrs, "r"); r != "" {
		row, err := strconv.Atoi(r)
		if err != nil || row < 1 || row > maxSheetRow {
			return w.fault(fmt.Sprintf("a row is numbered %q", shorten(r, 20)))
		}
		if row <= above {
			return w.fault(fmt.Sprintf("row %d comes after row %d", row, above))
		}
		w.row = row
	}
	if hidden := attribute(attrs, "hidden"); w.row > w.header && (hidden == "1" || hidden == "true") {
		w.hidden++
	}
	return nil
}

func (w *sheetWalk) startCell(attrs []xml.Attr) error {
	left := w.column
	w.column++
	if ref := attribute(attrs, "r"); ref != "" {
		column, row, ok := cellReference(ref)
		if !ok || row != w.row {
			return w.fault(fmt.Sprintf("a cell of row %d is called %q", w.row, shorten(ref, 20)))
		}
		if column <= left {
			return w.fault(fmt.Sprintf("cell %s comes after cell %s%d", ref, columnName(left), w.row))
		}
		w.column = column
	}
	w.kind, w.style, w.formula, w.valued = attribute(attrs, "t"), attribute(attrs, "s"), false, false
	w.text.Reset()
	return nil
}

func (w *sheetWalk) endCell() error {
	value, marked := w.text.Len() > 0, false
	if w.kind == "s" && value {
		number, err := strconv.Atoi(strings.TrimSpace(w.text.String()))
		if err != nil || number < 0 || number >= len(w.texts.empty) {
			return w.fault(fmt.Sprintf("cell %s%d refers to text %q, which does not exist", columnName(w.column), w.row, shorten(w.text.String(), 20)))
		}
		value, marked = !w.texts.empty[number], w.texts.marked[number]
	}
	switch w.kind {
	case "", "n":
		if value && w.percent[w.style] {
			w.check.kinds[cell{int32(w.row), int32(w.column)}] = percentage
		}
	case "str", "inlineStr":
		marked = hasMark(w.text.String())
	}
	if marked {
		w.check.kinds[cell{int32(w.row), int32(w.column)}] = writtenNumber
	}
	if (value || w.formula) && w.column > maxColumns {
		return w.fault(fmt.Sprintf("a cell stands in column %s: more than %d columns are no table", columnName(w.column), maxColumns))
	}
	if value {
		w.check.cells++
		w.check.last = w.row
	}
	if emptyText := w.kind == "str" && w.valued; w.formula && !value && !emptyText {
		if len(w.check.unset) >= maxUnset {
			return w.fault(fmt.Sprintf("more than %d rows hold a formula without a value", maxUnset))
		}
		w.check.unset[w.row] = append(w.check.unset[w.row], w.column)
		w.check.last = w.row
	}
	return nil
}

// merge counts a merged range that reaches below the header.
func (w *sheetWalk) merge(ref string) {
	_, end, _ := strings.Cut(ref, ":")
	if _, row, ok := cellReference(end); ok && row > w.header {
		if w.merged++; w.merged == 1 {
			w.firstMerged = ref
		}
	}
}

// cellReference reads C7 as column 3, row 7.
func cellReference(ref string) (column, row int, ok bool) {
	letters := strings.TrimRight(ref, "0123456789")
	if len(letters) < 1 || len(letters) > 3 {
		return 0, 0, false
	}
	for _, letter := range []byte(letters) {
		if letter |= 0x20; letter < 'a' || letter > 'z' {
			return 0, 0, false
		}
		column = column*26 + int(letter-'a') + 1
	}
	row, err := strconv.Atoi(ref[len(letters):])
	return column, row, err == nil && row > 0
}

func attribute(attrs []xml.Attr, name string) string {
	for _, attr := range attrs {
		if attr.Name.Local == name && attr.Name.Space == "" {
			return attr.Value
		}
	}
	return ""
}
