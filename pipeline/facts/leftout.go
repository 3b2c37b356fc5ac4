package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// leftOut declares the count of rows that a measure's own rule keeps out of it: an answer on another scale, a step without a
// start. It is a flow beside the measure, not a measure.
func (f *Facts) leftOut(measure, dataset string) *flow {
	return f.flow(leftOutOf(measure), dataset, 1)
}

func leftOutOf(measure string) string { return measure + " left out" }

// LeftOut is how many rows of a scope and period a measure's own rule keeps out of it, for the note beside the figure: 0 where
// there is no such rule, and where the measure itself is missing.
func (f *Facts) LeftOut(measure string, scope Scope, p period.Period) (rows int64) {
	column := f.columnsOf(p).of[leftOutOf(measure)]
	if column == nil || column.Reason.Code != expr.Available {
		return 0
	}
	for account, inside := range f.inside(scope, p) {
		if inside {
			rows += column.Values[account]
		}
	}
	return rows
}
