package compute

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// span is a subscription: who pays how much a month, from the first day of a month of 2025 on (1 is January, 13 January 2026) up
// to that of another, 0 for no end.
type span struct {
	account  string
	amount   int64
	from, to int
}

// company is a book of spans as of a month of 2025, counted likewise. Accounts of one letter are in the segment of that letter.
func company(t testing.TB, asOf int, spans ...span) *Book {
	t.Helper()
	month := func(n int) period.Month { return period.MonthOf(2025, 1) + period.Month(n-1) }
	records := &ingest.Records{Files: []ingest.File{{Path: "subscriptions.csv"}}, Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: len(spans), Columns: map[string]bool{}}}}
	seen := map[string]bool{}
	for _, s := range spans {
		end := period.NoDate
		if s.to > 0 {
			end = month(s.to).First()
		}
		records.Subscriptions = append(records.Subscriptions, ingest.Subscription{Account: s.account, Amount: decimal.NewFromInt(s.amount), Currency: "EUR",
			Interval: ingest.Interval{Name: "month", PerYear: 12, Per: 1}, StartedOn: month(s.from).First(), EndedOn: end, TrialEndsOn: period.NoDate, Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}})
		if !seen[s.account] {
			seen[s.account] = true
			records.Accounts = append(records.Accounts, ingest.Account{ID: s.account, Dimensions: map[string]string{"letter": s.account[:1]}})
		}
	}
	f, err := facts.Build(&job.File{Currency: "EUR"}, records, nil, month(asOf))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	return New(f, catalogue, job.KPIs{})
}

// figure is a KPI under a definition for the portfolio.
func figure(t testing.TB, b *Book, kpi, variant, of string) expr.Value {
	t.Helper()
	p, err := b.Facts.Calendar.Parse(of)
	k, ok := b.Catalogue.ByID(kpi)
	if err != nil || !ok {
		t.Fatal(err, kpi)
	}
	return b.Value(Chosen{KPI: k, Variant: variant}, facts.Portfolio, p)
}

// TestHalfLife works the product-limit estimate out by hand: of four customers one leaves after 2 months, one after 3, and one,
// who came late, has stayed for 2: 3/4 are left after 2 months, and half of those, that is 3/8, after 3.
func TestHalfLife(t *testing.T) {
	b := company(t, 6, span{"A", 10, 1, 0}, span{"B", 10, 1, 3}, span{"C", 10, 1, 4}, span{"D", 10, 5, 0})
	for of, want := range map[string]string{"2025-06": "3", "2025-03": "n/a (history too short: more than half of the customers have stayed for as long as the data goes back)"} {
		if got := figure(t, b, "customer_half_life", "", of).String(); got != want {
			t.Errorf("%s: got %s, want %s", of, got, want)
		}
	}
	// A third lost in a month: (2/3)^2 = 4/9. The same third lost in a quarter: six months, as (2/3)^(6/3).
	for of, want := range map[string]string{"2025-03": "2", "2025-05": "n/a (zero denominator: churned_customers)"} {
		if got := figure(t, b, "customer_half_life", "at_this_churn", of).String(); got != want {
			t.Errorf("at the churn of %s: got %s, want %s", of, got, want)
		}
	}
	quarter := company(t, 6, span{"A", 10, 1, 0}, span{"B", 10, 1, 5}, span{"C", 10, 1, 0})
	if got := figure(t, quarter, "customer_half_life", "at_this_churn", "2025-Q2").String(); got != "6" {
		t.Errorf("at the churn of a quarter: got %s, want 6", got)
	}
}

// TestConcentration: ten customers of 1 and one of 90 make shares of 0.9 and 0.01.
func TestConcentration(t *testing.T) {
	spans := []span{{"Z", 90, 1, 0}}
	for _, account := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "J"} {
		spans = append(spans, span{account, 1, 1, 0})
	}
	b := company(t, 2, spans...)
	for variant, want := range map[string]string{"": "0.99", "hhi": "8110"} {
		if got := figure(t, b, "revenue_concentration", variant, "2025-02").String(); got != want {
			t.Errorf("%q: got %s, want %s", variant, got, want)
		}
	}
	gone := company(t, 2, span{"A", 1, 1, 2})
	if got := figure(t, gone, "revenue_concentration", "", "2025-02").String(); got != "n/a (zero denominator: closing_arr)" {
		t.Errorf("nobody pays: got %s", got)
	}
}

