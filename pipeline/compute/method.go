package compute

import (
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// method is how a computed KPI is worked out for a scope and period at which it is defined.
type method struct {
	// value is a number, a label or the reason why there is neither.
	value func(b *Book, c Chosen, scope facts.Scope, p period.Period) expr.Value
	// shares gives each account, by id, its part of the value: they add up to it exactly, what is no account's standing under
	// "". It is asked for values that are there. nil: the value is no sum over accounts.
	shares func(b *Book, c Chosen, scope facts.Scope, p period.Period) map[string]expr.Value
}

// methods has the function of every method of the catalogue. It is no variable, because the functions ask the book for other
// KPIs.
func methods() map[formulas.Method]method {
	return map[formulas.Method]method{
		formulas.MethodCustomerStatus:  {value: customerStatus},
		formulas.MethodHealthScore:     healthMean(scoreFigure),
		formulas.MethodHealthStatus:    {value: healthStatus},
		formulas.MethodHealthCoverage:  healthMean(coverageFigure),
		formulas.MethodCustomersGreen:  customersIn(formulas.Green),
		formulas.MethodCustomersYellow: customersIn(formulas.Yellow),
		formulas.MethodCustomersRed:    customersIn(formulas.Red),
		formulas.MethodARRAtRisk:       arrAtRisk(),
		formulas.MethodSentiment:       {value: customerSentiment},
	}
}

func customerStatus(b *Book, _ Chosen, scope facts.Scope, p period.Period) expr.Value {
	return b.Facts.Status(scope, p)
}
