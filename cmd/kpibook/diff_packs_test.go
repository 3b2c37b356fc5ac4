package main

import (
	"encoding/json"
	"math/big"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/reports/audit"
	"kpibook/reports/formula"
)

// TestMustShow_DiffPacksOneQuarterLater: of two folders of review packs a quarter apart, diff names exactly the customers' figures that
// differ, which the test works out from the data of both quarters, and between two packs of a customer those of that one.
func TestMustShow_DiffPacksOneQuarterLater(t *testing.T) {
	config := company(t)
	packs := func(asOf string) string {
		out := t.TempDir()
		kpibook(t, nil, "run", "--quiet", "--config", config, "--as-of", asOf, "--out", out, "reviews")
		return workbooksIn(t, out, "*-reviews-*[0-9]")[0]
	}
	older, newer := packs("2026-07"), packs("2026-10")
	const before, after = "FY2027-Q2", "FY2027-Q3"
	moved := func(old, new string) (list []string) {
		for _, c := range diffOf(t, old, new).Moved {
			if c.PeriodBefore == before && c.PeriodAfter == after {
				list = append(list, c.KPI+" "+c.Scope)
			}
		}
		slices.Sort(list)
		return list
	}
	want := differing(shownOf(t, older, before), shownOf(t, newer, after), accountFigures(t, config, "2026-07", before), accountFigures(t, config, "2026-10", after))
	if got := moved(older, newer); !slices.Equal(got, want) || len(want) < 500 {
		t.Errorf("diff names %d figures of customers, the data has %d; only in one: %s", len(got), len(want), onlyInOne(got, want))
	}
	const pack, customer = "pellowby-health-683ad1a9.xlsx", " account:002530"
	own := slices.DeleteFunc(slices.Clone(want), func(figure string) bool { return !strings.HasSuffix(figure, customer) })
	if got := moved(filepath.Join(older, pack), filepath.Join(newer, pack)); !slices.Equal(got, own) || len(own) < 20 {
		t.Errorf("diff of two packs names %d figures, the data has %d; only in one: %s", len(got), len(own), onlyInOne(got, own))
	}
}

// shownOf are the figures for a period that the packs of a folder show, by KPI and scope.
func shownOf(t *testing.T, folder, period string) map[string]audit.Figure {
	t.Helper()
	figures, _, err := figuresOf(folder)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]audit.Figure{}
	for _, f := range figures {
		if f.Over.ID == period {
			shown[f.What.ID+" "+f.Of.ID] = f
		}
	}
	return shown
}

// differing are the figures that both folders show and that are not the same in the data.
func differing(older, newer map[string]audit.Figure, before, after map[string]map[string]string) (list []string) {
	for key, f := range older {
		account := f.Of.ID[len("account:"):]
		if _, both := newer[key]; both && !formula.Same(held(before[account][f.What.ID]), held(after[account][f.What.ID])) {
			list = append(list, key)
		}
	}
	slices.Sort(list)
	return list
}

// held is a figure as the evaluation of formulas takes it, which sees no difference beyond the digits of a cell.
func held(text string) formula.Value {
	if r, ok := new(big.Rat).SetString(text); ok {
		return formula.NumberOf(r)
	}
	return formula.TextOf(text)
}

// TestLedgerHasFiguresOfPacks: the ledger has the figures of every pack and of the CS ops export, and two runs compare by them.
func TestLedgerHasFiguresOfPacks(t *testing.T) {
	config := hostileCompany(t)
	run(t, "run", "--quiet", "--as-of", "2026-03", "--config", config)
	run(t, "run", "--quiet", "--as-of", "2026-06", "--config", config)
	figures := map[string]int{}
	for _, r := range runsOf(t, config) {
		for _, o := range r.Outputs {
			figures[o.Job] += o.FigureRows
		}
	}
	if figures["reviews"] < 1000 || figures["managers"] < 100 || figures["cs-ops"] < 500 {
		t.Errorf("the ledger has these figures: %v", figures)
	}
	var d diffJSON
	if err := json.Unmarshal([]byte(run(t, "diff", "--json", "--config", config, "1", "2")), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Moved)+d.Held < 500 {
		t.Errorf("between two runs of packs %d figures differ and %d are the same, want many", len(d.Moved), d.Held)
	}
}
