package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"kpibook/formulas/period"
)

// maxSheetMemory is the largest worksheet kept in memory; a larger one is unpacked into the table's own folder.
const maxSheetMemory = 16 << 20

// openWorkbook reads a sheet of a workbook: raw values, never formatted ones, so that no digit is lost.
func (s *source) openWorkbook(r *bufio.Reader, opts Options, score func([]string) int) (err error) {
	defer recovered(&err)
	t := s.table
	t.Workbook = true
	if ext := strings.ToLower(filepath.Ext(t.Path)); ext != ".xlsx" && ext != ".xlsm" {
		t.How = append(t.How, "the file is a workbook, not what its name says")
	}
	if s.limit = opts.MaxBytes; s.limit == 0 {
		s.limit = maxWorkbook
	}
	content, err := io.ReadAll(&bounded{r: r, left: s.limit})
	if err != nil {
		return err
	}
	book, err := openParts(content, s.limit)
	if err != nil {
		return err
	}
	t.DateSystem1904 = book.date1904
	rows := &sheetRows{source: s}
	defer func() {
		if t.rows == nil {
			_ = rows.release()
		}
	}()
	if rows.folder, err = os.MkdirTemp("", "kpibook-"); err != nil {
		return &Fault{Message: "no place to unpack the workbook: " + cause(err), Fix: "make room in the folder for temporary files"}
	}
	rows.file, err = excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, TmpDir: rows.folder,
		UnzipSizeLimit: s.limit, UnzipXMLSizeLimit: min(maxSheetMemory, s.limit)})
	if err != nil {
		return damaged(err)
	}
	return rows.choose(book, opts, score)
}

// choose takes the sheet the options name, else the visible sheet whose header fits best; hidden sheets only by name.
func (r *sheetRows) choose(book *parts, opts Options, score func([]string) int) error {
	t := r.source.table
	candidates, err := book.candidates(opts.Sheet)
	if err != nil {
		return err
	}
	best, header, points, tie := sheet{}, candidate{}, -1, ""
	var above, first []candidate
	for _, sheet := range candidates {
		lines, err := r.firstRows(sheet.name, max(headerRows, opts.HeaderRow))
		if err != nil {
			return damaged(err)
		}
		if first == nil {
			first = lines
		}
		row, found := bestHeader(lines, opts.HeaderRow, score)
		switch {
		case row.fields == nil || found < points:
		case found == points:
			tie = sheet.name
		default:
			best, header, points, tie, above = sheet, row, found, "", lines
		}
	}
	if header.fields == nil {
		for _, sheet := range candidates { // a damaged sheet is a better reason than a missing header
			if _, err := book.check(sheet, 0); err != nil {
				return err
			}
		}
		return noHeader(first, opts.HeaderRow)
	}
	if tie != "" {
		return &Fault{Message: fmt.Sprintf("sheets %q and %q fit equally well", best.name, tie), Fix: "name one with sheet:, and give the other a source of its own"}
	}
	t.Sheet, t.Header, t.HeaderLine, t.Preamble = best.name, header.fields, header.line, header.line-1
	t.How = append(append(t.How, book.how(best, len(candidates), opts.Sheet)...), fmt.Sprintf("header in row %d", header.line))
	if header.line > 1 {
		t.How = append(t.How, skippedLines(above, header.line))
	}
	if r.check, err = book.check(best, header.line); err != nil {
		return err
	}
	t.How = append(t.How, r.check.how...)
	if r.rows, err = r.file.Rows(best.name); err != nil {
		return damaged(err)
	}
	for r.line < header.line {
		if _, _, err := r.next(); err != nil && r.line == header.line || err == io.EOF {
			return headerFault(err)
		}
	}
	t.rows = r
	return nil
}

