package pipeline

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/ingest"
)

// fields is a row by header.
type fields map[string]string

// fromRows are the measures that add up rows: what a row adds in the period, with the other rows that it rests on.
var fromRows = map[string]func(r *recounter, row fields, also []fields) *big.Rat{
	"revenue": func(r *recounter, row fields, _ []fields) *big.Rat { return r.spread(row, r.p.First) },
	"recurring_revenue": func(r *recounter, row fields, _ []fields) *big.Rat {
		return when(row["Line Type"] == "Licence", r.spread(row, r.p.First))
	},
	"revenue_to_date": func(r *recounter, row fields, _ []fields) *big.Rat { return r.spread(row, 0) },

	"tickets_received":          ticketOn("Created (UTC)", func(fields) bool { return true }),
	"tickets_resolved":          ticketOn("Solved At (UTC)", func(fields) bool { return true }),
	"tickets_responded":         ticketOn("First Response At (UTC)", func(fields) bool { return true }),
	"escalations":               ticketOn("Created (UTC)", func(row fields) bool { return row["Escalated"] == "true" }),
	"feature_requests":          ticketOn("Created (UTC)", func(row fields) bool { return row["Type"] == "Feature request" }),
	"received_tickets_resolved": ticketOn("Created (UTC)", func(row fields) bool { return row["Solved At (UTC)"] != "" }),
	"tickets_resolved_first_contact": ticketOn("Created (UTC)", func(row fields) bool {
		return row["Solved At (UTC)"] != "" && row["Customer Interactions"] == "1" && row["Reopened"] == "false"
	}),
	"first_response_hours": func(r *recounter, row fields, _ []fields) *big.Rat {
		on := r.clock(row["First Response At (UTC)"])
		return when(r.in(period.FromTime(on)), big.NewRat(int64(on.Sub(r.clock(row["Created (UTC)"]))/time.Second), 3600))
	},
	"tickets_sla_due": func(r *recounter, row fields, _ []fields) *big.Rat {
		on, _ := r.settled(row)
		return one(r.in(on))
	},
	"tickets_within_sla": func(r *recounter, row fields, _ []fields) *big.Rat {
		on, within := r.settled(row)
		return one(within && r.in(on))
	},

	"surveys_sent":     func(r *recounter, row fields, _ []fields) *big.Rat { return one(r.in(r.iso(row["Sent At"]))) },
	"survey_responses": answer("", "", 0, 10),
	"promoters":        answer("NPS", "", 9, 10), "passives": answer("NPS", "", 7, 8), "detractors": answer("NPS", "", 0, 6), "nps_responses": answer("NPS", "", 0, 10),
	"relational_promoters": answer("NPS", "relational", 9, 10), "relational_detractors": answer("NPS", "relational", 0, 6), "relational_nps_responses": answer("NPS", "relational", 0, 10),
	"transactional_promoters": answer("NPS", "transactional", 9, 10), "transactional_detractors": answer("NPS", "transactional", 0, 6), "transactional_nps_responses": answer("NPS", "transactional", 0, 10),
	"csat_satisfied": answer("CSAT", "", 4, 5), "csat_responses": answer("CSAT", "", 1, 5), "ces_responses": answer("CES", "", 1, 7),
	"ces_total": func(r *recounter, row fields, _ []fields) *big.Rat {
		return when(answer("CES", "", 1, 7)(r, row, nil).Sign() > 0, plain(r.t, "0"+row["Score"]))
	},
	"csat_total": func(r *recounter, row fields, _ []fields) *big.Rat { // 1 is 0, 5 is 1
		return when(answer("CSAT", "", 1, 5)(r, row, nil).Sign() > 0, new(big.Rat).Quo(new(big.Rat).Sub(plain(r.t, "0"+row["Score"]), big.NewRat(1, 1)), big.NewRat(4, 1)))
	},

	"opportunities_won": closedDeal("Closed Won", false), "opportunities_lost": closedDeal("Closed Lost", false), "opportunities_won_valued": closedDeal("Closed Won", false),
	"won_amount": closedDeal("Closed Won", true), "lost_amount": closedDeal("Closed Lost", true),
	"csqls":              dealFrom("csql"),
	"referrals":          dealFrom("referral"),
	"open_opportunities": func(r *recounter, row fields, _ []fields) *big.Rat { return one(r.open(row)) },
	"open_opportunity_amount": func(r *recounter, row fields, _ []fields) *big.Rat {
		return when(r.open(row), r.convert(plain(r.t, strings.ReplaceAll(row["Amount"], ",", "")), r.closing(row["Currency"], r.p.Last)))
	},
	"leads": func(r *recounter, row fields, _ []fields) *big.Rat { return one(r.in(r.iso(row["Created"]))) },
	"leads_converted": func(r *recounter, row fields, _ []fields) *big.Rat {
		return one(r.in(r.iso(row["Created"])) && row["Conversion Date"] != "")
	},
	"mqls": func(r *recounter, row fields, _ []fields) *big.Rat {
		return one(r.in(r.iso(row["Created"])) && (row["Conversion Date"] != "" || slices.Contains([]string{"MQL", "SQL", "Customer"}, row["Lead Stage"])))
	},

	"sales_marketing_cost": cost(1, "Sales", "Marketing"), "cost_to_serve": cost(1, "Cost to Serve"), "cs_cost": cost(1, "CS Team", "CS Tools", "CS Programmes"),
	"investment_cost": cost(1, "CS Team", "CS Tools", "CS Programmes"), "capex": cost(1, "Capex"), "cogs": cost(1, "COGS"),
	"opex": func(r *recounter, row fields, _ []fields) *big.Rat {
		return when(row["Cost Category"] != "Capex" && row["Cost Category"] != "COGS", cost(1, row["Cost Category"])(r, row, nil))
	},
	"net_profit": func(r *recounter, row fields, _ []fields) *big.Rat {
		if row[""] == "invoices" {
			return r.spread(row, r.p.First)
		}
		return when(row["Cost Category"] != "Capex", cost(-1, row["Cost Category"])(r, row, nil))
	},

	"touchpoints":      contact(""),
	"business_reviews": contact("QBR"), "customers_reviewed": contact("QBR"), "trainings": contact("Training"), "customers_trained": contact("Training"), "kickoffs": contact("Kickoff"),

	"onboardings_started": reachedOn("Onboarding Started", false), "onboardings_completed": reachedOn("Onboarding Completed", false), "onboarding_days": reachedOn("Onboarding Completed", true),
	"go_lives": reachedOn("Go Live", false), "go_live_days": reachedOn("Go Live", true), "first_values_reached": reachedOn("First Value", false), "value_days": reachedOn("First Value", true),
	"signed_first_values": reachedOn("First Value", false), "signed_value_days": reachedOn("First Value", true),

	"provisioned_users": user(func(r *recounter, created, gone period.Date) bool {
		return created <= r.p.LastDay() && gone > r.p.FirstDay()
	}),
	"new_users": user(func(r *recounter, created, _ period.Date) bool { return r.in(created) }),
	"opening_users": user(func(r *recounter, created, gone period.Date) bool {
		return created <= r.p.Opening() && gone > r.p.Opening()
	}),
	"closing_users": user(func(r *recounter, created, gone period.Date) bool {
		return created <= r.p.LastDay() && gone > r.p.LastDay()
	}),

	"contracts_in_force": func(r *recounter, row fields, _ []fields) *big.Rat {
		return one(r.contract(row).inForce(r.p.LastDay()))
	},
	"term_contracts_in_force": func(r *recounter, row fields, _ []fields) *big.Rat {
		return one(row["Term End"] != "" && r.contract(row).inForce(r.p.LastDay()))
	},
	"contract_recurring_value": held(func(c contractRow) *big.Rat { return c.value }), "contract_one_time_fees": held(func(c contractRow) *big.Rat { return c.fees }),
	"contract_annual_value": held(func(c contractRow) *big.Rat { return c.annual }),
	"contract_value_signed": func(r *recounter, row fields, _ []fields) *big.Rat {
		c, on := r.contract(row), serial(r.t, row["Signed"])
		return when(r.in(on), r.convert(new(big.Rat).Add(c.value, c.fees), r.average(c.currency, on.Month())))
	},
	"contracts_terminated": func(r *recounter, row fields, _ []fields) *big.Rat {
		on := serial(r.t, row["Terminated"])
		return one(on != period.NoDate && r.in(on) && on < r.contract(row).end)
	},
	"renewals_due":     renewal(func(_ *recounter, _ due) *big.Rat { return big.NewRat(1, 1) }),
	"renewals_renewed": renewal(func(_ *recounter, d due) *big.Rat { return one(len(d.by) > 0) }),
	"renewals_open": renewal(func(r *recounter, d due) *big.Rat {
		return one(len(d.by) == 0 && d.on+31 > r.b.AsOf.Last() && slices.ContainsFunc(d.ended, func(c contractRow) bool { return c.terminated == period.NoDate }))
	}),
	"renewals_auto": renewal(func(_ *recounter, d due) *big.Rat {
		return one(len(d.by) > 0 && !slices.ContainsFunc(d.ended, func(c contractRow) bool { return !c.automatic }))
	}),
	"renewal_due_amount": func(r *recounter, row fields, _ []fields) *big.Rat {
		c := r.contract(row)
		return when(r.in(c.end), r.convert(c.annual, r.average(c.currency, c.end.Month())))
	},
	"renewed_amount": func(r *recounter, row fields, also []fields) *big.Rat { // the row is the new contract, the other one that which ended
		c, on := r.contract(row), r.contract(also[0]).end
		return when(r.in(on), r.convert(c.annual, r.average(c.currency, on.Month())))
	},
	"renewal_expansion_amount": renewal(func(r *recounter, d due) *big.Rat {
		return positive(new(big.Rat).Sub(r.sum(d.by, d.on), r.sum(d.ended, d.on)))
	}),
	"renewal_retained_amount": renewal(func(r *recounter, d due) *big.Rat {
		return when(len(d.by) > 0, least(r.sum(d.by, d.on), r.sum(d.ended, d.on)))
	}),

	"csm_count": func(_ *recounter, row fields, _ []fields) *big.Rat { return one(row["Account Manager"] != "") },
}

// countRows adds up the rows of a measure, each once.
func (r *recounter) countRows(measure string, m *compute.Measure) *big.Rat {
	total, seen := new(big.Rat), map[ingest.Place]bool{}
	for _, from := range m.Contributions {
		if seen[from.Place] {
			continue // an invoice over several months
		}
		seen[from.Place] = true
		var also []fields
		for _, at := range from.Also {
			also = append(also, r.row(at))
		}
		total.Add(total, fromRows[measure](r, r.row(from.Place), also))
	}
	return total
}

// countParts adds up what customer success revenue is made of.
func (r *recounter) countParts(m *compute.Measure) *big.Rat {
	total := new(big.Rat)
	for _, from := range m.Contributions {
		one := &compute.Measure{}
		one.Contributions = append(one.Contributions, from)
		switch {
		case strings.HasPrefix(from.What, "renewal retained"):
			total.Add(total, r.countRows("renewal_retained_amount", one))
		case strings.HasPrefix(from.What, "won by referral"):
			total.Add(total, r.countRows("won_amount", one))
		default:
			total.Add(total, new(big.Rat).Mul(big.NewRat(12, 1), r.countLines("expansion_mrr", one)))
		}
	}
	return total
}
