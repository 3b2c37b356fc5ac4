package finance

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// october is the report month: the last of a quarter of the fiscal year that starts in February.
var october = period.MonthOf(2026, time.October)

func day(t *testing.T, text string) period.Date {
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

// company is a small book: Alder expands by a product, Birch pays in dollars and contracts, Cedar leaves, Dogwood comes back,
// Elm is new, Fir left long ago, Gorse moves to the enterprise customers. Two rows were rejected and one skipped.
func company(t *testing.T, calendar job.FiscalYear) *pipeline.Book {
	t.Helper()
	subscription := func(id, account, product, amount, currency, from, to string) ingest.Subscription {
		return ingest.Subscription{Place: ingest.Place{File: 1, Line: 2}, ID: id, Account: account, Product: product, Amount: decimal.RequireFromString(amount), Currency: currency,
			Interval: ingest.Interval{Name: "month", PerYear: 12, Per: 1}, StartedOn: day(t, from), EndedOn: day(t, to), TrialEndsOn: period.NoDate,
			Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}}
	}
	file := &job.File{Company: "Brightwater Analytics", Currency: "EUR", FiscalYear: calendar, FX: job.FX{MaxAgeDays: 31}, KPIs: job.KPIs{DarkAfterDays: 30}}
	records := &ingest.Records{
		Files: []ingest.File{
			{Path: "exports/accounts.csv", Dataset: "accounts", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Bytes: 312, Read: 6, Loaded: 6,
				How: []string{"UTF-8, comma, header in line 1."}, Mapped: []ingest.Mapping{{Column: "account_id", Header: "Customer ID", By: "alias"}}, Unused: []string{"Fax"}},
			{Path: "exports/subscriptions.csv", Dataset: "subscriptions", SHA256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752", Bytes: 901,
				Read: 10, Loaded: 7, Rejected: 2, Skipped: 1, SkippedBy: map[string]int{"totals row": 1},
				Totals: []ingest.Total{{Column: "amount", Stated: decimal.NewNullDecimal(decimal.NewFromInt(1505))}, {Column: "amount", Currency: "EUR", Read: decimal.NewFromInt(2890), Loaded: decimal.NewFromInt(900), Rejected: decimal.NewFromInt(545), Skipped: decimal.NewFromInt(1445), Unreadable: 1, Stated: decimal.NewNullDecimal(decimal.NewFromInt(1445))}},
				Rejects: []ingest.Reject{
					{Place: ingest.Place{File: 1, Line: 9}, Column: "billing_interval", Value: "fortnight", Reason: "is not a billing interval", Fix: "use week, month, quarter or year"},
					{Place: ingest.Place{File: 1, Line: 10}, Column: "amount", Value: "=1+1", Reason: "is not a number", Fix: "export the value"}}},
			{Path: "exports/rates.csv", Dataset: "fx_rates", Read: 24, Loaded: 24},
		},
		Findings: []ingest.Finding{{Place: ingest.Place{File: 1, Line: 4}, Kind: "duplicate_id", Text: "1 subscription id stands in two rows", Fix: "check the export", Count: 1, Sample: []string{"S1"}}},
		Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: 7, Columns: map[string]bool{"product": true, "discount": true}}, "accounts": {Rows: 6, Columns: map[string]bool{"segment": true, "csm": true}}},
		Subscriptions: []ingest.Subscription{
			subscription("S1", "A", "Core", "100", "EUR", "2025-01-01", ""), subscription("S2", "A", "Insights", "50", "EUR", "2026-10-10", ""),
			subscription("S3", "B", "Core", "300", "USD", "2025-03-01", "2026-10-05"), subscription("S4", "B", "Core", "240", "USD", "2026-10-05", ""),
			subscription("S5", "C", "Core", "80", "EUR", "2025-06-01", "2026-10-20"),
			subscription("S6", "D", "Core", "70", "EUR", "2025-06-01", "2026-06-01"), subscription("S7", "D", "Core", "75", "EUR", "2026-10-01", ""),
			subscription("S8", "E", "Core", "100.01", "EUR", "2026-10-15", ""), subscription("S9", "F", "Core", "60", "EUR", "2025-01-01", "2025-12-01"),
		},
	}
	for _, a := range [][4]string{{"A", "Alder", "enterprise", "Kim"}, {"B", "Birch", "enterprise", "Lee"}, {"C", "Cedar", "small", "Kim"}, {"D", "Dogwood", "small", ""}, {"E", "Elm", "small", "Lee"}, {"F", "Fir", "", "Kim"}, {"G", "Gorse", "small", "Kim"}, {"H", "Hazel", "small", "Kim"}} {
		records.Accounts = append(records.Accounts, ingest.Account{ID: a[0], Name: a[1], Dimensions: map[string]string{"segment": a[2], "csm": a[3]}})
	}
	records.Accounts = append(records.Accounts, ingest.Account{ID: "G", Name: "Gorse", ValidFrom: october.First() + 9, Dimensions: map[string]string{"segment": "enterprise", "csm": "Kim"}})
	records.Subscriptions[0].Discount = ingest.Discount{Percent: decimal.NewFromInt(20), Introductory: true, EndsOn: day(t, "2026-11-15")}
	records.Subscriptions = append(records.Subscriptions, subscription("S10", "G", "Core", "40", "EUR", "2025-02-01", ""), subscription("S11", "H", "Core", "30", "EUR", "2026-08-10", "2026-09-20"))
	records.Datasets["costs"] = &ingest.Loaded{Rows: 1, Columns: map[string]bool{"category": true}, First: day(t, "2025-01-01"), Last: october.Last()}
	records.Costs = []ingest.Cost{{On: october.First(), Category: "sales", Currency: "EUR", Amount: decimal.NewFromInt(900)}}
	usage := facts.NewUsage(file.Calendar(), nil)
	for month := period.MonthOf(2024, time.December); month <= october; month++ {
		records.Rates = append(records.Rates, ingest.Rate{On: month.Last(), Base: "USD", Quote: "EUR", Rate: decimal.New(9000+7*int64(month%13), -4)})
		for _, user := range []string{"u1", "u2"} {
			usage.AddUsage(&ingest.Usage{Account: "A", User: user, On: month.First() + 3, Count: 2})
		}
	}
	usage.AddUsage(&ingest.Usage{Account: "E", User: "u7", On: october.Last(), Count: 1})
	records.Datasets["usage"] = &ingest.Loaded{Rows: 47, Columns: map[string]bool{"user_id": true}, First: period.MonthOf(2024, time.December).First(), Last: october.Last()}

	f, err := facts.Build(file, records, usage, october)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	book := compute.New(f, catalogue, file.KPIs)
	return &pipeline.Book{Book: book, Job: file, Records: records, AsOf: october, AsOfHow: "Oct 2026 is the last complete month: the latest usage row is 2026-10-31",
		Checks: []pipeline.Check{
			{ID: "rows", Name: "Every row accounted for", What: "For every file, rows read = loaded + rejected + skipped.", Cases: 3},
			{ID: "sums", Name: "Accounts add up", What: "Accounts add up to the portfolio.", Cases: 12},
			{ID: "renewals", Name: "Renewals add up", What: "Amounts renewed lie within those due."}}}
}

var fiscal = job.FiscalYear{Starts: "february", NamedBy: "end"}

func build(t *testing.T, b *pipeline.Book) *reports.Workbook {
	t.Helper()
	w, err := Build(b, job.Job{Name: "finance"}, b.Facts.Calendar.At(period.MonthKind, october), reports.Look{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}
