package facts

import (
	"cmp"
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// RenewalDue is a renewal that fell due, or will. Amounts are annual and in the reporting currency: of one that fell due as it
// counts in the measures, of one to come at the closing rate of the as-of month.
type RenewalDue struct {
	Account   int // index into Accounts; their number for a row without one
	On        period.Date
	Contracts []string // ids
	Outcome   string   // renewed, lost or open, as known at the data cut; to come
	Automatic bool     // the contract renews by itself
	Due       expr.Value
	Renewed   expr.Value
}

// toCome is the outcome of a renewal after the data cut that nothing has renewed yet.
const toCome = "to come"

// RenewalsDue lists the renewals that fall due in a span of days, both ends inside, the earliest first, and by account on a
// day. It is nil when neither renewals nor contracts were read.
func (f *Facts) RenewalsDue(from, to period.Date) (list []RenewalDue) {
	for _, r := range f.renewals {
		if r.on < from || r.on > to {
			continue
		}
		due := RenewalDue{Account: int(r.account), On: r.on, Contracts: r.contracts, Outcome: r.outcome, Automatic: r.auto, Due: Annual(total(r.due)), Renewed: Annual(0)}
		switch {
		case r.unrated:
			due.Due = expr.Missing(expr.NoRate, "")
		case r.outcome == toCome || r.outcome == "open":
			due.Renewed = expr.Missing(expr.OpenPeriod, "not decided at the data cut")
		case r.outcome == "renewed" && !r.valued:
			due.Renewed = expr.Missing(expr.NoColumn, "amount_renewed")
		case r.outcome == "renewed":
			due.Renewed = Annual(total(r.renewed))
		}
		list = append(list, due)
	}
	slices.SortStableFunc(list, func(a, b RenewalDue) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Account, b.Account))
	})
	return list
}

func total(parts []part) (amount int64) {
	for _, p := range parts {
		amount = sum(amount, p.amount)
	}
	return amount
}

// comingOfContracts are the contracts whose term ends after the data cut, unless they were terminated.
func (f *Facts) comingOfContracts(groups []*dueGroup) (all []renewal) {
	for _, group := range groups {
		r := renewal{on: group.due, outcome: toCome, auto: true, valued: true}
		if group.due <= f.Last.Last() {
			continue
		}
		for _, a := range group.members {
			if a.replaced() || a.endedEarly() {
				continue
			}
			if len(r.due) == 0 {
				r.account, r.place = a.account, a.Place
			}
			amount, ok := f.atTheCut(a.annual, a.Currency)
			r.due, r.contracts, r.auto, r.unrated = append(r.due, part{amount, a.Place}), append(r.contracts, a.ID), r.auto && a.AutoRenew, r.unrated || !ok
		}
		for _, successor := range group.successors {
			amount, ok := f.atTheCut(successor.annual, successor.Currency)
			r.outcome, r.valued = "renewed", r.valued && ok && !successor.evergreen()
			r.renewed = append(r.renewed, part{amount, successor.Place})
		}
		if len(r.due) > 0 {
			all = append(all, r)
		}
	}
	return all
}

// comingOfRecords are the recorded renewals that fall due after the data cut.
func (f *Facts) comingOfRecords(agreements []*agreement, records []ingest.Renewal) (all []renewal) {
	auto := automatic(agreements)
	for i := range records {
		record := &records[i]
		if record.DueOn == period.NoDate || record.DueOn <= f.Last.Last() {
			continue
		}
		r := renewal{account: f.account(record.Account), on: record.DueOn, outcome: toCome, auto: auto[record.Contract], place: record.Place, contracts: named(record.Contract)}
		worth := func(amount int64, err error) part {
			converted, ok := f.atTheCut(amount, record.Currency)
			r.unrated = r.unrated || !ok || err != nil
			return part{converted, record.Place}
		}
		r.due = []part{worth(annualise(record.Due, 1, 1))}
		if f.outcome(record) == "renewed" {
			if r.outcome, r.valued = "renewed", record.Renewed.Valid; r.valued {
				r.renewed = []part{worth(annualise(record.Renewed.Decimal, 1, 1))}
			}
		}
		all = append(all, r)
	}
	return all
}

// atTheCut converts an amount at the closing rate of the as-of month; false when there is no rate.
func (f *Facts) atTheCut(amount int64, currency string) (int64, bool) {
	rate, ok := f.rates.on(f.Last.Last(), currency, f.Currency)
	if !ok {
		return 0, false
	}
	converted, err := rate.convert(amount)
	return converted, err == nil
}

// named is a list of one id, or of none.
func named(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}
