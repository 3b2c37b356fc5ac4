package ingest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// spelledTotals are rows of sums of a group and of all, as they are written.
var spelledTotals = [][2]string{
	{"Subtotal %s", "Grand total"}, {"Sub-total: %s", "Total:"}, {"Total %s", "Total"}, {"%s Total", "Grand Total"}, {"Total for %s", "Totals"}, {"%s subtotal", "TOTAL"},
	{"Zwischensumme %s", "Gesamt"}, {"Summe %s", "Summe gesamt"}, {"%s Ergebnis", "Gesamtergebnis"}, {"Sous-total %s", "Total général"}, {"Subtotaal %s", "Eindtotaal"},
	{"Subtotal", "Sum"}, {"Total %s (4 records)", "Grand totals (12 records)"},
}

// TestTotalsOfGroups: rows that add up a group or all are skipped wherever their label stands and however it is written, and each is
// compared with the rows that it adds up; one that says something else is a finding that names its line.
func TestTotalsOfGroups(t *testing.T) {
	const header = "region,subscription_id,account_id,product,amount,billing_interval,started_on\n"
	rapid.Check(t, func(rt *rapid.T) {
		spelled := rapid.SampledFrom(spelledTotals).Draw(rt, "spelling")
		at := rapid.SampledFrom([]int{0, 1, 2, 3}).Draw(rt, "column of the label")
		atEnd := rapid.Bool().Draw(rt, "all at the end") && strings.Contains(spelled[0], "%s")
		wrong := rapid.IntRange(-1, 3).Draw(rt, "wrong total")
		var text, end strings.Builder
		text.WriteString(header)
		all, rows, totals, line, wrongLine := decimal.Decimal{}, 0, 0, 1, 0
		sum := func(to *strings.Builder, text, region string, value decimal.Decimal) {
			if totals == wrong {
				value = value.Add(decimal.New(1, -2))
				wrongLine = -1 - strings.Count(to.String(), "\n")
			}
			totals++
			cells := []string{"", "", "", "", value.StringFixed(2), "", ""}
			if at > 0 && rapid.Bool().Draw(rt, "with its region") {
				cells[0] = region
			}
			cells[at] = text
			fmt.Fprintln(to, strings.Join(cells, ","))
		}
		for _, region := range []string{"EU", "North America", "APAC"} {
			group := decimal.Decimal{}
			for range rapid.IntRange(1, 5).Draw(rt, "rows") {
				rows++
				value := decimal.New(int64(rapid.IntRange(1, 1_000_000).Draw(rt, "cents")), -2)
				group = group.Add(value)
				fmt.Fprintf(&text, "%s,S-%d,A-%d,Core,%s,month,2026-01-01\n", region, rows, rows, value.StringFixed(2))
			}
			all = all.Add(group)
			of := spelled[0]
			if strings.Contains(of, "%s") {
				of = fmt.Sprintf(of, region)
			}
			if atEnd {
				sum(&end, of, "", group)
			} else {
				sum(&text, of, region, group)
				if wrongLine < 0 {
					line = -wrongLine
				}
			}
		}
		if atEnd && wrongLine < 0 {
			line = strings.Count(text.String(), "\n") - wrongLine
		}
		text.WriteString(end.String())
		wrongLine = 0
		if sum(&text, spelled[1], "", all); wrongLine < 0 {
			line = -wrongLine
		}
		records, err := readText(t, job.Source{Dataset: "subscriptions"}, text.String())
		if err != nil {
			rt.Fatalf("%v\n%s", err, text.String())
		}
		f := records.Files[0]
		if f.Loaded != rows || f.SkippedBy["totals row"] != totals {
			rt.Fatalf("%d of %d rows loaded, skipped by %v\n%s", f.Loaded, rows, f.SkippedBy, text.String())
		}
		found := finding(records, "totals_differ")
		if wrong < 0 && len(found) > 0 || wrong >= 0 && (len(found) != 1 || int(found[0].Line) != line) {
			rt.Fatalf("total %d on line %d is wrong, found %+v\n%s", wrong, line, found, text.String())
		}
		if sums := f.Totals[0]; wrong < 3 && (!sums.Stated.Valid || !sums.Stated.Decimal.Equal(sums.Loaded)) {
			rt.Fatalf("the file states %v, and %s is loaded\n%s", sums.Stated, sums.Loaded, text.String())
		}
	})
}

