package restate

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// company is a job file and its exports in a folder, with a ledger.
type company struct {
	t      *testing.T
	dir    string
	ledger *ledger.Ledger
}

const jobFile = `company: Tern & Co
currency: EUR
sources:
  - {dataset: accounts, files: [accounts.csv]}
  - {dataset: subscriptions, files: [subscriptions.csv]}
  - {dataset: fx_rates, files: [rates.csv]}
  - {dataset: usage, files: [usage.csv]}
fx: {max_age_days: 366}
jobs:
  - {name: monthly, report: finance}
`

func newCompany(t *testing.T, files map[string]string) *company {
	t.Helper()
	c := &company{t: t, dir: t.TempDir()}
	c.write("kpibook.yaml", jobFile)
	for name, text := range files {
		c.write(name, text)
	}
	var err error
	if c.ledger, err = ledger.Open(context.Background(), filepath.Join(c.dir, ".kpibook"), c.dir); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.ledger.Close() })
	return c
}

func (c *company) write(name, text string) {
	c.t.Helper()
	if err := os.WriteFile(filepath.Join(c.dir, name), []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
}

func (c *company) read(asOf string) *pipeline.Book {
	c.t.Helper()
	file, err := job.Load(filepath.Join(c.dir, "kpibook.yaml"), pipeline.Schema())
	if err != nil {
		c.t.Fatal(err)
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		c.t.Fatal(err)
	}
	book, err := pipeline.Read(context.Background(), file, catalogue, pipeline.Options{AsOf: asOf})
	if err != nil {
		c.t.Fatal(err)
	}
	return book
}

// figures are every KPI of the book, every segment and every customer for a month and for the twelve up to it.
func figures(book *pipeline.Book) (list []ledger.Figure) {
	scopes := []facts.Scope{facts.Portfolio}
	for _, segment := range book.Facts.Groups("segment") {
		scopes = append(scopes, facts.Scope{Dimension: "segment", Value: segment})
	}
	for _, a := range book.Facts.Accounts {
		scopes = append(scopes, facts.AccountScope(a.ID))
	}
	for _, chosen := range book.KPIs() {
		for _, scope := range scopes {
			for _, kind := range []period.Kind{period.MonthKind, period.TTM} {
				p, name := book.Facts.Calendar.At(kind, book.AsOf), "portfolio"
				if scope != facts.Portfolio {
					name = scope.Dimension + ":" + scope.Value
				}
				id := chosen.KPI.ID
				if chosen.Variant != "" {
					id += "." + chosen.Variant
				}
				list = append(list, Figure(id, name, p.ID(), book.Value(chosen, scope, p)))
			}
		}
	}
	return list
}

// seal publishes and seals a month, with the content of a report that stands for its workbook.
func (c *company) seal(month string) ledger.Seal {
	c.t.Helper()
	ctx, book := context.Background(), c.read(month)
	text, err := os.ReadFile(filepath.Join(c.dir, "kpibook.yaml"))
	if err != nil {
		c.t.Fatal(err)
	}
	kept, err := c.ledger.Put(bytes.NewReader(text))
	if err != nil {
		c.t.Fatal(err)
	}
	list := figures(book)
	report, err := c.ledger.Put(strings.NewReader(fmt.Sprint(list)))
	if err != nil {
		c.t.Fatal(err)
	}
	run, err := c.ledger.Begin(ctx, ledger.Start{JobFile: "kpibook.yaml", Arguments: "{}", Settings: kept.SHA256})
	if err != nil {
		c.t.Fatal(err)
	}
	result := ledger.Result{Ending: ledger.Ending{Outcome: ledger.Published}, Outputs: []ledger.Output{{Job: "monthly", Kind: ledger.Workbook, Period: month, AsOf: month, Path: month + ".xlsx", SHA256: report.SHA256, Figures: list}}}
	for _, f := range book.Records.Files {
		result.Inputs = append(result.Inputs, ledger.Input{Path: f.Path, Dataset: f.Dataset, SHA256: f.SHA256})
	}
	if err := c.ledger.Finish(ctx, run, result); err != nil {
		c.t.Fatal(err)
	}
	if changed, err := Keep(c.ledger, c.dir, result.Inputs); err != nil || len(changed) > 0 {
		c.t.Fatal(changed, err)
	}
	if err := c.ledger.Seal(ctx, ledger.Seal{JobFile: "kpibook.yaml", Job: "monthly", Period: month, Run: run, Output: 1, SealedAt: time.Date(2026, 4, 3, 0, 0, 0, 0, time.UTC), Kept: true}); err != nil {
		c.t.Fatal(err)
	}
	return c.current(month)
}

func (c *company) current(month string) ledger.Seal {
	c.t.Helper()
	seals, err := c.ledger.Seals(context.Background(), "kpibook.yaml")
	if err != nil {
		c.t.Fatal(err)
	}
	at := slices.IndexFunc(ledger.Current(seals), func(s ledger.Seal) bool { return s.Period == month })
	return ledger.Current(seals)[at]
}

func (c *company) restate(seal ledger.Seal) *pipeline.Restatement {
	c.t.Helper()
	r, err := New(c.ledger, c.read("")).Restate(context.Background(), seal, "")
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

// adds checks that every figure is the reported one plus its differences, and gives how many were numbers.
func adds(t *testing.T, r *pipeline.Restatement) (numbers int) {
	t.Helper()
	for _, f := range r.Figures {
		if !f.Reported.Available() || !f.Now.Available() || f.Reported.IsLabel() || f.Now.IsLabel() {
			continue
		}
		sum := f.Reported
		for _, difference := range f.By {
			sum = sum.Add(difference)
		}
		if !sum.Equal(f.Now) {
			t.Errorf("%s %s %s: %s + differences = %s, not %s", f.KPI, f.Scope, f.Period, f.Reported, sum, f.Now)
		}
		numbers++
	}
	return numbers
}

var small = map[string]string{
	"accounts.csv":      "account_id,name,segment\nA,Alder,Small\nB,Birch,Small\nC,Cedar,Large\n",
	"subscriptions.csv": "subscription_id,account_id,product,amount,currency,billing_interval,started_on,ended_on\nS1,A,Core,100,EUR,month,2025-01-01,\nS2,B,Core,200,USD,month,2025-01-01,\nS3,C,Core,300,EUR,month,2025-06-01,\n",
	"rates.csv":         "on,base,quote,rate\n2024-12-31,USD,EUR,0.5\n2025-12-31,USD,EUR,0.5\n2026-03-31,USD,EUR,0.5\n2026-04-30,USD,EUR,0.5\n",
	"usage.csv":         "account_id,user_id,date,feature,count\nA,u,2026-03-02,x,1\nB,v,2026-03-31,x,1\nA,u,2026-04-30,x,1\n",
}

// Every cause has its own difference, and they add up.
func TestCauses(t *testing.T) {
	text := func(name, old, new string) func(*company) {
		return func(c *company) {
			data, err := os.ReadFile(filepath.Join(c.dir, name))
			if err != nil || !strings.Contains(string(data), old) {
				t.Fatalf("%s has no %q: %v", name, old, err)
			}
			c.write(name, strings.Replace(string(data), old, new, 1))
		}
	}
	for _, test := range []struct {
		cause  pipeline.RestatedBy
		change func(*company)
		kpi    string
		want   string // the difference of the portfolio's figure
	}{
		{pipeline.ByLateRow, text("subscriptions.csv", "S3,", "S4,A,Core,10,EUR,month,2026-01-01,\nS3,"), "monthly_recurring_revenue", "10"},
		{pipeline.ByCorrectedRow, text("subscriptions.csv", "S1,A,Core,100", "S1,A,Core,90"), "monthly_recurring_revenue", "-10"},
		{pipeline.ByRemovedRow, text("subscriptions.csv", "S3,C,Core,300,EUR,month,2025-06-01,\n", ""), "monthly_recurring_revenue", "-300"},
		{pipeline.ByRates, text("rates.csv", "2026-03-31,USD,EUR,0.5", "2026-03-31,USD,EUR,0.75"), "monthly_recurring_revenue", "50"},
		{pipeline.ByMapping, text("kpibook.yaml", "files: [subscriptions.csv]", "files: [subscriptions.csv], constant: {billing_interval: quarter}"), "monthly_recurring_revenue", "-1000/3"},
		{pipeline.ByDefinition, text("kpibook.yaml", "jobs:", "kpis: {variants: {logo_churn: stripe}}\nmrr: {one_time: true}\ncustomers: parent\njobs:"), "", ""},
		{pipeline.ByLateRow, text("usage.csv", "B,v", "A,w,2026-03-05,x,1\nB,v"), "monthly_active_users", "1"},
		{pipeline.ByRemovedRow, text("usage.csv", "B,v,2026-03-31,x,1\n", ""), "monthly_active_users", "-1"},
	} {
		c := newCompany(t, small)
		seal := c.seal("2026-03")
		if r := c.restate(seal); r != nil {
			t.Fatalf("%s: restated before anything changed: %+v", test.cause, r)
		}
		test.change(c)
		r := c.restate(seal)
		if test.kpi == "" {
			if r != nil && len(r.Remarks) > 0 {
				t.Errorf("%s: %v", test.cause, r.Remarks)
			}
			continue
		}
		if r == nil || len(r.Remarks) > 0 || adds(t, r) == 0 {
			t.Errorf("%s: restated is %+v", test.cause, r)
			continue
		}
		found := false
		for _, f := range r.Figures {
			for cause := range f.By {
				if cause != test.cause {
					t.Errorf("%s: %s %s differs by %s", test.cause, f.KPI, f.Scope, cause)
				}
			}
			if f.KPI == test.kpi && f.Scope == "portfolio" && f.Period == "2026-03" {
				found = true
				if got := Figure("", "", "", f.By[test.cause]).Number; got != test.want {
					t.Errorf("%s: %s differs by %s, want %s", test.cause, test.kpi, got, test.want)
				}
			}
		}
		if !found {
			t.Errorf("%s: %s is not restated", test.cause, test.kpi)
		}
	}
}

// Another definition of a KPI is a restatement, under the id it was reported with.
func TestChosenDefinitionIsACause(t *testing.T) {
	c := newCompany(t, small)
	c.write("subscriptions.csv", strings.Replace(small["subscriptions.csv"], "2025-06-01,", "2025-06-01,2026-03-10", 1))
	seal := c.seal("2026-03")
	c.write("kpibook.yaml", strings.Replace(jobFile, "jobs:", "kpis: {definitions: glossary}\njobs:", 1))
	r := c.restate(seal)
	if r == nil || adds(t, r) == 0 {
		t.Fatalf("nothing is restated: %+v", r)
	}
	for _, f := range r.Figures {
		if f.First != pipeline.ByDefinition {
			t.Errorf("%s %s: first changed by %s", f.KPI, f.Scope, f.First)
		}
	}
}

// Amounts in another currency are not held against each other.
func TestAnotherCurrencyIsNotCompared(t *testing.T) {
	c := newCompany(t, small)
	seal := c.seal("2026-03")
	c.write("kpibook.yaml", strings.Replace(jobFile, "currency: EUR", "currency: USD", 1))
	if r := c.restate(seal); r == nil || len(r.Figures) > 0 || len(r.Remarks) != 1 || !strings.Contains(r.Remarks[0], "in EUR and those of today in USD") {
		t.Errorf("restated is %+v", r)
	}
}

// What was not kept is not told apart, and said.
func TestWithoutInputs(t *testing.T) {
	c := newCompany(t, small)
	seal := c.seal("2026-03")
	seal.Kept = false
	c.write("subscriptions.csv", strings.Replace(small["subscriptions.csv"], "S1,A,Core,100", "S1,A,Core,90", 1))
	r := c.restate(seal)
	if r == nil || len(r.Remarks) != 1 || adds(t, r) == 0 || len(r.Rows) != 0 {
		t.Fatalf("restated is %+v", r)
	}
	for _, f := range r.Figures {
		if len(f.By) > 0 && f.By[pipeline.ByUnknown].Sign() == 0 {
			t.Errorf("%s %s: differences are %v", f.KPI, f.Scope, f.By)
		}
	}
}

func TestFiguresAreExact(t *testing.T) {
	for _, v := range []expr.Value{expr.Fraction(1, 3), expr.Fraction(-22, 7), expr.Fraction(1, 8), expr.Fraction(0, 1), expr.Label("green"), expr.Fraction(1<<60+1, 3*(1<<58)+7)} {
		if back := valueOf(Figure("k", "s", "p", v)); !back.Equal(v) {
			t.Errorf("%s came back as %s", v, back)
		}
	}
}
