package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// amounts are the sums of the money columns that the records of a dataset keep as they are, by column and currency.
func amounts(records *Records) map[[2]string]decimal.Decimal {
	sums := map[[2]string]decimal.Decimal{}
	add := func(column, currency string, amount decimal.Decimal) {
		sums[[2]string{column, currency}] = sums[[2]string{column, currency}].Add(amount)
	}
	for _, i := range records.Invoices {
		add("amount", i.Currency, i.Amount)
	}
	for _, n := range records.Renewals {
		add("amount_due", n.Currency, n.Due)
		add("amount_renewed", n.Currency, n.Renewed.Decimal)
		add("expansion_amount", n.Currency, n.Expansion.Decimal)
	}
	for _, o := range records.Opportunities {
		add("amount", o.Currency, o.Amount.Decimal)
	}
	for _, c := range records.Costs {
		add("amount", c.Currency, c.Amount)
	}
	return sums
}

// TestEventsAreConserved reads random dirty tables of every dataset of events: whatever is in them, every row and every
// cent is loaded, rejected or skipped by a rule, and what is loaded is in the records.
func TestEventsAreConserved(t *testing.T) {
	dir := t.TempDir()
	kept := map[string]map[string]bool{"invoices": {"amount": true}, "renewals": {"amount_due": true, "amount_renewed": true, "expansion_amount": true},
		"opportunities": {"amount": true}, "costs": {"amount": true}}
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"invoices", "contracts", "renewals", "tickets", "surveys", "opportunities", "leads", "costs", "milestones", "touchpoints", "targets"}
		dataset := rapid.SampledFrom(names).Draw(t, "dataset")
		template, err := Template(dataset)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(template)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		junk := rapid.SampledFrom([]string{"", " ", "Total", "x", "-3", "(4.50)", "1e99", "USD 7", "void", "2026-02-30", "9999-12-31", "2026-01-05", "11", "N/A", "won", "108%"})
		for range rapid.IntRange(0, 25).Draw(t, "rows") {
			row := append([]string(nil), rows[rapid.IntRange(1, 2).Draw(t, "example")]...)
			for range rapid.IntRange(0, 3).Draw(t, "spoilt") {
				row[rapid.IntRange(0, len(row)-1).Draw(t, "column")] = junk.Draw(t, "junk")
			}
			if rapid.IntRange(0, 15).Draw(t, "torn") == 0 {
				row = row[:len(row)-1]
			}
			rows = append(rows, row)
		}
		var text strings.Builder
		for _, row := range rows {
			w := csv.NewWriter(&text)
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			w.Flush()
		}
		if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: dataset, Files: []string{"in.csv"}, MaxReject: "100%", Decimal: ".", Dates: "iso"}}}, nil)
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatal(err)
		}
		f, skipped, loaded := records.Files[0], 0, shown(records, dataset)
		for _, n := range f.SkippedBy {
			skipped += n
		}
		if f.Read != f.Loaded+f.Rejected+f.Skipped || skipped != f.Skipped || len(f.Rejects) != f.Rejected || f.Loaded != len(loaded) || f.Loaded != records.Datasets[dataset].Rows {
			t.Fatalf("%d read, %d loaded (%d kept), %d rejected (%d kept), %d skipped (%d by rule)", f.Read, f.Loaded, len(loaded), f.Rejected, len(f.Rejects), f.Skipped, skipped)
		}
		sums := amounts(records)
		for _, total := range f.Totals {
			if !total.Read.Equal(total.Loaded.Add(total.Rejected).Add(total.Skipped)) {
				t.Fatalf("total is %+v", total)
			}
			if sum := sums[[2]string{total.Column, total.Currency}]; kept[dataset][total.Column] && !total.Loaded.Equal(sum) {
				t.Fatalf("%+v, and the records add up to %s", total, sum)
			}
		}
	})
}
