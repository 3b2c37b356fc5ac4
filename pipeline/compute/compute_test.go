package compute

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// book is a company of two customers over fourteen months: A pays 100 a month and 130 from June 2026, B pays 50 until it
// leaves on the first of August 2026.
func book(t *testing.T, settings job.KPIs) *Book {
	t.Helper()
	day := func(year int, month int) period.Date {
		return (period.MonthOf(year, 1) + period.Month(month-1)).First()
	}
	line := func(account string, amount int64, from, to period.Date) ingest.Subscription {
		return ingest.Subscription{Account: account, Amount: decimal.NewFromInt(amount), Currency: "EUR", Interval: ingest.Interval{Name: "month", PerYear: 12, Per: 1},
			StartedOn: from, EndedOn: to, TrialEndsOn: period.NoDate, Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}}
	}
	records := &ingest.Records{
		Accounts:      []ingest.Account{{ID: "A", Dimensions: map[string]string{"segment": "SMB"}}, {ID: "B", Dimensions: map[string]string{"segment": "Enterprise"}}},
		Files:         []ingest.File{{Path: "subscriptions.csv"}},
		Datasets:      map[string]*ingest.Loaded{"subscriptions": {Rows: 3, Columns: map[string]bool{}}},
		Subscriptions: []ingest.Subscription{line("A", 100, day(2025, 7), day(2026, 6)), line("A", 130, day(2026, 6), period.NoDate), line("B", 50, day(2025, 7), day(2026, 8))},
	}
	f, err := facts.Build(&job.File{Currency: "EUR"}, records, nil, period.MonthOf(2026, 8))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	return New(f, catalogue, settings)
}

func TestValues(t *testing.T) {
	b := book(t, job.KPIs{})
	smb := facts.Scope{Dimension: "segment", Value: "SMB"}
	for _, c := range []struct {
		kpi    string
		scope  facts.Scope
		period string
		want   string
	}{
		{"monthly_recurring_revenue", facts.Portfolio, "2026-08", "130"},
		{"monthly_recurring_revenue", facts.AccountScope("B"), "2026-07", "50"},
		{"annual_recurring_revenue", smb, "2026-08", "1560"},
		{"net_revenue_retention", facts.Portfolio, "2026-Q2", "1.2"},
		{"net_revenue_retention", facts.Portfolio, "2026-08-TTM", "0.8666666666666666666666666666666667"},
		{"gross_revenue_retention", facts.Portfolio, "2026-08-TTM", "0.6666666666666666666666666666666667"},
		{"logo_churn", facts.Portfolio, "2026-08", "0.5"},
		{"churn_rate", facts.Portfolio, "2026-08", "n/a (not defined at this grain: Churn rate is not defined for a month)"},
		{"churn_rate", facts.Portfolio, "2026-08-TTM", "0.5"},
		{"churn_rate", facts.AccountScope("A"), "2026-08-TTM", "n/a (not defined at this grain: Churn rate is not defined by account)"},
		{"logo_churn", facts.Portfolio, "2026-Q3", "n/a (open period: ends 2026-09-30)"},
		{"logo_churn", facts.Portfolio, "2025-07", "n/a (zero denominator: opening_customers)"},
		{"monthly_active_users", facts.Portfolio, "2026-08", "n/a (no usage dataset)"},
		{"customer_status", facts.AccountScope("B"), "2026-08", "churned"},
	} {
		p, err := b.Facts.Calendar.Parse(c.period)
		if err != nil {
			t.Fatal(err)
		}
		chosen, ok := b.Choose(c.kpi)
		if !ok {
			t.Fatalf("no KPI %s", c.kpi)
		}
		if got := b.Value(chosen, c.scope, p).String(); got != c.want {
			t.Errorf("%s, %s, %s: got %s, want %s", c.kpi, c.scope, c.period, got, c.want)
		}
	}
}

