package main

import (
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
)

// independentJob is a tidy export of the demo company with every grain and kind of period.
const independentJob = `
jobs:
  - name: everything
    report: tidy
    compress: gz
    dimensions: [segment, region, csm]
    kpis: [monthly_recurring_revenue, annual_recurring_revenue, new_mrr, net_revenue_retention, gross_revenue_retention, logo_churn, customer_growth_rate,
      annual_contract_value, renewal_rate, recurring_revenue, recurring_revenue_share, customer_acquisition_cost, cost_to_serve, cost_to_serve_ratio, account_margin,
      cases, resolution_rate, first_contact_resolution, response_time, sla_attainment, escalation_rate, net_promoter_score, customer_satisfaction_score,
      customer_effort_score, survey_response_rate, win_rate, closed_won_amount, conversion_rate, time_to_onboard, time_to_value, daily_active_users,
      monthly_active_users, stickiness, product_usage]
    output: everything
`

// TestMustShow_IndependentComputation: a Python script that shares no line with kpibook reads the demo company's exports itself
// and comes to the same figures, to the last digit, and to none where there is none: for every KPI of the job above, every
// group, every period of every kind, and every tenth customer.
func TestMustShow_IndependentComputation(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal("python3 is not there, and CI needs it")
		}
		t.Skip("python3 is not there")
	}
	config := company(t)
	data, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	sources, _, _ := strings.Cut(string(data), "\njobs:\n")
	if err := os.WriteFile(config, []byte(sources+independentJob), 0o644); err != nil {
		t.Fatal(err)
	}
	kpibook(t, nil, "run", "--quiet", "--config", config)
	figures, questions := tableOf(t, filepath.Join(filepath.Dir(config), "everything", "kpis.csv.gz"))

	command := exec.Command(python, filepath.Join("..", "..", "fixtures", "independent", "recompute.py"), filepath.Join(filepath.Dir(config), "exports"))
	command.Stdin = strings.NewReader(questions)
	answers, err := command.Output()
	if err != nil {
		var failed *exec.ExitError
		errors.As(err, &failed)
		t.Fatalf("%v\n%s", err, failed.Stderr)
	}
	agreed, absent, differing := map[string]int{}, map[string]int{}, 0
	for _, answer := range parse(t, string(answers)) {
		question, want := [4]string(answer[:4]), answer[4]
		got, ok := figures[question]
		switch {
		case !ok || got != want:
			if differing++; differing <= 20 {
				t.Errorf("%v: kpibook has %q (%t), the script %q", question, got, ok, want)
			}
		case got == "":
			absent[question[0]]++
		default:
			agreed[question[0]]++
		}
	}
	total, partly := 0, 0
	for kpi, n := range agreed {
		if total += n; absent[kpi] > 100 {
			partly++
		}
		if n < 40 {
			t.Errorf("%s: %d figures only", kpi, n)
		}
	}
	t.Logf("%d KPIs agree in %d figures; %d of them are n/a in more than 100 places", len(agreed), total, partly)
	if len(agreed) < 30 || partly < 15 || differing > 0 {
		t.Errorf("%d KPIs agree, %d of them n/a in places; %d figures differ", len(agreed), partly, differing)
	}
}

// tableOf reads the values of a table of figures by KPI, grain, scope and period, and asks for those of every group, and of
// every tenth customer.
func tableOf(t *testing.T, path string) (figures map[[4]string]string, questions string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(unpacked)
	head, err := reader.Read()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range head {
		column[name] = i
	}
	var asked strings.Builder
	out := csv.NewWriter(&asked)
	figures = map[[4]string]string{}
	customers := map[string]int{}
	for {
		row, err := reader.Read()
		if row == nil {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		at := func(name string) string { return row[column[name]] }
		figures[[4]string{at("kpi"), at("grain"), at("scope"), at("period")}] = at("value")
		if at("grain") == "account" {
			if _, ok := customers[at("scope")]; !ok {
				customers[at("scope")] = len(customers)
			}
		}
		if at("kpi") == "cases" && (at("grain") != "account" || customers[at("scope")]%10 == 0) { // once for each scope and period
			if err := out.Write([]string{at("grain"), at("scope"), at("period"), at("period_start"), at("period_end")}); err != nil {
				t.Fatal(err)
			}
		}
	}
	out.Flush()
	return figures, asked.String()
}

func parse(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
