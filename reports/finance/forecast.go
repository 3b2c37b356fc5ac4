package finance

import (
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// forecastChartRows is the room of one chart of the forecasts.
const forecastChartRows = 11

// panel is the forecasts of one measure, and where they stand: the column of what came, followed by one for each forecast, and the
// first rows of the months and of the tests.
type panel struct {
	measure       formulas.Measure
	told          []compute.Outlook
	column        int
	months, tests int
}

// forecast is the sheet of what the next twelve months bring by each forecast, month by month after those that came, and what each
// would have missed the last six months by. It is nil when nothing can be foretold.
func (r *report) forecast() *reports.Sheet {
	panels := r.panels()
	if panels == nil {
		return nil
	}
	p := r.page(forecastSheet, reports.Results, "As of the end of "+r.month.Label()+", at its exchange rates. No promise: below, each forecast is held against the last six months, as it would have been made before them.")
	p.Widths = []int{38, 17, 17, 17, 17, 17, 17}
	p.add()
	p.add(headers("Forecast", "Next twelve months", "Last twelve months", "Change", "Missed by, last six months")...)
	p.add(r.forecastUnits(r.unit(formulas.Money), r.unit(formulas.Money), "%", "%")...)
	summary := len(p.Rows)
	for _, panel := range panels {
		for range panel.told {
			p.add() // filled in below, when it is known where the figures stand
		}
	}
	for _, o := range r.book.Outlooks(facts.Portfolio, r.month) {
		if o.Reason.Code != expr.Available {
			name := r.kpiHeader(o.Forecast, reports.Label, "")
			name.Text = forecastName(o)
			p.explained(name, notAvailable+": "+o.Reason.String())
		}
	}
	p.add()
	charts := reports.Position{Row: len(p.Rows)}
	p.gap(forecastChartRows * len(panels))
	p.Breaks = append(p.Breaks, len(p.Rows))
	r.forecastMonths(p, panels)
	p.Breaks = append(p.Breaks, len(p.Rows))
	p.add(text(reports.Heading, "How they are made"))
	for _, panel := range panels {
		for _, o := range panel.told {
			p.explained(text(reports.Label, forecastName(o)), sentenceCase(o.Forecast.KPI.Words(r.book.Catalogue, o.Forecast.Variant)))
		}
	}
	p.add()
	row := summary
	for i := range panels {
		panel := &panels[i]
		r.forecastTests(p, panel)
		for k := range panel.told {
			p.Rows[row].Cells = r.foretold(*panel, k, row)
			row++
		}
		p.Charts = append(p.Charts, r.forecastChart(p, *panel, reports.Position{Row: charts.Row + forecastChartRows*i}))
	}
	p.Freeze = reports.Position{Row: aboutRow + 1, Column: 1}
	return p.Sheet
}

// explained is a row of a name and a sentence, over all columns.
func (p page) explained(name reports.Cell, sentence string) {
	row := p.add(name, prose(sentence))
	p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row, Column: 1}, To: reports.Position{Row: row, Column: len(p.Widths) - 1}})
}

// panels are the forecasts that can be made, by the measure that they foretell.
func (r *report) panels() (panels []panel) {
	column := 1
	for _, o := range r.book.Outlooks(facts.Portfolio, r.month) {
		if o.Reason.Code != expr.Available || !r.book.Facts.Value(o.Actual, facts.Portfolio, r.month).Available() {
			continue
		}
		if len(panels) == 0 || panels[len(panels)-1].measure.ID != o.Actual {
			m, _ := formulas.MeasureByID(o.Actual)
			panels = append(panels, panel{measure: m, column: column})
			column++
		}
		panels[len(panels)-1].told = append(panels[len(panels)-1].told, o)
		column++
	}
	return panels
}

// forecastName is a forecast's name with that of its definition, and definition that of its definition alone.
func forecastName(o compute.Outlook) string {
	if o.Forecast.Variant == "" {
		return o.Forecast.KPI.Name
	}
	return o.Forecast.KPI.Name + ", " + definition(o)
}

