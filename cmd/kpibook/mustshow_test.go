package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/fixtures/demo"
	"kpibook/formulas"
	"kpibook/reports/xlsx/xlsxtest"
)

// kpibook runs the program in a process of its own and gives what it printed.
func kpibook(t *testing.T, environment []string, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "kpibook") // TestMain runs the program under this name
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, args...)
	command.Env = append(os.Environ(), environment...)
	var errors strings.Builder
	command.Stderr = &errors
	output, err := command.Output()
	if err != nil {
		t.Fatalf("kpibook %s: %v\n%s", strings.Join(args, " "), err, errors.String())
	}
	return string(output)
}

// company writes the demo company and gives its job file.
func company(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := demo.Write(dir); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "kpibook.yaml")
}

// computedFigures counts the numbers of KPIs that are computed, and can have no formula, on some sheets: those in the row or the
// column of one.
func computedFigures(t *testing.T, book string, sheets []string) (figures int) {
	t.Helper()
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	computed := map[string]bool{}
	for _, k := range catalogue.KPIs() {
		_, computed[k.Name] = k.MethodOf("")
	}
	rows, columns := map[string]bool{}, map[string]bool{} // by sheet and number or letters
	letters := func(c xlsxtest.Cell) string { return strings.TrimRight(c.Address, "0123456789") }
	cells := xlsxtest.Cells(t, book)
	for _, c := range cells {
		if column := letters(c); computed[c.Value] && column == "A" {
			rows[c.Sheet+c.Address[1:]] = true
		} else if computed[c.Value] {
			columns[c.Sheet+" "+column] = true
		}
	}
	for _, c := range cells {
		column := letters(c)
		if c.Number() && c.Formula == "" && slices.Contains(sheets, c.Sheet) && (rows[c.Sheet+c.Address[len(column):]] || columns[c.Sheet+" "+column]) {
			figures++
		}
	}
	return figures
}

// TestMustShow_LiveFormulas: LibreOffice recalculates every live formula of the demo workbook to the value beside it, and
// nearly every figure of a KPI with a formula is such a formula.
func TestMustShow_LiveFormulas(t *testing.T) {
	book := filepath.Join(t.TempDir(), "book.xlsx")
	kpibook(t, nil, "run", "--config", company(t), "--out", book, "monthly-finance")
	sheets := []string{"Summary", "Scorecard", "KPIs by period", "KPI history", "KPIs by account", "KPIs by segment", "KPIs by region", "KPIs by csm", "Definition sensitivity"}
	live, numeric, mismatches := xlsxtest.Compare(t, book, sheets...)
	numeric -= computedFigures(t, book, sheets)
	t.Logf("%d of %d numeric KPI cells are live formulas", live, numeric)
	if live*100 < numeric*95 || numeric < 1000 {
		t.Errorf("%d of %d numeric KPI cells are live, want 95 %% of some thousand", live, numeric)
	}
	for _, mismatch := range mismatches {
		t.Error(mismatch)
	}
}

// TestMustShow_ByteIdentity: the same input gives the same file, whatever the machine's time zone and number of processors.
func TestMustShow_ByteIdentity(t *testing.T) {
	config := company(t)
	zones := []string{"UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Europe/Berlin"}
	hashes := map[string]int{}
	for run := range 20 {
		book := filepath.Join(t.TempDir(), "book.xlsx")
		kpibook(t, []string{"TZ=" + zones[run%len(zones)], fmt.Sprintf("GOMAXPROCS=%d", 1+run%4)}, "run", "--quiet", "--config", config, "--out", book, "monthly-finance")
		data, err := os.ReadFile(book)
		if err != nil {
			t.Fatal(err)
		}
		hashes[fmt.Sprintf("%x", sha256.Sum256(data))]++
	}
	if len(hashes) != 1 {
		t.Errorf("20 runs gave %d different files: %v", len(hashes), hashes)
	}
}

// TestMustShow_ByteIdentityOfFolders is the same for the review packs with their index, the CS ops export and the table of figures.
func TestMustShow_ByteIdentityOfFolders(t *testing.T) {
	config := company(t)
	var first map[string]string
	for run, zone := range []string{"UTC", "Asia/Kathmandu", "America/New_York"} {
		out := t.TempDir()
		kpibook(t, []string{"TZ=" + zone, fmt.Sprintf("GOMAXPROCS=%d", 1+run)}, "run", "--quiet", "--config", config, "--out", out, "reviews", "cs-ops", "figures")
		hashes := hashesIn(t, out)
		if first == nil {
			first = hashes
		}
		if !maps.Equal(hashes, first) || len(hashes) < 190 {
			t.Errorf("run %d gave %d files, and not the same as the first one", run+1, len(hashes))
		}
	}
	t.Logf("three runs gave the same %d files", len(first))
}

// hashesIn are the hashes of all files below a folder, by path.
func hashesIn(t *testing.T, folder string) map[string]string {
	t.Helper()
	hashes := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		hashes[strings.TrimPrefix(path, folder)] = fmt.Sprintf("%x", sha256.Sum256(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hashes
}

// TestMustShow_RefusedJobKeepsOldReport: the demo company's second and third job have money that cannot be loaded and a
// customer with negative revenue. They end with code 5 and leave the report that the first published as it was, although
// they would write to the same place.
func TestMustShow_RefusedJobKeepsOldReport(t *testing.T) {
	config := company(t)
	kpibook(t, nil, "run", "monthly-finance", "--config", config)
	report := filepath.Join(filepath.Dir(config), "reports", "ferrowick-analytics-finance-2026-10.xlsx")
	old, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kpibook-broken.yaml", "kpibook-negative.yaml"} {
		var stdout, stderr strings.Builder
		if got := execute([]string{"run", "--config", filepath.Join(filepath.Dir(config), name)}, &stdout, &stderr); got != checksFailed || stdout.Len() > 0 {
			t.Errorf("%s: exit code %d, want %d; printed %q, %q", name, got, checksFailed, stdout.String(), stderr.String())
		}
		if now, err := os.ReadFile(report); err != nil || !bytes.Equal(now, old) {
			t.Errorf("%s: the old report is not as it was (%v)", name, err)
		}
	}
}
