// Package service runs the jobs of a job file by their schedules and when their files change, one at a time and in order, makes
// up what was missed, and shows what it does on a page, in metrics and in a log.
//
// It computes nothing itself: a run is made by whoever starts the service, and what came of it stands in the ledger. What is due
// follows from the schedule, the clock and the ledger alone, so that a service that is killed goes on where it was.
package service

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/pipeline/schedule"
)

// mostMissed is how many missed runs of a job are made up at once; older ones are only said.
const mostMissed = 1000

// Request is a run that is to be made.
type Request struct {
	Job    string
	Due    schedule.Due // zero for a run that files brought about
	Until  period.Month // the last month that the run looks at, the one that ended before it was due; of no meaning without Due
	Missed bool         // it was due while nobody watched

	schedule  string
	notBefore time.Time // after a try that could not start
	tries     int
}

// Result is what came of a run.
type Result struct {
	Code      int   // the exit code
	Run       int64 // in the ledger; 0 for a run that did not get there
	Outcome   string
	Again     bool   // it could not start or write, and is tried again
	Why       string // of one that failed: what the exit code means, which quotes no data
	Cancelled bool   // it was stopped with the service, and is made when that starts again
}

// Maker makes a run.
type Maker func(ctx context.Context, r Request) Result

// Daemon is a service for one job file.
type Daemon struct {
	ledger *ledger.Ledger
	make   Maker
	log    *slog.Logger
	count  *Metrics
	files  *Files
	wake   chan struct{}

	mu       sync.Mutex
	file     *job.File
	seen     map[string]watched // by job
	queue    []Request
	running  *Request
	waiting  string    // for the file that keeps the queue
	since    time.Time // when that began to be waited for
	said     time.Time // when it was last said
	lookedAt time.Time
	alive    time.Time         // when the service before this one last looked; zero when that is not known
	prints   map[string]string // what the files of a job were when it last ran because of them
}

// watched is up to when the due times of a schedule are queued or settled.
type watched struct {
	schedule string
	until    time.Time
}

// New makes a service; it does nothing until Look and Work, which Serve calls.
func New(file *job.File, l *ledger.Ledger, make Maker, log *slog.Logger) *Daemon {
	return &Daemon{ledger: l, make: make, log: log, count: newMetrics(), files: newFiles(), wake: newWake(), file: file,
		seen: map[string]watched{}, prints: map[string]string{}}
}

func newWake() chan struct{} { return make(chan struct{}, 1) }

// File is the job file that is in force.
func (d *Daemon) File() *job.File {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.file
}

// Reload puts another version of the job file in force. What is queued stays, but for jobs that are gone.
func (d *Daemon) Reload(file *job.File) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.file = file
	d.queue = slices.DeleteFunc(d.queue, func(r Request) bool { _, err := file.Job(r.Job); return err != nil })
}

// Look finds what has become due by now and puts it into the queue. It may be called at any time and as often as one likes: an
// hour or a month without it changes nothing but that what was missed is made up as the job says.
func (d *Daemon) Look(ctx context.Context, now time.Time) error {
	now = now.Round(0) // the clock on the wall, which also runs while the machine sleeps
	d.mu.Lock()
	defer d.mu.Unlock()
	if back := d.lookedAt.Sub(now); back > schedule.Grace {
		d.log.Warn("the clock went back; nothing is done twice, and what was done counts", "by", back.String())
	}
	last := d.lookedAt
	if last.IsZero() {
		last = d.alive
	}
	d.lookedAt = now
	var queued []Request
	for _, j := range d.file.Jobs {
		s := d.file.ScheduleOf(j)
		if s == nil {
			continue
		}
		from, err := d.from(ctx, j, now)
		if err != nil {
			return err
		}
		dues, left := s.Between(from, now, mostMissed)
		if left > 0 {
			d.log.Warn("too many missed runs to make up; the oldest are left out", "job", j.Name, "left_out", left)
		}
		run, skipped := schedule.CatchUp(j.CatchUp).Choose(dues, now)
		for _, due := range skipped {
			d.log.Warn("missed and left out, as catch_up says", "job", j.Name, "due", due.Key(), "catch_up", j.CatchUp)
			if err := d.settle(ctx, j.Name, s.String(), due, ledger.LeftOut, 0, now); err != nil {
				return err
			}
		}
		for _, due := range run {
			if due.Missed(now) {
				d.count.missed.WithLabelValues(j.Name).Inc()
				d.log.Warn("missed; it is made up now", "job", j.Name, "due", due.Key(), "late", now.Sub(due.At).Round(time.Second).String())
			}
			queued = append(queued, Request{Job: j.Name, Due: due, Until: d.monthBefore(due.Date()), Missed: due.Missed(now), schedule: s.String()})
		}
		if len(dues) > 0 {
			from = dues[len(dues)-1].At
		}
		d.seen[j.Name] = watched{s.String(), from}
	}
	d.sayMissed(queued, last, now)
	slices.SortStableFunc(queued, func(a, b Request) int { return a.Due.At.Compare(b.Due.At) })
	d.queue = append(d.queue, queued...)
	d.lookAtFiles(now)
	if len(d.queue) > 0 {
		select {
		case d.wake <- struct{}{}:
		default: // it is awake
		}
	}
	return nil
}

