package finance

import (
	"fmt"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// The columns of the bridge.
const (
	bridgeLabel = iota + 1 // after the step's name
	bridgeChange
	bridgeAfter
	bridgeBase
	bridgeTotal
	bridgeUp
	bridgeDown
)

// bridge is where the figures stand that the waterfall draws; it has no label without figures.
type bridge struct {
	labels reports.RefRange
	series []reports.Series
	floor  int // where the axis begins
}

// bridgeName is how a step of the bridge is called, as the axis has little room.
var bridgeName = map[string]string{"opening_mrr_reported": "Opening", "fx_impact_mrr": "FX", "new_mrr": "New", "reactivation_mrr": "Won back", "expansion_mrr": "Expansion",
	"contraction_mrr": "Contraction", "churned_mrr": "Churned", "closing_mrr": "Closing"}

// bridge is the sheet of the waterfall: the steps of the report month, each as a column that stands on an unseen base where the
// one before ended. It is nil when one of them is not known.
func (r *report) bridge() *reports.Sheet {
	last := 0
	for rollForwardColumns[last].measure != "closing_mrr" {
		last++
	}
	for _, c := range rollForwardColumns[:last+1] {
		if !r.book.Facts.Value(c.measure, facts.Portfolio, r.month).Available() {
			return nil
		}
	}
	p := r.page(bridgeSheet, reports.Workings, "From the opening to the closing MRR of "+r.month.Label()+", step by step, and the figures that the columns are drawn from.")
	p.gap(bridgeChartRows)
	p.add(append(headers("Step", "Label"), header("Change", ""), header("After it", ""), header("Base", "The unseen part of the column, on which a step stands."),
		header("Total", ""), header("Increase", ""), header("Decrease", ""))...)
	p.add(r.bridgeUnits()...)
	first := len(p.Rows)
	var running, lowest, highest decimal.Decimal
	for i, c := range rollForwardColumns[:last+1] {
		after := r.bridgeStep(p, i, c.measure, c.taken, c.closes, running)
		if running = after; i == 0 || after.LessThan(lowest) {
			lowest = after
		}
		highest = decimal.Max(highest, after)
	}
	column := func(column int) reports.RefRange {
		return reports.RefRange{Sheet: p.Name, Range: reports.Range{From: reports.Position{Row: first, Column: column}, To: reports.Position{Row: first + last, Column: column}}}
	}
	r.waterfall = bridge{labels: column(bridgeLabel), floor: floorBelow(lowest, highest), series: []reports.Series{{Name: "Base", Values: column(bridgeBase), Color: reports.NoColor},
		{Name: "Opening and closing", Values: column(bridgeTotal)}, {Name: "Increase", Values: column(bridgeUp), Color: 1}, {Name: "Decrease", Values: column(bridgeDown), Color: 3}}}
	chart := r.bridgeChart()
	chart.At, chart.Width, chart.Height = reports.Position{Row: aboutRow + 1}, bridgeChartWidth, (bridgeChartRows-1)*rowHeight*4/3
	p.Charts = []reports.Chart{chart}
	p.Widths = []int{18, 16, 15, 15, 15, 15, 15, 15}
	return p.Sheet
}

// The size of the waterfall on its own sheet.
const (
	bridgeChartRows  = 17
	bridgeChartWidth = 900 // pixels
)

// bridgeChart is the waterfall.
func (r *report) bridgeChart() reports.Chart {
	money := r.format(formulas.Money)
	title := "What moved MRR in " + r.month.Label() + ", " + money.Currency
	if floor := r.waterfall.floor; floor > 0 {
		title += " (axis from " + r.bridgeText(decimal.NewFromInt(int64(floor)), false) + ")"
	}
	return reports.Chart{Kind: reports.StackedColumnChart, Title: title, Quiet: true, Floor: r.waterfall.floor,
		Alt:        "Waterfall from the opening to the closing monthly recurring revenue of " + r.month.Label() + ": exchange rates, new, reactivated, expansion, contraction and churned revenue, each with its amount",
		Categories: r.waterfall.labels, Format: money, Series: r.waterfall.series}
}

func (r *report) bridgeUnits() []reports.Cell {
	units := []reports.Cell{text(reports.HeaderUnit, ""), text(reports.HeaderUnit, "")}
	for range bridgeDown - bridgeLabel {
		units = append(units, text(reports.HeaderUnit, r.unit(formulas.Money)))
	}
	return units
}

// bridgeStep adds a row: a total for the opening and the closing, a change in between. It tells what stands
// after it.
func (r *report) bridgeStep(p page, i int, measure string, taken, closes bool, before decimal.Decimal) decimal.Decimal {
	row, format := len(p.Rows), r.format(formulas.Money)
	at := func(row, column int) string { return reports.Position{Row: row, Column: column}.Address() }
	from := r.inputFigure(measure, r.month)
	if taken {
		from.value, from.formula = from.value.Neg(), "-"+from.formula
	}
	change, _ := from.value.Decimal()
	total, zero := i == 0 || closes, expr.Fraction(0, 1)
	part := func(d decimal.Decimal, formula string) reports.Cell {
		return live(expr.Number(d), formula, reports.Calculated, format)
	}
	own := at(row, bridgeChange)
	changed := live(from.value, guarded(from.numbers, from.cells, from.formula), reports.Crossing, format)
	name := bridgeName[measure]
	label := text(reports.Plain, name+"\n"+r.bridgeText(change, !total))
	label.Formula = fmt.Sprintf(`"%s"&CHAR(10)&IF(ROUND(%s,0)=0,"0",%sFIXED(%s,0))`, name, own, map[bool]string{true: "", false: `IF(` + own + `>0,"+","")&`}[total], own)
	if total {
		p.add(text(reports.Label, name), label, changed, part(change, own), valueCell(zero, reports.Plain, format), part(change, own), valueCell(zero, reports.Plain, format), valueCell(zero, reports.Plain, format))
		return change
	}
	after := before.Add(change)
	p.add(text(reports.Label, name), label, changed, part(after, at(row-1, bridgeAfter)+"+"+own), part(decimal.Min(before, after), "MIN("+at(row-1, bridgeAfter)+","+at(row, bridgeAfter)+")"),
		valueCell(zero, reports.Plain, format), part(decimal.Max(change, decimal.Zero), "MAX("+own+",0)"), part(decimal.Max(change.Neg(), decimal.Zero), "MAX(-"+own+",0)"))
	return after
}

// bridgeText is an amount without its decimals, with its sign where it is a change.
func (r *report) bridgeText(d decimal.Decimal, signed bool) string {
	if d.Round(0).IsZero() {
		return "0"
	}
	format := reports.Format{Kind: reports.FormatCount}
	if signed {
		format = reports.Format{Kind: reports.FormatChange, Of: reports.FormatCount}
	}
	return reports.Cell{Number: decimal.NewNullDecimal(d), Style: reports.Style{Format: format}}.Shown()
}

// floorBelow is a round number below the lowest of a waterfall's levels, so that the steps between them can be seen; 0 when
// they are far apart.
func floorBelow(lowest, highest decimal.Decimal) int {
	span := highest.Sub(lowest)
	floor := lowest.Sub(span.Mul(decimal.New(5, -1)))
	if !floor.IsPositive() || span.Add(span).GreaterThan(highest) || span.LessThan(decimal.NewFromInt(1)) {
		return 0
	}
	digits := int32(span.NumDigits()) + span.Exponent() - 1
	return int(floor.Shift(-digits).Floor().Shift(digits).IntPart())
}
