package ingest

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// TestShortYears: a column of days with years of two digits is read where one of its days has one reading, and how is said.
func TestShortYears(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, "subscription_id,account_id,amount,billing_interval,started_on\nS,A,1,month,01/02/24\nT,A,1,month,12/31/24\n")
	if s := records.Subscriptions; s[0].StartedOn.String() != "2024-01-02" || s[1].StartedOn.String() != "2024-12-31" {
		t.Errorf("lines are %+v", s)
	}
	for _, how := range []string{`started_on: month/day/year, as "12/31/24" on line 3 shows`, `started_on: years of two digits are 1970 to 2069, as in "01/02/24" on line 2`} {
		if !slices.Contains(records.Files[0].How, how) {
			t.Errorf("%q does not say %q", records.Files[0].How, how)
		}
	}
}

// TestShortYearsUnclear shows what a day with a time may be, and by which settings.
func TestShortYearsUnclear(t *testing.T) {
	all, orders := readings("01/02/24 10:15")
	if want := []string{"2024-02-01 as day/month/year", "2024-01-02 as month/day/year", "2001-02-24 as year-month-day"}; !slices.Equal(all, want) || !slices.Equal(orders, []string{"dmy", "mdy", "iso"}) {
		t.Errorf("got %q by %q, want %q", all, orders, want)
	}
}

// TestShortYearsAreSure: whatever a day proves about its column is the order in which it was written, or nothing.
func TestShortYearsAreSure(t *testing.T) {
	layouts := map[order]string{dmy: "02/01/06", mdy: "01/02/06", iso: "06-01-02"}
	rapid.Check(t, func(t *rapid.T) {
		day := time.Date(rapid.IntRange(1970, 2069).Draw(t, "year"), time.January, 1+rapid.IntRange(0, 364).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		written := rapid.SampledFrom([]order{dmy, mdy, iso}).Draw(t, "order")
		text := day.Format(layouts[written])
		if got := orderOf(text); got != written && got != yearShort {
			t.Fatalf("%s, written %s, proves %s", text, written, got)
		}
		if got, problem := parseDay(text, written, clock{}); problem != "" || got.Time() != day.Truncate(24*time.Hour) {
			t.Fatalf("%s, written %s, is %s (%s)", text, written, got, problem)
		}
	})
}

// TestShortYearsWithTimes: a day with a year of two digits has its readings also where a time of day follows.
func TestShortYearsWithTimes(t *testing.T) {
	if all, _ := readings("01/02/03 10:15:00"); len(all) != 3 {
		t.Errorf("the readings are %q, want three", all)
	}
}
