package formulas

import "kpibook/formulas/period"

// efficiency is the rest of the Unit economics family: what growth costs.
func efficiency() []KPI {
	return family(Economics, []KPI{
		{
			ID: "cac_payback_months", Name: "CAC payback",
			Definition: "Months until the MRR of the period's new customers has paid back the period's sales and marketing cost.",
			Not:        "Churn after the period is not in it, and revenue is taken whole: the variant counts the margin alone. New customers who left inside the period bring nothing here.",
			Formula:    "sales_marketing_cost / new_mrr",
			Unit:       Months, Better: Down,
			Grains: AtDimension | AtPortfolio,
			Variants: []Variant{{
				ID: "gross_margin", Name: "Out of the gross margin",
				Formula: "sales_marketing_cost / (new_mrr * gross_margin)",
				Note:    "Only what the cost of goods sold leaves of the revenue pays the cost back, so it takes longer than by the default. Like the gross margin, it is known for the whole book only, and n/a where no cost of goods sold is posted.",
				Grains:  AtPortfolio,
			}},
			Examples: []Example{
				example("sales_marketing_cost=60000 new_mrr=5000", "12"),
				example("sales_marketing_cost=60000 new_mrr=0", "n/a (zero denominator: new_mrr)"),
				exampleOf("gross_margin", "sales_marketing_cost=60000 new_mrr=5000 gross_margin=0.8", "15"),
			},
		},
		{
			ID: "magic_number", Name: "Magic number",
			Definition: "ARR gained over the period, all losses taken off, for each unit of sales and marketing cost in it.",
			Not:        "Cost and gain of the same period, at the same exchange rates. Below zero when the book shrank.",
			Formula:    "(closing_arr - opening_arr) / sales_marketing_cost",
			Unit:       NumberUnit, Better: Up,
			Grains: AtDimension | AtPortfolio,
			Variants: []Variant{{
				ID: "revenue", Name: "From quarterly revenue",
				Formula: "(revenue - prior_revenue) * periods_per_year / sales_marketing_cost",
				Note:    "Takes the growth of a quarter's invoiced revenue, brought to a year, as those must who see published accounts only. They usually divide by the cost of the quarter before; this divides by that of the same quarter.",
				Kinds:   KindSet(period.QuarterKind),
			}},
			Examples: []Example{
				example("closing_arr=330000 opening_arr=300000 sales_marketing_cost=40000", "0.75"),
				example("closing_arr=330000 opening_arr=300000 sales_marketing_cost=0", "n/a (zero denominator: sales_marketing_cost)"),
				exampleOf("revenue", "revenue=85000 prior_revenue=80000 periods_per_year=4 sales_marketing_cost=40000", "0.5"),
			},
		},
		{
			ID: "rule_of_40", Name: "Rule of 40",
			Definition: "Growth of the revenue over a year plus the net profit as a share of it. A company that grows fast may lose money, one that does not should earn; together they should make 40 %.",
			Not:        "Needs all costs of the company, not those of customer success alone, or the profit is too good. Capital expenditure is not taken off. Periods of a year only: growth over a month says nothing here.",
			Formula:    "growth_rate + net_profit / revenue",
			Unit:       Ratio, Better: Up,
			Grains: AtPortfolio,
			Kinds:  KindSet(period.YearKind, period.YTD, period.TTM),
			Examples: []Example{
				example("growth_rate=0.3 net_profit=15000 revenue=100000", "0.45"),
				example("growth_rate=0.3 net_profit=0 revenue=0", "n/a (zero denominator: revenue)"),
				example("growth_rate=0.3 revenue=100000", "n/a (no costs dataset)"),
			},
		},
		{
			ID: "burn_multiple", Name: "Burn multiple",
			Definition: "Money burned for each unit of ARR gained: all costs, capital expenditure included, less revenue, over the ARR gained in the period.",
			Not:        "Costs and invoices stand in for cash, which the data does not have. 0 when nothing was burned, and n/a when ARR did not grow, where a quotient would look better the worse things are.",
			Formula:    "max(capex - net_profit, 0) / max(closing_arr - opening_arr, 0)",
			Unit:       NumberUnit, Better: Down,
			Grains: AtPortfolio,
			Examples: []Example{
				example("capex=20000 net_profit=-40000 closing_arr=330000 opening_arr=300000", "2"),
				example("capex=0 net_profit=40000 closing_arr=330000 opening_arr=300000", "0"),
				example("capex=0 net_profit=-40000 closing_arr=290000 opening_arr=300000", "n/a (zero denominator)"),
				example("closing_arr=330000 opening_arr=300000", "n/a (no costs dataset)"),
			},
		},
	})
}
