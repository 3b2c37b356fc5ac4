package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

const elevenHundred = "subscription_id,account_id,amount,billing_interval,started_on,currency\nS-1,A-1,400.00,month,2025-01-01,EUR\nS-2,A-2,700.00,month,2025-02-01,EUR\n"

// TestFurtherTables: what stands below a table under another header is never read under the first one; what is no row at all is skipped by
// a rule that says so.
func TestFurtherTables(t *testing.T) {
	for name, c := range map[string]struct {
		below   string
		skipped string // rule
		rows    int    // skipped by it
		found   string // in the finding of a second table
	}{
		"same width":                    {"\nregion,customers,revenue,plan,since,money\nNorth,A-1,5.00,month,2025-01-01,EUR\n", "second table", 2, "nothing below is read: 1 row, revenue 5"},
		"same width, no gap":            {"region,customers,revenue,plan,since,money\nNorth,A-1,5.00,month,2025-01-01,EUR\n", "second table", 2, "line 4: "},
		"below a title":                 {"\nSummary by region\nregion,customers,revenue,plan,since,money\nNorth,A-1,5.00,month,2025-01-01,EUR\n", "second table", 3, "line 5: "},
		"below a title of cells":        {",,,,,\nSummary by region,,,,,\nRegion,Revenue,,,,\nNorth,5.00,,,,\nSouth,6.50,,,,\n", "second table", 4, "2 rows, Revenue 11.5"},
		"narrow":                        {"\nRegion,Revenue\nNorth,5.00\n", "second table", 2, "with other names (Region, Revenue)"},
		"the header again":              {"SUBSCRIPTION_ID,Account_ID,amount,billing_interval,started_on,currency \n", "repeated header", 1, ""},
		"the header in other letters":   {"Subscription ID,Account-ID,Amount,Billing interval,Started on,CURRENCY\n", "repeated header", 1, ""},
		"a page":                        {"Page 2 of 3\n", "footer", 1, ""},
		"a title above the header":      {"\nTern & Co, subscriptions\n" + elevenHundred[:strings.IndexByte(elevenHundred, '\n')+1], "title", 1, ""},
		"notes":                         {"\nNotes: figures are preliminary, and will change\n", "footer", 1, ""},
		"who exported it":               {"\nExported by Ana Ruiz on 2026-04-01\n", "footer", 1, ""},
		"a star":                        {"* preliminary,,,,,\n", "footer", 1, ""},
		"the end":                       {"*** End of report ***\n", "footer", 1, ""},
		"a line of dashes":              {"-----,-----,------,-----,-----,---\n", "drawn line", 1, ""},
		"a customer is no second table": {"S-3,A-3,500.00,month,2025-01-01,EUR\n", "", 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			records := mustRead(t, job.Source{Dataset: "subscriptions"}, elevenHundred+c.below)
			f := records.Files[0]
			if loaded := f.Read - f.Skipped; f.Rejected != 0 || f.Loaded != loaded || c.skipped != "" && (f.Loaded != 2 || f.SkippedBy[c.skipped] != c.rows) {
				t.Errorf("%d read, %d loaded, %d rejected, skipped by %v", f.Read, f.Loaded, f.Rejected, f.SkippedBy)
			}
			found := finding(records, "second_table")
			if len(found) > 1 || (len(found) == 1) != (c.found != "") {
				t.Fatalf("findings %+v", found)
			}
			if c.found != "" && !strings.Contains(fmt.Sprintf("line %d: %s", found[0].Line, found[0].Text), c.found) {
				t.Errorf("found %d %s, want %q", found[0].Line, found[0].Text, c.found)
			}
		})
	}
}

// TestTwoExportsInOne: a second header with the names of the first in another order is refused, with the line and a column that moved.
func TestTwoExportsInOne(t *testing.T) {
	for _, gap := range []string{"", "\n", "Exported on 2026-04-01\n", "New customers\n"} {
		_, err := readText(t, job.Source{Dataset: "subscriptions"}, elevenHundred+gap+"subscription_id,account_id,billing_interval,amount,started_on,currency\nS-3,A-3,month,900.00,2025-01-01,EUR\n")
		if err == nil || !strings.Contains(err.Error(), `a second header stands here`) || !strings.Contains(err.Error(), `"billing_interval" is column 3 here and column 4 above`) {
			t.Errorf("below %q: %v", gap, err)
		}
	}
}

