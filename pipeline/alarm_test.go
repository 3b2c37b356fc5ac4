package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/job"
)

// TestSharpChanges: a last month in which more than half of the customers, the MRR or the users are gone, or in which they more than double,
// raises an alarm; half or twice of them does not, nor does a change of an earlier month.
func TestSharpChanges(t *testing.T) {
	const users = 10
	for _, c := range []struct {
		name  string
		ends  map[int]string // subscription: its end
		extra []string       // starts of further subscriptions
		big   int            // subscription with most of the MRR; -1: none
		user  int            // active ones in the last month
		falls []string
	}{
		{"all stay", nil, nil, -1, users, nil},
		{"half of the customers and users go", map[int]string{0: "2026-03-10", 1: "2026-03-10"}, nil, -1, users / 2, nil},
		{"most customers go", map[int]string{0: "2026-03-10", 1: "2026-03-10", 2: "2026-03-11"}, nil, -1, users,
			[]string{"of 4 customers at the start of Mar 2026, 1 are left at its end", "of the MRR at the start of Mar 2026, less than half is left at its end"}},
		{"the largest goes", map[int]string{3: "2026-03-10"}, nil, 3, users, []string{"of the MRR at the start of Mar 2026, less than half is left at its end"}},
		{"a month before", map[int]string{0: "2026-02-10", 1: "2026-02-10", 2: "2026-02-11"}, nil, -1, users, nil},
		{"most users go", nil, nil, -1, 4, []string{"10 users were active in Feb 2026, and 4 in Mar 2026"}},
		{"customers and MRR double", nil, []string{"2026-03-01", "2026-03-01", "2026-03-31", "2026-03-02"}, -1, users, nil},
		{"customers and MRR more than double", nil, []string{"2026-03-01", "2026-03-01", "2026-03-31", "2026-03-02", "2026-03-03"}, -1, users,
			[]string{"4 customers at the start of Mar 2026 have become 9 at its end", "the MRR at the start of Mar 2026 has more than doubled at its end"}},
		{"more than double a month before", nil, []string{"2026-02-01", "2026-02-01", "2026-02-28", "2026-02-02", "2026-02-03"}, -1, users, nil},
		{"users more than double", nil, nil, -1, 2*users + 1, []string{"10 users were active in Feb 2026, and 21 in Mar 2026"}},
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
			for i, start := range c.extra {
				fmt.Fprintf(&lines, "X-%d,B-%d,100,month,%s,\n", i, i, start)
			}
			usage.WriteString("account_id,user_id,date\n")
			for month, most := range map[string]int{"2026-02": users, "2026-03": c.user} {
				for i := range most {
					fmt.Fprintf(&usage, "A-%d,u%d,%s-%02d\n", i%4, i, month, 5+i)
				}
			}
			usage.WriteString("A-0,u0,2026-03-31\n")
			book := bookOf(t, "2026-03", map[string]string{"subscriptions": lines.String(), "usage": usage.String()})
			var fell []string
			for _, f := range book.Records.Findings {
				if f.Kind == "truncated_export" || f.Kind == "sharp_rise" || f.Kind == "scale_changed" {
					fell = append(fell, f.Text)
				}
			}
			if strings.Join(fell, "\n") != strings.Join(c.falls, "\n") {
				t.Errorf("fell: %q, want %q", fell, c.falls)
			}
		})
	}
}

// bookOf is the book of files by dataset, as of a month.
func bookOf(t *testing.T, asOf string, files map[string]string) *Book {
	t.Helper()
	dir, settings := t.TempDir(), "company: Fern\ncurrency: EUR\nsources:\n"
	for dataset, text := range files {
		settings += fmt.Sprintf("  - {dataset: %s, files: [%s.csv]}\n", dataset, dataset)
		if err := os.WriteFile(filepath.Join(dir, dataset+".csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "kpibook.yaml"), []byte(settings+"jobs:\n  - {name: m, report: finance}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := job.Load(filepath.Join(dir, "kpibook.yaml"), Schema())
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	book, err := Read(context.Background(), file, catalogue, Options{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestMonthsInAnotherUnit: months in which customers pay a hundred or a thousand times what they did, or that part, are told, whichever month
// it is; the largest customer who goes is not.
func TestMonthsInAnotherUnit(t *testing.T) {
	for _, c := range []struct {
		name  string
		times []string // as much as usual, of each month from 2026-01 on
		want  string
	}{
		{"as ever", []string{"1", "1.1", "1", "1.2"}, ""},
		{"one month in cents", []string{"1", "1", "100", "1.1"}, "in Mar 2026 a customer pays on average about 100 times what it did before; 1"},
		{"cents from a month on", []string{"1", "110", "115", "120"}, "in Feb 2026 a customer pays on average about 100 times what it did before; 3"},
		{"thousands", []string{"1", "1", "1", "0.001"}, "in Apr 2026 a customer pays on average about 1/1000 of what it did before; 1"},
		{"the first in cents", []string{"100", "1", "1", "1"}, "in Feb 2026 a customer pays on average about 1/100 of what it did before; 3"},
		{"much more", []string{"1", "1", "1", "40"}, ""},
	} {
		text := "account_id,month,mrr\n"
		for month, times := range c.times {
			factor := decimal.RequireFromString(times)
			for i, usual := range []int64{100, 250, 1200} {
				text += fmt.Sprintf("A-%d,2026-%02d,%s\n", i, month+1, factor.Mul(decimal.NewFromInt(usual)))
			}
		}
		got := ""
		for _, f := range bookOf(t, "2026-04", map[string]string{"mrr": text}).Records.Findings {
			if f.Kind == "scale_changed" {
				got += fmt.Sprintf("%s; %d", f.Text, f.Count)
			}
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
