package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kpibook/reports/xlsx/xlsxtest"
)

// TestSpreadsheetsMendNothing: rejected rows that LibreOffice has opened and saved again are no mends by themselves, whatever it makes of their ids, dates and
// numbers; written as a workbook, they come back as they were. A mend among them is taken, alone.
func TestSpreadsheetsMendNothing(t *testing.T) {
	const rows = "subscription_id,account_id,product,amount,currency,billing_interval,started_on,ended_on\n" +
		"0034,0012,3-4,1x,EUR,month,2024-01-15,2024-12-31\n" +
		"1E5,1/2,TRUE,1x,EUR,month,2024-01-15,\n" +
		"12345678901234567890,12:30,10%,1x,EUR,month,2024-01-15,2024-12-31\n" +
		"MAR-1,A1,1.10,1x,EUR,month,2024-01-15 10:30,2024-12-31\n" +
		"S5,A1,\"12,500\",10.50,EUR,month,2024-13-15,2024-12-31\n" +
		"S6,A1,Jan-24,1x,EUR,month,2024-12-15,2024-12-31\n" +
		"S7,A1,=1+1,0100.50,EUR,fortnightly?,2024-12-15,2024-12-31\n"
	for _, kind := range []string{"csv", "xlsx"} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			config := filepath.Join(dir, "kpibook.yaml")
			for name, text := range map[string]string{"lines.csv": rows, "kpibook.yaml": "company: Tern\ncurrency: EUR\nsources:\n  - {dataset: subscriptions, files: [lines.csv]}\n" +
				"jobs:\n  - {name: m, report: finance, period: latest, output: \"{period}.xlsx\", rejects: " + kind + "}\n"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out, errors bytes.Buffer
			if got := execute([]string{"run", "--config", config}, &out, &errors); got != checksFailed {
				t.Fatalf("run: code %d\n%s", got, errors.String())
			}
			saved := filepath.Join(dir, "saved.csv")
			fix := func(mends ...string) (said fixed) {
				t.Helper()
				for _, cells := range xlsxtest.Recalculate(t, filepath.Join(dir, "refused-rejects."+kind)) {
					var text bytes.Buffer
					if err := csv.NewWriter(&text).WriteAll(cells); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(saved, []byte(strings.NewReplacer(mends...).Replace(text.String())), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				var out, errors bytes.Buffer
				execute([]string{"fix", "--dry-run", "--json", saved, "--config", config}, &out, &errors)
				if err := json.Unmarshal(out.Bytes(), &said); err != nil || len(said.Rows) != 7 {
					t.Fatalf("fix says %s%s: %v", out.String(), errors.String(), err)
				}
				return said
			}
			left := 0
			for _, row := range fix().Rows {
				if left += len(row.Left); row.Outcome != "unchanged" {
					t.Errorf("line %d: %+v", row.Line, row)
				}
			}
			if (left > 0) != (kind == "csv") {
				t.Errorf("%d fields were changed by LibreOffice; a CSV is to show that it does so, and a workbook that it does not", left)
			}
			said := fix(",1x,", ",7,")
			for _, row := range said.Rows {
				if row.Outcome == "mended" && (len(row.Changes) != 1 || row.Changes[0] != (fixedChange{"amount", "1x", "7"})) {
					t.Errorf("line %d: %+v", row.Line, row)
				}
			}
			if said.Mended != 5 {
				t.Errorf("%d rows mended, want 5", said.Mended)
			}
		})
	}
}
