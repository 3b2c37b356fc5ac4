package finance

import (
	"slices"

	"kpibook/formulas/period"
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

// Where the cards, the charts and the table stand on the summary.
const (
	cardRow  = 4
	cardRows = 5
	chartRow = 10
	tableRow = 25

	chartWidth  = 560 // pixels
	chartHeight = (tableRow - chartRow - 1) * rowHeight * 4 / 3
)

// onTable is a KPI in one kind of period, shownAt where a comparison table has it.
type onTable struct {
	kpi  string
	kind period.Kind
}

type shownAt struct {
	value, change cellAt // the change is that of the period's first comparison
	period        string
	versus        string // what the change is against
}

type cellAt struct {
	reports.Cell
	at reports.Ref
}

// summary is the sheet of the portfolio in the report month: headline cards, charts and a table. It is one upright page.
func (r *report) summary(longer map[onTable]shownAt) *reports.Sheet {
	about := "Live formulas. Point at a KPI for its definition, click on it for its row of the glossary. n/a is not zero: the list below says why."
	for _, d := range r.dimensions[:min(len(r.dimensions), 1)] {
		if slices.Contains(r.book.Facts.Groups(d.name), facts.Unassigned) {
			about += " Rows without an account count here; the sheet " + d.sheet + " has them apart."
		}
	}
	p := r.page(summarySheet, reports.Results, about)
	p.Portrait = true
	p.gap(tableRow - len(p.Rows))
	shown := r.comparisonTable(p, r.month)
	r.cards(p, shown, longer)
	r.summaryCharts(p)
	p.Freeze = reports.Position{Row: 3, Column: 1}
	return p.Sheet
}

// byPeriod is the sheet of the portfolio over longer periods, and where each KPI stands on it.
func (r *report) byPeriod() (*reports.Sheet, map[onTable]shownAt) {
	p := r.page(byPeriodSheet, reports.Results, "Each period is worked out from its own opening and closing: a rate of a quarter is no mean of its months.")
	shown := r.comparisonTable(p, r.longer...)
	return p.Sheet, shown
}
