package tidy

import (
	"encoding/csv"
	"io"
	"strings"

	"kpibook/formulas"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/ingest"
)

// WriteDefinitions writes what the figures mean: a row for each KPI and variant of the export.
func (e *Export) WriteDefinitions(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"kpi", "variant", "name", "short", "family", "definition", "not", "formula", "formula_text", "unit", "currency", "better",
		"grains", "period_kinds", "adds_up_over_months", "source", "job_uses"}); err != nil {
		return err
	}
	for _, c := range e.kpis {
		record := e.definition(c)
		for i := range record {
			record[i] = ingest.Neutral(record[i])
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (e *Export) definition(c compute.Chosen) []string {
	k, unit, currency := c.KPI, c.KPI.UnitOf(c.Variant), ""
	if unit == formulas.Money {
		currency = e.book.Facts.Currency
	}
	definition, source := k.Definition, k.Source
	if v, ok := k.Variant(c.Variant); ok {
		definition += " " + v.Name + ": " + v.Note
		source = v.Source
	}
	text := ""
	if formula, ok := k.Expr(c.Variant); ok {
		text = formula.Text()
	}
	own, _ := e.book.Choose(k.ID)
	return []string{k.ID, variantName(c.Variant), k.Name, k.Short, string(k.Family), definition, k.Not, k.Words(e.book.Catalogue, c.Variant), text, string(unit), currency,
		string(k.BetterOf(c.Variant)), strings.Join(k.Grains.Names(), " "), strings.Join(k.KindsOf(c.Variant).Names(), " "),
		yes(e.book.Catalogue.AddsUp(k, c.Variant)), source.String(), yes(own == c)}
}

func yes(is bool) string {
	if is {
		return "true"
	}
	return "false"
}
