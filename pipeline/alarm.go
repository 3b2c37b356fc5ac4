package pipeline

import (
	"fmt"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// sharpFall finds a last month in which more than half of the customers, of the MRR or of the active users are gone at once: rather an export
// that was cut off, or that leaves out what is renewed late, than the truth.
func sharpFall(b *Book) (found []ingest.Finding) {
	month := b.Facts.Calendar.At(period.MonthKind, b.AsOf)
	value := func(measure string, p period.Period) expr.Value { return b.Facts.Value(measure, facts.Portfolio, p) }
	alarm := func(before, after expr.Value, text string) {
		if lost := before.Sub(after); lost.Available() && lost.Add(lost).Sub(before).Sign() > 0 {
			found = append(found, ingest.Finding{Place: ingest.Place{File: -1}, Kind: "truncated_export", Count: 1, Text: text,
				Fix: "check that the export is complete and reaches to the end of the month"})
		}
	}
	opening, closing := value("opening_customers", month), value("closing_customers", month)
	alarm(opening, closing, fmt.Sprintf("of %s customers at the start of %s, %s are left at its end", opening, month.Label(), closing))
	opening, closing = value("opening_mrr", month), value("closing_mrr", month)
	alarm(opening, closing, fmt.Sprintf("of the MRR at the start of %s, less than half is left at its end", month.Label()))
	if earlier, ok := month.Previous(); ok && earlier.First >= b.Facts.First {
		before, after := value("active_users", earlier), value("active_users", month)
		alarm(before, after, fmt.Sprintf("%s users were active in %s, and %s in %s", before, earlier.Label(), after, month.Label()))
	}
	return found
}
