package reports

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Marks put a sign before every figure of a format that tells how it is to be taken, live with the figure; the writer colours the
// cell with it. The zero Marks are none.
type Marks struct {
	High, Low            string // from High on the first mark stands, from Low on the second, below the third; plain decimals
	First, Second, Third string
}

// of is the mark of a figure.
func (m Marks) of(d decimal.Decimal) string {
	switch {
	case d.GreaterThanOrEqual(decimal.RequireFromString(m.High)):
		return m.First
	case d.GreaterThanOrEqual(decimal.RequireFromString(m.Low)):
		return m.Second
	}
	return m.Third
}

// code puts the marks into a format's code. Its sections are then by the marks, so an amount below zero has a minus sign.
func (m Marks) code(code string) string {
	positive, _, _ := strings.Cut(code, ";")
	section := func(condition, mark string) string { return condition + `"` + mark + ` "` + positive }
	return section("[>="+m.High+"]", m.First) + ";" + section("[>="+m.Low+"]", m.Second) + ";" + section("", m.Third) + ";@_)"
}

// Rule is when a cell has the look of a mark: a formula for the cell at an address.
type Rule struct{ Mark, Formula string }

// Rules are the rules of the marks for the cells of a block, whose first cell has the address.
func (m Marks) Rules(address string) []Rule {
	number := "ISNUMBER(" + address + ")"
	return []Rule{{m.First, "AND(" + number + "," + address + ">=" + m.High + ")"}, {m.Second, "AND(" + number + "," + address + "<" + m.High + "," + address + ">=" + m.Low + ")"},
		{m.Third, "AND(" + number + "," + address + "<" + m.Low + ")"}}
}
