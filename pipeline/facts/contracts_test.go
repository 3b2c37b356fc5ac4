package facts

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// contract is one in EUR, signed on its first day; the callers change what they test.
func contract(t *testing.T, id, account, from, to, recurring string) ingest.Contract {
	return ingest.Contract{ID: id, Account: account, Currency: "EUR", SignedOn: date(t, from), StartsOn: date(t, from), EndsOn: date(t, to), Terminated: period.NoDate,
		Recurring: decimal.RequireFromString(recurring)}
}

// renewing is a contract that names the one it renews.
func renewing(t *testing.T, renews, id, account, from, to, recurring string) ingest.Contract {
	c := contract(t, id, account, from, to, recurring)
	c.Renews = renews
	return c
}

// contracted is what Build takes for a company with contracts up to June 2026. Account S pays 100 a month from 2024 on.
func contracted(t *testing.T, contracts ...ingest.Contract) *ingest.Records {
	records := &ingest.Records{Files: []ingest.File{{Path: "contracts.csv"}}, Contracts: contracts,
		Subscriptions: []ingest.Subscription{line(t, "S1", "S", "Core", "100", "2024-01-01", "")},
		Datasets: map[string]*ingest.Loaded{"subscriptions": {Columns: map[string]bool{}},
			"contracts": {Rows: len(contracts), First: period.NoDate, Last: period.NoDate, Columns: map[string]bool{"terminated_on": true, "auto_renew": true}}}}
	seen := map[string]bool{"S": true}
	for _, c := range contracts {
		if !seen[c.Account] {
			seen[c.Account] = true
			records.Accounts = append(records.Accounts, ingest.Account{ID: c.Account})
		}
	}
	return records
}

