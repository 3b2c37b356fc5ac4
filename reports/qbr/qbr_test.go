package qbr

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"kpibook/fixtures/demo"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/reports"
	"kpibook/reports/audit"
	"kpibook/reports/xlsx"
	"kpibook/reports/xlsx/xlsxtest"
)

// read is the demo company, read once.
var read = sync.OnceValues(func() (*pipeline.Book, error) {
	dir, err := os.MkdirTemp("", "qbr")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := demo.Write(dir); err != nil {
		return nil, err
	}
	file, err := job.Load(filepath.Join(dir, "kpibook.yaml"), pipeline.Schema())
	if err != nil {
		return nil, err
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		return nil, err
	}
	return pipeline.Read(context.Background(), file, catalogue, pipeline.Options{})
})

func edition(t *testing.T, per string) *Edition {
	t.Helper()
	book, err := read()
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(book, per, book.Latest(period.QuarterKind), reports.Look{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// write gives the path of a pack's workbook.
func write(t *testing.T, e *Edition, p Pack) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), p.Name+".xlsx")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := xlsx.Write(file, e.Build(p)); err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	return path
}

// TestMustShow_QBRLiveFormulas: LibreOffice recalculates twenty packs to the values in them, and nearly every figure of a
// scorecard and of the trends is a live formula.
func TestMustShow_QBRLiveFormulas(t *testing.T) {
	e := edition(t, job.PerAccount)
	var paths []string
	for i := range 20 {
		paths = append(paths, write(t, e, e.Packs[i*len(e.Packs)/20]))
	}
	_, _, mismatches := xlsxtest.CompareAll(t, paths)
	for _, mismatch := range mismatches {
		t.Error(mismatch)
	}
	live, figures := 0, 0
	for i := range 20 {
		w := e.Build(e.Packs[i*len(e.Packs)/20])
		for _, s := range w.Sheets {
			for _, row := range s.Rows {
				for _, c := range row.Cells {
					if c.Figure != nil && c.Number.Valid {
						figures++
						if c.Formula != "" {
							live++
						}
					}
				}
			}
		}
	}
	t.Logf("%d of %d numeric KPI cells of 20 packs are live formulas, %d mismatches", live, figures, len(mismatches))
	if live*100 < figures*95 || figures < 1000 {
		t.Errorf("%d of %d numeric KPI cells are live, want 95 %% of some thousand", live, figures)
	}
}

// TestManagersPacks shows that every customer is in the pack of its manager, and that such packs are written.
func TestManagersPacks(t *testing.T) {
	single, e := edition(t, job.PerAccount), edition(t, job.PerCSM)
	in := map[int]int{}
	for _, p := range e.Packs {
		for _, account := range p.Accounts {
			in[account]++
		}
	}
	for _, p := range single.Packs {
		if in[p.Accounts[0]] != 1 {
			t.Errorf("%s is in %d packs of managers, want 1", p.Title, in[p.Accounts[0]])
		}
	}
	smallest := slices.MinFunc(e.Packs, func(a, b Pack) int { return len(a.Accounts) - len(b.Accounts) })
	w := e.Build(smallest)
	if want := 4*len(smallest.Accounts) + 5; len(w.Sheets) != want || w.Sheets[0].Name != contentsSheet {
		t.Errorf("the pack of %s has %d sheets, the first %q; want %d and %s", smallest.Title, len(w.Sheets), w.Sheets[0].Name, want, contentsSheet)
	}
	write(t, e, smallest)
}

// TestMustShow_NoOtherCustomer: no pack of one customer names another one, by id or by name.
func TestMustShow_NoOtherCustomer(t *testing.T) {
	e := edition(t, job.PerAccount)
	for i, p := range e.Packs {
		if i%10 > 0 {
			continue
		}
		var all strings.Builder
		w := e.Build(p)
		all.WriteString(w.Title + w.Subject + w.Description)
		for _, s := range w.Sheets {
			all.WriteString("\n" + s.Name + " " + s.Footer)
			for _, row := range s.Rows {
				for _, c := range row.Cells {
					all.WriteString("\n" + c.Text + "\n" + c.Note + "\n" + c.LinkTip)
				}
			}
			for _, c := range s.Charts {
				all.WriteString("\n" + c.Title + "\n" + c.Alt)
			}
		}
		words := map[string]bool{}
		for _, word := range regexp.MustCompile(`[0-9A-Za-z-]+`).FindAllString(all.String(), -1) {
			words[word] = true
		}
		for k, other := range e.book.Facts.Accounts {
			if k != p.Accounts[0] && (words[other.ID] || strings.Contains(all.String(), other.Name)) {
				t.Errorf("the pack of %s names %s", p.Title, titled(other))
			}
		}
	}
}

