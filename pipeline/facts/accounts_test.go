package facts

import (
	"testing"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// TestMustShow_ParentAccounts: 100 + 100 that become 0 + 200 under one parent are a loss by account and none by parent.
func TestMustShow_ParentAccounts(t *testing.T) {
	gross := formula(t, "(opening_mrr - churned_mrr - contraction_mrr) / opening_mrr")
	for customers, want := range map[string]string{"account": "0.5", "parent": "1"} {
		records := &ingest.Records{
			Accounts: []ingest.Account{{ID: "A", Parent: "G", ValidFrom: period.NoDate}, {ID: "B", Parent: "A", ValidFrom: period.NoDate}},
			Files:    []ingest.File{{}}, Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: 3, Columns: map[string]bool{}}},
			Subscriptions: []ingest.Subscription{line(t, "S1", "A", "Core", "100", "2026-01-01", "2026-02-01"),
				line(t, "S2", "B", "Core", "100", "2026-01-01", "2026-02-01"), line(t, "S3", "B", "Core", "200", "2026-02-01", "")},
		}
		f, err := Build(&job.File{Currency: "EUR", Customers: customers}, records, nil, period.MonthOf(2026, 2))
		if err != nil {
			t.Fatal(err)
		}
		p := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 2))
		if got := evaluate(f, gross, Portfolio, p).String(); got != want {
			t.Errorf("GRR by %s: got %s, want %s", customers, got, want)
		}
		if customers == "parent" && (len(f.Accounts) != 1 || f.Accounts[0].ID != "G") {
			t.Errorf("customers are %v, want the ultimate parent G alone", f.Accounts)
		}
	}
}

func TestParentOfItself(t *testing.T) {
	records := &ingest.Records{Accounts: []ingest.Account{{ID: "A", Parent: "B", ValidFrom: period.NoDate}, {ID: "B", Parent: "A", ValidFrom: period.NoDate}}, Files: []ingest.File{{Path: "accounts.csv"}}, Subscriptions: []ingest.Subscription{line(t, "S1", "A", "Core", "100", "2026-01-01", "")}}
	_, err := Build(&job.File{Currency: "EUR", Customers: "parent"}, records, nil, period.MonthOf(2026, 2))
	if want := "accounts.csv: account A is its own parent: A → B → A\nfix: correct parent_account_id, or count customers: account\naccounts.csv: account B is its own parent: B → A → B\nfix: correct parent_account_id, or count customers: account"; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

// TestHeadOfAGroup: an account that names itself as its parent is the head of its group; where the parent changed, the latest row
// decides, whatever the order of the file; and a subsidiary is no customer that one could ask for.
func TestHeadOfAGroup(t *testing.T) {
	records := &ingest.Records{
		Accounts: []ingest.Account{{ID: "A", Parent: "A", ValidFrom: period.NoDate}, {ID: "B", Parent: "A", ValidFrom: date(t, "2026-02-01")}, {ID: "B", Parent: "C", ValidFrom: date(t, "2026-01-01")},
			{ID: "C", ValidFrom: period.NoDate}},
		Files: []ingest.File{{}}, Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: 1, Columns: map[string]bool{}}},
		Subscriptions: []ingest.Subscription{line(t, "S1", "B", "Core", "100", "2026-01-01", "")},
	}
	f, err := Build(&job.File{Currency: "EUR", Customers: "parent"}, records, nil, period.MonthOf(2026, 2))
	if err != nil {
		t.Fatal(err)
	}
	february := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 2))
	if got := f.Value("closing_mrr", AccountScope("A"), february).String(); got != "100" {
		t.Errorf("A pays %s, want the 100 of B", got)
	}
	if _, problem, fix := f.ParseScope("account:B"); problem != `account "B" is counted with its ultimate parent "A", as the job says customers: parent` || fix != "ask for account:A" {
		t.Errorf("asked for B: %s; %s", problem, fix)
	}
}

