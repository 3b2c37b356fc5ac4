package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kpibook/formulas"
)

// TestMustShow_Calc: calc works out every KPI that is not computed, under every definition, from measures named on the command
// line, and says of a computed one what it lacks.
func TestMustShow_Calc(t *testing.T) {
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	calculated := 0
	for _, k := range catalogue.KPIs() {
		for _, variant := range k.Definitions() {
			for _, e := range k.Examples {
				if e.Variant != variant || strings.HasPrefix(e.Want, "n/a") {
					continue
				}
				args := []string{"calc", k.ID, "--json", "--variant", variant}
				for _, name := range slices.Sorted(maps.Keys(e.Given)) {
					args = append(args, name+"="+e.Given[name])
				}
				var stdout, stderr strings.Builder
				if code := execute(args, &stdout, &stderr); code != 0 {
					t.Errorf("kpibook %s: exit code %d: %s", strings.Join(args, " "), code, stderr.String())
					continue
				}
				var got calculation
				if err := json.Unmarshal([]byte(stdout.String()), &got); err != nil || got.Value == nil || *got.Value != e.Want {
					t.Errorf("kpibook %s: got %s (%v), want %s", strings.Join(args, " "), stdout.String(), err, e.Want)
				}
				if _, computed := k.MethodOf(variant); !computed {
					calculated++
				}
				break
			}
		}
	}
	live := 0
	for _, k := range catalogue.KPIs() {
		for _, variant := range k.Definitions() {
			if _, ok := k.Expr(variant); ok {
				live++
			}
		}
	}
	if calculated != live || live < 150 {
		t.Errorf("%d of %d definitions with a formula were worked out", calculated, live)
	}
}

// TestMustShow_Sensitivity: one command gives the retention rates, the four churn rates, lifetime value, adoption and the return
// on customer success under all their definitions, with the difference in figures and in words.
func TestMustShow_Sensitivity(t *testing.T) {
	output := kpibook(t, nil, "sensitivity", "--config", company(t), "--json")
	var list []sensitivityKPI
	if err := json.Unmarshal([]byte(output), &list); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"gross_revenue_retention", "net_revenue_retention", "logo_churn", "dollar_churn_rate", "gross_mrr_churn_rate", "net_mrr_churn_rate", "lifetime_value", "adoption_rate", "cs_roi"} {
		at := slices.IndexFunc(list, func(k sensitivityKPI) bool { return k.KPI == id })
		if at < 0 {
			t.Errorf("%s is not there", id)
			continue
		}
		if definitions := list[at].Definitions; len(definitions) < 2 || !definitions[0].Used || definitions[0].Value.Value == nil {
			t.Errorf("%s: got %+v", id, definitions)
		}
		for _, d := range list[at].Definitions[1:] {
			if d.Words == "" || d.Note == "" || d.Value.Value == nil && d.Value.Reason == "" {
				t.Errorf("%s %s says nothing of itself: %+v", id, d.Variant, d)
			}
		}
	}
}
