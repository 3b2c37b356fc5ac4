package formula

import (
	"strings"

	"kpibook/reports"
)

// cornerOf reads an address such as B7 or $B$7.
func cornerOf(word string) (c corner, ok bool) {
	c.fixedColumn = strings.HasPrefix(word, "$")
	word = strings.TrimPrefix(word, "$")
	letters := strings.TrimRight(word, "0123456789")
	row := word[len(letters):]
	c.fixedRow = strings.HasSuffix(letters, "$")
	c.Position, ok = reports.ParseAddress(strings.TrimSuffix(letters, "$") + row)
	return c, ok
}

// wholeLines reads B:D, all rows of some columns, and 3:5, all columns of some rows.
func wholeLines(first, last string) (from, to corner, ok bool) {
	if strings.Trim(first, "$0123456789") == "" {
		from, ok = cornerOf("$A" + first)
		if ok {
			to, ok = cornerOf("$A" + last)
		}
		to.Column = reports.MaxColumns - 1
		return from, to, ok
	}
	from, ok = cornerOf(first + "$1")
	if ok {
		to, ok = cornerOf(last + "$1")
	}
	to.Row = reports.MaxRows - 1
	return from, to, ok
}

// ordered puts the upper left corner first.
func (b block) ordered() block {
	if b.from.Row > b.to.Row {
		b.from.Row, b.to.Row = b.to.Row, b.from.Row
		b.from.fixedRow, b.to.fixedRow = b.to.fixedRow, b.from.fixedRow
	}
	if b.from.Column > b.to.Column {
		b.from.Column, b.to.Column = b.to.Column, b.from.Column
		b.from.fixedColumn, b.to.fixedColumn = b.to.fixedColumn, b.from.fixedColumn
	}
	return b
}

// Shift is the formula as it reads when it is filled so many rows down and columns to the right: what is not fixed moves
// along. Spreadsheet programs store a filled column so, once. A cell that leaves the sheet becomes #REF!.
func (f *Formula) Shift(rows, columns int) *Formula {
	return &Formula{shift(f.root, rows, columns)}
}

func shift(n node, rows, columns int) node {
	switch n := n.(type) {
	case block:
		if !n.from.move(rows, columns) || !n.to.move(rows, columns) {
			return fault{"#REF!"}
		}
		return n
	case unary:
		return unary{n.operator, shift(n.operand, rows, columns)}
	case binary:
		return binary{n.operator, shift(n.left, rows, columns), shift(n.right, rows, columns)}
	case call:
		moved := call{n.function, make([]node, len(n.arguments))}
		for i, argument := range n.arguments {
			if argument != nil {
				moved.arguments[i] = shift(argument, rows, columns)
			}
		}
		return moved
	}
	return n
}

func (c *corner) move(rows, columns int) bool {
	if !c.fixedRow {
		c.Row += rows
	}
	if !c.fixedColumn {
		c.Column += columns
	}
	return c.Row >= 0 && c.Row < reports.MaxRows && c.Column >= 0 && c.Column < reports.MaxColumns
}
