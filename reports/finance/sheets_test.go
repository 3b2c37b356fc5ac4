package finance

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// rowOf is the first row of a sheet whose first cell has a text, from a row on.
func rowOf(t *testing.T, s *reports.Sheet, name string, from int) (int, []reports.Cell) {
	t.Helper()
	for i := from; i < len(s.Rows); i++ {
		if cells := s.Rows[i].Cells; len(cells) > 0 && cells[0].Text == name {
			return i, cells
		}
	}
	t.Fatalf("%s has no row %q from row %d on", s.Name, name, from+1)
	return 0, nil
}

// shown joins what cells show.
func shown(cells []reports.Cell) string {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = strings.TrimSpace(c.Shown())
	}
	return strings.Join(texts, " ")
}

// TestMovementTotals: the classes cover all customers in service, those that nothing moved included, so that they add up to
// the roll-forward. B is in dollars, at 0.9070 and 0.9077.
func TestMovementTotals(t *testing.T) {
	s := bySheet(build(t, company(t, fiscal)))[movementsSheet]
	for name, want := range map[string]string{
		"new": "1 0.00 0.00 0.00 100.01 100.01", "unchanged": "1 40.00 0.00 40.00 40.00 0.00",
		"All": "6 492.10 0.21 492.31 582.86 90.55", "Roll-forward": "6 492.10 0.21 492.31 582.86 90.55", "Check": "0 0.00 0.00 0.00 0.00 0.00",
	} {
		if _, cells := rowOf(t, s, name, 0); shown(cells[2:8]) != want {
			t.Errorf("%s: got %s, want %s", name, shown(cells[2:8]), want)
		}
	}
	if _, cells := rowOf(t, s, memoName+", EUR", 0); shown(cells[6:]) != "20.00" || !strings.HasPrefix(cells[6].Formula, "'MRR roll-forward'!") {
		t.Errorf("the memo is %s by %q", shown(cells[6:]), cells[6].Formula)
	}
	heading := ""
	for _, row := range s.Rows {
		if len(row.Cells) == 1 && row.Cells[0].Style.Role == reports.Heading {
			heading = row.Cells[0].Text
		}
	}
	if want := "Customers that moved, by themselves or by exchange rates alone: 5. Not listed, as nothing moved them: 1"; heading != want {
		t.Errorf("the list is headed %q, want %q", heading, want)
	}
}

// TestMonthByMonth: H joined and left inside the quarter, which only its months show; both rows close.
func TestMonthByMonth(t *testing.T) {
	s := bySheet(build(t, company(t, fiscal)))[rollForwardSheet]
	row, netted := rowOf(t, s, "FY2027 Q3 (Aug–Oct 2026)", 0)
	months := s.Rows[row+1].Cells
	if months[0].Text != monthByMonth || !strings.Contains(months[0].Note, "joined and left inside") {
		t.Fatalf("below the quarter stands %q with the note %q", months[0].Text, months[0].Note)
	}
	for _, c := range []struct {
		column          int
		netted, monthly string
	}{
		{5, "100.01", "130.01"}, {9, "(80.00)", "(110.00)"}, {10, "582.86", "582.86"}, {11, "0.00", "0.00"}, // new, churned, closing, check
		{13, "1", "2"}, {15, "-1", "-2"}, {16, "5", "5"}, {17, "0", "0"}, // customers
		{18, "20.00", ""},
	} {
		monthly := ""
		if c.column < len(months) {
			monthly = shown(months[c.column : c.column+1])
		}
		if got := shown(netted[c.column : c.column+1]); got != c.netted || monthly != c.monthly {
			t.Errorf("column %s: netted %s, month by month %s; want %s and %s", reports.ColumnName(c.column), got, monthly, c.netted, c.monthly)
		}
	}
	for column := 3; column < 18; column++ {
		if months[column].Formula == "" {
			t.Errorf("column %s is not live month by month", reports.ColumnName(column))
		}
	}
}

// TestLongerPeriods: the last complete half-year and year are shown with their comparisons where the history covers them.
func TestLongerPeriods(t *testing.T) {
	headings := func(b *pipeline.Book) string {
		var names []string
		for _, cell := range bySheet(build(t, b))[byPeriodSheet].Rows[3].Cells[3:] {
			names = append(names, cell.Text)
		}
		return strings.Join(names, "; ")
	}
	got := headings(company(t, fiscal))
	for _, want := range []string{
		"last complete half-year: FY2027 H1 (Feb–Jul 2026); FY2026 H2 (Aug 2025–Jan 2026); half-year HoH; half-year HoH %; FY2026 H1 (Feb–Jul 2025); half-year YoY; half-year YoY %",
		"last complete year: FY2026 (Feb 2025–Jan 2026); FY2025 (Feb 2024–Jan 2025); year YoY; year YoY %; FY2027 YTD",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("headings are %s; want %s among them", got, want)
		}
	}
	short := company(t, fiscal)
	short.Facts.First = period.MonthOf(2025, 6)
	if got := headings(short); !strings.Contains(got, "half-year") || strings.Contains(got, "complete year") {
		t.Errorf("with a history from June 2025, headings are %s; want a half-year and no year", got)
	}
}

