package qbr

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// detail is what lies behind the review: contracts and renewals, what is subscribed to, support, surveys, steps reached.
func (r *review) detail(account int) *reports.Sheet {
	a := r.book.Facts.Accounts[account]
	p := r.page(r.sheets[account].detail, reports.Results, "Details: "+titled(a), "As recorded in the data, up to "+r.quarter.LastDay().String()+". Amounts in their own currency.")
	within := r.book.Facts.Within(r.scope(account), r.quarter)
	r.health(p, account)
	r.contracts(p, within)
	r.renewals(p, within)
	r.subscriptions(p, account)
	r.support(p, account)
	r.surveys(p, within)
	r.milestones(p, within)
	p.Widths = []int{30, 20, 13, 13, 17, 17, 12, 34}
	return p.Sheet
}

// none says that a table has no rows, and why when its dataset was not there.
func (p page) none(from int, dataset string, loaded bool) {
	switch {
	case len(p.Rows) > from:
	case !loaded:
		p.add(text(reports.Body, notAvailable+" (no "+dataset+" dataset)"))
	default:
		p.add(text(reports.Body, "none"))
	}
}

func (r *review) loaded(dataset string) bool { return r.book.Records.Datasets[dataset] != nil }

// money is an amount in a currency of its own.
func money(d decimal.Decimal, currency string) reports.Cell {
	return number(d, reports.Plain, reports.Format{Kind: reports.FormatMoney, Currency: currency})
}

func (r *review) contracts(p page, within func(string) bool) {
	p.section("Contracts", "Contract", "State", "Starts", "Last day", "Recurring, whole term", "One-time fees", "| Currency", "Renewal")
	from, day := len(p.Rows), r.quarter.LastDay()
	list := slices.Clone(r.book.Records.Contracts)
	slices.SortStableFunc(list, func(a, b ingest.Contract) int { return int(a.StartsOn - b.StartsOn) })
	for _, c := range list {
		if !within(c.Account) || c.StartsOn > day {
			continue
		}
		state, renewal := "in force", "ends unless renewed"
		switch {
		case c.Terminated != period.NoDate && c.Terminated <= day:
			state = "terminated " + c.Terminated.String()
		case c.EndsOn != period.NoDate && c.EndsOn < day:
			state = "ended"
		}
		switch {
		case c.EndsOn == period.NoDate:
			renewal = "evergreen: has no end"
		case c.AutoRenew:
			renewal = "renews by itself"
		}
		p.add(text(reports.Label, c.ID), text(reports.Plain, state), date(c.StartsOn), date(c.EndsOn), money(c.Recurring, c.Currency), money(c.OneTimeFees, c.Currency), apart(text(reports.Plain, c.Currency)), text(reports.Plain, renewal))
	}
	p.none(from, "contracts", r.loaded("contracts"))
}

func (r *review) renewals(p page, within func(string) bool) {
	p.section("Renewals, a year back and ahead", "Contract", "Outcome", "Due", "Renewed on", "Annual amount due", "Annual, renewed", "| Currency")
	from := len(p.Rows)
	list := slices.Clone(r.book.Records.Renewals)
	slices.SortStableFunc(list, func(a, b ingest.Renewal) int { return int(a.DueOn - b.DueOn) })
	for _, n := range list {
		if !within(n.Account) || n.DueOn < r.quarter.LastDay()-366 || n.DueOn > r.quarter.LastDay()+366 {
			continue
		}
		outcome, renewed := n.Outcome, text(reports.Plain, "–")
		if outcome == "" && n.DueOn > r.quarter.LastDay() {
			outcome = "ahead"
		}
		if n.Renewed.Valid {
			renewed = money(n.Renewed.Decimal, n.Currency)
		}
		p.add(text(reports.Label, n.Contract), text(reports.Plain, outcome), date(n.DueOn), date(n.RenewedOn), money(n.Due, n.Currency), renewed, apart(text(reports.Plain, n.Currency)))
	}
	if !r.loaded("renewals") {
		r.derivedRenewals(p, within)
	}
	p.none(from, "renewals", r.loaded("renewals") || r.loaded("contracts"))
}

