package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

const text = `company: A
currency: EUR
timezone: Europe/Berlin
sources: [{dataset: subscriptions, files: [in/*.csv]}]
jobs:
  - {name: monthly, report: finance, schedule: business day 3 of month at 02:30}
  - {name: daily, report: finance, schedule: "30 2 * * *", catch_up: latest}
  - {name: weekly, report: finance, schedule: "0 6 * * MON", catch_up: none}
  - {name: arrivals, report: finance, watch: true}
`

// world is a service with a clock of its own, which can be stopped and started.
type world struct {
	t      *testing.T
	folder string
	file   *job.File
	ledger *ledger.Ledger
	now    time.Time
	made   []Request
	answer func(Request) Result
	daemon *Daemon
	log    strings.Builder
}

func newWorld(t *testing.T, text string) *world {
	w := &world{t: t, folder: t.TempDir(), now: time.Date(2026, time.January, 7, 12, 0, 0, 0, time.UTC)}
	w.load(text)
	var err error
	if w.ledger, err = ledger.Open(context.Background(), filepath.Join(w.folder, ".kpibook"), w.folder); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.ledger.Close() })
	w.answer = func(Request) Result { return Result{Outcome: "published", Run: int64(len(w.made))} }
	w.start()
	return w
}

func (w *world) load(text string) {
	w.t.Helper()
	schema := job.Schema{"subscriptions": {Columns: []string{"account_id"}}}
	file, err := job.Decode(filepath.Join(w.folder, "kpibook.yaml"), []byte(text), schema)
	if err != nil {
		w.t.Fatal(err)
	}
	w.file = file
}

// start is what a machine does that was down: nothing is left of the service but the ledger.
func (w *world) start() {
	w.daemon = New(w.file, w.ledger, func(_ context.Context, r Request) Result {
		w.made = append(w.made, r)
		return w.answer(r)
	}, slog.New(slog.NewJSONHandler(io.MultiWriter(&w.log), nil)))
}

func (w *world) pass(d time.Duration) {
	w.t.Helper()
	w.now = w.now.Add(d)
	if err := w.daemon.Look(context.Background(), w.now); err != nil {
		w.t.Fatal(err)
	}
	w.daemon.Work(context.Background(), func() time.Time { return w.now })
}

func (w *world) keys(job string) (keys []string) {
	for _, r := range w.made {
		if r.Job == job {
			keys = append(keys, r.Due.Key())
		}
	}
	return keys
}

// A service that is down for hours, days and months makes every due time of its schedules once, in order, or says that it does not.
func TestMustShow_MissedRunsAreMadeUp(t *testing.T) {
	w := newWorld(t, text)
	w.pass(0)
	if len(w.made) > 0 {
		t.Fatalf("a new schedule has missed runs: %v", w.made)
	}
	for i := range 24 * 3 * 30 { // a month of looks every twenty minutes, and a new process now and then
		if i%100 == 99 {
			w.start()
		}
		w.pass(20 * time.Minute)
	}
	if got := w.keys("daily"); len(got) != 30 || got[0] != "2026-01-08T02:30" || got[29] != "2026-02-06T02:30" || !slices.IsSorted(got) {
		t.Errorf("%d daily runs: %v", len(got), got)
	}
	if got, want := w.keys("monthly"), []string{"2026-02-04T02:30"}; !slices.Equal(got, want) {
		t.Errorf("monthly %v, want %v", got, want)
	}
	w.made = nil
	w.start()
	w.daemon.LastAlive(w.now)
	w.pass(100 * 24 * time.Hour) // down until 17 May
	if want := `"runs":4,"down":"2026-02-06 13:00 to 2026-05-17 14:00"`; !strings.Contains(w.log.String(), want) {
		t.Errorf("the log does not say %s:\n%.2000s", want, w.log.String())
	}
	if got, want := w.keys("monthly"), []string{"2026-03-04T02:30", "2026-04-03T02:30", "2026-05-05T02:30"}; !slices.Equal(got, want) {
		t.Errorf("monthly %v, want %v", got, want)
	}
	var months []string
	for _, r := range w.made {
		if r.Job == "monthly" {
			months = append(months, r.Until.String())
		}
	}
	if want := []string{"2026-02", "2026-03", "2026-04"}; !slices.Equal(months, want) {
		t.Errorf("they are for %v, want %v", months, want)
	}
	if got := w.keys("daily"); len(got) != 1 || got[0] != "2026-05-17T02:30" {
		t.Errorf("daily, of which the latest is made up: %v", got)
	}
	if got := w.keys("weekly"); len(got) != 0 {
		t.Errorf("weekly, of which none is made up: %v", got)
	}
	if said := strings.Count(w.log.String(), "missed and left out"); said != 99+14 {
		t.Errorf("%d left out were said", said)
	}
	w.pass(0)
	w.start()
	w.pass(time.Minute)
	if len(w.made) != 4 {
		t.Errorf("runs were made again: %v", w.made[4:])
	}
}

