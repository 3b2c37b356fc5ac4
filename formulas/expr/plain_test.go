package expr

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestPlain holds the fast text of a number against that of its decimal, which is worked out with big integers.
func TestPlain(t *testing.T) {
	check := func(t rapid.TB, n, d int64) {
		v := Fraction(n, d)
		got, ok := v.number.plain(nil)
		want, _ := v.Decimal()
		if !ok || string(got) != want.String() {
			t.Fatalf("%d/%d: got %s, want %s", n, d, got, want)
		}
	}
	for _, c := range [][2]int64{{0, 1}, {0, 7}, {-1, 3}, {1, math.MaxInt64}, {math.MaxInt64, 1}, {-math.MaxInt64, math.MaxInt64 - 1}, {math.MaxInt64 - 1, math.MaxInt64},
		{1, 1 << 40}, {5, 1 << 62}, {1<<62 + 1, 1 << 62}, {9_999_999_999_999_999, 10_000_000_000_000_000}} {
		check(t, c[0], c[1])
	}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int64{10, 1000, 12_000_000, 1 << 40, math.MaxInt64})
		n, d := rapid.Int64Range(-size.Draw(t, "numerators"), size.Draw(t, "to")).Draw(t, "numerator"), rapid.Int64Range(1, size.Draw(t, "denominators")).Draw(t, "denominator")
		if rapid.Bool().Draw(t, "two and five") {
			d = 1 << rapid.IntRange(0, 62).Draw(t, "shift")
		}
		check(t, n, d)
	})
}

func BenchmarkText(b *testing.B) {
	v := Fraction(-1234567891, 12_000_000)
	b.ReportAllocs()
	for b.Loop() {
		_ = v.String()
	}
}
