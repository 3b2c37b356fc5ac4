package finance

import (
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// Headline is a KPI of the tiles on the summary, with its figures as the report shows them.
type Headline struct {
	compute.Result
	Shown string            // with its unit: 1,234.50 EUR, 97.4%, n/a
	Moved map[string]string // by comparison, for those with an abbreviation that have a value: "MoM": "+1.2%"
}

// Headlines are the KPIs on the tiles of a month's report, in their order, for the whole book.
func Headlines(b *pipeline.Book, j job.Job, month period.Period) []Headline {
	r := &report{book: b, month: month}
	var list []Headline
	for _, h := range r.headlines(j.Layout) {
		chosen, ok := b.Choose(h.kpi)
		if !ok {
			continue
		}
		headline := Headline{Result: b.Result(chosen, facts.Portfolio, b.Facts.Calendar.At(h.kind, month.Last)), Moved: map[string]string{}}
		unit := chosen.KPI.UnitOf(chosen.Variant)
		headline.Shown = shownText(headline.Value, r.format(unit))
		if unit == formulas.Money && headline.Value.Available() {
			headline.Shown += " " + b.Facts.Currency
		}
		for _, change := range headline.Changes {
			value, format := change.Percent, reports.Format{Kind: reports.FormatChangePercent}
			if unit.Comparison() != formulas.Percent {
				value, format = change.Absolute, r.changeFormat(unit)
			}
			if value.Available() && change.Comparison.Short != change.Comparison.Name {
				headline.Moved[change.Comparison.Short] = shownText(value, format)
			}
		}
		list = append(list, headline)
	}
	return list
}

// shownText is a value as its cell shows it.
func shownText(v expr.Value, format reports.Format) string {
	return strings.TrimSpace(valueCell(v, reports.Plain, format).Shown())
}
