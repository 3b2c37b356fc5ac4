package facts

import (
	"slices"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// contact is a touchpoint that came from a customer.
type contact struct {
	account int32
	on      period.Date
}

// bookTouchpoints books every contact under touchpoints, and keeps those that came from the customer as signs of life.
func (f *Facts) bookTouchpoints(rows []ingest.Touchpoint) {
	all := f.flow("touchpoints", "touchpoints", 1)
	kinds := map[string]*flow{}
	for _, measure := range []string{"business_reviews", "kickoffs", "trainings"} {
		kinds[measure] = f.flow(measure, "touchpoints", 1).needs(f, "kind")
	}
	for i := range rows {
		t := &rows[i]
		account := f.account(t.Account)
		all.add(account, t.On, 1, t.Place)
		if l := kinds[meeting(t.Kind)]; l != nil {
			l.add(account, t.On, 1, t.Place)
		}
		if inbound(t.Kind) && int(account) < len(f.Accounts) {
			f.inbound = append(f.inbound, contact{account, t.On})
		}
	}
}

// inbound tells whether a kind of touchpoint comes from the customer: one whose name starts with inbound or incoming, and
// customer call, customer email, customer request, reply, email reply and support request, however they join the words. A
// call or a meeting that does not say so may have been ours, and does not count.
func inbound(kind string) bool {
	words := kindWords(kind)
	if len(words) > 0 && (words[0] == "inbound" || words[0] == "incoming") {
		return true
	}
	return slices.Contains([]string{"customer call", "customer email", "customer request", "reply", "email reply", "support request"}, strings.Join(words, " "))
}

// kindWords are the words of a kind of touchpoint, however it joins them.
func kindWords(kind string) []string {
	return strings.FieldsFunc(strings.ToLower(kind), func(r rune) bool { return strings.ContainsRune(" -_/.", r) })
}

// meeting is the measure that counts a kind of touchpoint: a business review (QBR, EBR, one named so), a kickoff, a training;
// empty for any other kind.
func meeting(kind string) string {
	joined := " " + strings.Join(kindWords(kind), " ") + " "
	for _, known := range []struct{ words, measure string }{
		{"qbr", "business_reviews"}, {"ebr", "business_reviews"}, {"business review", "business_reviews"}, {"quarterly review", "business_reviews"}, {"executive review", "business_reviews"},
		{"kickoff", "kickoffs"}, {"kick off", "kickoffs"}, {"training", "trainings"}, {"trainings", "trainings"},
	} {
		if strings.Contains(joined, " "+known.words+" ") {
			return known.measure
		}
	}
	return ""
}

// reached are the measures that count the paying customers with an event of a flow in the period.
var reached = map[string]string{"customers_reviewed": "business_reviews", "customers_trained": "trainings"}

func (f *Facts) reachedColumns(c *columns) {
	for measure, of := range reached {
		column := c.of[of]
		reason := column.Reason
		if reason.Code == expr.Available {
			reason = c.closing
		}
		f.add(c, measure, reason, 1, func(account int, m *Movement) int64 {
			if m.Closing > 0 && column.Values[account] > 0 {
				return 1
			}
			return 0
		})
	}
}

// silences are the measures of how long customers have been silent.
var silences = []string{"last_activity_on", "days_since_last_activity", "dark_accounts"}

// silenceColumns are how long customers have been silent: since their latest usage or inbound contact. Usage, where there is
// any, decides which periods are covered, since contacts are too few to tell silence from missing rows; else the touchpoints do.
func (f *Facts) silenceColumns(c *columns) {
	measures := silences
	dataset := "usage"
	loaded, contacts := f.datasets["usage"], f.datasets["touchpoints"]
	if f.usage == nil {
		dataset, loaded = "touchpoints", contacts
	}
	switch {
	case loaded == nil:
		c.absent(expr.NoDataset, "usage", measures...)
		return
	case f.usage == nil && !contacts.Columns["kind"]:
		c.absent(expr.NoColumn, "kind", measures...)
		return
	case f.usage != nil && f.usage.byMonth:
		c.absent(expr.NoColumn, "date", measures...)
		return
	case c.period.Last > f.Last:
		c.absent(expr.OpenPeriod, "ends "+c.period.LastDay().String(), measures...)
		return
	case loaded.First == period.NoDate:
		c.absent(expr.OutsideCover, dataset+" has no dated rows", measures...)
		return
	case c.period.Last < f.Calendar.MonthOf(loaded.First), c.period.First > f.Calendar.MonthOf(loaded.Last):
		c.absent(expr.OutsideCover, dataset+" is from "+loaded.First.String()+" to "+loaded.Last.String(), measures...)
		return
	}
	latest := f.usage.latest(len(f.Accounts), c.period.Last)
	for _, contact := range f.inbound {
		if contact.on <= c.period.LastDay() {
			latest[contact.account] = max(latest[contact.account], contact.on)
		}
	}
	on, since, dark := make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts)), make([]int64, len(f.Accounts))
	never := make([]bool, len(f.Accounts))
	end := min(c.period.LastDay(), loaded.Last)
	for account, day := range latest {
		never[account] = day == period.NoDate
		silent := int64(end - max(f.paid[account], loaded.First)) // never active: for as long as it could have been seen
		if !never[account] {
			silent = int64(c.period.LastDay() - day)
			on[account], since[account] = int64(day), silent
		}
		if c.movements != nil && c.movements[account].Closing > 0 && silent > int64(f.settings.darkAfter) {
			dark[account] = 1
		}
	}
	c.of["last_activity_on"] = &Column{Values: on, Denominator: 1, Absent: never}
	c.of["days_since_last_activity"] = &Column{Values: since, Denominator: 1, Absent: never}
	c.of["dark_accounts"] = &Column{Values: dark, Denominator: 1, Reason: c.closing}
}
