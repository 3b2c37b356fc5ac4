package formula

import (
	"math/big"
	"strings"

	"kpibook/reports"
)

// Book is the cells that formulas look at. Fill it with Set and Name, then ask for Recalculated.
type Book struct {
	sheets map[string]*sheet // by name in small letters
	names  map[string]string // defined name in small letters: the formula it stands for
}

type sheet struct {
	name   string
	cells  map[reports.Position]*cell
	extent reports.Range
}

type cell struct {
	formula *Formula // nil for a value
	value   Value    // typed in; of a formula what it gives, once it is known
	largest *big.Rat // of a formula, the largest number that it reads, without its sign
	state   state
}

// state is how far the evaluation of a formula has come.
type state uint8

const (
	waiting state = iota
	running
	done
)

// circular is what a formula gives that needs its own value.
var circular = ErrorOf("circular")

// NewBook is a book without sheets.
func NewBook() *Book { return &Book{sheets: map[string]*sheet{}, names: map[string]string{}} }

// AddSheet makes an empty sheet, so that formulas may point at it.
func (b *Book) AddSheet(name string) {
	b.sheets[strings.ToLower(name)] = &sheet{name: name, cells: map[reports.Position]*cell{}}
}

// Set fills a cell of a sheet that was added: with a value, or with a formula when there is one.
func (b *Book) Set(at reports.Ref, value Value, formula *Formula) {
	s := b.sheets[strings.ToLower(at.Sheet)]
	c := &cell{formula: formula, value: value, state: done}
	if formula != nil {
		c.state = waiting
	}
	s.cells[at.Position] = c
	s.extent.To.Row, s.extent.To.Column = max(s.extent.To.Row, at.Row), max(s.extent.To.Column, at.Column)
}

// Name gives a defined name its meaning, a formula without "=".
func (b *Book) Name(name, formula string) { b.names[strings.ToLower(name)] = formula }

// Recalculated is what a cell holds when every formula that it depends on is evaluated afresh. A formula that depends on itself
// gives the error circular.
func (b *Book) Recalculated(at reports.Ref) Value {
	s, ok := b.sheets[strings.ToLower(at.Sheet)]
	if !ok {
		return noReference
	}
	return b.value(s, at.Position)
}

// Agrees tells whether a cell's formula gives a value, as near as it can: a cell holds 15 digits, so a formula that takes large
// figures from each other is as far from the exact result as their last digits.
func (b *Book) Agrees(at reports.Ref, holds Value) bool {
	gives := b.Recalculated(at)
	if Same(holds, gives) {
		return true
	}
	s, ok := b.sheets[strings.ToLower(at.Sheet)]
	if !ok || holds.kind != Number || gives.kind != Number {
		return false
	}
	c, ok := s.cells[at.Position]
	if !ok || c.largest == nil {
		return false
	}
	difference := new(big.Rat).Sub(holds.number, gives.number)
	return difference.Abs(difference).Cmp(new(big.Rat).Mul(c.largest, lastDigits)) <= 0
}

// lastDigits is how far two figures of 15 digits may be off together, as a share of the larger.
var lastDigits = big.NewRat(1, 100_000_000_000_000)

func (b *Book) value(s *sheet, at reports.Position) Value {
	c, ok := s.cells[at]
	if !ok {
		return Value{}
	}
	switch c.state {
	case running:
		return circular
	case waiting:
		c.state = running
		e := &evaluation{book: b, sheet: s, at: at, largest: new(big.Rat)}
		v := single(e.of(c.formula.root))
		c.largest = e.largest
		if v.kind == Empty {
			v = NumberOf(zero) // a formula that points at an empty cell gives 0
		}
		c.value, c.state = v, done
	}
	return c.value
}
