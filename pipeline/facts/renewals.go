package facts

import (
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// renewal is one renewal that fell due. Amounts are annual, in millionths of the reporting currency; each knows its row.
type renewal struct {
	account      int32
	on           period.Date
	outcome      string // renewed, lost or open, as known at the data cut
	auto, valued bool   // valued: both amounts are known; a renewal into an evergreen contract has none
	due, renewed []part
	expansion    *part // nil: what exceeds the amount due
	place        ingest.Place
	also         []ingest.Place // the other contracts that fell due with it, and those that renewed it
	contracts    []string       // ids of those that fell due
	unrated      bool           // of one to come: without a rate
}

type part struct {
	amount int64
	place  ingest.Place
}

// bookRenewals books renewals: those of the dataset or, without one, those of the contracts.
func (f *Facts) bookRenewals(agreements []*agreement, groups []*dueGroup, records []ingest.Renewal) ingest.Faults {
	count := func(measure string) *flow { return f.flow(measure, "renewals", 1) }
	amount := func(measure string) *flow { return f.flow(measure, "renewals", scale) }
	dues, kept, undecided := count("renewals_due"), count("renewals_renewed"), count("renewals_open")
	autos := f.renewedByItself()
	dueAmount, after := amount("renewal_due_amount"), amount("renewed_amount").needs(f, "amount_renewed")
	expansion, retained := amount("renewal_expansion_amount").needs(f, "amount_renewed"), amount("renewal_retained_amount").needs(f, "amount_renewed")
	var unvalued []*flow
	for _, measure := range []string{"renewal_due_amount", "renewed_amount", "renewal_expansion_amount", "renewal_retained_amount"} {
		unvalued = append(unvalued, f.leftOut(measure, "renewals"))
	}
	openAmount := f.flow(leftOutOf(decisions), "renewals", scale)
	if loaded := f.datasets["renewals"]; loaded != nil && !loaded.Columns["amount_renewed"] && !loaded.Columns["renewed_on"] {
		kept.needs(f, "outcome")
		undecided.needs(f, "outcome")
		autos.needs(f, "outcome")
	}
	var all []renewal
	x := f.exchange("renewals")
	f.bookUpcoming(groups, records)
	if f.derived {
		x = f.exchange("contracts")
		all = f.renewalsOfContracts(groups, x)
		f.renewals = append(slices.Clone(all), f.comingOfContracts(groups)...)
	} else {
		all = f.renewalsOfRecords(agreements, records, x)
		f.renewals = append(slices.Clone(all), f.comingOfRecords(agreements, records)...)
	}
	for i := range all {
		r := &all[i]
		if len(r.also) > 0 {
			for _, l := range []*flow{dues, kept, undecided, autos, expansion, retained} {
				l.rests(r.place, r.also...)
			}
		}
		dues.add(r.account, r.on, 1, r.place)
		switch r.outcome {
		case "open":
			undecided.add(r.account, r.on, 1, r.place)
			r.book(openAmount, r.due)
		case "renewed":
			kept.add(r.account, r.on, 1, r.place)
			if r.auto {
				autos.add(r.account, r.on, 1, r.place)
			}
		}
		if !r.valued {
			for _, l := range unvalued {
				l.add(r.account, r.on, 1, r.place)
			}
			continue
		}
		before := r.book(dueAmount, r.due)
		if r.outcome != "renewed" {
			continue
		}
		now := r.book(after, r.renewed)
		for _, by := range r.renewed {
			after.rests(by.place, r.place)
		}
		more := max(0, now-before)
		if r.expansion != nil {
			more = r.expansion.amount
		}
		expansion.add(r.account, r.on, more, r.place)
		retained.add(r.account, r.on, min(now-more, before), r.place)
	}
	return x.settle()
}

// decisions are what open renewals wait for; the amount due of those is kept under the name.
const decisions = "decisions on renewals"

// renewedByItself declares renewals_auto, which needs to know the contract of a renewal.
func (f *Facts) renewedByItself() *flow {
	l := f.flow("renewals_auto", "renewals", 1).needs(f, "contract_id")
	switch contracts := f.datasets["contracts"]; {
	case contracts == nil:
		l.reason = expr.Reason{Code: expr.NoDataset, Detail: "contracts"}
	case l.reason.Code == expr.Available && !contracts.Columns["auto_renew"]:
		l.reason = expr.Reason{Code: expr.NoColumn, Detail: "auto_renew"}
	}
	return l
}

// book books the parts of an amount and gives their sum.
func (r *renewal) book(l *flow, parts []part) (total int64) {
	for _, p := range parts {
		l.add(r.account, r.on, p.amount, p.place)
		total = sum(total, p.amount)
	}
	return total
}

// automatic are the contracts that renew by themselves, by id.
func automatic(agreements []*agreement) map[string]bool {
	auto := map[string]bool{}
	for _, a := range agreements {
		auto[a.ID] = a.AutoRenew
	}
	return auto
}

// renewalsOfRecords are the renewals of the dataset that fell due by the data cut. A renewed one that lacks its amount, though
// others have theirs, is left out of all amounts.
func (f *Facts) renewalsOfRecords(agreements []*agreement, records []ingest.Renewal, x *exchange) (all []renewal) {
	auto, linked := automatic(agreements), false
	unlinked := f.leftOut("renewals_auto", "renewals")
	defer func() {
		if l := f.flows["renewals_auto"]; !linked && len(all) > 0 && l.reason.Code == expr.Available {
			l.reason = expr.Reason{Code: expr.InputRejected, Detail: "no contract_id of the renewals is one of the contracts"}
		}
	}()
	for i := range records {
		record := &records[i]
		if record.DueOn == period.NoDate || record.DueOn > f.Last.Last() {
			continue
		}
		worth := func(amount decimal.Decimal) part {
			value, _ := x.millionths(amount, record.Place)
			value, _ = x.average(value, record.Currency, record.DueOn, record.Place)
			return part{value, record.Place}
		}
		r := renewal{account: f.account(record.Account), on: record.DueOn, outcome: f.outcome(record), auto: auto[record.Contract], place: record.Place, contracts: named(record.Contract)}
		if _, ok := auto[record.Contract]; ok {
			linked = true
		} else if r.outcome == "renewed" {
			unlinked.add(r.account, r.on, 1, r.place)
		}
		r.valued = r.outcome != "renewed" || record.Renewed.Valid || !f.datasets["renewals"].Columns["amount_renewed"]
		r.due = []part{worth(record.Due)}
		if record.Renewed.Valid {
			r.renewed = []part{worth(record.Renewed.Decimal)}
		}
		if record.Expansion.Valid {
			more := worth(record.Expansion.Decimal)
			r.expansion = &more
		}
		all = append(all, r)
	}
	return all
}

// outcome is what is known of a recorded renewal at the data cut: what it says, unless the decision is dated later; else a
// renewed amount above zero is renewed and one of zero is lost; without any of it the renewal is open.
func (f *Facts) outcome(r *ingest.Renewal) string {
	switch {
	case r.RenewedOn != period.NoDate && r.RenewedOn > f.Last.Last():
		return "open"
	case r.Outcome != "":
		return r.Outcome
	case r.Renewed.Valid && r.Renewed.Decimal.Sign() > 0, !r.Renewed.Valid && r.RenewedOn != period.NoDate:
		return "renewed"
	case r.Renewed.Valid:
		return "lost"
	}
	return "open"
}

// downsellColumn computes downsell_mrr: of a customer's contraction, at most what it went down in the months of the period in
// which one of its renewals fell due.
func (f *Facts) downsellColumn(c *columns) {
	due := f.flows["renewals_due"]
	reason := c.opening
	if reason.Code == expr.Available {
		reason = due.reason
	}
	if reason.Code == expr.Available {
		reason = f.cover(due.dataset, c.period, true)
	}
	decreases := make([]int64, len(f.Accounts)+1)
	if reason.Code == expr.Available {
		reason = f.decreases(due.in(c.period), decreases)
	}
	f.add(c, "downsell_mrr", reason, monthly, func(account int, m *Movement) int64 {
		if m.Class != Contraction {
			return 0
		}
		return min(-m.Amount(), decreases[account])
	})
}

// decreases adds up by account what recurring revenue went down in the months of events, each month of an account once.
func (f *Facts) decreases(events []event, by []int64) expr.Reason {
	var products balances
	seen := map[event]bool{}
	for _, e := range events {
		at := event{account: e.account, month: e.month}
		if seen[at] || e.month < f.First || int(e.account) == len(f.Accounts) {
			continue
		}
		seen[at] = true
		month := f.Calendar.At(period.MonthKind, e.month)
		if reason, _ := f.recurringReasons(month); reason.Code != expr.Available {
			return reason
		}
		m := f.movement(int(e.account), month, &products)
		by[e.account] = sum(by[e.account], max(0, -m.Amount()))
	}
	return expr.Reason{}
}

// duesOf are the rows of the renewals of an account that fell due in a period.
func (f *Facts) duesOf(account int, p period.Period) (places []ingest.Place) {
	for _, e := range f.flows["renewals_due"].in(p) {
		if int(e.account) == account {
			places = append(places, e.place)
		}
	}
	return places
}

// csRevenueParts are the rows behind cs_revenue, part by part, each with what it is.
func (f *Facts) csRevenueParts(c *columns, inside []bool) (list []Contribution) {
	named := func(what string, rows []Contribution, times int64) {
		for _, r := range rows {
			r.What, r.Amount = what+", "+r.What, r.Amount.Mul(expr.Fraction(times, 1))
			list = append(list, r)
		}
	}
	named("renewal retained", f.flowRows(f.flows["renewal_retained_amount"], c.period, inside), 1)
	named("a year of", f.customers("expansion_mrr_activity", c, inside), 12)
	named("won by referral", f.flowRows(f.flows[wonReferrals], c.period, inside), 1)
	return list
}

// wonReferrals is the flow of the amounts of referral deals won. It is a part of cs_revenue and no measure of its own.
const wonReferrals = "won_referral_amount"

// csRevenueColumn computes cs_revenue: renewals retained, the annual amount of the expansion of each month, so that a quarter is
// the sum of its months, and the referral deals won. Expansion at a renewal is in the second part only. Without any one part there is no sum.
func (f *Facts) csRevenueColumn(c *columns) {
	column := &Column{Denominator: scale}
	c.of["cs_revenue"] = column
	parts := []*Column{c.of["renewal_retained_amount"], c.of["expansion_mrr_activity"], c.of[wonReferrals]}
	for _, part := range parts {
		if column.Reason.Code == expr.Available {
			column.Reason = part.Reason
		}
	}
	if column.Reason.Code != expr.Available {
		return
	}
	column.Values = make([]int64, len(f.Accounts)+1)
	for _, part := range parts {
		for account, amount := range part.Values { // expansion is held as an annual amount, which is what is added here
			column.Values[account] = sum(column.Values[account], amount)
		}
	}
}
