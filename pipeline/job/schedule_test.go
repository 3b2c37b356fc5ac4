package job

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const scheduled = `company: A
currency: EUR
timezone: Europe/Berlin
fiscal_year: {starts: february}
sources: [{dataset: subscriptions, files: [a.csv]}]
holidays: [2026-12-25, free.ics]
jobs:
  - {name: a, report: finance, schedule: business day 1 of quarter at 06:00}
  - {name: b, report: finance, schedule: "30 6 * * *", catch_up: latest}
`

func TestSchedules(t *testing.T) {
	folder := t.TempDir()
	calendar := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260202\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if err := os.WriteFile(filepath.Join(folder, "free.ics"), []byte(calendar), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "kpibook.yaml")
	f, err := Decode(path, []byte(scheduled), testSchema())
	if err != nil {
		t.Fatal(err)
	}
	// The fiscal quarter starts on Sunday 1 February 2026, and the Monday is a holiday of the file.
	due := f.ScheduleOf(f.Jobs[0]).Next(time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC))
	if got := due.At.Format(time.RFC3339); got != "2026-02-03T06:00:00+01:00" {
		t.Errorf("due at %s", got)
	}
	if f.Jobs[0].CatchUp != "all" || f.Jobs[1].CatchUp != "latest" {
		t.Errorf("catch_up is %q and %q", f.Jobs[0].CatchUp, f.Jobs[1].CatchUp)
	}
	for from, to := range map[string]string{
		"2026-12-25, free.ics":           "2026-12-25, gone.ics",
		"2026-12-25":                     "25.12.2026",
		"[2026-12-25,":                   "[2026-12-25, 2026-12-25,",
		"business day 1":                 "business day 1000",
		`schedule: "30 6 * * *", catch_`: "catch_",
		"catch_up: latest":               "catch_up: latest, period: 2026-01",
	} {
		_, err := Decode(path, []byte(strings.Replace(scheduled, from, to, 1)), testSchema())
		faults, ok := err.(Faults)
		if !ok || len(faults) != 1 || faults[0].Line == 0 || faults[0].Fix == "" {
			t.Errorf("%s: %v", to, err)
		}
	}
}
