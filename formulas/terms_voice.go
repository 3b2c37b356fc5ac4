package formulas

// voiceTerms are the words about support and about asking customers.
func voiceTerms() []Term {
	return []Term{
		{
			Name:       "Escalation",
			Definition: "Taking a problem to someone higher up, because it is urgent or the first answer did not help.",
			Sources:    cited(Landscape, "Escalation"),
			See:        []string{"escalations", "escalation_rate"},
		},
		{
			Name:       "Feature request",
			Definition: "A user's wish for a new or better function, put on record so that it can be weighed against others.",
			Sources:    cited(Landscape, "Feature Request"),
			See:        []string{"feature_requests", "Product roadmap", "Feedback loop"},
		},
		{
			Name:       "Feedback loop",
			Definition: "Answering those who give feedback, acting on it and telling them what came of it.",
			Sources:    cited(Landscape, "Feedback Loop"),
			See:        []string{"Voice of the customer", "survey_response_rate"},
		},
		{
			Name: "Frequently asked questions", Aliases: []string{"FAQ"},
			Definition: "A published list of answers to what users ask most, so that they need not ask.",
			Sources:    cited(Landscape, "Frequently Asked Questions (FAQ)"),
			See:        []string{"cases"},
		},
		{
			Name: "Relational survey", Aliases: []string{"Relationship survey"},
			Definition: "A survey about the relationship as a whole, sent at set intervals, whatever has happened lately.",
			Sources:    cited(Landscape, "Relational Survey / Relationship Survey"),
			See:        []string{"Transactional survey", "net_promoter_score"},
		},
		{
			Name: "Sentiment analysis", Aliases: []string{"Customer sentiment"},
			Definition: "Judging, usually by software, whether a text or a talk is favourable, unfavourable or neutral. It is one way to learn how customers feel; surveys are the other.",
			Sources:    []Source{{Landscape, "Sentiment Analysis"}, {Landscape, "Customer Sentiment"}},
			See:        []string{"net_promoter_score", "customer_satisfaction_score", "Voice of the customer"},
		},
		{
			Name: "Service level agreement", Aliases: []string{"SLA"},
			Definition: "A promise of service in figures, such as a first answer within four hours, between supplier and customer or between two departments.",
			Sources:    cited(Landscape, "Service Level Agreement (SLA)"),
			See:        []string{"sla_attainment", "response_time"},
		},
		{
			Name:       "Transactional survey",
			Definition: "A survey sent right after one event, such as a solved case or a training, and about that event only.",
			Sources:    cited(Landscape, "Transactional Survey"),
			See:        []string{"Relational survey", "customer_satisfaction_score", "customer_effort_score"},
		},
		{
			Name: "Voice of the customer", Aliases: []string{"VoC"},
			Definition: "What customers say they need, expect and have met with, and the organised work of collecting and using it.",
			Sources:    cited(Landscape, "Voice of the Customer (VoC)"),
			See:        []string{"Feedback loop", "net_promoter_score", "survey_response_rate"},
		},
	}
}
