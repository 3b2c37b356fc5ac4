package schedule

import (
	"archive/zip"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kpibook/formulas/period"
)

// zones are all IANA zones, those that keep the same time in the years from 2020 to 2035 being taken once.
func zones(t *testing.T) (list []*time.Location) {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	seen, names := map[string]bool{}, 0
	for _, file := range archive.File {
		if strings.HasSuffix(file.Name, "/") {
			continue
		}
		zone, err := time.LoadLocation(file.Name)
		if err != nil {
			t.Fatal(err)
		}
		names++
		var clock strings.Builder
		for at := firstDay.Add(-48 * time.Hour).In(zone); at.Before(lastDay.Add(48 * time.Hour)); {
			_, offset := at.Zone()
			_, end := at.ZoneBounds()
			fmt.Fprintln(&clock, offset, end.Unix())
			if at = end; end.IsZero() {
				break
			}
		}
		if !seen[clock.String()] {
			seen[clock.String()] = true
			list = append(list, zone)
		}
	}
	if names < 500 || len(list) < 50 {
		t.Fatalf("%d zones of which %d differ: not all there are", names, len(list))
	}
	t.Logf("%d zones, of which %d differ in these years", names, len(list))
	return list
}

var (
	firstDay = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	lastDay  = time.Date(2035, time.December, 31, 0, 0, 0, 0, time.UTC)
)

// In every zone, at every half hour in which clocks are changed, each date from 2020 to 2035 is due exactly once, in order, at the
// first instant at which the clock on the wall shows the time or, where it never does, a later one.
func TestMustShow_EveryZone(t *testing.T) {
	for _, zone := range zones(t) {
		for half := 0; half <= 7; half++ {
			hour, minute := half/2, half%2*30
			cron := mustParse(t, fmt.Sprintf("%d %d * * *", minute, hour), Calendar{Zone: zone})
			after := instant(firstDay, zone).Add(-time.Nanosecond)
			for day := period.FromTime(firstDay); day <= period.FromTime(lastDay); day++ {
				due := cron.Next(after)
				if due.Date() != day || !due.At.After(after) {
					t.Fatalf("%s, %s: after %v comes %v for %v, not the run for %v", zone, cron, after, due.At, due.Date(), day)
				}
				after = due.At
				checkFirst(t, zone, day.Time().Add(time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute), due.At)
			}
		}
	}
}

// checkFirst compares an instant with what is found by looking at the clock minute by minute.
func checkFirst(t *testing.T, zone *time.Location, wall, at time.Time) {
	shown := wallOf(at, zone)
	_, before := at.Add(-25 * time.Hour).Zone()
	_, later := at.Add(25 * time.Hour).Zone()
	if before == later {
		if !shown.Equal(wall) {
			t.Fatalf("%s: due at %v, not when the clock shows %v", zone, at, wall)
		}
		return
	}
	for look := at.Add(-25 * time.Hour); ; look = look.Add(time.Minute) {
		if !wallOf(look, zone).Before(wall) {
			if !look.Equal(at) {
				t.Fatalf("%s: due at %v, but the clock shows %v at %v already", zone, at, wallOf(look, zone), look)
			}
			return
		}
	}
}

// A daemon that looks at its clock now and then, and is down for hours, days or months in between, makes up what the policy says.
func TestMustShow_DowntimeIsMadeUp(t *testing.T) {
	all := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(all).Draw(t, "zone")
		s, err := Parse(rapid.SampledFrom([]string{"30 2 * * *", "0 0 * * *", "15 1,3 * * *", "business day 3 of month at 02:30", "last day of quarter at 00:00"}).Draw(t, "schedule"),
			Calendar{Zone: zone})
		if err != nil {
			t.Fatal(err)
		}
		policy := rapid.SampledFrom([]CatchUp{None, Latest, All}).Draw(t, "policy")
		start := firstDay.Add(time.Duration(rapid.IntRange(0, 16*365*24).Draw(t, "start")) * time.Hour)
		now, watermark := start, start
		var ran, skipped []Due
		for range rapid.IntRange(1, 20).Draw(t, "looks") {
			down := rapid.SampledFrom([]time.Duration{30 * time.Second, 3 * time.Hour, 49 * time.Hour, 70 * 24 * time.Hour}).Draw(t, "down")
			now = now.Add(down)
			dues, left := s.Between(watermark, now, 1000)
			if left > 0 {
				t.Fatalf("%d left out", left)
			}
			run, skip := policy.Choose(dues, now)
			if len(dues) > 0 {
				watermark = dues[len(dues)-1].At
			}
			switch {
			case policy == All && len(skip) > 0, policy == Latest && len(dues) > 0 && (len(run) != 1 || run[0] != dues[len(dues)-1]):
				t.Fatalf("%s: of %v runs %v", policy, dues, run)
			case policy == None && (len(run) > 0 && run[0].Missed(now) || len(skip) > 0 && !skip[len(skip)-1].Missed(now)):
				t.Fatalf("none: of %v runs %v", dues, run)
			}
			ran, skipped = append(ran, run...), append(skipped, skip...)
		}
		want, _ := s.Between(start, now, 100_000)
		if len(ran)+len(skipped) != len(want) {
			t.Fatalf("%d runs and %d skipped, of %d due", len(ran), len(skipped), len(want))
		}
		keys := map[string]bool{}
		for i, due := range ran {
			if i > 0 && !due.At.After(ran[i-1].At) {
				t.Fatalf("%v runs after %v", due, ran[i-1])
			}
			keys[due.Key()] = true
		}
		for _, due := range skipped {
			keys[due.Key()] = true
		}
		for _, due := range want {
			if !keys[due.Key()] {
				t.Fatalf("%v was lost", due)
			}
		}
	})
}

func mustParse(t *testing.T, text string, calendar Calendar) *Schedule {
	t.Helper()
	s, err := Parse(text, calendar)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
