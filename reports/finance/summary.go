package finance

import (
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// headlines are the KPIs on the cards of the summary and over which period: those that the job's catalogue has.
var headlines = []struct {
	kpi  string
	kind period.Kind
}{
	{"monthly_recurring_revenue", period.MonthKind},
	{"annual_recurring_revenue", period.MonthKind},
	{"net_revenue_retention", period.TTM},
	{"gross_revenue_retention", period.TTM},
	{"installed_base", period.MonthKind},
	{"logo_churn", period.TTM},
}

// Where the cards and the charts stand on the summary.
const (
	cardRow  = 4
	cardRows = 5
	chartRow = 10
	tableRow = 26

	reasonColumn = 18 // of the wider table: three that name the KPI, the quarter's seven, the year's and the twelve months' four each

	chartWidth  = 620 // pixels
	chartHeight = (tableRow - chartRow - 1) * rowHeight * 4 / 3
)

// shown is a KPI of the summary for one kind of period: its cell, and the first comparison of it.
type shown struct {
	kpi  string
	kind period.Kind
}

type shownAt struct {
	value, change reports.Cell // as on the table
	at, changeAt  reports.Position
	period        string
	versus        string // what the change is against
}

// summary is the sheet of the portfolio: headline cards, charts, and a table for the month and one for longer periods.
func (r *report) summary() *reports.Sheet {
	p := r.page(summarySheet, reports.Results, "Live formulas over the sheet Inputs. Point at a KPI for its definition, click on it for its glossary row. n/a is not zero: the last column says why.")
	p.gap(tableRow - len(p.Rows))
	found := map[shown]shownAt{}
	r.summaryTable(p, found, "The month", r.month)
	p.add()
	r.summaryTable(p, found, "The quarter, the year to date and twelve months", r.quarter, r.ytd, r.ttm)
	r.cards(p, found)
	r.summaryCharts(p)
	p.Freeze = reports.Position{Row: 3, Column: 1}
	p.Widths = make([]int, reasonColumn+1)
	p.Widths[reasonColumn] = 50
	return p.Sheet
}

// summaryTable lists the KPIs down and, for each period, the value and its comparisons across.
func (r *report) summaryTable(p page, found map[shown]shownAt, title string, periods ...period.Period) {
	p.add(text(reports.Heading, title))
	head := headers("KPI", "Unit", "Better")
	var kinds []period.Kind
	for _, q := range periods {
		kinds = append(kinds, q.Kind)
		head = append(head, header(r.periodName(q), q.FirstDay().String()+" to "+q.LastDay().String()))
		for _, c := range comparisonsOf(q) {
			earlier, _ := c.From(q)
			short := comparisonName(c, q)
			head = append(head, header(earlier.Label(), earlier.FirstDay().String()+" to "+earlier.LastDay().String()),
				header(short, c.Definition+" The difference: of a rate in percentage points, of anything else in its own unit."),
				header(short+" %", c.Definition+" The difference as a share of the earlier value. A rate has none, its change is in points."))
		}
	}
	p.add(append(head, header("Not available", "why cells of this row are n/a"))...)

	kpis := r.definedAt(formulas.AtPortfolio, kinds...)
	rows := map[string]int{}
	row := len(p.Rows)
	for i, c := range kpis {
		if i == 0 || c.KPI.Family != kpis[i-1].KPI.Family {
			row++
		}
		rows[c.KPI.ID] = row
		row++
	}
	for i, c := range kpis {
		if i == 0 || c.KPI.Family != kpis[i-1].KPI.Family {
			p.add(text(reports.Heading, string(c.KPI.Family)))
		}
		unit := c.KPI.UnitOf(c.Variant)
		cells := []reports.Cell{r.kpiHeader(c, reports.Label, ""), text(reports.Plain, r.unit(unit)), text(reports.Plain, arrow(c.KPI.BetterOf(c.Variant)))}
		var missing blanks
		for _, q := range periods {
			cells = r.compared(cells, rows, c, q, &missing, found)
		}
		why := text(reports.Body, missing.String())
		why.Style.Wrap = len(cells) == reasonColumn // a narrower table leaves it room to run on
		p.add(append(cells, why)...)
	}
}

// compared adds a KPI's value for a period and, for each comparison, the earlier value and the change.
func (r *report) compared(cells []reports.Cell, rows map[string]int, c compute.Chosen, p period.Period, missing *blanks, found map[shown]shownAt) []reports.Cell {
	row, unit := rows[c.KPI.ID], c.KPI.UnitOf(c.Variant)
	put := func(cell reports.Cell) reports.Position {
		cells = append(cells, cell)
		return reports.Position{Row: row, Column: len(cells) - 1}
	}
	value := func(q period.Period) (reports.Cell, reports.Position) {
		column := len(cells)
		missing.add(q.Label(), r.book.Value(c, facts.Portfolio, q))
		cell := r.figure(c, facts.Portfolio, q, r.inputs.place(r, facts.Portfolio, q), func(kpi string) string {
			other, ok := rows[kpi]
			if !ok {
				return ""
			}
			return reports.Position{Row: other, Column: column}.Address()
		})
		return cell, put(cell)
	}
	result := r.book.Result(c, facts.Portfolio, p)
	now := shownAt{period: p.Label()}
	now.value, now.at = value(p)
	r.name(c, p, now.at)
	for i, change := range result.Changes {
		_, earlier := value(change.Earlier)
		difference, share := change.Comparison.Excel(unit, now.at.Address(), earlier.Address())
		cell := r.change(change.Absolute, difference, r.changeFormat(unit))
		at := put(cell)
		percent := r.change(change.Percent, share, reports.Format{Kind: reports.FormatChangePercent})
		percentAt := put(percent)
		if result.Value.Available() && change.Previous.Available() && share != "" && change.Previous.Sign() <= 0 {
			missing.blame(comparisonName(change.Comparison, p)+" %", "the earlier value is not above 0")
		}
		if i > 0 {
			continue
		}
		now.change, now.changeAt = cell, at
		if share != "" {
			now.change, now.changeAt = percent, percentAt
		}
		now.versus = change.Comparison.Short + ", vs " + change.Earlier.Label()
	}
	found[shown{c.KPI.ID, p.Kind}] = now
	return cells
}

// change shows a change; a dash where the unit has none.
func (r *report) change(v expr.Value, formula string, format reports.Format) reports.Cell {
	if formula == "" {
		return text(reports.Absent, "–")
	}
	return live(v, formula, reports.Calculated, format)
}

// periodName heads a value; it says when a quarter is not the one that the month lies in.
func (r *report) periodName(p period.Period) string {
	if p.Kind == period.QuarterKind && p.Last < r.month.Last {
		return "last complete quarter: " + p.Label()
	}
	return p.Label()
}

// comparisonName heads a change; a comparison of a longer period says of which.
func comparisonName(c *formulas.Comparison, p period.Period) string {
	switch p.Kind {
	case period.YTD:
		return "YTD " + c.Short
	case period.TTM:
		return "TTM " + c.Short
	}
	return c.Short
}

// name gives a KPI's value a workbook-wide name: that of the month, or for want of one that of the twelve months.
func (r *report) name(c compute.Chosen, p period.Period, at reports.Position) {
	if p.Kind == period.MonthKind || p.Kind == period.TTM && !c.KPI.DefinedFor(period.MonthKind) {
		r.names = append(r.names, reports.Name{Name: "kpi_" + c.KPI.ID, Cell: reports.Ref{Sheet: summarySheet, Position: at}})
	}
	if _, ok := r.summaryRow[c.KPI.ID]; !ok {
		r.summaryRow[c.KPI.ID] = reports.Ref{Sheet: summarySheet, Position: reports.Position{Row: at.Row}}
	}
}

// cards puts the headline figures on top: each points at its cell in the tables below.
func (r *report) cards(p page, found map[shown]shownAt) {
	var rows [cardRows][]reports.Cell
	for _, h := range headlines {
		f, ok := found[shown{h.kpi, h.kind}]
		c, _ := r.book.Choose(h.kpi)
		if !ok {
			continue
		}
		name := r.kpiHeader(c, reports.CardLabel, "")
		if c.KPI.Short != "" {
			name.Text = c.KPI.Short
		}
		f.value.Formula, f.value.Style.Role = f.at.Address(), reports.Card
		f.change.Formula, f.change.Style = f.changeAt.Address(), reports.Style{Role: reports.CardLabel, Format: f.change.Style.Format, Indent: 1}
		column := len(rows[0])
		for i, cell := range [cardRows]reports.Cell{name, f.value, text(reports.CardLabel, f.period), f.change, text(reports.CardLabel, f.versus)} {
			if rows[i] = append(rows[i], cell); column == 0 {
				continue // the first column is wide enough for a card
			}
			rows[i] = append(rows[i], text(cell.Style.Role, ""))
			p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: cardRow + i, Column: column}, To: reports.Position{Row: cardRow + i, Column: column + 1}})
		}
	}
	for i, cells := range rows {
		p.Rows[cardRow+i] = reports.Row{Cells: cells}
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
