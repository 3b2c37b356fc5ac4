package formula

import (
	"math/big"
	"strconv"
	"strings"
)

// Kind is what a cell holds.
type Kind uint8

// The kinds of value. A block of cells is a value only inside a formula.
const (
	Empty Kind = iota
	Number
	Text
	Truth
	Error
	array
)

// Value is what a cell holds or a formula gives. The zero Value is an empty cell.
type Value struct {
	kind   Kind
	number *big.Rat // of Number; never changed
	text   string   // of Text, and the name of an Error
	truth  bool
	rows   [][]Value // of array
}

// NumberOf is a number; it takes r over.
func NumberOf(r *big.Rat) Value { return Value{kind: Number, number: r} }

// TextOf is a text.
func TextOf(text string) Value { return Value{kind: Text, text: text} }

// TruthOf is TRUE or FALSE.
func TruthOf(is bool) Value { return Value{kind: Truth, truth: is} }

// ErrorOf is an error value such as #DIV/0!.
func ErrorOf(name string) Value { return Value{kind: Error, text: name} }

// The error values that evaluation gives.
var (
	divisionByZero = ErrorOf("#DIV/0!")
	noName         = ErrorOf("#NAME?")
	noNumber       = ErrorOf("#NUM!")
	noReference    = ErrorOf("#REF!")
	noMatch        = ErrorOf("#N/A")
	wrongKind      = ErrorOf("#VALUE!")
)

// Kind tells what the value is.
func (v Value) Kind() Kind { return v.kind }

// Rat is the number, to read only; nil when it is none.
func (v Value) Rat() *big.Rat {
	if v.kind != Number {
		return nil
	}
	return v.number
}

// String is the value as a cell without a number format shows it: a number with up to 15 digits, nothing for an empty cell.
func (v Value) String() string {
	switch v.kind {
	case Number:
		return plain(v.number)
	case Truth:
		return strings.ToUpper(strconv.FormatBool(v.truth))
	}
	return v.text
}

// significant is how many digits a spreadsheet keeps of a number.
const significant = 15

// plain writes a number with up to 15 significant digits and no exponent.
func plain(r *big.Rat) string {
	if r.Sign() == 0 {
		return "0"
	}
	places := significant - integerDigits(r)
	text := new(big.Rat).Abs(r).FloatString(max(places, 0))
	if places > 0 {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	if r.Sign() < 0 {
		text = "-" + text
	}
	return text
}

// integerDigits is how many digits stand left of the point, negative when zeros stand behind it: 2 for 12.5, -1 for 0.012.
func integerDigits(r *big.Rat) int {
	digits := len(new(big.Int).Abs(r.Num()).String()) - len(r.Denom().String()) // or one more
	if power(digits).Cmp(new(big.Rat).Abs(r)) <= 0 {
		digits++
	}
	return digits
}

// power is 10 to the n.
func power(n int) *big.Rat {
	p := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(n, -n))), nil))
	if n < 0 {
		p.Inv(p)
	}
	return p
}

// ParseNumber reads a number as a file or a formula writes it: 12, 0.5, 1.5E-7. False when it is none or out of the range of
// a spreadsheet.
func ParseNumber(text string) (*big.Rat, bool) {
	mantissa, exponent, scientific := strings.Cut(strings.ToUpper(text), "E")
	if scientific {
		if n, err := strconv.Atoi(exponent); err != nil || n < -largest || n > largest {
			return nil, false
		}
	}
	if len(mantissa) > largest || strings.ContainsAny(mantissa, "/_XPBO") {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// largest is the exponent of ten of the largest number of a spreadsheet.
const largest = 308

// Same tells whether two values of a cell agree: texts and errors when they are equal, numbers when they differ by no more than
// binary arithmetic may make them differ, a billionth of the number, or of one when it is smaller.
func Same(a, b Value) bool {
	if a.kind != Number || b.kind != Number {
		return a.kind == b.kind && a.text == b.text && a.truth == b.truth
	}
	difference := new(big.Rat).Sub(a.number, b.number)
	allowed := new(big.Rat).Abs(a.number)
	if allowed.Cmp(unit) < 0 {
		allowed = unit
	}
	return difference.Abs(difference).Cmp(new(big.Rat).Mul(allowed, billionth)) <= 0
}

var (
	unit      = big.NewRat(1, 1)
	billionth = big.NewRat(1, 1_000_000_000)
)
