package formulas

// labels are the labels of customers in the Operations family.
func labels() []KPI {
	return family(Operations, []KPI{
		{
			ID: "customer_segment", Name: "Customer segment",
			Definition: "How large a customer is: the segment that its accounts row gives, else the band of its employees and its own annual revenue.",
			Not:        "The glossary's bands leave gaps, at 100 employees, from 501 to 1,000, below 5 million: here a segment begins above a figure, so a gap belongs to the smaller one. Its SME is the mid market; elsewhere it means any smaller business. One segment for the whole report, as exports do not date it.",
			Source:     Source{Landscape, "Small Medium Business (SMB)"},
			Method:     MethodCustomerSegment,
			Computed:   "the segment column where it is filled; else the lower of the bands by employees and by annual revenue in the report's currency, as far as known: SMB; SME above 100 and 10 million; Enterprise above 1,000 and 1,000 million; or the job's. n/a for who does not pay on the last day.",
			Basis:      []string{"closing_arr"},
			Unit:       LabelUnit,
			Grains:     AtAccount,
			Examples: []Example{
				example("customer_segment=Enterprise", "Enterprise"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "key_account", Name: "Key account",
			Definition: "Whether a customer is one of the few that make up most of ARR.",
			Not:        "By money alone. The glossary also counts in who refers others or lends its name, which no export knows.",
			Source:     Source{Landscape, "Key Accounts"},
			Method:     MethodKeyAccount,
			Computed:   "customers by ARR on the last day, the largest first: key account for those that make up the first 80 % of it, the one that crosses the mark included, or so many of the largest, as the job says; other for the rest; n/a for who does not pay then. Of equal ones the first by id comes first.",
			Basis:      []string{"closing_arr"},
			Unit:       LabelUnit,
			Grains:     AtAccount,
			Examples: []Example{
				example("key_account=other", "other"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
		{
			ID: "lifecycle_stage", Name: "Lifecycle stage", Short: "LAER",
			Definition: "Where a paying customer stands in the model of land, adopt, expand and renew on the last day of the period.",
			Not:        "One stage at a time, the most pressing one: a customer in onboarding whose renewal is near is at renew. It is no health: a customer may be at expand and unhappy.",
			Source:     Source{TermArchive, "LAER Model"},
			Method:     MethodLifecycleStage,
			Computed:   "tested in this order: renew, an undecided renewal falls due within 90 days or as many as the job says; land, its onboarding is not completed or it has never used the product; expand, its MRR expanded in one of the twelve months up to the period; adopt, none of these. n/a for who does not pay on the last day, without renewals or contracts, and without both milestones and usage.",
			Basis:      []string{"closing_arr", "expansion_mrr", "days_since_last_activity"},
			Unit:       LabelUnit,
			Grains:     AtAccount,
			Examples: []Example{
				example("lifecycle_stage=renew", "renew"),
				example("", "n/a (no subscriptions dataset)"),
			},
		},
	})
}
