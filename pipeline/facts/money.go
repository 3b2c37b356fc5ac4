package facts

import (
	"errors"
	"math"
	"math/big"
	"math/bits"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/pipeline/ingest"
)

// Recurring money is held annualised in millionths of a currency unit, so that adding is exact and a month is a twelfth,
// taken once where a figure leaves.
const (
	scale   = 1_000_000  // an annual amount of one unit
	monthly = 12 * scale // the denominator that turns an annual amount into a monthly one
)

// errTooLarge is an amount beyond what millionths in 64 bits can hold: 9.2 million million a year.
var errTooLarge = errors.New("amount is too large: more than 9.2 million million a year")

// Monthly is the monthly amount of an annual one, exactly.
func Monthly(annual int64) expr.Value { return expr.Fraction(annual, monthly) }

// Annual is an annual amount as a value, exactly.
func Annual(annual int64) expr.Value { return expr.Fraction(annual, scale) }

// annualise gives amount * perYear / per in millionths, rounded half-even where it does not come out even.
func annualise(amount decimal.Decimal, perYear, per int64) (int64, error) {
	r := amount.Rat()
	r.Mul(r, big.NewRat(perYear*scale, per))
	return roundHalfEven(r)
}

func roundHalfEven(r *big.Rat) (int64, error) {
	quotient, remainder := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	switch remainder.Abs(remainder).Lsh(remainder, 1).Cmp(r.Denom()) {
	case 1:
		quotient.Add(quotient, big.NewInt(int64(r.Sign())))
	case 0:
		if quotient.Bit(0) == 1 {
			quotient.Add(quotient, big.NewInt(int64(r.Sign())))
		}
	}
	if !quotient.IsInt64() {
		return 0, errTooLarge
	}
	return quotient.Int64(), nil
}

// rate is an exchange rate: mantissa / divisor, the divisor a power of ten, at most 15 significant digits.
type rate struct {
	mantissa uint64
	divisor  uint64
}

var one = rate{1, 1}

// convert gives amount * r in millionths, rounded half-even once.
func (r rate) convert(amount int64) (int64, error) {
	if r == one || amount == 0 {
		return amount, nil
	}
	negative := amount < 0
	absolute := uint64(amount)
	if negative {
		absolute = -absolute
	}
	high, low := bits.Mul64(absolute, r.mantissa)
	if high >= r.divisor {
		return 0, errTooLarge
	}
	quotient, remainder := bits.Div64(high, low, r.divisor)
	if rest := r.divisor - remainder; remainder > rest || remainder == rest && quotient&1 == 1 {
		quotient++
	}
	if quotient > math.MaxInt64 {
		return 0, errTooLarge
	}
	if negative {
		return -int64(quotient), nil
	}
	return int64(quotient), nil
}

// newRate rounds a positive rate to 15 significant digits, half-even.
func newRate(r *big.Rat) (rate, bool) {
	if r.Sign() <= 0 {
		return rate{}, false
	}
	limit := big.NewRat(1_000_000_000_000_000, 1)
	ten := big.NewRat(10, 1)
	shifted := new(big.Rat).Set(r)
	divisor := uint64(1)
	for divisor <= math.MaxUint64/10 && !shifted.IsInt() {
		next := new(big.Rat).Mul(shifted, ten)
		if next.Cmp(limit) >= 0 {
			break
		}
		shifted, divisor = next, divisor*10
	}
	mantissa, err := roundHalfEven(shifted)
	if err != nil || mantissa <= 0 {
		return rate{}, false
	}
	return rate{uint64(mantissa), divisor}, true
}

// sum adds amounts; it panics with errTooLarge, which TooLarge turns into an error, when they leave the range.
func sum(a, b int64) int64 {
	c := a + b
	if (c > a) != (b > 0) && b != 0 {
		panic(errTooLarge)
	}
	return c
}

// TooLarge is the error behind a panic of amounts that add up beyond the range, which can come of any method of Facts, since figures are worked
// out when they are asked for; nil for any other panic.
func TooLarge(panicked any) error {
	if panicked != errTooLarge {
		return nil
	}
	return ingest.Faults{{Message: "amounts add up to more than 9.2 million million a year", Fix: "check the amounts for a wrong decimal mark or minor units, or report in a currency of larger units"}}
}
