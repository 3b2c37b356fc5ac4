package tidy

import (
	"iter"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
)

// Row is one figure. Numbers are plain decimals, unrounded; what there is not is empty, and has its reason.
type Row struct {
	KPI, Variant, Unit, Currency string
	Grain, Scope, ScopeName      string
	Kind, Period                 string
	Start, End                   period.Date
	From, To                     string // the same as texts
	Open                         bool   // the period has not ended
	Label                        bool   // the KPI is in words, so that its values are texts
	Value, Reason                string
	Against                      [versus]Against
	Target, Variance, Attainment string
	TargetReason                 string // why there is no target, or no variance
}

// Against is a figure held against an earlier one. Change is the difference as a share of the earlier figure, which rates and
// scores do not have; Points is the difference itself, in the unit of the figure.
type Against struct {
	Previous, Change, Points string
	Reason                   string // why there is no earlier figure, or no difference, or no share where there should be one
}

// comparisons are those that have columns, by the name that these start or end with.
var comparisons = [...]struct{ name, id string }{
	{"mom", "month_over_month"}, {"qoq", "quarter_over_quarter"}, {"yoy", "year_over_year"}, {"hoh", "half_over_half"},
}

// versus is how many comparisons have columns.
const versus = len(comparisons)

// builder makes rows, with the texts that come again and again kept.
type builder struct {
	*Export
	comparisons  [versus]*formulas.Comparison
	inapplicable map[[2]string]string // why a kind of period has no comparison
	reasons      map[expr.Reason]string
	row          Row
}

func newBuilder(e *Export) *builder {
	b := &builder{Export: e, reasons: map[expr.Reason]string{}, inapplicable: map[[2]string]string{}}
	for i, c := range comparisons {
		b.comparisons[i], _ = formulas.ComparisonByID(c.id)
	}
	return b
}

// rows are the figures of some scopes for a period. A row is good until the next one.
func (b *builder) rows(p period.Period, scopes []scope) iter.Seq[*Row] {
	asked := make([]facts.Scope, len(scopes))
	for i, s := range scopes {
		asked[i] = s.Scope
	}
	batch := b.book.Batch(asked)
	var figures []*compute.Series
	for _, c := range b.kpis {
		if c.KPI.KindsOf(c.Variant).Has(p.Kind) {
			figures = append(figures, batch.Series(c, p))
		}
	}
	return func(yield func(*Row) bool) {
		times := Row{Kind: p.Kind.String(), Period: p.ID(), Start: p.FirstDay(), End: p.LastDay(), From: p.FirstDay().String(), To: p.LastDay().String(), Open: p.Last > b.book.AsOf}
		for i, s := range scopes {
			for _, series := range figures {
				if c := series.Chosen; c.KPI.GrainsOf(c.Variant).Has(compute.GrainOf(s.Scope)) {
					b.row = times
					b.row.Grain, b.row.Scope, b.row.ScopeName = s.grain, s.id, s.name
					b.fill(series.Result(i))
					if !yield(&b.row) {
						return
					}
				}
			}
		}
	}
}

// variantName is the default formula's name in a job file, or the variant's id.
func variantName(variant string) string {
	if variant == "" {
		return "default"
	}
	return variant
}

// fill puts a result into the row.
func (b *builder) fill(r compute.Result) {
	row, unit := &b.row, r.KPI.UnitOf(r.Variant)
	row.KPI, row.Variant, row.Unit, row.Label = r.KPI.ID, variantName(r.Variant), string(unit), unit == formulas.LabelUnit
	if unit == formulas.Money {
		row.Currency = b.book.Facts.Currency
	}
	row.Value, row.Reason = b.text(unit, r.Value)
	for i, c := range b.comparisons {
		at := &row.Against[i]
		at.Reason = b.without(row.Kind, c)
		for _, change := range r.Changes {
			if change.Comparison != c {
				continue
			}
			var unknown string
			at.Previous, at.Reason = b.text(unit, change.Previous)
			if at.Points, unknown = b.text(formulas.NumberUnit, change.Absolute); at.Reason == "" {
				at.Reason = unknown
			}
			if at.Change, unknown = b.text(formulas.NumberUnit, change.Percent); at.Reason == "" && unit.Comparison() == formulas.Percent {
				at.Reason = unknown
			}
		}
	}
	var unknown string
	row.Target, row.TargetReason = b.text(unit, r.Target)
	if row.Variance, unknown = b.text(formulas.NumberUnit, r.Variance); row.TargetReason == "" {
		row.TargetReason = unknown
	}
	if row.Attainment, unknown = b.text(formulas.NumberUnit, r.Attainment); row.TargetReason == "" {
		row.TargetReason = unknown
	}
}

// text is a value as it stands in the table, or nothing and the reason.
func (b *builder) text(unit formulas.Unit, v expr.Value) (text, reason string) {
	switch {
	case !v.Available():
		return "", b.reason(v.Reason())
	case unit == formulas.DateUnit && !v.IsLabel():
		return period.Date(v.Rat().Num().Int64()).String(), ""
	}
	return v.String(), ""
}

// without says why there is no comparison for a kind of period.
func (b *builder) without(kind string, c *formulas.Comparison) string {
	text, ok := b.inapplicable[[2]string{kind, c.Short}]
	if !ok {
		text = expr.Reason{Code: expr.NotAtThisGrain, Detail: "a " + kind + " has no " + c.Short}.String()
		b.inapplicable[[2]string{kind, c.Short}] = text
	}
	return text
}

func (b *builder) reason(r expr.Reason) string {
	text, ok := b.reasons[r]
	if !ok {
		text = r.String()
		b.reasons[r] = text
	}
	return text
}
