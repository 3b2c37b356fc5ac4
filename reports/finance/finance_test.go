package finance

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

var update = flag.Bool("update", false, "rewrite the golden dumps under testdata")

func TestGolden(t *testing.T) {
	var got bytes.Buffer
	if err := reports.Dump(&got, build(t, company(t, fiscal))); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "fiscal.txt")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got.Bytes(), want) {
		return
	}
	gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(gotLines), len(wantLines)) {
		if gotLines[i] != wantLines[i] {
			t.Fatalf("%s:%d\n got %s\nwant %s\nread the difference, then refresh it with go test ./reports/finance -update", golden, i+1, gotLines[i], wantLines[i])
		}
	}
	t.Fatalf("%s has %d lines, got %d; refresh it with go test ./reports/finance -update", golden, len(wantLines), len(gotLines))
}

// TestSheets holds the sheets, their order and what every one of them must have against the plan of the report.
func TestSheets(t *testing.T) {
	w := build(t, company(t, fiscal))
	var got []string
	for _, s := range w.Sheets {
		got = append(got, s.Name)
		subtitle := s.Rows[1].Cells[0].Text
		if s.Name != coverSheet && !strings.Contains(subtitle, "fiscal year from February") {
			t.Errorf("%s: subtitle %q does not name the fiscal year", s.Name, subtitle)
		}
		if s.Footer == "" {
			t.Errorf("%s has no footer", s.Name)
		}
	}
	want := "Cover, Summary, Scorecard, KPIs by period, KPI history, KPIs by account, KPIs by segment, KPIs by csm, MRR movements, MRR roll-forward, MRR bridge, MRR roll-forward by group, Cohorts, Forecast, Inputs, Inputs by account, Definition sensitivity, Checks, Data quality, Glossary"
	if strings.Join(got, ", ") != want {
		t.Errorf("sheets\n got %s\nwant %s", strings.Join(got, ", "), want)
	}
}

// TestHeaders asks of every heading of a KPI that it carries the KPI's note and leads to the KPI's glossary row, and that
// every link leads to a cell there is.
func TestHeaders(t *testing.T) {
	b := company(t, fiscal)
	w := build(t, b)
	sheets := bySheet(w)
	names := map[string]*formulas.KPI{}
	for _, c := range b.KPIs() {
		names[c.KPI.Name] = c.KPI
	}
	headings := 0
	for _, s := range w.Sheets {
		for i, row := range s.Rows {
			for j, cell := range row.Cells {
				at := reports.Ref{Sheet: s.Name, Position: reports.Position{Row: i, Column: j}}.Address()
				if cell.Link != nil && !inside(sheets[cell.Link.Sheet], cell.Link.Position) {
					t.Errorf("%s leads to %s, where there is nothing", at, cell.Link.Address())
				}
				kpi := names[cell.Text]
				role := cell.Style.Role
				if kpi == nil || !ofKPIs(s) || role != reports.Header && role != reports.Label {
					continue // the heading of a measure, say, which may bear a KPI's name
				}
				headings++
				if !strings.HasPrefix(cell.Note, kpi.Name) || !strings.Contains(cell.Note, kpi.Definition) {
					t.Errorf("%s: the note of %s is %q", at, kpi.ID, cell.Note)
				}
				if cell.Link == nil {
					t.Errorf("%s: %s leads nowhere", at, kpi.ID)
				} else if to := sheets[cell.Link.Sheet].Rows[cell.Link.Row].Cells; !strings.HasPrefix(to[0].Text, kpi.Name) || to[len(to)-1].Text != kpi.ID {
					t.Errorf("%s: %s leads to %q", at, kpi.ID, to[0].Text)
				}
			}
		}
	}
	if least := len(b.KPIs()) * 3; headings < least {
		t.Errorf("%d headings of KPIs, want at least %d", headings, least)
	}
}

