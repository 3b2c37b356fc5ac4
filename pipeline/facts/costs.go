package facts

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// costMeasure is a sum of cost postings by their category.
type costMeasure struct {
	*flow
	categories []string
	others     bool // all categories but these
	takenOff   bool // from what the flow has
	shared     bool // groups have it only where every posting names an account; accounts without a posting likewise
	posted     bool // accounts do not have it without any posting either
}

// takes tells whether postings of a category count.
func (m costMeasure) takes(category string) bool {
	return slices.Contains(m.categories, category) != m.others
}

// bookCosts books cost postings at their month's average rate. A posting has one category, so it counts once in a measure.
// Net profit is revenue less costs; bookInvoices comes before.
//
// The costs of customers are those posted to them. While some posting of the period names nobody, a part of it may be anybody's:
// no group has a cost then, and an account only where something was posted to it, since 0 would claim that it cost nothing.
func (f *Facts) bookCosts(rows []ingest.Cost) (faults ingest.Faults) {
	money := func(measure string) *flow { return f.flow(measure, "costs", scale) }
	serve := append([]string{"cost_to_serve"}, categories(f.settings.kpis.CostToServeCategories)...)
	cogs := money("cogs")
	profit := money("net_profit").also(f, "invoices")
	investment := money("investment_cost")
	measures := []costMeasure{
		{flow: money("sales_marketing_cost"), categories: []string{"sales", "marketing"}, shared: true},
		{flow: money("cost_to_serve"), categories: serve, shared: true, posted: true},
		{flow: money("cs_cost"), categories: []string{"cs_team", "cs_tools", "cs_programmes"}, shared: true},
		{flow: money("capex"), categories: []string{"capex"}},
		{flow: money("opex"), categories: []string{"capex", "cogs"}, others: true},
		{flow: cogs, categories: []string{"cogs"}},
		{flow: profit, categories: []string{"capex"}, others: true, takenOff: true},
		{flow: investment, categories: categories(f.settings.kpis.InvestmentCategories)},
	}
	if len(f.settings.kpis.InvestmentCategories) == 0 && investment.reason.Code == expr.Available {
		investment.reason = expr.Reason{Code: expr.NoSetting, Detail: "kpis.investment_categories"}
	}
	profit.events = slices.Clone(f.flows["revenue"].events)
	x := f.exchange("costs")
	for i := range rows {
		row := &rows[i]
		amount, ok := x.millionths(row.Amount, row.Place)
		if !ok || row.On == period.NoDate {
			continue
		}
		if amount, ok = x.average(amount, row.Currency, row.On, row.Place); !ok {
			continue
		}
		account, category := f.account(row.Account), category(row.Category)
		for _, m := range measures {
			switch {
			case !m.takes(category):
			case m.takenOff:
				m.add(account, row.On, -amount, row.Place)
			default:
				m.add(account, row.On, amount, row.Place)
			}
		}
	}
	for _, m := range measures {
		m.allocated = m.shared
		if m.shared && !f.assigned(m.flow) && (m.posted || len(m.events) > 0) {
			m.below = expr.Reason{Code: expr.NotAtThisGrain, Detail: "no posting has an account"}
		}
	}
	if len(cogs.events) == 0 && cogs.reason.Code == expr.Available {
		cogs.reason = expr.Reason{Code: expr.OutsideCover, Detail: "costs have no posting of cogs"}
	}
	return x.settle()
}

// assigned tells whether any event of a flow has an account.
func (f *Facts) assigned(l *flow) bool {
	return slices.ContainsFunc(l.events, func(e event) bool { return int(e.account) < len(f.Accounts) })
}

// category is a cost category as the measures spell it: "CS Team" and "cs-team" are cs_team.
func category(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" \t-_\u00a0", r) }), "_")
}

func categories(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = category(name)
	}
	return list
}

// stated sets a measure to an amount of the job file, which the portfolio alone has; without one the measure is not set.
func (f *Facts) stated(c *columns, measure, text string) {
	amount, err := decimal.NewFromString(text)
	if err != nil {
		return // left out: the job file takes nothing but an amount
	}
	if value, err := annualise(amount, 1, 1); err == nil {
		column := &Column{Values: make([]int64, len(f.Accounts)+1), Denominator: scale}
		column.Values[len(f.Accounts)] = value
		c.of[measure] = column
	}
}
