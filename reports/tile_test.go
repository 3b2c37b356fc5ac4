package reports

import (
	"testing"

	"github.com/shopspring/decimal"
)

// TestPutTiles: tiles stand where TileAt says, line by line, with their trends in the third column.
func TestPutTiles(t *testing.T) {
	figure := func(n int64) Cell { return Cell{Number: decimal.NewNullDecimal(decimal.NewFromInt(n))} }
	var tiles []Tile
	for n := range int64(5) {
		tile := Tile{Value: figure(n), Target: figure(100 + n), Trend: RefRange{Sheet: "Data"}}
		for k := range tile.Changes {
			tile.Changes[k].Value = figure(10*n + int64(k))
		}
		tiles = append(tiles, tile)
	}
	s := &Sheet{}
	if next := s.PutTiles(4, 2, tiles); next != 4+3*(TileRows+1) {
		t.Errorf("the next row is %d", next)
	}
	for n, tile := range tiles {
		value, changes, target := TileAt(4, 2, n)
		for _, c := range []struct {
			at   Position
			want Cell
		}{{value, tile.Value}, {changes[0], tile.Changes[0].Value}, {changes[2], tile.Changes[2].Value}, {target, tile.Target}} {
			if got := s.Rows[c.at.Row].Cells[c.at.Column].Number; got != c.want.Number {
				t.Errorf("tile %d: %s holds %s, want %s", n, c.at.Address(), got.Decimal, c.want.Number.Decimal)
			}
		}
		if want := (Position{value.Row, value.Column + 2}); s.Charts[n].At != want || !s.Charts[n].Bare {
			t.Errorf("tile %d: the trend stands in %s", n, s.Charts[n].At.Address())
		}
	}
}

// TestStatusLook: a status looks as its mark says, with or without a word.
func TestStatusLook(t *testing.T) {
	for text, want := range map[string]Role{StatusText(MarkGood, "improved"): Good, StatusText(MarkBad, "below target"): Bad, MarkWarning: Warning, StatusText(MarkNone, "nothing"): CardLabel, "": CardLabel} {
		if got := StatusLook(text); got != want {
			t.Errorf("%q looks %s, want %s", text, got, want)
		}
	}
	if want := `IF(ISNUMBER(B7),IF(B7>0,"▲ up",IF(B7<0,"▼ down","● same")),"– none")`; Judged("B7", "▲ up", "▼ down", "● same", "– none") != want {
		t.Errorf("got %s", Judged("B7", "▲ up", "▼ down", "● same", "– none"))
	}
}
