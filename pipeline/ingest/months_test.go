package ingest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"kpibook/pipeline/job"
)

// In a year of weeks a row of an mrr table names its period, or the first or last day of one. A calendar month or any other day
// could be meant for two periods, and is rejected.
func TestPeriodsOfAnMRRTable(t *testing.T) {
	dir := t.TempDir()
	text := "account_id,period,mrr\nA,FY2026-P09,100\nB,2025-10-25,60\nC,2025-09-21,50\nD,2025-10,40\nE,2025-10-31,30\nF,FY2026-Q3,20\nG,fy2026-p10,10\n"
	if err := os.WriteFile(filepath.Join(dir, "mrr.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file := &job.File{Dir: dir, Currency: "EUR", FiscalYear: job.FiscalYear{Weeks: "4-4-5", Ends: "last saturday of january", NamedBy: "end", Week53: 12},
		Sources: []job.Source{{Dataset: "mrr", Files: []string{"mrr.csv"}, MaxReject: "3"}}}
	records, err := Read(context.Background(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"A": "FY2026-P09", "B": "FY2026-P09", "C": "FY2026-P09", "G": "FY2026-P10"}
	for _, row := range records.MRR {
		if got := row.Month.String(); got != want[row.Account] {
			t.Errorf("%s is of %s, want %s", row.Account, got, want[row.Account])
		}
		delete(want, row.Account)
	}
	if len(want) > 0 {
		t.Errorf("not loaded: %v", want)
	}
	year := "not a period of a 4-4-5 year to the last Saturday of January"
	reasons := map[string]string{"2025-10": `month "2025-10": ` + year, "FY2026-Q3": `month "FY2026-Q3": ` + year,
		"2025-10-31": `month "2025-10-31": neither the first nor the last day of FY2026-P10, which is 2025-10-26 to 2025-11-22`}
	for _, r := range records.Files[0].Rejects {
		if r.Reason != reasons[r.Value] || r.Fix != "write the period, such as FY2026-P09, or its first or last day" {
			t.Errorf("%s: %s; fix: %s", r.Value, r.Reason, r.Fix)
		}
		delete(reasons, r.Value)
	}
	if len(reasons) > 0 {
		t.Errorf("not rejected: %v", reasons)
	}
}
