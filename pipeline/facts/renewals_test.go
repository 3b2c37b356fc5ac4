package facts

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// TestRenewalsOfContracts: what contracts tell of renewals, each account another case. The data is cut on 30 June 2026.
func TestRenewalsOfContracts(t *testing.T) {
	auto := contract(t, "A1", "A", "2025-01-01", "2025-12-31", "120")
	auto.AutoRenew = true
	short := contract(t, "G1", "G", "2025-07-01", "2026-06-29", "100")
	short.Terminated = date(t, "2026-02-01")
	after := renewing(t, "J1", "J2", "J", "2026-06-01", "2027-05-31", "100")
	after.SignedOn = date(t, "2026-07-03")
	early := renewing(t, "N1", "N2", "N", "2026-07-01", "2027-06-30", "80")
	early.SignedOn = date(t, "2026-05-20")
	records := contracted(t,
		auto, renewing(t, "A1", "A2", "A", "2026-01-01", "2026-12-31", "150"), // grows
		contract(t, "B1", "B", "2025-02-01", "2026-01-31", "120"), contract(t, "B2", "B", "2026-02-15", "2027-02-14", "90"), // nobody says that B2 renews B1
		contract(t, "C1", "C", "2025-04-01", "2026-03-31", "100"), contract(t, "C2", "C", "2025-10-01", "2026-03-31", "25"), renewing(t, "C1", "C3", "C", "2026-04-01", "2027-03-31", "150"), // an added contract ends with the first
		contract(t, "D1", "D", "2025-05-01", "2026-04-30", "100"), renewing(t, "D1", "D2", "D", "2025-11-01", "2026-04-30", "100"), renewing(t, "D2", "D3", "D", "2026-05-01", "2027-04-30", "180"), // D2 replaces D1 within its term
		contract(t, "E1", "E", "2025-06-15", "2026-06-14", "60"),                                                           // may still be renewed
		contract(t, "F1", "F", "2025-03-01", "2026-02-28", "70"), contract(t, "F2", "F", "2026-05-01", "2027-04-30", "70"), // comes back after the window
		short, contract(t, "G2", "G", "2026-06-25", "2027-06-24", "100"), // back near the end of what it had left
		contract(t, "H1", "H", "2025-01-01", "2025-12-31", "10"), renewing(t, "H1", "H2", "H", "2026-01-01", "", "10"), // goes on without a term
		contract(t, "I1", "I", "2025-06-01", "2026-05-31", "100"), contract(t, "I2", "I", "2026-05-15", "2027-05-14", "110"), // overlaps
		contract(t, "J1", "J", "2025-06-01", "2026-05-31", "100"), after,
		contract(t, "K1", "K", "2025-01-01", "2025-12-31", "40"), contract(t, "K2", "K", "2025-01-21", "2026-01-20", "50"), // each has one near it
		contract(t, "K3", "K", "2026-01-01", "2026-12-31", "44"), contract(t, "K4", "K", "2026-01-21", "2027-01-20", "45"),
		contract(t, "L1", "L", "2025-01-01", "2025-12-31", "30"), contract(t, "L2", "L", "2025-01-01", "2026-01-15", "32"), // one successor for two
		contract(t, "L3", "L", "2026-01-16", "2027-01-15", "60"),
		contract(t, "O1", "O", "2025-01-01", "2025-12-31", "10"), contract(t, "O2", "O", "2025-01-06", "2026-01-05", "11"), // O3 is near both
		contract(t, "O3", "O", "2026-01-06", "2027-01-05", "11"), contract(t, "O4", "O", "2026-01-11", "2027-01-10", "10"),
		contract(t, "P1", "P", "2025-01-01", "2025-12-31", "20"), contract(t, "P1", "P", "2025-01-01", "2025-10-31", "5"), // two lines, one given up before
		renewing(t, "P1", "P2", "P", "2026-01-01", "2026-12-31", "20"),
		contract(t, "M1", "M", "2025-01-01", "", "99"), // evergreen: never due
		contract(t, "N1", "N", "2025-06-16", "2026-06-15", "80"), early)
	f := buildJune(t, records)
	check(t, f, []answer{
		{"renewals_due", "A", "2025-12", "0"},
		{"renewals_due", "A", "2026-01", "1"}, // the day after its last
		{"renewals_renewed", "A", "2026-01", "1"},
		{"renewals_auto", "A", "2026-01", "1"},
		{"renewal_due_amount", "A", "2026-01", "120"},
		{"renewed_amount", "A", "2026-01", "150"},
		{"renewal_expansion_amount", "A", "2026-01", "30"},
		{"renewal_retained_amount", "A", "2026-01", "120"},
		{"renewals_renewed", "B", "2026-02", "1"},
		{"renewals_auto", "B", "2026-02", "0"},
		{"renewal_expansion_amount", "B", "2026-02", "0"},
		{"renewal_retained_amount", "B", "2026-02", "90"},
		{"renewals_due", "C", "2026-04", "1"},
		{"renewal_due_amount", "C", "2026-04", "150"}, // 100 and 25 over half a year
		{"renewed_amount", "C", "2026-04", "150"},
		{"renewal_retained_amount", "C", "2026-04", "150"},
		{"contract_annual_value", "C", "2026-03", "150"},
		{"renewals_due", "D", "2026-05", "1"},
		{"renewal_due_amount", "D", "2026-05", "200"}, // D2 alone
		{"renewal_retained_amount", "D", "2026-05", "180"},
		{"contracts_in_force", "D", "2025-12", "1"},
		{"renewals_due", "E", "2026-06", "1"},
		{"renewals_open", "E", "2026-06", "1"},
		{"renewals_renewed", "E", "2026-06", "0"},
		{"renewal_due_amount", "E", "2026-06", "60"},
		{"renewed_amount", "E", "2026-06", "0"},
		{"renewals_due", "F", "2026-03", "1"},
		{"renewals_renewed", "F", "2026-03", "0"},
		{"renewals_open", "F", "2026-03", "0"},
		{"renewals_due", "G", "2026-06", "1"}, // lost, although its window is not over
		{"renewals_open", "G", "2026-06", "0"},
		{"renewals_renewed", "G", "2026-06", "0"},
		{"renewals_renewed", "H", "2026-01", "1"},
		{"renewal_due_amount", "H", "2026-01", "0"}, // its renewal has no annual amount, so it is in none of them
		{"renewed_amount", "H", "2026-01", "0"},
		{"contract_annual_value", "I", "2026-05", "110"}, // not 210
		{"contracts_in_force", "I", "2026-05", "1"},
		{"renewal_expansion_amount", "I", "2026-06", "10"},
		{"renewals_open", "J", "2026-06", "1"}, // renewed after the data cut
		{"contract_annual_value", "J", "2026-06", "0"},
		{"renewed_amount", "K", "2026-01", "89"},
		{"renewal_retained_amount", "K", "2026-01", "85"}, // 40 of 44, 45 of 45
		{"renewals_renewed", "K", "2026-01", "2"},
		{"renewals_due", "L", "2026-01", "2"},
		{"renewals_renewed", "L", "2026-01", "1"},
		{"renewed_amount", "L", "2026-01", "60"}, // once
		{"renewal_due_amount", "M", "2026-H1", "0"},
		{"renewals_renewed", "N", "2026-06", "1"}, // signed before the data cut, whenever it starts
		{"renewals_renewed", "O", "2026-01", "2"},
		{"renewal_retained_amount", "O", "2026-01", "21"},
		{"renewals_due", "P", "2025-11", "1"},
		{"renewals_renewed", "P", "2025-11", "0"},
		{"renewed_amount", "P", "2026-01", "20"},
		{"renewals_due", "", "2026-Q1", "11"},
		{"renewals_renewed", "", "2026-Q1", "9"},
		{"renewals_due", "", "2024-12", "n/a (outside the dataset's cover: renewals is from 2025-01-01 to 2027-06-30)"},
		{"renewals_renewed", "", "2024-12", "n/a (outside the dataset's cover: renewals is from 2025-01-01 to 2027-06-30)"},
		{"renewed_amount", "", "2026-07", "n/a (open period: ends 2026-07-31)"},
	})
	if _, faults := f.CheckSums(); len(faults) > 0 {
		t.Error(faults)
	}
	first, second := f.Calendar.At(period.QuarterKind, period.MonthOf(2026, 1)), f.Calendar.At(period.QuarterKind, period.MonthOf(2026, 4))
	if got := f.LeftOut("renewed_amount", Portfolio, first); got != 1 { // H
		t.Errorf("renewals left out of the amounts: got %d, want 1", got)
	}
	if got, want := remarked(f, "renewals_renewed", Portfolio, second), "due of renewals not decided when the data was cut, which count as not renewed: 160"; got != want { // E 60, J 100
		t.Errorf("open renewals: got %s, want %s", got, want)
	}
	if got := remarked(f, "renewals_renewed", Portfolio, f.Calendar.At(period.MonthKind, period.MonthOf(2024, 12))); got != "" {
		t.Errorf("open renewals before the contracts: got %s, want none", got)
	}
	delete(records.Datasets["contracts"].Columns, "auto_renew")
	check(t, buildJune(t, records), []answer{{"renewals_auto", "", "2026-01", "n/a (no auto_renew column)"}})
	none := contracted(t)
	delete(none.Datasets, "contracts")
	for _, measure := range []string{"renewals_due", "renewals_renewed", "renewals_open", "renewal_due_amount", "renewed_amount", "renewal_expansion_amount", "renewal_retained_amount", "downsell_mrr", "cs_revenue"} {
		check(t, buildJune(t, none), []answer{{measure, "", "2026-06", "n/a (no renewals dataset)"}})
	}
	check(t, buildJune(t, none), []answer{{"renewals_auto", "", "2026-06", "n/a (no contracts dataset)"}})
}

