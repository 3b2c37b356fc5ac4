package ingest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// contradict tells whether an amount is not the price of one times the quantity, beyond what rounding the price explains.
func contradict(amount, unit, quantity decimal.Decimal, currency string) bool {
	half := decimal.New(5, -MinorDigits(currency)-1)
	return amount.Sub(unit.Mul(quantity)).Abs().GreaterThan(half.Mul(quantity.Abs()).Add(half))
}

// beyond tells whether a rate times the rate the other way round is more than 1 % away from one.
func beyond(product decimal.Decimal) bool {
	return beyondBy(product, 1)
}

// beyondBy tells a number that is more than so many percent away from 1.
func beyondBy(number decimal.Decimal, percent int64) bool {
	return number.Sub(decimal.NewFromInt(1)).Abs().GreaterThan(decimal.New(percent, -2))
}

// checkRates reports rates that are more than double, or less than half, of the one before: a slip of the decimal mark, or of another pair
// of currencies; or that are the one before the other way round.
func (r *reader) checkRates() {
	rates := slices.Clone(r.records.Rates)
	slices.SortStableFunc(rates, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.Base, b.Base), cmp.Compare(a.Quote, b.Quote), cmp.Compare(a.On, b.On))
	})
	two := decimal.NewFromInt(2)
	var far, turned tally
	for i := 1; i < len(rates); i++ {
		now, before := rates[i], rates[i-1]
		said := func() string {
			return fmt.Sprintf("%s in %s is %s on %s and %s on %s", now.Base, now.Quote, before.Rate, before.On, now.Rate, now.On)
		}
		switch {
		case now.Base != before.Base || now.Quote != before.Quote:
		case now.Rate.GreaterThan(before.Rate.Mul(two)) || before.Rate.GreaterThan(now.Rate.Mul(two)):
			far.note(now.Place, said())
		case !beyondBy(now.Rate.Mul(before.Rate), 5) && beyondBy(now.Rate.DivRound(before.Rate, maxRatePlaces), 20):
			turned.note(now.Place, said())
		}
	}
	r.report("rate_jumps", &far, "a rate is more than double, or less than half, of the one before", "correct it, if it is wrong: whatever is converted with it is as many times too high or too low")
	r.report("rate_turned", &turned, "a rate is the one before the other way round", "correct it, or give it with base and quote the other way round")
}

// checkRevenue reports amounts, rates and ends that contradict each other.
func (r *reader) checkRevenue() {
	r.reportStatuses()
	r.checkQuantities()
	r.checkRates()
	r.report("amount_contradicts", &r.unequal, "the amount of a subscription is not its unit_amount times its quantity; the amount is used", "correct one of the three, or leave unit_amount out")
	r.report("rates_contradict", &r.unsound, "a rate and the one the other way round on the same day differ by more than 1 %", "correct one of the two, or keep one")
	if n := len(r.records.MRR); n > 0 && len(r.records.Subscriptions) > 0 {
		r.report("mrr_not_used", &tally{Place{r.records.MRR[0].File, 0}, n, nil}, "a row of mrr is read but not used, because the subscriptions decide", "take one of the two sources out of the job file")
	}
}
