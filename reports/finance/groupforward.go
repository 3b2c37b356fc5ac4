package finance

import (
	"fmt"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// The terms that only the roll-forward of a group has, and what its openings are there.
const (
	transferIn  = "Transfers in"
	transferOut = "Transfers out"

	transferNote = "Customers that %s this group between the opening and the closing, with what they paid at the opening. Whatever else happened to them in the period counts in the group that they have at the closing. They are listed below."
	beforeNote   = "What the customers paid that were in this group at the opening: what it closed with before."
)

// groupColumns are the terms of a group's roll-forward: those of the book, and the transfers after each opening.
func groupColumns() (columns []forwardColumn) {
	for _, c := range rollForwardColumns {
		if c.measure != "opening_mrr_reported" && c.measure != "opening_customers" {
			columns = append(columns, c)
			continue
		}
		m, _ := formulas.MeasureByID(c.measure)
		opening := forwardColumn{measure: c.measure, name: sentenceCase(m.Name), note: beforeNote}
		columns = append(columns, opening,
			forwardColumn{measure: c.measure, name: transferIn, note: fmt.Sprintf(transferNote, "came into")},
			forwardColumn{measure: c.measure, name: transferOut, note: fmt.Sprintf(transferNote, "left"), taken: true})
	}
	return columns
}

// block is the roll-forwards of the groups of one dimension over one period, and where the customers that changed their group
// are listed.
type block struct {
	dimension dimension
	period    period.Period
	groups    []string
	moved     []facts.Transfer
	listed    int // row of the first of them
}

// The columns of the list of transfers.
const (
	transferFromColumn = iota + 4 // after period, dimension, id and name
	transferToColumn
	transferMRRColumn
	transferCustomerColumn
)

// groupForward is the sheet that leads from opening to closing for every group of every dimension, over the report month and the
// longer periods.
func (r *report) groupForward() *reports.Sheet {
	p := r.page(byGroupSheet, reports.Workings, "From opening to closing for each group. A customer that changes its group takes its opening out of one and into another; it is no churn there and not new here. Each check must be 0.")
	columns := groupColumns()
	names, units := r.rollForwardHeadings([]string{"Period", "By", "Group"}, columns)
	p.headings(3, names, units)
	var blocks []block
	end := len(p.Rows)
	for _, longer := range []period.Period{r.month, r.quarter, r.ytd, r.ttm} {
		for _, d := range r.dimensions {
			b := block{dimension: d, period: longer, moved: r.book.Facts.Transfers(d.name, longer)}
			for _, group := range r.book.Facts.Groups(d.name) {
				if group != facts.Unassigned { // no recurring revenue is
					b.groups = append(b.groups, group)
				}
			}
			end += len(b.groups) + 3 // the book, a check and a gap
			blocks = append(blocks, b)
		}
	}
	end += 2 // a heading and headers
	for i := range blocks {
		blocks[i].listed = end
		end += len(blocks[i].moved)
		r.groupBlock(p, columns, &blocks[i])
	}
	r.transferList(p, blocks)
	return p.Sheet
}

// groupBlock adds the groups of a dimension, all of them together, and what the roll-forward of the book says.
func (r *report) groupBlock(p page, columns []forwardColumn, b *block) {
	first := len(p.Rows)
	lead := func(role reports.Role, group string) []reports.Cell {
		return []reports.Cell{text(role, b.period.Label()), text(role, label(b.dimension.name)), text(role, group)}
	}
	sums := make([]expr.Value, len(columns)) // as they are counted: what is taken off is positive
	for _, group := range b.groups {
		row := len(p.Rows)
		p.add(r.rollForwardRow(row, lead(reports.Label, group), columns, func(entry, _ int) source {
			from := r.groupFigure(columns[entry], b, group, row)
			sums[entry] = sums[entry].Add(from.value)
			return from
		})...)
	}
	last := len(p.Rows) - 1
	p.add(r.rollForwardRow(len(p.Rows), lead(reports.Total, "All"), columns, func(entry, column int) source {
		cells := reports.Range{From: reports.Position{Row: first, Column: column}, To: reports.Position{Row: last, Column: column}}.Address()
		sum := source{value: sums[entry], cells: cells, numbers: len(b.groups), formula: "SUM(" + cells + ")", role: reports.Total}
		if columns[entry].taken {
			sum.formula = "-" + sum.formula // the groups show it negative
		}
		return sum
	})...)
	check := lead(reports.Label, "Check")
	check[2].Note = "All groups less the roll-forward of the book. Under the transfers: what came in and what went out, together."
	p.add(r.againstBook(len(p.Rows)-1, check, columns, sums, b)...)
	p.add()
}

// againstBook holds the sums of the groups, which stand in a row, against the roll-forward of the book.
func (r *report) againstBook(row int, cells []reports.Cell, columns []forwardColumn, sums []expr.Value, b *block) []reports.Cell {
	for i, c := range columns {
		m, _ := formulas.MeasureByID(c.measure)
		own := reports.Position{Row: row, Column: len(cells)}
		other := reports.Position{Row: row, Column: own.Column + 1} // of transfers in: those out
		value, formula := sums[i], own.Address()+"+"+other.Address()
		guard := own.Address() + "," + other.Address()
		switch {
		case c.name == transferIn:
			value = value.Sub(sums[i+1])
		case c.name == transferOut:
			cells = append(cells, reports.Cell{})
			continue
		default:
			book := r.inputFigure(c.measure, b.period)
			sign := "-"
			if c.taken {
				sign = "+"
			}
			value, formula, guard = value.Sub(book.value), own.Address()+sign+book.cells, own.Address()+","+book.cells
		}
		check := live(value, guarded(2, guard, fmt.Sprintf("ROUND(%s,%d)", formula, r.places)), reports.Calculated, r.format(m.Unit))
		if check.Number.Valid {
			check.Style.Role = passed(check.Number.Decimal.IsZero())
		}
		if cells = append(cells, check); c.closes {
			cells = append(cells, reports.Cell{})
		}
	}
	return cells
}

// groupFigure is a term of a group's roll-forward: a figure of its own, or the sum of those who came or left.
func (r *report) groupFigure(c forwardColumn, b *block, group string, row int) source {
	scope := facts.Scope{Dimension: b.dimension.name, Value: group}
	mrr, customers := r.book.Facts.Before(scope, b.period)
	own, column := mrr, transferMRRColumn
	if c.measure == "opening_customers" {
		own, column = customers, transferCustomerColumn
	}
	switch c.name {
	case "":
		return source{value: r.book.Facts.Value(c.measure, scope, b.period), role: reports.Input}
	case transferIn, transferOut:
		return r.transferred(c.name == transferIn, b, group, row, column, own)
	}
	return source{value: own, role: reports.Input}
}

// transferred adds up the list of those who came into a group or left it: n/a where the opening is.
func (r *report) transferred(in bool, b *block, group string, row, column int, opening expr.Value) source {
	total := source{value: opening.Sub(opening), role: reports.Input}
	if len(b.moved) == 0 {
		return total
	}
	side := transferFromColumn
	if in {
		side = transferToColumn
	}
	for _, t := range b.moved {
		amount := facts.Monthly(t.Reported)
		if column == transferCustomerColumn {
			amount = paying(t)
		}
		if in && t.To == group || !in && t.From == group {
			total.value = total.value.Add(amount)
		}
	}
	list := func(column int) string {
		return reports.Range{From: reports.Position{Row: b.listed, Column: column}, To: reports.Position{Row: b.listed + len(b.moved) - 1, Column: column}}.Absolute()
	}
	total.cells, total.numbers, total.role = list(column), len(b.moved), reports.Calculated
	total.formula = fmt.Sprintf("SUMPRODUCT(EXACT(%s,%s)*%s)", list(side), reports.Position{Row: row, Column: 2}.Address(), list(column))
	return total
}

func paying(t facts.Transfer) expr.Value {
	if t.Paying {
		return expr.Fraction(1, 1)
	}
	return expr.Fraction(0, 1)
}

// transferList lists the customers that changed their group, block by block.
func (r *report) transferList(p page, blocks []block) {
	p.add(text(reports.Heading, "Customers that changed their group"))
	names := headers("Period", "By", "Customer", "Name", "From", "To", "Opening MRR", "Opening customers")
	p.add(names...)
	listed := len(p.Rows)
	for _, b := range blocks {
		for _, t := range b.moved {
			account := r.book.Facts.Accounts[t.Account]
			p.add(text(reports.Label, b.period.Label()), text(reports.Plain, label(b.dimension.name)), text(reports.Label, account.ID), text(reports.Label, account.Name),
				text(reports.Plain, t.From), text(reports.Plain, t.To), valueCell(facts.Monthly(t.Reported), reports.Input, r.format(formulas.Money)),
				valueCell(paying(t), reports.Input, r.format(formulas.Count)))
		}
	}
	if len(p.Rows) == listed {
		p.add(text(reports.Body, "none did"))
	}
}
