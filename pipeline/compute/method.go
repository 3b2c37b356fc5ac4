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
	value func(b *Book, scope facts.Scope, p period.Period) expr.Value
	// shares gives each account, by id, its part of the value: they add up to it exactly, what is no account's standing under
	// "". It is asked for values that are there. nil: the value is no sum over accounts.
	shares func(b *Book, scope facts.Scope, p period.Period) map[string]expr.Value
	// because says in a phrase what the value is told from, where the basis alone does not. It is asked for values that are
	// there. nil: the basis does.
	because func(b *Book, scope facts.Scope, p period.Period) string
	// told is the forecast that the value is the year of; nil: it is none.
	told *forecast
}

// methods has the function of every method of the catalogue. It is no variable, because the functions ask the book for other
// KPIs.
func methods() map[formulas.Method]method {
	recurring := forecast{months: (*Book).committedRecurring, actual: "closing_mrr", tested: formulas.MethodCommittedRecurringError}
	recurringTrend := forecast{months: trendOf("closing_mrr"), actual: "closing_mrr", tested: formulas.MethodTrendRecurringError}
	revenue := forecast{months: (*Book).committedRevenue, actual: "revenue", tested: formulas.MethodCommittedRevenueError}
	revenueTrend := forecast{months: trendOf("revenue"), actual: "revenue", tested: formulas.MethodTrendRevenueError}
	return map[formulas.Method]method{
		formulas.MethodHealthScore:     healthMean(scoreFigure),
		formulas.MethodHealthStatus:    {value: healthStatus},
		formulas.MethodHealthCoverage:  healthMean(coverageFigure),
		formulas.MethodCustomersGreen:  customersIn(formulas.Green),
		formulas.MethodCustomersYellow: customersIn(formulas.Yellow),
		formulas.MethodCustomersRed:    customersIn(formulas.Red),
		formulas.MethodARRAtRisk:       arrAtRisk(),
		formulas.MethodSentiment:       {value: customerSentiment},
		formulas.MethodCustomerStatus:  {value: func(b *Book, s facts.Scope, p period.Period) expr.Value { return b.Facts.Status(s, p) }},
		formulas.MethodCustomerSegment: label((*facts.Facts).Segment),
		formulas.MethodKeyAccount:      label((*facts.Facts).KeyAccount),
		formulas.MethodLifecycleStage:  label((*facts.Facts).Stage),

		formulas.MethodCommittedRecurring:      {value: recurring.year, shares: committedRecurringShares, told: &recurring},
		formulas.MethodTrendRecurring:          {value: recurringTrend.year, told: &recurringTrend},
		formulas.MethodCommittedRevenue:        {value: revenue.year, shares: committedRevenueShares, told: &revenue},
		formulas.MethodTrendRevenue:            {value: revenueTrend.year, told: &revenueTrend},
		formulas.MethodCommittedRecurringError: {value: recurring.missed, because: recurring.held},
		formulas.MethodTrendRecurringError:     {value: recurringTrend.missed, because: recurringTrend.held},
		formulas.MethodCommittedRevenueError:   {value: revenue.missed, because: revenue.held},
		formulas.MethodTrendRevenueError:       {value: revenueTrend.missed, because: revenueTrend.held},

		formulas.MethodTopTenShare:   sumOf(topTen),
		formulas.MethodHerfindahl:    sumOf(herfindahl),
		formulas.MethodHalfLife:      {value: halfLife},
		formulas.MethodHalfLifeChurn: {value: halfLifeAtChurn},
	}
}

// label is the method of a label that facts tells, with the reason why it is that one.
func label(of func(f *facts.Facts, scope facts.Scope, p period.Period) (expr.Value, string)) method {
	return method{
		value: func(b *Book, scope facts.Scope, p period.Period) expr.Value {
			value, _ := of(b.Facts, scope, p)
			return value
		},
		because: func(b *Book, scope facts.Scope, p period.Period) string {
			_, why := of(b.Facts, scope, p)
			return why
		},
	}
}

// sumOf is the method of a value that is the sum of shares.
func sumOf(shares func(b *Book, scope facts.Scope, p period.Period) (map[string]expr.Value, expr.Value)) method {
	return method{
		value: func(b *Book, scope facts.Scope, p period.Period) expr.Value {
			parts, total := shares(b, scope, p)
			for _, part := range parts {
				total = total.Add(part)
			}
			return total
		},
		shares: func(b *Book, scope facts.Scope, p period.Period) map[string]expr.Value {
			parts, _ := shares(b, scope, p)
			return parts
		},
	}
}
