package ingest

import (
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

func (r *reader) invoice(c *cells, raw *rawInvoice) {
	i := InvoiceLine{Place: c.v.place(c.line), Invoice: raw.InvoiceID, Line: raw.LineID, Account: raw.AccountID, Product: raw.Product,
		Kind: c.choice("kind", raw.Kind, ""), Currency: c.currency(), IssuedOn: c.day("issued_on", raw.IssuedOn),
		ServiceStart: c.day("service_start", raw.ServiceStart), ServiceEnd: c.last("service_end", raw.ServiceEnd), Amount: c.money("amount").Decimal}
	if tax := c.money("tax"); c.v.layout.profile != nil && c.v.layout.profile.Gross {
		i.Amount = i.Amount.Sub(tax.Decimal)
	}
	if i.ServiceEnd == i.ServiceStart-1 && c.v.layout.source.EndDates["service_end"] == "exclusive" {
		i.ServiceEnd = i.ServiceStart // a charge for a moment is one of that day
	}
	c.inOrder("service_start", i.ServiceStart, "service_end", i.ServiceEnd, raw.ServiceEnd)
	if c.load() {
		r.assigned("invoices", i.Account, i.Place, i.Invoice)
		r.records.Invoices = append(r.records.Invoices, i)
		if (i.ServiceStart == period.NoDate) != (i.ServiceEnd == period.NoDate) {
			r.halfServices.note(i.Place, i.Invoice)
		}
		switch {
		case among(takenBackWords, raw.Status):
			r.takenBack.note(i.Place, i.Invoice)
		case raw.Status != "" && !among(issuedWords, raw.Status):
			r.invoiceStatuses.note(raw.Status, i.Place, i.Invoice, i.Currency, i.Amount)
		}
		r.loaded("invoices", i.IssuedOn)
	}
}

func (r *reader) contract(c *cells, raw *rawContract) {
	t := Contract{Place: c.v.place(c.line), ID: raw.ContractID, Account: raw.AccountID, Renews: raw.RenewsContractID, Currency: c.currency(),
		SignedOn: c.day("signed_on", raw.SignedOn), StartsOn: c.day("starts_on", raw.StartsOn), EndsOn: c.last("ends_on", raw.EndsOn),
		Terminated: c.end("terminated_on", raw.TerminatedOn), AutoRenew: c.bool("auto_renew", raw.AutoRenew)}
	total, recurring, fees := c.money("total_value"), c.money("recurring_value"), c.notBelowZero("one_time_fees", c.money("one_time_fees"))
	t.Recurring, t.OneTimeFees = recurring.Decimal, fees.Decimal
	switch {
	case !recurring.Valid && !total.Valid:
		c.fail("total_value", "", "fill in one of the two", "total_value and recurring_value are empty")
	case !recurring.Valid:
		if t.Recurring = total.Decimal.Sub(fees.Decimal); t.Recurring.Sign() < 0 && fees.Decimal.Sign() > 0 {
			c.fail("one_time_fees", raw.OneTimeFees, "correct one of the two; total_value includes the fees", "one_time_fees %s are more than total_value %s", fees.Decimal, total.Decimal)
		}
	case total.Valid && !fees.Valid:
		if t.OneTimeFees = total.Decimal.Sub(recurring.Decimal); t.OneTimeFees.Sign() < 0 {
			c.fail("recurring_value", raw.RecurringValue, "correct one of the two; both are of the whole term", "recurring_value %s is more than total_value %s", recurring.Decimal, total.Decimal)
		}
	}
	c.inOrder("starts_on", t.StartsOn, "ends_on", t.EndsOn, raw.EndsOn)
	if !c.load() {
		return
	}
	if total.Valid && !total.Decimal.Equal(t.Recurring.Add(t.OneTimeFees)) {
		r.contradicted.note(t.Place, t.ID)
	}
	r.records.Contracts = append(r.records.Contracts, t)
	r.loaded("contracts", t.StartsOn, t.SignedOn)
}

func (r *reader) renewal(c *cells, raw *rawRenewal) {
	n := Renewal{Place: c.v.place(c.line), Account: raw.AccountID, Contract: raw.ContractID, Currency: c.currency(), DueOn: c.day("due_on", raw.DueOn),
		RenewedOn: c.day("renewed_on", raw.RenewedOn), Due: c.notBelowZero("amount_due", c.money("amount_due")).Decimal,
		Renewed:   c.notBelowZero("amount_renewed", c.money("amount_renewed")),
		Expansion: c.notBelowZero("expansion_amount", c.money("expansion_amount")), Outcome: c.choice("outcome", raw.Outcome, "")}
	switch {
	case n.Outcome == "lost" && n.Renewed.Decimal.Sign() > 0:
		c.fail("outcome", raw.Outcome, "correct one of the two", "amount_renewed is %s, but the outcome is lost", n.Renewed.Decimal)
	case n.Renewed.Valid && n.Expansion.Decimal.GreaterThan(n.Renewed.Decimal):
		c.fail("expansion_amount", raw.ExpansionAmount, "correct one of the two; amount_renewed includes the expansion", "expansion_amount %s is more than amount_renewed %s", n.Expansion.Decimal, n.Renewed.Decimal)
	}
	if !c.load() {
		return
	}
	if n.Outcome == "renewed" && !n.Renewed.Valid {
		r.unvalued.note(n.Place, n.Account)
	}
	r.records.Renewals = append(r.records.Renewals, n)
	r.loaded("renewals", n.DueOn)
}

func (r *reader) opportunity(c *cells, raw *rawOpportunity) {
	o := Opportunity{Place: c.v.place(c.line), ID: raw.OpportunityID, Account: raw.AccountID, Product: raw.Product, Kind: c.choice("kind", raw.Kind, ""),
		Stage: raw.Stage, Outcome: c.choice("outcome", raw.Outcome, ""), Source: category(raw.Source), ReferredBy: raw.ReferredBy,
		Amount: c.money("amount"), CreatedOn: c.day("created_on", raw.CreatedOn), ClosedOn: c.day("closed_on", raw.ClosedOn)}
	if p := c.v.layout.profile; p != nil && p.Several != "" && strings.Contains(o.Account, p.Several) {
		r.severalAccounts.note(o.Place, o.ID)
		o.Account = ""
	}
	if o.Currency = c.line.currency; o.Amount.Valid {
		o.Currency = c.currency()
	}
	if o.Outcome == "" {
		if o.Outcome = dealOutcomes()[plain(o.Stage)]; o.Outcome == "" {
			o.Outcome = "open"
		}
		c.v.say("outcome: where it is not given, the stage says won, lost, closed won or closed lost, and anything else is open")
	}
	if !c.load() {
		return
	}
	if r.dealsDecided = r.dealsDecided || o.Outcome != "open"; o.Outcome == "open" && raw.Outcome == "" {
		r.openStages.note(o.Stage, o.Place, o.ID, o.Currency, o.Amount.Decimal)
	}
	switch {
	case o.Outcome == "open" && o.ClosedOn != period.NoDate:
		o.ClosedOn = period.NoDate
		c.v.say("closed_on: of an open deal it is what is expected, and is not used")
	case o.Outcome == "open":
	case o.ClosedOn == period.NoDate:
		r.undatedDeals.note(o.Place, o.ID)
	case o.ClosedOn < o.CreatedOn:
		r.earlyCloses.note(o.Place, o.ID)
	}
	r.records.Opportunities = append(r.records.Opportunities, o)
	r.loaded("opportunities", o.CreatedOn, o.ClosedOn)
}

func (r *reader) cost(c *cells, raw *rawCost) {
	p := Cost{Place: c.v.place(c.line), Account: raw.AccountID, Category: category(raw.Category), Currency: c.currency(), On: c.day("date", raw.Date),
		Amount: c.money("amount").Decimal}
	if raw.Category != "" && p.Category == "" {
		c.bad("category", raw.Category, "it names no category", "write one such as sales, marketing or cs_team")
	}
	if c.load() {
		r.records.Costs = append(r.records.Costs, p)
		r.loaded("costs", p.On)
	}
}

// target loads a goal; 108% is 1.08.
func (r *reader) target(c *cells, raw *rawTarget) {
	t := Target{Place: c.v.place(c.line), KPI: raw.KPI, Period: raw.Period, Scope: raw.Scope}
	if figure, ok := takeApart(raw.Value); ok && figure.percent {
		value, problem := figure.number(c.v.formats[c.column("value")].mark, maxPlaces)
		if problem != "" || figure.currency != "" {
			c.bad("value", raw.Value, "not a percentage", "write it as 108% or 1.08")
		}
		t.Value, t.Percent = value.Mul(decimal.New(1, -2)), true
	} else {
		t.Value = c.number("value", raw.Value, maxPlaces).Decimal
	}
	if c.load() {
		r.records.Targets = append(r.records.Targets, t)
		r.loaded("targets")
	}
}
