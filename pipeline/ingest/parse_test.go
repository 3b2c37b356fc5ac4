package ingest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		text string
		mark mark
		want string // "" when it is refused
	}{
		{"1234.5", '.', "1234.5"}, {"1,234.50", '.', "1234.5"}, {"1.234,50", ',', "1234.5"}, {"1,234", '.', "1234"}, {"1,234", ',', "1.234"},
		{"(1,234.50)", '.', "-1234.5"}, {"5.00-", '.', "-5"}, {"-5", '.', "-5"}, {"\u22125", '.', "-5"}, {"+5", '.', "5"}, {"$5", '.', "5"}, {"-$5.10", '.', "-5.1"},
		{"$-5.10", '.', "-5.1"}, {"€ 1.234,50", ',', "1234.5"}, {"1 234,50 EUR", ',', "1234.5"}, {"1\u00a0234,50", ',', "1234.5"}, {"1\u202f234,50", ',', "1234.5"},
		{"1'234.50", '.', "1234.5"}, {"1’234’567", '.', "1234567"}, {"12,34,567.00", '.', "1234567"}, {"usd 5", '.', "5"}, {".5", '.', "0.5"}, {"5.", '.', "5"},
		{"1e3", '.', "1000"}, {"1.5E-3", '.', "0.0015"}, {"1.50000000000", '.', "1.5"}, {"123456789012345678", '.', "123456789012345678"}, {"0.12345678", '.', "0.12345678"},
		{"12,5", 0, "12.5"}, {"1.234.567", 0, "1234567"}, {"1234", 0, "1234"}, {"000,123", '.', "123"},
		{"1e1000000000", '.', ""}, {"1e13", '.', ""}, {"1234567890123456789", '.', ""}, {"0.123456789", '.', ""}, {strings.Repeat("1", 41), '.', ""}, {"1e12345678901234567890", '.', ""},
		{"", '.', ""}, {"-", '.', ""}, {".", '.', ""}, {"NaN", '.', ""}, {"#DIV/0!", '.', ""}, {"abc", '.', ""}, {"1.2.3", '.', ""}, {"1,23.4", '.', ""}, {"1,2345", '.', ""}, {"1234,567", '.', ""},
		{"(-5)", '.', ""}, {"--5", '.', ""}, {"$5 EUR", '.', ""}, {"1,234", 0, ""}, {"1,234.5", ',', ""}, {"1.5,", '.', ""}, {"１２", '.', ""}, {"0x10", '.', ""}, {"1_000", '.', ""}, {"5 5", '.', ""},
	} {
		figure, ok := takeApart(c.text)
		value, problem := figure.number(c.mark, maxPlaces)
		got := value.String()
		if !ok || problem != "" {
			got = ""
		}
		if got != c.want {
			t.Errorf("%q with mark %q is %q (%s), want %q", c.text, c.mark, got, problem, c.want)
		}
	}
}

func TestReadingOfMarks(t *testing.T) {
	for text, want := range map[string]mark{"1.234,50": ',', "1,234.50": '.', "1,234": unclear, "1.234": unclear, "12.5": '.', "12,50": ',', "1,234,567": '.', "1.234.567": ',',
		"1234.567": '.', "0.123": '.', ".123": '.', "1'234,567": ',', "1234": 0, "1 234": 0, "1.234e3": '.', "100": 0} {
		if got := reading(text); got != want {
			t.Errorf("%q proves %q, want %q", text, got, want)
		}
	}
}

