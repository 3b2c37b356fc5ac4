package pipeline

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// usageEvents are events of the first quarter of 2026: customer, user, day.
var usageEvents = [][3]string{
	{"A", "u1", "2026-01-01"}, {"A", "u1", "2026-01-01"}, {"A", "u1", "2026-01-20"}, {"A", "u2", "2026-01-20"}, {"B", "v1", "2026-01-31"},
	{"A", "u1", "2026-02-03"}, {"A", "u3", "2026-02-03"}, {"B", "v1", "2026-02-27"}, {"B", "v1", "2026-02-28"},
	{"A", "u2", "2026-03-02"}, {"A", "u3", "2026-03-15"}, {"B", "v2", "2026-03-31"}, {"B", "v2", "2026-03-31"},
}

// addedUp writes the events added up by customer and span of time: how many there were, and of how many users.
func addedUp(span int, header string) string {
	events, users := map[string]int{}, map[string]map[string]bool{}
	for _, e := range usageEvents {
		key := e[0] + "," + e[2][:span]
		if events[key]++; users[key] == nil {
			users[key] = map[string]bool{}
		}
		users[key][e[1]] = true
	}
	text := header + "\n"
	for _, key := range slices.Sorted(maps.Keys(events)) {
		text += fmt.Sprintf("%s,%d,%d\n", key, len(users[key]), events[key])
	}
	return text
}

// usageBook reads a company with a usage file.
func usageBook(t *testing.T, usage string) (*Book, error) {
	t.Helper()
	dir := t.TempDir()
	settings := "company: Fern\ncurrency: EUR\nsources:\n  - {dataset: subscriptions, files: [s.csv]}\n  - {dataset: usage, files: [u.csv]}\njobs:\n  - {name: m, report: finance}\n"
	for name, text := range map[string]string{"s.csv": "subscription_id,account_id,amount,billing_interval,started_on\nS1,A,10,month,2025-01-01\nS2,B,10,month,2025-01-01\n", "u.csv": usage, "kpibook.yaml": settings} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := job.Load(filepath.Join(dir, "kpibook.yaml"), Schema())
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	return Read(context.Background(), file, catalogue, Options{})
}

// TestUsageAddedUp: usage that comes added up by month or by day gives the same figures as the events that it was added up from, and
// where it cannot, none, for the column that is missing.
func TestUsageAddedUp(t *testing.T) {
	raw := "account_id,user_id,date\n"
	for _, e := range usageEvents {
		raw += strings.Join(e[:], ",") + "\n"
	}
	events, err := usageBook(t, raw)
	if err != nil {
		t.Fatal(err)
	}
	measures := []string{"usage_events", "mau", "mau_days", "active_users", "active_user_days", "active_days_with_data", "critical_feature_users", "days_since_last_activity"}
	for _, c := range []struct {
		name, text string
		missing    map[string]string // measure: the column
		months     []string          // measures that are known of single months only
	}{
		{"by month", addedUp(len("2026-01"), "account_id,month,active_users,count"),
			map[string]string{"active_user_days": "date", "active_days_with_data": "date", "days_since_last_activity": "date", "critical_feature_users": "user_id"}, []string{"active_users"}},
		{"by day", addedUp(len("2026-01-01"), "account_id,date,active_users,count"),
			map[string]string{"mau": "user_id", "mau_days": "user_id", "active_users": "user_id", "critical_feature_users": "user_id"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			book, err := usageBook(t, c.text)
			if err != nil {
				t.Fatal(err)
			}
			if book.AsOf != events.AsOf {
				t.Errorf("as of %s, want %s", book.AsOf, events.AsOf)
			}
			for _, measure := range measures {
				for _, scope := range []facts.Scope{facts.Portfolio, facts.AccountScope("A"), facts.AccountScope("B")} {
					for _, p := range []period.Period{book.Facts.Calendar.At(period.MonthKind, book.AsOf-1), book.Facts.Calendar.At(period.MonthKind, book.AsOf), book.Facts.Calendar.At(period.QuarterKind, book.AsOf)} {
						want := events.Facts.Value(measure, scope, p).String()
						column := c.missing[measure]
						if column == "" && slices.Contains(c.months, measure) && p.Kind == period.QuarterKind {
							column = "user_id"
						}
						if column != "" && !strings.HasPrefix(want, "n/a") {
							want = "n/a (no " + column + " column)"
						}
						got := book.Facts.Value(measure, scope, p).String()
						if got != want && !(strings.HasPrefix(want, "n/a") && strings.HasPrefix(got, "n/a")) {
							t.Errorf("%s of %s in %s is %s, want %s", measure, scope, p.Label(), got, want)
						}
					}
				}
			}
		})
	}
}

// TestUsageNotAddedUp: what cannot be added up is rejected.
func TestUsageNotAddedUp(t *testing.T) {
	for text, want := range map[string]string{
		"account_id,month,active_users\nA,2026-01,3\nA,2026-01,4\n":                "there is a row with active_users for this customer and time already: they cannot be added up",
		"account_id,month,feature,active_users\nA,2026-01,x,3\n":                   "users of several features may be the same",
		"account_id,date,user_id,active_users\nA,2026-01-01,u,\nA,2026-01-02,,3\n": "it has numbers of users by day where other rows have users with names",
		"account_id,date,month,active_users\nA,2026-01-01,,3\nA,,2026-01,3\n":      "it has numbers of users by month where other rows have numbers of users by day",
		"account_id,date,user_id,active_users\nA,2026-01-01,u,1\n":                 "the row has both a user_id and a number of active_users",
		"account_id,month,active_users,count\nA,2026-01,3,\n":                      "count is empty, and a row of a month or of several users is not one event",
		"account_id,date,month,count\nA,,,3\n":                                     "date is empty",
		"account_id,month,active_users,count\nA,2026-01,-3,1\n":                    "below zero",
	} {
		if _, err := usageBook(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	book, err := usageBook(t, "account_id,month,active_users\nA,2026-01,3\nA,2026-02,3\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := book.Facts.Value("usage_events", facts.Portfolio, book.Facts.Calendar.At(period.MonthKind, book.AsOf)).String(); got != "n/a (no count column)" {
		t.Errorf("events of usage without a count are %s", got)
	}
}
