package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// TestRowsAreConserved reads random dirty tables: whatever is in them, every row and every cent is loaded, rejected or
// skipped by a rule, and what is loaded is in the records.
func TestRowsAreConserved(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.SampledFrom([]string{"", " ", "A", "B", "Total", "Grand Total", "2026-01", "2026-13", "1.50", "-2", "(3.25)", "x", "1e99", "EUR", "USD", "€ 4.00", "confidential", "mrr", "5"})
		id := rapid.SampledFrom([]string{"S1", "S2", "S3", "", "Total"})
		amount := rapid.SampledFrom([]string{"1.50", "2.50", "-2", "(3.25)", "x", "", "1e99", "USD 4", "9.99"})
		interval := rapid.SampledFrom([]string{"month", "year", "biweekly"})
		row := rapid.Custom(func(t *rapid.T) string {
			switch rapid.IntRange(0, 9).Draw(t, "kind") {
			case 0:
				return strings.Join(rapid.SliceOfN(cell, 0, 8).Draw(t, "cells"), ",")
			case 1:
				return "subscription_id,account_id,amount,billing_interval,started_on,currency"
			case 2:
				return "Total,,7.75,,,"
			}
			return strings.Join([]string{id.Draw(t, "id"), "A", amount.Draw(t, "amount"), interval.Draw(t, "interval"), "2026-01-01", rapid.SampledFrom([]string{"EUR", "USD", "", "euro"}).Draw(t, "currency")}, ",")
		})
		rows := rapid.SliceOfN(row, 0, 30).Draw(t, "rows")
		text := "subscription_id,account_id,amount,billing_interval,started_on,currency\n" + strings.Join(rows, "\n") + "\n"
		if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"in.csv"}, MaxReject: "100%"}}}, nil)
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatal(err)
		}
		f := records.Files[0]
		skipped := 0
		for _, n := range f.SkippedBy {
			skipped += n
		}
		if f.Read != f.Loaded+f.Rejected+f.Skipped || skipped != f.Skipped || len(f.Rejects) != f.Rejected || f.Loaded != len(records.Subscriptions) {
			t.Fatalf("%d read, %d loaded (%d kept), %d rejected (%d kept), %d skipped (%d by rule)", f.Read, f.Loaded, len(records.Subscriptions), f.Rejected, len(f.Rejects), f.Skipped, skipped)
		}
		loaded := map[string]decimal.Decimal{}
		for _, s := range records.Subscriptions {
			loaded[s.Currency] = loaded[s.Currency].Add(s.Amount)
		}
		for _, total := range f.Totals {
			if !total.Read.Equal(total.Loaded.Add(total.Rejected).Add(total.Skipped)) || !total.Loaded.Equal(loaded[total.Currency]) {
				t.Fatalf("%+v, and the records add up to %s", total, loaded[total.Currency])
			}
		}
	})
}
