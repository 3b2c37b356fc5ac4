package formulas

// salesTerms are the words of sales and marketing, and the kinds of customers.
func salesTerms() []Term {
	return []Term{
		{
			Name: "B2B", Aliases: []string{"Business to business"},
			Definition: "Said of a supplier whose customers are companies or other organisations, each with several people behind one account. B2B2B adds the customers of those customers.",
			Sources:    []Source{{Landscape, "B2B"}, {TermArchive, "B2B/B2C"}},
			See:        []string{"B2C"},
		},
		{
			Name: "B2C", Aliases: []string{"Business to consumer"},
			Definition: "Said of a supplier whose customers are private persons who buy for their own use.",
			Sources:    []Source{{Landscape, "B2C"}, {TermArchive, "B2B/B2C"}},
			See:        []string{"B2B"},
		},
		{
			Name:       "Brand advocacy",
			Definition: "Customers who speak up for a product of their own accord, by recommending it, acting as a reference or reviewing it in public. Only what leaves a trace can be counted: the deals that customers referred.",
			Sources:    cited(Landscape, "Advocacy / Brand Advocacy"),
			See:        []string{"advocacy", "promoter_share", "Referral", "Testimonial"},
		},
		{
			Name:       "Brand awareness",
			Definition: "How many people of the intended market know a brand, by themselves or when shown it.",
			Sources:    cited(Landscape, "Brand Awareness"),
			See:        []string{"Demand generation"},
		},
		{
			Name: "Case study", Aliases: []string{"Customer success case study"},
			Definition: "A published account of what one customer needed, did and achieved with the product, written to convince others in the same position.",
			Sources:    []Source{{Landscape, "Case Study"}, {Dictionary, "Customer Success Case Studies"}},
			See:        []string{"Customer success story", "Testimonial"},
		},
		{
			Name:       "Conversion",
			Definition: "The step by which a prospect, a lead or the user of a trial becomes a paying customer.",
			Sources:    cited(Landscape, "Conversion"),
			See:        []string{"conversion_rate", "win_rate"},
		},
		{
			Name: "Customer relationship management", Aliases: []string{"CRM"},
			Definition: "The system in which sales keeps prospects, customers, contacts and deals. Accounts and opportunities are usually exported from it; what it says of a past date it seldom knows.",
			Sources:    cited(Landscape, "Customer Relationship Management (CRM)"),
			See:        []string{"Customer success platform", "Opportunity"},
		},
		{
			Name: "Customer segmentation", Aliases: []string{"Segmentation"},
			Definition: "Sorting customers into groups that are served alike, by size, industry, region, value or need. Any column of the accounts dataset can be such a group.",
			Sources:    []Source{{Landscape, "Segmentation"}, {Dictionary, "Customer Segmentation"}, {CSGlossary, "Customer Segmentation"}},
			See:        []string{"Small and medium-sized business", "Small and medium-sized enterprise", "Enterprise customer"},
		},
		{
			Name: "Customer success story", Aliases: []string{"Customer success stories"},
			Definition: "A customer's experience told as a story, from the trouble they had through the choice of a product to the result. Shorter and more personal than a case study.",
			Sources:    []Source{{Landscape, "Customer Success Stories"}, {Dictionary, "Customer Success Success Stories"}, {CSGlossary, "Customer Success Success Stories"}},
			See:        []string{"Case study", "Testimonial"},
		},
		{
			Name:       "Demand generation",
			Definition: "Marketing that makes a market aware of a need and of a product that meets it, before anyone is asked to buy.",
			Sources:    cited(Landscape, "Demand Generation"),
			See:        []string{"Brand awareness", "Lead generation"},
		},
		{
			Name:       "Discovery call",
			Definition: "The first real talk with an interested prospect: what they are after, and whether there is a deal to be had.",
			Sources:    cited(Landscape, "Discovery Call"),
			See:        []string{"Opportunity", "Open-ended question"},
		},
		{
			Name:       "Enterprise customer",
			Definition: "A large corporation as a customer, with many sites and many people to convince. The landscape glossary draws the line at 1,000 staff and a billion dollars a year.",
			Sources:    cited(Landscape, "Enterprise Customer"),
			See:        []string{"Small and medium-sized enterprise", "Customer segmentation"},
		},
		{
			Name: "Go to market", Aliases: []string{"GTM"},
			Definition: "How a product is to reach its buyers: whom to sell to, through which channels, at what price and with what message.",
			Sources:    cited(Landscape, "Go To Market (GTM)"),
			See:        []string{"Ideal customer profile", "Value proposition"},
		},
		{
			Name: "Ideal customer profile", Aliases: []string{"ICP"},
			Definition: "The kind of company that gains most from the product and is therefore quickest to buy and likeliest to stay, described by traits that can be looked up, such as industry and size.",
			Sources:    cited(Landscape, "Ideal Customer Profile (ICP)"),
			See:        []string{"Persona", "Customer segmentation"},
		},
		{
			Name: "Key account management", Aliases: []string{"KAM"},
			Definition: "Caring for the most valuable customers one by one, with a manager of their own, regular meetings and terms that others do not get.",
			Sources:    cited(Landscape, "Key Account Management (KAM)"),
			See:        []string{"Key accounts", "High-touch"},
		},
		{
			Name:       "Key accounts",
			Definition: "The customers that matter most: they bring a large part of the revenue, or lend the supplier their name and their contacts.",
			Sources:    cited(Landscape, "Key Accounts"),
			See:        []string{"Key account management"},
		},
		{
			Name:       "Lead generation",
			Definition: "Finding people or companies who might buy and getting them to show interest, so that sales has someone to talk to.",
			Sources:    cited(Landscape, "Lead Generation"),
			See:        []string{"leads", "marketing_qualified_leads", "Lead scoring"},
		},
		{
			Name:       "Lead scoring",
			Definition: "Giving leads points for who they are and what they do, so that the most promising are called first.",
			Sources:    cited(Landscape, "Lead Scoring"),
			See:        []string{"Lead generation", "marketing_qualified_leads"},
		},
		{
			Name:       "Open-ended question",
			Definition: "A question that yes or no does not settle, so that the other side has to explain. In surveys the answers are text and enter no score.",
			Sources:    cited(Landscape, "Open Ended Question"),
			See:        []string{"Discovery call", "Voice of the customer"},
		},
		{
			Name:       "Opportunity",
			Definition: "A possible sale that sales is working on, with an account, an expected amount and a stage. More business with an existing customer is one too.",
			Sources:    cited(Landscape, "Opportunity"),
			See:        []string{"open_pipeline", "closed_opportunities", "win_rate", "average_sale_price"},
		},
		{
			Name:       "Pain point",
			Definition: "A problem bad enough for a customer to spend money or effort on; the reason to buy and, where the product leaves it unsolved, the reason to leave.",
			Sources:    cited(Landscape, "Pain Points"),
			See:        []string{"Value proposition"},
		},
		{
			Name: "Public sector", Aliases: []string{"PubSec"},
			Definition: "Government and what it runs, such as administration, schools, hospitals and defence. It buys by tender and budget year, which shows in when contracts start and end.",
			Sources:    cited(Landscape, "Public Sector (PubSec)"),
			See:        []string{"Customer segmentation"},
		},
		{
			Name:       "Referral",
			Definition: "A prospect who comes on a customer's recommendation. In the data it is a deal whose source is referral; it is credited to the customer who referred, where the deal names one.",
			Sources:    cited(Landscape, "Referral"),
			See:        []string{"advocacy", "Brand advocacy"},
		},
		{
			Name:       "Sales enablement",
			Definition: "Giving sellers what they need to sell: content, tools, data and training.",
			Sources:    cited(Landscape, "Sales Enablement"),
			See:        []string{"Customer success operations"},
		},
		{
			Name: "Small and medium-sized business", Aliases: []string{"SMB", "Small medium business"},
			Definition: "A small customer: fewer than 100 staff and a yearly revenue of some millions, by the landscape glossary 5 to 10 million dollars.",
			Differs:    "The next class of that glossary starts at 101 staff and 10 million, so exactly 100 staff, and any revenue below 5 million, are in no class.",
			Sources:    cited(Landscape, "Small Medium Business (SMB)"),
			See:        []string{"Small and medium-sized enterprise", "Customer segmentation"},
		},
		{
			Name: "Small and medium-sized enterprise", Aliases: []string{"Mid-market", "Small medium enterprise"},
			Definition: "A customer of middling size: 101 to 500 staff and 10 million to a billion dollars a year in the landscape glossary.",
			Differs:    "Elsewhere the name means smaller companies: the European Union draws the line below 250 staff. The glossary leaves 501 to 1,000 staff in no class, and abbreviates this and the subject matter expert alike.",
			Sources:    cited(Landscape, "Small Medium Enterprise (SME)"),
			See:        []string{"SME", "Small and medium-sized business", "Enterprise customer"},
		},
		{
			Name: "Testimonial", Aliases: []string{"Customer testimonial"},
			Definition: "A satisfied customer's own words about a product, given for publication.",
			Sources:    cited(Landscape, "Testimonial / Customer Testimonial"),
			See:        []string{"Case study", "Brand advocacy"},
		},
		{
			Name: "Value proposition", Aliases: []string{"Value prop"},
			Definition: "What a supplier says a customer will gain, and why from this supplier rather than another.",
			Sources:    cited(Landscape, "Value Proposition"),
			See:        []string{"Value realisation", "Pain point"},
		},
		{
			Name:       "White label",
			Definition: "A product that one company makes and another sells under its own name. The maker then knows the seller as its customer, not the users.",
			Sources:    cited(Landscape, "White Label"),
			See:        []string{"Partner success"},
		},
	}
}
