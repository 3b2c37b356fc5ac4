package ingest

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestFillDownBelowUnreadableRows: rows below one that cannot be read do not take the value from above it, as theirs may have stood on it; they do so
// again once it is mended, and below the next row that has a value.
func TestFillDownBelowUnreadableRows(t *testing.T) {
	const header = "account_id,subscription_id,amount,currency,billing_interval,started_on,ended_on\n"
	const torn = "A2,S2,10,EUR,month"
	above, below := "A1,S1,10,EUR,month,2024-01-01,\n", "\n,S3,10,EUR,month,2024-01-01,\n,S4,10,EUR,month,2024-01-01,\nA3,S5,10,EUR,month,2024-01-01,\n,S6,10,EUR,month,2024-01-01,\n"
	const reason = "account_id is empty, and what it is filled down from may stand on line 3, which cannot be read"
	for name, c := range map[string]struct {
		row         string
		corrections []Correction
		accounts    string // of what is loaded
		rejected    int
		why         string // of line 4
	}{
		"torn":        {torn, nil, "S1:A1 S5:A3 S6:A3", 3, reason},
		"mended":      {torn, []Correction{correctionOf("export.csv", 3, torn, "started_on", "", "2024-01-01")}, "S1:A1 S2:A2 S3:A2 S4:A2 S5:A3 S6:A3", 0, ""},
		"left out":    {torn, []Correction{correctionOf("export.csv", 3, torn, "", "", LeaveOut)}, "S1:A1 S5:A3 S6:A3", 2, reason},
		"rounded id":  {"1.23457E+11,S2,10,EUR,month,2024-01-01,", nil, "S1:A1 S5:A3 S6:A3", 3, reason},
		"another one": {"A2,S2,10,EUR,month,2024-13-01,", nil, "S1:A1 S3:A2 S4:A2 S5:A3 S6:A3", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := fixedJob(t, map[string]string{"export.csv": header + above + c.row + below}, c.corrections...)
			f.Sources[0].FillDown = []string{"account_id"}
			records, err := Read(context.Background(), f, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkTotals(t, records)
			checkFilledDown(t, records, c.accounts, c.rejected, c.why, 4)
		})
	}
}

// TestFillDownBelowErrorCells: of a row of a sheet with an error in a cell, the other cells are as good as any.
func TestFillDownBelowErrorCells(t *testing.T) {
	const broken = `<c t="e"><v>#N/A</v></c>`
	for name, c := range map[string]struct {
		account, amount string
		accounts        string
		rejected        int
		why             string
	}{
		"in the column": {broken, "10", "S1:A1 S4:A3", 2, "may stand on row 3"},
		"in another":    {"A2", broken, "S1:A1 S3:A2 S4:A3", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			book := testBook(t, nil, "", "Lines: "+sheetRow(1, "account_id", "subscription_id", "amount", "currency", "billing_interval", "started_on", "ended_on")+
				sheetRow(2, "A1", "S1", "10", "EUR", "month", "2024-01-01")+sheetRow(3, c.account, "S2", c.amount, "EUR", "month", "2024-01-01")+
				sheetRow(4, "", "S3", "10", "EUR", "month", "2024-01-01")+sheetRow(5, "A3", "S4", "10", "EUR", "month", "2024-01-01"))
			dir := write(t, map[string]string{"in.xlsx": string(book)})
			records, err := Read(context.Background(), &job.File{Path: filepath.Join(dir, "kpibook.yaml"), Dir: dir, Currency: "EUR",
				Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.xlsx"}, MaxReject: "100%", FillDown: []string{"account_id"}}}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			checkTotals(t, records)
			checkFilledDown(t, records, c.accounts, c.rejected, c.why, 4)
		})
	}
}

func checkFilledDown(t *testing.T, records *Records, accounts string, rejected int, why string, line int32) {
	t.Helper()
	var got []string
	for _, s := range records.Subscriptions {
		got = append(got, s.ID+":"+s.Account)
	}
	if strings.Join(got, " ") != accounts || records.Files[0].Rejected != rejected {
		t.Errorf("loaded %v and rejected %d, want %s and %d", got, records.Files[0].Rejected, accounts, rejected)
	}
	said := ""
	for _, reject := range records.Files[0].Rejects {
		if reject.Line == line {
			said = reject.Reason
		}
	}
	if (why == "") != (said == "") || !strings.Contains(said, why) {
		t.Errorf("line %d is rejected because %q, want %q", line, said, why)
	}
}