// derivedRenewals are what the contracts say where renewals are not recorded: one falls due the day after a contract's last.
func (r *review) derivedRenewals(p page, within func(string) bool) {
	successor := map[string]string{}
	for _, c := range r.book.Records.Contracts {
		if c.Renews != "" {
			successor[c.Renews] = c.ID
		}
	}
	day := r.quarter.LastDay()
	for _, c := range r.book.Records.Contracts {
		if !within(c.Account) || c.EndsOn == period.NoDate || c.EndsOn+1 < day-366 || c.EndsOn+1 > day+366 || c.StartsOn > day {
			continue
		}
		outcome := "–"
		switch {
		case successor[c.ID] != "":
			outcome = "renewed as " + successor[c.ID]
		case c.EndsOn+1 > day:
			outcome = "ahead"
		}
		p.add(text(reports.Label, c.ID), text(reports.Plain, outcome), date(c.EndsOn+1), date(period.NoDate), text(reports.Plain, "–"), text(reports.Plain, "–"), apart(text(reports.Plain, c.Currency)))
	}
}

// subscriptions are the recurring lines in service on the last day.
func (r *review) subscriptions(p page, account int) {
	p.section("Subscribed to on "+r.quarter.LastDay().String(), "Subscription", "Product, plan", "Since", "Until", "MRR", "Quantity", "| Currency")
	from, day := len(p.Rows), r.quarter.LastDay()
	for _, line := range r.book.Facts.Lines {
		if line.Account != account || line.Start > day || line.End <= day {
			continue
		}
		product := line.Product
		if line.Plan != "" {
			product += ", " + line.Plan
		}
		until := text(reports.Plain, "open")
		if line.End < endless {
			until = date(line.End - 1)
		}
		quantity := text(reports.Plain, "–")
		if line.Quantity >= 0 {
			quantity = number(decimal.New(line.Quantity, -6), reports.Plain, reports.Format{Kind: reports.FormatCount})
		}
		monthly, _ := expr.Fraction(line.Annual, 12_000_000).Decimal()
		p.add(text(reports.Label, line.Subscription), text(reports.Plain, product), date(line.Start), until, money(monthly, line.Currency), quantity, apart(text(reports.Plain, line.Currency)))
	}
	p.none(from, "subscriptions", r.loaded("subscriptions") || r.loaded("mrr"))
}

// endless is a day after every date that a line can end on.
var endless = period.DateOf(9999, 1, 1)

// support is what customers waited for: the median and the ninth decile, which no roll-up can give, beside the mean.
func (r *review) support(p page, account int) {
	p.section("Time to a first answer, in hours", "Period", "Answered tickets", "Mean", "Median", "9 of 10 within")
	from := len(p.Rows)
	for _, q := range r.compared() {
		hours := r.book.Facts.ResponseHours(r.scope(account), q)
		if len(hours) == 0 {
			continue
		}
		total := expr.Fraction(0, 1)
		for _, h := range hours {
			total = total.Add(h)
		}
		n := len(hours)
		median := hours[(n-1)/2].Add(hours[n/2]).Mul(expr.Fraction(1, 2))
		format := r.format(formulas.NumberUnit)
		p.add(text(reports.Label, q.Label()), number(decimal.NewFromInt(int64(n)), reports.Plain, reports.Format{Kind: reports.FormatCount}),
			valueCell(total.Mul(expr.Fraction(1, int64(n))), reports.Plain, format), valueCell(median, reports.Plain, format), valueCell(hours[(n*9+9)/10-1], reports.Plain, format))
	}
	p.none(from, "tickets", r.loaded("tickets"))
}

