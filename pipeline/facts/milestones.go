package facts

import (
	"cmp"
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// openOnboardings is the stock of accounts in the middle of an onboarding; it decides their status.
const openOnboardings = "open onboardings"

// onboarding are the steps of one account by kind, and the days on which it signed contracts that renew no other.
type onboarding struct {
	steps  map[string][]step // sorted by day
	signed []step            // sorted by day
}

type step struct {
	on    period.Date
	place ingest.Place
}

// bookMilestones books the steps of onboarding, and how long they took, in the month in which they were reached.
//
// An account may go through onboarding more than once. A signature opens a cycle; it is the milestone contract_signed or, where
// there is none, the day a contract was signed that renews no other. A step belongs to the latest signature up to its own day
// and after the account's previous step of the kind, so that each signature counts once. Without one it is left out of the days
// and of the number, and counted. First value is measured from the latest completed onboarding of its own cycle; before that it
// is left out and counted too.
func (f *Facts) bookMilestones(rows []ingest.Milestone, contracts []ingest.Contract) {
	flow := func(measure string) *flow { return f.flow(measure, "milestones", 1) }
	started, open := flow("onboardings_started"), f.stock(openOnboardings, "milestones", 1)
	completed := spell{flow("onboarding_days"), flow("onboardings_completed"), f.leftOut("onboardings_completed", "milestones")}
	live := spell{flow("go_live_days"), flow("go_lives"), f.leftOut("go_lives", "milestones")}
	signed := spell{flow("signed_value_days"), flow("signed_first_values"), f.leftOut("signed_first_values", "milestones")}
	value := spell{flow("value_days"), flow("first_values_reached"), f.leftOut("first_values_reached", "milestones")}
	for account, o := range f.onboardings(rows, contracts) {
		account := int32(account)
		signature := func(after, upTo period.Date) (step, bool) {
			if signed, ok := latest(o.steps["contract_signed"], after, upTo); ok {
				return signed, true
			}
			return latest(o.signed, after, upTo)
		}
		for _, s := range o.steps["onboarding_started"] {
			started.add(account, s.on, 1, s.place)
		}
		completed.add(account, o.steps["onboarding_completed"], signature)
		live.add(account, o.steps["go_live"], signature)
		signed.add(account, o.steps["first_value"], signature)
		value.add(account, o.steps["first_value"], func(after, upTo period.Date) (step, bool) {
			if opened, ok := latest(o.steps["contract_signed"], after, upTo); ok {
				after = opened.on - 1
			}
			return latest(o.steps["onboarding_completed"], after, upTo)
		})
		o.bookOpen(open, account)
	}
}

// onboardings gathers the steps of every account, by its index; rows without an account cannot be paired and are not in them.
func (f *Facts) onboardings(rows []ingest.Milestone, contracts []ingest.Contract) []onboarding {
	all := make([]onboarding, len(f.Accounts))
	byDay := func(a, b step) int { return cmp.Compare(a.on, b.on) }
	for i := range rows {
		m := &rows[i]
		if account := f.account(m.Account); int(account) < len(all) && m.On != period.NoDate {
			o := &all[account]
			if o.steps == nil {
				o.steps = map[string][]step{}
			}
			o.steps[m.Kind] = append(o.steps[m.Kind], step{m.On, m.Place})
		}
	}
	for i := range contracts {
		c := &contracts[i]
		if account := f.account(c.Account); int(account) < len(all) && c.SignedOn != period.NoDate && c.Renews == "" {
			all[account].signed = append(all[account].signed, step{c.SignedOn, c.Place})
		}
	}
	for _, o := range all {
		slices.SortStableFunc(o.signed, byDay)
		for _, steps := range o.steps {
			slices.SortStableFunc(steps, byDay)
		}
	}
	return all
}

// latest is the latest of steps after one day and up to another, if there is one.
func latest(steps []step, after, upTo period.Date) (step, bool) {
	for _, s := range slices.Backward(steps) {
		if s.on > after && s.on <= upTo {
			return s, true
		}
	}
	return step{}, false
}

// spell is a measure of days between two steps, with the number of them and the number of those left out.
type spell struct{ days, number, out *flow }

// add books the spells that end with steps, each from the step that from gives for it, which lies after the previous end.
func (s spell) add(account int32, ends []step, from func(after, upTo period.Date) (step, bool)) {
	after := period.NoDate
	for _, end := range ends {
		if start, ok := from(after, end.on); !ok {
			s.out.add(account, end.on, 1, end.place)
		} else {
			s.days.add(account, end.on, int64(end.on-start.on), end.place)
			s.number.add(account, end.on, 1, end.place)
			s.days.rests(end.place, start.place)
			s.number.rests(end.place, start.place)
		}
		after = end.on
	}
}

// bookOpen books when the account was in onboarding: from its signature or start up to the next completion.
func (o *onboarding) bookOpen(open *stock, account int32) {
	opened := slices.Concat(o.steps["contract_signed"], o.steps["onboarding_started"])
	slices.SortStableFunc(opened, func(a, b step) int { return cmp.Compare(a.on, b.on) })
	until := period.NoDate
	for _, s := range opened {
		if s.on < until {
			continue // in one already
		}
		until = endless
		for _, completed := range o.steps["onboarding_completed"] {
			if completed.on >= s.on {
				until = completed.on
				break
			}
		}
		open.add(account, s.on, until, 1, s.place)
	}
}
