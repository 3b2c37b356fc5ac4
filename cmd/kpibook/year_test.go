package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/cmd/service"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

const yearJobs = `company: Year & Co
currency: EUR
timezone: Europe/Berlin
holidays: [2026-01-01, 2026-01-06]
sources:
  - {dataset: mrr, files: [in/mrr-*.csv]}
jobs:
  - {name: monthly, report: finance, schedule: business day 3 of month at 06:00, watch: true, output: "reports/{period}.xlsx"}
  - {name: reviews, report: qbr, schedule: business day 5 of quarter at 06:00, watch: true, output: "reviews/{period}"}
`

// A year without a hand: the export of every second month comes days after the run was due, and each is put there twice; the service
// is down for three weeks and is restarted every month. In the end every month has its report and every quarter its reviews, each
// published once.
func TestMustShow_YearUnattended(t *testing.T) {
	folder := t.TempDir()
	config := filepath.Join(folder, "kpibook.yaml")
	if err := os.MkdirAll(filepath.Join(folder, "in"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte(yearJobs), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2025, time.December, 20, 12, 0, 0, 0, time.UTC)
	arrive := func(month period.Month) {
		rows := "account_id,month,mrr,currency\n"
		for i := range 4 {
			rows += fmt.Sprintf("C%d,%s,%d.00,EUR\n", i, month, 100*(i+1)+int(month)%7)
		}
		path := filepath.Join(folder, "in", "mrr-"+month.String()+".csv")
		if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
	}
	file, err := job.Load(config, pipeline.Schema())
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(context.Background(), filepath.Join(folder, workspaceFolder), folder)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	run := func(_ context.Context, r service.Request) service.Result {
		args := []string{"run", "--json", "--config", config, r.Job}
		if !r.Due.IsZero() {
			args = append(args, "--until", r.Until.String())
		}
		var stdout, stderr bytes.Buffer
		result := service.Result{Code: int(execute(args, &stdout, &stderr))}
		var summaries []summary
		if json.Unmarshal(stdout.Bytes(), &summaries) == nil && len(summaries) > 0 {
			result.Run = summaries[0].Run
		}
		if result.Code != 0 {
			t.Errorf("%v: code %d\n%s", args, result.Code, stderr.String())
		}
		return result
	}
	start := func() *service.Daemon { return service.New(file, l, run, slog.New(slog.DiscardHandler)) }
	for m := period.MonthOf(2024, time.December); m <= period.MonthOf(2025, time.November); m++ {
		arrive(m)
	}
	daemon := start()
	for day := 0; now.Before(time.Date(2027, time.January, 12, 0, 0, 0, 0, time.UTC)); day++ {
		date := period.FromTime(now)
		switch last := date.Month() - 1; date.Time().Day() {
		case 2:
			if last%2 == 0 {
				arrive(last)
			}
		case 8:
			arrive(last) // late, or again
		case 9:
			arrive(last) // again
			daemon = start()
		}
		down := date >= period.DateOf(2026, time.April, 25) && date < period.DateOf(2026, time.May, 16)
		for range 3 {
			now = now.Add(8 * time.Hour)
			for range 2 {
				now = now.Add(time.Minute)
				if down {
					continue
				}
				if err := daemon.Look(context.Background(), now); err != nil {
					t.Fatal(err)
				}
				daemon.Work(context.Background(), func() time.Time { return now })
			}
		}
		now = now.Add(-6 * time.Minute)
	}
	want := []string{"reviews 2026-Q1", "reviews 2026-Q2", "reviews 2026-Q3", "reviews 2026-Q4"}
	for m := period.MonthOf(2026, time.January); m <= period.MonthOf(2026, time.December); m++ {
		want = append(want, "monthly "+m.String())
		if _, err := os.Stat(filepath.Join(folder, "reports", m.String()+".xlsx")); err != nil {
			t.Error(err)
		}
	}
	publishedOnce(t, l, want)
	due, err := l.DueTimes(context.Background(), "kpibook.yaml", "monthly", 100)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, d := range due {
		if d.Outcome != ledger.Watching {
			days = append(days, strings.TrimSuffix(d.Name, "T06:00"))
		}
	}
	slices.Reverse(days)
	// 1 and 6 January are holidays; of other months the third day from Monday to Friday.
	if wanted := []string{"2026-01-07", "2026-02-04", "2026-03-04", "2026-04-03", "2026-05-05", "2026-06-03", "2026-07-03", "2026-08-05", "2026-09-03", "2026-10-05", "2026-11-04", "2026-12-03", "2027-01-05"}; !slices.Equal(days, wanted) {
		t.Errorf("due on %v, want %v", days, wanted)
	}
}

// publishedOnce checks that each job published each of its periods, such as "monthly 2026-03", in exactly one run.
func publishedOnce(t *testing.T, l *ledger.Ledger, want []string) {
	t.Helper()
	runs, err := l.Runs(context.Background(), "kpibook.yaml", 0)
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]int{}
	for _, r := range runs {
		seen := map[string]bool{}
		for _, o := range r.Outputs {
			if name := o.Job + " " + o.Period; !seen[name] {
				seen[name] = true
				published[name]++
			}
		}
	}
	for _, name := range want {
		if published[name] != 1 {
			t.Errorf("%s was published %d times", name, published[name])
		}
	}
}
