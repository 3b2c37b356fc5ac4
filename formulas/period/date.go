package period

import (
	"fmt"
	"strings"
	"time"
)

// Date is a civil day, counted from 1970-01-01 as day 0. NoDate marks an empty cell.
type Date int32

// NoDate is the absence of a date.
const NoDate Date = -1 << 31

// secondsPerDay holds in UTC, where every day is as long as the next.
const secondsPerDay = 24 * 60 * 60

// DateOf is the day of the Gregorian calendar; a day past the month's end runs into the next month, as in time.Date.
func DateOf(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// FromTime is the day that the clock of t's own time zone shows.
func FromTime(t time.Time) Date {
	return DateOf(t.Date())
}

// ParseDate reads a day as 2026-10-31.
func ParseDate(iso string) (Date, error) {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return NoDate, fmt.Errorf("%q is not a date: write year-month-day, as in 2026-10-31", iso)
	}
	return FromTime(t), nil
}

// Time is midnight UTC of the day; it means nothing for NoDate.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Month is the calendar month the day lies in; it means nothing for NoDate. Where years may be made of weeks, what is counted by
// month goes by Calendar.MonthOf.
func (d Date) Month() Month {
	year, month, _ := d.Time().Date()
	return MonthOf(year, month)
}

// String is the day as 2026-10-31, empty for NoDate.
func (d Date) String() string {
	if d == NoDate {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Month is a calendar month, counted so that January of year 0 is 0, or a period of a year of weeks, which stands where a month
// would: adding 1 leads to the next one, and 12 to the same one a year later, in both. Months of two calendars do not mix.
type Month int32

// MonthOf is the calendar month of a year.
func MonthOf(year int, month time.Month) Month { return Month(year*12 + int(month) - 1) }

// ParseMonth reads a calendar month as 2026-10.
func ParseMonth(text string) (Month, error) {
	t, err := time.Parse(monthLayout, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a month: write year-month, as in 2026-10", text)
	}
	return MonthOf(t.Year(), t.Month()), nil
}

const monthLayout = "2006-01"

// Year is the year of a calendar month.
func (m Month) Year() int { return int(m-m.index()) / 12 }

// Of is a calendar month's month of the year.
func (m Month) Of() time.Month { return time.Month(m.index() + 1) }

// index counts from January as 0, before year 0 as well.
func (m Month) index() Month { return (m%12 + 12) % 12 }

// First is the month's first day.
func (m Month) First() Date {
	if w := m.weeks(); w != 0 {
		return w.year().first(m.place())
	}
	return DateOf(m.Year(), m.Of(), 1)
}

// Last is the month's last day.
func (m Month) Last() Date { return (m + 1).First() - 1 }

// Days is how many days the month has.
func (m Month) Days() int { return int(m.Last()-m.First()) + 1 }

// String is the month as 2026-10, a period of a year of weeks as FY2026-P09.
func (m Month) String() string {
	if w := m.weeks(); w != 0 {
		year, period := m.place()
		return fmt.Sprintf("FY%04d-P%02d", w.year().name(year), period+1)
	}
	return m.First().Time().Format(monthLayout)
}

// Label is the month for people: Oct 2026, or FY2026 P09.
func (m Month) Label() string {
	if m.weeks() != 0 {
		return strings.Replace(m.String(), "-", " ", 1)
	}
	return m.First().Time().Format("Jan 2006")
}
