package facts

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// invoiced is a company with five invoice lines and a credit, and a line that was credited in full a month later.
func invoiced(t *testing.T) *ingest.Records {
	records := company(t)
	records.Datasets["invoices"] = loaded(t, "2026-01-05", "2026-06-20", "kind")
	for _, c := range []struct{ account, issued, from, to, amount, kind, currency string }{
		{"A", "2026-01-05", "2026-01-30", "2026-02-02", "100", "recurring", "EUR"},
		{"A", "2026-01-05", "2026-01-01", "2026-03-31", "0.01", "one_time", "EUR"}, // 31, 28 and 31 of 90 days of 10,000 millionths
		{"A", "2026-02-10", "", "", "-30", "", "EUR"},
		{"B", "2026-02-10", "2026-02-01", "2026-02-28", "110", "recurring", "USD"},
		{"", "2026-03-05", "2026-03-01", "", "12", "usage", "EUR"}, // half a span is none
		{"C", "2026-04-10", "", "", "5", "one_time", "EUR"},
		{"C", "2026-05-10", "", "", "-5", "one_time", "EUR"},
		{"A", "2026-06-20", "2026-06-01", "2026-08-31", "92", "recurring", "JPY"}, // July and August are not reported
	} {
		records.Invoices = append(records.Invoices, ingest.InvoiceLine{Account: c.account, Kind: c.kind, Currency: c.currency, IssuedOn: date(t, c.issued),
			ServiceStart: date(t, c.from), ServiceEnd: date(t, c.to), Amount: decimal.RequireFromString(c.amount)})
	}
	records.Rates = append(records.Rates, ingest.Rate{On: date(t, "2026-06-15"), Base: "JPY", Quote: "EUR", Rate: decimal.RequireFromString("2")})
	return records
}

func TestInvoices(t *testing.T) {
	a, enterprise, nobody := AccountScope("A"), Scope{"segment", "Enterprise"}, Scope{"segment", Unassigned}
	compare(t, &job.File{}, invoiced(t), []expected{
		{"revenue", a, "2026-01", "50.003445"}, // two of four days; the millionth left over goes to January
		{"revenue", a, "2026-02", "20.003111"}, // less the credit
		{"revenue", a, "2026-03", "0.003444"},
		{"revenue", a, "2026-Q1", "70.01"},
		{"revenue", enterprise, "2026-02", "99"}, // 110 dollars at the mean of 1 and 0.8
		{"revenue", nobody, "2026-Q1", "12"},
		{"revenue", Portfolio, "2026-Q1", "181.01"},
		{"revenue", Portfolio, "2026-06", "60"}, // 30 of 92 days
		{"revenue", Portfolio, "2026-05", "-5"},
		{"revenue", AccountScope("B"), "2026-04", "0"},
		{"revenue", Portfolio, "2025-12", "n/a (outside the dataset's cover: invoices is from 2026-01-05 to 2026-06-20)"},
		{"revenue", Portfolio, "2026-07", "n/a (open period: ends 2026-07-31)"},
		{"recurring_revenue", Portfolio, "2026-Q1", "199"},
		{"recurring_revenue", a, "2026-03", "0"},
		{"recurring_revenue", a, "2025-12", "n/a (outside the dataset's cover: invoices is from 2026-01-05 to 2026-06-20)"},
		{"prior_revenue", a, "2026-02", "50.003445"},
		{"prior_revenue", Portfolio, "2026-Q2", "181.01"},
		{"prior_revenue", enterprise, "2026-03", "99"},
		{"prior_revenue", Portfolio, "2026-Q1", "n/a (outside the dataset's cover: invoices is from 2026-01-05 to 2026-06-20)"},
		{"prior_revenue", Portfolio, "2026-03-YTD", "n/a (outside the dataset's cover: invoices is from 2026-01-05 to 2026-06-20)"}, // a year before, not the month before
		{"customers_served", Portfolio, "2026-02", "2"},
		{"customers_served", AccountScope("C"), "2026-Q2", "1"}, // served in April, though the quarter's revenue is 0
		{"customers_served", enterprise, "2026-01", "0"},
		{"customers_served", Portfolio, "2025-12", "n/a (outside the dataset's cover: invoices is from 2026-01-05 to 2026-06-20)"},
	})
	records := invoiced(t)
	delete(records.Datasets["invoices"].Columns, "kind")
	compare(t, &job.File{}, records, []expected{{"recurring_revenue", Portfolio, "2026-01", "n/a (no kind column)"}, {"revenue", a, "2026-01", "50.003445"}})
	compare(t, &job.File{}, company(t), []expected{
		{"revenue", Portfolio, "2026-01", "n/a (no invoices dataset)"}, {"recurring_revenue", Portfolio, "2026-01", "n/a (no invoices dataset)"},
		{"prior_revenue", Portfolio, "2026-02", "n/a (no invoices dataset)"}, {"customers_served", Portfolio, "2026-02", "n/a (no subscriptions dataset)"},
	})
}

