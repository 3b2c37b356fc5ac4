package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas"
)

func (p *program) glossaryCommand() *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use:   "glossary [TERM]",
		Short: "What every KPI and every term of the field means, and where that comes from; or one of them, by id, name or abbreviation",
		Long: "What every KPI and every term of the field means, and where that comes from; or one of them, by id, name or abbreviation.\n" +
			"With --config FILE the KPIs and variants that the job file adds are there too.",
		RunE: func(c *cobra.Command, words []string) error {
			if p.json {
				format = "json"
			}
			return p.glossary(c, strings.Join(words, " "), format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text, md or json")
	return c
}

// glossary prints the glossary, or the entry of a word.
func (p *program) glossary(c *cobra.Command, word, format string) error {
	if format != "text" && format != "md" && format != "json" {
		return usagef("--format %q is not known\nfix: write text, md or json", format)
	}
	catalogue, err := p.loadCatalogue(c)
	if err != nil {
		return err
	}
	if word == "" {
		return p.wholeGlossary(catalogue, format)
	}
	if kpi, ok := catalogue.Lookup(word); ok {
		return p.glossaryKPI(catalogue, kpi, format)
	}
	if term, ok := formulas.LookupTerm(word); ok {
		return p.glossaryTerm(catalogue, term, format)
	}
	return unknownTerm(catalogue, word)
}

// wholeGlossary prints all of it. As JSON it is one list: KPIs, which have an id, and then terms, which have none.
func (p *program) wholeGlossary(catalogue *formulas.Catalogue, format string) error {
	switch format {
	case "md":
		fmt.Fprint(p.stdout, catalogue.Markdown())
		return nil
	case "text":
		fmt.Fprint(p.stdout, listing(catalogue))
		return nil
	}
	var entries []any
	for _, e := range catalogue.Glossary() {
		entries = append(entries, e)
	}
	for _, t := range catalogue.GlossaryTerms() {
		entries = append(entries, t.GlossaryEntry())
	}
	return p.printJSON(entries)
}

// glossaryKPI prints the entry of a KPI.
func (p *program) glossaryKPI(catalogue *formulas.Catalogue, kpi *formulas.KPI, format string) error {
	if format == "md" {
		fmt.Fprint(p.stdout, catalogue.MarkdownOf(kpi))
		return nil
	}
	for _, e := range catalogue.Glossary() {
		if e.ID != kpi.ID {
			continue
		}
		if format == "json" {
			return p.printJSON([]formulas.GlossaryEntry{e})
		}
		fmt.Fprintln(p.stdout, kpi.Note(catalogue, ""))
		if kpi.Detail != "" {
			fmt.Fprintf(p.stdout, "\n%s\n", kpi.Detail)
		}
		for _, v := range e.Variants {
			fmt.Fprintf(p.stdout, "\nVariant %s: %s\n%s\n", v.ID, v.Formula, v.Note)
		}
		if i := slices.IndexFunc(e.Examples, func(x formulas.GlossaryExample) bool { return x.Variant == "" }); i >= 0 {
			fmt.Fprintf(p.stdout, "\nTry: kpibook calc %s %s\ngives %s\n", e.ID, given(e.Examples[i]), e.Examples[i].Gives)
		}
		if len(e.AlsoCalled) > 0 {
			fmt.Fprintln(p.stdout, "\nAlso called: "+strings.Join(e.AlsoCalled, ", "))
		}
		if len(e.Differs) > 0 {
			fmt.Fprintln(p.stdout, "\nMeanings differ: "+strings.Join(e.Differs, " "))
		}
	}
	return nil
}

// given is what calc takes for an example.
func given(e formulas.GlossaryExample) string {
	var words []string
	for _, name := range slices.Sorted(maps.Keys(e.Given)) {
		words = append(words, name+"="+e.Given[name])
	}
	return strings.Join(words, " ")
}

// glossaryTerm prints a term; in text, with the entry of the KPI that it is another name for.
func (p *program) glossaryTerm(catalogue *formulas.Catalogue, term *formulas.Term, format string) error {
	switch kpi, isKPI := catalogue.ByID(term.Entry); {
	case format == "json":
		return p.printJSON([]formulas.TermEntry{term.GlossaryEntry()})
	case format == "md":
		fmt.Fprint(p.stdout, term.Markdown(catalogue))
	case isKPI:
		fmt.Fprintf(p.stdout, "%s: see %s\n\n", term.Name, kpi.ID)
		return p.glossaryKPI(catalogue, kpi, format)
	default:
		fmt.Fprintln(p.stdout, term.Text(catalogue))
	}
	return nil
}

// listing is one line for every entry, under the name of its family.
func listing(catalogue *formulas.Catalogue) string {
	var rows [][]string
	var family formulas.Family
	under := func(f formulas.Family) {
		if f == family {
			return
		}
		if family != "" {
			rows = append(rows, []string{""})
		}
		family = f
		rows = append(rows, []string{string(family)})
	}
	for _, e := range catalogue.Glossary() {
		under(e.Family)
		rows = append(rows, []string{"  " + e.ID, e.Short, e.Definition})
	}
	for _, t := range catalogue.GlossaryTerms() {
		under(formulas.TermFamily)
		rows = append(rows, []string{"  " + t.Name, t.Short(), t.Meaning(catalogue)})
	}
	return columns(rows)
}

// unknownTerm says that no KPI and no term goes by a name, and which ones come near.
func unknownTerm(catalogue *formulas.Catalogue, word string) error {
	near := append(catalogue.Suggest(underscored(word)), formulas.SuggestTerms(word)...)
	if len(near) == 0 {
		return usagef("there is no KPI and no term %q\nfix: kpibook glossary lists them", word)
	}
	return usagef("there is no KPI and no term %q\nfix: the nearest is %s; kpibook glossary lists them", word, strings.Join(near, ", "))
}

// unknownKPI says that no KPI goes by a name, or more than one by an abbreviation, and which ones come near.
func unknownKPI(catalogue *formulas.Catalogue, word string) error {
	if term, ok := formulas.LookupTerm(word); ok {
		if kpi, ok := catalogue.ByID(term.Entry); ok {
			return usagef("%q is another name for %s\nfix: write %s", word, kpi.Name, kpi.ID)
		}
	}
	var near []string
	for _, kpi := range catalogue.KPIs() {
		if strings.EqualFold(word, initials(kpi.Name)) {
			near = append(near, kpi.ID)
		}
	}
	if len(near) > 1 {
		return usagef("%q is short for more than one KPI\nfix: name one of %s", word, strings.Join(near, ", "))
	}
	if len(near) == 0 {
		near = catalogue.Suggest(underscored(word))
	}
	if len(near) == 0 {
		return usagef("there is no KPI %q\nfix: kpibook glossary lists them", word)
	}
	return usagef("there is no KPI %q\nfix: the nearest is %s; kpibook glossary lists them", word, strings.Join(near, ", "))
}

// underscored is a word as ids are written.
func underscored(word string) string { return strings.ReplaceAll(strings.ToLower(word), " ", "_") }

// initials are the first letters of a name's words: GRR of gross revenue retention.
func initials(name string) (letters string) {
	for _, word := range strings.Fields(name) {
		letters += word[:1]
	}
	return letters
}
