package formulas

import "kpibook/formulas/expr"

// TargetNearlyMet is the outcome of a figure that misses its target by no more than the job file allows.
const TargetNearlyMet = "target nearly met"

// Outcome says in words how a figure stands to its target, given the variance and by how much it may miss it to be nearly met:
// met, nearly met or missed, by which way is good news, else above, below or on target; empty without a variance.
func Outcome(better Direction, variance, slack expr.Value) string {
	if !variance.Available() || variance.IsLabel() {
		return ""
	}
	sign, behind := variance.Sign(), variance.Neg()
	if better == Down {
		behind = variance
	}
	switch {
	case better == Down && sign <= 0, better == Up && sign >= 0:
		return "target met"
	case (better == Down || better == Up) && behind.Sub(slack).Sign() <= 0:
		return TargetNearlyMet
	case better == Down || better == Up:
		return "target missed"
	case sign > 0:
		return "above target"
	case sign < 0:
		return "below target"
	}
	return "on target"
}

// AddsUp tells whether a KPI's figures for the months of a period add up to that of the period whatever they are: its formula
// is a sum of flows. A rate, a balance such as MRR, and what is netted or counted afresh over a period do not.
func (c *Catalogue) AddsUp(k *KPI, variant string) bool {
	formula, ok := k.Expr(variant)
	if !ok || !formula.Additive() {
		return false
	}
	for _, name := range k.Inputs(variant) {
		if m, ok := MeasureByID(name); ok {
			if m.Kind != Flow && m.Kind != Cohort {
				return false
			}
		} else if !c.AddsUp(c.byID[name], "") {
			return false
		}
	}
	return true
}
