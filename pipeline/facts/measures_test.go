package facts

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

func date(t *testing.T, text string) period.Date {
	t.Helper()
	if text == "" {
		return period.NoDate
	}
	d, err := period.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// line is a monthly subscription in EUR; the callers change what they test.
func line(t *testing.T, id, account, product, amount, from, to string) ingest.Subscription {
	return ingest.Subscription{ID: id, Account: account, Product: product, Amount: decimal.RequireFromString(amount), Currency: "EUR", Interval: intervals[2],
		StartedOn: date(t, from), EndedOn: date(t, to), TrialEndsOn: period.NoDate, Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}}
}

// book is a small company, checked by hand: A grows by a second product, B leaves mid-quarter and comes back, C joins and
// leaves inside a quarter, D drops a product, E is on trial.
func book(t *testing.T) (*job.File, *ingest.Records, *Usage) {
	seats := func(s ingest.Subscription, n int64) ingest.Subscription {
		s.Quantity = decimal.NewNullDecimal(decimal.NewFromInt(n))
		return s
	}
	trial := line(t, "S9", "E", "Core", "70", "2026-02-10", "")
	trial.TrialEndsOn = date(t, "2026-04-05")
	records := &ingest.Records{
		Files:    []ingest.File{{Path: "subscriptions.csv"}},
		Datasets: map[string]*ingest.Loaded{"subscriptions": {Columns: map[string]bool{"product": true, "quantity": true}, Rows: 9}},
		Subscriptions: []ingest.Subscription{
			seats(line(t, "S1", "A", "Core", "100", "2025-06-01", ""), 10), line(t, "S2", "A", "Analytics", "40", "2026-02-15", ""),
			line(t, "S3", "B", "Core", "60", "2025-11-01", "2026-02-01"), line(t, "S4", "B", "Core", "90", "2026-05-20", ""),
			line(t, "S5", "C", "Core", "30", "2026-02-10", "2026-03-10"),
			seats(line(t, "S6", "D", "Core", "200", "2025-06-01", "2026-03-01"), 20), seats(line(t, "S7", "D", "Core", "150", "2026-03-01", ""), 15), line(t, "S8", "D", "Analytics", "50", "2025-06-01", "2026-03-20"),
			trial,
		},
		Users: []ingest.User{
			{Account: "A", ID: "u1", CreatedOn: date(t, "2025-06-01"), DeactivatedOn: period.NoDate},
			{Account: "A", ID: "u2", CreatedOn: date(t, "2026-02-10"), DeactivatedOn: date(t, "2026-03-01")},
			{Account: "D", ID: "u3", CreatedOn: date(t, "2025-06-01"), DeactivatedOn: date(t, "2026-01-01")},
		},
	}
	for _, id := range []string{"A", "B", "C", "D", "E"} {
		records.Accounts = append(records.Accounts, ingest.Account{ID: id, Dimensions: map[string]string{"csm": map[string]string{"A": "Kim", "D": "Kim", "B": "Lee"}[id]}})
	}
	usage := NewUsage(period.Calendar{}, []string{"Export"})
	for _, row := range []struct{ account, user, on, feature string }{
		{"A", "u1", "2026-01-05", "export"}, {"A", "u1", "2026-01-05", "login"}, {"A", "u1", "2026-02-01", "login"}, {"A", "u2", "2026-02-20", "export"},
		{"A", "u9", "2026-03-31", "export"}, {"D", "u3", "2026-01-31", "export"}, {"B", "u4", "2026-01-10", "login"},
	} {
		usage.AddUsage(&ingest.Usage{Account: row.account, User: row.user, On: date(t, row.on), Feature: row.feature, Count: 3})
	}
	records.Datasets["usage"] = &ingest.Loaded{Rows: 7, Columns: map[string]bool{"user_id": true, "feature": true}, First: date(t, "2026-01-05"), Last: date(t, "2026-03-31")}
	records.Datasets["users"] = &ingest.Loaded{Rows: 3, Columns: map[string]bool{"created_on": true}, First: date(t, "2025-06-01"), Last: date(t, "2026-02-10")}
	file := &job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}, KPIs: job.KPIs{DarkAfterDays: 30, SeatProducts: []string{"core"}}}
	return file, records, usage
}

