package ingest

import (
	"fmt"
	"strings"

	"kpibook/formulas/period"
)

// noDays are the days that systems write where they have none: the first day that they can hold.
const noDays = "0000-00-00 0001-01-01 1753-01-01 1899-12-30 1899-12-31 1900-01-00 1900-01-01 1969-12-31 1970-01-01"

// openYear is the first year that stands for no end: 2099-12-31, 3000-01-01, 4712-12-31, 9999-12-31.
const openYear = 2099

// earlyYear is the year before which a start is more likely a slip than a contract.
const earlyYear = 1980

// absence is why a day is none.
type absence uint8

const (
	given absence = iota
	tooEarly
	tooLate
)

// placeholder tells a day that stands for none, as a text or as the day that was read of it.
func placeholder(text string, day period.Date) absence {
	if day != period.NoDate {
		if year := day.Time().Year(); year > 1970 && year < openYear {
			return given
		}
		return absent(day.String())
	}
	written, _ := splitTime(trimSpace(text))
	parts, sep := splitDay(written)
	if len(parts) != 3 || sep == ' ' {
		return given
	}
	y, m, d := parts[0], parts[1], parts[2]
	if len(y) != 4 {
		y, d = d, y
	}
	if len(y) != 4 || len(m) != 2 || len(d) != 2 || !allDigits(y+m+d) {
		return given
	}
	return max(absent(y+"-"+m+"-"+d), absent(y+"-"+d+"-"+m))
}

// absent is placeholder of a day written year-month-day.
func absent(day string) absence {
	switch {
	case digitsOf(day[:4]) >= openYear:
		return tooLate
	case strings.Contains(noDays, day):
		return tooEarly
	}
	return given
}

// dated reads a day. A day that is written where there is none is none, for the reason that the second result gives.
func (c *cells) dated(name, text string) (period.Date, absence) {
	if text == "" {
		return period.NoDate, given
	}
	day, problem := c.v.day(c.column(name), text)
	if problem != "" {
		day = period.NoDate
	}
	switch none := placeholder(text, day); {
	case none != given:
		return period.NoDate, none
	case problem != "":
		c.bad(name, text, problem, "write it as year-month-day, such as 2026-10-31, or set dates: for this source")
	}
	return day, given
}

// sayNone says that a text is read as no day.
func (c *cells) sayNone(name, text, what string) {
	written, _ := splitTime(trimSpace(text))
	c.v.say(fmt.Sprintf("%s: %s is read as %s, as systems write it where there is none", name, shorten(written, 40), what))
}
