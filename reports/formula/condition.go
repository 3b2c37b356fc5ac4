package formula

import (
	"math/big"
	"strings"
)

// conditional is COUNTIF, COUNTIFS, SUMIF and SUMIFS: it counts the cells, or adds the numbers, of the places where every block
// meets its condition.
func conditional(function string, values []Value) Value {
	var amounts Value
	adding := strings.HasPrefix(function, "SUM")
	switch {
	case function == "SUMIFS" && len(values) > 0:
		amounts, values = values[0], values[1:]
	case function == "SUMIF" && len(values) == 3:
		amounts, values = values[2], values[:2]
	case function == "SUMIF" && len(values) == 2:
		amounts = values[0]
	}
	if len(values) < 2 || len(values)%2 != 0 {
		return wrongKind
	}
	total, found := new(big.Rat), 0
	for row := range height(values[0]) {
		for column := range width(values[0]) {
			if !meetsAll(values, row, column) {
				continue
			}
			found++
			if !adding {
				continue
			}
			switch v := amounts.cell(row, column); v.kind {
			case Number:
				total.Add(total, v.number)
			case Error:
				return v
			}
		}
	}
	if adding {
		return NumberOf(total)
	}
	return whole(found)
}

func meetsAll(values []Value, row, column int) bool {
	for i := 0; i < len(values); i += 2 {
		if !meets(values[i].cell(row, column), single(values[i+1])) {
			return false
		}
	}
	return true
}

// meets tells whether a cell meets a condition: a value it equals, or a text such as ">0" or "<>n/a".
func meets(v, condition Value) bool {
	operator, operand := "=", condition
	if condition.kind == Text {
		for _, o := range []string{"<=", ">=", "<>", "=", "<", ">"} {
			if rest, ok := strings.CutPrefix(condition.text, o); ok {
				operator, operand = o, TextOf(rest)
				break
			}
		}
		if r, ok := ParseNumber(operand.text); ok {
			operand = NumberOf(r)
		}
	}
	if v.kind == Error {
		return false
	}
	if v.kind != operand.kind { // a text is neither above nor below a number
		return operator == "<>" || operator == "=" && v.kind == Empty && operand.kind == Text && operand.text == ""
	}
	return holds(operator, compare(v, operand))
}
