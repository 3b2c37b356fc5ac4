package ingest

import (
	"maps"
	"slices"

	"kpibook/formulas/period"
)

// crosscheckEvents reports what is odd about contracts, renewals, deals, surveys and rows without an account.
func (r *reader) crosscheckEvents() {
	r.report("contract_values", &r.contradicted, "the total_value of a contract is not its recurring_value and one_time_fees together; those two are used", "correct one of the three")
	r.report("half_service", &r.halfServices, "an invoice line has only one of service_start and service_end, so it is not spread and counts on the day it was issued", "fill in both, or neither for what is no service over time")
	r.report("taken_back", &r.takenBack, "an invoice line is cancelled, refunded or written off and counts as revenue all the same, since a credit note may take it back", "if none does, map it: values: {status: {\"cancelled\": void}} for this source")
	r.report("renewed_without_amount", &r.unvalued, "a renewal is renewed without an amount_renewed, so it counts in numbers but not in amounts", "fill in the annual amount after the renewal")
	r.report("deal_without_date", &r.undatedDeals, "a deal is won or lost without a closed_on, so it counts in no period", "fill in when it was closed")
	r.report("closed_before_created", &r.earlyCloses, "a deal was closed before it was created; it counts when it was closed", "check the two dates")
	if !r.dealsDecided {
		r.reportStatus("no_deal_decided", r.openStages, "no deal is won or lost, by the stages that kpibook knows: all are open, %s, worth %s",
			"say which stages are won and lost: values: {stage: {%q: won}} for this source")
	}
	r.report("several_accounts", &r.severalAccounts, "a deal names several customers, and nobody says whose it is, so it is unassigned: a part of the portfolio only", "leave one customer with the deal")
	r.report("no_score", &r.noScore, "a survey has no score, so it counts as sent and not as answered", "nothing, if there was no answer; else export the score")
	for _, dataset := range slices.Sorted(maps.Keys(r.noAccount)) {
		r.report("no_account", r.noAccount[dataset], "a row of "+dataset+" has no account, so it is unassigned: a part of the portfolio only", "fill in the account where it is known")
	}
	r.linkContracts()
}

// linkContracts follows the references to contracts. One that leads nowhere, to the contract itself or to one that does not
// start before it is taken out.
func (r *reader) linkContracts() {
	starts := make(map[string]period.Date, len(r.records.Contracts)) // the first day of each
	for i := range r.records.Contracts {
		c := &r.records.Contracts[i]
		if first, ok := starts[c.ID]; !ok || c.StartsOn < first {
			starts[c.ID] = c.StartsOn
		}
	}
	var lost, self, early, renewals tally
	for i := range r.records.Contracts {
		c := &r.records.Contracts[i]
		before, known := starts[c.Renews]
		switch {
		case c.Renews == "":
		case c.Renews == c.ID:
			self.note(c.Place, c.ID)
			c.Renews = ""
		case !known:
			lost.note(c.Place, c.Renews)
			c.Renews = ""
		case before >= c.StartsOn:
			early.note(c.Place, c.ID)
			c.Renews = ""
		}
	}
	for i := range r.records.Renewals {
		n := &r.records.Renewals[i]
		if _, known := starts[n.Contract]; n.Contract != "" && len(starts) > 0 && !known {
			renewals.note(n.Place, n.Contract)
		}
	}
	r.report("contract_renews_itself", &self, "renews_contract_id of a contract is the contract's own id, so it is not used", "give the id of the contract before it")
	r.report("contract_renews_later", &early, "renews_contract_id of a contract names one that does not start before it, so it is not used and both count", "correct the id or the two starts; a contract that was replaced from its first day on is to be left out")
	r.report("contract_missing", &lost, "renews_contract_id names a contract that is not in the contracts, so it is not used", "add it to the contracts or correct the id")
	r.report("contract_missing", &renewals, "contract_id of a renewal names a contract that is not in the contracts", "add it to the contracts or correct the id")
}

// seeEvents hands over the accounts of all dated rows.
func (r *reader) seeEvents(see func(dataset, id string, at Place)) {
	seen := func(dataset, id string, at Place) {
		if id != "" {
			see(dataset, id, at)
		}
	}
	for _, i := range r.records.Invoices {
		seen("invoices", i.Account, i.Place)
	}
	for _, c := range r.records.Contracts {
		seen("contracts", c.Account, c.Place)
	}
	for _, n := range r.records.Renewals {
		seen("renewals", n.Account, n.Place)
	}
	for _, t := range r.records.Tickets {
		seen("tickets", t.Account, t.Place)
	}
	for _, s := range r.records.Surveys {
		seen("surveys", s.Account, s.Place)
	}
	for _, o := range r.records.Opportunities {
		seen("opportunities", o.Account, o.Place)
		seen("opportunities", o.ReferredBy, o.Place)
	}
	for _, c := range r.records.Costs {
		seen("costs", c.Account, c.Place)
	}
	for _, m := range r.records.Milestones {
		seen("milestones", m.Account, m.Place)
	}
	for _, p := range r.records.Touchpoints {
		seen("touchpoints", p.Account, p.Place)
	}
}