// firstRows are the rows at the top of a sheet; empty ones count only for the number.
func (r *sheetRows) firstRows(name string, most int) ([]candidate, error) {
	rows, err := r.file.Rows(name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	lines := []candidate{}
	for line := 1; len(lines) < most && line <= 10*most && rows.Next(); line++ {
		fields, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			break // the check of the sheet says what is wrong
		}
		if !blank(fields) {
			lines = append(lines, candidate{line: line, fields: fields})
		}
	}
	return lines, nil
}

// sheetRows are the rows of a sheet.
type sheetRows struct {
	source *source
	folder string // of our own, for what excelize unpacks
	file   *excelize.File
	rows   *excelize.Rows
	check  *sheetCheck
	line   int
	fields []string // of the current row
	cells  int      // with a value, so far
}

// next gives the next row up to the last one that holds a value. At the end the cells read must be the cells there are.
func (r *sheetRows) next() (line int, fields []string, err error) {
	defer recovered(&err)
	if err := r.source.ctx.Err(); err != nil {
		return 0, nil, err
	}
	if r.line >= r.check.last || !r.rows.Next() {
		if err := r.rows.Error(); err != nil {
			return 0, nil, r.source.explain(damaged(err), 0)
		}
		if r.cells != r.check.cells {
			return 0, nil, r.source.explain(&Fault{Message: fmt.Sprintf("the sheet holds %d cells with a value, but %d could be read", r.check.cells, r.cells),
				Fix: "open the workbook, save it again, or export it as CSV"}, 0)
		}
		return 0, nil, r.source.finish()
	}
	r.line++
	if r.fields, err = r.rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
		return 0, nil, r.source.explain(damaged(err), r.line)
	}
	for _, field := range r.fields {
		if field != "" {
			r.cells++
		}
	}
	for _, column := range r.check.unset[r.line] {
		if header := r.source.table.Header; column > len(header) || header[column-1] == "" {
			continue // no column of the table
		}
		return 0, nil, &RowError{Row: Row{Line: r.line, Fields: r.fields}, Column: column, Excerpt: r.excerpt(column - 1),
			Message: fmt.Sprintf("cell %s%d holds a formula without a value", columnName(column), r.line),
			Fix:     "open the workbook in a spreadsheet program, let it calculate and save it"}
	}
	return r.line, r.fields, nil
}

func (r *sheetRows) excerpt(field int) string { return sheetExcerpt(r.line, r.fields, field) }

func (r *sheetRows) header(field int) (string, int) {
	return sheetExcerpt(r.source.table.HeaderLine, r.source.table.Header, field), field + 1
}

func (r *sheetRows) kind(line, field int) kind {
	return r.check.kinds[cell{int32(line), int32(field + 1)}]
}

func (r *sheetRows) column(field int) int { return field + 1 }

func (r *sheetRows) text() string { return strings.Join(r.source.table.current.Fields, " | ") }

func (r *sheetRows) close() error { return errors.Join(r.release(), r.source.close()) }

// release gives back what the workbook takes besides its file.
func (r *sheetRows) release() error {
	var errs []error
	if r.rows != nil {
		errs = append(errs, r.rows.Close())
	}
	if r.file != nil {
		errs = append(errs, r.file.Close())
	}
	if r.folder != "" {
		errs = append(errs, os.RemoveAll(r.folder))
	}
	return errors.Join(errs...)
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

// damaged is the fault of a workbook that excelize cannot read.
func damaged(err error) error {
	return &Fault{Message: "the workbook is damaged: " + cause(err), Fix: "open it in a spreadsheet program and save it again, or export it as CSV"}
}

// recovered turns a panic of the workbook reader, which a crafted file may cause, into a fault.
func recovered(err *error) {
	if broken := recover(); broken != nil {
		*err = damaged(fmt.Errorf("reading it broke down (%v)", broken))
	}
}

// columnName is the letters of a column: 1 is A, 27 is AA.
func columnName(column int) string {
	var name []byte
	for ; column > 0; column = (column - 1) / 26 {
		name = append(name, byte('A'+(column-1)%26))
	}
	slices.Reverse(name)
	return string(name)
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
