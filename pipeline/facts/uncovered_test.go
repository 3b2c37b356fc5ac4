package facts

import (
	"testing"

	"kpibook/formulas/period"
)

// TestUncoveredAndMissing: what is counted from subscriptions, usage and users is n/a, never 0, before the data begins and without
// the dataset or the column that it is counted from.
func TestUncoveredAndMissing(t *testing.T) {
	const (
		before   = "n/a (outside the dataset's cover: subscriptions start 2025-06)"
		uncovers = "n/a (outside the dataset's cover: usage is from 2026-01-05 to 2026-03-31)"
	)
	recurring := []string{"opening_mrr_reported", "closing_mrr", "opening_mrr", "closing_arr", "opening_arr", "new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr",
		"fx_impact_mrr", "cross_sell_mrr", "upsell_mrr", "product_churn_mrr", "new_mrr_activity", "reactivation_mrr_activity", "expansion_mrr_activity", "contraction_mrr_activity", "churned_mrr_activity",
		"opening_customers", "closing_customers", "new_customers", "churned_customers", "reactivated_customers", "customers_acquired", "customers_lost", "customers_served", "tenure_months",
		"closing_licenses", "opening_licenses", "licenses_added", "licenses_removed"}
	used := []string{"active_user_days", "active_days_with_data", "mau", "mau_days", "active_users", "critical_feature_users", "usage_events"}
	silent := []string{"last_activity_on", "days_since_last_activity", "dark_accounts"}
	provisioned := []string{"provisioned_users", "new_users", "opening_users", "closing_users"}

	file, records, usage := book(t)
	build := func() *Facts {
		f, err := Build(file, records, usage, period.MonthOf(2026, 5))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	each := func(measures []string, when, want string) (list []expected) {
		for _, m := range measures {
			list = append(list, expected{m, Portfolio, when, want})
		}
		return list
	}
	f := build()
	hold(t, "before the first line", f, each(recurring, "2025-05", before))
	hold(t, "outside the usage", f, each(used, "2026-04", uncovers))
	for _, m := range silent {
		hold(t, "outside the usage", f, []expected{{m, AccountScope("A"), "2026-04", uncovers}})
	}
	hold(t, "after the data cut", f, each(provisioned, "2026-06", "n/a (open period: ends 2026-06-30)"))

	delete(records.Datasets["subscriptions"].Columns, "product")
	hold(t, "without a product", build(), each([]string{"cross_sell_mrr", "upsell_mrr", "product_churn_mrr"}, "2026-03", "n/a (no product column)"))
	delete(records.Datasets["subscriptions"].Columns, "quantity")
	hold(t, "without a quantity", build(), each([]string{"closing_licenses", "opening_licenses", "licenses_added", "licenses_removed"}, "2026-03", "n/a (no quantity column)"))

	subscriptions := records.Subscriptions
	records.Subscriptions = nil
	hold(t, "without subscriptions", build(), each(recurring, "2026-03", "n/a (no subscriptions dataset)"))
	records.Subscriptions = subscriptions

	delete(records.Datasets["usage"].Columns, "user_id")
	hold(t, "without users in the usage", build(), each([]string{"active_user_days", "mau", "mau_days", "active_users", "critical_feature_users"}, "2026-03", "n/a (no user_id column)"))
	usage = nil
	delete(records.Datasets, "usage")
	delete(records.Datasets, "users")
	delete(records.Datasets, "touchpoints")
	f = build()
	hold(t, "without usage", f, each(append(used, silent...), "2026-03", "n/a (no usage dataset)"))
	hold(t, "without users", f, each(provisioned, "2026-03", "n/a (no users dataset)"))
}
