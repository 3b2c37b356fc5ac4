package formulas

// peopleTerms are the people on both sides, and how they are organised.
func peopleTerms() []Term {
	return []Term{
		{
			Name: "Account executive", Aliases: []string{"AE"},
			Definition: "The seller who wins an account and answers for its commercial side: price, contract and, in many companies, the renewal. Day-to-day care passes to a customer success manager once the contract is signed.",
			Sources:    cited(Landscape, "Account Executive (AE)"),
			See:        []string{"Account manager", "Customer success manager"},
		},
		{
			Name: "Account manager", Aliases: []string{"AM"},
			Definition: "Whoever keeps and extends the business with customers already won, by upsell and cross-sell.",
			Differs:    "As the landscape glossary remarks, some companies give the title to their account executives; ask which duties are meant before two teams are compared.",
			Sources:    cited(Landscape, "Account Manager (AM)"),
			See:        []string{"Account executive", "upsell", "cross_sell"},
		},
		{
			Name:       "Account team",
			Definition: "Everyone at the supplier who works for one account, from sales and onboarding to success and support, under one plan for its renewal and growth.",
			Sources:    cited(Landscape, "Account Team"),
			See:        []string{"Account executive", "Account manager", "Customer success manager"},
		},
		{
			Name: "Business development representative", Aliases: []string{"BDR", "SDR", "Sales development representative"},
			Definition: "A sales role that finds prospects, tests their interest by call and mail, and hands the promising ones to an account executive. It closes no deals itself.",
			Sources:    cited(Landscape, "Business Development Representative / Sales Development Representative (BDR / SDR)"),
			See:        []string{"Account executive", "Lead generation"},
		},
		{
			Name:       "Champion",
			Definition: "Someone inside the customer's company who believes in the product and speaks for it when decisions are made. A champion who leaves puts the renewal at risk.",
			Sources:    cited(Landscape, "Champion"),
			See:        []string{"Decision maker", "Churn risk"},
		},
		{
			Name: "Customer success manager", Aliases: []string{"CSM"},
			Definition: "The person who looks after a set of customers once they have bought, so that they get what they bought the product for, stay and extend. In the data it is the csm of the accounts, by which KPIs can be grouped.",
			Sources: []Source{{Landscape, "Customer Success Manager (CSM)"}, {Dictionary, "Customer Success Manager"},
				{Dictionary, "Role of a Customer Success Manager"}, {CSGlossary, "Role of a Customer Success Manager"}},
			See: []string{"Customer success", "accounts_per_csm", "arr_per_csm"},
		},
		{
			Name: "Customer success operations", Aliases: []string{"CS Ops", "Customer success enablement"},
			Definition: "The people who give customer success managers their tools, data, playbooks and training, and who do the planning and reporting for the team.",
			Sources:    cited(Landscape, "Customer Success Operations (CS Ops) / Customer Success Enablement"),
			See:        []string{"Capacity planning", "Playbook"},
		},
		{
			Name: "Customer success organisational charter", Aliases: []string{"Customer success organizational charter"},
			Definition: "The paper in which a customer success organisation states its purpose, its aims and who answers for what, so that other departments know what to expect of it.",
			Sources:    cited(Landscape, "Customer Success Organizational Charter"),
			See:        []string{"Customer success strategy", "Organisational structure"},
		},
		{
			Name: "Customer support", Aliases: []string{"Customer service"},
			Definition: "The team that answers when a customer asks or something breaks. It reacts to cases; customer success acts before there is one.",
			Sources:    cited(Landscape, "Customer Support / Customer Service"),
			See:        []string{"cases", "response_time", "Customer success"},
		},
		{
			Name: "Decision maker", Aliases: []string{"Economic buyer"},
			Definition: "Whoever at the customer can say yes to a purchase or renewal and release the money for it. Often it is neither the user nor the usual contact.",
			Sources:    cited(Landscape, "Decision Maker"),
			See:        []string{"Gatekeeper", "Quarterly business review"},
		},
		{
			Name:       "Empathy",
			Definition: "Seeing a problem as the customer sees it, and letting the customer notice. Expected of everyone who deals with customers.",
			Sources:    cited(Landscape, "Empathy"),
		},
		{
			Name:       "Gatekeeper",
			Definition: "A person who controls access to the decision maker, in the front office or in procurement, and lets callers through or not.",
			Sources:    cited(Landscape, "Gatekeeper"),
			See:        []string{"Decision maker"},
		},
		{
			Name: "Organisational design", Aliases: []string{"Organizational design"},
			Definition: "Reworking how a company is divided and run once its present form no longer suits what it does.",
			Sources:    cited(Landscape, "Organizational Design"),
			See:        []string{"Organisational structure"},
		},
		{
			Name: "Organisational structure", Aliases: []string{"Organizational structure"},
			Definition: "Who reports to whom in a company, and along which lines work is handed on.",
			Sources:    cited(Landscape, "Organizational Structure"),
			See:        []string{"Organisational design"},
		},
		{
			Name:       "Partner success",
			Definition: "Customer success for resellers and other partners: helping them to serve the end customers well and to earn from it.",
			Sources:    cited(Landscape, "Partner Success"),
			See:        []string{"Customer success", "White label"},
		},
		{
			Name: "Persona", Aliases: []string{"User persona", "Buyer persona"},
			Definition: "An invented but typical user or buyer, drawn from what is known of real ones: what they want, what they fear and how they decide. Teams plan for it and test ideas on it.",
			Sources:    cited(Landscape, "Persona / User Persona / Buyer Persona"),
			See:        []string{"Ideal customer profile"},
		},
		{
			Name: "Point of contact", Aliases: []string{"POC"},
			Definition: "The person on the other side with whom a matter is settled; for a customer success manager, the one met most often. In sales the same letters stand for a proof of concept, a trial before the purchase.",
			Sources:    cited(Landscape, "Point of Contact (POC)"),
			See:        []string{"Champion"},
		},
		{
			Name:       "SME",
			Definition: "An abbreviation of two unrelated terms: a small and medium-sized enterprise, which is a size of customer, and a subject matter expert, which is a person.",
			Differs:    "The landscape glossary uses it for both. Here each is written out.",
			Sources:    []Source{{Landscape, "Small Medium Enterprise (SME)"}, {Landscape, "Subject Matter Expert (SME)"}},
			See:        []string{"Small and medium-sized enterprise", "Subject matter expert"},
		},
		{
			Name:       "Stakeholder",
			Definition: "Anyone who gains or loses by a decision: users, managers, owners, staff, suppliers.",
			Sources:    cited(Landscape, "Stakeholder"),
			See:        []string{"RASCI"},
		},
		{
			Name:       "Subject matter expert",
			Definition: "Someone who knows one field so well that others bring their questions about it there.",
			Differs:    "Abbreviated SME, as the small and medium-sized enterprise is.",
			Sources:    cited(Landscape, "Subject Matter Expert (SME)"),
			See:        []string{"SME"},
		},
		{
			Name: "Voice of the employee", Aliases: []string{"VoE"},
			Definition: "What staff think of their work and their company, and the channels through which they can say so.",
			Sources:    cited(Landscape, "Voice of the Employee (VoE)"),
			See:        []string{"Voice of the customer"},
		},
		{
			Name:       "Zealous",
			Definition: "Keen and tireless in pursuit of an aim. Job descriptions ask it of customer success managers; nothing measures it.",
			Sources:    []Source{{Landscape, "Zealous"}, {TermArchive, "Zealous"}},
			See:        []string{"Customer success manager"},
		},
	}
}