// TestMustShow_TransferLines: a customer that moves from one segment to another is no churn there and not new here; each
// segment's roll-forward closes with a transfer line, and the transfers cancel over the book.
func TestMustShow_TransferLines(t *testing.T) {
	in := func(segment string) map[string]string { return map[string]string{"segment": segment} }
	records := &ingest.Records{
		Accounts: []ingest.Account{
			{ID: "A", ValidFrom: date(t, "2026-01-01"), Dimensions: in("SMB")}, {ID: "A", ValidFrom: date(t, "2026-03-10"), Dimensions: in("Enterprise")},
			{ID: "B", ValidFrom: period.NoDate, Dimensions: in("SMB")}, {ID: "C", ValidFrom: period.NoDate, Dimensions: in("Enterprise")}},
		Files: []ingest.File{{}}, Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: 4, Columns: map[string]bool{}}},
		Subscriptions: []ingest.Subscription{line(t, "S1", "A", "Core", "100", "2026-01-01", ""), line(t, "S4", "A", "Core", "20", "2026-03-15", ""),
			line(t, "S2", "B", "Core", "40", "2026-01-01", "2026-03-20"), line(t, "S3", "C", "Core", "300", "2026-01-01", "")},
	}
	f, err := Build(&job.File{Currency: "EUR"}, records, nil, period.MonthOf(2026, 4))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range f.Periods() {
		if p.First <= f.First {
			continue
		}
		before := f.Calendar.At(period.MonthKind, p.First-1)
		var in, out int64
		for _, segment := range f.Groups("segment") {
			scope, came, left := Scope{"segment", segment}, int64(0), int64(0)
			for _, moved := range f.Transfers("segment", p) {
				if moved.To == segment {
					came += moved.Reported
				}
				if moved.From == segment {
					left += moved.Reported
				}
			}
			in, out = in+came, out+left
			value := func(measure string) expr.Value { return f.Value(measure, scope, p) }
			opening, customers := f.Before(scope, p)
			if closed := f.Value("closing_mrr", scope, before); !opening.Equal(closed) || !customers.Equal(f.Value("closing_customers", scope, before)) {
				t.Errorf("%s %s: opens with %s of %s customers, had closed with %s", p.Label(), segment, opening, customers, closed)
			}
			closing := opening.Add(Monthly(came)).Sub(Monthly(left)).Add(value("fx_impact_mrr")).Add(value("new_mrr")).
				Add(value("reactivation_mrr")).Add(value("expansion_mrr")).Sub(value("contraction_mrr")).Sub(value("churned_mrr"))
			if !closing.Equal(value("closing_mrr")) {
				t.Errorf("%s %s: the roll-forward gives %s, the closing is %s", p.Label(), segment, closing, value("closing_mrr"))
			}
		}
		if in != out {
			t.Errorf("%s: %d came, %d left", p.Label(), in, out)
		}
	}
	if cases, faults := f.CheckGroups(); cases < 20 || len(faults) > 0 {
		t.Errorf("%d equations, faults %v", cases, faults)
	}
	march := f.Calendar.At(period.MonthKind, period.MonthOf(2026, 3))
	for _, c := range []struct{ measure, segment, want string }{
		{"closing_mrr", "SMB", "0"}, {"churned_mrr", "SMB", "40"}, {"closing_mrr", "Enterprise", "420"}, {"expansion_mrr", "Enterprise", "20"}, {"new_mrr", "Enterprise", "0"},
	} {
		if got := f.Value(c.measure, Scope{"segment", c.segment}, march).String(); got != c.want {
			t.Errorf("%s of %s: got %s, want %s", c.measure, c.segment, got, c.want)
		}
	}
	if moved := f.Transfers("segment", march); len(moved) != 1 || moved[0].From != "SMB" || moved[0].To != "Enterprise" || Monthly(moved[0].Reported).String() != "100" || !moved[0].Paying {
		t.Errorf("transfers in March: %+v, want A with 100 from SMB to Enterprise", moved)
	}
}

// TestConstantCurrency: with one rate table for all periods there is no FX line.
func TestConstantCurrency(t *testing.T) {
	usd := line(t, "S1", "A", "Core", "100", "2026-01-01", "")
	usd.Currency = "USD"
	records := &ingest.Records{Files: []ingest.File{{}}, Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: 1, Columns: map[string]bool{}}}, Subscriptions: []ingest.Subscription{usd},
		Rates: []ingest.Rate{{On: date(t, "2026-01-31"), Base: "USD", Quote: "EUR", Rate: usd.Amount.Shift(-2)}, {On: date(t, "2026-02-28"), Base: "USD", Quote: "EUR", Rate: usd.Amount.Shift(-2).Add(usd.Amount.Shift(-3))}}}
	february := period.MonthOf(2026, 2)
	for at, want := range map[string][3]string{"": {"100", "10", "110"}, "latest": {"110", "0", "110"}, "2026-01": {"100", "0", "100"}} {
		f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31, ConstantAt: at}}, records, nil, february)
		if err != nil {
			t.Fatal(err)
		}
		for i, measure := range []string{"opening_mrr_reported", "fx_impact_mrr", "closing_mrr"} {
			tried.note(measure, want[i])
			if got := f.Value(measure, Portfolio, f.Calendar.At(period.MonthKind, february)).String(); got != want[i] {
				t.Errorf("constant_at %q: %s: got %s, want %s", at, measure, got, want[i])
			}
		}
	}
}
