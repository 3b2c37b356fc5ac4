package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// deal is an opportunity with its amount in millionths of its own currency, where it has one.
type deal struct {
	*ingest.Opportunity
	account int32
	amount  int64
	valued  bool
}

// bookOpportunities books deals as closed, as open and by their source.
func (f *Facts) bookOpportunities(rows []ingest.Opportunity) (faults ingest.Faults) {
	x := f.exchange("opportunities")
	deals := make([]deal, len(rows))
	for i := range rows {
		d := deal{Opportunity: &rows[i], account: f.account(rows[i].Account), valued: rows[i].Amount.Valid}
		if d.valued {
			d.amount, d.valued = x.millionths(d.Amount.Decimal, d.Place)
		}
		deals[i] = d
	}
	f.bookClosedDeals(deals, x)
	f.bookOpenDeals(deals, x)
	f.bookDealSources(deals)
	return x.settle()
}

// bookClosedDeals books deals won and lost by the day they closed, at that month's average rate; renewals only where the job
// asks for them. A deal without an amount is counted, and left out of the amounts. A referral won is also its referrer's.
func (f *Facts) bookClosedDeals(deals []deal, x *exchange) {
	closed := func(measure string, denominator int64) *flow {
		return f.flow(measure, x.dataset, denominator).needs(f, "outcome").needs(f, "closed_on")
	}
	counts := map[string]*flow{"won": closed("opportunities_won", 1), "lost": closed("opportunities_lost", 1)}
	amounts := map[string]*flow{"won": closed("won_amount", scale).needs(f, "amount"), "lost": closed("lost_amount", scale).needs(f, "amount")}
	priced := closed("opportunities_won_valued", 1).needs(f, "amount")
	unvalued := map[string]*flow{"won": f.leftOut("won_amount", x.dataset).needs(f, "amount"), "lost": f.leftOut("lost_amount", x.dataset).needs(f, "amount")}
	referred := closed(wonReferrals, scale).needs(f, "amount").needs(f, "source")
	for _, d := range deals {
		if counts[d.Outcome] == nil || d.ClosedOn == period.NoDate || d.Kind == "renewal" && !f.settings.kpis.RenewalOpportunities {
			continue
		}
		counts[d.Outcome].add(d.account, d.ClosedOn, 1, d.Place)
		if !d.valued {
			unvalued[d.Outcome].add(d.account, d.ClosedOn, 1, d.Place)
			continue
		}
		value, ok := x.average(d.amount, d.Currency, d.ClosedOn, d.Place)
		if !ok {
			continue
		}
		amounts[d.Outcome].add(d.account, d.ClosedOn, value, d.Place)
		if d.Outcome == "won" {
			priced.add(d.account, d.ClosedOn, 1, d.Place)
		}
		if d.Outcome == "won" && category(d.Source) == "referral" {
			referred.add(f.account(d.ReferredBy), d.ClosedOn, value, d.Place)
		}
	}
}

// bookOpenDeals books deals as open from the day they were created, at closing rates. The day of an open deal is that of its
// expected close, which is none. A deal that is decided on a day unknown, or created on one, is not known to be open.
func (f *Facts) bookOpenDeals(deals []deal, x *exchange) {
	opened := func(measure string, denominator int64) *stock {
		return f.stock(measure, x.dataset, denominator).needs(f, "created_on").needs(f, "closed_on")
	}
	count, amount := opened("open_opportunities", 1), opened("open_opportunity_amount", scale).needs(f, "amount")
	for _, d := range deals {
		decided := d.Outcome == "won" || d.Outcome == "lost"
		if d.CreatedOn == period.NoDate || decided && d.ClosedOn == period.NoDate {
			continue
		}
		until := d.ClosedOn
		if d.Outcome == "open" {
			until = period.NoDate
		}
		count.add(d.account, d.CreatedOn, until, 1, d.Place)
		if d.valued {
			x.hold(amount, d.account, d.CreatedOn, until, d.amount, d.Currency, d.Place)
		}
	}
}

// bookDealSources counts deals by where they came from, on the day they were created. A referral is the referrer's, not the
// prospect's; where the deals do not say who referred, the portfolio alone has it.
func (f *Facts) bookDealSources(deals []deal) {
	from := func(measure string) *flow {
		return f.flow(measure, "opportunities", 1).needs(f, "created_on").needs(f, "source")
	}
	csqls, referrals := from("csqls"), from("referrals")
	if loaded := f.datasets["opportunities"]; loaded != nil && !loaded.Columns["referred_by_account_id"] {
		referrals.below = expr.Reason{Code: expr.NoColumn, Detail: "referred_by_account_id"}
	}
	for _, d := range deals {
		switch category(d.Source) {
		case "csql":
			csqls.add(d.account, d.CreatedOn, 1, d.Place)
		case "referral":
			referrals.add(f.account(d.ReferredBy), d.CreatedOn, 1, d.Place)
		}
	}
}
