package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// revenueToDate computes what paying customers have brought so far. Customers from before the first month of invoices are left
// out and counted: what they brought is known in part only.
func (f *Facts) revenueToDate(c *columns) {
	revenue, reason := f.flows["revenue"], c.closing
	if reason.Code == expr.Available {
		reason = revenue.reason
	}
	if reason.Code == expr.Available {
		reason = f.cover(revenue.dataset, c.period, false)
	}
	var total []int64
	if reason.Code == expr.Available {
		if loaded := f.datasets["invoices"]; c.period.Last > f.Calendar.MonthOf(loaded.Last) {
			reason = expr.Reason{Code: expr.OutsideCover, Detail: "invoices is from " + loaded.First.String() + " to " + loaded.Last.String()}
		}
		total = make([]int64, len(f.Accounts)+1)
		for _, e := range revenue.upTo(c.period.Last) {
			total[e.account] = sum(total[e.account], e.amount)
		}
	}
	count := func(counts bool) int64 {
		if counts {
			return 1
		}
		return 0
	}
	f.add(c, "revenue_to_date", reason, scale, func(account int, m *Movement) int64 { return total[account] * count(f.invoicedFromStart(account, m)) })
	f.add(c, "customers_invoiced_from_start", reason, 1, func(account int, m *Movement) int64 { return count(f.invoicedFromStart(account, m)) })
	f.add(c, leftOutOf("revenue_to_date"), reason, 1, func(account int, m *Movement) int64 {
		return count(m.Closing > 0 && !f.invoicedFromStart(account, m))
	})
	c.of[leftOutOf("revenue_to_date")].Values = append(c.of[leftOutOf("revenue_to_date")].Values, 0) // of no account
}

// invoicedFromStart tells of a customer that pays at the closing whether the invoices cover its whole time as one.
func (f *Facts) invoicedFromStart(account int, m *Movement) bool {
	return m.Closing > 0 && f.paid[account] >= f.Calendar.MonthOf(f.datasets["invoices"].First).First()
}

// upTo are the events up to a month.
func (l *flow) upTo(last period.Month) []event {
	all := period.Period{First: -1 << 20, Last: last}
	return l.in(all)
}

// revenueRows are the invoice lines behind the revenue to date of a scope.
func (f *Facts) revenueRows(c *columns, inside []bool) (list []Contribution) {
	revenue := f.flows["revenue"]
	for _, e := range revenue.upTo(c.period.Last) {
		if int(e.account) < len(f.Accounts) && inside[e.account] && e.amount != 0 && f.invoicedFromStart(int(e.account), &c.movements[e.account]) {
			id, _ := f.named(e.account)
			list = append(list, Contribution{Account: id, Place: e.place, Amount: expr.Fraction(e.amount, revenue.denominator), What: e.month.Label()})
		}
	}
	return list
}
