package formulas

// renewals is the rest of the Retention and churn family: what rests on renewals and contracts.
func renewals() []KPI {
	return family(Retention, []KPI{
		{
			ID: "gross_renewal_rate", Name: "Gross renewal rate",
			Definition: "The share of the annual amount falling due in the period that was renewed, each renewal counted up to its amount due.",
			Not:        "Not gross revenue retention, with which the glossary shares the abbreviation GRR: that one looks at all customers, this one at renewals falling due. An open renewal counts as not renewed, so the rate of a recent period can still rise.",
			Source:     Source{Landscape, "Gross Renewal Rate (GRR)"},
			Formula:    "renewal_retained_amount / renewal_due_amount",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{{
				ID: "glossary", Name: "Renewed less expansion, in total",
				Formula: "(renewed_amount - renewal_expansion_amount) / renewal_due_amount",
				Note:    "The glossary takes expansion off the total and says the rate cannot exceed 100 %. The same as the default where a renewal's expansion is all it brought above its due amount; where less is recorded as expansion, one renewal's surplus makes up for another's loss and the rate may pass 100 %.",
				Source:  Source{Landscape, "Gross Renewal Rate (GRR)"},
			}},
			Examples: []Example{
				example("renewal_retained_amount=90000 renewal_due_amount=100000", "0.9"),
				example("renewal_retained_amount=0 renewal_due_amount=0", "n/a (zero denominator: renewal_due_amount)"),
				exampleOf("glossary", "renewed_amount=105000 renewal_expansion_amount=15000 renewal_due_amount=100000", "0.9"),
			},
		},
		{
			ID: "renewal_rate", Name: "Renewal rate",
			Definition: "The share of the renewals falling due in the period that were renewed, each counted once whatever it is worth.",
			Not:        "Not one less churn: contracts that did not fall due are in neither part. An open renewal counts as not renewed.",
			Source:     Source{Landscape, "Renewal"},
			Formula:    "renewals_renewed / renewals_due",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("renewals_renewed=18 renewals_due=20", "0.9"),
				example("renewals_renewed=0 renewals_due=0", "n/a (zero denominator: renewals_due)"),
			},
		},
		{
			ID: "renewals_due", Name: "Renewals due",
			Definition: "Renewals that fall due in the period, on the first day after the term.",
			Not:        "A contract that ends on the last day of a month falls due in the next one, where its movement of MRR stands too.",
			Source:     Source{Landscape, "Renewal"},
			Formula:    "renewals_due",
			Unit:       Count,
			Examples: []Example{
				example("renewals_due=20", "20"),
				example("", "n/a (no renewals dataset)"),
			},
		},
		{
			ID: "renewals_renewed", Name: "Renewals renewed",
			Definition: "Of the renewals that fall due in the period, those renewed by the time the data was cut.",
			Not:        "They stand in the period in which they fell due, not in that of the decision.",
			Source:     Source{Landscape, "Renewal"},
			Formula:    "renewals_renewed",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("renewals_renewed=18", "18"),
				example("", "n/a (no renewals dataset)"),
			},
		},
		{
			ID: "renewals_open", Name: "Renewals still open",
			Definition: "Of the renewals that fall due in the period, those not decided when the data was cut.",
			Not:        "Neither renewed nor lost yet; the renewal rates count them as not renewed.",
			Source:     Source{Landscape, "Renewal"},
			Formula:    "renewals_open",
			Unit:       Count,
			Examples: []Example{
				example("renewals_open=1", "1"),
				example("", "n/a (no renewals dataset)"),
			},
		},
		{
			ID: "renewal_due_amount", Name: "Renewal amount due",
			Definition: "Annual recurring amount of the renewals that fall due in the period.",
			Not:        "An amount per year, whatever the term: a contract of three years counts for a third of its recurring value.",
			Source:     Source{Landscape, "Renewal"},
			Formula:    "renewal_due_amount",
			Unit:       Money,
			Examples: []Example{
				example("renewal_due_amount=100000", "100000"),
				example("", "n/a (no renewals dataset)"),
			},
		},
		{
			ID: "renewed_amount", Name: "Renewed amount",
			Definition: "Annual recurring amount after renewal, of the renewals that fall due in the period, expansion included.",
			Not:        "Not what the gross renewal rate divides: that leaves out what a renewal brought above its amount due.",
			Source:     Source{Landscape, "Renewal"},
			Formula:    "renewed_amount",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("renewed_amount=105000", "105000"),
				example("", "n/a (no renewals dataset)"),
			},
		},
		{
			ID: "auto_renewal_share", Name: "Auto-renewal share",
			Definition: "The share of the renewed contracts that renew by themselves, without a signature.",
			Not:        "A term of the contract, not a measure of loyalty. Renewals that name no contract count as renewed by hand.",
			Source:     Source{Landscape, "Auto-Renewal"},
			Formula:    "renewals_auto / renewals_renewed",
			Unit:       Ratio,
			Examples: []Example{
				example("renewals_auto=9 renewals_renewed=18", "0.5"),
				example("renewals_auto=0 renewals_renewed=0", "n/a (zero denominator: renewals_renewed)"),
				example("renewals_renewed=18", "n/a (no contracts dataset)"),
			},
		},
		{
			ID: "terminations", Name: "Terminations",
			Definition: "Contracts ended in the period before their agreed end.",
			Not:        "A contract that runs out and is not renewed is no termination. An evergreen contract has no agreed end, so every end of one is.",
			Source:     Source{Landscape, "Termination"},
			Formula:    "contracts_terminated",
			Unit:       Count, Better: Down,
			Examples: []Example{
				example("contracts_terminated=2", "2"),
				example("", "n/a (no contracts dataset)"),
			},
		},
	})
}
