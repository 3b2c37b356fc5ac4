package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// mustRead reads one file without faults.
func mustRead(t *testing.T, source job.Source, text string) *Records {
	t.Helper()
	records, err := readText(t, source, text)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	return records
}

func TestRawRecordsMatchSchema(t *testing.T) {
	raws := map[string]reflect.Type{"accounts": reflect.TypeFor[rawAccount](), "subscriptions": reflect.TypeFor[rawSubscription](),
		"mrr": reflect.TypeFor[rawMRR](), "users": reflect.TypeFor[rawUser](), "fx_rates": reflect.TypeFor[rawRate](),
		"invoices": reflect.TypeFor[rawInvoice](), "contracts": reflect.TypeFor[rawContract](), "renewals": reflect.TypeFor[rawRenewal](), "tickets": reflect.TypeFor[rawTicket](),
		"surveys": reflect.TypeFor[rawSurvey](), "opportunities": reflect.TypeFor[rawOpportunity](), "leads": reflect.TypeFor[rawLead](), "costs": reflect.TypeFor[rawCost](),
		"milestones": reflect.TypeFor[rawMilestone](), "touchpoints": reflect.TypeFor[rawTouchpoint](), "targets": reflect.TypeFor[rawTarget]()}
	seen := map[string]bool{}
	for _, d := range Schema() {
		if seen[d.Name] {
			t.Errorf("dataset %s is there twice", d.Name)
		}
		seen[d.Name] = true
		known := map[string]string{}
		for _, column := range d.Columns {
			if column.Meaning == "" || column.Type == "" || (column.Type == Choice) != (column.Values != nil) {
				t.Errorf("%s.%s is not complete: %+v", d.Name, column.Name, column)
			}
			for _, name := range append([]string{column.Name}, column.Aliases...) {
				if before, ok := known[key(name)]; ok {
					t.Errorf("%s: the header %q stands for %s and %s", d.Name, name, before, column.Name)
				}
				known[key(name)] = column.Name
			}
		}
		raw := raws[d.Name]
		if raw == nil {
			if d.Supported && d.Name != "usage" {
				t.Errorf("%s has no raw record", d.Name)
			}
			continue
		}
		var tags []string
		for i := range raw.NumField() {
			tags = append(tags, raw.Field(i).Tag.Get("csv"))
		}
		if !slices.Equal(tags, d.names()) {
			t.Errorf("%s: raw record has %q, schema %q", d.Name, tags, d.names())
		}
	}
	if len(seen) != 17 {
		t.Errorf("%d datasets, want 17", len(seen))
	}
}

func TestTemplates(t *testing.T) {
	for _, d := range Schema() {
		text, err := Template(d.Name)
		if err != nil {
			t.Fatal(err)
		}
		if !d.Supported {
			continue
		}
		records := mustRead(t, job.Source{Dataset: d.Name}, string(text))
		if f := records.Files[0]; f.Loaded != 2 || len(f.Unused) > 0 || len(f.Mapped) != len(d.Columns) {
			t.Errorf("%s: template is read as %+v", d.Name, f)
		}
	}
	if _, err := Template("subscription"); err == nil || !strings.Contains(err.Error(), "did you mean subscriptions?") {
		t.Errorf("got %v", err)
	}
}

