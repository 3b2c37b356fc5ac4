package reports

import (
	"strconv"
	"strings"
)

// The size of a sheet in every program that reads xlsx.
const (
	MaxRows    = 1 << 20
	MaxColumns = 1 << 14
)

// ColumnName is the letters of a column counted from 0: A for 0, AA for 26.
func ColumnName(column int) string {
	var letters []byte
	for column++; column > 0; column = (column - 1) / 26 {
		letters = append([]byte{byte('A' + (column-1)%26)}, letters...)
	}
	return string(letters)
}

// Address is the cell as B7, which moves along when a formula is copied.
func (p Position) Address() string { return ColumnName(p.Column) + strconv.Itoa(p.Row+1) }

// ParseAddress reads B7; false when it is no cell of a sheet.
func ParseAddress(address string) (p Position, ok bool) {
	letters := strings.ToUpper(strings.TrimRight(address, "0123456789"))
	row, err := strconv.Atoi(address[len(letters):])
	if err != nil || row < 1 || row > MaxRows || !isColumn(letters) {
		return Position{}, false
	}
	for _, l := range letters {
		p.Column = p.Column*26 + int(l-'A') + 1
	}
	return Position{Row: row - 1, Column: p.Column - 1}, true
}

// Absolute is the cell as $B$7, which stays when a formula is copied.
func (p Position) Absolute() string { return "$" + ColumnName(p.Column) + "$" + strconv.Itoa(p.Row+1) }

// Address is the block as B3:D15.
func (r Range) Address() string { return r.From.Address() + ":" + r.To.Address() }

// Absolute is the block as $B$3:$D$15.
func (r Range) Absolute() string { return r.From.Absolute() + ":" + r.To.Absolute() }

// Has tells whether the cell lies in the block.
func (r Range) Has(p Position) bool {
	return p.Row >= r.From.Row && p.Row <= r.To.Row && p.Column >= r.From.Column && p.Column <= r.To.Column
}

// Rows is the whole rows of the block as $3:$15, as print titles want them.
func (r Range) Rows() string {
	return "$" + strconv.Itoa(r.From.Row+1) + ":$" + strconv.Itoa(r.To.Row+1)
}

// Columns is the whole columns of the block as $A:$C.
func (r Range) Columns() string {
	return "$" + ColumnName(r.From.Column) + ":$" + ColumnName(r.To.Column)
}

// Address is the cell of a named sheet as 'KPIs by account'!B7, relative.
func (r Ref) Address() string { return OnSheet(r.Sheet, r.Position.Address()) }

// Absolute is the cell of a named sheet as 'KPIs by account'!$B$7.
func (r Ref) Absolute() string { return OnSheet(r.Sheet, r.Position.Absolute()) }

// From is the cell as a formula on that sheet writes it: without the sheet's name when it is its own.
func (r Ref) From(sheet string) string {
	if r.Sheet == sheet {
		return r.Position.Address()
	}
	return r.Address()
}

// Address is the block of a named sheet as 'MRR'!$B$3:$B$15, absolute.
func (r RefRange) Address() string { return OnSheet(r.Sheet, r.Range.Absolute()) }

// OnSheet puts the sheet's name, always quoted, before an address.
func OnSheet(sheet, address string) string {
	return "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + address
}

// Extent is the block from A1 that holds all cells of the sheet; it is A1 alone when there are none.
func (s *Sheet) Extent() Range {
	var r Range
	for i, row := range s.Rows {
		if len(row.Cells) > 0 {
			r.To.Row, r.To.Column = i, max(r.To.Column, len(row.Cells)-1)
		}
	}
	return r
}

// Titles is the rows that repeat on every printed page; ok is false when there are none.
func (s *Sheet) Titles() (rows Range, ok bool) {
	return Range{From: Position{Row: s.TitleFrom}, To: Position{Row: s.TitleFrom + s.TitleRows - 1}}, s.TitleRows > 0
}

// IsAddress tells whether a word reads as a cell's address in either notation (MRR2, R1C1), so that it cannot be a name.
func IsAddress(word string) bool {
	w := strings.ToUpper(word)
	letters := strings.TrimRight(w, "0123456789")
	if digits := w[len(letters):]; digits != "" && isColumn(letters) {
		row, err := strconv.Atoi(digits)
		return err == nil && row >= 1 && row <= MaxRows
	}
	rest, isRow := strings.CutPrefix(w, "R")
	rest = strings.TrimLeft(rest, "0123456789")
	rest, isColumn := strings.CutPrefix(rest, "C")
	return (isRow || isColumn) && strings.TrimLeft(rest, "0123456789") == ""
}

// isColumn tells whether upper-case letters are the name of a column, A to XFD.
func isColumn(letters string) bool {
	column := 0
	for _, l := range letters {
		if l < 'A' || l > 'Z' || column > MaxColumns {
			return false
		}
		column = column*26 + int(l-'A') + 1
	}
	return column >= 1 && column <= MaxColumns
}
