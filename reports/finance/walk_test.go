package finance

import (
	"slices"
	"strings"
	"testing"

	"kpibook/reports"
)

// mostFrozenPixels is the height that a laptop's screen can spare for rows that stay in view.
const mostFrozenPixels = 300

// pixels is how high the rows of a sheet are on a screen, from one to before another.
func pixels(s *reports.Sheet, from, to int) (high int) {
	_, heights := reports.Fit(s)
	for row := from; row < to; row++ {
		points := rowHeight
		if row < len(heights) && heights[row] > 0 {
			points = heights[row]
		}
		high += points * 4 / 3
	}
	return high
}

// TestEverySheet walks all sheets as a reader on a laptop and one on paper would: what kind each is, what stays in view, what is
// printed, and whether every chart has words and figures and stands on one page.
func TestEverySheet(t *testing.T) {
	w := build(t, company(t, fiscal))
	sheets := bySheet(w)
	for _, property := range []string{w.Title, w.Subject, w.Company, w.Description} {
		if property == "" {
			t.Errorf("a document property is empty: title %q, subject %q, company %q, description %q", w.Title, w.Subject, w.Company, w.Description)
		}
	}
	for _, s := range w.Sheets {
		if s.Name != coverSheet && !strings.HasPrefix(s.Rows[1].Cells[0].Text, sentenceCase(s.Kind.String())) {
			t.Errorf("%s does not say that it is of the %s", s.Name, s.Kind)
		}
		if !strings.Contains(s.Footer, w.Company) {
			t.Errorf("%s has the footer %q", s.Name, s.Footer)
		}
		if high := pixels(s, 0, s.Freeze.Row); high > mostFrozenPixels {
			t.Errorf("%s: %d pixels stay in view, which leaves a laptop no room", s.Name, high)
		}
		if s.Filter != nil && s.TitleRows == 0 {
			t.Errorf("%s is a list whose headings are on its first page alone", s.Name)
		}
		for _, c := range s.Charts {
			readableChart(t, sheets, s, c)
		}
		printedWhole(t, s)
	}
}

func readableChart(t *testing.T, sheets map[string]*reports.Sheet, s *reports.Sheet, c reports.Chart) {
	t.Helper()
	if c.Alt == "" || c.Title == "" && !c.Bare {
		t.Errorf("%s has a chart with the title %q and the words %q for who cannot see it", s.Name, c.Title, c.Alt)
	}
	figures := 0
	for _, series := range c.Series {
		of := sheets[series.Values.Sheet]
		for row := series.Values.From.Row; row <= series.Values.To.Row; row++ {
			for column := series.Values.From.Column; column <= min(series.Values.To.Column, len(of.Rows[row].Cells)-1); column++ {
				if of.Rows[row].Cells[column].Number.Valid {
					figures++
				}
			}
		}
	}
	if figures == 0 {
		t.Errorf("%s: the chart %q has no figures", s.Name, c.Title)
	}
	for _, row := range s.Breaks {
		if row > c.At.Row && pixels(s, c.At.Row, row) < c.Height {
			t.Errorf("%s: a page ends in row %d, inside the chart %q", s.Name, row, c.Title)
		}
	}
}

// printedWhole asks that every cell is printed, but on the sheets of inputs, which say that they are not.
func printedWhole(t *testing.T, s *reports.Sheet) {
	t.Helper()
	if s.Kind == reports.Inputs {
		if len(s.Printed) != 1 || !strings.Contains(s.Rows[aboutRow].Cells[1].Text, strings.TrimSpace(notPrinted)) {
			t.Errorf("%s prints %v and says %q", s.Name, s.Printed, s.Rows[aboutRow].Cells[1].Text)
		}
		return
	}
	for i, row := range s.Rows {
		for j, cell := range row.Cells {
			on := func(area reports.Range) bool { return area.Has(reports.Position{Row: i, Column: j}) }
			if len(s.Printed) > 0 && !cell.Empty() && !slices.ContainsFunc(s.Printed, on) {
				t.Fatalf("%s: %q in %s is not printed", s.Name, cell.Shown(), reports.Position{Row: i, Column: j}.Address())
			}
		}
	}
}

