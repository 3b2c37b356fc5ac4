package schedule

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kpibook/formulas/period"
)

// What cron would take and not do, or fall over, is refused with a remedy.
func TestRefused(t *testing.T) {
	for text, why := range map[string]string{
		"":                                   "empty",
		"TZ=UTC":                             "time zone",
		"CRON_TZ=":                           "time zone",
		"TZ=Europe/Berlin 0 6 * * *":         "time zone",
		"@every 5m":                          "start of the program",
		"@every -5s":                         "start of the program",
		"@reboot":                            "not known",
		"0 6 * *":                            "4 fields",
		"0 0 6 * * *":                        "6 fields",
		"0 6 1 * MON":                        "either",
		"0 6 */2 * 1":                        "either",
		"0 6 31 * *":                         "no day 31",
		"0 6 30 2 *":                         "never comes",
		"0 6 31 4,6 *":                       "never comes",
		"0 25 * * *":                         "no cron expression",
		"0 6 * * 7":                          "no cron expression",
		"business day 0 of month at 06:00":   "business day 0",
		"business day 21 of month at 06:00":  "business day 21",
		"business day 3 of week at 06:00":    "not known",
		"business day 3 of month at 6":       "time of the day",
		"business day 3 of month at 24:00":   "time of the day",
		"first tuesday of month at 06:00":    "not known",
		"business day 3 of month":            "time of the day",
		"last day of month at 06:00 in June": "time of the day",
	} {
		_, err := Parse(text, Calendar{})
		if err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "\nfix: ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// No text makes the parser panic, and what it takes comes again and again, each time later.
func TestParseAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(TZ=|@every |@)?[0-9*,/?A-Z -]{0,14}( [0-9*/,-]{1,4}){0,5}`),
			rapid.StringMatching(`(last )?(business )?day [0-9]{0,3}( of (month|quarter|year))? at [0-9]{2}:[0-9]{2}`)).Draw(t, "text")
		s, err := Parse(text, Calendar{})
		if err != nil {
			return
		}
		at := firstDay
		for range 5 {
			due := s.Next(at)
			if due.IsZero() || !due.At.After(at) {
				t.Fatalf("%q: after %v comes %v", text, at, due)
			}
			at = due.At
		}
	})
}

// The days in words, recounted from the days themselves.
func TestDaysInWords(t *testing.T) {
	weeks := period.WeekCalendar(period.WeekYear{EndsOn: time.Saturday, EndsIn: time.January})
	rapid.Check(t, func(t *rapid.T) {
		c := Calendar{Fiscal: rapid.SampledFrom([]period.Calendar{{}, {YearStart: time.February}, weeks}).Draw(t, "year"), Holidays: map[period.Date]bool{}}
		start := period.DateOf(rapid.IntRange(2000, 2040).Draw(t, "year"), time.January, rapid.IntRange(1, 366).Draw(t, "day"))
		for range rapid.IntRange(0, 12).Draw(t, "holidays") {
			c.Holidays[start+period.Date(rapid.IntRange(-200, 500).Draw(t, "holiday"))] = true
		}
		kinds := map[string]period.Kind{"month": period.MonthKind, "quarter": period.QuarterKind, "fiscal year": period.YearKind}
		unit := rapid.SampledFrom([]string{"month", "quarter", "fiscal year"}).Draw(t, "unit")
		lastOne, lastBusiness := mustParseIn(t, "last day of "+unit+" at 18:05", c), mustParseIn(t, "last business day of "+unit+" at 18:05", c)
		third := mustParseIn(t, "business day 3 of "+unit+" at 18:05", c)
		p := c.Fiscal.At(kinds[unit], c.Fiscal.MonthOf(start))
		before := p.FirstDay().Time().Add(-time.Second)
		if due := lastOne.Next(before); due.Date() != p.LastDay() || due.Key()[10:] != "T18:05" {
			t.Fatalf("last day of %s is %v at %s", p.ID(), due.Date(), due.Key())
		}
		var business []period.Date
		for day := p.FirstDay(); day <= p.LastDay(); day++ {
			if weekday := day.Time().Weekday(); weekday != time.Saturday && weekday != time.Sunday && !c.Holidays[day] {
				business = append(business, day)
			}
		}
		if due := lastBusiness.Next(before); due.Date() != business[len(business)-1] {
			t.Fatalf("last business day of %s is %v, not %v", p.ID(), due.Date(), business[len(business)-1])
		}
		if due := third.Next(before); due.Date() != business[2] {
			t.Fatalf("business day 3 of %s is %v, not %v", p.ID(), due.Date(), business[2])
		}
	})
}

func mustParseIn(t *rapid.T, text string, c Calendar) *Schedule {
	s, err := Parse(text, c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Holidays leave so few business days in a month that counting goes on in the next; every month is still due once.
func TestHolidaysThatFillAMonth(t *testing.T) {
	c := Calendar{Holidays: map[period.Date]bool{}}
	for day := period.DateOf(2026, time.March, 1); day <= period.DateOf(2026, time.March, 30); day++ {
		c.Holidays[day] = true
	}
	s := mustParse(t, "business day 3 of month at 06:00", c)
	dues, _ := s.Between(time.Date(2026, time.February, 20, 0, 0, 0, 0, time.UTC), time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC), 10)
	var got []string
	for _, due := range dues {
		got = append(got, due.Date().String())
	}
	// 31 March, 1 and 2 April; April's own third business day is the 3rd.
	if want := []string{"2026-04-02", "2026-04-03"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for day := period.DateOf(1998, time.January, 1); day < period.DateOf(2003, time.January, 1); day++ {
		c.Holidays[day] = true
	}
	if _, err := Parse("business day 3 of month at 06:00", c); err == nil || !strings.Contains(err.Error(), "no business days") {
		t.Errorf("a calendar of nothing but holidays: %v", err)
	}
}

func TestReadHolidays(t *testing.T) {
	calendar := strings.ReplaceAll(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:1
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:20251225
DTEND;VALUE=DATE:20251227
RRULE:FREQ=YEARLY
SUMMARY:Christmas, both
  days
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:20260403
SUMMARY:Good Friday
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:20260501
STATUS:CANCELLED
SUMMARY:Taken back
END:VEVENT
END:VCALENDAR
`, "\n", "\r\n")
	days, err := ReadHolidays(strings.NewReader(calendar))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{"2025-12-24": false, "2025-12-25": true, "2025-12-26": true, "2025-12-27": false, "2031-12-26": true, "2026-04-03": true, "2027-04-03": false, "2026-05-01": false} {
		date, err := period.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(days, date) != want {
			t.Errorf("%s a holiday: %v", day, !want)
		}
	}
	for text, why := range map[string]string{
		"":       "no calendar",
		"<html>": "iCalendar",
		strings.Replace(calendar, "FREQ=YEARLY", "FREQ=SECONDLY", 1):                   "within a day",
		strings.Replace(calendar, "20251227", "20271227", 1):                           "no holiday",
		strings.Replace(calendar, "DTSTART;VALUE=DATE:20260403\r\n", "", 1):            "Good Friday",
		strings.Replace(calendar, "RRULE:FREQ=YEARLY", "RDATE;VALUE=DATE:20261224", 1): "RDATE",
	} {
		if _, err := ReadHolidays(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}
