package formulas

// adoption is the Adoption and usage family.
func adoption() []KPI {
	return family(Adoption, []KPI{
		{
			ID: "monthly_active_users", Name: "Monthly active users", Short: "MAU",
			Definition: "Distinct users with any usage in the calendar month; over a longer period the mean of its months.",
			Not:        "Not the distinct users of a quarter or a year, which are the active users. Not licences or provisioned users.",
			Source:     Source{Landscape, "Monthly Active Users (MAU)"},
			Formula:    "mau",
			Unit:       NumberUnit, Better: Up,
			Examples: []Example{
				example("mau=120", "120"),
				example("", "n/a (no usage dataset)"),
			},
		},
		{
			ID: "daily_active_users", Name: "Daily active users", Short: "DAU",
			Definition: "Distinct users with any usage on a day, as the mean over the calendar days of the period.",
			Not:        "Not the figure of the last day, and not distinct users over the period. Weekends count as days.",
			Source:     Source{Landscape, "Daily Active Users (DAU)"},
			Formula:    "active_user_days / days_in_period",
			Unit:       NumberUnit, Better: Up,
			Variants: []Variant{{
				ID: "days_with_data", Name: "Mean over days with data",
				Formula: "active_user_days / active_days_with_data",
				Note:    "Divides by the days on which anyone used the product, so closed weekends and missing days do not pull the mean down. It is never lower than the default.",
			}},
			Examples: []Example{
				example("active_user_days=930 days_in_period=31", "30"),
				example("active_user_days=0 days_in_period=0", "n/a (zero denominator: days_in_period)"),
				example("days_in_period=31", "n/a (no usage dataset)"),
				exampleOf("days_with_data", "active_user_days=930 active_days_with_data=20", "46.5"),
			},
		},
		{
			ID: "active_users", Name: "Active users",
			Definition: "Distinct users with any usage in the whole period.",
			Not:        "It does not add up over periods: who is active in two months counts once in the quarter. A user id seen in two accounts counts in both.",
			Formula:    "active_users",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("active_users=140", "140"),
				example("", "n/a (no usage dataset)"),
			},
		},
		{
			ID: "stickiness", Name: "Stickiness",
			Definition: "On what share of the days a monthly active user is active: daily over monthly active users.",
			Not:        "Not retention: it says how often those who came do come, not whether they stay.",
			Source:     Source{Landscape, "Stickiness"},
			Formula:    "active_user_days / mau_days",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{{
				ID: "glossary", Name: "DAU over MAU",
				Formula: "daily_active_users / monthly_active_users",
				Note:    "The two means divided, as the glossary has it. The same in a single month that is fully covered; over longer periods months of different length and size weigh differently, and it may pass 100 %.",
				Source:  Source{Landscape, "Stickiness"},
			}},
			Examples: []Example{
				example("active_user_days=930 mau_days=3720", "0.25"),
				example("active_user_days=0 mau_days=0", "n/a (zero denominator: mau_days)"),
				exampleOf("glossary", "daily_active_users=30 monthly_active_users=120", "0.25"),
			},
		},
		{
			ID: "adoption_rate", Name: "Adoption rate", Short: "AR",
			Definition: "The share of the users with access who used a critical feature in the period.",
			Not:        "Not the share of new users, which is what the glossary's formula gives. When the job names no critical features, every feature counts.",
			Source:     Source{Landscape, "Adoption Rate (AR)"},
			Formula:    "critical_feature_users / provisioned_users",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{
				{
					ID: "of_licences", Name: "Of the licences",
					Formula: "critical_feature_users / closing_licenses",
					Note:    "Divides by the seats sold instead of the users set up: the base to use when there is no users dataset. Empty seats lower it, and users beyond the seats take it past 100 %.",
				},
				{
					ID: "glossary", Name: "New users over all users",
					Formula: "new_users / provisioned_users",
					Note:    "The glossary describes the share of users on critical features but prints new users over all users. That is a growth figure: it says nothing about features and falls as a base matures.",
					Source:  Source{Landscape, "Adoption Rate (AR)"},
				},
			},
			Examples: []Example{
				example("critical_feature_users=90 provisioned_users=150", "0.6"),
				example("critical_feature_users=90", "n/a (no users dataset)"),
				example("critical_feature_users=0 provisioned_users=0", "n/a (zero denominator: provisioned_users)"),
				exampleOf("of_licences", "critical_feature_users=90 closing_licenses=200", "0.45"),
				exampleOf("glossary", "new_users=15 provisioned_users=150", "0.1"),
			},
		},
		{
			ID: "user_growth_rate", Name: "User growth rate",
			Definition: "By what share the number of users with access grew over the period.",
			Not:        "Users set up, not users active.",
			Source:     Source{Landscape, "Product Engagement Score (PES)"},
			Formula:    "(closing_users - opening_users) / opening_users",
			Unit:       Ratio, Better: Up,
			Examples: []Example{
				example("closing_users=165 opening_users=150", "0.1"),
				example("closing_users=10 opening_users=0", "n/a (zero denominator: opening_users)"),
			},
		},
		{
			ID: "product_engagement_score", Name: "Product engagement score", Short: "PES",
			Definition: "The mean of adoption rate, stickiness and user growth rate, each first held within 0 and 100 %.",
			Not:        "Never a mean of two: when one of the three is missing there is no score. Held within bounds, because one rollout that triples the users would drown the other two.",
			Source:     Source{Landscape, "Product Engagement Score (PES)"},
			Formula:    "(min(max(adoption_rate, 0), 1) + min(max(stickiness, 0), 1) + min(max(user_growth_rate, 0), 1)) / 3",
			Unit:       Ratio, Better: Up,
			Variants: []Variant{{
				ID: "glossary", Name: "Without bounds",
				Formula: "(adoption_rate + stickiness + user_growth_rate) / 3",
				Note:    "The plain mean, as the glossary has it. A shrinking user base pulls it down without limit and a fast growing one takes it past 100 %.",
				Source:  Source{Landscape, "Product Engagement Score (PES)"},
			}},
			Examples: []Example{
				example("adoption_rate=0.6 stickiness=0.25 user_growth_rate=0.05", "0.3"),
				example("adoption_rate=0.6 stickiness=0.5 user_growth_rate=2", "0.7"),
				example("adoption_rate=0.6 stickiness=0.3 user_growth_rate=-0.5", "0.3"),
				example("stickiness=0.25 user_growth_rate=0.05", "n/a (no usage dataset)"),
				exampleOf("glossary", "adoption_rate=0.6 stickiness=0.3 user_growth_rate=-0.6", "0.1"),
			},
		},
		{
			ID: "product_usage", Name: "Product usage",
			Definition: "Usage events in the period.",
			Not:        "Volume, not breadth: one busy script may outweigh a hundred users.",
			Source:     Source{Landscape, "Usage"},
			Formula:    "usage_events",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("usage_events=8400", "8400"),
				example("", "n/a (no usage dataset)"),
			},
		},
		{
			ID: "usage_per_user", Name: "Usage per user",
			Definition: "Usage events for each user active in the period.",
			Not:        "Users with access who never came are not in the base.",
			Source:     Source{Landscape, "Usage"},
			Formula:    "usage_events / active_users",
			Unit:       NumberUnit, Better: Up,
			Examples: []Example{
				example("usage_events=8400 active_users=140", "60"),
				example("usage_events=0 active_users=0", "n/a (zero denominator: active_users)"),
			},
		},
		{
			// A measure of its own, so that the cell is live; facts count the days.
			ID: "days_since_last_activity", Name: "Days since last activity",
			Definition: "Days from the customer's last usage or inbound contact to the last day of the period.",
			Not:        "A customer who was never active has no such day, and is n/a, not 0.",
			Source:     Source{Landscape, "Dark"},
			Formula:    "days_since_last_activity",
			Unit:       Days, Better: Down,
			Grains: AtAccount,
			Examples: []Example{
				example("days_since_last_activity=45", "45"),
				example("", "n/a (no usage dataset)"),
			},
		},
		{
			// A measure of its own, so that the cell is live; facts hold each account against the threshold.
			ID: "dark_accounts", Name: "Dark accounts",
			Definition: "Paying customers without usage or inbound contact for longer than the job's threshold, 30 days unless set.",
			Not:        "Not churn: they still pay. Our own calls and mails do not make a customer active.",
			Source:     Source{Landscape, "Dark"},
			Formula:    "dark_accounts",
			Unit:       Count, Better: Down,
			Grains: AtDimension | AtPortfolio,
			Examples: []Example{
				example("dark_accounts=7", "7"),
				example("", "n/a (no usage dataset)"),
			},
		},
		{
			ID: "touchpoints", Name: "Touchpoints",
			Definition: "Contacts with the customer in the period: reviews, kickoffs, trainings, calls.",
			Not:        "A count of contacts, whatever came of them; more is not better.",
			Source:     Source{Landscape, "Touchpoint / Customer Touchpoint"},
			Formula:    "touchpoints",
			Unit:       Count,
			Examples: []Example{
				example("touchpoints=12", "12"),
				example("", "n/a (no touchpoints dataset)"),
			},
		},
		{
			ID: "advocacy", Name: "Advocacy",
			Definition: "Deals that came about because a customer referred them.",
			Not:        "A deal's account is the prospect; it is credited to the customer who referred, where the deals say who that was.",
			Source:     Source{Landscape, "Advocacy / Brand Advocacy"},
			Formula:    "referrals",
			Unit:       Count, Better: Up,
			Examples: []Example{
				example("referrals=4", "4"),
				example("", "n/a (no opportunities dataset)"),
			},
		},
	})
}
