package finance

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/reports"
)

// page is a sheet that is filled from the top.
type page struct{ *reports.Sheet }

// page starts a sheet with its title, what it is about, a way back to the cover and a sentence on how to read it.
func (r *report) page(name string, kind reports.Kind, about string) page {
	p := page{&reports.Sheet{Name: name, Kind: kind, Footer: strings.Join([]string{r.book.Job.Company, "finance report", r.month.Label(), r.book.Facts.Currency}, " · ")}}
	p.add(text(reports.Title, name))
	p.add(text(reports.Subtitle, sentenceCase(kind.String())+" · "+r.subtitle()))
	p.add(link("← Cover", reports.Ref{Sheet: coverSheet}), text(reports.Body, about))
	return p
}

// subtitle says whose figures these are, of when, in which currency, and by which year.
func (r *report) subtitle() string {
	parts := []string{r.book.Job.Company, r.month.LabelInDays(), "amounts in " + r.book.Facts.Currency}
	if r.book.Facts.Calendar.Fiscal() {
		parts = append(parts, r.fiscalYear())
	}
	return strings.Join(parts, " · ")
}

// fiscalYear says where the month lies in a year that does not start in January or is made of weeks.
func (r *report) fiscalYear() string {
	c := r.book.Facts.Calendar
	return c.String() + ": " + c.At(period.YearKind, r.month.Last).LabelInDays()
}

// aboutRow is where a sheet says how to read it.
const aboutRow = 2

// wrapAbout has the sentence on how to read the sheet wrap over the columns of the first printed page, where they have no room
// for it in one line.
func wrapAbout(s *reports.Sheet) {
	if len(s.Rows) <= aboutRow || len(s.Rows[aboutRow].Cells) != 2 {
		return
	}
	widths, _ := reports.Fit(s)
	about, room, last := &s.Rows[aboutRow].Cells[1], 0, 0
	for column := 1; column < len(widths) && room < pageWidth; column++ {
		room, last = room+widths[column]*7+5, column
	}
	if about.Style.Role.Face().Pixels(about.Text) > room && last > 1 {
		about.Style.Wrap = true
		s.Merges = append(s.Merges, reports.Range{From: reports.Position{Row: aboutRow, Column: 1}, To: reports.Position{Row: aboutRow, Column: last}})
	}
}

// pageWidth is how many pixels a line of text may run on a printed page.
const pageWidth = 900

// add puts a row at the end and tells which it is.
func (p page) add(cells ...reports.Cell) int {
	p.Rows = append(p.Rows, reports.Row{Cells: cells})
	return len(p.Rows) - 1
}

// gap leaves empty rows of the usual height, counted for what stands over them.
func (p page) gap(rows int) {
	for range rows {
		p.Rows = append(p.Rows, reports.Row{Height: rowHeight})
	}
}

// rowHeight is the height of a row of one line, in points.
const rowHeight = 15

// headings starts a table: the row repeats on every printed page, and the sheet scrolls below it, or below its title where the
// table starts far down.
func (p page) headings(frozenColumns int, rows ...[]reports.Cell) {
	p.TitleFrom, p.TitleRows = len(p.Rows), len(rows)
	for _, cells := range rows {
		p.add(cells...)
	}
	p.Freeze = reports.Position{Row: len(p.Rows), Column: frozenColumns}
	if len(p.Rows) > mostFrozen {
		p.Freeze.Row = aboutRow + 1
	}
}

// mostFrozen is how many rows may stay in view, so that a small screen has room for those that move.
const mostFrozen = 8

// filter offers to filter the rows from the last heading row to the end.
func (p page) filter(columns int) {
	p.Filter = &reports.Range{From: reports.Position{Row: p.TitleFrom + p.TitleRows - 1},
		To: reports.Position{Row: len(p.Rows) - 1, Column: columns - 1}}
}

// guarded is a formula that is n/a unless the cells it counts hold so many numbers.
func guarded(numbers int, cells, formula string) string {
	return fmt.Sprintf(`IF(COUNT(%s)<%d,"%s",%s)`, cells, numbers, notAvailable, formula)
}

