package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Calendar says when the year starts, what it is called and what it is made of. The zero Calendar is the calendar year.
type Calendar struct {
	YearStart    time.Month // January, or 0, for a calendar year
	NamedByStart bool       // the fiscal year is called by the calendar year it starts in, not the one it ends in
	Weeks        Weeks      // for a year of weeks, which WeekCalendar makes
}

// Fiscal tells whether the year is another one than the calendar's.
func (c Calendar) Fiscal() bool { return c.YearStart > time.January || c.Weeks != 0 }

// plain is the calendar in the one spelling that periods carry: every calendar year is the same calendar.
func (c Calendar) plain() Calendar {
	if c.Weeks != 0 {
		return c.Weeks.calendar()
	}
	if !c.Fiscal() {
		return Calendar{YearStart: time.January}
	}
	return c
}

// MonthOf is the month a day lies in or, in a year of weeks, the period; it means nothing for NoDate.
func (c Calendar) MonthOf(d Date) Month {
	if c.Weeks == 0 {
		return d.Month()
	}
	return c.Weeks.month(c.Weeks.year().at(d))
}

// ParseMonth reads a month as 2026-10 or, in a year of weeks, a period as FY2026-P09.
func (c Calendar) ParseMonth(text string) (Month, error) {
	if c.Weeks == 0 {
		return ParseMonth(text)
	}
	p, err := c.Parse(text)
	if err != nil || p.Kind != MonthKind {
		return 0, fmt.Errorf("%q is not a period of a %s: write year and period, as in %s", text, c, c.MonthExample())
	}
	return p.Last, nil
}

// MonthExample is how a month is written, for messages.
func (c Calendar) MonthExample() string {
	if c.Weeks != 0 {
		return "FY2026-P09"
	}
	return "2026-10"
}

// QuarterExample is how a quarter is written, for messages.
func (c Calendar) QuarterExample() string {
	if c.Fiscal() || c.Weeks != 0 {
		return "FY2026-Q3"
	}
	return "2026-Q3"
}

// yearFrom is the first month of the year that m lies in.
func (c Calendar) yearFrom(m Month) Month {
	if c.Weeks != 0 {
		_, period := m.place()
		return m - Month(period)
	}
	start := Month(c.plain().YearStart - time.January)
	return m - (m - start).index()
}

// yearName is the number a year is called by, given its first month.
func (c Calendar) yearName(first Month) int {
	if c.Weeks != 0 {
		year, _ := first.place()
		return c.Weeks.year().name(year)
	}
	if c.NamedByStart {
		return first.Year()
	}
	return (first + 11).Year()
}

// yearNamed is the first month of the year that is called by that number.
func (c Calendar) yearNamed(name int) Month {
	if c.Weeks != 0 {
		return c.Weeks.month(c.Weeks.year().named(name), 0)
	}
	if c.Fiscal() && !c.NamedByStart {
		name--
	}
	return MonthOf(name, c.plain().YearStart)
}

// At is the period of that kind that contains m; YTD and TTM end with m. The period carries the calendar whatever its kind,
// though a month and a TTM have the same months, ID and label in every calendar of months. It panics with a month of another kind
// of year, which a day's Month and not the calendar's MonthOf gave.
func (c Calendar) At(kind Kind, m Month) Period {
	if m.weeks() != c.Weeks {
		panic(fmt.Sprintf("%s is no month of a %s", m, c))
	}
	c = c.plain()
	year := c.yearFrom(m)
	span := func(first, months Month) Period { return Period{kind, c, first, first + months - 1} }
	switch kind {
	case QuarterKind:
		return span(m-(m-year)%3, 3)
	case HalfKind:
		return span(m-(m-year)%6, 6)
	case YearKind:
		return span(year, 12)
	case YTD:
		return span(year, m-year+1)
	case TTM:
		return span(m-11, 12)
	}
	return span(m, 1)
}

// All lists the six periods at m, in the order of the kinds.
func (c Calendar) All(m Month) []Period {
	var periods []Period
	for kind := MonthKind; kind <= TTM; kind++ {
		periods = append(periods, c.At(kind, m))
	}
	return periods
}

// ID names the period: 2026-10, 2026-Q3, 2026-H1, 2026, 2026-10-YTD, 2026-10-TTM. Quarters, halves, years and YTD of a fiscal
// year start with FY: FY2027-Q3, FY2027-H1, FY2027, FY2026-10-YTD, where the month of a YTD is always a calendar month. In a
// year of weeks all do: FY2026-P09, FY2026-P09-YTD, FY2026-P09-TTM.
func (p Period) ID() string {
	year := p.Calendar.yearFrom(p.First)
	name := fmt.Sprintf("%04d", p.Calendar.yearName(year))
	mark := ""
	if p.Calendar.Fiscal() {
		mark = "FY"
	}
	switch p.Kind {
	case QuarterKind:
		return fmt.Sprintf("%s%s-Q%d", mark, name, (p.First-year)/3+1)
	case HalfKind:
		return fmt.Sprintf("%s%s-H%d", mark, name, (p.First-year)/6+1)
	case YearKind:
		return mark + name
	case YTD:
		return mark + strings.TrimPrefix(p.Last.String(), mark) + "-YTD"
	case TTM:
		return p.Last.String() + "-TTM"
	}
	return p.Last.String()
}

