package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// samples are exports made for these tests, in fixtures/profiles, and what has to become of each. The expectations are written
// down from the rows by what the vendor's columns mean. Every profile has one.
var samples = []struct {
	file   string
	source job.Source // what only the company can say
	want   string     // the records, or a part of the refusal
	how    string
}{
	{"stripe_subscriptions.csv", job.Source{},
		"sub_1 cus_01 team 3 147 USD month 2026-01-05..\nsub_2 cus_02 pro 1 1200.5 EUR year 2025-03-01..2026-03-01 trial to 2025-03-15\nskipped: 1 status incomplete_expired", "profile stripe_subscriptions"},
	{"stripe_payments.csv", job.Source{Dataset: "invoices"}, "it is the Stripe export of payments: a payment is money that came in", ""},
	{"stripe_balance.csv", job.Source{Dataset: "invoices"}, "it is the Stripe export of the balance history", ""},
	{"stripe_customer_table.csv", job.Source{}, "cus_01 Harbour Tools 2025-12-30 country=DK\ncus_02 Öresund AB 2025-02-22 country=SE\nskipped: 1 livemode false", ""},
	{"stripe_item_table.csv", job.Source{Joins: []job.Join{
		{On: "subscription_id", File: "stripe_subscription_table.csv", Key: "id", Take: map[string]string{"account_id": "customer_id", "started_on": "start_date", "ended_on": "ended_at"}},
		{On: "plan_id", File: "stripe_plan_table.csv", Key: "id", Take: map[string]string{"unit_amount": "amount", "currency": "currency", "billing_interval": "interval_count + interval"}}}},
		"si_1 cus_01 team_m 3 147 USD month 2026-01-05..\nsi_2 cus_02 pro_q 1 300.5 EUR quarter 2025-03-01..2026-03-01", "in cents or the like"},
	{"stripe_subscription_table.csv", job.Source{Dataset: "subscriptions"}, "it is the Stripe table of subscriptions", ""},
	{"stripe_plan_table.csv", job.Source{Dataset: "subscriptions"}, "it is the Stripe table of plans", ""},
	{"chargebee_subscriptions.csv", job.Source{Constant: map[string]string{"billing_interval": "month"}},
		"S1 C01 team-monthly 3 147 EUR month 2026-01-05..\nS2 C02 pro-monthly 1 99.5 EUR month 2025-03-01..2026-03-01\nS3 C03 pro-monthly 1 99.5 EUR month 2025-07-01..\nskipped: 1 subscriptions.status future",
		"amounts are in whole units of their currency, as their decimals show"},
	{"chargebee_subscriptions.csv", job.Source{}, "constant: {billing_interval: month}", ""},
	{"chartmogul_customers.csv", job.Source{}, "C01 Harbour Tools - country=DK\nC02 Öresund AB - country=SE", ""},
	{"chartmogul_lines.csv", job.Source{Joins: []job.Join{{On: "Invoice external ID", File: "chartmogul_invoices.csv",
		Take: map[string]string{"account_id": "Customer external ID", "issued_on": "Invoiced date", "currency": "Currency"}}}},
		"INV1 L1 C01 recurring 49 USD 2026-01-02 for 2026-01-01..2026-01-31\nINV1 L2 C01 one_time 250 USD 2026-01-02 for 2026-01-01..2026-01-01\nINV2 L3 C02 recurring 1200.5 EUR 2026-02-01 for 2026-02-01..2027-01-31", "amounts are in minor units"},
	{"chartmogul_lines.csv", job.Source{}, "join the file of invoices", ""},
	{"chartmogul_invoices.csv", job.Source{Dataset: "invoices"}, "it is the ChartMogul file of invoices: it has no amounts", ""},
	{"quickbooks_transactions.csv", job.Source{Values: map[string]map[string]string{"category": {"Hosting": "cost_to_serve", "Payroll CS": "cs_team"}}},
		"cost_to_serve  1250 EUR 2026-10-15\ncs_team  31000 EUR 2026-10-31\ncost_to_serve Oresund -420.81 EUR 2026-10-31\nskipped: 1 category not among values", ""},
	{"quickbooks_transactions.csv", job.Source{}, "which of the texts under \"Account\" count, and as what?", ""},
	{"quickbooks_journal.csv", job.Source{Dataset: "costs"}, "it is the QuickBooks Online journal", ""},
	{"xero_invoice_lines.csv", job.Source{Dataset: "invoices"}, "it is the Xero template of sales invoices: it has a price and a quantity for each line", ""},
	{"xero_invoices.csv", job.Source{}, "INV-0001  Oresund AB  147 GBP 2026-10-31 for ..\nINV-0001  Oresund AB  125 GBP 2026-10-31 for ..\nINV-0002  Harbour Tools  1200 USD 2026-11-01 for ..\nCN-0001  Oresund AB  -49 GBP 2026-11-04 for ..\nskipped: 1 status draft or void, 1 type sales overpayment",
		"amounts are net of tax: with it, they add up to the total of each of 4 documents"},
	{"xero_invoices.gross.csv", job.Source{}, "the amounts of \"INV-0001\" on line 2 add up to its Total 147 without the tax of 24.5, so they include it", ""},
	{"xero_invoices.credit.csv", job.Source{}, "amount \"49.0000\": a sales credit note with an amount above zero: whether it is to be taken off is not said", ""},
	{"hubspot_deals.fr.csv", job.Source{}, "101  won 2400 EUR 2026-08-01..2026-10-12", "profile hubspot_deals"},
	{"hubspot_companies.fr.csv", job.Source{}, "9001 Harbour Tools - country=Danemark industry=COMPUTER_SOFTWARE", "profile hubspot_companies"},
	{"hubspot_deals.csv", job.Source{}, "101 9001 won 2400 EUR 2026-08-01..2026-10-12\n102 9002 open 6000.5 EUR 2026-09-01..\n103  lost  EUR 2026-09-05..2026-10-20", ""},
	{"hubspot_deals.de.csv", job.Source{}, "101  won 2400 EUR 2026-08-01..2026-10-12", "profile hubspot_deals"},
	{"hubspot_companies.csv", job.Source{}, "9001 Harbour Tools 2024-02-01 csm=Jo Park industry=COMPUTER_SOFTWARE\n9002 Öresund AB 2025-03-01 csm= industry=", ""},
	{"salesforce_opportunities.csv", job.Source{}, "Öresund renewal Öresund AB won 12000 EUR -..2026-10-31\nHarbour seats Harbour Tools open 2400.5 USD -..\nskipped: 2 footer, 1 totals row", ""},
	{"zendesk_tickets.csv", job.Source{}, "35436 Öresund AB 2026-10-01 09:30, answered 10-01 10:01, solved 10-01 16:00, reopened true, contacts -\n35437 Harbour Tools 2026-10-02 14:00, answered -, solved -, reopened false, contacts -", "not contacts of the customer"},
	{"freshdesk_tickets.csv", job.Source{}, "7 Öresund AB 2026-10-01 09:30, answered 10-01 10:00, solved 10-01 16:00, reopened false, contacts 2\n8 Harbour Tools 2026-10-02 14:00, answered -, solved -, reopened false, contacts 1", ""},
	{"surveymonkey_responses.csv", job.Source{Constant: map[string]string{"kind": "nps"}, Columns: map[string]string{"score": "How likely are you to recommend us?"}},
		"10784329001 C02 nps 9 2026-10-03\n10784329002 C01 nps 4 2026-10-04\nskipped: 1 labels below the header", ""},
	{"surveymonkey_responses.csv", job.Source{}, "say what was asked, and which column holds the answer", ""},
	{"qualtrics_responses.csv", job.Source{Constant: map[string]string{"kind": "nps"}, Columns: map[string]string{"score": "Q1"}},
		"R_2 C02 nps 9 2026-10-03\nskipped: 1 finished false, 2 labels below the header, 1 status survey preview", ""},
	{"ecb_rates.csv", job.Source{}, "2026-10-30 1 EUR = 1.1684 USD 186.75 JPY 0.8731 GBP 11.0605 SEK 0.9412 CHF\n2026-10-29 1 EUR = 1.1702 USD 187.01 JPY 0.874 GBP 11.041 SEK 0.94 CHF", ""},
	{"amplitude_events.csv", job.Source{}, "C01 u-17 export 2026-10-01 1\nC02 u-18 login 2026-10-02 1", ""},
	{"mixpanel_events.csv", job.Source{Joins: []job.Join{{On: "distinct_id", File: "users.csv", Key: "user_id", Take: map[string]string{"account_id": "account_id"}}}},
		"C01 u-17 export 2026-10-01 1\nC02 u-18 login 2026-10-02 1", ""},
	{"mixpanel_events.csv", job.Source{}, "the events name users, not customers", ""},
}

