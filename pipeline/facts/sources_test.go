package facts

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// TestContributions: booked rows come back with their places, rows without an account as unassigned ones, and for every
// measure, scope and period the amounts add up to the value.
func TestContributions(t *testing.T) {
	file, records, usage := book(t)
	loaded := func(dataset string, columns ...string) {
		records.Datasets[dataset] = &ingest.Loaded{Rows: 1, Columns: map[string]bool{}, First: date(t, "2026-01-01"), Last: date(t, "2026-05-31")}
		for _, column := range columns {
			records.Datasets[dataset].Columns[column] = true
		}
	}
	loaded("costs")
	loaded("touchpoints", "kind")
	loaded("opportunities", "outcome", "amount", "source", "created_on", "closed_on")
	loaded("tickets", "resolved_at")
	place := func(line int32) ingest.Place { return ingest.Place{File: 0, Line: line} }
	amount := decimal.NewFromInt
	records.Costs = []ingest.Cost{
		{Place: place(2), Account: "A", Category: "capex", Currency: "EUR", On: date(t, "2026-05-10"), Amount: amount(40)},
		{Place: place(3), Category: "capex", Currency: "EUR", On: date(t, "2026-05-11"), Amount: amount(60)},
		{Place: place(4), Account: "B", Category: "capex", Currency: "EUR", On: date(t, "2026-04-11"), Amount: amount(7)},
	}
	records.Touchpoints = []ingest.Touchpoint{{Place: place(9), Account: "D", Kind: "inbound call", On: date(t, "2026-03-15")}}
	records.Opportunities = []ingest.Opportunity{
		{Place: place(12), ID: "O1", Account: "A", Outcome: "open", Currency: "EUR", Amount: decimal.NewNullDecimal(amount(500)), CreatedOn: date(t, "2026-03-01"), ClosedOn: period.NoDate},
		{Place: place(13), ID: "O2", Account: "B", Outcome: "won", Currency: "EUR", Amount: decimal.NewNullDecimal(amount(90)), CreatedOn: date(t, "2026-03-01"), ClosedOn: date(t, "2026-05-05")},
	}
	f, err := Build(file, records, usage, period.MonthOf(2026, 5))
	if err != nil {
		t.Fatal(err)
	}
	may := f.Calendar.At(period.MonthKind, f.Last)
	for _, test := range []struct {
		measure string
		scope   Scope
		account string
		line    int32
		amount  string
	}{
		{"capex", Portfolio, Unassigned, 3, "60"}, // the largest first
		{"capex", AccountScope("A"), "A", 2, "40"},
		{"capex", Scope{"csm", Unassigned}, Unassigned, 3, "60"},
		{"open_opportunity_amount", Portfolio, "A", 12, "500"},
		{"won_amount", Scope{"csm", "Lee"}, "B", 13, "90"},
	} {
		list := f.Contributions(test.measure, test.scope, may)
		if len(list) == 0 {
			t.Errorf("%s, %s: nothing, the value is %s", test.measure, test.scope, f.Value(test.measure, test.scope, may))
			continue
		}
		if c := list[0]; c.Account != test.account || c.Place.Line != test.line || c.Amount.String() != test.amount {
			t.Errorf("%s, %s: got %s of %s at line %d, want %s of %s at line %d", test.measure, test.scope, c.Amount, c.Account, c.Place.Line, test.amount, test.account, test.line)
		}
	}
	last := f.Contributions("last_activity_on", AccountScope("D"), f.Calendar.At(period.MonthKind, f.Last-2))
	if len(last) != 2 || last[0].What != "last active on 2026-03-15" || last[1].Place.Line != 9 {
		t.Errorf("last activity: %+v", last)
	}
	counted := 0
	for _, m := range formulas.Measures() {
		for _, scope := range []Scope{Portfolio, AccountScope("A"), AccountScope("D"), {"csm", "Kim"}, {"csm", NoGroup}, {"csm", Unassigned}} {
			for _, p := range f.Calendar.All(f.Last) {
				value := f.Value(m.ID, scope, p)
				if !value.Available() || m.Over == formulas.NotSummed {
					continue
				}
				counted++
				rest, shares := value, value
				for _, c := range f.Contributions(m.ID, scope, p) {
					rest = rest.Sub(c.Amount)
					if c.What == Untraced {
						t.Errorf("%s, %s, %s: %s is not traced to rows", m.ID, scope, p.ID(), c.Amount)
					}
				}
				for _, share := range f.ByAccount(m.ID, scope, p) {
					shares = shares.Sub(share)
				}
				if rest.Sign() != 0 || shares.Sign() != 0 {
					t.Errorf("%s, %s, %s: the contributions are %s off %s, the accounts %s", m.ID, scope, p.ID(), rest, value, shares)
				}
			}
		}
	}
	if counted < 500 {
		t.Errorf("only %d figures", counted)
	}
}
