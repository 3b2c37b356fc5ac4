package facts

import (
	"fmt"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// rate is the line's closing rate of a month, 1 in the reporting currency; missing where there is none.
func (l *Line) rate(month period.Month) expr.Value {
	switch {
	case l.rates == nil:
		return expr.Fraction(1, 1)
	case !l.hasRate(month):
		return expr.Missing(expr.NoRate, l.Currency+" at "+month.Last().String())
	}
	r := l.rates.months[month-l.rates.first]
	whole := decimal.NewFromBigInt(new(big.Int).SetUint64(r.mantissa), 0)
	return expr.Number(whole).Quo(expr.Number(decimal.NewFromBigInt(new(big.Int).SetUint64(r.divisor), 0)))
}

// Quoted is a row of the exchange rates: the day, and what one unit of the base is quoted in.
type Quoted struct {
	On          period.Date
	Base, Quote string
}

// Quotes are the rows behind the closing rate of a currency at a month's end: one, or two across a third currency; none in
// the reporting currency.
func (f *Facts) Quotes(currency string, month period.Month) []Quoted {
	day, to := f.rateDay(month), f.Currency
	if currency == to {
		return nil
	}
	if q, ok := f.rates.row(day, pair{currency, to}); ok {
		return []Quoted{q}
	}
	for _, pivot := range f.rates.pivots {
		first, ok := f.rates.row(day, pair{currency, pivot})
		if !ok {
			continue
		}
		if second, ok := f.rates.row(day, pair{pivot, to}); ok {
			return []Quoted{first, second}
		}
	}
	return nil
}

// row is the row that quoted takes its rate from, as the file has it.
func (r *rates) row(day period.Date, p pair) (Quoted, bool) {
	if _, ok := r.quoted(day, p); !ok {
		return Quoted{}, false
	}
	var found Quoted
	for _, q := range r.quotes[p] { // sorted by day
		if q.on > day {
			break
		}
		if found = (Quoted{q.on, p.base, p.quote}); !q.given {
			found.Base, found.Quote = p.quote, p.base
		}
	}
	return found, true
}

// userRows are the users of a scope with a span of access that counts, each with the row of the first such span.
func (f *Facts) userRows(counts func(span) bool, inside []bool) (list []Contribution) {
	for _, user := range f.users.people {
		at := slices.IndexFunc(user.spans, counts)
		if at >= 0 && inside[user.account] {
			list = append(list, Contribution{Account: f.Accounts[user.account].ID, Place: user.places[at], Amount: expr.Fraction(1, 1), What: "user " + user.id})
		}
	}
	return list
}

// userMeasures are the measures that are counted user by user from the usage.
var userMeasures = []string{"active_user_days", "mau", "mau_days", "active_users", "critical_feature_users"}

// activeUsers are the users of a scope that count for a measure of usage. They stand in many rows, so none is named.
func (f *Facts) activeUsers(measure string, c *columns, inside []bool) (list []Contribution) {
	u := f.usage
	first, last, _ := u.covered(c.period)
	amounts, days := make([]int64, len(u.owner)), make([]int, len(u.owner))
	critical := make([]bool, len(u.owner))
	for month := first; month <= last; month++ {
		m := u.months[month]
		if m == nil {
			continue
		}
		covered := u.days(f.Calendar.At(period.MonthKind, month))
		for user := range m.days {
			count := m.active(user)
			if count == 0 {
				continue
			}
			days[user] += count
			critical[user] = critical[user] || user < len(m.critical) && m.critical[user]
			switch measure {
			case "mau":
				amounts[user]++
			case "mau_days":
				amounts[user] += covered
			}
		}
	}
	for user, owner := range u.owner {
		account := u.index[owner]
		if account < 0 || !inside[account] || days[user] == 0 {
			continue
		}
		switch measure {
		case "active_user_days":
			amounts[user] = int64(days[user])
		case "active_users":
			amounts[user] = 1
		case "critical_feature_users":
			if critical[user] && f.users.provisioned(u.names[owner], u.users[user], c.period) {
				amounts[user] = 1
			}
		}
		if amounts[user] != 0 {
			list = append(list, Contribution{Account: f.Accounts[account].ID, Place: Nowhere, Amount: expr.Fraction(amounts[user], c.of[measure].Denominator),
				What: fmt.Sprintf("user %s, days active: %d", u.users[user], days[user])})
		}
	}
	return list
}

func (f *Facts) flowRows(l *flow, p period.Period, inside []bool) (list []Contribution) {
	for _, e := range l.in(p) {
		if e.amount != 0 && inside[e.account] {
			id, _ := f.named(e.account)
			list = append(list, Contribution{Account: id, Place: e.place, Also: l.beside[e.place], Amount: expr.Fraction(e.amount, l.denominator), What: e.month.Label()})
		}
	}
	return list
}

// firstRows are the accounts of a scope that a column counts, each with its first event of a flow in the period.
func (f *Facts) firstRows(column *Column, l *flow, p period.Period, inside []bool) (list []Contribution) {
	seen := map[int32]bool{}
	for _, e := range l.in(p) {
		if seen[e.account] || !inside[e.account] || int(e.account) == len(f.Accounts) || column.Values[e.account] == 0 {
			continue
		}
		seen[e.account] = true
		id, _ := f.named(e.account)
		list = append(list, Contribution{Account: id, Place: e.place, Amount: expr.Fraction(column.Values[e.account], column.Denominator), What: e.month.Label()})
	}
	return list
}

func (f *Facts) stockRows(s *stock, p period.Period, inside []bool) (list []Contribution) {
	last := p.LastDay()
	for _, h := range s.spans {
		if h.amount != 0 && inside[h.account] && h.from <= last && last < h.to {
			id, _ := f.named(h.account)
			list = append(list, Contribution{Account: id, Place: h.place, Amount: expr.Fraction(h.amount, s.denominator)})
		}
	}
	return list
}
