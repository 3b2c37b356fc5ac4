package period

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	calendar = Calendar{YearStart: time.January}
	february = Calendar{YearStart: time.February}
	april    = Calendar{YearStart: time.April, NamedByStart: true}
)

func month(t testing.TB, text string) Month {
	t.Helper()
	m, err := ParseMonth(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		calendar                     Calendar
		month                        string
		kind                         Kind
		id, first, last, label, prev string
		days                         int
		yearBefore                   string
	}{
		{calendar, "2026-10", MonthKind, "2026-10", "2026-10-01", "2026-10-31", "Oct 2026", "2026-09", 31, "2025-10"},
		{calendar, "2026-01", MonthKind, "2026-01", "2026-01-01", "2026-01-31", "Jan 2026", "2025-12", 31, "2025-01"},
		{calendar, "2024-02", MonthKind, "2024-02", "2024-02-01", "2024-02-29", "Feb 2024", "2024-01", 29, "2023-02"},
		{calendar, "2026-10", QuarterKind, "2026-Q4", "2026-10-01", "2026-12-31", "Q4 2026", "2026-Q3", 92, "2025-Q4"},
		{calendar, "2024-03", QuarterKind, "2024-Q1", "2024-01-01", "2024-03-31", "Q1 2024", "2023-Q4", 91, "2023-Q1"},
		{calendar, "2026-07", HalfKind, "2026-H2", "2026-07-01", "2026-12-31", "H2 2026", "2026-H1", 184, "2025-H2"},
		{calendar, "2024-12", YearKind, "2024", "2024-01-01", "2024-12-31", "2024", "2023", 366, "2023"},
		{calendar, "2024-02", YTD, "2024-02-YTD", "2024-01-01", "2024-02-29", "YTD Feb 2024", "", 60, "2023-02-YTD"},
		{calendar, "2024-02", TTM, "2024-02-TTM", "2023-03-01", "2024-02-29", "12 months to Feb 2024", "", 366, "2023-02-TTM"},
		{Calendar{}, "2026-12", YearKind, "2026", "2026-01-01", "2026-12-31", "2026", "2025", 365, "2025"},
		{february, "2026-10", MonthKind, "2026-10", "2026-10-01", "2026-10-31", "Oct 2026", "2026-09", 31, "2025-10"},
		{february, "2026-10", QuarterKind, "FY2027-Q3", "2026-08-01", "2026-10-31", "FY2027 Q3 (Aug–Oct 2026)", "FY2027-Q2", 92, "FY2026-Q3"},
		{february, "2027-01", QuarterKind, "FY2027-Q4", "2026-11-01", "2027-01-31", "FY2027 Q4 (Nov 2026–Jan 2027)", "FY2027-Q3", 92, "FY2026-Q4"},
		{february, "2027-02", QuarterKind, "FY2028-Q1", "2027-02-01", "2027-04-30", "FY2028 Q1 (Feb–Apr 2027)", "FY2027-Q4", 89, "FY2027-Q1"},
		{february, "2027-01", HalfKind, "FY2027-H2", "2026-08-01", "2027-01-31", "FY2027 H2 (Aug 2026–Jan 2027)", "FY2027-H1", 184, "FY2026-H2"},
		{february, "2027-01", YearKind, "FY2027", "2026-02-01", "2027-01-31", "FY2027 (Feb 2026–Jan 2027)", "FY2026", 365, "FY2026"},
		{february, "2024-02", YearKind, "FY2025", "2024-02-01", "2025-01-31", "FY2025 (Feb 2024–Jan 2025)", "FY2024", 366, "FY2024"},
		{february, "2026-10", YTD, "FY2026-10-YTD", "2026-02-01", "2026-10-31", "FY2027 YTD (Feb–Oct 2026)", "", 273, "FY2025-10-YTD"},
		{february, "2026-02", YTD, "FY2026-02-YTD", "2026-02-01", "2026-02-28", "FY2027 YTD (Feb 2026)", "", 28, "FY2025-02-YTD"},
		{february, "2026-01", YTD, "FY2026-01-YTD", "2025-02-01", "2026-01-31", "FY2026 YTD (Feb 2025–Jan 2026)", "", 365, "FY2025-01-YTD"},
		{february, "2026-10", TTM, "2026-10-TTM", "2025-11-01", "2026-10-31", "12 months to Oct 2026", "", 365, "2025-10-TTM"},
		{april, "2027-03", YearKind, "FY2026", "2026-04-01", "2027-03-31", "FY2026 (Apr 2026–Mar 2027)", "FY2025", 365, "FY2025"},
		{april, "2026-04", QuarterKind, "FY2026-Q1", "2026-04-01", "2026-06-30", "FY2026 Q1 (Apr–Jun 2026)", "FY2025-Q4", 91, "FY2025-Q1"},
	} {
		p := c.calendar.At(c.kind, month(t, c.month))
		prev := ""
		if before, ok := p.Previous(); ok {
			prev = before.ID()
			if before.LastDay() != p.Opening() {
				t.Errorf("%s ends on %s, and %s opens on %s", prev, before.LastDay(), p.ID(), p.Opening())
			}
		}
		for _, check := range []struct{ what, got, want string }{
			{"id", p.ID(), c.id}, {"label", p.Label(), c.label}, {"first day", p.FirstDay().String(), c.first},
			{"last day", p.LastDay().String(), c.last}, {"period before", prev, c.prev}, {"year before", p.YearBefore().ID(), c.yearBefore},
		} {
			if check.got != check.want {
				t.Errorf("%s of %s at %s: got %q, want %q", check.what, c.kind, c.month, check.got, check.want)
			}
		}
		if p.Days() != c.days {
			t.Errorf("%s has %d days, want %d", c.id, p.Days(), c.days)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		calendar   Calendar
		text, want string
	}{
		{calendar, " 2026-q3 ", "2026-Q3"},
		{calendar, "FY2026-Q3", "2026-Q3"},
		{calendar, "fy2026", "2026"},
		{calendar, "YTD 2026-10", "2026-10-YTD"},
		{calendar, "ytd FY2026-10", "2026-10-YTD"},
		{calendar, "TTM 2026-10", "2026-10-TTM"},
		{february, "YTD FY2026-10", "FY2026-10-YTD"},
		{february, "TTM 2026-10", "2026-10-TTM"},
		{february, "2026-10", "2026-10"},
		{february, "FY2027-H2", "FY2027-H2"},
		{april, "FY2026-Q4", "FY2026-Q4"},
	} {
		p, err := c.calendar.Parse(c.text)
		if err != nil || p.ID() != c.want {
			t.Errorf("Parse(%q) = %s, %v, want %s", c.text, p.ID(), err, c.want)
		}
	}
	const shapes = "is not a period: write 2026-10, 2026-Q3, 2026-H1, 2026, 2026-10-YTD or 2026-10-TTM, and FY before a fiscal year"
	for _, c := range []struct {
		calendar   Calendar
		text, want string
	}{
		{calendar, "", `"" ` + shapes},
		{calendar, "2026-Q5", `"2026-Q5" ` + shapes},
		{calendar, "26-10", `"26-10" ` + shapes},
		{calendar, "2026-Q1-YTD", `"2026-Q1-YTD" ` + shapes},
		{calendar, "last month", `"last month" ` + shapes},
		{calendar, "2026-13", `"2026-13" is not a period: there is no month 13`},
		{calendar, "TTM 2026-00", `"TTM 2026-00" is not a period: there is no month 00`},
		{february, "2026", `"2026": the year starts in February, so say that the fiscal year is meant: FY2026`},
		{february, "2026-Q3", `"2026-Q3": the year starts in February, so say that the fiscal year is meant: FY2026-Q3`},
		{february, "YTD 2026-10", `"YTD 2026-10": the year starts in February, so say that the fiscal year is meant: FY2026-10-YTD`},
		{february, "FY2026-10", `"FY2026-10": its months are the calendar's, whatever the fiscal year: write 2026-10`},
		{calendar, "TTM FY2026-10", `"TTM FY2026-10": its months are the calendar's, whatever the fiscal year: write 2026-10-TTM`},
	} {
		if p, err := c.calendar.Parse(c.text); err == nil || err.Error() != c.want {
			t.Errorf("Parse(%q) = %s, %v\nwant %s", c.text, p.ID(), err, c.want)
		}
	}
}

func drawCalendar(t *rapid.T) Calendar {
	if rapid.Bool().Draw(t, "weeks") {
		return WeekCalendar(drawWeekYear(t))
	}
	return Calendar{YearStart: time.Month(rapid.IntRange(1, 12).Draw(t, "start")), NamedByStart: rapid.Bool().Draw(t, "by start")}
}

func drawMonth(t *rapid.T, c Calendar) Month {
	return c.MonthOf(DateOf(1900, time.January, 1)) + Month(rapid.IntRange(0, 300*12).Draw(t, "month"))
}

func TestParseUndoesID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		m := drawMonth(t, c)
		for _, p := range c.All(m) {
			again, err := c.Parse(p.ID())
			if err != nil || again != p {
				t.Fatalf("Parse(%q) = %+v, %v, want %+v", p.ID(), again, err, p)
			}
			if m < p.First || m > p.Last || c.At(p.Kind, p.Last) != p {
				t.Fatalf("%s at %s is %s to %s", p.Kind, m, p.First, p.Last)
			}
			if p.YearBefore().Months() != p.Months() || p.YearBefore().Last != p.Last-12 {
				t.Fatalf("the year before %s is %s", p.ID(), p.YearBefore().ID())
			}
		}
	})
}

