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
	spans        []span
	row          Row
}

func newBuilder(e *Export) *builder {
	b := &builder{Export: e, reasons: map[expr.Reason]string{}, inapplicable: map[[2]string]string{}}
	for _, p := range e.periods {
		b.spans = append(b.spans, span{p, p.ID(), p.Kind.String(), p.FirstDay().String(), p.LastDay().String()})
	}
	for i, c := range comparisons {
		b.comparisons[i], _ = formulas.ComparisonByID(c.id)
	}
	return b
}

// rows are the figures of some scopes. A row is good until the next one.
func (b *builder) rows(scopes []scope) iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		asked := make([]facts.Scope, len(scopes))
		for i, s := range scopes {
			asked[i] = s.Scope
		}
		figures := b.series(b.book.Batch(asked))
		for i, s := range scopes {
			for k, p := range b.spans {
				if !b.ofPeriod(figures[k], i, s, p, yield) {
					return
				}
			}
		}
	}
}

// series are the figures of a batch by period and KPI; nil where a KPI is not defined for such a period.
func (b *builder) series(batch *compute.Batch) [][]*compute.Series {
	figures := make([][]*compute.Series, len(b.spans))
	for i, p := range b.spans {
		figures[i] = make([]*compute.Series, len(b.kpis))
		for k, c := range b.kpis {
			if c.KPI.KindsOf(c.Variant).Has(p.Kind) {
				figures[i][k] = batch.Series(c, p.Period)
			}
		}
	}
	return figures
}

// span is a period with its texts.
type span struct {
	period.Period
	id, kind, from, to string
}

// ofPeriod are the rows of one scope and period; it is false when no more are wanted.
func (b *builder) ofPeriod(figures []*compute.Series, at int, s scope, p span, yield func(*Row) bool) bool {
	grain := compute.GrainOf(s.Scope)
	for k, c := range b.kpis {
		if figures[k] == nil || !c.KPI.DefinedAt(grain) {
			continue
		}
		unit := c.KPI.UnitOf(c.Variant)
		b.row = Row{KPI: c.KPI.ID, Variant: variantName(c.Variant), Unit: string(unit), Grain: s.grain, Scope: s.id, ScopeName: s.name,
			Kind: p.kind, Period: p.id, Start: p.FirstDay(), End: p.LastDay(), From: p.from, To: p.to, Open: p.Last > b.book.AsOf, Label: unit == formulas.LabelUnit}
		if unit == formulas.Money {
			b.row.Currency = b.book.Facts.Currency
		}
		b.fill(figures[k].Result(at), unit)
		if !yield(&b.row) {
			return false
		}
	}
	return true
}

// variantName is the default formula's name in a job file, or the variant's id.
func variantName(variant string) string {
	if variant == "" {
		return "default"
	}
	return variant
}

// fill puts a result into the row.
func (b *builder) fill(r compute.Result, unit formulas.Unit) {
	row := &b.row
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
