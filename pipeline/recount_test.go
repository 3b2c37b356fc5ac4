package pipeline

import (
	"encoding/csv"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/ingest"
)

// recountable are the measures that recount knows, each with what an account adds to it.
var recountable = map[string]func(a recounted) *big.Rat{
	"closing_arr":          func(a recounted) *big.Rat { return a.closing },
	"opening_arr":          func(a recounted) *big.Rat { return a.opening },
	"closing_mrr":          func(a recounted) *big.Rat { return month(a.closing) },
	"opening_mrr":          func(a recounted) *big.Rat { return month(a.opening) },
	"opening_mrr_reported": func(a recounted) *big.Rat { return month(a.reported) },
	"fx_impact_mrr":        func(a recounted) *big.Rat { return month(new(big.Rat).Sub(a.opening, a.reported)) },
	"new_mrr":              func(a recounted) *big.Rat { return month(when(a.is("new"), a.closing)) },
	"reactivation_mrr":     func(a recounted) *big.Rat { return month(when(a.is("reactivation"), a.closing)) },
	"expansion_mrr": func(a recounted) *big.Rat {
		return month(when(a.is("expansion"), new(big.Rat).Sub(a.closing, a.opening)))
	},
	"contraction_mrr": func(a recounted) *big.Rat {
		return month(when(a.is("contraction"), new(big.Rat).Sub(a.opening, a.closing)))
	},
	"churned_mrr":           func(a recounted) *big.Rat { return month(when(a.is("churn"), a.opening)) },
	"opening_customers":     func(a recounted) *big.Rat { return when(a.opening.Sign() > 0, big.NewRat(1, 1)) },
	"closing_customers":     func(a recounted) *big.Rat { return when(a.closing.Sign() > 0, big.NewRat(1, 1)) },
	"new_customers":         func(a recounted) *big.Rat { return when(a.is("new"), big.NewRat(1, 1)) },
	"churned_customers":     func(a recounted) *big.Rat { return when(a.is("churn"), big.NewRat(1, 1)) },
	"reactivated_customers": func(a recounted) *big.Rat { return when(a.is("reactivation"), big.NewRat(1, 1)) },
}

// recounted is an account's recurring revenue a year, from the text of its rows.
type recounted struct {
	reported, opening, closing *big.Rat
	paidBefore                 bool
}

func (a recounted) is(class string) bool {
	switch opening, closing := a.opening.Sign() > 0, a.closing.Sign() > 0; {
	case !opening && closing && a.paidBefore:
		return class == "reactivation"
	case !opening && closing:
		return class == "new"
	case opening && !closing:
		return class == "churn"
	}
	return class == map[int]string{1: "expansion", -1: "contraction", 0: "unchanged"}[a.closing.Cmp(a.opening)]
}

func month(annual *big.Rat) *big.Rat { return new(big.Rat).Quo(annual, big.NewRat(12, 1)) }

func when(yes bool, amount *big.Rat) *big.Rat {
	if yes {
		return amount
	}
	return new(big.Rat)
}

// isRecurring tells whether all measures below a KPI can be recounted.
func isRecurring(b *Book, c compute.Chosen) bool {
	return !slices.ContainsFunc(c.KPI.Inputs(c.Variant), func(name string) bool {
		if other, ok := b.Choose(name); ok && other.KPI != c.KPI && recountable[name] == nil {
			return !isRecurring(b, other)
		}
		return recountable[name] == nil
	})
}

// recount works a measure out from the texts of the rows that the trace lists for it: the demo's subscriptions, with German
// dates and amounts, and its exchange rates, a column a currency to one euro.
func recount(t *testing.T, b *Book, trace *compute.Trace, m *compute.Measure) expr.Value {
	t.Helper()
	total := new(big.Rat)
	for _, c := range m.Contributions {
		a := recounted{new(big.Rat), new(big.Rat), new(big.Rat), false}
		places := map[ingest.Place]bool{}
		for _, l := range c.Lines {
			if !places[l.Line.Place] {
				places[l.Line.Place] = true
				a.add(t, b, trace, l.Line.Place)
			}
		}
		total.Add(total, recountable[m.ID](a))
	}
	return expr.Number(decimal.NewFromBigInt(total.Num(), 0)).Quo(expr.Number(decimal.NewFromBigInt(total.Denom(), 0)))
}

