package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"kpibook/cmd/service"
	"kpibook/fixtures/demo"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// start makes a service whose runs are made by the program in this process.
func (y *demoYear) start(config string, l *ledger.Ledger) {
	y.t.Helper()
	file, err := job.Load(config, pipeline.Schema())
	if err != nil {
		y.t.Fatal(err)
	}
	y.daemon = service.New(file, l, func(_ context.Context, r service.Request) service.Result {
		args := []string{"run", "--json", "--config", config, r.Job}
		if !r.Due.IsZero() {
			args = append(args, "--until", r.Until.String())
		}
		var stdout, stderr bytes.Buffer
		began := time.Now()
		result := service.Result{Code: int(execute(args, &stdout, &stderr))}
		var summaries []summary
		if json.Unmarshal(stdout.Bytes(), &summaries) == nil && len(summaries) > 0 {
			result.Run = summaries[0].Run
		}
		y.t.Logf("%s %s %s: run %d, code %d, %s", y.now.Format(time.DateOnly), r.Job, r.Due.Key(), result.Run, result.Code, time.Since(began).Round(time.Millisecond))
		if result.Code != 0 || strings.Contains(stderr.String(), "not sent") {
			y.t.Fatalf("%v: code %d\n%s", args, result.Code, stderr.String())
		}
		return result
	}, slog.New(slog.DiscardHandler))
}

// A year of the demo company without a hand: the exports of every second month come days after the run was due, each comes twice, and
// one also under another name; the service is restarted now and then and is down for three weeks. In June a row comes that belongs
// into March. In the end there are twelve monthly packs and the reviews of four quarters, each run was made once, every month is
// sealed and has the bytes that were sent, and the late row was told as a restatement with its cause. KPIBOOK_FULL=1 takes all exports
// and every KPI, every day those that the money is made of.
func TestMustShow_YearOfTheDemoCompany(t *testing.T) {
	y := &demoYear{t: t, from: filepath.Join(t.TempDir(), "exports"), dir: t.TempDir(), now: time.Date(2025, time.November, 20, 12, 0, 0, 0, time.UTC)}
	if err := demo.Write(filepath.Dir(y.from)); err != nil {
		t.Fatal(err)
	}
	box, letters := openLetterbox(t)
	var posts []string
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		post := map[string]string{}
		if err := json.NewDecoder(r.Body).Decode(&post); err != nil {
			t.Error(err)
		}
		posts = append(posts, post["text"])
	}))
	defer receiver.Close()
	t.Setenv("KPIBOOK_TEST_HOOK", receiver.URL)
	config := y.prepare(letters)
	l := ledgerOf(t, config)
	first, last := period.MonthOf(2025, time.November), period.MonthOf(2026, time.October)
	for m := period.MonthOf(2023, time.November); m < first; m++ {
		y.arrive(m, usageOf(m))
	}
	sealed := map[string][32]byte{}
	y.start(config, l)
	for y.now.Before(time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)) {
		date := period.FromTime(y.now)
		switch month, d := date.Month()-1, date.Time().Day(); {
		case month < first || month > last:
		case d == 2 && month%2 == 0, d == 8:
			y.arrive(month, usageOf(month)) // early, late, or again
		case d == 9 && month == period.MonthOf(2026, time.January):
			y.arrive(month, usageOf(month)+" (1)")
		case d == 15 && month == period.MonthOf(2026, time.May):
			y.late = true
			y.arrive(month, usageOf(month))
		case d == 10 && month%3 == 0:
			y.start(config, l)
		}
		down := date >= period.DateOf(2026, time.April, 25) && date < period.DateOf(2026, time.May, 16)
		for range 2 {
			y.now = y.now.Add(12 * time.Hour)
			for i := range 2 {
				if down {
					continue
				}
				if err := y.daemon.Look(context.Background(), y.now.Add(time.Duration(i)*time.Minute)); err != nil {
					t.Fatal(err)
				}
				y.daemon.Work(context.Background(), func() time.Time { return y.now.Add(time.Duration(i) * time.Minute) })
			}
		}
		for m := first; m <= last; m++ {
			content, err := os.ReadFile(filepath.Join(y.dir, "reports", m.String()+".xlsx"))
			if err != nil {
				continue
			}
			if before, known := sealed[m.String()]; known && before != sha256.Sum256(content) {
				t.Fatalf("%s: the sealed report for %s has changed", date, m)
			}
			sealed[m.String()] = sha256.Sum256(content)
		}
	}
	y.outcome(l, first, last)
	attached := map[[32]byte]bool{}
	for _, raw := range box.letters {
		if bytes.Contains(raw, []byte("multipart/mixed")) { // others tell of a restatement
			attached[sha256.Sum256(attachment(t, raw))] = true
		}
	}
	for month, sum := range sealed {
		if !attached[sum] {
			t.Errorf("the report for %s was not sent as it is sealed", month)
		}
	}
	restated(t, posts)
}

