package facts

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// event is a dated amount of an account under a measure: a ticket received, a cost posted, a month's share of an invoice
// line. The account after the last one is Unassigned.
type event struct {
	account int32
	month   period.Month
	amount  int64
	place   ingest.Place
}

// flow is a measure made of events: it adds up over months and accounts. A cohort is a flow whose events stand in the month
// that owns the case.
type flow struct {
	calendar    period.Calendar
	denominator int64
	dataset     string      // whose cover decides what a month without events means
	with        []string    // further datasets whose cover it needs
	reason      expr.Reason // why the measure is missing altogether
	below       expr.Reason // why it is missing for accounts and groups, though the portfolio has it
	allocated   bool        // for a period in which an event has no account a group is missing, and an account without an event
	sparse      bool        // where there are no events it is missing, not 0
	events      []event     // sorted by month

	beside map[ingest.Place][]ingest.Place // the other rows on which the event of a row rests: the contract that renewed another
}

// stock is a measure of what is there on a period's last day: contracts in force, open deals.
type stock struct {
	denominator int64
	dataset     string
	reason      expr.Reason
	spans       []holding
}

// holding is an amount that an account holds from a day up to, not including, another.
type holding struct {
	account  int32
	from, to period.Date
	amount   int64
	place    ingest.Place
}

// Unassigned is the value of every dimension for rows that have no account: a row of its own, and a part of the portfolio.
const Unassigned = "(unassigned)"

// account gives the index of an account, that of the unassigned for an empty id.
func (f *Facts) account(id string) int32 {
	if account, ok := f.customer(id); ok && id != "" {
		return int32(account)
	}
	return int32(len(f.Accounts))
}

// flow declares a measure made of events.
func (f *Facts) flow(measure, dataset string, denominator int64) *flow {
	l := &flow{calendar: f.Calendar, denominator: denominator, dataset: dataset}
	if f.datasets[dataset] == nil {
		l.reason = expr.Reason{Code: expr.NoDataset, Detail: dataset}
	}
	f.flows[measure] = l
	return l
}

// stock declares a measure of what is there on a day.
func (f *Facts) stock(measure, dataset string, denominator int64) *stock {
	s := &stock{denominator: denominator, dataset: dataset}
	if f.datasets[dataset] == nil {
		s.reason = expr.Reason{Code: expr.NoDataset, Detail: dataset}
	}
	f.stocks[measure] = s
	return s
}

// needs makes a flow missing when its dataset came without a column.
func (l *flow) needs(f *Facts, column string) *flow {
	if loaded := f.datasets[l.dataset]; loaded != nil && !loaded.Columns[column] {
		l.reason = expr.Reason{Code: expr.NoColumn, Detail: column}
	}
	return l
}

// needs makes a stock missing when its dataset came without a column.
func (s *stock) needs(f *Facts, column string) *stock {
	if loaded := f.datasets[s.dataset]; loaded != nil && !loaded.Columns[column] {
		s.reason = expr.Reason{Code: expr.NoColumn, Detail: column}
	}
	return s
}

// also makes a flow missing where further datasets are, or do not cover.
func (l *flow) also(f *Facts, datasets ...string) *flow {
	for _, dataset := range datasets {
		if f.datasets[dataset] == nil && l.reason.Code == expr.Available {
			l.reason = expr.Reason{Code: expr.NoDataset, Detail: dataset}
		}
	}
	l.with = append(l.with, datasets...)
	return l
}

// add books an event; without a day it belongs to no month and is left out.
func (l *flow) add(account int32, on period.Date, amount int64, place ingest.Place) {
	if on != period.NoDate {
		l.events = append(l.events, event{account, l.calendar.MonthOf(on), amount, place})
	}
}

// rests notes further rows on which the event of a row rests.
func (l *flow) rests(place ingest.Place, also ...ingest.Place) {
	if l.beside == nil {
		l.beside = map[ingest.Place][]ingest.Place{}
	}
	l.beside[place] = also
}

func (s *stock) add(account int32, from, to period.Date, amount int64, place ingest.Place) {
	if to == period.NoDate {
		to = endless
	}
	s.spans = append(s.spans, holding{account, from, to, amount, place})
}