// Label is the period for people: Oct 2026, Q3 2026, H1 2026, 2026, YTD Oct 2026, 12 months to Oct 2026. Those of a fiscal
// year say which months they are: FY2027 Q3 (Aug–Oct 2026), FY2027 YTD (Feb–Oct 2026); those of a year of weeks, which days:
// FY2027 P09, FY2027 Q3 (2 Aug–31 Oct 2026), FY2027 YTD P09 (1 Feb–31 Oct 2026), 12 periods to FY2027 P09.
func (p Period) Label() string {
	switch p.Kind {
	case MonthKind:
		return p.Last.Label()
	case TTM:
		if p.Calendar.Weeks != 0 {
			return "12 periods to " + p.Last.Label()
		}
		return "12 months to " + p.Last.Label()
	}
	year, part, _ := strings.Cut(p.ID(), "-")
	if p.Calendar.Fiscal() {
		if p.Kind == YTD {
			year, part = fmt.Sprintf("FY%04d", p.Calendar.yearName(p.First)), "YTD"
			if _, number, ok := strings.Cut(p.Last.Label(), " P"); ok {
				part += " P" + number
			}
		}
		return strings.TrimSpace(year+" "+part) + " (" + p.span() + ")"
	}
	if p.Kind == YTD {
		return "YTD " + p.Last.Label()
	}
	return strings.TrimSpace(part + " " + year)
}

// span names the first and last month: Aug–Oct 2026, Nov 2026–Jan 2027, Feb 2026; in a year of weeks the days.
func (p Period) span() string {
	switch {
	case p.Calendar.Weeks != 0:
		return p.days()
	case p.First == p.Last:
		return p.Last.Label()
	case p.First.Year() == p.Last.Year():
		return p.First.First().Time().Format("Jan") + "–" + p.Last.Label()
	}
	return p.First.Label() + "–" + p.Last.Label()
}

// spelling is every way to write a period, after "YTD 2026-10" has become "2026-10-YTD".
var spelling = regexp.MustCompile(`^(FY)?(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(YTD|TTM))?))?$`)

// Parse reads what ID writes, and also "YTD 2026-10" and "TTM 2026-10", in any case. In a fiscal calendar whatever depends on
// the start of the year needs its FY, because 2026-Q3 could be read as the calendar's quarter; in a calendar that starts in
// January FY is allowed and means nothing. In a year of weeks 2026-10 is refused, as it is a month and no period.
func (c Calendar) Parse(text string) (Period, error) {
	id := strings.ToUpper(strings.TrimSpace(text))
	if to, month, ok := strings.Cut(id, " "); ok && (to == "YTD" || to == "TTM") {
		id = strings.TrimSpace(month) + "-" + to
	}
	if c.Weeks != 0 {
		return c.parseWeeks(id, text)
	}
	part := spelling.FindStringSubmatch(id)
	if part == nil {
		return Period{}, fmt.Errorf("%q is not a period: write 2026-10, 2026-Q3, 2026-H1, 2026, 2026-10-YTD or 2026-10-TTM, and FY before a fiscal year", text)
	}
	fiscal, year, quarter, half, month, to := part[1] != "", part[2], part[3], part[4], part[5], part[6]
	yearless := month != "" && to != "YTD" // where the year starts makes no difference
	switch {
	case yearless && fiscal:
		return Period{}, fmt.Errorf("%q: its months are the calendar's, whatever the fiscal year: write %s", text, id[len("FY"):])
	case !yearless && !fiscal && c.Fiscal():
		return Period{}, fmt.Errorf("%q: the year starts in %s, so say that the fiscal year is meant: FY%s", text, c.YearStart, id)
	case month != "":
		last, err := ParseMonth(year + "-" + month)
		if err != nil {
			return Period{}, fmt.Errorf("%q is not a period: there is no month %s", text, month)
		}
		kinds := map[string]Kind{"": MonthKind, "YTD": YTD, "TTM": TTM}
		return c.At(kinds[to], last), nil
	}
	name, err := strconv.Atoi(year)
	if err != nil {
		return Period{}, fmt.Errorf("%q is not a period: there is no year %s", text, year)
	}
	first := c.yearNamed(name)
	switch {
	case quarter != "":
		return c.At(QuarterKind, first+Month(quarter[0]-'1')*3), nil
	case half != "":
		return c.At(HalfKind, first+Month(half[0]-'1')*6), nil
	}
	return c.At(YearKind, first), nil
}
