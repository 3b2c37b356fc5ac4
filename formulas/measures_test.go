package formulas

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// shared is a file of the references that stand in a folder "shared" beside the project. Without them a test has nothing to
// compare with; where KPIBOOK_CI=1 says that they are there, it fails.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if text, err := os.ReadFile(filepath.Join(dir, "shared", name)); err == nil {
			return string(text)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if os.Getenv("KPIBOOK_CI") == "1" {
		t.Fatalf("no folder shared with %s above this one", name)
	}
	t.Skipf("no folder shared with %s above this one", name)
	return ""
}

// specified is a measure as the reference has it: how it rolls up, in its words.
type specified struct{ id, time, accounts string }

// specifiedMeasures reads the tables of the reference. A row that is said not to be a measure, the health inputs and the
// accounts' attributes, which groups are made of, are left out.
func specifiedMeasures(text string) []specified {
	id := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	var list []specified
	var above []string
	for _, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) < 6 || strings.HasPrefix(line, "| measure") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "*", ""))
			if cells[i] == "same" || cells[i] == "as above" {
				cells[i] = above[i]
			}
		}
		above = cells
		if strings.HasPrefix(cells[1], "not a measure") || cells[3] == "as of the run" {
			continue
		}
		names := strings.FieldsFunc(cells[0], func(r rune) bool { return r == '/' || r == ',' })
		times := strings.Split(cells[3], " / ")
		if replaced, ok := strings.CutPrefix(cells[1], "replace by "); ok {
			names[0], _, _ = strings.Cut(replaced, ":")
		}
		if strings.Contains(cells[0], "...") {
			names = []string{"new_mrr_activity", "reactivation_mrr_activity", "expansion_mrr_activity", "contraction_mrr_activity", "churned_mrr_activity"}
		}
		for i, name := range names {
			name = strings.TrimSpace(name)
			if suffix, ok := strings.CutPrefix(name, "_"); ok {
				stem, _, _ := strings.Cut(strings.TrimSpace(names[0]), "_")
				name = stem + "_" + suffix
			}
			if id.MatchString(name) {
				list = append(list, specified{name, times[min(i, len(times)-1)], cells[4]})
			}
		}
	}
	return list
}

// TestMeasuresAreThoseOfTheReference holds the table against the reference: the same ids, rolled up the same way, and a
// short list of measures beyond it.
func TestMeasuresAreThoseOfTheReference(t *testing.T) {
	want := specifiedMeasures(shared(t, "measures.md"))
	if len(want) < 100 {
		t.Fatalf("the reference has %d measures, the test reads it wrongly", len(want))
	}
	beyond := []string{"prior_revenue", "closing_arr", "opening_arr", "product_churn_mrr", "term_contracts_in_force", "active_days_with_data", "days_since_last_activity", "dark_accounts",
		"signed_mrr", "ending_mrr", "revenue_to_date", "customers_invoiced_from_start", "prior_sales_marketing_cost", "business_reviews", "kickoffs", "trainings", "customers_reviewed", "customers_trained", "received_tickets_resolved", "feature_requests", "csat_total", "opportunities_won_valued", "signed_value_days", "signed_first_values", "relational_promoters", "relational_detractors", "relational_nps_responses", "transactional_promoters", "transactional_detractors", "transactional_nps_responses"}
	var ids []string
	for _, s := range want {
		ids = append(ids, s.id)
		m, ok := MeasureByID(s.id)
		if !ok {
			t.Errorf("there is no measure %s", s.id)
			continue
		}
		if time := kindWords(s.time, timeKinds[:]); time != m.Kind.String() {
			t.Errorf("%s over time: got %s, the reference has %q", s.id, m.Kind, s.time)
		}
		if over := accountWords(s.accounts); over != m.Over {
			t.Errorf("%s over accounts: got %s, the reference has %q", s.id, m.Over, s.accounts)
		}
	}
	for _, m := range Measures() {
		if !slices.Contains(ids, m.ID) && !slices.Contains(beyond, m.ID) {
			t.Errorf("the reference has no measure %s", m.ID)
		}
	}
}

// kindWords finds the kind that a cell of the reference starts with.
func kindWords(cell string, kinds []string) string {
	for _, kind := range kinds {
		if strings.HasPrefix(cell, kind) {
			return kind
		}
	}
	return PerRecord.String() // "-"
}

func accountWords(cell string) AccountKind {
	for _, known := range []struct {
		start string
		kind  AccountKind
	}{
		{"sum + U", SumUnassigned}, {"sum", Sum}, {"not summed", NotSummed}, {"distinct", DistinctOver}, {"A only", AccountOnly},
		{"P only without that column", SumUnassigned}, {"P", PortfolioOnly},
	} {
		if strings.HasPrefix(cell, known.start) {
			return known.kind
		}
	}
	return PerRecordOnly // "not defined"
}

func TestMeasuresAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Measures() {
		if seen[m.ID] || !snakeCase.MatchString(m.ID) {
			t.Errorf("%s: not an id of its own", m.ID)
		}
		seen[m.ID] = true
		if m.Name == "" || m.Meaning == "" || m.Absent == "" || !m.Unit.known() {
			t.Errorf("%s: name, meaning, unit and absence must be there: %+v", m.ID, m)
		}
	}
}
