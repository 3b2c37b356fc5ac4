package main

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"math/big"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/pipeline/ledger"
)

// TestMustShow_SealedReportsStay: random late, corrected and removed rows into sealed months, 1,000 with KPIBOOK_FULL=1 and 40 every
// day, each followed by a run. The sealed workbooks keep their SHA-256. What restatements says was reported stands in the sealed
// workbook; what it says is restated is what a company without a past publishes from the same files; and as reported plus the
// differences by cause is as restated, with a residual of 0, for every KPI, the book, each segment and each customer.
func TestMustShow_SealedReportsStay(t *testing.T) {
	rounds, rows := 2, 20
	if full() {
		rounds, rows = 20, 50
	}
	config := smallCompany(t)
	dir := filepath.Dir(config)
	months := []string{"2026-02", "2026-03"}
	sealed, reported := map[string]string{}, map[string]map[string]string{}
	for _, month := range months {
		run(t, "run", "--quiet", "--config", config, "--period", month)
		run(t, "seal", "--config", config, month)
		path := filepath.Join(dir, "reports", "tern-co-monthly-"+month+".xlsx")
		sealed[path] = hashOf(t, path)
		figures, _, err := figuresOf(path)
		if err != nil {
			t.Fatal(err)
		}
		reported[month] = map[string]string{}
		for _, f := range figures {
			reported[month][f.What.ID+" "+f.Of.ID+" "+f.Over.ID] = f.Value.String()
		}
	}
	random := rand.New(rand.NewPCG(3, 9))
	subscriptions := filepath.Join(dir, "subscriptions.csv")
	original, err := os.ReadFile(subscriptions)
	if err != nil {
		t.Fatal(err)
	}
	restated, causes := 0, map[string]int{}
	for round := range rounds {
		lines := strings.Split(strings.TrimSpace(string(original)), "\n")
		for i := range rows {
			lines = changeRow(random, lines, fmt.Sprintf("L-%d-%d", round, i))
		}
		if err := os.WriteFile(subscriptions, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, "run", "--quiet", "--config", config)
		for path, sum := range sealed {
			if now := hashOf(t, path); now != sum {
				t.Fatalf("%s was sealed as %s and is %s", path, sum, now)
			}
		}
		var list []restatementJSON
		if err := json.Unmarshal([]byte(run(t, "restatements", "--json", "--config", config)), &list); err != nil || len(list) != len(months) {
			t.Fatalf("%d restatements: %v", len(list), err)
		}
		for _, r := range list {
			fresh := freshly(t, dir, r.Period)
			for _, f := range r.Figures {
				id := strings.TrimSuffix(f.KPI+"."+f.Variant, ".") + " " + f.Scope + " " + f.Period
				if was, ok := reported[r.Period][id]; ok && !alike(was, f.Reported) {
					t.Errorf("%s: the sealed workbook has %s, said to have been reported is %s", id, was, f.Reported)
				}
				if now, ok := fresh[id]; ok && !exactlyAlike(now, f.Restated) {
					t.Errorf("%s: a company without a past publishes %+v, restated is %s", id, now, f.Restated)
				}
				sum, isNumber := new(big.Rat).SetString(f.Reported)
				now, stillIs := new(big.Rat).SetString(f.Restated)
				if !isNumber || !stillIs {
					continue
				}
				for cause, difference := range f.By {
					d, ok := new(big.Rat).SetString(difference)
					if !ok {
						t.Fatalf("%s: %s by %s", id, difference, cause)
					}
					sum.Add(sum, d)
					causes[cause]++
				}
				if restated++; sum.Cmp(now) != 0 {
					t.Errorf("%s: %s and the differences %v are not %s", id, f.Reported, f.By, f.Restated)
				}
			}
		}
	}
	t.Logf("%d rows changed, %d figures restated, residual 0, differences by cause: %v", rounds*rows, restated, causes)
	if restated < 100 || causes["late row"] == 0 || causes["corrected row"] == 0 || causes["removed row"] == 0 {
		t.Errorf("%d figures with differences %v prove little", restated, causes)
	}
}

