package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recurring is the MRR of a month by the job file.
func recurring(t *testing.T, config, month string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if got := execute([]string{"explain", "monthly_recurring_revenue", "--period", month, "--json", "--config", config}, &stdout, &stderr); got != done {
		t.Fatalf("explain ends with %d: %s", got, stderr.String())
	}
	var explained struct{ Result struct{ Value string } }
	if err := json.Unmarshal(stdout.Bytes(), &explained); err != nil {
		t.Fatal(err)
	}
	return explained.Result.Value
}

// shared is a folder of test data beside the project; without it the test is skipped, or fails where all checks run.
func shared(t *testing.T, folder string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(folder)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatalf("the shared test data is not beside the project: %v", err)
		}
		t.Skip("the shared test data is not beside the project")
	}
	return path
}

// TestMustShow_Init: files that nobody has prepared get a job file that runs as it is, with figures known from elsewhere, or the
// question that has to be asked of them.
func TestMustShow_Init(t *testing.T) {
	fixtures, err := filepath.Abs("../../fixtures/init")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, files string
		flags       []string
		code        code
		mrr         map[string]string // by month
		says        string            // when it does not run
		holds       []string          // in the job file
	}{
		// The figures are those that come with the data.
		{"ravenstack", shared(t, "ravenstack"), nil, done, map[string]string{"2024-10": "7098896", "2024-11": "8460824", "2024-12": "10159608"}, "",
			[]string{"amount: mrr_amount", "billing_interval: month", "{on: subscription_id, dataset: subscriptions", "not read, as its columns are those of no dataset that kpibook reads:"}},
		{"crm_maven", shared(t, "crm_maven"), nil, inputRefused, nil, "which export has the subscriptions, or the MRR of each month?", nil},
		{"stripe", shared(t, "vendor_exports/stripe"), nil, checksFailed, nil, `there is no subscription_id "sdfg5637" in`, // 12 of its 14 items have no subscription
			[]string{"profile: stripe_item_table", "key: id, take: {billing_interval: interval_count + interval", "currency: USD"}},
		// Eight contracts of a German company: the annual ones by twelve, and the monthly ones, that had started by July 2025:
		// (1234.50 + 2400 + 89 + 1234.50) / 12 + 89 + 1234.50 + 2400.
		{"German list", filepath.Join(fixtures, "vertraege.csv"), nil, done, map[string]string{"2025-07": "4136.666666"}, "", []string{`"jährlich": year`, "currency: EUR"}},
		{"workbook", filepath.Join(fixtures, "recurring.xlsx"), nil, done, map[string]string{"2026-10": "460.5", "2026-01": "433.5"}, "", []string{"sheet: MRR 2026", "sheet: Customers", "dimensions: [industry, country, csm]", "currency: USD"}},
		{"days that may be months", filepath.Join(fixtures, "billing-export.csv"), nil, inputRefused, nil, "is 2025-02-01 with the day first and 2025-01-02 with the month first", []string{"dataset: subscriptions"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := filepath.Join(t.TempDir(), "kpibook.yaml")
			var stdout, stderr bytes.Buffer
			got := execute(append([]string{"init", "--yes", "--config", config, c.files}, c.flags...), &stdout, &stderr)
			if got != c.code || c.says != "" && !strings.Contains(stderr.String(), c.says) {
				t.Fatalf("ends with %d and says\n%swant %d and %q", got, stderr.String(), c.code, c.says)
			}
			written, _ := os.ReadFile(config)
			for _, text := range c.holds {
				if !strings.Contains(string(written), text) {
					t.Errorf("the job file is\n%s\nwant %q in it", written, text)
				}
			}
			for month, want := range c.mrr {
				if got := recurring(t, config, month); !strings.HasPrefix(got, want) {
					t.Errorf("MRR of %s: %s, want %s", month, got, want)
				}
			}
			if c.code == done {
				if got := execute([]string{"run", "--quiet", "--config", config}, io.Discard, &stderr); got != done {
					t.Errorf("the job file does not run: %s", stderr.String())
				}
			}
		})
	}
}

// TestInitAsks: at a terminal a person is asked what the files leave open, and the answers make the job file run.
func TestInitAsks(t *testing.T) {
	config := filepath.Join(t.TempDir(), "kpibook.yaml")
	var stdout, stderr bytes.Buffer
	p := &program{stdout: &stdout, stderr: &stderr, config: config}
	q := &questions{out: &stderr, in: bufio.NewReader(strings.NewReader("Harbour Tools\nnonsense\n2\n")), ask: true}
	if err := p.draftJob(context.Background(), []string{"../../fixtures/init/billing-export.csv"}, initFlags{}, q); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	for _, text := range []string{"What is the company called on the report?", "  1  dmy", "  2  mdy"} {
		if !strings.Contains(stderr.String(), text) {
			t.Errorf("asked\n%swant %q in it", stderr.String(), text)
		}
	}
	written, err := os.ReadFile(config)
	if err != nil || !strings.Contains(string(written), "dates: mdy") || !strings.Contains(string(written), "company: Harbour Tools") {
		t.Errorf("the job file is\n%s", written)
	}
	if got, want := recurring(t, config, "2025-05"), "735"; got != want { // 15 seats at 49 by the end of May
		t.Errorf("MRR: %s, want %s", got, want)
	}
	if got := execute([]string{"init", "--config", config, "../../fixtures/init"}, &stdout, &stderr); got != usageFault {
		t.Errorf("a job file that is there: ends with %d, want %d", got, usageFault)
	}
}

