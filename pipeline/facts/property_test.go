package facts

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

var intervals = []ingest.Interval{{Name: "day", PerYear: 365, Per: 1}, {Name: "week", PerYear: 52, Per: 1}, {Name: "month", PerYear: 12, Per: 1},
	{Name: "quarter", PerYear: 4, Per: 1}, {Name: "half_year", PerYear: 2, Per: 1}, {Name: "year", PerYear: 1, Per: 1}, {Name: "36 months", PerYear: 12, Per: 36}, {Name: "7 months", PerYear: 12, Per: 7}}

var (
	start = period.MonthOf(2024, 1)
	last  = period.MonthOf(2025, 6)
)

// ledger draws a random multi-currency book of subscriptions over eighteen months, with rates that move.
func ledger(t *rapid.T) (*job.File, *ingest.Records) {
	file := &job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}, KPIs: job.KPIs{DarkAfterDays: 30}}
	file.FiscalYear = rapid.SampledFrom([]job.FiscalYear{{Starts: "january"}, {Starts: "february"}, {Starts: "july"},
		{Weeks: "4-4-5", Ends: "last saturday of january", Week53: 12}, {Weeks: "4-5-4", Ends: "sunday nearest the end of december", Week53: 1}}).Draw(t, "year")
	records := &ingest.Records{Datasets: map[string]*ingest.Loaded{"subscriptions": {Columns: map[string]bool{"product": true, "quantity": true}}}, Files: []ingest.File{{Path: "subscriptions.csv"}}}
	day := func(label string) period.Date {
		return start.First() + period.Date(rapid.IntRange(0, int(last.Last()-start.First())+40).Draw(t, label))
	}
	for i := range rapid.IntRange(1, 12).Draw(t, "accounts") {
		segment := rapid.SampledFrom([]string{"SMB", "Enterprise", ""}).Draw(t, "segment")
		records.Accounts = append(records.Accounts, ingest.Account{ID: fmt.Sprintf("A%02d", i), Dimensions: map[string]string{"segment": segment}})
	}
	for range rapid.IntRange(0, 6).Draw(t, "moves") {
		moves := rapid.SampledFrom(records.Accounts).Draw(t, "moving")
		moves.ValidFrom, moves.Dimensions = day("from"), map[string]string{"segment": rapid.SampledFrom([]string{"SMB", "Enterprise", ""}).Draw(t, "to")}
		records.Accounts = append(records.Accounts, moves)
	}
	for i := range rapid.IntRange(1, 40).Draw(t, "lines") {
		s := ingest.Subscription{ID: fmt.Sprintf("S%03d", i), Account: rapid.SampledFrom(records.Accounts).Draw(t, "account").ID,
			Product:  rapid.SampledFrom([]string{"Core", "Analytics"}).Draw(t, "product"),
			Amount:   decimal.New(rapid.Int64Range(0, 500_000).Draw(t, "amount"), -2),
			Currency: rapid.SampledFrom([]string{"EUR", "USD", "JPY"}).Draw(t, "currency"),
			Interval: rapid.SampledFrom(intervals).Draw(t, "interval"), StartedOn: day("start"), EndedOn: period.NoDate, TrialEndsOn: period.NoDate,
			Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}}
		if i == 0 {
			s.StartedOn = start.First() // so that there is a month to report
		}
		if rapid.Bool().Draw(t, "ends") {
			s.EndedOn = s.StartedOn + period.Date(rapid.IntRange(1, 400).Draw(t, "days"))
		}
		records.Subscriptions = append(records.Subscriptions, s)
	}
	for month := start - 1; month <= last; month++ {
		for i, currency := range []string{"USD", "JPY"} {
			rate := decimal.New(rapid.Int64Range(8_000, 17_000).Draw(t, currency), int32(-4+2*i))
			records.Rates = append(records.Rates, ingest.Rate{On: month.Last(), Base: "EUR", Quote: currency, Rate: rate})
		}
	}
	return file, records
}

func build(t interface{ Fatal(...any) }, file *job.File, records *ingest.Records) *Facts {
	asOf := file.Calendar().MonthOf(last.Last() + 1)
	f, err := Build(file, records, nil, asOf-1) // the last that is complete
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestMustShow_RollForwardResidual: opening + FX + movements = closing to the last millionth, for every account, currency,
// grain and period of any ledger.
func TestMustShow_RollForwardResidual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, records := ledger(t)
		f := build(t, file, records)
		if cases, faults := f.CheckRollForward(); len(faults) > 0 || cases == 0 && len(f.Lines) > 0 && f.First <= f.Last {
			t.Fatalf("%d cases, faults %v", cases, faults)
		}
		if _, faults := f.CheckSums(); len(faults) > 0 {
			t.Fatal(faults)
		}
		if cases, faults := f.CheckGroups(); len(faults) > 0 || cases == 0 && f.Dated("segment") && len(f.Lines) > 0 && f.First <= f.Last {
			t.Fatal(cases, faults)
		}
	})
}

