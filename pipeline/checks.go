package pipeline

import (
	"fmt"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
)

// Check is one proof that the figures hold together: how many equations it tried and which of them failed.
type Check struct {
	ID     string
	Name   string
	What   string // what it proves, one sentence
	Cases  int
	Failed []string // one line per equation that does not hold
}

// Passed tells whether every equation holds.
func (c Check) Passed() bool { return len(c.Failed) == 0 }

// ChecksFailed stops a report whose figures do not hold together.
type ChecksFailed struct{ Checks []Check }

func (e *ChecksFailed) Error() string {
	var b strings.Builder
	for _, check := range e.Checks {
		fmt.Fprintf(&b, "check %s: %d of %d equations do not hold\n", check.ID, len(check.Failed), check.Cases)
		for i, line := range check.Failed {
			if i == 5 {
				fmt.Fprintf(&b, "  ... and %d more\n", len(check.Failed)-i)
				break
			}
			b.WriteString("  " + line + "\n")
		}
	}
	b.WriteString("fix: this is a fault of the figures, not of the report; nothing was published")
	return b.String()
}

func failed(checks []Check) error {
	var failed []Check
	for _, check := range checks {
		if !check.Passed() {
			failed = append(failed, check)
		}
	}
	if failed == nil {
		return nil
	}
	return &ChecksFailed{failed}
}

// checks runs every check on a book.
func checks(b *Book) []Check {
	return []Check{rowsConserved(b), amountsConserved(b), rollForwardCloses(b), groupsClose(b), accountsAddUp(b), retentionBounded(b), definitionsAgree(b), activityReconciles(b)}
}

func rowsConserved(b *Book) Check {
	check := Check{ID: "rows", Name: "Every row accounted for", What: "For every file, rows read = loaded + rejected + skipped by a stated rule."}
	for _, file := range b.Records.Files {
		check.Cases++
		if file.Read != file.Loaded+file.Rejected+file.Skipped {
			check.Failed = append(check.Failed, fmt.Sprintf("%s: %d read, %d loaded, %d rejected, %d skipped", file.Path, file.Read, file.Loaded, file.Rejected, file.Skipped))
		}
	}
	return check
}

func amountsConserved(b *Book) Check {
	check := Check{ID: "amounts", Name: "Every amount accounted for", What: "For every money column and currency of every file, the sum read = loaded + rejected + skipped, to the last digit."}
	for _, file := range b.Records.Files {
		for _, total := range file.Totals {
			check.Cases++
			if !total.Read.Equal(total.Loaded.Add(total.Rejected).Add(total.Skipped)) {
				check.Failed = append(check.Failed, fmt.Sprintf("%s: %s %s: %s read, %s loaded, %s rejected, %s skipped", file.Path, total.Column, total.Currency, total.Read, total.Loaded, total.Rejected, total.Skipped))
			}
		}
	}
	return check
}

func rollForwardCloses(b *Book) Check {
	check := Check{ID: "roll_forward", Name: "MRR roll-forward closes", What: "Opening + FX + new + reactivation + expansion − contraction − churn = closing, for every account, currency and the book, for every month, quarter, half, year, YTD and TTM; customers likewise. The residual is exactly 0."}
	cases, faults := b.Facts.CheckRollForward()
	return check.with(cases, faults)
}

func groupsClose(b *Book) Check {
	check := Check{ID: "transfers", Name: "Groups roll forward", What: "Where accounts change their segment or the like over time: what a group closed with before + transfers in − transfers out + FX + movements = its closing, in amounts and in customers, for every group and period; over the book the transfers are 0."}
	cases, faults := b.Facts.CheckGroups()
	return check.with(cases, faults)
}

func accountsAddUp(b *Book) Check {
	check := Check{ID: "sums", Name: "Accounts add up", What: "For every month and measure, the accounts add up to each dimension and to the portfolio, exactly."}
	cases, faults := b.Facts.CheckSums()
	return check.with(cases, faults)
}

