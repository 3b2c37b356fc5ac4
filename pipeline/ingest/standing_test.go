package ingest

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestStatusWords: a status is as of the export, so it moves no date; but whatever it says against the dates of a line is a finding that names
// the words, and what never came into service or is in trial without an end is no revenue.
func TestStatusWords(t *testing.T) {
	for kind, statuses := range map[string]string{
		"":                     "active, Live, PAYING, past_due, Non Renewing, non-renewing, aktiv",
		"status_trial":         "trialing, In Trial, trial, Free Trial, Testphase",
		"status_skipped":       "draft, void, Voided, incomplete, incomplete_expired, deleted, Entwurf",
		"status_not_paying":    "paused, Paused, on hold, unpaid, inactive, suspended, frozen, pausiert",
		"status_not_started":   "future, Scheduled, pending, Not Started",
		"status_without_end":   "cancelled, Canceled, terminated, expired, Gekündigt, closed",
		"status_unknown":       "mystery, stage 4, Lizenz",
		"skipped unless ended": "deleted",
	} {
		for status := range strings.SplitSeq(statuses, ", ") {
			end := ""
			if kind == "skipped unless ended" {
				end = "2024-06-01"
			}
			records := mustRead(t, job.Source{Dataset: "subscriptions"}, lines(",ended_on,status", "10,"+end+","+status, "90,,active"))
			var found []string
			for _, f := range records.Findings {
				if !strings.HasPrefix(f.Kind, "status_") {
					continue
				}
				found = append(found, f.Kind)
				if f.Count != 1 || f.Line != 2 || !strings.Contains(f.Text, `"`+status+`" on 1 row`) || !strings.Contains(f.Text, "10.00") || !strings.Contains(f.Fix, status) {
					t.Errorf("%s: the finding is %+v", status, f)
				}
			}
			want := []string{kind}
			if !strings.HasPrefix(kind, "status_") {
				want = nil
			}
			if !slices.Equal(found, want) {
				t.Errorf("%q: findings %v, want %v", status, found, want)
			}
			f := records.Files[0]
			rule, skipped := "status "+strings.ToLower(status), 0
			if kind == "status_skipped" {
				skipped = 1
			}
			if f.SkippedBy[rule] != skipped || f.Read != f.Loaded+f.Skipped || len(records.Subscriptions) != 2-skipped || f.Totals[0].Skipped.IntPart() != int64(10*skipped) {
				t.Errorf("%q: the file is %+v", status, f)
			}
			if trial := records.Subscriptions[0].Trial; trial != (kind == "status_trial") {
				t.Errorf("%q: taken for a trial: %t", status, trial)
			}
		}
	}
}

// TestStatusWordsMeanOneThing: each word stands once, as plain writes it.
func TestStatusWordsMeanOneThing(t *testing.T) {
	of := map[string]standing{}
	for _, by := range slices.Sorted(maps.Keys(standings)) {
		for _, word := range strings.Fields(standings[by]) {
			if before, ok := of[word]; ok || plain(word) != word {
				t.Errorf("%s stands for %d and for %d, or is written %s", word, before, by, plain(word))
			}
			of[word] = by
		}
	}
}

// TestStatusAgainstDates: where the dates of a line agree with its status, there is nothing to say.
func TestStatusAgainstDates(t *testing.T) {
	const head = "subscription_id,account_id,amount,billing_interval,started_on,ended_on,trial_ends_on,status\n"
	for _, c := range []struct{ name, rows, want string }{
		{"a trial with its end", "S,A,10,month,2024-01-01,,2024-01-15,trialing\n", ""},
		{"cancelled to a day", "S,A,10,month,2024-01-01,2024-03-01,,cancelled\n", ""},
		{"a start that lies ahead", "S,A,10,month,2024-01-01,,,active\nT,B,10,month,2025-01-01,,,future\n", ""},
		{"not yet, but since long", "S,A,10,month,2024-05-01,,,active\nT,B,10,month,2024-01-01,,,future\n", "status_not_started"},
		{"paused up to a day that has been", "S,A,10,month,2024-05-01,,,active\nT,B,10,month,2024-01-01,2024-02-01,,paused\n", ""},
		{"paused, with a term that runs on", "S,A,10,month,2024-05-01,,,active\nT,B,10,month,2024-01-01,2027-01-01,,paused\n", "status_not_paying"},
		{"active after the end of a term", "S,A,10,month,2024-05-01,,,active\nT,B,10,month,2023-01-01,2024-01-01,,active\n", "status_after_end"},
		{"active with another price now", "S,A,10,month,2024-05-01,,,active\nT,B,10,month,2023-01-01,2024-01-01,,active\nT,B,12,month,2024-01-01,,,active\n", ""},
		{"over, but not when", "S,A,10,month,2024-01-01,,,cancelled\n", "status_without_end"},
	} {
		records := mustRead(t, job.Source{Dataset: "subscriptions"}, head+c.rows)
		var found []string
		for _, f := range records.Findings {
			if strings.HasPrefix(f.Kind, "status_") {
				found = append(found, f.Kind)
			}
		}
		if got := strings.Join(found, " "); got != c.want {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}

// TestStatusInTheJobFile: values decides what a word means, and trials that are to count are no finding.
func TestStatusInTheJobFile(t *testing.T) {
	text := lines(",status", "10,paused", "20,trialing", "30,wobbly")
	records := mustRead(t, job.Source{Dataset: "subscriptions", Values: map[string]map[string]string{"status": {"paused": "void", "trialing": "active", "wobbly": "active"}}}, text)
	if len(records.Subscriptions) != 2 || records.Subscriptions[0].Trial || len(finding(records, "status_skipped")) != 1 || len(finding(records, "status_unknown")) != 0 {
		t.Errorf("subscriptions %+v, findings %+v", records.Subscriptions, records.Findings)
	}
	dir := write(t, map[string]string{"in.csv": text})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, MRR: job.MRR{Trials: true}, Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.csv"}}}}, nil)
	if err != nil || len(finding(records, "status_trial")) != 0 || !records.Subscriptions[1].Trial {
		t.Errorf("%v, findings %+v", err, records.Findings)
	}
}

// TestInvoiceStatusWords: what is neither known to be revenue nor to be none is named.
func TestInvoiceStatusWords(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "invoices"}, "invoice_id,account_id,issued_on,amount,status\nI,A,2026-01-01,100,Paid\nK,A,2026-01-01,7,proforma\nL,A,2026-01-01,5,proforma\nM,A,2026-01-01,1,Entwurf\n")
	found := finding(records, "status_unknown")
	if len(found) != 1 || found[0].Count != 2 || !strings.Contains(found[0].Text, `"proforma" on 2 rows`) || !strings.Contains(found[0].Text, "12.00 EUR") || records.Files[0].Skipped != 1 {
		t.Errorf("findings %+v, file %+v", records.Findings, records.Files[0])
	}
}