// TestMustShow_RetentionBounds: GRR lies within 0..1 and never above NRR; accounts, groups and the book agree.
func TestMustShow_RetentionBounds(t *testing.T) {
	gross, net := formula(t, "(opening_mrr - churned_mrr - contraction_mrr) / opening_mrr"), formula(t, "(opening_mrr + expansion_mrr - churned_mrr - contraction_mrr) / opening_mrr")
	rapid.Check(t, func(t *rapid.T) {
		file, records := ledger(t)
		f := build(t, file, records)
		scopes := []Scope{Portfolio}
		for _, group := range f.Groups("segment") {
			scopes = append(scopes, Scope{"segment", group})
		}
		for _, p := range f.Periods() {
			for _, scope := range scopes {
				g, n := evaluate(f, gross, scope, p), evaluate(f, net, scope, p)
				if g.Available() && (g.Sign() < 0 || g.Sub(expr.Fraction(1, 1)).Sign() > 0 || g.Sub(n).Sign() > 0) {
					t.Fatalf("%s %s: GRR %s, NRR %s", p.Label(), scope, g, n)
				}
			}
		}
	})
}

// TestMustShow_NewCustomerLeavesRetentionAlone: a customer added inside a period changes neither GRR nor NRR of it.
func TestMustShow_NewCustomerLeavesRetentionAlone(t *testing.T) {
	net, gross := formula(t, "(opening_mrr + expansion_mrr - churned_mrr - contraction_mrr) / opening_mrr"), formula(t, "(opening_mrr - churned_mrr - contraction_mrr) / opening_mrr")
	rapid.Check(t, func(t *rapid.T) {
		file, records := ledger(t)
		before := build(t, file, records)
		month := before.Last - period.Month(rapid.IntRange(0, 14).Draw(t, "months ago"))
		records.Accounts = append(records.Accounts, ingest.Account{ID: "ZZ"})
		records.Subscriptions = append(records.Subscriptions, ingest.Subscription{ID: "NEW", Account: "ZZ", Product: "Core", Amount: decimal.New(rapid.Int64Range(1, 9_000_000).Draw(t, "new"), -2),
			Currency: "USD", Interval: intervals[2], StartedOn: month.First() + 3, EndedOn: period.NoDate, TrialEndsOn: period.NoDate, Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}})
		after := build(t, file, records)
		for _, p := range before.Periods() {
			if p.First > month || p.Last < month || p.First < before.First {
				continue
			}
			for _, e := range []*expr.Expr{gross, net} {
				if b, a := evaluate(before, e, Portfolio, p), evaluate(after, e, Portfolio, p); b.String() != a.String() {
					t.Fatalf("%s: %s before, %s after", p.Label(), b, a)
				}
			}
		}
	})
}

// TestMustShow_RateMoveIsNoMovement: when only the rates move, no customer is new, lost, expanded or contracted, and the FX
// line takes the whole difference.
func TestMustShow_RateMoveIsNoMovement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, records := ledger(t)
		for i := range records.Subscriptions {
			records.Subscriptions[i].StartedOn, records.Subscriptions[i].EndedOn = start.First(), period.NoDate
		}
		f := build(t, file, records)
		for _, p := range f.Periods() {
			if p.First <= f.First {
				continue
			}
			movements, _ := f.Movements(p)
			for _, m := range movements {
				if m.Class != Unchanged || m.Reported+m.FX != m.Closing {
					t.Fatalf("%s: %s %+v", p.Label(), m.Class, m)
				}
			}
		}
	})
}

// TestMustShow_QuarterReconcilesWithActivity: a quarter netted over the quarter and its months added up explain the same
// change, each with its own FX; and each class netted is what an independent reading of opening and closing says.
func TestMustShow_QuarterReconcilesWithActivity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, records := ledger(t)
		f := build(t, file, records)
		for _, p := range f.Periods() {
			if p.Kind != period.QuarterKind || p.First < f.First {
				continue
			}
			value := func(measure string, p period.Period) *big.Rat { return f.Value(measure, Portfolio, p).Rat() }
			activity := new(big.Rat)
			for month := p.First; month <= p.Last; month++ {
				m := f.Calendar.At(period.MonthKind, month)
				activity.Add(activity, value("fx_impact_mrr", m))
			}
			for measure, sign := range map[string]int64{"new_mrr_activity": 1, "reactivation_mrr_activity": 1, "expansion_mrr_activity": 1, "contraction_mrr_activity": -1, "churned_mrr_activity": -1} {
				activity.Add(activity, new(big.Rat).Mul(big.NewRat(sign, 1), value(measure, p)))
			}
			change := new(big.Rat).Sub(value("closing_mrr", p), value("opening_mrr_reported", p))
			if change.Cmp(activity) != 0 {
				t.Fatalf("%s: netted %s, by month %s", p.Label(), change, activity)
			}
		}
	})
}

func formula(t *testing.T, text string) *expr.Expr {
	t.Helper()
	e, err := expr.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func evaluate(f *Facts, e *expr.Expr, scope Scope, p period.Period) expr.Value {
	return e.Eval(func(measure string) expr.Value { return f.Value(measure, scope, p) })
}

// TestEveryMeasureAnswers asks for every measure there is: a value or a reason, never a panic.
func TestEveryMeasureAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file, records := ledger(t)
		f := build(t, file, records)
		for _, m := range formulas.Measures() {
			for _, p := range append(f.Periods(), f.Calendar.At(period.YearKind, f.Last+12)) {
				for _, scope := range []Scope{Portfolio, {"segment", NoGroup}, AccountScope("A00")} {
					if v := f.Value(m.ID, scope, p); !v.Available() && v.Reason().String() == "" {
						t.Fatalf("%s %s %s: no value and no reason", m.ID, scope, p.Label())
					}
				}
			}
		}
	})
}
