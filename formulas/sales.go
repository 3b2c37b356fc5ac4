package formulas

// sales is the Sales family.
func sales() []KPI {
	return family(Sales, []KPI{
		{
			ID: "closed_won", Name: "Closed won",
			Definition: "Deals won, by the day they closed.",
			Not:        "Renewals are no deals here unless the job asks for them; renewals renewed has those.",
			Source:     Source{Landscape, "Closed Won"},
			Formula:    "opportunities_won",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("opportunities_won=12", "12"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "closed_lost", Name: "Closed lost",
			Definition: "Deals lost, by the day they closed.",
			Not:        "Lost before they were customers: customers who leave are churn.",
			Source:     Source{Landscape, "Closed Lost"},
			Formula:    "opportunities_lost",
			Unit:       Count, Better: Down,
			Examples: []Example{
				example("opportunities_lost=8", "8"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "closed_opportunities", Name: "Closed opportunities",
			Definition: "Deals decided either way, by the day they closed.",
			Not:        "Deals closed without an outcome, such as duplicates, are not in it.",
			Source:     Source{Landscape, "Closed Opportunities"},
			Formula:    "opportunities_won + opportunities_lost",
			Unit:       Count,
			Examples: []Example{
				example("opportunities_won=12 opportunities_lost=8", "20"),
				example("opportunities_won=12", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "closed_won_amount", Name: "Closed won amount",
			Definition: "Amount of the deals won, by the day they closed.",
			Not:        "What the deals say, not what was signed or invoiced. A deal without an amount is counted, and left out here.",
			Source:     Source{Landscape, "Closed Won"},
			Formula:    "won_amount",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("won_amount=96000", "96000"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "closed_lost_amount", Name: "Closed lost amount",
			Definition: "Amount of the deals lost, by the day they closed.",
			Not:        "Hoped-for money: lost deals often keep the amount of their first guess.",
			Source:     Source{Landscape, "Closed Lost"},
			Formula:    "lost_amount",
			Unit:       Money, Better: Down,
			Examples: []Example{
				example("lost_amount=104000", "104000"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "closed_opportunities_amount", Name: "Closed opportunities amount",
			Definition: "Amount of the deals decided either way, by the day they closed.",
			Not:        "Deals without an amount are left out, though they are in the number.",
			Source:     Source{Landscape, "Closed Opportunities"},
			Formula:    "won_amount + lost_amount",
			Unit:       Money,
			Examples: []Example{
				example("won_amount=96000 lost_amount=104000", "200000"),
				example("won_amount=96000", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "win_loss_ratio", Name: "Win/loss ratio",
			Definition: "Deals won for each deal lost.",
			Not:        "Not the win rate: 12 won and 8 lost make 1.5 here and 60 % there. Nothing lost means no ratio, not an endless one.",
			Source:     Source{Landscape, "Win / Loss Ratio"},
			Formula:    "opportunities_won / opportunities_lost",
			Unit:       NumberUnit, Better: Up,
			Examples: []Example{
				example("opportunities_won=12 opportunities_lost=8", "1.5"),
				example("opportunities_won=12 opportunities_lost=0", "n/a (zero denominator: opportunities_lost)"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "win_rate", Name: "Win rate",
			Definition: "The share of the deals decided in the period that were won.",
			Not:        "Not the win/loss ratio, whose base is the lost deals alone. Open deals are not in the base.",
			Formula:    "opportunities_won / (opportunities_won + opportunities_lost)",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("opportunities_won=12 opportunities_lost=8", "0.6"),
				example("opportunities_won=0 opportunities_lost=0", "n/a (zero denominator)"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "open_pipeline", Name: "Open pipeline",
			Definition: "Amount of the deals that are open on the last day of the period.",
			Not:        "Not weighted by the chance to win. A deal's amount is today's, also in past periods.",
			Source:     Source{Landscape, "Opportunity"},
			Formula:    "open_opportunity_amount",
			Unit:       Money, Better: Up,
			Examples: []Example{
				example("open_opportunity_amount=450000", "450000"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "customer_success_qualified_leads", Name: "Customer success qualified leads", Short: "CSQL",
			Definition: "Deals that customer success handed to sales, by the day they were created.",
			Not:        "Whatever came of them. Not in the leads, which come from outside.",
			Source:     Source{Landscape, "Customer Success Qualified Lead (CSQL)"},
			Formula:    "csqls",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("csqls=5", "5"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
		{
			ID: "leads", Name: "Leads",
			Definition: "Leads and trials created in the period.",
			Not:        "A lead belongs to no account yet, so the portfolio alone has the figure.",
			Source:     Source{Landscape, "Lead Generation"},
			Formula:    "leads",
			Unit:       Count, Better: Up,
			Grains: AtPortfolio,
			Examples: []Example{
				example("leads=200", "200"),
				example("", "n/a (no leads dataset)"),
			},
		},
		{
			ID: "marketing_qualified_leads", Name: "Marketing qualified leads", Short: "MQL",
			Definition: "Of the leads created in the period, those at the marketing qualified stage or past it.",
			Not:        "The stage is today's, since exports do not date it: a recent period still rises.",
			Source:     Source{Landscape, "Marketing Qualitfied Lead (MQL)"},
			Formula:    "mqls",
			Unit:       Count, Better: Up,
			Grains: AtPortfolio,
			Examples: []Example{
				example("mqls=60", "60"),
				example("", "n/a (no leads dataset)"),
			},
		},
		{
			ID: "conversion_rate", Name: "Conversion rate",
			Definition: "The share of the leads created in the period that had become customers when the data was cut.",
			Not:        "By the leads' own period, not that of the conversion, so it never passes 100 % and a recent period still rises.",
			Source:     Source{Landscape, "Conversion"},
			Formula:    "leads_converted / leads",
			Unit:       Ratio, Better: Up,
			Grains: AtPortfolio,
			Examples: []Example{
				example("leads_converted=16 leads=200", "0.08"),
				example("leads_converted=0 leads=0", "n/a (zero denominator: leads)"),
				example("", "n/a (no leads dataset)"),
			},
		},
	})
}
