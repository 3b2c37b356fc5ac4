package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas"
)

func (p *program) glossaryCommand() *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use:   "glossary [TERM]",
		Short: "What every KPI means, its formula and its source; or one of them, by id, name or abbreviation",
		Long:  "What every KPI means, its formula and its source; or one of them, by id, name or abbreviation.\nWith --config FILE the KPIs and variants that the job file adds are there too.",
		RunE:  func(c *cobra.Command, words []string) error { return p.glossary(c, strings.Join(words, " "), format) },
	}
	c.Flags().StringVar(&format, "format", "text", "text, md or json")
	return c
}

// glossary prints the glossary, or the entry of a term.
func (p *program) glossary(c *cobra.Command, term, format string) error {
	catalogue, err := p.loadCatalogue(c)
	if err != nil {
		return err
	}
	entries := catalogue.Glossary()
	var kpi *formulas.KPI
	if term != "" {
		var ok bool
		if kpi, ok = catalogue.Lookup(term); !ok {
			return unknownTerm(catalogue, term)
		}
		for _, e := range entries {
			if e.ID == kpi.ID {
				entries = []formulas.GlossaryEntry{e}
			}
		}
	}
	switch {
	case format == "json" || p.json:
		return p.printJSON(entries)
	case format == "md" && kpi == nil:
		fmt.Fprint(p.stdout, catalogue.Markdown())
	case format == "md":
		fmt.Fprint(p.stdout, catalogue.MarkdownOf(kpi))
	case format != "text":
		return usagef("--format %q is not known\nfix: write text, md or json", format)
	case kpi == nil:
		fmt.Fprint(p.stdout, listing(entries))
	default:
		fmt.Fprintln(p.stdout, kpi.Note(catalogue, ""))
		for _, v := range entries[0].Variants {
			fmt.Fprintf(p.stdout, "\nVariant %s: %s\n%s\n", v.ID, v.Formula, v.Note)
		}
	}
	return nil
}

// listing is one line for every entry, under the name of its family.
func listing(entries []formulas.GlossaryEntry) string {
	var rows [][]string
	var family formulas.Family
	for _, e := range entries {
		if e.Family != family {
			if family != "" {
				rows = append(rows, []string{""})
			}
			family = e.Family
			rows = append(rows, []string{string(family)})
		}
		rows = append(rows, []string{"  " + e.ID, e.Short, e.Definition})
	}
	return columns(rows)
}

// unknownTerm says that no KPI goes by a name, or more than one by an abbreviation, and which ones come near.
func unknownTerm(catalogue *formulas.Catalogue, term string) error {
	var near []string
	for _, kpi := range catalogue.KPIs() {
		if strings.EqualFold(term, initials(kpi.Name)) {
			near = append(near, kpi.ID)
		}
	}
	if len(near) > 1 {
		return usagef("%q is short for more than one KPI\nfix: name one of %s", term, strings.Join(near, ", "))
	}
	if len(near) == 0 {
		near = catalogue.Suggest(strings.ReplaceAll(strings.ToLower(term), " ", "_"))
	}
	if len(near) == 0 {
		return usagef("there is no KPI %q\nfix: kpibook glossary lists them", term)
	}
	return usagef("there is no KPI %q\nfix: the nearest is %s; kpibook glossary lists them", term, strings.Join(near, ", "))
}

// initials are the first letters of a name's words: GRR of gross revenue retention.
func initials(name string) (letters string) {
	for _, word := range strings.Fields(name) {
		letters += word[:1]
	}
	return letters
}
