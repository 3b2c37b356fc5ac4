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
	})
}