func definition(o compute.Outlook) string {
	v, ok := o.Forecast.KPI.Variant(o.Forecast.Variant)
	if !ok {
		return "as committed"
	}
	return strings.ToLower(v.Name[:1]) + v.Name[1:]
}

func (r *report) forecastUnits(units ...string) []reports.Cell {
	cells := []reports.Cell{text(reports.HeaderUnit, "")}
	for _, unit := range units {
		cells = append(cells, text(reports.HeaderUnit, unit))
	}
	return cells
}

// down is a column of so many rows.
func down(row, rows, column int) reports.Range {
	return reports.Range{From: reports.Position{Row: row, Column: column}, To: reports.Position{Row: row + rows - 1, Column: column}}
}

// foretold is the row of a forecast: its sum, against what the last twelve months brought, and its error.
func (r *report) foretold(panel panel, k, row int) []reports.Cell {
	o, past := panel.told[k], len(r.months())
	money, share := r.format(formulas.Money), r.format(formulas.Ratio)
	name := r.kpiHeader(o.Forecast, reports.Label, "")
	name.Text = forecastName(o)
	value := r.book.Value(o.Forecast, facts.Portfolio, r.month)
	next := live(value, "SUM("+down(panel.months+past, len(o.Months), panel.column+1+k).Address()+")", reports.Calculated, money)
	next.Figure = r.identity(o.Forecast, facts.Portfolio, r.month)
	var came expr.Value
	for _, month := range r.months()[past-len(o.Months):] {
		came = came.Add(r.book.Facts.Value(panel.measure.ID, facts.Portfolio, month))
	}
	before := down(panel.months+past-len(o.Months), len(o.Months), panel.column).Address()
	at := func(column int) string { return reports.Position{Row: row, Column: column}.Address() }
	change := live(value.Quo(came).Sub(expr.Fraction(1, 1)), guarded(2, at(1)+","+at(2), `IF(`+at(2)+`=0,"`+notAvailable+`",`+at(1)+"/"+at(2)+"-1)"),
		reports.Calculated, reports.Format{Kind: reports.FormatChangePercent})
	missed := r.book.Value(o.Error, facts.Portfolio, r.month)
	formula := ""
	if len(o.Tested) > 0 {
		tests := down(panel.tests, len(o.Tested), missedColumn+2*k).Address()
		formula = guarded(len(o.Tested), tests, "AVERAGE("+tests+")")
	}
	test := live(missed, formula, reports.Calculated, share)
	if !missed.Available() {
		test.Note = notAvailable + ": " + why(missed)
	}
	test.Figure = r.identity(o.Error, facts.Portfolio, r.month)
	return []reports.Cell{name, next, live(came, guarded(len(o.Months), before, "SUM("+before+")"), reports.Calculated, money), change, test}
}

// forecastMonths adds the months that came and those to come, and remembers where they stand.
func (r *report) forecastMonths(p page, panels []panel) {
	p.add(text(reports.Heading, "Month by month"))
	head, units := headers("Month"), []string{}
	for _, panel := range panels {
		head, units = append(head, header(sentenceCase(panel.measure.Name)+", as it came", panel.measure.Meaning)), append(units, r.unit(formulas.Money))
		for _, o := range panel.told {
			head, units = append(head, header(sentenceCase(panel.measure.Name)+", "+definition(o), "")), append(units, r.unit(formulas.Money))
		}
	}
	p.add(head...)
	p.add(r.forecastUnits(units...)...)
	months := r.months()
	for i := range panels {
		panels[i].months = len(p.Rows)
	}
	money := r.format(formulas.Money)
	for _, month := range months {
		cells := []reports.Cell{text(reports.Label, month.Label())}
		for _, panel := range panels {
			cells = append(cells, r.came(panel.measure, month))
			for range panel.told {
				cells = append(cells, reports.Cell{})
			}
		}
		p.add(cells...)
	}
	for i := range panels[0].told[0].Months {
		cells := []reports.Cell{text(reports.Label, r.book.Facts.Calendar.At(period.MonthKind, r.month.Last+1+period.Month(i)).Label())}
		for _, panel := range panels {
			cells = append(cells, reports.Cell{})
			for _, o := range panel.told {
				cells = append(cells, valueCell(o.Months[i], reports.Input, money))
			}
		}
		p.add(cells...)
	}
	p.add()
}