func (c Check) with(cases int, faults []facts.Fault) Check {
	c.Cases = cases
	for _, fault := range faults {
		c.Failed = append(c.Failed, fault.Period.Label()+": "+fault.What)
	}
	return c
}

// everyPeriod calls a function for the portfolio and every group of every dimension, over all closed periods.
func (b *Book) everyPeriod(visit func(facts.Scope, period.Period)) {
	for _, p := range b.Facts.Periods() {
		visit(facts.Portfolio, p)
		for _, dimension := range b.Facts.Dimensions() {
			groups := b.Facts.Groups(dimension)
			if len(groups) > 100 {
				continue // a dimension as fine as the accounts themselves proves nothing new
			}
			for _, group := range groups {
				visit(facts.Scope{Dimension: dimension, Value: group}, p)
			}
		}
	}
}

func retentionBounded(b *Book) Check {
	check := Check{ID: "retention", Name: "Retention within bounds", What: "Gross revenue retention lies between 0 and 100 % and never above net revenue retention, for the portfolio and every group, at every grain."}
	gross, _ := b.Catalogue.ByID("gross_revenue_retention")
	net, _ := b.Catalogue.ByID("net_revenue_retention")
	b.everyPeriod(func(scope facts.Scope, p period.Period) {
		g, n := b.Value(compute.Chosen{KPI: gross}, scope, p), b.Value(compute.Chosen{KPI: net}, scope, p)
		if !g.Available() || !n.Available() {
			return
		}
		check.Cases++
		if g.Sign() < 0 || g.Sub(expr.Fraction(1, 1)).Sign() > 0 || g.Sub(n).Sign() > 0 {
			check.Failed = append(check.Failed, fmt.Sprintf("%s %s: gross %s, net %s", p.Label(), scope, g, n))
		}
	})
	return check
}

func definitionsAgree(b *Book) Check {
	check := Check{ID: "definitions", Name: "Two definitions of MRR agree", What: "MRR as lines in service at the period's end equals MRR as the opening plus all movements (the glossary's definition), wherever movements are known."}
	mrr, _ := b.Catalogue.ByID("monthly_recurring_revenue")
	b.everyPeriod(func(scope facts.Scope, p period.Period) {
		state, flow := b.Value(compute.Chosen{KPI: mrr}, scope, p), b.Value(compute.Chosen{KPI: mrr, Variant: "glossary"}, scope, p)
		if !flow.Available() {
			return
		}
		check.Cases++
		if !state.Equal(flow) {
			check.Failed = append(check.Failed, fmt.Sprintf("%s %s: %s in service, %s by movements", p.Label(), scope, state, flow))
		}
	})
	return check
}

func activityReconciles(b *Book) Check {
	check := Check{ID: "activity", Name: "Months reconcile with longer periods", What: "A longer period's netted movements and FX explain the same change as the months inside it, each with its own FX."}
	for _, p := range b.Facts.Periods() {
		if p.Kind == period.MonthKind || p.First < b.Facts.First {
			continue
		}
		value := func(measure string, p period.Period) expr.Value { return b.Facts.Value(measure, facts.Portfolio, p) }
		change := value("closing_mrr", p).Sub(value("opening_mrr_reported", p))
		byMonth := value("new_mrr_activity", p).Add(value("reactivation_mrr_activity", p)).Add(value("expansion_mrr_activity", p)).
			Sub(value("contraction_mrr_activity", p)).Sub(value("churned_mrr_activity", p))
		for month := p.First; month <= p.Last; month++ {
			byMonth = byMonth.Add(value("fx_impact_mrr", b.Facts.Calendar.At(period.MonthKind, month)))
		}
		if !change.Available() || !byMonth.Available() {
			continue
		}
		check.Cases++
		if !change.Equal(byMonth) {
			check.Failed = append(check.Failed, fmt.Sprintf("%s: %s over the period, %s month by month", p.Label(), change, byMonth))
		}
	}
	return check
}
