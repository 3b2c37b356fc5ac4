package ingest

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// load reads all rows of a view into the records.
func (r *reader) load(v *view) error {
	switch v.layout.dataset.Name {
	case "accounts":
		return each(v, r.account)
	case "subscriptions":
		return each(v, r.subscription)
	case "mrr":
		return each(v, r.monthlyRevenue)
	case "users":
		return each(v, r.user)
	case "usage":
		return r.stream(v)
	case "invoices":
		return each(v, r.invoice)
	case "contracts":
		return each(v, r.contract)
	case "renewals":
		return each(v, r.renewal)
	case "tickets":
		return each(v, r.ticket)
	case "surveys":
		return each(v, r.survey)
	case "opportunities":
		return each(v, r.opportunity)
	case "leads":
		return each(v, r.lead)
	case "costs":
		return each(v, r.cost)
	case "milestones":
		return each(v, r.milestone)
	case "touchpoints":
		return each(v, r.touchpoint)
	case "targets":
		return each(v, r.target)
	}
	return each(v, r.rate)
}

func (r *reader) account(c *cells, raw *rawAccount) {
	a := Account{Place: c.v.place(c.line), ID: raw.AccountID, Name: raw.Name, Parent: raw.Parent, Currency: c.currency(),
		Status: strings.ToLower(raw.Status), CreatedOn: c.day("created_on", raw.CreatedOn), Dimensions: map[string]string{}}
	a.ValidFrom = c.day("valid_from", raw.ValidFrom)
	a.Employees = c.number("employees", raw.Employees, 0)
	a.AnnualRevenue = c.money("annual_revenue")
	for name, value := range map[string]string{"segment": raw.Segment, "industry": raw.Industry, "region": raw.Region, "country": raw.Country, "csm": raw.CSM} {
		if c.v.layout.origins[c.column(name)].by != "" {
			a.Dimensions[name] = value
		}
	}
	for _, free := range c.v.layout.free {
		a.Dimensions[free.name] = c.v.oneLine(free.name, trimSpace(c.line.raw[free.field]))
	}
	if c.load() {
		r.records.Accounts = append(r.records.Accounts, a)
		r.loaded("accounts", a.CreatedOn)
	}
}

func (r *reader) subscription(c *cells, raw *rawSubscription) {
	s := Subscription{Place: c.v.place(c.line), ID: raw.SubscriptionID, Account: raw.AccountID, Product: raw.Product, Plan: raw.Plan,
		Quantity: c.number("quantity", raw.Quantity, maxPlaces), Currency: c.currency(),
		StartedOn: c.day("started_on", raw.StartedOn), EndedOn: c.end("ended_on", raw.EndedOn), TrialEndsOn: c.end("trial_ends_on", raw.TrialEndsOn),
		Trial: c.bool("trial", raw.Trial), Kind: c.choice("kind", raw.Kind, "recurring"), Status: raw.Status}
	once := false
	if s.Interval, once = c.interval("billing_interval", raw.BillingInterval); once && raw.Kind != "" && s.Kind == "recurring" {
		c.bad("billing_interval", raw.BillingInterval, "it says that the line is paid once, and kind that it recurs", "correct one of the two")
	} else if once {
		s.Kind = "one_time"
	}
	if placeholder(raw.TrialEndsOn, period.NoDate) == tooLate {
		s.Trial = true // one without an end
	}
	amount, unit := c.money("amount"), c.money("unit_amount")
	if at := c.column("unit_amount"); c.v.layout.ownField(at) && key(c.v.table.Header[c.v.layout.origins[at].field]) == "price" {
		c.v.say("price: read as unit_amount, the price of one, to be multiplied by quantity")
	}
	switch {
	case amount.Valid:
		s.Amount = amount.Decimal
	case unit.Valid && s.Quantity.Valid:
		s.Amount = unit.Decimal.Mul(s.Quantity.Decimal)
	case unit.Valid && s.Kind == "usage" && !r.job.MRR.Usage:
		c.v.say("amount: a line of usage has none without a quantity, and is no recurring revenue")
	case unit.Valid:
		c.fail("quantity", "", "fill in the quantity or the amount", "amount and quantity are empty, so unit_amount %s gives no amount", unit.Decimal)
	default:
		c.fail("amount", "", "fill it in; a line without a price has amount 0", "amount is empty")
	}
	if s.Discount = c.discount(raw); s.Discount.Amount.GreaterThan(s.Amount.Abs()) {
		c.fail("discount", raw.Discount, "give what is taken off the amount of one billing interval, or a percentage such as 10%", "discount %q: it is more than the amount, %s", shorten(raw.Discount, 60), s.Amount)
	}
	if s.EndedOn != period.NoDate && s.StartedOn != period.NoDate && s.EndedOn < s.StartedOn {
		c.fail("ended_on", raw.EndedOn, "correct one of the two; ended_on is the first day without service, unless end_dates says inclusive",
			"ended_on %s is before started_on %s", s.EndedOn, s.StartedOn)
	}
	if !c.load() {
		return
	}
	if s.EndedOn == s.StartedOn {
		r.zeroDays.note(s.Place, s.ID)
	}
	if s.StartedOn.Time().Year() < earlyYear {
		r.earlyStarts.note(s.Place, s.ID)
	}
	if s.TrialEndsOn != period.NoDate && s.TrialEndsOn < s.StartedOn {
		r.noTrials.note(s.Place, s.ID)
	}
	if once {
		r.paidOnce.note(raw.BillingInterval, s.Place, s.ID, s.Currency, s.Amount)
	}
	by := c.v.standing(s.Status)
	r.noteStatus(&s, by)
	c.v.lookBesides(c.line, &s)
	if amount.Valid && unit.Valid && s.Quantity.Valid && contradict(s.Amount, unit.Decimal, s.Quantity.Decimal, s.Currency) {
		r.unequal.note(s.Place, s.ID)
	}
	r.records.Subscriptions = append(r.records.Subscriptions, s)
	if s.Ahead {
		r.loaded("subscriptions")
		return
	}
	r.loaded("subscriptions", s.StartedOn)
}

