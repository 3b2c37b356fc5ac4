package finance

import (
	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// historyQuarters is how many complete quarters the history has.
const historyQuarters = 5

// trendColumn is where the history keeps its sparklines; the periods follow.
const trendColumn = 2

// shortestTrend is how many figures make a line.
const shortestTrend = 3

// history is the sheet of the portfolio's KPIs over thirteen months and the quarters in them, with what rates come to over
// the twelve months to each month below.
func (r *report) history() *reports.Sheet {
	p := r.page(historySheet, reports.Results, "Live formulas over the sheet "+inputsSheet+". A quarter nets from its own opening to its closing: no sum or mean of its months. Amounts from 1,000 are shown without decimals; the cells have them.")
	head := append(headers("KPI", "Unit"), indented(header("Trend", "")))
	periods := append(r.months(), r.quarters()...)
	for _, q := range periods {
		head = append(head, header(q.Label(), q.FirstDay().String()+" to "+q.LastDay().String()))
	}
	p.headings(1, head)
	first, months := trendColumn+1, len(r.months())
	p.Groups = []reports.ColumnGroup{{From: first, To: first + months - 1}, {From: first + months, To: first + len(periods) - 1}}
	p.Widths = []int{0, 0, 12}
	r.historyOf(p, period.MonthKind, "", r.definedAt(formulas.AtPortfolio, period.MonthKind), periods)
	var rates []compute.Chosen
	for _, c := range r.definedAt(formulas.AtPortfolio, period.TTM) {
		if unit := c.KPI.UnitOf(c.Variant); unit == formulas.Ratio || unit == formulas.NumberUnit || !c.KPI.KindsOf(c.Variant).Has(period.MonthKind) {
			rates = append(rates, c)
		}
	}
	var twelve []period.Period
	for _, month := range r.months() {
		twelve = append(twelve, r.book.Facts.Calendar.At(period.TTM, month.Last))
	}
	p.Printed = []reports.Range{{To: reports.Position{Row: len(p.Rows) - 1, Column: len(head) - 1}}}
	twelveAt := p.add() + 1
	r.historyOf(p, period.TTM, ", over the twelve months to each month", rates, twelve)
	if len(rates) > 0 {
		p.Printed = append(p.Printed, reports.Range{From: reports.Position{Row: twelveAt}, To: reports.Position{Row: len(p.Rows) - 1, Column: first + months - 1}})
	}
	return p.Sheet
}

// quarters are the last complete quarters that the history of the data covers, oldest first.
func (r *report) quarters() (quarters []period.Period) {
	for q, ok := r.quarter, true; ok && len(quarters) < historyQuarters && q.First >= r.book.Facts.First; q, ok = q.Previous() {
		quarters = append([]period.Period{q}, quarters...)
	}
	return quarters
}

// historyOf adds a row for each KPI, and remembers where the sparklines and the tiles find its figures.
func (r *report) historyOf(p page, kind period.Kind, suffix string, kpis []compute.Chosen, periods []period.Period) {
	t := comparisonTable{report: r, page: p, rows: familyRows(kpis, len(p.Rows))}
	for i, c := range kpis {
		if startsFamily(kpis, i) {
			p.add(text(reports.Heading, string(c.KPI.Family)+suffix))
		}
		cells := []reports.Cell{r.kpiHeader(c, reports.Label, ""), text(reports.Plain, r.unit(c.KPI.UnitOf(c.Variant))), text(reports.Plain, "")}
		since := len(periods)
		for k, q := range periods {
			cell := t.value(c, q, len(cells), new(blanks))
			if k > 0 && cells[len(cells)-1].Style.Role == reports.Absent {
				cell.Note = "" // the first of a run says why
			}
			switch monthly := q.Kind == kind; {
			case !monthly: // the quarters, beside the months
			case !cell.Number.Valid:
				since = len(periods)
			case since > k:
				since = k
			}
			cells = append(cells, cell)
		}
		roundLarge(cells)
		row := p.add(cells...)
		if last := len(r.months()) - 1; last-since+1 >= shortestTrend {
			values := reports.RefRange{Sheet: p.Name, Range: reports.Range{From: reports.Position{Row: row, Column: trendColumn + 1 + since}, To: reports.Position{Row: row, Column: trendColumn + 1 + last}}}
			r.trends[onTable{c.KPI.ID, kind}] = values
			p.Sparklines = append(p.Sparklines, reports.Sparkline{At: reports.Position{Row: row, Column: trendColumn}, Values: values})
		}
	}
}

// roundLarge shows a row of large amounts without decimals, as thirteen months have little room on a page; the cells keep them.
func roundLarge(cells []reports.Cell) {
	for _, c := range cells {
		if c.Style.Format.Kind == reports.FormatMoney && c.Number.Valid && c.Number.Decimal.Abs().Cmp(largeAmount) >= 0 {
			for k := range cells {
				cells[k].Style.Format.Whole = cells[k].Style.Format.Kind == reports.FormatMoney
			}
			return
		}
	}
}

// largeAmount is one of which nobody minds the decimals.
var largeAmount = decimal.NewFromInt(1000)

// familyRows are the rows of KPIs that are listed by family from a row on, each family under its heading.
func familyRows(kpis []compute.Chosen, row int) map[string]int {
	rows := make(map[string]int, len(kpis))
	for i, c := range kpis {
		if startsFamily(kpis, i) {
			row++
		}
		rows[c.KPI.ID] = row
		row++
	}
	return rows
}

// trendOf is where the figures of a KPI stand over time, without a sheet when they are too few.
func (r *report) trendOf(kpi string, kind period.Kind) reports.RefRange {
	return r.trends[onTable{kpi, kind}]
}

// sparkline puts a KPI's trend into a cell of another sheet.
func (p page) sparkline(at reports.Position, values reports.RefRange) {
	if values.Sheet != "" {
		p.Sparklines = append(p.Sparklines, reports.Sparkline{At: at, Values: values})
	}
}