// TestInitAsksAboutGuesses: a guess that is wrong is replaced by the column that a person names.
func TestInitAsksAboutGuesses(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "kpibook.yaml")
	lines := "Line ID;Customer;Monthly fee;Fee after discount;Start;Currency\nA;Acme;100.50;90.50;2026-01-01;EUR\nB;Bolt;50.50;40.50;2026-03-01;EUR\n"
	if err := os.WriteFile(filepath.Join(dir, "lines.csv"), []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	p := &program{stdout: &stdout, stderr: &stderr, config: config}
	q := &questions{out: &stderr, in: bufio.NewReader(strings.NewReader("Harbour\nno\n4\n")), ask: true}
	if err := p.draftJob(context.Background(), []string{filepath.Join(dir, "lines.csv")}, initFlags{}, q); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout.String(), stderr.String())
	}
	written, err := os.ReadFile(config)
	if err != nil || !strings.Contains(string(written), "amount: Fee after discount") || !strings.Contains(string(written), "billing_interval: month") {
		t.Errorf("asked\n%sthe job file is\n%s", stderr.String(), written)
	}
}

// TestInitAsksForEnds: where nothing says when a line ends, a person says which date it is, and whether it is the last day; or that it is
// none.
func TestInitAsksForEnds(t *testing.T) {
	text := "Subscription,Customer,Amount,Billing cycle,Start date,Currency,Valid until,Renewal date\n" +
		"A,Acme,100,month,2026-01-01,EUR,,2027-01-01\nB,Bolt,50,month,2026-01-01,EUR,2026-03-31,2027-01-01\nC,Cedar,10,month,2026-05-01,EUR,,2027-05-01\n"
	for answers, want := range map[string][]string{
		"Harbour\n1\n1\n": {"ended_on: Valid until", "end_dates: {ended_on: inclusive}", "150", "100"},
		"Harbour\n1\n2\n": {"ended_on: Valid until", "end_dates: {ended_on: exclusive}", "100", "100"},
		"Harbour\n3\n":    {"ignore: [Valid until, Renewal date]", "subscriptions", "150", "150"},
	} {
		dir := t.TempDir()
		config := filepath.Join(dir, "kpibook.yaml")
		if err := os.WriteFile(filepath.Join(dir, "lines.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var stdout, stderr bytes.Buffer
		p := &program{stdout: &stdout, stderr: &stderr, config: config}
		q := &questions{out: &stderr, in: bufio.NewReader(strings.NewReader(answers)), ask: true}
		if err := p.draftJob(context.Background(), []string{filepath.Join(dir, "lines.csv")}, initFlags{}, q); err != nil {
			t.Fatalf("%q: %v\n%s%s", answers, err, stdout.String(), stderr.String())
		}
		written, err := os.ReadFile(config)
		if err != nil || !strings.Contains(string(written), want[0]) || !strings.Contains(string(written), want[1]) {
			t.Errorf("%q: asked\n%sthe job file is\n%s", answers, stderr.String(), written)
		}
		if march, april := recurring(t, config, "2026-03"), recurring(t, config, "2026-04"); march != want[2] || april != want[3] {
			t.Errorf("%q: MRR of March %s and April %s, want %s and %s", answers, march, april, want[2], want[3])
		}
	}
}

// TestInitAsksWhetherMonthsAreRecurring: amounts by month are MRR where a person says so.
func TestInitAsksWhetherMonthsAreRecurring(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "kpibook.yaml")
	if err := os.WriteFile(filepath.Join(dir, "sales.csv"), []byte("Customer,Jan 2026,Feb 2026\nAlder,100,120\nBirch,50,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	p := &program{stdout: &stdout, stderr: &stderr, config: config}
	q := &questions{out: &stderr, in: bufio.NewReader(strings.NewReader("yes\nHarbour\n")), ask: true}
	if err := p.draftJob(context.Background(), []string{filepath.Join(dir, "sales.csv")}, initFlags{currency: "EUR"}, q); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout.String(), stderr.String())
	}
	if want := "nothing says that these are the monthly recurring revenue. Is it mrr? (yes or no) [no]"; !strings.Contains(stderr.String(), want) {
		t.Errorf("asked\n%swant %q in it", stderr.String(), want)
	}
	if january, february := recurring(t, config, "2026-01"), recurring(t, config, "2026-02"); january != "150" || february != "120" {
		t.Errorf("MRR of January %s and February %s, want 150 and 120", january, february)
	}
}
