package ingest

import (
	"io"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/delimited"
)

// Options say how to read a file where the job file says so; the zero value leaves everything to the file.
type Options struct {
	Sheet      string // of a workbook
	HeaderRow  int    // line of a text file, row of a sheet; 0: found
	HeaderRows int    // of a text, whose names are joined; 0: one, or found where no names are known
	Delimiter  string // one character, or tab, comma, semicolon, pipe
	Quote      string // one character, or none; empty: found
	Escape     string // doubled or backslash; empty: found
	Comments   string // how lines begin that are remarks, such as #; empty: none do
	Encoding   string // a name such as utf-8, utf-16le, windows-1252, shift_jis
	Policy     Policy // what becomes of a broken row of a text; empty: Quarantine
	MaxBytes   int64  // most bytes a compressed file or workbook may expand to; 0: 16 GiB and 512 MiB
}

// Row is one row of a table below its header.
type Row struct {
	Line   int      // the line of a text file on which the row starts, or the row of a sheet; 1-based
	Fields []string // one per header name, in file order. The slice is valid until the next call of Next; its strings may be kept
	Blank  bool     // every field is empty or white space
	Header bool     // the row repeats the header
	Second bool     // the row belongs to a further table below the first
	Aside  string   // the rule by which the row is none of the table, as its form shows: a footer, a title, a drawn line
	Edit   *Edit    // what was done to a broken row to read it
	Was    []string // its fields before it was mended by hand; nil: it was not

	LeftOut bool // by hand, on purpose
}

// isData tells a row of the table that is to be read.
func (r Row) isData() bool { return !r.Blank && !r.Header && !r.Second && !r.LeftOut && r.Aside == "" }

// RowError is a row that could not be split into one field per header name. The table goes on after it. Fields holds the
// fields as they were split, or, where a quote is at fault, the text of the row as a single field.
type RowError struct {
	Row
	Column       int // where in the line the fault stands, as in Fault; 0: the whole row
	Message, Fix string
	Excerpt      string
	damaged      bool      // what its fields hold is lost
	width        bool      // it has more or fewer fields than the header
	cell         bool      // the cell in the column holds an error, or no value
	also         *RowError // the next such cell of the row
}

func (e *RowError) Error() string { return e.Message }

// Table is an opened table: what file it stands in, where its header is, how it was read.
type Table struct {
	Path           string // as the job file names it
	Sheet          string // of a workbook; empty for text
	SHA256         string // of the file as it lies on disk, in hex; known once Next has returned io.EOF
	Bytes          int64  // its size on disk; known once Next has returned io.EOF
	Header         []string
	HeaderLine     int
	Preamble       int // lines above the header, all skipped
	Above          []candidate
	How            []string // one sentence per decision taken in reading the file
	Headless       bool     // there is no header: Header numbers the columns, HeaderLine is 0
	Edits          []Edit   // of the header and the rows read so far, and where a second table starts
	Workbook       bool
	Typed          bool // numbers are told from texts that may be numbers, and have a decimal point
	DateSystem1904 bool // a workbook whose dates count from 1904-01-01

	rows       rows
	needs      []bool // by field of the header: its cells are used; nil: all of them
	current    Row
	out        []string
	ended      error
	rawHeader  int                // fields of the header, unnamed ones at its end included; 0: of a sheet
	typical    int                // fields of most rows
	repair     *repair            // nil: broken rows are not mended
	first      [][]string         // the first two rows
	assumed    bool               // nothing but its place tells the header: the same words below are a row
	corrected  map[int]mend       // by the line of a row that was mended by hand
	unclear    []Finding          // of mends of which nothing tells the row
	unfit      []int              // lines of rows with a correction that does not fit them
	other      *furtherTable      // below the first one; nil: none has started
	headerRows [][]string         // that the header was joined of
	shape      *delimited.Profile // of the first rows
	shaped     int                // rows
	gap        bool               // the row above is blank
	score      func([]string) int // how well names are known; nil: nothing is known of them

	texts map[string]amountHeader // what the texts in number formats say, once read
}

// rows is what a text file and a sheet have in common below the header.
type rows interface {
	next() (line int, fields []string, err error)  // io.EOF at the end, *RowError and *Fault as in Table.Next
	excerpt(field int) string                      // of the row next gave last; field -1: the whole row
	header(field int) (excerpt string, column int) // the same for the header, and where the field starts in it
	column(field int) int
	kind(line, field int) kind // of a cell of a sheet
	peek(below int) []string   // the row so many filled rows below the one that next gave last; nil when there is none, or it is not known
	text() string              // the row that next gave last, as it stands in the file
	close() error
}

// Next gives the next row; the end is io.EOF. After a *RowError the table goes on with the next row; any other error,
// a *Fault or the context's, ends the table and is given again by every later call.
func (t *Table) Next() (Row, error) {
	row, err := t.next()
	if t.corrected[row.Line] != nil && !row.Second {
		return t.mendedByHand(row, err)
	}
	return row, err
}

