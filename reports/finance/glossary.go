package finance

import (
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// Where the KPIs start on the glossary sheet, and the columns that are kept apart from the one before.
const (
	firstGlossaryRow = 4
	firstIndented    = 2
)

// glossaryRow is the row that a KPI's headers lead to.
func (r *report) glossaryRow(id string) reports.Ref {
	for i, c := range r.kpis {
		if c.KPI.ID == id {
			return reports.Ref{Sheet: glossarySheet, Position: reports.Position{Row: firstGlossaryRow + i}}
		}
	}
	return reports.Ref{Sheet: glossarySheet}
}

// glossary is the sheet of definitions, one KPI a row, with the other terms of the field below them when they are asked for.
func (r *report) glossary(terms bool) *reports.Sheet {
	about := "One row a KPI, in the definition this report uses. Formulas name measures (sheet Inputs) and other KPIs of this list."
	if terms {
		about += " Below them stand the terms of the field that are no KPIs."
	}
	p := r.page(glossarySheet, reports.Control, about)
	head := headers("Name", "Where", "Family", "Definition, and what to mind", "Formula in words, and as written", "Unit, better", "Source, and other definitions", "Id")
	for i := firstIndented; i < len(head); i++ {
		head[i] = indented(head[i])
	}
	p.headings(1, head)
	entries := map[string]formulas.GlossaryEntry{}
	for _, e := range r.book.Catalogue.Glossary() {
		entries[e.ID] = e
	}
	for _, c := range r.kpis {
		p.add(r.glossaryEntry(c, entries[c.KPI.ID])...)
	}
	if terms {
		for _, t := range r.book.Catalogue.GlossaryTerms() {
			p.add(r.glossaryTerm(t)...)
		}
	}
	p.filter(8)
	p.Widths = []int{24, 17, 12, 48, 36, 9, 40, 24}
	return p.Sheet
}

// glossaryEntry is the row of a KPI in the variant that the report uses. Every text is indented and wraps, as it would run
// into the next one.
func (r *report) glossaryEntry(c compute.Chosen, e formulas.GlossaryEntry) []reports.Cell {
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
	given := "For " + inWords(e.Grains) + "; by " + inWords(e.Kinds) + "."
	cells := []reports.Cell{title, link(where.Sheet, where)}
	if len(e.AlsoCalled) > 0 {
		others = append(others, "Also called: "+strings.Join(e.AlsoCalled, ", ")+".")
	}
	if len(e.Differs) > 0 {
		others = append(others, "Meanings differ: "+strings.Join(e.Differs, " "))
	}
	for _, s := range []string{string(e.Family), lines(e.Definition, mind, given), lines(c.KPI.Words(r.book.Catalogue, c.Variant), formula, c.KPI.Detail),
		lines(r.unit(c.KPI.UnitOf(c.Variant)), reports.Arrow(c.KPI.BetterOf(c.Variant))), lines(append([]string{source}, others...)...), e.ID} {
		cells = append(cells, indented(prose(s)))
	}
	return cells
}

// inWords lists grains or kinds of period as people name them.
func inWords(ids []string) string {
	names := map[string]string{"dimension": "group of customers", "portfolio": "all together", "half": "half-year", "ytd": "year to date", "ttm": "twelve months"}
	words := make([]string, len(ids))
	for i, id := range ids {
		if words[i] = names[id]; words[i] == "" {
			words[i] = id
		}
	}
	return strings.Join(words, ", ")
}

// glossaryTerm is the row of a term; that of another name of a KPI leads to the KPI's row, where the report has one.
func (r *report) glossaryTerm(t *formulas.Term) []reports.Cell {
	e, kpi := t.GlossaryEntry(), prose("")
	for _, c := range r.kpis {
		if c.KPI.ID == t.Entry {
			kpi = link(c.KPI.Name, r.glossaryRow(t.Entry))
		}
	}
	see, differs := "", ""
	if names := t.SeeNames(r.book.Catalogue); len(names) > 0 {
		see = "See: " + strings.Join(names, ", ") + "."
	}
	if e.Differs != "" {
		differs = "Meanings differ: " + e.Differs
	}
	title := text(reports.Label, t.Title())
	title.Style.Wrap = true
	cells := []reports.Cell{title, kpi}
	for _, s := range []string{string(e.Family), lines(t.Meaning(r.book.Catalogue), differs, see), "", "", lines(e.Sources...), ""} {
		cells = append(cells, indented(prose(s)))
	}
	return cells
}

// lines puts texts below each other, those that are there.
func lines(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n")
}
