package formulas

// onboarding is the Onboarding and value family.
func onboarding() []KPI {
	return family(Onboarding, []KPI{
		{
			ID: "time_to_onboard", Name: "Time to onboard", Short: "TTO",
			Definition: "Mean days from the signature to the completed onboarding, of the onboardings completed in the period.",
			Not:        "Calendar days. Onboardings that drag on are not in it before they are completed, and those whose signature is unknown never are.",
			Source:     Source{Landscape, "Time to Onboard (TTO)"},
			Formula:    "onboarding_days / onboardings_completed",
			Unit:       Days, Better: Down,
			Examples: []Example{
				example("onboarding_days=270 onboardings_completed=6", "45"),
				example("onboarding_days=0 onboardings_completed=0", "n/a (zero denominator: onboardings_completed)"),
				example("", "n/a (no milestones dataset)"),
			},
		},
		{
			ID: "time_to_value", Name: "Time to value", Short: "TTV",
			Definition: "Mean days from the completed onboarding to the first value, of the customers who reached it in the period.",
			Not:        "It does not start at the signature: that part is the time to onboard. Value that came before the onboarding was completed is left out.",
			Source:     Source{Landscape, "Time to Value / Time to First Value (TTV / TTFV)"},
			Formula:    "value_days / first_values_reached",
			Unit:       Days, Better: Down,
			Variants: []Variant{
				{
					ID: "from_signature", Name: "From the signature",
					Formula: "signed_value_days / signed_first_values",
					Note:    "Mean days from the signed contract to the first value: time to onboard and time to value in one. Value that came before the onboarding was completed counts here; customers whose signature is unknown do not.",
				},
			},
			Examples: []Example{
				example("value_days=100 first_values_reached=5", "20"),
				example("value_days=0 first_values_reached=0", "n/a (zero denominator: first_values_reached)"),
				example("", "n/a (no milestones dataset)"),
				exampleOf("from_signature", "signed_value_days=360 signed_first_values=6", "60"),
			},
		},
		{
			ID: "time_to_go_live", Name: "Time to go-live",
			Definition: "Mean days from the signature to the go-live, of the go-lives in the period.",
			Not:        "Not the time to onboard: the product may run before all are trained, or after. Go-lives whose signature is unknown are left out.",
			Source:     Source{Landscape, "Go-Live"},
			Formula:    "go_live_days / go_lives",
			Unit:       Days, Better: Down,
			Examples: []Example{
				example("go_live_days=180 go_lives=6", "30"),
				example("go_live_days=0 go_lives=0", "n/a (zero denominator: go_lives)"),
				example("", "n/a (no milestones dataset)"),
			},
		},
		{
			ID: "onboarding_completion", Name: "Onboarding completion",
			Definition: "Onboardings completed in the period for each one started in it.",
			Not:        "The two are not the same onboardings: many completed and few started take it past 100 %. Completions without a known signature are not counted.",
			Source:     Source{Landscape, "Onboarding / Customer Onboarding"},
			Formula:    "onboardings_completed / onboardings_started",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("onboardings_completed=6 onboardings_started=8", "0.75"),
				example("onboardings_completed=2 onboardings_started=0", "n/a (zero denominator: onboardings_started)"),
				example("", "n/a (no milestones dataset)"),
			},
		},
		{
			ID: "first_values", Name: "First values delivered",
			Definition: "Customers who had their first success with the product in the period, after a completed onboarding.",
			Not:        "What counts as a success is what the customer calls one. Those before the onboarding was completed are left out.",
			Source:     Source{Landscape, "First Value / First Value Delivered (FVD)"},
			Formula:    "first_values_reached",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("first_values_reached=5", "5"),
				example("", "n/a (no milestones dataset)"),
			},
		},
	})
}
