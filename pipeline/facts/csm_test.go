package facts

import (
	"testing"

	"kpibook/formulas/period"
)

// TestManagers: a manager counts once in every scope, for as long as one of the customers pays; no manager is none.
func TestManagers(t *testing.T) {
	file, records, usage := book(t)
	for i, id := range []string{"A", "B", "C", "D", "E"} { // Kim has A and D, Lee has B, nobody has C and E
		records.Accounts[i].Dimensions["region"] = map[string]string{"A": "North", "B": "North"}[id]
	}
	records.Datasets["accounts"] = loaded(t, "2025-06-01", "2026-05-31", "csm")
	build := func() *Facts {
		f, err := Build(file, records, usage, period.MonthOf(2026, 5))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	hold(t, "managers", build(), []expected{
		{"csm_count", Portfolio, "2026-01", "2"}, {"csm_count", Portfolio, "2026-02", "1"}, {"csm_count", Portfolio, "2026-05", "2"}, {"csm_count", Portfolio, "2026-Q1", "1"}, // B is away from February to April
		{"csm_count", Scope{"csm", "Kim"}, "2026-01", "1"}, {"csm_count", Scope{"csm", NoGroup}, "2026-04", "0"}, {"csm_count", Scope{"csm", "Lee"}, "2026-03", "0"},
		{"csm_count", Scope{"region", "North"}, "2026-01", "2"}, {"csm_count", Scope{"region", NoGroup}, "2026-01", "1"}, // 2 + 1 is not the portfolio's
		{"csm_count", AccountScope("D"), "2026-01", "1"}, {"csm_count", AccountScope("E"), "2026-04", "0"},
		{"csm_count", Portfolio, "2025-05", "n/a (outside the dataset's cover: subscriptions start 2025-06)"}, {"csm_count", Portfolio, "2026-06", "n/a (open period: ends 2026-06-30)"},
	})
	delete(records.Datasets["accounts"].Columns, "csm")
	hold(t, "managers", build(), []expected{{"csm_count", Portfolio, "2026-01", "n/a (no csm column)"}})
	delete(records.Datasets, "accounts")
	hold(t, "managers", build(), []expected{{"csm_count", Portfolio, "2026-01", "n/a (no accounts dataset)"}})
}
