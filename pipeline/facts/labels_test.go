package facts

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// labelled says of each account what its label is and why it is that one.
func labelled(t *testing.T, f *Facts, of func(Scope, period.Period) (expr.Value, string), month period.Month, want map[string]string) {
	t.Helper()
	for account, text := range want {
		label, why := of(AccountScope(account), f.Calendar.At(period.MonthKind, month))
		got := label.String()
		if label.Available() {
			got += ": " + why
		}
		if got != text {
			t.Errorf("%s: got %s, want %s", account, got, text)
		}
	}
}

// TestKeyAccounts: of 50, 30, 15 and 5 the first two reach 80 % exactly; of 50, 29, 16 and 5 the third crosses the mark.
func TestKeyAccounts(t *testing.T) {
	build := func(kpis job.KPIs, amounts ...string) *Facts {
		records := company(t)
		records.Datasets["subscriptions"] = loaded(t, "2026-01-01", "2026-06-30")
		for i, amount := range amounts {
			records.Subscriptions = append(records.Subscriptions, line(t, "S"+amount, string(rune('A'+i)), "", amount, "2026-01-01", ""))
		}
		return built(t, &job.File{KPIs: kpis}, records)
	}
	june := period.MonthOf(2026, 6)
	f := build(job.KPIs{}, "50", "30", "15", "5")
	labelled(t, f, f.KeyAccount, june, map[string]string{"A": "key account: number 1 of 4 customers by ARR; the larger ones have 0.0% of it",
		"B": "key account: number 2 of 4 customers by ARR; the larger ones have 50.0% of it", "C": "other: number 3 of 4 customers by ARR; the larger ones have 80.0% of it"})
	labelled(t, f, f.KeyAccount, period.MonthOf(2025, 12), map[string]string{"A": "n/a (outside the dataset's cover: subscriptions start 2026-01)"})
	f = build(job.KPIs{}, "50", "29", "16", "5")
	labelled(t, f, f.KeyAccount, june, map[string]string{"C": "key account: number 3 of 4 customers by ARR; the larger ones have 79.0% of it", "D": "other: number 4 of 4 customers by ARR; the larger ones have 95.0% of it"})
	f = build(job.KPIs{KeyAccounts: "1"}, "50", "50")
	labelled(t, f, f.KeyAccount, june, map[string]string{"A": "key account: number 1 of 2 customers by ARR; the larger ones have 0.0% of it", "B": "other: number 2 of 2 customers by ARR; the larger ones have 50.0% of it"})
	if label, _ := f.KeyAccount(Portfolio, f.Calendar.At(period.MonthKind, june)); label.Reason().Code != expr.NotAtThisGrain {
		t.Errorf("the portfolio: got %s", label)
	}
}

