package compute

import (
	"math/big"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// halfLife is the first number of months after which at most half of the customers still pay, by the product-limit estimate
// (Kaplan and Meier): of all who were customers for so many months the share that left then, multiplied up. Customers who still
// pay at the end of the period are known to have stayed as long as they have. Who comes back has left.
func halfLife(b *Book, scope facts.Scope, p period.Period) expr.Value {
	if closing := b.Facts.Value("closing_customers", scope, p); !closing.Available() {
		return closing
	}
	lives, _, reason := b.Facts.Lives()
	if reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail)
	}
	inside := b.Facts.Within(scope, p)
	var left, stayed []int // by months as a customer
	grow := func(list []int, months int) []int {
		for len(list) <= months {
			list = append(list, 0)
		}
		list[months]++
		return list
	}
	atRisk := 0
	for _, life := range lives {
		if life.Start > p.Last || !inside(b.Facts.Accounts[life.Account].ID) {
			continue
		}
		atRisk++
		months, gone := 0, false
		for ; months <= int(p.Last-life.Start); months++ {
			if gone = life.MRR[months] <= 0; gone {
				break
			}
		}
		if gone {
			left = grow(left, months)
		} else {
			stayed = grow(stayed, months)
		}
	}
	half, survival := expr.Fraction(1, 2), expr.Fraction(1, 1)
	for months := range left {
		if left[months] > 0 {
			survival = survival.Mul(expr.Fraction(int64(atRisk-left[months]), int64(atRisk)))
		}
		if survival.Sub(half).Sign() <= 0 {
			return expr.Fraction(int64(months), 1)
		}
		if atRisk -= left[months]; months < len(stayed) {
			atRisk -= stayed[months]
		}
	}
	return expr.Missing(expr.HistoryTooShort, "more than half of the customers have stayed for as long as the data goes back")
}

// longest is up to how many months a half-life is given, a hundred years.
const longest = 1200

// halfLifeAtChurn is the first number of months after which at most half of the customers would still pay if each period lost
// the share that this one lost: the smallest n with (1 - churn)^(n / months of the period) <= 1/2, in whole numbers.
func halfLifeAtChurn(b *Book, scope facts.Scope, p period.Period) expr.Value {
	churned, opening := b.Facts.Value("churned_customers", scope, p), b.Facts.Value("opening_customers", scope, p)
	churn := churned.Quo(opening)
	switch {
	case !churn.Available():
		return expr.Missing(churn.Reason().Code, churn.Reason().Detail)
	case churn.Sign() == 0:
		return expr.Missing(expr.ZeroDenominator, "churned_customers")
	}
	kept := expr.Fraction(1, 1).Sub(churn).Rat()
	numerator, denominator := kept.Num(), kept.Denom()
	halved := func(n int64) bool { // kept^n <= 1/2^months
		power := new(big.Int).Exp(numerator, big.NewInt(n), nil)
		power.Lsh(power, uint(p.Months()))
		return power.Cmp(new(big.Int).Exp(denominator, big.NewInt(n), nil)) <= 0
	}
	low, high := int64(0), int64(longest)
	if !halved(high) {
		return expr.Missing(expr.HistoryTooShort, "more than a hundred years at this churn")
	}
	for high-low > 1 { // halved(high), not halved(low)
		if middle := (low + high) / 2; halved(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return expr.Fraction(high, 1)
}
