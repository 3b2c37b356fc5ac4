package facts

import (
	"fmt"
	"strings"
	"testing"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// TestRenewalsDue lists renewals before and after the data cut, 30 June 2026; those that fell due are as many as the measure
// counts, month by month, and as much.
func TestRenewalsDue(t *testing.T) {
	auto := contract(t, "A1", "A", "2025-08-01", "2026-07-31", "120")
	auto.AutoRenew = true
	gone := contract(t, "E1", "E", "2025-10-01", "2026-09-30", "70")
	gone.Terminated = date(t, "2026-03-01")
	ahead := renewing(t, "G1", "G2", "G", "2026-12-01", "2027-11-30", "55")
	ahead.SignedOn = date(t, "2026-05-02")
	f := buildJune(t, contracted(t,
		auto, contract(t, "B1", "B", "2025-02-01", "2026-01-31", "120"), contract(t, "B2", "B", "2026-02-01", "2027-01-31", "90"),
		contract(t, "C1", "C", "2025-06-15", "2026-06-14", "60"), contract(t, "D1", "D", "2025-03-01", "2026-02-28", "30"), gone,
		contract(t, "F1", "F", "2025-09-01", "2026-08-31", "40"), contract(t, "F2", "F", "2025-09-01", "2026-08-31", "10"),
		ahead, contract(t, "G1", "G", "2025-12-01", "2026-11-30", "50")))
	var got []string
	for _, d := range f.RenewalsDue(date(t, "2026-01-01"), date(t, "2027-02-28")) {
		got = append(got, fmt.Sprintf("%s %s %s %s %t %s %s", d.On, f.Accounts[d.Account].ID, strings.Join(d.Contracts, "+"), d.Outcome, d.Automatic, d.Due, d.Renewed))
	}
	want := []string{
		"2026-02-01 B B1 renewed false 120 90",
		"2026-03-01 D D1 lost false 30 0",
		"2026-06-15 C C1 open false 60 n/a (open period: not decided at the data cut)",
		"2026-08-01 A A1 to come true 120 n/a (open period: not decided at the data cut)",
		"2026-09-01 F F1+F2 to come false 50 n/a (open period: not decided at the data cut)",
		"2026-12-01 G G1 renewed false 50 55",
		"2027-02-01 B B2 to come false 90 n/a (open period: not decided at the data cut)",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for month := period.MonthOf(2026, 1); month <= f.Last; month++ {
		p := f.Calendar.At(period.MonthKind, month)
		var amount expr.Value
		due := f.RenewalsDue(p.FirstDay(), p.LastDay())
		for _, d := range due {
			amount = amount.Add(d.Due)
		}
		if counted := f.Value("renewals_due", Portfolio, p); counted.String() != fmt.Sprint(len(due)) {
			t.Errorf("%s: %d listed, %s counted", p.ID(), len(due), counted)
		}
		if measured := f.Value("renewal_due_amount", Portfolio, p); len(due) > 0 && measured.String() != amount.String() {
			t.Errorf("%s: %s listed, %s counted", p.ID(), amount, measured)
		}
	}
}
