package formulas

// invoiced is the rest of the Revenue family: what rests on invoices and contracts.
func invoiced() []KPI {
	return family(Revenue, []KPI{
		{
			ID: "recurring_revenue", Name: "Recurring revenue",
			Definition: "The part of the period's invoiced revenue that comes from recurring lines, spread over the days of service.",
			Not:        "Not MRR: it is what was earned over the whole period, not what runs on its last day. One-time and usage lines are out.",
			Source:     Source{Landscape, "Recurring Revenue"},
			Formula:    "recurring_revenue",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("recurring_revenue=90000", "90000"),
				example("", "n/a (no invoices dataset)"),
			},
		},
		{
			ID: "recurring_revenue_share", Name: "Recurring share of revenue",
			Definition: "Recurring revenue as a share of all invoiced revenue of the period.",
			Not:        "Credit notes count negative in both parts, so a large one for one-time work may take it past 100 %.",
			Source:     Source{Landscape, "Recurring Revenue"},
			Formula:    "recurring_revenue / revenue",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("recurring_revenue=90000 revenue=100000", "0.9"),
				example("recurring_revenue=0 revenue=0", "n/a (zero denominator: revenue)"),
				example("", "n/a (no invoices dataset)"),
			},
		},
		{
			ID: "average_revenue_per_user", Name: "Average revenue per user", Short: "ARPU",
			Definition: "Invoiced revenue of the period for each customer served in it.",
			Not:        "The glossary says user and divides by customers, and so does this; the variant divides by people. Not average revenue per account, which is MRR on the last day.",
			Source:     Source{Landscape, "Average Revenue Per User (ARPU)"},
			Formula:    "revenue / customers_served",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "per_active_user", Name: "For each active user",
				Formula: "revenue / mau",
				Note:    "Divides by the monthly active users, over a longer period by the mean of its months: user in the literal sense. Customers who pay and have no active user stay in the revenue and add nobody to the base.",
			}},
			Examples: []Example{
				example("revenue=100000 customers_served=80", "1250"),
				example("revenue=0 customers_served=0", "n/a (zero denominator: customers_served)"),
				example("customers_served=80", "n/a (no invoices dataset)"),
				exampleOf("per_active_user", "revenue=100000 mau=400", "250"),
			},
		},
		{
			ID: "annual_run_rate", Name: "Annual run rate",
			Definition: "What a year would bring if each of its periods brought the revenue of this one, one-time fees included.",
			Not:        "Not ARR, which counts subscriptions alone, and no forecast: a large one-time invoice is multiplied as well.",
			Source:     Source{Landscape, "Run Rate"},
			Formula:    "revenue * periods_per_year",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("revenue=100000 periods_per_year=12", "1200000"),
				example("periods_per_year=12", "n/a (no invoices dataset)"),
			},
		},
		{
			ID: "monthly_run_rate", Name: "Monthly run rate",
			Definition: "The period's revenue as a mean month, one-time fees included.",
			Not:        "Not MRR, which counts subscriptions alone as they stand on the last day. In a single month it is that month's revenue.",
			Source:     Source{Landscape, "Run Rate"},
			Formula:    "revenue * periods_per_year / 12",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("revenue=330000 periods_per_year=4", "110000"),
				example("periods_per_year=4", "n/a (no invoices dataset)"),
			},
		},
		{
			ID: "growth_rate", Name: "Growth rate", Short: "GR",
			Definition: "By what share the period's revenue exceeds that of the period before; for the year to date and the trailing twelve months, that of a year before.",
			Not:        "Not the growth of MRR or of the number of customers. Where the earlier revenue was negative, the sign of the rate means nothing.",
			Source:     Source{Landscape, "Growth Rate (GR)"},
			Formula:    "(revenue - prior_revenue) / prior_revenue",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("revenue=110000 prior_revenue=100000", "0.1"),
				example("revenue=110000 prior_revenue=0", "n/a (zero denominator: prior_revenue)"),
				example("revenue=110000", "n/a (no invoices dataset)"),
			},
		},
		{
			ID: "annual_contract_value", Name: "Annual contract value", Short: "ACV",
			Definition: "Recurring value of the contracts in force on the last day of the period, each divided by the years of its own term, then added up.",
			Not:        "One-time fees and superseded contracts are out, evergreen contracts have no term and are left out too. Not all values over all years: 300 over three years and 100 over one make 200, not 100. A contract of less than a year is annualised and counts for more than it brings.",
			Source:     Source{Landscape, "Annual Contract Value (ACV)"},
			Formula:    "contract_annual_value",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "mean", Name: "For each contract",
				Formula: "contract_annual_value / term_contracts_in_force",
				Note:    "The mean over the contracts in force that have a term, which many publish under the same name. Evergreen contracts are in neither the value nor the number.",
			}},
			Examples: []Example{
				example("contract_annual_value=240000", "240000"),
				example("", "n/a (no contracts dataset)"),
				exampleOf("mean", "contract_annual_value=240000 term_contracts_in_force=20", "12000"),
				exampleOf("mean", "contract_annual_value=0 term_contracts_in_force=0", "n/a (zero denominator: term_contracts_in_force)"),
			},
		},
		{
			ID: "total_contract_value", Name: "Total contract value", Short: "TCV",
			Definition: "Everything the contracts in force on the last day of the period bring over their whole terms: recurring value and one-time fees.",
			Not:        "Not ARR, though the term archive equates the two: a term may be longer or shorter than a year. Usage charges are out, and so are evergreen contracts, which have no term. For one account it is what the archive calls total account value.",
			Source:     Source{Landscape, "Total Contract Value (TCV)"},
			Formula:    "contract_recurring_value + contract_one_time_fees",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("contract_recurring_value=360000 contract_one_time_fees=15000", "375000"),
				example("", "n/a (no contracts dataset)"),
			},
		},
		{
			ID: "bookings", Name: "Contract value signed",
			Definition: "Total value, fees included, of the contracts signed in the period, renewals among them.",
			Not:        "Neither revenue nor cash: a contract of three years stands whole in the month of its signature. Where the signature is not dated, the start of the contract counts.",
			Source:     Source{Landscape, "Total Contract Value (TCV)"},
			Formula:    "contract_value_signed",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("contract_value_signed=120000", "120000"),
				example("", "n/a (no contracts dataset)"),
			},
		},
	})
}
