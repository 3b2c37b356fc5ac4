package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestOverlappingFiles: of files whose periods overlap, the days that have the same rows in both would count twice. Within a source that is
// refused, between sources a finding; rows with an id count once anyway, and files that are split by something else do not overlap.
func TestOverlappingFiles(t *testing.T) {
	const head = "account_id,user_id,date,feature,count\n"
	september := head + "A,u,2026-09-29,x,1\nA,u,2026-09-30,x,2\nB,v,2026-09-30,x,2\n"
	for _, c := range []struct {
		name    string
		files   map[string]string
		sources []job.Source
		refused string
		found   string
	}{
		{"days in both", map[string]string{"09.csv": september, "10.csv": head + "B,v,2026-09-30,x,2\nA,u,2026-09-30,x,2\nA,u,2026-10-01,x,2\n"},
			[]job.Source{{Dataset: "usage", Files: []string{"*.csv"}}}, "10.csv: it has the same 2 rows as 09.csv on 2026-09-30, which would count twice", ""},
		{"in two sources", map[string]string{"09.csv": september, "10.csv": september + "A,u,2026-10-01,x,2\n"},
			[]job.Source{{Dataset: "usage", Files: []string{"09.csv"}}, {Dataset: "usage", Files: []string{"10.csv"}}}, "", "it has the same 3 rows as 09.csv on 2 days from 2026-09-29 to 2026-09-30, and both count"},
		{"split by customer", map[string]string{"a.csv": head + "A,u,2026-09-30,x,2\nA,w,2026-09-30,x,2\n", "b.csv": head + "B,v,2026-09-30,x,2\nB,z,2026-09-30,x,2\n"},
			[]job.Source{{Dataset: "usage", Files: []string{"*.csv"}}}, "", ""},
		{"one row alike", map[string]string{"09.csv": september, "10.csv": head + "A,u,2026-09-29,x,1\nA,u,2026-10-01,x,2\n"},
			[]job.Source{{Dataset: "usage", Files: []string{"*.csv"}}}, "", ""},
		{"rows with ids", map[string]string{"09.csv": "usage_id," + head + "1,A,u,2026-09-30,x,2\n2,B,v,2026-09-30,x,2\n", "10.csv": "usage_id," + head + "1,A,u,2026-09-30,x,2\n2,B,v,2026-09-30,x,2\n3,B,v,2026-10-01,x,2\n"},
			[]job.Source{{Dataset: "usage", Files: []string{"*.csv"}}}, "", ""},
		{"costs", map[string]string{"q3.csv": "date,category,amount\n2026-09-30,sales,100\n2026-09-30,cogs,50\n", "q4.csv": "date,category,amount\n2026-09-30,sales,100\n2026-09-30,cogs,50\n2026-10-31,sales,9\n"},
			[]job.Source{{Dataset: "costs", Files: []string{"*.csv"}}}, "q4.csv: it has the same 2 rows as q3.csv on 2026-09-30", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: write(t, c.files), Sources: c.sources}, nil)
			var faults Faults
			if err != nil && !errors.As(err, &faults) {
				t.Fatal(err)
			}
			if (err != nil) != (c.refused != "") || err != nil && (!strings.Contains(err.Error(), c.refused) || !faults.OnlyChecks()) {
				t.Errorf("refused for %v, want %q", err, c.refused)
			}
			found := ""
			for _, f := range finding(records, "files_overlap") {
				found += f.Text
			}
			if found != c.found {
				t.Errorf("found %q, want %q", found, c.found)
			}
		})
	}
}

// TestContradictoryDates: what cannot be in the order of time is a finding.
func TestContradictoryDates(t *testing.T) {
	dir := write(t, map[string]string{"a.csv": "account_id,created_on\nA,2024-01-01\nB,2024-03-02\n",
		"s.csv": "subscription_id,account_id,amount,billing_interval,started_on,trial_ends_on\nS,A,1,month,2024-02-01,2024-01-15\nT,B,1,month,2024-03-01,2024-03-15\n"})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{
		{Dataset: "accounts", Files: []string{"a.csv"}}, {Dataset: "subscriptions", Files: []string{"s.csv"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]string{"trial_before_start": "S (line 2)", "created_after_start": "B (line 3)"} {
		if found := finding(records, kind); len(found) != 1 || found[0].Count != 1 || found[0].Sample[0] != want {
			t.Errorf("%s: %+v, want one of %s", kind, found, want)
		}
	}
}

// TestShrunkExport: a file that has lost more than half of its rows since the run before may have been cut off.
func TestShrunkExport(t *testing.T) {
	const head = "account_id,month,mrr\n"
	long := head + "A,2026-09,5\nA,2026-10,5\nB,2026-10,5\nC,2026-10,5\nD,2026-10,5\n"
	for text, want := range map[string]int{long + "E,2026-10,5\n": 0, head + "A,2026-09,5\nA,2026-10,5\nB,2026-10,6\n": 0, head + "A,2026-09,5\nA,2026-10,6\n": 3} {
		records, err := readAfter(t, job.Source{Dataset: "mrr"}, long, text)
		if err != nil {
			t.Fatal(err)
		}
		lost := 0
		for _, f := range finding(records, "truncated_export") {
			lost += f.Count
		}
		if lost != want {
			t.Errorf("%q: %d rows lost, want %d", text, lost, want)
		}
	}
}
