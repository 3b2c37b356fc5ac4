package facts

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// ahead is how many months a commitment or a forecast looks past the period.
const ahead = 12

// committedColumns are what is known at the data cut of the lines to come and to go. What was known at the end of an earlier
// period is not dated, so those have neither.
func (f *Facts) committedColumns(c *columns) {
	reason := c.closing
	switch {
	case reason.Code != expr.Available:
	case f.observed:
		reason = expr.Reason{Code: expr.NoDataset, Detail: "subscriptions"}
	case c.period.Last < f.Last:
		reason = expr.Reason{Code: expr.OutsideCover, Detail: "what was known at the end of an earlier period is not dated"}
	}
	for i := range f.Lines {
		if line := &f.Lines[i]; reason.Code == expr.Available && line.signed(c.period) && !line.hasRate(c.period.Last) {
			reason = expr.Reason{Code: expr.NoRate, Detail: line.Currency + " at " + c.period.LastDay().String()}
		}
	}
	total := func(counts func(line *Line) bool) func(account int, _ *Movement) int64 {
		return func(account int, _ *Movement) (annual int64) {
			for i := range f.lines(account) {
				if line := &f.lines(account)[i]; counts(line) {
					annual = sum(annual, line.at(c.period.Last))
				}
			}
			return annual
		}
	}
	f.add(c, "signed_mrr", reason, monthly, total(func(line *Line) bool { return line.signed(c.period) }))
	f.add(c, "ending_mrr", reason, monthly, total(func(line *Line) bool { return line.ending(c.period) }))
}

// signed tells whether a line starts within a year after a period.
func (l *Line) signed(p period.Period) bool {
	return l.Annual != 0 && l.Start > p.LastDay() && l.Start <= (p.Last+ahead).Last()
}

// ending tells whether a line in service on the last day of a period ends within a year after it.
func (l *Line) ending(p period.Period) bool {
	return l.Annual != 0 && l.covers(p.LastDay()) && l.End <= (p.Last+ahead).Last()
}

// committedRows are the lines that a measure of commitments counts, account by account.
func (f *Facts) committedRows(measure string, c *columns, inside []bool) []Contribution {
	list := f.accountRows(c.of[measure], inside)
	for i := range list {
		account, _ := f.Find(list[i].Account)
		list[i].Place = Nowhere // the lines have theirs
		for _, line := range f.lines(account) {
			counts := line.signed
			if measure == "ending_mrr" {
				counts = line.ending
			}
			if !counts(c.period) {
				continue
			}
			amount := LineAmount{Line: line, Period: c.period, OpeningRate: line.rate(c.period.First - 1), ClosingRate: line.rate(c.period.Last)}
			amount.Closing, amount.Closed = line.Annual, line.at(c.period.Last)
			list[i].Lines = append(list[i].Lines, amount)
		}
	}
	return list
}
