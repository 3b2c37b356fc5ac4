package formulas

// support is the Support family.
func support() []KPI {
	return family(Support, []KPI{
		{
			ID: "cases", Name: "Cases",
			Definition: "Support tickets received in the period.",
			Not:        "Few cases may mean few problems or little use; read it beside the active users.",
			Source:     Source{Landscape, "Cases"},
			Formula:    "tickets_received",
			Unit:       Count, Better: Down,
			Examples: []Example{
				example("tickets_received=80", "80"),
				example("", "n/a (no tickets dataset)"),
			},
		},
		{
			ID: "resolution_rate", Name: "Resolution rate", Short: "RR",
			Definition: "Tickets resolved in the period for each ticket received in it.",
			Not:        "The two are not the same tickets: while a backlog is cleared it passes 100 %.",
			Source:     Source{Landscape, "Resolution Rate (RR)"},
			Formula:    "tickets_resolved / tickets_received",
			Unit:       Ratio, Better: Up,
			Flags: []Flag{{Text: "over 100 %: more was resolved than came in, as when a backlog is cleared", Above: "1"}},
			Variants: []Variant{
				{
					ID: "of_received", Name: "Of the tickets received",
					Formula: "received_tickets_resolved / tickets_received",
					Note:    "Follows the tickets received in the period and asks how many of them had been resolved when the data was cut, so it never passes 100 %, and that of a recent period can still rise.",
				},
			},
			Examples: []Example{
				example("tickets_resolved=72 tickets_received=80", "0.9"),
				example("tickets_resolved=3 tickets_received=0", "n/a (zero denominator: tickets_received)"),
				example("", "n/a (no tickets dataset)"),
				exampleOf("of_received", "received_tickets_resolved=76 tickets_received=80", "0.95"),
			},
		},
		{
			ID: "first_contact_resolution", Name: "First contact resolution", Short: "FCR",
			Definition: "The share of the tickets received in the period that one contact resolved and that stayed resolved.",
			Not:        "As known when the data was cut: a ticket still open counts as not resolved, a reopened one too.",
			Source:     Source{Landscape, "First Call Resolution / First Contact Resolution (FCR)"},
			Formula:    "tickets_resolved_first_contact / tickets_received",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{{
				ID: "of_resolved", Name: "Of the tickets resolved",
				Formula: "tickets_resolved_first_contact / tickets_resolved",
				Note:    "Divides by the tickets resolved in the period, so that open ones do not lower it. The upper part still follows the tickets received, so where tickets are received in one period and resolved in the next it may pass 100 %.",
			}},
			Examples: []Example{
				example("tickets_resolved_first_contact=48 tickets_received=80", "0.6"),
				example("tickets_resolved_first_contact=0 tickets_received=0", "n/a (zero denominator: tickets_received)"),
				exampleOf("of_resolved", "tickets_resolved_first_contact=48 tickets_resolved=64", "0.75"),
			},
		},
		{
			ID: "response_time", Name: "Response time",
			Definition: "Mean hours from the creation of a ticket to its first answer, of the tickets first answered in the period.",
			Not:        "Calendar hours: nights and weekends run on. Tickets still without an answer are not in it, so leaving the oldest unanswered flatters it; service level attainment counts those.",
			Source:     Source{Landscape, "Response Time"},
			Formula:    "first_response_hours / tickets_responded",
			Unit:       Hours, Better: Down,
			Examples: []Example{
				example("first_response_hours=180 tickets_responded=75", "2.4"),
				example("first_response_hours=0 tickets_responded=0", "n/a (zero denominator: tickets_responded)"),
				example("tickets_responded=75", "n/a (no tickets dataset)"),
			},
		},
		{
			ID: "sla_attainment", Name: "Service level attainment",
			Definition: "The share of the first answers due in the period that came within the target for the ticket's priority.",
			Not:        "A ticket never answered counts as missed, on the day its target passed. Priorities for which the job sets no target are in neither part. About first answers, not about solutions or uptime.",
			Source:     Source{Landscape, "Service Level Agreement (SLA)"},
			Formula:    "tickets_within_sla / tickets_sla_due",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("tickets_within_sla=72 tickets_sla_due=75", "0.96"),
				example("tickets_within_sla=0 tickets_sla_due=0", "n/a (zero denominator: tickets_sla_due)"),
				example("", "n/a (no tickets dataset)"),
			},
		},
		{
			ID: "escalations", Name: "Escalations",
			Definition: "Tickets received in the period that were escalated.",
			Not:        "An escalation has no date of its own: it stands where its ticket was created, however much later it came.",
			Source:     Source{Landscape, "Escalation"},
			Formula:    "escalations",
			Unit:       Count, Better: Down,
			Examples: []Example{
				example("escalations=4", "4"),
				example("", "n/a (no tickets dataset)"),
			},
		},
		{
			ID: "escalation_rate", Name: "Escalation rate",
			Definition: "The share of the tickets received in the period that were escalated.",
			Not:        "Recent tickets may still be escalated, so the rate of a recent period can still rise.",
			Source:     Source{Landscape, "Escalation"},
			Formula:    "escalations / tickets_received",
			Unit:       Ratio, Better: Down,
			Examples: []Example{
				example("escalations=4 tickets_received=80", "0.05"),
				example("escalations=0 tickets_received=0", "n/a (zero denominator: tickets_received)"),
			},
		},
		{
			ID: "feature_requests", Name: "Feature requests",
			Definition: "Tickets received in the period in which the customer asks for something the product does not do yet.",
			Not:        "Tickets of that type alone: wishes voiced in a call or a survey are not in it. One wish of ten customers counts ten times.",
			Source:     Source{Landscape, "Feature Request"},
			Formula:    "feature_requests",
			Unit:       Count,
			Examples: []Example{
				example("feature_requests=9", "9"),
				example("", "n/a (no tickets dataset)"),
			},
		},
		{
			ID: "tickets_per_active_user", Name: "Tickets per active user",
			Definition: "Tickets received in the period for each monthly active user: how much help the use of the product takes.",
			Not:        "It grows with the length of the period: hold a quarter against a quarter. A customer that uses nothing has none, however many tickets it writes.",
			Formula:    "tickets_received / mau",
			Unit:       NumberUnit, Better: Down,
			Examples: []Example{
				example("tickets_received=12 mau=48", "0.25"),
				example("tickets_received=12 mau=0", "n/a (zero denominator: mau)"),
				example("mau=48", "n/a (no tickets dataset)"),
			},
		},
	})
}
