package formulas

import "kpibook/formulas/period"

// activityNote explains the variant that adds months instead of netting the period.
const activityNote = "Adds the movements of the single months instead of netting each customer over the whole period, so it holds what came and went inside the period. In a single month both are the same."

// revenue is the Revenue family, as far as it rests on subscriptions.
func revenue() []KPI {
	return family(Revenue, []KPI{
		{
			ID: "monthly_recurring_revenue", Name: "Monthly recurring revenue", Short: "MRR",
			Definition: "What the subscriptions in service on the last day of the period bring in per month, whatever their billing interval.",
			Not:        "Not invoiced revenue, and not cash: one-time fees, usage charges, trials and tax are out, recurring discounts are taken off.",
			Source:     Source{Landscape, "Monthly Reccuring Revenue (MRR)"},
			Formula:    "closing_arr / 12",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "glossary", Name: "From the movements",
				Formula: "opening_mrr_reported + fx_impact_mrr + new_mrr + reactivation_mrr + expansion_mrr - contraction_mrr - churned_mrr",
				Note:    "The glossary starts from the month's subscriptions, adds what was gained and takes off what was lost. Read with the opening as the start this is the roll-forward and gives the same figure wherever movements are known; read with today's subscriptions it counts every movement twice. Returning customers and exchange rates, which it forgets, are added.",
				Source:  Source{Landscape, "Monthly Reccuring Revenue (MRR)"},
			}},
			Examples: []Example{
				example("closing_arr=14400", "1200"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("glossary", "opening_mrr_reported=1000 fx_impact_mrr=-20 new_mrr=200 reactivation_mrr=50 expansion_mrr=80 contraction_mrr=30 churned_mrr=80", "1200"),
				exampleOf("glossary", "opening_mrr_reported=1000 new_mrr=200", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "annual_recurring_revenue", Name: "Annual recurring revenue", Short: "ARR",
			Definition: "What the subscriptions in service on the last day of the period would bring in over a year if nothing changed.",
			Not:        "Not total contract value and not total account value, which the term archive takes for the same: those cover whole contract terms and one-time fees. Not the year's revenue, and no forecast.",
			Source:     Source{TermArchive, "Annual Recurring Revenue (ARR) is also known as Total Contract Value (TCV) or Total Account Value (TAV)"},
			Formula:    "closing_arr",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "glossary", Name: "MRR times 12",
				Formula: "monthly_recurring_revenue * 12",
				Note:    "Twelve times the MRR, as the glossary has it. The figure is the same as long as MRR is not rounded before it is multiplied.",
				Source:  Source{Landscape, "Annual Recurring Revenue (ARR)"},
			}},
			Examples: []Example{
				example("closing_arr=14400", "14400"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("glossary", "monthly_recurring_revenue=1200", "14400"),
				exampleOf("glossary", "closing_arr=100", "100"),
			},
		},
		{
			ID: "net_new_mrr", Name: "Net new MRR",
			Definition: "By how much MRR grew over the period through what customers did: all gains less all losses.",
			Not:        "Exchange rates are not in it: both ends are valued at the period's closing rates. Not new MRR, which is new customers alone.",
			Formula:    "closing_mrr - opening_mrr",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("closing_mrr=1200 opening_mrr=980", "220"),
				example("closing_mrr=1200", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "committed_mrr", Name: "Committed MRR", Short: "CMRR",
			Definition: "MRR on the last day, with what is signed and starts within a year and without what is known to end within a year.",
			Not:        "Of the reported period only: what was known at the end of an earlier one is not dated. A line with an end date counts as ending; where exports put the end of the term there, a customer who will surely renew is out until the next line is in the data.",
			Formula:    "closing_mrr + signed_mrr - ending_mrr",
			Unit:       Money, Better: Up,
			Kinds: KindSet(period.MonthKind, period.YTD, period.TTM),
			Examples: []Example{
				example("closing_mrr=1200 signed_mrr=150 ending_mrr=50", "1300"),
				example("closing_mrr=1200", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "new_mrr", Name: "New MRR",
			Definition: "MRR at the end of the period of customers who had never paid before the period.",
			Not:        "Customers who come back are reactivations, and more from a customer who already pays is expansion.",
			Source:     Source{Landscape, "Monthly Reccuring Revenue (MRR)"},
			Formula:    "new_mrr",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "activity", Name: "Sum of months", Formula: "new_mrr_activity", Note: activityNote,
			}},
			Examples: []Example{
				example("new_mrr=200", "200"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("activity", "new_mrr_activity=260", "260"),
			},
		},
		{
			ID: "reactivation_mrr", Name: "Reactivation MRR",
			Definition: "MRR at the end of the period of customers who paid nothing at its opening but had paid at some time before.",
			Not:        "Neither new nor expansion; it is in no retention rate.",
			Formula:    "reactivation_mrr",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "activity", Name: "Sum of months", Formula: "reactivation_mrr_activity", Note: activityNote,
			}},
			Examples: []Example{
				example("reactivation_mrr=50", "50"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("activity", "reactivation_mrr_activity=75", "75"),
			},
		},
		{
			ID: "account_expansion", Name: "Account expansion",
			Definition: "By how much MRR of customers who pay at both ends of the period rose over it: upsell and cross-sell together, price rises included.",
			Not:        "New and returning customers are not in it.",
			Source:     Source{Landscape, "Account Expansion / Account Growth"},
			Formula:    "expansion_mrr",
			Unit:       Money, Better: Up,
			Variants: []Variant{{
				ID: "activity", Name: "Sum of months", Formula: "expansion_mrr_activity", Note: activityNote,
			}},
			Examples: []Example{
				example("expansion_mrr=80", "80"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("activity", "expansion_mrr_activity=120", "120"),
			},
		},
		{
			ID: "upsell", Name: "Upsell",
			Definition: "The part of the expansion on products the customer already held: more licences, a higher tier, a higher price.",
			Not:        "The term archive counts additional products in; those are cross-sell here, so that the two add up to the expansion.",
			Source:     Source{Landscape, "Upsell"},
			Formula:    "upsell_mrr",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("upsell_mrr=50", "50"),
				example("expansion_mrr=80", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "cross_sell", Name: "Cross-sell",
			Definition: "The part of the expansion on products the customer did not hold at the opening of the period.",
			Not:        "Never more than the expansion itself: a product swapped for another of the same price is no cross-sell.",
			Source:     Source{Landscape, "Cross-Sell"},
			Formula:    "cross_sell_mrr",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("cross_sell_mrr=30", "30"),
				example("expansion_mrr=80", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "account_contraction", Name: "Account contraction",
			Definition: "By how much MRR of customers who pay at both ends of the period fell over it, as a positive amount.",
			Not:        "Customers who left altogether are churn, not contraction.",
			Source:     Source{Landscape, "Account Contraction"},
			Formula:    "contraction_mrr",
			Unit:       Money, Better: Down,
			Variants: []Variant{{
				ID: "activity", Name: "Sum of months", Formula: "contraction_mrr_activity", Note: activityNote,
			}},
			Examples: []Example{
				example("contraction_mrr=30", "30"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("activity", "contraction_mrr_activity=45", "45"),
			},
		},
		{
			ID: "downsell", Name: "Downsell",
			Definition: "The part of the contraction taken in months in which one of the customer's renewals fell due, as a positive amount.",
			Not:        "A customer who pays less between renewals is in the contraction only, and one who does not renew at all is churn.",
			Source:     Source{Landscape, "Downsell"},
			Formula:    "downsell_mrr",
			Unit:       Money, Better: Down,
			Examples: []Example{
				example("downsell_mrr=20", "20"),
				example("contraction_mrr=30", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "churned_mrr", Name: "Churned MRR",
			Definition: "Opening MRR of the customers who pay nothing at the end of the period, as a positive amount.",
			Not:        "A customer who pays less but stays is contraction. A customer who joined and left inside the period appears in the sum of months only.",
			Source:     Source{Landscape, "Churn"},
			Formula:    "churned_mrr",
			Unit:       Money, Better: Down,
			Variants: []Variant{{
				ID: "activity", Name: "Sum of months", Formula: "churned_mrr_activity", Note: activityNote,
			}},
			Examples: []Example{
				example("churned_mrr=80", "80"),
				example("", "n/a (no subscriptions dataset)"),
				exampleOf("activity", "churned_mrr_activity=95", "95"),
			},
		},
		{
			ID: "average_revenue_per_account", Name: "Average revenue per account", Short: "ARPA",
			Definition: "MRR for each customer with a running subscription on the last day of the period.",
			Not:        "Not average revenue per user, which divides invoiced revenue, one-time fees included, by everyone served in the period.",
			Formula:    "closing_mrr / closing_customers",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("closing_mrr=1200 closing_customers=8", "150"),
				example("closing_mrr=0 closing_customers=0", "n/a (zero denominator: closing_customers)"),
			},
		},
		{
			ID: "quick_ratio", Name: "Quick ratio",
			Definition: "MRR won for each unit of MRR lost: new and expansion over contraction and churn.",
			Not:        "Not the liquidity ratio of the same name. Where nothing was lost there is no ratio, not an infinite one.",
			Formula:    "(new_mrr + expansion_mrr) / (contraction_mrr + churned_mrr)",
			Unit:       NumberUnit, Better: Up,
			Variants: []Variant{{
				ID: "with_reactivation", Name: "Returning customers included",
				Formula: "(new_mrr + reactivation_mrr + expansion_mrr) / (contraction_mrr + churned_mrr)",
				Note:    "Counts customers who come back as a gain too; some publish it that way because they do not tell them from new ones.",
			}},
			Examples: []Example{
				example("new_mrr=200 expansion_mrr=80 contraction_mrr=30 churned_mrr=40", "4"),
				example("new_mrr=200 expansion_mrr=80 contraction_mrr=0 churned_mrr=0", "n/a (zero denominator)"),
				exampleOf("with_reactivation", "new_mrr=200 reactivation_mrr=70 expansion_mrr=80 contraction_mrr=30 churned_mrr=40", "5"),
			},
		},
		{
			ID: "licenses", Name: "Licences",
			Definition: "Seats sold and in service on the last day of the period.",
			Not:        "Not users: a seat may be empty. Which products are seats is named in the job file.",
			Source:     Source{Landscape, "License"},
			Formula:    "closing_licenses",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("closing_licenses=150", "150"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "license_expansion", Name: "Licence expansion",
			Definition: "Seats added over the period by customers who already had seats.",
			Not:        "The first seats of a new customer are not in it.",
			Source:     Source{Landscape, "License Expansion"},
			Formula:    "licenses_added",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("licenses_added=25", "25"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "license_churn", Name: "Licence churn",
			Definition: "The share of the opening seats given up over the period, those of customers who left included.",
			Not:        "Seats added elsewhere do not offset it.",
			Source:     Source{Landscape, "Churn"},
			Formula:    "licenses_removed / opening_licenses",
			Unit:       Ratio, Better: Down,
			Examples: []Example{
				example("licenses_removed=10 opening_licenses=160", "0.0625"),
				example("licenses_removed=0 opening_licenses=0", "n/a (zero denominator: opening_licenses)"),
			},
		},
		{
			ID: "license_utilisation", Name: "Licence utilisation",
			Definition: "Monthly active users for each seat sold.",
			Not:        "Not capped: above 100 % more people use the product than have a seat, which is worth raising with the customer. Not the adoption rate, whose base is provisioned users.",
			Formula:    "mau / closing_licenses",
			Unit:       Ratio, Better: Up,
			Flags: []Flag{{Text: "over 100 %: more people use the product than have a seat", Above: "1"}},
			Examples: []Example{
				example("mau=120 closing_licenses=150", "0.8"),
				example("mau=120 closing_licenses=0", "n/a (zero denominator: closing_licenses)"),
				example("closing_licenses=150", "n/a (no usage dataset)"),
			},
		},
	})
}
