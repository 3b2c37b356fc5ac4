package formula

import (
	"math/big"
	"slices"
	"strings"

	"kpibook/reports"
)

// evaluation is a formula in the place where it stands.
type evaluation struct {
	book  *Book
	sheet *sheet
	at    reports.Position
	names int // how many defined names stand in each other here

	largest *big.Rat // number that was read so far, without its sign
}

var zero = new(big.Rat)

// of evaluates a part of the formula. A block of more than one cell gives an array.
func (e *evaluation) of(n node) Value {
	switch n := n.(type) {
	case number:
		return NumberOf(n.value)
	case literal:
		return TextOf(n.text)
	case truth:
		return TruthOf(n.is)
	case fault:
		return ErrorOf(n.name)
	case block:
		return e.read(n)
	case name:
		return e.named(n)
	case unary:
		return each(e.of(n.operand), Value{}, func(v, _ Value) Value { return signed(n.operator, v) })
	case binary:
		return each(e.of(n.left), e.of(n.right), func(a, b Value) Value { return operate(n.operator, a, b) })
	case call:
		return e.call(n.function, n.arguments)
	}
	return Value{}
}

// read gives the cells of a block, cut down to what the sheet holds.
func (e *evaluation) read(n block) Value {
	s := e.sheet
	if n.sheet != "" {
		var ok bool
		if s, ok = e.book.sheets[strings.ToLower(n.sheet)]; !ok {
			return noReference
		}
	}
	if n.single {
		return e.seen(e.book.value(s, n.from.Position))
	}
	var rows [][]Value
	for row := n.from.Row; row <= min(n.to.Row, max(s.extent.To.Row, n.from.Row)); row++ {
		var cells []Value
		for column := n.from.Column; column <= min(n.to.Column, max(s.extent.To.Column, n.from.Column)); column++ {
			cells = append(cells, e.seen(e.book.value(s, reports.Position{Row: row, Column: column})))
		}
		rows = append(rows, cells)
	}
	return Value{kind: array, rows: rows}
}

// seen remembers the largest number that was read.
func (e *evaluation) seen(v Value) Value {
	if v.kind == Number {
		if size := new(big.Rat).Abs(v.number); size.Cmp(e.largest) > 0 {
			e.largest = size
		}
	}
	return v
}

// named evaluates what a defined name stands for.
func (e *evaluation) named(n name) Value {
	text, ok := e.book.names[strings.ToLower(n.name)]
	if !ok || e.names > deepest {
		return noName
	}
	f, err := Parse(text)
	if err != nil {
		return noName
	}
	inner := &evaluation{book: e.book, sheet: e.sheet, at: e.at, names: e.names + 1, largest: e.largest}
	v := inner.of(f.root)
	e.largest = inner.largest
	return v
}

// single is the one value of a block of one cell; a larger one has none.
func single(v Value) Value {
	switch {
	case v.kind != array:
		return v
	case len(v.rows) == 1 && len(v.rows[0]) == 1:
		return v.rows[0][0]
	}
	return wrongKind
}

// each applies an operation cell by cell when one side is a block, a single value going with every cell of it.
func each(a, b Value, operation func(a, b Value) Value) Value {
	if a.kind != array && b.kind != array {
		return operation(a, b)
	}
	rows, columns := max(height(a), height(b)), max(width(a), width(b))
	result := Value{kind: array}
	for row := range rows {
		cells := make([]Value, columns)
		for column := range cells {
			cells[column] = operation(a.cell(row, column), b.cell(row, column))
		}
		result.rows = append(result.rows, cells)
	}
	return result
}

func height(v Value) int {
	if v.kind == array {
		return len(v.rows)
	}
	return 1
}

func width(v Value) int {
	if v.kind == array && len(v.rows) > 0 {
		return len(v.rows[0])
	}
	return 1
}

