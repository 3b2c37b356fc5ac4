package facts

import (
	"cmp"
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// falling is a renewal of an account as it is seen before it falls due: agreed beforehand, so its day and amount are known.
type falling struct {
	account  int32
	on       period.Date
	known    period.Date // from when on: the signature of its contract; NoDate: ever
	settled  period.Date // from when on it is renewed; endless: never, or not known when
	outcome  string      // at the data cut; empty: told by settled alone
	annual   int64       // millionths of Currency
	currency string
	place    ingest.Place
}

// bookFalling keeps what falls due, from the renewals or, without any, from the terms of the contracts.
func (f *Facts) bookFalling(agreements []*agreement, records []ingest.Renewal) {
	if f.derived {
		for _, a := range agreements {
			if a.evergreen() || a.endedEarly() || a.replaced() {
				continue
			}
			u := falling{account: a.account, on: a.end, known: a.signed(), settled: endless, annual: a.annual, currency: a.Currency, place: a.Place}
			for _, successor := range a.successors {
				u.settled = min(u.settled, successor.signed())
			}
			f.falling = append(f.falling, u)
		}
	} else {
		for i := range records {
			r := &records[i]
			annual, err := annualise(r.Due, 1, 1)
			if r.DueOn == period.NoDate || err != nil { // the amount was found too large before
				continue
			}
			u := falling{account: f.account(r.Account), on: r.DueOn, known: period.NoDate, settled: endless, outcome: f.outcome(r), annual: annual, currency: r.Currency, place: r.Place}
			if u.outcome == "renewed" && r.RenewedOn != period.NoDate {
				u.settled = r.RenewedOn
			}
			f.falling = append(f.falling, u)
		}
	}
	slices.SortStableFunc(f.falling, func(a, b falling) int { return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.on, b.on)) })
}

// fate is what is known of a renewal to come.
type fate uint8

const (
	undecided fate = iota
	renewedAlready
	lostAlready
)

// fate is what was known of a renewal at the end of a period. An outcome without a day is known at the data cut only.
func (u *falling) fate(p period.Period, cut period.Month) fate {
	switch {
	case u.settled <= p.LastDay(), p.Last >= cut && u.outcome == "renewed":
		return renewedAlready
	case p.Last >= cut && u.outcome == "lost":
		return lostAlready
	}
	return undecided
}

// fallingOf are the renewals of an account that were known at the end of a period and fall due after it, in order.
func (f *Facts) fallingOf(account int, p period.Period) (list []falling) {
	from, _ := slices.BinarySearchFunc(f.falling, int32(account), func(u falling, account int32) int { return cmp.Compare(u.account, account) })
	for _, u := range f.falling[from:] {
		if int(u.account) != account {
			break
		}
		if u.on > p.LastDay() && u.known <= p.LastDay() {
			list = append(list, u)
		}
	}
	return list
}
