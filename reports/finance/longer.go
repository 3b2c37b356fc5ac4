package finance

import (
	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// The memo stands beside the roll-forward, as recurring revenue does not take these discounts off.
const (
	memoName = "Memo: introductory discounts, not taken off"
	memoNote = "What discounts for the first periods take off a month's invoices of the lines in service at the end of the period, at its closing rates. Recurring revenue is before them, so this is no part of the roll-forward."
)

// memoCell is the memo of a period, with the reason where there is none.
func (r *report) memoCell(p period.Period) reports.Cell {
	value := r.book.Facts.Memo(p)
	cell := valueCell(value, reports.Input, r.format(formulas.Money))
	if !value.Available() {
		cell.Note = notAvailable + ": " + why(value)
	}
	return cell
}

// What the second row of a longer period is.
const (
	monthByMonth = "  month by month"
	monthsNote   = "Month by month\nEach month netted on its own and added up; exchange rates at the end of each month. The row above nets from the opening to the closing of the whole period instead: a customer that joined and left inside it is not in that row, nor is what a customer grew and then lost again, and a customer that left and came back shows there as one that stayed. The difference between the rows is just that, and both lead to the same closing."
)

// longerRollForward puts the longer periods below the months, which start in a row: netted, and beneath it month by month.
func (r *report) longerRollForward(p page, names []reports.Cell, firstMonth int) {
	p.add()
	p.add(text(reports.Heading, "Longer periods: netted from opening to closing, and month by month"))
	p.add(names...)
	for _, longer := range []period.Period{r.quarter, r.ytd, r.ttm} {
		p.add(append(r.rollForwardRow(len(p.Rows), periodCells(longer), rollForwardColumns, r.ownFigure(longer)), r.memoCell(longer))...)
		cells := r.rollForwardRow(len(p.Rows), periodCells(longer), rollForwardColumns, r.activityFigure(longer, firstMonth))
		cells[0] = reports.Cell{Text: monthByMonth, Note: monthsNote, Style: reports.Style{Role: reports.Label}}
		p.add(cells...)
	}
	p.add(text(reports.Body, "Month by month counts those who joined and left inside the period, and growth that was lost again; the netted rows do not. Both close. Rates such as retention use the netted rows only."))
}

// activityFigure points at the measures that add up the months of a period, and adds up the months above where there is none.
func (r *report) activityFigure(p period.Period, firstMonth int) func(entry, column int) source {
	return func(entry, column int) source {
		c := rollForwardColumns[entry]
		if c.activity != "" {
			return r.inputFigure(c.activity, p)
		}
		sum := source{role: reports.Calculated}
		var rows reports.Range
		for i, month := range r.months() {
			if month.First < p.First || month.Last > p.Last {
				continue
			}
			rows.To = reports.Position{Row: firstMonth + i, Column: column}
			if sum.numbers == 0 {
				rows.From = rows.To
			}
			sum.numbers++
			sum.value = sum.value.Add(r.book.Facts.Value(c.measure, facts.Portfolio, month))
		}
		sum.cells = rows.Address()
		sum.formula = "SUM(" + sum.cells + ")"
		return sum
	}
}