func (r *reader) monthlyRevenue(c *cells, raw *rawMRR) {
	if c.v.layout.months != nil {
		r.monthlyRevenues(c, raw)
		return
	}
	m := MonthlyRevenue{Place: c.v.place(c.line), Account: raw.AccountID, Product: raw.Product, Currency: c.currency(),
		Month: c.month("month", raw.Month), Quantity: c.number("quantity", raw.Quantity, maxPlaces)}
	amount := c.money("mrr")
	if m.Amount = amount.Decimal; c.load() {
		r.records.MRR = append(r.records.MRR, m)
		r.loaded("mrr", m.Month.First(), m.Month.Last())
	}
}

func (r *reader) user(c *cells, raw *rawUser) {
	u := User{Place: c.v.place(c.line), Account: raw.AccountID, ID: raw.UserID,
		CreatedOn: c.day("created_on", raw.CreatedOn), DeactivatedOn: c.end("deactivated_on", raw.DeactivatedOn)}
	if u.CreatedOn != period.NoDate && u.DeactivatedOn != period.NoDate && u.DeactivatedOn < u.CreatedOn {
		c.fail("deactivated_on", raw.DeactivatedOn, "correct one of the two", "deactivated_on %s is before created_on %s", u.DeactivatedOn, u.CreatedOn)
	}
	if c.load() {
		r.records.Users = append(r.records.Users, u)
		r.loaded("users", u.CreatedOn, u.DeactivatedOn)
	}
}

// rate loads a row of fx rates: one rate, or one per currency of a wide table.
func (r *reader) rate(c *cells, raw *rawRate) {
	base := Rate{Place: c.v.place(c.line), On: c.day("on", raw.On), Base: c.code("base", raw.Base)}
	var rates []Rate
	add := func(quote, text string) {
		rate := base
		rate.Quote, rate.Rate = quote, c.number("rate", text, maxRatePlaces).Decimal
		switch before, ok := r.rates[rateKey{rate.On, rate.Base, rate.Quote}]; {
		case rate.Rate.Sign() <= 0:
			c.fail("rate", text, "correct the rate", "the rate of %s in %s is %s, which is not above zero", rate.Base, quote, rate.Rate)
		case rate.Base == quote && !rate.Rate.Equal(decimal.NewFromInt(1)):
			c.fail("rate", text, "correct the rate", "the rate of %s in itself is %s, not 1", quote, rate.Rate)
		case ok && !before.Equal(rate.Rate):
			c.fail("rate", text, "keep one of the two", "the rate of %s in %s on %s is %s here and %s before", rate.Base, quote, rate.On, rate.Rate, before)
		}
		rates = append(rates, rate)
	}
	if c.v.layout.wide == nil {
		add(c.code("quote", raw.Quote), raw.Rate)
	}
	for _, field := range c.v.layout.wide {
		if text := trimSpace(c.line.raw[field]); !isMissing(text) {
			add(c.v.table.Header[field], c.v.table.written(c.line.number, field, text, Number, c.v.formats[c.column("rate")].mark))
		}
	}
	if !c.load() {
		return
	}
	for _, rate := range rates {
		if inverse, ok := r.rates[rateKey{rate.On, rate.Quote, rate.Base}]; ok && beyond(rate.Rate.Mul(inverse)) {
			r.unsound.note(rate.Place, fmt.Sprintf("%s %s %s", rate.On, rate.Base, rate.Quote))
		}
		r.rates[rateKey{rate.On, rate.Base, rate.Quote}] = rate.Rate
	}
	r.records.Rates = append(r.records.Rates, rates...)
	r.loaded("fx_rates", base.On)
}

// rateKey is what only one rate is for.
type rateKey struct {
	on          period.Date
	base, quote string
}

func (c *cells) code(name, text string) string {
	code, problem := parseCurrency(text)
	if text != "" && problem != "" {
		c.bad(name, text, problem, "write an ISO 4217 code such as EUR")
	}
	return code
}

// loaded counts a loaded row and widens the cover of its dataset.
func (r *reader) loaded(dataset string, days ...period.Date) {
	l := r.records.Datasets[dataset]
	l.Rows++
	for _, day := range days {
		if day == period.NoDate {
			continue
		}
		if l.First == period.NoDate || day < l.First {
			l.First = day
		}
		l.Last = max(l.Last, day)
	}
}

// tally counts rows for a finding, and keeps a few of them.
type tally struct {
	at     Place
	count  int
	sample []string
}

func (t *tally) note(at Place, id string) {
	if t.count == 0 {
		t.at = at
	}
	t.count++
	if len(t.sample) < 5 {
		t.sample = append(t.sample, fmt.Sprintf("%s (line %d)", id, at.Line))
	}
}
