package ingest

import (
	"github.com/shopspring/decimal"
)

// contradict tells whether an amount is not the price of one times the quantity, beyond what rounding the price explains.
func contradict(amount, unit, quantity decimal.Decimal, currency string) bool {
	half := decimal.New(5, -MinorDigits(currency)-1)
	return amount.Sub(unit.Mul(quantity)).Abs().GreaterThan(half.Mul(quantity.Abs()).Add(half))
}

// beyond tells whether a rate times the rate the other way round is more than 1 % away from one.
func beyond(product decimal.Decimal) bool {
	return product.Sub(decimal.NewFromInt(1)).Abs().GreaterThan(decimal.New(1, -2))
}

// checkRevenue reports amounts, rates and ends that contradict each other.
func (r *reader) checkRevenue() {
	r.reportStatuses()
	r.checkQuantities()
	r.report("amount_contradicts", &r.unequal, "the amount of a subscription is not its unit_amount times its quantity; the amount is used", "correct one of the three, or leave unit_amount out")
	r.report("rates_contradict", &r.unsound, "a rate and the one the other way round on the same day differ by more than 1 %", "correct one of the two, or keep one")
	if n := len(r.records.MRR); n > 0 && len(r.records.Subscriptions) > 0 {
		r.report("mrr_not_used", &tally{Place{r.records.MRR[0].File, 0}, n, nil}, "a row of mrr is read but not used, because the subscriptions decide", "take one of the two sources out of the job file")
	}
}
