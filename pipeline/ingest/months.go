package ingest

import (
	"fmt"

	"kpibook/formulas/period"
)

// month reads a month or, in a year of weeks, a period. There a month such as 2026-10 could be the calendar's or the tenth period,
// and a day could stand for the month around it, so that only a period and its own first or last day are clear.
func (v *view) month(column int, text string) (period.Month, string) {
	if calendar := v.r.calendar; calendar.Weeks != 0 {
		if month, err := calendar.ParseMonth(text); err == nil {
			return month, ""
		}
		day, problem := v.day(column, text)
		if problem != "" {
			return 0, "not a period of a " + calendar.String()
		}
		month := calendar.MonthOf(day)
		if day != month.First() && day != month.Last() {
			return 0, fmt.Sprintf("neither the first nor the last day of %s, which is %s to %s", month, month.First(), month.Last())
		}
		return month, ""
	}
	if day, ok := v.countedDay(column, text); ok {
		return day.Month(), ""
	}
	return parseMonth(text, v.formats[column].order, v.formats[column].clock)
}

// monthFix says how to write a month.
func monthFix(calendar period.Calendar) string {
	if calendar.Weeks != 0 {
		return "write the period, such as " + calendar.MonthExample() + ", or its first or last day"
	}
	return "write it as year-month, such as " + calendar.MonthExample()
}
