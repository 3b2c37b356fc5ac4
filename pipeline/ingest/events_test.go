package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// shown writes the records of a dataset, one line each, with - for what is not known.
func shown(records *Records, dataset string) (lines []string) {
	add := func(parts ...any) {
		for i, part := range parts {
			switch part := part.(type) {
			case decimal.NullDecimal:
				if parts[i] = "-"; part.Valid {
					parts[i] = part.Decimal
				}
			case time.Time:
				if parts[i] = "-"; !part.IsZero() {
					parts[i] = part.Format("2006-01-02T15:04:05Z07:00")
				}
			case period.Date, string:
				if parts[i] = part; fmt.Sprint(part) == "" {
					parts[i] = "-"
				}
			}
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintln(parts...), "\n"))
	}
	switch dataset {
	case "invoices":
		for _, i := range records.Invoices {
			add(i.Invoice, i.Line, i.Account, i.Product, i.Kind, i.Currency, i.IssuedOn, i.ServiceStart, i.ServiceEnd, i.Amount)
		}
	case "contracts":
		for _, c := range records.Contracts {
			add(c.ID, c.Account, c.Renews, c.Currency, c.SignedOn, c.StartsOn, c.EndsOn, c.Terminated, c.Recurring, c.OneTimeFees, c.AutoRenew)
		}
	case "renewals":
		for _, n := range records.Renewals {
			add(n.Account, n.Contract, n.Currency, n.DueOn, n.RenewedOn, n.Due, n.Renewed, n.Expansion, n.Outcome)
		}
	case "tickets":
		for _, t := range records.Tickets {
			add(t.ID, t.Account, t.Priority, t.Type, t.Channel, t.Created, t.Responded, t.Resolved, t.Contacts, t.Reopened, t.Escalated)
		}
	case "surveys":
		for _, s := range records.Surveys {
			add(s.ID, s.Account, s.Respondent, s.SentOn, s.RespondedOn, s.Kind, s.Type, s.Score, s.ScaleMin, s.ScaleMax, s.LowIsGood)
		}
	case "opportunities":
		for _, o := range records.Opportunities {
			add(o.ID, o.Account, o.Product, o.Kind, o.Stage, o.Outcome, o.Source, o.ReferredBy, o.Currency, o.Amount, o.CreatedOn, o.ClosedOn)
		}
	case "leads":
		for _, l := range records.Leads {
			add(l.ID, l.Stage, l.CreatedOn, l.ConvertedOn)
		}
	case "costs":
		for _, c := range records.Costs {
			add(c.Account, c.Category, c.Currency, c.On, c.Amount)
		}
	case "milestones":
		for _, m := range records.Milestones {
			add(m.Account, m.Kind, m.On)
		}
	case "touchpoints":
		for _, p := range records.Touchpoints {
			add(p.Account, p.Kind, p.CSM, p.On)
		}
	case "targets":
		for _, t := range records.Targets {
			add(t.KPI, t.Period, t.Scope, t.Value)
		}
	}
	return lines
}

