package facts

import (
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// average is the mean of a month's quotes, rounded once to 15 significant digits: of the rate as given on a day, else of its
// inverse, else of the cross on the days on which both its legs are quoted. A month without any has the rate carried forward
// to its last day.
func (r *rates) average(month period.Month, from, to string) (rate, bool) {
	if from == to {
		return one, true
	}
	if quotes := r.daily(month, pair{from, to}); len(quotes) > 0 {
		return newRate(mean(quotes))
	}
	for _, pivot := range r.pivots {
		first, second := r.daily(month, pair{from, pivot}), r.daily(month, pair{pivot, to})
		crosses := map[period.Date]*big.Rat{}
		for day, leg := range first {
			if other, ok := second[day]; ok {
				crosses[day] = new(big.Rat).Mul(leg, other)
			}
		}
		if len(crosses) > 0 {
			return newRate(mean(crosses))
		}
	}
	return r.on(month.Last(), from, to)
}

// daily are the quotes of a pair in a month by day; where a day has several, the one that a closing rate would take.
func (r *rates) daily(month period.Month, p pair) map[period.Date]*big.Rat {
	list := r.quotes[p]
	from, _ := slices.BinarySearchFunc(list, month.First(), func(q quote, day period.Date) int { return cmp.Compare(q.on, day) })
	days := map[period.Date]*big.Rat{}
	for _, q := range list[from:] {
		if q.on > month.Last() {
			break
		}
		days[q.on] = q.value
	}
	return days
}

func mean(values map[period.Date]*big.Rat) *big.Rat {
	total := new(big.Rat)
	for _, value := range values {
		total.Add(total, value)
	}
	return total.Quo(total, big.NewRat(int64(len(values)), 1))
}

// exchange brings the amounts of one dataset into the reporting currency, in millionths, and keeps account of those that it
// cannot convert.
type exchange struct {
	facts   *Facts
	dataset string
	known   map[exchangeKey]rate // the zero rate is missing
	missing map[string]*unrated  // by currency
	faults  ingest.Faults
}

type exchangeKey struct {
	currency string
	month    period.Month
	closing  bool // at the month's end, not its average
}

// unrated is what has no rate in a currency.
type unrated struct {
	first, last ingest.Place // rows
	rows        int
	months      map[period.Month]bool
}

func (f *Facts) exchange(dataset string) *exchange {
	return &exchange{facts: f, dataset: dataset, known: map[exchangeKey]rate{}, missing: map[string]*unrated{}}
}

// millionths gives a row's amount in its own currency; false, with a fault, when it is out of range.
func (x *exchange) millionths(amount decimal.Decimal, place ingest.Place) (int64, bool) {
	value, err := annualise(amount, 1, 1)
	return value, x.fits(err, place)
}

func (x *exchange) fits(err error, place ingest.Place) bool {
	if err != nil {
		x.fault(place, "amount is too large: more than 9.2 million million", "check the amount for a wrong decimal mark or minor units")
	}
	return err == nil
}

// average converts an amount that flowed on a day at the average rate of its month. It is false after the as-of month, which is
// not reported and may have no rate yet, and, with a fault, without a rate.
func (x *exchange) average(amount int64, currency string, on period.Date, place ingest.Place) (int64, bool) {
	month := x.facts.Calendar.MonthOf(on)
	if month > x.facts.Last {
		return 0, false
	}
	return x.convert(amount, exchangeKey{currency, month, false}, place)
}

// hold books an amount under a stock at the closing rate of each month at whose end it is held.
func (x *exchange) hold(s *stock, account int32, from, to period.Date, amount int64, currency string, place ingest.Place) {
	if currency == x.facts.Currency {
		s.add(account, from, to, amount, place)
		return
	}
	if to == period.NoDate {
		to = endless
	}
	for month := x.facts.Calendar.MonthOf(from); month <= x.facts.Last && month.Last() < to; month++ {
		if value, ok := x.convert(amount, exchangeKey{currency, month, true}, place); ok {
			s.add(account, max(from, month.First()), (month + 1).First(), value, place)
		}
	}
}

func (x *exchange) convert(amount int64, at exchangeKey, place ingest.Place) (int64, bool) {
	if amount == 0 {
		return 0, true
	}
	found, ok := x.known[at]
	if !ok {
		if rates := x.facts.rates; at.closing {
			found, _ = rates.on(at.month.Last(), at.currency, x.facts.Currency)
		} else {
			found, _ = rates.average(at.month, at.currency, x.facts.Currency)
		}
		x.known[at] = found
	}
	if found.divisor == 0 {
		u := x.missing[at.currency]
		if u == nil {
			u = &unrated{first: place, months: map[period.Month]bool{}}
			x.missing[at.currency] = u
		}
		if u.rows == 0 || u.last != place {
			u.rows++
		}
		u.last, u.months[at.month] = place, true
		return 0, false
	}
	value, err := found.convert(amount)
	return value, x.fits(err, place)
}

// fault notes what is wrong with a row.
func (x *exchange) fault(at ingest.Place, message, fix string) {
	files := ingest.Records{Files: x.facts.files}
	x.faults = append(x.faults, files.Fault(at, message, fix))
}

// settle gives the faults: those of single rows, then one for each currency without rates, at the first row concerned.
func (x *exchange) settle() ingest.Faults {
	for _, currency := range slices.Sorted(maps.Keys(x.missing)) {
		u := x.missing[currency]
		months := slices.Sorted(maps.Keys(u.months))
		span, rows := months[0].String(), "this row"
		if len(months) > 1 {
			span = fmt.Sprintf("%d months from %s to %s", len(months), months[0], months[len(months)-1])
		}
		if u.rows > 1 {
			rows = fmt.Sprintf("%d rows of %s like this one", u.rows, x.dataset)
		}
		x.fault(u.first, fmt.Sprintf("no rate from %s to %s in %s, for %s", currency, x.facts.Currency, span, rows),
			fmt.Sprintf("add %s to the fx_rates source for these months, or raise fx: max_age_days (now %d) to carry a rate further", currency, x.facts.settings.maxRateAge))
	}
	return x.faults
}
