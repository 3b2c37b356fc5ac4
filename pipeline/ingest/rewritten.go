package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// alike tells whether two texts are the same but for what files of spreadsheets cannot hold: control characters, which of them end a line, and
// what stands in for them.
func alike(a, b string) bool { return a == b || visible(a) == visible(b) }

func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
}

// rewritten tells whether a text is only another writing of the one before, as a spreadsheet makes it when it takes a text for a number, a date
// or a word of its own: 0034 is 34 then, 1E5 is 100000, a long number is rounded, 2024-01-02 is 02/01/24.
func rewritten(before, after string) bool {
	before, after = trimSpace(before), trimSpace(after)
	if before == "" || after == "" {
		return before == after
	}
	if isBoolean(before) && strings.EqualFold(before, after) {
		return true
	}
	for _, a := range numbersOf(before) {
		for _, b := range numbersOf(after) {
			if a.Equal(b) || roundedTo(a, b) {
				return true
			}
		}
	}
	days := daysOf(after)
	if t := clockOf(before); t != "" && t == clockOf(after) || slices.ContainsFunc(days, func(b writtenDay) bool { return isYearless(before, b.day) }) {
		return true
	}
	return slices.ContainsFunc(daysOf(before), func(a writtenDay) bool {
		return slices.ContainsFunc(days, func(b writtenDay) bool {
			return a.day == b.day && (a.time == b.time || a.time == "" || b.time == "")
		}) || isSerialOf(a.day, after)
	}) || slices.ContainsFunc(days, func(b writtenDay) bool { return isSerialOf(b.day, before) })
}

func isBoolean(text string) bool {
	return slices.ContainsFunc([]string{"true", "false"}, func(word string) bool { return strings.EqualFold(word, text) })
}

// numbersOf are the numbers that a text can be read as.
func numbersOf(text string) (numbers []decimal.Decimal) {
	f, ok := takeApart(text)
	if !ok || len(f.digits) > maxNumberLength {
		return nil
	}
	for _, m := range []mark{'.', ','} {
		plain := f.digits
		if written, _, problem := f.plain(m); problem == "" && !strings.ContainsAny(plain, "eE") {
			plain = written
		} else if m == ',' {
			plain = strings.Replace(plain, ",", ".", 1)
		}
		n, err := decimal.NewFromString(plain)
		if err != nil || n.Exponent() > 400 || n.Exponent() < -400 {
			continue
		}
		if f.negative {
			n = n.Neg()
		}
		if f.percent {
			n = n.Shift(-2)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// roundedTo tells whether a number is a longer one with the fifteen digits that spreadsheets keep, or, with an exponent, the six or more that
// they show of it.
func roundedTo(long, short decimal.Decimal) bool {
	to := func(digits int) bool {
		places := int32(digits-long.NumDigits()) - long.Exponent()
		return long.NumDigits() > digits && (long.Round(places).Equal(short) || long.Truncate(places).Equal(short))
	}
	return to(15) || short.Exponent() > 0 && short.NumDigits() >= 6 && to(short.NumDigits())
}

// writtenDay is a day with the time of day behind it, to the minute; a month is its first day.
type writtenDay struct {
	day  period.Date
	time string
}

// daysOf are the days that a text can be read as, in whatever order, with years of two digits too.
func daysOf(text string) (days []writtenDay) {
	if len(text) > maxNumberLength || len(numbersOf(text)) > 0 && !(len(text) == 8 && allDigits(text)) && !strings.ContainsAny(text, ".-") {
		return nil
	}
	add := func(day period.Date, minute string) {
		if w := (writtenDay{day, minute}); !slices.Contains(days, w) {
			days = append(days, w)
		}
	}
	written, rest := splitTime(text)
	minute := minuteOf(rest)
	parts, _ := splitDay(written)
	if len(parts) == 2 { // a month, such as 2024-01 or Jan-24
		for _, text := range []string{parts[0] + " " + parts[1], parts[0] + " 20" + parts[1]} {
			if month, problem := parseMonth(text, iso, clock{time.UTC, time.UTC}); problem == "" {
				add(month.First(), "")
			}
		}
	}
	if len(parts) != 3 {
		return days
	}
	for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {2, 0, 1}} { // of year, month and day
		y, m, d := parts[order[0]], parts[order[1]], parts[order[2]]
		for _, year := range []string{y, "20" + y, "19" + y} {
			if day, problem := makeDay(year, m, d); problem == "" && len(year) == 4 {
				add(day, minute)
			}
		}
	}
	return days
}

// minuteOf is a time of day to the minute; empty for none or midnight.
func minuteOf(rest string) string {
	hours, minutes, ok := strings.Cut(rest, ":")
	if !ok || digitsOf(hours) < 0 || len(minutes) < 2 || !allDigits(minutes[:2]) {
		return ""
	}
	hour := digitsOf(hours)
	if upper := strings.ToUpper(rest); strings.HasSuffix(upper, "PM") && hour < 12 {
		hour += 12
	} else if strings.HasSuffix(upper, "AM") && hour == 12 {
		hour = 0
	}
	if time := fmt.Sprintf("%02d:%s", hour, minutes[:2]); time != "00:00" {
		return time
	}
	return ""
}

// clockOf is a time of day, or a duration, of a text that is nothing else: to the second.
func clockOf(text string) string {
	minutes := minuteOf(text)
	if minutes == "" {
		return ""
	}
	if _, seconds, ok := strings.Cut(text[strings.IndexByte(text, ':')+1:], ":"); ok && len(seconds) > 1 && allDigits(seconds[:2]) {
		return minutes + ":" + seconds[:2]
	}
	return minutes + ":00"
}

// isYearless tells whether a text, such as 1/2 or MAR-1, is a month and a day to a spreadsheet, which adds the year of today.
func isYearless(text string, day period.Date) bool {
	parts, _ := splitDay(text)
	if len(parts) != 2 || len(parts[0]) > 4 || len(parts[1]) > 4 {
		return false
	}
	year := fmt.Sprint(day.Time().Year())
	for _, order := range [][2]int{{0, 1}, {1, 0}} { // of month and day
		if read, problem := makeDay(year, parts[order[0]], parts[order[1]]); problem == "" && read == day {
			return true
		}
	}
	return false
}

// isSerialOf tells whether a text is the count of days of a day.
func isSerialOf(day period.Date, text string) bool {
	for _, from1904 := range []bool{false, true} {
		if counted, ok := serialDate(text, from1904); ok && counted == day {
			return true
		}
	}
	return false
}
