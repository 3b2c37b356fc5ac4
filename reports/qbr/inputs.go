package qbr

import (
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// Where the figures of the inputs sheet start: titles, an empty row, a header row and a unit row above, four columns before.
const (
	firstInputRow    = 6
	firstInputColumn = 4
)

// inputs are the base measures that the live formulas point at: a row for each customer and period.
type inputs struct {
	rows     []inputRow
	at       map[inputRow]int
	measures []formulas.Measure
	column   map[string]int // by measure
}

type inputRow struct {
	account int
	period  period.Period
}

// plan lists the measures below the KPIs, and the rows of every customer.
func (in *inputs) plan(r *review) {
	needed := map[string]bool{}
	for _, c := range append(r.kpis, r.trends...) {
		for _, name := range c.KPI.Inputs(c.Variant) {
			needed[name] = true
		}
	}
	in.column, in.at = map[string]int{}, map[inputRow]int{}
	for _, m := range formulas.Measures() {
		if needed[m.ID] && m.Unit != formulas.LabelUnit {
			in.column[m.ID] = len(in.measures)
			in.measures = append(in.measures, m)
		}
	}
	for _, account := range r.pack.Accounts {
		for _, p := range append(r.compared(), r.months()...) {
			in.at[inputRow{account, p}] = len(in.rows)
			in.rows = append(in.rows, inputRow{account, p})
		}
	}
}

// place finds the measures of a customer and period on the sheet.
func (in *inputs) place(account int, p period.Period) func(measure string) string {
	row, planned := in.at[inputRow{account, p}]
	return func(measure string) string {
		column, ok := in.column[measure]
		if !planned || !ok {
			return ""
		}
		return reports.Ref{Sheet: inputsSheet, Position: reports.Position{Row: firstInputRow + row, Column: firstInputColumn + column}}.Address()
	}
}

func (in *inputs) sheet(r *review) *reports.Sheet {
	p := r.page(inputsSheet, reports.Inputs, "Inputs", "The base measures as counted from the data; the live formulas of the other sheets point here. A blank cell is not available: its note says why.")
	p.add()
	head, units := headers("Customer", "Period", "From", "To"), make([]reports.Cell, firstInputColumn)
	for i := range units {
		units[i] = text(reports.HeaderUnit, "")
	}
	for _, m := range in.measures {
		head = append(head, header(upper(m.Name), m.Meaning+"\nNothing there: "+m.Absent+"."))
		units = append(units, text(reports.HeaderUnit, r.unit(m.Unit)))
	}
	p.TitleFrom, p.TitleRows = len(p.Rows), 2
	p.add(head...)
	p.add(units...)
	p.Freeze = reports.Position{Row: len(p.Rows), Column: 2}
	for _, row := range in.rows {
		cells := []reports.Cell{text(reports.Label, r.book.Facts.Accounts[row.account].ID), text(reports.Label, row.period.Label()), date(row.period.FirstDay()), date(row.period.LastDay())}
		for _, m := range in.measures {
			v := r.book.Facts.Value(m.ID, r.scope(row.account), row.period)
			if !v.Available() {
				cells = append(cells, reports.Cell{Style: reports.Style{Role: reports.Input}})
				continue
			}
			cells = append(cells, valueCell(v, reports.Input, r.format(m.Unit)))
		}
		p.add(cells...)
	}
	return p.Sheet
}

// figure is a KPI of a customer for a period as a live formula over the inputs and over the KPIs that it names, which kpi finds.
func (r *review) figure(c compute.Chosen, account int, p period.Period, kpi func(string) string) reports.Cell {
	value := r.book.Value(c, r.scope(account), p)
	format := r.format(unitOf(c))
	formula, ok := c.KPI.Expr(c.Variant)
	if !ok || !c.KPI.KindsOf(c.Variant).Has(p.Kind) {
		return valueCell(value, reports.Plain, format)
	}
	role, placed := reports.Calculated, true
	measure := r.inputs.place(account, p)
	live := formula.Excel(func(name string) string {
		address := ""
		if _, ok := formulas.MeasureByID(name); ok {
			role, address = reports.Crossing, measure(name)
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
	cell.Figure = &reports.Figure{What: reports.Named{ID: c.KPI.ID, Name: c.KPI.Name}, Over: reports.Named{ID: p.ID(), Name: p.Label()},
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
