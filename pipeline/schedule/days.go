package schedule

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"kpibook/formulas/period"
)

// dayRule is one day of every month, quarter or year, at one time.
type dayRule struct {
	calendar Calendar
	kind     period.Kind
	business bool // counts business days
	day      int  // from 1; 0 for the last one
	at       time.Duration
}

var (
	dayWords  = regexp.MustCompile(`(?i)^(?:business day (\d{1,3})|last (business )?day) of (?:the |each |every )?(month|quarter|fiscal year|year)$`)
	clockTime = regexp.MustCompile(`^([01][0-9]|2[0-3]):([0-5][0-9])$`)
)

const dayExample = "write business day 3 of month at 06:00, last day of quarter at 18:00 or last business day of fiscal year at 07:00"

// most is the highest business day that there is in every period but for holidays; should these leave fewer, counting goes on into
// the next period.
var most = map[period.Kind]int{period.MonthKind: 20, period.QuarterKind: 60, period.YearKind: 250}

// parseDays reads a schedule in words and its time.
func parseDays(words, at string, calendar Calendar) (rule, error) {
	part := dayWords.FindStringSubmatch(words)
	if part == nil {
		return nil, refusal(dayExample, "schedule %q is not known", words+" at "+at)
	}
	clock := clockTime.FindStringSubmatch(at)
	if clock == nil {
		return nil, refusal("write hours and minutes as in 06:00 or 18:30", "%q is not a time of the day", at)
	}
	hours, _ := strconv.Atoi(clock[1]) // two digits each
	minutes, _ := strconv.Atoi(clock[2])
	r := dayRule{calendar: calendar, kind: period.MonthKind, at: time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute}
	switch strings.ToLower(part[3]) {
	case "quarter":
		r.kind = period.QuarterKind
	case "year", "fiscal year":
		r.kind = period.YearKind
	}
	r.business = part[1] != "" || part[2] != ""
	if part[1] != "" {
		r.day, _ = strconv.Atoi(part[1])
		if r.day < 1 || r.day > most[r.kind] {
			return nil, refusal("write a number from 1 to "+strconv.Itoa(most[r.kind])+", or last business day", "not every %s has a business day %d", part[3], r.day)
		}
	}
	if r.next(period.DateOf(2000, time.January, 1).Time()).IsZero() {
		return nil, refusal("look through the holidays", "with these holidays there are no business days")
	}
	return r, nil
}

// next looks from the period before on, whose business days may reach into this one.
func (r dayRule) next(wall time.Time) time.Time {
	c := r.calendar.Fiscal
	p := c.At(r.kind, c.MonthOf(period.FromTime(wall)))
	for p = c.At(r.kind, p.First-1); ; p = c.At(r.kind, p.Last+1) {
		day, ok := r.in(p)
		if !ok {
			return time.Time{}
		}
		if due := day.Time().Add(r.at); due.After(wall) {
			return due
		}
	}
}

// in is the day that is meant in a period. There is none when a year has no business day.
func (r dayRule) in(p period.Period) (period.Date, bool) {
	if r.day == 0 {
		for day := p.LastDay(); day > p.LastDay()-366; day-- {
			if !r.business || r.calendar.Business(day) {
				return day, true
			}
		}
		return 0, false
	}
	count := 0
	for day := p.FirstDay(); day < p.LastDay()+366; day++ {
		if r.calendar.Business(day) {
			count++
		}
		if count == r.day {
			return day, true
		}
	}
	return 0, false
}

// Business tells whether a day is a business day: from Monday to Friday, and no holiday.
func (c Calendar) Business(day period.Date) bool {
	weekday := day.Time().Weekday()
	return weekday != time.Saturday && weekday != time.Sunday && !c.Holidays[day]
}
