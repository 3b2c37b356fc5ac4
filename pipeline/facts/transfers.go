package facts

import (
	"fmt"
	"slices"
	"sort"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// Transfer is a customer that has another value of a dimension at a period's closing than at its opening. It takes its opening
// revenue out of one group and into another; everything that moved it in the period counts in the group of the closing.
type Transfer struct {
	Account  int // index into Facts.Accounts
	From, To string
	Reported int64 // opening revenue, annual millionths at the rates of the day before the period
	Paying   bool  // counts among the customers of the opening
}

// Transfers are the customers that had something at a period's opening and changed their value of a dimension, in account
// order. There are none when the openings of the period are not known.
func (f *Facts) Transfers(dimension string, p period.Period) (list []Transfer) {
	movements, reason := f.Movements(p)
	if reason.Code != expr.Available || !f.Dated(dimension) {
		return nil
	}
	for i := range movements {
		m := &movements[i]
		if m.Reported == 0 && m.Opening == 0 {
			continue
		}
		from, _ := f.Group(dimension, i, p.Opening())
		if to, _ := f.Group(dimension, i, p.LastDay()); from != to {
			list = append(list, Transfer{Account: i, From: from, To: to, Reported: m.Reported, Paying: m.Opening > 0})
		}
	}
	return list
}

// Group is an account's value of a dimension on a day, and the row that says so; NoGroup when it has none.
func (f *Facts) Group(dimension string, account int, day period.Date) (value string, place ingest.Place) {
	all := f.assignments[dimension] // by account, then by date
	at := sort.Search(len(all), func(i int) bool { return int(all[i].account) >= account })
	for ; at < len(all) && int(all[at].account) == account; at++ {
		if a := &all[at]; a.from <= day && day < a.to {
			return a.value, a.place
		}
	}
	return NoGroup, f.Accounts[account].Place
}

// Before is what the customers that had a dimension's value at a period's opening paid then, and how many they were: what the
// group closed with before. The measures of the opening count those that have the value at the closing instead.
func (f *Facts) Before(scope Scope, p period.Period) (mrr, customers expr.Value) {
	movements, reason := f.Movements(p)
	if reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail), expr.Missing(reason.Code, reason.Detail)
	}
	members, _ := f.members(scope, p.Opening())
	total, paying := int64(0), 0
	for _, account := range members {
		total = sum(total, movements[account].Reported)
		paying += positive(movements[account].Opening)
	}
	return Monthly(total), expr.Fraction(int64(paying), 1)
}

// grouping is every account's value of a dimension on a day, NoGroup for those that have none.
func (f *Facts) grouping(dimension string, day period.Date) []string {
	groups := slices.Repeat([]string{NoGroup}, len(f.Accounts))
	for _, a := range f.assignments[dimension] {
		if a.from <= day && day < a.to {
			groups[a.account] = a.value
		}
	}
	return groups
}

// CheckGroups closes the roll-forward of every group of every dimension that has dates, for every period, with the customers
// that came from other groups and went to them, and adds up what came and went over the book. Openings and closings are taken
// from an evaluation of the month ends that is separate from the movements. It gives the number of equations and those that do
// not hold.
func (f *Facts) CheckGroups() (cases int, faults []Fault) {
	ends := map[period.Month][]int64{}
	at := func(month period.Month) []int64 {
		if ends[month] == nil {
			ends[month] = f.closings(month)
		}
		return ends[month]
	}
	for _, dimension := range f.Dimensions() {
		if !f.Dated(dimension) {
			continue // the accounts of a group are the same all the time: it closes as they do
		}
		for _, p := range f.Periods() {
			if _, reason := f.Movements(p); reason.Code != expr.Available {
				continue
			}
			n, found := f.closeGroups(dimension, p, at(p.First-1), at(p.Last))
			cases, faults = cases+n, append(faults, found...)
		}
	}
	return cases, faults
}

// groupForward is the roll-forward of a group with its transfers, in amounts and in customers: opening and movements less the
// closing.
type groupForward struct {
	RollForward
	in, out         int64
	customers       int
	arrived, parted int
}

// closeGroups closes the roll-forwards of one dimension and period, from the revenue of every account at both ends.
func (f *Facts) closeGroups(dimension string, p period.Period, before, after []int64) (cases int, faults []Fault) {
	groups := map[string]*groupForward{}
	for _, group := range f.Groups(dimension) {
		groups[group] = &groupForward{}
	}
	from, to := f.grouping(dimension, p.Opening()), f.grouping(dimension, p.LastDay())
	movements, _ := f.Movements(p)
	for i := range movements {
		m, was, is := &movements[i], groups[from[i]], groups[to[i]]
		was.Reported = sum(was.Reported, before[i])
		was.customers += positive(m.Opening)
		is.add(m.Class, 0, m.FX, m.Amount(), after[i])
		is.customers -= positive(after[i])
		switch m.Class {
		case New, Reactivation:
			is.customers++
		case Churn:
			is.customers--
		}
	}
	for _, t := range f.Transfers(dimension, p) {
		paying := 0
		if t.Paying {
			paying = 1
		}
		groups[t.From].out, groups[t.From].parted = sum(groups[t.From].out, t.Reported), groups[t.From].parted+paying
		groups[t.To].in, groups[t.To].arrived = sum(groups[t.To].in, t.Reported), groups[t.To].arrived+paying
	}
	net, moved := int64(0), 0
	for group, g := range groups {
		if residual := g.Residual() + g.in - g.out; residual != 0 {
			faults = append(faults, Fault{p, fmt.Sprintf("%s %s: the roll-forward leaves %s", dimension, group, Monthly(residual))})
		}
		if left := g.customers + g.arrived - g.parted; left != 0 {
			faults = append(faults, Fault{p, fmt.Sprintf("%s %s: the roll-forward leaves %d customers", dimension, group, left)})
		}
		net, moved = net+g.in-g.out, moved+g.arrived-g.parted
	}
	if net != 0 || moved != 0 {
		faults = append(faults, Fault{p, fmt.Sprintf("%s: %s and %d customers more came into groups than left them", dimension, Monthly(net), moved)})
	}
	return 2*len(groups) + 1, faults
}
