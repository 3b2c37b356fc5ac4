package compute

import (
	"testing"

	"kpibook/formulas/expr"
)

// TestAveraged holds the parts of two inputs against those worked out by hand, also where a state on the way has no value.
func TestAveraged(t *testing.T) {
	number := func(n int64) expr.Value { return expr.Fraction(n, 1) }
	none := expr.Missing(expr.ZeroDenominator, "")
	for _, test := range []struct {
		name   string
		states []expr.Value // neither has changed, the first, the second, both
		first  string
		second string
		ok     bool
	}{
		{"a sum", []expr.Value{number(3), number(10), number(5), number(12)}, "7", "2", true},
		{"a product, 2 x 3 to 4 x 9", []expr.Value{number(6), number(12), number(18), number(36)}, "12", "18", true},
		{"nothing moved in the end", []expr.Value{number(4), number(8), number(2), number(4)}, "3", "-3", true},
		{"no value after the first", []expr.Value{number(6), none, number(18), number(36)}, "18", "12", true},
		{"no way through", []expr.Value{number(6), none, none, number(36)}, "0", "0", false},
	} {
		first, second := &Cause{}, &Cause{}
		ok := averaged([]*Cause{first, second}, test.states)
		if ok != test.ok || first.Contribution.String() != test.first || second.Contribution.String() != test.second {
			t.Errorf("%s: got %s and %s (%t), want %s and %s (%t)", test.name, first.Contribution, second.Contribution, ok, test.first, test.second, test.ok)
		}
	}
}

// TestInOrder: without an order for every state, the inputs change as the formula has them, and a step without a value counts
// with the next.
func TestInOrder(t *testing.T) {
	states := []expr.Value{expr.Fraction(5, 1), expr.Missing(expr.ZeroDenominator, ""), expr.Fraction(8, 1), expr.Fraction(7, 1)}
	moved := []*Cause{{}, {}, {}}
	oneByOne(moved, states)
	for i, want := range []string{"0", "3", "-1"} {
		if got := moved[i].Contribution.String(); got != want {
			t.Errorf("input %d: got %s, want %s", i, got, want)
		}
	}
}
