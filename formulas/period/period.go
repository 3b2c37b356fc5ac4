// Package period counts days, months and the periods made of months: quarters, halves, years, year to date and trailing
// twelve months, of a calendar or a fiscal year. Nothing in it knows a time zone or a clock.
package period

import (
	"fmt"
	"strings"
)

// Kind is the length of a period.
type Kind uint8

// The kinds, shortest first.
const (
	MonthKind Kind = iota
	QuarterKind
	HalfKind
	YearKind
	YTD // year to date: from the first month of the year to the month asked for
	TTM // trailing twelve months
)

var kindNames = [...]string{"month", "quarter", "half", "year", "ytd", "ttm"}

// String is the kind's name in a job file: month, quarter, half, year, ytd or ttm.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// ParseKind reads a kind's name as String writes it.
func ParseKind(name string) (Kind, error) {
	for k, known := range kindNames {
		if name == known {
			return Kind(k), nil
		}
	}
	return 0, fmt.Errorf("%q is not a kind of period: use one of %s", name, strings.Join(kindNames[:], ", "))
}

// Period is a run of whole months. It is comparable, so it serves as a key; make one with Calendar.At or Calendar.Parse.
type Period struct {
	Kind     Kind
	Calendar Calendar
	First    Month // inclusive
	Last     Month // inclusive
}

// Months is how many months the period has.
func (p Period) Months() int { return int(p.Last-p.First) + 1 }

// Days is how many days the period has.
func (p Period) Days() int { return int(p.LastDay()-p.FirstDay()) + 1 }

// FirstDay is the first day of the period.
func (p Period) FirstDay() Date { return p.First.First() }

// LastDay is the last day of the period.
func (p Period) LastDay() Date { return p.Last.Last() }

// Opening is the last day before the period, at whose end its opening balances stand.
func (p Period) Opening() Date { return p.FirstDay() - 1 }

// Earlier is the period of the same kind that contains the month that lies so many months before the last one.
func (p Period) Earlier(months int) Period { return p.Calendar.At(p.Kind, p.Last-Month(months)) }

// YearBefore is the same period one year earlier. A year to date keeps its months, so it may differ by a leap day.
func (p Period) YearBefore() Period { return p.Earlier(12) }

// Previous is the month, quarter, half or year before. It is false for YTD and TTM, which compare with the year before only.
func (p Period) Previous() (Period, bool) {
	if p.Kind == YTD || p.Kind == TTM {
		return Period{}, false
	}
	return p.Earlier(p.Months()), true
}

// Between lists the periods of a kind that overlap the months first to last, in order. YTD and TTM, of which there is one
// for every month, are those that end in one of them.
func Between(kind Kind, c Calendar, first, last Month) []Period {
	var periods []Period
	for next := first; next <= last; {
		p := c.At(kind, next)
		periods = append(periods, p)
		next = p.Last + 1
	}
	return periods
}