// settleEvents sorts what was booked, once everything is in.
func (f *Facts) settleEvents() {
	nobody := int32(len(f.Accounts))
	for measure, l := range f.flows {
		slices.SortStableFunc(l.events, func(a, b event) int { return int(a.month) - int(b.month) })
		if entry, _ := formulas.MeasureByID(measure); entry.Over == formulas.PortfolioOnly || l.below.Code != expr.Available {
			continue // no group has it, so there is no row of the unassigned
		}
		f.unassigned = f.unassigned || slices.ContainsFunc(l.events, func(e event) bool { return e.account == nobody })
	}
	for _, s := range f.stocks {
		f.unassigned = f.unassigned || slices.ContainsFunc(s.spans, func(h holding) bool { return h.account == nobody })
	}
}

// in are the events of a period.
func (l *flow) in(p period.Period) []event {
	from, _ := slices.BinarySearchFunc(l.events, p.First, func(e event, m period.Month) int { return int(e.month) - int(m) })
	to, _ := slices.BinarySearchFunc(l.events, p.Last+1, func(e event, m period.Month) int { return int(e.month) - int(m) })
	return l.events[from:to]
}

// bookedColumns computes the flows and stocks of a period.
func (f *Facts) bookedColumns(c *columns) {
	for measure, l := range f.flows {
		column := &Column{Denominator: l.denominator, Reason: l.reason}
		for _, dataset := range append([]string{l.dataset}, l.with...) {
			if column.Reason.Code == expr.Available {
				column.Reason = f.cover(dataset, c.period, true)
			}
		}
		if column.Reason.Code == expr.Available {
			column.Values = make([]int64, len(f.Accounts)+1)
			column.ByAccount, column.ByGroup = l.below, l.below
			if column.Sparse = l.sparse; l.sparse {
				column.Absent = slices.Repeat([]bool{true}, len(f.Accounts)+1)
			}
			if l.allocated {
				column.Own = make([]bool, len(f.Accounts)+1)
			}
			for _, e := range l.in(c.period) {
				if l.allocated {
					column.Own[e.account] = true
				}
				if l.sparse {
					column.Absent[e.account] = false
				}
				column.Values[e.account] = sum(column.Values[e.account], e.amount)
				if l.allocated && int(e.account) == len(f.Accounts) {
					column.ByGroup = expr.Reason{Code: expr.NotAtThisGrain, Detail: l.dataset + " without an account"}
				}
			}
		}
		c.of[measure] = column
	}
	for measure, s := range f.stocks {
		column := &Column{Denominator: s.denominator, Reason: s.reason}
		if column.Reason.Code == expr.Available {
			column.Reason = f.cover(s.dataset, c.period, false)
		}
		if column.Reason.Code == expr.Available {
			column.Values = make([]int64, len(f.Accounts)+1)
			for _, h := range s.spans {
				if last := c.period.LastDay(); h.from <= last && last < h.to {
					column.Values[h.account] = sum(column.Values[h.account], h.amount)
				}
			}
		}
		c.of[measure] = column
	}
}

// cover tells why a dataset knows nothing of a period, if so: an open period, or one outside the days its rows cover. A flow
// needs every month of the period inside the cover, a stock its last day not before it.
func (f *Facts) cover(dataset string, p period.Period, flow bool) expr.Reason {
	loaded := f.datasets[dataset]
	switch {
	case p.Last > f.Last:
		return expr.Reason{Code: expr.OpenPeriod, Detail: "ends " + p.LastDay().String()}
	case loaded.First == period.NoDate:
		return expr.Reason{Code: expr.OutsideCover, Detail: dataset + " has no dated rows"}
	case flow && (p.First < f.Calendar.MonthOf(loaded.First) || p.Last > f.Calendar.MonthOf(loaded.Last)), !flow && p.LastDay() < loaded.First:
		return expr.Reason{Code: expr.OutsideCover, Detail: dataset + " is from " + loaded.First.String() + " to " + loaded.Last.String()}
	}
	return expr.Reason{}
}
