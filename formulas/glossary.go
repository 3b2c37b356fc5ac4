package formulas

import (
	"fmt"
	"strings"
)

// GlossaryEntry is one row of the glossary: the entry as readers see it, in words, with the formula text beside.
type GlossaryEntry struct {
	ID          string            `json:"id"`
	Name        string            `json:"name"`
	Short       string            `json:"short,omitempty"`
	Family      Family            `json:"family"`
	Definition  string            `json:"definition"`
	Not         string            `json:"not,omitempty"`
	Formula     string            `json:"formula"`                // in words
	FormulaText string            `json:"formula_text,omitempty"` // as it stands in the catalogue; empty for a computed entry
	Unit        Unit              `json:"unit"`
	Better      Direction         `json:"better"`
	Source      string            `json:"source"`
	Grains      []string          `json:"grains"`
	Kinds       []string          `json:"kinds"`
	Variants    []GlossaryVariant `json:"variants"`
	Examples    []GlossaryExample `json:"examples"`

	AlsoCalled []string `json:"also_called,omitempty"` // by the glossaries
	AlsoIn     []string `json:"also_in,omitempty"`     // places of the glossaries, besides the source
	Differs    []string `json:"differs,omitempty"`     // where the glossaries disagree
}

// GlossaryVariant is another published definition of an entry.
type GlossaryVariant struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Formula     string    `json:"formula"`
	FormulaText string    `json:"formula_text"` // empty for a computed variant
	Note        string    `json:"note"`
	Source      string    `json:"source"`
	Unit        Unit      `json:"unit"`
	Better      Direction `json:"better"`
	Kinds       []string  `json:"kinds"`
}

// GlossaryExample is a worked case: what calc gives for the measures.
type GlossaryExample struct {
	Variant string            `json:"variant,omitempty"` // empty: the default definition
	Given   map[string]string `json:"given"`
	Gives   string            `json:"gives"`
}

// Glossary lists the rows in book order.
func (c *Catalogue) Glossary() []GlossaryEntry {
	entries := make([]GlossaryEntry, len(c.kpis))
	for i, k := range c.kpis {
		entries[i] = GlossaryEntry{
			ID: k.ID, Name: k.Name, Short: k.Short, Family: k.Family, Definition: k.Definition, Not: k.Not,
			Formula: strings.TrimSpace(k.Words(c, "") + " " + k.Detail), FormulaText: k.Formula, Unit: k.Unit, Better: k.BetterOf(""), Source: k.Source.String(),
			Grains: k.Grains.Names(), Kinds: k.Kinds.Names(), Variants: make([]GlossaryVariant, len(k.Variants)), Examples: make([]GlossaryExample, len(k.Examples)),
		}
		for j, e := range k.Examples {
			entries[i].Examples[j] = GlossaryExample{e.Variant, e.Given, e.Want}
		}
		entries[i].otherNames(k)
		for j, v := range k.Variants {
			entries[i].Variants[j] = GlossaryVariant{
				ID: v.ID, Name: v.Name, Formula: k.Words(c, v.ID), FormulaText: v.Formula, Note: v.Note, Source: v.Source.String(),
				Unit: k.UnitOf(v.ID), Better: k.BetterOf(v.ID), Kinds: k.KindsOf(v.ID).Names(),
			}
		}
	}
	return entries
}

// Words is the formula of a variant as a sentence; for a computed entry, what it does.
func (k *KPI) Words(c *Catalogue, variant string) string {
	formula, ok := k.Expr(variant)
	if v, chosen := k.Variant(variant); !ok && chosen {
		return v.Computed
	} else if !ok {
		return k.Computed
	}
	return formula.Words(c.name)
}

// Note is the text that hangs on the KPI's heading in a report: what it means, its formula in words, unit, direction, source
// and caveats, in lines of plain text.
func (k *KPI) Note(c *Catalogue, variant string) string {
	source := k.Source
	lines := []string{k.title(), k.Definition, ""}
	v, chosen := k.Variant(variant)
	if chosen {
		lines[0] += " – " + v.Name
		source = v.Source
	}
	if _, live := k.Expr(variant); live {
		lines = append(lines, "Formula: "+k.Words(c, variant))
	} else {
		lines = append(lines, "Computed, without a live formula: "+k.Computed)
	}
	lines = append(lines, fmt.Sprintf("Unit: %s; %s.", k.UnitOf(variant).Words(), k.BetterOf(variant).Words()), "Source: "+source.String(), "")
	if chosen { // the variant's own caveat stands in place of the default's
		lines = append(lines, "Variant "+v.ID+": "+v.Note)
	} else if k.Not != "" {
		lines = append(lines, "Mind: "+k.Not)
	}
	return strings.TrimSpace(strings.Join(append(lines, k.limits(variant)...), "\n"))
}

// title is the name with the abbreviation: Net revenue retention (NRR).
func (k *KPI) title() string {
	if k.Short == "" {
		return k.Name
	}
	return k.Name + " (" + k.Short + ")"
}

