package formulas

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

func TestComparisonsApplyToTheirPeriods(t *testing.T) {
	year := period.Calendar{YearStart: 2} // February
	october := period.MonthOf(2026, 10)
	want := map[period.Kind]map[string]string{
		period.MonthKind:   {"MoM": "2026-09", "vs 3 months earlier": "2026-07", "YoY": "2025-10"},
		period.QuarterKind: {"QoQ": "FY2027-Q2", "YoY": "FY2026-Q3"},
		period.HalfKind:    {"HoH": "FY2027-H1", "YoY": "FY2026-H2"},
		period.YearKind:    {"YoY": "FY2026"},
		period.YTD:         {"YoY": "FY2025-10-YTD"},
		period.TTM:         {"YoY": "2025-10-TTM"},
	}
	for kind := period.MonthKind; kind <= period.TTM; kind++ {
		current := year.At(kind, october)
		got := map[string]string{}
		for _, c := range Comparisons() {
			if earlier, ok := c.From(current); ok {
				got[c.Short] = earlier.ID()
			}
		}
		for short, id := range want[kind] {
			if got[short] != id {
				t.Errorf("%s of %s: got %q, want %q", short, current.ID(), got[short], id)
			}
		}
		if len(got) != len(want[kind]) {
			t.Errorf("%s: got the comparisons %v, want %v", current.ID(), got, want[kind])
		}
	}
}

func TestChangeByUnit(t *testing.T) {
	number := func(text string) expr.Value { return expr.Number(decimal.RequireFromString(text)) }
	missing := expr.Missing(expr.NoDataset, "surveys")
	tests := []struct {
		unit              Unit
		current, previous expr.Value
		absolute, percent string
	}{
		{Money, number("125"), number("100"), "25", "0.25"},
		{Count, number("0"), number("4"), "-4", "-1"},
		{Money, number("50"), number("0"), "50", "n/a (zero denominator: previous)"},
		{Money, number("50"), number("-100"), "150", "n/a (negative base)"},
		{Money, number("-50"), number("100"), "-150", "-1.5"},
		{Ratio, number("0.92"), number("0.9"), "0.02", "n/a (not defined at this grain: a ratio changes in percentage points)"},
		{Score, number("41"), number("45"), "-4", "n/a (not defined at this grain: a score changes in points)"},
		{Money, missing, number("-1"), "n/a (no surveys dataset)", "n/a (no surveys dataset)"},
		{Money, number("1"), missing, "n/a (no surveys dataset)", "n/a (no surveys dataset)"},
		{LabelUnit, expr.Label("active"), expr.Label("churned"), "n/a (not defined at this grain: a label has no change)", "n/a (not defined at this grain: a label has no change)"},
	}
	yoy, ok := ComparisonByID("year_over_year")
	if !ok {
		t.Fatal("there is no year_over_year")
	}
	for _, test := range tests {
		absolute, percent := yoy.Change(test.unit, test.current, test.previous)
		if absolute.String() != test.absolute || percent.String() != test.percent {
			t.Errorf("%s from %s to %s: got %s and %s, want %s and %s", test.unit, test.previous, test.current, absolute, percent, test.absolute, test.percent)
		}
	}
}

func TestChangeInExcel(t *testing.T) {
	c := Comparisons()[0]
	for _, test := range []struct {
		unit              Unit
		absolute, percent string
	}{
		{Money, `IF(COUNT(C3,B3)<2,"n/a",C3-B3)`, `IF(B3<0,"n/a",IF(COUNT(C3,B3)<2,"n/a",IF(B3=0,"n/a",C3/B3-1)))`},
		{Ratio, `IF(COUNT(C3,B3)<2,"n/a",C3-B3)`, ""},
		{LabelUnit, "", ""},
	} {
		if absolute, percent := c.Excel(test.unit, "C3", "B3"); absolute != test.absolute || percent != test.percent {
			t.Errorf("%s: got %s and %s, want %s and %s", test.unit, absolute, percent, test.absolute, test.percent)
		}
	}
}
