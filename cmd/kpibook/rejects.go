package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/reports"
	"kpibook/reports/xlsx"
)

// refused stands for the period in the name of the rejects of a run that got no further than its input.
const refused = "refused"

// quarantine writes the rejected rows of a run that got no further, beside where its report would be, in a shape that can be
// mended and fed in again.
func (p *program) quarantine(ctx context.Context, book *pipeline.Book, j job.Job, report string) error {
	if book.Records == nil || rejected(book.Records) == 0 {
		return nil
	}
	for _, path := range rejectsOf(report) {
		if source, ok := sourceAt(book, path); ok {
			return fmt.Errorf("the rejected rows would be written over the source %s\nfix: keep mended rows in a file of another name", source)
		}
	}
	var e edition
	path := p.addRejects(&e, book, j, report)
	for _, other := range rejectsOf(report) {
		if !e.has(other) {
			e.stale = append(e.stale, other)
		}
	}
	if err := e.publish(ctx); err != nil {
		return err
	}
	p.sayRejects(path)
	return nil
}

// addRejects puts the rejected rows of a report into an edition, as CSV or, when the job says so, as a workbook, whose cells no program
// reformats. It tells where they go.
func (p *program) addRejects(e *edition, book *pipeline.Book, j job.Job, report string) string {
	paths := rejectsOf(report)
	if j.Rejects == "xlsx" {
		w, why := rejectsBook(book)
		if w != nil {
			e.add(paths[1], func(to io.Writer) error { return xlsx.Write(to, w) })
			return paths[1]
		}
		if !p.quiet {
			fmt.Fprintf(p.stderr, "the rejected rows are written as CSV, not as a workbook: %s\n", why)
		}
	}
	e.add(paths[0], func(to io.Writer) error { return ingest.WriteQuarantine(to, book.Records) })
	return paths[0]
}

// sheetRows is how many rejected rows a workbook has room for.
const sheetRows = 1_000_000

// rejectsBook is a workbook of the rejected rows, every cell of it text and kept as what is typed; nil, and why, when they fit into none.
func rejectsBook(book *pipeline.Book) (*reports.Workbook, string) {
	rows := ingest.QuarantineRows(book.Records)
	if len(rows) > sheetRows {
		return nil, fmt.Sprintf("they are %s, and a sheet holds %s", grouped(len(rows)-1), grouped(sheetRows-1))
	}
	sheet := &reports.Sheet{Name: "Rejected rows", Kind: reports.Control, Freeze: reports.Position{Row: 1}, TitleRows: 1,
		Filter: &reports.Range{To: reports.Position{Row: len(rows) - 1, Column: len(rows[0]) - 1}}}
	for i, fields := range rows {
		row := reports.Row{}
		for _, field := range fields {
			if n := length(field); n > cellText {
				return nil, fmt.Sprintf("a text on line %s of %s has %s characters, and a cell holds %s", fields[2], fields[0], grouped(n), grouped(cellText))
			}
			cell := reports.Cell{Text: field, Style: reports.Style{Format: reports.Format{Kind: reports.FormatText}}}
			if i == 0 {
				cell.Style.Role = reports.Header
			}
			row.Cells = append(row.Cells, cell)
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	var created period.Date // 1970, where no month is known
	if book.Book != nil {
		created = book.AsOf.Last()
	}
	return &reports.Workbook{Title: "Rejected rows", Subject: "Rows to be mended and fed back with kpibook fix", Company: book.Job.Company, Created: created, Sheets: []*reports.Sheet{sheet}}, ""
}

// sayRejects tells where rejected rows were written, if any were.
func (p *program) sayRejects(path string) {
	if path != "" && !p.quiet {
		fmt.Fprintf(p.stderr, "rejected rows, each with its reason and remedy: %s\n", filepath.ToSlash(path))
	}
}

// rejectsOf is where the rejected rows of a report may go: beside the workbook, or the folder, as CSV or as a workbook.
func rejectsOf(report string) []string {
	if isWorkbook(report) {
		report = strings.TrimSuffix(report, filepath.Ext(report))
	}
	return []string{report + "-rejects.csv", report + "-rejects.xlsx"}
}

// rejected counts the rows that were not loaded.
func rejected(records *ingest.Records) (rows int) {
	for _, file := range records.Files {
		rows += file.Rejected
	}
	return rows
}
