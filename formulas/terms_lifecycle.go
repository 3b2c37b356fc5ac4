package formulas

// lifecycleTerms are the words about a customer's way from purchase to renewal or departure, and about how the customer feels
// on it.
func lifecycleTerms() []Term {
	return []Term{
		{
			Name: "Churn risk", Aliases: []string{"Risk"},
			Definition: "How likely a customer is to leave, read together with what would be lost. It is a judgement before the fact; churn is the fact.",
			Sources:    cited(Landscape, "Risk / Churn Risk"),
			See:        []string{"Customer health", "Churn", "dark_accounts"},
		},
		{
			Name: "Customer experience", Aliases: []string{"CX"},
			Definition: "All that a customer lives through with a supplier, from the first advertisement to the last invoice, and what they think of it.",
			Differs:    "In many companies the name stands for the feedback programme alone, as the landscape glossary remarks.",
			Sources:    []Source{{Landscape, "Customer Experience (CX)"}, {Dictionary, "Customer Experience"}, {CSGlossary, "Customer Experience"}},
			See:        []string{"User experience", "customer_satisfaction_score", "customer_effort_score"},
		},
		{
			Name: "Customer experience management", Aliases: []string{"CEM", "CXM"},
			Definition: "Watching and improving the customers' encounters with a company in an organised way.",
			Sources:    cited(Landscape, "Customer Experience Management (CEM / CXM)"),
			See:        []string{"Customer experience", "Voice of the customer"},
		},
		{
			Name: "Customer health", Aliases: []string{"Health score", "Customer health score"},
			Definition: "How likely a customer is to stay and grow, judged by signs such as usage, cases, surveys and payment. Each company has to find out which signs foretell its own churn.",
			Differs:    "Scales differ: the landscape glossary allows 1 to 10, 1 to 100 or three colours; the Customer Success Dictionary names none.",
			Sources:    []Source{{Landscape, "Health Score"}, {Dictionary, "Customer Health Score"}},
			See:        []string{"Red, yellow, green", "Churn risk", "product_usage", "net_promoter_score"},
		},
		{
			Name: "Customer journey map", Aliases: []string{"Journey map"},
			Definition: "A picture of all encounters between customer and supplier in their order, drawn from the customer's side, to find where the experience falls short.",
			Sources:    cited(Landscape, "Customer Journey Map / Journey Map"),
			See:        []string{"Touchpoint map", "Customer lifecycle"},
		},
		{
			Name:       "Customer lifecycle",
			Definition: "The whole way of a customer, from noticing a product through buying and using it to loyalty or departure.",
			Sources:    cited(Landscape, "Customer Lifecycle"),
			See:        []string{"Customer lifecycle stages", "LAER model"},
		},
		{
			Name: "Customer lifecycle stages", Aliases: []string{"Customer lifecycle phases"},
			Definition: "The four or five parts into which a company divides the customer lifecycle, each with an aim and a department that answers for it.",
			Differs:    "There is no common list. The landscape glossary gives three as examples, the term archive the LAER and the PIMO model.",
			Sources:    cited(Landscape, "Customer Lifecycle Stages / Phases"),
			See:        []string{"Customer lifecycle", "LAER model", "PIMO model"},
		},
		{
			Name:       "Customer loyalty",
			Definition: "A customer's wish to stay with a supplier and to buy there again although others would do. It is an attitude; what can be counted is retention.",
			Sources:    []Source{{Landscape, "Customer Loyalty"}, {Dictionary, "Customer Loyalty"}, {CSGlossary, "Customer Loyalty"}},
			See:        []string{"Retention", "net_promoter_score"},
		},
		{
			Name:       "Customer stickiness",
			Definition: "How strongly a customer is drawn back to the product, and so how hard it is to leave.",
			Differs:    "The Customer Success Dictionary and the Customer Success Glossary mean customers who stay, which is retention; the landscape glossary means staying and frequent use. The KPI stickiness is about frequent use alone.",
			Sources:    []Source{{Landscape, "Customer Stickiness"}, {Dictionary, "Customer Stickiness"}, {CSGlossary, "Customer Stickiness"}},
			See:        []string{"stickiness", "customer_retention_rate"},
		},
		{
			Name:       "Customer success journey",
			Definition: "The part of the customer lifecycle that follows the purchase, as the supplier plans and accompanies it: onboarding, use, renewal, recommendation.",
			Sources:    []Source{{Dictionary, "Customer Success Journey"}, {CSGlossary, "Customer Success Journey"}},
			See:        []string{"Customer lifecycle", "Onboarding"},
		},
		{
			Name:       "Customer training",
			Definition: "Teaching users to get their work done with the product, by courses, material or calls. It should raise adoption and lower the number of cases.",
			Sources:    []Source{{Dictionary, "Customer Training"}, {CSGlossary, "Customer Training"}},
			See:        []string{"trainings", "training_coverage", "adoption_rate", "Onboarding"},
		},
		{
			Name:       "Dark",
			Definition: "Said of a customer or prospect who has fallen silent: no answers and, for a customer, no use.",
			Sources:    cited(Landscape, "Dark"),
			See:        []string{"dark_accounts", "days_since_last_activity"},
		},
		{
			Name: "First value", Aliases: []string{"FVD", "First value delivered"},
			Definition: "The first result with the product that the customer, not the supplier, calls a success.",
			Sources:    cited(Landscape, "First Value / First Value Delivered (FVD)"),
			See:        []string{"first_values", "time_to_value", "First value review"},
		},
		{
			Name:       "First value review",
			Definition: "A meeting, or a paper, that puts the customer's first success on record and agrees on the next aim.",
			Sources:    cited(Landscape, "First Value Review"),
			See:        []string{"First value", "Quarterly business review"},
		},
		{
			Name:       "Go-live",
			Definition: "The day on which a product is switched on for real work; for software, the move from the test system to production.",
			Sources:    cited(Landscape, "Go-Live"),
			See:        []string{"time_to_go_live", "User acceptance testing"},
		},
		{
			Name: "Kickoff call", Aliases: []string{"Welcome call", "Kickoff"},
			Definition: "The first meeting after the purchase, in which sales hands the customer over and both sides agree on aims, people and dates.",
			Sources:    cited(Landscape, "Welcome Call / Kickoff Call"),
			See:        []string{"kickoffs", "Onboarding"},
		},
		{
			Name: "LAER model", Aliases: []string{"LAER"},
			Definition: "Land, adopt, expand, renew: the relationship as the supplier sees it, from a small first sale over real use and additional business to the next term.",
			Sources:    cited(TermArchive, "LAER Model"),
			See:        []string{"Customer lifecycle stages", "PIMO model"},
		},
		{
			Name: "Onboarding", Aliases: []string{"Customer onboarding"},
			Definition: "Everything between the signature and the day on which the customer works with the product unaided: set-up, data, training.",
			Differs:    "The landscape glossary is content with users who are set up and have begun; the Customer Success Dictionary wants them on the way to their desired outcome. Here it ends on the date of the milestone onboarding_completed.",
			Sources:    []Source{{Landscape, "Onboarding / Customer Onboarding"}, {Dictionary, "Customer Onboarding"}},
			See:        []string{"time_to_onboard", "onboarding_completion", "Go-live"},
		},
		{
			Name: "PIMO model", Aliases: []string{"PIMO"},
			Definition: "Plan, implement, monitor, optimise: the relationship as the customer sees it, from deciding how to bring the product in to getting more out of it.",
			Sources:    cited(TermArchive, "PIMO Model"),
			See:        []string{"LAER model"},
		},
		{
			Name: "Quarterly business review", Aliases: []string{"QBR", "EBR", "Executive business review", "Business review"},
			Definition: "A regular meeting with a customer's decision makers about what the product has brought, what stands in the way and what comes next. Once a quarter for large customers, less often for others.",
			Sources:    cited(Landscape, "Executive Business Review / Quarterly Business Review (EBR / QBR)"),
			See:        []string{"business_reviews", "business_review_coverage", "Success plan", "Decision maker"},
		},
		{
			Name: "Red, yellow, green", Aliases: []string{"RYG"},
			Definition: "Three colours for the state of a customer: green is well, yellow needs a look, red is likely to leave.",
			Sources:    cited(Landscape, "Red Yellow Green (RYG)"),
			See:        []string{"Customer health", "Churn risk"},
		},
		{
			Name: "Touchpoint map", Aliases: []string{"Service blueprint"},
			Definition: "The counterpart of the journey map from the supplier's side: which people and systems do what, at each encounter and behind it.",
			Sources:    cited(Landscape, "Touchpoint Map / Service Blueprint"),
			See:        []string{"Customer journey map", "touchpoints"},
		},
	}
}