func TestSubscriptions(t *testing.T) {
	text := "\ufeff*Subscription ID;Customer;Plan Name;Qty;Unit Price;Amount (EUR);Discount;Discount End;Interval;Start;End Date;Trial End;Trial;Kind;Owner\n" +
		"S1;A;Pro;2;;1.234,50;10%;;annual;31.01.2024;31.12.2024;;;;x\n" + // last day inclusive
		"S2;B;;3;10,5;;1,5;30.06.2024;monthly;01.02.2024;9999-12-31;14.02.2024;;One-time;\n" +
		"S3;C;;;;(20,00);;;P3M;01.02.2024;31.01.2024;;ja;;\n" // an inclusive end before the start: zero days
	records := mustRead(t, job.Source{Dataset: "subscriptions", EndDates: map[string]string{"ended_on": "inclusive", "discount_ends_on": "inclusive"},
		Values: map[string]map[string]string{"trial": {"ja": "yes"}}}, text)
	day := func(text string) period.Date {
		d, err := period.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	want := []string{
		fmt.Sprint("S1 A Pro 2 1234.5 10 0 false EUR {year 1 1} recurring false ", []period.Date{day("2024-01-31"), day("2025-01-01"), period.NoDate, period.NoDate}),
		fmt.Sprint("S2 B  3 31.5 0 1.5 true EUR {month 12 1} one_time false ", []period.Date{day("2024-02-01"), period.NoDate, day("2024-02-14"), day("2024-07-01")}),
		fmt.Sprint("S3 C  - -20 0 0 false EUR {quarter 4 1} recurring true ", []period.Date{day("2024-02-01"), day("2024-02-01"), period.NoDate, period.NoDate}),
	}
	for i, s := range records.Subscriptions {
		quantity := "-"
		if s.Quantity.Valid {
			quantity = s.Quantity.Decimal.String()
		}
		got := fmt.Sprint(s.ID, " ", s.Account, " ", s.Plan, " ", quantity, " ", s.Amount, " ", s.Discount.Percent, " ", s.Discount.Amount, " ", s.Discount.Introductory, " ",
			s.Currency, " ", s.Interval, " ", s.Kind, " ", s.Trial, " ", []period.Date{s.StartedOn, s.EndedOn, s.TrialEndsOn, s.Discount.EndsOn})
		if got != want[i] {
			t.Errorf("line %d is\n%s, want\n%s", s.Line, got, want[i])
		}
	}
	f := records.Files[0]
	for _, how := range []string{`amount: decimal comma, as "1.234,50" on line 2 shows`, `no currency column: amounts are in EUR, as the header says`, "ended_on: the last day, so the day after it ends"} {
		if !slices.Contains(f.How, how) {
			t.Errorf("read like this: %q, want %q in it", f.How, how)
		}
	}
	if !slices.Equal(f.Unused, []string{"Owner"}) || len(finding(records, "zero_days")) != 1 {
		t.Errorf("unused are %q, findings %+v", f.Unused, records.Findings)
	}
	if !slices.Contains(f.Mapped, Mapping{"account_id", "Customer", "alias"}) || !slices.Contains(f.Mapped, Mapping{"amount", "Amount (EUR)", "same name"}) {
		t.Errorf("mapped are %+v", f.Mapped)
	}
}

func TestSkippedByRule(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr"}, "account_id,month,mrr,currency\nA,2026-01,100.10,EUR\nB,2026-01,-20,USD\nTotal,,80.10,\n,,,\naccount_id,month,mrr,currency\n"+
		"Total Energies,2026-01,7,EUR\n\"Grand Totals (3 records)\",,99,\nConfidential Information - Do Not Distribute\n")
	f := records.Files[0]
	if f.Loaded != 3 || f.SkippedBy["totals row"] != 2 || f.SkippedBy["blank"] != 1 || f.SkippedBy["repeated header"] != 1 || f.SkippedBy["footer"] != 1 || f.Rejected != 0 {
		t.Errorf("file is %+v", f)
	}
	if found := finding(records, "totals_differ"); len(found) != 1 || found[0].Line != 8 || !strings.Contains(found[0].Text, "says mrr 99, but the rows above it add up to 87.1") {
		t.Errorf("findings are %+v", found)
	}
	if mixed := f.Totals[0]; len(f.Totals) != 3 || mixed.Currency != "" || mixed.Stated.Decimal.String() != "99" || !mixed.Read.IsZero() {
		t.Errorf("totals are %+v, want what the file states over both currencies apart from theirs", f.Totals)
	}
	if records.MRR[2].Account != "Total Energies" {
		t.Errorf("third row is %+v", records.MRR[2])
	}
	one := mustRead(t, job.Source{Dataset: "mrr"}, "account_id,month,mrr\nA,2026-01,100.10\nSumme,,100.1\n").Files[0]
	if len(one.Totals) != 1 || !one.Totals[0].Stated.Valid || !one.Totals[0].Stated.Decimal.Equal(one.Totals[0].Read) || one.Totals[0].Currency != "EUR" {
		t.Errorf("totals are %+v", one.Totals)
	}
}

