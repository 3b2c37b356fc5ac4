package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kpibook/pipeline/ledger"
)

// crashes is a company whose reports were published once and whose data has changed since, ready to be published again and again.
type crashes struct {
	t       *testing.T
	base    string // to be copied for every trial
	program string
	strace  string
	before  map[string]string // visible files: hash of the published content ...
	next    map[string]string // ... and of the one to come
	rows    string            // everything that the ledger has of the first run
	takes   time.Duration     // a run without disturbance

	mutex    sync.Mutex
	outcomes map[string]int
}

func newCrashes(t *testing.T, strace string, jobs ...string) *crashes {
	t.Helper()
	config := smallCompany(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &crashes{t: t, base: filepath.Dir(config), strace: strace, program: filepath.Join(t.TempDir(), "kpibook"), outcomes: map[string]int{}}
	if err := os.Symlink(self, c.program); err != nil { // TestMain runs the program under this name
		t.Fatal(err)
	}
	rewrite(t, config, func(text string) string { return text + strings.Join(jobs, "") })
	run(t, "run", "--quiet", "--config", config)
	c.before = c.published(c.base, 1)
	c.rows = c.firstRun("the first run", c.base)
	rewrite(t, filepath.Join(c.base, "subscriptions.csv"), func(text string) string {
		return strings.NewReplacer("120.00", "121.00", "9000", "9100", "75.50", "76.50", "50.00", "51.00").Replace(text)
	})
	dir := c.copied()
	started := time.Now()
	c.command(dir, nil).Run()
	c.takes = time.Since(started)
	c.next = c.published(dir, 2)
	changed := 0
	for path := range c.next {
		if c.next[path] != c.before[path] {
			changed++
		}
	}
	if changed < 1 || len(jobs) > 0 && changed < 5 || len(c.next) != len(c.before) || c.state(dir) != "new" {
		t.Fatalf("%d of %d files change", changed, len(c.next))
	}
	return c
}

func rewrite(t *testing.T, path string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(change(string(text))), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// published are the files that a run published, as the ledger has them.
func (c *crashes) published(dir string, id int64) map[string]string {
	c.t.Helper()
	l, err := ledger.Open(context.Background(), filepath.Join(dir, workspaceFolder), dir)
	if err != nil {
		c.t.Fatal(err)
	}
	defer l.Close()
	r, err := l.Run(context.Background(), id)
	if err != nil || r.Outcome != ledger.Published {
		c.t.Fatalf("run %d is %s: %v", id, r.Outcome, err)
	}
	files := map[string]string{}
	for _, o := range r.Outputs {
		files[o.Path] = o.SHA256
	}
	return files
}

func (c *crashes) copied() string {
	c.t.Helper()
	dir, err := os.MkdirTemp(filepath.Dir(c.program), "")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(c.base))
	}
	if err != nil {
		c.t.Errorf("no copy to try with: %v", err)
	}
	return dir
}

// command runs the program in a copy, under strace when there are options for it.
func (c *crashes) command(dir string, options []string) *exec.Cmd {
	args := []string{c.program, "run", "--quiet", "--config", filepath.Join(dir, "kpibook.yaml")}
	if options != nil {
		args = slices.Concat([]string{c.strace, "-f", "-qq"}, options, args)
	}
	command := exec.Command(args[0], args[1:]...)
	command.Env = append(os.Environ(), "GOMAXPROCS=1", oneThread+"=1")
	return command
}

// state tells what the visible files are: old, new, mixed, or what is wrong with them.
func (c *crashes) state(dir string) string {
	old, current := true, true
	for path := range c.next {
		there, err := ledger.HashFile(filepath.Join(dir, path))
		if err != nil {
			return err.Error()
		}
		if there.SHA256 != c.before[path] && there.SHA256 != c.next[path] {
			return path + " is neither the old nor the new one"
		}
		old, current = old && there.SHA256 == c.before[path], current && there.SHA256 == c.next[path]
	}
	switch {
	case old:
		return "old"
	case current:
		return "new"
	}
	return "mixed"
}

// recorded tells which reports the ledger has as published, and checks that it has lost nothing.
func (c *crashes) recorded(name, dir string) string {
	if rows := c.firstRun(name, dir); rows != c.rows {
		c.t.Errorf("%s: of the first run the ledger has\n%s\nand had\n%s", name, rows, c.rows)
	}
	ctx := context.Background()
	l, err := ledger.Open(ctx, filepath.Join(dir, workspaceFolder), dir)
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return ""
	}
	defer l.Close()
	runs, err := l.Runs(ctx, "kpibook.yaml", 0)
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return ""
	}
	state, want := "old", c.before
	for _, r := range runs {
		switch {
		case r.ID == 1:
		case r.Outcome == ledger.Published && len(r.Outputs) == len(c.next):
			state, want = "new", c.next
			for _, o := range r.Outputs {
				if figures, err := l.Figures(ctx, r.ID, o.Number); err != nil || len(figures) != o.FigureRows {
					c.t.Errorf("%s: %s has %d figures of %d, %v", name, o.Path, len(figures), o.FigureRows, err)
				}
			}
			if whole, err := l.Run(ctx, r.ID); err != nil || len(whole.Inputs) != 4 {
				c.t.Errorf("%s: run %d has %d inputs, %v", name, r.ID, len(whole.Inputs), err)
			}
		case r.Outcome == ledger.Published || len(r.Outputs) > 0:
			c.t.Errorf("%s: run %d is %s with %d files", name, r.ID, r.Outcome, len(r.Outputs))
		}
	}
	for path, sum := range want {
		placed, ok, err := l.Placed(ctx, path)
		if err != nil || !ok || placed.SHA256 != sum {
			c.t.Errorf("%s: the ledger has %+v for %s and is to have the %s one, %v", name, placed, path, state, err)
		}
		if err := l.Get(sum, &bytes.Buffer{}); err != nil {
			c.t.Errorf("%s: the published content: %v", name, err)
		}
	}
	return state
}

// firstRun is everything that the ledger has of the first run, row by row; the ledger itself is checked on the way.
func (c *crashes) firstRun(name, dir string) string {
	db, err := sql.Open("sqlite", filepath.Join(dir, workspaceFolder, ledger.File))
	if err != nil {
		c.t.Errorf("%s: %v", name, err)
		return ""
	}
	defer db.Close()
	state := ""
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&state); err != nil || state != "ok" {
		c.t.Errorf("%s: the ledger is damaged: %s, %v", name, state, err)
	}
	var text strings.Builder
	for _, query := range []string{"SELECT * FROM pragma_foreign_key_check", "SELECT * FROM runs WHERE id = 1", "SELECT * FROM inputs WHERE run = 1", "SELECT * FROM totals WHERE run = 1",
		"SELECT * FROM findings WHERE run = 1", "SELECT * FROM outputs WHERE run = 1"} {
		rows, err := db.Query(query)
		if err != nil {
			c.t.Errorf("%s: %s: %v", name, query, err)
			continue
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				c.t.Errorf("%s: %v", name, err)
			}
			fmt.Fprintf(&text, "%x\n", fmt.Sprint(values...))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			c.t.Errorf("%s: %s: %v", name, query, err)
		}
	}
	return text.String()
}