// address is a cell or a block in a formula, with or without a sheet; quoted text is cut out before.
var address = regexp.MustCompile(`(?:'((?:[^']|'')+)'!)?\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?`)

// TestFormulas asks of every live formula that the cells it points at are there, and counts how many figures are live of those of
// KPIs with a formula.
func TestFormulas(t *testing.T) {
	b := company(t, fiscal)
	w := build(t, b)
	computed := map[string]bool{}
	for _, c := range b.KPIs() {
		_, computed[c.KPI.Name] = c.KPI.MethodOf(c.Variant)
	}
	sheets := bySheet(w)
	figures, liveFigures := 0, 0
	for _, s := range w.Sheets {
		for i, row := range s.Rows {
			for j, cell := range row.Cells {
				if ofKPIs(s) && cell.Number.Valid && !computed[row.Cells[0].Text] && !computed[s.Rows[s.TitleFrom].Cells[min(j, len(s.Rows[s.TitleFrom].Cells)-1)].Text] {
					figures++
					if cell.Formula != "" {
						liveFigures++
					}
				}
				formula := regexp.MustCompile(`"[^"]*"`).ReplaceAllString(cell.Formula, "")
				for _, m := range address.FindAllStringSubmatch(formula, -1) {
					target := s
					if m[1] != "" {
						target = sheets[m[1]]
					}
					if target == nil || !inside(target, position(m[2], m[3])) || m[4] != "" && !inside(target, position(m[4], m[5])) {
						t.Errorf("%s %s: =%s points at %s, where there is nothing", s.Name, reports.Position{Row: i, Column: j}.Address(), cell.Formula, m[0])
					}
				}
			}
		}
		for _, chart := range s.Charts {
			for _, values := range append([]reports.Series{{Values: chart.Categories}}, chart.Series...) {
				if !inside(sheets[values.Values.Sheet], values.Values.From) || !inside(sheets[values.Values.Sheet], values.Values.To) {
					t.Errorf("chart %q draws %s, where there is nothing", chart.Title, values.Values.Address())
				}
			}
		}
	}
	if figures == 0 || liveFigures*100 < figures*95 {
		t.Errorf("%d of %d figures are live, want at least 95 %%", liveFigures, figures)
	}
	t.Logf("%d of %d figures are live formulas", liveFigures, figures)
}

