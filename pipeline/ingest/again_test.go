package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestSameIDInTwoFiles: a row that two files have with other content would count twice. That fails the check, unless the job file says
// whether the last file or all of them count; lines that follow upon each other, ids of two customers and dated attributes are no such rows.
func TestSameIDInTwoFiles(t *testing.T) {
	const (
		head     = "subscription_id,account_id,amount,billing_interval,started_on,ended_on\n"
		january  = head + "S,A,100,month,2025-01-01,\nT,B,50,month,2025-01-01,\n"
		february = head + "S,A,120,month,2025-01-01,\nT,B,50,month,2025-01-01,\nU,B,7,month,2026-02-01,\n"
	)
	one := func(dataset, keep string) []job.Source {
		return []job.Source{{Dataset: dataset, Files: []string{"*.csv"}, Keep: keep}}
	}
	for _, c := range []struct {
		name          string
		first, second string
		sources       []job.Source
		refused       string
		loaded        [2]int
		amounts       string // of the subscriptions, as they were read
	}{
		{"another amount", january, february, one("subscriptions", ""), "2.csv:2: 1 row with an id that 1.csv has with other content, such as S (line 2), would count beside it", [2]int{2, 2}, "100 50 120 7"},
		{"the last counts", january, february, one("subscriptions", "latest"), "", [2]int{0, 3}, "120 50 7"},
		{"all count", january, february, one("subscriptions", "all"), "", [2]int{2, 2}, "100 50 120 7"},
		{"two sources", january, february, []job.Source{{Dataset: "subscriptions", Files: []string{"1.csv"}}, {Dataset: "subscriptions", Files: []string{"2.csv"}}}, "such as S (line 2), would count beside it", [2]int{2, 2}, "100 50 120 7"},
		{"two sources that are right", january, february, []job.Source{{Dataset: "subscriptions", Files: []string{"1.csv"}}, {Dataset: "subscriptions", Files: []string{"2.csv"}, Keep: "all"}}, "", [2]int{2, 2}, "100 50 120 7"},
		{"one after the other", head + "S,A,100,month,2025-01-01,2026-02-01\n", head + "S,A,120,month,2026-02-01,\n", one("subscriptions", ""), "", [2]int{1, 1}, "100 120"},
		{"another customer", head + "1,A,100,month,2025-01-01,\n", head + "1,B,120,month,2025-01-01,\n", one("subscriptions", ""), "", [2]int{1, 1}, "100 120"},
		{"in one file", head + "S,A,100,month,2025-01-01,\nS,A,120,month,2025-01-01,\n", head + "T,B,1,month,2025-01-01,\n", one("subscriptions", ""), "", [2]int{2, 1}, "100 120 1"},
		{"two lines replaced by one", head + "S,A,100,month,2025-01-01,\nS,A,120,month,2025-01-01,\n", head + "S,A,1,month,2025-01-01,\n", one("subscriptions", "latest"), "", [2]int{0, 1}, "1"},
		{"a month", "account_id,month,mrr\nA,2026-01,100\nA,2026-02,100\n", "account_id,month,mrr\nA,2026-02,110\n", one("mrr", ""), "such as A EUR 2026-02 (line 2)", [2]int{2, 1}, ""},
		{"a ticket that was solved", "ticket_id,account_id,created_at,resolved_at\nT,A,2026-01-01,\n", "ticket_id,account_id,created_at,resolved_at\nT,A,2026-01-01,2026-02-01\n", one("tickets", ""), "such as T (line 2)", [2]int{1, 1}, ""},
		{"accounts", "account_id,segment\nA,SMB\n", "account_id,segment\nA,Large\n", one("accounts", ""), "", [2]int{1, 1}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, map[string]string{"1.csv": c.first, "2.csv": c.second})
			records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: c.sources}, nil)
			var faults Faults
			if err != nil && !errors.As(err, &faults) {
				t.Fatal(err)
			}
			if (err != nil) != (c.refused != "") || err != nil && (!strings.Contains(err.Error(), c.refused) || !faults.OnlyChecks()) {
				t.Errorf("refused for %v, want %q", err, c.refused)
			}
			checkTotals(t, records)
			if got := [2]int{records.Files[0].Loaded, records.Files[1].Loaded}; got != c.loaded {
				t.Errorf("loaded %v, want %v", got, c.loaded)
			}
			var amounts []string
			for _, s := range records.Subscriptions {
				amounts = append(amounts, s.Amount.String())
			}
			if got := strings.Join(amounts, " "); got != c.amounts {
				t.Errorf("amounts %s, want %s", got, c.amounts)
			}
		})
	}
}
