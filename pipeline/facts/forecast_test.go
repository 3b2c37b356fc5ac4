package facts

import (
	"testing"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// renewalsAhead is a company of A, 100 a month, B, 50, and C, 30, over two years up to June 2026. In the year before, of 1,000 due
// 800 was renewed; A's next renewal falls due in September, B's was renewed early, and C's line ends in October.
func renewalsAhead(t *testing.T) *ingest.Records {
	records := company(t)
	records.Datasets["subscriptions"] = loaded(t, "2024-06-01", "2026-06-30")
	records.Subscriptions = []ingest.Subscription{line(t, "S1", "A", "", "100", "2024-06-01", ""), line(t, "S2", "B", "", "50", "2024-06-01", ""),
		line(t, "S3", "C", "", "30", "2024-06-01", "2026-10-15"), line(t, "S4", "C", "", "8", "2027-01-01", "")}
	records.Datasets["renewals"] = loaded(t, "2024-09-01", "2027-06-30", "amount_renewed", "outcome", "renewed_on")
	for _, c := range [][6]string{{"A", "2025-09-01", "1000", "800", "renewed", "2025-08-20"}, {"A", "2026-09-01", "1200", "", "open", ""}, {"A", "2027-08-01", "1200", "", "open", ""},
		{"B", "2026-11-01", "600", "600", "renewed", "2026-05-02"}} {
		r := ingest.Renewal{Account: c[0], Currency: "EUR", DueOn: date(t, c[1]), Due: amount(c[2]).Decimal, Outcome: c[4], RenewedOn: date(t, c[5])}
		if c[3] != "" {
			r.Renewed = amount(c[3])
		}
		records.Renewals = append(records.Renewals, r)
	}
	return records
}

func built(t *testing.T, file *job.File, records *ingest.Records) *Facts {
	t.Helper()
	file.Currency, file.FX.MaxAgeDays = "EUR", 31
	f, err := Build(file, records, nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestCommittedRevenue works the months after June 2026 out by hand: A 100 and from September 80, as 80 % was renewed before; B
// 50 throughout; C 30 until its known end in October, and 8 from January.
func TestCommittedRevenue(t *testing.T) {
	f := built(t, &job.File{}, renewalsAhead(t))
	june := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 6))
	for account, want := range map[string][12]int64{
		"A": {100, 100, 80, 80, 80, 80, 80, 80, 80, 80, 80, 80},
		"B": {50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50},
		"C": {30, 30, 30, 0, 0, 0, 8, 8, 8, 8, 8, 8},
	} {
		months, reason := f.Committed(AccountScope(account), june, 12)
		for i := range want {
			if reason.Code != expr.Available || !months[i].Equal(expr.Fraction(want[i], 1)) {
				t.Errorf("%s, %s: got %v (%s), want %d", account, (june.Last + 1 + period.Month(i)).Label(), months, reason, want[i])
				break
			}
		}
	}
	whole, _ := f.Committed(Portfolio, june, 12)
	parts := f.CommittedByAccount(Portfolio, june, 12)
	if sum := parts["A"].Add(parts["B"]).Add(parts["C"]); !sum.Equal(added(whole)) || !sum.Equal(expr.Fraction(1000+600+138, 1)) {
		t.Errorf("the accounts are %s, the book %s, want 1738", sum, added(whole))
	}
	compare(t, &job.File{KPIs: job.KPIs{TargetARRPerCSM: "828"}}, renewalsAhead(t), []expected{
		{"forecast_arr", Portfolio, "2026-06", "1656"}, // 12 x (80 + 50 + 8)
		{"forecast_arr", AccountScope("A"), "2026-06", "n/a (not defined at this grain)"}, {"target_arr_per_csm", Portfolio, "2026-06", "828"},
		{"forecast_arr", Portfolio, "2026-07", "n/a (open period: ends 2026-07-31)"},
		{"forecast_arr", Portfolio, "2025-03", "n/a (history too short: twelve observed months needed, first is 2024-06)"},
	})
	if list := f.Contributions("forecast_arr", Portfolio, june); len(list) != 3 || !list[0].Amount.Equal(expr.Fraction(960, 1)) {
		t.Errorf("behind the forecast ARR: got %v", list)
	}
}

// TestCommittedLooksBackHonestly: as of April 2026 nothing is known of what came later but the days on which renewals fall due:
// B's early renewal of May is still open then, and C's end in October, after the data was cut, is no month of the test.
func TestCommittedLooksBackHonestly(t *testing.T) {
	records := renewalsAhead(t)
	records.Subscriptions = append(records.Subscriptions, line(t, "S5", "B", "", "70", "2026-05-01", "")) // signed later
	records.Subscriptions[0].EndedOn = date(t, "2026-06-01")                                              // A leaves, which nobody knows yet
	f := built(t, &job.File{}, records)
	april := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 4))
	months, reason := f.Committed(Portfolio, april, 8)
	for i, want := range []int64{180, 180, 180, 180, 160, 130, 120, 120} { // from September A at 80, in October C's end, in November B at 40
		if reason.Code != expr.Available || !months[i].Equal(expr.Fraction(want, 1)) {
			t.Fatalf("month %d: got %v (%s), want %d", i+1, months, reason, want)
		}
	}
}

func TestCommittedMissing(t *testing.T) {
	records := renewalsAhead(t)
	records.Renewals = records.Renewals[1:]
	f := built(t, &job.File{}, records)
	june := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 6))
	if _, reason := f.Committed(Portfolio, june, 1); reason.Code != expr.ZeroDenominator {
		t.Errorf("nothing fell due: got %s", reason)
	}
	records = renewalsAhead(t)
	delete(records.Datasets, "renewals")
	if _, reason := built(t, &job.File{}, records).Committed(Portfolio, june, 1); reason.Code != expr.NoDataset {
		t.Errorf("no renewals: got %s", reason)
	}
	if _, reason := built(t, &job.File{}, renewalsAhead(t)).Committed(Scope{"segment", "Nowhere"}, june, 1); reason.Code != expr.OutsideCover {
		t.Errorf("no such segment: got %s", reason)
	}
}
