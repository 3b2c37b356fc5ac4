package expr

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// given looks names up in a map; what is not in it is missing.
func given(values map[string]Value) func(string) Value {
	return func(name string) Value {
		if v, ok := values[name]; ok {
			return v
		}
		return Missing(NoDataset, name)
	}
}

func TestEval(t *testing.T) {
	lookup := given(map[string]Value{
		"zero": {}, "one": Fraction(1, 1), "three": Number(decimal.RequireFromString("3.00")), "tenth": Number(decimal.RequireFromString("0.1")),
		"status": Label("green"), "late": Missing(OpenPeriod, "ends 2026-10-31"),
	})
	for _, c := range []struct{ text, want string }{
		{"one / three * three", "1"},
		{"tenth + 0.2", "0.3"},
		{"(three - one - 2) / three", "0"},
		{"one / three", "0.3333333333333333333333333333333333"},
		{"-three * -2", "6"},
		{"1 - 2 - 3", "-4"},
		{"8 / 4 / 2", "1"},
		{"min(three, one, 2) + max(three, one, 4)", "5"},
		{"min(-three, 2)", "-3"},
		{"one / zero", "n/a (zero denominator: zero)"},
		{"one / (zero + zero)", "n/a (zero denominator)"},
		{"one / (zero + zero) / one", "n/a (zero denominator)"},
		{"one / (zero + zero) / zero", "n/a (zero denominator)"},
		{"zero / zero", "n/a (zero denominator: zero)"},
		{"one / (one / zero)", "n/a (zero denominator: zero)"},
		{"surveys + late", "n/a (no surveys dataset)"},
		{"late - surveys", "n/a (open period: ends 2026-10-31)"},
		{"zero * late", "n/a (open period: ends 2026-10-31)"},
		{"late / zero", "n/a (open period: ends 2026-10-31)"},
		{"-late", "n/a (open period: ends 2026-10-31)"},
		{"max(1, late)", "n/a (open period: ends 2026-10-31)"},
		{"status", "green"},
		{"status + 1", `n/a (input rejected: "green" is a label, not a number)`},
	} {
		formula := parse(t, c.text)
		var inputs []Value
		for _, name := range formula.Names() {
			inputs = append(inputs, lookup(name.ID))
		}
		if got := formula.EvalInputs(inputs).String(); got != c.want {
			t.Errorf("%s over its inputs: got %s, want %s", c.text, got, c.want)
		}
		if got := formula.Eval(lookup).String(); got != c.want {
			t.Errorf("%s = %s, want %s", c.text, got, c.want)
		}
	}
}

// drawTree draws a formula over the names a to d, no deeper than depth.
func drawTree(t *rapid.T, depth int) *node {
	kind := nameOp
	if depth > 0 {
		kind = op(rapid.IntRange(int(nameOp), int(maxOp)).Draw(t, "op"))
	}
	n := &node{op: kind}
	args := 2
	switch kind {
	case nameOp:
		n.text = rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "name")
		return n
	case numberOp:
		n.text = rapid.SampledFrom([]string{"0", "1", "0.05", "12", "1000.250"}).Draw(t, "number")
		n.number = Number(decimal.RequireFromString(n.text))
		return n
	case negOp:
		args = 1
	case minOp, maxOp:
		n.text = map[op]string{minOp: "min", maxOp: "max"}[kind]
		args = rapid.IntRange(2, 3).Draw(t, "arguments")
	}
	for range args {
		n.args = append(n.args, drawTree(t, depth-1))
	}
	if kind == quoOp && n.args[1].isConstant() {
		n.args[1] = &node{op: nameOp, text: "d"}
	}
	return n
}

// exactly computes a tree a second time, in fractions and in no other way than school does; nil is no result.
func exactly(n *node, names map[string]*big.Rat) *big.Rat {
	switch n.op {
	case nameOp:
		return names[n.text]
	case numberOp:
		r, _ := new(big.Rat).SetString(n.text)
		return r
	}
	var args []*big.Rat
	for _, arg := range n.args {
		value := exactly(arg, names)
		if value == nil {
			return nil
		}
		args = append(args, value)
	}
	result := new(big.Rat).Set(args[0])
	if n.op == negOp {
		return result.Neg(result)
	}
	for _, arg := range args[1:] {
		switch n.op {
		case addOp:
			result.Add(result, arg)
		case subOp:
			result.Sub(result, arg)
		case mulOp:
			result.Mul(result, arg)
		case quoOp:
			if arg.Sign() == 0 {
				return nil
			}
			result.Quo(result, arg)
		case minOp:
			if arg.Cmp(result) < 0 {
				result.Set(arg)
			}
		case maxOp:
			if arg.Cmp(result) > 0 {
				result.Set(arg)
			}
		}
	}
	return result
}

func TestEvalIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Expr{drawTree(t, 4)}
		values, rats := map[string]Value{}, map[string]*big.Rat{}
		for _, name := range []string{"a", "b", "c", "d"} {
			numerator := rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64()).Draw(t, name)
			denominator := rapid.SampledFrom([]int64{1, 3, 100, 12_000_000}).Draw(t, name+" over")
			values[name], rats[name] = Fraction(numerator, denominator), big.NewRat(numerator, denominator)
		}
		if rapid.Bool().Draw(t, "late") {
			values["b"], rats["b"] = Missing(OpenPeriod, ""), nil
		}
		got, want := e.Eval(given(values)), exactly(e.root, rats)
		if want == nil {
			if got.Available() {
				t.Fatalf("%s = %s, want n/a", e.Text(), got)
			}
			return
		}
		if !got.Available() || got.Rat().Cmp(want) != 0 {
			t.Fatalf("%s = %s, want %s", e.Text(), got, want.RatString())
		}
	})
}

func ExampleExpr_Eval() {
	e, err := Parse("(opening_mrr - churned_mrr - contraction_mrr) / opening_mrr")
	if err != nil {
		fmt.Println(err)
		return
	}
	mrr := map[string]Value{"opening_mrr": Fraction(900, 1), "churned_mrr": Fraction(250, 1), "contraction_mrr": Fraction(50, 1)}
	lookup := func(name string) Value { return mrr[name] }
	fmt.Println(e.Eval(lookup))
	mrr["opening_mrr"] = Value{}
	fmt.Println(e.Eval(lookup))
	mrr["opening_mrr"] = Missing(FirstObserved, "2024-01")
	fmt.Println(e.Eval(lookup))
	// Output:
	// 0.6666666666666666666666666666666667
	// n/a (zero denominator: opening_mrr)
	// n/a (first observed period: 2024-01)
}
