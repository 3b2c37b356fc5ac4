package tidy

import (
	"context"
	"path/filepath"
	"testing"

	"kpibook/fixtures/demo"
	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// demoBook reads the demo company.
func demoBook(t *testing.T) *pipeline.Book {
	t.Helper()
	dir := t.TempDir()
	if err := demo.Write(dir); err != nil {
		t.Fatal(err)
	}
	file, err := job.Load(filepath.Join(dir, "kpibook.yaml"), pipeline.Schema())
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	book, err := pipeline.Read(context.Background(), file, catalogue, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// census counts the rows of an export and those with a value.
type census struct {
	rows, values map[[3]string]int // by KPI, grain and kind of period
	last         period.Date
	earlier      map[string]bool // KPIs with values for periods that ended before the last day
}

func (c *census) Write(r *Row) error {
	at := [3]string{r.KPI, r.Grain, r.Kind}
	c.rows[at]++
	if r.Value != "" {
		c.values[at]++
		c.earlier[r.KPI] = c.earlier[r.KPI] || r.End < c.last
	}
	return nil
}

func (c *census) Close() error { return nil }

// TestMustShow_TidyHoldsEverything: on the demo company every KPI has a row at every grain and for every period at which it is
// defined, for account, segment, region, manager and the book, for months, quarters, half-years, years, years to date and
// twelve months; and it has a value for some of them, at each grain and each kind of period. Those that are known at the data
// cut only, such as what is signed by then, have it for the kinds that end there.
func TestMustShow_TidyHoldsEverything(t *testing.T) {
	b := demoBook(t)
	e, err := New(b, job.Job{Dimensions: []string{"segment", "region", "csm"}}, b.Facts.Calendar.At(period.MonthKind, b.AsOf), false)
	if err != nil {
		t.Fatal(err)
	}
	found := census{map[[3]string]int{}, map[[3]string]int{}, b.AsOf.Last(), map[string]bool{}}
	total, err := e.Write(context.Background(), &found)
	if err != nil {
		t.Fatal(err)
	}
	grains := map[string][]facts.Scope{"portfolio": {facts.Portfolio}}
	for _, a := range b.Facts.Accounts {
		grains["account"] = append(grains["account"], facts.AccountScope(a.ID))
	}
	for _, dimension := range []string{"segment", "region", "csm"} {
		for _, group := range b.Facts.Groups(dimension) {
			grains[dimension] = append(grains[dimension], facts.Scope{Dimension: dimension, Value: group})
		}
	}
	periods := map[period.Kind]int{}
	for kind := period.MonthKind; kind <= period.TTM; kind++ {
		periods[kind] = len(period.Between(kind, b.Facts.Calendar, b.AsOf-12, b.AsOf))
	}
	rows := 0
	for _, c := range b.KPIs() {
		for grain, scopes := range grains {
			for kind, n := range periods {
				if !c.KPI.DefinedAt(compute.GrainOf(scopes[0])) || !c.KPI.KindsOf(c.Variant).Has(kind) {
					continue
				}
				at := [3]string{c.KPI.ID, grain, kind.String()}
				if found.rows[at] != len(scopes)*n {
					t.Errorf("%v: %d rows, want %d scopes × %d periods", at, found.rows[at], len(scopes), n)
				}
				if endsNow := b.Facts.Calendar.At(kind, b.AsOf).Last == b.AsOf; found.values[at] == 0 && (endsNow || found.earlier[c.KPI.ID]) {
					t.Errorf("%v: no value", at)
				}
				rows += found.rows[at]
			}
		}
	}
	if rows != total || rows < 1_000_000 {
		t.Errorf("%d rows are expected of %d", rows, total)
	}
}