// TestComparisons: each period kind carries its own comparisons; money changes in per cent too, a rate in points alone.
func TestComparisons(t *testing.T) {
	b := book(t, job.KPIs{})
	for _, c := range []struct{ kpi, period, want string }{
		{"monthly_recurring_revenue", "2026-08", "month_over_month -50; three_months_earlier -20; year_over_year -20"},
		{"monthly_recurring_revenue", "2026-Q2", "quarter_over_quarter 30; year_over_year none"},
		{"net_revenue_retention", "2026-06", "month_over_month 0.2; three_months_earlier 0.2; year_over_year none"},
		{"monthly_recurring_revenue", "2026-08-TTM", "year_over_year none"},
	} {
		p, _ := b.Facts.Calendar.Parse(c.period)
		chosen, _ := b.Choose(c.kpi)
		result := b.Result(chosen, facts.Portfolio, p)
		parts := strings.Split(c.want, "; ")
		if len(parts) != len(result.Changes) {
			t.Errorf("%s %s: %d comparisons, want %d", c.kpi, c.period, len(result.Changes), len(parts))
			continue
		}
		for i, change := range result.Changes {
			want := strings.Fields(parts[i])
			if change.Comparison.ID != want[0] {
				t.Errorf("%s %s: comparison %s, want %s", c.kpi, c.period, change.Comparison.ID, want[0])
			}
			if got := change.Absolute.String(); want[1] == "none" && change.Absolute.Available() || want[1] != "none" && got != want[1] {
				t.Errorf("%s %s %s: got %s, want %s", c.kpi, c.period, want[0], got, want[1])
			}
		}
	}
	mrr, _ := b.Choose("monthly_recurring_revenue")
	august := b.Result(mrr, facts.Portfolio, b.Facts.Calendar.At(period.MonthKind, period.MonthOf(2026, 8)))
	if got, want := august.Changes[0].Percent, expr.Fraction(-50, 180); !got.Equal(want) {
		t.Errorf("MoM: got %s, want %s", got, want)
	}
}

// TestDefinitions: a job picks one variant for a KPI, or the glossary's for all that have one.
func TestDefinitions(t *testing.T) {
	picked := book(t, job.KPIs{Variants: map[string]string{"logo_churn": "stripe"}})
	if c, _ := picked.Choose("logo_churn"); c.Variant != "stripe" {
		t.Errorf("logo_churn: got variant %q, want stripe", c.Variant)
	}
	published := book(t, job.KPIs{Definitions: "glossary", Variants: map[string]string{"gross_mrr_churn_rate": "default"}})
	for id, want := range map[string]string{"net_mrr_churn_rate": "glossary", "gross_mrr_churn_rate": "", "net_revenue_retention": ""} {
		if c, _ := published.Choose(id); c.Variant != want {
			t.Errorf("%s: got variant %q, want %q", id, c.Variant, want)
		}
	}
}

func TestSettingsThatNameNothing(t *testing.T) {
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	file, err := job.Decode("kpibook.yaml", []byte("company: A\ncurrency: EUR\nsources:\n  - {dataset: accounts, files: [a.csv]}\nkpis:\n  variants:\n    logo_chrun: stripe\n    churn_rate: monthly\njobs:\n  - {name: a, report: finance}\n"), ingest.JobSchema())
	if err != nil {
		t.Fatal(err)
	}
	err = CheckSettings(catalogue, file)
	for _, want := range []string{"kpibook.yaml:7:5", `there is no KPI "logo_chrun"`, "did you mean logo_churn", "kpibook.yaml:8:17", `churn_rate has no variant "monthly"`, "use default, compounded"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in:\n%v", want, err)
		}
	}
}

// TestGlossaryDefinitionsSwitchEveryKPI: `definitions: glossary` takes the glossary variant of every KPI that has one, those of the
// job file included, and leaves the others alone; a single variant still goes before it.
func TestGlossaryDefinitionsSwitchEveryKPI(t *testing.T) {
	catalogue, err := formulas.With(formulas.Additions{Variants: []formulas.OwnVariant{{KPI: "logo_churn",
		Variant:  formulas.Variant{ID: "glossary", Name: "as written", Note: "Of a test.", Formula: "churned_customers / closing_customers"},
		Examples: []formulas.Example{formulas.NewExample("churned_customers=1 closing_customers=4", "0.25")}}}})
	if err != nil {
		t.Fatal(err)
	}
	switched := 0
	for _, c := range New(nil, catalogue, job.KPIs{Definitions: "glossary", Variants: map[string]string{"cs_roi": "default"}}).KPIs() {
		_, has := c.KPI.Variant("glossary")
		want := ""
		if has && c.KPI.ID != "cs_roi" {
			want, switched = "glossary", switched+1
		}
		if c.Variant != want {
			t.Errorf("%s: got the variant %q, want %q", c.KPI.ID, c.Variant, want)
		}
	}
	if switched < 10 {
		t.Errorf("%d KPIs have a glossary variant, the test looks for the wrong thing", switched)
	}
	for _, c := range New(nil, catalogue, job.KPIs{Definitions: "default"}).KPIs() {
		if c.Variant != "" {
			t.Errorf("%s: got the variant %q by default", c.KPI.ID, c.Variant)
		}
	}
}
