package formulas

import "kpibook/formulas/period"

// threeMonths is what a quarter keeps when each of its months keeps the same share.
const threeMonths = "customer_retention_rate * customer_retention_rate * customer_retention_rate"

// retention is the Retention and churn family, as far as it rests on subscriptions.
func retention() []KPI {
	return family(Retention, []KPI{
		{
			ID: "net_revenue_retention", Name: "Net revenue retention", Short: "NRR",
			Definition: "The share of the opening MRR that the same customers pay at the end of the period, expansion included; above 100 % when they gained more than was lost.",
			Not:        "New and returning customers are not in it. The glossary adds expansions and upsells; upsell is a part of expansion and is counted once here.",
			Source:     Source{Landscape, "Net Revenue Retention (NRR)"},
			Formula:    "(opening_mrr + expansion_mrr - churned_mrr - contraction_mrr) / opening_mrr",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{
				{
					ID: "activity", Name: "Sum of months",
					Formula: "(opening_mrr + expansion_mrr_activity - churned_mrr_activity - contraction_mrr_activity) / opening_mrr",
					Note:    "Adds the movements of the single months instead of netting each customer over the whole period: what came and went inside the period is in it, also of customers who joined in it, so it is no share of the opening alone. In a single month it is the default.",
				},
				{
					ID: "with_reactivation", Name: "Returning customers included",
					Formula: "(opening_mrr + expansion_mrr + reactivation_mrr - churned_mrr - contraction_mrr) / opening_mrr",
					Note:    "Counts customers who come back as retained, as some publish it. They paid nothing at the opening, so they add to the upper part alone.",
				},
			},
			Examples: []Example{
				example("opening_mrr=1000 expansion_mrr=120 churned_mrr=50 contraction_mrr=30", "1.04"),
				example("opening_mrr=0 expansion_mrr=0 churned_mrr=0 contraction_mrr=0", "n/a (zero denominator: opening_mrr)"),
				example("opening_mrr=1000 churned_mrr=50", "n/a (no subscriptions dataset)"),
				exampleOf("activity", "opening_mrr=1000 expansion_mrr_activity=150 churned_mrr_activity=60 contraction_mrr_activity=50", "1.04"),
				exampleOf("with_reactivation", "opening_mrr=1000 expansion_mrr=120 reactivation_mrr=20 churned_mrr=50 contraction_mrr=30", "1.06"),
			},
		},
		{
			ID: "gross_revenue_retention", Name: "Gross revenue retention",
			Definition: "The share of the opening MRR that the same customers still pay at the end of the period, losses only: each customer counts with the smaller of opening and closing MRR.",
			Not:        "Not the gross renewal rate, with which the glossary shares the abbreviation GRR: that one looks at renewals falling due. Never above 100 %.",
			Source:     Source{Landscape, "Gross Revenue Retention (GRR)"},
			Formula:    "(opening_mrr - churned_mrr - contraction_mrr) / opening_mrr",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{
				{
					ID: "activity", Name: "Sum of months",
					Formula: "(opening_mrr - churned_mrr_activity - contraction_mrr_activity) / opening_mrr",
					Note:    "Adds the movements of the single months instead of netting each customer over the whole period: what came and went inside the period is in it, also of customers who joined in it, so it is no share of the opening alone. In a single month it is the default. A customer who goes down one month and up the next counts as a loss, so it is lower, and it has no floor at 0.",
				},
				{
					ID: "without_contraction", Name: "Leavers only",
					Formula: "(opening_mrr - churned_mrr) / opening_mrr",
					Note:    "Counts customers who left and not those who pay less, as some publish it. Never lower than the default.",
				},
			},
			Examples: []Example{
				example("opening_mrr=1000 churned_mrr=50 contraction_mrr=30", "0.92"),
				example("opening_mrr=1000 churned_mrr=1000 contraction_mrr=0", "0"),
				example("opening_mrr=0 churned_mrr=0 contraction_mrr=0", "n/a (zero denominator: opening_mrr)"),
				exampleOf("activity", "opening_mrr=1000 churned_mrr_activity=60 contraction_mrr_activity=50", "0.89"),
				exampleOf("without_contraction", "opening_mrr=1000 churned_mrr=50", "0.95"),
			},
		},
		{
			ID: "expansion_rate", Name: "Expansion rate",
			Definition: "Expansion of existing customers as a share of the opening MRR: how much the customers themselves grow.",
			Not:        "Not the growth in the number of customers, which is the customer growth rate.",
			Source:     Source{Dictionary, "Customer Growth"},
			Formula:    "expansion_mrr / opening_mrr",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("expansion_mrr=120 opening_mrr=1000", "0.12"),
				example("expansion_mrr=0 opening_mrr=0", "n/a (zero denominator: opening_mrr)"),
			},
		},
		{
			ID: "churn_rate", Name: "Churn rate",
			Definition: "The share of the year's opening customers who are gone at its end.",
			Not:        "Annual by definition, so it is given for years and for the trailing twelve months only; logo churn has every period. Never a month's rate times 12.",
			Source:     Source{Landscape, "Churn Rate"},
			Formula:    "churned_customers / opening_customers",
			Unit:       Ratio, Better: Down,
			Grains: AtDimension | AtPortfolio,
			Kinds:  KindSet(period.YearKind, period.TTM),
			Variants: []Variant{{
				ID: "compounded", Name: "A month compounded to a year",
				Formula: "1 - " + threeMonths + " * " + threeMonths + " * " + threeMonths + " * " + threeMonths,
				Note:    "What a year would lose if each of its months lost the same share as this one: one less the month's retention to the twelfth power. Unlike twelve times the month's rate it stays within 100 %. It is an extrapolation, not a count of customers.",
				Kinds:   KindSet(period.MonthKind),
			}},
			Examples: []Example{
				example("churned_customers=12 opening_customers=200", "0.06"),
				example("churned_customers=0 opening_customers=0", "n/a (zero denominator: opening_customers)"),
				exampleOf("compounded", "churned_customers=50 opening_customers=100", "0.999755859375"),
			},
		},
		{
			ID: "logo_churn", Name: "Logo churn",
			Definition: "The share of the period's opening customers who are gone at its end, each counted once whatever it pays.",
			Not:        "A customer who joined and left inside the period is in neither part. Not annualised.",
			Source:     Source{Landscape, "Logo Churn / Customer Churn"},
			Formula:    "churned_customers / opening_customers",
			Unit:       Ratio, Better: Down,
			Variants: []Variant{{
				ID: "stripe", Name: "New customers in the base",
				Formula: "churned_customers / (opening_customers + new_customers)",
				Note:    "Billing systems such as Stripe put the period's new customers into the base as well, so a month of many sign-ups looks better than it is. The customers lost are still those of the opening.",
			}},
			Examples: []Example{
				example("churned_customers=3 opening_customers=200", "0.015"),
				example("churned_customers=0 opening_customers=0", "n/a (zero denominator: opening_customers)"),
				exampleOf("stripe", "churned_customers=3 opening_customers=200 new_customers=40", "0.0125"),
			},
		},
		{
			ID: "customer_retention_rate", Name: "Customer retention rate",
			Definition: "The share of the period's opening customers who still pay at its end: one less logo churn.",
			Not:        "New customers do not raise it.",
			Source:     Source{Landscape, "Retention"},
			Formula:    "(opening_customers - churned_customers) / opening_customers",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("opening_customers=200 churned_customers=3", "0.985"),
				example("opening_customers=0 churned_customers=0", "n/a (zero denominator: opening_customers)"),
			},
		},
		{
			ID: "customer_growth_rate", Name: "Customer growth rate", Short: "CGR",
			Definition: "By what share the number of paying customers grew over the period, new and lost ones netted.",
			Not:        "Not the growth of what customers pay, which is the expansion rate.",
			Source:     Source{Landscape, "Customer Growth Rate (CGR)"},
			Formula:    "(closing_customers - opening_customers) / opening_customers",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("closing_customers=210 opening_customers=200", "0.05"),
				example("closing_customers=10 opening_customers=0", "n/a (zero denominator: opening_customers)"),
			},
		},
		{
			ID: "installed_base", Name: "Installed base",
			Definition: "Customers with a running subscription on the last day of the period.",
			Not:        "Counts who pays, not who logs in: see active users and dark accounts for that.",
			Source:     Source{Landscape, "Install(ed) Base / User Base"},
			Formula:    "closing_customers",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("closing_customers=210", "210"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "dollar_churn_rate", Name: "Dollar churn rate",
			Definition: "The share of the opening MRR lost over the period after expansion of the same customers is set against it; below zero when they grew.",
			Not:        "New customers do not lower it. The same figure as the net MRR churn rate, and one less net revenue retention.",
			Source:     Source{Landscape, "Dollar Churn Rate / Revenue Churn Rate"},
			Formula:    "(contraction_mrr + churned_mrr - expansion_mrr) / opening_mrr",
			Unit:       Ratio, Better: Down,
			Variants: []Variant{{
				ID: "glossary", Name: "Opening less end, less upgrades",
				Formula: "((opening_mrr - (opening_mrr - churned_mrr - contraction_mrr)) - expansion_mrr) / opening_mrr",
				Note:    "The glossary takes ((begin - end) - upgrades) / begin. It is right only if \"end\" is the opening customers' MRR before any upgrade, as written here. With the true closing MRR as \"end\" upgrades come off twice and new customers pass for retention: opening 100, churn 10, expansion 20, new 30 would give -60 % instead of -10 %.",
				Source:  Source{Landscape, "Dollar Churn Rate / Revenue Churn Rate"},
			}},
			Examples: []Example{
				example("contraction_mrr=0 churned_mrr=10 expansion_mrr=20 opening_mrr=100", "-0.1"),
				example("contraction_mrr=0 churned_mrr=0 expansion_mrr=0 opening_mrr=0", "n/a (zero denominator: opening_mrr)"),
				exampleOf("glossary", "contraction_mrr=0 churned_mrr=10 expansion_mrr=20 opening_mrr=100", "-0.1"),
			},
		},
		{
			ID: "gross_mrr_churn_rate", Name: "Gross MRR churn rate",
			Definition: "The share of the opening MRR lost over the period to customers who left and customers who pay less.",
			Not:        "Expansion does not make up for it: one less gross revenue retention.",
			Source:     Source{Landscape, "Gross MRR Churn Rate"},
			Formula:    "(churned_mrr + contraction_mrr) / opening_mrr",
			Unit:       Ratio, Better: Down,
			Variants: []Variant{{
				ID: "glossary", Name: "Cancelled contracts over the month's MRR",
				Formula: "churned_mrr / closing_mrr",
				Note:    "The glossary counts cancelled contracts only, without contraction, and divides by the month's total MRR, which has new customers in it and the churned ones no longer. A growing book looks better that way, and the rate may pass 100 %.",
				Source:  Source{Landscape, "Gross MRR Churn Rate"},
			}},
			Examples: []Example{
				example("churned_mrr=50 contraction_mrr=30 opening_mrr=1000", "0.08"),
				example("churned_mrr=0 contraction_mrr=0 opening_mrr=0", "n/a (zero denominator: opening_mrr)"),
				exampleOf("glossary", "churned_mrr=50 closing_mrr=1250", "0.04"),
			},
		},
		{
			ID: "net_mrr_churn_rate", Name: "Net MRR churn rate",
			Definition: "The share of the opening MRR lost over the period to leavers and to lower payments, less expansion of those who stayed; below zero when they grew.",
			Not:        "New and returning customers are not in it.",
			Source:     Source{Landscape, "Net MRR Churn Rate"},
			Formula:    "(churned_mrr + contraction_mrr - expansion_mrr) / opening_mrr",
			Unit:       Ratio, Better: Down,
			Variants: []Variant{{
				ID: "glossary", Name: "Without contraction",
				Formula: "(churned_mrr - expansion_mrr) / opening_mrr",
				Note:    "The glossary sets expansion against cancelled contracts and leaves contraction out, so a customer who halves its subscription costs nothing. The rate is lower than the default by the contraction.",
				Source:  Source{Landscape, "Net MRR Churn Rate"},
			}},
			Examples: []Example{
				example("churned_mrr=50 contraction_mrr=30 expansion_mrr=120 opening_mrr=1000", "-0.04"),
				example("churned_mrr=0 contraction_mrr=0 expansion_mrr=0 opening_mrr=0", "n/a (zero denominator: opening_mrr)"),
				exampleOf("glossary", "churned_mrr=50 expansion_mrr=120 opening_mrr=1000", "-0.07"),
			},
		},
		{
			// A measure of its own, so that the cell is live and the products' amounts stay in the facts.
			ID: "product_churn", Name: "Solution churn",
			Definition: "Opening MRR of the products that customers who stay no longer hold at the end of the period.",
			Not:        "Customers who left altogether are in churned MRR. It may pass the contraction, when a dropped product was replaced by another.",
			Source:     Source{Landscape, "Churn"},
			Formula:    "product_churn_mrr",
			Unit:       Money, Better: Down,
			Examples: []Example{
				example("product_churn_mrr=40", "40"),
				example("contraction_mrr=40", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "customer_status", Name: "Customer status",
			Definition: "Where the customer stands on the last day of the period, told from dated facts alone.",
			Not:        "A status written in an export without a date is not applied to the past.",
			Source:     Source{Dictionary, "Customer Status"},
			Method:     MethodCustomerStatus,
			Computed:   "active: in service on the last day; onboarding: in service, and its onboarding is not completed; inactive: in service, but silent for longer than the job's threshold, 30 days unless set; churned: it paid before and pays nothing now; n/a before it became a customer.",
			Basis:      []string{"closing_arr", "dark_accounts", "days_since_last_activity"},
			Unit:       LabelUnit,
			Grains:     AtAccount,
			Examples: []Example{
				example("customer_status=churned", "churned"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
	})
}
