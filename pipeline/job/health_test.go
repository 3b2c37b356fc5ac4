package job

import (
	"strings"
	"testing"

	"kpibook/formulas"
	"kpibook/formulas/expr"
)

// TestHealthFaults: what is wrong with the health model is said at its place in the job file.
func TestHealthFaults(t *testing.T) {
	for section, want := range map[string]string{
		"health:\n  inputs: [{input: arr_at_risk, weight: 1, worst: 4, best: 0}]":                                                     "depends on itself",
		"health:\n  inputs: [{input: leads, weight: 1, worst: 4, best: 0}]":                                                           "leads is not known of a single customer",
		"health:\n  inputs: [{input: stickiness, weight: 1, worst: 1, best: 0}]":                                                      "stickiness: higher is better, and the scale runs the other way",
		"health:\n  inputs: [{input: touchpoints, weight: 1, steps: [{to: 4, points: 0}, {from: 5, points: 100}]}]":                   "nothing covers the numbers from 4 to under 5, between step 1 and step 2",
		"health:\n  bands: {green: {from: 60}, yellow: {from: 40, to: 70}, red: {to: 40}}":                                            "yellow and green overlap",
		"health:\n  bands: {green: {to: 40}, yellow: {from: 40, to: 70}, red: {from: 70}}":                                            "the bands run against the KPI, where higher is better",
		"health:\n  inputs: [{input: stickiness, weight: 0, worst: 0, best: 1}]":                                                      "the weight of stickiness is not above 0",
		"health:\n  inputs: [{input: churn_rate, weight: 1, over: month, worst: 1, best: 0}]":                                         "churn_rate is not known of a single customer",
		"health:\n  inputs: [{input: stickiness, weight: 1}]":                                                                         "stickiness has no scale",
		"health:\n  inputs: [{input: stickiness, weight: ten, worst: 0, best: 1}]":                                                    `weight "ten" is not a number`,
		"health:\n  inputs: [{input: customer_status, weight: 1, worst: 0, best: 1}]":                                                 `"customer_status" is a label, not a number`,
		"health:\n  inputs: [{input: touchpoints, weight: 1, worst: 0, best: 1}, {input: touchpoints, weight: 1, worst: 0, best: 2}]": "touchpoints is an input twice",
		"health:\n  inputs: [{input: days_since_last_activity, weight: 1, steps: [{to: 9, points: 0}, {from: 9, points: 100}]}]":      "step 2 runs the other way",
		"health:\n  inputs: [{input: net_revenue_retention, variant: strict, weight: 1, worst: 0, best: 1}]":                          "net_revenue_retention has no variant",
		"health:\n  coverage: 120%": "coverage 1.2 is no share",
		"health:\n  inputs: [{input: health_of_cases, weight: 1, worst: 5, best: 0}]":                  `unknown name "health_of_cases"`,
		"health:\n  inputs: [{input: churn_per_month, weight: 1, over: month, worst: 1, best: 0}]":     `unknown name "churn_per_month"`,
		"health:\n  inputs: [{input: stickiness, weight: 1, worst: 0, best: 1, steps: [{points: 1}]}]": "stickiness has steps and a line",
	} {
		text := jobWith("  dark_after_days: 30\n") + section + "\n"
		got := catalogueFault(t, text)
		if !strings.Contains(got, want) || !strings.Contains(got, "k.yaml:8:") && !strings.Contains(got, "k.yaml:9:") || !strings.Contains(got, "^") {
			t.Errorf("%s: got\n%s\nwant %s, with its place", section, got, want)
		}
	}
}

