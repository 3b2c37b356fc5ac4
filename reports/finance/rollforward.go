package finance

import (
	"fmt"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// forwardColumn is one term of a roll-forward.
type forwardColumn struct {
	measure  string
	activity string // its sum of the months of a longer period; "" where the months' own figures are added up
	taken    bool   // taken off: shown negative
	closes   bool   // the closing; a check stands after it
	name     string // of a term that is no measure, with its note
	note     string
}

// rollForwardColumns are the measures of the roll-forward, in the order in which they add up: an opening, what was added and
// what was taken off, and the closing that they must give.
var rollForwardColumns = []forwardColumn{
	{measure: "opening_mrr_reported", activity: "opening_mrr_reported"},
	{measure: "fx_impact_mrr"},
	{measure: "new_mrr", activity: "new_mrr_activity"},
	{measure: "reactivation_mrr", activity: "reactivation_mrr_activity"},
	{measure: "expansion_mrr", activity: "expansion_mrr_activity"},
	{measure: "contraction_mrr", activity: "contraction_mrr_activity", taken: true},
	{measure: "churned_mrr", activity: "churned_mrr_activity", taken: true},
	{measure: "closing_mrr", activity: "closing_mrr", closes: true},
	{measure: "opening_customers", activity: "opening_customers"},
	{measure: "new_customers"},
	{measure: "reactivated_customers"},
	{measure: "churned_customers", activity: "customers_lost", taken: true},
	{measure: "closing_customers", activity: "closing_customers", closes: true},
}

// trendKPIs are shown over time, each for the twelve months to a month; lines of a chart.
var trendKPIs = []string{"net_revenue_retention", "gross_revenue_retention"}

// trend is where the figures of the charts stand on the roll-forward sheet: a row for each month.
type trend struct {
	months    reports.RefRange   // labels
	mrr       reports.RefRange   // closing MRR
	retention []reports.RefRange // one per KPI of kpis
	since     reports.RefRange   // labels from the first month that has them
	kpis      []compute.Chosen
}

// rollForward is the sheet that leads from opening to closing, and where the charts take their figures from.
func (r *report) rollForward() *reports.Sheet {
	p := r.page(rollForwardSheet, reports.Workings, "Openings are revalued at the period's closing rates (FX), so that no rate move is an expansion or a churn. Each check is opening + movements − closing, and must be 0.")
	for _, id := range trendKPIs {
		if c, ok := r.book.Choose(id); ok && c.KPI.DefinedFor(period.TTM) {
			r.trend.kpis = append(r.trend.kpis, c)
		}
	}
	names, units := r.rollForwardHeadings([]string{"Period", "From", "To"}, rollForwardColumns)
	names, units = append(names, header(memoName, memoNote)), append(units, text(reports.HeaderUnit, r.unit(formulas.Money)))
	withMemo := len(names)
	for _, c := range r.trend.kpis {
		names = append(names, r.kpiHeader(c, reports.Header, "Here for the twelve months to each month."))
		units = append(units, text(reports.HeaderUnit, r.unit(c.KPI.UnitOf(c.Variant))+", 12 months"))
	}
	p.headings(1, names, units)
	first, closing := len(p.Rows), 0
	firstMRR, firstRetention := -1, -1
	for _, month := range r.months() {
		row := len(p.Rows)
		cells := append(r.rollForwardRow(row, periodCells(month), rollForwardColumns, r.ownFigure(month)), r.memoCell(month))
		r.memo = reports.Ref{Sheet: rollForwardSheet, Position: reports.Position{Row: row, Column: len(cells) - 1}}
		ttm := r.book.Facts.Calendar.At(period.TTM, month.Last)
		if r.book.Facts.Value("closing_mrr", facts.Portfolio, month).Available() && firstMRR < 0 {
			firstMRR = row
		}
		for _, c := range r.trend.kpis {
			if r.book.Value(c, facts.Portfolio, ttm).Available() && firstRetention < 0 {
				firstRetention = row
			}
			cells = append(cells, r.figure(c, facts.Portfolio, ttm, r.inputs.place(r, facts.Portfolio, ttm), nowhere))
		}
		p.add(cells...)
	}
	last := len(p.Rows) - 1
	p.filter(len(names))
	for i, c := range rollForwardColumns {
		if c.measure == "closing_mrr" {
			closing = rollForwardColumn(i)
		}
	}
	column := func(from, column int) reports.RefRange {
		return reports.RefRange{Sheet: rollForwardSheet, Range: reports.Range{From: reports.Position{Row: from, Column: column}, To: reports.Position{Row: last, Column: column}}}
	}
	if firstMRR >= first {
		r.trend.months, r.trend.mrr = column(firstMRR, 0), column(firstMRR, closing)
	}
	if firstRetention >= first {
		r.trend.since = column(firstRetention, 0)
		for i := range r.trend.kpis {
			r.trend.retention = append(r.trend.retention, column(firstRetention, len(names)-len(r.trend.kpis)+i))
		}
	}

	r.longerRollForward(p, names[:withMemo], first)
	return p.Sheet
}

// nowhere is the place of KPIs on a sheet that has none a formula could point at.
func nowhere(string) string { return "" }

// rollForwardColumn is the sheet's column of an entry of rollForwardColumns: three say when, and checks stand between.
func rollForwardColumn(entry int) int {
	column := 3 + entry
	for _, c := range rollForwardColumns[:entry] {
		if c.closes {
			column++
		}
	}
	return column
}

// rollForwardHeadings are the header row and the unit row over a roll-forward, which starts with some columns of labels.
func (r *report) rollForwardHeadings(labels []string, columns []forwardColumn) (names, units []reports.Cell) {
	for _, label := range labels {
		names, units = append(names, header(label, "")), append(units, text(reports.HeaderUnit, ""))
	}
	for _, c := range columns {
		m, _ := formulas.MeasureByID(c.measure)
		name, note := sentenceCase(m.Name), m.Meaning
		if c.name != "" {
			name, note = c.name, c.note
		}
		if c.taken {
			note += "\nShown negative here, as it is taken off."
		}
		names = append(names, header(name, note))
		units = append(units, text(reports.HeaderUnit, r.unit(m.Unit)))
		if c.closes {
			names = append(names, header("Check", "Opening and movements, less the closing: 0."))
			units = append(units, text(reports.HeaderUnit, "0 = closes"))
		}
	}
	return names, units
}

// periodCells say which period a row of the roll-forward is of.
func periodCells(p period.Period) []reports.Cell {
	return []reports.Cell{text(reports.Label, p.Label()), date(p.FirstDay()), date(p.LastDay())}
}

// source is where a figure of the roll-forward comes from, as it is counted: what is taken off is positive.
type source struct {
	value   expr.Value
	cells   string // that must hold so many numbers
	numbers int
	formula string // "" for a figure that stands nowhere else
	role    reports.Role
}

// ownFigure points at the inputs of a period.
func (r *report) ownFigure(p period.Period) func(entry, column int) source {
	return func(entry, _ int) source { return r.inputFigure(rollForwardColumns[entry].measure, p) }
}

// inputFigure points at a measure of the portfolio.
func (r *report) inputFigure(measure string, p period.Period) source {
	at := r.inputs.place(r, facts.Portfolio, p)(measure)
	return source{r.book.Facts.Value(measure, facts.Portfolio, p), at, 1, at, reports.Crossing}
}

// rollForwardRow is one roll-forward after its labels: the figures and, after each closing, the check that they lead there.
func (r *report) rollForwardRow(row int, cells []reports.Cell, columns []forwardColumn, figure func(entry, column int) source) []reports.Cell {
	var sum expr.Value
	opening := len(cells)
	for i, c := range columns {
		m, _ := formulas.MeasureByID(c.measure)
		from := figure(i, len(cells))
		if c.taken {
			from.value, from.formula = from.value.Neg(), negative(from.formula)
		}
		if from.formula != "" {
			from.formula = guarded(from.numbers, from.cells, from.formula)
		}
		cells = append(cells, live(from.value, from.formula, from.role, r.format(m.Unit)))
		if !c.closes {
			sum = sum.Add(from.value)
			continue
		}
		closing := reports.Position{Row: row, Column: len(cells) - 1}
		parts := reports.Range{From: reports.Position{Row: row, Column: opening}, To: reports.Position{Row: row, Column: closing.Column - 1}}
		check := live(sum.Sub(from.value), guarded(len(cells)-opening, parts.Address()+","+closing.Address(),
			fmt.Sprintf("ROUND(SUM(%s)-%s,%d)", parts.Address(), closing.Address(), r.places)), reports.Calculated, r.format(m.Unit))
		if check.Number.Valid {
			check.Style.Role = passed(check.Number.Decimal.IsZero())
		}
		cells = append(cells, check)
		opening, sum = len(cells), expr.Value{}
	}
	return cells
}

// negative is a formula less than nothing.
func negative(formula string) string {
	if formula == "" {
		return ""
	}
	return "-" + formula
}

// checkPlaces is to how many decimals a live check is rounded that has a figure as large as one of these: spreadsheets add in binary, where
// 0.1 + 0.2 - 0.3 is not quite 0, and keep 15 digits of a number, the last two of which are left to the sums.
func checkPlaces(figures ...decimal.Decimal) int {
	places := 6
	for _, d := range figures {
		places = min(places, 13-len(d.Abs().Truncate(0).String()))
	}
	return max(places, 0)
}

// setPlaces has the checks of recurring revenue rounded by the largest of the months shown.
func (r *report) setPlaces() {
	var closings []decimal.Decimal
	for _, month := range r.months() {
		closing, _ := r.book.Facts.Value("closing_mrr", facts.Portfolio, month).Decimal()
		closings = append(closings, closing)
	}
	r.places = checkPlaces(closings...)
}

// passed is the role of a check's result.
func passed(ok bool) reports.Role {
	if ok {
		return reports.Good
	}
	return reports.Bad
}
