package pipeline_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// shared is the folder of real files beside the project; without it the test skips with a word, in CI it fails.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; filepath.Dir(dir) != dir; dir = filepath.Dir(dir) {
		if path := filepath.Join(dir, "shared", "data", name); exists(path) {
			return path
		}
	}
	if os.Getenv("KPIBOOK_CI") == "1" {
		t.Fatalf("shared/data/%s is not there, and CI needs it", name)
	}
	t.Skipf("shared/data/%s is not there", name)
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// read runs the pipeline on a job file that stands in a folder.
func read(t *testing.T, dir, text, asOf string) *pipeline.Book {
	t.Helper()
	file, err := job.Decode("kpibook.yaml", []byte(text), pipeline.Schema())
	if err != nil {
		t.Fatal(err)
	}
	file.Dir = dir
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	book, err := pipeline.Read(context.Background(), file, catalogue, pipeline.Options{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, name := range rows[0] {
			record[name] = row[i]
		}
		list = append(list, record)
	}
	return list
}

func amount(t *testing.T, text string) decimal.Decimal {
	t.Helper()
	d, err := decimal.NewFromString(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const playbook = `
company: MRR playbook
currency: USD
sources:
  - dataset: subscriptions
    files: [subscription_periods.csv]
    columns: {account_id: customer_id, started_on: start_date, ended_on: end_date, amount: monthly_amount}
    constant: {billing_interval: month}
jobs:
  - {name: finance, report: finance, output: out.xlsx}
`

// TestMustShow_MRRPlaybook holds every month of every customer, and the monthly bridge, against a peer's own results.
func TestMustShow_MRRPlaybook(t *testing.T) {
	dir := shared(t, "mrr-playbook")
	book := read(t, dir, playbook, "2020-02")
	classes := map[string]facts.Class{"new": facts.New, "churn": facts.Churn, "reactivation": facts.Reactivation, "upgrade": facts.Expansion, "downgrade": facts.Contraction, "": facts.Unchanged}

	want := records(t, filepath.Join(dir, "expected_full_spine.csv"))
	moved := 0 // nothing moves that the peer does not have
	for month := book.Facts.First; month <= book.AsOf; month++ {
		movements, _ := book.Facts.Movements(book.Facts.Calendar.At(period.MonthKind, month))
		for _, m := range movements {
			if m.Class != facts.Unchanged {
				moved++
			}
		}
	}
	for _, row := range want {
		if row["change_category"] != "" {
			moved--
		}
	}
	if len(want) != 417 || moved != 0 {
		t.Errorf("%d rows of the peer, want 417; %d movements more than it has", len(want), moved)
	}
	for _, row := range want {
		month, err := period.ParseMonth(row["date_month"][:7])
		if err != nil {
			t.Fatal(err)
		}
		movements, _ := book.Facts.Movements(book.Facts.Calendar.At(period.MonthKind, month))
		account, ok := book.Facts.Find(row["customer_id"])
		if !ok {
			t.Fatalf("no customer %s", row["customer_id"])
		}
		m := movements[account]
		got := []expr.Value{facts.Monthly(m.Closing), facts.Monthly(m.Opening), facts.Monthly(m.Amount())}
		for i, name := range []string{"mrr", "previous_month_mrr", "mrr_change"} {
			if !got[i].Equal(expr.Number(amount(t, row[name]))) {
				t.Errorf("%s customer %s: %s: got %s, want %s", month, row["customer_id"], name, got[i], row[name])
			}
		}
		if m.Class != classes[row["change_category"]] {
			t.Errorf("%s customer %s: got %s, want %q", month, row["customer_id"], m.Class, row["change_category"])
		}
	}

	signs := map[string]int64{"downgrade_mrr": -1, "churn_mrr": -1}
	bridge := map[string]string{"starting_mrr": "opening_mrr", "new_mrr": "new_mrr", "reactivation_mrr": "reactivation_mrr", "upgrade_mrr": "expansion_mrr",
		"downgrade_mrr": "contraction_mrr", "churn_mrr": "churned_mrr", "ending_mrr": "closing_mrr", "active_customers": "closing_customers",
		"new_customers": "new_customers", "churned_customers": "churned_customers", "reactivated_customers": "reactivated_customers"}
	for _, row := range records(t, filepath.Join(dir, "expected_monthly_full_spine.csv")) {
		month, _ := period.ParseMonth(row["date_month"][:7])
		for column, measure := range bridge {
			sign := int64(1)
			if signs[column] != 0 {
				sign = signs[column]
			}
			got := book.Facts.Value(measure, facts.Portfolio, book.Facts.Calendar.At(period.MonthKind, month)).Mul(expr.Fraction(sign, 1))
			if !got.Equal(expr.Number(amount(t, row[column]))) {
				t.Errorf("%s %s: got %s, want %s", month, column, got, row[column])
			}
		}
	}
}

const ravenstack = `
company: RavenStack
currency: USD
sources:
  - dataset: accounts
    files: [ravenstack_accounts.csv]
    columns: {name: account_name, created_on: signup_date, status: churn_flag, segment: plan_tier}
    values: {status: {"True": churned, "False": active}}
  - dataset: subscriptions
    files: [ravenstack_subscriptions.csv]
    columns: {started_on: start_date, ended_on: end_date, plan: plan_tier, quantity: seats, amount: mrr_amount, trial: is_trial}
    constant: {billing_interval: month}
  - dataset: usage
    files: [ravenstack_feature_usage.csv]
    columns: {date: usage_date, feature: feature_name, count: usage_count}
    joins:
      - {on: subscription_id, dataset: subscriptions, take: {account_id: account_id}}
jobs:
  - {name: finance, report: finance, output: out.xlsx}
`

// TestMustShow_RavenStack reads tables that contradict each other: the money is right, and the run says what does not agree.
func TestMustShow_RavenStack(t *testing.T) {
	book := read(t, shared(t, "ravenstack"), ravenstack, "")
	if got := book.AsOf.String(); got != "2024-12" {
		t.Errorf("as of %s, want 2024-12", got)
	}
	mrr, _ := book.Choose("monthly_recurring_revenue")
	for month, want := range map[string]int64{"2024-10": 7_098_896, "2024-11": 8_460_824, "2024-12": 10_159_608} {
		m, _ := period.ParseMonth(month)
		if got := book.Value(mrr, facts.Portfolio, book.Facts.Calendar.At(period.MonthKind, m)); !got.Equal(expr.Fraction(want, 1)) {
			t.Errorf("MRR %s: got %s, want %d", month, got, want)
		}
	}
	counts := map[string]int{}
	for _, finding := range book.Records.Findings {
		counts[finding.Kind] += finding.Count
	}
	for kind, want := range map[string]int{"duplicate_id": 21, "usage_before_start": 19_142, "status_contradiction": 110} {
		if counts[kind] != want {
			t.Errorf("finding %s: got %d, want %d", kind, counts[kind], want)
		}
	}
	mau, _ := book.Choose("monthly_active_users")
	value := book.Value(mau, facts.Portfolio, book.Facts.Calendar.At(period.MonthKind, book.AsOf))
	if value.Available() || !strings.Contains(value.String(), "user_id") {
		t.Errorf("MAU: got %s, want n/a for want of a user_id column", value)
	}
}