// TestStyleKey: the cover explains every look that a figure of the workbook has.
func TestStyleKey(t *testing.T) {
	w := build(t, company(t, fiscal))
	cover := bySheet(w)[coverSheet]
	from, _ := rowOf(t, cover, "How to read it", 0)
	keyed, words := map[reports.Role]bool{}, ""
	for _, row := range cover.Rows[from:] {
		if len(row.Cells) == 0 {
			break
		}
		keyed[row.Cells[0].Style.Role] = true
		words += row.Cells[0].Text + "\n"
	}
	for _, s := range w.Sheets {
		if !keyed[s.Kind.Role()] {
			t.Errorf("the key has no sheets of %s", s.Kind)
		}
		if len(s.Scales) > 0 && !strings.Contains(words, "shaded figures") {
			t.Errorf("the key does not explain the shades of %s", s.Name)
		}
		for _, row := range s.Rows {
			for _, cell := range row.Cells {
				switch role := cell.Style.Role; role {
				case reports.Input, reports.Calculated, reports.Crossing, reports.Total, reports.Absent, reports.Good, reports.Warning, reports.Bad:
					if !keyed[role] && !cell.Empty() {
						t.Fatalf("the key has no %s, which %s uses for %q", role, s.Name, cell.Shown())
					}
				}
				if cell.Text == "–" && !strings.Contains(words, "–\n") {
					t.Fatalf("the key does not explain the – of %s", s.Name)
				}
			}
		}
	}
}

// TestNotesOnFigures: a figure that is there as it should be has no note; its heading has.
func TestNotesOnFigures(t *testing.T) {
	for _, s := range build(t, company(t, fiscal)).Sheets {
		for i, row := range s.Rows {
			for j, cell := range row.Cells {
				if cell.Note == "" || !cell.Number.Valid || cell.Style.Role == reports.Bad || cell.Style.Role == reports.Warning {
					continue
				}
				t.Errorf("%s: the figure %s in %s has the note %q", s.Name, cell.Shown(), reports.Position{Row: i, Column: j}.Address(), cell.Note)
			}
		}
	}
}

// TestBackFromDefinitions: a definition leads to the row of its KPI, and every KPI on a row of the scorecard or of the periods has a
// name in the workbook that is a figure.
func TestBackFromDefinitions(t *testing.T) {
	b := company(t, fiscal)
	w := build(t, b)
	sheets, named := bySheet(w), map[string]reports.Ref{}
	for _, n := range w.Names {
		named[n.Name] = n.Cell
	}
	for i, c := range b.KPIs() {
		back := sheets[glossarySheet].Rows[firstGlossaryRow+i].Cells[1].Link
		if back == nil {
			t.Errorf("the definition of %s leads nowhere", c.KPI.ID)
			continue
		}
		if back.Sheet == accountsSheet {
			continue // it stands in a column there
		}
		if at := sheets[back.Sheet].Rows[back.Row].Cells[0].Text; at != c.KPI.Name {
			t.Errorf("the definition of %s leads to %q", c.KPI.ID, at)
		}
		cell, ok := named["kpi_"+c.KPI.ID]
		if !ok || sheets[cell.Sheet].Rows[cell.Row].Cells[cell.Column].Figure == nil {
			t.Errorf("kpi_%s is %s, which is no figure", c.KPI.ID, cell.Address())
		}
	}
}

// TestMovementsSayWhy: every customer that moved by itself has its class, the lines that changed and the reason.
func TestMovementsSayWhy(t *testing.T) {
	s := bySheet(build(t, company(t, fiscal)))[movementsSheet]
	moved := 0
	for _, row := range s.Rows[s.TitleFrom+s.TitleRows:] {
		if len(row.Cells) < 12 || row.Cells[2].Text == "unchanged" {
			continue
		}
		moved++
		if row.Cells[10].Text == "" || row.Cells[11].Text == "" {
			t.Errorf("%s, %s: lines %q, why %q", row.Cells[1].Text, row.Cells[2].Text, row.Cells[10].Text, row.Cells[11].Text)
		}
	}
	if moved < 4 {
		t.Errorf("%d customers moved", moved)
	}
}
