package formulas

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestMustShow_EveryIDOfTheReference: every name that the reference of KPIs writes as an id, in the first column of its tables or
// anywhere in the text, is a KPI, a variant, a comparison or a measure of the catalogue.
func TestMustShow_EveryIDOfTheReference(t *testing.T) {
	c := build(t)
	known := map[string]bool{}
	for _, k := range c.KPIs() {
		known[k.ID] = true
		for _, v := range k.Variants {
			known[v.ID] = true
		}
	}
	for _, m := range Measures() {
		known[m.ID] = true
	}
	for _, comparison := range Comparisons() {
		known[comparison.ID] = true
	}
	for _, elsewhere := range []string{
		"months_in_period",                       // 12 / periods_per_year, where the reference writes it in a formula
		"versus_target",                          // the comparison with targets, which is no comparison of periods
		"year_to_date", "trailing_twelve_months", // kinds of period, in which every KPI is given

	} {
		known[elsewhere] = true
	}
	text := shared(t, "kpis.md")
	snake, word := regexp.MustCompile(`\b[a-z]+(_[a-z0-9]+)+\b`), regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	ids := snake.FindAllString(text, -1)
	for _, line := range strings.Split(text, "\n") {
		first, _, table := strings.Cut(strings.TrimPrefix(line, "| "), "|")
		if !table || !strings.HasPrefix(line, "| ") || strings.TrimSpace(first) == "id" {
			continue
		}
		for _, id := range strings.FieldsFunc(first, func(r rune) bool { return strings.ContainsRune(" ,/", r) }) {
			if word.MatchString(id) {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) < 150 {
		t.Fatalf("the reference has %d ids, the test reads it wrongly", len(ids))
	}
	for _, id := range ids {
		if !known[id] {
			t.Errorf("the reference names %s, the catalogue does not", id)
		}
	}
}