// add adds the line of a row.
func (a *recounted) add(t *testing.T, b *Book, trace *compute.Trace, at ingest.Place) {
	t.Helper()
	row := csvRow(t, b, trace, at, ';')
	if row["Line Type"] != "Licence" {
		t.Errorf("a line of type %s is not recurring", row["Line Type"])
	}
	perYear := map[string]*big.Rat{"Weekly": big.NewRat(52, 1), "Monthly": big.NewRat(12, 1), "Quarterly": big.NewRat(4, 1), "Annual": big.NewRat(1, 1), "36 months": big.NewRat(1, 3)}[row["Billing Interval"]]
	price := german(t, row["Amount"])
	if row["Discount Kind"] == "recurring" {
		if percent, ok := strings.CutSuffix(row["Discount"], "%"); ok {
			price.Mul(price, new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Quo(german(t, percent), big.NewRat(100, 1))))
		} else {
			price.Sub(price, german(t, row["Discount"]))
		}
	}
	annual := rounded(price.Mul(price, perYear), 6)
	start, end := day(t, row["Start Date"]), period.Date(1<<31-1)
	if trial := row["Trial Ends"]; trial != "" {
		start = max(start, day(t, trial))
	}
	if last := row["Last Day of Service"]; last != "" {
		end = day(t, last) + 1
	}
	p := trace.Period
	in := func(on period.Date) bool { return start <= on && on < end }
	worth := func(m period.Month) *big.Rat {
		if row["Currency"] == "EUR" {
			return annual
		}
		places := trace.Rates[compute.Conversion{Currency: row["Currency"], Month: m}]
		if len(places) != 1 {
			t.Fatalf("%d rows for the rate of %s in %s", len(places), row["Currency"], m)
		}
		quote, ok := new(big.Rat).SetString(csvRow(t, b, trace, places[0], ',')[row["Currency"]])
		if !ok {
			t.Fatalf("no rate of %s in %s", row["Currency"], m)
		}
		rate := new(big.Rat).Inv(quote)
		places15 := 14 // significant digits behind the point of a rate from 1 to 10
		for unit := big.NewRat(1, 1); rate.Cmp(unit) < 0; unit.Quo(unit, big.NewRat(10, 1)) {
			places15++
		}
		return rounded(new(big.Rat).Mul(annual, rounded(rate, places15)), 6)
	}
	if in(p.Opening()) {
		a.reported, a.opening = new(big.Rat).Add(a.reported, worth(p.First-1)), new(big.Rat).Add(a.opening, worth(p.Last))
	}
	if in(p.LastDay()) {
		a.closing = new(big.Rat).Add(a.closing, worth(p.Last))
	}
	a.paidBefore = a.paidBefore || start <= p.Opening() && annual.Sign() > 0
}

// csvRow takes the text of a row apart, by header.
func csvRow(t *testing.T, b *Book, trace *compute.Trace, at ingest.Place, comma rune) map[string]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(trace.Rows[at].Text))
	r.Comma = comma
	fields, err := r.Read()
	if err != nil {
		t.Fatalf("%v of %q", err, trace.Rows[at].Text)
	}
	row := map[string]string{}
	for i, header := range b.Records.Files[at.File].Header {
		row[header] = fields[i]
	}
	return row
}

func german(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", "."))
	if !ok {
		t.Fatalf("%q is not a number", text)
	}
	return r
}

func day(t *testing.T, text string) period.Date {
	t.Helper()
	parts := strings.Split(text, ".")
	slices.Reverse(parts)
	on, err := period.ParseDate(strings.Join(parts, "-"))
	if err != nil {
		t.Fatal(err)
	}
	return on
}

// rounded rounds half to even.
func rounded(r *big.Rat, places int) *big.Rat {
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	scaled := new(big.Rat).Mul(r, unit)
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	if c := rest.Lsh(rest, 1).Cmp(scaled.Denom()); c > 0 || c == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(whole), unit)
}
