package finance

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// lastQualityColumn is where the widest table of the sheet ends; the headings of the others run up to it.
const lastQualityColumn = 9

// quality is the sheet that tells how every file was read and what became of each of its rows. Tables stand one below the
// other, each with the file first and the longest text last, where it may run on.
func (r *report) quality() *reports.Sheet {
	p := r.page(qualitySheet, reports.Control, "Nothing is lost: rows read = loaded + rejected + skipped by a stated rule, and the same for every sum of money.")
	p.Widths = []int{36, 22, 22, 15, 15, 15, 15, 15, 15, 30}
	files := r.book.Records.Files
	section := func(title string, names ...string) {
		p.orNone()
		p.add()
		p.add(text(reports.Heading, title))
		head := headers(names...)
		head[len(head)-1] = indented(head[len(head)-1])
		row := p.add(head...)
		if last := len(names) - 1; last < lastQualityColumn {
			p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row, Column: last}, To: reports.Position{Row: row, Column: lastQualityColumn}})
		}
	}
	section("Files and rows", "File", "Dataset", "Sheet", "Read", "Loaded", "Rejected", "Skipped", "Check", "Skipped by rule")
	for _, f := range files {
		row := len(p.Rows)
		check := r.conserved(row, 3, decimal.NewFromInt(int64(f.Read)), decimal.NewFromInt(int64(f.Read-f.Loaded-f.Rejected-f.Skipped)), reports.Format{Kind: reports.FormatCount})
		p.add(text(reports.Label, f.Path), text(reports.Plain, f.Dataset), text(reports.Plain, f.Sheet), count(f.Read), count(f.Loaded), count(f.Rejected), count(f.Skipped), check,
			indented(text(reports.Body, skipped(f.SkippedBy))))
	}
	section("Sums of money", "File", "Column", "Currency", "Read", "Loaded", "Rejected", "Skipped", "Check", "Not readable", "Stated by the file")
	for _, f := range files {
		for _, t := range f.Totals {
			p.add(r.moneyTotal(len(p.Rows), f.Path, t)...)
		}
	}
	section("Findings", "File", "Line", "Kind", "Cases", "What, and what to do about it")
	for _, f := range r.book.Records.Findings {
		p.add(text(reports.Label, r.file(f.Place)), text(reports.Plain, line(f.Line)), text(reports.Warning, f.Kind), count(f.Count), indented(prose(finding(f))))
		p.lastRun(4)
	}
	r.rejects(p, section)
	section("How each file was read", "File", "Dataset", "SHA-256, and how")
	for _, f := range files {
		p.add(text(reports.Label, f.Path), text(reports.Plain, f.Dataset), indented(text(reports.Body, "SHA-256 "+f.SHA256+", "+strconv.FormatInt(f.Bytes, 10)+" bytes")))
		for _, how := range f.How {
			p.add(text(reports.Plain, ""), text(reports.Plain, ""), indented(prose(how)))
			p.lastRun(2)
		}
	}
	section("Which header gave which column", "File", "Dataset column", "Header in the file", "By")
	for _, f := range files {
		for _, m := range f.Mapped {
			p.add(text(reports.Label, f.Path), text(reports.Plain, m.Column), text(reports.Plain, m.Header), indented(text(reports.Body, m.By)))
		}
	}
	section("Columns that nothing was read from", "File", "Dataset", "How many", "Headers in the file")
	for _, f := range files {
		if len(f.Unused) > 0 {
			p.add(text(reports.Label, f.Path), text(reports.Plain, f.Dataset), count(len(f.Unused)), indented(prose(strings.Join(f.Unused, "; "))))
			p.lastRun(3)
		}
	}
	p.orNone()
	p.Freeze = reports.Position{Row: 3}
	return p.Sheet
}

// lastRun gives the text of the last row that starts in a column all room up to the last one, in which it wraps.
func (p page) lastRun(column int) {
	row := len(p.Rows) - 1
	p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row, Column: column}, To: reports.Position{Row: row, Column: lastQualityColumn}})
}

