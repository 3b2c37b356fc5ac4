package job

import (
	"strings"
	"testing"
)

// yearFile is a job file with a fiscal year and a month of it.
func yearFile(year, period string) []byte {
	return []byte("company: Tern\ncurrency: EUR\nfiscal_year: {" + year + "}\nfx: {constant_at: " + period + "}\n" +
		"sources:\n  - dataset: mrr\n    files: [mrr.csv]\n    declared_gaps: [" + period + "]\n" +
		"jobs:\n  - {name: monthly, report: finance, period: " + period + "}\n")
}

func TestYearOfWeeks(t *testing.T) {
	for year, want := range map[string]string{
		"weeks: 4-4-5, ends: last saturday of january":                                     "FY2026-P09 is 2025-09-21 to 2025-10-25 of a 4-4-5 year to the last Saturday of January",
		"weeks: 4-5-4, ends: Sat nearest the end of Jan, named_by: start":                  "FY2026-P09 is 2026-10-04 to 2026-10-31 of a 4-5-4 year to the Saturday nearest the end of January",
		"weeks: 5-4-4, ends: sunday nearest to end of december, week_53: 1, named_by: end": "FY2026-P09 is 2026-09-07 to 2026-10-04 of a 5-4-4 year to the Sunday nearest the end of December",
	} {
		f, err := Decode("x.yaml", yearFile(year, "FY2026-P09"), testSchema())
		if err != nil {
			t.Errorf("%s: %v", year, err)
			continue
		}
		month, err := f.Calendar().ParseMonth("FY2026-P09")
		if err != nil {
			t.Fatal(err)
		}
		if got := month.String() + " is " + month.First().String() + " to " + month.Last().String() + " of a " + f.Calendar().String(); got != want {
			t.Errorf("%s:\n got %s\nwant %s", year, got, want)
		}
	}
}

func TestYearOfWeeksRefused(t *testing.T) {
	for year, want := range map[string][]string{
		"weeks: 4-4-4, ends: last saturday of january": {`weeks "4-4-4" is not known`, "write one of: 4-4-5  4-5-4  5-4-4"},
		"weeks: 4-4-5":                                                 {"a year of weeks does not say where it ends", "add ends: to fiscal_year; write last saturday of january, or saturday nearest the end of january"},
		"weeks: 4-4-5, ends: end of january":                           {`ends "end of january" is not an end of a year`},
		"weeks: 4-4-5, ends: last sabbath of january":                  {`ends "last sabbath of january" is not an end of a year`},
		"weeks: 4-4-5, ends: last friday of january, starts: february": {"a year of weeks starts on the day after the one before ended"},
		"weeks: 4-4-5, ends: last friday of january, week_53: 13":      {"week_53 13 is out of range"},
		"ends: last friday of january":                                 {"ends has a meaning for a year of weeks only"},
		"starts: february, week_53: 3":                                 {"week_53 has a meaning for a year of weeks only"},
	} {
		_, err := Decode("x.yaml", yearFile(year, "2026-10"), testSchema())
		for _, line := range want {
			if err == nil || !strings.Contains(err.Error(), line) {
				t.Errorf("%s: got\n%v\nwant in it %s", year, err, line)
			}
		}
	}
	_, err := Decode("x.yaml", yearFile("weeks: 4-4-5, ends: last saturday of january", "2026-10"), testSchema())
	for _, line := range []string{
		`x.yaml:4:19: constant_at "2026-10" is not a month`,
		`x.yaml:8:21: "2026-10" is not a period of a 4-4-5 year`,
		`x.yaml:10:46: "2026-10" is not a period of a 4-4-5 year`,
		"fix: write latest, or a month such as FY2026-P09",
	} {
		if err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("months in a year of weeks: got\n%v\nwant in it %s", err, line)
		}
	}
}
