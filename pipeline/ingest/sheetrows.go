package ingest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest/xlsx"
)

// sheetRows are the rows of a sheet.
type sheetRows struct {
	source *source
	book   *xlsx.Book
	known  bool // names of columns are
	rows   *xlsx.Rows
	ahead  *xlsx.Row  // the next one that holds a value; nil: to be read
	later  []xlsx.Row // those below it, where they have been looked at
	failed error      // of reading ahead
	line   int
	fields []string // of the current row
	recent [recentRows]rowKinds
	note   []columnNote // by field of the header
}

// recentRows is how many rows keep the kinds of their cells; it is more than are read ahead of being judged.
const recentRows = 2 * chunkRows

// rowKinds are the kinds of the cells of a row and how its numbers are shown, where any is not the usual.
type rowKinds struct {
	line  int
	of    []kind
	shown []xlsx.Format
}

// columnNote is what a reader of the report should know about the cells of a column.
type columnNote struct{ formulas, long, scaled int }

// next gives the next row up to the last one that holds a value.
func (r *sheetRows) next() (line int, fields []string, err error) {
	defer recovered(&err)
	if err := r.source.ctx.Err(); err != nil {
		return 0, nil, err
	}
	switch err := r.advance(); {
	case err == io.EOF:
		r.sayNotes()
		return 0, nil, r.source.finish()
	case err != nil:
		return 0, nil, r.source.explain(sheetFault(err), 0)
	}
	r.line++
	if r.fields = r.fields[:0]; r.line < r.ahead.Number {
		return r.line, r.fields, nil
	}
	row := r.ahead
	r.ahead, r.fields = nil, cellTexts(row, r.fields)
	return r.line, r.fields, r.inspect(row)
}

// advance makes the next row that holds a value the one ahead.
func (r *sheetRows) advance() error {
	if r.ahead == nil && len(r.later) > 0 {
		r.ahead, r.later = &r.later[0], r.later[1:]
	}
	if r.ahead == nil && r.failed == nil {
		r.ahead, r.failed = r.filled()
	}
	if r.ahead == nil {
		return r.failed
	}
	return nil
}

// filled reads on to a row that holds a value; it is valid until the next one is read.
func (r *sheetRows) filled() (*xlsx.Row, error) {
	for {
		if row, err := r.rows.Next(); err != nil || len(row.Cells) > 0 {
			return row, err
		}
	}
}

// peek gives one of the next rows that hold a value, as far as they can be read.
func (r *sheetRows) peek(below int) []string {
	if r.advance() != nil {
		return nil
	}
	for len(r.later) < below-1 && r.failed == nil {
		if len(r.later) == 0 {
			r.ahead = kept(r.ahead)
		}
		row, err := r.filled()
		if r.failed = err; err == nil {
			r.later = append(r.later, *kept(row))
		}
	}
	switch {
	case below == 1:
		return cellTexts(r.ahead, nil)
	case below-2 < len(r.later):
		return cellTexts(&r.later[below-2], nil)
	}
	return nil
}

// kept is a row that stays valid.
func kept(row *xlsx.Row) *xlsx.Row {
	own := *row
	own.Cells = slices.Clone(row.Cells)
	return &own
}

// inspect keeps the kinds of a row's cells. Its error is the cells without a usable value in columns of the table.
func (r *sheetRows) inspect(row *xlsx.Row) error {
	kinds := &r.recent[row.Number%recentRows]
	kinds.line, kinds.of, kinds.shown = row.Number, kinds.of[:0], kinds.shown[:0]
	header := r.source.table.Header
	var bad *RowError
	last := &bad
	for _, c := range row.Cells {
		field := c.Column - 1
		if of := kindOf(c); of != 0 {
			for len(kinds.of) <= field {
				kinds.of = append(kinds.of, 0)
			}
			kinds.of[field] = of
		}
		if c.Kind == xlsx.Number && c.Format != (xlsx.Format{}) {
			for len(kinds.shown) <= field {
				kinds.shown = append(kinds.shown, xlsx.Format{})
			}
			kinds.shown[field] = c.Format
		}
		if field >= len(r.note) || header[field] == "" {
			continue // the header itself, or no column of the table
		}
		if c.Formula {
			r.note[field].formulas++
		}
		if c.Kind == xlsx.Number && len(c.Text) > 15 && allDigits(c.Text) {
			r.note[field].long++
		}
		if c.Kind == xlsx.Number && c.Format.Thousands > 0 {
			r.note[field].scaled++
		}
		if (c.Kind == xlsx.Unset || c.Kind == xlsx.Error) && r.source.table.reads(field) {
			*last = r.unusable(row.Number, c)
			last = &(*last).also
		}
	}
	if bad == nil {
		return nil
	}
	return bad
}