func (t *Table) next() (Row, error) {
	if t.ended != nil {
		return Row{}, t.ended
	}
	line, fields, err := t.rows.next()
	if err != nil {
		bad, ok := err.(*RowError)
		if !ok {
			if err == io.EOF {
				t.sayFurther()
			}
			t.ended = err
			return Row{}, err
		}
		t.current = bad.Row
		return t.broken(bad)
	}
	t.current = Row{Line: line, Fields: fields, Blank: blank(fields)}
	if t.other == nil {
		if t.current.Aside = t.aside(fields); t.current.Aside == "" {
			var starts bool
			if starts, t.ended = t.startsAgain(fields); t.ended != nil {
				return Row{}, t.ended
			} else if starts {
				return t.further(fields), nil
			}
		}
		t.gap = t.current.Blank
	}
	switch {
	case t.other != nil:
		return t.further(fields), nil
	case t.current.Aside != "":
		return t.finish(fields), nil
	case t.current.Blank || len(fields) == len(t.Header):
		return t.finish(fields), nil
	case t.endsEmpty(fields):
		return t.finish(fields[:min(len(fields), len(t.Header))]), nil
	}
	return t.broken(t.wrongWidth(fields))
}

// endsEmpty tells whether a row has the header's width but for empty fields at its end: a sheet leaves them out or has more of
// them; in a text they count only where the header ends in a delimiter as well. Elsewhere it may be an empty field in the middle
// that is too many.
func (t *Table) endsEmpty(fields []string) bool {
	if t.Workbook {
		return len(fields) < len(t.Header) || blank(fields[len(t.Header):])
	}
	return len(fields) > len(t.Header) && len(fields) <= t.rawHeader && blank(fields[len(t.Header):])
}

// broken is a row that cannot be split, unless it is one of a second table, or can be mended.
func (t *Table) broken(bad *RowError) (Row, error) {
	if t.other != nil {
		return t.further(bad.Fields), nil
	}
	if t.repair == nil || bad.damaged {
		return bad.Row, bad
	}
	text := t.rows.text()
	mended, ok := t.repair.mend(t, text)
	if !ok {
		bad.Message += "; no single edit mends it for sure"
		return bad.Row, bad
	}
	t.edited(bad.Line, text, mended.What, mended.Fields, t.rows.excerpt(-1))
	t.current = Row{Line: bad.Line, Fields: mended.Fields, Blank: blank(mended.Fields), Edit: &t.Edits[len(t.Edits)-1]}
	return t.finish(mended.Fields[:min(len(mended.Fields), len(t.Header))]), nil
}

// finish pads a row to the header's width: a sheet leaves out empty cells at the end, a blank row may have any width.
func (t *Table) finish(fields []string) Row {
	if len(fields) != len(t.Header) {
		t.out = append(t.out[:0], fields[:min(len(fields), len(t.Header))]...)
		for len(t.out) < len(t.Header) {
			t.out = append(t.out, "")
		}
		fields = t.out
	}
	t.current.Fields = fields
	t.current.Header = t.current.Header || !t.current.Blank && t.repeatsHeader(fields)
	if !t.current.Blank && !t.current.Header && t.current.Aside == "" {
		t.learn(fields)
	}
	return t.current
}

// learn keeps the first rows, and what the fields of its columns look like in some more.
func (t *Table) learn(fields []string) {
	if len(t.first) < 2 {
		t.first = append(t.first, slices.Clone(fields))
	}
	if t.shaped++; t.shaped > shapedRows {
		return
	}
	if t.shape == nil {
		t.shape = delimited.NewProfile(len(t.Header))
	}
	t.shape.Add(fields)
}

// Excerpt shows the header or the row that Next gave last, with carets below a field (-1: no field in particular). For
// any other line it is empty.
func (t *Table) Excerpt(line, field int) string {
	switch line {
	case t.HeaderLine:
		text, _ := t.rows.header(field)
		return text
	case t.current.Line:
		if t.current.Edit != nil {
			field = -1
		}
		return t.rows.excerpt(field)
	}
	return ""
}

// Column is where a field of the row that Next gave last starts: the 1-based byte of its line in a text file, the
// column of a sheet. It is 0 in a row that was mended.
func (t *Table) Column(field int) int {
	if t.current.Edit != nil {
		return 0
	}
	return t.rows.column(field)
}

// reads tells whether the cells of a field are used.
func (t *Table) reads(field int) bool { return t.needs == nil || t.needs[field] }

// Close gives back the file.
func (t *Table) Close() error { return t.rows.close() }

// SerialDate turns a workbook's date, a count of days, into a date. The fraction is the time of day and is dropped. It
// refuses a text file, a time without a day, and day 60 of the 1900 system, the 29 February 1900 that never was.
func (t *Table) SerialDate(text string) (period.Date, bool) {
	if !t.Workbook {
		return period.NoDate, false
	}
	return serialDate(text, t.DateSystem1904)
}

func blank(fields []string) bool {
	for _, field := range fields {
		if field != "" && strings.TrimSpace(field) != "" {
			return false
		}
	}
	return true
}

func trimmed(fields []string) []string {
	out := make([]string, len(fields))
	for i, field := range fields {
		out[i] = strings.TrimSpace(field)
	}
	return out
}
