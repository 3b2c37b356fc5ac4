package finance

import (
	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// The comparisons of a tile.
const (
	monthOverMonth     = "month_over_month"
	quarterOverQuarter = "quarter_over_quarter"
	yearOverYear       = "year_over_year"
)

// tiles puts the headlines on top: each points at its cells on the tables. It tells which row follows.
func (r *report) tiles(p page, tables ...map[onTable]shownAt) int {
	find := func(kpi string, kind period.Kind) (shownAt, bool) {
		for _, table := range tables {
			if shown, ok := table[onTable{kpi, kind}]; ok {
				return shown, true
			}
		}
		return shownAt{}, false
	}
	var tiles []reports.Tile
	for _, h := range r.headlines(r.layout) {
		c, _ := r.book.Choose(h.kpi)
		shown, ok := find(h.kpi, h.kind)
		if !ok {
			continue
		}
		quarter, _ := find(h.kpi, period.QuarterKind)
		month, _ := find(h.kpi, period.MonthKind)
		tile := reports.Tile{Name: r.kpiHeader(c, reports.CardName, ""), Value: r.tileCell(p, shown.value, reports.Card), Trend: r.trends[onTable{h.kpi, h.kind}],
			Against: text(reports.CardLabel, "Year before"), Target: r.tileCell(p, shown.earlier[yearOverYear], reports.CardLabel)}
		if c.KPI.Short != "" {
			tile.Name.Text = c.KPI.Short
		}
		if unit := r.unit(c.KPI.UnitOf(c.Variant)); unit != "%" && c.KPI.UnitOf(c.Variant) == formulas.Money {
			tile.Name.Text += ", " + unit
		}
		if h.kind == period.TTM {
			tile.Name.Text += " · TTM " + r.month.Label()
		} else {
			tile.Name.Text += " · " + shown.period
		}
		slot := func(k int, name string, from cellAt) {
			tile.Changes[k] = reports.Change{Name: name, Value: r.tileCell(p, from, reports.CardLabel)}
		}
		if h.kind == period.MonthKind {
			slot(0, "MoM", shown.changes[monthOverMonth])
			slot(1, "QoQ "+r.shortQuarter(), quarter.changes[quarterOverQuarter])
		} else { // over twelve months; the shorter periods say where it is going
			slot(0, r.month.Label(), month.value)
			slot(1, r.shortQuarter(), quarter.value)
		}
		slot(2, "YoY", shown.changes[yearOverYear])
		tile.Status = judged(c, shown.moved[yearOverYear].Cell, shown.moved[yearOverYear].at.From(p.Name))
		if shown.target.Number.Valid {
			tile.Against, tile.Target = text(reports.CardLabel, "Target"), r.tileCell(p, shown.target, reports.CardLabel)
			tile.Status = r.tileCell(p, shown.outcome, reports.Status)
		}
		tiles = append(tiles, tile)
	}
	return p.PutTiles(tileRow, tilesAcross, tiles)
}

// shortQuarter is the quarter of the tiles, without its months: FY2027 Q3.
func (r *report) shortQuarter() string {
	label := r.quarter.Label()
	for i, c := range label {
		if c == '(' && i > 0 {
			return label[:i-1]
		}
	}
	return label
}

// tileCell points at a cell of a table; a dash where the table has none.
func (r *report) tileCell(p page, from cellAt, role reports.Role) reports.Cell {
	if from.at.Sheet == "" {
		return text(role, "–")
	}
	cell := from.Cell
	cell.Formula, cell.Note, cell.Link, cell.Figure = from.at.From(p.Name), "", nil, nil
	cell.Style = reports.Style{Role: role, Format: cell.Style.Format}
	if role != reports.Card {
		cell.Style.Format.Marks = "" // the headline has its own
	}
	return cell
}

// judged says in a word whether a KPI moved the way that is good news, live over the cell of its change.
func judged(c compute.Chosen, change reports.Cell, at string) reports.Cell {
	better, worse := reports.StatusText(reports.MarkGood, "better"), reports.StatusText(reports.MarkBad, "worse")
	none := reports.StatusText(reports.MarkNone, "no year before")
	above, below, equal := better, worse, reports.StatusText(reports.MarkWarning, "the same")
	switch c.KPI.BetterOf(c.Variant) {
	case formulas.Down:
		above, below = worse, better
	case formulas.Up:
	default:
		return text(reports.Status, reports.MarkNone)
	}
	if change.Style.Role == reports.Absent && change.Formula == "" {
		return text(reports.Status, none)
	}
	cell := text(reports.Status, none)
	if change.Number.Valid {
		cell.Text = [...]string{below, equal, above}[change.Number.Decimal.Sign()+1]
	}
	cell.Formula = reports.Judged(at, above, below, equal, none)
	return cell
}
