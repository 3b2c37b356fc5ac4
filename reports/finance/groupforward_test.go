package finance

import (
	"testing"

	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// TestMustShow_GroupsCloseInTheWorkbook: Gorse, with 40 a month, moves from the small customers to the enterprise ones in October.
// Both roll-forwards close with transfers, the transfers are 0 over the book, the groups are the book's roll-forward, and every
// one of these checks is live.
func TestMustShow_GroupsCloseInTheWorkbook(t *testing.T) {
	s := bySheet(build(t, company(t, fiscal)))[byGroupSheet]
	rows := map[string][]reports.Cell{}
	for _, row := range s.Rows {
		if len(row.Cells) > 2 && row.Cells[0].Text == "Oct 2026" && row.Cells[1].Text == "Segment" {
			rows[row.Cells[2].Text] = row.Cells
		}
	}
	for group, want := range map[string]string{
		"enterprise":  "372.10 40.00 0.00 0.21 0.00 0.00 50.00 (54.46) 0.00 407.85 0.00 2 1 0 0 0 0 3 0",
		"small":       "120.00 0.00 (40.00) 0.00 100.01 75.00 0.00 0.00 (80.00) 175.01 0.00 2 0 -1 1 1 -1 2 0",
		facts.NoGroup: "0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0 0 0 0 0 0 0 0",
		"All":         "492.10 40.00 (40.00) 0.21 100.01 75.00 50.00 (54.46) (80.00) 582.86 0.00 4 1 -1 1 1 -1 5 0",
		"Check":       "0.00 0.00  0.00 0.00 0.00 0.00 0.00 0.00 0.00  0 0  0 0 0 0 ",
	} {
		if got := shown(rows[group][3:]); got != want {
			t.Errorf("%s\n got %s\nwant %s", group, got, want)
		}
	}
	at, _ := rowOf(t, s, "Customers that changed their group", 0)
	if got, want := shown(s.Rows[at+2].Cells), "Oct 2026 Segment G Gorse small enterprise 40.00 1"; got != want {
		t.Errorf("the list starts with %s, want %s", got, want)
	}
	checks := 0
	for _, block := range s.LiveChecks() {
		checks += (block.To.Row - block.From.Row + 1) * (block.To.Column - block.From.Column + 1)
	}
	// Over four periods: two checks for each of the three segments and three managers and for all of them, 15 against the book.
	if want := 4 * (2*(3+1+3+1) + 2*15); checks != want {
		t.Errorf("%d live checks, want %d", checks, want)
	}
}

// TestWhoCounts: the cover says whether accounts or groups of them are the customers.
func TestWhoCounts(t *testing.T) {
	b := company(t, fiscal)
	for customers, want := range map[string]string{"": "accounts, each for itself", "parent": "groups: what an account pays, does and costs counts for its ultimate parent"} {
		b.Job.Customers = customers
		if _, cells := rowOf(t, bySheet(build(t, b))[coverSheet], "Customers", 0); cells[1].Text != want {
			t.Errorf("customers %q: the cover says %q, want %q", customers, cells[1].Text, want)
		}
	}
}