// TestBands: bands of any KPI, half-open and one way round, refused where they leave a gap or overlap.
func TestBands(t *testing.T) {
	for bands, want := range map[string]string{
		"net_revenue_retention: {green: {from: 1.05}, yellow: {from: 0.95, to: 1.05}, red: {to: 0.9}}": "k.yaml:7:28: nothing covers the numbers from 0.9 to under 0.95, between red and yellow",
		"net_revenue_retention: {green: {from: 1}, yellow: {from: 0.95, to: 1.05}, red: {to: 0.95}}":   "k.yaml:7:28: yellow and green overlap",
		"logo_churn: {green: {from: 5%}, yellow: {from: 2%, to: 5%}, red: {to: 2%}}":                   "k.yaml:7:17: the bands run against the KPI, where lower is better",
		"logo_churn: {green: {to: 2%}, yellow: {from: 2%, to: 5%}, red: {from: 5%, to: 50%}}":          "k.yaml:7:17: nothing covers the numbers from 0.5 on",
		"logo_churn: {green: {to: 2%}, red: {from: 2%}}":                                               "k.yaml:7:17: green and yellow overlap",
		"logo_chrun: {green: {to: 2%}, yellow: {from: 2%, to: 5%}, red: {from: 5%}}":                   `k.yaml:7:5: there is no KPI "logo_chrun"`,
		"health_score: {green: {from: 2}, yellow: {from: 1, to: 2}, red: {to: 1}}":                     "k.yaml:7:19: the bands of the health score belong to its model",
		"customer_status: {green: {from: 2}, yellow: {from: 1, to: 2}, red: {to: 1}}":                  "k.yaml:7:22: customer_status is a label, which has no bands",
		"logo_churn: {green: {to: two}, yellow: {from: 2%, to: 5%}, red: {from: 5%}}":                  `k.yaml:7:30: to "two" is not a number`,
	} {
		if got := catalogueFault(t, jobWith("  bands:\n    "+bands+"\n")); !strings.HasPrefix(got, want) {
			t.Errorf("%s: got\n%s\nwant %s", bands, got, want)
		}
	}
	f, err := Decode("k.yaml", []byte(jobWith("  bands:\n    logo_churn: {green: {to: 2%}, yellow: {from: 2%, to: 5%}, red: {from: 5%}}\n")), testSchema())
	if err != nil {
		t.Fatal(err)
	}
	c, err := f.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	k, _ := c.ByID("logo_churn")
	for figure, want := range map[int64]formulas.Band{0: formulas.Green, 199: formulas.Green, 200: formulas.Yellow, 499: formulas.Yellow, 500: formulas.Red, 9999: formulas.Red} {
		if got, _ := k.Bands.Of(expr.Fraction(figure, 10_000)); got != want {
			t.Errorf("%d per 10,000: got %s, want %s", figure, got, want)
		}
	}
	if band, ok := k.Bands.Of(expr.Missing(expr.NoDataset, "mrr")); ok {
		t.Errorf("what is not available is %s", band)
	}
}

// TestSentimentWeights: the effort scale of the job, either way round, and weights of which 0 leaves a survey out.
func TestSentimentWeights(t *testing.T) {
	for kpis, want := range map[string]string{
		"  dark_after_days: 30\n":                                    "75", // 60, 90 and 75 of 100
		"  ces_scale: 7-1\n":                                         "58.33333333333333333333333333333333",
		"  sentiment: {nps: 1, csat: 1, ces: 0}\n":                   "75",
		"  sentiment: {nps: 3, csat: 1, ces: 0}\n":                   "67.5",
		"  ces_scale: 1-7\n  sentiment: {nps: 0, csat: 0, ces: 2}\n": "75",
	} {
		f, err := Decode("k.yaml", []byte(jobWith(kpis)), testSchema())
		if err != nil {
			t.Fatal(err)
		}
		c, err := f.Catalogue()
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Calculate("customer_sentiment", "", map[string]expr.Value{"net_promoter_score": expr.Fraction(20, 1), "customer_satisfaction_score": expr.Fraction(9, 10), "customer_effort_score": expr.Fraction(55, 10)})
		if err != nil || got.String() != want {
			t.Errorf("%s: got %s, %v, want %s", kpis, got, err, want)
		}
	}
}
