package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// mustReadIn reads one file without faults, for a company in a time zone.
func mustReadIn(t *testing.T, zone string, source job.Source, text string) *Records {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	source.Files = []string{"in.csv"}
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Location: location, Dir: write(t, map[string]string{"in.csv": text}), Sources: []job.Source{source}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	return records
}

// TestEventFindings: what is loaded, and is still worth a word.
func TestEventFindings(t *testing.T) {
	for _, c := range []struct{ dataset, text, kind, sample string }{
		{"contracts", "contract_id,account_id,starts_on,total_value,recurring_value,one_time_fees\nC,A,2026-01-01,100,80,10\n", "contract_values", "C (line 2)"},
		{"contracts", "contract_id,account_id,starts_on,total_value,renews_contract_id\nC,A,2026-01-01,100,C\n", "contract_renews_itself", "C (line 2)"},
		{"contracts", "contract_id,account_id,starts_on,total_value,renews_contract_id\nC,A,2026-01-01,100,B\n", "contract_missing", "B (line 2)"},
		{"contracts", "contract_id,account_id,starts_on,total_value,renews_contract_id\nC,A,2026-01-01,100,D\nD,A,2026-01-01,100,\n", "contract_renews_later", "C (line 2)"},
		{"contracts", "contract_id,account_id,starts_on,total_value\nC,A,2026-01-01,100\nC,A,2026-01-01,200\n", "duplicate_id", "C (line 3)"},
		{"invoices", "invoice_id,account_id,issued_on,amount,service_start,service_end\nI,A,2026-01-01,100,2026-02-01,\nK,A,2026-01-01,100,,\n", "half_service", "I (line 2)"},
		{"invoices", "invoice_id,account_id,issued_on,amount,status\nI,A,2026-01-01,100,Written off\nK,A,2026-01-01,100,void\n", "taken_back", "I (line 2)"},
		{"renewals", "account_id,due_on,amount_due,amount_renewed,outcome\nA,2026-01-01,5,,renewed\n", "renewed_without_amount", "A (line 2)"},
		{"opportunities", "opportunity_id,stage\nO,won\n", "deal_without_date", "O (line 2)"},
		{"opportunities", "opportunity_id,stage,created_on,closed_on\nO,lost,2026-01-02,2026-01-01\n", "closed_before_created", "O (line 2)"},
		{"surveys", "response_id,account_id,sent_on,kind,score\nR,A,2026-01-02,csat,\n", "no_score", "R (line 2)"},
		{"tickets", "ticket_id,account_id,created_at\nT,,2026-01-02\n", "no_account", "T (line 2)"},
		{"costs", "date,category,amount,account_id\n2026-01-02,sales,1,A\n", "accounts_derived", "A (line 2)"},
	} {
		records := mustRead(t, job.Source{Dataset: c.dataset}, c.text)
		if found := finding(records, c.kind); len(found) != 1 || found[0].Count != 1 || !slices.Equal(found[0].Sample, []string{c.sample}) || found[0].Fix == "" {
			t.Errorf("%s: findings are %+v, want %s of %s", c.dataset, records.Findings, c.kind, c.sample)
		}
		for _, contract := range records.Contracts {
			if contract.Renews != "" {
				t.Errorf("%+v renews a contract that is not there", contract)
			}
		}
	}
}