// usageText writes usage rows down.
type usageText struct{ rows []string }

func (u *usageText) AddUsage(row *Usage) {
	u.rows = append(u.rows, fmt.Sprintf("%s %s %s %s %d", row.Account, row.User, row.Feature, row.On, row.Count))
}

func TestProfiles(t *testing.T) {
	folder, err := filepath.Abs("../../fixtures/profiles")
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range samples {
		t.Run(sample.file, func(t *testing.T) {
			profile := profileOfSample(t, sample.file)
			source := sample.source
			source.Files = []string{sample.file}
			if source.Dataset == "" {
				source.Dataset = profile.Dataset
			}
			usage := &usageText{}
			records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: folder, Sources: []job.Source{source}}, usage)
			got := written(records, usage)
			var faults Faults
			if errors.As(err, &faults) {
				if got = faults.Error(); strings.Contains(got, sample.want) {
					return
				}
			}
			if got != sample.want {
				t.Errorf("got\n%s\nwant\n%s", got, sample.want)
			}
			if how := strings.Join(records.Files[0].How, "\n"); err == nil && (!strings.Contains(how, "profile "+profile.ID+": ") || !strings.Contains(how, sample.how)) {
				t.Errorf("read like this:\n%s\nwant %q in it", how, sample.how)
			}
		})
	}
}