// Months, quarters, halves and years each cover all time without gap or overlap, and the smaller fit into the larger.
func TestPeriodsTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t)
		m := drawMonth(t, c)
		for kind, months := range map[Kind]int{MonthKind: 1, QuarterKind: 3, HalfKind: 6, YearKind: 12} {
			p := c.At(kind, m)
			before, ok := p.Previous()
			if !ok || p.Months() != months || before.Last+1 != p.First || before.Months() != months {
				t.Fatalf("before %s of %d months comes %s of %d", p.ID(), p.Months(), before.ID(), before.Months())
			}
			if year := c.At(YearKind, m); p.First < year.First || p.Last > year.Last {
				t.Fatalf("%s reaches beyond %s", p.ID(), year.ID())
			}
		}
	})
}

func TestAllIsInOrder(t *testing.T) {
	var ids []string
	for _, p := range february.All(month(t, "2026-10")) {
		ids = append(ids, p.ID())
	}
	want := []string{"2026-10", "FY2027-Q3", "FY2027-H2", "FY2027", "FY2026-10-YTD", "2026-10-TTM"}
	if !slices.Equal(ids, want) {
		t.Errorf("got %v, want %v", ids, want)
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct {
		kind        Kind
		first, last string
		want        []string
	}{
		{MonthKind, "2026-12", "2027-02", []string{"2026-12", "2027-01", "2027-02"}},
		{QuarterKind, "2026-10", "2027-02", []string{"FY2027-Q3", "FY2027-Q4", "FY2028-Q1"}},
		{HalfKind, "2026-10", "2026-10", []string{"FY2027-H2"}},
		{YearKind, "2026-01", "2026-12", []string{"FY2026", "FY2027"}},
		{YTD, "2026-01", "2026-02", []string{"FY2026-01-YTD", "FY2026-02-YTD"}},
		{TTM, "2026-01", "2026-02", []string{"2026-01-TTM", "2026-02-TTM"}},
		{YearKind, "2026-02", "2026-01", nil},
	} {
		var ids []string
		for _, p := range Between(c.kind, february, month(t, c.first), month(t, c.last)) {
			ids = append(ids, p.ID())
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s from %s to %s: got %v, want %v", c.kind, c.first, c.last, ids, c.want)
		}
	}
}

func TestEarlier(t *testing.T) {
	for _, c := range []struct {
		id     string
		months int
		want   string
	}{
		{"2026-02", 3, "2025-11"}, {"FY2027-Q1", 3, "FY2026-Q4"}, {"FY2026-10-YTD", 12, "FY2025-10-YTD"}, {"2026-10-TTM", 3, "2026-07-TTM"}, {"2026-02", -1, "2026-03"},
	} {
		p, err := february.Parse(c.id)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Earlier(c.months).ID(); got != c.want {
			t.Errorf("%d months before %s: got %s, want %s", c.months, c.id, got, c.want)
		}
	}
}

func TestKindNames(t *testing.T) {
	for kind := MonthKind; kind <= TTM; kind++ {
		if got, err := ParseKind(kind.String()); err != nil || got != kind {
			t.Errorf("ParseKind(%q) = %v, %v", kind, got, err)
		}
	}
	if _, err := ParseKind("week"); err == nil || err.Error() != `"week" is not a kind of period: use one of month, quarter, half, year, ytd, ttm` {
		t.Errorf("ParseKind(week): %v", err)
	}
	if got := (TTM + 1).String(); got != "kind 6" {
		t.Errorf("got %s, want kind 6", got)
	}
}

// Every calendar year is one key, however its calendar was written down.
func TestPeriodIsAKey(t *testing.T) {
	m := month(t, "2026-10")
	a, b := Calendar{}.At(YearKind, m), Calendar{YearStart: time.January, NamedByStart: true}.At(YearKind, m)
	if a != b {
		t.Errorf("%+v and %+v differ", a, b)
	}
	if calendar.At(TTM, m).ID() != february.At(TTM, m).ID() {
		t.Errorf("a TTM depends on the calendar")
	}
}
