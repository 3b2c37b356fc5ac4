package facts

import (
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// users are the provisioned seats: every user of an account with the spans in which it had access.
type users struct {
	loaded bool
	people []person
	byID   map[userName]int
}

type userName struct{ account, user string }

type person struct {
	id      string
	account int
	spans   []span
	places  []ingest.Place // of the spans
}

// span is access from a day up to, not including, another.
type span struct{ from, to period.Date }

func newUsers(f *Facts, records *ingest.Records) users {
	u := users{loaded: records.Datasets["users"] != nil, byID: map[userName]int{}}
	for _, row := range records.Users {
		account, ok := f.customer(row.Account)
		if !ok {
			continue // the reader lists every account it has seen
		}
		s := span{row.CreatedOn, row.DeactivatedOn}
		if s.to == period.NoDate {
			s.to = endless
		}
		name := userName{row.Account, row.ID}
		i, ok := u.byID[name]
		if !ok {
			i = len(u.people)
			u.byID[name] = i
			u.people = append(u.people, person{id: row.ID, account: account})
		}
		u.people[i].spans = append(u.people[i].spans, s)
		u.people[i].places = append(u.people[i].places, row.Place)
	}
	return u
}

// provisioned tells whether a user seen in the usage had access on any day of a period; without a users dataset every user
// counts.
func (u users) provisioned(account, user string, p period.Period) bool {
	if !u.loaded {
		return true
	}
	i, ok := u.byID[userName{account, user}]
	return ok && slices.ContainsFunc(u.people[i].spans, func(s span) bool { return s.from <= p.LastDay() && s.to > p.FirstDay() })
}

func (f *Facts) userColumns(c *columns) {
	measures := []string{"provisioned_users", "new_users", "opening_users", "closing_users"}
	loaded := f.datasets["users"]
	switch {
	case loaded == nil:
		c.absent(expr.NoDataset, "users", measures...)
		return
	case !loaded.Columns["created_on"]:
		c.absent(expr.NoColumn, "created_on", measures...)
		return
	case c.period.Last > f.Last:
		c.absent(expr.OpenPeriod, "ends "+c.period.LastDay().String(), measures...)
		return
	case c.period.LastDay() < loaded.First:
		c.absent(expr.OutsideCover, "users start "+loaded.First.String(), measures...)
		return
	}
	for measure, counts := range f.users.spans(c.period) {
		values := make([]int64, len(f.Accounts))
		for _, user := range f.users.people {
			if slices.ContainsFunc(user.spans, counts) {
				values[user.account]++
			}
		}
		c.of[measure] = &Column{Values: values, Denominator: 1}
	}
}

// spans tells by measure which spans of access make a user count in a period.
func (u users) spans(p period.Period) map[string]func(span) bool {
	first, last, before := p.FirstDay(), p.LastDay(), p.Opening()
	return map[string]func(span) bool{
		"provisioned_users": func(s span) bool { return s.from <= last && s.to > first },
		"new_users":         func(s span) bool { return s.from != period.NoDate && s.from >= first && s.from <= last },
		"opening_users":     func(s span) bool { return s.from <= before && s.to > before },
		"closing_users":     func(s span) bool { return s.from <= last && s.to > last },
	}
}
