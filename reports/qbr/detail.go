package qbr

import (
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// detail is what lies behind the review: health, value delivered, contracts and renewals, what is subscribed to, support, surveys.
func (r *review) detail(account int, standings map[string]standing) *reports.Sheet {
	a := r.book.Facts.Accounts[account]
	p := r.page(r.sheets[account].detail, reports.Results, "Details: "+titled(a), "As recorded in the data, up to "+r.quarter.LastDay().String()+".")
	within := r.book.Facts.Within(r.scope(account), r.quarter)
	r.health(p, account)
	r.value(p, account, standings)
	r.milestones(p, within)
	r.contracts(p, within)
	r.renewals(p, account)
	r.subscriptions(p, account)
	r.support(p, account)
	r.surveys(p, within)
	p.Widths = []int{32, 20, 17, 17, 17, 17, 12, 22, 10, 10}
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