// TestDuplicateEvents: the same row twice is skipped where it has an id, and counts twice where it has none.
func TestDuplicateEvents(t *testing.T) {
	for dataset, c := range map[string]struct {
		text   string
		loaded int
	}{
		"invoices": {"invoice_id,line_id,account_id,issued_on,amount\nI,1,A,2026-01-01,5\nI,1,A,2026-01-01,5\nI,,A,2026-01-01,5\nI,,A,2026-01-01,5\n", 3},
		"costs":    {"date,category,amount\n2026-01-01,sales,5\n2026-01-01,sales,5\n", 2},
		"leads":    {"lead_id,created_on\nL,2026-01-01\nL,2026-01-01\n", 1},
		"targets":  {"kpi,period,value\nclosing_mrr,2026-01,5\nclosing_mrr,2026-01,5\n", 1},
	} {
		f := mustRead(t, job.Source{Dataset: dataset}, c.text).Files[0]
		if f.Loaded != c.loaded || f.SkippedBy["duplicate"] != f.Read-c.loaded {
			t.Errorf("%s: %d loaded, %v skipped, want %d loaded", dataset, f.Loaded, f.SkippedBy, c.loaded)
		}
	}
	lines := mustRead(t, job.Source{Dataset: "invoices"}, "invoice_id,account_id,issued_on,amount\nI,A,2026-01-01,5\nI,A,2026-01-01,5\n")
	if len(lines.Invoices) != 2 || len(lines.Findings) != 1 {
		t.Errorf("two equal lines without a line_id are %+v, findings %+v", lines.Invoices, lines.Findings)
	}
}

func TestVoidInvoices(t *testing.T) {
	f := mustRead(t, job.Source{Dataset: "invoices"}, "account_id,issued_on,amount,status\nA,2026-01-01,5,draft\nA,2026-01-01,6,Voided\nA,2026-01-01,7,paid\n").Files[0]
	if f.SkippedBy["status draft or void"] != 2 || f.Totals[0].Skipped.String() != "11" || f.Totals[0].Loaded.String() != "7" {
		t.Errorf("file is %+v", f)
	}
}

