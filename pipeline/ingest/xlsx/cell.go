package xlsx

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// startRow reads the number of a row; one without a number follows the row above.
func (r *Rows) startRow() error {
	above := r.row.Number
	r.row.Number, r.row.Hidden, r.row.Cells, r.column, r.taken = above+1, false, r.row.Cells[:0], 0, r.taken[:0]
	for _, a := range r.scan.attrs {
		switch string(a.name) {
		case "r":
			number := 0
			for _, b := range a.raw {
				if b < '0' || b > '9' || number > maxRow {
					number = 0
					break
				}
				number = number*10 + int(b-'0')
			}
			switch {
			case number < 1 || number > maxRow:
				return r.fault("the row after row %d is numbered %q", above, shorten(string(a.raw)))
			case number <= above:
				return r.fault("row %d comes after row %d", number, above)
			}
			r.row.Number = number
		case "hidden":
			r.row.Hidden = isTrue(string(a.raw))
		}
	}
	if r.row.Hidden && r.row.Number > r.header {
		r.Hidden++
	}
	return nil
}

// startCell reads the place and the type of a cell; one without a place stands to the right of the one before.
func (r *Rows) startCell() error {
	left := r.column
	r.column++
	r.cell = cell{from: len(r.taken), own: r.cell.own[:0]}
	for _, a := range r.scan.attrs {
		switch string(a.name) {
		case "r":
			column, row, ok := reference(a.raw)
			switch {
			case !ok || row != r.row.Number:
				return r.fault("the cell behind column %d of row %d is called %q", left, r.row.Number, shorten(string(a.raw)))
			case column <= left:
				return r.fault("cell %s comes after cell %s", CellName(column, row), CellName(left, row))
			}
			r.column = column
		case "t":
			for _, known := range []string{"s", "n", "str", "b", "e", "d", "inlineStr"} {
				if string(a.raw) == known {
					r.cell.of = known
				}
			}
			if r.cell.of == "" && len(a.raw) > 0 {
				return r.fault("cell %s is of type %q, which there is not", CellName(r.column, r.row.Number), shorten(string(a.raw)))
			}
		case "s":
			if style, err := strconv.Atoi(string(a.raw)); err == nil && style >= 0 && style < len(r.book.formats) {
				r.cell.format = r.book.formats[style]
			}
		}
	}
	return nil
}

// endCell adds a cell that is not blank to the row.
func (r *Rows) endCell() error {
	c := Cell{Column: r.column, Format: r.cell.format, Formula: r.cell.formula, from: r.cell.from}
	if r.cell.inline && (r.cell.of == "inlineStr" || !r.cell.valued) {
		r.taken, r.cell.of = append(r.taken[:c.from], r.cell.own...), "inlineStr"
	}
	value := r.taken[c.from:]
	switch r.cell.of {
	case "str", "inlineStr":
		c.Kind = Text
		if bytes.Contains(value, []byte("_x")) {
			own := append(r.cell.own[:0:0], value...)
			r.taken = appendText(r.taken[:c.from], own)
		}
	case "s":
		c.Kind = Text
		if value = bytes.TrimSpace(value); len(value) > 0 {
			number, err := strconv.Atoi(string(value))
			if err != nil || number < 0 || number >= r.texts.len() {
				return r.fault("cell %s refers to text %q, which does not exist", CellName(r.column, r.row.Number), shorten(string(value)))
			}
			r.taken = r.taken[:c.from]
			c.Text, c.from = r.texts.get(number), -1
		}
	case "b":
		c.Kind = Truth
		switch value = bytes.TrimSpace(value); string(value) {
		case "1", "true":
			c.Text, c.from = "TRUE", -1
		case "0", "false":
			c.Text, c.from = "FALSE", -1
		}
	default:
		c.Kind = Number
		switch r.cell.of {
		case "e":
			c.Kind = Error
		case "d":
			c.Kind = Day
		}
		if trimmed := bytes.TrimSpace(value); len(trimmed) != len(value) {
			r.taken = append(r.taken[:c.from], trimmed...)
		}
	}
	c.to = len(r.taken)
	if c.from >= 0 && c.to == c.from || c.from < 0 && c.Text == "" {
		c.Kind = Blank
		if emptyText := r.cell.of == "str" && r.cell.valued; r.cell.formula && !emptyText {
			c.Kind = Unset
		}
	}
	if c.Kind == Blank {
		return nil
	}
	if c.Column > maxColumns {
		return r.fault("cell %s holds a value: more than %d columns are no table", CellName(c.Column, r.row.Number), maxColumns)
	}
	r.row.Cells = append(r.row.Cells, c)
	return nil
}

// reference reads C7 as column 3, row 7.
func reference(ref []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && (ref[i]|0x20) >= 'a' && (ref[i]|0x20) <= 'z'; i++ {
		column = column*26 + int(ref[i]|0x20-'a') + 1
	}
	if i < 1 || i > 3 || len(ref)-i < 1 || len(ref)-i > 7 || ref[i] == '0' {
		return 0, 0, false
	}
	for _, b := range ref[i:] {
		if b < '0' || b > '9' {
			return 0, 0, false
		}
		row = row*10 + int(b-'0')
	}
	return column, row, row <= maxRow
}

// parseRange reads A2:C7.
func parseRange(ref string) (Range, bool) {
	from, to, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		to = from
	}
	left, top, fromOK := reference([]byte(from))
	right, bottom, toOK := reference([]byte(to))
	return Range{left, top, right, bottom}, fromOK && toOK
}

// ColumnName is the letters of a column: 1 is A, 27 is AA.
func ColumnName(column int) string {
	var name []byte
	for ; column > 0; column = (column - 1) / 26 {
		name = append(name, byte('A'+(column-1)%26))
	}
	slices.Reverse(name)
	return string(name)
}

// CellName is the name of a cell: column 3, row 7 is C7.
func CellName(column, row int) string { return ColumnName(column) + strconv.Itoa(row) }
