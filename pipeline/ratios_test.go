package pipeline

import (
	"testing"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
)

// sums works measures out for a scope and period from what the accounts have, and those that add over months from what the
// accounts have month by month.
type sums struct {
	*testing.T
	*Book
	scope facts.Scope
	over  period.Period
}

// measure is a measure as a sum, where it is one; as facts give it, where it is none (days of the period, distinct managers).
func (s sums) measure(name string) expr.Value {
	m, _ := formulas.MeasureByID(name)
	whole := s.Facts.Value(name, s.scope, s.over)
	if !whole.Available() || m.Over != formulas.Sum && m.Over != formulas.SumUnassigned || name == "prior_revenue" || name == "prior_sales_marketing_cost" {
		return whole
	}
	months := []period.Period{s.over}
	if m.Kind == formulas.Flow || m.Kind == formulas.Cohort {
		months = period.Between(period.MonthKind, s.over.Calendar, s.over.First, s.over.Last)
	}
	inside := s.Facts.Within(s.scope, s.over)
	var sum expr.Value
	for _, month := range months {
		for _, a := range s.Facts.Accounts {
			if !inside(a.ID) {
				continue
			}
			if own := s.Facts.Value(name, facts.AccountScope(a.ID), month); own.Available() {
				sum = sum.Add(own)
			} else if own.Reason().Code == expr.NotAtThisGrain {
				return whole // accounts do not have it
			}
		}
		if m.Over == formulas.SumUnassigned && s.scope == facts.Portfolio {
			if nobody := s.Facts.Value(name, facts.Scope{Dimension: "segment", Value: facts.Unassigned}, month); nobody.Available() {
				sum = sum.Add(nobody)
			}
		}
	}
	return sum
}

// TestMustShow_NoAverageOfRatios: for the book and for every segment over a quarter, each KPI under each definition is its
// formula over sums of the accounts and months, also where that is far from the mean of the accounts' own figures.
func TestMustShow_NoAverageOfRatios(t *testing.T) {
	b := demoBook(t)
	quarter := b.Facts.Calendar.At(period.QuarterKind, b.AsOf)
	if quarter.Last > b.AsOf {
		quarter, _ = quarter.Previous()
	}
	scopes := []facts.Scope{facts.Portfolio}
	for _, segment := range b.Facts.Groups("segment") {
		if segment != facts.Unassigned {
			scopes = append(scopes, facts.Scope{Dimension: "segment", Value: segment})
		}
	}
	held, apart := 0, 0
	for _, scope := range scopes {
		s := sums{t, b, scope, quarter}
		memo := map[string]expr.Value{}
		for _, chosen := range b.KPIs() {
			for _, variant := range chosen.KPI.Definitions() {
				c := compute.Chosen{KPI: chosen.KPI, Variant: variant}
				if _, live := c.KPI.Expr(variant); !live {
					continue
				}
				value := b.Value(c, scope, quarter)
				if !value.Available() {
					continue
				}
				held++
				got := s.kpi(c, memo)
				if !got.Equal(value) {
					t.Errorf("%s %s, %s: the formula over sums is %s, the figure %s", c.KPI.ID, variant, scope, got, value)
				}
				if c.KPI.UnitOf(variant) == formulas.Ratio && scope == facts.Portfolio && !s.mean(c).Equal(value) {
					apart++
				}
			}
		}
	}
	if held < 200 || apart < 15 {
		t.Errorf("%d figures were held against sums, %d of them rates apart from the mean of the accounts: the test looks at too little", held, apart)
	}
}

// kpi is a KPI's formula over such sums, each worked out once.
func (s sums) kpi(c compute.Chosen, memo map[string]expr.Value) expr.Value {
	formula, _ := c.KPI.Expr(c.Variant)
	return formula.Eval(func(name string) expr.Value {
		if value, ok := memo[name]; ok {
			return value
		}
		if _, ok := formulas.MeasureByID(name); ok {
			memo[name] = s.measure(name)
			return memo[name]
		}
		other, _ := s.Choose(name)
		if _, live := other.KPI.Expr(other.Variant); live {
			memo[name] = s.kpi(other, memo)
		} else {
			memo[name] = s.Value(other, s.scope, s.over)
		}
		return memo[name]
	})
}

// mean is the mean of the accounts' own figures, which is what nobody wants.
func (s sums) mean(c compute.Chosen) (mean expr.Value) {
	n := int64(0)
	for _, a := range s.Facts.Accounts {
		if own := s.Value(c, facts.AccountScope(a.ID), s.over); own.Available() {
			mean, n = mean.Add(own), n+1
		}
	}
	if n == 0 {
		return expr.Missing(expr.NotAtThisGrain, "")
	}
	return mean.Quo(expr.Fraction(n, 1))
}
