package compute

import (
	"fmt"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

const (
	forecastMonths = 12 // how far a forecast looks, and how far back a trend does
	testedMonths   = 6  // over how many months a forecast is tested
)

// outlook gives each of so many months after a period, monthly amounts in the report's currency, or why there are none. It looks
// at nothing that was not known at the end of the period, but for what lies after the data cut.
type outlook func(b *Book, scope facts.Scope, p period.Period, months int) ([]expr.Value, expr.Reason)

// forecast is an outlook with the measure that it foretells and the method of its test.
type forecast struct {
	months outlook
	actual string
	tested formulas.Method // the KPI of its error
}

// year is the sum of the twelve months after a period.
func (f forecast) year(b *Book, scope facts.Scope, p period.Period) (sum expr.Value) {
	months, reason := f.months(b, scope, p, forecastMonths)
	if reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail)
	}
	for _, month := range months {
		sum = sum.Add(month)
	}
	return sum
}

// missed is the back-test: what the forecast made six months before the end of a period missed these six months by, as the mean
// of the absolute differences, each as a share of what came (MAPE).
func (f forecast) missed(b *Book, scope facts.Scope, p period.Period) expr.Value {
	if last := b.Facts.Value(f.actual, scope, b.Facts.Calendar.At(period.MonthKind, p.Last)); !last.Available() {
		return last
	}
	months, reason := f.test(b, scope, p)
	if reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail)
	}
	var sum expr.Value
	for _, month := range months {
		if !month.Missed.Available() {
			return month.Missed
		}
		sum = sum.Add(month.Missed)
	}
	return sum.Quo(expr.Fraction(testedMonths, 1))
}

// test holds the six months up to the end of a period against what was foretold of them.
func (f forecast) test(b *Book, scope facts.Scope, p period.Period) ([]Tested, expr.Reason) {
	calendar := b.Facts.Calendar
	foretold, reason := f.months(b, scope, calendar.At(period.MonthKind, p.Last-testedMonths), testedMonths)
	if reason.Code != expr.Available {
		return nil, reason
	}
	list := make([]Tested, testedMonths)
	for i, told := range foretold {
		month := calendar.At(period.MonthKind, p.Last-testedMonths+1+period.Month(i))
		t := Tested{Month: month, Foretold: told, Actual: b.Facts.Value(f.actual, scope, month)}
		switch {
		case !t.Actual.Available():
			t.Missed = t.Actual
		case t.Actual.Sign() == 0:
			t.Missed = expr.Missing(expr.ZeroDenominator, f.actual)
		default:
			t.Missed = told.Sub(t.Actual).Quo(t.Actual)
			if t.Missed.Sign() < 0 {
				t.Missed = t.Missed.Neg()
			}
		}
		list[i] = t
	}
	return list, expr.Reason{}
}

// held says which months the back-test looks at.
func (f forecast) held(b *Book, _ facts.Scope, p period.Period) string {
	measure, _ := formulas.MeasureByID(f.actual)
	return fmt.Sprintf("the forecast as of %s against the %s of the six months up to %s", (p.Last - testedMonths).Label(), measure.Name, p.Last.Label())
}

// trendOf is the straight line through the last twelve months of a measure by least squares, never below 0.
func trendOf(measure string) outlook {
	return func(b *Book, scope facts.Scope, p period.Period, months int) ([]expr.Value, expr.Reason) {
		var mean, moment expr.Value
		const n = forecastMonths
		for i := range int64(n) {
			month := b.Facts.Value(measure, scope, b.Facts.Calendar.At(period.MonthKind, p.Last-n+1+period.Month(i)))
			if !month.Available() {
				if i < n-1 { // an earlier month
					return nil, expr.Reason{Code: expr.HistoryTooShort, Detail: "twelve months needed: " + month.Reason().String()}
				}
				return nil, month.Reason()
			}
			mean = mean.Add(month.Mul(expr.Fraction(1, n)))
			moment = moment.Add(month.Mul(expr.Fraction(2*i-(n-1), 2))) // from the middle of the months
		}
		slope := moment.Mul(expr.Fraction(12, n*(n*n-1))) // the squared distances from the middle add up to n(n²-1)/12
		list := make([]expr.Value, months)
		for i := range list {
			at := mean.Add(slope.Mul(expr.Fraction(int64(2*(n+i)-(n-1)), 2)))
			if at.Sign() > 0 {
				list[i] = at
			}
		}
		return list, expr.Reason{}
	}
}

func (b *Book) committedRecurring(scope facts.Scope, p period.Period, months int) ([]expr.Value, expr.Reason) {
	return b.Facts.Committed(scope, p, months)
}

// committedRevenue is the committed recurring revenue, and beside it as much other revenue a month as the mean of the twelve
// months up to the period.
func (b *Book) committedRevenue(scope facts.Scope, p period.Period, months int) ([]expr.Value, expr.Reason) {
	list, reason := b.Facts.Committed(scope, p, months)
	if reason.Code != expr.Available {
		return nil, reason
	}
	year := b.Facts.Calendar.At(period.TTM, p.Last)
	other := b.Facts.Value("revenue", scope, year).Sub(b.Facts.Value("recurring_revenue", scope, year))
	for i := range list {
		list[i] = list[i].Add(other.Quo(expr.Fraction(12, 1)))
	}
	return list, other.Reason()
}

func committedRecurringShares(b *Book, scope facts.Scope, p period.Period) map[string]expr.Value {
	return b.Facts.CommittedByAccount(scope, p, forecastMonths)
}

func committedRevenueShares(b *Book, scope facts.Scope, p period.Period) map[string]expr.Value {
	parts, year := committedRecurringShares(b, scope, p), b.Facts.Calendar.At(period.TTM, p.Last)
	for account, amount := range b.Facts.ByAccount("revenue", scope, year) {
		parts[account] = parts[account].Add(amount)
	}
	for account, amount := range b.Facts.ByAccount("recurring_revenue", scope, year) {
		parts[account] = parts[account].Sub(amount)
	}
	return parts
}
