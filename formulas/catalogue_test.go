package formulas

import (
	"slices"
	"testing"

	"kpibook/formulas/period"
)

// build is the catalogue of the tables.
func build(t testing.TB) *Catalogue {
	t.Helper()
	c, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestExamplesGiveWhatTheySay(t *testing.T) {
	c := build(t)
	for _, k := range c.KPIs() {
		for _, fault := range c.execute(k, func(Example) bool { return true }) {
			t.Error(fault)
		}
	}
}

func TestEntriesCarryTheFamilyOfTheirTable(t *testing.T) {
	var families []Family
	for _, k := range build(t).KPIs() {
		families = append(families, k.Family)
	}
	if got, want := slices.Compact(families), []Family{Revenue, Retention, Economics, Adoption, Support, Voice, Sales, Onboarding, Operations}; !slices.Equal(got, want) {
		t.Errorf("got the families %q in book order, want %q", got, want)
	}
	entries := []KPI{{ID: "one"}, {ID: "two", Family: Revenue}}
	for _, k := range family(Own, entries) {
		if k.Family != Own {
			t.Errorf("%s stands in %q, want %q", k.ID, k.Family, Own)
		}
	}
}

func TestWhereEntriesAreDefined(t *testing.T) {
	c := build(t)
	for _, test := range []struct {
		kpi, variant string
		grain        Grain
		kind         period.Kind
		grainWant    bool
		kindWant     bool
	}{
		{"logo_churn", "", AtAccount, period.MonthKind, true, true},
		{"churn_rate", "", AtAccount, period.MonthKind, false, false},
		{"churn_rate", "", AtPortfolio, period.TTM, true, true},
		{"churn_rate", "compounded", AtDimension, period.MonthKind, true, true},
		{"churn_rate", "compounded", AtDimension, period.YearKind, true, false},
		{"customer_status", "", AtAccount, period.YTD, true, true},
		{"customer_status", "", AtPortfolio, period.YTD, false, true},
		{"magic_number", "revenue", AtPortfolio, period.TTM, true, false},
		{"ltv_cac_ratio", "", AtAccount, period.MonthKind, false, true},
		{"conversion_rate", "", AtDimension, period.MonthKind, false, true},
		{"accounts_per_csm", "", AtDimension, period.YearKind, true, true},
		{"dark_accounts", "", AtAccount, period.QuarterKind, false, true},
	} {
		k, _ := c.ByID(test.kpi)
		if got := k.DefinedAt(test.grain); got != test.grainWant {
			t.Errorf("%s at %v: got %t, want %t", test.kpi, test.grain.Names(), got, test.grainWant)
		}
		if got := k.KindsOf(test.variant).Has(test.kind); got != test.kindWant {
			t.Errorf("%s %s over a %s: got %t, want %t", test.kpi, test.variant, test.kind, got, test.kindWant)
		}
		if test.variant == "" && k.DefinedFor(test.kind) != test.kindWant {
			t.Errorf("%s: DefinedFor and KindsOf disagree about a %s", test.kpi, test.kind)
		}
	}
}
