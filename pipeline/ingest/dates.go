package ingest

import (
	"strings"
	"time"

	"kpibook/formulas/period"
)

// order is how the days of a column are written.
type order string

const (
	anyOrder order = ""
	iso      order = "iso" // year first
	dmy      order = "dmy" // day, month, year
	mdy      order = "mdy" // month, day, year

	excel     order = "excel"     // days counted as a workbook does, from 1900
	excel1904 order = "excel1904" // or from 1904
	serial    order = "serial"    // evidence of either
)

// say puts an order into words.
func (o order) say() string {
	switch o {
	case dmy:
		return "day/month/year"
	case mdy:
		return "month/day/year"
	case excel:
		return "counted in days from 1900, as Excel does"
	case excel1904:
		return "counted in days from 1904, as Excel for Mac did"
	}
	return "year-month-day"
}

// clock is what it takes to make a day of a timestamp: where the company's day begins, and where a time without a zone is.
type clock struct{ company, file *time.Location }

// Years outside these are slips of the pen.
const (
	firstYear = 1900
	lastYear  = 2199
)

// parseDay reads a day or a timestamp. The second result says what is wrong; it is empty for a day.
func parseDay(text string, o order, c clock) (period.Date, string) {
	text = trimSpace(text)
	if len(text) > maxNumberLength {
		return period.NoDate, "longer than 40 characters"
	}
	if len(text) == 10 && text[4] == '-' && text[7] == '-' { // what nearly every row of a large file has
		return makeDay(text[:4], text[5:7], text[8:])
	}
	day, rest, problem := dayAndTime(text, o)
	if problem != "" || rest == "" {
		return day, problem
	}
	t, problem := c.at(day, rest)
	if problem != "" {
		return period.NoDate, problem
	}
	return period.FromTime(t), ""
}

// parseMoment reads a timestamp, in the company's time zone; a day alone is its midnight there.
func parseMoment(text string, o order, c clock) (time.Time, string) {
	text = trimSpace(text)
	if len(text) > maxNumberLength {
		return time.Time{}, "longer than 40 characters"
	}
	day, rest, problem := dayAndTime(text, o)
	if problem != "" {
		return time.Time{}, problem
	}
	if rest == "" {
		return c.midnight(day), ""
	}
	return c.at(day, rest)
}

// dayAndTime reads the day of a timestamp as it is written, and cuts off the time that follows it.
func dayAndTime(text string, o order) (day period.Date, rest, problem string) {
	written, rest := splitTime(text)
	parts, sep := splitDay(written)
	if len(parts) != 3 {
		return period.NoDate, "", "not a date"
	}
	y, m, d, problem := arrange(parts, sep, o)
	if problem != "" {
		return period.NoDate, "", problem
	}
	day, problem = makeDay(y, m, d)
	return day, rest, problem
}

// makeDay is the day of a year, a month and a day of the month.
func makeDay(y, m, d string) (period.Date, string) {
	year, month, dayOfMonth := yearOf(y), monthOf(m), digitsOf(d)
	if year < 0 || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31 {
		return period.NoDate, "not a date"
	}
	t := time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC)
	if t.Day() != dayOfMonth {
		return period.NoDate, "there is no such day"
	}
	if year < firstYear || year > lastYear {
		return period.NoDate, "the year is not between 1900 and 2199"
	}
	return period.FromTime(t), ""
}

// splitTime cuts a timestamp after its day.
func splitTime(text string) (day, rest string) {
	if i := strings.IndexByte(text, 'T'); i > 0 && i+1 < len(text) && isDigit(text[i-1]) && isDigit(text[i+1]) {
		return text[:i], text[i+1:]
	}
	if i := strings.IndexByte(text, ':'); i > 0 {
		if j := strings.LastIndexByte(text[:i], ' '); j > 0 {
			return strings.TrimRight(text[:j], " ,"), text[j+1:]
		}
	}
	return text, ""
}

// splitDay cuts a day into three parts, and tells what separates them.
func splitDay(day string) (parts []string, sep byte) {
	if len(day) == 8 && allDigits(day) {
		return []string{day[:4], day[4:6], day[6:]}, 0
	}
	at := strings.IndexAny(day, "-/. ")
	if at < 0 {
		return nil, 0
	}
	sep = day[at]
	if sep == '.' && strings.Contains(day, ". ") { // 31. 12. 2024, 31. Dezember 2024
		return strings.FieldsFunc(day, func(r rune) bool { return r == '.' || r == ' ' }), sep
	}
	if sep == ' ' {
		return strings.Fields(strings.ReplaceAll(day, ",", " ")), sep
	}
	return strings.Split(day, string(sep)), sep
}

// arrange puts the parts of a day into the order year, month, day.
func arrange(parts []string, sep byte, o order) (y, m, d, problem string) {
	a, b, c := parts[0], parts[1], parts[2]
	switch {
	case len(a) == 4 && allDigits(a):
		return a, b, c, ""
	case !allDigits(a) && (len(c) == 4 || isShort(c)):
		return c, a, b, ""
	case !allDigits(b) && (len(c) == 4 || isShort(c)):
		return c, b, a, ""
	case isShort(c) && len(a) <= 2 && len(b) <= 2:
		return arrangeShort(a, b, c, sep, o)
	case len(c) != 4:
		return "", "", "", "not a date"
	case o == iso:
		return "", "", "", "not written year-month-day"
	case sep == '.' && o != mdy || o == dmy:
		return c, b, a, ""
	case o == mdy:
		return c, a, b, ""
	case digitsOf(a) > 12:
		return c, b, a, ""
	case digitsOf(b) > 12:
		return c, a, b, ""
	}
	return "", "", "", "day and month can be read in two ways"
}

