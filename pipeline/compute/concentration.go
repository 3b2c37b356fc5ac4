package compute

import (
	"cmp"
	"maps"
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// sharesOfARR are the customers of a scope, the largest first, and their shares of its ARR; missing where there is none.
func sharesOfARR(b *Book, scope facts.Scope, p period.Period) (order []string, shares map[string]expr.Value, missing expr.Value) {
	whole := b.Facts.Value("closing_arr", scope, p)
	switch {
	case !whole.Available():
		return nil, nil, whole
	case whole.Sign() == 0:
		return nil, nil, expr.Missing(expr.ZeroDenominator, "closing_arr")
	}
	shares = map[string]expr.Value{}
	for account, arr := range b.Facts.ByAccount("closing_arr", scope, p) {
		shares[account] = arr.Quo(whole)
	}
	order = slices.SortedFunc(maps.Keys(shares), func(x, y string) int {
		return cmp.Or(shares[y].Rat().Cmp(shares[x].Rat()), cmp.Compare(x, y))
	})
	return order, shares, expr.Value{}
}

// topTen are the shares of the ten largest customers.
func topTen(b *Book, scope facts.Scope, p period.Period) (map[string]expr.Value, expr.Value) {
	order, shares, missing := sharesOfARR(b, scope, p)
	for _, account := range order[min(10, len(order)):] {
		delete(shares, account)
	}
	return shares, missing
}

// herfindahl are the squares of all shares, in points of 10,000 for a single customer.
func herfindahl(b *Book, scope facts.Scope, p period.Period) (map[string]expr.Value, expr.Value) {
	_, shares, missing := sharesOfARR(b, scope, p)
	for account, share := range shares {
		shares[account] = share.Mul(share).Mul(expr.Fraction(10_000, 1))
	}
	return shares, missing
}