// recorded adds renewals to a company. Amounts are due, renewed and expansion; an empty one is not given.
func recorded(t *testing.T, records *ingest.Records, columns ...string) func(account, on, outcome string, amounts ...string) *ingest.Renewal {
	records.Datasets["renewals"] = &ingest.Loaded{First: date(t, "2026-01-01"), Last: date(t, "2026-12-31"), Columns: map[string]bool{}}
	for _, column := range columns {
		records.Datasets["renewals"].Columns[column] = true
	}
	optional := func(text string) (n decimal.NullDecimal) {
		if text != "" {
			n = decimal.NewNullDecimal(decimal.RequireFromString(text))
		}
		return n
	}
	return func(account, on, outcome string, amounts ...string) *ingest.Renewal {
		records.Accounts = append(records.Accounts, ingest.Account{ID: account})
		records.Renewals = append(records.Renewals, ingest.Renewal{Account: account, Currency: "EUR", DueOn: date(t, on), RenewedOn: period.NoDate, Outcome: outcome,
			Due: decimal.RequireFromString(amounts[0]), Renewed: optional(amounts[1]), Expansion: optional(amounts[2])})
		return &records.Renewals[len(records.Renewals)-1]
	}
}

// TestRenewals: renewals as the dataset has them; contracts serve only to tell which renew by themselves.
func TestRenewals(t *testing.T) {
	auto := contract(t, "C1", "A", "2025-01-01", "2025-12-31", "7")
	auto.AutoRenew = true
	records := contracted(t, auto)
	add := recorded(t, records, "amount_renewed", "outcome", "contract_id", "renewed_on")
	add("A", "2026-01-01", "renewed", "100", "130", "").Contract = "C1"
	add("B", "2026-01-31", "renewed", "100", "120", "50") // 50 of the 120 is new
	add("C", "2026-02-01", "renewed", "100", "80", "").Contract = "unknown"
	add("D", "2026-02-01", "lost", "100", "", "")
	add("E", "2026-02-01", "", "100", "90", "") // without an outcome the amount tells
	add("F", "2026-02-01", "", "100", "0", "")
	add("G", "2026-02-01", "", "100", "", "")
	add("H", "2026-02-01", "renewed", "100", "90", "").RenewedOn = date(t, "2026-07-01") // after the data cut
	add("I", "2026-02-01", "renewed", "100", "", "")                                     // for how much?
	add("J", "2026-07-01", "", "100", "", "")
	add("K", "2026-04-01", "renewed", "100", "120", "10") // a price rise of 10 is no expansion, nor retained
	f := buildJune(t, records)
	check(t, f, []answer{
		{"renewals_due", "", "2026-01", "2"}, {"renewals_renewed", "", "2026-01", "2"}, {"renewals_auto", "", "2026-01", "1"},
		{"renewal_due_amount", "", "2026-01", "200"}, {"renewed_amount", "", "2026-01", "250"}, {"renewal_expansion_amount", "", "2026-01", "80"},
		{"renewal_retained_amount", "A", "2026-01", "100"}, {"renewal_retained_amount", "B", "2026-01", "70"},
		{"renewals_due", "", "2026-02", "7"}, {"renewals_renewed", "", "2026-02", "3"}, {"renewals_open", "", "2026-02", "2"}, {"renewals_auto", "", "2026-02", "0"},
		{"renewals_open", "G", "2026-02", "1"}, {"renewals_open", "H", "2026-02", "1"}, {"renewals_open", "F", "2026-02", "0"},
		{"renewal_due_amount", "", "2026-02", "600"}, {"renewed_amount", "", "2026-02", "170"}, {"renewal_retained_amount", "", "2026-02", "170"},
		{"renewal_retained_amount", "", "2026-Q1", "340"}, {"renewal_retained_amount", "K", "2026-04", "100"}, {"renewal_expansion_amount", "K", "2026-04", "10"}, {"renewals_due", "", "2026-03", "0"},
		{"renewals_due", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
		{"renewals_open", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
		{"renewal_expansion_amount", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
		{"renewals_auto", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
		{"renewal_due_amount", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
		{"renewal_retained_amount", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
	})
	february := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 2))
	if got, want := remarked(f, "renewals_auto", Portfolio, february), "renewals whose contract is not among the contracts, counted as not automatic: 3"; got != want { // C, E, I
		t.Errorf("beside the automatic renewals: got %s, want %s", got, want)
	}
	records.Renewals[0].Contract = "C-1" // none of the ids is that of a contract any more
	check(t, buildJune(t, records), []answer{{"renewals_auto", "", "2026-01", "n/a (input rejected: no contract_id of the renewals is one of the contracts)"}, {"renewals_renewed", "", "2026-01", "2"}})
	records.Renewals[0].Contract = "C1"
	for column, answers := range map[string][]answer{
		"amount_renewed": {{"renewed_amount", "", "2026-01", "n/a (no amount_renewed column)"}, {"renewal_expansion_amount", "", "2026-01", "n/a (no amount_renewed column)"},
			{"renewal_retained_amount", "", "2026-01", "n/a (no amount_renewed column)"}, {"renewal_due_amount", "", "2026-02", "700"}, {"renewals_renewed", "", "2026-01", "2"}},
		"contract_id": {{"renewals_auto", "", "2026-01", "n/a (no contract_id column)"}},
	} {
		delete(records.Datasets["renewals"].Columns, column)
		check(t, buildJune(t, records), answers)
		records.Datasets["renewals"].Columns[column] = true
	}
	records.Datasets["renewals"].Columns = map[string]bool{}
	check(t, buildJune(t, records), []answer{{"renewals_renewed", "", "2026-01", "n/a (no outcome column)"}, {"renewals_open", "", "2026-01", "n/a (no outcome column)"}, {"renewals_due", "", "2026-01", "2"}})
}

// TestRenewalCurrency: both amounts are valued at one rate, the average of the month in which the renewal fell due, so that no
// rate move renews or loses anything.
func TestRenewalCurrency(t *testing.T) {
	dollars := func(c ingest.Contract) ingest.Contract {
		c.Currency = "USD"
		return c
	}
	records := contracted(t, dollars(contract(t, "A1", "A", "2025-05-01", "2026-04-30", "100")), dollars(renewing(t, "A1", "A2", "A", "2026-05-01", "2027-04-30", "100")))
	for month := period.MonthOf(2025, 5); month <= period.MonthOf(2026, 6); month++ {
		records.Rates = append(records.Rates, ingest.Rate{On: month.Last(), Base: "USD", Quote: "EUR", Rate: decimal.New(80+int64(month-period.MonthOf(2025, 5)), -2)})
	}
	check(t, buildJune(t, records), []answer{
		{"renewal_due_amount", "", "2026-05", "92"}, {"renewed_amount", "", "2026-05", "92"}, {"renewal_expansion_amount", "", "2026-05", "0"}, {"renewal_retained_amount", "", "2026-05", "92"},
	})
}

// TestDownsell: of a contraction, what was taken in the months of renewals.
func TestDownsell(t *testing.T) {
	records := contracted(t)
	add := recorded(t, records, "amount_renewed", "outcome")
	steps := func(account string, amounts ...string) { // by month from December 2025 on
		for i, amount := range amounts {
			from := period.MonthOf(2025, 12) + period.Month(i)
			records.Subscriptions = append(records.Subscriptions, line(t, account+from.String(), account, "Core", amount, from.First().String(), (from+1).First().String()))
		}
	}
	steps("A", "100", "70", "60", "60") // 30 in January, when a renewal is due, 10 in February
	add("A", "2026-01-01", "renewed", "1200", "840", "")
	add("A", "2026-01-15", "renewed", "0", "0", "") // a second one in the month takes nothing again
	steps("B", "100", "60", "90", "95")             // 40 in January, but only 5 are left by March
	add("B", "2026-01-01", "renewed", "1200", "720", "")
	steps("C", "100", "90", "90", "90") // no renewal
	steps("D", "100", "90", "120", "120")
	add("D", "2026-01-01", "renewed", "1200", "1080", "") // expands over the quarter
	f := buildJune(t, records)
	check(t, f, []answer{
		{"downsell_mrr", "A", "2026-Q1", "30"}, {"contraction_mrr", "A", "2026-Q1", "40"}, {"downsell_mrr", "A", "2026-01", "30"}, {"downsell_mrr", "A", "2026-02", "0"},
		{"downsell_mrr", "B", "2026-Q1", "5"}, {"downsell_mrr", "B", "2026-01", "40"},
		{"downsell_mrr", "C", "2026-Q1", "0"}, {"downsell_mrr", "D", "2026-Q1", "0"}, {"downsell_mrr", "D", "2026-01", "10"},
		{"downsell_mrr", "", "2026-Q1", "35"},
		{"downsell_mrr", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
	})
}

// TestCSRevenue: retained renewals, a year of the expansion and referral deals won, expansion at the renewal once.
func TestCSRevenue(t *testing.T) {
	records := contracted(t)
	records.Subscriptions = append(records.Subscriptions, line(t, "A1", "A", "Core", "100", "2025-01-01", "2026-02-01"), line(t, "A2", "A", "Core", "110", "2026-02-01", ""))
	recorded(t, records, "amount_renewed", "outcome")("A", "2026-02-01", "renewed", "1200", "1320", "")
	check(t, buildJune(t, records), []answer{{"cs_revenue", "", "2026-02", "n/a (no opportunities dataset)"}})
	deal := func(source, outcome, amount string) {
		records.Opportunities = append(records.Opportunities, ingest.Opportunity{ID: "O", Account: "N", Source: source, Outcome: outcome, ReferredBy: "A", Currency: "EUR", Kind: "new",
			Amount: decimal.NewNullDecimal(decimal.RequireFromString(amount)), CreatedOn: date(t, "2026-01-10"), ClosedOn: date(t, "2026-02-20")})
	}
	deal("referral", "won", "500")
	deal("referral", "lost", "70")
	deal("mql", "won", "9")
	records.Datasets["opportunities"] = &ingest.Loaded{First: date(t, "2026-01-01"), Last: date(t, "2026-06-30"),
		Columns: map[string]bool{"outcome": true, "closed_on": true, "created_on": true, "amount": true, "source": true, "referred_by_account_id": true}}
	check(t, buildJune(t, records), []answer{
		{"cs_revenue", "", "2026-02", "1820"}, // 1,200 + 12 x 10 + 500
		{"cs_revenue", "", "2026-Q1", "1820"},
		{"cs_revenue", "", "2026-04", "0"},
		{"cs_revenue", "", "2025-12", "n/a (outside the dataset's cover: renewals is from 2026-01-01 to 2026-12-31)"},
	})
	delete(records.Datasets["opportunities"].Columns, "source")
	check(t, buildJune(t, records), []answer{{"cs_revenue", "", "2026-02", "n/a (no source column)"}})
	records.Subscriptions = nil
	f, err := Build(&job.File{Currency: "EUR"}, records, nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	check(t, f, []answer{{"cs_revenue", "", "2026-02", "n/a (no subscriptions dataset)"}})
}

// TestRenewalBounds: whatever contracts overlap, end together or follow each other, no renewal retains more than fell due, none is
// counted under two outcomes, what was retained and what expanded is what was renewed, and no contract renews twice.
func TestRenewalBounds(t *testing.T) {
	measures := []string{"renewals_due", "renewals_renewed", "renewals_open", "renewal_due_amount", "renewed_amount", "renewal_expansion_amount", "renewal_retained_amount"}
	rapid.Check(t, func(r *rapid.T) {
		records := contracted(t)
		annual := new(big.Rat)
		for i := range rapid.IntRange(1, 25).Draw(r, "contracts") {
			from := period.MonthOf(2024, 1).First() + period.Date(rapid.IntRange(0, 800).Draw(r, "from"))
			days := rapid.SampledFrom([]int{29, 30, 180, 364, 365, 729}).Draw(r, "days")
			c := ingest.Contract{ID: fmt.Sprintf("C%d", i), Account: rapid.SampledFrom([]string{"A", "B", "S"}).Draw(r, "account"), Currency: "EUR", SignedOn: period.NoDate, Terminated: period.NoDate,
				StartsOn: from, EndsOn: from + period.Date(days), Recurring: decimal.NewFromInt(int64(rapid.IntRange(0, 900).Draw(r, "value")))}
			if rapid.Bool().Draw(r, "named") {
				c.Renews = fmt.Sprintf("C%d", rapid.IntRange(0, 25).Draw(r, "renews"))
			}
			if rapid.IntRange(0, 5).Draw(r, "terminated") == 0 {
				c.Terminated = from + period.Date(days/2)
			}
			annual.Add(annual, new(big.Rat).Quo(c.Recurring.Rat(), contractYears(c.StartsOn, c.EndsOn+1)))
			records.Contracts = append(records.Contracts, c)
		}
		records.Accounts = []ingest.Account{{ID: "A"}, {ID: "B"}}
		f := buildJune(t, records)
		all := new(big.Rat)
		for month := f.datasets["renewals"].First.Month(); month <= f.Last; month++ {
			v := map[string]*big.Rat{}
			for _, measure := range measures {
				value := f.Value(measure, Portfolio, f.Calendar.At(period.MonthKind, month))
				if !value.Available() {
					r.Fatalf("%s %s: %s", measure, month, value)
				}
				v[measure] = value.Rat()
			}
			decided := new(big.Rat).Add(v["renewals_renewed"], v["renewals_open"])
			parts := new(big.Rat).Add(v["renewal_retained_amount"], v["renewal_expansion_amount"])
			if decided.Cmp(v["renewals_due"]) > 0 || v["renewal_retained_amount"].Cmp(v["renewal_due_amount"]) > 0 || parts.Cmp(v["renewed_amount"]) != 0 {
				r.Fatalf("%s: %v", month, v)
			}
			all.Add(all, v["renewed_amount"])
		}
		if all.Cmp(annual.Add(annual, big.NewRat(1, 1000))) > 0 {
			r.Fatalf("renewed %s, more than all contracts, %s", all.FloatString(6), annual.FloatString(6))
		}
		if _, faults := f.CheckSums(); len(faults) > 0 {
			r.Fatal(faults)
		}
	})
}
