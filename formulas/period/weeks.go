package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Pattern is how many weeks the three periods of a quarter have.
type Pattern uint8

// The patterns, in the order of their names.
const (
	FourFourFive Pattern = iota
	FourFiveFour
	FiveFourFour
)

var patternNames = [...]string{"4-4-5", "4-5-4", "5-4-4"}

func (p Pattern) String() string { return patternNames[p] }

// ParsePattern reads a pattern as String writes it.
func ParsePattern(name string) (Pattern, bool) {
	for p, known := range patternNames {
		if name == known {
			return Pattern(p), true
		}
	}
	return 0, false
}

// ofQuarter is how many weeks of a quarter lie before each of its periods.
var ofQuarter = [...][3]int{FourFourFive: {0, 4, 8}, FourFiveFour: {0, 4, 9}, FiveFourFour: {0, 5, 9}}

// WeekYear is a year of 52 or 53 whole weeks in twelve periods of four or five weeks, three to a quarter. A period takes the
// place of the month in everything that is counted by month.
type WeekYear struct {
	Pattern      Pattern
	EndsOn       time.Weekday // of the last day of the year, and so of every period
	EndsIn       time.Month   // the month at whose end the year ends
	Nearest      bool         // on the weekday nearest to that month's last day, perhaps in the next month; else on the last one in the month
	LongPeriod   int          // the period, from 1 to 12, that has the extra week of a year of 53; 0 is the last
	NamedByStart bool         // called by the calendar year it starts in, not the one it ends in
}

// Weeks is a WeekYear in two bytes, so that every month carries its own; 0 is a year of calendar months.
type Weeks uint16

// A Month in a year of weeks has the Weeks above these bits and below them its number, counted from the first period of a year
// so long before year 0 that no date leads below it.
const (
	numberBits = 17
	before0    = 500
)

// WeekCalendar is the calendar of a year of weeks. Its YearStart is the month that the year nominally starts in.
func WeekCalendar(y WeekYear) Calendar {
	code := int(y.Pattern)
	code = code*7 + int(y.EndsOn)
	code = code*12 + int(y.EndsIn-time.January)
	code = code*2 + bit(y.Nearest)
	code = code*12 + (y.LongPeriod+11)%12
	code = code*2 + bit(y.NamedByStart)
	return Weeks(code + 1).calendar()
}

func bit(set bool) int {
	if set {
		return 1
	}
	return 0
}

// year is the WeekYear that the code stands for.
func (w Weeks) year() (y WeekYear) {
	code := int(w - 1)
	take := func(values int) (value int) {
		value, code = code%values, code/values
		return value
	}
	y.NamedByStart = take(2) == 1
	y.LongPeriod = take(12) + 1
	y.Nearest = take(2) == 1
	y.EndsIn = time.January + time.Month(take(12))
	y.EndsOn = time.Weekday(take(7))
	y.Pattern = Pattern(code)
	return y
}

func (w Weeks) calendar() Calendar {
	y := w.year()
	return Calendar{YearStart: y.EndsIn%12 + 1, NamedByStart: y.NamedByStart, Weeks: w}
}

// end is the last day of the year that ends at the end of EndsIn of a calendar year.
func (y WeekYear) end(year int) Date {
	last := DateOf(year, y.EndsIn+1, 0)
	const thursday = 4 // 1970-01-01, day 0
	late := Date(((int(last)+thursday-int(y.EndsOn))%7 + 7) % 7)
	if y.Nearest && late > 3 {
		return last + 7 - late
	}
	return last - late
}

// weeksBefore is how many weeks of a year, long or not, lie before a period, counted from 0.
func (y WeekYear) weeksBefore(period int, long bool) int {
	weeks := 13*(period/3) + ofQuarter[y.Pattern][period%3]
	if long && period >= y.LongPeriod {
		weeks++
	}
	return weeks
}

// bounds are the first day of the year that ends in a calendar year, and whether it has 53 weeks.
func (y WeekYear) bounds(year int) (first Date, long bool) {
	first = y.end(year-1) + 1
	return first, y.end(year)-first > 52*7
}

// first is the first day of a period, counted from 0, of the year that ends in a calendar year.
func (y WeekYear) first(year, period int) Date {
	start, long := y.bounds(year)
	return start + Date(7*y.weeksBefore(period, long))
}

// at is the period of a day: the calendar year that its year ends in, and its number from 0.
func (y WeekYear) at(d Date) (year, period int) {
	const last = 9999
	year = max(1-before0, min(d.Time().Year()-1, last))
	for year < last && d > y.end(year) {
		year++
	}
	start, long := y.bounds(year)
	for period = 11; period > 0 && int(d-start)/7 < y.weeksBefore(period, long); {
		period--
	}
	return year, period
}

// name is the number that the year is called by, which ends in a calendar year. One that ends at the end of December starts,
// by name, in the January before, though the day may be one of a neighbouring year.
func (y WeekYear) name(year int) int {
	if y.NamedByStart && y.EndsIn < time.December {
		return year - 1
	}
	return year
}

