package compute

import (
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Triangle is how cohorts of customers held: one row for each cohort, one column for each age. Every month is valued at the
// closing rates of the reported month, so no rate move looks like growth or loss.
type Triangle struct {
	By      string      // month, quarter or year in which the customers started, or the account column that groups them
	Unit    period.Kind // what ages count: periods of this kind; months where By is a column
	Scope   facts.Scope
	AsOf    period.Month
	Cohorts []Cohort // by start, or by value of the column in its order
	Ages    int      // how many columns there are: the oldest cohort's
	LeftOut int      // customers from before the data begins, whose start is not known
}

// Cohort is a group of customers followed from their start.
type Cohort struct {
	Label     string     // Jan 2026, FY2026-Q1, 2026, or the value of the column
	Customers int        // that started
	MRR       expr.Value // of them at the end of their first month, monthly
	Ages      []Age      // from 0 to the latest that has ended
}

// Age is a cohort so many periods after its start. By start, age 0 is the end of the period in which the customers started; by a
// column, the end of each customer's own first month, and Customers are those who started long enough ago. A rate is missing
// where nobody is old enough or nothing was paid at the start.
type Age struct {
	Customers, Kept int        // who can have reached the age, and who pays then; who comes back is kept again
	Start, MRR      expr.Value // MRR of the former at their start, and of all of them at the age
	LogoRetention   expr.Value // Kept / Customers
	MRRRetention    expr.Value // MRR / Start, expansion included
}

// Cohorts gives the triangle of the customers of a scope, grouped by month, quarter or year of start or by an account column.
// The reason says why there is none.
func (b *Book) Cohorts(by string, scope facts.Scope) (*Triangle, expr.Reason) {
	lives, unknown, reason := b.Facts.Lives()
	if reason.Code != expr.Available {
		return nil, reason
	}
	t := &Triangle{By: by, Scope: scope, AsOf: b.Facts.Last, LeftOut: unknown}
	calendar := b.Facts.Calendar
	inside := b.Facts.Within(scope, calendar.At(period.MonthKind, t.AsOf))
	lives = slices.DeleteFunc(slices.Clone(lives), func(l facts.Life) bool { return !inside(b.Facts.Accounts[l.Account].ID) })
	kind, err := period.ParseKind(by)
	if err != nil {
		for _, value := range b.Facts.Groups(by) {
			t.add(value, period.MonthKind, b.grouped(lives, by, value), func(l facts.Life) period.Period { return calendar.At(period.MonthKind, l.Start) })
		}
		return t, expr.Reason{}
	}
	t.Unit = kind
	for _, p := range period.Between(kind, calendar, b.Facts.First, t.AsOf) {
		started := slices.Clone(lives)
		started = slices.DeleteFunc(started, func(l facts.Life) bool { return l.Start < p.First || l.Start > p.Last })
		t.add(p.Label(), kind, started, func(facts.Life) period.Period { return p })
	}
	return t, expr.Reason{}
}

// grouped are the customers with a value of a column at the reported month.
func (b *Book) grouped(lives []facts.Life, by, value string) (list []facts.Life) {
	inside := b.Facts.Within(facts.Scope{Dimension: by, Value: value}, b.Facts.Calendar.At(period.MonthKind, b.Facts.Last))
	for _, l := range lives {
		if inside(b.Facts.Accounts[l.Account].ID) {
			list = append(list, l)
		}
	}
	return list
}

// add adds the cohort of some customers, each with its period of age 0; none for nobody.
func (t *Triangle) add(label string, kind period.Kind, lives []facts.Life, start func(facts.Life) period.Period) {
	if len(lives) == 0 {
		return
	}
	c := Cohort{Label: label, Customers: len(lives)}
	whole := int64(0)
	for _, l := range lives {
		whole += l.MRR[0]
	}
	c.MRR = facts.Monthly(whole)
	for age := 0; ; age++ {
		a, paid, now := Age{}, int64(0), int64(0)
		for _, l := range lives {
			at := start(l)
			for range age {
				at = at.Calendar.At(kind, at.Last+1)
			}
			if at.Last > t.AsOf {
				continue
			}
			mrr := l.MRR[at.Last-l.Start]
			a.Customers, paid, now = a.Customers+1, paid+l.MRR[0], now+mrr
			if mrr > 0 {
				a.Kept++
			}
		}
		if a.Customers == 0 {
			break
		}
		a.Start, a.MRR = facts.Monthly(paid), facts.Monthly(now)
		a.LogoRetention = expr.Fraction(int64(a.Kept), int64(a.Customers))
		a.MRRRetention = a.MRR.Quo(a.Start)
		if a.Start.Sign() == 0 {
			a.MRRRetention = expr.Missing(expr.ZeroDenominator, "MRR at the start")
		}
		c.Ages = append(c.Ages, a)
	}
	t.Ages = max(t.Ages, len(c.Ages))
	t.Cohorts = append(t.Cohorts, c)
}
