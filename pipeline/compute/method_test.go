package compute

import (
	"testing"

	"kpibook/formulas"
	"kpibook/pipeline/job"
)

// TestMethods: each method of the catalogue has a function, and each function is some entry's.
func TestMethods(t *testing.T) {
	b := book(t, job.KPIs{})
	used := map[formulas.Method]bool{}
	for _, k := range b.Catalogue.KPIs() {
		for _, variant := range k.Definitions() {
			if m, ok := k.MethodOf(variant); ok {
				used[m] = true
				if b.methods[m].value == nil {
					t.Errorf("%s %s: nothing works out %s", k.ID, variant, m)
				}
			}
		}
	}
	for m := range b.methods {
		if !used[m] {
			t.Errorf("no KPI is worked out by %s", m)
		}
	}
}
