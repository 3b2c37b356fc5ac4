package formulas

// contractTerms are the words about contracts and what they bring in, as far as they are no KPIs.
func contractTerms() []Term {
	return []Term{
		{
			Name:       "Auto-renewal",
			Definition: "A clause by which a contract runs on for another term unless one side gives notice in time.",
			Differs:    "The term archive also calls this evergreen. Here an evergreen contract is one that never had an agreed end, so it has no value over a term and no renewal date.",
			Sources:    []Source{{Landscape, "Auto-Renewal"}, {TermArchive, "Auto-Renewal"}},
			See:        []string{"auto_renewal_share", "Renewal"},
		},
		{
			Name: "Churn", Aliases: []string{"Attrition"},
			Definition: "The loss of customers, or of what they pay, over a period. The word alone does not say what was lost nor out of how much, so name the rate: customers, revenue, licences or products.",
			Sources:    cited(Landscape, "Churn"),
			See:        []string{"churned_mrr", "logo_churn", "churn_rate", "gross_mrr_churn_rate", "net_mrr_churn_rate", "license_churn", "product_churn"},
		},
		{
			Name:       "Contract",
			Definition: "The agreement on what the customer buys, for how long and at what price. In the data it has a term, a value over that term and, where it has ended early, the day of that.",
			Sources:    cited(Landscape, "Contract"),
			See:        []string{"total_contract_value", "annual_contract_value", "Contract terms"},
		},
		{
			Name:       "Contract terms",
			Definition: "What a contract lays down: its length, price and payment, notice, and what is included and what is not.",
			Sources:    cited(Landscape, "Contract Terms"),
			See:        []string{"Contract", "Auto-renewal"},
		},
		{
			Name: "Forecast", Aliases: []string{"Forecasting", "Sales forecast", "Recurring revenue forecast"},
			Definition: "An estimate of revenue still to come, from contracts, the open deals or the trend so far. Judge one by how far off the earlier ones were.",
			Differs:    "The landscape glossary forecasts sales of every kind; the Customer Success Dictionary and the Customer Success Glossary, recurring revenue alone.",
			Sources:    []Source{{Landscape, "Forecasting"}, {Dictionary, "Recurring Revenue Forecast"}, {CSGlossary, "Recurring revenue forecast"}},
			See:        []string{"annual_run_rate", "open_pipeline", "annual_recurring_revenue"},
		},
		{
			Name:       "GRR",
			Definition: "An abbreviation of two rates that answer different questions: gross revenue retention looks at everything customers paid at the opening, the gross renewal rate only at the amounts that fell due for renewal.",
			Differs:    "The landscape glossary abbreviates both this way. Here neither is ever printed as GRR.",
			Sources:    []Source{{Landscape, "Gross Revenue Retention (GRR)"}, {Landscape, "Gross Renewal Rate (GRR)"}},
			See:        []string{"gross_revenue_retention", "gross_renewal_rate"},
		},
		{
			Name: "Licence", Aliases: []string{"License", "User seat"},
			Definition: "The right to use software, sold by person or by installation. What is counted as licences is the quantity of the products that the job file names as seats.",
			Sources:    cited(Landscape, "License"),
			See:        []string{"licenses", "license_expansion", "license_churn", "Perpetual licence"},
		},
		{
			Name: "Monetisation", Aliases: []string{"Monetization"},
			Definition: "Charging for what was given away before; here for customer success itself, such as a premium onboarding or a manager of one's own.",
			Sources:    cited(Landscape, "Monetization"),
			See:        []string{"cs_roi"},
		},
		{
			Name: "Perpetual licence", Aliases: []string{"Perpetual license"},
			Definition: "A licence paid for once and valid without end. The payment is one-time revenue; maintenance sold with it recurs.",
			Sources:    cited(Landscape, "Perpetual License"),
			See:        []string{"Licence", "Subscription economy"},
		},
		{
			Name:       "Renewal",
			Definition: "Extending a contract or subscription past its term, at the same amount, a higher or a lower one. It falls due on the first day after the term.",
			Sources:    cited(Landscape, "Renewal"),
			See:        []string{"renewal_rate", "gross_renewal_rate", "renewals_due", "Auto-renewal"},
		},
		{
			Name: "Retention", Aliases: []string{"Customer retention"},
			Definition: "Keeping the customers one has, and what they pay. Counted in customers it is the customer retention rate, in money gross or net revenue retention; the three can move in different directions.",
			Differs:    "The landscape glossary speaks of repeat buyers, as a shop would. With subscriptions it means not leaving, which is how the Customer Success Dictionary has it.",
			Sources:    []Source{{Landscape, "Retention"}, {Dictionary, "Customer Retention"}},
			See:        []string{"customer_retention_rate", "gross_revenue_retention", "net_revenue_retention", "Churn"},
		},
		{
			Name: "Software as a service", Aliases: []string{"SaaS", "On-demand software"},
			Definition: "Software that its maker runs and customers use over the internet against a recurring fee, so that there is nothing to install and, at the end of each term, a choice to stay.",
			Sources:    []Source{{Landscape, "Software as a Service (SaaS)"}, {Dictionary, "SaaS"}},
			See:        []string{"X as a service", "Subscription economy", "On-premises"},
		},
		{
			Name: "Statement of work", Aliases: []string{"SOW"},
			Definition: "A binding description of a piece of work: what is delivered, where, by when and for how much.",
			Sources:    cited(Landscape, "Statement of Work (SOW)"),
			See:        []string{"Contract", "Project charter"},
		},
		{
			Name:       "Subscription economy",
			Definition: "The shift from owning products to paying for their use period by period, which makes revenue depend on customers who stay rather than on a single sale.",
			Differs:    "The landscape glossary counts payment by usage as a subscription. Here usage charges are no recurring revenue unless the job file asks for them.",
			Sources:    []Source{{Landscape, "Subscription Economy"}, {Dictionary, "Subscription Economy"}, {CSGlossary, "Subscription Economy"}},
			See:        []string{"recurring_revenue", "monthly_recurring_revenue", "Software as a service"},
		},
		{
			Name: "X as a service", Aliases: []string{"XaaS", "Anything as a service", "Everything as a service"},
			Definition: "A collective name for whatever is offered over the internet against a recurring fee: software, platforms, computing power and more.",
			Sources:    cited(Landscape, "X as a Service / Anything as a Service / Everything as a Service (XaaS)"),
			See:        []string{"Software as a service", "Cloud"},
		},
	}
}
