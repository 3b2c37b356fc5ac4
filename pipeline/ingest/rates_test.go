package ingest

import (
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestRatesFarOff: a rate that is many times the one before, or the one before the other way round, is a finding with both; what currencies
// do in a bad month is none.
func TestRatesFarOff(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "fx_rates"}, "on,base,quote,rate\n2026-01-31,EUR,USD,1.25\n2026-02-28,EUR,USD,1.05\n2026-03-31,EUR,USD,125\n2026-03-31,EUR,GBP,0.85\n2026-04-30,EUR,GBP,1.17\n2026-04-30,EUR,CHF,0.97\n2026-05-31,EUR,CHF,1.03\n")
	for kind, want := range map[string]string{"rate_jumps": "EUR in USD is 1.05 on 2026-02-28 and 125 on 2026-03-31", "rate_turned": "EUR in GBP is 0.85 on 2026-03-31 and 1.17 on 2026-04-30"} {
		if found := finding(records, kind); len(found) != 1 || found[0].Count != 1 || !strings.Contains(found[0].Said(), want) {
			t.Errorf("%s is %+v, want %q", kind, found, want)
		}
	}
}

// TestAccountsAlike: an id that a spreadsheet has changed in one of two files is named beside the one that it is.
func TestAccountsAlike(t *testing.T) {
	records := readBoth(t, "account_id,name\n000003,A\nBx,B\n", "account_id,user_id\n3,u\nbx,v\nC,w\n")
	if found := finding(records, "account_alike"); len(found) != 1 || found[0].Count != 2 || !strings.Contains(found[0].Said(), `"3" and "000003"`) {
		t.Errorf("findings are %+v", records.Findings)
	}
}

func readBoth(t *testing.T, accounts, users string) *Records {
	t.Helper()
	dir := write(t, map[string]string{"accounts.csv": accounts, "users.csv": users})
	records, err := Read(t.Context(), &job.File{Currency: "EUR", Dir: dir, Sources: []job.Source{{Dataset: "accounts", Files: []string{"accounts.csv"}}, {Dataset: "users", Files: []string{"users.csv"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return records
}
