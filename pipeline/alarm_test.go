package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestSharpFall: a last month in which more than half of the customers, the MRR or the users are gone raises an alarm; half of them does not,
// nor does a fall of an earlier month.
func TestSharpFall(t *testing.T) {
	const users = 10
	for _, c := range []struct {
		name  string
		ends  map[int]string // subscription: its end
		big   int            // subscription with most of the MRR; -1: none
		user  int            // active ones in the last month
		falls []string
	}{
		{"all stay", nil, -1, users, nil},
		{"half of the customers and users go", map[int]string{0: "2026-03-10", 1: "2026-03-10"}, -1, users / 2, nil},
		{"most customers go", map[int]string{0: "2026-03-10", 1: "2026-03-10", 2: "2026-03-11"}, -1, users,
			[]string{"of 4 customers at the start of Mar 2026, 1 are left at its end", "of the MRR at the start of Mar 2026, less than half is left at its end"}},
		{"the largest goes", map[int]string{3: "2026-03-10"}, 3, users, []string{"of the MRR at the start of Mar 2026, less than half is left at its end"}},
		{"a month before", map[int]string{0: "2026-02-10", 1: "2026-02-10", 2: "2026-02-11"}, -1, users, nil},
		{"most users go", nil, -1, 4, []string{"10 users were active in Feb 2026, and 4 in Mar 2026"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var lines, usage strings.Builder
			lines.WriteString("subscription_id,account_id,amount,billing_interval,started_on,ended_on\n")
			for i := range 4 {
				amount := 100
				if i == c.big {
					amount = 10_000
				}
				fmt.Fprintf(&lines, "S-%d,A-%d,%d,month,2025-01-01,%s\n", i, i, amount, c.ends[i])
			}
			usage.WriteString("account_id,user_id,date\n")
			for month, most := range map[string]int{"2026-02": users, "2026-03": c.user} {
				for i := range most {
					fmt.Fprintf(&usage, "A-%d,u%d,%s-%02d\n", i%4, i, month, 15+i)
				}
			}
			usage.WriteString("A-0,u0,2026-03-31\n")
			dir := t.TempDir()
			settings := "company: Fern\ncurrency: EUR\nsources:\n  - {dataset: subscriptions, files: [s.csv]}\n  - {dataset: usage, files: [u.csv]}\njobs:\n  - {name: m, report: finance}\n"
			for name, text := range map[string]string{"s.csv": lines.String(), "u.csv": usage.String(), "kpibook.yaml": settings} {
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
			book, err := Read(context.Background(), file, catalogue, Options{AsOf: "2026-03"})
			if err != nil {
				t.Fatal(err)
			}
			var fell []string
			for _, f := range book.Records.Findings {
				if f.Kind == "truncated_export" {
					fell = append(fell, f.Text)
				}
			}
			if strings.Join(fell, "\n") != strings.Join(c.falls, "\n") {
				t.Errorf("fell: %q, want %q", fell, c.falls)
			}
		})
	}
}
