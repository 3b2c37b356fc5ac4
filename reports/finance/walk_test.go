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

// TestScreenAndPaper walks all sheets as a reader on a laptop and one on paper would: what stays in view, what is printed, and
// whether every chart has figures and stands on one page.
func TestScreenAndPaper(t *testing.T) {
	w := build(t, company(t, fiscal))
	sheets := bySheet(w)
	for _, s := range w.Sheets {
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

// TestStyleKey: the cover explains sums, shades and dashes too.
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
		if len(s.Scales) > 0 && !strings.Contains(words, "shaded figures") {
			t.Errorf("the key does not explain the shades of %s", s.Name)
		}
		for _, row := range s.Rows {
			for _, cell := range row.Cells {
				if cell.Style.Role == reports.Total && !keyed[reports.Total] {
					t.Fatalf("the key does not explain the sums of %s", s.Name)
				}
				if cell.Text == "–" && !strings.Contains(words, "–\n") {
					t.Fatalf("the key does not explain the – of %s", s.Name)
				}
			}
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