func TestDuplicates(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, subscriptionHeader+
		"S,A,1,month,2026-01-01,,EUR\nS,A,1,month,2026-01-01,,EUR\nS,A,2,month,2026-01-01,,EUR\nS,A,2,month,2026-01-01,,EUR\nT,A,4,month,2026-01-01,,EUR\n")
	f := records.Files[0]
	if f.Loaded != 3 || f.SkippedBy["duplicate"] != 2 || len(records.Subscriptions) != 3 {
		t.Errorf("file is %+v", f)
	}
	if found := finding(records, "duplicate_id"); len(found) != 1 || found[0].Count != 1 || found[0].Line != 4 {
		t.Errorf("findings are %+v", found)
	}
	if total := f.Totals[0]; total.Read.String() != "10" || total.Loaded.String() != "7" || total.Skipped.String() != "3" {
		t.Errorf("total is %+v", total)
	}
}

func TestMinorUnits(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr", MinorUnit: yes()}, "account_id,month,MRR (in cents),currency\nA,2026-01,1999,eur\nB,2026-01,1999,JPY\nC,2026-01,1999,KWD\n")
	for i, want := range []string{"19.99", "1999", "1.999"} {
		if got := records.MRR[i].Amount.String(); got != want {
			t.Errorf("%s is %s, want %s", records.MRR[i].Currency, got, want)
		}
	}
}

func TestJoinsAndUsage(t *testing.T) {
	dir := write(t, map[string]string{
		"usage.csv":    "seat;time (UTC);n\nu1;2026-01-31 23:30;2\nu2;2026-01-31;\nu3;2026-02-01;1\nu1;2026-02-01;x\n",
		"owners.csv":   "seat,customer\nu1,A\nu2,B\n",
		"accounts.csv": "account_id,name\nA,Acme\n",
		"users.csv":    "account_id,user_id,created,deactivated\nA,u1,2026-01-01,2026-01-31\nZ,u9,2026-01-01,\n",
	})
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	sink := &countingSink{}
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: dir, Location: berlin, Sources: []job.Source{
		{Dataset: "usage", Files: []string{"usage.csv"}, Columns: map[string]string{"user_id": "seat", "date": "time (UTC)", "count": "n"}, MaxReject: "2",
			Joins: []job.Join{{On: "seat", File: "owners.csv", Take: map[string]string{"account_id": "customer"}}}},
		{Dataset: "accounts", Files: []string{"accounts.csv"}},
		{Dataset: "users", Files: []string{"users.csv"}, Columns: map[string]string{"deactivated_on": "deactivated"}, EndDates: map[string]string{"deactivated_on": "inclusive"}},
	}}, sink)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	if sink.rows != 2 || sink.uses != 3 || sink.first.Account != "A" || sink.first.User != "u1" || sink.first.On.String() != "2026-02-01" {
		t.Errorf("usage is %+v", sink)
	}
	var reasons []string
	for _, reject := range records.Files[0].Rejects {
		reasons = append(reasons, reject.Reason)
	}
	if want := []string{`there is no seat "u3" in owners.csv`, `count "x": not a number`}; !slices.Equal(reasons, want) {
		t.Errorf("rejected for %q, want %q", reasons, want)
	}
	if records.Users[0].DeactivatedOn.String() != "2026-02-01" || len(records.Accounts) != 3 {
		t.Errorf("users are %+v, accounts %+v", records.Users, records.Accounts)
	}
	if found := finding(records, "orphan_users"); len(found) != 1 || found[0].Count != 1 {
		t.Errorf("findings are %+v", records.Findings)
	}
	if found := finding(records, "account_missing"); len(found) != 2 {
		t.Errorf("findings are %+v, want accounts missing for users and for usage", records.Findings)
	}
}

