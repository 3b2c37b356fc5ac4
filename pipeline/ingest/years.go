package ingest

import (
	"fmt"
	"time"
)

// shortYears is how years of two digits are read: as POSIX does, and as no subscription contradicts.
const shortYears = "years of two digits are 1970 to 2069"

// yearShort is the evidence of days in which the year has two digits and may be any of two parts: 01/02/24.
const yearShort order = "year short"

// isShort tells the text of a year of two digits.
func isShort(text string) bool { return len(text) == 2 && allDigits(text) }

// yearOf is the year of its digits, -1 for anything else.
func yearOf(text string) int {
	year := digitsOf(text)
	switch {
	case len(text) != 2 || year < 0:
		return year
	case year < 70:
		return 2000 + year
	}
	return 1900 + year
}

// hasShortYear tells days and months whose year has two digits.
func hasShortYear(text string) bool {
	day, _ := splitTime(trimSpace(text))
	parts, _ := splitDay(day)
	return (len(parts) == 2 || len(parts) == 3) && len(parts[0]) != 4 && isShort(parts[len(parts)-1])
}

// orderOfShort is what a day with a year of two digits proves about the order of its column. A year that stands last may be a day as well
// where what would be the month then is one, so that 12/31/24 has one reading, and 31/12/24 has two.
func orderOfShort(a, b, c int, sep byte) order {
	isDay, isMonth := func(n int) bool { return n >= 1 && n <= 31 }, func(n int) bool { return n >= 1 && n <= 12 }
	dayFirst, monthFirst, yearFirst := isDay(a) && isMonth(b), isMonth(a) && isDay(b), isMonth(b) && isDay(c)
	switch {
	case sep == '.' && dayFirst:
		return dmy
	case dayFirst && !monthFirst && !yearFirst:
		return dmy
	case monthFirst && !dayFirst && !yearFirst:
		return mdy
	case yearFirst && !dayFirst && !monthFirst:
		return iso
	case dayFirst || monthFirst || yearFirst:
		return yearShort
	}
	return anyOrder
}

// arrangeShort puts the parts of a day with a year of two digits into the order year, month, day.
func arrangeShort(a, b, c string, sep byte, o order) (y, m, d, problem string) {
	if o == anyOrder {
		o = orderOfShort(digitsOf(a), digitsOf(b), digitsOf(c), sep)
	}
	switch {
	case o == mdy:
		return c, a, b, ""
	case o == dmy || sep == '.':
		return c, b, a, ""
	case o == iso:
		return a, b, c, ""
	}
	return "", "", "", "which part is the day, the month and the year is not clear"
}

// readings are the days that a text may be, each with the order that makes it one.
func readings(text string) (all []string, orders []string) {
	for _, o := range []order{dmy, mdy, iso} {
		if day, problem := parseDay(text, o, clock{time.UTC, time.UTC}); problem == "" {
			all, orders = append(all, fmt.Sprintf("%s as %s", day, o.say())), append(orders, string(o))
		}
	}
	return all, orders
}
