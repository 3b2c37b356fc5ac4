package ingest

import (
	"fmt"
	"strings"
	"time"
)

// decideOrder settles in which order the days of a column are written: as the job file says, else as its cells prove.
func (l *layout) decideOrder(column Column, orders map[order]sighting) order {
	day, isDMY := orders[dmy]
	month, isMDY := orders[mdy]
	cell, isEither := orders[either]
	short, isYearShort := orders[yearShort]
	_, isISO := orders[iso]
	said := order(l.source.Dates)
	switch {
	case said != anyOrder:
		if len(orders) > 0 {
			l.how = append(l.how, fmt.Sprintf("%s: %s, as the job file says", column.Name, said.say()))
		}
		return said
	case isDMY && isMDY:
		l.faultAt(month, "set dates: dmy or dates: mdy for this source; rows written otherwise are then rejected",
			"%s has days first (%q on line %d) and months first (%q on line %d)", column.Name, day.text, day.line, month.text, month.line)
	case isDMY:
		l.how = append(l.how, fmt.Sprintf("%s: day/month/year, as %q on line %d shows", column.Name, day.text, day.line))
		return dmy
	case isMDY:
		l.how = append(l.how, fmt.Sprintf("%s: month/day/year, as %q on line %d shows", column.Name, month.text, month.line))
		return mdy
	case isEither:
		asDay, _ := parseDay(cell.text, dmy, clock{time.UTC, time.UTC})
		asMonth, _ := parseDay(cell.text, mdy, clock{time.UTC, time.UTC})
		l.faultAt(cell, "set dates: dmy or dates: mdy for this source",
			"%s %q is %s with the day first and %s with the month first, and no other value of the column decides", column.Name, cell.text, asDay, asMonth)
	case isYearShort:
		all, choices := readings(short.text)
		l.faultAt(short, "set dates: "+strings.Join(choices, " or dates: ")+" for this source",
			"%s %q is %s, and no other value of the column decides", column.Name, short.text, strings.Join(all, ", and "))
		l.faults[len(l.faults)-1].Choices = choices
	case isISO:
		return iso
	}
	if cell, ok := orders[serial]; ok {
		from1900, _ := serialDate(cell.text, false)
		from1904, _ := serialDate(cell.text, true)
		l.faultAt(cell, "set dates: excel or dates: excel1904 for this source, or export the column as dates",
			"%s %q is no date; it is %s where days are counted from 1900, as Excel does, and %s where they are counted from 1904", column.Name, cell.text, from1900, from1904)
	}
	return anyOrder
}

// isSerial tells a number that is a day of our time where Excel counts days: five digits, and a fraction for the time of day.
func isSerial(text string) bool {
	day, fraction, timed := strings.Cut(text, ".")
	return len(day) == 5 && allDigits(day) && day >= "20000" && day < "60000" && (!timed || allDigits(fraction))
}
