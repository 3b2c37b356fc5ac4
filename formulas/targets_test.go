package formulas

import (
	"testing"

	"kpibook/formulas/expr"
)

// TestAddsUp: only sums of flows add up over months. What a KPI is made of decides, not its unit.
func TestAddsUp(t *testing.T) {
	c := build(t)
	for id, want := range map[string]bool{
		"recurring_revenue": true, "cases": true, "account_margin": true, "bookings": true, // flows, and a difference of flows
		"monthly_recurring_revenue": false, "installed_base": false, // balances
		"account_expansion": false, "net_new_mrr": false, // netted over the period
		"win_rate": false, "net_revenue_retention": false, "annual_run_rate": false, // rates, and a flow times something else
		"monthly_active_users": false, "customer_status": false, // a mean over months, and a label
	} {
		k, ok := c.ByID(id)
		if !ok {
			t.Fatalf("no KPI %s", id)
		}
		if got := c.AddsUp(k, ""); got != want {
			t.Errorf("%s: got %t, want %t", id, got, want)
		}
	}
}

// TestVersusTarget: a target has a variance and, for every number, an attainment; neither for what has no difference.
func TestVersusTarget(t *testing.T) {
	number := expr.Fraction
	for _, test := range []struct {
		unit                 Unit
		value, target        expr.Value
		variance, attainment string
	}{
		{Money, number(270, 1), number(280, 1), "-10", "0.9642857142857142857142857142857143"},
		{Ratio, number(9, 10), number(1, 1), "-0.1", "0.9"},
		{Score, number(40, 1), number(50, 1), "-10", "0.8"},
		{Count, number(3, 1), number(0, 1), "3", "n/a (zero denominator: target)"},
		{Money, number(3, 1), number(-1, 1), "4", "n/a (negative base)"},
		{Money, expr.Missing(expr.OpenPeriod, "ends 2027-01-31"), number(1, 1), "n/a (open period: ends 2027-01-31)", "n/a (open period: ends 2027-01-31)"},
		{LabelUnit, expr.Label("active"), number(1, 1), "n/a (not defined at this grain: a label has no change)", "n/a (not defined at this grain: a label has no change)"},
	} {
		variance, attainment := VersusTarget().Change(test.unit, test.value, test.target)
		if variance.String() != test.variance || attainment.String() != test.attainment {
			t.Errorf("%s %s of %s: got %s and %s, want %s and %s", test.unit, test.value, test.target, variance, attainment, test.variance, test.attainment)
		}
	}
	if variance, share := VersusTarget().Excel(Ratio, "C3", "B3"); variance != `IF(COUNT(C3,B3)<2,"n/a",C3-B3)` || share != `IF(B3<0,"n/a",IF(COUNT(C3,B3)<2,"n/a",IF(B3=0,"n/a",C3/B3)))` {
		t.Errorf("got %s and %s", variance, share)
	}
}

// TestOutcome: where lower is better, more than the target is a target missed.
func TestOutcome(t *testing.T) {
	for _, test := range []struct {
		better          Direction
		variance, slack int64
		want            string
	}{
		{Up, 1, 0, "target met"}, {Up, 0, 0, "target met"}, {Up, -1, 0, "target missed"},
		{Down, 1, 0, "target missed"}, {Down, 0, 0, "target met"}, {Down, -1, 0, "target met"},
		{Neutral, 1, 0, "above target"}, {Neutral, 0, 0, "on target"}, {Neutral, -1, 0, "below target"},
		{Up, 3, 2, "target met"}, {Up, -2, 2, TargetNearlyMet}, {Up, -3, 2, "target missed"},
		{Down, -3, 2, "target met"}, {Down, 2, 2, TargetNearlyMet}, {Down, 3, 2, "target missed"},
		{Neutral, -1, 2, "below target"},
	} {
		if got := Outcome(test.better, expr.Fraction(test.variance, 1), expr.Fraction(test.slack, 1)); got != test.want {
			t.Errorf("%s, %d of %d: got %q, want %q", test.better, test.variance, test.slack, got, test.want)
		}
	}
	if got := Outcome(Up, expr.Missing(expr.NoDataset, "targets"), expr.Value{}); got != "" {
		t.Errorf("without a target: got %q", got)
	}
}