// TestPriorRevenueOfAYear: YTD and TTM look a year back, where a month looks at the month before.
func TestPriorRevenueOfAYear(t *testing.T) {
	records := company(t)
	records.Datasets["invoices"] = loaded(t, "2024-01-31", "2026-06-30")
	for month := period.MonthOf(2024, 1); month <= period.MonthOf(2026, 6); month++ {
		records.Invoices = append(records.Invoices, ingest.InvoiceLine{Account: "A", Currency: "EUR", IssuedOn: month.Last(), ServiceStart: period.NoDate, ServiceEnd: period.NoDate,
			Amount: decimal.NewFromInt(int64(month.Year()))})
	}
	compare(t, &job.File{}, records, []expected{
		{"prior_revenue", Portfolio, "2026-03-YTD", "6075"}, {"prior_revenue", Portfolio, "2026-06-TTM", "24294"}, // 6 x 2024 + 6 x 2025
		{"prior_revenue", Portfolio, "2026-01", "2025"}, {"prior_revenue", Portfolio, "2025", "24288"}, {"prior_revenue", Portfolio, "2026-H1", "12150"},
	})
}

// TestServedBySubscriptionOrInvoice: in service or with revenue; invoices that do not cover a period take nothing away.
func TestServedBySubscriptionOrInvoice(t *testing.T) {
	records := invoiced(t)
	records.Datasets["subscriptions"] = &ingest.Loaded{Columns: map[string]bool{}}
	records.Subscriptions = []ingest.Subscription{line(t, "S1", "B", "Core", "10", "2025-11-01", "2026-01-16"), line(t, "S2", "C", "Core", "10", "2025-11-01", "2026-01-01")}
	compare(t, &job.File{}, records, []expected{
		{"customers_served", Portfolio, "2025-12", "2"}, {"customers_served", Portfolio, "2026-01", "2"}, {"customers_served", Portfolio, "2026-Q1", "2"},
		{"customers_served", Portfolio, "2025-10", "n/a (outside the dataset's cover: subscriptions start 2025-11)"},
	})
}

func TestServiceEndsBeforeItStarts(t *testing.T) {
	records := invoiced(t)
	records.Invoices[0].ServiceEnd = date(t, "2026-01-29")
	records.Invoices[0].Place.Line = 7
	_, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, records, nil, period.MonthOf(2026, 6))
	want := "rows.csv:7: the service ends on 2026-01-29, before it starts on 2026-01-30\nfix: correct the two days, or leave them out to count the line when it was issued"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestSpreadAddsUp: the months' shares of any amount over any days add up to it, and none is a millionth or more away from
// its part by days.
func TestSpreadAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(-1<<62, 1<<62).Draw(t, "amount")
		from := period.Date(rapid.IntRange(-20_000, 40_000).Draw(t, "from"))
		days := rapid.IntRange(1, 4_000).Draw(t, "days")
		to := from + period.Date(days) - 1
		total, covered := int64(0), 0
		for _, s := range spread(period.Calendar{}, amount, from, to) {
			inside := int(min(to, s.month.Last())-max(from, s.month.First())) + 1
			exact := decimal.NewFromInt(amount).Mul(decimal.NewFromInt(int64(inside)))
			if off := decimal.NewFromInt(s.amount).Mul(decimal.NewFromInt(int64(days))).Sub(exact).Abs(); off.Cmp(decimal.NewFromInt(int64(days))) >= 0 {
				t.Fatalf("%s: %d is not the part of %d days of %d", s.month, s.amount, inside, days)
			}
			total, covered = total+s.amount, covered+inside
		}
		if total != amount || covered != days {
			t.Fatalf("%d over %d days became %d over %d", amount, days, total, covered)
		}
	})
}

// TestRevenueAddsUp: what an invoice line brings over its months is the line, for any dates.
func TestRevenueAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := period.MonthOf(2024, 1).First() + period.Date(rapid.IntRange(0, 300).Draw(t, "from"))
		to := from + period.Date(rapid.IntRange(0, 500).Draw(t, "days"))
		row := ingest.InvoiceLine{Account: "A", Currency: "EUR", IssuedOn: from, ServiceStart: from, ServiceEnd: to, Amount: decimal.New(rapid.Int64Range(-1_000_000_000, 1_000_000_000).Draw(t, "cents"), -2)}
		records := &ingest.Records{Accounts: []ingest.Account{{ID: "A"}}, Invoices: []ingest.InvoiceLine{row},
			Datasets: map[string]*ingest.Loaded{"invoices": {First: from, Last: to}}}
		f, err := Build(&job.File{Currency: "EUR"}, records, nil, to.Month())
		if err != nil {
			t.Fatal(err)
		}
		total := Annual(0)
		for month := from.Month(); month <= to.Month(); month++ {
			total = total.Add(f.Value("revenue", AccountScope("A"), f.Calendar.At(period.MonthKind, month)))
		}
		if total.String() != row.Amount.String() {
			t.Fatalf("%s over %s to %s became %s", row.Amount, from, to, total)
		}
	})
}