// TestSegments puts figures at the edges and in the gaps of the glossary's bands.
func TestSegments(t *testing.T) {
	records := company(t)
	records.Accounts = nil
	records.Datasets["subscriptions"] = loaded(t, "2026-01-01", "2026-06-30")
	records.Datasets["accounts"] = loaded(t, "", "", "employees", "annual_revenue")
	want := map[string]string{}
	for id, c := range map[string][4]string{ // employees, revenue, currency, segment
		"E100": {"100", "", "", "SMB: 100 employees are SMB"}, "E101": {"101", "", "", "SME: 101 employees are SME"}, "E750": {"750", "", "", "SME: 750 employees are SME"},
		"E1000": {"1000", "", "", "SME: 1000 employees are SME"}, "E1001": {"1001", "", "", "Enterprise: 1001 employees are Enterprise"},
		"R4": {"", "4000000", "", "SMB: an annual revenue of 4000000 EUR is SMB"}, "R10": {"", "10000000", "", "SMB: an annual revenue of 10000000 EUR is SMB"},
		"R1000": {"", "1000000000.01", "EUR", "Enterprise: an annual revenue of 1000000000 EUR is Enterprise"},
		"LOW":   {"5000", "12000000", "", "SME: 5000 employees are Enterprise; an annual revenue of 12000000 EUR is SME"},
		"USD":   {"", "12000000", "USD", "SMB: an annual revenue of 9600000 EUR is SMB"},
		"NONE":  {"", "", "", "n/a (outside the dataset's cover: neither employees nor annual revenue is given)"},
		"SEK":   {"", "5", "SEK", "n/a (no rate: SEK at 2026-06-30)"},
	} {
		a := ingest.Account{ID: id, Currency: c[2]}
		for i, figure := range []*decimal.NullDecimal{&a.Employees, &a.AnnualRevenue} {
			if c[i] != "" {
				*figure = amount(c[i])
			}
		}
		records.Accounts = append(records.Accounts, a)
		records.Subscriptions = append(records.Subscriptions, line(t, "S"+id, id, "", "10", "2026-01-01", ""))
		want[id] = c[3]
	}
	records.Accounts = append(records.Accounts, ingest.Account{ID: "MAPPED", Employees: amount("5000"), Dimensions: map[string]string{"segment": "Public"}}, ingest.Account{ID: "LEFT", Employees: amount("5")})
	records.Subscriptions = append(records.Subscriptions, line(t, "SM", "MAPPED", "", "10", "2026-01-01", ""), line(t, "SL", "LEFT", "", "10", "2026-01-01", "2026-03-01"))
	want["MAPPED"], want["LEFT"] = "Public: its accounts row says so", "n/a (outside the dataset's cover: no customer at the end of the period)"
	records.Rates = append(records.Rates, ingest.Rate{On: date(t, "2026-06-30"), Base: "EUR", Quote: "USD", Rate: amount("1.25").Decimal})
	f := built(t, &job.File{}, records)
	labelled(t, f, f.Segment, period.MonthOf(2026, 6), want)
	own := built(t, &job.File{KPIs: job.KPIs{Segments: []job.Segment{{Name: "small"}, {Name: "large", EmployeesAbove: 100, RevenueAbove: "1"}}}}, records)
	labelled(t, own, own.Segment, period.MonthOf(2026, 6), map[string]string{"E100": "small: 100 employees are small", "E101": "large: 101 employees are large"})
	delete(records.Datasets, "accounts")
	bare := built(t, &job.File{}, records)
	labelled(t, bare, bare.Segment, period.MonthOf(2026, 6), map[string]string{"E100": "n/a (no accounts dataset)", "MAPPED": "Public: its accounts row says so"})
}

// TestStages: one stage at a time, the most pressing one.
func TestStages(t *testing.T) {
	records := renewalsAhead(t)
	records.Datasets["milestones"] = loaded(t, "2026-01-01", "2026-06-30")
	records.Milestones = []ingest.Milestone{{Account: "B", Kind: "contract_signed", On: date(t, "2026-03-01")}, {Account: "B", Kind: "onboarding_completed", On: date(t, "2026-05-01")}}
	records.Subscriptions = append(records.Subscriptions, line(t, "S5", "B", "", "20", "2026-02-01", ""))
	f := built(t, &job.File{}, records)
	labelled(t, f, f.Stage, period.MonthOf(2026, 6), map[string]string{
		"A": "renew: a renewal falls due on 2026-09-01", "B": "expand: its MRR expanded in Feb 2026",
		"C": "adopt: no renewal falls due soon, its onboarding is over, and its MRR did not expand in twelve months"})
	labelled(t, f, f.Stage, period.MonthOf(2026, 4), map[string]string{"B": "land: its onboarding is not completed"})
	wide := built(t, &job.File{KPIs: job.KPIs{RenewalWindowDays: 10}}, records)
	labelled(t, wide, wide.Stage, period.MonthOf(2026, 6), map[string]string{"A": "adopt: no renewal falls due soon, its onboarding is over, and its MRR did not expand in twelve months"})
	delete(records.Datasets, "milestones")
	none := built(t, &job.File{}, records)
	labelled(t, none, none.Stage, period.MonthOf(2026, 6), map[string]string{"C": "n/a (no milestones dataset)"})
	delete(records.Datasets, "renewals")
	if label, _ := built(t, &job.File{}, records).Stage(AccountScope("C"), f.Calendar.At(period.MonthKind, period.MonthOf(2026, 6))); !strings.Contains(label.String(), "no renewals dataset") {
		t.Errorf("no renewals: got %s", label)
	}
}