// outcome checks what the ledger has of the year.
func (y *demoYear) outcome(l *ledger.Ledger, first, last period.Month) {
	t, ctx := y.t, context.Background()
	t.Helper()
	seals, err := l.Seals(ctx, "kpibook.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"reviews FY2026-Q4", "reviews FY2027-Q1", "reviews FY2027-Q2", "reviews FY2027-Q3"}
	for m := first; m <= last; m++ {
		want = append(want, "monthly "+m.String())
		if !slices.ContainsFunc(seals, func(s ledger.Seal) bool { return s.Job == "monthly" && s.Period == m.String() && s.Kept }) {
			t.Errorf("%s is not sealed with its inputs", m)
		}
	}
	publishedOnce(t, l, want)
	for job, wanted := range map[string][]string{
		"monthly": {"2025-12-03", "2026-01-06", "2026-02-04", "2026-03-04", "2026-04-03", "2026-05-05", "2026-06-03", "2026-07-03", "2026-08-05", "2026-09-03", "2026-10-05", "2026-11-04"},
		"reviews": {"2026-02-12", "2026-05-13", "2026-08-13", "2026-11-12"},
	} {
		due, err := l.DueTimes(ctx, "kpibook.yaml", job, 100)
		if err != nil {
			t.Fatal(err)
		}
		var days []string
		for _, d := range due {
			switch d.Outcome {
			case ledger.Made:
				days = append(days, strings.TrimSuffix(d.Name, "T06:00"))
			case ledger.Watching:
			default:
				t.Errorf("%s %s: %s", job, d.Name, d.Outcome)
			}
		}
		if slices.Reverse(days); !slices.Equal(days, wanted) {
			t.Errorf("%s was made on %v, want %v", job, days, wanted)
		}
	}
}

// restated checks what was said of the row that came late: as reported, as restated, and the difference by cause, which add up.
func restated(t *testing.T, posts []string) {
	t.Helper()
	line := regexp.MustCompile(`portfolio 2026-03 Monthly recurring revenue ([0-9,.]+) -&gt; ([0-9,.]+) \(late row \+([0-9,.]+)\)`)
	cents := func(text string) int64 {
		n, err := strconv.ParseInt(strings.NewReplacer(",", "", ".", "").Replace(text), 10, 64)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	told, alone := 0, 0
	for _, post := range posts {
		found := line.FindStringSubmatch(post)
		if found == nil {
			continue
		}
		if told++; strings.Contains(post, "need a restatement") {
			alone++
		}
		if by := cents(found[3]); cents(found[1])+by != cents(found[2]) || by != 120000 {
			t.Errorf("it does not add up: %s", found[0])
		}
	}
	if told == 0 || alone != 1 {
		t.Errorf("the restatement was told in %d of %d messages, and in %d when it came:\n%s", told, len(posts), alone, strings.Join(posts, "\n\n"))
	}
}

// openLetterbox starts an SMTP server that keeps what it takes.
func openLetterbox(t *testing.T) (*letterbox, string) {
	t.Helper()
	box := &letterbox{}
	server := smtp.NewServer(box)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return box, listener.Addr().String()
}
