package qbr

import (
	"fmt"
	"strings"

	"kpibook/formulas"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// mentions is where the KPIs of a pack stand, so that their names lead to their definitions and the definitions back to them.
type mentions struct {
	links map[string][]*reports.Ref // by KPI: the links of its names, which lead to its row of the glossary once that is known
	first map[string]reports.Ref    // by KPI: its first row on a scorecard
	drawn map[string]reports.Ref    // by KPI: where else it stands first
}

// glossary is the definitions of just the KPIs that stand in the pack. It is laid out last.
func (r *review) glossary() *reports.Sheet {
	p := r.page(glossarySheet, reports.Control, "Glossary", "What the KPIs of this pack mean, in the definition that its figures use. A KPI's name on the other sheets leads here, and the second column leads back.")
	p.add()
	p.TitleFrom, p.TitleRows = len(p.Rows), 1
	head := headers("KPI", "Stands on", "Unit, better", "Definition, and what to mind", "Formula in words", "Source")
	for i := 2; i < len(head); i++ {
		head[i] = apart(head[i])
	}
	p.add(head...)
	p.Freeze = reports.Position{Row: len(p.Rows), Column: 1}
	for _, c := range r.book.KPIs() {
		links, named := r.mentions.links[c.KPI.ID]
		if !named {
			continue
		}
		row := p.add(r.definition(c, r.terms[c.KPI.ID])...)
		for _, link := range links {
			link.Row = row
		}
	}
	p.Widths = []int{30, 12, 14, 60, 44, 36}
	return p.Sheet
}

// definition is the row of a KPI.
func (r *review) definition(c compute.Chosen, e formulas.GlossaryEntry) []reports.Cell {
	name, mind, source := text(reports.Label, e.Name), e.Not, e.Source
	if e.Short != "" {
		name.Text += " (" + e.Short + ")"
	}
	for _, v := range e.Variants {
		if v.ID == c.Variant {
			name.Text, mind, source = name.Text+" – "+v.Name, v.Note, v.Source
		}
	}
	name.Style.Wrap = true
	at, ok := r.mentions.first[c.KPI.ID]
	if !ok {
		at = r.mentions.drawn[c.KPI.ID]
	}
	back := reports.Cell{Text: at.Sheet, Link: &at, LinkTip: "figures of " + c.KPI.Name, Style: reports.Style{Role: reports.Hyperlink}}
	cells := []reports.Cell{name, back}
	for _, words := range []string{fmt.Sprintf("%s, %s", r.unit(unitOf(c)), reports.Arrow(betterOf(c))), strings.TrimSpace(e.Definition + "\n" + mind), c.KPI.Words(r.book.Catalogue, c.Variant), source} {
		cells = append(cells, apart(prose(words)))
	}
	return cells
}

// kpiHeader heads a row or a column with a KPI: its note explains it, and it leads to its definition.
func (r *review) kpiHeader(c compute.Chosen, role reports.Role, unit string) reports.Cell {
	name := c.KPI.Name
	if unit != "" {
		name += ", " + unit
	}
	to := &reports.Ref{Sheet: glossarySheet}
	r.mentions.links[c.KPI.ID] = append(r.mentions.links[c.KPI.ID], to)
	return reports.Cell{Text: name, Note: c.KPI.Note(r.book.Catalogue, c.Variant), Link: to, LinkTip: "definition of " + c.KPI.Name, Style: reports.Style{Role: role, Wrap: role == reports.Header}}
}

// stands notes where a KPI is shown, unless it is known already.
func stands(where map[string]reports.Ref, c compute.Chosen, at reports.Ref) {
	if _, known := where[c.KPI.ID]; !known {
		where[c.KPI.ID] = at
	}
}
