package qbr

import (
	"slices"
	"sync"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
)

// fewest is how many other customers a benchmark needs, so that none of them can be recognised.
const fewest = 5

// peers are the customers of the same segment: what a customer is held against is the median of the others.
type peers struct {
	book    *pipeline.Book
	quarter period.Period

	mutex  sync.Mutex
	values map[peerKey][]peerValue
}

type peerKey struct{ segment, kpi string }

// peerValue is a customer's figure.
type peerValue struct {
	account string
	value   expr.Value
}

func newPeers(b *pipeline.Book, _ []compute.Chosen, quarter period.Period) *peers {
	return &peers{book: b, quarter: quarter, values: map[peerKey][]peerValue{}}
}

// segment is the group that a customer is compared within: its segment at the end of the quarter, all customers where accounts
// have none.
func (p *peers) segment(account facts.Account) (scope facts.Scope, name string) {
	if !slices.Contains(p.book.Facts.Dimensions(), "segment") {
		return facts.Portfolio, "all customers"
	}
	for _, group := range p.book.Facts.Groups("segment") {
		scope := facts.Scope{Dimension: "segment", Value: group}
		if p.book.Facts.Within(scope, p.quarter)(account.ID) {
			return scope, "segment " + group
		}
	}
	return facts.Portfolio, "all customers"
}

// median is that of a KPI over the other customers of a scope that pay at the end of the quarter, and how many they are. It is
// missing with fewer than five.
func (p *peers) median(c compute.Chosen, scope facts.Scope, account string) (median expr.Value, others int) {
	var values []expr.Value
	for _, v := range p.sorted(c, scope) {
		if v.account != account {
			values = append(values, v.value)
		}
	}
	if len(values) < fewest {
		return expr.Missing(expr.TooFewResponses, "fewer than five peers"), len(values)
	}
	low, high := values[(len(values)-1)/2], values[len(values)/2]
	return low.Add(high).Mul(expr.Fraction(1, 2)), len(values)
}

// sorted are the figures of a KPI in a scope, the lowest first. They are worked out once.
func (p *peers) sorted(c compute.Chosen, scope facts.Scope) []peerValue {
	key := peerKey{scope.Value, c.KPI.ID}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if list, ok := p.values[key]; ok {
		return list
	}
	within := p.book.Facts.Within(scope, p.quarter)
	var list []peerValue
	for _, a := range p.book.Facts.Accounts {
		own := facts.AccountScope(a.ID)
		if paying := p.book.Facts.Value("closing_customers", own, p.quarter); !within(a.ID) || !paying.Available() || paying.Sign() == 0 {
			continue
		}
		if v := p.book.Value(c, own, p.quarter); v.Available() && !v.IsLabel() {
			list = append(list, peerValue{a.ID, v})
		}
	}
	slices.SortStableFunc(list, func(a, b peerValue) int { return a.value.Sub(b.value).Sign() })
	p.values[key] = list
	return list
}
