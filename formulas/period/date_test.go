package period

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDate(t *testing.T) {
	for _, c := range []struct {
		date Date
		want string
	}{
		{0, "1970-01-01"},
		{-1, "1969-12-31"},
		{DateOf(2024, time.February, 29), "2024-02-29"},
		{DateOf(2026, time.February, 29), "2026-03-01"},
		{DateOf(1900, time.January, 1), "1900-01-01"},
		{NoDate, ""},
	} {
		if got := c.date.String(); got != c.want {
			t.Errorf("day %d: got %q, want %q", c.date, got, c.want)
		}
	}
}

func TestParseDate(t *testing.T) {
	if d, err := ParseDate("2024-02-29"); err != nil || d != DateOf(2024, time.February, 29) {
		t.Errorf("got %s, %v", d, err)
	}
	for _, text := range []string{"", "2026-02-29", "2026-2-9", "29.02.2024", "2024-02-29 ", "2024-02-29T00:00:00Z"} {
		want := `"` + text + `" is not a date: write year-month-day, as in 2026-10-31`
		if d, err := ParseDate(text); err == nil || err.Error() != want || d != NoDate {
			t.Errorf("ParseDate(%q) = %d, %v, want %s", text, d, err, want)
		}
	}
	for _, text := range []string{"", "2026-13", "2026-1", "2026-10-01"} {
		want := `"` + text + `" is not a month: write year-month, as in 2026-10`
		if m, err := ParseMonth(text); err == nil || err.Error() != want {
			t.Errorf("ParseMonth(%q) = %s, %v, want %s", text, m, err, want)
		}
	}
}

// The same instant is another day elsewhere; the day is that of the time's own zone.
func TestFromTimeTakesTheLocalDay(t *testing.T) {
	instant := time.Date(2026, time.October, 31, 23, 30, 0, 0, time.UTC)
	if got := FromTime(instant).String(); got != "2026-10-31" {
		t.Errorf("in UTC %s", got)
	}
	if got := FromTime(instant.In(time.FixedZone("east", 2*60*60))).String(); got != "2026-11-01" {
		t.Errorf("east of it %s", got)
	}
}

func TestMonth(t *testing.T) {
	for _, c := range []struct {
		month             Month
		text, label, last string
		days              int
	}{
		{MonthOf(2026, time.October), "2026-10", "Oct 2026", "2026-10-31", 31},
		{MonthOf(2024, time.February), "2024-02", "Feb 2024", "2024-02-29", 29},
		{MonthOf(2100, time.February), "2100-02", "Feb 2100", "2100-02-28", 28},
		{MonthOf(2026, time.December), "2026-12", "Dec 2026", "2026-12-31", 31},
		{0, "0000-01", "Jan 0000", "0000-01-31", 31},
	} {
		m := c.month
		if m.String() != c.text || m.Label() != c.label || m.Last().String() != c.last || m.Days() != c.days {
			t.Errorf("%s: got %s, %s, %s, %d days", c.text, m, m.Label(), m.Last(), m.Days())
		}
		if parsed, err := ParseMonth(c.text); err != nil || parsed != m {
			t.Errorf("ParseMonth(%q) = %s, %v", c.text, parsed, err)
		}
	}
	if before := Month(-1); before.Year() != -1 || before.Of() != time.December {
		t.Errorf("the month before year 0 is %s %d", before.Of(), before.Year())
	}
}

func TestDatesAgreeWithMonths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date(rapid.Int32Range(-40_000, 80_000).Draw(t, "day"))
		m := d.Month()
		if d < m.First() || d > m.Last() || (m.Last()+1).Month() != m+1 || FromTime(d.Time()) != d {
			t.Fatalf("%s lies in %s, %s to %s", d, m, m.First(), m.Last())
		}
		if again, err := ParseDate(d.String()); err != nil || again != d {
			t.Fatalf("ParseDate(%s) = %s, %v", d, again, err)
		}
	})
}
