package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// opened is an empty ledger in a folder of its own.
func opened(t *testing.T) *Ledger {
	t.Helper()
	base := t.TempDir()
	l, err := Open(context.Background(), filepath.Join(base, ".kpibook"), base)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

var noon = time.Date(2026, 11, 3, 12, 0, 0, 5e6, time.UTC)

// published records a run with one workbook of a content.
func published(t *testing.T, l *Ledger, content string, more func(*Result)) int64 {
	t.Helper()
	ctx := context.Background()
	object, err := l.Put(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	run, err := l.Begin(ctx, Start{JobFile: "kpibook.yaml", StartedAt: noon, Arguments: "{}"})
	if err != nil {
		t.Fatal(err)
	}
	result := Result{EndedAt: noon.Add(time.Second), Ending: Ending{Outcome: Published}, Outputs: []Output{
		{Job: "monthly", Kind: Workbook, Period: "2026-10", AsOf: "2026-10", Path: "reports/a.xlsx", SHA256: object.SHA256, Bytes: object.Bytes}}}
	if more != nil {
		more(&result)
	}
	if err := l.Finish(ctx, run, result); err != nil {
		t.Fatal(err)
	}
	return run
}

func TestRunComesBack(t *testing.T) {
	l, ctx := opened(t), context.Background()
	inputs := []Input{{Path: "a.csv", Dataset: "mrr", SHA256: "ab", Bytes: 9, Read: 3, Loaded: 1, Rejected: 1, Skipped: 1, Totals: []Total{
		{Column: "mrr", Currency: "EUR", Read: "3.10", Loaded: "1", Rejected: "1.10", Skipped: "1", Stated: "3.1", Unreadable: 1}}}, {Path: "b.csv"}}
	findings := []Finding{{Kind: "duplicate_id", Text: "twice", Fix: "once", Path: "a.csv", Line: 3, Cases: 2}}
	figures := []Figure{{KPI: "nrr", Scope: "portfolio", Period: "2026-10", Number: "1/3"}, {KPI: "nrr", Scope: "account:A", Period: "2026-10", Reason: "no users dataset"},
		{KPI: "health", Scope: "account:A", Period: "2026-10", Label: "green"}}
	run := published(t, l, "x", func(r *Result) {
		r.Inputs, r.Findings, r.Outputs[0].Figures = inputs, findings, figures
		r.Read, r.Build, r.Write, r.Context = 2*time.Second, time.Second, time.Millisecond, "cd"
	})
	got, err := l.Run(ctx, run)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Inputs, inputs) || !reflect.DeepEqual(got.Findings, findings) || !got.StartedAt.Equal(noon) || !got.EndedAt.Equal(noon.Add(time.Second)) ||
		got.Read != 2*time.Second || got.Build != time.Second || got.Write != time.Millisecond || got.Context != "cd" {
		t.Errorf("got %+v", got)
	}
	if o := got.Outputs[0]; o.Version != 1 || o.FigureRows != 3 || o.Bytes != 1 {
		t.Errorf("output is %+v", o)
	}
	if back, err := l.Figures(ctx, run, 1); err != nil || !reflect.DeepEqual(back, figures) {
		t.Errorf("figures are %+v, %v", back, err)
	}
	if _, err := l.Run(ctx, 9); err == nil || !strings.Contains(err.Error(), "from 1 to 1") {
		t.Errorf("a run that there is not: %v", err)
	}
}

func TestFiguresComeBack(t *testing.T) {
	text := rapid.StringMatching(`[a-z"\t\n\r:=\\ -]{1,6}`)
	rapid.Check(t, func(t *rapid.T) {
		figures := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Figure {
			f := Figure{KPI: text.Draw(t, "kpi"), Scope: text.Draw(t, "scope"), Period: text.Draw(t, "period")}
			*rapid.SampledFrom([]*string{&f.Number, &f.Label, &f.Reason}).Draw(t, "kind") = text.Draw(t, "value")
			return f
		})).Draw(t, "figures")
		packed, err := pack(figures)
		if err != nil {
			t.Fatal(err)
		}
		back, err := unpack(packed)
		if err != nil || len(back) != len(figures) || len(figures) > 0 && !reflect.DeepEqual(back, figures) {
			t.Fatalf("%+v came back as %+v, %v", figures, back, err)
		}
	})
}

