package period

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// retail is the calendar of the National Retail Federation: 4-5-4, to the Saturday nearest the end of January, named by its start.
var retail = WeekCalendar(WeekYear{Pattern: FourFiveFour, EndsOn: time.Saturday, EndsIn: time.January, Nearest: true, NamedByStart: true})

// weekly ends on the last Saturday of January and is named by the January it ends in.
var weekly = WeekCalendar(WeekYear{EndsOn: time.Saturday, EndsIn: time.January})

func drawWeekYear(t *rapid.T) WeekYear {
	return WeekYear{
		Pattern: Pattern(rapid.IntRange(0, 2).Draw(t, "pattern")), EndsOn: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
		EndsIn: time.Month(rapid.IntRange(1, 12).Draw(t, "end")), Nearest: rapid.Bool().Draw(t, "nearest"),
		LongPeriod: rapid.IntRange(1, 12).Draw(t, "long"), NamedByStart: rapid.Bool().Draw(t, "by start"),
	}
}

// Walking day by day from 2000 to 2050 and counting weeks gives the same periods as the calendar, for every kind of year: the
// year ends on the day that an own reading of the rule finds, and each day lies in one period.
func TestWeeksRecounted(t *testing.T) {
	patterns := [][3]int{{4, 4, 5}, {4, 5, 4}, {5, 4, 4}}
	for weekday := time.Sunday; weekday <= time.Saturday; weekday++ {
		for ends := time.January; ends <= time.December; ends++ {
			for _, nearest := range []bool{false, true} {
				pattern, long := patterns[(int(weekday)+int(ends))%3], 1+(5*int(weekday)+int(ends))%12
				y := WeekYear{EndsOn: weekday, EndsIn: ends, Nearest: nearest, LongPeriod: long}
				y.Pattern, _ = ParsePattern(fmt.Sprintf("%d-%d-%d", pattern[0], pattern[1], pattern[2]))
				recount(t, y, pattern, long)
			}
		}
	}
}

// yearEnd finds the end of a year by looking at the days around the end of the month.
func yearEnd(y WeekYear, year int) time.Time {
	last := time.Date(year, y.EndsIn+1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1)
	for away := 0; ; away++ {
		if before := last.AddDate(0, 0, -away); before.Weekday() == y.EndsOn {
			return before
		}
		if after := last.AddDate(0, 0, away); y.Nearest && after.Weekday() == y.EndsOn {
			return after
		}
	}
}

func recount(t *testing.T, y WeekYear, pattern [3]int, long int) {
	t.Helper()
	c := WeekCalendar(y)
	day := yearEnd(y, 1999).AddDate(0, 0, 1)
	var before Period
	for year := 2000; year <= 2050; year++ {
		end := yearEnd(y, year)
		weeks := int(end.Sub(day).Hours()/24+1) / 7
		if end.Weekday() != y.EndsOn || weeks != 52 && weeks != 53 {
			t.Fatalf("%s: %d has %d weeks to %s", c, year, weeks, end.Weekday())
		}
		if got := c.At(YearKind, c.MonthOf(FromTime(day))); got.FirstDay() != FromTime(day) || got.LastDay() != FromTime(end) || got.Weeks() != weeks {
			t.Fatalf("%s: %s is %s to %s, want %s to %s", c, got.ID(), got.FirstDay(), got.LastDay(), FromTime(day), FromTime(end))
		}
		for number := 1; number <= 12; number++ {
			length := pattern[(number-1)%3]
			if weeks == 53 && number == long {
				length++
			}
			m := c.MonthOf(FromTime(day))
			p := c.At(MonthKind, m)
			for range 7 * length {
				if got := c.MonthOf(FromTime(day)); got != m {
					t.Fatalf("%s: %s lies in %s, want %s", c, FromTime(day), got, m)
				}
				day = day.AddDate(0, 0, 1)
			}
			if p.Weeks() != length || m.Days() != 7*length || before != (Period{}) && (before.Last+1 != m || before.LastDay()+1 != p.FirstDay()) {
				t.Fatalf("%s: %s has %d weeks, want %d, after %s", c, p.ID(), p.Weeks(), length, before.ID())
			}
			before = p
		}
	}
}

// What the National Retail Federation publishes: https://nrf.com/resources/4-5-4-calendar.
func TestRetailCalendar(t *testing.T) {
	for _, c := range []struct {
		id, first, last string
		weeks           int
	}{
		{"FY2017", "2017-01-29", "2018-02-03", 53},
		{"FY2022", "2022-01-30", "2023-01-28", 52},
		{"FY2023", "2023-01-29", "2024-02-03", 53},
		{"FY2023-P12", "2023-12-31", "2024-02-03", 5},
		{"FY2024", "2024-02-04", "2025-02-01", 52},
		{"FY2024-P01", "2024-02-04", "2024-03-02", 4},
		{"FY2024-P02", "2024-03-03", "2024-04-06", 5},
		{"FY2025", "2025-02-02", "2026-01-31", 52},
	} {
		p, err := retail.Parse(c.id)
		if err != nil || p.FirstDay().String() != c.first || p.LastDay().String() != c.last || p.Weeks() != c.weeks || p.ID() != c.id {
			t.Errorf("%s is %s, %s to %s, %d weeks (%v), want %s to %s, %d weeks", c.id, p.ID(), p.FirstDay(), p.LastDay(), p.Weeks(), err, c.first, c.last, c.weeks)
		}
	}
}

