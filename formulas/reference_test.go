package formulas

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"kpibook/formulas/expr"
)

// TestFormulasAreThoseOfTheReference holds ids, formulas, units and directions against the reference, row by row. A cell in
// words, and the capped engagement score that the reference describes in words, are not compared by formula.
func TestFormulasAreThoseOfTheReference(t *testing.T) {
	c := build(t)
	code := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	compared := 0
	for _, line := range strings.Split(shared(t, "kpis.md"), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) < 5 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		for _, id := range strings.Split(cells[0], ", ") {
			k, ok := c.ByID(id)
			if !ok {
				continue
			}
			if unit := cells[3]; code.MatchString(unit) && string(k.Unit) != unit {
				t.Errorf("%s: got the unit %s, the reference has %s", id, k.Unit, unit)
			}
			if better := cells[4]; slices.Contains([]string{"up", "down", "-"}, better) && string(k.BetterOf("")) != better {
				t.Errorf("%s: got better %s, the reference has %s", id, k.BetterOf(""), better)
			}
			want, err := expr.Parse(cells[2])
			if err != nil || id == "product_engagement_score" {
				continue
			}
			formula, ok := k.Expr("")
			if !ok || formula.Text() != want.Text() {
				t.Errorf("%s: got %q, the reference has %q", id, k.Formula, cells[2])
			}
			compared++
		}
	}
	if compared < 65 {
		t.Errorf("%d formulas were compared, the test reads the reference wrongly", compared)
	}
}
