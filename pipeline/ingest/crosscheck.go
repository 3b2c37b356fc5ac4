package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/period"
)

// crosscheck reports where files contradict each other, and lists accounts that only other datasets know.
func (r *reader) crosscheck() {
	for _, dataset := range slices.Sorted(maps.Keys(r.reused)) {
		text, fix := "the id of a row of "+dataset+" is used again with different content; both rows are kept", "find out which of them is right, and give each its own id"
		switch dataset {
		case "accounts":
			text, fix = "an account has two rows from the same day on with different content; the later one in the file counts from that day", "take out the one that is wrong, or correct its valid_from"
		case "mrr":
			text, fix = "a row of mrr has the account, product, currency and month of another one; both are kept and add up", "map a product column if they are of several products, else keep one row a month"
		}
		r.report("duplicate_id", r.reused[dataset], text, fix)
	}
	r.checkRevenue()
	r.report("zero_days", &r.zeroDays, "a subscription ends on the day it starts, so it is never in service", "check end_dates: an inclusive last day has to be declared")
	r.report("early_start", &r.earlyStarts, fmt.Sprintf("a subscription starts before %d, and the figures begin with it", earlyYear), "correct the date, if it is a slip")
	r.report("trial_before_start", &r.noTrials, "a trial ends before its subscription starts, so the subscription has none", "check the two dates")
	r.report("usage_before_start", &r.early, "a usage row is dated before the start of its subscription; it counts as usage of the account", "check the dates of the two exports")
	r.crosscheckEvents()
	r.checkCreated()
	r.completeAccounts()
	r.checkStatus()
}

// report makes a finding of a tally, if there is anything in it.
func (r *reader) report(kind string, t *tally, text, fix string) {
	if t.count > 0 {
		r.records.Findings = append(r.records.Findings, Finding{Place: t.at, Kind: kind, Count: t.count, Sample: t.sample, Fix: fix,
			Text: fmt.Sprintf("%s: %s", text, times(t.count))})
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// completeAccounts adds an account for every id that only other datasets know.
func (r *reader) completeAccounts() {
	known := map[string]bool{}
	for i := range r.records.Accounts {
		known[r.records.Accounts[i].ID] = true
	}
	listed := maps.Clone(known)
	given := r.records.Datasets["accounts"] != nil
	alike := map[string]string{} // listed ids by what they are without what spreadsheets change
	for id := range listed {
		alike[bareID(id)] = id
	}
	var derived, near tally
	missing := map[string]*tally{}
	see := func(dataset, id string, at Place) {
		if listed[id] {
			return
		}
		if missing[dataset] == nil {
			missing[dataset] = &tally{}
		}
		if !known[id] {
			known[id] = true
			r.records.Accounts = append(r.records.Accounts, Account{Place: at, ID: id, CreatedOn: period.NoDate, Dimensions: map[string]string{}})
			derived.note(at, id)
			if other, ok := alike[bareID(id)]; ok {
				near.note(at, fmt.Sprintf("%q and %q", id, other))
			}
			missing[dataset].note(at, id)
		}
	}
	for _, s := range r.records.Subscriptions {
		see("subscriptions", s.Account, s.Place)
	}
	for _, m := range r.records.MRR {
		see("mrr", m.Account, m.Place)
	}
	r.seeEvents(see)
	var orphans tally
	for _, u := range r.records.Users {
		if given && !listed[u.Account] || !given && !known[u.Account] {
			orphans.note(u.Place, u.ID)
		}
		see("users", u.Account, u.Place)
	}
	for _, id := range slices.Sorted(maps.Keys(r.usageAccounts)) {
		see("usage", id, r.usageAccounts[id])
	}
	r.report("orphan_users", &orphans, "a user belongs to an account that is not listed", "add the account to the accounts or correct the id")
	if !given {
		r.report("accounts_derived", &tally{Place{-1, 0}, derived.count, derived.sample}, "there is no accounts dataset, so an account is derived from its id alone", "add a source of dataset accounts")
		return
	}
	r.report("account_alike", &near, "an account that is not listed differs from one that is only in capitals, in zeros before it or in .0 behind it, and counts as another customer",
		"if they are one, have both files write the id alike: as text, with its zeros")
	for _, dataset := range slices.Sorted(maps.Keys(missing)) {
		r.report("account_missing", missing[dataset], "an account of "+dataset+" is not in the accounts, so only its id is known", "add it to the accounts or correct the id")
	}
}

// bareID is an id without what spreadsheets change of it: capitals, zeros before it, .0 behind it.
func bareID(id string) string {
	return strings.TrimSuffix(strings.TrimLeft(strings.ToLower(id), "0"), ".0")
}

// checkCreated reports accounts that were created after their first subscription started.
func (r *reader) checkCreated() {
	first := map[string]period.Date{}
	for _, s := range r.records.Subscriptions {
		if start, ok := first[s.Account]; !ok || s.StartedOn < start {
			first[s.Account] = s.StartedOn
		}
	}
	var late tally
	for _, a := range r.records.Accounts {
		if start, ok := first[a.ID]; ok && a.CreatedOn != period.NoDate && a.CreatedOn > start {
			late.note(a.Place, a.ID)
		}
	}
	r.report("created_after_start", &late, "an account was created after its first subscription started; the subscriptions count as they are dated", "check the two dates")
}

// Statuses of accounts that say whether there is service.
func isActive(status string) bool {
	return slices.Contains([]string{"active", "current", "live", "customer", "paying"}, status)
}

func isChurned(status string) bool {
	return slices.Contains([]string{"churned", "inactive", "cancelled", "canceled", "closed", "lost", "terminated", "former", "ended", "expired"}, status)
}

// checkStatus compares the status of accounts with their subscriptions on the last day that the data covers: that of the
// latest usage row, or without usage the latest start of a subscription. A churned account should pay for nothing then, an active one have some line.
func (r *reader) checkStatus() {
	if len(r.records.Subscriptions) == 0 {
		return
	}
	last := r.records.Datasets["subscriptions"].Last
	if usage := r.records.Datasets["usage"]; usage != nil && usage.Rows > 0 {
		last = usage.Last
	}
	pays, served := map[string]bool{}, map[string]bool{}
	for _, s := range r.records.Subscriptions {
		if s.StartedOn > last || s.EndedOn != period.NoDate && s.EndedOn <= last {
			continue
		}
		served[s.Account] = true
		trial := s.Trial && s.TrialEndsOn == period.NoDate || s.TrialEndsOn > last
		if s.Kind == "recurring" && !trial && s.Amount.Sign() > 0 {
			pays[s.Account] = true
		}
	}
	var churned, active tally
	for _, a := range r.records.Accounts {
		switch {
		case isChurned(a.Status) && pays[a.ID]:
			churned.note(a.Place, a.ID)
		case isActive(a.Status) && !served[a.ID]:
			active.note(a.Place, a.ID)
		}
	}
	fix := "trust the subscriptions, which have dates, and correct the status; a status never changes a figure"
	r.report("status_contradiction", &churned, fmt.Sprintf("an account's status says it has left, but a recurring line is in service on %s", last), fix)
	r.report("status_contradiction", &active, fmt.Sprintf("an account's status says it is active, but no line is in service on %s", last), fix)
}

// Find adds findings that take the figures to see.
func (r *Records) Find(findings ...Finding) {
	r.Findings = append(r.Findings, findings...)
	sortFindings(r.Findings)
}

// sortFindings orders findings by file and line; those without a file come last.
func sortFindings(findings []Finding) {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(uint32(a.File), uint32(b.File)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Text, b.Text))
	})
}
