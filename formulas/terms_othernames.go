package formulas

// otherNames are the names under which the glossaries have a KPI or a comparison of this catalogue, and the places that its
// own entry does not cite.
func otherNames() []Term {
	return []Term{
		{
			Name: "Account contraction", Entry: "account_contraction",
			Sources: []Source{{Dictionary, "Account Contraction"}, {CSGlossary, "Account Contraction"}},
		},
		{
			Name: "Account growth", Aliases: []string{"Expansion"}, Entry: "account_expansion",
			Differs: "The term archive counts optional add-ons and a customer's commitment to a price as well; what of that raises what the customer pays is in the figure.",
			Sources: []Source{{Landscape, "Expansion"}, {Landscape, "Account Expansion / Account Growth"}, {Dictionary, "Account Growth"}, {Dictionary, "Account Expansion"},
				{CSGlossary, "Account Growth"}, {CSGlossary, "Account Expansion"}, {TermArchive, "Account Expansion"}},
		},
		{
			Name: "Annual recurring revenue", Entry: "annual_recurring_revenue",
			Differs: "The term archive takes ARR for the annual contract value, the TCV and the TAV of a customer. The landscape glossary keeps them apart, and so does this catalogue.",
			Sources: []Source{{Landscape, "Annual Recurring Revenue (ARR)"}, {TermArchive, "Annual Recurring Revenue (ARR) is also known as Total Contract Value (TCV) or Total Account Value (TAV)"}},
		},
		{
			Name: "Cross-selling", Aliases: []string{"X-sell"}, Entry: "cross_sell",
			Sources: []Source{{Landscape, "Cross-Sell"}, {TermArchive, "Cross-selling"}},
		},
		{
			Name: "Customer churn", Entry: "logo_churn",
			Sources: cited(Landscape, "Logo Churn / Customer Churn"),
		},
		{
			Name: "Customer growth", Entry: "expansion_rate",
			Differs: "The landscape glossary's growth rate counts customers, which is the customer growth rate here. The Customer Success Dictionary and the Customer Success Glossary ask whether each customer grows.",
			Sources: []Source{{Dictionary, "Customer Growth"}, {CSGlossary, "Customer Growth"}},
		},
		{
			Name: "Customer lifetime value", Aliases: []string{"CLV", "CLTV", "Life time value"}, Entry: "lifetime_value",
			Differs: "The landscape glossary multiplies a year's revenue by the length of the relationship. The Customer Success Dictionary and the Customer Success Glossary take all that the customer has spent or is expected to spend, and leave open which.",
			Sources: []Source{{Landscape, "Customer Lifetime Value / Lifetime Value (CLV / LTV)"}, {Dictionary, "LifeTime Value"}, {CSGlossary, "Life Time Value"}},
		},
		{
			Name: "Customer status", Entry: "customer_status",
			Sources: cited(CSGlossary, "Customer Status"),
		},
		{
			Name: "Customer success qualified lead", Entry: "customer_success_qualified_leads",
			Sources: cited(Landscape, "Customer Success Qualified Lead (CSQL)"),
		},
		{
			Name: "Customer touchpoint", Aliases: []string{"Touchpoint"}, Entry: "touchpoints",
			Differs: "The landscape glossary means every encounter with the brand, advertising included. Here it is a contact with a customer that someone recorded.",
			Sources: cited(Landscape, "Touchpoint / Customer Touchpoint"),
		},
		{
			Name: "Detractors", Entry: "detractor_share",
			Sources: cited(Landscape, "Detractors"),
		},
		{
			Name: "First call resolution", Entry: "first_contact_resolution",
			Sources: cited(Landscape, "First Call Resolution / First Contact Resolution (FCR)"),
		},
		{
			Name: "License expansion", Entry: "license_expansion",
			Sources: cited(Landscape, "License Expansion"),
		},
		{
			Name: "LTV to CAC", Entry: "ltv_cac_ratio",
			Sources: []Source{{Landscape, "LTV:CAC Ratio"}, {Landscape, "LTV:CAC Ratio = LTV ÷ CAC"}},
		},
		{
			Name: "Marketing qualified lead", Entry: "marketing_qualified_leads",
			Sources: cited(Landscape, "Marketing Qualitfied Lead (MQL)"),
		},
		{
			Name: "Month over month", Aliases: []string{"MoM"}, Entry: "month_over_month",
			Sources: cited(Landscape, "Month-over-Month (MoM)"),
		},
		{
			Name: "Operating expense", Aliases: []string{"Operational expenditure"}, Entry: "operating_expenditure",
			Sources: cited(Landscape, "Operational Expenditure / Operating Expense (OpEx)"),
		},
		{
			Name: "Passives", Entry: "passive_share",
			Sources: cited(Landscape, "Passives"),
		},
		{
			Name: "Product usage", Aliases: []string{"Usage"}, Entry: "product_usage",
			Sources: []Source{{Landscape, "Usage"}, {Dictionary, "Product Usage"}, {CSGlossary, "Product Usage"}},
		},
		{
			Name: "Promoters", Entry: "promoter_share",
			Sources: cited(Landscape, "Promoters"),
		},
		{
			Name: "Quarter over quarter", Aliases: []string{"QoQ"}, Entry: "quarter_over_quarter",
			Sources: cited(Landscape, "Quarter-over-Quarter (QoQ)"),
		},
		{
			Name: "Recurring revenue", Entry: "recurring_revenue",
			Differs: "The glossaries mean revenue that is expected to come again, as MRR or ARR. The KPI of this name is what was invoiced for the period; the running rate is under those two.",
			Sources: []Source{{Landscape, "Recurring Revenue"}, {Dictionary, "Recurring Revenue"}, {CSGlossary, "Recurring Revenue"}},
		},
		{
			Name: "Revenue churn rate", Entry: "dollar_churn_rate",
			Sources: cited(Landscape, "Dollar Churn Rate / Revenue Churn Rate"),
		},
		{
			Name: "Run rate", Entry: "annual_run_rate",
			Sources: cited(Landscape, "Run Rate"),
		},
		{
			Name: "Support ticket", Entry: "cases",
			Sources: []Source{{Landscape, "Support Tickets"}, {Landscape, "Cases"}},
		},
		{
			Name: "Termination", Entry: "terminations",
			Sources: cited(Landscape, "Termination"),
		},
		{
			Name: "Time to first value", Aliases: []string{"TTFV"}, Entry: "time_to_value",
			Sources: cited(Landscape, "Time to Value / Time to First Value (TTV / TTFV)"),
		},
		{
			Name: "Total account value", Aliases: []string{"TAV"}, Entry: "total_contract_value",
			Differs: "TCV has three meanings: fees and recurring value over the term (landscape glossary), the same with usage charges expressly out (term archive), and another word for ARR (term archive, in another place). The first two are followed; the third is wrong wherever a term is not one year or has fees.",
			Sources: []Source{{Landscape, "Total Contract Value (TCV)"}, {TermArchive, "Total Contract Value (TCV)"},
				{TermArchive, "Annual Recurring Revenue (ARR) is also known as Total Contract Value (TCV) or Total Account Value (TAV)"}},
		},
		{
			Name: "Total available market", Entry: "total_addressable_market",
			Sources: cited(Landscape, "Total Addressable Market / Total Available Market (TAM)"),
		},
		{
			Name: "Upsell", Entry: "upsell",
			Differs: "The term archive lets additional products and services count as upsell. The landscape glossary calls those cross-sell, and so does this catalogue.",
			Sources: []Source{{Landscape, "Upsell"}, {TermArchive, "Upsell"}},
		},
		{
			Name: "User base", Entry: "installed_base",
			Sources: cited(Landscape, "Install(ed) Base / User Base"),
		},
		{
			Name: "Year over year", Aliases: []string{"YoY"}, Entry: "year_over_year",
			Sources: []Source{{Landscape, "Year-over-Year (YoY)"}, {TermArchive, "Year over Year (YoY)"}},
		},
	}
}
