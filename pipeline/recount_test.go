package pipeline

import (
	"encoding/csv"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/ingest"
)

// recounter works measures out a second time from the texts of the rows that a trace lists, as one would with a calculator: it
// knows the layouts of the demo's files and the rules of the measures, and nothing of how the program follows them.
type recounter struct {
	t     *testing.T
	b     *Book
	trace *compute.Trace
	p     period.Period // of the measure at hand
	rates map[period.Date]map[string]*big.Rat
	zone  *time.Location
	signs map[string][]period.Date // of life, by account
}

func newRecounter(t *testing.T, b *Book) *recounter {
	t.Helper()
	r := &recounter{t: t, b: b, rates: map[period.Date]map[string]*big.Rat{}}
	var err error
	if r.zone, err = time.LoadLocation("Europe/Berlin"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(b.Job.Dir, "exports", "eurofxref-hist.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	names := strings.Split(lines[0], ",")
	for _, line := range lines[1:] {
		fields, quotes := strings.Split(line, ","), map[string]*big.Rat{}
		for i, field := range fields {
			if quote, ok := new(big.Rat).SetString(field); ok && i > 0 {
				quotes[names[i]] = quote
			}
		}
		r.rates[r.iso(fields[0])] = quotes
	}
	return r
}

// count works out a measure; false when no way is known.
func (r *recounter) count(m *compute.Measure) (expr.Value, bool) {
	measure := m.ID
	r.p = r.trace.Period
	if of, ok := strings.CutPrefix(measure, "prior_"); ok {
		measure = of
		r.p = compared(r.p)
	}
	var total *big.Rat
	switch {
	case fromLines[named(measure)] != nil:
		total = r.countLines(measure, m)
	case measure == "cs_revenue":
		total = r.countParts(m)
	case fromRows[measure] != nil:
		total = r.countRows(measure, m)
	case fromUsage[measure] != nil:
		total = fromUsage[measure](r, m)
	case fromCalendar[measure] != nil:
		total = fromCalendar[measure](r)
	default:
		return expr.Value{}, false
	}
	return expr.Number(decimal.NewFromBigInt(total.Num(), 0)).Quo(expr.Number(decimal.NewFromBigInt(total.Denom(), 0))), true
}

// compared is the period that growth is measured from.
func compared(p period.Period) period.Period {
	if p.Kind == period.YTD || p.Kind == period.TTM {
		return p.YearBefore()
	}
	previous, _ := p.Previous()
	return previous
}

// countable tells whether all measures below a KPI can be counted again.
func countable(b *Book, c compute.Chosen) bool {
	if _, ok := c.KPI.Expr(c.Variant); !ok {
		return false
	}
	return !slices.ContainsFunc(c.KPI.Inputs(c.Variant), func(name string) bool {
		if _, ok := formulas.MeasureByID(name); ok {
			of := strings.TrimPrefix(name, "prior_")
			return fromLines[named(of)] == nil && fromRows[of] == nil && fromUsage[of] == nil && fromCalendar[of] == nil && of != "cs_revenue"
		}
		other, _ := b.Choose(name)
		return !countable(b, other)
	})
}

// row is a row by header, and its dataset under "".
func (r *recounter) row(at ingest.Place) map[string]string {
	r.t.Helper()
	listed, ok := r.trace.Rows[at]
	if !ok {
		r.t.Fatalf("row %d of file %d is not listed", at.Line, at.File)
	}
	file := r.b.Records.Files[at.File]
	fields := listed.Fields
	if comma, ok := map[string]rune{"subscriptions": ';', "invoices": ';', "costs": ';', "leads": '\t'}[file.Dataset]; ok { // from the text alone
		lines := csv.NewReader(strings.NewReader(listed.Text))
		lines.Comma = comma
		var err error
		if fields, err = lines.Read(); err != nil {
			r.t.Fatalf("%v of %q", err, listed.Text)
		}
	}
	row := map[string]string{"": file.Dataset}
	for i, header := range file.Header {
		if i < len(fields) {
			row[header] = fields[i]
		}
	}
	return row
}

// in tells whether a day lies in the period.
func (r *recounter) in(on period.Date) bool { return r.p.FirstDay() <= on && on <= r.p.LastDay() }

// closing is the rate of a currency at the end of a month: the inverse of the latest quote to the euro.
func (r *recounter) closing(currency string, m period.Month) *big.Rat {
	if currency == "EUR" {
		return big.NewRat(1, 1)
	}
	for on := m.Last(); ; on-- {
		if quote := r.rates[on][currency]; quote != nil {
			return significant(new(big.Rat).Inv(quote))
		}
	}
}

// average is the mean of the inverse quotes of a month's days.
func (r *recounter) average(currency string, m period.Month) *big.Rat {
	if currency == "EUR" {
		return big.NewRat(1, 1)
	}
	total, days := new(big.Rat), int64(0)
	for on := m.First(); on <= m.Last(); on++ {
		if quote := r.rates[on][currency]; quote != nil {
			total.Add(total, new(big.Rat).Inv(quote))
			days++
		}
	}
	return significant(total.Quo(total, big.NewRat(days, 1)))
}

// convert is an amount at a rate, to the millionth.
func (r *recounter) convert(amount, rate *big.Rat) *big.Rat {
	return rounded(new(big.Rat).Mul(amount, rate), 6)
}

// significant rounds a rate to 15 significant digits.
func significant(rate *big.Rat) *big.Rat {
	places := 14 // behind the point of a rate from 1 to 10
	for unit := big.NewRat(1, 1); rate.Cmp(unit) < 0; unit.Quo(unit, big.NewRat(10, 1)) {
		places++
	}
	return rounded(rate, places)
}

// rounded rounds half to even.
func rounded(r *big.Rat, places int) *big.Rat {
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	scaled := new(big.Rat).Mul(r, unit)
	whole, rest := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int))
	double := new(big.Int).Abs(rest)
	if c := double.Lsh(double, 1).Cmp(scaled.Denom()); c > 0 || c == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(int64(scaled.Sign())))
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(whole), unit)
}

// The days of the files: 31.10.2026, 2026-10-31, 10/31/2026, and a workbook's number of days since 30 December 1899. An empty
// one is none.
func day(t *testing.T, text string) period.Date {
	t.Helper()
	return parsed(t, "02.01.2006", text)
}

func (r *recounter) iso(text string) period.Date { return parsed(r.t, time.DateOnly, text) }

func (r *recounter) american(text string) period.Date { return parsed(r.t, "01/02/2006", text) }

func parsed(t *testing.T, layout, text string) period.Date {
	t.Helper()
	if text == "" {
		return period.NoDate
	}
	on, err := time.Parse(layout, text)
	if err != nil {
		t.Fatal(err)
	}
	return period.FromTime(on)
}

func serial(t *testing.T, text string) period.Date {
	t.Helper()
	if text == "" {
		return period.NoDate
	}
	days, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return period.DateOf(1899, time.December, 30) + period.Date(days)
}
