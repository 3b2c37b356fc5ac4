package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

const (
	cronExample = "write five fields as in 30 6 1 * * (minute, hour, day of month, month, day of week), or words as in business day 3 of month at 06:00"
	closing     = "write last day of month at 06:00, or business day 3 of month at 06:00"
)

// cronRule is an expression of cron.
type cronRule struct{ cron.Schedule }

func (r cronRule) next(wall time.Time) time.Time { return r.Next(wall) }

// parseCron reads an expression of cron. What the parser falls over and what its schedule would never or not always do is told
// before.
func parseCron(text string) (rule, error) {
	fields := strings.Fields(text)
	switch {
	case len(fields) == 0:
		return nil, refusal(cronExample, "the schedule is empty")
	case strings.Contains(text, "TZ="):
		return nil, refusal("take it out, and name the zone with timezone:", "schedule %q names a time zone of its own", text)
	case strings.HasPrefix(text, "@every"):
		return nil, refusal(cronExample, "schedule %q counts from the start of the program, so that it means no day and no hour", text)
	case strings.HasPrefix(text, "@"):
		if known := []string{"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"}; !slices.Contains(known, text) {
			return nil, refusal("write one of "+strings.Join(known, ", "), "schedule %q is not known", text)
		}
	case len(fields) != 5:
		return nil, refusal(cronExample, "schedule %q has %d fields, and not 5", text, len(fields))
	default:
		if err := misleading(text, fields); err != nil {
			return nil, err
		}
	}
	parsed, err := parse(text)
	if err != nil {
		return nil, refusal(cronExample, "schedule %q is no cron expression: %v", text, err)
	}
	if parsed.Next(time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, refusal("name a day that its month has", "schedule %q never comes: no month in it has that day", text)
	}
	return cronRule{parsed}, nil
}

// misleading finds what cron takes in another sense than it is read.
func misleading(text string, fields []string) error {
	day, month, weekday := fields[2], fields[3], fields[4]
	every := func(field string) bool { return field == "*" || field == "?" || field == "*/1" }
	switch {
	case !every(day) && !every(weekday):
		return refusal("put * for one of the two, or make it two jobs",
			"schedule %q gives a day of the month and a day of the week, and cron takes either of them, not days that are both", text)
	case every(month) && slices.Contains([]string{"29", "30", "31"}, day):
		return refusal(closing, "schedule %q leaves out the months that have no day %s", text, day)
	}
	return nil
}

// parse calls the library, which panics on some texts.
func parse(text string) (s cron.Schedule, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			s, err = nil, fmt.Errorf("%v", fault)
		}
	}()
	return cron.ParseStandard(text)
}