func TestVersionsGoUpWithTheContent(t *testing.T) {
	l := opened(t)
	for i, content := range []string{"x", "x", "y", "x"} {
		published(t, l, content, nil)
		latest, ok, err := l.Latest(context.Background(), "kpibook.yaml", "monthly", "2026-10")
		if want := []int{1, 1, 2, 3}[i]; err != nil || !ok || latest.Version != want || latest.Run != int64(i+1) {
			t.Errorf("publication %d: %+v, %v, want version %d", i, latest, err, want)
		}
	}
}

func TestARunThatNeverEndedHasDied(t *testing.T) {
	l, ctx := opened(t), context.Background()
	for _, file := range []string{"kpibook.yaml", "other.yaml", "kpibook.yaml"} {
		if _, err := l.Begin(ctx, Start{JobFile: file, StartedAt: noon, Arguments: "{}"}); err != nil {
			t.Fatal(err)
		}
	}
	runs, err := l.Runs(ctx, "", 0)
	if err != nil || len(runs) != 3 || runs[0].Outcome != Running || runs[1].Outcome != Running || runs[2].Outcome != Died {
		t.Errorf("runs are %+v, %v", runs, err)
	}
}

func TestPlacements(t *testing.T) {
	l, ctx := opened(t), context.Background()
	published(t, l, "x", func(r *Result) { r.Removed = []string{"reports/a-rejects.csv"} })
	unsettled, err := l.Unsettled(ctx)
	if err != nil || len(unsettled) != 2 || unsettled[0].SHA256 != "" || unsettled[1].Path != "reports/a.xlsx" {
		t.Fatalf("unsettled are %+v, %v", unsettled, err)
	}
	var content bytes.Buffer
	if err := l.Get(unsettled[1].SHA256, &content); err != nil || content.String() != "x" {
		t.Errorf("content is %q, %v", content.String(), err)
	}
	published(t, l, "y", nil)
	if err := l.Settle(ctx, unsettled); err != nil { // what was settled is no longer what is to be there
		t.Fatal(err)
	}
	if unsettled, err = l.Unsettled(ctx); err != nil || len(unsettled) != 1 || unsettled[0].Run != 2 {
		t.Errorf("unsettled are %+v, %v", unsettled, err)
	}
}

