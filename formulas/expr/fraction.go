package expr

import (
	"math"
	"math/big"
)

// fraction is an exact number: two machine words while it fits into them, which nearly every figure does, and a big.Rat when
// it does not. The two words need not be in lowest terms.
type fraction struct {
	numerator   int64
	denominator int64    // positive; 0 stands for 1, so that the zero fraction is 0
	large       *big.Rat // the number instead of the words; never changed
}

// newFraction is n/d; d is not 0.
func newFraction(n, d int64) fraction {
	if n == math.MinInt64 || d == math.MinInt64 || d == 0 {
		return fromRat(big.NewRat(n, d))
	}
	if d < 0 {
		n, d = -n, -d
	}
	return fraction{numerator: n, denominator: d}
}

// fromRat takes r over.
func fromRat(r *big.Rat) fraction {
	if r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64 {
		return fraction{numerator: r.Num().Int64(), denominator: r.Denom().Int64()}
	}
	return fraction{large: r}
}

// rat is the fraction in lowest terms, to read only.
func (f fraction) rat() *big.Rat {
	if f.large != nil {
		return f.large
	}
	return big.NewRat(f.numerator, f.over())
}

func (f fraction) over() int64 { return max(f.denominator, 1) }

func (f fraction) sign() int {
	if f.large != nil {
		return f.large.Sign()
	}
	return int(min(max(f.numerator, -1), 1))
}

func (f fraction) add(g fraction) fraction {
	if f.large == nil && g.large == nil {
		if f.over() == g.over() {
			if n, ok := sum(f.numerator, g.numerator); ok {
				return fraction{numerator: n, denominator: f.over()}
			}
		}
		left, ok1 := product(f.numerator, g.over())
		right, ok2 := product(g.numerator, f.over())
		n, ok3 := sum(left, right)
		d, ok4 := product(f.over(), g.over())
		if ok1 && ok2 && ok3 && ok4 {
			return fraction{numerator: n, denominator: d}
		}
	}
	return fromRat(new(big.Rat).Add(f.rat(), g.rat()))
}

func (f fraction) sub(g fraction) fraction { return f.add(g.mul(fraction{numerator: -1})) }

func (f fraction) mul(g fraction) fraction {
	if f.large == nil && g.large == nil {
		n, ok1 := product(f.numerator, g.numerator)
		d, ok2 := product(f.over(), g.over())
		if ok1 && ok2 {
			return fraction{numerator: n, denominator: d}
		}
	}
	return fromRat(new(big.Rat).Mul(f.rat(), g.rat()))
}

// quo is f/g; g is not 0.
func (f fraction) quo(g fraction) fraction {
	switch {
	case g.large != nil:
		return fromRat(new(big.Rat).Quo(f.rat(), g.large))
	case f.large == nil && f.over() == g.over():
		return newFraction(f.numerator, g.numerator)
	}
	return f.mul(newFraction(g.over(), g.numerator))
}

func (f fraction) min(g fraction) fraction {
	if f.sub(g).sign() <= 0 {
		return f
	}
	return g
}

func (f fraction) max(g fraction) fraction {
	if f.sub(g).sign() >= 0 {
		return f
	}
	return g
}

// sum is a + b, false when it leaves the range from -MaxInt64 to MaxInt64.
func sum(a, b int64) (int64, bool) {
	c := a + b
	return c, (c > a) == (b > 0) && c != math.MinInt64
}

// product is a * b, false when it leaves the range from -MaxInt64 to MaxInt64.
func product(a, b int64) (int64, bool) {
	c := a * b
	return c, a == 0 || c/a == b && c != math.MinInt64
}
