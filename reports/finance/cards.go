package finance

import (
	"kpibook/formulas"
	"kpibook/reports"
)

// cards puts the headline figures on top: each points at its cell on a table.
func (r *report) cards(p page, tables ...map[onTable]shownAt) {
	var rows [cardRows][]reports.Cell
	p.Widths, _ = reports.Fit(p.Sheet)
	for _, h := range headlines {
		c, _ := r.book.Choose(h.kpi)
		for _, shown := range tables {
			if f, ok := shown[onTable{h.kpi, h.kind}]; ok {
				r.card(p, &rows, r.kpiHeader(c, reports.CardLabel, ""), c.KPI.Short, f)
			}
		}
	}
	for i, cells := range rows {
		p.Rows[cardRow+i] = reports.Row{Cells: cells}
	}
}

// card adds a headline: its name, value, period and change, and what the change is against. The first column is wide enough
// for one; the others stand over two columns, which grow to hold the value.
func (r *report) card(p page, rows *[cardRows][]reports.Cell, name reports.Cell, short string, f shownAt) {
	if short != "" {
		name.Text = short
	}
	role, column := reports.CardLabel, len(rows[0])
	value, change := f.value.Cell, f.change.Cell
	value.Formula, value.Style.Role = f.value.at.From(p.Name), reports.Card
	change.Formula, change.Style = f.change.at.From(p.Name), reports.Style{Role: role, Format: change.Style.Format}
	value.Note = ""
	last := column
	if column > 0 {
		last++
	}
	for i, cell := range [cardRows]reports.Cell{name, value, text(role, f.period), change, text(role, f.versus)} {
		rows[i] = append(rows[i], indented(cell))
		room := 0
		for k := column; k <= last; k++ {
			room += p.Widths[k]
		}
		need := reports.Card.Face().Pixels(value.Shown())/7 + 4
		for _, line := range []string{f.period, f.versus} {
			need = max(need, role.Face().Pixels(line)/7+3)
		}
		if need > room {
			p.Widths[last] += need - room
		}
		if last > column {
			rows[i] = append(rows[i], text(cell.Style.Role, ""))
			p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: cardRow + i, Column: column}, To: reports.Position{Row: cardRow + i, Column: last}})
		}
	}
}

// summaryCharts draws recurring revenue and retention over the last thirteen months, from the figures on the roll-forward.
func (r *report) summaryCharts(p page) {
	money := r.format(formulas.Money)
	if r.trend.mrr.Sheet != "" {
		p.Charts = append(p.Charts, reports.Chart{Kind: reports.ColumnChart, At: reports.Position{Row: chartRow}, Width: chartWidth, Height: chartHeight,
			Title:      "Monthly recurring revenue, " + money.Currency,
			Alt:        "Columns of closing monthly recurring revenue in " + money.Currency + " for up to thirteen months to " + r.month.Label(),
			Categories: r.trend.months, Format: money, Series: []reports.Series{{Name: "Closing MRR", Values: r.trend.mrr}}})
	}
	if r.trend.retention == nil {
		return
	}
	chart := reports.Chart{Kind: reports.LineChart, At: reports.Position{Row: chartRow, Column: beside(p, chartWidth)}, Width: chartWidth, Height: chartHeight,
		Title: "Retention over twelve months", Alt: "Lines of net and gross revenue retention over the twelve months to each month",
		Categories: r.trend.since, Format: r.format(formulas.Ratio)}
	for i, values := range r.trend.retention {
		chart.Series = append(chart.Series, reports.Series{Name: r.trend.kpis[i].KPI.Name, Values: values, Color: i, Line: true})
	}
	p.Charts = append(p.Charts, chart)
}

// beside is the first column that starts to the right of so many pixels.
func beside(p page, pixels int) int {
	widths, _ := reports.Fit(p.Sheet)
	for column, width := range widths {
		if pixels < 0 {
			return column
		}
		pixels -= width*7 + 5
	}
	return len(widths)
}
