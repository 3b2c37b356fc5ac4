package facts

import (
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Class is the one thing that happened to a customer's recurring revenue in a period.
type Class uint8

// The classes, in the order in which they are tested.
const (
	Unchanged Class = iota
	New
	Churn
	Reactivation
	Expansion
	Contraction
)

var classNames = [...]string{"unchanged", "new", "churn", "reactivation", "expansion", "contraction"}

func (c Class) String() string { return classNames[c] }

// Movement is what happened to one customer's recurring revenue from a period's opening to its closing, net over all its
// lines. Amounts are annual, in millionths of the reporting currency: Monthly and Annual turn them into values.
type Movement struct {
	Account  int // index into Facts.Accounts
	Class    Class
	Reported int64 // opening at the rates of the day before the period
	FX       int64 // what the rates alone did to the opening
	Opening  int64 // Reported + FX: the opening lines at the closing rates
	Closing  int64
	Cross    int64 // the part of an expansion on products not held at opening; 0 without a product column
	Dropped  int64 // opening on products not held at closing, of a customer who stays

	openingSeats, closingSeats int64 // licences, in millionths
}

// Amount is the signed change at constant rates.
func (m *Movement) Amount() int64 { return m.Closing - m.Opening }

// LineChange is one recurring line behind a movement; annual amounts at the closing rates.
type LineChange struct {
	Line             Line
	Opening, Closing int64
}

// Movements gives the movement of every account over a period, in account order; Reason is why there are none.
func (f *Facts) Movements(p period.Period) ([]Movement, expr.Reason) {
	c := f.columnsOf(p)
	if c.opening.Code != expr.Available {
		return nil, c.opening
	}
	return c.movements, c.opening
}

// Changes lists the lines of an account that differ between a period's opening and closing, at the closing rates.
func (f *Facts) Changes(account int, p period.Period) (changes []LineChange) {
	for _, line := range f.lines(account) {
		change := LineChange{Line: line}
		if line.covers(p.Opening()) {
			change.Opening = line.at(p.Last)
		}
		if line.covers(p.LastDay()) {
			change.Closing = line.at(p.Last)
		}
		if change.Opening != change.Closing {
			changes = append(changes, change)
		}
	}
	return changes
}

// movement decides what happened to an account over a period, net over all its lines.
func (f *Facts) movement(account int, p period.Period, products *balances) Movement {
	m := Movement{Account: account}
	before, after := p.Opening(), p.LastDay()
	products.reset()
	lines := f.lines(account)
	for i := range lines {
		line := &lines[i]
		if line.Start > after {
			break // lines are sorted by start
		}
		opens, closes := line.covers(before), line.covers(after)
		if !opens && !closes {
			continue
		}
		closing := line.at(p.Last)
		balance := products.of(line.product)
		if opens {
			reported := line.at(p.First - 1)
			m.Reported, m.Opening = sum(m.Reported, reported), sum(m.Opening, closing)
			balance.opening += closing
			if line.Seat && line.Quantity > 0 {
				m.openingSeats += line.Quantity
			}
		}
		if closes {
			m.Closing = sum(m.Closing, closing)
			balance.closing += closing
			if line.Seat && line.Quantity > 0 {
				m.closingSeats += line.Quantity
			}
		}
	}
	m.FX = m.Opening - m.Reported
	paidBefore := f.paid[account] != period.NoDate && f.paid[account] <= before
	switch {
	case m.Opening == 0 && m.Closing > 0 && !paidBefore:
		m.Class = New
	case m.Opening > 0 && m.Closing == 0:
		m.Class = Churn
	case m.Opening == 0 && m.Closing > 0:
		m.Class = Reactivation
	case m.Closing > m.Opening:
		m.Class = Expansion
	case m.Closing < m.Opening:
		m.Class = Contraction
	}
	for _, b := range products.list {
		if m.Class == Expansion && b.opening == 0 {
			m.Cross += b.closing
		}
		if m.Closing > 0 && b.closing == 0 {
			m.Dropped += b.opening
		}
	}
	m.Cross = max(0, min(m.Cross, m.Amount()))
	return m
}

// balances are one account's opening and closing by product; a list, since accounts hold few products.
type balances struct{ list []balance }

type balance struct {
	product          int32
	opening, closing int64
}

func (b *balances) reset() { b.list = b.list[:0] }

func (b *balances) of(product int32) *balance {
	i := slices.IndexFunc(b.list, func(x balance) bool { return x.product == product })
	if i < 0 {
		i = len(b.list)
		b.list = append(b.list, balance{product: product})
	}
	return &b.list[i]
}
