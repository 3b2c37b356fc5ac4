package ingest

import (
	"slices"
	"strings"
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

const placed = "subscription_id,account_id,amount,billing_interval,started_on,ended_on,trial_ends_on\n"

// TestDaysThatStandForNone: systems write the first or the last day that they can hold where they have none. As an end it is no end, and that
// is said; as a start it is no date, and nobody knows which it should be.
func TestDaysThatStandForNone(t *testing.T) {
	for _, end := range strings.Fields("9999-12-31 2099-12-31 3000-01-01 4712-12-31 31.12.9999 12/31/9999 99991231 9999-12-31T23:59:59 1900-01-01 1970-01-01 0001-01-01 0000-00-00 1899-12-30 01/01/1900 1753-01-01") {
		records := mustRead(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,month,2024-01-31,"+end+",\n")
		written, _ := splitTime(end)
		if s := records.Subscriptions[0]; s.EndedOn != period.NoDate {
			t.Errorf("%s: ended on %s", end, s.EndedOn)
		}
		said := "ended_on: " + written + " is read as no end, as systems write it where there is none"
		if !slices.Contains(records.Files[0].How, said) {
			t.Errorf("%s: read like this: %q", end, records.Files[0].How)
		}
	}
	for _, start := range strings.Fields("1900-01-01 1970-01-01 1969-12-31 0001-01-01 0000-00-00 1899-12-31 01/01/1970 9999-12-31 2099-12-31") {
		_, err := readText(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,month,"+start+",,\n")
		if err == nil || !strings.Contains(err.Error(), "rejected") {
			t.Errorf("%s as a start: %v", start, err)
		}
	}
	fixed := mustRead(t, job.Source{Dataset: "subscriptions", Values: map[string]map[string]string{"started_on": {"1970-01-01": "2023-05-01"}}}, placed+"S,A,1,month,1970-01-01,,\n")
	if s := fixed.Subscriptions[0]; s.StartedOn.String() != "2023-05-01" {
		t.Errorf("with the day in the job file it starts on %s", s.StartedOn)
	}
}

// TestRealDays: days near those that stand for none are days.
func TestRealDays(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,month,1999-12-31,2098-12-31,\nT,A,1,month,2000-01-01,2037-12-31,2000-02-01\n")
	if s := records.Subscriptions; s[0].EndedOn.String() != "2098-12-31" || s[1].EndedOn.String() != "2037-12-31" || s[1].Trial {
		t.Errorf("they are %+v", s)
	}
	// A trial to the end of time is one all along; one to the first of all days is none.
	records = mustRead(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,month,2024-01-01,,9999-12-31\nT,A,1,month,2024-01-01,,1970-01-01\n")
	if s := records.Subscriptions; !s[0].Trial || s[1].Trial {
		t.Errorf("they are %+v", s)
	}
}

// TestEarlyStart: a start long before all that a company can have sold is a finding.
func TestEarlyStart(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,month,1924-01-31,,\nT,A,1,month,2024-01-31,,\n")
	if found := finding(records, "early_start"); len(found) != 1 || found[0].Count != 1 || found[0].Line != 2 {
		t.Errorf("findings are %+v", records.Findings)
	}
}

// TestNoIntervalIsGuessed: what is done about a text that is no interval names the readings that it may have, and never one that it has not.
func TestNoIntervalIsGuessed(t *testing.T) {
	for text, want := range map[string]string{
		"biannual": "it may mean half_year or 24 months", "Bi-Annual": "it may mean half_year or 24 months", "bimonthly": "2 months or twice a month",
		"12": `{"12": 12 months}`, "forever": `{"forever": ...}`, "P1X": `{"P1X": ...}`,
	} {
		_, err := readText(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,"+text+",2024-01-31,,\n")
		records, _ := readText(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,1,"+text+",2024-01-31,,\n")
		if err == nil || len(records.Files[0].Rejects) != 1 || !strings.Contains(records.Files[0].Rejects[0].Fix, want) || strings.Contains(records.Files[0].Rejects[0].Fix, ": month}") {
			t.Errorf("%s: %v, rejects %+v", text, err, records.Files[0].Rejects)
		}
	}
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, placed+"S,A,900,Lifetime,2024-01-31,,\nT,A,30,one-time,2024-01-31,,\nU,A,1,month,2024-01-31,,\n")
	found := finding(records, "paid_once")
	if s := records.Subscriptions; s[0].Kind != "one_time" || s[1].Kind != "one_time" || s[2].Kind != "recurring" || len(found) != 1 || found[0].Count != 2 || !strings.Contains(found[0].Text, "930.00 EUR") {
		t.Errorf("they are %+v, findings %+v", s, records.Findings)
	}
}

// TestPaidOnceWithoutInterval: a line that its kind says is paid once needs no billing interval, unless such lines are to count.
func TestPaidOnceWithoutInterval(t *testing.T) {
	text := "subscription_id,account_id,amount,billing_interval,started_on,kind\nS,A,900,,2024-01-31,Setup\nT,A,10,month,2024-01-31,\n"
	if s := mustRead(t, job.Source{Dataset: "subscriptions"}, text).Subscriptions; len(s) != 2 || s[0].Kind != "one_time" {
		t.Errorf("they are %+v", s)
	}
	if _, err := readText(t, job.Source{Dataset: "subscriptions"}, strings.Replace(text, "Setup", "recurring", 1)); err == nil {
		t.Error("a recurring line without an interval is read")
	}
}