// unusable is the error of a row with a cell that holds no value, or an error.
func (r *sheetRows) unusable(line int, c xlsx.Cell) *RowError {
	message, fix := "holds a formula without a value", "open the workbook in a spreadsheet program, let it calculate and save it"
	if c.Kind == xlsx.Error {
		message, fix = "holds the error "+shorten(c.Text, 20), "correct it in the workbook, or empty the cell where there is no value"
	}
	return &RowError{Row: Row{Line: line, Fields: r.fields}, Column: c.Column, Excerpt: r.excerpt(c.Column - 1), cell: true,
		Message: fmt.Sprintf("cell %s %s", xlsx.CellName(c.Column, line), message), Fix: fix}
}

// sayNotes tells what there is to know about a sheet that has been read to its end.
func (r *sheetRows) sayNotes() {
	t := r.source.table
	for field, note := range r.note {
		name := t.Header[field]
		if day, ok := t.shownDay(name); ok && isSerial(name) {
			name = day
		}
		if note.formulas > 0 && t.reads(field) {
			t.How = append(t.How, fmt.Sprintf("%s: %s, read as last calculated and saved", name, plural(note.formulas, "formula")))
		}
		if note.long > 0 && t.reads(field) {
			t.How = append(t.How, fmt.Sprintf("warning: %s: %s of more than 15 digits, which spreadsheet programs do not keep exactly: ids are to be text", name, plural(note.long, "number")))
		}
		if note.scaled > 0 && t.reads(field) {
			t.How = append(t.How, fmt.Sprintf("%s: %s shown in thousands or millions, read in full", t.Header[field], plural(note.scaled, "number")))
		}
	}
	if r.rows.Hidden > 0 {
		t.How = append(t.How, "read like the others: "+plural(r.rows.Hidden, "hidden row"))
	}
	if r.rows.Merged > 0 {
		t.How = append(t.How, fmt.Sprintf("warning: %s below the header, the first being %s: only the first cell of each has a value", plural(r.rows.Merged, "merged range"), shorten(r.rows.FirstMerged, 40)))
	}
}

func (r *sheetRows) excerpt(field int) string {
	return sheetExcerpt(r.line, r.shown(r.line, r.fields), field)
}

// shown are the fields of a row as a person reads them: dates, which a workbook keeps as counts of days, as days.
func (r *sheetRows) shown(line int, fields []string) []string {
	shown := fields
	for i, field := range fields {
		if r.kind(line, i) != serialDay {
			continue
		}
		if text, ok := r.source.table.shownDay(field); ok {
			if &shown[0] == &fields[0] {
				shown = slices.Clone(fields)
			}
			shown[i] = text
		}
	}
	return shown
}

func (r *sheetRows) header(field int) (string, int) {
	return sheetExcerpt(r.source.table.HeaderLine, r.source.table.Header, field), field + 1
}

func (r *sheetRows) kind(line, field int) kind {
	if kinds := r.recent[line%recentRows]; kinds.line == line && field < len(kinds.of) {
		return kinds.of[field]
	}
	return 0
}

func (r *sheetRows) column(field int) int { return field + 1 }

func (r *sheetRows) text() string {
	row := r.source.table.current
	return strings.Join(r.shown(row.Line, row.Fields), " | ")
}

func (r *sheetRows) close() error { return errors.Join(r.release(), r.source.close()) }

func (r *sheetRows) release() error {
	if r.rows == nil {
		return nil
	}
	return r.rows.Close()
}

// sheetExcerpt shows a row of a sheet, its cells apart by bars, and carets below one of them.
func sheetExcerpt(line int, fields []string, field int) string {
	text := strings.Join(fields, " | ")
	if field < 0 {
		return excerpt(line, text, 0, len(text))
	}
	from := len(strings.Join(fields[:min(field, len(fields))], " | "))
	if field > 0 {
		from += len(" | ")
	}
	if field >= len(fields) {
		return excerpt(line, text+strings.Repeat(" | ", field+1-len(fields)), from+3*(field-len(fields)), from+3*(field-len(fields)))
	}
	return excerpt(line, text, from, from+len(fields[field]))
}

// Days from 1970-01-01 back to day 0 of the two systems, and the last day, 9999-12-31, in the 1900 system.
const (
	day0Of1900, day0Of1904 = -25569, -24107
	lastSerial             = 2958465
)

// serialDate is the day of a serial number. Its fraction is the time of day.
func serialDate(text string, from1904 bool) (period.Date, bool) {
	if len(text) > 40 {
		return period.NoDate, false
	}
	number, err := decimal.NewFromString(text)
	if err != nil || number.Exponent() > 7 || number.GreaterThan(decimal.NewFromInt(lastSerial+1)) {
		return period.NoDate, false
	}
	halfSecond := decimal.New(5787, -9) // a midnight that was calculated may lie a little before itself
	day := number.Add(halfSecond).IntPart()
	switch {
	case day < 1 || day > lastSerial || !from1904 && day == 60 || from1904 && day > lastSerial+day0Of1900-day0Of1904:
		return period.NoDate, false
	case from1904:
		return period.Date(day + day0Of1904), true
	case day < 60:
		day++ // before the 29 February 1900 that the system counts and the calendar does not
	}
	return period.Date(day + day0Of1900), true
}
