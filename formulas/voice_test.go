package formulas

import (
	"testing"

	"pgregory.net/rapid"

	"kpibook/formulas/expr"
)

// TestPromoterScoreIsTheDifferenceOfTheShares holds the score against the shares that are shown beside it.
func TestPromoterScoreIsTheDifferenceOfTheShares(t *testing.T) {
	c := build(t)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(group string) int64 { return rapid.Int64Range(0, 1e9).Draw(t, group) }
		promoters, passives, detractors := draw("promoters"), draw("passives"), draw("detractors")
		given := map[string]expr.Value{
			"promoters": expr.Fraction(promoters, 1), "passives": expr.Fraction(passives, 1), "detractors": expr.Fraction(detractors, 1),
			"nps_responses": expr.Fraction(promoters+passives+detractors, 1),
		}
		value := func(id string) expr.Value {
			v, err := c.Calculate(id, "", given)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		score, up, between, down := value("net_promoter_score"), value("promoter_share"), value("passive_share"), value("detractor_share")
		if promoters+passives+detractors == 0 {
			if score.Available() || up.Available() {
				t.Errorf("without answers: got %s and %s, want n/a", score, up)
			}
			return
		}
		if got, want := score, expr.Fraction(100, 1).Mul(up.Sub(down)); !got.Equal(want) {
			t.Errorf("got %s, want %s", got, want)
		}
		if sum := up.Add(between).Add(down); !sum.Equal(expr.Fraction(1, 1)) {
			t.Errorf("the shares make %s, want 1", sum)
		}
	})
}
