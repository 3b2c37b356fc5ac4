package formulas

// operations is the Operations family.
func operations() []KPI {
	return family(Operations, []KPI{
		{
			ID: "accounts_per_csm", Name: "Accounts per manager",
			Definition: "Paying customers on the last day of the period for each customer success manager who looks after any.",
			Not:        "A mean, not anyone's load. Customers without a manager are in the customers and add no manager; managers without a paying customer are not counted.",
			Source:     Source{Landscape, "Capacity Planning"},
			Formula:    "closing_customers / csm_count",
			Unit:       NumberUnit,
			Grains:     AtDimension | AtPortfolio,
			Examples: []Example{
				example("closing_customers=210 csm_count=6", "35"),
				example("closing_customers=210 csm_count=0", "n/a (zero denominator: csm_count)"),
				example("closing_customers=210", "n/a (no accounts dataset)"),
			},
		},
		{
			ID: "arr_per_csm", Name: "ARR per manager",
			Definition: "ARR on the last day of the period for each customer success manager who looks after any of it, in the report's currency.",
			Not:        "A mean, not anyone's book. ARR of customers without a manager is in it.",
			Source:     Source{Landscape, "Capacity Planning"},
			Formula:    "annual_recurring_revenue / csm_count",
			Unit:       NumberUnit,
			Grains:     AtDimension | AtPortfolio,
			Examples: []Example{
				example("annual_recurring_revenue=12000000 csm_count=6", "2000000"),
				example("annual_recurring_revenue=12000000 csm_count=0", "n/a (zero denominator: csm_count)"),
				example("annual_recurring_revenue=12000000", "n/a (no accounts dataset)"),
			},
		},
		{
			ID: "csms_needed", Name: "Managers needed",
			Definition: "Customer success managers that the ARR forecast for a year after the period would need if each looked after as much as the job says.",
			Not:        "A figure to plan with, not rounded up. ARR as committed: new customers are not in it.",
			Source:     Source{Landscape, "Capacity Planning"},
			Formula:    "forecast_arr / target_arr_per_csm",
			Unit:       NumberUnit,
			Grains:     AtPortfolio,
			Examples: []Example{
				example("forecast_arr=12000000 target_arr_per_csm=2000000", "6"),
				example("forecast_arr=12000000 target_arr_per_csm=0", "n/a (zero denominator: target_arr_per_csm)"),
				example("forecast_arr=12000000", "n/a (target_arr_per_csm not set)"),
			},
		},
	})
}
