package ingest

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// monthSpellings are ways to write a month in a header.
var monthSpellings = map[string]func(period.Month) string{
	"2026-01":      func(m period.Month) string { return m.First().Time().Format("2006-01") },
	"202601":       func(m period.Month) string { return m.First().Time().Format("200601") },
	"01/2026":      func(m period.Month) string { return m.First().Time().Format("01/2006") },
	"2026/1":       func(m period.Month) string { return m.First().Time().Format("2006/1") },
	"Jan 2026":     func(m period.Month) string { return m.First().Time().Format("Jan 2006") },
	"Jan-26":       func(m period.Month) string { return m.First().Time().Format("Jan-06") },
	"Jan '26":      func(m period.Month) string { return m.First().Time().Format("Jan '06") },
	"jan26":        func(m period.Month) string { return strings.ToLower(m.First().Time().Format("Jan06")) },
	"01/26":        func(m period.Month) string { return m.First().Time().Format("01/06") },
	"January 2026": func(m period.Month) string { return m.First().Time().Format("January 2006") },
	"MRR Jan 2026": func(m period.Month) string { return m.First().Time().Format("MRR Jan 2006 (EUR)") },
	"2026-01-31":   func(m period.Month) string { return m.Last().Time().Format("2006-01-02") },
	"2026-01-01":   func(m period.Month) string { return m.First().Time().Format("2006-01-02") },
	"31.01.2026":   func(m period.Month) string { return m.Last().Time().Format("02.01.2006") },
	"1/31/2026":    func(m period.Month) string { return m.Last().Time().Format("1/2/2006") },
	"1/1/2026":     func(m period.Month) string { return m.First().Time().Format("1/2/2006") },
	"01/01/2026":   func(m period.Month) string { return m.First().Time().Format("02/01/2006") },
	"Januar 2026": func(m period.Month) string {
		return [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}[m.First().Time().Month()-1] + m.First().Time().Format(" 2006")
	},
	"janv. 2026": func(m period.Month) string {
		return [...]string{"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."}[m.First().Time().Month()-1] + m.First().Time().Format(" 2006")
	},
}

// TestMonthsSideBySide: a table with a column per month is read as the same amounts one below the other, however its months are written
// and in whatever order they stand; all its amounts are in the control totals.
func TestMonthsSideBySide(t *testing.T) {
	var names []string
	for name := range monthSpellings {
		names = append(names, name)
	}
	slices.Sort(names)
	seen := map[string]bool{}
	rapid.Check(t, func(rt *rapid.T) {
		spelling := rapid.SampledFrom(names).Draw(rt, "spelling")
		first := period.MonthOf(rapid.IntRange(2019, 2030).Draw(rt, "year"), time.Month(rapid.IntRange(1, 12).Draw(rt, "month")))
		var months []period.Month
		for i := range rapid.IntRange(2, 14).Draw(rt, "months") {
			months = append(months, first+period.Month(i))
		}
		if rapid.Bool().Draw(rt, "latest first") {
			slices.Reverse(months)
		}
		wide, long := "Customer,Region", "account_id,month,mrr\n"
		for _, m := range months {
			wide += ",\"" + monthSpellings[spelling](m) + "\""
		}
		wide += ",Total\n"
		wide += "First,EU" + strings.Repeat(",5", len(months)) + ",\n"
		for _, m := range months {
			long += fmt.Sprintf("First,%s,5\n", m)
		}
		for row := range rapid.IntRange(1, 6).Draw(rt, "rows") {
			wide += fmt.Sprintf("C%d,EU", row)
			for _, m := range months {
				amount := rapid.SampledFrom([]string{"", "-", "0", "10", "12.50", "-3.25", "1200.99"}).Draw(rt, "amount")
				if wide += "," + amount; amount != "" && amount != "-" {
					long += fmt.Sprintf("C%d,%s,%s\n", row, m, amount)
				}
			}
			wide += ",1\n"
		}
		a, err := readText(t, job.Source{Dataset: "mrr"}, wide)
		if err != nil {
			rt.Fatalf("%s: %v\n%s", spelling, err, wide)
		}
		b, err := readText(t, job.Source{Dataset: "mrr"}, long)
		if err != nil {
			rt.Fatal(err)
		}
		checkTotals(t, a)
		by := func(x, y MonthlyRevenue) int {
			return strings.Compare(x.Account+x.Month.String(), y.Account+y.Month.String())
		}
		plain := func(rows []MonthlyRevenue) (all []string) {
			for _, m := range slices.SortedFunc(slices.Values(rows), by) {
				all = append(all, m.Account+" "+m.Month.String()+" "+m.Currency+" "+m.Amount.String())
			}
			return all
		}
		if got, want := plain(a.MRR), plain(b.MRR); !slices.Equal(got, want) {
			rt.Fatalf("%s\n%s\ngot %q\nwant %q", spelling, wide, got, want)
		}
		sums := func(f File) (all []string) {
			for _, total := range f.Totals {
				all = append(all, total.Column+total.Currency+total.Read.String()+total.Loaded.String())
			}
			return all
		}
		if !reflect.DeepEqual(sums(a.Files[0]), sums(b.Files[0])) {
			rt.Fatalf("control totals %q, want %q", sums(a.Files[0]), sums(b.Files[0]))
		}
		if !slices.Equal(a.Files[0].Unused, []string{"Region", "Total"}) {
			rt.Fatalf("unused are %q", a.Files[0].Unused)
		}
		seen[spelling] = true
	})
	for _, name := range names {
		if _, _, ok := monthHeader(name, name[0] == '1'); !ok {
			t.Errorf("%q names no month", name)
		}
	}
	for _, header := range []string{"Total", "2026", "FY26", "Q1 2026", "Customer 12", "15.01.2026", "13/2026", "Users Jan 2026", "ARR Jan 2026", "Jan", "Budget Jan-26", "January"} {
		for _, monthFirst := range []bool{false, true} {
			if month, _, ok := monthHeader(header, monthFirst); ok {
				t.Errorf("%q is read as %s", header, month)
			}
		}
	}
}

