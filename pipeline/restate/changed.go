package restate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
)

// rows are the changed rows of the customers that the figures concern, of the days that the report covers.
func (c *chain) rows(figures []pipeline.Restated) (list []pipeline.ChangedRow) {
	concerned := map[string]bool{}
	for _, f := range figures {
		if id, ok := strings.CutPrefix(f.Scope, "account:"); ok {
			concerned[id] = true
		}
	}
	for _, ch := range c.changes {
		if ch.id.day != period.NoDate && ch.id.day > c.asOf.Last() || ch.id.account != "" && !concerned[ch.id.account] {
			continue
		}
		row := pipeline.ChangedRow{Cause: ch.cause, Dataset: ch.dataset, Key: ch.id.key, Account: ch.id.account, Line: int(ch.at.Line), Count: max(ch.count, 1), Before: ch.old, After: ch.new}
		if ch.at.File >= 0 && int(ch.at.File) < len(c.files) {
			row.File = c.files[ch.at.File].Path
		}
		list = append(list, row)
	}
	order := pipeline.Causes()
	slices.SortStableFunc(list, func(a, b pipeline.ChangedRow) int {
		return cmp.Or(slices.Index(order, a.Cause)-slices.Index(order, b.Cause), cmp.Compare(a.Dataset, b.Dataset), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return list
}

// Vanished is the finding for rows that were there when periods were sealed and are not in the export any more, each named once. A
// full export keeps what once was true; a row that is gone is rather missing than a customer lost.
func Vanished(list []pipeline.Restatement) []ingest.Finding {
	f := ingest.Finding{Place: ingest.Place{File: -1}, Kind: "vanished_row", Fix: "export them again; if they were wrong, this is the correction, and kpibook restate publishes it"}
	seen, of := map[[3]string]bool{}, []string(nil)
	for _, r := range list {
		for _, row := range r.Rows {
			if row.Cause != pipeline.ByRemovedRow {
				continue
			}
			if !slices.Contains(of, r.Period) {
				of = append(of, r.Period)
			}
			if at := [3]string{row.Dataset, row.Key, row.Before}; !seen[at] {
				seen[at] = true
				f.Count += row.Count
				if len(f.Sample) < 5 {
					f.Sample = append(f.Sample, fmt.Sprintf("%s %s (line %d then)", row.Dataset, row.Key, row.Line))
				}
			}
		}
	}
	if f.Count == 0 {
		return nil
	}
	were := "was"
	if len(of) > 1 {
		were = "were"
	}
	f.Text = fmt.Sprintf("rows that were there when %s %s sealed have vanished; this is no churn, and the sealed reports are unchanged", strings.Join(of, ", "), were)
	return []ingest.Finding{f}
}