// TestTrend: a book that grows by 10 a month goes on so; one that shrinks does not fall below 0; eleven months are too few.
func TestTrend(t *testing.T) {
	var growing, shrinking []span
	for month := 1; month <= 18; month++ {
		growing = append(growing, span{"A", 10, month, 0})
		shrinking = append(shrinking, span{"A", 10, 1, month + 2})
	}
	b := company(t, 18, growing...)
	if got := figure(t, b, "recurring_revenue_forecast", "trend", "2026-06"); !got.Equal(expr.Fraction(12*180+10*78, 1)) {
		t.Errorf("growing: got %s, want 2940", got)
	}
	if got := figure(t, b, "recurring_revenue_forecast_error", "trend", "2026-06"); !got.Equal(expr.Fraction(0, 1)) {
		t.Errorf("a straight line is foretold exactly, got an error of %s", got)
	}
	if got := figure(t, b, "recurring_revenue_forecast", "trend", "2025-11").String(); got != "n/a (history too short: twelve months needed: outside the dataset's cover: subscriptions start 2025-01)" {
		t.Errorf("eleven months: got %s", got)
	}
	if got := figure(t, company(t, 18, shrinking...), "recurring_revenue_forecast", "trend", "2026-06"); !got.Equal(expr.Fraction(10, 1)) {
		t.Errorf("from 20 down: got %s, want 10 in the next month and nothing after", got)
	}
}

// TestOutlooks: for any book, the months of a forecast add up to its KPI, and what its tested months were missed by, worked out from
// the forecast of six months before, averages to the KPI of its error.
func TestOutlooks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var spans []span
		for range rapid.IntRange(1, 12).Draw(rt, "spans") {
			from := rapid.IntRange(1, 18).Draw(rt, "from")
			spans = append(spans, span{rapid.SampledFrom([]string{"A", "B", "C", "D"}).Draw(rt, "account"), rapid.Int64Range(1, 900).Draw(rt, "amount"), from, rapid.SampledFrom([]int{0, from + 3, from + 12}).Draw(rt, "to")})
		}
		b := company(t, 20, append(spans, span{"E", 50, 1, 0})...)
		month := b.Facts.Calendar.At(period.MonthKind, b.Facts.Last)
		before := b.Outlooks(facts.Portfolio, month.Earlier(6))
		for i, o := range b.Outlooks(facts.Portfolio, month) {
			if o.Reason.Code != expr.Available {
				continue
			}
			var sum, missed expr.Value
			for _, v := range o.Months {
				sum = sum.Add(v)
			}
			if got := b.Value(o.Forecast, facts.Portfolio, month); !got.Equal(sum) {
				rt.Errorf("%s.%s is %s, and its months add up to %s", o.Forecast.KPI.ID, o.Forecast.Variant, got, sum)
			}
			for k, tested := range o.Tested {
				if !tested.Foretold.Equal(before[i].Months[k]) || tested.Month != month.Earlier(5-k) {
					rt.Errorf("%s: %s was foretold %s, and is tested as %s", o.Forecast.KPI.ID, tested.Month.ID(), before[i].Months[k], tested.Foretold)
				}
				share := tested.Foretold.Sub(tested.Actual).Quo(tested.Actual)
				missed = missed.Add(share.Max(share.Neg()))
			}
			if got := b.Value(o.Error, facts.Portfolio, month); len(o.Tested) > 0 && !got.Equal(missed.Quo(expr.Fraction(6, 1))) {
				rt.Errorf("%s.%s is %s, and its months were missed by %s in all", o.Error.KPI.ID, o.Error.Variant, got, missed)
			}
		}
	})
}

// TestSumsOverCustomers: for any book, what --why gives the customers of a computed KPI adds up to its change.
func TestSumsOverCustomers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var spans []span
		for i := range rapid.IntRange(1, 14).Draw(rt, "spans") {
			from := rapid.IntRange(1, 5).Draw(rt, "from")
			spans = append(spans, span{string(rune('A' + i)), rapid.Int64Range(1, 500).Draw(rt, "amount"), from, rapid.SampledFrom([]int{0, from + 1, from + 3}).Draw(rt, "to")})
		}
		b := company(t, 6, spans...)
		from, _ := b.Facts.Calendar.Parse("2025-05")
		to, _ := b.Facts.Calendar.Parse("2025-06")
		for _, variant := range []string{"", "hhi"} {
			k, _ := b.Catalogue.ByID("revenue_concentration")
			w := b.Why(Chosen{KPI: k, Variant: variant}, facts.Portfolio, from, to)
			if !w.Difference.Available() {
				continue
			}
			rest := w.Difference
			for _, c := range w.Customers {
				rest = rest.Sub(c.Contribution)
			}
			if rest.Sign() != 0 || w.Whole != "" {
				rt.Errorf("%q: the customers are %s off the difference %s", variant, rest, w.Difference)
			}
		}
	})
}
