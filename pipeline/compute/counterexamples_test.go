package compute

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

func day(t testing.TB, text string) period.Date {
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

func money(amount int64) decimal.Decimal { return decimal.NewFromInt(amount) }

// yearly is a subscription of an amount a year.
func yearly(t testing.TB, account string, amount int64, from string) ingest.Subscription {
	return ingest.Subscription{Account: account, Amount: money(amount), Currency: "EUR", Interval: ingest.Interval{Name: "year", PerYear: 1, Per: 1},
		StartedOn: day(t, from), EndedOn: period.NoDate, TrialEndsOn: period.NoDate, Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}}
}

// cover is a dataset with columns over 2024 and 2025.
func cover(t testing.TB, columns string) *ingest.Loaded {
	l := &ingest.Loaded{Rows: 1, Columns: map[string]bool{}, First: day(t, "2024-01-01"), Last: day(t, "2025-12-31")}
	for _, column := range strings.Fields(columns) {
		l.Columns[column] = true
	}
	return l
}

// asOf2025 is the book of records as of December 2025.
func asOf2025(t testing.TB, file *job.File, records *ingest.Records, usage *facts.Usage) *Book {
	t.Helper()
	file.Currency = "EUR"
	records.Files = []ingest.File{{Path: "rows.csv"}}
	f, err := facts.Build(file, records, usage, period.MonthOf(2025, 12))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	return New(f, catalogue, file.KPIs)
}

// TestMustShow_CounterExamples: figures that a plausible but wrong calculation gets wrong.
func TestMustShow_CounterExamples(t *testing.T) {
	hold := func(b *Book, kpi, of, want, not string) {
		t.Helper()
		if got := figure(t, b, kpi, "", of).String(); got != want {
			t.Errorf("%s: got %s, want %s, and not %s", kpi, got, want, not)
		}
	}

	records := &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": cover(t, ""), "contracts": cover(t, "")}}
	records.Subscriptions = []ingest.Subscription{yearly(t, "A", 100, "2025-01-01")}
	for i, c := range []struct {
		value int64
		end   string
	}{{300, "2027-12-31"}, {100, "2025-12-31"}} {
		records.Contracts = append(records.Contracts, ingest.Contract{ID: fmt.Sprint(i), Account: "A", Currency: "EUR", SignedOn: period.NoDate, Terminated: period.NoDate,
			StartsOn: day(t, "2025-01-01"), EndsOn: day(t, c.end), Recurring: money(c.value)})
	}
	hold(asOf2025(t, &job.File{}, records, nil), "annual_contract_value", "2025-11", "200", "100, all value over all years")

	records = &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": cover(t, "")}}
	records.Subscriptions = []ingest.Subscription{yearly(t, "A", 100, "2025-01-01"), yearly(t, "B", 10, "2017-01-01")}
	hold(asOf2025(t, &job.File{}, records, nil), "lifetime_value", "2025-12", "275", "95, the mean of 100 x 1 and 10 x 9: the book has means of 55 a year and of 5 years")

	records = &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": cover(t, ""), "renewals": cover(t, "amount_renewed outcome")}}
	records.Subscriptions = []ingest.Subscription{yearly(t, "A", 100, "2024-01-01"), yearly(t, "B", 300, "2024-01-01")}
	records.Renewals = []ingest.Renewal{{Account: "A", Currency: "EUR", DueOn: day(t, "2025-12-01"), RenewedOn: period.NoDate, Due: money(100), Renewed: decimal.NewNullDecimal(money(100)), Outcome: "renewed"},
		{Account: "B", Currency: "EUR", DueOn: day(t, "2025-12-15"), RenewedOn: period.NoDate, Due: money(300), Outcome: "open"}}
	open := asOf2025(t, &job.File{}, records, nil)
	hold(open, "renewal_rate", "2025-12", "0.5", "1: what is open is not renewed")
	hold(open, "gross_renewal_rate", "2025-12", "0.25", "1")
	hold(open, "renewals_open", "2025-12", "1", "0")

	records = &ingest.Records{Datasets: map[string]*ingest.Loaded{"tickets": cover(t, "first_responded_at resolved_at")}}
	at := func(days int) time.Time { return time.Date(2025, 11, 1+days, 9, 0, 0, 0, time.UTC) }
	for i := range 10 {
		ticket := ingest.Ticket{ID: fmt.Sprint(i), Priority: "high", Created: at(i)}
		if i >= 5 {
			ticket.Responded = ticket.Created.Add(time.Hour)
		}
		records.Tickets = append(records.Tickets, ticket)
	}
	sla := &job.File{KPIs: job.KPIs{SLAHours: map[string]string{"high": "4"}}}
	hold(asOf2025(t, sla, records, nil), "sla_attainment", "2025-11", "0.5", "1: five were never answered")

	records = &ingest.Records{Datasets: map[string]*ingest.Loaded{"opportunities": cover(t, "kind outcome closed_on")}}
	for _, c := range [][2]string{{"new", "won"}, {"upsell", "lost"}, {"renewal", "won"}, {"renewal", "won"}} {
		records.Opportunities = append(records.Opportunities, ingest.Opportunity{Kind: c[0], Outcome: c[1], Currency: "EUR", CreatedOn: day(t, "2025-10-01"), ClosedOn: day(t, "2025-11-05")})
	}
	hold(asOf2025(t, &job.File{}, records, nil), "win_rate", "2025-11", "0.5", "0.75: renewals are no deals won")

	records = &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": cover(t, ""), "usage": cover(t, "user_id")}}
	usage := facts.NewUsage(period.Calendar{}, nil)
	for account := range 10 {
		id := fmt.Sprint("A", account)
		records.Subscriptions = append(records.Subscriptions, yearly(t, id, 100, "2024-01-01"))
		for date := day(t, "2025-11-01"); date <= day(t, "2025-11-30"); date++ {
			for user := range 3 {
				usage.AddUsage(&ingest.Usage{Account: id, User: fmt.Sprint(id, "-", user), On: date, Count: 1})
			}
		}
	}
	hold(asOf2025(t, &job.File{}, records, usage), "daily_active_users", "2025-11", "30", "3: ten accounts add up")
}