// changeRow adds, changes or takes away a row of subscriptions below the header.
func changeRow(random *rand.Rand, lines []string, id string) []string {
	row := func(id string) string {
		return fmt.Sprintf("%s,A-%d,%s,%d,%d.%02d,%s,month,2025-%02d-01,", id, 1+random.IntN(4), []string{"Core", "Insight"}[random.IntN(2)], 1+random.IntN(40), 1+random.IntN(500), random.IntN(100),
			[]string{"EUR", "USD", "JPY"}[random.IntN(3)], 1+random.IntN(12))
	}
	switch at := 1 + random.IntN(len(lines)-1); {
	case random.IntN(3) == 0 || len(lines) < 4:
		return append(lines, row(id))
	case random.IntN(2) == 0:
		known, _, _ := strings.Cut(lines[at], ",")
		lines[at] = row(known)
		return lines
	default:
		return slices.Delete(lines, at, at+1)
	}
}

func hashOf(t *testing.T, path string) string {
	t.Helper()
	there, err := ledger.HashFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return there.SHA256
}

// freshly are the figures that a company without a past publishes for a month from the files of another one.
func freshly(t *testing.T, dir, month string) map[string]ledger.Figure {
	t.Helper()
	config := filepath.Join(t.TempDir(), "kpibook.yaml")
	for _, name := range []string{"kpibook.yaml", "accounts.csv", "subscriptions.csv", "fx_rates.csv", "usage.csv"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(filepath.Dir(config), name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	run(t, "run", "--quiet", "--config", config, "--period", month, "--as-of", "2026-03")
	list, err := ledgerOf(t, config).Figures(context.Background(), 1, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("%d figures: %v", len(list), err)
	}
	figures := map[string]ledger.Figure{}
	for _, f := range list {
		figures[f.KPI+" "+f.Scope+" "+f.Period] = f
	}
	return figures
}

// alike tells whether a cell, which holds 15 digits, shows a figure.
func alike(cell, figure string) bool {
	a, ok := new(big.Rat).SetString(cell)
	b, number := new(big.Rat).SetString(figure)
	if !ok || !number {
		return cell == figure || strings.HasPrefix(cell, "n/a") && strings.HasPrefix(figure, "n/a")
	}
	off := new(big.Rat).Sub(a, b)
	limit := new(big.Rat).Mul(new(big.Rat).Abs(b), big.NewRat(1, 100_000_000_000_000))
	return off.Abs(off).Cmp(limit) <= 0
}

func exactlyAlike(f ledger.Figure, restated string) bool {
	if f.Number == "" {
		return f.Label == restated || f.Reason != "" && strings.HasPrefix(restated, "n/a")
	}
	a, _ := new(big.Rat).SetString(f.Number)
	b, ok := new(big.Rat).SetString(restated)
	return ok && a.Cmp(b) == 0
}

// What is restated stands in the message of the next run, and on a sheet of its report whose checks hold.
func TestRestatementsAreTold(t *testing.T) {
	var posts []string
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		post := struct{ Text string }{}
		if err := json.NewDecoder(r.Body).Decode(&post); err != nil {
			t.Error(err)
		}
		posts = append(posts, html.UnescapeString(post.Text))
	}))
	defer receiver.Close()
	t.Setenv("KPIBOOK_TEST_HOOK", receiver.URL)
	config := smallCompany(t)
	rewrite(t, config, func(text string) string {
		return strings.Replace(text, "jobs:", "delivery: {webhooks: [{name: chat, url: {env: KPIBOOK_TEST_HOOK}}]}\njobs:", 1) + "    deliver: {webhooks: [chat]}\n"
	})
	run(t, "run", "--quiet", "--config", config)
	run(t, "seal", "--config", config, "2026-03")
	rewrite(t, filepath.Join(filepath.Dir(config), "subscriptions.csv"), func(text string) string { return strings.Replace(text, "120.00", "150.00", 1) })
	run(t, "run", "--quiet", "--config", config, "--period", "2026-02")
	if len(posts) != 2 || strings.Contains(posts[0], "restatement needed") || !strings.Contains(posts[1], "Restatements\n- restatement needed: portfolio 2026-03 Monthly recurring revenue 301.57 -> 331.57 (corrected row +30.00)\n- restatement needed: A-1 Alder Books 2026-03 Monthly recurring revenue 120.00 -> 150.00 (corrected row +30.00)\n") {
		t.Errorf("messages are %q", posts)
	}
	report := filepath.Join(filepath.Dir(config), "reports", "tern-co-monthly-2026-02.xlsx")
	run(t, "verify", report)
	book, err := excelize.OpenFile(report)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Restatements", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 1 && row[1] == "Monthly recurring revenue" })
	if at < 0 || !slices.Equal(rows[at][:4], []string{"monthly 2026-03 v1", "Monthly recurring revenue", "portfolio", "2026-03"}) || rows[at][6] != "30" || rows[at][12] != "0" {
		t.Errorf("the sheet has %q", rows)
	}
}
