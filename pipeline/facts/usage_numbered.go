package facts

import (
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// numberedColumns are the measures of usage that says how many users were active, by month or by day, and does not name them. Who was
// active in two months, or on two days, counts in both, so that distinct users are known for a single month only, and from
// numbers by day not at all; the days on which users were active add up.
func (f *Facts) numberedColumns(c *columns, first, last period.Month) {
	u := f.usage
	sums, days := make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts))
	for month := first; month <= last; month++ {
		m := u.months[month]
		if m == nil {
			continue
		}
		covered := u.days(f.Calendar.At(period.MonthKind, month))
		for i, n := range m.users {
			if account := u.index[i]; account >= 0 {
				sums[account] = sum(sums[account], n)
				days[account] = sum(days[account], n*covered)
			}
		}
	}
	byUser := []string{"active_users", "critical_feature_users"}
	if !u.byMonth {
		c.of["active_user_days"] = &Column{Values: sums, Denominator: 1}
		c.absent(expr.NoColumn, "user_id", append(byUser, "mau", "mau_days")...)
		return
	}
	c.of["mau"] = &Column{Values: sums, Denominator: int64(last - first + 1)}
	c.of["mau_days"] = &Column{Values: days, Denominator: 1}
	if c.period.First == c.period.Last {
		c.of["active_users"] = &Column{Values: sums, Denominator: 1}
		byUser = byUser[1:]
	}
	c.absent(expr.NoColumn, "user_id", byUser...)
}

// eventColumns are the measures that need no user.
func (f *Facts) eventColumns(c *columns) {
	u := f.usage
	if _, _, whole := u.covered(c.period); !whole {
		c.absent(expr.OutsideCover, "usage is from "+u.first.String()+" to "+u.last.String(), "usage_events")
		return
	}
	if (u.byMonth || u.numbered) && !f.datasets["usage"].Columns["count"] {
		c.absent(expr.NoColumn, "count", "usage_events")
		return
	}
	events := make([]int64, len(f.Accounts))
	for month := c.period.First; month <= c.period.Last; month++ {
		if m := u.months[month]; m != nil {
			for i, n := range m.events {
				if account := u.index[i]; account >= 0 {
					events[account] = sum(events[account], n)
				}
			}
		}
	}
	c.of["usage_events"] = &Column{Values: events, Denominator: 1}
}

// latest gives every account its latest day with usage up to the end of a month, NoDate without one.
func (u *Usage) latest(accounts int, last period.Month) []period.Date {
	days := slices.Repeat([]period.Date{period.NoDate}, accounts)
	if u == nil {
		return days
	}
	for month, m := range u.months {
		for i, day := range m.latest {
			if account := u.index[i]; month <= last && account >= 0 && day != 0 {
				days[account] = max(days[account], day)
			}
		}
	}
	return days
}
