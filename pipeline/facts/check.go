package facts

import (
	"fmt"
	"maps"
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// RollForward is how recurring revenue went from a period's opening to its closing; annual amounts in millionths of the
// reporting currency. Contraction and Churn are positive amounts that lower it.
type RollForward struct {
	Reported, FX, New, Reactivation, Expansion, Contraction, Churn, Closing int64
}

// Residual is what the lines leave unexplained: 0, always.
func (r RollForward) Residual() int64 {
	return r.Reported + r.FX + r.New + r.Reactivation + r.Expansion - r.Contraction - r.Churn - r.Closing
}

// add books one customer's opening, FX effect and movement under its class.
func (r *RollForward) add(class Class, reported, fx, movement, closing int64) {
	r.Reported, r.FX, r.Closing = sum(r.Reported, reported), sum(r.FX, fx), sum(r.Closing, closing)
	switch class {
	case New:
		r.New = sum(r.New, movement)
	case Reactivation:
		r.Reactivation = sum(r.Reactivation, movement)
	case Churn:
		r.Churn = sum(r.Churn, -movement)
	case Contraction:
		r.Contraction = sum(r.Contraction, -movement)
	default: // an unchanged customer may have moved between currencies: the parts cancel
		r.Expansion = sum(r.Expansion, movement)
	}
}

// Fault is one place at which the figures do not close.
type Fault struct {
	Period period.Period
	What   string // account, currency or total, with both sides of the equation
}

// CheckRollForward closes every roll-forward of every period there is: for each account, each line currency and the book, in
// amounts and in customers. Openings are taken from an evaluation of the month before that is separate from the movements.
// It gives the number of equations and those that do not hold.
func (f *Facts) CheckRollForward() (cases int, faults []Fault) {
	for _, p := range f.Periods() {
		movements, reason := f.Movements(p)
		if reason.Code != expr.Available {
			continue
		}
		before, after := f.closings(p.First-1), f.closings(p.Last)
		byCurrency := make([]RollForward, len(f.currencies))
		var book RollForward
		fail := func(what string, residual int64) {
			faults = append(faults, Fault{p, fmt.Sprintf("%s: the roll-forward leaves %s", what, Monthly(residual))})
		}
		opening, closing, came, left := 0, 0, 0, 0
		for i := range movements {
			m := &movements[i]
			var own RollForward
			own.add(m.Class, before[i], m.FX, m.Amount(), after[i])
			book.add(m.Class, before[i], m.FX, m.Amount(), after[i])
			if cases++; own.Residual() != 0 {
				fail("account "+f.Accounts[i].ID, own.Residual())
			}
			f.addByCurrency(byCurrency, m, p)
			opening, closing = opening+positive(m.Opening), closing+positive(after[i])
			switch m.Class {
			case New, Reactivation:
				came++
			case Churn:
				left++
			}
		}
		if cases += 2; book.Residual() != 0 {
			fail("the book", book.Residual())
		}
		if opening+came-left != closing {
			faults = append(faults, Fault{p, fmt.Sprintf("customers: %d + %d - %d is not %d", opening, came, left, closing)})
		}
		var parts RollForward
		for number, r := range byCurrency {
			if cases++; r.Residual() != 0 {
				fail("currency "+f.currencies[number], r.Residual())
			}
			parts = RollForward{parts.Reported + r.Reported, parts.FX + r.FX, parts.New + r.New, parts.Reactivation + r.Reactivation,
				parts.Expansion + r.Expansion, parts.Contraction + r.Contraction, parts.Churn + r.Churn, parts.Closing + r.Closing}
		}
		if cases++; parts != book {
			faults = append(faults, Fault{p, "the currencies do not add up to the book"})
		}
	}
	return cases, faults
}

// addByCurrency books a movement under the currencies of the customer's lines.
func (f *Facts) addByCurrency(byCurrency []RollForward, m *Movement, p period.Period) {
	before, after := p.Opening(), p.LastDay()
	for i := range f.lines(m.Account) {
		line := &f.lines(m.Account)[i]
		var reported, opening, closing int64
		if line.covers(before) {
			reported, opening = line.at(p.First-1), line.at(p.Last)
		}
		if line.covers(after) {
			closing = line.at(p.Last)
		}
		byCurrency[line.currency].add(m.Class, reported, opening-reported, closing-opening, closing)
	}
}

func positive(amount int64) int {
	if amount > 0 {
		return 1
	}
	return 0
}

// closings values every account at a month end, from its lines alone.
func (f *Facts) closings(month period.Month) []int64 {
	values := make([]int64, len(f.Accounts))
	last := month.Last()
	for i := range f.Lines {
		if line := &f.Lines[i]; line.covers(last) {
			values[line.Account] = sum(values[line.Account], line.at(month))
		}
	}
	return values
}

// Periods are all closed periods of the history, of every kind, by the company's calendar.
func (f *Facts) Periods() (all []period.Period) {
	for kind := period.MonthKind; kind <= period.TTM; kind++ {
		for _, p := range period.Between(kind, f.Calendar, f.First, f.Last) {
			if p.Last <= f.Last {
				all = append(all, p)
			}
		}
	}
	return all
}

// CheckSums adds up the accounts of every month's measures by each dimension and over the book, in exact integers. It gives
// the number of sums and those that differ.
func (f *Facts) CheckSums() (cases int, faults []Fault) {
	for month := f.First; month <= f.Last; month++ {
		p := f.Calendar.At(period.MonthKind, month)
		for _, measure := range slices.Sorted(maps.Keys(f.columnsOf(p).of)) {
			column := f.columnsOf(p).of[measure]
			if column.Reason.Code != expr.Available || len(column.Values) < len(f.Accounts) || column.Absent != nil {
				continue
			}
			book := int64(0)
			for _, value := range column.Values {
				book += value
			}
			for _, dimension := range f.Dimensions() {
				cases++
				total := int64(0)
				for _, unassigned := range column.Values[len(f.Accounts):] {
					total += unassigned
				}
				for _, group := range f.Groups(dimension) {
					members, _ := f.members(Scope{dimension, group}, p.LastDay())
					for _, account := range members {
						total += column.Values[account]
					}
				}
				if total != book {
					faults = append(faults, Fault{p, fmt.Sprintf("%s by %s adds up to %d, the book to %d", measure, dimension, total, book)})
				}
			}
		}
	}
	return cases, faults
}