// monthBefore is the last month that had ended before a day.
func (d *Daemon) monthBefore(day period.Date) period.Month { return d.file.Calendar().MonthOf(day) - 1 }

// from is up to when the due times of a job are settled or queued: for one that the ledger does not know, or whose schedule has
// changed, up to now, so that a new schedule has missed nothing.
func (d *Daemon) from(ctx context.Context, j job.Job, now time.Time) (time.Time, error) {
	text := d.file.ScheduleOf(j).String()
	last, known := d.seen[j.Name]
	if !known {
		settled, err := d.ledger.DueTimes(ctx, d.ledger.Name(d.file.Path), j.Name, 1)
		if err != nil {
			return now, err
		}
		if known = len(settled) > 0; known {
			last = watched{settled[0].Schedule, settled[0].At}
		}
	}
	if known && last.schedule == text {
		return last.until, nil
	}
	d.log.Info("watching a schedule from now on", "job", j.Name, "schedule", text, "next", d.file.ScheduleOf(j).Next(now).At.Format(time.RFC3339))
	return now, d.settle(ctx, j.Name, text, schedule.Due{At: now}, ledger.Watching, 0, now)
}

func (d *Daemon) settle(ctx context.Context, job, text string, due schedule.Due, outcome ledger.DueOutcome, run int64, now time.Time) error {
	noted := ledger.Due{JobFile: d.ledger.Name(d.file.Path), Job: job, At: due.At, Schedule: text, Outcome: outcome, Run: run, SettledAt: now}
	if outcome != ledger.Watching {
		noted.Name = due.Key()
	}
	return d.ledger.SettleDue(ctx, noted)
}

// Work makes the runs of the queue, until it is empty or its first run has to wait. Only one goroutine may work.
func (d *Daemon) Work(ctx context.Context, clock func() time.Time) {
	for ctx.Err() == nil {
		r, ok := d.next(clock())
		if !ok {
			return
		}
		d.run(ctx, r, clock)
	}
}

// next takes the first run out of the queue, unless it has to wait for a file or for its next try.
func (d *Daemon) next(now time.Time) (Request, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queue) == 0 || d.waiting != "" || now.Before(d.queue[0].notBefore) {
		return Request{}, false
	}
	r := d.queue[0]
	d.queue, d.running = d.queue[1:], &r
	return r, true
}

// triesMost is how often a run is tried that cannot start or write; it waits a minute longer after each.
const triesMost = 10

// run makes one run and settles its due time. A panic ends it, and not the service.
func (d *Daemon) run(ctx context.Context, r Request, clock func() time.Time) {
	started := clock()
	log := d.log.With("job", r.Job)
	if !r.Due.IsZero() {
		log = log.With("due", r.Due.Key())
	}
	log.Info("run starts")
	result := d.guarded(ctx, r)
	now := clock()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running = nil
	log = log.With("run", result.Run, "code", result.Code, "outcome", result.Outcome, "took", now.Sub(started).String())
	if result.Why != "" {
		log = log.With("why", result.Why)
	}
	switch r.tries++; {
	case result.Cancelled:
		log.Warn("run stopped; it is made when the service starts again")
		return
	case result.Again && r.tries < triesMost:
		r.notBefore = now.Add(time.Duration(r.tries) * time.Minute)
		d.queue = slices.Insert(d.queue, 0, r)
		log.Warn("run could not be made; it is tried again", "at", r.notBefore.Format(time.RFC3339))
		return
	case result.Code != 0:
		log.Error("run failed; earlier reports stand")
	default:
		log.Info("run ended")
	}
	d.count.ran(r.Job, result.Code == 0, now, now.Sub(started))
	if r.Due.IsZero() {
		return
	}
	outcome := ledger.Made
	if result.Code != 0 {
		outcome = ledger.Failing
	}
	if err := d.settle(context.WithoutCancel(ctx), r.Job, r.schedule, r.Due, outcome, result.Run, now); err != nil {
		log.Error("the ledger cannot be written; the run will be made again after a restart", "error", err.Error())
	}
}

func (d *Daemon) guarded(ctx context.Context, r Request) (result Result) {
	defer func() {
		if fault := recover(); fault != nil {
			d.log.Error("panic", "job", r.Job, "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
			result = Result{Code: 1, Outcome: string(ledger.Failed)}
		}
	}()
	return d.make(ctx, r)
}
