package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// upcoming is a renewal that falls due on a day, and the day it was decided; NoDate where that has no day.
type upcoming struct {
	account     int32
	on, decided period.Date
}

// bookUpcoming notes when every known renewal falls due: those of the dataset or, without one, those of the contracts. A contract
// is decided when what succeeds it was signed, or when it was terminated.
func (f *Facts) bookUpcoming(groups []*dueGroup, records []ingest.Renewal) {
	if !f.derived {
		for i := range records {
			if r := &records[i]; r.DueOn != period.NoDate {
				f.upcoming = append(f.upcoming, upcoming{f.account(r.Account), r.DueOn, r.RenewedOn})
			}
		}
		return
	}
	for _, group := range groups {
		u := upcoming{group.members[0].account, group.due, period.NoDate}
		for _, successor := range group.successors {
			if signed := successor.signed(); u.decided == period.NoDate || signed < u.decided {
				u.decided = signed
			}
		}
		ended := period.NoDate
		for _, a := range group.members {
			if !a.endedEarly() {
				ended = endless
			} else if ended != endless {
				ended = max(ended, a.Terminated)
			}
		}
		if ended != endless && u.decided == period.NoDate {
			u.decided = ended
		}
		f.upcoming = append(f.upcoming, u)
	}
}

// DueWithin gives the accounts, by id, of which a renewal falls due within so many days of a period's end and had not been decided
// by then, each with the first such day. The reason tells why nothing is known of that: no renewals and no contracts, or none that
// reach so far.
func (f *Facts) DueWithin(p period.Period, days int) (map[string]period.Date, expr.Reason) {
	const dataset = "renewals"
	loaded, end := f.datasets[dataset], p.LastDay()
	switch {
	case loaded == nil:
		return nil, expr.Reason{Code: expr.NoDataset, Detail: dataset}
	case p.Last > f.Last:
		return nil, expr.Reason{Code: expr.OpenPeriod, Detail: "ends " + end.String()}
	case loaded.First == period.NoDate:
		return nil, expr.Reason{Code: expr.OutsideCover, Detail: dataset + " has no dated rows"}
	case end < loaded.First:
		return nil, expr.Reason{Code: expr.OutsideCover, Detail: dataset + " starts on " + loaded.First.String()}
	case !f.derived && loaded.Last <= end:
		return nil, expr.Reason{Code: expr.OutsideCover, Detail: "no renewal after " + loaded.Last.String() + " is in the data"}
	}
	due := map[string]period.Date{}
	for _, u := range f.upcoming {
		if u.on <= end || u.on > end+period.Date(days) || int(u.account) == len(f.Accounts) || u.decided != period.NoDate && u.decided <= end {
			continue
		}
		id := f.Accounts[u.account].ID
		if first, ok := due[id]; !ok || u.on < first {
			due[id] = u.on
		}
	}
	return due, expr.Reason{}
}
