// Package expr is the formula language: one line of text with three readings, an exact value, a live Excel formula and a
// sentence. It knows no KPI and no file format.
package expr

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// Value is a number, a label or the reason why there is neither. The zero Value is the number 0.
//
// A number is held as an exact fraction, so that thirds and twelfths cancel as they do on paper; it leaves as a decimal of
// Digits significant digits. Compare values with Equal, not with ==.
type Value struct {
	number fraction // when reason and label are empty
	label  string
	reason Reason
}

// Digits is how many significant digits a number keeps when a division does not terminate.
const Digits = 34

// Number is the value of a decimal.
func Number(d decimal.Decimal) Value { return Value{number: fromRat(d.Rat())} }

// Fraction is the value numerator / denominator; the denominator is not 0.
func Fraction(numerator, denominator int64) Value {
	return Value{number: newFraction(numerator, denominator)}
}

// Label is a value in words, such as a status; the text is not empty.
func Label(text string) Value { return Value{label: text} }

// Missing is a value that is not available.
func Missing(code Code, detail string) Value { return Value{reason: Reason{code, detail}} }

// Reason tells why there is no value; its code is Available when there is one.
func (v Value) Reason() Reason { return v.reason }

// Available tells whether there is a number or a label.
func (v Value) Available() bool { return v.reason.Code == Available }

// IsLabel tells whether the value is in words.
func (v Value) IsLabel() bool { return v.label != "" }

// Text is the label, empty for numbers and missing values.
func (v Value) Text() string { return v.label }

// Rat is the exact number, 0 for a label and for a missing value. It is a copy.
func (v Value) Rat() *big.Rat { return new(big.Rat).Set(v.number.rat()) }

// Sign is -1, 0 or 1 for a number, 0 for a label and for a missing value.
func (v Value) Sign() int { return v.number.sign() }

// Equal tells whether two values are the same number, the same label or missing for the same reason.
func (v Value) Equal(w Value) bool {
	return v.reason == w.reason && v.label == w.label && v.number.sub(w.number).sign() == 0
}

// String is the number as a plain decimal without exponent, the label, or "n/a (no surveys dataset)".
func (v Value) String() string {
	if !v.Available() {
		return "n/a (" + v.reason.String() + ")"
	}
	if v.IsLabel() {
		return v.label
	}
	var buffer [64]byte
	if text, ok := v.number.plain(buffer[:0]); ok {
		return string(text)
	}
	d, _ := v.Decimal()
	return d.String()
}

// Decimal is the number to Digits significant digits, half to even; exact when it terminates within them. It is false for a
// label and for a missing value.
func (v Value) Decimal() (decimal.Decimal, bool) {
	if !v.Available() || v.IsLabel() {
		return decimal.Decimal{}, false
	}
	r := v.number.rat()
	if r.IsInt() && r.Num().IsInt64() {
		return decimal.NewFromInt(r.Num().Int64()), true
	}
	// The quotient of numbers of m and n digits has m-n or m-n+1 digits before its point, so one of two places fits.
	places := Digits - len(new(big.Int).Abs(r.Num()).String()) + len(r.Denom().String())
	scaled := roundedQuotient(r, places)
	if len(new(big.Int).Abs(scaled).String()) > Digits {
		places--
		scaled = roundedQuotient(r, places)
	}
	ten, digit := big.NewInt(10), new(big.Int)
	for places > 0 {
		shorter := new(big.Int)
		if shorter.QuoRem(scaled, ten, digit); digit.Sign() != 0 {
			break
		}
		scaled, places = shorter, places-1
	}
	return decimal.NewFromBigInt(scaled, int32(-places)), true
}

// roundedQuotient is r * 10^places as a whole number, half to even.
func roundedQuotient(r *big.Rat, places int) *big.Int {
	numerator, denominator := new(big.Int).Set(r.Num()), new(big.Int).Set(r.Denom())
	if power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil); places >= 0 {
		numerator.Mul(numerator, power)
	} else {
		denominator.Mul(denominator, power)
	}
	quotient, rest := new(big.Int).QuoRem(numerator, denominator, new(big.Int))
	half := rest.Lsh(rest.Abs(rest), 1).Cmp(denominator)
	if half > 0 || half == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(int64(r.Sign())))
	}
	return quotient
}
