package schedule

import "time"

// around is longer than any change of a zone's offset, and than any offset.
const around = 26 * time.Hour

// wallOf is what the clock on the wall shows, as a time in UTC.
func wallOf(t time.Time, zone *time.Location) time.Time {
	_, offset := t.In(zone).Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// changes tells whether the clocks are put forward or back around an instant.
func changes(t time.Time, zone *time.Location) bool {
	start, end := t.In(zone).ZoneBounds()
	return !start.IsZero() && t.Sub(start) < around || !end.IsZero() && end.Sub(t) < around
}

// instant is the first instant at which the clock on the wall shows a time or a later one.
func instant(wall time.Time, zone *time.Location) time.Time {
	at := wall.Add(-around).In(zone)
	for {
		start, end := at.ZoneBounds()
		_, offset := at.Zone()
		shown := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		switch {
		case !end.IsZero() && !shown.Before(end):
			at = end
		case !start.IsZero() && shown.Before(start):
			return start
		default:
			return shown
		}
	}
}
