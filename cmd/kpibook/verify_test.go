package main

import "testing"

// TestNothingToTellBy: a workbook that has neither formulas nor a seal any more is not taken for one that is as published.
func TestNothingToTellBy(t *testing.T) {
	for _, c := range []struct {
		verdict
		want bool
	}{
		{verdict{}, false}, {verdict{Sealed: true}, true}, {verdict{Formulas: 9}, true},
		{verdict{Sealed: true, Changed: []found{{}}}, false}, {verdict{Formulas: 9, Recalculated: []found{{}}}, false},
	} {
		if got := c.holds(); got != c.want {
			t.Errorf("%+v: got %t", c.verdict, got)
		}
	}
}