// limits says where the KPI is not defined and how its inputs make a longer period.
func (k *KPI) limits(variant string) []string {
	var lines []string
	if grains := k.GrainsOf(variant); grains != 0 {
		lines = append(lines, "Given by "+sentence(grains.Names())+" only.")
	}
	if kinds := k.KindsOf(variant); kinds != 0 {
		lines = append(lines, "Given for "+sentence(kinds.words())+" only.")
	}
	if k.Bands != (Bands{}) && variant == "" {
		lines = append(lines, "Bands: "+k.Bands.String()+".")
	}
	inputs := k.Inputs(variant)
	for _, id := range inputs {
		if _, sums := MeasureByID(id + "_activity"); !sums {
			continue
		}
		line := "Movements are netted per customer over the whole period."
		if _, apart := k.Variant("activity"); apart {
			line += " What came and went inside a quarter is not in its figure; the sum of its months is the variant activity, beside it and in no other rate."
		}
		if len(inputs) == 1 {
			line = "Netted over the period: each customer's opening against its closing. The sum of the months is shown apart, as activity."
		}
		lines = append(lines, line)
		break
	}
	return lines
}

// Markdown is GLOSSARY.md: every family with its KPIs, then the terms, the comparisons and the measures.
func (c *Catalogue) Markdown() string {
	var b strings.Builder
	b.WriteString("# Glossary\n\nEvery KPI of the catalogue, how it is worked out and where its definition comes from. Generated from the catalogue; `make docs` refreshes it.\n")
	var current Family
	for i, e := range c.Glossary() {
		if e.Family != current {
			current = e.Family
			fmt.Fprintf(&b, "\n## %s\n", current)
		}
		e.markdown(&b, c.kpis[i])
	}
	c.termsMarkdown(&b)
	b.WriteString("\n## Comparisons\n\nEvery KPI is held against earlier periods, and against its target where there is one. A rate changes in percentage points, a score in points, anything else in percent with the difference beside it. Over an earlier 0 there is no percentage, and none over an earlier negative figure.\n\n| comparison | meaning | source |\n|---|---|---|\n")
	for _, comparison := range Comparisons() {
		row(&b, comparison.Name+" (`"+comparison.ID+"`)", comparison.Definition, comparison.Source.String())
	}
	b.WriteString("\n## Measures\n\nWhat the formulas name: figures counted from the data, rolled up over months and over accounts before a formula sees them.\n\n| measure | meaning | from | over time | over accounts | nothing there |\n|---|---|---|---|---|---|\n")
	for _, m := range measures {
		row(&b, "`"+m.ID+"`", m.Meaning, m.origin(), m.Kind.String(), m.Over.String(), m.Absent)
	}
	return b.String()
}

// MarkdownOf is the section of Markdown about one KPI of the catalogue.
func (c *Catalogue) MarkdownOf(k *KPI) string {
	var b strings.Builder
	for i, e := range c.Glossary() {
		if c.kpis[i] == k {
			e.markdown(&b, k)
		}
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// markdown writes one entry, the row of k.
func (e GlossaryEntry) markdown(b *strings.Builder, k *KPI) {
	fmt.Fprintf(b, "\n### %s\n\n`%s` – %s\n", k.title(), e.ID, e.Definition)
	if e.Not != "" {
		fmt.Fprintf(b, "\nMind: %s\n", e.Not)
	}
	if e.FormulaText == "" {
		fmt.Fprintf(b, "\n- Computed, without a live formula: %s\n", e.Formula)
	} else {
		fmt.Fprintf(b, "\n- Formula: %s\n- As text: `%s`\n", e.Formula, e.FormulaText)
	}
	fmt.Fprintf(b, "- Unit: %s; %s\n", e.Unit.Words(), e.Better.Words())
	for _, limit := range k.limits("") {
		fmt.Fprintf(b, "- %s\n", limit)
	}
	fmt.Fprintf(b, "- Source: %s\n", e.Source)
	for _, more := range []struct{ label, text string }{{"Also in", strings.Join(e.AlsoIn, "; ")}, {"Also called", strings.Join(e.AlsoCalled, ", ")},
		{"Meanings differ", strings.Join(e.Differs, " ")}} {
		if more.text != "" {
			fmt.Fprintf(b, "- %s: %s\n", more.label, more.text)
		}
	}
	for i, v := range e.Variants {
		only := ""
		if kinds := k.Variants[i].Kinds; kinds != 0 {
			only = ", for " + sentence(kinds.words()) + " only"
		}
		if grains := k.Variants[i].Grains; grains != 0 {
			only += ", by " + sentence(grains.Names()) + " only"
		}
		text := "computed"
		if v.FormulaText != "" {
			text = "`" + v.FormulaText + "`"
		}
		fmt.Fprintf(b, "- Variant `%s`, %s%s: %s (%s). %s Source: %s\n", v.ID, v.Name, only, v.Formula, text, v.Note, v.Source)
	}
}

// origin says what data a measure is counted from.
func (m Measure) origin() string {
	if len(m.Dataset) == 0 {
		return "calendar or job file"
	}
	text := strings.Join(m.Dataset, " or ")
	if len(m.With) > 0 {
		text += ", with " + sentence(m.With)
	}
	if m.Column != "" {
		text += " (needs " + m.Column + ")"
	}
	return text
}

// row writes one line of a Markdown table.
func row(b *strings.Builder, cells ...string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}
