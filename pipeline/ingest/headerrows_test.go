package ingest

import (
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestHeadersOfSeveralRows: names that two rows tell together are joined where that is what is known; a row of groups above the names is none
// of them; units below the names say how a column is read, or that it cannot be.
func TestHeadersOfSeveralRows(t *testing.T) {
	const rows = "S-1,A-1,120.00,month,2025-01-01\nS-2,A-2,600.00,year,2025-02-01\n"
	for name, c := range map[string]struct {
		header, how, unit string
		dollars           bool
	}{
		"one below the other": {"Subscription,Account,,Billing,Started\nID,ID,Amount,Interval,On\n", "header on lines 1 to 2, its names joined", "", false},
		"above several":       {"Subscription,Account,,Billing,\nID,ID,Amount,Interval,Started On\n", "header on lines 1 to 2, its names joined", "", false},
		"reaching down":       {"subscription_id,account_id,amount,Terms,\n,,,Billing Interval,Started On\n", "header on lines 1 to 2, its names joined", "", false},
		"groups":              {"Customer,,Subscription,,Dates\nsubscription_id,account_id,amount,billing_interval,started_on\n", "header on line 2", "", false},
		"units":               {"subscription_id,account_id,amount,billing_interval,started_on\n,,USD,,date\n", "units on line 2, read with the names above them", "amounts are in USD, as the header says", true},
		"units in brackets":   {"subscription_id,account_id,amount,billing_interval,started_on\ntext,text,[$],,dd/mm/yyyy\n", "units on line 2", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			source := job.Source{Dataset: "subscriptions"}
			if c.dollars && c.unit == "" {
				source.Constant = map[string]string{"currency": "USD"}
			}
			records := mustRead(t, source, c.header+rows+c.header)
			f := records.Files[0]
			how := strings.Join(f.How, "\n")
			if f.Loaded != 2 || f.Rejected != 0 || !strings.Contains(how, c.how) || !strings.Contains(how, c.unit) {
				t.Errorf("%d loaded, %d rejected, skipped by %v\n%s", f.Loaded, f.Rejected, f.SkippedBy, how)
			}
			if s := records.Subscriptions[0]; (s.Currency == "USD") != c.dollars || s.Amount.String() != "120" {
				t.Errorf("read %+v", s)
			}
		})
	}
	_, err := readText(t, job.Source{Dataset: "subscriptions"}, "subscription_id,account_id,amount,billing_interval,started_on\n,,bags of gold,,\n"+rows)
	if err == nil || !strings.Contains(err.Error(), "in.csv:2: subscription_id, account_id, billing_interval, started_on are empty") {
		t.Errorf("no units: %v", err)
	}
}

// TestHeadersOfSeveralRowsOfASheet: the same in a workbook.
func TestHeadersOfSeveralRowsOfASheet(t *testing.T) {
	book := testBook(t, nil, "", "Lines: "+sheetRow(1, "Tern and Co")+sheetRow(2, "Subscription", "Account", "", "Billing", "Started")+sheetRow(3, "ID", "ID", "Amount", "Interval", "On")+sheetRow(4, "", "", "USD")+
		sheetRow(5, "S1", "A", "<c><v>120</v></c>", "month", "<c><v>45323</v></c>"))
	dir := write(t, map[string]string{"in.xlsx": string(book)})
	records, err := Read(t.Context(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.xlsx"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := records.Files[0]
	if f.Loaded != 1 || f.Read != 1 || records.Subscriptions[0].Currency != "USD" || records.Subscriptions[0].Line != 5 ||
		!slices.Equal(f.Header, []string{"Subscription ID", "Account ID", "Amount (USD)", "Billing Interval", "Started On"}) {
		t.Errorf("read %+v of %q\n%s", records.Subscriptions, f.Header, strings.Join(f.How, "\n"))
	}
}

// TestDelimitersBehindEveryRow: empty fields behind every row are none where all names are known; else a delimiter may be missing between two
// names, and every column behind them would be read under the wrong one.
func TestDelimitersBehindEveryRow(t *testing.T) {
	const rows = "A-1,2026-01,5.00,,\nA-2,2026-01,6.00,,\n"
	records := mustRead(t, job.Source{Dataset: "mrr"}, "account_id,month,mrr\n"+rows)
	if f := records.Files[0]; f.Loaded != 2 || !strings.Contains(strings.Join(f.How, "\n"), "2 delimiters at the end of every row") {
		t.Errorf("%d loaded\n%s", f.Loaded, strings.Join(f.How, "\n"))
	}
	for _, text := range []string{"account_id,month,mrr,regionsegment\n" + rows, "account_id,month,mrr\n" + rows + "A-3,,2026-01,7.00,\n", "account_id,month,mrr\n" + rows + "A-3,2026-01,7.00,,,\n"} {
		if _, err := readText(t, job.Source{Dataset: "mrr"}, text); err == nil || !strings.Contains(err.Error(), "where the header has") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
