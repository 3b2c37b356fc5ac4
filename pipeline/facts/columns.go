package facts

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// columns are all measures of one period, and why there are none.
type columns struct {
	period    period.Period
	opening   expr.Reason // why nothing that needs the opening is known
	closing   expr.Reason // why nothing that needs the closing is known
	movements []Movement  // one per account, also the unchanged
	of        map[string]*Column
	asked     int // when it was asked for last, counted in questions
}

// columnsOf computes the measures of a period once.
func (f *Facts) columnsOf(p period.Period) *columns {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.compute(p)
}

// compute is columnsOf for those who hold the lock: a longer period looks at its months.
func (f *Facts) compute(p period.Period) *columns {
	f.questions++
	if c, ok := f.periods[p]; ok {
		c.asked = f.questions
		return c
	}
	c := &columns{period: p, of: map[string]*Column{}, asked: f.questions}
	f.makeRoom()
	f.periods[p] = c
	c.opening, c.closing = f.recurringReasons(p)
	if c.closing.Code == expr.Available {
		var products balances
		c.movements = make([]Movement, len(f.Accounts))
		for account := range f.Accounts {
			c.movements[account] = f.movement(account, p, &products)
		}
	}
	f.recurringColumns(c)
	f.customerColumns(c)
	f.licenceColumns(c)
	f.activityColumns(c)
	f.usageColumns(c)
	f.userColumns(c)
	f.silenceColumns(c)
	f.managerColumn(c)
	f.bookedColumns(c)
	f.reachedColumns(c)
	f.csRevenueColumn(c)
	f.revenueToDate(c)
	f.committedColumns(c)
	f.constants(c)
	return c
}

// Periods are kept as long as they fit into about so many values, and some of them in any case: a year's months twice over, for
// what adds them up.
const (
	keptValues  = 64 << 20
	keptPeriods = 32
)

// makeRoom forgets the period that was not asked for the longest, once too many are kept; it is worked out again when need be.
func (f *Facts) makeRoom() {
	if most := keptValues / ((len(f.Accounts) + 1) * len(formulas.Measures())); len(f.periods) < max(most, keptPeriods) {
		return
	}
	var oldest *columns
	for _, c := range f.periods {
		if oldest == nil || c.asked < oldest.asked {
			oldest = c
		}
	}
	delete(f.periods, oldest.period)
}

// recurringReasons tells why the openings and the closings of a period are unknown, if they are.
func (f *Facts) recurringReasons(p period.Period) (opening, closing expr.Reason) {
	reason := func(code expr.Code, detail string) (expr.Reason, expr.Reason) {
		return expr.Reason{Code: code, Detail: detail}, expr.Reason{Code: code, Detail: detail}
	}
	switch {
	case len(f.Lines) == 0:
		return reason(expr.NoDataset, "subscriptions")
	case p.Last > f.Last:
		return reason(expr.OpenPeriod, "ends "+p.LastDay().String())
	case p.Last < f.First:
		return reason(expr.OutsideCover, "subscriptions start "+f.First.String())
	case p.Kind == period.TTM && p.First < f.First:
		return reason(expr.HistoryTooShort, "twelve observed months needed, first is "+f.First.String())
	case f.gaps[p.Last]:
		return reason(expr.DataGap, p.Last.String())
	}
	before, after := p.Opening(), p.LastDay()
	for i := range f.Lines {
		line := &f.Lines[i]
		if (line.covers(before) || line.covers(after)) && line.Annual != 0 && !line.hasRate(p.Last) {
			return reason(expr.NoRate, line.Currency+" at "+p.LastDay().String())
		}
	}
	switch {
	case f.observed && p.First <= f.First, p.First < f.First:
		return expr.Reason{Code: expr.FirstObserved, Detail: f.First.String()}, closing
	case f.gaps[p.First-1]:
		return expr.Reason{Code: expr.DataGap, Detail: (p.First - 1).String()}, closing
	}
	return opening, closing
}

// add makes a column out of the movements.
func (f *Facts) add(c *columns, measure string, reason expr.Reason, denominator int64, value func(account int, m *Movement) int64) {
	column := &Column{Denominator: denominator, Reason: reason}
	if reason.Code == expr.Available {
		column.Values = make([]int64, len(f.Accounts))
		for account := range column.Values {
			column.Values[account] = value(account, &c.movements[account])
		}
	}
	c.of[measure] = column
}

// absent marks measures that are missing for every account.
func (c *columns) absent(code expr.Code, detail string, measures ...string) {
	for _, measure := range measures {
		c.of[measure] = &Column{Reason: expr.Reason{Code: code, Detail: detail}}
	}
}

func (f *Facts) recurringColumns(c *columns) {
	of := func(class Class, amount int64, m *Movement) int64 {
		if m.Class == class {
			return amount
		}
		return 0
	}
	money := func(measure string, reason expr.Reason, value func(m *Movement) int64) {
		f.add(c, measure, reason, monthly, func(_ int, m *Movement) int64 { return value(m) })
	}
	money("opening_mrr_reported", c.opening, func(m *Movement) int64 { return m.Reported })
	money("opening_mrr", c.opening, func(m *Movement) int64 { return m.Opening })
	money("fx_impact_mrr", c.opening, func(m *Movement) int64 { return m.FX })
	money("closing_mrr", c.closing, func(m *Movement) int64 { return m.Closing })
	money("new_mrr", c.opening, func(m *Movement) int64 { return of(New, m.Closing, m) })
	money("reactivation_mrr", c.opening, func(m *Movement) int64 { return of(Reactivation, m.Closing, m) })
	money("churned_mrr", c.opening, func(m *Movement) int64 { return of(Churn, m.Opening, m) })
	money("expansion_mrr", c.opening, func(m *Movement) int64 { return of(Expansion, m.Amount(), m) })
	money("contraction_mrr", c.opening, func(m *Movement) int64 { return of(Contraction, -m.Amount(), m) })
	f.add(c, "opening_arr", c.opening, scale, func(_ int, m *Movement) int64 { return m.Opening })
	f.add(c, "closing_arr", c.closing, scale, func(_ int, m *Movement) int64 { return m.Closing })
	f.downsellColumn(c)
	if len(f.Lines) > 0 && !f.hasColumn("product") { // without any lines that is the reason
		c.absent(expr.NoColumn, "product", "cross_sell_mrr", "upsell_mrr", "product_churn_mrr")
		return
	}
	money("cross_sell_mrr", c.opening, func(m *Movement) int64 { return of(Expansion, m.Cross, m) })
	money("upsell_mrr", c.opening, func(m *Movement) int64 { return of(Expansion, m.Amount()-m.Cross, m) })
	money("product_churn_mrr", c.opening, func(m *Movement) int64 { return m.Dropped })
}

