package compute

import (
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Outlook is a forecast month by month. Its months add up to the KPI, and the mean of what the tested months were missed by is the
// KPI of its error.
type Outlook struct {
	Forecast, Error Chosen
	Actual          string       // the measure that is foretold
	Months          []expr.Value // the twelve after the month, in the report's currency
	Reason          expr.Reason  // why there are none
	Tested          []Tested     // the six up to the month, as foretold at the end of the month before them
	NotTested       expr.Reason  // why there are none
}

// Tested is a month as it was foretold and as it came.
type Tested struct {
	Month            period.Period
	Foretold, Actual expr.Value
	Missed           expr.Value // the absolute difference as a share of what came
}

// Outlooks are the forecasts of the catalogue for a scope as of the end of a month, in the order of the catalogue.
func (b *Book) Outlooks(scope facts.Scope, month period.Period) (list []Outlook) {
	by := map[formulas.Method]Chosen{}
	for _, c := range b.chosen {
		for _, variant := range c.KPI.Definitions() {
			if method, ok := c.KPI.MethodOf(variant); ok {
				by[method] = Chosen{KPI: c.KPI, Variant: variant}
			}
		}
	}
	for _, c := range b.chosen {
		for _, variant := range c.KPI.Definitions() {
			method, _ := c.KPI.MethodOf(variant)
			told := b.methods[method].told
			if told == nil {
				continue
			}
			o := Outlook{Forecast: Chosen{KPI: c.KPI, Variant: variant}, Error: by[told.tested], Actual: told.actual}
			o.Months, o.Reason = told.months(b, scope, month, forecastMonths)
			o.Tested, o.NotTested = told.test(b, scope, month)
			list = append(list, o)
		}
	}
	return list
}
