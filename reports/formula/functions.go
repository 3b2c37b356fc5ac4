package formula

import (
	"math/big"
	"slices"
)

// call evaluates a function. The arguments come as they are written, because some of them are not evaluated. A function that
// is not known here gives #NAME?.
func (e *evaluation) call(function string, arguments []node) Value {
	switch function {
	case "IF":
		return e.choose(arguments)
	case "IFERROR":
		if len(arguments) != 2 {
			return wrongKind
		}
		if v := single(e.argument(arguments[0])); v.kind != Error {
			return v
		}
		return e.argument(arguments[1])
	}
	if b, ok := onlyBlock(arguments); ok && function == "ROWS" { // the size as it is written, not as far as the sheet is filled
		return whole(b.to.Row - b.from.Row + 1)
	} else if ok && function == "COLUMNS" {
		return whole(b.to.Column - b.from.Column + 1)
	}
	values := make([]Value, len(arguments))
	for i, argument := range arguments {
		values[i] = e.argument(argument)
	}
	switch function {
	case "AND", "OR":
		return logical(function, values)
	case "NOT":
		return one(values, func(v Value) Value { return truthOr(v, func(is bool) Value { return TruthOf(!is) }) })
	case "ISNUMBER":
		return one(values, func(v Value) Value { return TruthOf(v.kind == Number) })
	case "ISERROR":
		return one(values, func(v Value) Value { return TruthOf(v.kind == Error) })
	case "ABS":
		return one(values, func(v Value) Value {
			return numberOr(v, func(r *big.Rat) Value { return NumberOf(new(big.Rat).Abs(r)) })
		})
	case "ROUND":
		return round(values)
	case "FIXED":
		return fixed(values)
	case "CHAR":
		return one(values, character)
	case "EXACT":
		return exact(values)
	case "COUNT", "COUNTA", "SUM", "AVERAGE", "MIN", "MAX", "MEDIAN":
		return aggregate(function, values)
	case "COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS":
		return conditional(function, values)
	case "SUMPRODUCT":
		return sumProduct(values)
	case "INDEX":
		return index(values)
	case "MATCH":
		return match(values)
	}
	return noName
}

func (e *evaluation) argument(n node) Value {
	if n == nil {
		return Value{}
	}
	return e.of(n)
}

// choose is IF, which evaluates the branch it takes alone.
func (e *evaluation) choose(arguments []node) Value {
	if len(arguments) < 2 || len(arguments) > 3 {
		return wrongKind
	}
	return truthOr(single(e.argument(arguments[0])), func(is bool) Value {
		switch {
		case is:
			return e.argument(arguments[1])
		case len(arguments) == 3:
			return e.argument(arguments[2])
		}
		return TruthOf(false)
	})
}

// truthOr takes a value as a condition, or gives the error that it is none.
func truthOr(v Value, then func(bool) Value) Value {
	if v.kind == Text {
		return wrongKind
	}
	return numberOr(v, func(r *big.Rat) Value { return then(r.Sign() != 0) })
}

// numberOr takes a value as a number, or gives the error that it is none.
func numberOr(v Value, then func(*big.Rat) Value) Value {
	r, failed := toNumber(v)
	if failed.kind == Error {
		return failed
	}
	return then(r)
}

// one applies a function of one value, cell by cell to a block.
func one(values []Value, apply func(Value) Value) Value {
	if len(values) != 1 {
		return wrongKind
	}
	return each(values[0], Value{}, func(v, _ Value) Value { return apply(v) })
}

// onlyBlock is the one argument of ROWS and COLUMNS.
func onlyBlock(arguments []node) (b block, ok bool) {
	if len(arguments) == 1 {
		b, ok = arguments[0].(block)
	}
	return b, ok
}

func whole(n int) Value { return NumberOf(big.NewRat(int64(n), 1)) }

// logical is AND and OR. Texts and empty cells of a block do not count.
func logical(function string, values []Value) Value {
	all, any := true, false
	for _, v := range flat(values) {
		if v.kind == Error {
			return v
		}
		if v.kind == Text || v.kind == Empty {
			continue
		}
		r, _ := toNumber(v)
		all, any = all && r.Sign() != 0, any || r.Sign() != 0
	}
	if function == "AND" {
		return TruthOf(all)
	}
	return TruthOf(any)
}

// flat lists the cells of all arguments.
func flat(values []Value) (cells []Value) {
	for _, v := range values {
		if v.kind != array {
			cells = append(cells, v)
			continue
		}
		for _, row := range v.rows {
			cells = append(cells, row...)
		}
	}
	return cells
}