func TestReadWorkbook(t *testing.T) {
	book := testBook(t, nil, "", "Lines: "+sheetRow(1, "Subscription ID", "Account ID", "Amount", "Billing Interval", "Started On", "Ended On")+
		sheetRow(2, "S1", "A", `<c><v>1.1000000000000001</v></c>`, "month", `<c><v>45323</v></c>`, `<c><v>45352.75</v></c>`)+
		sheetRow(3, "S2", "A", `<c><v>1234</v></c>`, "year", `<c><v>45323</v></c>`, "31.12.2024")+
		sheetRow(4, "Total", "", `<c><v>1235.1</v></c>`))
	dir := write(t, map[string]string{"Data [2024]/in.xlsx": string(book)})
	records, err := Read(context.Background(), &job.File{Currency: "EUR", Dir: filepath.Join(dir, "Data [2024]"), Sources: []job.Source{{Dataset: "subscriptions", Files: []string{"*.xlsx"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTotals(t, records)
	s := records.Subscriptions
	if f := records.Files[0]; len(s) != 2 || f.Path != "in.xlsx" || f.Sheet != "Lines" || f.SkippedBy["totals row"] != 1 || f.Totals[0].Stated.Decimal.String() != "1235.1" {
		t.Fatalf("file is %+v, lines %+v", f, s)
	}
	if s[0].Amount.String() != "1.1" || s[0].StartedOn.String() != "2024-02-01" || s[0].EndedOn.String() != "2024-03-01" || s[1].EndedOn.String() != "2024-12-31" || s[1].Line != 3 {
		t.Errorf("lines are %+v", s)
	}
}

func TestTruncatedExport(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "users"}, "account_id,user_id\n"+strings.Repeat("A,u\n", 1000))
	if len(finding(records, "truncated_export")) != 1 || records.Files[0].SkippedBy["duplicate"] != 999 {
		t.Errorf("findings are %+v of %+v", records.Findings, records.Files[0])
	}
	if records := mustRead(t, job.Source{Dataset: "users"}, "account_id,user_id\n"); len(finding(records, "no_rows")) != 1 {
		t.Errorf("findings are %+v, want no_rows", records.Findings)
	}
}

func TestQuarantine(t *testing.T) {
	source := job.Source{Dataset: "mrr", MaxReject: "100%"}
	records := mustRead(t, source, "account_id,month,mrr,note\nA,2026-01,5,ok\n=cmd(),2026-01,-5x,-7.50\nB,2026-02\n\"C, D\",2026-01,,\n")
	var out bytes.Buffer
	if err := WriteQuarantine(&out, records); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"in.csv", "", "3", "mrr", "'-5x", `mrr "-5x": not a number`, "write it as plain digits with a decimal mark, or set decimal: for this source",
		fingerprintOf([]string{"=cmd()", "2026-01", "-5x", "-7.50"}), "", "'=cmd()", "2026-01", "'-5x", "-7.50"}
	if len(rows) != 4 || !slices.Equal(rows[1], want) {
		t.Errorf("quarantine file is\n%q, want its second row\n%q", rows, want)
	}
	again := mustRead(t, source, strings.ReplaceAll(out.String(), "'-5x,-7.50", "-5,-7.50"))
	if again.Files[0].Loaded != 1 || again.MRR[0].Account != "=cmd()" || !again.MRR[0].Amount.Equal(decimal.NewFromInt(-5)) {
		t.Errorf("fed in again: %+v, %+v", again.Files[0], again.MRR)
	}
}

func TestJobSchema(t *testing.T) {
	schema := JobSchema()
	if len(schema) != 17 || !schema["accounts"].Open || schema["usage"].Open || !slices.Contains(schema["subscriptions"].Dates, "ended_on") || !slices.Contains(schema["mrr"].Columns, "month") {
		t.Errorf("schema of job files is %+v", schema)
	}
}

func yes() *bool {
	yes := true
	return &yes
}
