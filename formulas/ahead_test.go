package formulas

import "testing"

func TestLooksAhead(t *testing.T) {
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]bool{"committed_mrr": true, "recurring_revenue_forecast": true, "monthly_recurring_revenue": false, "net_revenue_retention": false, "gross_renewal_rate": false} {
		kpi, ok := c.ByID(id)
		if !ok {
			t.Fatalf("there is no %s", id)
		}
		if got := c.LooksAhead(kpi, ""); got != want {
			t.Errorf("%s: %t, want %t", id, got, want)
		}
	}
}