// orderOf is what a text proves about the order of its column: iso, dmy, mdy, or either when day and month may be swapped.
// It is empty for what is no date or names its month. Dates with dots start with the day wherever they are in use.
func orderOf(text string) order {
	day, _ := splitTime(trimSpace(text))
	parts, sep := splitDay(day)
	if len(parts) != 3 {
		return anyOrder
	}
	if len(parts[0]) == 4 && allDigits(parts[0]) {
		return iso
	}
	a, b := digitsOf(parts[0]), digitsOf(parts[1])
	switch {
	case isShort(parts[2]) && len(parts[0]) <= 2 && a >= 0 && b >= 0:
		return orderOfShort(a, b, digitsOf(parts[2]), sep)
	case len(parts[2]) != 4 || a < 1 || b < 1 || a > 31 || b > 31 || a > 12 && b > 12:
		return anyOrder
	case b > 12:
		return mdy
	case a > 12 || sep == '.':
		return dmy
	case a == b:
		return anyOrder
	}
	return either
}

const either order = "either"

// timeLayouts are the times of day that may follow a day, with and without a zone.
var timeLayouts = [...]string{"15:04:05", "15:04", "15:04:05Z07:00", "15:04Z07:00", "15:04:05Z0700", "15:04:05 Z0700", "15:04:05 Z07:00", "15:04 Z0700", "3:04:05 PM", "3:04 PM", "3:04:05PM", "3:04PM", "15:04:05Z07"}

// midnight is when a day starts for the company.
func (c clock) midnight(day period.Date) time.Time {
	year, month, dayOfMonth := day.Time().Date()
	return time.Date(year, month, dayOfMonth, 0, 0, 0, 0, c.company)
}

// at is a time of a day, in the company's time zone.
func (c clock) at(day period.Date, rest string) (time.Time, string) {
	rest = strings.ToUpper(strings.TrimSpace(rest))
	zone := c.file
	for _, suffix := range []string{" UTC", " GMT", "UTC", "GMT"} {
		if cut, ok := strings.CutSuffix(rest, suffix); ok {
			rest, zone = cut, time.UTC
			break
		}
	}
	for _, layout := range timeLayouts {
		at, err := time.Parse(layout, rest)
		if err != nil {
			continue
		}
		if strings.Contains(layout, "Z") {
			zone = at.Location()
		}
		year, month, dayOfMonth := day.Time().Date()
		hour, minute, second := at.Clock()
		return time.Date(year, month, dayOfMonth, hour, minute, second, 0, zone).In(c.company), ""
	}
	return time.Time{}, "not a date: the time of day cannot be read"
}

// parseMonth reads a month, or the month of a day.
func parseMonth(text string, o order, c clock) (period.Month, string) {
	text = trimSpace(text)
	if len(text) == 6 && allDigits(text) {
		text = text[:4] + "-" + text[4:]
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("-/. ", r) })
	if len(parts) == 2 {
		if len(parts[0]) == 4 {
			parts[0], parts[1] = parts[1], parts[0]
		}
		year, month := yearOf(parts[1]), monthOf(parts[0])
		switch {
		case isShort(parts[1]) && month >= 1 && month <= 12 && allDigits(parts[0]) && digitsOf(parts[1]) <= 12:
			return 0, "which part is the month and which the year is not clear"
		case len(parts[1]) != 4 && !isShort(parts[1]) || month < 1 || month > 12 || year < firstYear || year > lastYear:
			return 0, "not a month"
		}
		return period.MonthOf(year, time.Month(month)), ""
	}
	day, problem := parseDay(text, o, c)
	if problem != "" {
		return 0, strings.Replace(problem, "not a date", "not a month", 1)
	}
	return day.Month(), ""
}

// monthNames are the months in German and French where they are not written as in English.
var monthNames = map[string]time.Month{"januar": 1, "jänner": 1, "jän": 1, "janvier": 1, "janv": 1, "februar": 2, "février": 2, "févr": 2, "fév": 2, "märz": 3, "mär": 3, "mrz": 3, "mars": 3, "avril": 4, "avr": 4,
	"mai": 5, "juni": 6, "juin": 6, "juli": 7, "juillet": 7, "juil": 7, "août": 8, "aout": 8, "septembre": 9, "oktober": 10, "okt": 10, "octobre": 10, "novembre": 11, "dezember": 12, "dez": 12, "décembre": 12, "déc": 12}

// monthOf is the month of a number or a name in English, German or French, 0 for neither.
func monthOf(text string) int {
	if allDigits(text) {
		return digitsOf(text)
	}
	text = strings.ToLower(strings.Trim(text, ".,"))
	for month := time.January; month <= time.December; month++ {
		name := strings.ToLower(month.String())
		if text == name || text == name[:3] || text == "sept" && month == time.September {
			return int(month)
		}
	}
	return int(monthNames[text])
}
