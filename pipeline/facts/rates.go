package facts

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// rates answers what one unit of a currency was worth in another on a day: by the rate as given, by its inverse, or across a
// third currency, in this order. A rate holds until the next one, at most maxAge days.
type rates struct {
	quotes map[pair][]quote // sorted by day
	pivots []string         // currencies that others are quoted in, sorted
	maxAge period.Date
}

type pair struct{ base, quote string }

type quote struct {
	on    period.Date
	given bool // not the inverse of a given one
	value *big.Rat
}

func newRates(records []ingest.Rate, maxAgeDays int) *rates {
	r := &rates{quotes: map[pair][]quote{}, maxAge: period.Date(maxAgeDays)}
	for _, row := range records {
		if row.Rate.Sign() <= 0 {
			continue // the reader rejects such rows
		}
		value := row.Rate.Rat()
		r.quotes[pair{row.Base, row.Quote}] = append(r.quotes[pair{row.Base, row.Quote}], quote{row.On, true, value})
		r.quotes[pair{row.Quote, row.Base}] = append(r.quotes[pair{row.Quote, row.Base}], quote{row.On, false, new(big.Rat).Inv(value)})
		for _, currency := range []string{row.Base, row.Quote} {
			if !slices.Contains(r.pivots, currency) {
				r.pivots = append(r.pivots, currency)
			}
		}
	}
	for _, list := range r.quotes {
		slices.SortStableFunc(list, func(a, b quote) int {
			if a.on == b.on && a.given != b.given {
				if b.given {
					return -1
				}
				return 1
			}
			return int(a.on) - int(b.on)
		})
	}
	slices.Sort(r.pivots)
	return r
}

// on gives the rate from one currency to another on a day, rounded once to 15 significant digits.
func (r *rates) on(day period.Date, from, to string) (rate, bool) {
	if from == to {
		return one, true
	}
	if value, ok := r.quoted(day, pair{from, to}); ok {
		return newRate(value)
	}
	for _, pivot := range r.pivots {
		first, ok := r.quoted(day, pair{from, pivot})
		if !ok {
			continue
		}
		if second, ok := r.quoted(day, pair{pivot, to}); ok {
			return newRate(new(big.Rat).Mul(first, second))
		}
	}
	return rate{}, false
}

func (r *rates) quoted(day period.Date, p pair) (*big.Rat, bool) {
	list := r.quotes[p]
	next, _ := slices.BinarySearchFunc(list, day, func(q quote, day period.Date) int {
		if q.on <= day {
			return -1
		}
		return 1
	})
	if next == 0 || day-list[next-1].on > r.maxAge {
		return nil, false
	}
	return list[next-1].value, true
}

// closingRates are the closing rates of one currency by month, from first on; a zero rate is missing.
type closingRates struct {
	first  period.Month
	months []rate
}

// fixRates looks up the closing rate of every month and foreign currency in use. A month at whose end, or at the end before,
// a line of the currency was in service must have one.
func (f *Facts) fixRates(records *ingest.Records) (faults ingest.Faults) {
	needed := map[string][2]period.Month{}
	at := map[string]ingest.Place{}
	for _, line := range f.Lines {
		if line.Currency == f.Currency || line.Annual == 0 || f.Calendar.MonthOf(line.Start) > f.Last {
			continue
		}
		first, last := f.Calendar.MonthOf(line.Start), f.Last
		if line.End != endless {
			last = min(last, f.Calendar.MonthOf(line.End))
		}
		if span, ok := needed[line.Currency]; ok {
			first, last = min(first, span[0]), max(last, span[1])
		} else {
			at[line.Currency] = line.Place
		}
		needed[line.Currency] = [2]period.Month{first, last}
	}
	for _, currency := range slices.Sorted(maps.Keys(needed)) {
		span := needed[currency]
		closing := &closingRates{first: span[0]}
		var missing []string
		for month := span[0]; month <= f.Last; month++ {
			found, ok := f.rates.on(f.rateDay(month), currency, f.Currency)
			if !ok && month <= span[1] {
				missing = append(missing, month.String())
			}
			closing.months = append(closing.months, found)
		}
		f.closing[currency] = closing
		if len(missing) > 0 {
			months := missing[0]
			if len(missing) > 1 {
				months = fmt.Sprintf("%d months from %s to %s", len(missing), missing[0], missing[len(missing)-1])
			}
			faults = append(faults, records.Fault(at[currency],
				fmt.Sprintf("no rate from %s to %s at the end of %s, for lines in %s like this one", currency, f.Currency, months, currency),
				fmt.Sprintf("add %s to the fx_rates source for these days, or raise fx: max_age_days (now %d) to carry a rate further", currency, f.settings.maxRateAge)))
		}
	}
	for i := range f.Lines {
		f.Lines[i].rates = f.closing[f.Lines[i].Currency]
	}
	return faults
}

// rateDay is the day whose rates value a month's end: its last, or in constant currency the same for every month.
func (f *Facts) rateDay(month period.Month) period.Date {
	switch f.settings.constantAt {
	case "":
		return month.Last()
	case "latest":
		return f.Last.Last()
	}
	month, _ = f.Calendar.ParseMonth(f.settings.constantAt) // checked with the job file
	return month.Last()
}

// hasRate tells whether a line can be valued at a month's closing rate.
func (l *Line) hasRate(month period.Month) bool {
	return l.rates == nil || month >= l.rates.first && int(month-l.rates.first) < len(l.rates.months) && l.rates.months[month-l.rates.first].divisor != 0
}

// at values the line in the reporting currency at a month's closing rate, which the caller knows to be there (hasRate).
func (l *Line) at(month period.Month) int64 {
	if l.rates == nil || l.Annual == 0 {
		return l.Annual
	}
	converted, err := l.rates.months[month-l.rates.first].convert(l.Annual)
	if err != nil {
		panic(err)
	}
	return converted
}
