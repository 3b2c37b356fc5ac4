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
	unit := c.KPI.UnitOf(c.Variant)
	for _, comparison := range formulas.Comparisons() {
		earlier, ok := comparison.From(p)
		if !ok {
			continue
		}
		change := Change{Comparison: comparison, Earlier: earlier, Previous: b.Value(c, scope, earlier)}
		change.Absolute, change.Percent = comparison.Change(unit, r.Value, change.Previous)
		r.Changes = append(r.Changes, change)
	}
	r.Target = b.Target(c, scope, p)
	r.Variance, r.Attainment = formulas.VersusTarget().Change(unit, r.Value, r.Target)
	return r
}
