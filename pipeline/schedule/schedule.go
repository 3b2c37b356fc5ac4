// Package schedule says when a job is due: by a cron expression, or by the days that books are closed on, such as business day 3
// of the month. A schedule is a value made of a text and a calendar; it knows no clock and starts nothing.
//
// A schedule counts in what the clock on the wall shows in its time zone. What the wall never shows, because clocks go forward,
// is due at the first instant after the gap, and what it shows twice is due the first time. So there is exactly one due time for
// each date that the text means, in every zone.
package schedule

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"kpibook/formulas/period"
)

// Calendar is what the days of a schedule are counted by.
type Calendar struct {
	Zone     *time.Location
	Fiscal   period.Calendar      // whose months, quarters and years are meant
	Holidays map[period.Date]bool // days that are no business days, besides Saturdays and Sundays
}

// Schedule is when a job is due, made by Parse.
type Schedule struct {
	text string
	zone *time.Location
	rule rule
}

// rule lists times of the clock on the wall. They are held as times in UTC, where every clock time exists once.
type rule interface {
	// next is the first time of the rule after another; zero when there is none.
	next(wall time.Time) time.Time
}

// Due is one time that a schedule is due.
type Due struct {
	At   time.Time // the instant, in the zone of the schedule
	Wall time.Time // what the clock on the wall was to show, as a time in UTC; At shows something else when clocks went forward over it
}

// Date is the business date: the day that the schedule means, whatever the clocks did on it.
func (d Due) Date() period.Date { return period.FromTime(d.Wall) }

// Key names the due time in its job: no two of a schedule have the same one.
func (d Due) Key() string { return d.Wall.Format("2006-01-02T15:04") }

// IsZero tells whether it is no due time at all.
func (d Due) IsZero() bool { return d.At.IsZero() }

// String is the text that the schedule was made of.
func (s *Schedule) String() string { return s.text }

// spoken is how a schedule ends that is given in words.
var spoken = regexp.MustCompile(`(?i)\sat\s+(\S+)$`)

// Parse reads a schedule: the five fields of cron, or in words
//
//	business day 3 of month at 06:00
//	last day of quarter at 18:30
//	last business day of fiscal year at 07:00
//
// Errors say what is wrong and, after "fix: ", what to write. An expression that cron would take and that does not do what it
// looks like is refused as well.
func Parse(text string, calendar Calendar) (*Schedule, error) {
	s := &Schedule{text: strings.Join(strings.Fields(text), " "), zone: calendar.Zone}
	if s.zone == nil {
		s.zone = time.UTC
	}
	var err error
	switch at := spoken.FindStringSubmatch(s.text); {
	case at != nil:
		s.rule, err = parseDays(strings.TrimSuffix(s.text, at[0]), at[1], calendar)
	case strings.Contains(s.text, " of "):
		err = refusal(dayExample, "schedule %q does not end in a time of the day", s.text)
	default:
		s.rule, err = parseCron(s.text)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// refusal is an error with what to write instead.
func refusal(fix, format string, values ...any) error {
	return fmt.Errorf("%s\nfix: %s", fmt.Sprintf(format, values...), fix)
}

// Next is the first due time after an instant; zero when there is none.
func (s *Schedule) Next(after time.Time) Due {
	wall := wallOf(after, s.zone)
	if changes(after, s.zone) { // the wall may show again, or not at all, what it is to be compared with
		wall = wall.Add(-around)
	}
	for {
		if wall = s.rule.next(wall); wall.IsZero() {
			return Due{}
		}
		if at := instant(wall, s.zone); at.After(after) {
			return Due{at, wall}
		}
	}
}

// Between lists the due times after one instant and up to another, in order; of more than limit the last ones, and how many were
// left out.
func (s *Schedule) Between(after, until time.Time, limit int) (dues []Due, left int) {
	for due := s.Next(after); !due.IsZero() && !due.At.After(until); due = s.Next(due.At) {
		if dues = append(dues, due); len(dues) > limit {
			dues, left = dues[1:], left+1
		}
	}
	return dues, left
}