func TestParseDay(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text  string
		order order
		want  string // "" when it is refused
	}{
		{"2024-02-29", anyOrder, "2024-02-29"}, {"2024/2/9", anyOrder, "2024-02-09"}, {"20240229", iso, "2024-02-29"}, {"31.12.2024", anyOrder, "2024-12-31"}, {"1.2.2024", anyOrder, "2024-02-01"},
		{"03/04/2024", dmy, "2024-04-03"}, {"03/04/2024", mdy, "2024-03-04"}, {"31/12/2024", anyOrder, "2024-12-31"}, {"12/31/2024", anyOrder, "2024-12-31"},
		{"31 Dec 2024", anyOrder, "2024-12-31"}, {"31-Dec-2024", iso, "2024-12-31"}, {"Dec 31, 2024", mdy, "2024-12-31"}, {"September 1 2024", dmy, "2024-09-01"},
		{"2024-01-31T23:30:00Z", anyOrder, "2024-02-01"}, {"2024-01-31 23:30:00", anyOrder, "2024-01-31"}, {"2024-01-31 23:30 UTC", anyOrder, "2024-02-01"},
		{"2024-01-31T23:30:00.123+01:00", anyOrder, "2024-01-31"}, {"12/31/2024 11:59 PM", mdy, "2024-12-31"}, {"2024-07-01T00:30:00+0300", iso, "2024-06-30"},
		{"2024-02-30", anyOrder, ""}, {"2023-02-29", anyOrder, ""}, {"03/04/2024", anyOrder, ""}, {"03/04/2024", iso, ""}, {"13/13/2024", anyOrder, ""}, {"31/12/24", anyOrder, ""}, {"24-12-31", anyOrder, ""}, {"01/02/24", anyOrder, ""},
		{"31/12/24", dmy, "2024-12-31"}, {"12/31/24", anyOrder, "2024-12-31"}, {"24-12-31", iso, "2024-12-31"}, {"31.12.69", anyOrder, "2069-12-31"}, {"31.12.70", anyOrder, "1970-12-31"}, {"5-Mar-24", anyOrder, "2024-03-05"},
		{"Mar 5, 24", anyOrder, "2024-03-05"}, {"31/12/24", mdy, ""}, {"12/31/24 11:59 PM", anyOrder, "2024-12-31"}, {"1. Januar 2024", anyOrder, "2024-01-01"}, {"3 août 2024", anyOrder, "2024-08-03"},
		{"0204-01-01", anyOrder, ""}, {"2300-01-01", anyOrder, ""}, {"45382", anyOrder, ""}, {"", anyOrder, ""}, {"yesterday", anyOrder, ""}, {"2024-01-31 25:00", anyOrder, ""}, {"12/31/2024", dmy, ""},
	} {
		day, problem := parseDay(c.text, c.order, clock{berlin, berlin})
		if got := day.String(); got != c.want || (problem == "") != (c.want != "") {
			t.Errorf("%q written %q is %q (%s), want %q", c.text, c.order, got, problem, c.want)
		}
	}
}

func TestParseMonth(t *testing.T) {
	for text, want := range map[string]string{"2024-03": "2024-03", "2024/3": "2024-03", "202403": "2024-03", "Mar 2024": "2024-03", "march-2024": "2024-03", "03/2024": "2024-03", "2024-03-31": "2024-03", "März 2024": "2024-03",
		"Mar-24": "2024-03", "03/24": "2024-03", "03/04": "", "24-Mar": "", "13/2024": "", "2024": "", "03/04/2024": ""} {
		got, problem := parseMonth(text, anyOrder, clock{time.UTC, time.UTC})
		if (problem == "") != (want != "") || problem == "" && got.String() != want {
			t.Errorf("%q is %s (%s), want %q", text, got, problem, want)
		}
	}
}

func TestParseInterval(t *testing.T) {
	for text, want := range map[string]Interval{
		"day": {"day", 365, 1}, "Weekly": {"week", 52, 1}, "monthly": {"month", 12, 1}, "per month": {"month", 12, 1}, "quarterly": {"quarter", 4, 1}, "half_year": {"half_year", 2, 1},
		"semi-annual": {"half_year", 2, 1}, "annual": {"year", 1, 1}, "Annually": {"year", 1, 1}, "P1Y": {"year", 1, 1}, "P3M": {"quarter", 4, 1}, "12 months": {"year", 1, 1}, "36 months": {"36 months", 12, 36},
		"3 years": {"36 months", 12, 36}, "every 2 weeks": {"2 weeks", 52, 2}, "1 month": {"month", 12, 1}, "6 months": {"half_year", 2, 1}, "18 months": {"18 months", 12, 18}, "2 quarters": {"half_year", 2, 1},
	} {
		if got, problem := parseInterval(text); got != want {
			t.Errorf("%q is %+v (%s), want %+v", text, got, problem, want)
		}
	}
	for _, text := range []string{"", "biweekly", "biannual", "bimonthly", "biennial", "0 months", "-1 month", "12", "months", "P", "P1X", "fortnights", "99999999999 months"} {
		if got, problem := parseInterval(text); problem == "" {
			t.Errorf("%q is %+v, want it refused", text, got)
		}
	}
}

