package expr

import "fmt"

// Add is v + w. Like all arithmetic it is exact, and missing when an operand is: for the reason of the first one that is. A
// label as an operand is an input rejected.
func (v Value) Add(w Value) Value { return v.combine(w, fraction.add) }

// Sub is v - w.
func (v Value) Sub(w Value) Value { return v.combine(w, fraction.sub) }

// Mul is v * w.
func (v Value) Mul(w Value) Value { return v.combine(w, fraction.mul) }

// Quo is v / w, missing for ZeroDenominator when w is 0.
func (v Value) Quo(w Value) Value { return v.quo(w, "") }

// quo is Quo with the divisor's name for the reason.
func (v Value) quo(w Value, divisor string) Value {
	if absent, ok := firstAbsent(v, w); ok {
		return absent
	}
	if w.Sign() == 0 {
		return Missing(ZeroDenominator, divisor)
	}
	return v.combine(w, fraction.quo)
}

// Neg is -v.
func (v Value) Neg() Value { return Value{}.Sub(v) }

// Min is the smaller of v and w.
func (v Value) Min(w Value) Value { return v.combine(w, fraction.min) }

// Max is the larger of v and w.
func (v Value) Max(w Value) Value { return v.combine(w, fraction.max) }

// combine does arithmetic on two numbers.
func (v Value) combine(w Value, operation func(a, b fraction) fraction) Value {
	if absent, ok := firstAbsent(v, w); ok {
		return absent
	}
	return Value{number: operation(v.number, w.number)}
}

// firstAbsent is what an operation on the operands gives when one of them is not a number.
func firstAbsent(operands ...Value) (Value, bool) {
	for _, v := range operands {
		if !v.Available() {
			return v, true
		}
		if v.IsLabel() {
			return Missing(InputRejected, fmt.Sprintf("%q is a label, not a number", v.label)), true
		}
	}
	return Value{}, false
}
