package qbr

import (
	"github.com/shopspring/decimal"
	"kpibook/formulas"

	"kpibook/formulas/expr"
	"kpibook/reports"
)

// tileKPIs are the headlines of a review, those of them that have a figure.
var tileKPIs = []string{"annual_recurring_revenue", "health_score", "monthly_active_users", "net_promoter_score", "cases", "license_utilisation", "adoption_rate", "customer_satisfaction_score"}

const (
	tilesAcross = 4
	mostTiles   = 4
)

// reviewSheet is what the meeting is about: headlines, what changed and why, charts, and room for what is agreed.
func (r *review) reviewSheet(account int, standings map[string]standing) *reports.Sheet {
	a := r.book.Facts.Accounts[account]
	p := r.page(r.sheets[account].review, reports.Results, "Business review: "+titled(a), r.standingOf(account))
	last := reports.TileColumn(tilesAcross) - 2
	p.Widths, p.Portrait = reports.TileWidths(tilesAcross), true // so that it prints on one page
	p.add()
	next := p.PutTiles(len(p.Rows), tilesAcross, r.tiles(p, standings))
	for len(p.Rows) < next {
		p.add()
	}
	p.add(text(reports.Heading, "What changed since "+r.compared()[1].Label()+", and why"))
	changes := largest(standings, r.kpis)
	for _, m := range changes {
		p.sentence(last, r.told(account, m))
	}
	if len(changes) == 0 {
		p.sentence(last, telling{what: "No KPI that is better or worse one way changed over the quarter."})
	}
	p.add()
	p.add(text(reports.Heading, "The last "+spelled(len(r.months()))+" months"))
	at := len(p.Rows)
	for range r.charts(p, account, at, reports.TileColumn(2)) {
		p.Rows = append(p.Rows, reports.Row{Height: chartRowHeight})
	}
	if len(p.Rows) == at {
		p.sentence(last, telling{what: "No figures over the months."})
	}
	p.agreed(last, "Open points", "Point", "Owner", "Due")
	p.agreed(last, "Goals for the next quarter", "Goal", "Measured by", "By when")
	return p.Sheet
}

// chartRowHeight is the height of a row under a chart, in points; twelve of them hold a chart.
const chartRowHeight = 15

// sentence puts a mark and two lines of text that run over the width of the sheet.
func (p page) sentence(last int, t telling) {
	for _, line := range []struct {
		mark, words string
		role        reports.Role
	}{{t.mark, t.what, reports.Label}, {"", t.why, reports.Body}} {
		if line.words == "" {
			continue
		}
		cells := make([]reports.Cell, last+1)
		cells[0] = text(reports.Status, line.mark)
		if line.mark == "" {
			cells[0] = reports.Cell{}
		}
		cells[1] = text(line.role, line.words)
		cells[1].Style.Indent, cells[1].Style.Wrap = 1, true
		p.across(p.add(cells...), 1, last)
	}
}

// linesToFill is how many empty lines a table has for what is agreed in the meeting.
const linesToFill = 4

// agreed is a table to be filled in by hand.
func (p page) agreed(last int, title, what, who, when string) {
	p.add()
	p.add(text(reports.Heading, title))
	split := []int{0, reports.TileColumn(2), reports.TileColumn(3)}
	line := func(cell func(k int) reports.Cell) {
		cells := make([]reports.Cell, last+1)
		for k, from := range split {
			to := last
			if k+1 < len(split) {
				to = split[k+1] - 1
			}
			for column := from; column <= to; column++ {
				cells[column] = cell(k)
				if column > from {
					cells[column].Text = ""
				}
			}
		}
		row := p.add(cells...)
		for k, from := range split {
			to := last
			if k+1 < len(split) {
				to = split[k+1] - 1
			}
			p.across(row, from, to)
		}
	}
	line(func(k int) reports.Cell { return header([]string{what, who, when}[k], "") })
	for range linesToFill {
		line(func(int) reports.Cell { return text(reports.Input, "") })
		p.Rows[len(p.Rows)-1].Height = 20
	}
}

// standingOf says in a sentence who the customer is.
func (r *review) standingOf(account int) string {
	a := r.book.Facts.Accounts[account]
	sentence := ""
	for _, dimension := range r.book.Facts.Dimensions() {
		if value := a.Dimensions[dimension]; value != "" {
			if sentence != "" {
				sentence += " · "
			}
			sentence += dimension + ": " + value
		}
	}
	return sentence
}

// tiles are the headlines.
func (r *review) tiles(p page, standings map[string]standing) (tiles []reports.Tile) {
	for _, id := range tileKPIs {
		s, ok := standings[id]
		if !ok || !s.result.Value.Available() || len(tiles) == mostTiles {
			continue
		}
		c := s.result.Chosen
		tile := reports.Tile{Name: r.kpiHeader(c, reports.CardName, ""), Value: pointing(s.cell, s.value, reports.Card)}
		if unit := r.unit(unitOf(c)); unit == r.book.Facts.Currency {
			tile.Name.Text += ", " + unit
		}
		for k, changed := range s.changes {
			if k < len(tile.Changes) {
				tile.Changes[k] = reports.Change{Name: s.result.Changes[k].Comparison.Short, Value: pointing(changed, s.changeAt[k], reports.CardLabel)}
			}
		}
		tile.Against, tile.Target, tile.Status = text(reports.CardLabel, "Quarter before"), pointing(s.before, s.beforeAt, reports.CardLabel), r.judged(s)
		tiles = append(tiles, tile)
	}
	return tiles
}

// judged says in a word whether a KPI moved the way that is good news since the quarter before, live over its change.
func (r *review) judged(s standing) reports.Cell {
	better, worse, same := reports.StatusText(reports.MarkGood, "better"), reports.StatusText(reports.MarkBad, "worse"), reports.StatusText(reports.MarkNone, "unchanged")
	none := reports.StatusText(reports.MarkNone, "no quarter before")
	above, below := better, worse
	switch betterOf(s.result.Chosen) {
	case formulas.Down:
		above, below = worse, better
	case formulas.Up:
	default:
		return text(reports.Status, "")
	}
	cell := text(reports.Status, none)
	if d := s.result.Changes[0].Absolute; d.Available() {
		cell.Text = [...]string{below, same, above}[d.Sign()+1]
	}
	cell.Formula = reports.Judged(s.movedAt.Address(), above, below, same, none)
	return cell
}

// pointing is a cell that shows another one.
func pointing(cell reports.Cell, at reports.Ref, role reports.Role) reports.Cell {
	cell.Formula, cell.Note, cell.Link, cell.Figure = at.Address(), "", nil, nil
	cell.Style = reports.Style{Role: role, Format: cell.Style.Format}
	return cell
}

// spelled is a small number in words.
func spelled(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"}
	return words[min(n, len(words)-1)]
}

// decimalCell is the number of a value for a cell.
func decimalCell(v expr.Value) decimal.NullDecimal {
	d, ok := v.Decimal()
	return decimal.NullDecimal{Decimal: d, Valid: ok}
}