// TestMonthsInDoubt: months that come twice, or that leave out one where it is not sure which they are, are no months.
func TestMonthsInDoubt(t *testing.T) {
	for _, header := range []string{"Jan-26,Mar-26", "Jan 2026,2026-01", "Jan-26,Feb-26,Feb-26"} {
		if _, err := readText(t, job.Source{Dataset: "mrr"}, "Customer,"+header+"\nA"+strings.Repeat(",1", strings.Count(header, ",")+1)+"\n"); err == nil {
			t.Errorf("%s is read", header)
		}
	}
	records := mustRead(t, job.Source{Dataset: "mrr"}, "Customer,2026-01,2026-03\nA,1,2\n")
	if len(records.MRR) != 2 || records.MRR[1].Month != records.MRR[0].Month+2 {
		t.Errorf("read %+v", records.MRR)
	}
}

// TestMonthsTotalled: the total of all customers is held against them, rows below it are none, and a cell that is no amount rejects its row.
func TestMonthsTotalled(t *testing.T) {
	text := "Customer,Jan-26,Feb-26\nA,1,2\nB,3,x\nC,4,-\nTotal,5,2\nActive customers,3,2\n"
	records, err := readText(t, job.Source{Dataset: "mrr", MaxReject: "2"}, text)
	if err != nil {
		t.Fatal(err)
	}
	f := records.Files[0]
	if f.Read != 5 || f.Loaded != 2 || f.Rejected != 2 || f.SkippedBy["totals row"] != 1 {
		t.Errorf("%d read, %d loaded, %d rejected, skipped %v", f.Read, f.Loaded, f.Rejected, f.SkippedBy)
	}
	if got := f.Rejects[0]; got.Column != "Feb-26" || got.Value != "x" {
		t.Errorf("rejected %+v", got)
	}
	if found := finding(records, "totals_differ"); len(found) != 1 || !strings.Contains(found[0].Text, "says mrr 7, but the rows above it add up to 10") {
		t.Errorf("found %+v", records.Findings)
	}
	records, err = readText(t, job.Source{Dataset: "mrr", MaxReject: "1"}, strings.Replace(strings.Replace(text, "x", "0", 1), "5,2", "8,2", 1))
	if err != nil {
		t.Fatal(err)
	}
	if f := records.Files[0]; f.Rejected != 1 || !strings.Contains(f.Rejects[0].Reason, "it stands below the total of all customers, on line 5") || len(records.MRR) != 5 {
		t.Errorf("rejected %+v, read %+v", f.Rejects, records.MRR)
	}
}

// TestMonthsOfAWorkbook: the months of a workbook may be dates, which it keeps as counts of days.
func TestMonthsOfAWorkbook(t *testing.T) {
	date := func(serial string) string { return `<c s="4"><v>` + serial + `</v></c>` }
	number := func(value string) string { return `<c><v>` + value + `</v></c>` }
	for _, days := range [][2]string{{"46023", "46054"}, {"46053", "46081"}} { // the first days of January and February 2026, and the last
		rows := sheetRow(1, "Customer", date(days[0]), date(days[1])) + sheetRow(2, "A", number("10"), number("12.5")) + sheetRow(3, "B", "", number("3"))
		dir := write(t, map[string]string{"in.xlsx": withStyles(t, testBook(t, nil, "", "MRR: "+rows))})
		records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "mrr", Files: []string{"in.xlsx"}}}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		checkTotals(t, records)
		var got []string
		for _, m := range records.MRR {
			got = append(got, m.Account+" "+m.Month.String()+" "+m.Amount.String())
		}
		if want := []string{"A 2026-01 10", "A 2026-02 12.5", "B 2026-02 3"}; !slices.Equal(got, want) {
			t.Errorf("%s: read %q, want %q", days, got, want)
		}
		proposals, err := Propose(context.Background(), filepath.Join(dir, "in.xlsx"), "in.xlsx")
		if err != nil || len(proposals) != 1 || proposals[0].Dataset != "mrr" || proposals[0].Doubt != "" {
			t.Errorf("%s: proposed %+v, %v", days, proposals[0], err)
		}
	}
}
