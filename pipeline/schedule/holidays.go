package schedule

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"

	"kpibook/formulas/period"
)

// The years whose holidays are taken from a rule that repeats.
const (
	holidaysFrom = 1990
	holidaysTo   = 2100
)

// longest is how many days a holiday may last.
const longest = 60

// ReadHolidays reads the holidays of a calendar in the iCalendar format: every day of every event, repeated ones included, but
// for those that are cancelled. Errors name the event.
func ReadHolidays(r io.Reader) ([]period.Date, error) {
	var days []period.Date
	decoder := ical.NewDecoder(r)
	for read := 0; ; read++ {
		calendar, err := decoder.Decode()
		switch {
		case errors.Is(err, io.EOF) && read > 0:
			return days, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("it holds no calendar")
		case err != nil:
			return nil, fmt.Errorf("it is no calendar in the iCalendar format: %w", err)
		}
		for _, event := range calendar.Events() {
			of, err := holiday(event)
			if err != nil {
				name, _ := event.Props.Text(ical.PropSummary) // for the message
				return nil, fmt.Errorf("event %q: %w", name, err)
			}
			days = append(days, of...)
		}
	}
}

// holiday lists the days of an event. What it says of hours counts for the day that they are on in their own zone.
func holiday(event ical.Event) (days []period.Date, err error) {
	if status, err := event.Status(); err != nil || status == ical.EventCancelled {
		return nil, err
	}
	start, err := event.DateTimeStart(time.UTC)
	switch {
	case err != nil:
		return nil, err
	case start.IsZero():
		return nil, errors.New("it has no start")
	case event.Props.Get(ical.PropRecurrenceDates) != nil:
		return nil, errors.New("it is repeated on a list of days (RDATE), which is not read\nfix: make each of them an event")
	}
	end, err := event.DateTimeEnd(time.UTC)
	if err != nil {
		return nil, err
	}
	first, last := period.FromTime(start), period.FromTime(end.Add(-time.Nanosecond)) // the end is not part of it
	last = max(last, first)
	if last-first >= longest {
		return nil, fmt.Errorf("it lasts %d days, which is no holiday", last-first+1)
	}
	starts := []time.Time{start}
	if rule, err := event.Props.RecurrenceRule(); err == nil && rule != nil && rule.Freq > rrule.DAILY {
		return nil, errors.New("it is repeated within a day, which is no holiday")
	}
	set, err := event.RecurrenceSet(time.UTC)
	switch {
	case err != nil:
		return nil, err
	case set != nil:
		starts = set.Between(time.Date(holidaysFrom, time.January, 1, 0, 0, 0, 0, time.UTC), time.Date(holidaysTo, time.December, 31, 0, 0, 0, 0, time.UTC), true)
	}
	for _, start := range starts {
		for day := period.FromTime(start); day <= period.FromTime(start)+last-first; day++ {
			days = append(days, day)
		}
	}
	return days, nil
}
