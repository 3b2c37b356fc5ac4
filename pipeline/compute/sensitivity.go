package compute

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Definitions is a KPI under all its published definitions, for a scope and period. The first of the list is the one that the
// job uses, then come the default and the variants in the order of the catalogue.
type Definitions struct {
	KPI  *formulas.KPI
	List []Definition
}

// Definition is a KPI under one definition.
type Definition struct {
	Chosen
	Used       bool // by the job
	Value      expr.Value
	Difference expr.Value // from the one that the job uses; missing where either is, in another unit, and for labels
}

// Sensitivity holds KPIs under all their definitions against the one that the job uses. Without any named it takes every KPI
// of more than one definition that has a value under one of them.
func (b *Book) Sensitivity(kpis []*formulas.KPI, scope facts.Scope, p period.Period) (list []Definitions) {
	for _, c := range b.chosen {
		if len(c.KPI.Variants) == 0 || len(kpis) > 0 && !slices.Contains(kpis, c.KPI) {
			continue
		}
		used := b.Value(c, scope, p)
		d := Definitions{KPI: c.KPI, List: []Definition{{Chosen: c, Used: true, Value: used}}}
		some := used.Available()
		for _, variant := range c.KPI.Definitions() {
			if variant == c.Variant {
				continue
			}
			other := Chosen{KPI: c.KPI, Variant: variant}
			value := b.Value(other, scope, p)
			some = some || value.Available()
			d.List = append(d.List, Definition{Chosen: other, Value: value, Difference: c.difference(other, used, value)})
		}
		if some || len(kpis) > 0 {
			list = append(list, d)
		}
	}
	return list
}

// otherUnit is why figures in two units have no difference.
const otherUnit = "in another unit"

// difference is that of a KPI under two definitions.
func (c Chosen) difference(other Chosen, used, value expr.Value) expr.Value {
	if c.KPI.UnitOf(c.Variant) != c.KPI.UnitOf(other.Variant) {
		return expr.Missing(expr.NotAtThisGrain, otherUnit)
	}
	return value.Sub(used)
}

// Words says what another definition does to the figure; shown writes a difference without its sign.
func (d *Definition) Words(shown func(difference expr.Value) string) string {
	switch {
	case d.Used && d.Value.Available():
		return "used here"
	case d.Value.Reason().Code == expr.NotAtThisGrain:
		return "not given for such a scope or period"
	case !d.Value.Available():
		return d.Value.Reason().String()
	case d.Difference.Reason().Code == expr.NotAtThisGrain && d.Difference.Reason().Detail == otherUnit:
		return "in another unit"
	case !d.Difference.Available():
		return "the definition used here has no figure"
	case d.Difference.Sign() == 0:
		return "the same figure"
	case d.Difference.Sign() > 0:
		return "higher by " + shown(d.Difference)
	}
	return "lower by " + shown(expr.Value{}.Sub(d.Difference))
}
