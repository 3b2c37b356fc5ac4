package job

import (
	"regexp"
	"strings"
	"time"

	"kpibook/formulas/period"
)

// Calendar is the year the periods are counted by; the calendar year where the file does not say it well.
func (f *File) Calendar() period.Calendar {
	year := f.FiscalYear
	month, _ := monthByName(year.Starts) // checked by Decode
	pattern, ofWeeks := period.ParsePattern(year.Weeks)
	if weekYear, ok := yearEnd(year.Ends); ok && ofWeeks {
		weekYear.Pattern, weekYear.LongPeriod, weekYear.NamedByStart = pattern, year.Week53, year.NamedBy == "start"
		return period.WeekCalendar(weekYear)
	}
	return period.Calendar{YearStart: month, NamedByStart: year.NamedBy == "start"}
}

// The two ways to say where a year of weeks ends.
var (
	lastDay    = regexp.MustCompile(`(?i)^last ([a-z]+) (?:of|in) ([a-z]+)$`)
	nearestDay = regexp.MustCompile(`(?i)^(?:the )?([a-z]+) nearest (?:to )?(?:the )?end of ([a-z]+)$`)
)

// yearEnd reads where a year of weeks ends: last saturday of january, or saturday nearest the end of january.
func yearEnd(text string) (y period.WeekYear, ok bool) {
	text = strings.Join(strings.Fields(text), " ")
	part := lastDay.FindStringSubmatch(text)
	if part == nil {
		part, y.Nearest = nearestDay.FindStringSubmatch(text), true
	}
	if part == nil {
		return y, false
	}
	var weekday, month bool
	y.EndsOn, weekday = weekdayByName(part[1])
	y.EndsIn, month = monthByName(part[2])
	return y, weekday && month
}

// fiscalYear checks that the keys of a year of weeks stand together, and that none of them stands with those of another year.
func (c *checker) fiscalYear() {
	const wanted = "write last saturday of january, or saturday nearest the end of january"
	year := c.FiscalYear
	switch _, ok := yearEnd(year.Ends); {
	case year.Weeks == "":
		if year.Ends != "" {
			c.key("ends has a meaning for a year of weeks only", "add weeks: 4-4-5, or say with starts: in which month the year starts", "fiscal_year", "ends")
		}
		if year.Week53 != 0 {
			c.key("week_53 has a meaning for a year of weeks only", "take it out, or add weeks: 4-4-5 and ends:", "fiscal_year", "week_53")
		}
	case year.Ends == "":
		c.key("a year of weeks does not say where it ends", "add ends: to fiscal_year; "+wanted, "fiscal_year", "weeks")
	case !ok:
		c.value("ends "+quoted(year.Ends)+" is not an end of a year", wanted, "fiscal_year", "ends")
	}
	if year.Weeks != "" && year.Starts != "" {
		c.key("a year of weeks starts on the day after the one before ended", "take starts out; ends: says all", "fiscal_year", "starts")
	}
}

// weekdayByName reads an English name of a day of the week or its first three letters, in any case.
func weekdayByName(name string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if full := d.String(); strings.EqualFold(name, full) || strings.EqualFold(name, full[:3]) {
			return d, true
		}
	}
	return 0, false
}

// monthByName reads an English month name or its first three letters, in any case.
func monthByName(name string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if full := m.String(); strings.EqualFold(name, full) || strings.EqualFold(name, full[:3]) {
			return m, true
		}
	}
	return 0, false
}
