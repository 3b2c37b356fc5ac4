package ingest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// write puts files into a fresh folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readText reads one file as a dataset.
func readText(t *testing.T, source job.Source, text string) (*Records, error) {
	t.Helper()
	source.Files = []string{"in.csv"}
	return Read(context.Background(), &job.File{Currency: "EUR", Path: "kpibook.yaml", Dir: write(t, map[string]string{"in.csv": text}), Sources: []job.Source{source}}, nil)
}

const subscriptionHeader = "subscription_id,account_id,amount,billing_interval,started_on,ended_on,currency\n"

func TestFaults(t *testing.T) {
	lines := func(rows ...string) string { return subscriptionHeader + strings.Join(rows, "\n") + "\n" }
	for name, c := range map[string]struct {
		source job.Source
		text   string
		want   []string // parts of the error
	}{
		"money column missing": {job.Source{Dataset: "mrr"}, "account_id,month,Region\nA,2026-01,EU\n",
			[]string{"in.csv:1: no column for 'mrr' (found: 'account_id', 'month', 'Region')", "columns: {mrr:"}},
		"renamed header": {job.Source{Dataset: "mrr"}, "account_id,month,mrrr\nA,2026-01,5\n",
			[]string{"no column for 'mrr'", "columns: {mrr: mrrr}"}},
		"no amount at all": {job.Source{Dataset: "subscriptions"}, "subscription_id,account_id,unit_amount,billing_interval,started_on\nS,A,1,month,2026-01-01\n",
			[]string{"no column for 'amount' or 'quantity'"}},
		"duplicate header": {job.Source{Dataset: "mrr"}, "account_id,month,mrr,MRR\nA,2026-01,5,6\n",
			[]string{`the header has "MRR" twice, as columns 3 and 4`}},
		"two headers for a column": {job.Source{Dataset: "subscriptions"}, "subscription_id,account_id,amount,interval,start,start date\nS,A,1,month,2026-01-01,2026-01-01\n",
			[]string{`both "start" and "start date" could be started_on, columns 5 and 6`, "columns: {started_on: start}"}},
		"another dataset": {job.Source{Dataset: "accounts"}, lines("S,A,1,month,2026-01-01,,EUR"),
			[]string{"this looks like subscriptions, not accounts"}},
		"another dataset that misses": {job.Source{Dataset: "subscriptions"}, "on,base,quote,rate\n2026-01-01,EUR,USD,1.1\n",
			[]string{"this looks like fx_rates, not subscriptions"}},
		"unknown dataset": {job.Source{Dataset: "subscription"}, "a\n", []string{`there is no dataset "subscription"`, "did you mean subscriptions?"}},
		"header only":     {job.Source{Dataset: "mrr"}, "account_id,month,mrr\n", []string{"in.csv:1: there are no rows below the header"}},
		"empty file":      {job.Source{Dataset: "mrr"}, "", []string{"in.csv: the file is empty"}},
		"huge exponent": {job.Source{Dataset: "mrr"}, "account_id,month,mrr\nA,2026-01,1e1000000000\n",
			[]string{"in.csv:2: 1 of 1 rows rejected, allowed: none", `mrr "1e1000000000": its exponent is beyond 12`, "^^^^^^^^^^^^"}},
		"ambiguous marks": {job.Source{Dataset: "mrr"}, "account_id,month,mrr\nA,2026-01,\"1,234\"\nB,2026-01,77\n",
			[]string{`in.csv:2: mrr "1,234" is 1234 with a decimal point and 1.234 with a decimal comma`, `fix: set decimal: "."`}},
		"contradicting marks": {job.Source{Dataset: "mrr"}, "account_id,month,mrr\nA,2026-01,\"1.234,5\"\nB,2026-01,\"1,234.5\"\n",
			[]string{`mrr has decimal points ("1,234.5" on line 3) and decimal commas ("1.234,5" on line 2)`}},
		"ambiguous days": {job.Source{Dataset: "subscriptions"}, lines("S,A,1,month,03/04/2026,,EUR"),
			[]string{`started_on "03/04/2026" is 2026-04-03 with the day first and 2026-03-04 with the month first`, "fix: set dates: dmy"}},
		"contradicting days": {job.Source{Dataset: "subscriptions"}, lines("S,A,1,month,31/04/2026,,EUR", "T,A,1,month,04/30/2026,,EUR"),
			[]string{`started_on has days first ("31/04/2026" on line 2) and months first ("04/30/2026" on line 3)`}},
		"two-digit year": {job.Source{Dataset: "subscriptions"}, lines("S,A,1,month,31/12/24,,EUR"),
			[]string{`started_on "31/12/24" is 2024-12-31 as day/month/year, and 2031-12-24 as year-month-day`, "fix: set dates: dmy or dates: iso for this source"}},
		"unknown interval":              {job.Source{Dataset: "subscriptions"}, lines("S,A,1,biweekly,2026-01-01,,EUR"), []string{`billing_interval "biweekly": not a billing interval`}},
		"ends before it start":          {job.Source{Dataset: "subscriptions"}, lines("S,A,1,month,2026-02-01,2026-01-01,EUR"), []string{"ended_on 2026-01-01 is before started_on 2026-02-01"}},
		"currency missing":              {job.Source{Dataset: "subscriptions"}, lines("S,A,1,month,2026-02-01,,"), []string{"currency is empty", `{"": EUR}`}},
		"currency contradicts":          {job.Source{Dataset: "subscriptions"}, lines("S,A,USD 1,month,2026-02-01,,EUR"), []string{"it is in USD, and the row in EUR"}},
		"id missing":                    {job.Source{Dataset: "subscriptions"}, lines(",A,1,month,2026-02-01,,EUR"), []string{"subscription_id is empty"}},
		"amount in thousands":           {job.Source{Dataset: "mrr"}, "account_id,month,MRR (in thousands)\nA,2026-01,5\n", []string{`the header "MRR (in thousands)" says that its numbers are in "thousands"`}},
		"header's currency contradicts": {job.Source{Dataset: "mrr"}, "account_id,month,MRR (EUR)\nA,2026-01,USD 5\n", []string{"it is in USD, and the row in EUR"}},
		"header not there":              {job.Source{Dataset: "mrr", Columns: map[string]string{"mrr": "Revenue"}}, "account_id,month,Revenu\nA,2026-01,5\n", []string{`no header "Revenue"`, "did you mean Revenu?"}},
		"column not there":              {job.Source{Dataset: "mrr", Constant: map[string]string{"curency": "EUR"}}, "account_id,month,mrr\nA,2026-01,5\n", []string{`mrr has no column "curency"`, "did you mean currency?"}},
		"share of rejects":              {job.Source{Dataset: "mrr", MaxReject: "30%"}, "account_id,month,mrr\nA,2026-01,5\nA,x,5\n", []string{"1 of 2 rows rejected, allowed: 30%"}},
		"two rates":                     {job.Source{Dataset: "fx_rates"}, "on,base,quote,rate\n2026-01-01,EUR,USD,1.1\n2026-01-01,EUR,USD,1.2\n", []string{"on 2026-01-01 is 1.2 here and 1.1 before"}},
		"rate of zero":                  {job.Source{Dataset: "fx_rates"}, "on,base,quote,rate\n2026-01-01,EUR,USD,0\n", []string{"not above zero"}},
		"no contract value": {job.Source{Dataset: "contracts"}, "contract_id,account_id,starts_on\nC,A,2026-01-01\n",
			[]string{"no column for 'total_value' or 'recurring_value'"}},
		"duration without unit": {job.Source{Dataset: "tickets"}, "ticket_id,account_id,created_at,First response time\nT,A,2026-01-01,5\n",
			[]string{`the header "First response time" has no unit, where first_response_hours has hours`, `columns: {first_response_minutes: "First response time"}`}},
		"duration of another unit": {job.Source{Dataset: "tickets"}, "ticket_id,account_id,created_at,First reply time (hrs)\nT,A,2026-01-01,5\n",
			[]string{`the header "First reply time (hrs)" has hours, where first_response_minutes has minutes`}},
		"join in a dataset of events": {job.Source{Dataset: "renewals", Joins: []job.Join{{On: "contract_id", Dataset: "contracts", Take: map[string]string{"account_id": "account_id"}}}},
			"contract_id,due_on,amount_due\nC,2026-01-01,1\n", []string{"a join cannot look up contract_id in the dataset contracts, but in its file"}},
		"join without dataset": {job.Source{Dataset: "mrr", Joins: []job.Join{{On: "account_id", Dataset: "accounts", Take: map[string]string{"product": "segment"}}}}, "account_id,month,mrr\nA,2026-01,5\n",
			[]string{"no rows of accounts are loaded"}},
	} {
		t.Run(name, func(t *testing.T) {
			records, err := readText(t, c.source, c.text)
			var faults Faults
			if !errors.As(err, &faults) || records == nil {
				t.Fatalf("got %v and records %v, want faults and records", err, records)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%s\nwant it to say\n%s", err, want)
				}
			}
			checkTotals(t, records)
		})
	}
}

func TestFaultsOfAllSources(t *testing.T) {
	dir := write(t, map[string]string{
		"b.csv": "account_id,month\nA,2026-01\n", "a.csv": "account_id,month,mrr\nA,2026-01,1\n",
	})
	_, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{
		{Dataset: "mrr", Files: []string{"*.csv"}}, {Dataset: "mrr", Files: []string{"a.csv"}}, {Dataset: "users", Files: []string{"none.csv"}},
	}}, nil)
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 3 {
		t.Fatalf("got %v, want three faults", err)
	}
	for i, want := range []string{"the file is given twice", "no column for 'mrr'", `no file matches "none.csv"`} {
		if !strings.Contains(faults[i].Message, want) {
			t.Errorf("fault %d is %q, want %q", i, faults[i].Message, want)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := write(t, map[string]string{"in.csv": "account_id,month,mrr\nA,2026-01,1\n"})
	if _, err := Read(ctx, &job.File{Dir: dir, Sources: []job.Source{{Dataset: "mrr", Files: []string{"in.csv"}}}}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}
