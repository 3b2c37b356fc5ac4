package facts

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// bookTickets books tickets by the day of what happened: received, answered first, resolved. A day is one of the company's
// time zone; hours run on at night and on weekends. The outcome of a ticket is the one known at the data cut, so that a month
// reported again from a later export has the figures it had.
func (f *Facts) bookTickets(rows []ingest.Ticket) {
	flow := func(measure string, columns ...string) *flow {
		l := f.flow(measure, "tickets", 1)
		for _, column := range columns {
			l.needs(f, column)
		}
		return l
	}
	received, resolved := flow("tickets_received"), flow("tickets_resolved", "resolved_at")
	first := flow("tickets_resolved_first_contact", "resolved_at", "contacts")
	hours, responded := flow("first_response_hours", "first_responded_at"), flow("tickets_responded", "first_responded_at")
	hours.denominator, hours.sparse = int64(time.Hour/time.Second), true
	escalations, requests, settled := flow("escalations", "escalated"), flow("feature_requests", "type"), flow("received_tickets_resolved", "resolved_at")
	one := decimal.NewFromInt(1)
	for i := range rows {
		t := &rows[i]
		account, created := f.account(t.Account), period.FromTime(t.Created)
		received.add(account, created, 1, t.Place)
		if t.Escalated {
			escalations.add(account, created, 1, t.Place)
		}
		if category(t.Type) == "feature_request" {
			requests.add(account, created, 1, t.Place)
		}
		if on := period.FromTime(t.Resolved); !t.Resolved.IsZero() && on <= f.Last.Last() {
			settled.add(account, created, 1, t.Place)
			resolved.add(account, on, 1, t.Place)
			if t.Contacts.Valid && t.Contacts.Decimal.Equal(one) && !t.Reopened {
				first.add(account, created, 1, t.Place)
			}
		}
		if !t.Responded.IsZero() {
			on := period.FromTime(t.Responded)
			responded.add(account, on, 1, t.Place)
			hours.add(account, on, int64(t.Responded.Sub(t.Created)/time.Second), t.Place)
		}
	}
	f.bookServiceLevel(rows)
}

// bookServiceLevel books each ticket whose priority has a target once, when it is settled whether the target was met: on the
// day of the first answer in time, else on the day the target passed unanswered, however late the answer came. So a month's
// figure stays what it was when a late answer follows in the next one. A ticket never answered is a missed one.
func (f *Facts) bookServiceLevel(rows []ingest.Ticket) {
	due, within := f.flow("tickets_sla_due", "tickets", 1), f.flow("tickets_within_sla", "tickets", 1)
	targets := f.settings.kpis.ResponseTargets()
	for _, l := range []*flow{due, within} {
		if l.needs(f, "first_responded_at"); len(targets) == 0 && l.reason.Code == expr.Available {
			l.reason = expr.Reason{Code: expr.NoSetting, Detail: "kpis.sla_hours"}
		}
	}
	for i := range rows {
		t := &rows[i]
		target, ok := targets[strings.ToLower(strings.TrimSpace(t.Priority))]
		if !ok {
			continue
		}
		account, settled := f.account(t.Account), t.Created.Add(target)
		if !t.Responded.IsZero() && !t.Responded.After(settled) {
			settled = t.Responded
			within.add(account, period.FromTime(settled), 1, t.Place)
		}
		due.add(account, period.FromTime(settled), 1, t.Place)
	}
}

// ResponseHours are the first response times of a scope and period in hours, the shortest first: what a median or a percentile
// is taken from, which no roll-up can give. There are none where first_response_hours is missing.
func (f *Facts) ResponseHours(scope Scope, p period.Period) (hours []expr.Value) {
	l, inside := f.flows["first_response_hours"], f.inside(scope, p)
	if !f.Value("first_response_hours", scope, p).Available() {
		return nil
	}
	var seconds []int64
	for _, e := range l.in(p) {
		if inside[e.account] {
			seconds = append(seconds, e.amount)
		}
	}
	slices.Sort(seconds)
	for _, amount := range seconds {
		hours = append(hours, expr.Fraction(amount, l.denominator))
	}
	return hours
}
