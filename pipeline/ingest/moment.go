package ingest

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// moment is a timestamp in the company's time zone; the zero time is an empty field.
func (c *cells) moment(name, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	if placeholder(text, period.NoDate) != given {
		if c.v.layout.dataset.Columns[c.column(name)].Required {
			c.bad(name, text, "systems write it where they have no date", "fill in when it was")
		}
		c.sayNone(name, text, "no date")
		return time.Time{}
	}
	format := c.v.formats[c.column(name)]
	if day, ok := c.v.countedDay(c.column(name), text); ok {
		seconds := serialSeconds(text)
		if seconds == 0 {
			return format.clock.midnight(day)
		}
		year, month, dayOfMonth := day.Time().Date()
		return time.Date(year, month, dayOfMonth, 0, 0, seconds, 0, format.clock.file).In(format.clock.company)
	}
	t, problem := parseMoment(text, format.order, format.clock)
	if problem != "" {
		c.bad(name, text, problem, "write it as 2026-10-31 14:05, with a zone such as Z or +02:00 where it is not the company's, or set dates: for this source")
	}
	return t
}

// serialSeconds is the time of day of a workbook's date, a count of days: the seconds since midnight.
func serialSeconds(text string) int {
	number, err := decimal.NewFromString(text)
	if err != nil {
		return 0
	}
	seconds := number.Sub(number.Floor()).Mul(decimal.NewFromInt(24 * 60 * 60)).Round(0).IntPart()
	return int(seconds % (24 * 60 * 60)) // a midnight that was calculated may lie a little before itself
}

// longest is the longest duration of a row: a hundred years.
const longest = 100 * 366 * 24 * time.Hour

// timed are the days that a cell of a workbook holds which is shown as a time, such as 27:30:00. It tells false for any other cell.
func (c *cells) timed(name, text string) (days decimal.Decimal, ok bool) {
	column := c.column(name)
	o := c.v.layout.origins[column]
	if !c.v.layout.ownField(column) || !c.v.table.plainNumber(c.line.number, o.field) || c.v.table.rows.kind(c.line.number, o.field) != serialDay {
		return days, false
	}
	days, err := decimal.NewFromString(text)
	if ok = err == nil; ok {
		c.v.say(name + ": what the workbook shows as a time is as long as that")
	}
	return days, ok
}

// duration is a number of units, or hours:minutes:seconds whatever the unit. It tells false for an empty field.
func (c *cells) duration(name, text string, unit time.Duration) (d time.Duration, given bool) {
	if text == "" {
		return 0, false
	}
	var seconds decimal.Decimal
	if parts := strings.Split(text, ":"); len(parts) == 3 {
		for i, part := range parts {
			n := digitsOf(part)
			if n < 0 || i > 0 && n > 59 {
				c.bad(name, text, "not a duration", "write hours:minutes:seconds, such as 27:30:00")
			}
			seconds = seconds.Mul(decimal.NewFromInt(60)).Add(decimal.NewFromInt(int64(n)))
		}
	} else if days, ok := c.timed(name, text); ok {
		seconds = days.Mul(decimal.NewFromInt(24 * 60 * 60)).Round(0)
	} else {
		seconds = c.number(name, text, maxPlaces).Decimal.Mul(decimal.NewFromInt(int64(unit / time.Second))).Round(0)
	}
	switch {
	case seconds.Sign() < 0:
		c.bad(name, text, "below zero", "correct it, or leave it empty")
	case seconds.GreaterThan(decimal.NewFromInt(int64(longest / time.Second))):
		c.bad(name, text, "longer than a hundred years", "check whether it is in the unit that the column says")
	}
	if c.problem != nil {
		return 0, false
	}
	return time.Duration(seconds.IntPart()) * time.Second, true
}

// last is the last day of something, whichever of it and the day after it the file gives.
func (c *cells) last(name, text string) period.Date {
	day, none := c.dated(name, text)
	if none != given {
		c.sayNone(name, text, "no end")
	}
	if day != period.NoDate && c.v.layout.source.EndDates[name] == "exclusive" {
		day--
	}
	return day
}

// inOrder rejects a row whose second day is before its first; days that are not given are in order.
func (c *cells) inOrder(first string, from period.Date, second string, to period.Date, text string) {
	if from != period.NoDate && to != period.NoDate && to < from {
		c.fail(second, text, "correct one of the two", "%s %s is before %s %s", second, to, first, from)
	}
}

// notBelowZero rejects an amount with a sign.
func (c *cells) notBelowZero(name string, amount decimal.NullDecimal) decimal.NullDecimal {
	if amount.Valid && amount.Decimal.Sign() < 0 {
		c.bad(name, c.line.fields[c.column(name)], "below zero", "correct it, or leave it empty where it is not known")
	}
	return amount
}

// counted is yes or no, or how often.
func (c *cells) counted(name, text string) bool {
	if allDigits(text) {
		return strings.Trim(text, "0") != ""
	}
	return c.bool(name, text)
}

// say notes once how rows of the file are read.
func (v *view) say(how string) {
	if !slices.Contains(v.file.How, how) {
		v.file.How = append(v.file.How, how)
	}
}

// cachedDay is the day that a text was read as last.
type cachedDay struct {
	text string
	day  period.Date
}

// day reads a day of a column; texts mostly repeat that of the row before.
func (v *view) day(column int, text string) (period.Date, string) {
	cached := &v.days[column]
	if text == cached.text && text != "" {
		return cached.day, ""
	}
	day, ok := v.countedDay(column, text)
	if !ok {
		var problem string
		if day, problem = parseDay(text, v.formats[column].order, v.formats[column].clock); problem != "" {
			return period.NoDate, problem
		}
	}
	*cached = cachedDay{text, day}
	return day, ""
}

// countedDay is the day of a text that counts days, where the job file says so.
func (v *view) countedDay(column int, text string) (period.Date, bool) {
	o := v.formats[column].order
	if (o != excel && o != excel1904) || !isSerial(text) {
		return period.NoDate, false
	}
	return serialDate(text, o == excel1904)
}
