package facts

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// TestMemo: an introductory discount stands in the memo while it runs and its line is in service, at the closing rates; one
// that recurs is taken off the revenue and is no memo.
func TestMemo(t *testing.T) {
	discounted := func(id, amount, currency, from, to, until string, percent int64, introductory bool) ingest.Subscription {
		s := line(t, id, "A", "Core", amount, from, to)
		s.Currency = currency
		s.Discount = ingest.Discount{Percent: decimal.NewFromInt(percent), Introductory: introductory, EndsOn: date(t, until)}
		return s
	}
	for _, c := range []struct {
		what, period, column string
		settings             job.MRR
		want                 string
	}{
		{"before all", "2025-12", "discount", job.MRR{}, "n/a (outside the dataset's cover: subscriptions start 2026-01)"},
		{"25 % of 100 EUR", "2026-01", "discount", job.MRR{}, "25"},
		{"and 10 % of 200 USD at 0.5", "2026-02", "discount", job.MRR{}, "35"},
		{"the quarter's end: the first has run out; 0.6", "2026-Q1", "discount", job.MRR{}, "12"},
		{"the other's line has ended", "2026-04", "discount", job.MRR{}, "0"},
		{"introductory discounts are taken off", "2026-02", "discount", job.MRR{IntroductoryDiscounts: true}, "0"},
		{"no discounts known", "2026-02", "product", job.MRR{}, "n/a (no discount column)"},
	} {
		records := &ingest.Records{
			Files:    []ingest.File{{Path: "subscriptions.csv"}},
			Datasets: map[string]*ingest.Loaded{"subscriptions": {Columns: map[string]bool{c.column: true}, Rows: 3}},
			Subscriptions: []ingest.Subscription{
				discounted("S1", "100", "EUR", "2026-01-01", "", "2026-03-15", 25, true),
				discounted("S2", "200", "USD", "2026-02-01", "2026-04-01", "", 10, true),
				discounted("S3", "50", "EUR", "2026-01-01", "", "", 50, false),
			},
			Rates: []ingest.Rate{{On: date(t, "2026-02-28"), Base: "USD", Quote: "EUR", Rate: decimal.New(5, -1)}, {On: date(t, "2026-03-31"), Base: "USD", Quote: "EUR", Rate: decimal.New(6, -1)}},
		}
		f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}, MRR: c.settings}, records, nil, period.MonthOf(2026, 4))
		if err != nil {
			t.Fatal(err)
		}
		p, err := f.Calendar.Parse(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Memo(p).String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.what, got, c.want)
		}
	}
}
