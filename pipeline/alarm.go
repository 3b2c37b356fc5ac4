package pipeline

import (
	"fmt"
	"math/big"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// sharpChanges finds a last month in which more than half of the customers, of the MRR or of the active users are gone at once, or in which
// they have more than doubled: rather an export that was cut off, that leaves out what is renewed late, or that is there twice, than the
// truth. A month in which a customer pays on average a hundred or a thousand times what it did before, or that part of it, is rather in
// another unit.
func sharpChanges(b *Book) (found []ingest.Finding) {
	month := b.Facts.Calendar.At(period.MonthKind, b.AsOf)
	find := func(kind string, count int, fix, format string, args ...any) {
		found = append(found, ingest.Finding{Place: ingest.Place{File: -1}, Kind: kind, Count: count, Text: fmt.Sprintf(format, args...), Fix: fix})
	}
	alarm := func(before, after expr.Value, fell, rose string) {
		switch lost := before.Sub(after); {
		case !lost.Available():
		case lost.Add(lost).Sub(before).Sign() > 0:
			find("truncated_export", 1, "check that the export is complete and reaches to the end of the month", "%s", fell)
		case before.Sign() > 0 && lost.Add(before).Sign() < 0:
			find("sharp_rise", 1, "check that no export is there twice, and that amounts are in the unit and currency that they were in before", "%s", rose)
		}
	}
	opening, closing := b.ofBook("opening_customers", month), b.ofBook("closing_customers", month)
	alarm(opening, closing, fmt.Sprintf("of %s customers at the start of %s, %s are left at its end", opening, month.Label(), closing),
		fmt.Sprintf("%s customers at the start of %s have become %s at its end", opening, month.Label(), closing))
	if first, months, times := b.otherUnit(); months > 0 {
		find("scale_changed", months, "see whether amounts are in cents or thousands there, or were before: minor_units: true is for a source in cents; anything else has to be exported in whole units",
			"in %s a customer pays on average %s what it did before", first.Label(), times)
	}
	opening, closing = b.ofBook("opening_mrr", month), b.ofBook("closing_mrr", month)
	alarm(opening, closing, fmt.Sprintf("of the MRR at the start of %s, less than half is left at its end", month.Label()),
		fmt.Sprintf("the MRR at the start of %s has more than doubled at its end", month.Label()))
	if earlier, ok := month.Previous(); ok && earlier.First >= b.Facts.First {
		before, after := b.ofBook("active_users", earlier), b.ofBook("active_users", month)
		users := fmt.Sprintf("%s users were active in %s, and %s in %s", before, earlier.Label(), after, month.Label())
		alarm(before, after, users, users)
	}
	return found
}

// ofBook is a measure of the whole book.
func (b *Book) ofBook(measure string, p period.Period) expr.Value {
	return b.Facts.Value(measure, facts.Portfolio, p)
}

// otherUnit is the first month in which the MRR of a customer is on average about a hundred or a thousand times what it was before, or that
// part of it, how many months are like it, and how many times it is.
func (b *Book) otherUnit() (first period.Period, months int, times string) {
	var usual *big.Rat
	for m := b.Facts.First; m <= b.AsOf; m++ {
		p := b.Facts.Calendar.At(period.MonthKind, m)
		mean := b.ofBook("closing_mrr", p).Quo(b.ofBook("closing_customers", p))
		if !mean.Available() || mean.Sign() <= 0 {
			continue
		}
		if usual != nil {
			if said := ingest.TimesAsMuch(usual, mean.Rat()); said != "" {
				if months++; months == 1 {
					first, times = p, said
				}
				continue
			}
		}
		usual = mean.Rat()
	}
	return first, months, times
}