// round is half away from zero, as spreadsheets do.
func round(values []Value) Value {
	if len(values) != 2 {
		return wrongKind
	}
	return numberOr(values[0], func(r *big.Rat) Value {
		return numberOr(values[1], func(places *big.Rat) Value {
			if !places.IsInt() || places.Num().BitLen() > 6 {
				return noNumber
			}
			unit := power(int(-places.Num().Int64()))
			scaled := new(big.Rat).Quo(new(big.Rat).Abs(r), unit)
			doubled := new(big.Int).Add(new(big.Int).Lsh(scaled.Num(), 1), scaled.Denom())
			rounded := new(big.Rat).SetInt(doubled.Quo(doubled, new(big.Int).Lsh(scaled.Denom(), 1)))
			rounded.Mul(rounded, unit)
			if r.Sign() < 0 {
				rounded.Neg(rounded)
			}
			return NumberOf(rounded)
		})
	})
}

// aggregate is a function of all numbers among its arguments. In blocks whatever is no number does not count; an error goes
// through, except where numbers or cells are counted.
func aggregate(function string, values []Value) Value {
	var numbers []*big.Rat
	filled := 0
	for _, v := range flat(values) {
		if v.kind != Empty {
			filled++
		}
		switch v.kind {
		case Number:
			numbers = append(numbers, v.number)
		case Error:
			if function != "COUNT" && function != "COUNTA" {
				return v
			}
		}
	}
	switch function {
	case "COUNT":
		return whole(len(numbers))
	case "COUNTA":
		return whole(filled)
	}
	total := new(big.Rat)
	for _, r := range numbers {
		total.Add(total, r)
	}
	switch {
	case function == "SUM":
		return NumberOf(total)
	case len(numbers) == 0 && function == "AVERAGE":
		return divisionByZero
	case len(numbers) == 0 && function == "MEDIAN":
		return noNumber
	case len(numbers) == 0:
		return NumberOf(zero)
	case function == "AVERAGE":
		return NumberOf(total.Quo(total, big.NewRat(int64(len(numbers)), 1)))
	}
	slices.SortFunc(numbers, (*big.Rat).Cmp)
	switch function {
	case "MIN":
		return NumberOf(numbers[0])
	case "MAX":
		return NumberOf(numbers[len(numbers)-1])
	}
	low, high := numbers[(len(numbers)-1)/2], numbers[len(numbers)/2]
	middle := new(big.Rat).Add(low, high)
	return NumberOf(middle.Quo(middle, big.NewRat(2, 1)))
}

// sumProduct multiplies blocks cell by cell and adds; what is no number counts as 0.
func sumProduct(values []Value) Value {
	if len(values) == 0 {
		return wrongKind
	}
	product := each(values[0], Value{}, func(v, _ Value) Value { return counted(v) })
	for _, v := range values[1:] {
		if height(v) != height(product) || width(v) != width(product) {
			return wrongKind
		}
		product = each(product, v, func(a, b Value) Value { return operate("*", a, counted(b)) })
	}
	return aggregate("SUM", []Value{product})
}

// counted is a cell as SUMPRODUCT takes it.
func counted(v Value) Value {
	if v.kind == Number || v.kind == Error {
		return v
	}
	return NumberOf(zero)
}

// index is the cell of a block at a row and a column.
func index(values []Value) Value {
	if len(values) < 2 || len(values) > 3 {
		return wrongKind
	}
	row, column := position(values[1]), 1
	switch {
	case len(values) == 3:
		column = position(values[2])
	case height(values[0]) == 1:
		row, column = 1, row
	}
	if row < 1 || column < 1 || row > height(values[0]) || column > width(values[0]) {
		return noReference
	}
	return values[0].cell(row-1, column-1)
}

// position is a whole number, 0 for what is none.
func position(v Value) int {
	r, failed := toNumber(single(v))
	if failed.kind == Error || !r.IsInt() || r.Num().BitLen() > 31 {
		return 0
	}
	return int(r.Num().Int64())
}

// match finds the place of a value in a row or column, exactly.
func match(values []Value) Value {
	if len(values) != 3 || position(values[2]) != 0 {
		return wrongKind
	}
	wanted := single(values[0])
	for i, cell := range flat(values[1:2]) {
		if cell.kind == wanted.kind && compare(cell, wanted) == 0 {
			return whole(i + 1)
		}
	}
	return noMatch
}