// moneyTotal is the control total of a money column in one currency. What the file states over several currencies stands in a
// row of its own, against which nothing can be checked.
func (r *report) moneyTotal(row int, path string, t ingest.Total) []reports.Cell {
	format := reports.Format{Kind: reports.FormatMoney, Currency: t.Currency}
	cells := []reports.Cell{text(reports.Label, path), text(reports.Plain, t.Column), text(reports.Plain, t.Currency)}
	sums := []decimal.Decimal{t.Read, t.Loaded, t.Rejected, t.Skipped}
	mixed := t.Currency == "" && t.Stated.Valid
	if mixed {
		cells[2] = text(reports.Warning, mixedCurrencies)
	}
	if mixed && t.Read.IsZero() && t.Unreadable == 0 {
		cells = append(cells, make([]reports.Cell, len(sums)+2)...)
	} else {
		for _, d := range sums {
			cells = append(cells, number(d, reports.Input, format))
		}
		cells = append(cells, r.conserved(row, 3, t.Read, t.Read.Sub(t.Loaded).Sub(t.Rejected).Sub(t.Skipped), format), count(t.Unreadable))
	}
	if t.Stated.Valid {
		cells = append(cells, number(t.Stated.Decimal, reports.Input, format))
	}
	return cells
}

// mixedCurrencies marks what a totals row says that adds up amounts of several currencies.
const mixedCurrencies = "mixes currencies"

// orNone says so below a header that has no rows.
func (p page) orNone() {
	if p.Rows[len(p.Rows)-1].Cells[0].Style.Role == reports.Header {
		p.add(text(reports.Body, "none"))
	}
}

// conserved checks live that what was read is what was loaded, rejected and skipped; the four stand from a column on.
func (r *report) conserved(row, first int, total, difference decimal.Decimal, format reports.Format) reports.Cell {
	read := reports.Position{Row: row, Column: first}
	parts := reports.Range{From: reports.Position{Row: row, Column: first + 1}, To: reports.Position{Row: row, Column: first + 3}}
	return live(expr.Number(difference), fmt.Sprintf("ROUND(%s-SUM(%s),%d)", read.Address(), parts.Address(), checkPlaces(total)), passed(difference.IsZero()), format)
}

// rejectLimit is how many rejects of a file the sheet lists; the quarantine file has all of them.
const rejectLimit = 200

func (r *report) rejects(p page, section func(title string, names ...string)) {
	section("Rejected rows", "File", "Line", "Column", "Value", "Why, and what to do about it")
	for _, f := range r.book.Records.Files {
		for i, reject := range f.Rejects {
			if i == rejectLimit {
				p.add(text(reports.Label, f.Path), text(reports.Body, fmt.Sprintf("and %d more, in the quarantine file", len(f.Rejects)-i)))
				break
			}
			p.add(text(reports.Label, f.Path), text(reports.Plain, line(reject.Line)), text(reports.Plain, reject.Column), text(reports.Bad, reject.Value), indented(prose(advice(reject.Reason, reject.Fix))))
			p.lastRun(4)
		}
	}
}

// skipped is "3 blank; 1 totals row".
func skipped(by map[string]int) string {
	var texts []string
	for _, rule := range slices.Sorted(maps.Keys(by)) {
		texts = append(texts, fmt.Sprintf("%d %s", by[rule], rule))
	}
	return strings.Join(texts, "; ")
}

// file is the path of a place; "–" for what concerns no file.
func (r *report) file(p ingest.Place) string {
	if p.File < 0 || int(p.File) >= len(r.book.Records.Files) {
		return "–"
	}
	return r.book.Records.Files[p.File].Path
}

func line(n int32) string {
	if n == 0 {
		return "–"
	}
	return strconv.Itoa(int(n))
}

// finding is a finding with its examples and its remedy.
func finding(f ingest.Finding) string {
	return advice(f.Said(), f.Fix)
}

func advice(what, fix string) string {
	if fix == "" {
		return what
	}
	return what + " → " + fix
}
