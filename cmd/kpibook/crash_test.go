package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"kpibook/pipeline/ledger"
)

// crashes is a company whose report was published once and whose data has changed since, ready to be published again and again.
type crashes struct {
	t            *testing.T
	base         string // to be copied for every trial
	program      string
	before, next string // hashes of the published report and of the one to come
	reports      map[string]int
}

const crashReport = "reports/tern-co-monthly-2026-03.xlsx"

func newCrashes(t *testing.T) *crashes {
	t.Helper()
	config := smallCompany(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &crashes{t: t, base: filepath.Dir(config), program: filepath.Join(t.TempDir(), "kpibook"), reports: map[string]int{}} // TestMain runs the program under this name
	if err := os.Symlink(self, c.program); err != nil {
		t.Fatal(err)
	}
	run(t, "run", "--quiet", "--config", config)
	c.before = c.hash(c.base)
	lines, err := os.ReadFile(filepath.Join(c.base, "subscriptions.csv"))
	if err == nil {
		err = os.WriteFile(filepath.Join(c.base, "subscriptions.csv"), bytes.Replace(lines, []byte("120.00"), []byte("121.00"), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	dir := c.copied()
	run(t, "run", "--quiet", "--config", filepath.Join(dir, "kpibook.yaml"))
	if c.next = c.hash(dir); c.next == c.before {
		t.Fatal("the report does not change")
	}
	return c
}

func (c *crashes) copied() string {
	c.t.Helper()
	dir := c.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(c.base)); err != nil {
		c.t.Fatal(err)
	}
	return dir
}

// hash is the hash of the visible report.
func (c *crashes) hash(dir string) string {
	data, err := os.ReadFile(filepath.Join(dir, crashReport))
	if err != nil {
		return err.Error()
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// trial runs a command in a copy and checks what it leaves: the visible report is the old or the new one, nothing of the ledger is
// lost, the ledger's report is whole among the objects, and the next start makes the visible one the ledger's.
// It tells whether the run was interrupted.
func (c *crashes) trial(name string, kill time.Duration, command ...string) bool {
	dir := c.copied()
	defer os.RemoveAll(dir)
	process := exec.Command(command[0], append(command[1:], "run", "--quiet", "--config", filepath.Join(dir, "kpibook.yaml"))...)
	process.Env = append(os.Environ(), "GOMAXPROCS=1")
	if err := process.Start(); err != nil {
		c.t.Fatal(err)
	}
	if kill > 0 {
		timer := time.AfterFunc(kill, func() { process.Process.Kill() })
		defer timer.Stop()
	}
	ended := process.Wait() // it may well have been killed
	visible := c.hash(dir)
	if visible != c.before && visible != c.next {
		c.t.Errorf("%s: the report is neither the old nor the new one: %s", name, visible)
	}
	recorded := c.recorded(name, dir)
	if recorded == c.before && visible == c.next {
		c.t.Errorf("%s: the new report is there, and the ledger does not know it", name)
	}
	outcome := "went on"
	if ended != nil {
		outcome = "interrupted"
	}
	c.reports[outcome+", "+map[string]string{c.before: "old", c.next: "new"}[recorded]]++
	if err := os.WriteFile(filepath.Join(dir, "subscriptions.csv"), nil, 0o600); err != nil {
		c.t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	if code := execute([]string{"run", "--quiet", "--config", filepath.Join(dir, "kpibook.yaml")}, &stdout, &stderr); code != inputRefused {
		c.t.Errorf("%s: the next run ends with %d: %s", name, code, stderr.String())
	}
	if now := c.hash(dir); now != recorded {
		c.t.Errorf("%s: the next start leaves %s, and the ledger has %s", name, now, recorded)
	}
	return ended != nil
}

// recorded is the hash of the report that the ledger has as published.
func (c *crashes) recorded(name, dir string) string {
	ctx := context.Background()
	workspace := filepath.Join(dir, workspaceFolder)
	l, err := ledger.Open(ctx, workspace, dir)
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return ""
	}
	defer l.Close()
	first, err := l.Run(ctx, 1)
	if err != nil || len(first.Outputs) != 1 || first.Outputs[0].SHA256 != c.before || len(first.Inputs) != 4 {
		c.t.Errorf("%s: run 1 is not what it was: %+v, %v", name, first, err)
	}
	if figures, err := l.Figures(ctx, 1, 1); err != nil || len(figures) != first.Outputs[0].FigureRows {
		c.t.Errorf("%s: %d figures of %d are left, %v", name, len(figures), first.Outputs[0].FigureRows, err)
	}
	latest, ok, err := l.Latest(ctx, "kpibook.yaml", "monthly", "2026-03")
	if err != nil || !ok || latest.SHA256 != c.before && latest.SHA256 != c.next {
		c.t.Errorf("%s: the ledger has %+v, %v", name, latest, err)
	}
	if err := l.Get(latest.SHA256, &bytes.Buffer{}); err != nil {
		c.t.Errorf("%s: the published content: %v", name, err)
	}
	db, err := sql.Open("sqlite", filepath.Join(workspace, ledger.File))
	if err != nil {
		c.t.Fatal(err)
	}
	defer db.Close()
	state := ""
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&state); err != nil || state != "ok" {
		c.t.Errorf("%s: the ledger is damaged: %s, %v", name, state, err)
	}
	return latest.SHA256
}

// TestMustShow_CrashesLeaveOldOrNew: the process is killed, or told that the disk is full or broken, at its n-th call of each of the
// system calls that change files, and killed at random moments: the report is the old or the new one, the ledger loses nothing, and
// the next start brings both together. KPIBOOK_FULL=1 tries every call and 1,000 moments, every day tries some of each.
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
	c := newCrashes(t)
	injections := []string{"signal=KILL", "error=ENOSPC", "error=EIO"}
	calls := []string{"write", "pwrite64", "ftruncate", "fsync", "renameat", "unlink", "unlinkat", "open", "openat", "close"}
	last, moments := 3, 5
	if full() {
		last, moments = 300, 1000
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i, call := range calls {
		idle := 0 // how often in a row nothing was interrupted, because there are not so many calls
		for n := 1; n <= last && idle < 8; n++ {
			idle++
			for k, injection := range injections {
				at := n
				if !full() {
					if (i+n)%len(injections) != k {
						continue
					}
					at = 1 + random.IntN(map[string]int{"renameat": 3, "unlink": 3, "unlinkat": 6, "open": 8}[call]+8)
				}
				if c.trial(fmt.Sprintf("%s %s at call %d", call, injection, at), 0, strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace="+call, "-e", fmt.Sprintf("inject=%s:%s:when=%d", call, injection, at), c.program) {
					idle = 0
				}
			}
		}
	}
	started := time.Now()
	c.trial("undisturbed", 0, c.program)
	takes := time.Since(started)
	for i := range moments {
		moment := time.Duration(random.Int64N(int64(takes)))
		c.trial(fmt.Sprintf("kill %d after %s", i, moment), max(moment, time.Millisecond), c.program)
	}
	t.Logf("%v", c.reports)
	if c.reports["interrupted, old"] == 0 || c.reports["interrupted, new"]+c.reports["went on, new"] == 0 {
		t.Errorf("trials came out as %v, which proves little", c.reports)
	}
}