// profileOfSample is the profile that a sample is named after; its header has to tell that one and no other.
func profileOfSample(t *testing.T, file string) *Profile {
	t.Helper()
	id, _, _ := strings.Cut(file, ".")
	all := Profiles()
	at := slices.IndexFunc(all, func(p Profile) bool { return p.ID == id })
	if at < 0 {
		t.Fatalf("there is no profile %s", id)
	}
	return &all[at]
}

// TestEveryProfileHasASample: a profile without a sample is a claim.
func TestEveryProfileHasASample(t *testing.T) {
	for _, profile := range Profiles() {
		if !slices.ContainsFunc(samples, func(s struct {
			file   string
			source job.Source
			want   string
			how    string
		}) bool {
			return strings.HasPrefix(s.file, profile.ID+".")
		}) {
			t.Errorf("profile %s has no sample", profile.ID)
		}
		if (profile.Dataset == "") == (profile.Unusable == "") || len(profile.Telling) < 3 {
			t.Errorf("profile %s: a dataset or a reason why there is none, and headers that tell it", profile.ID)
		}
		columns := map[string]bool{}
		for _, dataset := range Schema() {
			for _, column := range dataset.Columns {
				columns[dataset.Name+"."+column.Name] = true
			}
		}
		for column := range profile.Columns {
			if !columns[profile.Dataset+"."+column] {
				t.Errorf("profile %s: %s has no column %s", profile.ID, profile.Dataset, column)
			}
		}
	}
}

// TestProfileHasToBeThatOfTheSource: a profile that is named is checked, and none is taken where the job file says so.
func TestProfileHasToBeThatOfTheSource(t *testing.T) {
	sample, err := os.ReadFile("../../fixtures/profiles/stripe_subscriptions.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source job.Source
		want   string
	}{
		{job.Source{Dataset: "subscriptions", Profile: "stripe_subscription"}, `there is no profile "stripe_subscription" for subscriptions`},
		{job.Source{Dataset: "subscriptions", Profile: "hubspot_deals"}, `profile hubspot_deals is of dataset "opportunities", not subscriptions`},
		{job.Source{Dataset: "subscriptions", Profile: "none"}, "no column for 'subscription_id'"},
	} {
		dir := write(t, map[string]string{"in.csv": string(sample)})
		c.source.Files = []string{"in.csv"}
		if _, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{c.source}}, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q in it", c.source.Profile, err, c.want)
		}
	}
	whole := strings.NewReplacer("147.00", "14700", "1200.50", "120050", "49.00", "4900").Replace(string(sample))
	dir := write(t, map[string]string{"in.csv": whole})
	for _, minor := range []bool{true, false} {
		source := job.Source{Dataset: "subscriptions", Files: []string{"in.csv"}, MinorUnit: &minor}
		records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{source}}, nil)
		if want := map[bool]string{true: "147", false: "14700"}[minor]; err != nil || records.Subscriptions[0].Amount.String() != want {
			t.Errorf("minor units %t: got %v, want %s", minor, err, want)
		}
	}
	if _, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.csv"}}}}, nil); err == nil || !strings.Contains(err.Error(), "may have amounts in cents: amount \"14700\" is 14700, or in cents 147.00, and no amount here has decimals to tell") {
		t.Errorf("amounts in an unknown unit: got %v", err)
	}
}