func buildJune(t *testing.T, records *ingest.Records) *Facts {
	t.Helper()
	f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, records, nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// answer is a measure of an account, of the portfolio when it is empty.
type answer struct{ measure, account, period, want string }

func check(t *testing.T, f *Facts, answers []answer) {
	t.Helper()
	for _, a := range answers {
		tried.note(a.measure, a.want)
		p, err := f.Calendar.Parse(a.period)
		if err != nil {
			t.Fatal(err)
		}
		scope := Portfolio
		if a.account != "" {
			scope = AccountScope(a.account)
		}
		if got := f.Value(a.measure, scope, p).String(); got != a.want {
			t.Errorf("%s, %s, %s: got %s, want %s", a.measure, scope, a.period, got, a.want)
		}
	}
}

// remarked is what there is to know beside a measure.
func remarked(f *Facts, measure string, scope Scope, p period.Period) string {
	var texts []string
	for _, r := range f.Remarks(measure, scope, p) {
		texts = append(texts, r.Text+": "+r.Value.String())
	}
	return strings.Join(texts, "; ")
}

// TestContracts holds the measures of contracts against figures worked out by hand.
func TestContracts(t *testing.T) {
	long := contract(t, "A1", "A", "2024-01-01", "2026-12-31", "300")
	long.SignedOn, long.OneTimeFees = date(t, "2023-12-15"), decimal.NewFromInt(30)
	unsigned := contract(t, "A2", "A", "2026-01-01", "2026-12-31", "100")
	unsigned.SignedOn = period.NoDate
	terminated := contract(t, "E1", "E", "2025-01-01", "2026-12-31", "48")
	terminated.Terminated = date(t, "2026-03-16")
	expired := contract(t, "E2", "E", "2025-01-01", "2025-12-31", "12")
	expired.Terminated = date(t, "2026-01-01")
	late := contract(t, "F1", "F", "2026-06-01", "2027-05-31", "70")
	late.SignedOn = date(t, "2026-07-02")
	records := contracted(t, long, unsigned,
		contract(t, "B1", "B", "2025-01-01", "2025-12-31", "120"), renewing(t, "B1", "B2", "B", "2025-10-11", "2026-10-10", "240"),
		contract(t, "C1", "C", "2025-01-01", "", "500"),
		contract(t, "D1", "D", "2026-02-10", "2026-08-09", "60"), contract(t, "D2", "D", "2026-01-01", "2026-02-14", "150"), contract(t, "D3", "D", "2026-03-01", "2026-09-30", "100"),
		terminated, expired, late)
	f := buildJune(t, records)
	check(t, f, []answer{
		{"contract_annual_value", "A", "2026-06", "200"}, // 300 / 3 + 100 / 1; 400 over 4 years would be 100
		{"contract_annual_value", "A", "2026-Q1", "200"},
		{"contract_recurring_value", "A", "2026-06", "400"},
		{"contract_one_time_fees", "A", "2026-06", "30"},
		{"contracts_in_force", "A", "2026-06", "2"},
		{"contracts_in_force", "A", "2025-12", "1"},
		{"contract_value_signed", "A", "2023-12", "330"}, // with fees, by signature
		{"contract_value_signed", "A", "2024-01", "0"},
		{"contract_value_signed", "A", "2026-01", "100"}, // not signed: by start
		{"contract_annual_value", "B", "2025-09", "120"},
		{"contract_annual_value", "B", "2025-10", "240"}, // B1 is superseded from the eleventh on, though its term runs
		{"contracts_in_force", "B", "2025-10", "1"},
		{"contract_annual_value", "B", "2026-10", "n/a (open period: ends 2026-10-31)"},
		{"contracts_in_force", "C", "2026-06", "1"}, // evergreen: there, without values
		{"term_contracts_in_force", "C", "2026-06", "0"},
		{"contract_recurring_value", "C", "2026-06", "0"},
		{"contract_annual_value", "C", "2026-06", "0"},
		{"contract_value_signed", "C", "2025-01", "0"},
		{"contract_annual_value", "D", "2026-01", "1200"}, // 150 over 1.5 months
		{"contract_annual_value", "D", "2026-02", "120"},  // 60 over half a year
		{"contract_annual_value", "D", "2026-06", "291.428571"},
		{"contract_annual_value", "E", "2026-02", "24"},
		{"contract_annual_value", "E", "2026-03", "0"},
		{"contracts_terminated", "E", "2026-03", "1"},
		{"contracts_terminated", "E", "2026-01", "0"},   // ended with its term
		{"contracts_in_force", "F", "2026-06", "0"},     // signed after the data cut
		{"contracts_in_force", "", "2026-06", "6"},      // A1, A2, B2, C1, D1, D3
		{"term_contracts_in_force", "", "2026-06", "5"}, // all but C1
		{"contract_annual_value", "", "2026-06", "731.428571"},
		{"contract_value_signed", "", "2026-Q1", "410"},
		{"contracts_terminated", "", "2026-H1", "1"},
		{"term_contracts_in_force", "", "2023-11", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contracts_in_force", "", "2023-11", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contract_recurring_value", "", "2023-11", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contract_one_time_fees", "", "2023-11", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contract_annual_value", "", "2023-11", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contract_value_signed", "", "2023-11", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contracts_terminated", "", "2023-Q4", "n/a (outside the dataset's cover: contracts is from 2023-12-15 to 2026-12-31)"},
		{"contract_years", "A", "2026-06", "n/a (not defined at this grain)"},
	})
	if _, faults := f.CheckSums(); len(faults) > 0 {
		t.Error(faults)
	}
	june, january, began := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 6)), f.Calendar.At(period.MonthKind, period.MonthOf(2026, 1)), f.Calendar.At(period.MonthKind, period.MonthOf(2025, 1))
	for _, measure := range []string{"contract_recurring_value", "contract_one_time_fees", "contract_annual_value"} {
		if got := f.LeftOut(measure, Portfolio, june); got != 1 {
			t.Errorf("evergreen contracts left out of %s: got %d, want 1", measure, got)
		}
	}
	if got := f.LeftOut("contract_value_signed", AccountScope("C"), began); got != 1 {
		t.Errorf("evergreen contracts left out of those signed: got %d, want 1", got)
	}
	if got, want := remarked(f, "contract_annual_value", Portfolio, june), "evergreen contracts left out, as they have no term: 1; contracts of under a year, which count for more than their whole value when brought to a year: 2"; got != want { // C1; D1 and D3
		t.Errorf("beside the annual value in June: got %s, want %s", got, want)
	}
	if got, want := remarked(f, "term_contracts_in_force", Portfolio, june), "evergreen contracts left out, as they have no term: 1"; got != want {
		t.Errorf("beside the number with a term: got %s, want %s", got, want)
	}
	if got, want := remarked(f, "contract_value_signed", AccountScope("A"), january), "contracts counted by their start, as no day of signature is recorded: 1"; got != want {
		t.Errorf("beside what A signed in January: got %s, want %s", got, want)
	}

	delete(records.Datasets["contracts"].Columns, "terminated_on")
	check(t, buildJune(t, records), []answer{{"contracts_terminated", "", "2026-03", "n/a (no terminated_on column)"}})
	none := contracted(t)
	delete(none.Datasets, "contracts")
	for _, measure := range []string{"contract_recurring_value", "contract_one_time_fees", "contract_annual_value", "contracts_in_force", "term_contracts_in_force", "contract_value_signed", "contracts_terminated", "contract_years"} {
		check(t, buildJune(t, none), []answer{{measure, "", "2026-06", "n/a (no contracts dataset)"}})
	}
}