// TestMustShow_StickinessWithinBounds: whatever is used when, over a quarter stickiness stays within 100 %.
func TestMustShow_StickinessWithinBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		records := &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": cover(t, ""), "usage": cover(t, "user_id")}}
		records.Subscriptions = []ingest.Subscription{yearly(t, "A", 100, "2024-01-01")}
		usage := facts.NewUsage(period.Calendar{}, nil)
		first := day(t, "2025-10-01")
		for user := range rapid.IntRange(1, 4).Draw(rt, "users") {
			from := rapid.IntRange(0, 91).Draw(rt, "from")
			for on := from; on <= rapid.IntRange(from, 91).Draw(rt, "to"); on++ {
				usage.AddUsage(&ingest.Usage{Account: "A", User: fmt.Sprint(user), On: first + period.Date(on), Count: 1})
			}
		}
		got := figure(t, asOf2025(t, &job.File{}, records, usage), "stickiness", "", "2025-Q4")
		if got.Sub(expr.Fraction(1, 1)).Sign() > 0 || got.Sign() < 0 || !got.Available() {
			rt.Errorf("got %s", got)
		}
	})
}

// TestMustShow_QuarterNetted: a customer who grew and shrank again, and one who joined and left, inside a quarter: the quarter is
// netted, the months stand beside as activity, and the note of the KPI explains both.
func TestMustShow_QuarterNetted(t *testing.T) {
	b := company(t, 6, span{"A", 100, 1, 0}, span{"A", 40, 4, 6}, span{"B", 60, 5, 6})
	for _, c := range []struct{ kpi, variant, want string }{
		{"net_revenue_retention", "", "1"}, {"account_expansion", "", "0"}, {"churned_mrr", "", "0"}, {"new_mrr", "", "0"},
		{"account_expansion", "activity", "40"}, {"account_contraction", "activity", "40"}, {"new_mrr", "activity", "60"}, {"churned_mrr", "activity", "60"},
		{"net_revenue_retention", "activity", "0.4"}, // (100 + 40 - 60 - 40) / 100: B's loss without B's gain
	} {
		if got := figure(t, b, c.kpi, c.variant, "2025-Q2").String(); got != c.want {
			t.Errorf("%s %s: got %s, want %s", c.kpi, c.variant, got, c.want)
		}
	}
	k, _ := b.Catalogue.ByID("net_revenue_retention")
	for _, want := range []string{"netted per customer over the whole period", "the sum of its months is the variant activity"} {
		if note := k.Note(b.Catalogue, ""); !strings.Contains(note, want) {
			t.Errorf("the note does not say %q:\n%s", want, note)
		}
	}
}
