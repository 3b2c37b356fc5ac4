package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestLines(t *testing.T) {
	face := Face{Points: 10}
	word := face.Pixels("retention")
	for _, test := range []struct {
		text   string
		pixels int
		want   int
	}{
		{"", 50, 1},
		{"retention", word, 1},
		{"retention retention", word, 2},
		{"retention retention", 2*word + 10, 1},
		{"retention\n\nretention", 500, 3},
		{strings.Repeat("x", 100), face.Pixels(strings.Repeat("x", 26)), 4},
	} {
		if got := face.Lines(test.text, test.pixels); got != test.want {
			t.Errorf("%q takes %d lines at %d pixels, want %d", test.text, got, test.pixels, test.want)
		}
	}
	if narrow, wide := face.Pixels("ill"), face.Pixels("WWW"); narrow*3 > wide {
		t.Errorf("ill takes %d pixels and WWW %d", narrow, wide)
	}
}

func TestFit(t *testing.T) {
	prose := strings.Repeat("a text of several words ", 20)
	amount := Cell{Number: decimal.NewNullDecimal(decimal.RequireFromString("-1234567890.12")), Style: Style{Format: Format{Kind: FormatMoney}}}
	header := func(text string) Cell { return Cell{Text: text, Style: Style{Role: Header}} }
	s := &Sheet{
		Widths: []int{0, 0, 0, 20},
		Merges: []Range{{From: Position{0, 0}, To: Position{0, 1}}},
		Rows: []Row{
			{Cells: []Cell{{Text: "A title much wider than its column and the next", Style: Style{Role: Title}}}},
			{Cells: []Cell{header("KPI"), header("Gross revenue retention"), header("Definition"), header("Remark on it")}},
			{Cells: []Cell{{Text: "n/a"}, amount, {Text: prose, Style: Style{Role: Body, Wrap: true}}, {Text: "set"}}},
			{Cells: []Cell{{Text: "n/a"}}, Height: 40},
		},
	}
	widths, heights := Fit(s)
	if want := []int{minColumn, 16, maxColumn, 20}; !slices.Equal(widths, want) {
		t.Errorf("widths are %v, want %v", widths, want)
	}
	lines := Face{Points: 10}.Lines(prose, maxColumn*digitPixels-2)
	if want := []int{28, 30, lines*13 + rowPadding, 40}; !slices.Equal(heights, want) {
		t.Errorf("heights are %v, want %v", heights, want)
	}
}

// TestFitMerged widens the last of the merged columns so that a figure fits; a title runs over instead.
func TestFitMerged(t *testing.T) {
	card := Cell{Number: decimal.NewNullDecimal(decimal.RequireFromString("1234567890.12")), Style: Style{Role: Card, Format: Format{Kind: FormatMoney}}}
	s := &Sheet{
		Merges: []Range{{From: Position{0, 0}, To: Position{0, 1}}, {From: Position{1, 0}, To: Position{1, 1}}},
		Rows:   []Row{{Cells: []Cell{card}}, {Cells: []Cell{{Text: "A title that is wider than both of its columns", Style: Style{Role: Title}}}}},
	}
	widths, _ := Fit(s)
	got, want := (widths[0]+widths[1])*digitPixels+2*columnPadding, Card.Face().Pixels("1,234,567,890.12")
	if widths[0] != minColumn || got < want || got > want+4*digitPixels {
		t.Errorf("columns of %v make %d pixels, the figure needs %d", widths, got, want)
	}
}

func TestDump(t *testing.T) {
	link := Ref{"Glossary", Position{3, 0}}
	b := &Workbook{
		Title: "KPI report", Company: "Meridian", Created: 20000, Names: []Name{{"kpi_mrr", Ref{"KPIs", Position{1, 1}}}},
		Sheets: []*Sheet{{
			Name: "KPIs",
			Rows: []Row{
				{Cells: []Cell{{}, {Text: "MRR", Note: "Monthly\nrevenue", Link: &link}}},
				{Cells: []Cell{{Style: Style{Role: Total}}, {Number: decimal.NewNullDecimal(decimal.New(125, -1)), Formula: "B5/2"}}},
			},
			Charts: []Chart{{Title: "Revenue", At: Position{5, 0}, Categories: RefRange{"KPIs", Range{}}, Series: []Series{{Name: "MRR", Values: RefRange{"KPIs", Range{}}}}}},
		}},
	}
	want := `title "KPI report" subject "" company "Meridian" description "" created 2024-10-04
name kpi_mrr 'KPIs'!$B$2

sheet "KPIs" A1:B2
chart 'KPIs'!A6 "Revenue" over 'KPIs'!$A$1:$A$1
	series "MRR" 'KPIs'!$A$1:$A$1
'KPIs'!B1	"MRR"	note "Monthly\nrevenue"	-> 'Glossary'!A4
'KPIs'!B2	12.5	=B5/2
`
	var got strings.Builder
	if err := Dump(&got, b); err != nil || got.String() != want {
		t.Errorf("dump is\n%s\nwant\n%s\n%v", got.String(), want, err)
	}
}
