package reports

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestNeeded: a sheet brings along what its formulas, charts and sparklines point at, however far; links do not count and are
// taken away where they lead nowhere.
func TestNeeded(t *testing.T) {
	formula := func(text string) []Row { return []Row{{Cells: []Cell{{Text: "n/a", Formula: text}}}} }
	link := Ref{Sheet: "Glossary"}
	sheets := []*Sheet{
		{Name: "Cover", Rows: []Row{{Cells: []Cell{{Text: "to", Link: &link, Style: Style{Role: Hyperlink}}}}}},
		{Name: "Summary", Rows: formula(`IF('Owner''s KPIs'!B2=0,"'Glossary'!A1",1)`), Charts: []Chart{{Series: []Series{{Values: RefRange{Sheet: "Trend"}}}}}},
		{Name: "Owner's KPIs", Rows: formula("'Inputs'!B2")}, {Name: "Trend"}, {Name: "Inputs"}, {Name: "Glossary"},
		{Name: "History", Sparklines: []Sparkline{{Values: RefRange{Sheet: "Inputs"}}}},
	}
	got := strings.Join(slices.Sorted(maps.Keys(Needed(sheets, []string{"Cover", "Summary", "Lost"}))), ", ")
	if want := "Cover, Inputs, Owner's KPIs, Summary, Trend"; got != want {
		t.Errorf("needed are %s, want %s", got, want)
	}
	b := &Workbook{Sheets: sheets[:1], Names: []Name{{"kpi_mrr", Ref{Sheet: "Summary"}}}}
	b.Unlink()
	if c := sheets[0].Rows[0].Cells[0]; c.Link != nil || c.Style.Role != Plain || len(b.Names) != 0 {
		t.Errorf("a link that leads nowhere is left: %+v, %v", c, b.Names)
	}
}
