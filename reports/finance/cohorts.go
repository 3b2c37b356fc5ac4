package finance

import (
	"fmt"
	"strconv"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// Where the figures of a triangle stand: what a cohort started with, then an age a column.
const (
	cohortStartColumn = 1
	cohortAgeColumn   = 2
	cohortChartRows   = 9
)

// mostAges is how many ages a triangle may have to be readable on a page.
const mostAges = 14

// cohorts is the sheet of how the customers who started together held: triangles of the customers and of the MRR that stayed, live
// over the counts and amounts below them. It is nil when nobody is known to have started, or recurring revenue is not known.
func (r *report) cohorts() *reports.Sheet {
	t := r.triangle()
	if t == nil {
		return nil
	}
	unit := t.Unit.String()
	about := fmt.Sprintf("Customers by the %s in which they began to pay, up to %s; age 0 is the end of that %s. Who comes back has stayed. Every month is at the exchange rates of %s, so that no move of a rate looks like growth. The darker, the more stayed.",
		unit, t.AsOf.Label(), unit, t.AsOf.Label())
	if t.LeftOut > 0 {
		about += fmt.Sprintf(" Customers from before the data begins, whose start is not known, are left out: %d.", t.LeftOut)
	}
	p := r.page(cohortsSheet, reports.Results, about)
	chartAt := reports.Position{Row: len(p.Rows)}
	p.gap(cohortChartRows)
	first, next := len(p.Rows)+2, len(t.Cohorts)+4 // the first cohort's row, and how far the next block is
	blocks := []cohortBlock{
		{Triangle: t, rateName: "Customers who stayed", name: "Customers who paid at each age", started: "Customers at the start", unit: formulas.Count, rates: first, figures: first + 2*next,
			start: func(c *compute.Cohort) expr.Value { return expr.Fraction(int64(c.Customers), 1) },
			kept:  func(a compute.Age) expr.Value { return expr.Fraction(int64(a.Kept), 1) }, rate: func(a compute.Age) expr.Value { return a.LogoRetention }},
		{Triangle: t, rateName: "MRR that stayed, expansion included", name: "MRR at each age", started: "MRR at the start", unit: formulas.Money, rates: first + next, figures: first + 3*next,
			start: func(c *compute.Cohort) expr.Value { return c.MRR }, kept: func(a compute.Age) expr.Value { return a.MRR }, rate: func(a compute.Age) expr.Value { return a.MRRRetention }},
	}
	for _, b := range blocks {
		r.retained(p, b)
	}
	for _, b := range blocks {
		r.cohortFigures(p, b)
	}
	p.Charts = []reports.Chart{r.cohortChart(p, chartAt, blocks)}
	p.Freeze = reports.Position{Row: chartAt.Row, Column: cohortAgeColumn}
	p.Widths = []int{24, 17}
	for range t.Ages {
		p.Widths = append(p.Widths, 12)
	}
	return p.Sheet
}

// triangle is the portfolio's, by the shortest unit that fits on a page; nil when there is none.
func (r *report) triangle() (t *compute.Triangle) {
	for _, kind := range []period.Kind{period.MonthKind, period.QuarterKind, period.YearKind} {
		var reason expr.Reason
		if t, reason = r.book.Cohorts(kind.String(), facts.Portfolio); reason.Code != expr.Available || len(t.Cohorts) == 0 {
			return nil
		}
		if t.Ages <= mostAges {
			break
		}
	}
	return t
}

// cohortBlock is a triangle in one unit: its rates, whose first row is rates, over its figures, whose first row is figures.
type cohortBlock struct {
	*compute.Triangle
	rateName, name, started string
	unit                    formulas.Unit
	rates, figures          int
	start                   func(*compute.Cohort) expr.Value
	kept, rate              func(compute.Age) expr.Value
}

// column is a column of the cohorts from a row on.
func (b cohortBlock) column(first, column int) reports.Range {
	return reports.Range{From: reports.Position{Row: first, Column: column}, To: reports.Position{Row: first + len(b.Cohorts) - 1, Column: column}}
}

// heads are the heads of the block's columns.
func (b cohortBlock) heads() []reports.Cell {
	head := append(headers("Started in"), header(b.started, ""))
	for age := range b.Ages {
		head = append(head, header(strconv.Itoa(age), fmt.Sprintf("At the end of the %s number %d after the one in which they started.", b.Unit, age)))
	}
	return head
}

// retained adds the triangle of rates, and what all cohorts together come to.
func (r *report) retained(p page, b cohortBlock) {
	p.add(text(reports.Heading, b.rateName+", by "+b.Unit.String()+" after the start"))
	p.add(b.heads()...)
	for i := range b.Cohorts {
		c, row := &b.Cohorts[i], b.figures+i
		start := reports.Position{Row: row, Column: cohortStartColumn}
		cells := []reports.Cell{text(reports.Label, c.Label), live(b.start(c), start.Address(), reports.Calculated, r.format(b.unit))}
		for age, a := range c.Ages {
			kept := reports.Position{Row: row, Column: cohortAgeColumn + age}
			cells = append(cells, r.share(b.rate(a), kept.Address(), "$"+start.Address(), reports.Calculated))
		}
		roundLarge(cells)
		p.add(cells...)
	}
	all := r.allCohorts(b)
	roundLarge(all)
	p.add(all...)
	p.Scales = append(p.Scales, reports.Range{From: reports.Position{Row: b.rates, Column: cohortAgeColumn}, To: reports.Position{Row: b.rates + len(b.Cohorts) - 1, Column: cohortAgeColumn + b.Ages - 1}})
	p.add()
}

// share is one cell over another, n/a over 0.
func (r *report) share(v expr.Value, part, whole string, role reports.Role) reports.Cell {
	return live(v, "IF("+whole+`=0,"`+notAvailable+`",`+part+"/"+whole+")", role, r.format(formulas.Ratio))
}

// allCohorts is a row of what stayed of all cohorts that have reached an age: their sum over what they started with, no mean of
// their rates.
func (r *report) allCohorts(b cohortBlock) []reports.Cell {
	starts := b.column(b.figures, cohortStartColumn).Absolute()
	label := text(reports.Total, "All that reached the age")
	label.Note = "What stayed of all cohorts that have reached the age, over what these started with; no mean of the rates above."
	var whole expr.Value
	for i := range b.Cohorts {
		whole = whole.Add(b.start(&b.Cohorts[i]))
	}
	cells := []reports.Cell{label, live(whole, "SUM("+starts+")", reports.Total, r.format(b.unit))}
	for age := range b.Ages {
		var kept, start expr.Value
		for i := range b.Cohorts {
			if c := &b.Cohorts[i]; age < len(c.Ages) {
				kept, start = kept.Add(b.kept(c.Ages[age])), start.Add(b.start(c))
			}
		}
		rate := expr.Missing(expr.ZeroDenominator, b.started)
		if start.Sign() != 0 {
			rate = kept.Quo(start)
		}
		column := b.column(b.figures, cohortAgeColumn+age).Address()
		cells = append(cells, r.share(rate, "SUM("+column+")", "SUMIFS("+starts+","+column+`,">=0")`, reports.Total))
	}
	return cells
}

// cohortFigures adds the counts or amounts that the block's rates are made from.
func (r *report) cohortFigures(p page, b cohortBlock) {
	format, name := r.format(b.unit), b.name
	if b.unit == formulas.Money {
		name += ", " + format.Currency
	}
	p.add(text(reports.Heading, name))
	p.add(b.heads()...)
	for i := range b.Cohorts {
		c := &b.Cohorts[i]
		cells := []reports.Cell{text(reports.Label, c.Label), valueCell(b.start(c), reports.Input, format)}
		for _, a := range c.Ages {
			cells = append(cells, valueCell(b.kept(a), reports.Input, format))
		}
		roundLarge(cells)
		p.add(cells...)
	}
	p.add()
	p.add()
}

// cohortChart draws what stayed of all cohorts together, by age.
func (r *report) cohortChart(p page, at reports.Position, blocks []cohortBlock) reports.Chart {
	row := func(row int) reports.RefRange {
		return reports.RefRange{Sheet: p.Name, Range: reports.Range{From: reports.Position{Row: row, Column: cohortAgeColumn}, To: reports.Position{Row: row, Column: cohortAgeColumn + blocks[0].Ages - 1}}}
	}
	unit := blocks[0].Unit.String()
	chart := reports.Chart{Kind: reports.LineChart, At: at, Width: 900, Height: (cohortChartRows - 1) * rowHeight * 4 / 3,
		Title: "What stayed of all cohorts, by " + unit + " after the start", Alt: "Lines of the share of customers and of MRR that stayed, over all cohorts that reached the age, by " + unit + " after the start",
		Categories: row(blocks[0].rates - 1), Format: r.format(formulas.Ratio)}
	for i, b := range blocks {
		chart.Series = append(chart.Series, reports.Series{Name: b.rateName, Values: row(b.rates + len(b.Cohorts)), Color: 2 * i, Line: true})
	}
	return chart
}
