package reports

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Marks put a sign before every figure of a format that tells how it is to be taken, live with the figure; the writer colours the
// cell with it. The zero Marks are none. They are kept as one text, since every cell has room for them.
type Marks string

// NewMarks has the first mark stand from a bound on, the second from a lower one on, and the third below.
func NewMarks(high, low decimal.Decimal, first, second, third string) Marks {
	return Marks(strings.Join([]string{high.String(), low.String(), first, second, third}, "\t"))
}

// parts are the bounds, as plain decimals, and the marks.
func (m Marks) parts() (high, low, first, second, third string) {
	p := strings.Split(string(m), "\t")
	return p[0], p[1], p[2], p[3], p[4]
}

// of is the mark of a figure.
func (m Marks) of(d decimal.Decimal) string {
	high, low, first, second, third := m.parts()
	switch {
	case d.GreaterThanOrEqual(decimal.RequireFromString(high)):
		return first
	case d.GreaterThanOrEqual(decimal.RequireFromString(low)):
		return second
	}
	return third
}

// code puts the marks into a format's code. Its sections are then by the marks, so an amount below zero has a minus sign.
func (m Marks) code(code string) string {
	high, low, first, second, third := m.parts()
	positive, _, _ := strings.Cut(code, ";")
	section := func(condition, mark string) string { return condition + `"` + mark + ` "` + positive }
	return section("[>="+high+"]", first) + ";" + section("[>="+low+"]", second) + ";" + section("", third) + ";@_)"
}

// Rule is when a cell has the look of a mark: a formula for the cell at an address.
type Rule struct{ Mark, Formula string }

// Rules are the rules of the marks for the cells of a block, whose first cell has the address.
func (m Marks) Rules(address string) []Rule {
	high, low, first, second, third := m.parts()
	number := "ISNUMBER(" + address + ")"
	return []Rule{{first, "AND(" + number + "," + address + ">=" + high + ")"}, {second, "AND(" + number + "," + address + "<" + high + "," + address + ">=" + low + ")"},
		{third, "AND(" + number + "," + address + "<" + low + ")"}}
}