// TestMeasures holds measures against figures worked out by hand from the book above. "Q" is the first quarter of 2026.
func TestMeasures(t *testing.T) {
	file, records, usage := book(t)
	f, err := Build(file, records, usage, period.MonthOf(2026, 5))
	if err != nil {
		t.Fatal(err)
	}
	a, d := AccountScope("A"), AccountScope("D")
	kim := Scope{"csm", "Kim"}
	for _, c := range []struct {
		measure string
		scope   Scope
		period  string
		want    string
	}{
		{"opening_mrr", Portfolio, "2026-Q1", "410"}, // A 100, B 60, D 200 + 50
		{"opening_mrr_reported", Portfolio, "2026-Q1", "410"},
		{"closing_mrr", Portfolio, "2026-Q1", "290"}, // A 140, D 150
		{"closing_arr", Portfolio, "2026-Q1", "3480"},
		{"opening_arr", kim, "2026-Q1", "4200"},
		{"new_mrr", Portfolio, "2026-Q1", "0"},                    // C came and went inside
		{"new_mrr_activity", Portfolio, "2026-Q1", "30"},          // and shows here
		{"expansion_mrr_activity", Portfolio, "2026-Q1", "40"},    // A in February
		{"contraction_mrr_activity", Portfolio, "2026-Q1", "100"}, // D in March, 250 to 150
		{"reactivation_mrr_activity", Portfolio, "2026-05", "90"},
		{"new_customers", Portfolio, "2026-04", "1"}, // E
		{"churned_mrr", Portfolio, "2026-Q1", "60"},
		{"churned_mrr_activity", Portfolio, "2026-Q1", "90"},
		{"customers_lost", Portfolio, "2026-Q1", "2"},
		{"churned_customers", Portfolio, "2026-Q1", "1"},
		{"customers_acquired", Portfolio, "2026-Q1", "1"},
		{"customers_served", Portfolio, "2026-Q1", "4"},
		{"expansion_mrr", a, "2026-Q1", "40"},
		{"cross_sell_mrr", a, "2026-Q1", "40"},
		{"upsell_mrr", a, "2026-Q1", "0"},
		{"contraction_mrr", d, "2026-Q1", "100"},
		{"product_churn_mrr", d, "2026-Q1", "50"},
		{"reactivation_mrr", Portfolio, "2026-05", "90"}, // B
		{"reactivated_customers", Portfolio, "2026-05", "1"},
		{"new_mrr", AccountScope("E"), "2026-04", "70"}, // paid from the end of the trial
		{"new_mrr", AccountScope("E"), "2026-02", "0"},
		{"opening_customers", Portfolio, "2026-Q1", "3"},
		{"closing_customers", kim, "2026-Q1", "2"},
		{"tenure_months", a, "2026-Q1", "10"},
		{"tenure_months", AccountScope("B"), "2026-05", "4"}, // November to January, and May
		{"opening_licenses", Portfolio, "2026-Q1", "30"},
		{"closing_licenses", d, "2026-Q1", "15"},
		{"licenses_removed", d, "2026-Q1", "5"},
		{"licenses_added", a, "2026-Q1", "0"},
		{"new_mrr", Portfolio, "2025-06", "350"},
		{"closing_mrr", Portfolio, "2025-05", "n/a (outside the dataset's cover: subscriptions start 2025-06)"},
		{"closing_mrr", Portfolio, "2026-06", "n/a (open period: ends 2026-06-30)"},
		{"closing_mrr", Portfolio, "2026-04-TTM", "n/a (history too short: twelve observed months needed, first is 2025-06)"},
		{"closing_mrr", Portfolio, "2026-05-TTM", "450"},
		{"downsell_mrr", Portfolio, "2026-05", "n/a (no renewals dataset)"},
		{"addressable_market", Portfolio, "2026-05", "n/a (addressable_market not set)"},
		{"tickets_received", Portfolio, "2026-05", "n/a (no tickets dataset)"},

		{"active_user_days", a, "2026-Q1", "4"},
		{"active_user_days", Portfolio, "2026-01", "3"},
		{"mau", a, "2026-02", "2"},
		{"mau_days", a, "2026-01", "27"}, // one user, the 27 covered days of January
		{"active_users", a, "2026-Q1", "3"},
		{"critical_feature_users", a, "2026-Q1", "2"}, // u9 was never provisioned
		{"critical_feature_users", d, "2026-Q1", "0"}, // u3 had no access any more
		{"days_in_period", Portfolio, "2026-01", "27"},
		{"active_days_with_data", Portfolio, "2026-Q1", "6"},
		{"usage_events", a, "2026-01", "6"},
		{"usage_events", Portfolio, "2026-04", "n/a (outside the dataset's cover: usage is from 2026-01-05 to 2026-03-31)"},
		{"days_since_last_activity", d, "2026-Q1", "59"},
		{"days_since_last_activity", AccountScope("E"), "2026-Q1", "n/a (outside the dataset's cover: never active)"},
		{"days_since_last_activity", Portfolio, "2026-Q1", "n/a (not defined at this grain)"},
		{"dark_accounts", Portfolio, "2026-Q1", "1"},
		{"provisioned_users", a, "2026-02", "2"},
		{"provisioned_users", a, "2026-03", "1"}, // deactivated on the first
		{"new_users", a, "2026-Q1", "1"},
		{"opening_users", Portfolio, "2026-Q1", "2"}, // u3 lost access on the first of January, so had it the day before
		{"closing_users", a, "2026-02", "2"},
		{"periods_per_year", Portfolio, "2026-Q1", "4"},
	} {
		tried.note(c.measure, c.want)
		p, err := f.Calendar.Parse(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Value(c.measure, c.scope, p).String(); got != c.want {
			t.Errorf("%s, %s, %s: got %s, want %s", c.measure, c.scope, c.period, got, c.want)
		}
	}
	for account, want := range map[string]string{"A": "active", "B": "churned", "D": "inactive", "E": "n/a (outside the dataset's cover: not yet a customer)"} {
		if got := f.Status(AccountScope(account), f.Calendar.At(period.MonthKind, period.MonthOf(2026, 3))).String(); got != want {
			t.Errorf("status of %s: got %s, want %s", account, got, want)
		}
	}
}

func TestSwitches(t *testing.T) {
	off := false
	discounted := func(kind bool) ingest.Subscription {
		s := line(t, "S1", "A", "Core", "100", "2026-01-01", "")
		s.Discount = ingest.Discount{Percent: decimal.NewFromInt(25), Introductory: kind, EndsOn: period.NoDate}
		if kind {
			s.Discount.EndsOn = date(t, "2026-03-01")
		}
		return s
	}
	once := line(t, "S1", "A", "Core", "100", "2026-01-01", "")
	once.Kind = "one_time"
	trial := line(t, "S1", "A", "Core", "100", "2026-01-01", "")
	trial.Trial = true
	three := line(t, "S1", "A", "Core", "1000", "2026-01-01", "")
	three.Interval = ingest.Interval{Name: "36 months", PerYear: 12, Per: 36}
	weekly := line(t, "S1", "A", "Core", "12", "2026-01-01", "")
	weekly.Interval = intervals[1]
	for name, c := range map[string]struct {
		line    ingest.Subscription
		mrr     job.MRR
		january string
		march   string
	}{
		"recurring discount is taken off":                            {discounted(false), job.MRR{}, "75", "75"},
		"recurring discount that ends":                               {func() ingest.Subscription { s := discounted(true); s.Discount.Introductory = false; return s }(), job.MRR{}, "75", "100"},
		"recurring discount left on":                                 {discounted(false), job.MRR{RecurringDiscounts: &off}, "100", "100"},
		"introductory discount is a memo":                            {discounted(true), job.MRR{}, "100", "100"},
		"introductory discount taken off while due":                  {discounted(true), job.MRR{IntroductoryDiscounts: true}, "75", "100"},
		"one-time line is out":                                       {once, job.MRR{}, "0", "0"},
		"one-time line by switch":                                    {once, job.MRR{OneTime: true}, "100", "100"},
		"trial is out":                                               {trial, job.MRR{}, "0", "0"},
		"trial by switch":                                            {trial, job.MRR{Trials: true}, "100", "100"},
		"36 months: the annual amount is rounded once to millionths": {three, job.MRR{}, "27.77777775", "27.77777775"},
		"weekly is 52 weeks a year":                                  {weekly, job.MRR{}, "52", "52"},
	} {
		records := &ingest.Records{Files: []ingest.File{{}}, Datasets: map[string]*ingest.Loaded{"subscriptions": {Columns: map[string]bool{}}},
			Subscriptions: []ingest.Subscription{c.line, line(t, "S2", "Z", "Core", "1", "2026-01-01", "")}}
		f, err := Build(&job.File{Currency: "EUR", MRR: c.mrr}, records, nil, period.MonthOf(2026, 3))
		if err != nil {
			t.Fatal(err)
		}
		for month, want := range map[int]string{1: c.january, 3: c.march} {
			got := f.Value("closing_mrr", AccountScope("A"), f.Calendar.At(period.MonthKind, period.MonthOf(2026, 1)+period.Month(month-1)))
			if got.String() != want {
				t.Errorf("%s, month %d: got %s, want %s", name, month, got, want)
			}
		}
	}
}

// TestMRRTable: the first month is only observed, a missing month is refused, a declared one is a gap.
func TestMRRTable(t *testing.T) {
	row := func(account, month, amount string) ingest.MonthlyRevenue {
		m, err := period.ParseMonth(month)
		if err != nil {
			t.Fatal(err)
		}
		return ingest.MonthlyRevenue{Account: account, Month: m, Amount: decimal.RequireFromString(amount), Currency: "EUR"}
	}
	records := &ingest.Records{Files: []ingest.File{{Path: "mrr.csv"}}, Datasets: map[string]*ingest.Loaded{"mrr": {Rows: 4, Columns: map[string]bool{}}},
		MRR: []ingest.MonthlyRevenue{row("A", "2026-01", "100"), row("A", "2026-02", "120"), row("B", "2026-02", "7.50"), row("A", "2026-04", "120")}}
	file := &job.File{Currency: "EUR"}
	if _, err := Build(file, records, nil, period.MonthOf(2026, 4)); err == nil || err.Error() != "mrr.csv: the mrr table has no rows at all for 2026-03\nfix: add the month's rows, or declare the gap with declared_gaps: [2026-03]" {
		t.Errorf("gap: got %v", err)
	}
	file.Sources = []job.Source{{Dataset: "mrr", GapMonths: []string{"2026-03"}}}
	f, err := Build(file, records, nil, period.MonthOf(2026, 4))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ measure, month, want string }{
		{"closing_mrr", "2026-01", "100"},
		{"new_mrr", "2026-01", "n/a (first observed period: 2026-01)"},
		{"new_mrr", "2026-02", "7.5"},
		{"expansion_mrr", "2026-02", "20"},
		{"closing_mrr", "2026-03", "n/a (data gap: 2026-03)"},
		{"opening_mrr", "2026-04", "n/a (data gap: 2026-03)"},
		{"closing_mrr", "2026-04", "120"},
		{"cross_sell_mrr", "2026-02", "n/a (no product column)"},
	} {
		p, _ := f.Calendar.Parse(c.month)
		if got := f.Value(c.measure, Portfolio, p).String(); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.measure, c.month, got, c.want)
		}
	}
}

