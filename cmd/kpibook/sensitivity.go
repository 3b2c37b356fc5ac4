package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports/finance"
)

func (p *program) sensitivityCommand() *cobra.Command {
	scope, text := "", ""
	c := &cobra.Command{
		Use:   "sensitivity [KPI...]",
		Short: "KPIs under all their published definitions: what the choice of one does to the figure",
		Example: "  kpibook sensitivity --period 2026-10-TTM\n" +
			"  kpibook sensitivity nrr logo_churn lifetime_value --scope segment:Enterprise --json",
		RunE: func(c *cobra.Command, args []string) error { return p.sensitivity(c.Context(), args, scope, text) },
	}
	p.asOfFlag(c)
	c.Flags().StringVar(&text, "period", "", "the `period`, such as 2026-10 or 2026-10-TTM (default: the twelve months up to the last complete month in the data)")
	c.Flags().StringVar(&scope, "scope", "portfolio", "whose figures: portfolio, account:ID, or an account column and its value, such as segment:Enterprise")
	return c
}

// sensitivityKPI is a KPI under all its definitions, for programs. The first is the one that the job uses.
type sensitivityKPI struct {
	KPI         string                  `json:"kpi"`
	Scope       string                  `json:"scope"`
	Period      string                  `json:"period"`
	Currency    string                  `json:"currency"`
	Definitions []sensitivityDefinition `json:"definitions"`
}

type sensitivityDefinition struct {
	Variant    string `json:"variant"` // empty: the default
	Name       string `json:"name"`
	Used       bool   `json:"used"`
	Unit       string `json:"unit"`
	Value      figure `json:"result"`
	Difference figure `json:"difference"` // from the one that is used
	Words      string `json:"in_words"`
	Formula    string `json:"formula"`
	Note       string `json:"note"`
}

// sensitivity prints KPIs under all their definitions; without any named, all that have more than one.
func (p *program) sensitivity(ctx context.Context, names []string, scopeName, periodName string) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	var kpis []*formulas.KPI
	for _, name := range names {
		kpi, ok := catalogue.Lookup(name)
		if !ok {
			return unknownTerm(catalogue, name)
		}
		if len(kpi.Variants) == 0 {
			return usagef("%s has one definition only\nfix: kpibook glossary %s shows it", kpi.ID, kpi.ID)
		}
		kpis = append(kpis, kpi)
	}
	asked, err := file.Calendar().Parse(periodName)
	if periodName != "" && err != nil {
		return usagef("%w", err)
	}
	book, err := p.read(ctx, file, catalogue)
	if err != nil {
		return err
	}
	if periodName == "" {
		asked = book.Facts.Calendar.At(period.TTM, book.AsOf)
	}
	scope, err := scopeOf(book, scopeName)
	if err != nil {
		return err
	}
	list := book.Sensitivity(kpis, scope, asked)
	if p.json {
		all := []sensitivityKPI{}
		for _, d := range list {
			all = append(all, newSensitivity(book, d, scope, asked))
		}
		return p.printJSON(all)
	}
	fmt.Fprintf(p.stdout, "%s, %s: each KPI as this job has it, then as others define it\n", upper(scope.String()), asked.Label())
	for _, d := range list {
		var rows [][]string
		for _, of := range d.List {
			shown := "n/a"
			if of.Value.Available() {
				shown = finance.Shown(book, of.KPI.UnitOf(of.Variant), of.Value)
			}
			rows = append(rows, []string{"  " + definitionName(of), shown, inWords(book, of)})
		}
		fmt.Fprintf(p.stdout, "\n%s\n%s", d.KPI.Name, columns(rows, 1))
	}
	return nil
}

func newSensitivity(book *pipeline.Book, d compute.Definitions, scope facts.Scope, p period.Period) sensitivityKPI {
	k := sensitivityKPI{KPI: d.KPI.ID, Scope: scopeText(scope), Period: p.ID(), Currency: book.Facts.Currency}
	for _, of := range d.List {
		note := d.KPI.Definition
		if v, ok := d.KPI.Variant(of.Variant); ok {
			note = v.Note
		}
		k.Definitions = append(k.Definitions, sensitivityDefinition{of.Variant, definitionName(of), of.Used, string(d.KPI.UnitOf(of.Variant)), newFigure(of.Value),
			newFigure(of.Difference), inWords(book, of), d.KPI.Words(book.Catalogue, of.Variant), note})
	}
	return k
}

// definitionName is a definition for people: the name and id of a variant, or default.
func definitionName(d compute.Definition) string {
	if v, ok := d.KPI.Variant(d.Variant); ok {
		return v.Name + " (" + v.ID + ")"
	}
	return "default"
}

func inWords(book *pipeline.Book, d compute.Definition) string {
	return d.Words(func(v expr.Value) string { return finance.ShownSize(book, d.KPI.UnitOf(d.Variant), v) })
}
