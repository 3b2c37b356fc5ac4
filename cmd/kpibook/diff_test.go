package main

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/reports/xlsx/xlsxtest"
)

// published runs a job of the demo company and gives its workbook.
func published(t *testing.T, config string, flags ...string) string {
	t.Helper()
	book := filepath.Join(t.TempDir(), "book.xlsx")
	kpibook(t, nil, append([]string{"run", "monthly-finance", "--quiet", "--config", config, "--out", book}, flags...)...)
	return book
}

func diffOf(t *testing.T, older, newer string) (d diffJSON) {
	t.Helper()
	if err := json.Unmarshal([]byte(kpibook(t, nil, "diff", "--json", older, newer)), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestMustShow_DiffOneMonthLater: of two reports a month apart, diff names exactly the customers' figures that differ, which the
// test works out from the data of both months.
func TestMustShow_DiffOneMonthLater(t *testing.T) {
	config := company(t)
	older, newer := published(t, config, "--as-of", "2026-09"), published(t, config)
	d := diffOf(t, older, newer)
	var got []string
	for _, c := range d.Moved {
		if strings.HasPrefix(c.Scope, "account:") && c.PeriodBefore == "2026-09" && c.PeriodAfter == "2026-10" {
			got = append(got, c.KPI+" "+c.Scope)
		}
	}
	before, after := accountFigures(t, config, "2026-09", "2026-09"), accountFigures(t, config, "2026-10", "2026-10")
	inBoth := accountsShown(t, newer)
	var want []string
	for _, id := range slices.Sorted(maps.Keys(accountsShown(t, older))) {
		for key, value := range before[id] {
			if inBoth[id] && value != after[id][key] {
				want = append(want, key+" account:"+id)
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || len(want) < 500 {
		t.Errorf("diff names %d figures of customers, the data has %d; only in one: %s", len(got), len(want), onlyInOne(got, want))
	}
}

// accountFigures are the KPIs of every customer for a period in data up to a month, by account and KPI, as a spreadsheet holds them.
func accountFigures(t *testing.T, config, asOf, of string) map[string]map[string]string {
	t.Helper()
	file, err := job.Load(config, pipeline.Schema())
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	book, err := pipeline.Read(context.Background(), file, catalogue, pipeline.Options{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	p, err := book.Facts.Calendar.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string]map[string]string{}
	for _, account := range book.Facts.Accounts {
		figures[account.ID] = map[string]string{}
		for _, c := range book.KPIs() {
			if c.KPI.DefinedAt(formulas.AtAccount) && c.KPI.DefinedFor(p.Kind) {
				key := c.KPI.ID
				if c.Variant != "" {
					key += "." + c.Variant
				}
				figures[account.ID][key] = asHeld(book.Book.Value(c, facts.AccountScope(account.ID), p))
			}
		}
	}
	return figures
}

// asHeld is a value to 12 digits, so that a difference in the last digit that a cell holds does not count.
func asHeld(v expr.Value) string {
	switch {
	case !v.Available():
		return "n/a"
	case v.IsLabel():
		return v.Text()
	}
	d, _ := v.Decimal()
	return d.Round(9).String()
}

// accountsShown are the customers on the sheet by account.
func accountsShown(t *testing.T, path string) map[string]bool {
	t.Helper()
	shown := map[string]bool{}
	for _, c := range xlsxtest.Cells(t, path) {
		if strings.HasPrefix(c.Sheet, "KPIs by account") && strings.HasPrefix(c.Address, "A") && len(c.Value) == 6 && strings.Trim(c.Value, "0123456789") == "" {
			shown[c.Value] = true
		}
	}
	return shown
}

func onlyInOne(a, b []string) (only []string) {
	for _, pair := range [][2][]string{{a, b}, {b, a}} {
		for _, s := range pair[0] {
			if _, found := slices.BinarySearch(pair[1], s); !found && len(only) < 20 {
				only = append(only, s)
			}
		}
	}
	return only
}

// TestMustShow_DiffLateRow: a line that arrives late changes the figures of its customer, of its groups and of the book, and
// diff names no others.
func TestMustShow_DiffLateRow(t *testing.T) {
	config := company(t)
	older := published(t, config)
	subscriptions := filepath.Join(filepath.Dir(config), "exports", "subscriptions.csv")
	text, err := os.ReadFile(subscriptions)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	added := false
	for i, line := range lines { // behind the first line of the customer, before any line of totals
		if !added && strings.Contains(line, ";001200;") {
			lines[i] = line + "\n999999;001200;Platform;Team;1;590,00;;;;EUR;Monthly;05.10.2026;;;Active;Licence"
			added = true
		}
	}
	if err := os.WriteFile(subscriptions, []byte(strings.Join(lines, "\n")), 0o600); err != nil || !added {
		t.Fatal(added, err)
	}
	d := diffOf(t, older, published(t, config))
	if len(d.Restated) == 0 || len(d.Moved) > 0 || d.Held > 0 || len(d.Gone)+len(d.Came) > 0 {
		t.Errorf("%d restated, %d moved, %d held, %d gone, %d came; want restated figures alone", len(d.Restated), len(d.Moved), d.Held, len(d.Gone), len(d.Came))
	}
	scopes := map[string]bool{}
	exact := false
	for _, c := range d.Restated {
		dimension, _, _ := strings.Cut(c.Scope, ":")
		scopes[c.Scope] = true
		if dimension == "account" && c.Scope != "account:001200" {
			t.Errorf("%s of %s was restated from %s to %s", c.KPI, c.Scope, c.Old, c.New)
		}
		exact = exact || c.KPI == "monthly_recurring_revenue" && c.Scope == "account:001200" && c.Difference == "590"
	}
	perDimension := map[string]int{}
	for scope := range scopes {
		dimension, _, _ := strings.Cut(scope, ":")
		perDimension[dimension]++
	}
	if !exact || !scopes["portfolio"] || perDimension["segment"] != 1 || perDimension["region"] != 1 || perDimension["csm"] != 1 {
		t.Errorf("MRR by 590 for account 001200: %v; restated %v", exact, perDimension)
	}
}
