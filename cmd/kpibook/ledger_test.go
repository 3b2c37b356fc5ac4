package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"kpibook/pipeline/ledger"
	"kpibook/reports"
)

// smallCompany copies the small company of the scripts and gives its job file.
func smallCompany(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../fixtures/scripts/company")); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "kpibook.yaml")
}

// runsOf are the runs in the ledger of a job file, the newest first.
func runsOf(t *testing.T, config string) []ledger.Run {
	t.Helper()
	l := ledgerOf(t, config)
	runs, err := l.Runs(context.Background(), "", 0)
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func ledgerOf(t *testing.T, config string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(context.Background(), filepath.Join(filepath.Dir(config), workspaceFolder), filepath.Dir(config))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// run runs the program and fails the test when it does not end well.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	if code := execute(args, &stdout, &stderr); code != done {
		t.Fatalf("kpibook %s: code %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
	return stdout.String()
}

// full tells that tests take their full numbers, as make crash has it, not the smaller ones of every day.
func full() bool { return os.Getenv("KPIBOOK_FULL") == "1" }

// TestMustShow_SameInput100Times: the same input a hundred times, of which every day tries ten, is one version with one hash, and
// all runs but the first changed nothing.
func TestMustShow_SameInput100Times(t *testing.T) {
	config, times := smallCompany(t), 10
	if full() {
		times = 100
	}
	for range times {
		run(t, "run", "--quiet", "--config", config)
	}
	outcomes, hashes := map[ledger.Outcome]int{}, map[string]int{}
	for _, r := range runsOf(t, config) {
		outcomes[r.Outcome]++
		for _, o := range r.Outputs {
			hashes[o.SHA256] = o.Version
		}
	}
	if outcomes[ledger.Published] != 1 || outcomes[ledger.Unchanged] != times-1 || len(hashes) != 1 {
		t.Errorf("outcomes are %v, versions by hash %v", outcomes, hashes)
	}
}

// TestMustShow_FiftyStartsAtOnce: fifty processes that start at once publish once. Those that come while it is at work end with
// code 7, those that come after it find nothing changed.
func TestMustShow_FiftyStartsAtOnce(t *testing.T) {
	config := smallCompany(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "kpibook") // TestMain runs the program under this name
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	codes := make([]int, 50)
	for i := range codes {
		all.Go(func() {
			command := exec.Command(program, "run", "--quiet", "--config", config)
			output, err := command.CombinedOutput()
			if codes[i] = command.ProcessState.ExitCode(); err != nil && codes[i] != int(alreadyRunning) {
				t.Errorf("start %d: %v\n%s", i, err, output)
			}
		})
	}
	all.Wait()
	published, ended := 0, 0
	for _, r := range runsOf(t, config) {
		switch r.Outcome {
		case ledger.Published:
			published++
		case ledger.Unchanged:
		default:
			t.Errorf("run %d is %s: %s", r.ID, r.Outcome, r.Message)
		}
		ended++
	}
	refused := 0
	for _, c := range codes {
		if c == int(alreadyRunning) {
			refused++
		}
	}
	if published != 1 || ended+refused != len(codes) {
		t.Errorf("%d runs published, %d ended, %d were refused", published, ended, refused)
	}
	last, _, err := ledgerOf(t, config).Latest(context.Background(), "kpibook.yaml", "monthly", "2026-03")
	there, hashed := ledger.HashFile(filepath.Join(filepath.Dir(config), last.Path))
	if err != nil || hashed != nil || there.SHA256 != last.SHA256 || last.Version != 1 {
		t.Errorf("the report is %+v and the ledger has %+v, %v, %v", there, last, err, hashed)
	}
	t.Logf("%d published, %d found nothing changed, %d were refused", published, ended-published, refused)
}

// The ledger has every figure of a workbook, each as exact as the cell or more so, and with its reason where there is none.
func TestLedgerHasEveryFigure(t *testing.T) {
	config := smallCompany(t)
	p := &program{stdout: &strings.Builder{}, stderr: &strings.Builder{}, config: config}
	file, catalogue, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	tasks, err := p.tasks(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	book, err := p.read(context.Background(), file, catalogue)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.build(book, tasks); err != nil {
		t.Fatal(err)
	}
	laidOut := tasks[0].product.(*workbook).Workbook
	recorded := map[[3]string]ledger.Figure{}
	for _, f := range publishedFigures(laidOut, book) {
		recorded[[3]string{f.KPI, f.Scope, f.Period}] = f
	}
	numbers := 0
	everyFigure(laidOut, func(c reports.Cell) {
		f, ok := recorded[[3]string{c.Figure.What.ID, c.Figure.Of.ID, c.Figure.Over.ID}]
		switch {
		case !ok:
			t.Errorf("%+v is not in the ledger", *c.Figure)
		case !c.Number.Valid:
			if f.Number != "" || f.Label == "" && f.Reason == "" {
				t.Errorf("%+v shows %q and is recorded as %+v", *c.Figure, c.Text, f)
			}
		case !strings.Contains(f.Number, "/") && f.Number != c.Number.Decimal.String():
			t.Errorf("%+v shows %s and is recorded as %+v", *c.Figure, c.Number.Decimal, f)
		default:
			numbers++
		}
	})
	if numbers < 100 {
		t.Errorf("only %d figures are numbers", numbers)
	}
}

func everyFigure(w *reports.Workbook, visit func(reports.Cell)) {
	for _, sheet := range w.Sheets {
		for _, row := range sheet.Rows {
			for _, c := range row.Cells {
				if c.Figure != nil {
					visit(c)
				}
			}
		}
	}
}

// What a run published and was kept from its name is put in place by the next, whatever that one comes to.
func TestNextRunPutsInPlace(t *testing.T) {
	config := smallCompany(t)
	run(t, "run", "--quiet", "--config", config)
	report := filepath.Join(filepath.Dir(config), "reports", "tern-co-monthly-2026-03.xlsx")
	published, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	l := ledgerOf(t, config)
	ctx := context.Background()
	last, _, err := l.Latest(ctx, "kpibook.yaml", "monthly", "2026-03")
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Begin(ctx, ledger.Start{JobFile: "kpibook.yaml", Arguments: "{}"}) // committed, and then the process died
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Finish(ctx, again, ledger.Result{Ending: ledger.Ending{Outcome: ledger.Published}, Outputs: []ledger.Output{last.Output}}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(report, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(config), "subscriptions.csv"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	if code := execute([]string{"run", "--config", config}, &stdout, &stderr); code != inputRefused || !strings.Contains(stderr.String(), "put in place as run 2 published it") {
		t.Errorf("code %d: %s", code, stderr.String())
	}
	wantFile(t, report, string(published))
}

// The service does so when it starts, before any report is due; while a run is at work it leaves that to the run.
func TestServiceStartPutsInPlace(t *testing.T) {
	config := smallCompany(t)
	run(t, "run", "--quiet", "--config", config)
	l, ctx := ledgerOf(t, config), context.Background()
	last, _, err := l.Latest(ctx, "kpibook.yaml", "monthly", "2026-03")
	if err != nil {
		t.Fatal(err)
	}
	again, err := l.Begin(ctx, ledger.Start{JobFile: "kpibook.yaml", Arguments: "{}"}) // committed, and then the machine stopped
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Finish(ctx, again, ledger.Result{Ending: ledger.Ending{Outcome: ledger.Published}, Outputs: []ledger.Output{last.Output}}); err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(filepath.Dir(config), last.Path)
	if err := os.Remove(report); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	p := &program{stdout: &said, stderr: &said, config: config}
	file, _, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(file.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.mend(ctx, l, file); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(report); err == nil {
		t.Error("it is put in place although a run is at work")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if err := p.mend(ctx, l, file); err != nil {
		t.Error(err)
	}
	if there, err := ledger.HashFile(report); err != nil || there.SHA256 != last.SHA256 {
		t.Errorf("it is %+v, %v: %s", there, err, said.String())
	}
}

// A ledger that cannot be opened keeps a report from being published: it may hold seals.
func TestRunWithoutItsLedger(t *testing.T) {
	config := smallCompany(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(config), workspaceFolder), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	if code := execute([]string{"run", "--config", config}, &stdout, &stderr); code != cannotWrite || !strings.Contains(stderr.String(), "--workspace") {
		t.Errorf("a file in its place: code %d: %s", code, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(config), "reports")); err == nil {
		t.Error("something was published")
	}
}
