package reports

// The grid of tiles: so many columns each, then a narrow one.
const (
	TileColumns = 3
	TileRows    = 6
	tileWidth   = 11 // characters of a column
	tileGap     = 2

	trendWidth, trendHeight = 78, 40 // pixels: the height is that of the row
)

// Tile is a headline figure with what it is held against, as a block of cells: its name and period, the figure with its
// trend, three changes, and a target with a word on how it stands.
//
//	MRR, EUR · Oct 2026
//	276,775.31            ~~~~
//	MoM      QoQ      YoY
//	+2.4%    +7.1%    +15.7%
//	Target   280,000.00
//	▼ below target
type Tile struct {
	Name    Cell
	Value   Cell
	Trend   RefRange // the figures of the sparkline; none without a sheet
	Changes [TileColumns]Change
	Against Cell // what the figure is held against: "Target", or empty
	Target  Cell
	Status  Cell
}

// Change is a change and what it is against: MoM.
type Change struct {
	Name  string
	Value Cell
}

// TileWidths are the widths of columns for so many tiles side by side.
func TileWidths(across int) (widths []int) {
	for range across {
		for range TileColumns {
			widths = append(widths, tileWidth)
		}
		widths = append(widths, tileGap)
	}
	return widths[:len(widths)-1]
}

// TileColumn is the first column of a tile that stands as the nth from the left.
func TileColumn(n int) int { return n * (TileColumns + 1) }

// PutTiles puts tiles on rows of the sheet from a row on, so many across, with an empty row below each line of tiles, and
// tells which row follows. The cells' formulas must have been made for where TileAt says they stand.
func (s *Sheet) PutTiles(row, across int, tiles []Tile) (next int) {
	for from := 0; from < len(tiles); from += across {
		block := make([][]Cell, TileRows)
		for i, tile := range tiles[from:min(from+across, len(tiles))] {
			column := TileColumn(i)
			for k, cells := range tile.rows() {
				for len(block[k]) < column {
					block[k] = append(block[k], Cell{})
				}
				block[k] = append(block[k], cells[:]...)
			}
			s.tileMerges(row, column)
			if tile.Trend.Sheet != "" {
				s.Charts = append(s.Charts, Chart{Kind: LineChart, Bare: true, At: Position{row + 1, column + 2}, Width: trendWidth, Height: trendHeight, Title: "Trend: " + tile.Name.Text,
					Alt: "Line of " + tile.Name.Text + " over time", Categories: tile.Trend, Series: []Series{{Name: tile.Name.Text, Values: tile.Trend, Line: true}}})
			}
		}
		for k, cells := range block {
			s.put(row+k, Row{Cells: cells, Height: tileHeights[k]})
		}
		row += TileRows
		s.put(row, Row{Height: 9})
		row++
	}
	return row
}

// tileHeights are the heights of the rows of a tile, in points.
var tileHeights = [TileRows]int{17, 30, 14, 16, 16, 17}

// TileAt is where the value, the changes and the target of the nth tile stand.
func TileAt(row, across, n int) (value Position, changes [TileColumns]Position, target Position) {
	row, column := row+n/across*(TileRows+1), TileColumn(n%across)
	for k := range changes {
		changes[k] = Position{row + 3, column + k}
	}
	return Position{row + 1, column}, changes, Position{row + 4, column + 1}
}

// rows are the cells of a tile, row by row.
func (t Tile) rows() (rows [TileRows][TileColumns]Cell) {
	blank := func(role Role) Cell { return Cell{Style: Style{Role: role}} }
	label := func(text string) Cell { return Cell{Text: text, Style: Style{Role: CardLabel, Right: true}} }
	rows[0] = [TileColumns]Cell{t.Name, blank(CardName), blank(CardName)}
	rows[1] = [TileColumns]Cell{t.Value, blank(Card), blank(Card)}
	for k, change := range t.Changes {
		rows[2][k], rows[3][k] = label(change.Name), change.Value
		rows[3][k].Style.Role, rows[3][k].Style.Right = CardLabel, true
	}
	against := t.Against
	against.Style.Role = CardLabel
	rows[4] = [TileColumns]Cell{against, t.Target, blank(CardLabel)}
	rows[4][1].Style.Role, rows[4][1].Style.Right = CardLabel, true
	rows[5] = [TileColumns]Cell{t.Status, blank(CardLabel), blank(CardLabel)}
	return rows
}

// tileMerges makes one cell of those that hold the name, the figure, the target and the status.
func (s *Sheet) tileMerges(row, column int) {
	for _, m := range []struct{ row, from, to int }{{0, 0, 2}, {1, 0, 1}, {4, 1, 2}, {5, 0, 2}} {
		s.Merges = append(s.Merges, Range{From: Position{row + m.row, column + m.from}, To: Position{row + m.row, column + m.to}})
	}
}

// put sets a row of the sheet.
func (s *Sheet) put(at int, row Row) {
	for len(s.Rows) <= at {
		s.Rows = append(s.Rows, Row{})
	}
	s.Rows[at] = row
}
