package finance

import (
	"slices"
	"strconv"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// usualHeadlines are the KPIs on the tiles of a summary that no job picks, and over which period.
var usualHeadlines = []onTable{
	{"monthly_recurring_revenue", period.MonthKind},
	{"annual_recurring_revenue", period.MonthKind},
	{"net_revenue_retention", period.TTM},
	{"gross_revenue_retention", period.TTM},
	{"installed_base", period.MonthKind},
	{"logo_churn", period.TTM},
	{"average_revenue_per_account", period.MonthKind},
	{"quick_ratio", period.TTM},
}

// Where the tiles and the charts stand on the summary.
const (
	tileRow     = 3
	tilesAcross = 4
	chartRows   = 11
	chartWidth  = 511 // pixels, as wide as two tiles
	chartHeight = chartRows*rowHeight*4/3 - 6
)

// onTable is a KPI in one kind of period, shownAt where a comparison table has it.
type onTable struct {
	kpi  string
	kind period.Kind
}

type shownAt struct {
	value            cellAt
	changes, earlier map[string]cellAt // by comparison: the change, as a share where it has one, and what it is against
	moved            map[string]cellAt // the change in the KPI's own unit
	target, outcome  cellAt            // without a sheet where no KPI has a target for the period
	period           string
}

type cellAt struct {
	reports.Cell
	at reports.Ref
}

// summary is one page for the board: the headlines as tiles, the bridge of recurring revenue, and how it went on.
func (r *report) summary(month, longer map[onTable]shownAt) *reports.Sheet {
	about := "Every figure is a live formula. Point at a name for its definition, click on it for its row of the glossary."
	for _, d := range r.dimensions[:min(len(r.dimensions), 1)] {
		if slices.Contains(r.book.Facts.Groups(d.name), facts.Unassigned) {
			about += " Rows without an account count here; the sheet " + d.sheet + " has them apart."
		}
	}
	p := r.page(summarySheet, reports.Results, about)
	p.Widths = reports.TileWidths(tilesAcross)
	next := r.tiles(p, month, longer)
	charts := r.summaryCharts()
	for i := range charts {
		charts[i].At = reports.Position{Row: next + i/2*chartRows, Column: reports.TileColumn(i % 2 * tilesAcross / 2)}
		charts[i].Width, charts[i].Height = chartWidth, chartHeight
	}
	p.Charts = append(p.Charts, charts...)
	p.gap((len(charts) + 1) / 2 * chartRows)
	p.Freeze = reports.Position{Row: tileRow}
	return p.Sheet
}

// scorecard is the sheet of the portfolio's KPIs in the report month, against earlier months, with its trend and a word on it.
func (r *report) scorecard() (*reports.Sheet, map[onTable]shownAt) {
	p := r.page(scorecardSheet, reports.Results, "Live formulas. Point at a KPI for its definition, click on it for its row of the glossary. n/a is not zero: the list below says why.")
	shown := r.comparisonTable(p, []column{
		{indented(header("Trend", "Over up to thirteen months, from the sheet "+historySheet+".")), func(c compute.Chosen, _ shownAt, at reports.Position) reports.Cell {
			p.sparkline(at, r.trends[onTable{c.KPI.ID, period.MonthKind}])
			return text(reports.Plain, "")
		}},
		{header("Against the year before", "Better or worse than a year ago, for the KPIs of which more or less is better."), func(c compute.Chosen, shown shownAt, _ reports.Position) reports.Cell {
			moved := shown.moved[yearOverYear]
			return judged(c, moved.Cell, moved.at.From(p.Name))
		}},
	}, r.month)
	return p.Sheet, shown
}

// byPeriod is the sheet of the portfolio over longer periods, and where each KPI stands on it.
func (r *report) byPeriod() (*reports.Sheet, map[onTable]shownAt) {
	p := r.page(byPeriodSheet, reports.Results, "Each period is worked out from its own opening and closing: a rate of a quarter is no mean of its months.")
	shown := r.comparisonTable(p, nil, r.longer...)
	return p.Sheet, shown
}

// summaryCharts are the charts of the summary, of what there are figures for.
func (r *report) summaryCharts() (charts []reports.Chart) {
	money := r.format(formulas.Money)
	if r.waterfall.series != nil {
		charts = append(charts, r.bridgeChart())
	}
	if r.trend.mrr.Sheet != "" {
		charts = append(charts, reports.Chart{Kind: reports.ColumnChart, Title: "Monthly recurring revenue, " + money.Currency, Quiet: true,
			Alt:        "Columns of closing monthly recurring revenue in " + money.Currency + " for up to thirteen months to " + r.month.Label(),
			Categories: r.trend.months, Format: money, Series: []reports.Series{{Name: "Closing MRR", Values: r.trend.mrr}}})
	}
	if r.trend.retention != nil {
		chart := reports.Chart{Kind: reports.LineChart, Title: "Retention over twelve months", Alt: "Lines of net and gross revenue retention over the twelve months to each month",
			Categories: r.trend.since, Format: r.format(formulas.Ratio)}
		for i, values := range r.trend.retention {
			chart.Series = append(chart.Series, reports.Series{Name: r.trend.kpis[i].KPI.Name, Values: values, Color: 2 * i, Line: true})
		}
		charts = append(charts, chart)
	}
	for _, g := range r.groupMRR {
		charts = append(charts, reports.Chart{Kind: reports.ColumnChart, Title: "MRR by " + g.dimension.name + ", " + money.Currency, Quiet: true,
			Alt:        "Columns of monthly recurring revenue in " + money.Currency + " for every " + g.dimension.name + " in " + r.month.Label() + ", " + strconv.Itoa(g.count) + " of them",
			Categories: g.labels, Format: money, Series: []reports.Series{{Name: "MRR", Values: g.values, Color: 1}}})
		break
	}
	return charts
}
