package facts

import (
	"fmt"
	"math/bits"
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// lags are measures that are another one over the period before, from which growth is measured.
var lags = map[string]string{"prior_revenue": "revenue", "prior_sales_marketing_cost": "sales_marketing_cost"}

// compared is the period that growth is measured from: the one before, and for YTD and TTM the same a year before.
func compared(p period.Period) period.Period {
	if previous, ok := p.Previous(); ok {
		return previous
	}
	return p.YearBefore()
}

// bookInvoices spreads invoice lines over their days of service, or puts them on their day of issue where those are not
// given, as revenue at each month's average rate.
func (f *Facts) bookInvoices(rows []ingest.InvoiceLine) (faults ingest.Faults) {
	revenue := f.flow("revenue", "invoices", scale)
	recurring := f.flow("recurring_revenue", "invoices", scale).needs(f, "kind")
	x := f.exchange("invoices")
	for i := range rows {
		row := &rows[i]
		from, to := row.ServiceStart, row.ServiceEnd
		switch {
		case from == period.NoDate || to == period.NoDate:
			from, to = row.IssuedOn, row.IssuedOn
		case from > to:
			x.fault(row.Place, fmt.Sprintf("the service ends on %s, before it starts on %s", to, from), "correct the two days, or leave them out to count the line when it was issued")
			continue
		}
		amount, ok := x.millionths(row.Amount, row.Place)
		if !ok || from == period.NoDate {
			continue
		}
		account := f.account(row.Account)
		for _, s := range spread(f.Calendar, amount, from, to) {
			value, ok := x.average(s.amount, row.Currency, s.month.First(), row.Place)
			if !ok {
				continue
			}
			revenue.add(account, s.month.First(), value, row.Place)
			if row.Kind == "recurring" {
				recurring.add(account, s.month.First(), value, row.Place)
			}
		}
	}
	return x.settle()
}

// share is a month's part of an amount.
type share struct {
	month  period.Month
	amount int64
}

// spread divides an amount over a calendar's months from one day to another, both included, by the days in each. What does not come
// out even goes, one millionth each, to the months with the largest remainders, the earlier first, so that the shares add up
// to the amount.
func spread(calendar period.Calendar, amount int64, from, to period.Date) []share {
	sign, rest := int64(1), uint64(amount)
	if amount < 0 {
		sign, rest = -1, -rest
	}
	whole, days := rest, uint64(to-from)+1
	var shares []share
	var remainders []uint64
	var order []int
	for month := calendar.MonthOf(from); month <= calendar.MonthOf(to); month++ {
		high, low := bits.Mul64(whole, uint64(min(to, month.Last())-max(from, month.First()))+1)
		part, remainder := bits.Div64(high, low, days)
		order, remainders = append(order, len(shares)), append(remainders, remainder)
		shares = append(shares, share{month, sign * int64(part)})
		rest -= part
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if remainders[a] > remainders[b] {
			return -1
		}
		return int(min(1, remainders[b]-remainders[a]))
	})
	for _, i := range order[:rest] {
		shares[i].amount += sign
	}
	return shares
}

// servedColumn counts the accounts that were in service on any day of a period, or had revenue in one of its months. Either
// dataset will do alone.
func (f *Facts) servedColumn(c *columns) {
	revenue, column := f.flows["revenue"], &Column{Denominator: 1, Reason: c.closing}
	invoiced := revenue.reason
	if invoiced.Code == expr.Available {
		invoiced = f.cover(revenue.dataset, c.period, true)
	}
	if column.Reason.Code == expr.NoDataset && revenue.reason.Code == expr.Available {
		column.Reason = invoiced
	}
	c.of["customers_served"] = column
	if column.Reason.Code != expr.Available {
		return
	}
	column.Values = make([]int64, len(f.Accounts))
	for account := range column.Values {
		for _, line := range f.lines(account) {
			if line.Annual > 0 && line.Start <= c.period.LastDay() && line.End > c.period.FirstDay() {
				column.Values[account] = 1
			}
		}
	}
	for month := c.period.First; month <= c.period.Last && invoiced.Code == expr.Available; month++ {
		total := make([]int64, len(f.Accounts)+1)
		for _, e := range revenue.in(f.Calendar.At(period.MonthKind, month)) {
			total[e.account] = sum(total[e.account], e.amount)
		}
		for account := range column.Values {
			if total[account] != 0 {
				column.Values[account] = 1
			}
		}
	}
}
