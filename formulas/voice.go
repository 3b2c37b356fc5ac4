package formulas

// voice is the Voice of the customer family.
func voice() []KPI {
	return family(Voice, []KPI{
		{
			ID: "net_promoter_score", Name: "Net promoter score", Short: "NPS",
			Definition: "Share of promoters less share of detractors among the answers to the recommendation question, times 100: from -100 to 100.",
			Not:        "Neither a percentage nor the mean of the answers. Passives stay in the base. With few answers it jumps from period to period: look at how many there are.",
			Source:     Source{Landscape, "Net Promotor Score (NPS)"},
			Formula:    "(promoters - detractors) / nps_responses * 100",
			Unit:       Score, Better: Up,
			Flags: []Flag{{Text: "few responses", Of: "nps_responses", Fewer: 5, FewerInAll: 30}},
			Variants: []Variant{
				{
					ID: "relational", Name: "Relational surveys only",
					Formula: "(relational_promoters - relational_detractors) / relational_nps_responses * 100",
					Note:    "Answers to surveys about the relationship as a whole. The default takes all surveys together; where the two types are told apart they should not be mixed, since a survey after a solved ticket flatters.",
				},
				{
					ID: "transactional", Name: "Transactional surveys only",
					Formula: "(transactional_promoters - transactional_detractors) / transactional_nps_responses * 100",
					Note:    "Answers to surveys that follow an event such as a ticket or a training.",
				},
			},
			Examples: []Example{
				example("promoters=50 detractors=20 nps_responses=100", "30"),
				example("promoters=1 detractors=4 nps_responses=5", "-60"),
				example("promoters=0 detractors=0 nps_responses=0", "n/a (zero denominator: nps_responses)"),
				example("", "n/a (no surveys dataset)"),
				exampleOf("relational", "relational_promoters=30 relational_detractors=10 relational_nps_responses=50", "40"),
				exampleOf("transactional", "transactional_promoters=30 transactional_detractors=5 transactional_nps_responses=50", "50"),
			},
		},
		{
			ID: "promoter_share", Name: "Promoter share",
			Definition: "The share of the answers to the recommendation question that are 9 or 10.",
			Not:        "A share of the answers, not of the customers: one customer may answer many times.",
			Source:     Source{Landscape, "Promoters"},
			Formula:    "promoters / nps_responses",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("promoters=50 nps_responses=100", "0.5"),
				example("promoters=0 nps_responses=0", "n/a (zero denominator: nps_responses)"),
			},
		},
		{
			ID: "passive_share", Name: "Passive share",
			Definition: "The share of the answers to the recommendation question that are 7 or 8.",
			Not:        "Passives count neither for nor against the net promoter score, but a growing share of them pulls it towards zero.",
			Source:     Source{Landscape, "Passives"},
			Formula:    "passives / nps_responses",
			Unit:       Ratio,
			Examples: []Example{
				example("passives=30 nps_responses=100", "0.3"),
				example("passives=0 nps_responses=0", "n/a (zero denominator: nps_responses)"),
			},
		},
		{
			ID: "detractor_share", Name: "Detractor share",
			Definition: "The share of the answers to the recommendation question that are 0 to 6.",
			Not:        "A share of the answers, not of the customers: those who never answer are in no share.",
			Source:     Source{Landscape, "Detractors"},
			Formula:    "detractors / nps_responses",
			Unit:       Ratio, Better: Down,
			Examples: []Example{
				example("detractors=20 nps_responses=100", "0.2"),
				example("detractors=0 nps_responses=0", "n/a (zero denominator: nps_responses)"),
			},
		},
		{
			ID: "customer_satisfaction_score", Name: "Customer satisfaction score", Short: "CSAT",
			Definition: "The share of the answers to the satisfaction question in the top two boxes of their scale; in the top one on a scale of three points or fewer.",
			Not:        "Not the mean of the scores, so that scales of different length can be added up. An answer outside its scale, or without one, is left out.",
			Source:     Source{Landscape, "Customer Satisfaction Score (CSAT)"},
			Formula:    "csat_satisfied / csat_responses",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{
				{
					ID: "mean", Name: "Mean of the answers",
					Formula: "csat_total / csat_responses",
					Note:    "The mean place of the answers on their scales, 0 % at the bad end and 100 % at the good one, so that scales of different length can be added: 4 on a scale of 1 to 5 is 75 %. It moves with every answer, where the default moves only when one enters or leaves the top boxes.",
				},
			},
			Examples: []Example{
				example("csat_satisfied=85 csat_responses=100", "0.85"),
				example("csat_satisfied=0 csat_responses=0", "n/a (zero denominator: csat_responses)"),
				example("", "n/a (no surveys dataset)"),
				exampleOf("mean", "csat_total=78 csat_responses=100", "0.78"),
			},
		},
		{
			ID: "customer_effort_score", Name: "Customer effort score", Short: "CES",
			Definition: "Mean answer to the question of how easy it was, on the one scale that the job names.",
			Not:        "Which way is better depends on that scale: the glossary has 1 for hard and the highest number for easy, others the reverse. Answers on other scales are left out, never converted.",
			Source:     Source{Landscape, "Customer Effort Score (CES)"},
			Formula:    "ces_total / ces_responses",
			Unit:       NumberUnit,
			Examples: []Example{
				example("ces_total=220 ces_responses=40", "5.5"),
				example("ces_total=0 ces_responses=0", "n/a (zero denominator: ces_responses)"),
				example("", "n/a (no surveys dataset)"),
			},
		},
		{
			ID: "survey_response_rate", Name: "Survey response rate",
			Definition: "Surveys answered in the period for each survey sent in it.",
			Not:        "The two are not the same surveys: answers to those sent at the end of one period come in the next, and a period of many late answers may pass 100 %.",
			Formula:    "survey_responses / surveys_sent",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("survey_responses=100 surveys_sent=400", "0.25"),
				example("survey_responses=0 surveys_sent=0", "n/a (zero denominator: surveys_sent)"),
				example("", "n/a (no surveys dataset)"),
			},
		},
		{
			ID: customerSentiment, Name: "Customer sentiment",
			Definition: "What customers say, from 0 to 100: the mean of the net promoter score, the satisfaction score and the effort score, each scaled to 0..100.",
			Not:        "A mean of three different questions: it says that something changed, and the three say what. With one of them missing it is the mean of the others; explain shows how much of the weight is known.",
			Source:     Source{Landscape, "Customer Sentiment"},
			Method:     MethodSentiment,
			Unit:       Score, Better: Up,
			Examples: []Example{
				example("net_promoter_score=20 customer_satisfaction_score=0.9 customer_effort_score=5.5", "75"),
				example("net_promoter_score=0 customer_satisfaction_score=0.8", "65"),
				example("", "n/a (data gap: 0% of the weight is known, some is needed)"),
			},
		},
	})
}