// TestMustShow_PeerMedian recomputes medians, and shows that they are hidden below five peers.
func TestMustShow_PeerMedian(t *testing.T) {
	e := edition(t, job.PerAccount)
	checked, hidden := 0, 0
	for i := 0; i < len(e.Packs); i += 7 {
		own := e.book.Facts.Accounts[e.Packs[i].Accounts[0]]
		scope, _ := e.peers.segment(own)
		for _, c := range e.kpis {
			if (checked+hidden)%5 > 0 && c.KPI.ID != "monthly_recurring_revenue" { // a sample
				checked++
				continue
			}
			got, others := e.peers.median(c, scope, own.ID)
			var values []string
			var numbers []expr.Value
			for _, a := range e.book.Facts.Accounts {
				v := e.book.Value(c, facts.AccountScope(a.ID), e.quarter)
				served := e.book.Facts.Value("closing_mrr", facts.AccountScope(a.ID), e.quarter)
				if a.ID != own.ID && e.book.Facts.Within(scope, e.quarter)(a.ID) && served.Sign() > 0 && v.Available() && !v.IsLabel() {
					numbers = append(numbers, v)
					values = append(values, v.String())
				}
			}
			if len(numbers) != others {
				t.Errorf("%s of %s: %d peers, want %d", c.KPI.ID, own.ID, others, len(numbers))
			}
			if len(numbers) < 5 {
				hidden++
				if got.Available() {
					t.Errorf("%s of %s has a median of %d peers", c.KPI.ID, own.ID, len(numbers))
				}
				continue
			}
			checked++
			below, above := 0, 0
			for _, v := range numbers { // as many below the median as above it
				switch v.Sub(got).Sign() {
				case -1:
					below++
				case 1:
					above++
				}
			}
			if 2*below > len(numbers) || 2*above > len(numbers) {
				t.Errorf("%s of %s: %s is not the median of %v", c.KPI.ID, own.ID, got, values)
			}
		}
	}
	if checked < 100 || hidden == 0 {
		t.Errorf("%d medians checked and %d hidden ones, want both", checked, hidden)
	}
}

var safe = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

// TestNamesAreSafe: whatever customers are called, the names of their files are safe and differ.
func TestNamesAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, seen := names{}, map[string]string{}
		for _, id := range rapid.SliceOfNDistinct(rapid.String(), 1, 20, rapid.ID).Draw(t, "ids") {
			title := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"../../etc/passwd", "CON", "=HYPERLINK(\"x\")", "Zürich\nÅ/S", "日本", "", ".", strings.Repeat("long ", 100)})).Draw(t, "title")
			name := n.of(id, title)
			if !safe.MatchString(name) || len(name) > longestName+1+64 || !filepath.IsLocal(name) {
				t.Fatalf("%q is called %q", title, name)
			}
			if other, ok := seen[name]; ok {
				t.Fatalf("%q and %q are both called %s", id, other, name)
			}
			seen[name] = id
		}
	})
}

// TestRefusedQuarters names what is wrong with a period and what to write.
func TestRefusedQuarters(t *testing.T) {
	book, err := read()
	if err != nil {
		t.Fatal(err)
	}
	calendar := book.Facts.Calendar
	for want, p := range map[string]period.Period{
		"is about one quarter": calendar.At(period.MonthKind, book.AsOf),
		"is not over":          calendar.At(period.QuarterKind, book.AsOf+3),
		"lies before the data": calendar.At(period.QuarterKind, book.Facts.First-6),
	} {
		if _, err := New(book, job.PerAccount, p, reports.Look{}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "fix: ") {
			t.Errorf("%s: %v; want %q", p.Label(), err, want)
		}
	}
}

// TestChangesSaySo: the sentences of a review have the figures of its scorecard.
func TestChangesSaySo(t *testing.T) {
	e := edition(t, job.PerAccount)
	told := 0
	for i := 0; i < len(e.Packs); i += 20 {
		r := &review{Edition: e, pack: e.Packs[i]}
		r.plan()
		account := e.Packs[i].Accounts[0]
		_, standings := r.scorecard(account, card{"Scorecard", "Scorecard", r.shared, ""})
		families := map[string]bool{}
		for _, m := range largest(standings, e.kpis) {
			sentence := r.told(account, m)
			c := m.result.Chosen
			now, then := e.book.Value(c, r.scope(account), e.quarter), e.book.Value(c, r.scope(account), r.compared()[1])
			if !strings.Contains(sentence.what, r.said(c, now)) || !strings.Contains(sentence.what, r.said(c, then)) {
				t.Errorf("%s: %q has not %s and %s", e.Packs[i].Title, sentence.what, r.said(c, then), r.said(c, now))
			}
			rose := now.Sub(then).Sign() > 0
			if rose != strings.Contains(sentence.what, " rose ") || (rose == (betterOf(c) == "up")) != strings.Contains(sentence.mark, "better") {
				t.Errorf("%s: %q is marked %q", e.Packs[i].Title, sentence.what, sentence.mark)
			}
			if families[string(c.KPI.Family)] {
				t.Errorf("%s: two changes of %s", e.Packs[i].Title, c.KPI.Family)
			}
			families[string(c.KPI.Family)] = true
			told++
		}
	}
	if told < 20 {
		t.Errorf("%d changes were told, want many", told)
	}
}

// TestPacksHoldWhatTheirFormulasGive recalculates packs with the program's own evaluation, which is exact: a figure that is the
// very median of its peers is the same as it in the workbook too.
func TestPacksHoldWhatTheirFormulasGive(t *testing.T) {
	e := edition(t, job.PerAccount)
	formulas, contributions := 0, 0
	for i := 0; i < len(e.Packs); i += 6 {
		w := e.Build(e.Packs[i])
		var file bytes.Buffer
		if err := xlsx.Write(&file, w); err != nil {
			t.Fatal(err)
		}
		book, err := audit.Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil {
			t.Fatal(err)
		}
		r := book.Recalculate()
		formulas += r.Formulas
		for _, d := range r.Differences {
			t.Errorf("%s: %s %s: %s", e.Packs[i].Title, d.Sheet, d.Cell(), d.What)
		}
		for _, c := range w.Sheets[2].Rows { // the sum of the health score's parts is among them
			if len(c.Cells) > contributionColumn && strings.HasPrefix(c.Cells[contributionColumn].Formula, "SUM(") {
				contributions++
			}
		}
	}
	if formulas < 5000 || contributions < 10 {
		t.Errorf("%d formulas and %d health scores, want thousands and some", formulas, contributions)
	}
}
