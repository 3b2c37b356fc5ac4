package ingest

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// TestBooksOfVendors reads an export of each billing system with what an accountant would look for in it: trials, pauses, notice given,
// payments that failed, coupons, quantities, currencies without decimals, yearly plans, times around midnight. What is in service on the last
// day of February 2026 was added up by hand, by currency and per month.
func TestBooksOfVendors(t *testing.T) {
	folder, err := filepath.Abs("../../fixtures/profiles")
	if err != nil {
		t.Fatal(err)
	}
	day := period.DateOf(2026, time.February, 28)
	for _, c := range []struct {
		file     string
		source   job.Source
		mrr      map[string]string
		findings string
	}{
		// USD: 3 x 49, paused 49, unpaid 49, past due 2 x 49, notice given 49, coupon 2 x 49, started on 31 January 49.
		{"stripe_subscriptions.book.csv", job.Source{}, map[string]string{"USD": "539", "EUR": "100", "JPY": "5000"}, "not_in_amounts status_not_paying status_skipped status_trial"},
		// 3 x 49, 1200 a year, notice given to March 49, paused 49, after the trial 2 x 49.
		{"chargebee_subscriptions.book.csv", job.Source{Joins: []job.Join{{On: "subscriptions.plan_id", File: "chargebee_plans.csv", Key: "id", Take: map[string]string{"billing_interval": "period"}}}},
			map[string]string{"EUR": "443"}, "status_not_paying"},
		// 3 x 49, 300.50 a quarter, 2 x 5000 that are not paid for; the metered line has no amount.
		{"stripe_item_table.book.csv", job.Source{Joins: []job.Join{
			{On: "subscription_id", File: "stripe_subscription_table.book.csv", Key: "id", Take: map[string]string{"account_id": "customer_id", "started_on": "start_date", "ended_on": "ended_at", "trial_ends_on": "trial_end", "status": "status"}},
			{On: "plan_id", File: "stripe_plan_table.book.csv", Key: "id", Take: map[string]string{"unit_amount": "amount", "currency": "currency", "billing_interval": "interval_count + interval", "kind": "usage_type"}}}},
			map[string]string{"USD": "147", "EUR": "100.17", "JPY": "10000"}, "status_not_paying status_skipped"},
	} {
		t.Run(c.file, func(t *testing.T) {
			c.source.Dataset, c.source.Files = "subscriptions", []string{c.file}
			records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: folder, Sources: []job.Source{c.source}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkTotals(t, records)
			got, want := map[string]decimal.Decimal{}, map[string]decimal.Decimal{}
			for i := range records.Subscriptions {
				s := &records.Subscriptions[i]
				if s.Kind == "recurring" && !s.Trial && max(s.StartedOn, s.TrialEndsOn) <= day && (s.EndedOn == period.NoDate || s.EndedOn > day) {
					got[s.Currency] = got[s.Currency].Add(s.monthly())
				}
			}
			for currency, text := range c.mrr {
				want[currency] = decimal.RequireFromString(text)
			}
			if !maps.EqualFunc(got, want, decimal.Decimal.Equal) {
				t.Errorf("MRR is %v, want %v", got, want)
			}
			var kinds []string
			for _, f := range records.Findings {
				if f.Kind != "accounts_derived" {
					kinds = append(kinds, f.Kind)
				}
			}
			slices.Sort(kinds)
			if said := strings.Join(kinds, " "); said != c.findings {
				t.Errorf("findings %s, want %s", said, c.findings)
			}
		})
	}
}

// TestOneIntervalForAllPlans: yearly plans that are read as billed by the month are worth twelve times what the vendor says.
func TestOneIntervalForAllPlans(t *testing.T) {
	folder, err := filepath.Abs("../../fixtures/profiles")
	if err != nil {
		t.Fatal(err)
	}
	source := job.Source{Dataset: "subscriptions", Files: []string{"chargebee_subscriptions.book.csv"}, Constant: map[string]string{"billing_interval": "month"}}
	_, err = Read(context.Background(), &job.File{Currency: "EUR", Dir: folder, Sources: []job.Source{source}}, nil)
	var faults Faults
	if !errors.As(err, &faults) || !faults.OnlyChecks() || !strings.Contains(err.Error(), `1 row of 4 with an MRR under "subscriptions.mrr" would be worth something else by amount and billing interval: 1200.00 instead of 100.00 EUR; the first is S2 (line 3)`) {
		t.Errorf("got %v", err)
	}
	const head = "subscriptions.id,subscriptions.plan_id,subscriptions.plan_amount,subscriptions.status,subscriptions.started_at,subscriptions.cancelled_at,subscriptions.mrr,customers.id\n"
	records := mustRead(t, job.Source{Dataset: "subscriptions", Constant: map[string]string{"billing_interval": "month"}}, head+
		"S1,p,50.00,Active,2025-01-01,,50.00,A\nS2,p,50.00,Active,2025-01-01,,40.00,B\nS3,p,50.00,Active,2025-01-01,,50.00,C\nS4,p,50.00,Cancelled,2025-01-01,2025-02-01,0.00,D\n")
	if found := finding(records, "mrr_differs"); len(found) != 1 || found[0].Count != 1 || found[0].Line != 3 || !strings.Contains(found[0].Text, "1 row of 3") || !strings.Contains(found[0].Text, "50.00 instead of 40.00 EUR") {
		t.Errorf("findings are %+v", records.Findings)
	}
}

