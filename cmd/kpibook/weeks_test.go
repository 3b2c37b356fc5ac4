package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kpibook/reports/xlsx/xlsxtest"
)

// TestMustShow_WeekYearSheets: the demo company on a 4-4-5 year to the Saturday nearest the end of January. Every sheet says so, the
// year of 53 weeks is told apart where it is compared, and LibreOffice recalculates every live formula to the value beside it.
func TestMustShow_WeekYearSheets(t *testing.T) {
	config, book := company(t), filepath.Join(t.TempDir(), "book.xlsx")
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	year := regexp.MustCompile(`(?m)^fiscal_year:\n(?: +.*\n)+`)
	weeks := year.ReplaceAll(text, []byte("fiscal_year: {weeks: 4-4-5, ends: saturday nearest the end of january, named_by: start}\n"))
	if err := os.WriteFile(config, weeks, 0o600); err != nil {
		t.Fatal(err)
	}
	kpibook(t, nil, "run", "monthly-finance", "--config", config, "--as-of", "FY2024-P08", "--out", book) // TTM with the 53rd week of FY2023 and without
	var sheets, said []string
	compared := false
	for _, c := range xlsxtest.Cells(t, book) {
		if !slices.Contains(sheets, c.Sheet) {
			sheets = append(sheets, c.Sheet)
		}
		if strings.Contains(c.Value, "4-4-5 year to the Saturday nearest the end of January: FY2024 (4 Feb 2024–1 Feb 2025, 52 weeks)") && !slices.Contains(said, c.Sheet) {
			said = append(said, c.Sheet)
		}
		compared = compared || c.Sheet == "KPIs by period" && strings.Contains(c.Value, "52 weeks, not 53")
	}
	if !slices.Equal(sheets, said) || len(sheets) < 13 {
		t.Errorf("of %v these name the year: %v", sheets, said)
	}
	if !compared {
		t.Error("no comparison says that a year has 52 weeks and the other 53")
	}
	shown := []string{"Summary", "Scorecard", "KPIs by period", "KPI history", "KPIs by account", "KPIs by segment"}
	live, numeric, mismatches := xlsxtest.Compare(t, book, shown...)
	numeric -= computedFigures(t, book, shown)
	if live*100 < numeric*95 || numeric < 1000 {
		t.Errorf("%d of %d numeric KPI cells are live, want 95 %% of some thousand", live, numeric)
	}
	for _, mismatch := range mismatches {
		t.Error(mismatch)
	}
}
