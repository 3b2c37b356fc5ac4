package formulas

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Comparison holds a period against an earlier one. It applies to every KPI; the KPI's unit decides how the change is shown.
type Comparison struct {
	ID         string
	Name       string
	Short      string // as a column heading: MoM
	Definition string
	Source     Source
	// From is the earlier period; false when the comparison does not apply to a period of that kind.
	From func(p period.Period) (period.Period, bool)
	// Target is set for the comparison with what was to be reached in the same period, which has no earlier one.
	Target bool
}

// The formulas of a change, over the figure and the same figure of the earlier period. A rate and a score show the difference
// alone, in points; everything else shows the share as well. Against a target, the difference is the variance, and every number
// has an attainment.
var (
	difference = formula("current - previous")
	share      = formula("current / previous - 1")
	attainment = formula("current / target")
)

// comparisons is the table, in the order of the columns. Year to date and the trailing twelve months are held against a year
// before only.
var comparisons = []Comparison{
	{
		ID: "month_over_month", Name: "Month over month", Short: "MoM",
		Definition: "A month against the month before.",
		Source:     Source{Landscape, "Month-over-Month (MoM)"},
		From:       before(period.MonthKind),
	},
	{
		ID: "three_months_earlier", Name: "vs 3 months earlier", Short: "vs 3 months earlier",
		Definition: "A month against the month three months earlier. It is not quarter over quarter, which compares whole quarters.",
		From: func(p period.Period) (period.Period, bool) {
			return p.Earlier(3), p.Kind == period.MonthKind
		},
	},
	{
		ID: "quarter_over_quarter", Name: "Quarter over quarter", Short: "QoQ",
		Definition: "A quarter against the quarter before.",
		Source:     Source{Landscape, "Quarter-over-Quarter (QoQ)"},
		From:       before(period.QuarterKind),
	},
	{
		ID: "half_over_half", Name: "Half-year over half-year", Short: "HoH",
		Definition: "A half-year against the half-year before.",
		From:       before(period.HalfKind),
	},
	{
		ID: "year_over_year", Name: "Year over year", Short: "YoY",
		Definition: "Any period against the same period one year earlier; in a year of weeks against the one of the same number, which may have a week more or less.",
		Source:     Source{Landscape, "Year-over-Year (YoY)"},
		From: func(p period.Period) (period.Period, bool) {
			return p.YearBefore(), true
		},
	},
	{
		ID: "versus_target", Name: "Versus target", Short: "vs target", Target: true,
		Definition: "A figure against the target for the same KPI, scope and period: the variance is the figure less the target, the attainment the figure as a share of the target. " +
			"Where lower is better, an attainment above 100 % is a target missed. Targets of months add up to those of longer periods only for what adds up itself, and only when every month has one; the target of a rate or of a balance never does, and none adds up over customers.",
		From: func(p period.Period) (period.Period, bool) { return p, false },
	},
}

// VersusTarget is the comparison with targets.
func VersusTarget() *Comparison {
	return &comparisons[len(comparisons)-1]
}

// Comparisons lists every comparison, in the order of the columns. The entries are shared and not to be changed.
func Comparisons() []*Comparison {
	list := make([]*Comparison, len(comparisons))
	for i := range comparisons {
		list[i] = &comparisons[i]
	}
	return list
}

// ComparisonByID is the comparison of that id.
func ComparisonByID(id string) (*Comparison, bool) {
	for _, c := range Comparisons() {
		if c.ID == id {
			return c, true
		}
	}
	return nil, false
}

// Change is the difference to the earlier figure and, where the unit is shown in percent, the difference as a share of it
// (0.25 is 25 %). The difference of a rate is a share too, shown in percentage points. The share is n/a over an earlier 0 and
// over an earlier negative figure, whose difference still stands. Against a target, previous is the target, and the two are the
// variance and the attainment, which every number has.
func (c *Comparison) Change(unit Unit, current, previous expr.Value) (absolute, percent expr.Value) {
	none := expr.Missing(expr.NotAtThisGrain, "a "+string(unit)+" has no change")
	if unit.Comparison() == NoChange {
		return none, none
	}
	values := []expr.Value{current, previous} // as the formulas name them
	absolute = difference.EvalInputs(values)
	switch {
	case !c.Target && unit.Comparison() != Percent:
		return absolute, expr.Missing(expr.NotAtThisGrain, "a "+string(unit)+" changes in "+string(unit.Comparison()))
	case absolute.Available() && previous.Sign() < 0:
		return absolute, expr.Missing(expr.NegativeBase, "")
	}
	return absolute, c.share().EvalInputs(values)
}

// share is the formula of the change as a share.
func (c *Comparison) share() *expr.Expr {
	if c.Target {
		return attainment
	}
	return share
}

// Excel is Change as live formulas over the addresses of the two figures, without the leading "="; a formula that does not
// apply to the unit is empty.
func (c *Comparison) Excel(unit Unit, current, previous string) (absolute, percent string) {
	if unit.Comparison() == NoChange {
		return "", ""
	}
	cell := func(name string) string {
		if name == "current" {
			return current
		}
		return previous
	}
	absolute = difference.Excel(cell)
	if c.Target || unit.Comparison() == Percent {
		percent = `IF(` + previous + `<0,"n/a",` + c.share().Excel(cell) + `)` // text such as "n/a" is not below 0
	}
	return absolute, percent
}

// before makes the From of a comparison with the period before, for one kind of period.
func before(kind period.Kind) func(period.Period) (period.Period, bool) {
	return func(p period.Period) (period.Period, bool) {
		if p.Kind != kind {
			return period.Period{}, false
		}
		return p.Previous()
	}
}

// formula parses a formula that stands in this package.
func formula(text string) *expr.Expr {
	parsed, err := expr.Parse(text)
	if err != nil {
		panic(err)
	}
	return parsed
}
