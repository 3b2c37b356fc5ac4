package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestMendWorkbook: rejected rows that were written as a workbook are mended in it, fed back, and the control totals close.
func TestMendWorkbook(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../fixtures/scripts/company")); err != nil {
		t.Fatal(err)
	}
	edit := func(name, old, new string) {
		t.Helper()
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(content), old) {
			t.Fatalf("%s does not hold %q: %v", name, old, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Replace(string(content), old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	edit("kpibook.yaml", "    period: 2026-03\n", "    period: 2026-03\n    rejects: xlsx\n")
	edit("subscriptions.csv", "JPY,month,2025-01-15", "JPY,month,2025-13-15")
	config := filepath.Join(dir, "kpibook.yaml")
	run := func(want code, args ...string) string {
		t.Helper()
		var out, errors bytes.Buffer
		if got := execute(append(args, "--config", config), &out, &errors); got != want {
			t.Fatalf("kpibook %s: code %d, want %d\n%s%s", strings.Join(args, " "), got, want, out.String(), errors.String())
		}
		return out.String()
	}
	run(checksFailed, "run")
	rejects := filepath.Join(dir, "reports", "tern-co-monthly-refused-rejects.xlsx")
	book, err := excelize.OpenFile(rejects)
	if err != nil {
		t.Fatal(err)
	}
	const sheet = "Rejected rows"
	cells, err := book.SearchSheet(sheet, "2025-13-15")
	if err != nil || len(cells) != 2 {
		t.Fatalf("the day stands in %v, %v; want the value at fault and the row", cells, err)
	}
	if err := book.SetCellStr(sheet, cells[1], "2025-01-15"); err != nil {
		t.Fatal(err)
	}
	if err := book.Save(); err != nil {
		t.Fatal(err)
	}
	said := run(done, "fix", rejects)
	for _, want := range []string{`subscriptions.csv:4: mended: started_on "2025-13-15" -> "2025-01-15"`, "1 row mended"} {
		if !strings.Contains(said, want) {
			t.Errorf("fix does not say %q:\n%s", want, said)
		}
	}
	if fields := strings.Fields(said[strings.Index(said, "JPY"):]); fields[1] != "9000" || fields[2] != "9000" || fields[3] != "0" {
		t.Errorf("control totals in JPY are %q, want 9000 read, 9000 loaded, none rejected", fields[:4])
	}
	run(done, "run")
	if _, err := os.Stat(rejects); err == nil {
		t.Error("the rejected rows of the refused run are still there after a run without any")
	}
}

// TestMendDatesOfWorkbooks: the dates of a workbook, whichever year they count from, are shown as days where its rows are rejected, in cells that keep what is typed;
// a date that is typed as one is taken as the day it shows, and a number under the decimal mark of its column.
func TestMendDatesOfWorkbooks(t *testing.T) {
	for name, from1904 := range map[string]bool{"from 1900": false, "from 1904": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			config := filepath.Join(dir, "kpibook.yaml")
			if err := os.WriteFile(config, []byte("company: Tern\ncurrency: EUR\nsources:\n  - {dataset: subscriptions, files: [lines.xlsx], dates: dmy, decimal: \",\"}\n"+
				"jobs:\n  - {name: m, report: finance, period: latest, output: \"{period}.xlsx\", rejects: xlsx}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			day := func(iso string) time.Time {
				at, err := time.Parse(time.DateOnly, iso)
				if err != nil {
					t.Fatal(err)
				}
				return at
			}
			rows := [][]any{{"subscription_id", "account_id", "amount", "currency", "billing_interval", "started_on", "ended_on"},
				{"S1", "A1", "12x", "EUR", "month", day("2024-03-01"), nil},
				{"S2", "A1", 5, "EUR", "month", "2024-13-01", day("2024-12-01")},
				{"S3", "A1", 7, "EUR", "month", day("2024-12-31"), nil}}
			source := excelize.NewFile()
			if err := source.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				if err := source.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &row); err != nil {
					t.Fatal(err)
				}
			}
			if err := source.SaveAs(filepath.Join(dir, "lines.xlsx")); err != nil {
				t.Fatal(err)
			}
			run := func(want code, args ...string) string {
				t.Helper()
				var out, errors bytes.Buffer
				if got := execute(append(args, "--config", config), &out, &errors); got != want {
					t.Fatalf("kpibook %s: code %d, want %d\n%s%s", strings.Join(args, " "), got, want, out.String(), errors.String())
				}
				return out.String()
			}
			run(checksFailed, "run")
			rejects := filepath.Join(dir, "refused-rejects.xlsx")
			book, err := excelize.OpenFile(rejects)
			if err != nil {
				t.Fatal(err)
			}
			const sheet = "Rejected rows"
			set := func(header string, row int, value any) {
				t.Helper()
				names, err := book.GetRows(sheet)
				if err != nil {
					t.Fatal(err)
				}
				cell, err := excelize.CoordinatesToCellName(slices.Index(names[0], header)+1, row)
				if err != nil {
					t.Fatal(err)
				}
				id, err := book.GetCellStyle(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				if style, err := book.GetStyle(id); err != nil || style.CustomNumFmt == nil && style.NumFmt != 49 || style.CustomNumFmt != nil && *style.CustomNumFmt != "@" {
					t.Errorf("cell %s is of no text format: %+v, %v", cell, style, err)
				}
				if err := book.SetCellStyle(sheet, cell, cell, 0); err != nil {
					t.Fatal(err)
				}
				if err := book.SetCellValue(sheet, cell, value); err != nil {
					t.Fatal(err)
				}
			}
			if shown, err := book.SearchSheet(sheet, "2024-03-01"); err != nil || len(shown) != 1 {
				t.Errorf("the day of the first row is shown in %v, %v", shown, err)
			}
			set("amount", 2, 1234.5)
			set("started_on", 3, day("2024-05-06"))
			set("ended_on", 3, day("2024-12-01"))
			if err := book.Save(); err != nil {
				t.Fatal(err)
			}
			said := run(done, "fix", rejects)
			for _, want := range []string{`lines.xlsx[Sheet1]:2: mended: amount "12x" -> "1234,5"` + "\n", `lines.xlsx[Sheet1]:3: mended: started_on "2024-13-01" -> "2024-05-06"` + "\n", "2 rows mended"} {
				if !strings.Contains(said, want) {
					t.Errorf("fix does not say %q:\n%s", want, said)
				}
			}
			if fields := strings.Fields(said[strings.Index(said, "EUR"):]); fields[1] != "1246.5" || fields[2] != "1246.5" {
				t.Errorf("control totals in EUR are %q, want 1246.5 read and loaded", fields[:4])
			}
		})
	}
}

