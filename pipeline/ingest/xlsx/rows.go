package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	maxColumns = 512     // a value further to the right is in no table
	maxRow     = 1 << 20 // the last row a workbook can have
	maxOver    = 16_384  // merged ranges over the header that are kept
)

// Kind is what a cell holds.
type Kind uint8

const (
	Blank  Kind = iota
	Number      // written as the workbook keeps it, such as 0.30000000000000004 or 1E-3; a date is a number of days
	Text
	Truth // TRUE or FALSE
	Day   // a date written as text, such as 2024-03-01T00:00:00
	Error // such as #DIV/0!
	Unset // a formula without a value
)

// Cell is a cell that is not blank.
type Cell struct {
	Column  int // 1 is A
	Kind    Kind
	Format  Format
	Formula bool   // Text is what it gave when the workbook was calculated last
	Text    string // may be kept

	from, to int // in the texts of the row; from -1: Text is set
}

// Row is a row of a sheet.
type Row struct {
	Number int // 1-based
	Hidden bool
	Cells  []Cell // from left to right
}

// Range is a rectangle of cells.
type Range struct{ Left, Top, Right, Bottom int }

// Rows are the rows of a sheet, from the top down. What is told about the whole sheet is complete at its end.
type Rows struct {
	Hidden      int     // rows below the header that are hidden
	Merged      int     // ranges of merged cells that reach below the header
	FirstMerged string  // such as A2:A3
	OverHeader  []Range // of merged cells that start above the header row and reach into it

	book   *Book
	sheet  Sheet
	part   io.Closer
	scan   *scanner
	header int
	texts  *textTable

	data, seen bool // inside the element with the rows; behind its start
	skipped    int  // depth of an element that is passed over; 0: none
	row        Row
	column     int
	taken      []byte // the texts of the row
	cell       cell
}

// cell is the cell that is being read.
type cell struct {
	kind, formula, valued bool
	inline                bool // it has a text of its own
	of                    string
	format                Format
	from                  int // of its value in the texts of the row
	own                   []byte
	rich                  richText
}

// Rows opens a sheet. What counts as below the header is below the row of that number. The rows have to be closed.
func (b *Book) Rows(sheet Sheet, header int) (*Rows, error) {
	texts, err := b.shared()
	if err == nil {
		err = b.readStyles()
	}
	if err != nil {
		return nil, err
	}
	part, err := b.open(sheet.part)
	if err != nil {
		return nil, damaged(err)
	}
	return &Rows{book: b, sheet: sheet, part: part, scan: newScanner(part), header: header, texts: texts}, nil
}

// Close gives back what it takes to read the sheet.
func (r *Rows) Close() error { return r.part.Close() }

// Next gives the next row, which is valid until it is called again; the end is io.EOF. Any other error is a *Fault.
func (r *Rows) Next() (*Row, error) {
	for {
		found, err := r.scan.next()
		done := false
		if err == nil {
			done, err = r.take(found)
		}
		switch {
		case err != nil:
			return nil, r.explain(err)
		case done:
			return &r.row, nil
		case found == ended:
			return nil, io.EOF
		}
	}
}

// explain says where the sheet is damaged.
func (r *Rows) explain(err error) error {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault
	}
	at := "at its start"
	if r.row.Number > 0 {
		at = "at cell " + CellName(max(r.column, 1), r.row.Number)
	}
	return &Fault{r.sheet.Name, r.row.Number, r.column, fmt.Sprintf("the sheet is damaged %s: %v", at, err), "save the workbook again, or export it as CSV; nothing was used from this file"}
}

// fault is what makes a sheet useless, at the current cell.
func (r *Rows) fault(format string, args ...any) error {
	return &Fault{r.sheet.Name, r.row.Number, r.column, fmt.Sprintf(format, args...), resave}
}

// take follows a token. It tells true at the end of a row.
func (r *Rows) take(found token) (bool, error) {
	depth := r.scan.depth()
	if r.skipped > 0 {
		if found == endTag && depth < r.skipped {
			r.skipped = 0
		}
		return false, nil
	}
	switch {
	case !r.data:
		return false, r.around(found, depth)
	case found == startTag:
		return false, r.start(string(r.scan.name), depth)
	case found == text:
		return false, r.characters(depth)
	case depth == 1:
		r.data = false
	case depth == 2:
		r.finish()
		return true, nil
	case depth == 3:
		return false, r.endCell()
	case r.cell.rich.depth > 0:
		if depth < r.cell.rich.depth {
			r.cell.rich.depth = 0
			return false, nil
		}
		_, err := r.cell.rich.add(found, r.scan, nil)
		return false, err
	}
	return false, nil
}

// around follows what stands before and behind the rows.
func (r *Rows) around(found token, depth int) error {
	if found != startTag {
		return nil
	}
	switch name := string(r.scan.name); {
	case depth == 1 && name != "worksheet":
		return fmt.Errorf("it is a <%s>, not a worksheet", shorten(name))
	case name == "sheetData" && (depth != 2 || r.seen):
		return errors.New("its rows do not stand in one place")
	case name == "sheetData":
		r.data, r.seen = true, true
	case name == "mergeCell" && depth == 3:
		ref, err := r.scan.value("ref")
		if err == nil {
			r.merge(string(ref))
		}
		return err
	}
	return nil
}

// start follows the start of a row, of a cell and of what a cell holds.
func (r *Rows) start(name string, depth int) error {
	switch {
	case depth == 3 && name == "row":
		return r.startRow()
	case depth == 4 && name == "c":
		return r.startCell()
	case depth == 5 && name == "v" && !r.cell.valued:
		r.cell.valued, r.cell.kind = true, true
	case depth == 5 && name == "f":
		r.cell.formula, r.cell.kind = true, false
	case depth == 5 && name == "is":
		r.cell.inline, r.cell.kind, r.cell.rich = true, false, richText{depth: depth}
	case depth >= 4 && name == "extLst":
		r.skipped = depth
	case depth > 5 && r.cell.rich.depth > 0:
		_, err := r.cell.rich.add(startTag, r.scan, nil)
		return err
	default:
		return fmt.Errorf("<%s> stands where no workbook has it", shorten(name))
	}
	return nil
}

// characters follows a text among the rows.
func (r *Rows) characters(depth int) error {
	switch {
	case depth > 4 && r.cell.rich.depth > 0:
		var err error
		r.cell.own, err = r.cell.rich.add(text, r.scan, r.cell.own)
		return err
	case depth == 5 && r.cell.kind:
		if len(r.taken)-r.cell.from+len(r.scan.content) > maxText {
			return fmt.Errorf("a text is longer than %s", size(maxText))
		}
		r.taken = append(r.taken, r.scan.content...)
	case depth < 5 && len(bytes.TrimSpace(r.scan.content)) > 0:
		return errors.New("a text stands outside the cells")
	}
	return nil
}

// finish gives the cells of a row their texts, which are one text.
func (r *Rows) finish() {
	all := string(r.taken)
	for i := range r.row.Cells {
		if c := &r.row.Cells[i]; c.from >= 0 {
			c.Text = all[c.from:c.to]
		}
	}
}

// merge counts a merged range that reaches below the header, and keeps one that reaches into it from above.
func (r *Rows) merge(ref string) {
	m, ok := parseRange(ref)
	if ok && m.Bottom > r.header {
		if r.Merged++; r.Merged == 1 {
			r.FirstMerged = ref
		}
	}
	if ok && m.Top < r.header && m.Bottom >= r.header && len(r.OverHeader) < maxOver {
		r.OverHeader = append(r.OverHeader, m)
	}
}
