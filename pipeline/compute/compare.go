package compute

import (
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Result is one KPI for one scope and period, with its comparisons with earlier periods in the order of the comparison table,
// and held against its target.
type Result struct {
	Chosen
	Scope   facts.Scope
	Period  period.Period
	Value   expr.Value
	Changes []Change

	Target     expr.Value // what was to be reached
	Variance   expr.Value // the value less the target
	Attainment expr.Value // the value as a share of the target
	Slack      expr.Value // by how much the target may be missed to be nearly met; 0 unless the job file says more
}

// Outcome says in words how the value stands to its target; empty without one.
func (r Result) Outcome() string {
	return formulas.Outcome(r.KPI.BetterOf(r.Variant), r.Variance, r.Slack)
}

// Change is a value held against an earlier one: the difference, and the difference as a share of the earlier value. Where
// the unit is compared in points, Absolute holds them and Percent is missing.
type Change struct {
	Comparison *formulas.Comparison
	Earlier    period.Period
	Previous   expr.Value
	Absolute   expr.Value
	Percent    expr.Value
}

// Result gives a KPI with every comparison that its period has.
func (b *Book) Result(c Chosen, scope facts.Scope, p period.Period) Result {
	r := Result{Chosen: c, Scope: scope, Period: p, Value: b.Value(c, scope, p)}
	for _, comparison := range formulas.Comparisons() {
		if earlier, ok := comparison.From(p); ok {
			r.Changes = append(r.Changes, Change{Comparison: comparison, Earlier: earlier, Previous: b.Value(c, scope, earlier)})
		}
	}
	b.compare(&r)
	return r
}

// compare works out the changes of a result whose values are there, and holds it against its target.
func (b *Book) compare(r *Result) {
	unit := r.KPI.UnitOf(r.Variant)
	for i := range r.Changes {
		change := &r.Changes[i]
		change.Absolute, change.Percent = change.Comparison.Change(unit, r.Value, change.Previous)
	}
	r.Target = b.Target(r.Chosen, r.Scope, r.Period)
	if r.Target.Available() {
		r.Slack = r.Target.Max(r.Target.Neg()).Mul(b.tolerance)
	}
	r.Variance, r.Attainment = formulas.VersusTarget().Change(unit, r.Value, r.Target)
}
