package formulas

import "kpibook/formulas/period"

// What the two methods of a forecast do, and what their tests do.
const (
	committedMeans = "the lines in service on the last day go on for twelve months; of what falls due for renewal on the way, the share stays that the whole book renewed in the twelve months before (gross renewal rate); renewals decided by then count as decided. Lines that start or end after the data was cut are counted as the data has them. New customers and growth are not in it. Exchange rates stay as they are."
	trendMeans     = "the straight line through the last twelve months by least squares, drawn on for twelve months, and never below 0."
	testMeans      = "the forecast is made as of six months before the end of the period, of what was known then, and held against the six months that came: the mean of the absolute differences, each as a share of what came (MAPE)."
)

// forecasts is the part of the Revenue family that looks ahead.
func forecasts() []KPI {
	recurring := []string{"closing_mrr", "renewal_due_amount", "renewal_retained_amount", "recurring_revenue_forecast_error"}
	revenue := []string{"closing_mrr", "revenue", "recurring_revenue", "forecast_revenue_error"}
	return family(Revenue, []KPI{
		{
			ID: "recurring_revenue_forecast", Name: "Recurring revenue forecast",
			Definition: "Recurring revenue that the twelve months after the period will bring, as far as it is committed.",
			Not:        "No promise: its error over the last six months stands beside it. A cautious figure by design, as nobody new is in it; the trend, which takes growth for granted, is the variant.",
			Source:     Source{Dictionary, "Recurring Revenue Forecast"},
			Method:     MethodCommittedRecurring, Computed: committedMeans, Basis: recurring,
			Unit: Money, Better: Up,
			Variants: []Variant{{
				ID: "trend", Name: "By the trend",
				Method: MethodTrendRecurring, Computed: trendMeans, Basis: []string{"closing_mrr"},
				Note: "Draws the last twelve months' MRR on as a straight line. It knows no contract: a large customer who is leaving shows only once it has left.",
			}},
			Examples: []Example{
				example("recurring_revenue_forecast=1200000", "1200000"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("trend", "recurring_revenue_forecast=1260000", "1260000"),
			},
		},
		{
			ID: "recurring_revenue_forecast_error", Name: "Error of the recurring revenue forecast",
			Definition: "By what share the recurring revenue forecast of six months ago missed the months since.",
			Not:        "A test on one past half-year, not a range for the next. Exchange rates that moved are a part of the error.",
			Source:     Source{Dictionary, "Recurring Revenue Forecast"},
			Method:     MethodCommittedRecurringError, Computed: testMeans, Basis: []string{"closing_mrr"},
			Unit: Ratio, Better: Down,
			Grains: AtDimension | AtPortfolio,
			Variants: []Variant{{
				ID: "trend", Name: "Of the trend",
				Method: MethodTrendRecurringError, Computed: testMeans, Basis: []string{"closing_mrr"},
				Note: "The same test of the forecast by the trend, which needs eighteen months of history.",
			}},
			Examples: []Example{
				example("recurring_revenue_forecast_error=0.04", "0.04"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("trend", "recurring_revenue_forecast_error=0.07", "0.07"),
			},
		},
		{
			ID: "forecast_revenue", Name: "Revenue forecast",
			Definition: "All revenue that the twelve months after the period will bring: the committed recurring revenue and as much other revenue as the twelve months before brought.",
			Not:        "Two different things added: recurring revenue as the subscriptions have it, other revenue as invoiced. The trend of all invoiced revenue is the variant.",
			Source:     Source{Landscape, "Forecasting"},
			Method:     MethodCommittedRevenue, Computed: "the committed recurring revenue forecast, and beside it as much one-time and usage revenue as the twelve months up to the period brought.", Basis: revenue,
			Unit: Money, Better: Up,
			Variants: []Variant{{
				ID: "trend", Name: "By the trend",
				Method: MethodTrendRevenue, Computed: trendMeans, Basis: []string{"revenue"},
				Note: "Draws the invoiced revenue of the last twelve months on as a straight line, one-time business included.",
			}},
			Examples: []Example{
				example("forecast_revenue=1350000", "1350000"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("trend", "forecast_revenue=1400000", "1400000"),
			},
		},
		{
			ID: "forecast_revenue_error", Name: "Error of the revenue forecast",
			Definition: "By what share the revenue forecast of six months ago missed the months since.",
			Not:        "One-time business comes in lumps, so it is larger than the error of the recurring part.",
			Source:     Source{Landscape, "Forecasting"},
			Method:     MethodCommittedRevenueError, Computed: testMeans, Basis: []string{"revenue"},
			Unit: Ratio, Better: Down,
			Grains: AtDimension | AtPortfolio,
			Variants: []Variant{{
				ID: "trend", Name: "Of the trend",
				Method: MethodTrendRevenueError, Computed: testMeans, Basis: []string{"revenue"},
				Note: "The same test of the forecast by the trend, which needs eighteen months of invoices.",
			}},
			Examples: []Example{
				example("forecast_revenue_error=0.09", "0.09"),
				example("", "n/a (no invoices dataset)"),
				exampleOf("trend", "forecast_revenue_error=0.12", "0.12"),
			},
		},
		{
			ID: "revenue_concentration", Name: "Revenue concentration",
			Definition: "The share of ARR on the last day that the ten largest customers bring.",
			Not:        "Of a group, the ten largest in it. With ten customers or fewer it is 100 % whatever they bring; the variant tells those apart.",
			Method:     MethodTopTenShare, Computed: "customers by ARR, the largest first: the ARR of the first ten over all ARR.", Basis: []string{"closing_arr"},
			Unit: Ratio, Better: Down,
			Grains: AtDimension | AtPortfolio,
			Variants: []Variant{{
				ID: "hhi", Name: "Herfindahl-Hirschman index",
				Method: MethodHerfindahl, Computed: "each customer's share of ARR in percent, squared, then added: 10,000 for a single customer, 10,000 / n for n equal ones.", Basis: []string{"closing_arr"},
				Note: "Looks at all customers, and at large ones more than in proportion. 10,000 divided by it is how many equal customers would be as concentrated.",
				Unit: NumberUnit,
			}},
			Examples: []Example{
				example("revenue_concentration=0.35", "0.35"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("hhi", "revenue_concentration=180", "180"),
			},
		},
	})
}

// survival is the part of the Retention and churn family that looks at how long customers stay.
func survival() []KPI {
	return family(Retention, []KPI{
		{
			ID: "customer_half_life", Name: "Customer half-life",
			Definition: "Months after which half of the customers have left, told from all customers there have been up to the end of the period.",
			Not:        "No mean: a few who stay for ever do not move it. While more than half have always stayed it is not known yet, and n/a. Customers from before the data begins are left out.",
			Method:     MethodHalfLife, Computed: "the product-limit estimate (Kaplan and Meier): for each number of months, of the customers who had stayed for that long the share that left then; what these shares leave is multiplied up, and the half-life is the first number of months at which it is half or less. Customers who still pay count for as long as they have stayed; who comes back has left.", Basis: []string{"closing_customers", "churned_customers"},
			Unit: Months, Better: Up,
			Grains: AtDimension | AtPortfolio,
			Kinds:  KindSet(period.MonthKind, period.YTD, period.TTM), // told up to a day, so a longer period has none of its own
			Variants: []Variant{{
				ID: "at_this_churn", Name: "At the churn of this period",
				Method: MethodHalfLifeChurn, Computed: "the first whole number of months after which half or less would be left if every period lost the share of customers that this one lost.", Basis: []string{"churned_customers", "opening_customers"},
				Note:  "An extrapolation of a single period's logo churn, as it is mostly published; n/a where nobody left.",
				Kinds: KindSet(period.MonthKind, period.QuarterKind, period.HalfKind, period.YearKind, period.YTD, period.TTM),
			}},
			Examples: []Example{
				example("customer_half_life=30", "30"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("at_this_churn", "customer_half_life=35", "35"),
			},
		},
	})
}
