package qbr

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// trendCharts are the charts of a review: the first KPI as columns, the second as a line over them.
var trendCharts = []struct {
	title, alt string
	kpis       []string
}{
	{"Monthly recurring revenue", "Columns of monthly recurring revenue", []string{"monthly_recurring_revenue"}},
	{"Active users", "Lines of monthly active users and of licences", []string{"monthly_active_users", "licenses"}},
	{"Product usage", "Columns of product usage events", []string{"product_usage"}},
	{"Adoption and stickiness", "Lines of the adoption rate and of stickiness", []string{"adoption_rate", "stickiness"}},
	{"Support tickets", "Columns of tickets opened", []string{"cases"}},
	{"Health score", "Columns of the health score", []string{"health_score"}},
}

// series is where a customer's months and figures stand on the trends sheet.
type series struct {
	months reports.RefRange
	of     map[string]reports.RefRange // by KPI, of those that have a number other than 0 in any month
}

// trendsSheet has two blocks for every customer, months down: KPIs across, live over the measures below them.
func (r *review) trendsSheet() *reports.Sheet {
	p := r.page(trendsSheet, reports.Workings, "Trends", "Month by month, where the charts take their figures from: the KPIs, live, and the measures that they are worked out from.")
	r.series = map[int]series{}
	months, measures := r.months(), measuresOf(r.trends)
	for _, account := range r.pack.Accounts {
		p.add()
		p.add(text(reports.Heading, titled(r.book.Facts.Accounts[account])))
		head := headers("Month")
		for _, c := range r.trends {
			stands(r.mentions.drawn, c, reports.Ref{Sheet: p.Name, Position: reports.Position{Row: len(p.Rows), Column: len(head)}})
			head = append(head, r.kpiHeader(c, reports.Header, r.unit(unitOf(c))))
		}
		p.add(head...)
		from := len(p.Rows)
		s := series{months: block(from, len(months), 0), of: map[string]reports.RefRange{}}
		for _, month := range months {
			row := r.trendRow(len(p.Rows), account, month, measures, len(months)+2)
			for k, c := range r.trends {
				if n := row[1+k].Number; n.Valid && !n.Decimal.IsZero() {
					s.of[c.KPI.ID] = block(from, len(months), 1+k)
				}
			}
			p.add(row...)
		}
		r.series[account] = s
		p.add()
		head = headers("Month")
		for _, m := range measures {
			head = append(head, named(m, r.unit(m.Unit)))
		}
		p.add(head...)
		for _, month := range months {
			row := []reports.Cell{text(reports.Label, month.Label())}
			for _, m := range measures {
				row = append(row, r.measured(m, account, month))
			}
			p.add(row...)
		}
	}
	p.Widths, p.Freeze = []int{11}, reports.Position{Column: 1}
	return p.Sheet
}

// trendRow is the KPIs of a customer for a month, whose measures stand so many rows further down.
func (r *review) trendRow(row, account int, month period.Period, measures []formulas.Measure, down int) []reports.Cell {
	at := func(row, column int) string { return reports.Position{Row: row, Column: column}.Address() }
	from := source{reports.Calculated, func(measure string) string {
		if k := slices.IndexFunc(measures, func(m formulas.Measure) bool { return m.ID == measure }); k >= 0 {
			return at(row+down, 1+k)
		}
		return ""
	}}
	cells := []reports.Cell{text(reports.Label, month.Label())}
	for _, c := range r.trends {
		cell := r.figure(c, account, month, from, func(kpi string) string {
			if k := slices.IndexFunc(r.trends, func(c compute.Chosen) bool { return c.KPI.ID == kpi }); k >= 0 {
				return at(row, 1+k)
			}
			return ""
		})
		cell.Figure = nil // the scorecard has the figures that reports are compared by
		cells = append(cells, cell)
	}
	return cells
}

// block is a column of cells of the trends sheet.
func block(from, rows, column int) reports.RefRange {
	return reports.RefRange{Sheet: trendsSheet, Range: reports.Range{From: reports.Position{Row: from, Column: column}, To: reports.Position{Row: from + max(rows, 1) - 1, Column: column}}}
}

// The size of a chart in pixels, and how many rows it covers.
const (
	chartWidth  = 430
	chartHeight = 210
	chartRows   = 12
)

// charts draws the series of a customer that have figures, two side by side, and tells how many rows they cover.
func (r *review) charts(p page, account, row, secondColumn int) (rows int) {
	s := r.series[account]
	drawn := 0
	for _, t := range trendCharts {
		chart := reports.Chart{Kind: reports.ColumnChart, Width: chartWidth, Height: chartHeight, Title: t.title, Alt: t.alt + " of " + r.pack.Title + " for the months to " + r.quarter.Last.Label(), Categories: s.months}
		for _, id := range t.kpis {
			values, ok := s.of[id]
			if !ok {
				continue
			}
			c, _ := r.book.Choose(id)
			chart.Format = r.format(unitOf(c))
			if unitOf(c) == formulas.Money {
				chart.Title = t.title + ", " + r.book.Facts.Currency
			}
			chart.Series = append(chart.Series, reports.Series{Name: c.KPI.Name, Values: values, Color: len(chart.Series), Line: len(t.kpis) > 1})
		}
		if chart.Series == nil {
			continue
		}
		if len(t.kpis) > 1 {
			chart.Kind = reports.LineChart
		}
		chart.Quiet = len(chart.Series) == 1
		chart.At = reports.Position{Row: row + drawn/2*chartRows, Column: drawn % 2 * secondColumn}
		p.Charts = append(p.Charts, chart)
		drawn++
	}
	return (drawn + 1) / 2 * chartRows
}