// TestTablesBelowAnyTable: below any table, another one with columns of other names, or of the same in another order, is never read as rows
// of the first, and a finding names its first line; the rows of the first are all there.
func TestTablesBelowAnyTable(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		table, second := drawTable(rt), [][]string(nil)
		order := rapid.Permutation(indices(len(table[0]))).Draw(rt, "order of the second")
		others := rapid.Bool().Draw(rt, "other names")
		if slices.IsSorted(order) {
			slices.Reverse(order)
		}
		for i, row := range table[:rapid.IntRange(2, len(table)).Draw(rt, "rows of the second")] {
			var moved []string
			for _, from := range order {
				if i == 0 && others {
					moved = append(moved, "Other "+row[from])
				} else {
					moved = append(moved, row[from])
				}
			}
			second = append(second, moved)
		}
		first, lines := writtenRows(table, ',')
		further, _ := writtenRows(second, ',')
		gap := rapid.SampledFrom([]string{"", "\n", "Summary by plan\n", "\nSummary by plan\n\n"}).Draw(rt, "between")
		text := strings.Join(first, "") + gap + strings.Join(further, "")
		path := filepath.Join(t.TempDir(), "tables.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			rt.Fatal(err)
		}
		below := lines[len(lines)-1] + strings.Count(first[len(first)-1], "\n")
		for _, policy := range []Policy{Quarantine, Repair} {
			got, in := inspected(t, path, policy)
			if in.Refused != "" || !slices.EqualFunc(got, table, slices.Equal[[]string]) {
				rt.Fatalf("%s: %d rows of %d, refused %q, findings %+v", policy, len(got), len(table), in.Refused, in.Findings)
			}
			if n := len(in.Findings); n != 1 || in.Findings[0].Line < below || in.Findings[0].Line > below+3 || in.Findings[0].Action != LeftOut {
				rt.Fatalf("%s: findings %+v, want one on line %d or below", policy, in.Findings, below)
			}
		}
	})
}

func indices(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}

// TestFurtherTablesOfASheet: the same in a workbook, whose empty rows are cells of a blank.
func TestFurtherTablesOfASheet(t *testing.T) {
	head := []string{"Subscription ID", "Account ID", "Amount", "Billing Interval", "Started On"}
	row := func(line int, id, amount string) string {
		return sheetRow(line, id, "A", "<c><v>"+amount+"</v></c>", "month", "<c><v>45323</v></c>")
	}
	table := sheetRow(1, head...) + row(2, "S1", "100") + row(3, "S2", "250.5")
	read := func(below string) (*Records, error) {
		dir := write(t, map[string]string{"in.xlsx": string(testBook(t, nil, "", "Lines: "+table+below))})
		return Read(t.Context(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.xlsx"}}}}, nil)
	}
	records, err := read(sheetRow(5, "By region") + sheetRow(6, "Region", "Revenue") + sheetRow(7, "North", "<c><v>350.5</v></c>"))
	if err != nil {
		t.Fatal(err)
	}
	if found := finding(records, "second_table"); len(found) != 1 || found[0].Line != 5 || !strings.Contains(found[0].Text, "1 row, Revenue 350.5") || records.Files[0].SkippedBy["second table"] != 3 {
		t.Errorf("findings %+v, skipped %v", found, records.Files[0].SkippedBy)
	}
	if records, err = read(sheetRow(5, "Page 2") + sheetRow(6, head...) + row(7, "S3", "50")); err != nil || records.Files[0].Loaded != 3 || len(finding(records, "second_table")) != 0 {
		t.Errorf("a second page: %v, %+v", err, records)
	}
	head[2], head[3] = head[3], head[2]
	if _, err = read(sheetRow(4, head...) + sheetRow(5, "S3", "A", "month", "<c><v>50</v></c>", "<c><v>45323</v></c>")); err == nil || !strings.Contains(err.Error(), `"Billing Interval" is column 3 here and column 4 above`) {
		t.Errorf("in another order: %v", err)
	}
}