func TestClockGoesBack(t *testing.T) {
	w := newWorld(t, text)
	w.pass(0)
	w.pass(48 * time.Hour)
	made := len(w.made)
	w.pass(-30 * time.Hour)
	w.start()
	w.pass(time.Hour)
	w.pass(26 * time.Hour)
	if len(w.made) != made {
		t.Errorf("runs were made twice: %v", w.made)
	}
	if !strings.Contains(w.log.String(), "clock went back") {
		t.Error("it was not said")
	}
}

// A panic, a failure and a run that cannot start keep neither the service nor the next run from going on.
func TestRunsThatFail(t *testing.T) {
	w := newWorld(t, text)
	w.pass(0)
	w.answer = func(Request) Result { panic("boom") }
	w.pass(24 * time.Hour)
	w.answer = func(Request) Result { return Result{Code: 4} }
	w.pass(24 * time.Hour)
	busy := 2
	w.answer = func(Request) Result {
		busy--
		return Result{Code: 7, Again: busy >= 0}
	}
	w.made = nil
	w.pass(24 * time.Hour)
	w.pass(30 * time.Second) // too early
	if len(w.made) != 1 {
		t.Fatalf("%d tries", len(w.made))
	}
	w.answer = func(Request) Result { return Result{} }
	w.pass(31 * time.Second)
	if len(w.made) != 2 || w.made[0].Due != w.made[1].Due {
		t.Errorf("not tried again: %v", w.made)
	}
	settled, err := w.ledger.DueTimes(context.Background(), "kpibook.yaml", "daily", 10)
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []ledger.DueOutcome
	for _, d := range settled {
		outcomes = append(outcomes, d.Outcome)
	}
	if want := []ledger.DueOutcome{ledger.Made, ledger.Failing, ledger.Failing, ledger.Watching}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes %v, want %v", outcomes, want)
	}
}

// A run that is stopped with the service is made when it starts again.
func TestStoppedRunIsMadeLater(t *testing.T) {
	w := newWorld(t, text)
	w.pass(0)
	w.answer = func(Request) Result { return Result{Code: 143, Cancelled: true} }
	w.pass(24 * time.Hour)
	w.answer = func(Request) Result { return Result{} }
	w.start()
	w.pass(0)
	if keys := w.keys("daily"); len(keys) != 2 || keys[0] != keys[1] {
		t.Errorf("runs %v", keys)
	}
}

// Another schedule starts from when it was set, and a reload keeps what is queued.
func TestReload(t *testing.T) {
	w := newWorld(t, text)
	w.pass(0)
	w.load(strings.Replace(text, `"30 2 * * *", catch_up: latest`, `"15 * * * *"`, 1))
	w.pass(30 * 24 * time.Hour)
	w.made = nil
	w.daemon.Reload(w.file)
	w.pass(time.Minute)
	if len(w.made) != 0 {
		t.Errorf("a new schedule has missed runs: %v", w.keys("daily"))
	}
	w.pass(2 * time.Hour)
	if got := w.keys("daily"); len(got) != 2 {
		t.Errorf("runs by the new schedule: %v", got)
	}
}

// A file that grows is never read by a run, and every run waits until it is complete.
func TestFilesAreComplete(t *testing.T) {
	w := newWorld(t, text)
	path := filepath.Join(w.folder, "in", "a.csv")
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	write := func(content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, w.now, w.now); err != nil {
			t.Fatal(err)
		}
	}
	whole := ""
	w.answer = func(r Request) Result {
		if content, err := os.ReadFile(path); err != nil || string(content) != whole {
			t.Errorf("%s reads %q (%v), and not the whole file", r.Job, content, err)
		}
		return Result{}
	}
	w.pass(0)
	for round := range 20 {
		content := fmt.Sprint("round ", round)
		whole = "not yet"
		for i := range 6 { // across 02:30 in some rounds
			content += fmt.Sprint(" ", i)
			write(content)
			w.pass(29 * time.Second)
		}
		whole = content
		before := len(w.made)
		w.pass(31 * time.Second)
		w.pass(31 * time.Second)
		if len(w.made) == before {
			t.Fatalf("round %d: a complete file brought about no run", round)
		}
		w.pass(time.Hour + 7*time.Minute)
	}
	made := len(w.made)
	w.pass(20 * time.Second)
	if len(w.made) != made {
		t.Error("a file that did not change brought about a run")
	}
	whole = "marked"
	write(whole)
	if err := os.WriteFile(path+".done", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path+".done", w.now, w.now); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	if len(w.made) != made+1 {
		t.Error("a file that is marked as complete was waited for")
	}
}
