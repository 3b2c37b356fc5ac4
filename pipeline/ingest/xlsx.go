package ingest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"kpibook/pipeline/delimited"
	"kpibook/pipeline/ingest/xlsx"
)

// openWorkbook reads a sheet of a workbook: raw values, never formatted ones, so that no digit is lost.
func (s *source) openWorkbook(r *bufio.Reader, opts Options, score func([]string) int) (err error) {
	defer recovered(&err)
	t := s.table
	t.Workbook, t.Typed = true, true
	if ext := strings.ToLower(filepath.Ext(t.Path)); ext != ".xlsx" && ext != ".xlsm" {
		t.How = append(t.How, "the file is a workbook, not what its name says")
	}
	if s.limit = opts.MaxBytes; s.limit == 0 {
		s.limit = maxWorkbook
	}
	most := min(s.limit, maxArchive)
	if s.size > most {
		return &Fault{Message: fmt.Sprintf("the workbook has %s (limit %s)", size(s.size), size(most)), Fix: "split it, or export the sheet as CSV"}
	}
	content := bytes.NewBuffer(make([]byte, 0, s.size+bytes.MinRead))
	if _, err := content.ReadFrom(&bounded{r: r, left: most}); err != nil {
		return err
	}
	book, err := xlsx.Open(content.Bytes(), s.limit)
	if err != nil {
		return sheetFault(err)
	}
	t.DateSystem1904 = book.Date1904
	unnamed := score == nil
	if unnamed {
		score = countNames
	}
	rows := &sheetRows{source: s, book: book, known: !unnamed}
	defer func() {
		if t.rows == nil {
			_ = rows.release()
		}
	}()
	err = rows.choose(opts, score)
	var fault *Fault
	if unnamed && opts.HeaderRow == 0 && errors.As(err, &fault) && strings.HasPrefix(fault.Message, "no header found") {
		fault.Message, fault.Fix = fmt.Sprintf("no header found: none of the first %d rows has names of columns; the first one is shown", headerRows), "export it with a header row, or say with --header-row where it is"
	}
	return err
}

// choose takes the sheet the options name, else the visible sheet whose header fits best; hidden sheets only by name.
func (r *sheetRows) choose(opts Options, score func([]string) int) error {
	t := r.source.table
	candidates, err := candidateSheets(r.book.Sheets, opts.Sheet)
	if err != nil {
		return err
	}
	best, header, points, tie := xlsx.Sheet{}, candidate{}, -1, ""
	var above, first []candidate
	var broken error // a damaged sheet is a better reason than a missing header
	for _, sheet := range candidates {
		if err := r.source.ctx.Err(); err != nil {
			return err
		}
		lines, err := r.firstRows(sheet, max(headerRows, opts.HeaderRow))
		if err != nil && broken == nil {
			broken = err
		}
		if first == nil {
			first = lines
		}
		row, found := bestHeader(lines, opts.HeaderRow, score)
		switch {
		case row.fields == nil || found < points:
		case found == points:
			tie = sheet.Name
		default:
			best, header, points, tie, above = sheet, row, found, "", lines
		}
	}
	if header.fields == nil && broken != nil {
		return sheetFault(broken)
	}
	if header.fields == nil || points < 10 && opts.HeaderRow == 0 && r.known && hasFigures(header.fields) {
		return noHeader(first, opts.HeaderRow)
	}
	if tie != "" {
		return &Fault{Message: fmt.Sprintf("sheets %q and %q fit equally well", best.Name, tie), Fix: "name one with sheet:, and give the other a source of its own"}
	}
	start, how := header.line, fmt.Sprintf("header in row %d", header.line)
	if r.known && opts.HeaderRow == 0 {
		if fault := twoHeaders(above, header, points, score); fault != nil {
			return fault
		}
		if upper, joined, ok := joinedHeader(above, header, points, score); ok {
			start, header = upper.line, candidate{line: upper.line + 1, fields: joined}
			how = fmt.Sprintf("header in rows %d and %d, its names joined", start, header.line)
			for _, row := range above {
				if row.line == start || row.line == header.line {
					t.headerRows = append(t.headerRows, headerNames(row.fields))
				}
			}
		}
	}
	t.Sheet, t.HeaderLine, t.Preamble = best.Name, header.line, start-1
	t.How = append(append(t.How, howChosen(r.book.Sheets, best, len(candidates), opts.Sheet)...), how)
	if start > 1 {
		t.How = append(t.How, skippedLines(above, start))
		t.Above = rowsAbove(above, start)
	}
	if t.Header, err = r.fillMerged(best, header, above); err != nil {
		return err
	}
	if r.rows, err = r.book.Rows(best, header.line); err != nil {
		return sheetFault(err)
	}
	for r.line < header.line {
		if _, _, err := r.next(); err != nil && (r.line == header.line || err == io.EOF) {
			return headerFault(err)
		}
	}
	if r.known && r.peek(1) != nil && r.ahead.Number == header.line+1 && t.addUnits(r.peek) {
		if _, _, err := r.next(); err != nil {
			return err
		}
		t.How = append(t.How, fmt.Sprintf("units in row %d, read with the names above them", r.line))
	}
	r.note = make([]columnNote, len(t.Header))
	t.rows = r
	return nil
}

