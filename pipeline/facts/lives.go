package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Life is a customer's recurring revenue month by month from its first paid month up to the reported one.
type Life struct {
	Account int // index into Facts.Accounts
	Start   period.Month
	MRR     []int64 // at each month's end, annual millionths, all at the closing rates of the reported month
}

// Lives are the customers whose start is known, in account order, and how many were there before the data begins, so that it is
// not. All months are valued at one rate, so that no rate move looks like growth. Reason is why there are none. They are shared and not to be changed.
func (f *Facts) Lives() (lives []Life, unknown int, reason expr.Reason) {
	f.livesOnce.Do(func() { f.lives, f.unknown, f.livesReason = f.findLives() })
	return f.lives, f.unknown, f.livesReason
}

func (f *Facts) findLives() (lives []Life, unknown int, reason expr.Reason) {
	if _, closing := f.recurringReasons(f.Calendar.At(period.MonthKind, f.Last)); closing.Code != expr.Available {
		return nil, 0, closing
	}
	for i := range f.Lines {
		if line := &f.Lines[i]; line.Annual != 0 && !line.hasRate(f.Last) {
			return nil, 0, expr.Reason{Code: expr.NoRate, Detail: line.Currency + " at " + f.Last.Last().String()}
		}
	}
	for account := range f.Accounts {
		if f.paid[account] == period.NoDate || f.Calendar.MonthOf(f.paid[account]) > f.Last {
			continue
		}
		life := Life{Account: account, Start: f.Calendar.MonthOf(f.paid[account])}
		if f.observed && life.Start == f.First {
			unknown++
			continue
		}
		life.MRR = make([]int64, f.Last-life.Start+1)
		for i := range f.lines(account) {
			line := &f.lines(account)[i]
			annual := line.at(f.Last)
			for month := max(life.Start, f.Calendar.MonthOf(line.Start)); month <= f.Last && line.End > month.Last(); month++ {
				if line.covers(month.Last()) {
					life.MRR[month-life.Start] = sum(life.MRR[month-life.Start], annual)
				}
			}
		}
		lives = append(lives, life)
	}
	return lives, unknown, expr.Reason{}
}
