package job

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// jobWith is a job file whose kpis start in line 6.
func jobWith(kpis string) string {
	return "company: A\ncurrency: EUR\nsources: [{dataset: subscriptions, files: [a.csv]}]\njobs: [{name: a, report: finance}]\nkpis:\n" + kpis
}

// own is an own KPI of one formula; its formula stands in line 11.
func own(id, formula string) string {
	return fmt.Sprintf("    - id: %s\n      name: Own %s\n      definition: Of a test.\n      unit: ratio\n      formula: %s\n      examples: [churned_mrr=1 opening_mrr=4 -> 0.25, churned_mrr=1 -> n/a]\n", id, id, formula)
}

// catalogueFault is what is wrong with the KPIs of a job file.
func catalogueFault(t *testing.T, text string) string {
	t.Helper()
	f, err := Decode("k.yaml", []byte(text), testSchema())
	if err == nil {
		_, err = f.Catalogue()
	}
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("got %v, want faults of\n%s", err, text)
	}
	return faults.Error()
}

// TestMustShow_OwnKPIFaults: whatever is wrong with a KPI or a variant of the job file is said with its line and column, and with
// a caret under the very place inside the formula.
func TestMustShow_OwnKPIFaults(t *testing.T) {
	for name, test := range map[string]struct{ kpis, want string }{
		"unknown measure": {"  own:\n" + own("lost", "churned_mrr / opning_mrr"), `k.yaml:11:30: unknown name "opning_mrr"
   11 |       formula: churned_mrr / opning_mrr
      |                              ^^^^^^^^^^
fix: did you mean opening_mrr?`},
		"cycle": {"  own:\n" + own("hen", "1 - egg") + own("egg", "hen / 2"), `k.yaml:11:20: hen depends on itself: hen -> egg -> hen
   11 |       formula: 1 - egg
      |                    ^^^
fix: write one of these over measures`},
		"cycle through a variant of a built-in KPI": {"  own:\n" + own("lost", "logo_churn / 2") +
			"  own_variants:\n    - {kpi: logo_churn, id: doubled, name: Doubled, note: Twice., formula: 'lost * 2', examples: [lost=1 -> 2]}\n", `k.yaml:14:77: logo_churn depends on itself: logo_churn -> lost -> logo_churn
   14 |  logo_churn, id: doubled, name: Doubled, note: Twice., formula: 'lost * 2', examples: [lost=1 -> 2]}
      |                                                                  ^^^^
fix: write one of these over measures`},
		"unit mismatch in a sum": {"  own:\n" + own("mixed", "(churned_mrr + churned_customers) / opening_mrr"), `k.yaml:11:31: this is a count and what stands before it is money
   11 |       formula: (churned_mrr + churned_customers) / opening_mrr
      |                               ^^^^^^^^^^^^^^^^^
fix: add, subtract and compare figures of one unit; divide by a figure of the same unit to make a share first`},
		"unit mismatch of the whole": {"  own:\n" + own("amount", "churned_mrr + contraction_mrr"), `k.yaml:11:16: the formula gives money, and the unit is ratio
   11 |       formula: churned_mrr + contraction_mrr
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
fix: give the KPI the unit of its formula, or correct the formula`},
		"keyword": {"  own:\n" + own("words", "churned_mrr / type"), `k.yaml:11:30: "type" is a reserved word
   11 |       formula: churned_mrr / type
      |                              ^^^^
fix: choose another name`},
		"leading zeros": {"  own:\n" + own("zeros", "churned_mrr / opening_mrr * 010"), `k.yaml:11:44: "010" is not a plain decimal number
   11 |       formula: churned_mrr / opening_mrr * 010
      |                                            ^^^
fix: write digits without leading zeros, exponent, prefix or underscore, such as 0.05; a name starts with a letter`},
		"something missing at the end": {"  own:\n" + own("end", `"churned_mrr / "`), `k.yaml:11:30: the formula ends where a value is expected
   11 |       formula: "churned_mrr / "
      |                              ^
fix: put a value on both sides of each of + - * / and an operator between two values`},
		"a formula over two lines": {"  own:\n" + own("folded", ">-\n        churned_mrr /\n        opning_mrr"), `k.yaml:13:9: unknown name "opning_mrr"
   13 |         opning_mrr
      |         ^^^^^^^^^^
fix: did you mean opening_mrr?`},
		"bad example": {"  own:\n" + strings.Replace(own("wrong", "churned_mrr / opening_mrr"), "opening_mrr=4 -> 0.25", "opening_mrr=4 -> 0.3", 1), `k.yaml:12:18: the formula gives 0.25, the example says 0.3
   12 |       examples: [churned_mrr=1 opening_mrr=4 -> 0.3, churned_mrr=1 -> n/a]
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
fix: correct whichever is wrong`},
		"no example with a value": {"  own:\n" + strings.Replace(own("wrong", "churned_mrr / opening_mrr"), "0.25", "n/a", 1), `k.yaml:12:17: there must be an example with a value and one that is n/a
   12 |       examples: [churned_mrr=1 opening_mrr=4 -> n/a, churned_mrr=1 -> n/a]
      |                 ^
fix: add what is not there`},
		"example without a result": {"  own:\n" + strings.Replace(own("wrong", "churned_mrr / opening_mrr"), "-> 0.25, ch", ", ch", 1), `k.yaml:12:18: the example does not say what comes out
   12 |       examples: [churned_mrr=1 opening_mrr=4 , churned_mrr=1 -> n/a]
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^
fix: write the inputs, -> and the value: tickets_received=12 closing_customers=4 -> 3`},
		"id of a built-in KPI": {"  own:\n" + own("logo_churn", "churned_mrr / opening_mrr"), `k.yaml:7:11: there is another KPI of that id
    7 |     - id: logo_churn
      |           ^^^^^^^^^^
fix: give it an id of its own; an id never changes its meaning`},
		"id twice": {"  own:\n" + own("twice", "churned_mrr / opening_mrr") + own("twice", "opening_mrr / churned_mrr"), `k.yaml:13:11: there is another KPI of that id
   13 |     - id: twice
      |           ^^^^^
fix: give it an id of its own; an id never changes its meaning`},
		"id that is a keyword": {"  own:\n" + own("range", "churned_mrr / opening_mrr"), `k.yaml:7:11: "range" is a reserved word, so that no formula could name the KPI
    7 |     - id: range
      |           ^^^^^
fix: choose another id`},
		"unknown unit": {"  own:\n" + strings.Replace(own("share", "churned_mrr / opening_mrr"), "ratio", "percent", 1), `k.yaml:10:13: unit "percent" is not known
   10 |       unit: percent
      |             ^^^^^^^
fix: values: money, ratio, count, number, days, months, hours, score`},
		"variant of no KPI": {"  own_variants:\n    - {kpi: logo_chrun, id: board, name: Board, note: So., formula: churned_mrr, examples: [churned_mrr=1 -> 1]}\n", `k.yaml:7:13: there is no KPI "logo_chrun"
    7 |     - {kpi: logo_chrun, id: board, name: Board, note: So., formula: churned_mrr, examples: [churned_
      |             ^^^^^^^^^^
fix: name the KPI that the variant is of; did you mean logo_churn?`},
		"variant with an unknown measure": {"  own_variants:\n    - kpi: logo_churn\n      id: board\n      name: Board\n      note: So.\n      formula: 'churned / opening_customers'\n      examples: [opening_customers=1 -> 1]\n", `k.yaml:11:17: unknown name "churned"
   11 |       formula: 'churned / opening_customers'
      |                 ^^^^^^^
fix: did you mean churned_mrr?`},
		"variant whose id is taken": {"  own_variants:\n    - kpi: logo_churn\n      id: stripe\n      name: Board\n      note: So.\n      formula: churned_customers / opening_customers\n      examples: [churned_customers=1 opening_customers=1 -> 1]\n", `k.yaml:8:11: the id is taken
    8 |       id: stripe
      |           ^^^^^^
fix: give each variant an id of its own; default is the KPI's own formula`},
		"variant with a bad example": {"  own_variants:\n    - kpi: logo_churn\n      id: board\n      name: Board\n      note: So.\n      formula: churned_customers / opening_customers\n      examples: [churned_customers=1 opening_customers=1 -> 2]\n", `k.yaml:12:18: the formula gives 1, the example says 2
   12 |       examples: [churned_customers=1 opening_customers=1 -> 2]
      |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
fix: correct whichever is wrong`},
	} {
		if got := catalogueFault(t, jobWith(test.kpis)); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}
