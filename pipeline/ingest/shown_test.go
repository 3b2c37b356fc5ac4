package ingest

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/pipeline/job"
)

// shownCell is a cell and its number format; a number without one is general.
type shownCell struct {
	value  any
	format string
}

// shownBook writes a workbook of a header and rows.
func shownBook(t *testing.T, header []string, rows ...[]shownCell) (dir string) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	set := func(column, row int, c shownCell) {
		name, err := excelize.CoordinatesToCellName(column+1, row+1)
		if err == nil {
			err = f.SetCellValue("Sheet1", name, c.value)
		}
		style := 0
		if c.format != "" && err == nil {
			style, err = f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
		}
		if err == nil {
			err = f.SetCellStyle("Sheet1", name, name, style)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range header {
		set(i, 0, shownCell{name, ""})
	}
	for r, row := range rows {
		for i, c := range row {
			set(i, r+1, c)
		}
	}
	dir = t.TempDir()
	if err := f.SaveAs(filepath.Join(dir, "in.xlsx")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func readShown(source job.Source, dir string) (*Records, error) {
	source.Files = []string{"in.xlsx"}
	return Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{source}}, nil)
}

// TestAmountsAsShown: what a workbook shows of an amount counts as much as what stands beside one in a text.
func TestAmountsAsShown(t *testing.T) {
	for _, c := range []struct {
		amount   any
		format   string
		currency string // of the row; empty: no such column
		want     string // amount and currency of the line, or a part of the error
	}{
		{1234.5, `#,##0.00 "€"`, "EUR", "1234.5 EUR"},
		{1234.5, `#,##0.00 [$€-407]`, "USD", `amount "1234.5 EUR": it is in EUR, and the row in USD`},
		{1234.5, `[$CAD] #,##0.00`, "EUR", `it is in CAD, and the row in EUR`},
		{1234.5, `"USD" 0.00`, "EUR", `it is in USD, and the row in EUR`},
		{1234.5, `"USD" 0.00`, "", "1234.5 USD"},
		{1234.5, `_-* #,##0.00\ [$£-809]_-;\-* #,##0.00\ [$£-809]_-`, "", "1234.5 GBP"},
		{1234.5, `_("$"* #,##0.00_);_("$"* \(#,##0.00\)`, "CAD", "1234.5 CAD"},
		{1234.5, `[$$-409]#,##0.00`, "", `it is in $, and the row in EUR`},
		{1234.5, `\$#,##0.00`, "EUR", `it is in $, and the row in EUR`},
		{1234.5, `[$R$-416] #,##0.00`, "EUR", `it is in BRL, and the row in EUR`},
		{1234.5, `#,##0.00 [$kr-41D]`, "SEK", "1234.5 SEK"},
		{1234.5, `#,##0.00 [$kr-41D]`, "EUR", "it is in kr, and the row in EUR"},
		{0.2, "0.00%", "EUR", "the workbook shows it as a percentage"},
		{12.5, `0.0"%"`, "EUR", "the workbook shows it as a percentage"},
		{1234.5, "[h]:mm:ss", "EUR", "the workbook shows it as a date or a time"},
		{45000, "yyyy-mm-dd", "EUR", "the workbook shows it as a date or a time"},
		{1234567.5, "#,##0.00,", "EUR", "1234567.5 EUR"},
		{1234567.5, `0.0,,"M€"`, "EUR", "1234567.5 EUR"},
		{12.5, `0.0"k€"`, "EUR", `the workbook shows it in "k€"`},
		{1250, `0 "ct"`, "EUR", `the workbook shows it in "ct"`},
		{1234.5, `#,##0.00 "per month"`, "EUR", "1234.5 EUR"},
		{1234.5, `[Red]#,##0.00;[Blue]-#,##0.00`, "EUR", "1234.5 EUR"},
		{1234.5, "General", "EUR", "1234.5 EUR"},
		{1234.5, "0.00E+00", "EUR", "1234.5 EUR"},
		{"1234.50", "[$CAD] #,##0.00", "EUR", "1234.5 EUR"},
	} {
		header := []string{"subscription_id", "account_id", "billing_interval", "started_on", "amount"}
		row := []shownCell{{"S1", ""}, {"A", ""}, {"month", ""}, {"2024-01-31", ""}, {c.amount, c.format}}
		if c.currency != "" {
			header, row = append(header, "currency"), append(row, shownCell{c.currency, ""})
		}
		records, err := readShown(job.Source{Dataset: "subscriptions"}, shownBook(t, header, row))
		got := ""
		for _, s := range records.Subscriptions {
			got = fmt.Sprintf("%s %s", s.Amount, s.Currency)
		}
		if err != nil {
			got = err.Error()
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("%v shown by %s: got %s, want %s", c.amount, c.format, got, c.want)
		}
		how := "amount: 1 number shown in thousands or millions, read in full"
		if said := slices.Contains(records.Files[0].How, how); said != (strings.Contains(c.format, ",,") || strings.HasSuffix(c.format, "0,")) {
			t.Errorf("%s: read like this: %q", c.format, records.Files[0].How)
		}
	}
}

// TestNumbersAsShown: a share is no count, a time is as long as it shows, and a goal may be a percentage.
func TestNumbersAsShown(t *testing.T) {
	dir := shownBook(t, []string{"account_id", "name", "employees"}, []shownCell{{"A", ""}, {"Alder", ""}, {0.5, "0%"}})
	if _, err := readShown(job.Source{Dataset: "accounts"}, dir); err == nil || !strings.Contains(err.Error(), `employees "0.5": the workbook shows it as a percentage`) {
		t.Errorf("a share of employees: %v", err)
	}
	dir = shownBook(t, []string{"kpi", "period", "value"}, []shownCell{{"nrr", ""}, {"2026-10", ""}, {1.08, "0%"}})
	records, err := readShown(job.Source{Dataset: "targets"}, dir)
	if err != nil || len(records.Targets) != 1 || !records.Targets[0].Percent || records.Targets[0].Value.String() != "1.08" {
		t.Errorf("a goal of 108%%: %+v, %v", records.Targets, err)
	}
	dir = shownBook(t, []string{"ticket_id", "account_id", "created_at", "first_response_minutes"},
		[]shownCell{{"T1", ""}, {"A", ""}, {"2026-10-01 09:30", ""}, {1.0625, "[h]:mm:ss"}}, []shownCell{{"T2", ""}, {"A", ""}, {"2026-10-01 09:30", ""}, {30, ""}})
	records, err = readShown(job.Source{Dataset: "tickets"}, dir)
	if err != nil || len(records.Tickets) != 2 {
		t.Fatalf("tickets are %+v, %v", records.Tickets, err)
	}
	for i, want := range []string{"25h30m0s", "30m0s"} {
		if got := records.Tickets[i].Responded.Sub(records.Tickets[i].Created).String(); got != want {
			t.Errorf("ticket %d was answered after %s, want %s", i+1, got, want)
		}
	}
}
