package ingest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// TestStatedTotals: what vendors write above and below a table of its rows and sums is compared with what was read, by currency where it
// says one, and is no row itself. What is about something else is not compared.
func TestStatedTotals(t *testing.T) {
	const header = "Account ID;Month;MRR;Currency\n"
	const rows = "A-1;2026-01;1.000,50;EUR\nA-2;2026-01;200,00;USD\nA-3;2026-01;34,50;EUR\n"
	for name, c := range map[string]struct {
		content  string
		how      []string // what is said of a figure that is right
		findings []string // of one that is wrong
	}{
		"count above":    {"Rows: 3\n\n" + header + rows, []string{"line 1 says 3 rows, which is what was read"}, nil},
		"count is wrong": {"Record count;417;;\n\n" + header + rows, nil, []string{"the file says that it has 417 rows, but 3 rows were read"}},
		"count below":    {header + rows + "Anzahl Datensätze: 3\n", []string{"line 5 says 3 rows"}, nil},
		"count in cells": {header + rows + "Total rows;;3;\n", []string{"line 5 says 3 rows"}, nil},
		"total above":    {"Export;x\nTotal MRR: 1.235,00\n\n" + header + rows, []string{"line 2 says mrr 1235, which is the sum"}, nil},
		"total is wrong": {"Total: 1.300,00\n\n" + header + rows, nil, []string{"line 1 says mrr 1300, but the rows read add up to 1235"}},
		"total below":    {header + rows + "Total: 1.235,00\n", []string{"line 5 says mrr 1235"}, nil},
		"by currency": {header + rows + "Total EUR;;1.035,00;\nTotal USD;;200,00;\nGrand total;;1.235,00;\n",
			[]string{"the totals row on line 5 says mrr in EUR 1035", "the totals row on line 6 says mrr in USD 200", "the totals row on line 7 says mrr 1235"}, nil},
		"one currency is wrong": {header + rows + "Total;;1.035,01;EUR\n", nil, []string{"the totals row says mrr in EUR 1035.01, but the rows above it add up to 1035"}},
		"with the currency":     {"Total: EUR 1.035,00\n\n" + header + rows, []string{"line 1 says mrr in EUR 1035"}, nil},
		"something else":        {"Total customers: 55\nPage 1 of 3\nRow 2\n\n" + header + rows, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "mrr.csv"), []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			records, err := Read(t.Context(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "mrr", Files: []string{"mrr.csv"}}}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			f := records.Files[0]
			if f.Loaded != 3 || f.Rejected != 0 || f.Read != f.Loaded+f.Skipped {
				t.Errorf("%d rows read, %d loaded, %d rejected, %d skipped", f.Read, f.Loaded, f.Rejected, f.Skipped)
			}
			how := strings.Join(f.How, "\n")
			for _, want := range c.how {
				if !strings.Contains(how, want) {
					t.Errorf("not said: %q in\n%s", want, how)
				}
			}
			found := finding(records, "totals_differ")
			if len(found) != len(c.findings) {
				t.Errorf("findings %v, want %q", found, c.findings)
			}
			for i, want := range c.findings {
				if i < len(found) && !strings.Contains(found[i].Text, want) {
					t.Errorf("found %q, want %q", found[i].Text, want)
				}
			}
			if c.how == nil && c.findings == nil && strings.Contains(how, " says ") {
				t.Errorf("compared what is about something else:\n%s", how)
			}
		})
	}
}

// TestStatedLinesOfAnyText: no text breaks what looks for totals, and a name of a customer is none.
func TestStatedLinesOfAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fields := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"Total", "Total:", "rows: 1", "1 000", "EUR", "-1,5", "Total EUR 5"})), 0, 4).Draw(t, "fields")
		countOf(fields)
		totalOf(fields)
	})
	for _, name := range []string{"Total Energies", "Rows & Sons", "Item 5", "Count Dracula", "417", "4 Lines GmbH"} {
		if _, ok := countOf([]string{name}); ok {
			t.Errorf("%q counts rows", name)
		}
	}
}
