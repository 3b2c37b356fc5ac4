package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Memo is what introductory discounts take off the recurring revenue of the whole book at the end of a period, a month's worth
// at the closing rates: those of the lines in service whose discount still runs. Recurring revenue does not take them off, so
// it stands beside the roll-forward, never in it. From subscriptions; n/a without their column discount, and where closing_mrr
// is. A job that takes introductory discounts off has none left, so it is 0.
func (f *Facts) Memo(p period.Period) expr.Value {
	if reason := f.columnsOf(p).closing; reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail)
	}
	if !f.hasColumn("discount") {
		return expr.Missing(expr.NoColumn, "discount")
	}
	total, last := int64(0), p.LastDay()
	for _, line := range f.Lines {
		if line.Memo == 0 || !line.covers(last) || line.MemoEnd <= last {
			continue
		}
		if !line.hasRate(p.Last) {
			return expr.Missing(expr.NoRate, line.Currency+" at "+p.LastDay().String())
		}
		line.Annual = line.Memo
		total = sum(total, line.at(p.Last))
	}
	return Monthly(total)
}