// TestCustomersCalledTotal: a name that starts or ends with a word for a sum is no sum, and a row without a label is one only where it adds
// up the rows above it.
func TestCustomersCalledTotal(t *testing.T) {
	var text strings.Builder
	text.WriteString("account_id,month,mrr\n")
	names := []string{"Total Energies", "Summit Ltd", "Sum Bank", "Gesamt AG", "Zwischensumme GmbH", "Ergebnis und Co", "Acme Total", "Max", "Average Joe"}
	for _, name := range names {
		fmt.Fprintf(&text, "%s,2026-01,100.00\n", name)
	}
	records := mustRead(t, job.Source{Dataset: "mrr"}, text.String()+",,900.00\n")
	if f := records.Files[0]; f.Loaded != len(names) || f.SkippedBy["totals row"] != 1 {
		t.Errorf("%d of %d loaded, skipped by %v", f.Loaded, len(names), f.SkippedBy)
	}
	if _, err := readText(t, job.Source{Dataset: "mrr"}, text.String()+",,901.00\n"); err == nil || !strings.Contains(err.Error(), "in.csv:11: account_id") {
		t.Errorf("a row with an amount and nothing else: %v", err)
	}
	records = mustRead(t, job.Source{Dataset: "mrr"}, text.String()+"Average,,100.00\nMax,,100.00\n")
	if f := records.Files[0]; f.Loaded != len(names) || f.SkippedBy["statistics row"] != 2 {
		t.Errorf("%d of %d loaded, skipped by %v", f.Loaded, len(names), f.SkippedBy)
	}
}

// TestTotalsOfAPivot: a pivot table names each group once, in its first row.
func TestTotalsOfAPivot(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr"}, "region,account_id,month,mrr\nEU,A-1,2026-01,1.00\n,A-2,2026-01,2.00\nEU Total,,,3.00\nUS,A-3,2026-01,4.00\n,A-4,2026-01,5.00\nUS Total,,,9.00\nGrand Total,,,12.00\n")
	if f := records.Files[0]; f.Loaded != 4 || f.SkippedBy["totals row"] != 3 || len(finding(records, "totals_differ")) > 0 {
		t.Errorf("%d loaded, skipped by %v, found %+v", f.Loaded, f.SkippedBy, finding(records, "totals_differ"))
	}
}

// TestTotalOrName: in a table whose rows have nothing but a name and amounts, the amounts tell a total from a customer called so.
func TestTotalOrName(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr"}, "Region,Customer,Jan-26,Feb-26\nEU,Acme,1,2\nEU,Beta,3,4\nEU,EU Total,4,6\nUS,Ceta,5,\n,US Total,6,\n,Total Energies,20,20\n,Total all,30,30\n")
	f := records.Files[0]
	if f.Loaded != 4 || f.SkippedBy["totals row"] != 3 {
		t.Errorf("%d loaded, skipped by %v", f.Loaded, f.SkippedBy)
	}
	if found := finding(records, "totals_differ"); len(found) != 2 || found[0].Line != 6 || !strings.Contains(found[0].Text, "says mrr 6, but the rows of US add up to 5") {
		t.Errorf("found %+v", found)
	}
	if found := finding(records, "total_or_name"); len(found) != 1 || found[0].Line != 7 || !strings.Contains(found[0].Text, "Total Energies (line 7)") {
		t.Errorf("found %+v", found)
	}
}