// TestJoinMissing: a join names the keys it does not find, with the nearest there is; only a required column rejects its row.
func TestJoinMissing(t *testing.T) {
	dir := write(t, map[string]string{
		"accounts.csv": "account_id,name\nA-1,Acme\nA-2,Bolt\n",
		"deals.csv":    "opportunity_id,stage,company name,sku\nO1,won,Acme,CORE-1\nO2,open,Bollt,CORE-9\nO3,open,,CORE-9\n",
		"tickets.csv":  "ticket_id,created_at,organisation\nT1,2026-01-01,Bolt\nT2,2026-01-01,\nT3,2026-01-01,Zeta\n",
		"skus.csv":     "sku,family\nCORE-1,Core\nCORE-2,Core\n",
	})
	byName := func(on string) job.Join {
		return job.Join{On: on, Dataset: "accounts", Key: "name", Take: map[string]string{"account_id": "account_id"}}
	}
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{
		{Dataset: "accounts", Files: []string{"accounts.csv"}},
		{Dataset: "opportunities", Files: []string{"deals.csv"}, Joins: []job.Join{byName("company name"), {On: "sku", File: "skus.csv", Take: map[string]string{"product": "family"}}}},
		{Dataset: "tickets", Files: []string{"tickets.csv"}, Joins: []job.Join{byName("organisation")}, MaxReject: "1"},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	var accounts []string
	for _, o := range records.Opportunities {
		accounts = append(accounts, o.Account+"/"+o.Product)
	}
	if want := []string{"A-1/Core", "/", "/"}; !slices.Equal(accounts, want) || len(records.Tickets) != 2 || records.Tickets[0].Account != "A-2" || records.Tickets[1].Account != "" {
		t.Errorf("deals are of %q, want %q; tickets are %+v", accounts, want, records.Tickets)
	}
	if rejects := records.Files[2].Rejects; len(rejects) != 1 || rejects[0].Reason != `there is no organisation "Zeta" in accounts` {
		t.Errorf("rejects are %+v", rejects)
	}
	var texts []string
	for _, f := range finding(records, "join_missing") {
		texts = append(texts, f.Text)
	}
	if want := []string{`1 key looked up by company name is not in accounts, so 1 row is loaded without account_id: "Bollt" (1 row; the nearest is "Bolt")`,
		`1 key looked up by sku is not in skus.csv, so 2 rows are loaded without product: "CORE-9" (2 rows)`,
		`1 key looked up by organisation is not in accounts, so 1 row is rejected: "Zeta" (1 row)`}; !slices.Equal(texts, want) {
		t.Errorf("findings are\n%s\nwant\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
}

// TestMomentsInWorkbooks: a workbook keeps times as fractions of a day.
func TestMomentsInWorkbooks(t *testing.T) {
	book := testBook(t, nil, "", "Tickets: "+sheetRow(1, "Ticket ID", "Account ID", "Created At", "Resolved At", "First Response Minutes")+
		sheetRow(2, "T1", "A", `<c><v>45323.3958333333</v></c>`, `<c><v>45323.9999999999</v></c>`, `<c><v>30</v></c>`)+
		sheetRow(3, "T2", "A", `<c><v>45323</v></c>`, "2024-02-01 18:00", ""))
	dir := write(t, map[string]string{"in.xlsx": string(book)})
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Location: berlin, Dir: dir, Sources: []job.Source{{Dataset: "tickets", Files: []string{"in.xlsx"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"T1 A - - - 2024-02-01T09:30:00+01:00 2024-02-01T10:00:00+01:00 2024-02-02T00:00:00+01:00 - false false",
		"T2 A - - - 2024-02-01T00:00:00+01:00 - 2024-02-01T18:00:00+01:00 - false false"}
	if got := shown(records, "tickets"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !records.Datasets["tickets"].Columns["first_responded_at"] || records.Datasets["tickets"].Last != period.DateOf(2024, 2, 1) {
		t.Errorf("tickets are known as %+v", records.Datasets["tickets"])
	}
}

// TestMissingKeysAreFew: of many keys that are missing, those on most rows are shown.
func TestMissingKeysAreFew(t *testing.T) {
	var deals strings.Builder
	deals.WriteString("opportunity_id,stage,sku\n")
	for i, sku := range []string{"a", "b", "c", "d", "e", "f", "f", "g", "g", "g"} {
		fmt.Fprintf(&deals, "O%d,open,%s\n", i, sku)
	}
	dir := write(t, map[string]string{"deals.csv": deals.String(), "skus.csv": "sku,family\nCORE-1,Core\n"})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{
		{Dataset: "opportunities", Files: []string{"deals.csv"}, Joins: []job.Join{{On: "sku", File: "skus.csv", Take: map[string]string{"product": "family"}}}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `7 keys looked up by sku are not in skus.csv, so 10 rows are loaded without product: "g" (3 rows), "f" (2 rows), "a" (1 row), "b" (1 row), "c" (1 row) and 2 more`
	if found := finding(records, "join_missing"); len(found) != 1 || found[0].Text != want || found[0].Count != 10 {
		t.Errorf("findings are %+v, want %s", found, want)
	}
}

// TestEffortScale: scores of effort are on the scale that the job names, where the file gives none.
func TestEffortScale(t *testing.T) {
	dir := write(t, map[string]string{"in.csv": "account_id,responded_on,kind,score\nA,2026-01-01,ces,5\nA,2026-01-01,ces,6\n"})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, KPIs: job.KPIs{CESScale: "5-1"}, Sources: []job.Source{{Dataset: "surveys", Files: []string{"in.csv"}, MaxReject: "1"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := shown(records, "surveys"), []string{"- A - - 2026-01-01 ces - 5 1 5 false"}; !slices.Equal(got, want) || !records.Datasets["surveys"].Columns["scale_max"] {
		t.Errorf("got %q, want %q; known as %+v", got, want, records.Datasets["surveys"])
	}
}

// TestRenewalsOfContracts: a renewal may name a contract that is not there.
func TestRenewalsOfContracts(t *testing.T) {
	dir := write(t, map[string]string{"contracts.csv": "contract_id,account_id,starts_on,total_value\nC,A,2026-01-01,5\n",
		"renewals.csv": "account_id,due_on,amount_due,contract_id\nA,2027-01-01,5,C\nA,2028-01-01,5,D\n"})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{
		{Dataset: "renewals", Files: []string{"renewals.csv"}}, {Dataset: "contracts", Files: []string{"contracts.csv"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := finding(records, "contract_missing"); len(found) != 1 || !slices.Equal(found[0].Sample, []string{"D (line 3)"}) {
		t.Errorf("findings are %+v, want the contract D missing", records.Findings)
	}
}
