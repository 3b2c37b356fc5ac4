package pipeline

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/fixtures/demo"
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// demoBook reads the demo company.
func demoBook(t *testing.T) *Book {
	t.Helper()
	dir := t.TempDir()
	if err := demo.Write(dir); err != nil {
		t.Fatal(err)
	}
	file, err := job.Load(filepath.Join(dir, "kpibook.yaml"), Schema())
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	book, err := Read(context.Background(), file, catalogue, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// pick draws a KPI, a scope and a period of the book.
func pick(r *rand.Rand, b *Book) (compute.Chosen, facts.Scope, period.Period) {
	kpis := b.KPIs()
	chosen := kpis[r.IntN(len(kpis))]
	if n := len(chosen.KPI.Variants); n > 0 && r.IntN(3) == 0 {
		chosen.Variant = chosen.KPI.Variants[r.IntN(n)].ID
	}
	scope := facts.Portfolio
	switch dimensions := b.Facts.Dimensions(); r.IntN(3) {
	case 0:
		scope = facts.AccountScope(b.Facts.Accounts[r.IntN(len(b.Facts.Accounts))].ID)
	case 1:
		dimension := dimensions[r.IntN(len(dimensions))]
		groups := b.Facts.Groups(dimension)
		scope = facts.Scope{Dimension: dimension, Value: groups[r.IntN(len(groups))]}
	}
	month := b.Facts.First + period.Month(r.IntN(int(b.AsOf-b.Facts.First)+1))
	return chosen, scope, b.Facts.Calendar.At(period.Kind(r.IntN(6)), month)
}

// explainAll explains a figure with everything listed.
func explainAll(t *testing.T, b *Book, c compute.Chosen, scope facts.Scope, p period.Period) *compute.Trace {
	t.Helper()
	trace, err := b.Explain(context.Background(), c, scope, p, compute.Source{Job: b.Job, Records: b.Records}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return trace
}

// TestMustShow_Explain: the measures behind 50 random figures, worked out again from the texts of the listed rows, give the
// figures; see recounter.
func TestMustShow_Explain(t *testing.T) {
	b := demoBook(t)
	counter := newRecounter(t, b)
	r := rand.New(rand.NewPCG(3, 50))
	figures, nonzero, kpis := 0, 0, map[string]bool{}
	for figures < 50 {
		chosen, scope, p := pick(r, b)
		value := b.Value(chosen, scope, p)
		if !value.Available() || value.IsLabel() || !countable(b, chosen) {
			continue
		}
		figures++
		kpis[chosen.KPI.ID] = true
		name := chosen.KPI.ID + " " + chosen.Variant + ", " + scope.String() + ", " + p.ID()
		trace := explainAll(t, b, chosen, scope, p)
		if len(trace.Unread) > 0 {
			t.Fatalf("%s: %v", name, trace.Unread)
		}
		counter.trace = trace
		if s := trace.Scoring; s != nil {
			checkScoring(t, name, s, value)
		}
		measures := map[string]expr.Value{}
		for i := range trace.Measures {
			m := &trace.Measures[i]
			checkMeasure(t, name, trace, m)
			measures[m.ID], _ = counter.count(m)
			if !measures[m.ID].Equal(m.Value) {
				t.Errorf("%s: the rows of %s give %s, explain says %s", name, m.ID, measures[m.ID], m.Value)
			}
		}
		if value.Sign() != 0 {
			nonzero++
		}
		if got := overSteps(b, trace, chosen, measures); !got.Equal(value) {
			t.Errorf("%s: the rows give %s, the cell is %s", name, got, value)
		}
	}
	if nonzero < 30 || len(kpis) < 25 {
		t.Errorf("only %d of 50 figures are not 0, and there are %d different KPIs", nonzero, len(kpis))
	}
}

// checkMeasure: the contributions are the measure, and each of them has its rows.
func checkMeasure(t *testing.T, name string, trace *compute.Trace, m *compute.Measure) {
	t.Helper()
	entry, _ := formulas.MeasureByID(m.ID)
	if entry.Over == formulas.NotSummed {
		return
	}
	rest := m.Value
	for _, c := range m.Contributions {
		rest = rest.Sub(c.Amount)
		_, own := trace.Rows[c.Place]
		for _, l := range c.Lines {
			_, shown := trace.Rows[l.Line.Place]
			own = own || shown
		}
		if !own && m.Usage == nil {
			t.Errorf("%s: %s: nothing is shown for %s %s", name, m.ID, c.Account, c.What)
		}
	}
	if rest.Sign() != 0 {
		t.Errorf("%s: %s: the contributions are %s off %s", name, m.ID, rest, m.Value)
	}
	if u := m.Usage; u != nil && (u.Rows != len(u.Places) || u.Rows == 0 && m.Value.Sign() != 0 && entry.Over != formulas.AccountOnly) {
		t.Errorf("%s: %s is %s, but %d rows of usage, %d of them listed", name, m.ID, m.Value, u.Rows, len(u.Places))
	}
}

// overSteps works out a KPI from measures by the formulas that the trace shows.
func overSteps(b *Book, trace *compute.Trace, c compute.Chosen, measures map[string]expr.Value) expr.Value {
	formula, ok := c.KPI.Expr(c.Variant)
	if !ok { // computed: the step is all there is
		at := slices.IndexFunc(trace.Steps, func(s compute.Step) bool { return s.Chosen == c })
		return trace.Steps[at].Value
	}
	return formula.Eval(func(name string) expr.Value {
		if value, ok := measures[name]; ok {
			return value
		}
		at := slices.IndexFunc(trace.Steps, func(s compute.Step) bool { return s.KPI.ID == name })
		return overSteps(b, trace, trace.Steps[at].Chosen, measures)
	})
}

// TestContributions: every measure is traced to rows, and its accounts add up, for the book and for the groups of a column.
func TestContributions(t *testing.T) {
	b := demoBook(t)
	scopes := []facts.Scope{facts.Portfolio}
	for _, segment := range b.Facts.Groups("segment") {
		scopes = append(scopes, facts.Scope{Dimension: "segment", Value: segment})
	}
	for _, m := range formulas.Measures() {
		for _, scope := range scopes {
			for _, p := range b.Facts.Calendar.All(b.AsOf - 2) {
				value := b.Facts.Value(m.ID, scope, p)
				if !value.Available() || m.Over == formulas.NotSummed {
					continue
				}
				for _, c := range b.Facts.Contributions(m.ID, scope, p) {
					value = value.Sub(c.Amount)
					if c.What == facts.Untraced {
						t.Errorf("%s, %s, %s: %s of %s is not traced to rows", m.ID, scope, p.ID(), c.Amount, b.Facts.Value(m.ID, scope, p))
					}
				}
				if value.Sign() != 0 {
					t.Errorf("%s, %s, %s: %s is left over", m.ID, scope, p.ID(), value)
				}
				for _, share := range b.Facts.ByAccount(m.ID, scope, p) {
					value = value.Add(share)
				}
				if !value.Equal(b.Facts.Value(m.ID, scope, p)) {
					t.Errorf("%s, %s, %s: the accounts are %s", m.ID, scope, p.ID(), value)
				}
			}
		}
	}
}

// TestExplainChangedFile: a file that changed or went after it was read is named, and none of its rows is shown.
func TestExplainChangedFile(t *testing.T) {
	b := demoBook(t)
	chosen, _ := b.Choose("monthly_recurring_revenue")
	p := b.Facts.Calendar.At(period.MonthKind, b.AsOf)
	path := filepath.Join(b.Job.Dir, "exports", "subscriptions.csv")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		problem string
		change  func() error
	}{
		{"changed", func() error { return os.WriteFile(path, append(data, '\n'), 0o644) }},
		{"gone", func() error { return os.Remove(path) }},
	} {
		if err := test.change(); err != nil {
			t.Fatal(err)
		}
		trace := explainAll(t, b, chosen, facts.Portfolio, p)
		if len(trace.Unread) != 1 || !strings.Contains(trace.Unread[0].Problem, test.problem) || b.Records.Files[trace.Unread[0].File].Dataset != "subscriptions" {
			t.Errorf("%s: %v", test.problem, trace.Unread)
		}
		for _, row := range trace.Rows {
			if b.Records.Files[row.File].Dataset == "subscriptions" {
				t.Fatalf("%s: row %d is shown", test.problem, row.Line)
			}
		}
		if len(trace.Rows) == 0 {
			t.Errorf("%s: the rows of the other files are not shown", test.problem)
		}
	}
}

// TestMustShow_Why: between two periods of 50 random figures, the contributions of the inputs and of the customers add up to
// the difference. A computed figure that is no sum over customers says that it is not taken apart.
func TestMustShow_Why(t *testing.T) {
	b := demoBook(t)
	r := rand.New(rand.NewPCG(5, 50))
	kpis := map[string]bool{}
	for pairs := 0; pairs < 50; {
		chosen, scope, to := pick(r, b)
		from := to.Earlier(to.Months() * (1 + r.IntN(4)))
		w := b.Why(chosen, scope, from, to)
		if !w.Difference.Available() || w.Difference.Sign() == 0 {
			continue
		}
		if _, computed := chosen.KPI.MethodOf(chosen.Variant); w.Whole != "" {
			if !computed || w.Customers != nil {
				t.Errorf("%s %s is not taken apart, although it could be: %s", chosen.KPI.ID, chosen.Variant, w.Whole)
			}
			continue
		}
		pairs++
		kpis[chosen.KPI.ID] = true
		inputs, customers := w.Difference, w.Difference
		for _, in := range w.Inputs {
			inputs = inputs.Sub(in.Contribution)
		}
		for _, c := range w.Customers {
			customers = customers.Sub(c.Contribution)
		}
		if inputs.Sign() != 0 || customers.Sign() != 0 {
			t.Errorf("%s %s, %s, %s to %s: the inputs are %s off the difference %s, the customers %s", chosen.KPI.ID, chosen.Variant, scope, from.ID(), to.ID(), inputs, w.Difference, customers)
		}
		if !slices.IsSortedFunc(w.Customers, func(x, y compute.Customer) int {
			return y.Contribution.Rat().Abs(y.Contribution.Rat()).Cmp(x.Contribution.Rat().Abs(x.Contribution.Rat()))
		}) {
			t.Errorf("%s: the largest customer is not first", chosen.KPI.ID)
		}
	}
	if len(kpis) < 10 {
		t.Errorf("%d different KPIs, want ten or more", len(kpis))
	}
}
