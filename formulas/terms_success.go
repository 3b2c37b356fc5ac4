package formulas

// successTerms are the words about customer success itself: what it is for, how it is run and how close it comes.
func successTerms() []Term {
	return []Term{
		{
			Name:       "Best practice",
			Definition: "A way of doing something that has worked well under like conditions and is written down so that it can be repeated.",
			Sources:    []Source{{Landscape, "Best Practices"}, {TermArchive, "Best Practices"}},
			See:        []string{"Playbook", "Standard operating procedure"},
		},
		{
			Name:       "Business objective",
			Definition: "What a company means to achieve over the years. A product is worth renewing as far as it helps the customer with one of them.",
			Sources:    cited(Landscape, "Business Objective(s)"),
			See:        []string{"Desired outcome", "Goal"},
		},
		{
			Name: "Call to action", Aliases: []string{"CTA"},
			Definition: "A request to do one particular thing now, put to a customer or to a colleague: book the review, watch the video, call this account.",
			Sources:    cited(Landscape, "Call to Action (CTA)"),
			See:        []string{"Playbook", "Trigger"},
		},
		{
			Name:       "Capacity planning",
			Definition: "Working out how many customer success managers are needed, from the number of customers and the revenue one of them can look after and from the growth expected.",
			Sources:    cited(Landscape, "Capacity Planning"),
			See:        []string{"accounts_per_csm", "arr_per_csm"},
		},
		{
			Name: "Customer success", Aliases: []string{"CS", "Client success", "Customer success for SaaS"},
			Definition: "The work, and the department, of seeing to it that customers get the result they bought a product for, since those who do renew and extend. It starts where the sale ends and acts before something goes wrong.",
			Differs:    "The Customer Success Dictionary and the Customer Success Glossary list client success and customer success for SaaS apart; what they describe is the same.",
			Sources: []Source{{Landscape, "Customer Success (CS)"}, {Dictionary, "Customer Success"}, {Dictionary, "Client Success"}, {Dictionary, "Customer Success for SaaS"},
				{CSGlossary, "Customer Success"}, {CSGlossary, "Client Success"}, {CSGlossary, "Customer Success for SaaS"}},
			See: []string{"Customer success manager", "Customer support", "net_revenue_retention"},
		},
		{
			Name: "Customer success as a service", Aliases: []string{"CSaaS"},
			Definition: "Customer success bought from outside: a provider plans it, staffs it and runs it for the supplier. The name is a trademark of the firm ESG.",
			Sources:    cited(Landscape, "Customer Success as a Service® (CSaaS)"),
			See:        []string{"Customer success", "Software as a service"},
		},
		{
			Name: "Customer success automation", Aliases: []string{"CSA"},
			Definition: "Software that does or starts the routine work of customer success by itself, such as welcome mails, reminders and risk alerts.",
			Sources:    cited(Landscape, "Customer Success Automation (CSA)"),
			See:        []string{"Digital customer success", "Workflow", "Trigger"},
		},
		{
			Name:       "Customer success goals",
			Definition: "What a customer success team undertakes to reach in a period, such as a retention rate or an adoption rate. The customers' own results are the yardstick.",
			Sources:    []Source{{Dictionary, "Customer Success Goals"}, {CSGlossary, "Customer Success Goals"}},
			See:        []string{"Goal", "Desired outcome", "Customer success metrics"},
		},
		{
			Name:       "Customer success metrics",
			Definition: "The figures by which customer success is judged: retention and churn, expansion, adoption, health and satisfaction. The KPIs of this catalogue are a list of them.",
			Sources:    []Source{{Dictionary, "Customer Success Metrics"}, {CSGlossary, "Customer Success Metrics"}},
			See:        []string{"Key performance indicator", "net_revenue_retention", "logo_churn"},
		},
		{
			Name: "Customer success platform", Aliases: []string{"CSP", "Customer success management software"},
			Definition: "Software that brings together what CRM, billing, usage, support and surveys know of each customer, and in which customer success managers plan their work.",
			Sources:    []Source{{Landscape, "Customer Success Platform (CSP)"}, {Dictionary, "Customer Success Platform"}},
			See:        []string{"Customer relationship management", "Customer success tools"},
		},
		{
			Name:       "Customer success roadmap",
			Definition: "A plan over some two years of what a customer success organisation wants to become able to do, with the means it takes and what could go wrong.",
			Sources:    cited(Landscape, "Customer Success Roadmap"),
			See:        []string{"Customer success strategy", "Product roadmap"},
		},
		{
			Name:       "Customer success strategy",
			Definition: "The choice of which customers get which service from whom, and to what end in retention and growth.",
			Sources:    []Source{{Dictionary, "Customer Success Strategy"}, {CSGlossary, "Customer Success Strategy"}},
			See:        []string{"Customer segmentation", "High-touch", "Low-touch"},
		},
		{
			Name:       "Customer success tools",
			Definition: "Whatever software customer success managers work with: the success platform, surveys, analytics, mail and calls.",
			Sources:    cited(Dictionary, "Customer Success Tools"),
			See:        []string{"Customer success platform"},
		},
		{
			Name:       "Desired outcome",
			Definition: "The result a customer ultimately wants from the product, reached in a way that suits them.",
			Sources:    []Source{{Dictionary, "Desired Outcome"}, {CSGlossary, "Desired Outcome"}},
			See:        []string{"Success plan", "Value realisation"},
		},
		{
			Name:       "Digital customer success",
			Definition: "Serving customers mainly by automatic messages and guidance inside the product, steered by data, so that one team can reach many. People step in where it pays.",
			Sources:    cited(Landscape, "Digital Customer Success"),
			See:        []string{"Low-touch", "One-to-many", "Customer success automation"},
		},
		{
			Name:       "Dynamic engagement",
			Definition: "Choosing for each moment of a customer's journey between people and automation, whichever does it best for what it costs.",
			Sources:    cited(Landscape, "Dynamic Engagement"),
			See:        []string{"High-touch", "Low-touch", "cost_to_serve"},
		},
		{
			Name: "Engagement", Aliases: []string{"Customer engagement"},
			Definition: "How much, how often and in what ways a customer deals with the supplier and its product. Contacts and use are counted apart here, as touchpoints and as active users.",
			Differs:    "The landscape glossary means communication with customers; the Customer Success Dictionary and the Customer Success Glossary begin with the first visit of a stranger to the website.",
			Sources:    []Source{{Landscape, "Engagement"}, {Dictionary, "Customer Engagement"}, {CSGlossary, "Customer Engagement"}},
			See:        []string{"touchpoints", "active_users", "product_engagement_score"},
		},
		{
			Name:       "High-touch",
			Definition: "A service model with a named manager and frequent personal contact for each customer, for accounts whose value bears the cost.",
			Sources:    cited(Landscape, "High-Touch"),
			See:        []string{"Low-touch", "cost_to_serve_ratio"},
		},
		{
			Name: "Low-touch", Aliases: []string{"Tech-touch"},
			Definition: "A service model of self-service and automatic contact for many small customers, in which usage and other data say where a person should step in.",
			Sources:    cited(Landscape, "Low-Touch / Tech-Touch"),
			See:        []string{"High-touch", "One-to-many", "Digital customer success"},
		},
		{
			Name:       "One-to-many",
			Definition: "Reaching many customers with one message or event, such as a newsletter, a webinar or a notice in the product.",
			Differs:    "Often used as another word for low-touch. This is a way of contact, low-touch a whole service model.",
			Sources:    cited(Landscape, "One-to-Many"),
			See:        []string{"Low-touch"},
		},
		{
			Name: "Playbook", Aliases: []string{"Customer success playbooks"},
			Definition: "Prepared steps for a situation that recurs, such as falling usage or a renewal in 90 days: what the customer success manager does then, and in which order.",
			Sources:    cited(Landscape, "Playbooks"),
			See:        []string{"Workflow", "Trigger", "Best practice"},
		},
		{
			Name:       "Success criteria",
			Definition: "The conditions, agreed on beforehand and open to measurement, under which a goal counts as reached.",
			Sources:    cited(Landscape, "Success Criteria"),
			See:        []string{"Success plan", "Goal"},
		},
		{
			Name:       "Success plan",
			Definition: "A paper agreed on with one customer: what they want to reach, how it is measured, and who does what by when.",
			Sources:    cited(Landscape, "Success Plan"),
			See:        []string{"Success criteria", "Desired outcome", "Quarterly business review"},
		},
		{
			Name:       "Trigger",
			Definition: "An event that starts a workflow by itself, such as a drop in usage or a renewal date coming near.",
			Differs:    "The term archive treats trigger and workflow as one thing. Here the trigger is the event and the workflow what follows.",
			Sources:    cited(TermArchive, "Triggers or Workflows"),
			See:        []string{"Workflow", "Customer success automation"},
		},
		{
			Name: "Value realisation", Aliases: []string{"Value realization"},
			Definition: "The way from the benefit a customer hopes for to one that shows in the customer's own figures.",
			Sources:    cited(Landscape, "Value Realization"),
			See:        []string{"time_to_value", "Desired outcome"},
		},
		{
			Name:       "Workflow",
			Definition: "The fixed order of steps in which a piece of work is done, often passed from one to the next by software.",
			Sources:    []Source{{TermArchive, "Identifies the sequence"}, {TermArchive, "Triggers or Workflows"}},
			See:        []string{"Trigger", "Playbook"},
		},
	}
}
