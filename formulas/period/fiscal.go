package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Calendar says when the year starts and what it is called. The zero Calendar is the calendar year.
type Calendar struct {
	YearStart    time.Month // January, or 0, for a calendar year
	NamedByStart bool       // the fiscal year is called by the calendar year it starts in, not the one it ends in
}

// Fiscal tells whether the year starts in another month than January.
func (c Calendar) Fiscal() bool { return c.YearStart > time.January }

// plain is the calendar in the one spelling that periods carry: every calendar year is the same calendar.
func (c Calendar) plain() Calendar {
	if !c.Fiscal() {
		return Calendar{YearStart: time.January}
	}
	return c
}

// yearFrom is the first month of the year that m lies in.
func (c Calendar) yearFrom(m Month) Month {
	start := Month(c.plain().YearStart - time.January)
	return m - (m - start).index()
}

// yearName is the number a year is called by, given its first month.
func (c Calendar) yearName(first Month) int {
	if c.NamedByStart {
		return first.Year()
	}
	return (first + 11).Year()
}

// yearNamed is the first month of the year that is called by that number.
func (c Calendar) yearNamed(name int) Month {
	if c.Fiscal() && !c.NamedByStart {
		name--
	}
	return MonthOf(name, c.plain().YearStart)
}

// At is the period of that kind that contains m; YTD and TTM end with m. The period carries the calendar whatever its kind,
// though a month and a TTM have the same months, ID and label in every calendar.
func (c Calendar) At(kind Kind, m Month) Period {
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
// year start with FY: FY2027-Q3, FY2027-H1, FY2027, FY2026-10-YTD, where the month of a YTD is always a calendar month.
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
		return mark + p.Last.String() + "-YTD"
	case TTM:
		return p.Last.String() + "-TTM"
	}
	return p.Last.String()
}

// Label is the period for people: Oct 2026, Q3 2026, H1 2026, 2026, YTD Oct 2026, 12 months to Oct 2026. Those of a fiscal
// year say which months they are: FY2027 Q3 (Aug–Oct 2026), FY2027 YTD (Feb–Oct 2026).
func (p Period) Label() string {
	switch p.Kind {
	case MonthKind:
		return p.Last.Label()
	case TTM:
		return "12 months to " + p.Last.Label()
	}
	year, part, _ := strings.Cut(p.ID(), "-")
	if p.Calendar.Fiscal() {
		if p.Kind == YTD {
			year, part = fmt.Sprintf("FY%04d", p.Calendar.yearName(p.First)), "YTD"
		}
		return strings.TrimSpace(year+" "+part) + " (" + p.span() + ")"
	}
	if p.Kind == YTD {
		return "YTD " + p.Last.Label()
	}
	return strings.TrimSpace(part + " " + year)
}

// span names the first and last month: Aug–Oct 2026, Nov 2026–Jan 2027, Feb 2026.
func (p Period) span() string {
	switch {
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
// January FY is allowed and means nothing.
func (c Calendar) Parse(text string) (Period, error) {
	id := strings.ToUpper(strings.TrimSpace(text))
	if to, month, ok := strings.Cut(id, " "); ok && (to == "YTD" || to == "TTM") {
		id = strings.TrimSpace(month) + "-" + to
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
