package reports

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

// TestLiveChecks finds the blocks of live checks: no constants, no texts, no figures.
func TestLiveChecks(t *testing.T) {
	cell := func(role Role, formula string) Cell {
		return Cell{Number: decimal.NewNullDecimal(decimal.Zero), Formula: formula, Style: Style{Role: role}}
	}
	check, constant, figure := cell(Good, "A1-A2"), cell(Good, ""), cell(Calculated, "A1-A2")
	light := Cell{Text: "✓ passed", Formula: `IF(A1=0,"✓ passed","✗ failed")`, Style: Style{Role: Good}}
	s := &Sheet{Rows: []Row{
		{Cells: []Cell{{}, check, check, constant}},
		{Cells: []Cell{figure, cell(Bad, "A1-A2"), check, light}},
		{Cells: []Cell{check}},
		{},
		{Cells: []Cell{{}, check, figure, check}},
	}}
	want := []Range{{Position{2, 0}, Position{2, 0}}, {Position{0, 1}, Position{1, 2}}, {Position{4, 1}, Position{4, 1}}, {Position{4, 3}, Position{4, 3}}}
	if got := s.LiveChecks(); !slices.Equal(got, want) {
		t.Errorf("live checks are %v, want %v", got, want)
	}
	if !light.Light() || light.LiveCheck() || constant.Light() {
		t.Error("a text with a formula is a light and no live check, a constant is neither")
	}
}
