package expr

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// Machine words and big fractions give the same results, at the edges of the words as well.
func TestFractionIsExact(t *testing.T) {
	word := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2, 2),
		rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, math.MaxInt64, math.MaxInt64 - 1, 1 << 31, 1 << 32, -1 << 32}))
	operations := []struct {
		name string
		ours func(a, b fraction) fraction
		big  func(result, a, b *big.Rat) *big.Rat
	}{
		{"+", fraction.add, (*big.Rat).Add}, {"-", fraction.sub, (*big.Rat).Sub}, {"*", fraction.mul, (*big.Rat).Mul}, {"/", fraction.quo, (*big.Rat).Quo},
	}
	rapid.Check(t, func(t *rapid.T) {
		value, want := fraction{}, new(big.Rat)
		for range 4 {
			n, d := word.Draw(t, "numerator"), word.Filter(func(d int64) bool { return d != 0 }).Draw(t, "denominator")
			o := rapid.SampledFrom(operations).Draw(t, "operation")
			if o.name == "/" && n == 0 {
				n = 1
			}
			operand := newFraction(n, d)
			value, want = o.ours(value, operand), o.big(new(big.Rat), want, big.NewRat(n, d))
			if value.rat().Cmp(want) != 0 || value.sign() != want.Sign() {
				t.Fatalf("%s %d/%d: got %s, want %s", o.name, n, d, value.rat(), want)
			}
			if bounds := operand.rat().Cmp(want); value.min(operand).rat().Cmp(operand.rat()) > 0 || (value.max(operand).rat().Cmp(want) != 0) != (bounds > 0) {
				t.Fatalf("min %s, max %s of %s and %d/%d", value.min(operand).rat(), value.max(operand).rat(), want, n, d)
			}
		}
	})
}
