package formulas

// productTerms are the words about the product and its technology.
func productTerms() []Term {
	return []Term{
		{
			Name: "Adoption", Aliases: []string{"Product adoption"},
			Definition: "How far the product has become part of the customers' daily work: who uses it, how often and which of its features.",
			Sources:    cited(Landscape, "Adoption / Product Adoption"),
			See:        []string{"adoption_rate", "stickiness", "product_usage"},
		},
		{
			Name: "Application programming interface", Aliases: []string{"API", "Application program interface"},
			Definition: "A defined way for one program to ask another for data or to have something done. Integrations are built on it.",
			Sources:    []Source{{Landscape, "Application Program Interface (API)"}, {TermArchive, "API"}},
			See:        []string{"Software as a service"},
		},
		{
			Name:       "Cloud",
			Definition: "A provider's computers, rented and reached over the internet in place of machines of one's own.",
			Sources:    cited(Landscape, "Cloud"),
			See:        []string{"On-premises", "Software as a service"},
		},
		{
			Name: "Enterprise resource planning", Aliases: []string{"ERP"},
			Definition: "The system in which a company keeps its books, orders, stock and staff in one database. Exports of invoices and costs usually come from it.",
			Sources:    cited(Landscape, "Enterprise Resource Planning (ERP)"),
			See:        []string{"Customer relationship management"},
		},
		{
			Name: "Internet of things", Aliases: []string{"IoT"},
			Definition: "Everyday objects and machines that have sensors and a network link, report their state and take commands.",
			Sources:    cited(Landscape, "Internet Of Things (IoT)"),
			See:        []string{"Telemetry"},
		},
		{
			Name: "Minimum viable product", Aliases: []string{"MVP"},
			Definition: "The smallest version of a product, or of a service, that early users can put to use and from whose use there is something to learn.",
			Sources:    cited(Landscape, "Minimum Viable Product (MVP)"),
			See:        []string{"Product roadmap"},
		},
		{
			Name: "On-premises", Aliases: []string{"On-premise", "On-prem"},
			Definition: "Said of software that the customer runs on machines of its own. Usage then reaches the supplier only if the customer lets it.",
			Sources:    cited(Landscape, "On-Premise(s)"),
			See:        []string{"Cloud", "Perpetual licence"},
		},
		{
			Name: "Product lifecycle management", Aliases: []string{"PLM"},
			Definition: "Steering a product through all its stages, from the idea through design, sale and service to its withdrawal.",
			Sources:    cited(Landscape, "Product Lifecycle Management (PLM)"),
			See:        []string{"Product roadmap"},
		},
		{
			Name:       "Product roadmap",
			Definition: "The plan, shared by all who depend on it, of where a product is going, in which steps and roughly when.",
			Sources:    cited(Landscape, "Product Roadmap"),
			See:        []string{"Feature request", "Customer success roadmap"},
		},
		{
			Name: "Single sign-on", Aliases: []string{"SSO"},
			Definition: "Signing in once and being let into several programs by it. Access is then granted and withdrawn in one place.",
			Sources:    cited(Landscape, "Single Sign-On (SSO)"),
		},
		{
			Name:       "Telemetry",
			Definition: "What a program reports to its maker about its use and its condition. Exports of usage come from it.",
			Sources:    cited(Landscape, "Telemetry"),
			See:        []string{"product_usage", "active_users"},
		},
		{
			Name: "User acceptance testing", Aliases: []string{"UAT", "End-user testing"},
			Definition: "The last test before go-live, by the people who will use the software: does it do what was agreed on, in their own work.",
			Differs:    "The landscape glossary also calls it beta testing, which elsewhere is a trial by outside users of something not yet finished.",
			Sources:    cited(Landscape, "User Acceptance Testing (UAT)"),
			See:        []string{"Go-live"},
		},
		{
			Name: "User experience", Aliases: []string{"UX"},
			Definition: "What it is like for a person to use a product: how easy, how quick and how pleasant.",
			Differs:    "The term archive counts training, response times and availability in; the landscape glossary keeps to what the user perceives.",
			Sources:    []Source{{Landscape, "User Experience (UX)"}, {TermArchive, "User Experience (UX)"}},
			See:        []string{"Customer experience", "User interface"},
		},
		{
			Name: "User interface", Aliases: []string{"UI"},
			Definition: "The part of a program that people see and touch: its screens, controls and words.",
			Sources:    cited(Landscape, "User Interface (UI)"),
			See:        []string{"User experience"},
		},
	}
}