// TestContractCurrency: what is in force is valued at the closing rate of each month, what is signed at the month's average.
func TestContractCurrency(t *testing.T) {
	dollars := contract(t, "A1", "A", "2026-03-01", "2027-02-28", "1200")
	dollars.Currency = "USD"
	records := contracted(t, dollars)
	if _, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, records, nil, period.MonthOf(2026, 6)); err == nil || !strings.Contains(err.Error(), "no rate from USD to EUR in 4 months from 2026-03 to 2026-06") {
		t.Errorf("no rates: got %v", err)
	}
	for on, rate := range map[string]string{"2026-03-01": "1", "2026-03-31": "1.5", "2026-04-30": "2", "2026-05-31": "1.2", "2026-06-30": "1.25"} {
		records.Rates = append(records.Rates, ingest.Rate{On: date(t, on), Base: "USD", Quote: "EUR", Rate: decimal.RequireFromString(rate)})
	}
	check(t, buildJune(t, records), []answer{
		{"contract_annual_value", "A", "2026-03", "1800"}, {"contract_annual_value", "A", "2026-04", "2400"}, {"contract_annual_value", "A", "2026-Q2", "1500"},
		{"contract_recurring_value", "A", "2026-05", "1440"}, {"contracts_in_force", "A", "2026-05", "1"},
		{"contract_value_signed", "A", "2026-03", "1500"}, // the mean of 1 and 1.5
	})
}

// TestContractBeforeItsStart: a contract that ends before it starts has no term to divide by.
func TestContractBeforeItsStart(t *testing.T) {
	wrong := contract(t, "A1", "A", "2026-03-01", "2026-02-01", "100")
	wrong.Place = ingest.Place{File: 0, Line: 7}
	_, err := Build(&job.File{Currency: "EUR"}, contracted(t, wrong), nil, period.MonthOf(2026, 6))
	want := "contracts.csv:7: contract A1 ends on 2026-02-01, before it starts on 2026-03-01\nfix: correct one of the two; ends_on is the last day of the term"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestContractYears(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2024-01-01", "2026-12-31", "3"},
		{"2026-01-01", "2026-12-31", "1"},
		{"2026-02-10", "2026-08-09", "0.5"},   // full months run from day to day
		{"2026-01-01", "2026-02-14", "0.125"}, // one month and 14 of 28 days
		{"2024-02-29", "2025-02-28", "1"},
		{"2026-01-31", "2027-01-30", "1"},
		{"2026-01-01", "2026-06-30", "0.5"},
		{"2026-02-15", "2026-02-21", "0.02083333333333333333333333333333333"}, // 7 of 28 days
		{"2026-01-01", "", "n/a (evergreen: C1)"},
		{"2026-01-02", "2026-01-01", "n/a (input rejected: C1)"},
	} {
		one := contract(t, "C1", "A", c.from, c.to, "1")
		if got := ContractYears(&one).String(); got != c.want {
			t.Errorf("%s to %s: got %s, want %s", c.from, c.to, got, c.want)
		}
	}
}
