package compute

import (
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// TestBatch: what is worked out for many scopes at once is what the book gives for each, variants and comparisons included.
func TestBatch(t *testing.T) {
	b := book(t, job.KPIs{})
	scopes := []facts.Scope{facts.Portfolio, facts.AccountScope("A"), {Dimension: "segment", Value: "Enterprise"}, facts.AccountScope("B")}
	batch := b.Batch(scopes)
	compared := 0
	for _, c := range b.KPIs() {
		for variant := range len(c.KPI.Variants) + 1 {
			if c.Variant = ""; variant > 0 {
				c.Variant = c.KPI.Variants[variant-1].ID
			}
			for month := b.Facts.Last - 2; month <= b.Facts.Last+1; month++ {
				for kind := period.MonthKind; kind <= period.TTM; kind++ {
					p := b.Facts.Calendar.At(kind, month)
					series := batch.Series(c, p)
					for i, scope := range scopes {
						got, want := series.Result(i), b.Result(c, scope, p)
						if !got.Value.Equal(want.Value) || len(got.Changes) != len(want.Changes) || !got.Target.Equal(want.Target) {
							t.Fatalf("%s %s, %s, %s: got %s, want %s", c.KPI.ID, c.Variant, scope, p.ID(), got.Value, want.Value)
						}
						for k, change := range want.Changes {
							if other := got.Changes[k]; !other.Previous.Equal(change.Previous) || !other.Absolute.Equal(change.Absolute) || !other.Percent.Equal(change.Percent) {
								t.Fatalf("%s %s, %s, %s: got %+v, want %+v", c.KPI.ID, c.Variant, scope, p.ID(), other, change)
							}
						}
						compared++
					}
				}
			}
		}
	}
	if compared < 10_000 {
		t.Errorf("%d figures were compared", compared)
	}
}