func TestMessagesAreQueuedUntilSent(t *testing.T) {
	l, ctx := opened(t), context.Background()
	message := Message{ID: "run-1@kpibook", Channel: "email", Recipient: "finance", Body: []byte("hello")}
	published(t, l, "x", func(r *Result) { r.Messages = []Message{message, message} })
	queued := func(by time.Time) []Message {
		list, err := l.Queued(ctx, by)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := queued(noon.Add(time.Second)); len(list) != 1 || list[0].ID != message.ID || string(list[0].Body) != "hello" || list[0].Run != 1 {
		t.Fatalf("queued are %+v", list)
	}
	if err := l.NotSent(ctx, message.ID, "no route", noon.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if list := queued(noon.Add(time.Second)); len(list) != 0 {
		t.Errorf("tried again at once: %+v", list)
	}
	if list := queued(noon.Add(time.Minute)); len(list) != 1 || list[0].Tries != 1 || list[0].Problem != "no route" {
		t.Errorf("queued are %+v", list)
	}
	if err := l.Sent(ctx, message.ID, noon); err != nil {
		t.Fatal(err)
	}
	if list := queued(noon.AddDate(1, 0, 0)); len(list) != 0 {
		t.Errorf("sent and still queued: %+v", list)
	}
}

// TestMustShow_LedgerMigrates: a ledger that an earlier version of the program has filled has every row afterwards, to the last figure,
// and what came with later versions can be put on them.
func TestMustShow_LedgerMigrates(t *testing.T) {
	ctx := context.Background()
	var want content // as the newest version has them from the start
	for version := len(migrations()); version >= 1; version-- {
		base := t.TempDir()
		if err := os.MkdirAll(filepath.Join(base, objectFolder), 0o750); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", source(filepath.Join(base, File)))
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate(ctx, db, migrations()[:version]); err != nil {
			t.Fatal(err)
		}
		old := &Ledger{dir: base, base: base, db: db}
		for _, content := range []string{"x", "y"} {
			published(t, old, content, func(r *Result) {
				r.Inputs = []Input{{Path: "a.csv", Dataset: "mrr", SHA256: "ab", Bytes: 9, Read: 3, Loaded: 1, Rejected: 1, Skipped: 1, Totals: []Total{{Column: "mrr", Currency: "EUR", Read: "3.10", Loaded: "1", Rejected: "1.10", Skipped: "1"}}}}
				r.Findings = []Finding{{Kind: "duplicate_id", Text: "twice", Fix: "once", Path: "a.csv", Line: 3, Cases: 2}}
				r.Outputs[0].Figures = []Figure{{KPI: "nrr", Scope: "portfolio", Period: "2026-10", Number: "1/3"}, {KPI: "nrr", Scope: "account:A", Period: "2026-10", Reason: content}}
				r.Removed = []string{"reports/a-rejects.csv"}
			})
		}
		if want.runs == nil {
			want = contents(t, old)
		}
		old.Close()
		l, err := Open(ctx, base, base)
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		if after := contents(t, l); !reflect.DeepEqual(after, want) {
			t.Errorf("version %d: got %+v, want %+v", version, after, want)
		}
		seal := Seal{JobFile: "kpibook.yaml", Job: "monthly", Period: "2026-10", Run: 2, Output: 1, SealedAt: noon}
		if err := l.Seal(ctx, seal, seal); err != nil {
			t.Fatal(err)
		}
		seals, err := l.Seals(ctx, "kpibook.yaml")
		if err != nil || len(seals) != 2 || seals[0].SHA256 != want.runs[0].Outputs[0].SHA256 || seals[0].Report != 2 || len(Current(seals)) != 1 || Current(seals)[0].Version != 2 {
			t.Errorf("version %d: seals are %+v, %v", version, seals, err)
		}
		published(t, l, "z", func(r *Result) { r.Messages = []Message{{ID: "1", Body: []byte("hello")}} })
		if queued, err := l.Queued(ctx, noon.Add(time.Hour)); err != nil || len(queued) != 1 {
			t.Errorf("version %d: queued are %+v, %v", version, queued, err)
		}
		l.Close()
	}
}

// content is everything that a ledger has.
type content struct {
	runs       []Run
	figures    [][]Figure
	placements []Placement
}

func contents(t *testing.T, l *Ledger) (c content) {
	t.Helper()
	ctx := context.Background()
	runs, err := l.Runs(ctx, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range runs {
		whole, err := l.Run(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.runs = append(c.runs, whole)
		for _, o := range whole.Outputs {
			figures, err := l.Figures(ctx, r.ID, o.Number)
			if err != nil {
				t.Fatal(err)
			}
			c.figures = append(c.figures, figures)
		}
	}
	if c.placements, err = l.Unsettled(ctx); err != nil || len(c.runs) != 2 || len(c.figures) != 2 || len(c.figures[0]) != 2 || len(c.placements) != 2 || len(c.runs[0].Inputs[0].Totals) != 1 {
		t.Fatalf("it has %+v, %v", c, err)
	}
	return c
}

func TestNewerLedgerIsRefused(t *testing.T) {
	base := t.TempDir()
	db, err := sql.Open("sqlite", source(filepath.Join(base, File)))
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(context.Background(), db, append(migrations(), "CREATE TABLE later (id)")); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := Open(context.Background(), base, base); err == nil || !strings.Contains(err.Error(), "use the newer kpibook") {
		t.Errorf("got %v", err)
	}
}

func TestNames(t *testing.T) {
	l := opened(t)
	inside, outside := filepath.Join(l.base, "reports", "a.xlsx"), filepath.Join(filepath.Dir(l.base), "a.xlsx")
	if name := l.Name(inside); name != "reports/a.xlsx" || l.Path(name) != inside {
		t.Errorf("inside: %s, %s", name, l.Path(name))
	}
	if name := l.Name(outside); l.Path(name) != outside {
		t.Errorf("outside: %s, %s", name, l.Path(name))
	}
}

func TestDamagedObjectIsFound(t *testing.T) {
	l := opened(t)
	one, err := l.Put(strings.NewReader("one"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := l.Put(strings.NewReader("two"))
	if err != nil {
		t.Fatal(err)
	}
	copyFile(t, l.object(one.SHA256), l.object(two.SHA256))
	if err := l.Get(two.SHA256, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "is not what its name says") {
		t.Errorf("got %v", err)
	}
	broken := errors.New("broken")
	if _, err := l.Put(brokenReader{broken}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