// TestEventDatasets: what good rows are loaded as, what bad ones are rejected for, and which days the dataset covers.
func TestEventDatasets(t *testing.T) {
	for _, c := range []struct {
		name, dataset string
		source        job.Source
		text          string
		want          []string
		rejected      []string
		cover         string
	}{
		{name: "invoices", dataset: "invoices", text: "Invoice Number,Line,Customer,Invoice Date,Service Period Start,Service Period End,Net Amount,VAT,Charge Type,Currency,Invoice Status\n" +
			"I1,1,A,2026-01-05,2026-01-01,2026-01-31,100.10,19.02,Subscription,EUR,paid\nI1,2,,2026-01-06,,,-20,,setup,EUR,open\n" +
			"I2,1,A,2026-03-01,,,7,,,EUR,Draft\nI3,1,A,2026-03-01,,,8,,,EUR,VOID\nI4,1,A,2026-03-01,,,8,,,EUR,uncollectible\n" +
			"I5,1,A,2026-01-05,2026-01-31,2026-01-01,1,,,EUR,\nI6,1,A,2026-01-05,,,1,,gift,EUR,\nI7,1,A,,,,1,,,EUR,\nI8,1,A,2026-01-05,,,1,x,,EUR,\n",
			want: []string{"I1 1 A - recurring EUR 2026-01-05 2026-01-01 2026-01-31 100.1", "I1 2 - - one_time EUR 2026-01-06 - - -20", "I4 1 A - - EUR 2026-03-01 - - 8"},
			rejected: []string{"service_end 2026-01-01 is before service_start 2026-01-31", `kind "gift": not one of the values it may have`, "issued_on is empty",
				`tax "x": not a number`}, cover: "2026-01-05 2026-03-01"},
		{name: "invoices with the day after", dataset: "invoices", source: job.Source{EndDates: map[string]string{"service_end": "exclusive"}},
			text: "account_id,issued_on,service_start,service_end,amount\nA,2026-01-05,2026-01-01,2026-02-01,10\nA,2026-01-05,2026-01-05,2026-01-05,3\n",
			want: []string{"- - A - - EUR 2026-01-05 2026-01-01 2026-01-31 10", "- - A - - EUR 2026-01-05 2026-01-05 2026-01-05 3"}, cover: "2026-01-05 2026-01-05"},
		{name: "contracts", dataset: "contracts", text: "contract_id,account_id,signed_on,starts_on,ends_on,terminated_on,total_value,recurring_value,one_time_fees,auto_renew,renews_contract_id,currency\n" +
			"C1,A,2025-12-10,2026-01-01,2026-12-31,,1300,,100,yes,,EUR\nC2,A,,2027-01-01,,2027-05-01,,1200,,no,C1,USD\nC3,A,,2026-01-01,2026-12-31,,1300,1200,,,,EUR\n" +
			"C4,A,,2026-01-01,2026-12-31,,,,,,,EUR\nC5,A,,2026-01-02,2026-01-01,,1,,,,,EUR\nC6,A,,2026-01-01,,,100,,150,,,EUR\nC7,A,,2026-01-01,,,100,150,,,,EUR\nC8,,,2026-01-01,,,100,,,,,EUR\n" +
			"C9,A,,2026-01-01,,,100,,-1,,,EUR\n",
			want: []string{"C1 A - EUR 2025-12-10 2026-01-01 2026-12-31 - 1200 100 true", "C2 A C1 USD - 2027-01-01 - 2027-05-01 1200 0 false",
				"C3 A - EUR - 2026-01-01 2026-12-31 - 1200 100 false"},
			rejected: []string{"total_value and recurring_value are empty", "ends_on 2026-01-01 is before starts_on 2026-01-02", "one_time_fees 150 are more than total_value 100",
				"recurring_value 150 is more than total_value 100", "account_id is empty", `one_time_fees "-1": below zero`}, cover: "2025-12-10 2027-01-01"},
		{name: "contracts with the day after", dataset: "contracts", source: job.Source{EndDates: map[string]string{"ends_on": "exclusive", "terminated_on": "inclusive"}},
			text: "contract_id,account_id,starts_on,ends_on,terminated_on,tcv\nC1,A,2026-01-01,2027-01-01,2026-06-30,12\nC2,A,2026-01-01,9999-12-31,,12\n",
			want: []string{"C1 A - EUR - 2026-01-01 2026-12-31 2026-07-01 12 0 false", "C2 A - EUR - 2026-01-01 - - 12 0 false"}, cover: "2026-01-01 2026-01-01"},
		{name: "renewals", dataset: "renewals", text: "account_id,due_on,amount_due,amount_renewed,expansion_amount,outcome,renewed_on,contract_id\n" +
			"A,2027-01-01,12000,13000,1000,Renewed,2026-12-15,C1\nB,2027-02-01,2400,,,pending,,\nB,2027-02-02,2400,,,,,\n" +
			"B,2027-02-01,-1,,,,,\nB,2027-02-01,1,5,,churned,,\nB,2027-02-01,1,5,6,,,\nB,2027-02-01,,,,,,\n",
			want:     []string{"A C1 EUR 2027-01-01 2026-12-15 12000 13000 1000 renewed", "B - EUR 2027-02-01 - 2400 - - open", "B - EUR 2027-02-02 - 2400 - - -"},
			rejected: []string{`amount_due "-1": below zero`, "amount_renewed is 5, but the outcome is lost", "expansion_amount 6 is more than amount_renewed 5", "amount_due is empty"},
			cover:    "2027-01-01 2027-02-02"},
		{name: "tickets", dataset: "tickets", text: "Ticket ID,Account,Created time,First response time (in hrs),Initial response time,Resolved time,Customer interactions,Reopens,Escalation Flag,Priority,Type,Source\n" +
			"T1,A,2026-07-01T23:30:00Z,,2026-07-02T02:30:00+02:00,2026-07-03 10:00,2,0,True,High,Feature Request,Web Form\n" +
			"T2,,2026-01-31 09:15,27:30:05,,2026-01-31,1,3,no,,,\nT3,A,2026-01-01,1.5,,9999-12-31,,,,,,\n" +
			"T4,A,2026-01-02 10:00,,2026-01-02 09:59,,,,,,,\nT5,A,2026-01-02,,,2026-01-01,,,,,,\nT6,A,yesterday,,,,,,,,,\nT7,A,2026-01-02,-1,,,,,,,,\nT8,A,2026-01-02,,,,1.5,,,,,\n" +
			"T9,A,2026-01-02,1:75:00,,,,,,,,\nT10,A,2026-01-02,9000000,,,,,,,,\nT11,A,2026-01-02 25:00,,,,,,,,,\nT12,A,2026-01-02,,,,,maybe,,,,\n",
			want: []string{"T1 A high feature_request web_form 2026-07-02T01:30:00+02:00 2026-07-02T02:30:00+02:00 2026-07-03T10:00:00+02:00 2 false true",
				"T2 - - - - 2026-01-31T09:15:00+01:00 2026-02-01T12:45:05+01:00 2026-01-31T00:00:00+01:00 1 true false",
				"T3 A - - - 2026-01-01T00:00:00+01:00 2026-01-01T01:30:00+01:00 - - false false"},
			rejected: []string{"first_responded_at 2026-01-02 09:59 is before created_at 2026-01-02 10:00", "resolved_at 2026-01-01 00:00 is before created_at 2026-01-02 00:00",
				`created_at "yesterday": not a date`, `first_response_hours "-1": below zero`, `contacts "1.5": more than 0 decimals`, `first_response_hours "1:75:00": not a duration`,
				`first_response_hours "9000000": longer than a hundred years`, `created_at "2026-01-02 25:00": not a date: the time of day cannot be read`, `reopened "maybe": not yes or no`},
			cover: "2026-01-01 2026-07-02"},
		{name: "tickets in UTC", dataset: "tickets", source: job.Source{Columns: map[string]string{"resolved_at": "closed_utc"}},
			text: "ticket_id,account_id,created_at (UTC),First reply time (min),closed_utc\nT1,A,31/12/2025 23:30,90,\nT2,A,2026-01-31,,2026-02-01 00:00:00\n",
			want: []string{"T1 A - - - 2026-01-01T00:30:00+01:00 2026-01-01T02:00:00+01:00 - - false false", "T2 A - - - 2026-01-31T00:00:00+01:00 - 2026-02-01T01:00:00+01:00 - false false"}, cover: "2026-01-01 2026-01-31"},
		{name: "surveys", dataset: "surveys", text: "response_id,account_id,respondent_id,sent_on,responded_on,kind,survey_type,score,scale_min,scale_max,higher_is\n" +
			"R1,A,p,2026-01-01,2026-02-03,NPS,relational,9,,,\n,,,2026-01-02,,csat,,,,,\nR3,A,,,2026-01-09,ces,transactional,2.5,1,5,worse\n,,,2026-01-02,,csat,,,,,\n" +
			"R4,A,,,2026-01-09,nps,,11,,,\nR5,A,,,2026-01-09,nps,,8.5,,,\nR6,A,,,2026-01-09,csat,,0,,,\nR7,A,,,,csat,,1,,,\nR8,A,,,2026-01-09,nps,,3,1,5,\nR9,A,,,2026-01-09,csat,,3,5,1,\n" +
			"R10,A,,2026-01-10,2026-01-09,csat,,3,,,\nR11,A,,,2026-01-09,mood,,3,,,\n",
			want: []string{"R1 A p 2026-01-01 2026-02-03 nps relational 9 0 10 false", "- - - 2026-01-02 - csat - - 1 5 false", "R3 A - - 2026-01-09 ces transactional 2.5 1 5 true",
				"- - - 2026-01-02 - csat - - 1 5 false"},
			rejected: []string{`score "11": outside the scale of nps from 0 to 10`, `score "8.5": an nps score is a whole number from 0 to 10`, `score "0": outside the scale of csat from 1 to 5`,
				"responded_on and sent_on are empty, so the survey belongs to no month", "an nps score is on a scale from 0 to 10, not from 1 to 5", "scale_max 1 is not above scale_min 5",
				"responded_on 2026-01-09 is before sent_on 2026-01-10", `kind "mood": not one of the values it may have`}, cover: "2026-01-02 2026-02-03"},
		{name: "opportunities", dataset: "opportunities", text: "Record ID,Account Name.id,Product,Deal Type,Deal Stage,Outcome,Amount,Create Date,Close Date,Lead Source,Referrer,Currency\n" +
			"O1,A,Core,New Business,Closed Won,,\"1,200.00\",2026-01-01,2026-02-01,CSQL,,EUR\nO2,,,,Negotiation,,,2026-01-05,2026-12-31,,,\nO3,B,,upsell,closedlost,,5,,,Referral,A,EUR\nO4,,,,5. Done,won,5,2026-03-01,2026-02-28,,,EUR\n" +
			"O5,A,,,won,,5,,,,,\nO6,A,,gift,won,,5,,,,,EUR\nO7,A,,,,,5,,,,,EUR\n",
			want: []string{"O1 A Core new Closed Won won csql - EUR 1200 2026-01-01 2026-02-01", "O2 - - - Negotiation open - - - - 2026-01-05 -",
				"O3 B - upsell closedlost lost referral A EUR 5 - -", "O4 - - - 5. Done won - - EUR 5 2026-03-01 2026-02-28"},
			rejected: []string{"currency is empty", `kind "gift": not one of the values it may have`, "stage is empty"}, cover: "2026-01-01 2026-03-01"},
		{name: "leads", dataset: "leads", text: "lead_id,created,lead status,converted_on\nL1,2026-01-01,MQL,2026-02-01\nL2,2026-01-02,,\nL3,2026-01-02,,2026-01-01\n,2026-01-02,,\n",
			want: []string{"L1 mql 2026-01-01 2026-02-01", "L2 - 2026-01-02 -"}, rejected: []string{"converted_on 2026-01-01 is before created_on 2026-01-02", "lead_id is empty"}, cover: "2026-01-01 2026-01-02"},
		{name: "costs", dataset: "costs", text: "date,category,amount,account_id,currency\n2026-01-31,CS Team,\"31,000.50\",,EUR\n2026-02-28,Cost-to-serve,-12,A,USD\n2026-02-28,Cost-to-serve,-12,A,USD\n2026-02-28,R&D,2,,EUR\n2026-02-28,,1,,EUR\n2026-02-28,--,1,,EUR\n2026-02-30,sales,1,,EUR\n",
			want:     []string{"- cs_team EUR 2026-01-31 31000.5", "A cost_to_serve USD 2026-02-28 -12", "A cost_to_serve USD 2026-02-28 -12", "- r&d EUR 2026-02-28 2"},
			rejected: []string{"category is empty", `category "--": it names no category`, `date "2026-02-30": there is no such day`}, cover: "2026-01-31 2026-02-28"},
		{name: "milestones", dataset: "milestones", text: "account_id,milestone,reached on\nA,Go-live,2026-01-05\nA,first value,2026-01-06\nA,party,2026-01-07\n,go_live,2026-01-07\nA,go_live,\n",
			want:     []string{"A go_live 2026-01-05", "A first_value 2026-01-06"},
			rejected: []string{`kind "party": not one of the values it may have`, "account_id is empty", "on is empty"}, cover: "2026-01-05 2026-01-06"},
		{name: "touchpoints", dataset: "touchpoints", text: "account_id,meeting date,kind,csm\nA,2026-01-05,Exec-QBR,Jo Park\n,2026-01-06,call,\nA,soon,call,\n",
			want: []string{"A exec_qbr Jo Park 2026-01-05", "- call - 2026-01-06"}, rejected: []string{`on "soon": not a date`}, cover: "2026-01-05 2026-01-06"},
		{name: "targets", dataset: "targets", text: "metric,period,goal,scope\nnet_revenue_retention,2026-Q4,108%,segment=SMB\nclosing_mrr,2026-10,\"250,000.00\",\nclosing_mrr,2026-10,a lot,\nclosing_mrr,2026-10,a%,\nclosing_mrr,,1,\n",
			want:     []string{"net_revenue_retention 2026-Q4 segment=SMB 1.08", "closing_mrr 2026-10 - 250000"},
			rejected: []string{`value "a lot": not a number`, `value "a%": not a percentage`, "period is empty"}, cover: " "},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.source.Dataset, c.source.MaxReject = c.dataset, "100%"
			records := mustReadIn(t, "Europe/Berlin", c.source, c.text)
			if got := shown(records, c.dataset); !slices.Equal(got, c.want) {
				t.Errorf("loaded\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			var reasons []string
			for _, reject := range records.Files[0].Rejects {
				reasons = append(reasons, reject.Reason)
				if reject.Fix == "" {
					t.Errorf("%q has no remedy", reject.Reason)
				}
			}
			if !slices.Equal(reasons, c.rejected) {
				t.Errorf("rejected for\n%s\nwant\n%s", strings.Join(reasons, "\n"), strings.Join(c.rejected, "\n"))
			}
			l := records.Datasets[c.dataset]
			if cover := l.First.String() + " " + l.Last.String(); cover != c.cover || l.Rows != len(c.want) {
				t.Errorf("%d rows from %q, want %d from %q", l.Rows, cover, len(c.want), c.cover)
			}
		})
	}
}
