package facts

import (
	"encoding/csv"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// reference reads a CSV file of the folder "shared" beside the project, each row by the names of its header. Without the
// folder there is nothing to compare with; where KPIBOOK_CI=1 says that it is there, the test fails.
func reference(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		file, err := os.Open(filepath.Join(dir, "shared", "data", name))
		if err == nil {
			defer file.Close()
			table, err := csv.NewReader(file).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, fields := range table[1:] {
				row := map[string]string{}
				for i, field := range fields {
					row[table[0][i]] = field
				}
				rows = append(rows, row)
			}
			return rows
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	if os.Getenv("KPIBOOK_CI") == "1" {
		t.Fatalf("no folder shared with data/%s above this one", name)
	}
	t.Skipf("no folder shared with data/%s above this one", name)
	return nil
}

// expected is a figure worked out by hand.
type expected struct {
	measure string
	scope   Scope
	period  string
	want    string
}

// compare builds facts up to June 2026 and holds them against figures.
func compare(t *testing.T, file *job.File, records *ingest.Records, figures []expected) {
	t.Helper()
	file.Currency, file.FX.MaxAgeDays = "EUR", 31
	f, err := Build(file, records, nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range figures {
		tried.note(e.measure, e.want)
		p, err := f.Calendar.Parse(e.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Value(e.measure, e.scope, p).String(); got != e.want {
			t.Errorf("%s, %s, %s: got %s, want %s", e.measure, e.scope, e.period, got, e.want)
		}
	}
}

// loaded is a dataset with columns and a cover.
func loaded(t *testing.T, first, last string, columns ...string) *ingest.Loaded {
	l := &ingest.Loaded{Rows: 1, Columns: map[string]bool{}, First: date(t, first), Last: date(t, last)}
	for _, column := range columns {
		l.Columns[column] = true
	}
	return l
}

// company is records of accounts A, B and C, in segments of which B and C share one, and dollar rates of two days in
// February, whose mean makes 0.9 euros of a dollar.
func company(t *testing.T) *ingest.Records {
	quote := func(on, rate string) ingest.Rate {
		return ingest.Rate{On: date(t, on), Base: "EUR", Quote: "USD", Rate: decimal.RequireFromString(rate)}
	}
	return &ingest.Records{Files: []ingest.File{{Path: "rows.csv"}}, Datasets: map[string]*ingest.Loaded{},
		Accounts: []ingest.Account{{ID: "A", Dimensions: map[string]string{"segment": "SMB"}}, {ID: "B", Dimensions: map[string]string{"segment": "Enterprise"}},
			{ID: "C", Dimensions: map[string]string{"segment": "Enterprise"}}},
		Rates: []ingest.Rate{quote("2026-02-02", "1"), quote("2026-02-20", "1.25")}}
}

func amount(text string) decimal.NullDecimal {
	return decimal.NewNullDecimal(decimal.RequireFromString(text))
}

// TestAverageRates: the mean of the days on which a pair is quoted, as given, by its inverse or across a third currency; a
// month without quotes has the last one before, as long as it holds.
func TestAverageRates(t *testing.T) {
	quote := func(on, base, quote, rate string) ingest.Rate {
		return ingest.Rate{On: date(t, on), Base: base, Quote: quote, Rate: decimal.RequireFromString(rate)}
	}
	rates := newRates([]ingest.Rate{
		quote("2026-01-31", "EUR", "USD", "9"), // of another month
		quote("2026-02-02", "EUR", "USD", "1"), quote("2026-02-20", "EUR", "USD", "1.25"),
		quote("2026-02-02", "EUR", "GBP", "0.5"), quote("2026-02-19", "EUR", "GBP", "0.9"), quote("2026-02-20", "EUR", "GBP", "0.75"),
		quote("2026-02-02", "CHF", "EUR", "3"), quote("2026-02-20", "EUR", "CHF", "0.5"), quote("2026-02-20", "CHF", "EUR", "1.5"),
		quote("2026-02-03", "EUR", "JPY", "3"),
	}, 31)
	for _, c := range []struct {
		month    period.Month
		from, to string
		want     string // what 100 becomes
	}{
		{period.MonthOf(2026, 2), "EUR", "EUR", "100"},
		{period.MonthOf(2026, 2), "EUR", "USD", "112.5"},
		{period.MonthOf(2026, 2), "USD", "EUR", "90"},         // (1 + 1/1.25) / 2, not 1 / 1.125
		{period.MonthOf(2026, 2), "GBP", "USD", "183.333333"}, // (1/0.5 + 1.25/0.75) / 2: nothing of the 19th, when the dollar is not quoted
		{period.MonthOf(2026, 2), "CHF", "EUR", "225"},        // as given, not the inverse of the same day
		{period.MonthOf(2026, 2), "JPY", "EUR", "33.333333"},
		{period.MonthOf(2026, 3), "EUR", "USD", "none"}, // the 20th of February is 39 days old at the end of March
		{period.MonthOf(2026, 2), "SEK", "EUR", "none"},
	} {
		got := "none"
		if r, ok := rates.average(c.month, c.from, c.to); ok {
			value, err := r.convert(100 * scale)
			if err != nil {
				t.Fatal(err)
			}
			got = Annual(value).String()
		}
		if got != c.want {
			t.Errorf("100 %s in %s in %s: got %s, want %s", c.from, c.to, c.month, got, c.want)
		}
	}
	rates.maxAge = 39
	if r, ok := rates.average(period.MonthOf(2026, 3), "EUR", "USD"); !ok || r != (rate{125, 100}) {
		t.Errorf("carried forward: got %v %v, want 1.25", r, ok)
	}
}

// TestMissingAverageRate: one fault for each currency, at its first row, with how many more there are.
func TestMissingAverageRate(t *testing.T) {
	records := company(t)
	records.Datasets["costs"] = loaded(t, "2026-01-01", "2026-06-30")
	for line, c := range []struct{ on, currency, amount string }{
		{"2026-02-01", "USD", "1"}, {"2026-05-01", "USD", "1"}, {"2026-05-02", "USD", "0"}, {"2026-06-01", "USD", "1"}, {"2026-01-01", "JPY", "1"},
		{"2026-07-01", "SEK", "1"}, {"2026-01-01", "EUR", "9999999999999"}, // July is after the as-of month
	} {
		records.Costs = append(records.Costs, ingest.Cost{Place: ingest.Place{Line: int32(line + 2)}, Category: "sales", Currency: c.currency, On: date(t, c.on), Amount: decimal.RequireFromString(c.amount)})
	}
	_, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, records, nil, period.MonthOf(2026, 6))
	want := []string{
		"rows.csv:8: amount is too large: more than 9.2 million million", "fix: check the amount for a wrong decimal mark or minor units",
		"rows.csv:6: no rate from JPY to EUR in 2026-01, for this row", "fix: add JPY to the fx_rates source for these months, or raise fx: max_age_days (now 31) to carry a rate further",
		"rows.csv:3: no rate from USD to EUR in 2 months from 2026-05 to 2026-06, for 2 rows of costs like this one",
		"fix: add USD to the fx_rates source for these months, or raise fx: max_age_days (now 31) to carry a rate further",
	}
	if err == nil || err.Error() != strings.Join(want, "\n") {
		t.Errorf("got\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
}

// TestMustShow_FXConversions holds our rates against 189 conversions of a peer with the rates of the European Central Bank.
// Its strict mode is a rate that may not be carried at all, and its last known rate one that may be carried for as long as
// there is need. Two things differ by intent. A series that has ended (BGN, HRK, RUB) has no rate in the peer from the day
// after its last one, which cannot be told from a late file on the day itself: here its last rate is carried like any other,
// up to the age allowed. And there is no linear interpolation: it takes the next quote into account, so that a figure would
// change after it has been reported.
func TestMustShow_FXConversions(t *testing.T) {
	const ecb = "fx_ecb/"
	var quotes []ingest.Rate
	lastQuoted := map[string]period.Date{"EUR": endless}
	for _, row := range reference(t, ecb+"eurofxref-hist.csv") {
		on := date(t, row["Date"])
		for currency, text := range row {
			if value, err := decimal.NewFromString(text); err == nil && len(currency) == 3 {
				quotes = append(quotes, ingest.Rate{On: on, Base: "EUR", Quote: currency, Rate: value})
				if known, ok := lastQuoted[currency]; !ok || on > known {
					lastQuoted[currency] = on
				}
			}
		}
	}
	strict, carried := newRates(quotes, 0), newRates(quotes, 31)
	agree, ended := 0, 0
	conversions := reference(t, ecb+"expected_conversions.csv")
	for _, c := range conversions {
		on, from, to := date(t, c["date"]), c["from"], c["to"]
		for mode, rates := range map[string]*rates{"strict": strict, "last_known": carried} {
			found, ok := rates.on(on, from, to)
			if over := on > min(lastQuoted[from], lastQuoted[to]); over && mode == "last_known" {
				if want := on-min(lastQuoted[from], lastQuoted[to]) <= 31; c[mode] != "RateNotFoundError" || ok != want {
					t.Errorf("%s %s %s, a series that has ended: got a rate %t, want %t", on, from, to, ok, want)
				}
				ended++
				continue
			}
			if !ok {
				if c[mode] != "RateNotFoundError" {
					t.Errorf("%s, %s %s %s: got no rate, want %s", mode, on, from, to, c[mode])
				}
				agree++
				continue
			}
			want, err := decimal.NewFromString(c[mode])
			if err != nil {
				t.Errorf("%s, %s %s %s: got %v, want %s", mode, on, from, to, found, c[mode])
				continue
			}
			rounded, _ := newRate(new(big.Rat).Quo(want.Rat(), decimal.RequireFromString(c["amount"]).Rat()))
			if expr.Fraction(int64(found.mantissa), int64(found.divisor)).String() != expr.Fraction(int64(rounded.mantissa), int64(rounded.divisor)).String() {
				t.Errorf("%s, %s %s %s: got %v, want %v", mode, on, from, to, found, rounded)
			}
			agree++
		}
	}
	if len(conversions) != 189 || agree+ended != 2*189 {
		t.Errorf("%d conversions, %d agree and %d are of an ended series", len(conversions), agree, ended)
	}
	t.Logf("%d of 378 conversions agree, %d are of a series that has ended", agree, ended)
}
