package finance

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// TestTiles: every tile shows the figure of its KPI for its period, held against its target where there is one, and says what
// the figures say.
func TestTiles(t *testing.T) {
	b := company(t, fiscal)
	b.SetTargets([]ingest.Target{{KPI: "MRR", Period: "2026-10", Value: decimal.NewFromInt(600)}})
	s := bySheet(build(t, b))[summarySheet]
	r := &report{book: b, month: b.Facts.Calendar.At(period.MonthKind, october)}
	tiles := r.headlines(r.layout)
	if len(tiles) != 8 {
		t.Fatalf("%d tiles", len(tiles))
	}
	for n, tile := range tiles {
		c, _ := b.Choose(tile.kpi)
		value, _, target := reports.TileAt(tileRow, tilesAcross, n)
		at := func(p reports.Position) reports.Cell { return s.Rows[p.Row].Cells[p.Column] }
		want := b.Result(c, facts.Portfolio, b.Facts.Calendar.At(tile.kind, october))
		got := at(value)
		if d, ok := want.Value.Decimal(); ok && !got.Number.Decimal.Equal(d) || !ok && got.Text != notAvailable || got.Formula == "" {
			t.Errorf("%s shows %s by %q, want %s", tile.kpi, got.Shown(), got.Formula, want.Value)
		}
		status := at(reports.Position{Row: value.Row + reports.TileRows - 2, Column: value.Column})
		switch {
		case want.Target.Available():
			if d, _ := want.Target.Decimal(); !at(target).Number.Decimal.Equal(d) || status.Text != "▼ target missed" {
				t.Errorf("%s: target %s, %q", tile.kpi, at(target).Shown(), status.Text)
			}
		case status.Style.Role != reports.Status || reports.StatusLook(status.Text) == reports.CardLabel && !strings.HasPrefix(status.Text, reports.MarkNone):
			t.Errorf("%s: status %q", tile.kpi, status.Text)
		}
	}
}

// TestBridge: each step stands where the one before ended, the last one ends at the closing, and every column is seen above
// the axis.
func TestBridge(t *testing.T) {
	w := build(t, company(t, fiscal))
	s := bySheet(w)[bridgeSheet]
	row, _ := rowOf(t, s, "Opening", 0)
	after := func(k int) decimal.Decimal { return s.Rows[row+k].Cells[bridgeAfter].Number.Decimal }
	for k := 1; k <= 6; k++ {
		cells := s.Rows[row+k].Cells
		base, up, down := cells[bridgeBase].Number.Decimal, cells[bridgeUp].Number.Decimal, cells[bridgeDown].Number.Decimal
		if low, high := decimal.Min(after(k-1), after(k)), decimal.Max(after(k-1), after(k)); !base.Equal(low) || !base.Add(up).Add(down).Equal(high) || !up.IsZero() && !down.IsZero() {
			t.Errorf("%s stands on %s and is %s up, %s down; want from %s to %s", cells[0].Text, base, up, down, low, high)
		}
	}
	if !after(6).Equal(after(7)) {
		t.Errorf("the steps end at %s, the closing is %s", after(6), after(7))
	}
	if label := s.Rows[row+2].Cells[bridgeLabel]; label.Text != "New\n+100" || !strings.Contains(label.Formula, "FIXED(") {
		t.Errorf("the label is %q by %q", label.Text, label.Formula)
	}
	for _, c := range []struct {
		low, high string
		want      int
	}{{"270410.45", "287526.27", 260000}, {"0", "500", 0}, {"900", "1000", 800}, {"100", "1000", 0}, {"99.5", "100", 0}} {
		low, high := decimal.RequireFromString(c.low), decimal.RequireFromString(c.high)
		if got := floorBelow(low, high); got != c.want || decimal.NewFromInt(int64(got)).GreaterThan(low) {
			t.Errorf("from %s to %s the axis begins at %d, want %d", c.low, c.high, got, c.want)
		}
	}
}

// TestTrends: a line of a trend runs over numbers only, since a text would be drawn as 0, and ends in the report month.
func TestTrends(t *testing.T) {
	w := build(t, company(t, fiscal))
	sheets, lines := bySheet(w), 0
	check := func(where string, values reports.RefRange) {
		lines++
		cells := sheets[values.Sheet].Rows[values.From.Row].Cells[values.From.Column : values.To.Column+1]
		if slices.ContainsFunc(cells, func(c reports.Cell) bool { return !c.Number.Valid }) || len(cells) < shortestTrend {
			t.Errorf("%s draws %s", where, values.Address())
		}
		if last := sheets[values.Sheet].Rows[3].Cells[values.To.Column].Text; last != "Oct 2026" {
			t.Errorf("%s ends in %s", where, last)
		}
	}
	for _, s := range w.Sheets {
		for _, line := range s.Sparklines {
			check(s.Name+" "+line.At.Address(), line.Values)
		}
		for _, c := range s.Charts {
			if c.Bare {
				check(c.Title, c.Series[0].Values)
			}
		}
	}
	if lines < 40 {
		t.Errorf("%d trends", lines)
	}
}