// TestAmountsThatAreOfOne: where no amount of a file goes with the quantity, it may be the price of one.
func TestAmountsThatAreOfOne(t *testing.T) {
	for rows, want := range map[string]int{
		"49,Pro,1 49,Pro,3 49,Pro,10":            2,
		"49,Pro,1 147,Pro,3 49,Pro,1":            0,
		"49,Pro,1 49,Pro,3 147,Team,3 98,Team,2": 0,
		"49,Pro,2 49,Pro,2":                      0,
		"49,Pro,1 49,Team,3":                     0,
		"0,Free,1 0,Free,5":                      0,
	} {
		records := mustRead(t, job.Source{Dataset: "subscriptions"}, lines(",plan,quantity", strings.Fields(rows)...))
		count := 0
		for _, f := range finding(records, "amount_per_unit") {
			count += f.Count
		}
		if count != want {
			t.Errorf("%s: found %d, want %d", rows, count, want)
		}
	}
	// The profile says what amount is; the job file may say otherwise.
	text := "id,Customer ID,Status,Interval,Amount,Quantity,Currency,Start (UTC),Ended At (UTC)\nsub_1,cus_1,active,month,49.00,3,usd,2026-01-05 09:12,\n"
	records := mustRead(t, job.Source{Dataset: "subscriptions", Columns: map[string]string{"unit_amount": "Amount"}}, text)
	if s := records.Subscriptions[0]; s.Amount.String() != "147" {
		t.Errorf("the amount is %s", s.Amount)
	}
}

// TestStagesOfDeals: stages are known in several languages, and where none says that a deal is won or lost, that is said.
func TestStagesOfDeals(t *testing.T) {
	const head = "opportunity_id,stage,amount,closed_on\n"
	records := mustRead(t, job.Source{Dataset: "opportunities"}, head+"1,Abgeschlossen und gewonnen,10,2026-01-01\n2,Fermé perdu,10,2026-01-01\n3,Angebot,10,2026-05-01\n")
	if o := records.Opportunities; o[0].Outcome != "won" || o[1].Outcome != "lost" || o[2].Outcome != "open" || len(finding(records, "no_deal_decided")) != 0 {
		t.Errorf("deals are %+v, findings %+v", o, records.Findings)
	}
	records = mustRead(t, job.Source{Dataset: "opportunities"}, head+"1,Vunnet,10,2026-01-01\n2,Tapt,10,2026-01-01\n")
	if found := finding(records, "no_deal_decided"); len(found) != 1 || found[0].Count != 2 || !strings.Contains(found[0].Text, `"Tapt" on 1 row, "Vunnet" on 1 row`) {
		t.Errorf("findings are %+v", records.Findings)
	}
}

// TestDealOfSeveralCustomers: the ids of several companies beside each other are no id of a customer.
func TestDealOfSeveralCustomers(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "opportunities"}, "Record ID,Deal Name,Deal Stage,Close Date,Amount,Associated Company IDs\n1,a,Closed won,2026-01-01,10,9002;9003\n2,b,Closed won,2026-01-01,10,9002\n")
	if o := records.Opportunities; o[0].Account != "" || o[1].Account != "9002" || len(finding(records, "several_accounts")) != 1 {
		t.Errorf("deals are %+v, findings %+v", o, records.Findings)
	}
}

// TestDraftInvoicesByTheirFile: the lines of an invoice that its own file calls a draft are skipped, and the tax that ChartMogul has in its
// amounts is taken off, also of what is paid back.
func TestDraftInvoicesByTheirFile(t *testing.T) {
	dir := write(t, map[string]string{
		"lines.csv": "Invoice external ID,External ID,Subscription external ID,Type,Amount in cents,Service period start,Service period end,Tax amount\n" +
			"I1,L1,S1,subscription,11900,2026-01-01,2026-02-01,1900\nI2,L2,S1,subscription,4900,2026-02-01,2026-03-01,0\nI3,L3,S1,subscription,-1190,2026-01-15,2026-02-01,-190\n",
		"invoices.csv": "Customer external ID,Invoice external ID,Invoiced date,Due date,Currency,Status\nC,I1,2026-01-01,2026-01-15,EUR,paid\nC,I2,2026-02-01,2026-02-15,EUR,draft\nC,I3,2026-01-15,2026-01-15,EUR,paid\n",
	})
	for _, p := range Profiles() {
		if p.ID != "chartmogul_lines" {
			continue
		}
		join := job.Join{On: p.Joins[0].On, File: "invoices.csv", Key: p.Joins[0].Key, Take: p.Joins[0].Take}
		records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "invoices", Files: []string{"lines.csv"}, Joins: []job.Join{join}}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		checkTotals(t, records)
		if i := records.Invoices; len(i) != 2 || i[0].Amount.String() != "100" || i[1].Amount.String() != "-10" || records.Files[0].SkippedBy["status draft or void"] != 1 {
			t.Errorf("lines are %+v, file %+v", i, records.Files[0])
		}
	}
}

// TestAmountsOfRowsLeftOut: the rows that a profile leaves out have amounts, which the control totals show as skipped.
func TestAmountsOfRowsLeftOut(t *testing.T) {
	text := "subscriptions.id,subscriptions.plan_id,subscriptions.plan_amount,subscriptions.status,subscriptions.started_at,customers.id\nS1,p,50.00,Active,2025-01-01,A\nS2,p,70.00,Future,,B\n"
	records := mustRead(t, job.Source{Dataset: "subscriptions", Constant: map[string]string{"billing_interval": "month"}}, text)
	if total := records.Files[0].Totals[0]; total.Read.String() != "120" || total.Loaded.String() != "50" || total.Skipped.String() != "70" {
		t.Errorf("the total is %+v", total)
	}
}