// surveys are the answers of the quarter and of the one before, the latest first.
func (r *review) surveys(p page, within func(string) bool) {
	p.section("Survey answers since "+r.compared()[1].FirstDay().String(), "Survey", "Type", "Answered", "Score", "| Scale")
	from := len(p.Rows)
	list := slices.Clone(r.book.Records.Surveys)
	slices.SortStableFunc(list, func(a, b ingest.Survey) int { return int(b.RespondedOn - a.RespondedOn) })
	for _, s := range list {
		if !within(s.Account) || !s.Score.Valid || s.RespondedOn > r.quarter.LastDay() || s.RespondedOn < r.compared()[1].FirstDay() {
			continue
		}
		scale := "–"
		if s.ScaleMin.Valid && s.ScaleMax.Valid {
			scale = s.ScaleMin.Decimal.String() + " to " + s.ScaleMax.Decimal.String()
			if s.LowIsGood {
				scale += ", low is good"
			}
		}
		kind := s.Type
		if kind == "" {
			kind = "–"
		}
		p.add(text(reports.Label, surveyNames[s.Kind]), text(reports.Plain, kind), date(s.RespondedOn), number(s.Score.Decimal, reports.Plain, reports.Format{}), apart(text(reports.Plain, scale)))
	}
	p.none(from, "surveys", r.loaded("surveys"))
}

var surveyNames = map[string]string{"nps": "NPS", "csat": "CSAT", "ces": "CES"}

// milestones are the steps that the customer has reached, and how long each took.
func (r *review) milestones(p page, within func(string) bool) {
	p.section("Value delivered: steps reached", "Step", "", "On", "Days since the one before")
	from := len(p.Rows)
	list := slices.Clone(r.book.Records.Milestones)
	slices.SortStableFunc(list, func(a, b ingest.Milestone) int { return int(a.On - b.On) })
	before := period.NoDate
	for _, m := range list {
		if !within(m.Account) || m.On > r.quarter.LastDay() {
			continue
		}
		took := text(reports.Plain, "–")
		if before != period.NoDate {
			took = number(decimal.NewFromInt(int64(m.On-before)), reports.Plain, reports.Format{Kind: reports.FormatDays})
		}
		before = m.On
		p.add(text(reports.Label, milestoneNames[m.Kind]), text(reports.Plain, ""), date(m.On), took)
	}
	p.none(from, "milestones", r.loaded("milestones"))
}

var milestoneNames = map[string]string{"contract_signed": "Contract signed", "onboarding_started": "Onboarding started", "onboarding_completed": "Onboarding completed",
	"go_live": "Gone live", "first_value": "First value reached"}

// glossary is the definitions of just the KPIs that stand in the pack.
func (r *review) glossary() *reports.Sheet {
	p := r.page(glossarySheet, reports.Control, "Glossary", "What the KPIs of this pack mean, in the definition that its figures use.")
	p.add()
	p.TitleFrom, p.TitleRows = len(p.Rows), 1
	p.add(headers("KPI", "Unit, better", "Definition, and what to mind", "Formula in words", "Source")...)
	p.Freeze = reports.Position{Row: len(p.Rows), Column: 1}
	entries := map[string]formulas.GlossaryEntry{}
	for _, e := range r.book.Catalogue.Glossary() {
		entries[e.ID] = e
	}
	for _, c := range r.book.KPIs() {
		if !r.shown[c.KPI.ID] {
			continue
		}
		e := entries[c.KPI.ID]
		name := text(reports.Label, e.Name)
		if e.Short != "" {
			name.Text += " (" + e.Short + ")"
		}
		name.Style.Wrap = true
		p.add(name, prose(fmt.Sprintf("%s, %s", r.unit(unitOf(c)), arrow(betterOf(c)))), prose(e.Definition+"\n"+e.Not), prose(c.KPI.Words(r.book.Catalogue, c.Variant)), prose(e.Source))
	}
	p.Widths = []int{30, 14, 60, 44, 36}
	return p.Sheet
}
