package expr

import (
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func TestValueString(t *testing.T) {
	number := func(text string) Value { return Number(decimal.RequireFromString(text)) }
	nines := strings.Repeat("9", 34)
	for _, c := range []struct {
		value Value
		want  string
	}{
		{Value{}, "0"},
		{number("-0.00"), "0"},
		{number("1200.50"), "1200.5"},
		{number("1e3"), "1000"},
		{number("1e-12"), "0.000000000001"},
		{number("123456789012345678901234567890"), "123456789012345678901234567890"},
		{Fraction(1, 8), "0.125"},
		{Fraction(-2, 3), "-0.6666666666666666666666666666666667"},
		{Fraction(200, 3), "66.66666666666666666666666666666667"},
		{Fraction(1, 3000), "0.0003333333333333333333333333333333333"},
		{Fraction(10, 1).Quo(Fraction(3, 1)), "3.333333333333333333333333333333333"},
		{Fraction(99, 100).Quo(Fraction(98, 1)), "0.01010204081632653061224489795918367"},
		{number(nines), nines},
		{number("0." + nines), "0." + nines},
		{number("0." + nines + "4"), "0." + nines},
		{number("0." + nines + "5"), "1"},
		{number("1." + strings.Repeat("0", 33) + "5"), "1"},
		{number("1." + strings.Repeat("0", 32) + "15"), "1." + strings.Repeat("0", 31) + "02"},
		{number("-1." + strings.Repeat("0", 32) + "25"), "-1." + strings.Repeat("0", 31) + "02"},
		{number(nines + "5"), "1" + strings.Repeat("0", 35)},
		{Label("green"), "green"},
		{Missing(NoDataset, "surveys"), "n/a (no surveys dataset)"},
		{Missing(NoDataset, ""), "n/a (no dataset)"},
		{Missing(NoColumn, "product"), "n/a (no product column)"},
		{Missing(NoSetting, "seat_products"), "n/a (seat_products not set)"},
		{Missing(ZeroDenominator, "opening_mrr"), "n/a (zero denominator: opening_mrr)"},
		{Missing(NotAtThisGrain, ""), "n/a (not defined at this grain)"},
		{Missing(InputRejected+1, ""), "n/a (reason 16)"},
	} {
		if got := c.value.String(); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
		if d, ok := c.value.Decimal(); ok != (c.value.Available() && !c.value.IsLabel()) || ok && d.String() != c.want {
			t.Errorf("Decimal() = %s, %t, want %s", d, ok, c.want)
		}
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	seen := map[string]Code{}
	for code := Available; code <= InputRejected; code++ {
		words := code.String()
		if other, ok := seen[words]; ok || words == "" || strings.HasPrefix(words, "reason ") {
			t.Errorf("code %d is %q, as is %d", code, words, other)
		}
		seen[words] = code
	}
}

func TestValueKinds(t *testing.T) {
	for _, c := range []struct {
		name             string
		value            Value
		available, label bool
		sign             int
	}{
		{"zero", Value{}, true, false, 0},
		{"negative", Fraction(-1, 3), true, false, -1},
		{"positive", Fraction(-1, -3), true, false, 1},
		{"label", Label("red"), true, true, 0},
		{"missing", Missing(DataGap, ""), false, false, 0},
	} {
		v := c.value
		if v.Available() != c.available || v.IsLabel() != c.label || v.Sign() != c.sign || v.Rat().Sign() != c.sign {
			t.Errorf("%s: available %t, label %t, sign %d, fraction %s", c.name, v.Available(), v.IsLabel(), v.Sign(), v.Rat())
		}
	}
}

func TestEqual(t *testing.T) {
	distinct := []Value{{}, Fraction(1, 2), Label("a"), Label("b"), Missing(DataGap, ""), Missing(DataGap, "2026-10"), Missing(NoRate, "")}
	for i, v := range distinct {
		for j, w := range distinct {
			if v.Equal(w) != (i == j) {
				t.Errorf("%s equal to %s: %t", v, w, v.Equal(w))
			}
		}
	}
	if half := Number(decimal.RequireFromString("0.50")); !half.Equal(Fraction(2, 4)) {
		t.Errorf("%s and 2/4 differ", half)
	}
}

func TestRatIsACopy(t *testing.T) {
	v := Fraction(1, 2)
	v.Rat().SetInt64(7)
	if v.String() != "0.5" {
		t.Errorf("a half became %s", v)
	}
}

// The decimal lies within half a unit of its last digit of the fraction, and it is the fraction when that fits.
func TestDecimalRoundsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := Fraction(rapid.Int64().Draw(t, "numerator"), rapid.Int64Min(1).Draw(t, "denominator"))
		if rapid.Bool().Draw(t, "large") {
			v = v.Mul(v).Mul(v)
		}
		d, ok := v.Decimal()
		if !ok {
			t.Fatalf("%s is no number", v)
		}
		digits := len(strings.TrimLeft(strings.ReplaceAll(d.Abs().String(), ".", ""), "0"))
		if d.Exponent() < 0 && digits > Digits {
			t.Fatalf("%s has %d digits", d, digits)
		}
		apart := new(big.Rat).Sub(d.Rat(), v.Rat())
		if apart.Sign() == 0 {
			return
		}
		// apart <= |v| / 2 * 10^(1-Digits) holds for a rounding to Digits digits
		bound := new(big.Rat).SetFrac(new(big.Int).Exp(big.NewInt(10), big.NewInt(Digits-1), nil), big.NewInt(1))
		bound.Quo(new(big.Rat).Abs(v.Rat()), bound.Mul(bound, big.NewRat(2, 1)))
		if apart.Abs(apart).Cmp(bound) > 0 {
			t.Fatalf("%s is %s away from %s", d, apart.FloatString(60), v.Rat())
		}
	})
}
