package finance

import (
	"strings"

	"kpibook/formulas"
	"kpibook/reports"
)

// firstGlossaryRow is where the KPIs start on the glossary sheet.
const firstGlossaryRow = 4

// glossaryRow is the row that a KPI's headers lead to.
func (r *report) glossaryRow(id string) reports.Ref {
	for i, c := range r.kpis {
		if c.KPI.ID == id {
			return reports.Ref{Sheet: glossarySheet, Position: reports.Position{Row: firstGlossaryRow + i}}
		}
	}
	return reports.Ref{Sheet: glossarySheet}
}

// glossary is the sheet of definitions, one KPI a row.
func (r *report) glossary() *reports.Sheet {
	p := r.page(glossarySheet, reports.Control, "One row a KPI, in the definition this report uses. Formulas name measures (sheet Inputs) and other KPIs of this list.")
	p.headings(1, headers("Name", "Where", "Family", "Definition", "Mind", "Formula in words", "Formula", "Unit", "Better", "Given by", "Source", "Other definitions", "Id"))
	entries := map[string]formulas.GlossaryEntry{}
	for _, e := range r.book.Catalogue.Glossary() {
		entries[e.ID] = e
	}
	for _, c := range r.kpis {
		e := entries[c.KPI.ID]
		name, formula, source, mind := e.Name, e.FormulaText, e.Source, e.Not
		if e.Short != "" {
			name += " (" + e.Short + ")"
		}
		var others []string
		if c.Variant != "" {
			others = append(others, "default: "+e.Formula+" Source: "+e.Source)
		}
		for _, v := range e.Variants {
			if v.ID == c.Variant {
				name, formula, source, mind = name+" – "+v.Name, v.FormulaText, v.Source, v.Note
				continue
			}
			others = append(others, v.ID+": "+v.Formula+". "+v.Note+" Source: "+v.Source)
		}
		if formula == "" {
			formula = "computed, no live formula"
		}
		where, ok := r.tableRow[e.ID]
		if !ok {
			where = reports.Ref{Sheet: accountsSheet}
		}
		title := text(reports.Label, name)
		title.Style.Wrap = true
		p.add(title, link(where.Sheet, where), prose(string(e.Family)), prose(e.Definition), prose(mind), prose(c.KPI.Words(r.book.Catalogue, c.Variant)), prose(formula),
			text(reports.Plain, r.unit(c.KPI.UnitOf(c.Variant))), text(reports.Plain, arrow(c.KPI.BetterOf(c.Variant))),
			prose(strings.Join(e.Grains, ", ")+"; "+strings.Join(e.Kinds, ", ")), prose(source), prose(strings.Join(others, "\n")), text(reports.Body, e.ID))
	}
	p.filter(13)
	p.Widths = []int{28, 16, 13, 40, 36, 36, 36, 8, 8, 20, 26, 48, 28}
	return p.Sheet
}
