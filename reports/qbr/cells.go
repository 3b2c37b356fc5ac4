package qbr

import (
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// page is a sheet that is filled from the top.
type page struct{ *reports.Sheet }

// page starts a sheet with its title, what it is about, and how to read it.
func (r *review) page(name string, kind reports.Kind, title, about string) page {
	p := page{&reports.Sheet{Name: name, Kind: kind, Footer: strings.Join([]string{r.book.Job.Company, "business review " + r.quarter.Label(), r.pack.Title}, " · ")}}
	p.add(text(reports.Title, title))
	p.add(text(reports.Subtitle, strings.Join([]string{r.quarter.Label(), "amounts in " + r.book.Facts.Currency, "prepared by " + r.book.Job.Company}, " · ")))
	p.add(text(reports.Body, about))
	return p
}

// add puts a row at the end and tells which it is.
func (p page) add(cells ...reports.Cell) int {
	p.Rows = append(p.Rows, reports.Row{Cells: cells})
	return len(p.Rows) - 1
}

// section starts a table below what is there. A heading that starts with "| " is kept away from the column of numbers before it.
func (p page) section(title string, head ...string) {
	p.add()
	p.add(text(reports.Heading, title))
	var cells []reports.Cell
	for _, name := range head {
		name, away := strings.CutPrefix(name, "| ")
		cell := header(name, "")
		if away {
			cell = apart(cell)
		}
		cells = append(cells, cell)
	}
	if cells != nil {
		p.add(cells...)
	}
}

// across makes one cell of those of a row from a column to another, which wraps its text.
func (p page) across(row, from, to int) {
	p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row, Column: from}, To: reports.Position{Row: row, Column: to}})
}

func text(role reports.Role, s string) reports.Cell {
	return reports.Cell{Text: s, Style: reports.Style{Role: role}}
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

func prose(s string) reports.Cell {
	return reports.Cell{Text: s, Style: reports.Style{Role: reports.Body, Wrap: true}}
}

func date(d period.Date) reports.Cell {
	if d == period.NoDate {
		return text(reports.Plain, "–")
	}
	return reports.Cell{Date: &d, Style: reports.Style{Format: reports.Format{Kind: reports.FormatDate}}}
}

func number(d decimal.Decimal, role reports.Role, format reports.Format) reports.Cell {
	return reports.Cell{Number: decimal.NewNullDecimal(d), Style: reports.Style{Role: role, Format: format}}
}

// apart keeps a text that follows a column of numbers away from them.
func apart(c reports.Cell) reports.Cell {
	c.Style.Indent = 1
	return c
}

// notAvailable is what a figure shows that is not there; expr's live formulas give the same text.
const notAvailable = "n/a"

// valueCell shows a value: a number, a date, a label, or n/a with the reason as its note.
func valueCell(v expr.Value, role reports.Role, format reports.Format) reports.Cell {
	switch {
	case !v.Available():
		return reports.Cell{Text: notAvailable, Note: notAvailable + ": " + v.Reason().String(), Style: reports.Style{Role: reports.Absent, Format: format}}
	case v.IsLabel():
		return reports.Cell{Text: v.Text(), Style: reports.Style{Right: true}}
	}
	d, _ := v.Decimal()
	if format.Kind == reports.FormatDate {
		return date(period.Date(d.IntPart()))
	}
	return number(d, role, format)
}

// live is a value with the formula that gives it.
func live(v expr.Value, formula string, role reports.Role, format reports.Format) reports.Cell {
	cell := valueCell(v, role, format)
	cell.Formula = formula
	return cell
}

// change shows a change; a dash where the unit has none.
func change(v expr.Value, formula string, format reports.Format) reports.Cell {
	if formula == "" {
		return text(reports.Absent, "–")
	}
	return live(v, formula, reports.Calculated, format)
}

func (r *review) format(u formulas.Unit) reports.Format {
	return reports.FormatOf(u, r.book.Facts.Currency)
}

func (r *review) changeFormat(u formulas.Unit) reports.Format {
	return reports.ChangeFormatOf(u, r.book.Facts.Currency)
}

func (r *review) unit(u formulas.Unit) string { return reports.UnitName(u, r.book.Facts.Currency) }

// unitOf and betterOf are those of the definition that the job uses.
func unitOf(c compute.Chosen) formulas.Unit        { return c.KPI.UnitOf(c.Variant) }
func betterOf(c compute.Chosen) formulas.Direction { return c.KPI.BetterOf(c.Variant) }

// scope is a customer as the scope of figures.
func (r *review) scope(account int) facts.Scope {
	return facts.AccountScope(r.book.Facts.Accounts[account].ID)
}
