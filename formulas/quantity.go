package formulas

import "kpibook/formulas/expr"

// quantity is what figures of the unit are measured in. A share and a plain number are measured in nothing.
func (u Unit) quantity() (q expr.Quantity) {
	bases := map[Unit]expr.Base{Money: expr.Currency, Count: expr.Things, Score: expr.Points, Days: expr.Day, Months: expr.Month, Hours: expr.Hour}
	if base, ok := bases[u]; ok {
		q = expr.Of(base)
	}
	return q
}

// takes tells whether a figure measured in q can bear the unit; free is that a number in its formula scales it. A mean such as
// money per customer is money, a mean number of users per licence is a share, money over money a month is months, and a plain
// number may be anything.
func (u Unit) takes(q expr.Quantity, free bool) bool {
	own, none := u.quantity(), expr.Quantity{}
	mean := q
	mean[expr.Things] = own[expr.Things]
	switch {
	case u == NumberUnit || q == own || free && q[expr.Currency] == 0:
		return true
	case u == Score || u == Months && q == none:
		return q == none
	case u == Money || u == Days || u == Months || u == Hours:
		return mean == own || free && q[expr.Currency] == own[expr.Currency]
	case u == Ratio:
		return mean == none && q[expr.Things] < 0
	}
	return false
}

// checkUnit looks for parts of a formula that do not add up because they are measured differently, and for a unit that the
// result cannot bear.
func (c *checker) checkUnit(part, text string, formula *expr.Expr, unit Unit) {
	q, free, at := formula.Quantity(func(name string) expr.Quantity {
		unit, _ := c.Unit(name)
		return unit.quantity()
	})
	if at != nil {
		at.Text = text
		c.syntax(part, at)
		return
	}
	if unit.known() && !unit.takes(q, free) {
		c.syntax(part, &expr.SyntaxError{Text: text, Length: len(text), Message: "the formula gives " + q.String() + ", and the unit is " + string(unit),
			Fix: "give the KPI the unit of its formula, or correct the formula"})
	}
}
