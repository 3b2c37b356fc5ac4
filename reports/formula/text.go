package formula

import (
	"math/big"
	"strings"
)

// character is CHAR, the character of a number; of plain ones only, since what the others are depends on the machine.
func character(v Value) Value {
	code := position(v)
	if code < 1 || code > 127 {
		return wrongKind
	}
	return TextOf(string(rune(code)))
}

// fixed is FIXED, a number as text, rounded and with commas between thousands, as an English spreadsheet writes it.
func fixed(values []Value) Value {
	rounded := round(values)
	return numberOr(rounded, func(r *big.Rat) Value {
		places := max(0, position(values[1]))
		whole, fraction, pointed := strings.Cut(new(big.Rat).Abs(r).FloatString(places), ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
		if pointed {
			whole += "." + fraction
		}
		if r.Sign() < 0 {
			whole = "-" + whole
		}
		return TextOf(whole)
	})
}

// exact is EXACT, whether two texts are the same to the letter; comparing with = takes capitals for small letters.
func exact(values []Value) Value {
	if len(values) != 2 {
		return wrongKind
	}
	return each(values[0], values[1], func(a, b Value) Value {
		for _, v := range []Value{a, b} {
			if v.kind == Error {
				return v
			}
		}
		return TruthOf(a.String() == b.String())
	})
}
