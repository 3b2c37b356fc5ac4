package finance

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

const sensitivitySheet = "Definition sensitivity"

// sensitivity is the sheet of the portfolio's KPIs under all their published definitions: for the month and for the twelve
// months up to it, as far as each is defined for such a period. shown tells where the KPIs of the tables
// stand.
func (r *report) sensitivity(shown ...map[onTable]shownAt) *reports.Sheet {
	p := r.page(sensitivitySheet, reports.Control, "Each KPI that is published under more than one definition: the one that this report uses first, then what the others would make of it. The job file picks one (kpis: variants).")
	periods := []period.Period{r.month, r.ttm}
	head := headers("KPI and definition")
	definitions := map[*formulas.KPI][][]compute.Definition{} // by period
	for i, q := range periods {
		head = append(head, header(q.Label(), q.FirstDay().String()+" to "+q.LastDay().String()), header("Difference", "From the definition that this report uses; of a rate in percentage points."), indented(header("In words", "")))
		for _, d := range r.book.Sensitivity(nil, facts.Portfolio, q) {
			if definitions[d.KPI] == nil {
				definitions[d.KPI] = make([][]compute.Definition, len(periods))
			}
			definitions[d.KPI][i] = d.List
		}
	}
	head = append(head, indented(header("Formula", "")), indented(header("How and why it differs", "")))
	p.headings(1, head)
	for _, c := range r.kpis {
		byPeriod := definitions[c.KPI]
		first := len(p.Rows) // of the definition in use, which the differences point at
		for i := range slices.MaxFunc(append(byPeriod, nil), func(a, b []compute.Definition) int { return len(a) - len(b) }) {
			var cells []reports.Cell
			for j, q := range periods {
				if byPeriod[j] == nil { // no definition has a figure for such a period
					cells = append(cells, text(reports.Absent, notAvailable), text(reports.Absent, "–"), prose(""))
					continue
				}
				cells = append(cells, r.underDefinition(&byPeriod[j][i], q, reports.Position{Row: first, Column: 1 + 3*j}, len(p.Rows), shown)...)
			}
			variant := slices.Concat(byPeriod...)[i].Variant
			note := c.KPI.Definition
			if v, ok := c.KPI.Variant(variant); ok {
				note = v.Note
			}
			p.add(append(append([]reports.Cell{r.definitionName(c.KPI, variant, i == 0)}, cells...), indented(prose(c.KPI.Words(r.book.Catalogue, variant))), indented(prose(note)))...)
		}
	}
	p.Widths = []int{34, 15, 13, 22, 15, 13, 22, 44, 60}
	return p.Sheet
}

// definitionName heads the row of a definition: the KPI for the one in use, the variant for the others.
func (r *report) definitionName(k *formulas.KPI, variant string, used bool) reports.Cell {
	if used {
		return r.kpiHeader(compute.Chosen{KPI: k, Variant: variant}, reports.Label, "")
	}
	name := "default"
	if v, ok := k.Variant(variant); ok {
		name = v.Name + " (" + v.ID + ")"
	}
	return indented(prose(name))
}

// underDefinition is a KPI under a definition for a period, as row row of the sheet: the figure, live where it can be, its
// difference from the one in use, whose figure stands at used, and the difference in words.
func (r *report) underDefinition(d *compute.Definition, q period.Period, used reports.Position, row int, shown []map[onTable]shownAt) []reports.Cell {
	unit := d.KPI.UnitOf(d.Variant)
	figure := r.figure(d.Chosen, facts.Portfolio, q, r.inputs.place(r, facts.Portfolio, q), func(kpi string) string {
		for _, table := range shown {
			if place, ok := table[onTable{kpi, q.Kind}]; ok {
				return place.value.at.Address()
			}
		}
		return ""
	})
	if !d.Value.Available() {
		figure.Note = notAvailable + ": " + why(d.Value)
	}
	difference := text(reports.Absent, "–")
	if !d.Used && d.Difference.Available() {
		own := reports.Position{Row: row, Column: used.Column}.Address()
		difference = live(d.Difference, guarded(2, own+","+used.Address(), own+"-"+used.Address()), reports.Calculated, r.changeFormat(unit))
	}
	return []reports.Cell{figure, difference, indented(prose(d.Words(func(v expr.Value) string { return ShownSize(r.book, unit, v) })))}
}
