package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kpibook/reports/xlsx/xlsxtest"
)

// hostileNames are names of customers that mean something to a spreadsheet program, a file system or a terminal.
var hostileNames = []string{`=HYPERLINK("http://x","click")`, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "../x", `..\\x`, "/etc/passwd", "two\nlines", "carriage\rreturn", strings.Repeat("long ", 60), "CON", "nul.xlsx",
	"🦊 Fox & Söhne", "شركة النور", "日本電気", "a:b*c?d[e]", "'quoted'", "<b>&amp;</b>", "index", ".hidden", "~$lock", "%2e%2e%2f", "\u202egnp.exe", "tab\there", "Σ"}

// quotedSheet is the name of a sheet in a formula.
var quotedSheet = regexp.MustCompile(`'[^']*'!`)

const hostileJobs = `company: "=Hostile & Co"
currency: EUR
sources:
  - {dataset: accounts, files: [accounts.csv]}
  - {dataset: subscriptions, files: [subscriptions.csv]}
jobs:
  - {name: reviews, report: qbr, output: reports/by-customer}
  - {name: managers, report: qbr, per: csm, output: reports/by-manager}
  - {name: cs-ops, report: csops, output: reports/cs-ops.xlsx}
`

// hostileCompany is a company whose customers, account managers and products all have hostile names, ids among them.
func hostileCompany(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, rows [][]string) {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if err := csv.NewWriter(file).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
	}
	accounts, subscriptions := [][]string{{"account_id", "name", "csm"}}, [][]string{{"subscription_id", "account_id", "product", "amount", "currency", "billing_interval", "started_on"}}
	for i, name := range hostileNames {
		id := strings.Map(func(c rune) rune { // ids are one line
			if c < ' ' {
				return '_'
			}
			return c
		}, name)
		accounts = append(accounts, []string{id, name, hostileNames[i%5]})
		subscriptions = append(subscriptions, []string{"S" + id, id, name, "10", "EUR", "month", "2025-01-01"})
	}
	write("accounts.csv", accounts)
	write("subscriptions.csv", subscriptions)
	path := filepath.Join(dir, "kpibook.yaml")
	if err := os.WriteFile(path, []byte(hostileJobs), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestMustShow_HostileNames: whatever customers and managers are called, every pack has a safe name in its folder, the index leads
// to it, the packages are sound, no name has become a formula, and the names are in the workbooks as they are.
func TestMustShow_HostileNames(t *testing.T) {
	config := hostileCompany(t)
	run(t, "run", "--quiet", "--as-of", "2026-03", "--config", config)
	reports := filepath.Join(filepath.Dir(config), "reports")
	names, packs := map[string]bool{}, 0
	err := filepath.WalkDir(filepath.Dir(config), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".xlsx" {
			return err
		}
		if packs++; !strings.HasPrefix(path, reports) || strings.Trim(entry.Name(), "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || len(entry.Name()) > 64 {
			t.Errorf("%s is no safe name", path)
		}
		for _, fault := range xlsxtest.Faults(t, path) { // links to files that are not beside the index are among them
			t.Errorf("%s: %s", path, fault)
		}
		for _, c := range xlsxtest.Cells(t, path) {
			if left := quotedSheet.ReplaceAllString(c.Formula, ""); strings.Contains(left, "http") || strings.Contains(left, "cmd") || strings.Contains(left, "SUM(1)") || left == "2+3" {
				t.Errorf("%s %s has the formula %s", path, c.Address, c.Formula)
			}
			names[strings.Join(strings.Fields(c.Value), " ")] = true
		}
		return nil
	})
	if want := len(hostileNames) + 1 + 5 + 1 + 1; err != nil || packs != want {
		t.Errorf("%d workbooks (%v), want %d", packs, err, want)
	}
	for _, name := range hostileNames {
		shown := strings.ReplaceAll(name, "\u202e", " ") // what turns the direction of writing around is not read
		if !names[strings.Join(strings.Fields(shown), " ")] {
			t.Errorf("%q is in no workbook", name)
		}
	}
	run(t, "verify", filepath.Join(reports, "by-customer"), filepath.Join(reports, "by-manager"), filepath.Join(reports, "cs-ops.xlsx"))
}