func text(role reports.Role, s string) reports.Cell {
	return reports.Cell{Text: s, Style: reports.Style{Role: role}}
}

// prose is text that wraps within its column.
func prose(s string) reports.Cell {
	return reports.Cell{Text: s, Style: reports.Style{Role: reports.Body, Wrap: true}}
}

// indented keeps text that follows a column of numbers away from them.
func indented(c reports.Cell) reports.Cell {
	c.Style.Indent = 1
	return c
}

func header(s, note string) reports.Cell {
	return reports.Cell{Text: s, Note: note, Style: reports.Style{Role: reports.Header, Wrap: true}}
}

func headers(names ...string) (cells []reports.Cell) {
	for _, name := range names {
		cells = append(cells, header(name, ""))
	}
	return cells
}

func link(s string, to reports.Ref) reports.Cell {
	return reports.Cell{Text: s, Link: &to, LinkTip: "go to " + to.Sheet, Style: reports.Style{Role: reports.Hyperlink}}
}

func count(n int) reports.Cell {
	return number(decimal.NewFromInt(int64(n)), reports.Input, reports.Format{Kind: reports.FormatCount})
}

func number(d decimal.Decimal, role reports.Role, format reports.Format) reports.Cell {
	return reports.Cell{Number: decimal.NewNullDecimal(d), Style: reports.Style{Role: role, Format: format}}
}

func date(d period.Date) reports.Cell {
	return reports.Cell{Date: &d, Style: reports.Style{Format: reports.Format{Kind: reports.FormatDate}}}
}

// marks are the marks of the bands, after which their words are coloured.
var marks = map[formulas.Band]string{formulas.Green: reports.MarkGood, formulas.Yellow: reports.MarkWarning, formulas.Red: reports.MarkBad}

// MarksOf are the marks of figures by their bands.
func MarksOf(b formulas.Bands) reports.Marks {
	if b == (formulas.Bands{}) {
		return ""
	}
	first, third := marks[formulas.Green], marks[formulas.Red]
	if b.Green.To.Valid { // the lower, the better
		first, third = third, first
	}
	return reports.NewMarks(b.Yellow.To.Decimal, b.Yellow.From.Decimal, first, marks[formulas.Yellow], third)
}

// valueCell shows a value: a number, a date, a label, or n/a.
func valueCell(v expr.Value, role reports.Role, format reports.Format) reports.Cell {
	switch {
	case !v.Available():
		return reports.Cell{Text: notAvailable, Style: reports.Style{Role: reports.Absent, Format: format}}
	case v.IsLabel():
		if band, ok := formulas.BandNamed(v.Text()); ok {
			return indented(text(reports.Status, reports.StatusText(marks[band], v.Text())))
		}
		return text(reports.Plain, v.Text())
	}
	d, _ := v.Decimal()
	if format.Kind == reports.FormatDate {
		day := period.Date(d.IntPart())
		return reports.Cell{Date: &day, Style: reports.Style{Role: role, Format: format}}
	}
	return number(d, role, format)
}

// notAvailable is what a figure shows that is not there; expr's live formulas give the same text.
const notAvailable = "n/a"

// why says why a value is not there; a measure that is 0 by its name, not by its id.
func why(v expr.Value) string {
	reason := v.Reason()
	if m, ok := formulas.MeasureByID(reason.Detail); ok && reason.Code == expr.ZeroDenominator {
		reason.Detail = m.Name
	}
	return reason.String()
}

// live is a value with the formula that gives it; an empty formula leaves the value alone.
func live(v expr.Value, formula string, role reports.Role, format reports.Format) reports.Cell {
	cell := valueCell(v, role, format)
	cell.Formula = formula
	return cell
}

func (r *report) format(u formulas.Unit) reports.Format {
	return reports.FormatOf(u, r.book.Facts.Currency)
}

func (r *report) changeFormat(u formulas.Unit) reports.Format {
	return reports.ChangeFormatOf(u, r.book.Facts.Currency)
}

func (r *report) unit(u formulas.Unit) string { return reports.UnitName(u, r.book.Facts.Currency) }
