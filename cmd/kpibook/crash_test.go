package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// trial is one publishing run that comes to grief.
type trial struct {
	name    string
	options []string      // of strace
	kill    time.Duration // after which it is killed; 0: it is not
	repeat  bool          // whether a run afterwards is tried as well
}

// try makes a trial in a copy and checks what it leaves: every visible file is the old or the new one, and the new ones are not there
// before the ledger has them; the ledger has everything it had, and of the new run all or nothing; the next start, which publishes
// nothing, makes all visible files what the ledger has; and a later run ends as if nothing had happened.
func (c *crashes) try(t trial) {
	dir := c.copied()
	defer os.RemoveAll(dir)
	process := c.command(dir, t.options)
	var said bytes.Buffer
	process.Stderr = &said
	if err := process.Start(); err != nil {
		c.t.Errorf("%s: %v", t.name, err)
		return
	}
	if t.kill > 0 {
		timer := time.AfterFunc(t.kill, func() { process.Process.Kill() })
		defer timer.Stop()
	}
	ended, outcome := process.Wait(), "killed"
	var failed *exec.ExitError
	switch errors.As(ended, &failed); {
	case ended == nil:
		outcome = "went on"
	case failed != nil && failed.Exited():
		if outcome = "gave up"; failed.ExitCode() == int(internalFault) {
			c.t.Errorf("%s: internal fault: %s", t.name, said.String())
		}
	}
	visible := c.state(dir)
	recorded := c.recorded(t.name, dir)
	c.mutex.Lock()
	c.outcomes[outcome+", "+visible+" files, "+recorded+" ledger"]++
	c.mutex.Unlock()
	switch visible {
	case "old":
	case "new", "mixed":
		if recorded != "new" {
			c.t.Errorf("%s: new reports are there, and the ledger does not know them", t.name)
		}
	default:
		c.t.Errorf("%s: %s", t.name, visible)
	}
	if outcome == "went on" && (visible != "new" || recorded != "new") {
		c.t.Errorf("%s: it ends well, and leaves %s files and the %s ledger", t.name, visible, recorded)
	}
	subscriptions := filepath.Join(dir, "subscriptions.csv")
	kept, err := os.ReadFile(subscriptions)
	if err == nil {
		err = os.WriteFile(subscriptions, nil, 0o600)
	}
	if err != nil {
		c.t.Errorf("%s: %v", t.name, err)
	}
	c.later(t.name, dir, inputRefused)
	if now := c.state(dir); now != recorded {
		c.t.Errorf("%s: the next start leaves %s files, and the ledger has the %s ones", t.name, now, recorded)
	}
	if !t.repeat {
		return
	}
	if err := os.WriteFile(subscriptions, kept, 0o600); err != nil {
		c.t.Errorf("%s: %v", t.name, err)
	}
	c.later(t.name, dir, done)
	if now, recorded := c.state(dir), c.recorded(t.name, dir); now != "new" || recorded != "new" {
		c.t.Errorf("%s: a run afterwards leaves %s files and the %s ledger", t.name, now, recorded)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "reports", ".*.xlsx*")); len(left) > 0 {
		c.t.Errorf("%s: a run afterwards leaves %v", t.name, left)
	}
}

// later makes a run that nothing disturbs.
func (c *crashes) later(name, dir string, want code) {
	var stdout, stderr strings.Builder
	if got := execute([]string{"run", "--quiet", "--config", filepath.Join(dir, "kpibook.yaml")}, &stdout, &stderr); got != want {
		c.t.Errorf("%s: a run afterwards ends with %d, want %d: %s", name, got, want, stderr.String())
	}
}

// changingCalls are the system calls that change files, or tell that one could not be changed.
func changingCalls() []string {
	return []string{"write", "pwrite64", "ftruncate", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "open", "openat", "close", "mkdirat"}
}

// calls counts the calls of a run, by the name of the call: those of the thread that makes most, since strace counts by thread.
func (c *crashes) calls() map[string]int {
	c.t.Helper()
	dir := c.copied()
	log := filepath.Join(dir, "calls")
	if err := c.command(dir, []string{"-o", log, "-e", "trace=" + strings.Join(changingCalls(), ",")}).Run(); err != nil {
		c.t.Fatal(err)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		c.t.Fatal(err)
	}
	byThread, most := map[[2]string]int{}, map[string]int{}
	for line := range strings.Lines(string(text)) {
		thread, call, _ := strings.Cut(line, " ")
		call, _, ok := strings.Cut(strings.TrimSpace(call), "(")
		if !ok || strings.HasPrefix(call, "<") {
			continue
		}
		byThread[[2]string{thread, call}]++
		most[call] = max(most[call], byThread[[2]string{thread, call}])
	}
	return most
}

