package pipeline

import (
	"fmt"

	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// sharpFall finds a last month in which more than half of the customers are gone at once: rather an export that was cut off,
// or that leaves out what is renewed late, than the truth.
func sharpFall(b *Book) []ingest.Finding {
	month := b.Facts.Calendar.At(period.MonthKind, b.AsOf)
	opening, closing := b.Facts.Value("opening_customers", facts.Portfolio, month), b.Facts.Value("closing_customers", facts.Portfolio, month)
	lost := opening.Sub(closing)
	if !lost.Available() || lost.Add(lost).Sub(opening).Sign() <= 0 {
		return nil
	}
	return []ingest.Finding{{Place: ingest.Place{File: -1}, Kind: "truncated_export", Count: 1,
		Text: fmt.Sprintf("of %s customers at the start of %s, %s are left at its end", opening, month.Label(), closing),
		Fix:  "check that the export is complete and reaches to the end of the month"}}
}