// TestRejectsThatFitNoWorkbook are written as CSV, and it is said why.
func TestRejectsThatFitNoWorkbook(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"kpibook.yaml": "company: Tern\ncurrency: EUR\nsources:\n  - {dataset: subscriptions, files: [lines.csv]}\n" +
		"jobs:\n  - {name: m, report: finance, period: latest, output: \"{period}.xlsx\", rejects: xlsx}\n",
		"lines.csv": "subscription_id,account_id,product,amount,currency,billing_interval,started_on\nS1,A1," + strings.Repeat("x", cellText+1) + ",1x,EUR,month,2024-01-15\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errors bytes.Buffer
	if got := execute([]string{"run", "--config", filepath.Join(dir, "kpibook.yaml")}, &out, &errors); got != checksFailed {
		t.Errorf("code %d, want %d", got, checksFailed)
	}
	if want := "the rejected rows are written as CSV, not as a workbook: a text on line 2 of lines.csv has 32,768 characters, and a cell holds 32,767\n"; !strings.HasPrefix(errors.String(), want) {
		t.Errorf("run says %.300s, want %s", errors.String(), want)
	}
	if written, err := filepath.Glob(filepath.Join(dir, "*-rejects.*")); err != nil || len(written) != 1 || filepath.Ext(written[0]) != ".csv" {
		t.Errorf("rejected rows are in %q, %v", written, err)
	}
}