// TestRates: a rate as given wins over its inverse, a cross goes through a third currency and is rounded once, and a rate is
// carried forward no longer than allowed.
func TestRates(t *testing.T) {
	rates := newRates([]ingest.Rate{
		{On: 100, Base: "EUR", Quote: "USD", Rate: decimal.RequireFromString("1.25")},
		{On: 100, Base: "EUR", Quote: "JPY", Rate: decimal.RequireFromString("150")},
		{On: 100, Base: "GBP", Quote: "EUR", Rate: decimal.RequireFromString("1.2")},
		{On: 100, Base: "EUR", Quote: "GBP", Rate: decimal.RequireFromString("0.9")},
	}, 10)
	for _, c := range []struct {
		on       period.Date
		from, to string
		want     string // what 100 becomes
	}{
		{100, "EUR", "EUR", "100"}, {100, "EUR", "USD", "125"}, {110, "EUR", "USD", "125"}, {100, "USD", "EUR", "80"},
		{100, "GBP", "EUR", "120"}, {100, "EUR", "GBP", "90"}, {100, "JPY", "USD", "0.833333"},
		{111, "EUR", "USD", "none"}, {99, "EUR", "USD", "none"}, {100, "CHF", "USD", "none"},
	} {
		got := "none"
		if r, ok := rates.on(c.on, c.from, c.to); ok {
			amount, err := r.convert(100 * scale)
			if err != nil {
				t.Fatal(err)
			}
			got = Annual(amount).String()
		}
		if got != c.want {
			t.Errorf("100 %s in %s on day %d: got %s, want %s", c.from, c.to, c.on, got, c.want)
		}
	}
}