// named is the calendar year in which the year of that name ends.
func (y WeekYear) named(name int) int { return name + name - y.name(name) }

func (w Weeks) month(year, period int) Month {
	return Month(w)<<numberBits + Month((year+before0)*12+period)
}

// weeks is the kind of year that a month is of; 0 for a calendar month.
func (m Month) weeks() Weeks { return Weeks(max(0, m>>numberBits)) }

// place is the calendar year that the year of a period ends in, and the period's number from 0.
func (m Month) place() (year, period int) {
	number := int(m & (1<<numberBits - 1))
	return number/12 - before0, number % 12
}

// String says when the years start and end.
func (c Calendar) String() string {
	switch {
	case c.Weeks != 0:
		y := c.Weeks.year()
		which := fmt.Sprintf("the last %s of %s", y.EndsOn, y.EndsIn)
		if y.Nearest {
			which = fmt.Sprintf("the %s nearest the end of %s", y.EndsOn, y.EndsIn)
		}
		return fmt.Sprintf("%s year to %s", y.Pattern, which)
	case c.Fiscal():
		return "fiscal year from " + c.YearStart.String()
	}
	return "calendar year"
}

// Weeks is how many weeks a period of a year of weeks has; 0 in a year of calendar months.
func (p Period) Weeks() int {
	if p.Calendar.Weeks == 0 {
		return 0
	}
	return p.Days() / 7
}

// PerYear is how many such periods make a year, as a fraction: 12 over the months or, in a year of weeks, its weeks over those
// of the period. Twelve trailing periods are a year, whatever the weeks.
func (p Period) PerYear() (numerator, denominator int) {
	switch {
	case p.Kind == TTM:
		return 1, 1
	case p.Calendar.Weeks == 0:
		return 12, p.Months()
	}
	return p.Calendar.At(YearKind, p.Last).Weeks(), p.Weeks()
}

// LabelAgainst is the label of a period that another one is compared with; it says so where the two differ in weeks.
func (p Period) LabelAgainst(other Period) string {
	if p.Weeks() == other.Weeks() {
		return p.Label()
	}
	return p.labelWith(fmt.Sprintf("%d weeks, not %d", p.Weeks(), other.Weeks()))
}

// LabelInDays is the label and, for a period of a year of weeks, the days and weeks that it names no month for: FY2026 P09
// (21 Sep–25 Oct 2025, 5 weeks).
func (p Period) LabelInDays() string {
	switch weeks := fmt.Sprintf("%d weeks", p.Weeks()); {
	case p.Weeks() == 0:
		return p.Label()
	case strings.HasSuffix(p.Label(), ")"):
		return p.labelWith(weeks)
	default:
		return p.labelWith(p.days() + ", " + weeks)
	}
}

// labelWith is the label with a remark in its brackets.
func (p Period) labelWith(remark string) string {
	if label, dated := strings.CutSuffix(p.Label(), ")"); dated {
		return label + ", " + remark + ")"
	}
	return p.Label() + " (" + remark + ")"
}

// days is the period's first and last day for people: 2 Aug–31 Oct 2026.
func (p Period) days() string {
	first, last := p.FirstDay().Time(), p.LastDay().Time()
	layout := "2 Jan"
	if first.Year() != last.Year() {
		layout = "2 Jan 2006"
	}
	return first.Format(layout) + "–" + last.Format("2 Jan 2006")
}

// weekSpelling is every way to write a period of a year of weeks, after "YTD FY2026-P09" has become "FY2026-P09-YTD".
var weekSpelling = regexp.MustCompile(`^FY(\d{4})(?:-(?:Q([1-4])|H([12])|P(\d{1,2})(?:-(YTD|TTM))?))?$`)

// parseWeeks reads a period of a year of weeks; id is text in capitals.
func (c Calendar) parseWeeks(id, text string) (Period, error) {
	part := weekSpelling.FindStringSubmatch(id)
	if part == nil {
		return Period{}, fmt.Errorf("%q is not a period of a %s: write FY2026-P09, FY2026-Q3, FY2026-H1, FY2026, FY2026-P09-YTD or FY2026-P09-TTM", text, c)
	}
	name, err := strconv.Atoi(part[1])
	if err != nil {
		return Period{}, fmt.Errorf("%q is not a period: there is no year %s", text, part[1])
	}
	first := c.yearNamed(name)
	kind, quarter, half, number, to := YearKind, part[2], part[3], part[4], part[5]
	switch {
	case quarter != "":
		kind, first = QuarterKind, first+3*Month(quarter[0]-'1')
	case half != "":
		kind, first = HalfKind, first+6*Month(half[0]-'1')
	case number != "":
		period, err := strconv.Atoi(number)
		if err != nil || period < 1 || period > 12 {
			return Period{}, fmt.Errorf("%q is not a period: a year has the periods P01 to P12", text)
		}
		kind, first = map[string]Kind{"": MonthKind, "YTD": YTD, "TTM": TTM}[to], first+Month(period-1)
	}
	return c.At(kind, first), nil
}