// cell is one cell of a block; a row, a column or a single value is repeated, and beyond a block there is nothing.
func (v Value) cell(row, column int) Value {
	if v.kind != array {
		return v
	}
	if len(v.rows) == 1 {
		row = 0
	}
	if width(v) == 1 {
		column = 0
	}
	if row >= len(v.rows) || column >= len(v.rows[row]) {
		return noMatch
	}
	return v.rows[row][column]
}

func signed(operator string, v Value) Value {
	n, failed := toNumber(v)
	switch {
	case failed.kind == Error:
		return failed
	case operator == "-":
		return NumberOf(new(big.Rat).Neg(n))
	case operator == "%":
		return NumberOf(new(big.Rat).Quo(n, hundred))
	}
	return v
}

var hundred = big.NewRat(100, 1)

func operate(operator string, a, b Value) Value {
	switch {
	case a.kind == Error:
		return a
	case b.kind == Error:
		return b
	case operator == "&":
		return TextOf(a.String() + b.String())
	case slices.Contains([]string{"=", "<>", "<", ">", "<=", ">="}, operator):
		return TruthOf(holds(operator, compare(a, b)))
	}
	x, failed := toNumber(a)
	if failed.kind == Error {
		return failed
	}
	y, failed := toNumber(b)
	if failed.kind == Error {
		return failed
	}
	switch operator {
	case "+":
		return NumberOf(new(big.Rat).Add(x, y))
	case "-":
		return NumberOf(new(big.Rat).Sub(x, y))
	case "*":
		return NumberOf(new(big.Rat).Mul(x, y))
	case "/":
		if y.Sign() == 0 {
			return divisionByZero
		}
		return NumberOf(new(big.Rat).Quo(x, y))
	}
	return raised(x, y)
}

// raised is x to the power of a small whole y.
func raised(x, y *big.Rat) Value {
	bits := x.Num().BitLen() + x.Denom().BitLen()
	if !y.IsInt() || y.Num().BitLen() > 10 || bits<<y.Num().BitLen() > 1<<16 || x.Sign() == 0 && y.Sign() <= 0 {
		return noNumber
	}
	result := big.NewRat(1, 1)
	for range new(big.Int).Abs(y.Num()).Int64() {
		result.Mul(result, x)
	}
	if y.Sign() < 0 {
		result.Inv(result)
	}
	if result.Num().BitLen()-result.Denom().BitLen() > 1023 { // past the largest number of a spreadsheet
		return noNumber
	}
	return NumberOf(result)
}

// toNumber reads a value as a number, as an operator does: an empty cell is 0, a truth 1 or 0, a text what it spells.
func toNumber(v Value) (*big.Rat, Value) {
	switch v.kind {
	case Number:
		return v.number, Value{}
	case Empty:
		return zero, Value{}
	case Truth:
		if v.truth {
			return unit, Value{}
		}
		return zero, Value{}
	case Text:
		if r, ok := ParseNumber(v.text); ok {
			return r, Value{}
		}
		return nil, wrongKind
	case array:
		return nil, wrongKind
	}
	return nil, v
}

// compare orders two values as spreadsheets do: numbers before texts before truths, texts whatever their case.
func compare(a, b Value) int {
	a, b = likeOther(a, b), likeOther(b, a)
	if a.kind != b.kind {
		return int(a.kind) - int(b.kind)
	}
	switch a.kind {
	case Number:
		return a.number.Cmp(b.number)
	case Truth:
		return truthOrder(a.truth) - truthOrder(b.truth)
	}
	return strings.Compare(strings.ToLower(a.text), strings.ToLower(b.text))
}

// likeOther is an empty cell as the other side takes it.
func likeOther(v, other Value) Value {
	if v.kind != Empty {
		return v
	}
	switch other.kind {
	case Text:
		return TextOf("")
	case Truth:
		return TruthOf(false)
	}
	return NumberOf(zero)
}

func truthOrder(is bool) int {
	if is {
		return 1
	}
	return 0
}

func holds(operator string, order int) bool {
	switch operator {
	case "=":
		return order == 0
	case "<>":
		return order != 0
	case "<":
		return order < 0
	case ">":
		return order > 0
	case "<=":
		return order <= 0
	}
	return order >= 0
}
