package qbr

import (
	"slices"
	"strings"
	"testing"

	"kpibook/formulas"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// TestInternalSheetsCanGo: what a customer costs and what is sold to it stands on sheets at the end of a pack, and no formula or
// chart of the others counts on them.
func TestInternalSheetsCanGo(t *testing.T) {
	e := edition(t, job.PerAccount)
	r := &review{Edition: e, pack: e.Packs[0]}
	w := r.workbook()
	for _, m := range r.inputs[0].measures {
		if slices.Contains(m.Dataset, "costs") || m.Unit == formulas.Money && slices.Contains(m.Dataset, "opportunities") {
			t.Errorf("%s is among the inputs that a customer sees", m.ID)
		}
	}
	last := len(w.Sheets) - 2
	if w.Sheets[last].Name != "Internal" || w.Sheets[last+1].Name != internalInputsSheet {
		t.Fatalf("the last sheets are %s and %s", w.Sheets[last].Name, w.Sheets[last+1].Name)
	}
	var shared []string
	for _, s := range w.Sheets[:last] {
		shared = append(shared, s.Name)
	}
	if needed := reports.Needed(w.Sheets, shared); len(needed) != len(shared) {
		t.Errorf("the sheets %v need more: %v", shared, needed)
	}
	figures := 0
	for _, row := range w.Sheets[last].Rows {
		for _, c := range row.Cells {
			if c.Figure != nil && strings.Contains(c.Formula, "'Internal inputs'!") {
				figures++
			}
		}
	}
	if figures < 10 {
		t.Errorf("%d internal figures, want some", figures)
	}
}
