package expr

import (
	"fmt"
	"strings"
)

// Quantity is what a figure is measured in: the power of each base that its unit is a product of. Money per customer is money
// to the power of 1 and things to the power of -1. The zero Quantity is a pure number, such as a share.
type Quantity [bases]int8

// Base is one of the things that quantities are measured in.
type Base uint8

// The bases. Days, months and hours are apart, because they do not add up.
const (
	Currency Base = iota
	Things        // customers, tickets, users: whatever is counted
	Points        // of a score
	Day
	Month
	Hour
	bases
)

var baseNames = [bases]string{"money", "a count", "a score", "days", "months", "hours"}

// Of is the quantity measured in one base.
func Of(b Base) (q Quantity) {
	q[b] = 1
	return q
}

// String is the quantity for a message: money, a count, days per a count, a plain number.
func (q Quantity) String() string {
	var above, below []string
	for b, power := range q {
		switch {
		case power > 0:
			above = append(above, baseNames[b])
		case power < 0:
			below = append(below, strings.TrimPrefix(baseNames[b], "a "))
		}
	}
	text := strings.Join(above, " times ")
	if text == "" {
		text = "a plain number"
	}
	if len(below) > 0 {
		text += " per " + strings.Join(below, " and ")
	}
	return text
}

// measured is the quantity of a part of a formula. A part that a number written in the formula scales is free, unless it is
// money, which no number of a formula brings in or takes out: 40 * tickets may be money, but revenue / 12 is no count.
type measured struct {
	Quantity
	free bool
}

// Quantity works out what the formula is measured in; of gives the quantity of each name. free tells that a number in the
// formula scales it, so that it may be measured in something else as well. The fault, nil when there is none, points at the
// first part that is added to, taken from or compared with something measured in another quantity; its Text is left to the
// caller.
func (e *Expr) Quantity(of func(name string) Quantity) (q Quantity, free bool, fault *SyntaxError) {
	m, fault := e.root.quantity(of)
	return m.Quantity, m.free, fault
}

func (n *node) quantity(of func(name string) Quantity) (measured, *SyntaxError) {
	switch n.op {
	case nameOp:
		return measured{Quantity: of(n.text)}, nil
	case numberOp:
		return measured{free: true}, nil
	}
	parts := make([]measured, len(n.args))
	for i, arg := range n.args {
		var fault *SyntaxError
		if parts[i], fault = arg.quantity(of); fault != nil {
			return measured{}, fault
		}
	}
	result := parts[0]
	for i, part := range parts[1:] {
		switch n.op {
		case mulOp:
			result = result.times(part, 1)
		case quoOp:
			result = result.times(part, -1)
		default:
			if !result.agrees(part) {
				at := n.args[i+1]
				return result, &SyntaxError{Offset: at.offset, Length: at.length,
					Message: fmt.Sprintf("this is %s and what stands before it is %s", part.Quantity, result.Quantity),
					Fix:     "add, subtract and compare figures of one unit; divide by a figure of the same unit to make a share first"}
			}
			if result.free {
				result = part
			}
		}
	}
	return result, nil
}

// times is the quantity of a product, or with power -1 of a quotient.
func (m measured) times(by measured, power int8) measured {
	for b := range m.Quantity {
		m.Quantity[b] += power * by.Quantity[b]
	}
	m.free = m.free || by.free
	return m
}

// agrees tells whether two parts can be added.
func (m measured) agrees(with measured) bool {
	if m.free && m.Quantity[Currency] == 0 || with.free && with.Quantity[Currency] == 0 {
		return true
	}
	if m.free || with.free {
		return m.Quantity[Currency] == with.Quantity[Currency]
	}
	return m.Quantity == with.Quantity
}
