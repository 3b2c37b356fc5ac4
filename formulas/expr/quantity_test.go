package expr

import (
	"testing"

	"pgregory.net/rapid"
)

// quantities are those of the names that the tests use.
var quantities = map[string]Quantity{"revenue": Of(Currency), "cost": Of(Currency), "customers": Of(Things), "tickets": Of(Things), "wait": Of(Hour), "age": Of(Day), "share": {}}

func TestQuantity(t *testing.T) {
	for formula, want := range map[string]string{
		"revenue":                          "money",
		"revenue - cost":                   "money",
		"revenue / cost":                   "a plain number",
		"revenue / customers":              "money per count",
		"revenue / customers * share":      "money per count",
		"wait / tickets":                   "hours per count",
		"wait / customers / cost":          "hours per money and count",
		"max(revenue, cost, revenue / 12)": "money",
		"1 - share":                        "a plain number",
		"-(tickets + customers)":           "a count",
		"min(1, share)":                    "a plain number",
		"40 * tickets + revenue":           "money",
		"revenue + tickets":                "at 10, 7 long: this is a count and what stands before it is money",
		"revenue / 12 + tickets":           "at 15, 7 long: this is a count and what stands before it is money",
		"share + (age - wait) / age":       "at 15, 4 long: this is hours and what stands before it is days",
		"max(revenue / customers, cost)":   "at 25, 4 long: this is money and what stands before it is money per count",
	} {
		e, err := Parse(formula)
		if err != nil {
			t.Fatal(err)
		}
		q, _, fault := e.Quantity(func(name string) Quantity { return quantities[name] })
		got := q.String()
		if fault != nil {
			got = "at " + Fraction(int64(fault.Offset), 1).String() + ", " + Fraction(int64(fault.Length), 1).String() + " long: " + fault.Message
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", formula, got, want)
		}
	}
}

// TestQuantityOfSums: what adds up in one order adds up in the other, and a quotient undoes a product.
func TestQuantityOfSums(t *testing.T) {
	names := []string{"revenue", "customers", "wait", "age", "share"}
	of := func(name string) Quantity { return quantities[name] }
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(names).Draw(t, "a"), rapid.SampledFrom(names).Draw(t, "b")
		sums := func(text string) bool {
			e, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			_, _, fault := e.Quantity(of)
			return fault == nil
		}
		if sums(a+" + "+b) != sums(b+" - "+a) || sums(a+" + "+b) != (of(a) == of(b)) {
			t.Errorf("%s and %s add up in one order only", a, b)
		}
		e, err := Parse(a + " * " + b + " / " + b)
		if err != nil {
			t.Fatal(err)
		}
		if q, _, _ := e.Quantity(of); q != of(a) {
			t.Errorf("%s: got %s, want %s", e.Text(), q, of(a))
		}
	})
}
