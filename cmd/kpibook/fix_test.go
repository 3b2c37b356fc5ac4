package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
