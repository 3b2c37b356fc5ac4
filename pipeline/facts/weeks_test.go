package facts

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// weeksToSaturday is a year of weeks that ends on the last Saturday of January; FY2026 has 53 of them, 26 Jan 2025 to 31 Jan 2026.
var weeksToSaturday = job.FiscalYear{Weeks: "4-4-5", Ends: "last saturday of january", NamedBy: "end", Week53: 12}

// Days, users and active days of periods of up to six weeks are what a count of the rows by date gives.
func TestUsageOfWeeksRecounted(t *testing.T) {
	type userDay struct {
		account, user string
		on            period.Date
	}
	rapid.Check(t, func(t *rapid.T) {
		file := &job.File{Currency: "EUR", FiscalYear: weeksToSaturday}
		first, last := file.Calendar().MonthOf(period.DateOf(2025, 9, 1)), file.Calendar().MonthOf(period.DateOf(2026, 1, 31))
		usage, rows := NewUsage(file.Calendar(), nil), map[userDay]bool{}
		records := &ingest.Records{Datasets: map[string]*ingest.Loaded{"usage": {Rows: 1, Columns: map[string]bool{"user_id": true}, First: first.First(), Last: last.Last()}}}
		for _, id := range []string{"A", "B"} {
			records.Accounts = append(records.Accounts, ingest.Account{ID: id})
		}
		for range rapid.IntRange(1, 60).Draw(t, "rows") {
			row := userDay{rapid.SampledFrom([]string{"A", "B"}).Draw(t, "account"), rapid.SampledFrom([]string{"u1", "u2", "u3"}).Draw(t, "user"),
				period.Date(rapid.IntRange(int(first.First()), int(last.Last())).Draw(t, "day"))}
			usage.AddUsage(&ingest.Usage{Account: row.account, User: row.user, On: row.on, Count: 1})
			rows[row] = true
		}
		f, err := Build(file, records, usage, last)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []period.Kind{period.MonthKind, period.QuarterKind} {
			for _, p := range period.Between(kind, f.Calendar, first+2, last) {
				days, users, byMonth, userDays := 0, map[string]bool{}, map[string]bool{}, 0
				for month := p.First; month <= p.Last; month++ {
					days += int(month.Last()-month.First()) + 1
				}
				for row := range rows {
					if row.on < p.FirstDay() || row.on > p.LastDay() {
						continue
					}
					userDays++
					users[row.account+row.user] = true
					for month := p.First; month <= p.Last; month++ {
						if row.on >= month.First() && row.on <= month.Last() {
							byMonth[fmt.Sprint(row.account, row.user, month)] = true
						}
					}
				}
				for measure, want := range map[string]*big.Rat{"days_in_period": big.NewRat(int64(days), 1), "active_user_days": big.NewRat(int64(userDays), 1),
					"active_users": big.NewRat(int64(len(users)), 1), "mau": big.NewRat(int64(len(byMonth)), int64(p.Months()))} {
					if got := f.Value(measure, Portfolio, p); !got.Available() || got.Rat().Cmp(want) != 0 {
						t.Fatalf("%s of %s is %s, want %s", measure, p.Label(), got, want)
					}
					total := new(big.Rat)
					for _, c := range f.Contributions(measure, Portfolio, p) {
						total.Add(total, c.Amount.Rat())
					}
					if measure != "days_in_period" && total.Cmp(want) != 0 {
						t.Fatalf("the contributions to %s of %s add up to %s, want %s", measure, p.Label(), total, want)
					}
				}
			}
		}
	})
}