// countNames scores a row where no names are known: by the different words in it.
func countNames(fields []string) int {
	names := map[string]bool{}
	for _, field := range fields {
		if kind := delimited.KindOf(field); kind == delimited.Text || kind == delimited.Code {
			names[strings.TrimSpace(field)] = true
		}
	}
	return len(names)
}

// firstRows are the rows at the top of a sheet; empty ones count only for the number. Where the sheet is damaged among them,
// those above come with the error.
func (r *sheetRows) firstRows(sheet xlsx.Sheet, most int) (lines []candidate, err error) {
	rows, err := r.book.Rows(sheet, 0)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for len(lines) < most {
		row, err := rows.Next()
		if err == io.EOF || err == nil && row.Number > 10*most {
			break
		}
		if err != nil {
			return lines, err
		}
		if fields := cellTexts(row, nil); !blank(fields) {
			lines = append(lines, candidate{line: row.Number, fields: fields})
		}
	}
	return lines, nil
}

// fillMerged gives a header row the names that stand in rows above it and reach into it as merged cells. It reads the sheet to
// its end, where merged cells are listed, so it does so only where a name is missing below another text.
func (r *sheetRows) fillMerged(sheet xlsx.Sheet, header candidate, above []candidate) ([]string, error) {
	text := func(lines []candidate, line, field int) string {
		for _, row := range lines {
			if row.line == line && field < len(row.fields) {
				return strings.TrimSpace(row.fields[field])
			}
		}
		return ""
	}
	missing := false
	for _, row := range above {
		for field, name := range row.fields {
			missing = missing || row.line < header.line && strings.TrimSpace(name) != "" && text(above, header.line, field) == ""
		}
	}
	if !missing {
		return header.fields, nil
	}
	rows, err := r.book.Rows(sheet, header.line)
	if err != nil {
		return nil, sheetFault(err)
	}
	defer rows.Close()
	for err == nil {
		_, err = rows.Next()
	}
	if err != io.EOF {
		return nil, sheetFault(err)
	}
	names := header.fields
	for _, m := range rows.OverHeader {
		name := text(above, m.Top, m.Left-1)
		if m.Left != m.Right || name == "" || m.Left > len(names) && name == "" {
			continue
		}
		for len(names) < m.Left {
			names = append(names, "")
		}
		if names[m.Left-1] == "" {
			names[m.Left-1] = name
			r.source.table.How = append(r.source.table.How, fmt.Sprintf("header of column %s: %q, from the merged cell %s above", xlsx.ColumnName(m.Left), name, xlsx.CellName(m.Left, m.Top)))
		}
	}
	return names, nil
}

// cellTexts are the texts of a row by column, in a slice that is used again.
func cellTexts(row *xlsx.Row, fields []string) []string {
	fields = fields[:0]
	for _, c := range row.Cells {
		for len(fields) < c.Column-1 {
			fields = append(fields, "")
		}
		fields = append(fields, c.Text)
	}
	return fields
}

// sheetFault is the fault of a workbook that cannot be read.
func sheetFault(err error) error {
	var fault *xlsx.Fault
	if errors.As(err, &fault) {
		return &Fault{Sheet: fault.Sheet, Line: fault.Row, Column: fault.Column, Message: fault.Message, Fix: fault.Fix}
	}
	return err
}

// recovered turns a panic of the workbook reader, should a crafted file cause one, into a fault.
func recovered(err *error) {
	if broken := recover(); broken != nil {
		*err = &Fault{Message: fmt.Sprintf("the workbook is damaged: reading it broke down (%v)", broken),
			Fix: "open it in a spreadsheet program and save it again, or export it as CSV"}
	}
}
