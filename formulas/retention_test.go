package formulas

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/formulas/expr"
)

// movements are what a retention rate is worked out from, in cents.
type movements struct{ opening, expansion, contraction, churned int64 }

func (m movements) given() map[string]expr.Value {
	return map[string]expr.Value{
		"opening_mrr": expr.Fraction(m.opening, 100), "expansion_mrr": expr.Fraction(m.expansion, 100),
		"contraction_mrr": expr.Fraction(m.contraction, 100), "churned_mrr": expr.Fraction(m.churned, 100),
	}
}

func drawMovements(t *rapid.T) movements {
	m := movements{opening: rapid.Int64Range(1, 1e12).Draw(t, "opening"), expansion: rapid.Int64Range(0, 1e12).Draw(t, "expansion")}
	m.churned = rapid.Int64Range(0, m.opening).Draw(t, "churned")
	m.contraction = rapid.Int64Range(0, m.opening-m.churned).Draw(t, "contraction")
	return m
}

// TestRetentionAgainstFractions works the family out a second time, on bare fractions.
func TestRetentionAgainstFractions(t *testing.T) {
	c := build(t)
	rapid.Check(t, func(t *rapid.T) {
		m := drawMovements(t)
		of := func(part int64) *big.Rat { return big.NewRat(part, m.opening) }
		lost := m.churned + m.contraction
		for id, want := range map[string]*big.Rat{
			"gross_revenue_retention": of(m.opening - lost),
			"net_revenue_retention":   of(m.opening - lost + m.expansion),
			"gross_mrr_churn_rate":    of(lost),
			"net_mrr_churn_rate":      of(lost - m.expansion),
			"dollar_churn_rate":       of(lost - m.expansion),
			"expansion_rate":          of(m.expansion),
		} {
			got, err := c.Calculate(id, "", m.given())
			if err != nil || got.Rat().Cmp(want) != 0 {
				t.Errorf("%s of %+v: got %s (%v), want %s", id, m, got, err, want.RatString())
			}
		}
	})
}

func TestRetentionStaysInBounds(t *testing.T) {
	c := build(t)
	one := expr.Fraction(1, 1)
	rapid.Check(t, func(t *rapid.T) {
		given := drawMovements(t).given()
		rate := func(id, variant string) expr.Value {
			value, err := c.Calculate(id, variant, given)
			if err != nil || !value.Available() {
				t.Fatalf("%s: got %s (%v)", id, value, err)
			}
			return value
		}
		gross, net := rate("gross_revenue_retention", ""), rate("net_revenue_retention", "")
		if gross.Sign() < 0 || one.Sub(gross).Sign() < 0 {
			t.Errorf("gross retention is %s, want 0 to 1", gross)
		}
		if net.Sub(gross).Sign() < 0 {
			t.Errorf("net retention %s is below gross retention %s", net, gross)
		}
		if churn := rate("gross_mrr_churn_rate", ""); !one.Sub(churn).Equal(gross) {
			t.Errorf("gross churn %s and gross retention %s do not make 1", churn, gross)
		}
		if churn := rate("dollar_churn_rate", "glossary"); !one.Sub(churn).Equal(net) {
			t.Errorf("dollar churn %s and net retention %s do not make 1", churn, net)
		}
	})
}

// TestGlossaryReadingOfDollarChurn works out the reading that the note of the glossary variant warns of.
func TestGlossaryReadingOfDollarChurn(t *testing.T) {
	c, err := New(KPI{
		ID: "dollar_churn_misread", Name: "Dollar churn, misread", Definition: "The true closing MRR as the end.", Unit: Ratio,
		Formula: "((opening_mrr - closing_mrr) - expansion_mrr) / opening_mrr",
		Examples: []Example{
			example("opening_mrr=100 closing_mrr=140 expansion_mrr=20", "-0.6"), // 100 - churn 10 + expansion 20 + new 30
			example("", "n/a (no subscriptions dataset)"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := c.ByID("dollar_churn_rate")
	if note := k.Note(c, "glossary"); !strings.Contains(note, "-60 %") {
		t.Errorf("the note does not show the other reading:\n%s", note)
	}
}
