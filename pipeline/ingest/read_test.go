package ingest

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// countingSink counts the usage rows handed over.
type countingSink struct {
	rows  int
	uses  int64
	first Usage
}

func (s *countingSink) AddUsage(u *Usage) {
	if s.rows == 0 {
		s.first = *u
	}
	s.rows++
	s.uses += u.Count
}

func finding(records *Records, kind string) []Finding {
	var found []Finding
	for _, f := range records.Findings {
		if f.Kind == kind {
			found = append(found, f)
		}
	}
	return found
}

// checkTotals checks that every row and every amount of every file is accounted for.
func checkTotals(t *testing.T, records *Records) {
	t.Helper()
	for _, f := range records.Files {
		skipped := 0
		for _, n := range f.SkippedBy {
			skipped += n
		}
		if f.Read != f.Loaded+f.Rejected+f.Skipped || skipped != f.Skipped || len(f.Rejects) != f.Rejected {
			t.Errorf("%s: %d rows read, %d loaded, %d rejected (%d kept), %d skipped (%v)", f.Path, f.Read, f.Loaded, f.Rejected, len(f.Rejects), f.Skipped, f.SkippedBy)
		}
		for _, total := range f.Totals {
			if !total.Read.Equal(total.Loaded.Add(total.Rejected).Add(total.Skipped)) {
				t.Errorf("%s: %s %s: %s read, %s loaded, %s rejected, %s skipped", f.Path, total.Column, total.Currency, total.Read, total.Loaded, total.Rejected, total.Skipped)
			}
		}
	}
}

func ravenStack(dir string) *job.File {
	return &job.File{Company: "RavenStack", Currency: "USD", Dir: dir, Sources: []job.Source{
		{Dataset: "usage", Files: []string{"ravenstack_feature_usage.csv"},
			Joins: []job.Join{{On: "subscription_id", Dataset: "subscriptions", Take: map[string]string{"account_id": "account_id"}}}},
		{Dataset: "accounts", Files: []string{"ravenstack_accounts.csv"}, Columns: map[string]string{"status": "churn_flag"},
			Values: map[string]map[string]string{"status": {"True": "churned", "False": "active"}}},
		{Dataset: "subscriptions", Files: []string{"ravenstack_sub*.csv"}, Columns: map[string]string{"amount": "mrr_amount"},
			Constant: map[string]string{"billing_interval": "month"}},
	}}
}

func TestRavenStack(t *testing.T) {
	dir := filepath.Join(sharedFolder(t), "data/ravenstack")
	sink := &countingSink{}
	records, err := Read(context.Background(), ravenStack(dir), sink)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	for what, counts := range map[string][2]int{
		"accounts": {len(records.Accounts), 500}, "subscriptions": {len(records.Subscriptions), 5000}, "usage rows": {sink.rows, 25000},
		"usage counted": {records.Datasets["usage"].Rows, 25000},
	} {
		if counts[0] != counts[1] {
			t.Errorf("got %d %s, want %d", counts[0], what, counts[1])
		}
	}
	for kind, want := range map[string]int{"duplicate_id": 21, "usage_before_start": 19142} {
		if found := finding(records, kind); len(found) != 1 || found[0].Count != want {
			t.Errorf("findings %s are %+v, want one of %d", kind, found, want)
		}
	}
	churned, active := statusContradictions(t, dir)
	got := map[string]int{}
	for _, f := range finding(records, "status_contradiction") {
		got[f.Text[:33]] = f.Count
	}
	if want := map[string]int{"an account's status says it has l": churned, "an account's status says it is ac": active}; churned == 0 || got["an account's status says it has l"] != churned || got["an account's status says it is ac"] != active {
		t.Errorf("contradictions are %v, want %v", got, want)
	}
	if s := records.Subscriptions[0]; s.ID != "S-8cec59" || s.Account != "A-3c1a3f" || s.StartedOn.String() != "2023-12-23" || s.EndedOn.String() != "2024-04-12" ||
		s.Plan != "Enterprise" || s.Interval != (Interval{"month", 12, 1}) || !s.Amount.Equal(decimal.NewFromInt(2786)) || s.Currency != "USD" || s.Line != 2 || s.Trial {
		t.Errorf("first subscription is %+v", s)
	}
	if !records.Subscriptions[2].Trial || records.Accounts[0].Dimensions["plan_tier"] != "Basic" || records.Accounts[1].Status != "churned" {
		t.Errorf("third subscription is %+v, first account %+v", records.Subscriptions[2], records.Accounts[0])
	}
	if l := records.Datasets["usage"]; l.Columns["user_id"] || !l.Columns["account_id"] || l.Last.String() != "2024-12-31" {
		t.Errorf("usage is known as %+v", l)
	}
}

// statusContradictions counts from the files themselves, with nothing of this package.
func statusContradictions(t *testing.T, dir string) (churned, active int) {
	t.Helper()
	read := func(name string) [][]string {
		file, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	pays, served := map[string]bool{}, map[string]bool{}
	for _, s := range read("ravenstack_subscriptions.csv") { // the data ends on 2024-12-31, and so do ISO dates compare as text
		if s[3] == "" || s[3] > "2024-12-31" {
			served[s[1]] = true
			if s[8] == "False" && s[6] != "0" {
				pays[s[1]] = true
			}
		}
	}
	for _, a := range read("ravenstack_accounts.csv") {
		if a[9] == "True" && pays[a[0]] {
			churned++
		}
		if a[9] == "False" && !served[a[0]] {
			active++
		}
	}
	return churned, active
}

func TestPlaybook(t *testing.T) {
	records, err := Read(context.Background(), &job.File{Currency: "USD", Dir: filepath.Join(sharedFolder(t), "data/mrr-playbook"), Sources: []job.Source{
		{Dataset: "subscriptions", Files: []string{"subscription_periods.csv"}, Columns: map[string]string{"amount": "monthly_amount"}, Constant: map[string]string{"billing_interval": "month"}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	if len(records.Subscriptions) != 121 || len(records.Accounts) != 55 {
		t.Errorf("got %d subscriptions of %d accounts, want 121 of 55", len(records.Subscriptions), len(records.Accounts))
	}
	if found := finding(records, "accounts_derived"); len(found) != 1 || found[0].Count != 55 {
		t.Errorf("findings are %+v, want 55 accounts derived", records.Findings)
	}
}

func TestCentralBankRates(t *testing.T) {
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: filepath.Join(sharedFolder(t), "data/fx_ecb"), Sources: []job.Source{
		{Dataset: "fx_rates", Files: []string{"eurofxref-hist.csv"}},
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	if f := records.Files[0]; f.Loaded != 6983 || !slices.Contains(f.How, "one column per currency: 41 columns read as units of each per 1 EUR") {
		t.Errorf("got %d days, read like this: %q", f.Loaded, f.How)
	}
	want := Rate{Place: Place{0, 2}, On: period.DateOf(2026, 4, 13), Base: "EUR", Quote: "JPY", Rate: decimal.RequireFromString("186.75")}
	if got := records.Rates[1]; got.Place != want.Place || got.On != want.On || got.Base != "EUR" || got.Quote != "JPY" || !got.Rate.Equal(want.Rate) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
