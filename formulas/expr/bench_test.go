package expr

import "testing"

func BenchmarkEval(b *testing.B) {
	e := parse(b, "(opening_mrr + expansion_mrr - churned_mrr - contraction_mrr) / opening_mrr")
	mrr := map[string]int64{"opening_mrr": 9_876_543_210_000, "expansion_mrr": 123_456_780_000, "churned_mrr": 0, "contraction_mrr": 77_000_000}
	lookup := func(name string) Value { return Fraction(mrr[name], 12_000_000) }
	for b.Loop() {
		if v := e.Eval(lookup); v.Sign() == 0 {
			b.Fatal(v)
		}
	}
}

func BenchmarkDecimal(b *testing.B) {
	v := Fraction(9_999_920_789_000, 9_876_543_210_000)
	for b.Loop() {
		if _, ok := v.Decimal(); !ok {
			b.Fatal(v)
		}
	}
}
