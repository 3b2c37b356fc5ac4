package ingest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/job"
)

func TestRepeatedRevenue(t *testing.T) {
	for _, c := range []struct {
		name, text                string
		loaded, skipped, repeated int
	}{
		{"amounts", "account_id,month,mrr\nA,2024-01,10\nA,2024-01,10\nA,2024-01,20\nA,2024-02,10\n", 3, 1, 1},
		{"days", "account_id,month,mrr\nA,2024-01-31,10\nA,2024-02-15,10\nA,2024-02-29,10\n", 3, 0, 1},
		{"products", "account_id,month,mrr,product\nA,2024-01,10,P\nA,2024-01,10,Q\nA,2024-01,10,\n", 3, 0, 0},
		{"currencies", "account_id,month,mrr\nA,2024-01,10 EUR\nA,2024-01,10 USD\n", 2, 0, 0},
		{"a column that is not read", "account_id,month,mrr,note\nA,2024-01,10,P\nA,2024-01,10,Q\n", 2, 0, 1},
	} {
		records := mustRead(t, job.Source{Dataset: "mrr"}, c.text)
		repeated := 0
		for _, found := range finding(records, "duplicate_id") {
			repeated += found.Count
		}
		if f := records.Files[0]; f.Loaded != c.loaded || f.SkippedBy["duplicate"] != c.skipped || repeated != c.repeated {
			t.Errorf("%s: %d loaded, %d skipped, %d repeated, want %+v", c.name, f.Loaded, f.SkippedBy["duplicate"], repeated, c)
		}
	}
}

func TestSameContentTwice(t *testing.T) {
	dir := write(t, map[string]string{"s.csv": lines("", "10"), "s2.csv": lines("", "10"), "t.csv": lines("", "10", "11")})
	read := func(sources ...job.Source) (*Records, Faults) {
		t.Helper()
		records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: sources}, nil)
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatal(err)
		}
		return records, faults
	}
	source := func(files ...string) job.Source { return job.Source{Dataset: "subscriptions", Files: files} }
	once, _ := read(source("s.csv"))
	for _, files := range [][]string{{"s.csv", "s2.csv"}, {"s.csv", "s.c*"}} {
		twice, faults := read(source(files...))
		if faults != nil || len(twice.Subscriptions) != len(once.Subscriptions) {
			t.Fatalf("%v: got %v, %d rows", files, faults, len(twice.Subscriptions))
		}
		f, rule := twice.Files[1], "same content as s.csv"
		if f.Read != 1 || f.Skipped != 1 || f.SkippedBy[rule] != 1 || f.Loaded != 0 || f.SHA256 != once.Files[0].SHA256 {
			t.Errorf("%v: the file again is %+v", files, f)
		}
		if total := f.Totals[0]; !total.Read.Equal(decimal.NewFromInt(10)) || !total.Skipped.Equal(total.Read) || !total.Loaded.IsZero() {
			t.Errorf("%v: its totals are %+v", files, f.Totals)
		}
		if found := finding(twice, "repeated_file"); len(found) != 1 || found[0].File != 1 || !strings.Contains(found[0].Text, rule) {
			t.Errorf("%v: findings are %+v", files, twice.Findings)
		}
	}
	if _, faults := read(source("s.csv"), source("s.c*")); len(faults) != 1 || !strings.Contains(faults[0].Message, "given twice") {
		t.Errorf("two sources: got %v", faults)
	}
	if records, faults := read(source("t.csv", "s.csv")); faults != nil || records.Files[1].SkippedBy["duplicate"] != 1 {
		t.Errorf("an older export beside a newer one: got %v, %+v", faults, records.Files)
	}
}

func TestRevenueNotUsed(t *testing.T) {
	dir := write(t, map[string]string{"m.csv": "account_id,month,mrr\nA,2024-01,10\nB,2024-01,500\n", "s.csv": lines("", "10")})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{
		{Dataset: "mrr", Files: []string{"m.csv"}}, {Dataset: "subscriptions", Files: []string{"s.csv"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found := finding(records, "mrr_not_used"); len(found) != 1 || found[0].Count != 2 || found[0].File != 0 {
		t.Errorf("findings are %+v", records.Findings)
	}
}

func TestLastLineWithoutEnd(t *testing.T) {
	const how = "the last line has no line end: is the export complete?"
	for text, want := range map[string]bool{
		"account_id,month,mrr\nA,2024-01,1": true, "account_id,month,mrr\r\nA,2024-01,1\r\n": false, "account_id,month,mrr\rA,2024-01,1\r": false,
		"account_id,month,mrr\nA,2024-01,1\n": false, "account_id,month,mrr\nA,2024-01,\"1\"": true,
	} {
		if f := mustRead(t, job.Source{Dataset: "mrr"}, text).Files[0]; slices.Contains(f.How, how) != want {
			t.Errorf("%q is read like this: %q", text, f.How)
		}
	}
}

func TestHeaderFaultsHaveColumns(t *testing.T) {
	for text, want := range map[string]int{
		"account_id,month,mrr,MRR\nA,2026-01,5,6\n":              22,
		"account_id,\"month\",MRR (in thousands)\nA,2026-01,5\n": 20,
		"account_id,month\nA,2026-01\n":                          0,
	} {
		_, err := readText(t, job.Source{Dataset: "mrr"}, text)
		var faults Faults
		if !errors.As(err, &faults) || faults[0].Line != 1 || faults[0].Column != want {
			t.Errorf("%q: got %+v, want column %d", text, err, want)
		}
	}
}

func TestNeutralTextComesBack(t *testing.T) {
	for text, want := range map[string]string{
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0", "@SUM(A1)": "'@SUM(A1)", "+A1": "'+A1", "-EUR 1": "'-EUR 1", "\t=1": "'\t=1", "\rx": "'\rx", " =1": "' =1",
		"＝1": "'＝1", "－1": "'－1", "-2+3": "'-2+3", "'=1": "''=1", "''=1": "'''=1", "\u00a0=1": "'\u00a0=1",
		"-5": "-5", "+1,234.50": "+1,234.50", "-5 %": "-5 %", "-$5": "-$5", "-1e-3": "-1e-3", "a=b": "a=b", "": "", "'": "'", "'t Hooft": "'t Hooft", "'-5": "'-5",
	} {
		if got := neutral([]string{text})[0]; got != want || mended(got) != text {
			t.Errorf("%q is written %q and read again as %q, want %q", text, got, mended(got), want)
		}
	}
	source := job.Source{Dataset: "mrr", MaxReject: "100%"}
	records := mustRead(t, source, "account_id,month,mrr,=1+1\n=cmd|'x'!A0,2024-01,5x,@y\n")
	var out bytes.Buffer
	if err := WriteQuarantine(&out, records); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Contains(text, ",=") || strings.Contains(text, ",@") {
		t.Errorf("quarantine file is\n%s", text)
	}
	again := mustRead(t, source, strings.ReplaceAll(out.String(), "5x", "5"))
	if len(again.MRR) != 1 || again.MRR[0].Account != "=cmd|'x'!A0" {
		t.Errorf("fed in again: %+v", again.MRR)
	}
}