func (f *Facts) customerColumns(c *columns) {
	count := func(measure string, reason expr.Reason, counts func(account int, m *Movement) bool) {
		f.add(c, measure, reason, 1, func(account int, m *Movement) int64 {
			if counts(account, m) {
				return 1
			}
			return 0
		})
	}
	first, last := c.period.FirstDay(), c.period.LastDay()
	count("opening_customers", c.opening, func(_ int, m *Movement) bool { return m.Opening > 0 })
	count("closing_customers", c.closing, func(_ int, m *Movement) bool { return m.Closing > 0 })
	count("new_customers", c.opening, func(_ int, m *Movement) bool { return m.Class == New })
	count("churned_customers", c.opening, func(_ int, m *Movement) bool { return m.Class == Churn })
	count("reactivated_customers", c.opening, func(_ int, m *Movement) bool { return m.Class == Reactivation })
	count("customers_acquired", c.opening, func(account int, _ *Movement) bool {
		return f.paid[account] >= first && f.paid[account] <= last
	})
	f.servedColumn(c)
	f.add(c, "tenure_months", c.closing, 1, func(account int, m *Movement) int64 {
		if m.Closing <= 0 {
			return 0
		}
		return f.monthsInService(account, c.period.Last)
	})
}

// monthsInService counts the month ends up to a month at which an account paid; gaps are out.
func (f *Facts) monthsInService(account int, last period.Month) (months int64) {
	for month := f.Calendar.MonthOf(f.paid[account]); month <= last; month++ {
		for _, line := range f.lines(account) {
			if line.Annual > 0 && line.covers(month.Last()) {
				months++
				break
			}
		}
	}
	return months
}

func (f *Facts) licenceColumns(c *columns) {
	measures := []string{"closing_licenses", "opening_licenses", "licenses_added", "licenses_removed"}
	switch {
	case len(f.Lines) == 0: // the reason of the closing
	case len(f.settings.seats) == 0:
		c.absent(expr.NoSetting, "kpis.seat_products", measures...)
		return
	case !f.hasColumn("quantity"):
		c.absent(expr.NoColumn, "quantity", measures...)
		return
	case !f.hasColumn("product") && !f.hasColumn("plan"):
		c.absent(expr.NoColumn, "product", measures...)
		return
	case !slices.ContainsFunc(f.Lines, func(l Line) bool { return l.Seat }):
		c.absent(expr.NoSetting, "kpis.seat_products names no product of the lines", measures...)
		return
	}
	f.add(c, "opening_licenses", c.opening, scale, func(_ int, m *Movement) int64 { return m.openingSeats })
	f.add(c, "closing_licenses", c.closing, scale, func(_ int, m *Movement) int64 { return m.closingSeats })
	f.add(c, "licenses_added", c.opening, scale, func(_ int, m *Movement) int64 {
		if m.openingSeats == 0 {
			return 0
		}
		return max(0, m.closingSeats-m.openingSeats)
	})
	f.add(c, "licenses_removed", c.opening, scale, func(_ int, m *Movement) int64 { return max(0, m.openingSeats-m.closingSeats) })
}

// activity maps the measures that add up monthly netting over a longer period to the class they count.
var activity = map[string]Class{
	"new_mrr_activity": New, "reactivation_mrr_activity": Reactivation, "expansion_mrr_activity": Expansion,
	"contraction_mrr_activity": Contraction, "churned_mrr_activity": Churn,
}

// activityColumns nets month by month and adds: it shows those who joined and left inside the period.
func (f *Facts) activityColumns(c *columns) {
	reason := c.opening
	var months [][]Movement
	for month := max(c.period.First, f.First); month <= c.period.Last && reason.Code == expr.Available; month++ {
		single := c
		if c.period.Kind != period.MonthKind {
			single = f.compute(f.Calendar.At(period.MonthKind, month))
		}
		reason, months = single.opening, append(months, single.movements)
	}
	for measure, class := range activity {
		f.add(c, measure, reason, monthly, func(account int, _ *Movement) (total int64) {
			for _, movements := range months {
				if m := &movements[account]; m.Class == class {
					amount := m.Amount()
					if class == Contraction || class == Churn {
						amount = -amount
					}
					total = sum(total, amount)
				}
			}
			return total
		})
	}
	f.add(c, "customers_lost", reason, 1, func(account int, _ *Movement) (lost int64) {
		for _, movements := range months {
			if movements[account].Class == Churn {
				lost++
			}
		}
		return lost
	})
}

// hasColumn tells whether the recurring lines came with a column.
func (f *Facts) hasColumn(name string) bool {
	dataset := "subscriptions"
	if f.observed {
		dataset = "mrr"
	}
	loaded := f.datasets[dataset]
	return loaded != nil && loaded.Columns[name]
}