// TestLabelsThatAreNotThere: whoever has taken the labels below the header out by hand loses no row of data.
func TestLabelsThatAreNotThere(t *testing.T) {
	sample, err := os.ReadFile("../../fixtures/profiles/qualtrics_responses.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(sample), "\n")
	dir := write(t, map[string]string{"in.csv": lines[0] + strings.Join(lines[4:], "")})
	source := job.Source{Dataset: "surveys", Files: []string{"in.csv"}, Constant: map[string]string{"kind": "nps"}, Columns: map[string]string{"score": "Q1"}}
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{source}}, nil)
	if got, want := written(records, &usageText{}), "R_2 C02 nps 9 2026-10-03\nskipped: 1 finished false"; err != nil || got != want {
		t.Errorf("got\n%s\n%v\nwant\n%s", got, err, want)
	}
}

// written puts records into lines.
func written(r *Records, usage *usageText) string {
	var lines []string
	add := func(format string, args ...any) {
		lines = append(lines, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
	day := func(d period.Date) string {
		if d == period.NoDate {
			return ""
		}
		return d.String()
	}
	moment := func(at time.Time) string {
		if at.IsZero() {
			return "-"
		}
		return at.Format("01-02 15:04")
	}
	number := func(valid bool, text string) string {
		if !valid {
			return ""
		}
		return text
	}
	for _, a := range r.Accounts {
		if r.Files[a.File].Dataset != "accounts" {
			continue // known by a row of another dataset only
		}
		var dimensions []string
		for name, value := range a.Dimensions {
			dimensions = append(dimensions, name+"="+value)
		}
		slices.Sort(dimensions)
		created := day(a.CreatedOn)
		if created == "" {
			created = "-"
		}
		add("%s %s %s %s", a.ID, a.Name, created, strings.Join(dimensions, " "))
	}
	for _, s := range r.Subscriptions {
		trial := ""
		if s.TrialEndsOn != period.NoDate {
			trial = "trial to " + day(s.TrialEndsOn)
		}
		add("%s %s %s %s %s %s %s %s..%s %s", s.ID, s.Account, s.Plan, s.Quantity.Decimal, s.Amount, s.Currency, s.Interval.Name, day(s.StartedOn), day(s.EndedOn), trial)
	}
	for _, i := range r.Invoices {
		add("%s %s %s %s %s %s %s for %s..%s", i.Invoice, i.Line, i.Account, i.Kind, i.Amount, i.Currency, day(i.IssuedOn), day(i.ServiceStart), day(i.ServiceEnd))
	}
	for _, c := range r.Costs {
		add("%s %s %s %s %s", c.Category, c.Account, c.Amount, c.Currency, day(c.On))
	}
	for _, o := range r.Opportunities {
		created := day(o.CreatedOn)
		if created == "" {
			created = "-"
		}
		add("%s %s %s %s %s %s..%s", o.ID, o.Account, o.Outcome, number(o.Amount.Valid, o.Amount.Decimal.String()), o.Currency, created, day(o.ClosedOn))
	}
	for _, t := range r.Tickets {
		contacts := "-"
		if t.Contacts.Valid {
			contacts = t.Contacts.Decimal.String()
		}
		add("%s %s %s, answered %s, solved %s, reopened %t, contacts %s", t.ID, t.Account, t.Created.Format("2006-01-02 15:04"), moment(t.Responded), moment(t.Resolved), t.Reopened, contacts)
	}
	for _, s := range r.Surveys {
		add("%s %s %s %s %s", s.ID, s.Account, s.Kind, number(s.Score.Valid, s.Score.Decimal.String()), day(s.RespondedOn))
	}
	last := ""
	for _, rate := range r.Rates {
		if start := fmt.Sprintf("%s 1 %s =", rate.On, rate.Base); start != last {
			last = start
			lines = append(lines, start)
		}
		lines[len(lines)-1] += fmt.Sprintf(" %s %s", rate.Rate, rate.Quote)
	}
	lines = append(lines, usage.rows...)
	for _, f := range r.Files {
		var rules []string
		for rule, rows := range f.SkippedBy {
			rules = append(rules, fmt.Sprintf("%d %s", rows, rule))
		}
		slices.SortFunc(rules, func(a, b string) int { return strings.Compare(a[2:], b[2:]) })
		if len(rules) > 0 {
			lines = append(lines, "skipped: "+strings.Join(rules, ", "))
		}
		for _, reject := range f.Rejects {
			lines = append(lines, "rejected: "+reject.Reason)
		}
	}
	return strings.Join(lines, "\n")
}