// mostOfACall is how many of the calls of one name are tried while a set of reports is published: its files take thousands of writes.
const mostOfACall = 80

// disturbed are trials in which each of the calls is the last one before the process is killed, or fails; of the many calls of a set of
// reports as many as will do, and of the two failures each in turn.
func (c *crashes) disturbed(set bool) (trials []trial) {
	calls := c.calls()
	c.t.Logf("calls of a run: %v", calls)
	for _, call := range changingCalls() {
		tried := calls[call]
		if set {
			tried = min(tried, mostOfACall)
		}
		for i := range tried {
			n := 1 + i*calls[call]/tried
			for k, injection := range []string{"signal=KILL", "error=ENOSPC", "error=EIO"} {
				if set && k == 1+i%2 {
					continue
				}
				trials = append(trials, trial{name: fmt.Sprintf("%s %s at call %d", call, injection, n),
					options: []string{"-o", os.DevNull, "-e", "trace=" + call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", call, injection, n)}})
			}
		}
	}
	return trials
}

// lastRename is the trial in which the process is killed when everything is published and the last name is not in place yet.
func lastRename(trials []trial) (last trial) {
	for _, t := range trials {
		if strings.HasPrefix(t.name, "rename") && strings.Contains(t.name, "KILL") {
			last = t
		}
	}
	return last
}

// TestMustShow_CrashesLeaveOldOrNew: the process is killed, or told that the disk is full or broken, at each of its system calls that
// change files, and killed at random moments, while it publishes one report and while it publishes a set of them: the reports are the
// old or the new ones, the ledger loses nothing, and the next start brings both together. KPIBOOK_FULL=1 tries every call and 1,000
// moments, every day tries some of each.
func TestMustShow_CrashesLeaveOldOrNew(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("strace is a tool of Linux")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal("strace is not there, and CI needs it")
		}
		t.Skip("strace is not there")
	}
	for _, of := range []struct {
		name         string
		jobs         []string
		calls, kills int // every day
	}{
		{"one report", nil, 18, 4},
		{"a set of reports", []string{"  - {name: figures, report: tidy, formats: [csv], output: \"reports/figures-{period}\"}\n", "  - {name: reviews, report: qbr, output: \"reports/reviews-{period}\"}\n"}, 7, 3},
	} {
		t.Run(of.name, func(t *testing.T) {
			c := newCrashes(t, strace, of.jobs...)
			random := rand.New(rand.NewPCG(1, 2))
			trials := c.disturbed(len(of.jobs) > 0)
			if full() {
				of.kills = 500
			} else {
				last := lastRename(trials)
				random.Shuffle(len(trials), func(i, j int) { trials[i], trials[j] = trials[j], trials[i] })
				trials = append(trials[:of.calls:of.calls], last)
			}
			for i := range of.kills {
				moment := max(time.Millisecond, time.Duration(random.Float64()*1.1*float64(c.takes)))
				trials = append(trials, trial{name: fmt.Sprintf("kill %d after %s", i, moment), kill: moment})
			}
			work := make(chan trial)
			var workers sync.WaitGroup
			for range runtime.GOMAXPROCS(0) {
				workers.Go(func() {
					for t := range work {
						c.try(t)
					}
				})
			}
			started := time.Now()
			for i, trial := range trials {
				trial.repeat = i%4 == 0
				work <- trial
				if i%250 == 249 {
					c.mutex.Lock()
					t.Logf("%d of %d trials in %s: %v", i+1, len(trials), time.Since(started).Round(time.Second), c.outcomes)
					c.mutex.Unlock()
				}
			}
			close(work)
			workers.Wait()
			t.Logf("%d trials in %s: %v", len(trials), time.Since(started).Round(time.Second), c.outcomes)
			old, current := 0, 0
			for outcome, n := range c.outcomes {
				if strings.HasSuffix(outcome, "old ledger") {
					old += n
				} else {
					current += n
				}
			}
			if old == 0 || current == 0 {
				t.Errorf("the ledger was old after %d trials and new after %d, which proves little", old, current)
			}
		})
	}
}