// TestFigures reads a few figures of the book, worked out by hand: opening A 100, B 300, C 80 and G 40; closing A 150, B 240,
// D 75, E 100.01 and G 40; B in dollars.
func TestFigures(t *testing.T) {
	w := build(t, company(t, fiscal))
	summary := bySheet(w)[scorecardSheet]
	row := func(name string) []reports.Cell {
		for _, row := range summary.Rows {
			if len(row.Cells) > 3 && row.Cells[0].Text == name && row.Cells[0].Style.Role == reports.Label {
				return row.Cells
			}
		}
		t.Fatalf("the scorecard has no row %s", name)
		return nil
	}
	for name, want := range map[string]string{"Installed base": "5", "Cross-sell": "50.00", "New MRR": "100.01", "Reactivation MRR": "75.00", "Logo churn": "25.0%"} {
		if got := strings.TrimSpace(row(name)[3].Shown()); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestRefusals: a finance report is about a month, by dimensions that there are.
func TestRefusals(t *testing.T) {
	b := company(t, fiscal)
	month := b.Facts.Calendar.At(period.MonthKind, october)
	if _, err := Build(b, job.Job{}, b.Facts.Calendar.At(period.TTM, october), reports.Look{}); err == nil || !strings.Contains(err.Error(), "one month") {
		t.Errorf("a report of twelve months: got %v, want a refusal", err)
	}
	_, err := Build(b, job.Job{Dimensions: []string{"colour"}}, month, reports.Look{})
	if err == nil || !strings.Contains(err.Error(), "they have csm, segment") {
		t.Errorf("a dimension that is not there: got %v, want the ones that are", err)
	}
}

// TestOpenQuarter: while the month's quarter is open, the one before is shown and said to be.
func TestOpenQuarter(t *testing.T) {
	b := company(t, job.FiscalYear{Starts: "january", NamedBy: "end"})
	for _, row := range bySheet(build(t, b))[byPeriodSheet].Rows {
		for _, cell := range row.Cells {
			if cell.Text == "last complete quarter: Q3 2026" {
				return
			}
		}
	}
	t.Error("no heading says that Q3 2026 is the last complete quarter of October 2026")
}

// TestDimensionSheet: sheet names are at most 31 characters, without forbidden ones, and never the same in another case.
func TestDimensionSheet(t *testing.T) {
	taken := map[string]bool{"kpis by account": true}
	for _, c := range []struct{ dimension, want string }{
		{"segment", "KPIs by segment"}, {"Segment", "KPIs by Segment 2"}, {"account", "KPIs by account 2"}, {"a/b:c", "KPIs by a b c"},
		{"a dimension of quite some length", "KPIs by a dimension of quite so"}, {"a dimension of quite some more", "KPIs by a dimension of quite 2"},
	} {
		if got := dimensionSheet(c.dimension, taken); got != c.want || len([]rune(got)) > 31 {
			t.Errorf("%q: got %q, want %q", c.dimension, got, c.want)
		}
	}
}

// TestReasons: a reason that all figures of a row share stands alone, others name their figures; a cell has a note of its own
// only where its reason is not the usual one of its column.
func TestReasons(t *testing.T) {
	absent, other, there := expr.Missing(expr.NoDataset, "users"), expr.Missing(expr.ZeroDenominator, ""), expr.Fraction(1, 2)
	for _, c := range []struct {
		values []expr.Value
		want   string
	}{
		{[]expr.Value{there, there}, ""},
		{[]expr.Value{absent, absent}, "no users dataset"},
		{[]expr.Value{absent, there}, "a: no users dataset"},
		{[]expr.Value{absent, other, absent}, "a, c: no users dataset; b: zero denominator"},
	} {
		var b blanks
		for i, v := range c.values {
			b.add(string(rune('a'+i)), v)
		}
		if b.String() != c.want {
			t.Errorf("got %q, want %q", b.String(), c.want)
		}
	}
	var column reasons
	for _, v := range []expr.Value{other, absent, absent, there} {
		column.add(v)
	}
	for _, c := range []struct {
		value expr.Value
		want  string
	}{{there, ""}, {absent, ""}, {other, "n/a: zero denominator"}} {
		if got := column.unusual(c.value); got != c.want {
			t.Errorf("the note of %s: got %q, want %q", c.value, got, c.want)
		}
	}
	if got, want := column.remark(4), "n/a in 3 of 4 rows here, mostly: no users dataset."; got != want {
		t.Errorf("the header's note: got %q, want %q", got, want)
	}
}

func bySheet(w *reports.Workbook) map[string]*reports.Sheet {
	sheets := map[string]*reports.Sheet{}
	for _, s := range w.Sheets {
		sheets[s.Name] = s
	}
	return sheets
}

// ofKPIs tells whether a sheet shows KPIs.
func ofKPIs(s *reports.Sheet) bool {
	return s.Name == summarySheet || s.Name == scorecardSheet || s.Name == historySheet || strings.HasPrefix(s.Name, "KPIs by ")
}

func inside(s *reports.Sheet, p reports.Position) bool {
	return s != nil && s.Extent().Has(p)
}

// position reads the letters and digits of an address.
func position(letters, digits string) (p reports.Position) {
	for _, l := range letters {
		p.Column = p.Column*26 + int(l-'A') + 1
	}
	for _, d := range digits {
		p.Row = p.Row*10 + int(d-'0')
	}
	return reports.Position{Row: p.Row - 1, Column: p.Column - 1}
}