// TestLight: the light on the cover counts the live checks of other sheets too, and turns when one is not 0.
func TestLight(t *testing.T) {
	w := build(t, company(t, fiscal))
	_, light := rowOf(t, bySheet(w)[coverSheet], "Checks", 0)
	if want := "✓ All 2 checks passed, 1 had nothing to check; 237 live ones hold"; light[1].Text != want {
		t.Errorf("the light says %q, want %q", light[1].Text, want)
	}
	checks := bySheet(w)[checksSheet]
	if _, cells := rowOf(t, checks, checkNothing, 0); cells[1].Text != "Renewals add up" || cells[0].Style.Role != reports.Warning {
		t.Errorf("without a case: %+v", cells[:2])
	}
	for _, name := range []string{movementsSheet, rollForwardSheet, byGroupSheet, qualitySheet} {
		found := false
		for _, row := range checks.Rows[firstCheckRow:] {
			found = found || strings.Contains(row.Cells[checkFailedColumn].Formula, reports.OnSheet(name, "")) && row.Cells[0].Formula != ""
		}
		if !found {
			t.Errorf("no row of the checks counts the live ones of %s", name)
		}
	}

	b := company(t, fiscal)
	b.Records.Files[0].Read++ // one row is lost
	_, light = rowOf(t, bySheet(build(t, b))[coverSheet], "Checks", 0)
	if light[1].Text != "✗ 1 of 7 checks failed" || light[1].Style.Role != reports.Bad {
		t.Errorf("with a row lost the light says %q", light[1].Text)
	}
}

// TestQualityRows: columns that nothing was read from are listed by file, and a total over several currencies says so.
func TestQualityRows(t *testing.T) {
	s := bySheet(build(t, company(t, fiscal)))[qualitySheet]
	row, _ := rowOf(t, s, "Columns that nothing was read from", 0)
	if _, cells := rowOf(t, s, "exports/accounts.csv", row); shown(cells) != "exports/accounts.csv accounts 1 Fax" {
		t.Errorf("unused columns: %s", shown(cells))
	}
	row, _ = rowOf(t, s, "Sums of money", 0)
	if _, cells := rowOf(t, s, "exports/subscriptions.csv", row); cells[2].Text != mixedCurrencies || shown(cells[9:]) != "1,505.00" || cells[7].Formula != "" {
		t.Errorf("the total over several currencies: %s", shown(cells))
	}
}

// TestUnassigned: rows without an account are a column of each dimension's sheet, which says what they are.
func TestUnassigned(t *testing.T) {
	sheets := bySheet(build(t, company(t, fiscal)))
	s := sheets["KPIs by segment"]
	if _, head := rowOf(t, s, "KPI", 0); !slices.ContainsFunc(head, func(c reports.Cell) bool { return c.Text == facts.Unassigned }) {
		t.Errorf("the sheet has the columns %s", shown(head))
	}
	if about := s.Rows[2].Cells[1].Text; !strings.Contains(about, "(unassigned) are rows of the data without an account") {
		t.Errorf("the sheet says %q", about)
	}
	if about := sheets[summarySheet].Rows[2].Cells[1].Text; !strings.Contains(about, "Rows without an account count here") {
		t.Errorf("the summary says %q", about)
	}
}

// TestCohortsAll: what stayed of all cohorts is their sum over what those that reached the age started with, worked out from the
// figures that the sheet has below.
func TestCohortsAll(t *testing.T) {
	s := bySheet(build(t, company(t, fiscal)))[cohortsSheet]
	for rates, figures := range map[string]string{"Customers who stayed, by quarter after the start": "Customers who paid at each age", "MRR that stayed, expansion included, by quarter after the start": "MRR at each age, EUR"} {
		row, _ := rowOf(t, s, figures, 0)
		kept, start := map[int]decimal.Decimal{}, map[int]decimal.Decimal{}
		for _, cohort := range s.Rows[row+2:] {
			if len(cohort.Cells) == 0 {
				break
			}
			for age, cell := range cohort.Cells[cohortAgeColumn:] {
				kept[age], start[age] = kept[age].Add(cell.Number.Decimal), start[age].Add(cohort.Cells[cohortStartColumn].Number.Decimal)
			}
		}
		heading, _ := rowOf(t, s, rates, 0)
		_, all := rowOf(t, s, "All that reached the age", heading)
		if len(kept) < 3 || len(all) != len(kept)+cohortAgeColumn {
			t.Fatalf("%s: %d ages of %d cells", rates, len(kept), len(all))
		}
		for age := range kept {
			if got := all[cohortAgeColumn+age].Number.Decimal; !got.Mul(start[age]).Sub(kept[age]).Abs().LessThan(decimal.New(1, -20)) {
				t.Errorf("%s, age %d: got %s, want %s of %s", rates, age, got, kept[age], start[age])
			}
		}
	}
}
