package ingest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// fixedJob is a job of one source in a folder with files, and with corrections beside its job file.
func fixedJob(t *testing.T, files map[string]string, corrections ...Correction) *job.File {
	t.Helper()
	dir := write(t, files)
	f := &job.File{Path: filepath.Join(dir, "kpibook.yaml"), Dir: dir, Currency: "EUR",
		Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"export*.csv"}, MaxReject: "100%"}}}
	if len(corrections) > 0 {
		var out bytes.Buffer
		if err := WriteCorrections(&out, corrections); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(CorrectionsPath(f), out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

const linesHeader = "subscription_id,account_id,amount,currency,billing_interval,started_on,ended_on\n"

// correctionOf is one of a row of linesHeader, as it was mended on a line of a file.
func correctionOf(file string, line int, row, column, old, new string) Correction {
	return Correction{File: file, Line: line, Row: fingerprintOf(strings.Split(row, ",")), Column: column, Old: old, New: new}
}

// TestMendsFollowTheirRows: whatever rows stand before, after and between those that were mended, and in whatever file of the source, the same
// rows are read with the same mends, and no other row is.
func TestMendsFollowTheirRows(t *testing.T) {
	const annual, late = "S2,A2,1200,EUR,,2024-01-01,", "S4,A4,70,EUR,month,2024-13-01,"
	corrections := []Correction{
		correctionOf("export-1.csv", 3, annual, "billing_interval", "", "year"),
		correctionOf("export-1.csv", 5, late, "started_on", "2024-13-01", "2024-12-01"),
	}
	others := []string{"S1,A1,100,EUR,month,2024-01-01,", "S9,A9,1200,EUR,,2024-01-01,", "S3,A3,80,EUR,month,2024-13-01,", "S5,A5,30,EUR,month,2024-01-01,", "S6,A6,1200,EUR,,2024-01-01,"}
	rapid.Check(t, func(r *rapid.T) {
		rows := rapid.Permutation(append([]string{annual, late}, rapid.SliceOfNDistinct(rapid.SampledFrom(others), 0, len(others), rapid.ID[string]).Draw(r, "others")...)).Draw(r, "rows")
		name := rapid.SampledFrom([]string{"export-1.csv", "export-2.csv"}).Draw(r, "name")
		records, err := Read(context.Background(), fixedJob(t, map[string]string{name: linesHeader + strings.Join(rows, "\n") + "\n"}, corrections...), nil)
		if err != nil {
			r.Fatal(err)
		}
		read := map[string]Subscription{}
		for _, s := range records.Subscriptions {
			read[s.ID] = s
		}
		if s := read["S2"]; s.Interval.Name != "year" {
			r.Errorf("S2 is read as %+v, want it by the year", s)
		}
		if s := read["S4"]; s.StartedOn.String() != "2024-12-01" {
			r.Errorf("S4 is read as %+v, want it from December 2024", s)
		}
		for _, id := range []string{"S9", "S6", "S3"} {
			if s, ok := read[id]; ok {
				r.Errorf("%s, which nobody has mended, is read as %+v", id, s)
			}
		}
		if stale := finding(records, "correction_stale"); len(stale) > 0 {
			r.Errorf("findings are %+v", stale)
		}
	})
}

// TestMendsThatFitNoRow: a correction is left out, and said with its row, when the row has changed or gone, or stands more often than it was mended.
func TestMendsThatFitNoRow(t *testing.T) {
	const row = "S2,A2,1200,EUR,,2024-01-01,"
	mend := correctionOf("export-1.csv", 2, row, "billing_interval", "", "year")
	for name, c := range map[string]struct {
		rows        []string
		corrections []Correction
		loaded      int
		want        string // the finding
		line        int32
	}{
		"changed":      {[]string{"S2,A2,1300,EUR,,2024-01-01,"}, []Correction{mend}, 0, "no file of its source has it any more", 0},
		"gone":         {[]string{"S1,A1,100,EUR,month,2024-01-01,"}, []Correction{mend}, 1, "no file of its source has it any more", 0},
		"twice":        {[]string{row, row}, []Correction{mend}, 0, "mended by hand once, but stands here 2 times, on the lines 2, 3", 2},
		"other column": {[]string{row}, []Correction{correctionOf("export-1.csv", 2, row, "interval", "", "year")}, 0, "names a column or a text that it does not have", 2},
		"other text":   {[]string{row}, []Correction{correctionOf("export-1.csv", 2, row, "billing_interval", "month", "year")}, 0, "names a column or a text that it does not have", 2},
	} {
		t.Run(name, func(t *testing.T) {
			records, err := Read(context.Background(), fixedJob(t, map[string]string{"export-1.csv": linesHeader + strings.Join(c.rows, "\n") + "\n"}, c.corrections...), nil)
			if err != nil {
				t.Fatal(err)
			}
			stale := finding(records, "correction_stale")
			if len(records.Subscriptions) != c.loaded || len(stale) != 1 || !strings.Contains(stale[0].Text, c.want) || stale[0].Line != c.line {
				t.Fatalf("loaded %d, findings %+v, want %d and one at line %d with %q", len(records.Subscriptions), stale, c.loaded, c.line, c.want)
			}
			if c.want != "" && c.line == 0 && !strings.Contains(stale[0].Text, mend.Row) {
				t.Errorf("the finding does not name the row: %s", stale[0].Text)
			}
		})
	}
}

// TestRowsLeftOutByHand are skipped by a rule that says so, and their amounts are booked as skipped.
func TestRowsLeftOutByHand(t *testing.T) {
	const unreadable, short = "S2,A2,1200,EUR,,2024-13-01,", "S3,A3,5"
	f := fixedJob(t, map[string]string{"export-1.csv": linesHeader + "S1,A1,100,EUR,month,2024-01-01,\n" + unreadable + "\n" + short + "\n"},
		correctionOf("export-1.csv", 3, unreadable, "", "", LeaveOut), correctionOf("export-1.csv", 4, short, "", "", LeaveOut))
	records, err := Read(context.Background(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	file := records.Files[0]
	if file.SkippedBy[leftOutByHand] != 2 || file.Loaded != 1 || file.Rejected != 0 || !slices.Contains(file.How, "skipped as left out by hand: lines 3, 4") {
		t.Errorf("file is %+v", file)
	}
	if total := file.Totals[len(file.Totals)-1]; total.Currency != "EUR" || total.Skipped.String() != "1200" || total.Read.String() != "1300" {
		t.Errorf("totals are %+v", file.Totals)
	}
}

// TestCorrectionsByLine: a file of corrections that go by the line alone is refused, as they may fit another row by now.
func TestCorrectionsByLine(t *testing.T) {
	f := fixedJob(t, map[string]string{"export-1.csv": linesHeader, "kpibook-fixes.csv": "file,sheet,line,column,old,new\nexport-1.csv,,3,billing_interval,,year\n"})
	_, err := Read(context.Background(), f, nil)
	if err == nil || !strings.Contains(err.Error(), "go by the line alone") || !strings.Contains(err.Error(), "fix: take the file away, run again") {
		t.Errorf("error is %v", err)
	}
}

// TestRewritten: what spreadsheets do to texts that nobody touched is told from what people mend.
func TestRewritten(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          bool
	}{
		{"0034", "34", true},
		{"1E5", "100000", true},
		{"1e5", "1E+05", true},
		{"12345678901234567890", "1.23456789012346E+019", true},
		{"12345678901234567890", "1.23457E+19", true},
		{"12345678901234567890", "12345678901234500000", true},
		{"100.50", "100.5", true},
		{"1,234.50", "1234.5", true},
		{"1.234,50", "1234,5", true},
		{"10%", "0.1", true},
		{"€1,200.00", "1200", true},
		{"2024-01-02", "02/01/24", true},
		{"2024-01-02", "01/02/2024", true},
		{"2024-01-02", "2.1.2024", true},
		{"2024-01-02", "02-Jan-24", true},
		{"2024-01-02", "45293", true},
		{"45293", "2024-01-02", true},
		{"2024-01-02", "2024-01-02 00:00:00", true},
		{"2024-01-02 10:30", "01/02/24 10:30", true},
		{"2024-01", "Jan-24", true},
		{"2024-01", "2024-01-01", true},
		{"true", "TRUE", true},
		{"Jan-24", "01/24/2026", true},
		{"MAR-1", "03/01/2026", true},
		{"1/2", "2026-02-01", true},
		{"12:30", "12:30:00 PM", true},
		{"27:30:00", "27:30", true},
		{"12:30:15", "12:30:45", false},
		{"1/2", "2026-02-03", false},
		{"12", "13", false},
		{"0034", "35", false},
		{"100.50", "100.55", false},
		{"100", "1000", false},
		{"1234567", "1234568", false},
		{"123456789", "123456000", false},
		{"2024-01-02", "2024-01-03", false},
		{"2024-01-02", "2025-01-02", false},
		{"2024-01-02 10:30", "2024-01-02 11:30", false},
		{"acme", "Acme", false},
		{"", "month", false},
		{"A1", "A2", false},
		{"month", "", false},
	} {
		if got := rewritten(c.before, c.after); got != c.want {
			t.Errorf("%q -> %q is only another writing: %v, want %v", c.before, c.after, got, c.want)
		}
	}
}

// TestRewrittenHolds: no text, however odd, breaks the comparison, and a text that is rewritten in one direction is the same number or day in the other,
// digits that were rounded away aside.
func TestRewrittenHolds(t *testing.T) {
	text := rapid.StringOf(rapid.RuneFrom([]rune("0123456789-/.,: TeEJan%€()'x")))
	rapid.Check(t, func(r *rapid.T) {
		a, b := text.Draw(r, "a"), text.Draw(r, "b")
		if rewritten(a, b) && !rewritten(b, a) && !strings.ContainsAny(a+b, "eE") && len(a) < 16 && len(b) < 16 && !isYearlessText(a) {
			r.Errorf("%q -> %q is another writing, and %q -> %q is none", a, b, b, a)
		}
		day := rapid.IntRange(-20000, 60000).Draw(r, "day")
		first, next := period.Date(day).String(), period.Date(day+1).String()
		if rewritten(first, next) {
			r.Errorf("%s -> %s is taken for another writing", first, next)
		}
	})
}

func isYearlessText(text string) bool {
	parts, _ := splitDay(trimSpace(text))
	return len(parts) == 2
}

// TestAllFaultsOfARow are named at once, and nothing that only follows from one of them.
func TestAllFaultsOfARow(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions", MaxReject: "100%"}, linesHeader+"S1,,1x,EUR,fortnightly?,2024-13-01,2023-01-01\n")
	reject := records.Files[0].Rejects[0]
	columns := append([]string{reject.Column}, reject.Also...)
	slices.Sort(columns)
	if !slices.Equal(columns, []string{"account_id", "amount", "billing_interval", "started_on"}) || strings.Contains(reject.Reason, "ended_on") {
		t.Errorf("columns at fault are %q: %s", columns, reject.Reason)
	}
}