// TestMustShow_WeekYear follows a small company through the last quarter of a year of 53 weeks: what belongs to which period,
// at which rates, and what part of a year it is.
func TestMustShow_WeekYear(t *testing.T) {
	// FY2026-P10 is 26 Oct to 22 Nov 2025, P11 to 20 Dec, P12, of six weeks, to 31 Jan 2026. FY2027-P01 starts on 1 Feb.
	file := &job.File{Currency: "EUR", FiscalYear: weeksToSaturday, FX: job.FX{MaxAgeDays: 31}}
	records := &ingest.Records{
		Files: []ingest.File{{Path: "subscriptions.csv"}},
		Subscriptions: []ingest.Subscription{
			line(t, "S1", "A", "Core", "100", "2025-01-26", ""),
			line(t, "S2", "B", "Core", "60", "2025-10-25", "2025-11-23"), // in P09, and until P11: there at the end of P10
			line(t, "S3", "C", "Core", "40", "2025-12-01", "2026-02-01"), // first day without service is the first of the new year
		},
		Invoices: []ingest.InvoiceLine{
			{Account: "A", IssuedOn: date(t, "2025-11-01"), ServiceStart: date(t, "2025-11-16"), ServiceEnd: date(t, "2025-12-20"), Amount: decimal.NewFromInt(350), Currency: "EUR"},
			{Account: "A", IssuedOn: date(t, "2026-01-31"), Amount: decimal.NewFromInt(90), Currency: "USD", ServiceStart: period.NoDate, ServiceEnd: period.NoDate},
		},
		Costs:    []ingest.Cost{{On: date(t, "2025-12-21"), Category: "sales", Amount: decimal.NewFromInt(70), Currency: "EUR"}},
		Renewals: []ingest.Renewal{{Account: "A", DueOn: date(t, "2026-01-31"), Due: decimal.NewFromInt(1200), Renewed: decimal.NewNullDecimal(decimal.NewFromInt(1000)), RenewedOn: date(t, "2026-01-20"), Currency: "EUR"}},
	}
	records.Datasets = map[string]*ingest.Loaded{
		"subscriptions": {Rows: 3, Columns: map[string]bool{"product": true}, First: date(t, "2025-01-26"), Last: date(t, "2025-12-01")},
		"invoices":      {Rows: 2, First: date(t, "2025-10-26"), Last: date(t, "2026-01-31")},
		"costs":         {Rows: 1, First: date(t, "2025-10-26"), Last: date(t, "2026-01-31")},
		"renewals":      {Rows: 1, Columns: map[string]bool{"amount_renewed": true}, First: date(t, "2025-10-26"), Last: date(t, "2026-01-31")},
	}
	for _, id := range []string{"A", "B", "C"} {
		records.Accounts = append(records.Accounts, ingest.Account{ID: id})
	}
	for on, rate := range map[string]string{"2025-12-20": "2", "2025-12-22": "0.80", "2026-01-30": "0.90", "2026-02-02": "5"} { // of P12 the two in the middle
		records.Rates = append(records.Rates, ingest.Rate{On: date(t, on), Base: "USD", Quote: "EUR", Rate: decimal.RequireFromString(rate)})
	}
	last := file.Calendar().MonthOf(date(t, "2026-01-31"))
	f, err := Build(file, records, nil, last)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ period, measure, want string }{
		{"FY2026-P09", "closing_mrr", "160"}, {"FY2026-P10", "closing_mrr", "160"}, {"FY2026-P10", "churned_mrr", "0"},
		{"FY2026-P11", "churned_mrr", "60"}, {"FY2026-P11", "new_mrr", "40"}, {"FY2026-P12", "closing_mrr", "140"}, {"FY2026-P12", "closing_customers", "2"},
		{"FY2026-Q4", "opening_mrr", "160"}, {"FY2026-Q4", "churned_mrr", "60"}, {"FY2026-Q4", "new_mrr", "40"},
		{"FY2026-P12-TTM", "opening_mrr", "0"},
		{"FY2026-P10", "revenue", "70"}, {"FY2026-P11", "revenue", "280"}, {"FY2026-P12", "revenue", "153/2"}, {"FY2026-Q4", "revenue", "853/2"},
		{"FY2026-P11", "sales_marketing_cost", "0"}, {"FY2026-P12", "sales_marketing_cost", "70"},
		{"FY2026-P12", "renewals_due", "1"}, {"FY2026-P12", "renewed_amount", "1000"}, {"FY2026-P11", "renewals_due", "0"},
		{"FY2026-P10", "periods_per_year", "53/4"}, {"FY2026-Q4", "periods_per_year", "53/14"}, {"FY2026", "periods_per_year", "1"},
		{"FY2027-P01", "closing_mrr", "n/a (open period: ends 2026-02-28)"}, {"FY2025-P12", "closing_mrr", "n/a (outside the dataset's cover: subscriptions start FY2026-P01)"},
	} {
		p, err := f.Calendar.Parse(c.period)
		if err != nil {
			t.Fatal(err)
		}
		got := f.Value(c.measure, Portfolio, p)
		text := got.String()
		if got.Available() {
			text = got.Rat().RatString()
		}
		if text != c.want {
			t.Errorf("%s of %s is %s, want %s", c.measure, c.period, text, c.want)
		}
	}
	if _, faults := f.CheckRollForward(); len(faults) > 0 {
		t.Error(faults)
	}
	if tenure := f.Value("tenure_months", AccountScope("A"), f.Calendar.At(period.MonthKind, last)); !tenure.Equal(expr.Fraction(12, 1)) {
		t.Errorf("after a year of weeks the tenure is %s, want 12", tenure)
	}
}

// The last complete period is the one that ends with or before the last day of the data.
func TestLastCompletePeriod(t *testing.T) {
	calendar := (&job.File{FiscalYear: weeksToSaturday}).Calendar()
	for last, want := range map[string]string{"2026-01-31": "FY2026-P12", "2026-01-30": "FY2026-P11", "2026-02-27": "FY2026-P12", "2026-02-28": "FY2027-P01"} {
		usage := NewUsage(calendar, nil)
		usage.AddUsage(&ingest.Usage{Account: "A", On: date(t, last)})
		records := &ingest.Records{Datasets: map[string]*ingest.Loaded{"usage": {Rows: 1, Last: date(t, last)}}}
		if month, how, err := LastCompleteMonth(calendar, records, usage); err != nil || month.String() != want {
			t.Errorf("with data to %s it is %s (%s, %v), want %s", last, month, how, err, want)
		}
	}
}