func FuzzNumber(f *testing.F) {
	for _, text := range []string{"1.234,50", "(1,234.50)", "1e1000000000", "$-5.10", "1 234,50 EUR", "12,34,567.00", "5-", "%"} {
		f.Add(text)
	}
	limit := decimal.New(1, maxIntegerDigits)
	f.Fuzz(func(t *testing.T, text string) {
		figure, ok := takeApart(text)
		for _, m := range []mark{0, '.', ','} {
			value, problem := figure.number(m, maxPlaces)
			if !ok || problem != "" {
				continue
			}
			if value.Abs().GreaterThanOrEqual(limit) || value.Exponent() < -maxPlaces {
				t.Fatalf("%q is %s, beyond the bounds", text, value)
			}
			again, _ := takeApart(value.String())
			if second, problem := again.number('.', maxPlaces); problem != "" || !second.Equal(value) {
				t.Fatalf("%q is %s, which reads as %s (%s)", text, value, second, problem)
			}
		}
	})
}

func FuzzDay(f *testing.F) {
	for _, text := range []string{"2024-02-29", "31.12.2024", "Dec 31, 2024", "2024-01-31T23:30:00Z", "12/31/2024 11:59 PM", "03/04/2024", ". . ", "12/31/24", "1. Januar 2024", "Jan-26", "MRR 01/2026"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		orderOf(text)
		for _, o := range []order{anyOrder, iso, dmy, mdy} {
			day, problem := parseDay(text, o, clock{time.UTC, time.UTC})
			if (problem == "") != (day != period.NoDate) {
				t.Fatalf("%q is %s, and the problem is %q", text, day, problem)
			}
			if problem != "" {
				continue
			}
			if again, problem := parseDay(day.String(), o, clock{time.UTC, time.UTC}); again != day {
				t.Fatalf("%q is %s, which reads as %s (%s)", text, day, again, problem)
			}
		}
		parseMonth(text, anyOrder, clock{time.UTC, time.UTC})
		if days, orders := readings(text); len(days) != len(orders) {
			t.Fatalf("%q has the readings %q by the settings %q", text, days, orders)
		}
		for _, monthFirst := range []bool{false, true} {
			if month, _, ok := monthHeader(text, monthFirst); ok != (month != 0) {
				t.Fatalf("%q is the month %s, which is %t", text, month, ok)
			}
		}
	})
}

// FuzzCurrency: no text makes the parsers of currencies, intervals and yes or no panic, and what they give is read back as it is.
func FuzzCurrency(f *testing.F) {
	for _, text := range []string{"eur", "€", "US$", "every 3 months", "P1Y", "half-year", "yes", "12 months"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if code, problem := parseCurrency(text); problem == "" {
			if again, problem := parseCurrency(code); again != code || problem != "" || !isCode(code) {
				t.Errorf("%q is %s, which reads as %s (%s)", text, code, again, problem)
			}
		}
		if interval, problem := parseInterval(text); problem == "" && (interval.Per < 1 || interval.PerYear < 1) {
			t.Errorf("%q is %+v", text, interval)
		}
		parseBool(text)
	})
}

// TestDecimalsRemedy: a number with more decimals than are kept is to be rounded where it comes from; no setting changes that.
func TestDecimalsRemedy(t *testing.T) {
	file := &job.File{Currency: "EUR", Dir: write(t, map[string]string{"in.csv": "account_id,month,mrr\nA,2026-01,33.333333333333\n"}), Sources: []job.Source{{Dataset: "mrr", Files: []string{"in.csv"}, MaxReject: "1"}}}
	records, err := Read(context.Background(), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := records.Files[0].Rejects; len(r) != 1 || !strings.Contains(r[0].Reason, "more than 8 decimals") || !strings.HasPrefix(r[0].Fix, "round it where it comes from") {
		t.Errorf("rejects are %+v", r)
	}
}
