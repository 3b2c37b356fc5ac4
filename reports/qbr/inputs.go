package qbr

import (
	"cmp"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// Where the figures of the inputs sheet start: titles, an empty row and a header row above; customer, measure and unit before.
const (
	firstInputRow    = 5
	firstInputColumn = 3
)

// inputs are base measures that the live formulas of scorecards point at: a row for each customer and measure, a column for each
// of the compared quarters.
type inputs struct {
	name     string // of the sheet
	periods  []period.Period
	measures []formulas.Measure
	customer map[int]int // the place of each account in the pack
}

// newInputs plans a sheet of measures.
func newInputs(name string, r *review, measures []formulas.Measure) inputs {
	in := inputs{name, r.compared(), measures, map[int]int{}}
	for i, account := range r.pack.Accounts {
		in.customer[account] = i
	}
	return in
}

// measuresOf are the measures that the formulas of KPIs name, in the order of the catalogue.
func measuresOf(kpis []compute.Chosen) (list []formulas.Measure) {
	needed := map[string]bool{}
	for _, c := range kpis {
		for _, name := range c.KPI.Inputs(c.Variant) {
			needed[name] = true
		}
	}
	for _, m := range formulas.Measures() {
		if needed[m.ID] && m.Unit != formulas.LabelUnit {
			list = append(list, m)
		}
	}
	return list
}

// place finds a measure of a customer and quarter on the sheet; empty when it is not there.
func (in *inputs) place(measure string, account int, p period.Period) string {
	k, column := slices.IndexFunc(in.measures, func(m formulas.Measure) bool { return m.ID == measure }), slices.Index(in.periods, p)
	if k < 0 || column < 0 {
		return ""
	}
	return reports.Ref{Sheet: in.name, Position: reports.Position{Row: firstInputRow + in.customer[account]*len(in.measures) + k, Column: firstInputColumn + column}}.Address()
}

// counted finds the measures of a customer and quarter on the sheets of inputs.
func (r *review) counted(account int, p period.Period) source {
	return source{reports.Crossing, func(measure string) string {
		return cmp.Or(r.inputs[0].place(measure, account, p), r.inputs[1].place(measure, account, p))
	}}
}

func (in *inputs) sheet(r *review, about string) *reports.Sheet {
	p := r.page(in.name, reports.Inputs, in.name, about+" A blank cell is not available: its note says why.")
	p.add()
	p.TitleFrom, p.TitleRows = len(p.Rows), 1
	head := headers("Customer", "Measure", "Unit")
	for _, q := range in.periods {
		head = append(head, header(q.Label(), q.FirstDay().String()+" to "+q.LastDay().String()))
	}
	p.add(head...)
	p.Freeze = reports.Position{Row: len(p.Rows), Column: firstInputColumn}
	for _, account := range r.pack.Accounts {
		for _, m := range in.measures {
			cells := []reports.Cell{text(reports.Label, r.book.Facts.Accounts[account].ID), named(m, ""), text(reports.Plain, r.unit(m.Unit))}
			for _, q := range in.periods {
				cells = append(cells, r.measured(m, account, q))
			}
			p.add(cells...)
		}
	}
	p.Portrait, p.Widths = true, []int{14, 46, 9}
	return p.Sheet
}

// named heads a row or column with a measure and what it counts.
func named(m formulas.Measure, unit string) reports.Cell {
	cell := text(reports.Label, upper(m.Name))
	if unit != "" {
		cell = header(cell.Text+", "+unit, "")
	}
	cell.Note = m.Meaning + "\nNothing there: " + m.Absent + "."
	return cell
}

// measured is a measure of a customer over a period; blank with the reason as its note where it is not available.
func (r *review) measured(m formulas.Measure, account int, p period.Period) reports.Cell {
	v := r.book.Facts.Value(m.ID, r.scope(account), p)
	if !v.Available() {
		return reports.Cell{Note: notAvailable + ": " + v.Reason().String(), Style: reports.Style{Role: reports.Input}}
	}
	return valueCell(v, reports.Input, r.format(m.Unit))
}

// source is where a formula finds its measures, and how a cell looks that points there.
type source struct {
	role  reports.Role
	place func(measure string) string
}

// figure is a KPI of a customer for a period as a live formula over measures and over the KPIs that it names, which kpi finds.
func (r *review) figure(c compute.Chosen, account int, p period.Period, from source, kpi func(string) string) reports.Cell {
	value := r.book.Value(c, r.scope(account), p)
	format := r.format(unitOf(c))
	formula, ok := c.KPI.Expr(c.Variant)
	if !ok || !c.KPI.KindsOf(c.Variant).Has(p.Kind) {
		return valueCell(value, reports.Plain, format)
	}
	role, placed := reports.Calculated, true
	live := formula.Excel(func(name string) string {
		address := ""
		if _, ok := formulas.MeasureByID(name); ok {
			role, address = from.role, from.place(name)
		} else {
			address = kpi(name)
		}
		placed = placed && address != ""
		return address
	})
	if !placed {
		live, role = "", reports.Plain
	}
	cell := valueCell(value, role, format)
	cell.Formula = live
	cell.Figure = &reports.Figure{What: reports.Named{ID: c.ID(), Name: c.KPI.Name}, Over: reports.Named{ID: p.ID(), Name: p.Label()},
		Of: reports.Named{ID: "account:" + r.book.Facts.Accounts[account].ID, Name: titled(r.book.Facts.Accounts[account])}}
	if p == r.quarter {
		cell.Figure.Current = p.Kind.String()
	}
	return cell
}

// upper starts a phrase with a capital.
func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
