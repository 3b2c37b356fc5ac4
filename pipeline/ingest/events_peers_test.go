package ingest

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/job"
)

// readShared reads files of the shared data without faults.
func readShared(t *testing.T, folder, currency string, sources ...job.Source) *Records {
	t.Helper()
	records, err := Read(context.Background(), &job.File{Currency: currency, Dir: filepath.Join(sharedFolder(t), "data", folder), Sources: sources}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	return records
}

// TestRavenStackTickets reads one file twice, as tickets and as surveys of satisfaction; most of them were never answered.
func TestRavenStackTickets(t *testing.T) {
	records := readShared(t, "ravenstack", "USD",
		job.Source{Dataset: "tickets", Files: []string{"ravenstack_support_tickets.csv"}},
		job.Source{Dataset: "surveys", Files: []string{"ravenstack_support_tickets.csv"}, Constant: map[string]string{"kind": "csat"},
			Columns: map[string]string{"response_id": "ticket_id", "sent_on": "submitted_at", "responded_on": "closed_at", "score": "satisfaction_score"}})
	tickets, surveys := records.Files[0], records.Files[1]
	if tickets.Loaded != 2000 || tickets.Rejected+tickets.Skipped != 0 || surveys.Loaded != 2000 || surveys.Rejected+surveys.Skipped != 0 {
		t.Fatalf("files are %+v and %+v", tickets, surveys)
	}
	for _, want := range []Mapping{{"created_at", "submitted_at", "alias"}, {"resolved_at", "closed_at", "alias"}, {"first_response_minutes", "first_response_time_minutes", "alias"}, {"escalated", "escalation_flag", "alias"}} {
		if !slices.Contains(tickets.Mapped, want) {
			t.Errorf("mapped are %+v, want %+v", tickets.Mapped, want)
		}
	}
	if got, want := shown(records, "tickets")[0], "T-0024de A-712f1c high - - 2023-07-27T00:00:00Z 2023-07-27T01:14:00Z 2023-07-28T03:00:00Z - false false"; got != want {
		t.Errorf("first ticket is %q, want %q", got, want)
	}
	escalated, waited := 0, time.Duration(0)
	for _, ticket := range records.Tickets {
		waited += ticket.Responded.Sub(ticket.Created)
		if ticket.Escalated {
			escalated++
		}
	}
	if escalated != 95 || waited != 176960*time.Minute {
		t.Errorf("%d escalated, %s to the first answers, want 95 and 176,960 minutes", escalated, waited)
	}
	scores := map[string]int{}
	for _, survey := range records.Surveys {
		scores[survey.Score.Decimal.String()]++
	}
	if scores["0"] != 825 || scores["3"] != 396 || scores["4"] != 405 || scores["5"] != 374 {
		t.Errorf("scores are %v", scores)
	}
	if found := finding(records, "no_score"); len(found) != 1 || found[0].Count != 825 || !strings.Contains(found[0].Text, "825 times") {
		t.Errorf("findings are %+v, want 825 surveys without a score", records.Findings)
	}
	if how := "score: csat from 1 to 5, where the file gives no scale"; !slices.Contains(surveys.How, how) {
		t.Errorf("read like this: %q, want %q in it", surveys.How, how)
	}
}

// TestMavenDeals: the family of a product comes from another file, which spells one of the products in another way.
func TestMavenDeals(t *testing.T) {
	records := readShared(t, "crm_maven", "USD",
		job.Source{Dataset: "accounts", Files: []string{"accounts.csv"}},
		job.Source{Dataset: "opportunities", Files: []string{"sales_pipeline.csv"}, Columns: map[string]string{"created_on": "engage_date"},
			Joins: []job.Join{{On: "product", File: "products.csv", Take: map[string]string{"product": "series"}}}})
	if f := records.Files[1]; f.Loaded != 8800 || f.Rejected+f.Skipped != 0 {
		t.Fatalf("file is %+v", f)
	}
	outcomes, quarters, families, unassigned, won := map[string]int{}, map[int]int{}, map[string]int{}, 0, decimal.Zero
	for _, o := range records.Opportunities {
		outcomes[o.Outcome]++
		families[o.Product]++
		if o.Account == "" {
			unassigned++
		}
		if o.Outcome == "won" {
			quarters[(int(o.ClosedOn.Month().Of())-1)/3+1]++
			won = won.Add(o.Amount.Decimal)
		}
	}
	if outcomes["won"] != 4238 || outcomes["lost"] != 2473 || outcomes["open"] != 2089 || unassigned != 1425 || families[""] != 1480 {
		t.Errorf("outcomes %v, %d without an account, families %v", outcomes, unassigned, families)
	}
	if quarters[1] != 531 || quarters[2] != 1254 || quarters[3] != 1257 || quarters[4] != 1196 || won.String() != "10005534" {
		t.Errorf("won by quarter %v and %s in all, want 531, 1254, 1257, 1196 and 10005534", quarters, won)
	}
	found := finding(records, "join_missing")
	if len(found) != 1 || found[0].Count != 1480 || !slices.Equal(found[0].Sample, []string{`"GTXPro" (1480 rows; the nearest is "GTX Pro")`}) || found[0].Fatal {
		t.Errorf("findings are %+v, want GTXPro of 1,480 rows", found)
	}
	if missing := finding(records, "account_missing"); len(missing) > 0 {
		t.Errorf("findings are %+v, want every account known", missing)
	}
}

// TestSaaSOpsContracts maps the headers of another program. Its contract 1 names itself as the one it renews.
func TestSaaSOpsContracts(t *testing.T) {
	columns := map[string]string{"contract_id": "ContractID", "account_id": "CustomerID", "signed_on": "ContractDate", "starts_on": "TermStartDate", "ends_on": "TermEndDate", "total_value": "TotalValue"}
	renewing := map[string]string{"renews_contract_id": "RenewalFromContractID"}
	for header, name := range columns {
		renewing[header] = name
	}
	for _, c := range []struct {
		file    string
		columns map[string]string
		want    []string
		self    int
	}{
		{"case1_contracts.csv", columns, []string{"0 1 - USD 2022-05-01 2022-06-01 2023-05-31 - 120000 0 false"}, 0},
		{"case2_contracts.csv", renewing, []string{"0 1 - USD 2022-05-01 2022-06-01 2023-05-31 - 120000 0 false", "1 1 - USD 2023-05-01 2023-06-01 2024-05-31 - 240000 0 false"}, 1},
		{"case3_contracts.csv", renewing, []string{"0 1 - USD 2022-05-01 2022-06-01 2023-05-31 - 120000 0 false", "1 1 - USD 2023-05-01 2023-06-01 2024-05-31 - 60000 0 false"}, 1},
		{"case4_contracts.csv", columns, []string{"0 1 - USD 2022-05-01 2022-06-01 2022-11-30 - 60000 0 false"}, 0},
	} {
		records := readShared(t, "saasops", "USD", job.Source{Dataset: "contracts", Files: []string{c.file}, Columns: c.columns})
		if got := shown(records, "contracts"); !slices.Equal(got, c.want) {
			t.Errorf("%s is loaded as\n%s\nwant\n%s", c.file, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if found := finding(records, "contract_renews_itself"); len(found) != c.self {
			t.Errorf("%s: findings are %+v, want %d contracts that renew themselves", c.file, records.Findings, c.self)
		}
	}
}