// Years that end with December are called by it, however they are named: the last of them may end in January.
func TestWeekYearOfDecember(t *testing.T) {
	for _, byStart := range []bool{false, true} {
		c := WeekCalendar(WeekYear{EndsOn: time.Sunday, EndsIn: time.December, Nearest: true, NamedByStart: byStart})
		for day, want := range map[string]string{"2025-12-28": "FY2025-P12", "2025-12-29": "FY2026-P01", "2027-01-03": "FY2026-P12", "2026-12-31": "FY2026-P12"} {
			d, err := ParseDate(day)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.MonthOf(d).String(); got != want {
				t.Errorf("%s lies in %s, want %s", day, got, want)
			}
		}
	}
}

func TestWeekLabels(t *testing.T) {
	for _, c := range []struct{ text, id, label, before, yearBefore, against string }{
		{"fy2026-p9", "FY2026-P09", "FY2026 P09", "FY2026-P08", "FY2025-P09", "FY2025 P09"},
		{"FY2026-Q3", "FY2026-Q3", "FY2026 Q3 (27 Jul–25 Oct 2025)", "FY2026-Q2", "FY2025-Q3", "FY2025 Q3 (28 Jul–26 Oct 2024)"},
		{"FY2026-H1", "FY2026-H1", "FY2026 H1 (26 Jan–26 Jul 2025)", "FY2025-H2", "FY2025-H1", ""},
		{"FY2026", "FY2026", "FY2026 (26 Jan 2025–31 Jan 2026)", "FY2025", "FY2025", "FY2025 (28 Jan 2024–25 Jan 2025, 52 weeks, not 53)"},
		{"FY2026-P12", "FY2026-P12", "FY2026 P12", "FY2026-P11", "FY2025-P12", "FY2025 P12 (5 weeks, not 6)"},
		{"ytd fy2026-p09", "FY2026-P09-YTD", "FY2026 YTD P09 (26 Jan–25 Oct 2025)", "", "FY2025-P09-YTD", ""},
		{"TTM FY2026-P09", "FY2026-P09-TTM", "12 periods to FY2026 P09", "", "FY2025-P09-TTM", ""},
	} {
		p, err := weekly.Parse(c.text)
		if err != nil {
			t.Error(err)
			continue
		}
		before := ""
		if previous, ok := p.Previous(); ok {
			before = previous.ID()
		}
		if p.ID() != c.id || p.Label() != c.label || before != c.before || p.YearBefore().ID() != c.yearBefore {
			t.Errorf("%s is %s, %q, after %s, a year before %s", c.text, p.ID(), p.Label(), before, p.YearBefore().ID())
		}
		if got := p.YearBefore().LabelAgainst(p); c.against != "" && got != c.against {
			t.Errorf("beside %s: %q, want %q", c.id, got, c.against)
		}
	}
	quarter := weekly.At(QuarterKind, weekly.MonthOf(DateOf(2026, time.January, 31)))
	for p, want := range map[Period]string{quarter: "FY2026 Q4 (26 Oct 2025–31 Jan 2026, 14 weeks)", weekly.At(MonthKind, quarter.Last): "FY2026 P12 (21 Dec 2025–31 Jan 2026, 6 weeks)",
		calendar.At(MonthKind, MonthOf(2026, time.May)): "May 2026"} {
		if got := p.LabelInDays(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := retail.String(), "4-5-4 year to the Saturday nearest the end of January"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	year := "4-4-5 year to the last Saturday of January"
	for text, want := range map[string]string{
		"2026-10":    `"2026-10" is not a period of a ` + year + `: write FY2026-P09, FY2026-Q3, FY2026-H1, FY2026, FY2026-P09-YTD or FY2026-P09-TTM`,
		"FY2026-10":  `"FY2026-10" is not a period of a ` + year + `: write FY2026-P09, FY2026-Q3, FY2026-H1, FY2026, FY2026-P09-YTD or FY2026-P09-TTM`,
		"FY2026-P13": `"FY2026-P13" is not a period: a year has the periods P01 to P12`,
		"FY2026-P00": `"FY2026-P00" is not a period: a year has the periods P01 to P12`,
	} {
		if p, err := weekly.Parse(text); err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %s, %v\nwant %s", text, p.ID(), err, want)
		}
	}
	if m, err := weekly.ParseMonth("FY2026-Q1"); err == nil || !strings.Contains(err.Error(), "write year and period, as in FY2026-P09") {
		t.Errorf("ParseMonth of a quarter: %s, %v", m, err)
	}
}

// A period is as much of a year as its weeks are of the year's.
func TestPerYear(t *testing.T) {
	for _, c := range []struct {
		calendar               Calendar
		id                     string
		numerator, denominator int
	}{
		{calendar, "2026-Q1", 12, 3}, {calendar, "2026-10-TTM", 1, 1}, {february, "FY2026-10-YTD", 12, 9},
		{weekly, "FY2026-P01", 53, 4}, {weekly, "FY2025-P03", 52, 5}, {weekly, "FY2026-P12", 53, 6}, {weekly, "FY2026-Q4", 53, 14},
		{weekly, "FY2026", 53, 53}, {weekly, "FY2027-P01-TTM", 1, 1}, {weekly, "FY2025-P09-YTD", 52, 39},
	} {
		p, err := c.calendar.Parse(c.id)
		if err != nil {
			t.Fatal(err)
		}
		if n, d := p.PerYear(); n*c.denominator != c.numerator*d {
			t.Errorf("%s: %d/%d to the year, want %d/%d", c.id, n, d, c.numerator, c.denominator)
		}
	}
}

// Mixing a calendar month into a year of weeks would be a wrong number, so it is none.
func TestMonthsDoNotMix(t *testing.T) {
	for _, c := range []struct {
		calendar Calendar
		month    Month
	}{{weekly, MonthOf(2026, time.January)}, {calendar, weekly.MonthOf(0)}, {retail, weekly.MonthOf(0)}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s took %s", c.calendar, c.month)
				}
			}()
			c.calendar.At(MonthKind, c.month)
		}()
	}
}