// TestLastCompleteMonth: one date far behind all others is refused, not taken for the present.
func TestLastCompleteMonth(t *testing.T) {
	subscriptions := func(starts ...string) *ingest.Records {
		r := &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: len(starts)}}}
		for _, day := range starts {
			r.Subscriptions = append(r.Subscriptions, line(t, "S", "A", "Core", "1", day, ""))
		}
		return r
	}
	used := func(days ...string) (*ingest.Records, *Usage) {
		r, u := subscriptions("2026-01-01"), NewUsage(period.Calendar{}, nil)
		for _, day := range days {
			u.AddUsage(&ingest.Usage{Account: "A", On: date(t, day), Count: 1})
		}
		r.Datasets["usage"] = &ingest.Loaded{Rows: len(days), First: date(t, days[0]), Last: date(t, days[len(days)-1])}
		return r, u
	}
	for name, c := range map[string]struct {
		days []string
		used bool
		want string
	}{
		"usage to the last day":         {[]string{"2026-09-01", "2026-10-31"}, true, "Oct 2026 is the last complete month: the latest usage row is 2026-10-31"},
		"usage into a month":            {[]string{"2026-09-01", "2026-10-30"}, true, "Sep 2026 is the last complete month: the latest usage row is 2026-10-30"},
		"usage with a stray date":       {[]string{"2026-09-01", "2042-10-30"}, true, "the latest usage row is 2042-10-30, 193 months after all others (Sep 2026 and before), so it cannot tell which month to report"},
		"starts":                        {[]string{"2026-01-05", "2026-06-30"}, false, "Jun 2026 is the last complete month: the latest start of a subscription is 2026-06-30"},
		"a start booked far in advance": {[]string{"2026-01-05", "2031-12-31"}, false, "the latest start of a subscription is 2031-12-31, 71 months after all others (Jan 2026 and before), so it cannot tell which month to report"},
	} {
		records, usage := subscriptions(c.days...), (*Usage)(nil)
		if c.used {
			records, usage = used(c.days...)
		}
		_, got, err := LastCompleteMonth(period.Calendar{}, records, usage)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestMissingIsNotZero: a setting that names nothing in the data gives no zero.
func TestMissingIsNotZero(t *testing.T) {
	file, records, _ := book(t)
	file.KPIs.SeatProducts = []string{"Seets"}
	usage := NewUsage(period.Calendar{}, []string{"no such feature"})
	usage.AddUsage(&ingest.Usage{Account: "A", User: "u1", On: date(t, "2026-03-31"), Feature: "export", Count: 1})
	records.Datasets["usage"].Columns["feature"] = true
	f, err := Build(file, records, usage, period.MonthOf(2026, 5))
	if err != nil {
		t.Fatal(err)
	}
	march := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 3))
	for measure, want := range map[string]string{
		"closing_licenses":       "n/a (no setting: kpis.seat_products names no product of the lines)",
		"critical_feature_users": "n/a (no setting: kpis.critical_features names no feature of the usage)",
	} {
		if got := f.Value(measure, Portfolio, march).String(); got != want {
			t.Errorf("%s: got %s, want %s", measure, got, want)
		}
	}
}

// TestUsageAlone: a company that has nothing but usage gets its usage figures, and a reason for the others.
func TestUsageAlone(t *testing.T) {
	records := &ingest.Records{Accounts: []ingest.Account{{ID: "A", ValidFrom: period.NoDate}}, Files: []ingest.File{{}},
		Datasets: map[string]*ingest.Loaded{"usage": {Rows: 1, Columns: map[string]bool{"user_id": true}, First: date(t, "2026-03-01"), Last: date(t, "2026-03-31")}}}
	usage := NewUsage(period.Calendar{}, nil)
	usage.AddUsage(&ingest.Usage{Account: "A", User: "u1", On: date(t, "2026-03-31"), Count: 1})
	f, err := Build(&job.File{Currency: "EUR"}, records, usage, period.MonthOf(2026, 3))
	if err != nil {
		t.Fatal(err)
	}
	march := f.Calendar.At(period.MonthKind, f.Last)
	for measure, want := range map[string]string{"mau": "1", "closing_mrr": "n/a (no subscriptions dataset)"} {
		if got := f.Value(measure, Portfolio, march).String(); f.First != f.Last || got != want {
			t.Errorf("%s: got %s, want %s", measure, got, want)
		}
	}
}
