package finance

import (
	"fmt"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// movementTotalRows is how many rows the totals take: a header, the classes, all of them, the roll-forward and the check.
const movementTotalRows = 1 + 6 + 3

// classTotal is what customers add up to; annual amounts.
type classTotal struct {
	customers                              int
	reported, fx, opening, closing, change int64
}

func (t *classTotal) add(m *facts.Movement) {
	t.customers++
	t.reported, t.fx, t.opening, t.closing, t.change = t.reported+m.Reported, t.fx+m.FX, t.opening+m.Opening, t.closing+m.Closing, t.change+m.Amount()
}

// values are the figures in the order of the columns.
func (t *classTotal) values() []expr.Value {
	return []expr.Value{expr.Fraction(int64(t.customers), 1), facts.Monthly(t.reported), facts.Monthly(t.fx), facts.Monthly(t.opening), facts.Monthly(t.closing), facts.Monthly(t.change)}
}

// movementTotals adds up all customers in service by class, live, and holds each class and the whole against the measures of
// the roll-forward. The unchanged are the rest of all accounts, as most of them are not on the list. It tells how many
// customers there are.
func (r *report) movementTotals(p page, all []facts.Movement, list reports.Range) int {
	var total classTotal
	totals := make([]classTotal, len(classes))
	for i := range all {
		if m := &all[i]; m.Opening > 0 || m.Closing > 0 {
			totals[rank(m.Class)].add(m)
			total.add(m)
		}
	}
	p.add(headers("Total by class", "", "Customers", "Opening as reported", "FX", "Opening at closing rates", "Closing", "Change", "Roll-forward", "Check")...)
	first := len(p.Rows)
	for i, c := range classes {
		row := len(p.Rows)
		sums, role := classSums(row, list), reports.Calculated
		if c.class == facts.Unchanged {
			sums, role = r.restSums(row, first, sums), reports.Crossing
		}
		cells := append([]reports.Cell{text(reports.Label, c.class.String()), text(reports.Plain, "")}, r.totalCells(&totals[i], sums, role)...)
		if c.measure != "" {
			cells = append(cells, r.heldAgainst(row, c.class, c.measure, facts.Monthly(totals[i].change))...)
		}
		p.add(cells...)
	}
	r.wholeBook(p, first, &total)
	return total.customers
}

// totalCells are the figures of a total with their formulas.
func (r *report) totalCells(t *classTotal, sums [6]string, role reports.Role) (cells []reports.Cell) {
	for k, value := range t.values() {
		cells = append(cells, live(value, sums[k], role, r.totalFormat(k)))
	}
	return cells
}

// totalFormat is the format of a figure of a total: the customers come first.
func (r *report) totalFormat(k int) reports.Format {
	if k == 0 {
		return r.format(formulas.Count)
	}
	return r.format(formulas.Money)
}

// classSums add up a class over the list.
func classSums(row int, list reports.Range) (sums [6]string) {
	column := func(c int) string {
		return reports.Range{From: reports.Position{Row: list.From.Row, Column: c}, To: reports.Position{Row: list.To.Row, Column: c}}.Absolute()
	}
	name := reports.Position{Row: row}.Address()
	sums[0] = "COUNTIF(" + column(classColumn) + "," + name + ")"
	for k := 1; k < len(sums); k++ {
		sums[k] = "SUMIF(" + column(classColumn) + "," + name + "," + column(classColumn+k) + ")"
	}
	return sums
}

// restSums are all accounts of the inputs less the classes above; what exchange rates did and what changed stand in the
// list, as those who are not on it have neither.
func (r *report) restSums(row, first int, listed [6]string) [6]string {
	above := func(k int) string {
		return "SUM(" + reports.Range{From: reports.Position{Row: first, Column: classColumn + k}, To: reports.Position{Row: row - 1, Column: classColumn + k}}.Address() + ")"
	}
	opening, closing := r.byAccount.column(r, "opening_mrr"), r.byAccount.column(r, "closing_mrr")
	listed[0] = fmt.Sprintf("SUMPRODUCT(1*((%s>0)+(%s>0)>0))-%s", opening, closing, above(0))
	for k, measure := range map[int]string{1: "opening_mrr_reported", 3: "opening_mrr", 4: "closing_mrr"} {
		listed[k] = "SUM(" + r.byAccount.column(r, measure) + ")-" + above(k)
	}
	return listed
}

// heldAgainst are the roll-forward's measure for a class and the difference to it.
func (r *report) heldAgainst(row int, class facts.Class, measure string, change expr.Value) []reports.Cell {
	value := r.book.Facts.Value(measure, facts.Portfolio, r.month)
	input := r.inputs.place(r, facts.Portfolio, r.month)(measure)
	address := input
	if class == facts.Contraction || class == facts.Churn {
		value, address = value.Neg(), "-"+input
	}
	target := reports.Position{Row: row, Column: changeColumn + 1}
	return []reports.Cell{live(value, guarded(1, input, address), reports.Crossing, r.format(formulas.Money)),
		r.difference(reports.Position{Row: row, Column: changeColumn}, target, change.Sub(value), r.format(formulas.Money))}
}

// difference is a live check that two cells are the same.
func (r *report) difference(a, b reports.Position, value expr.Value, format reports.Format) reports.Cell {
	check := live(value, fmt.Sprintf("ROUND(%s-%s,%d)", a.Address(), b.Address(), r.places), reports.Calculated, format)
	check.Style.Role = passed(check.Number.Valid && check.Number.Decimal.IsZero())
	return check
}

// wholeBook adds up the classes, puts the roll-forward beneath and checks that they are the same.
func (r *report) wholeBook(p page, first int, total *classTotal) {
	row, last := len(p.Rows), len(p.Rows)-1
	at := func(row, k int) reports.Position { return reports.Position{Row: row, Column: classColumn + k} }
	var sums, held [6]string
	for k := range sums {
		sums[k] = "SUM(" + reports.Range{From: at(first, k), To: at(last, k)}.Address() + ")"
	}
	p.add(append([]reports.Cell{text(reports.Total, "All"), text(reports.Total, "")}, r.totalCells(total, sums, reports.Total)...)...)

	input := r.inputs.place(r, facts.Portfolio, r.month)
	measure := func(name string) expr.Value { return r.book.Facts.Value(name, facts.Portfolio, r.month) }
	held = [6]string{input("opening_customers") + "+" + input("new_customers") + "+" + input("reactivated_customers"),
		input("opening_mrr_reported"), input("fx_impact_mrr"), input("opening_mrr"), input("closing_mrr"), input("closing_mrr") + "-" + input("opening_mrr")}
	values := []expr.Value{measure("opening_customers").Add(measure("new_customers")).Add(measure("reactivated_customers")),
		measure("opening_mrr_reported"), measure("fx_impact_mrr"), measure("opening_mrr"), measure("closing_mrr"), measure("closing_mrr").Sub(measure("opening_mrr"))}
	inputs := []reports.Cell{header("Roll-forward", "The same from the measures of the whole book. Customers: those at the opening, the new and the reactivated."), text(reports.Plain, "")}
	checks := []reports.Cell{text(reports.Label, "Check"), text(reports.Plain, "")}
	inputs[0].Style = reports.Style{Role: reports.Label}
	for k, own := range total.values() {
		inputs = append(inputs, live(values[k], held[k], reports.Crossing, r.totalFormat(k)))
		checks = append(checks, r.difference(at(row, k), at(row+1, k), own.Sub(values[k]), r.totalFormat(k)))
	}
	p.add(inputs...)
	p.add(checks...)
}
