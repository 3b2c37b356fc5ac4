package facts

import (
	"slices"

	"kpibook/formulas/period"
)

// renewalWindow is how many days before or after the day on which a contract falls due another one of the account may start
// and count as its renewal, where no contract names it. Until it is over, a contract that ended may still be renewed.
const renewalWindow = 31

// dueGroup are the contracts of one account that end on the same day. They fall due together, as one renewal, as a main
// contract and what was added to it later do; a contract that was replaced within its term is among them and has no amount.
type dueGroup struct {
	due        period.Date
	members    []*agreement
	unnamed    []*agreement // those that ran their term and that no contract names as renewed
	inferred   period.Date  // the start of what is taken to renew them
	successors []*agreement // what renews them; each stands in one group only, so that it counts once
}

// fallingDue puts the contracts that end on a day together, finds what renews them and names it as their successor.
func fallingDue(agreements []*agreement) (groups []*dueGroup) {
	type ending struct {
		account string
		on      period.Date
	}
	byDay, byAccount := map[ending]*dueGroup{}, map[string][]*agreement{}
	for _, a := range agreements {
		if !a.succeeds {
			byAccount[a.Account] = append(byAccount[a.Account], a)
		}
		if a.evergreen() {
			continue
		}
		group := byDay[ending{a.Account, a.end}]
		if group == nil {
			group = &dueGroup{due: a.end, inferred: period.NoDate}
			byDay[ending{a.Account, a.end}] = group
			groups = append(groups, group)
		}
		group.members = append(group.members, a)
		if len(a.successors) == 0 && !a.endedEarly() {
			group.unnamed = append(group.unnamed, a)
		}
	}
	infer(groups, byAccount)
	slices.SortStableFunc(groups, func(a, b *dueGroup) int { return int(b.due) - int(a.due) })
	taken := map[*agreement]bool{}
	for _, group := range groups { // latest first: it is the end of a contract that is renewed, not that of a line dropped before
		for _, a := range group.members {
			for _, successor := range a.successors {
				if successor.end > group.due && !taken[successor] {
					taken[successor] = true
					group.successors = append(group.successors, successor)
				}
			}
		}
	}
	return slices.DeleteFunc(groups, func(group *dueGroup) bool {
		return !slices.ContainsFunc(group.members, func(a *agreement) bool { return !a.replaced() })
	})
}

// infer takes contracts that name none to renew what ended near their start: the nearest first, each for one group, and
// several for a group when they start on the same day.
func infer(groups []*dueGroup, byAccount map[string][]*agreement) {
	type match struct {
		distance period.Date
		group    *dueGroup
		by       *agreement
	}
	var matches []match
	for _, group := range groups {
		if len(group.unnamed) == 0 {
			continue
		}
		for _, by := range byAccount[group.members[0].Account] {
			distance := max(by.StartsOn-group.due, group.due-by.StartsOn)
			started := func(a *agreement) bool { return a.StartsOn < by.StartsOn }
			if distance <= renewalWindow && by.end > group.due && slices.ContainsFunc(group.unnamed, started) {
				matches = append(matches, match{distance, group, by})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return int(a.distance) - int(b.distance) })
	for _, m := range matches {
		if m.by.succeeds || m.group.inferred != period.NoDate && m.group.inferred != m.by.StartsOn {
			continue
		}
		m.by.succeeds, m.group.inferred = true, m.by.StartsOn
		for _, a := range m.group.unnamed {
			if a.StartsOn < m.by.StartsOn {
				a.successors = append(a.successors, m.by)
			}
		}
	}
}

// renewalsOfContracts are the renewals that fell due by the data cut as the contracts tell: renewed when there is a successor,
// lost when all that fell due was terminated early or the window for a successor is over, open until then.
func (f *Facts) renewalsOfContracts(groups []*dueGroup, x *exchange) (all []renewal) {
	cut := f.Last.Last()
	for _, group := range groups {
		if group.due > cut {
			continue
		}
		r := renewal{on: group.due, outcome: "lost", auto: true, valued: true}
		worth := func(a *agreement) part {
			amount, _ := x.average(a.annual, a.Currency, group.due, a.Place)
			return part{amount, a.Place}
		}
		for _, a := range group.members {
			if a.replaced() {
				continue
			}
			if len(r.due) == 0 {
				r.account, r.place = a.account, a.Place
			} else {
				r.also = append(r.also, a.Place)
			}
			r.due, r.auto, r.contracts = append(r.due, worth(a)), r.auto && a.AutoRenew, append(r.contracts, a.ID)
			if !a.endedEarly() && group.due+renewalWindow > cut {
				r.outcome = "open"
			}
		}
		for _, successor := range group.successors {
			r.outcome, r.valued = "renewed", r.valued && !successor.evergreen()
			r.renewed, r.also = append(r.renewed, worth(successor)), append(r.also, successor.Place)
		}
		all = append(all, r)
	}
	return all
}
