package finance

import (
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// monthsAhead is how far the list of renewals looks.
const monthsAhead = 12

// The columns of the list of renewals, and those by month that are counted from it.
const (
	dueColumn = iota
	renewalAccountColumn
	renewalNameColumn
	renewalGroupColumn
	contractsColumn
	outcomeColumn
	automaticColumn
	dueAmountColumn
	renewedAmountColumn
	mrrColumn
)

const renewalChartRows = 11

// renewals is the sheet of what fell due for renewal in the report month and what will in the twelve after it; nil when neither
// contracts nor renewals were read.
func (r *report) renewals() *reports.Sheet {
	first := r.month.FirstDay()
	months := []period.Period{r.month}
	for ahead := range period.Month(monthsAhead) {
		months = append(months, r.book.Facts.Calendar.At(period.MonthKind, r.month.Last+ahead+1))
	}
	due := r.book.Facts.RenewalsDue(first, months[len(months)-1].LastDay())
	if value := r.book.Facts.Value("renewals_due", facts.Portfolio, r.month); !value.Available() && len(due) == 0 {
		return nil
	}
	p := r.page(renewalsSheet, reports.Results, "As known at the end of "+r.book.AsOf.Label()+". A renewal falls due on the first day that is not covered. Annual amounts; those to come at the closing rates of "+r.book.AsOf.Label()+".")
	p.add()
	p.add(append(headers("Due in", "From", "To", "Renewals", "Annual amount due", "of which automatic", "Renewed", "Lost", "Open or to come"), header("Check", "For the report month: the number listed less the measure that the KPIs use, 0."))...)
	p.add(r.renewalUnits()...)
	byMonth := len(p.Rows)
	list := reports.Range{From: reports.Position{Row: byMonth + len(months) + renewalChartRows + 4}}
	list.To = reports.Position{Row: list.From.Row + max(len(due), 1) - 1}
	for _, month := range months {
		p.add(r.renewalMonth(len(p.Rows), month, due, list)...)
	}
	r.renewalChart(p, byMonth, len(months))
	p.add(text(reports.Heading, "Renewals due, earliest first"))
	group, dated := "", len(r.dimensions) > 0
	if dated {
		group = label(r.dimensions[0].name)
	}
	names := headers("Due on", "Account", "Name", group, "Contracts", "Outcome", "Renews by itself", "Annual amount due", "Annual, renewed", "MRR in "+r.month.Label())
	names[renewalAccountColumn] = indented(names[renewalAccountColumn])
	units := make([]reports.Cell, len(names))
	for i := range units {
		units[i] = text(reports.HeaderUnit, "")
		if i >= dueAmountColumn {
			units[i].Text = r.unit(formulas.Money)
		}
	}
	p.headings(1, names, units)
	for _, renewal := range due {
		p.add(r.renewal(renewal)...)
	}
	if len(due) == 0 {
		p.add(text(reports.Body, "none"))
	}
	p.filter(len(names))
	p.Widths = []int{13, 14, 24, 14, 25, 17, 17, 18, 17, 16}
	return p.Sheet
}

func (r *report) renewalUnits() []reports.Cell {
	var units []reports.Cell
	for _, unit := range []string{"", "", "", "count", r.unit(formulas.Money), r.unit(formulas.Money), "count", "count", "count", "0 = as counted"} {
		units = append(units, text(reports.HeaderUnit, unit))
	}
	return units
}

// renewalMonth counts the list for a month, live.
func (r *report) renewalMonth(row int, month period.Period, due []facts.RenewalDue, list reports.Range) []reports.Cell {
	column := func(c int) string {
		return reports.Range{From: reports.Position{Row: list.From.Row, Column: c}, To: reports.Position{Row: list.To.Row, Column: c}}.Absolute()
	}
	at := func(c int) string { return reports.Position{Row: row, Column: c}.Address() }
	within := column(dueColumn) + `,">="&` + at(1) + "," + column(dueColumn) + `,"<="&` + at(2)
	var counted, automatic, renewed, lost int64
	var amount, byItself expr.Value
	for _, d := range due {
		if d.On < month.FirstDay() || d.On > month.LastDay() {
			continue
		}
		counted++
		if d.Due.Available() {
			amount = amount.Add(d.Due)
		}
		if d.Automatic {
			if automatic++; d.Due.Available() {
				byItself = byItself.Add(d.Due)
			}
		}
		switch d.Outcome {
		case "renewed":
			renewed++
		case "lost":
			lost++
		}
	}
	numbers, money := r.format(formulas.Count), r.format(formulas.Money)
	whole := func(n int64, formula string) reports.Cell {
		return live(expr.Fraction(n, 1), formula, reports.Calculated, numbers)
	}
	outcome := func(word string) string {
		return "COUNTIFS(" + within + "," + column(outcomeColumn) + `,"` + word + `")`
	}
	cells := []reports.Cell{text(reports.Label, month.Label()), date(month.FirstDay()), date(month.LastDay()), whole(counted, "COUNTIFS("+within+")"),
		live(amount.Add(expr.Fraction(0, 1)), "SUMIFS("+column(dueAmountColumn)+","+within+")", reports.Calculated, money),
		live(byItself.Add(expr.Fraction(0, 1)), "SUMIFS("+column(dueAmountColumn)+","+within+","+column(automaticColumn)+`,"yes")`, reports.Calculated, money),
		whole(renewed, outcome("renewed")), whole(lost, outcome("lost")), whole(counted-renewed-lost, at(3)+"-"+at(6)+"-"+at(7))}
	measure := r.book.Facts.Value("renewals_due", facts.Portfolio, r.month)
	if month != r.month || !measure.Available() {
		return cells
	}
	difference := expr.Fraction(counted, 1).Sub(measure)
	check := live(difference, at(3)+"-"+r.inputs.place(r, facts.Portfolio, r.month)("renewals_due"), reports.Good, numbers)
	check.Style.Role = passed(check.Number.Decimal.IsZero())
	return append(cells, check)
}

// renewalChart draws what falls due by month, below the months.
func (r *report) renewalChart(p page, first, months int) {
	money := r.format(formulas.Money)
	column := func(c int) reports.RefRange {
		return reports.RefRange{Sheet: p.Name, Range: reports.Range{From: reports.Position{Row: first, Column: c}, To: reports.Position{Row: first + months - 1, Column: c}}}
	}
	p.add()
	p.Charts = append(p.Charts, reports.Chart{Kind: reports.ColumnChart, At: reports.Position{Row: len(p.Rows)}, Width: 1000, Height: (renewalChartRows - 1) * rowHeight * 4 / 3,
		Title: "Annual amount due for renewal, " + money.Currency, Alt: "Columns of the annual amount that falls due for renewal in " + money.Currency + ", by month, and what of it renews by itself",
		Categories: column(0), Format: money, Series: []reports.Series{{Name: "due in all", Values: column(4)}, {Name: "of which automatic", Values: column(5), Color: 2}}})
	p.gap(renewalChartRows)
}

// renewal is a row of the list.
func (r *report) renewal(d facts.RenewalDue) []reports.Cell {
	money, id, name, group := r.format(formulas.Money), "", facts.Unassigned, ""
	var mrr reports.Cell
	if d.Account < len(r.book.Facts.Accounts) {
		account := r.book.Facts.Accounts[d.Account]
		id, name = account.ID, account.Name
		if len(r.dimensions) > 0 {
			if group, _ = r.book.Facts.Group(r.dimensions[0].name, d.Account, r.month.LastDay()); group == facts.NoGroup {
				group = ""
			}
		}
		if row := slices.Index(r.byAccount.accounts, d.Account); row >= 0 {
			input := r.byAccount.place(r, row)("closing_mrr")
			mrr = live(r.book.Facts.Value("closing_mrr", facts.AccountScope(id), r.month), guarded(1, input, input), reports.Crossing, money)
		}
	}
	itself := "no"
	if d.Automatic {
		itself = "yes"
	}
	return []reports.Cell{{Date: &d.On, Style: reports.Style{Role: reports.Input, Format: reports.Format{Kind: reports.FormatDate}}}, indented(text(reports.Label, id)), text(reports.Label, name), text(reports.Plain, group),
		prose(strings.Join(d.Contracts, ", ")), text(reports.Plain, d.Outcome), text(reports.Plain, itself), r.reasoned(d.Due), r.reasoned(d.Renewed), mrr}
}

// reasoned shows an amount from the data; one that is not there says why.
func (r *report) reasoned(v expr.Value) reports.Cell {
	cell := valueCell(v, reports.Input, r.format(formulas.Money))
	if !v.Available() {
		cell.Note = notAvailable + ": " + why(v)
	}
	return cell
}
