package qbr

import (
	"kpibook/formulas"
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
	{"Support tickets", "Columns of tickets opened", []string{"cases"}},
}

// series is where a customer's months and figures stand on the trends sheet.
type series struct {
	months reports.RefRange
	of     map[string]reports.RefRange // by KPI, of those that have a number in any month
}

// trendsSheet has a block for every customer: months down, KPIs across, live.
func (r *review) trendsSheet() *reports.Sheet {
	p := r.page(trendsSheet, reports.Workings, "Trends", "Month by month, where the charts take their figures from.")
	r.series = map[int]series{}
	months := r.months()
	for _, account := range r.pack.Accounts {
		p.add()
		p.add(text(reports.Heading, titled(r.book.Facts.Accounts[account])))
		head := headers("Month")
		for _, c := range r.trends {
			head = append(head, r.kpiHeader(c, reports.Header, r.unit(unitOf(c))))
		}
		p.add(head...)
		from := len(p.Rows)
		s := series{months: block(from, len(months), 0), of: map[string]reports.RefRange{}}
		for row, month := range months {
			cells := []reports.Cell{text(reports.Label, month.Label())}
			for column, c := range r.trends {
				cell := r.figure(c, account, month, func(kpi string) string {
					for k, other := range r.trends {
						if other.KPI.ID == kpi {
							return reports.Position{Row: from + row, Column: 1 + k}.Address()
						}
					}
					return ""
				})
				cell.Figure = nil // the scorecard has the figures that reports are compared by
				if cell.Number.Valid {
					s.of[c.KPI.ID] = block(from, len(months), 1+column)
				}
				cells = append(cells, cell)
			}
			p.add(cells...)
		}
		r.series[account] = s
	}
	return p.Sheet
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