// came is what a measure was in a month, from the inputs where they have it; blank where it is not known.
func (r *report) came(m formulas.Measure, month period.Period) reports.Cell {
	input := r.inputFigure(m.ID, month)
	switch {
	case !input.value.Available():
		return reports.Cell{Style: reports.Style{Role: reports.Input}, Note: notAvailable + ": " + why(input.value)}
	case input.formula == "":
		return r.input(input.value, m)
	}
	return live(input.value, input.formula, input.role, r.format(m.Unit))
}

// The columns of the tests: month, what came, then for each forecast what was told and by what share it missed.
const (
	cameColumn   = 1
	toldColumn   = 2
	missedColumn = 3
)

// forecastTests adds the six months that the forecasts of a measure are held against, and remembers where they stand.
func (r *report) forecastTests(p page, panel *panel) {
	var tested []compute.Outlook
	for _, o := range panel.told {
		if len(o.Tested) > 0 {
			tested = append(tested, o)
		}
	}
	if len(tested) == 0 {
		return
	}
	money, share := r.format(formulas.Money), r.format(formulas.Ratio)
	p.add(text(reports.Heading, "Tested: "+panel.measure.Name+" as it was foretold at the end of "+tested[0].Tested[0].Month.Earlier(1).Label()+", and as it came"))
	head, units := append(headers("Month"), header("As it came", panel.measure.Meaning)), []string{r.unit(formulas.Money)}
	for _, o := range panel.told {
		head, units = append(head, header("Foretold "+definition(o), ""), header("Missed by", "The absolute difference as a share of what came.")), append(units, r.unit(formulas.Money), "%")
	}
	p.add(head...)
	p.add(r.forecastUnits(units...)...)
	panel.tests = len(p.Rows)
	for i, test := range tested[0].Tested {
		row := len(p.Rows)
		cells := []reports.Cell{text(reports.Label, test.Month.Label()), r.came(panel.measure, test.Month)}
		came := reports.Position{Row: row, Column: cameColumn}.Address()
		for k, o := range panel.told {
			if len(o.Tested) == 0 {
				cells = append(cells, text(reports.Absent, notAvailable), text(reports.Absent, notAvailable))
				continue
			}
			told := reports.Position{Row: row, Column: toldColumn + 2*k}.Address()
			cells = append(cells, valueCell(o.Tested[i].Foretold, reports.Input, money),
				live(o.Tested[i].Missed, guarded(2, told+","+came, `IF(`+came+`=0,"`+notAvailable+`",ABS(`+told+"-"+came+")/"+came+")"), reports.Calculated, share))
		}
		p.add(cells...)
	}
	p.add()
}

// forecastChart draws what came of a measure and what is foretold.
func (r *report) forecastChart(p page, panel panel, at reports.Position) reports.Chart {
	rows := len(r.months()) + len(panel.told[0].Months)
	column := func(c int) reports.RefRange {
		return reports.RefRange{Sheet: p.Name, Range: down(panel.months, rows, c)}
	}
	money, name := r.format(formulas.Money), sentenceCase(panel.measure.Name)
	chart := reports.Chart{Kind: reports.LineChart, At: at, Width: 1000, Height: (forecastChartRows - 1) * rowHeight * 4 / 3, Title: name + ", " + money.Currency,
		Alt:        "Lines of " + panel.measure.Name + " in " + money.Currency + ": the thirteen months to " + r.month.Label() + " as they came, and the twelve after as each forecast has them",
		Categories: column(0), Format: money, Series: []reports.Series{{Name: "as it came", Values: column(panel.column), Line: true}}}
	for k, o := range panel.told {
		chart.Series = append(chart.Series, reports.Series{Name: definition(o), Values: column(panel.column + 1 + k), Color: 2 + k, Line: true})
	}
	return chart
}
