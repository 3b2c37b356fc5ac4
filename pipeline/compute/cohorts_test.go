package compute

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/formulas/expr"
	"kpibook/pipeline/facts"
)

// rows writes a triangle as text: label, customers and MRR at the start, then for each age those kept and their MRR.
func rows(triangle *Triangle) string {
	var lines []string
	for _, c := range triangle.Cohorts {
		line := fmt.Sprintf("%s %d %s:", c.Label, c.Customers, c.MRR)
		for _, a := range c.Ages {
			line += fmt.Sprintf(" %d/%d %s/%s", a.Kept, a.Customers, a.MRR, a.Start)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// TestCohorts works out by hand how customers who started in January and in April 2025 held up to July. A grows, B leaves in
// March and comes back in June, C leaves in the month of its start.
func TestCohorts(t *testing.T) {
	b := company(t, 7, span{"A1", 10, 1, 0}, span{"A1", 5, 3, 0}, span{"B1", 20, 1, 3}, span{"B1", 8, 6, 0}, span{"A2", 40, 4, 0})
	for by, want := range map[string]string{
		"quarter": "Q1 2025 2 30: 1/2 15/30 2/2 23/30\nQ2 2025 1 40: 1/1 40/40",
		"month":   "Jan 2025 2 30: 2/2 30/30 2/2 30/30 1/2 15/30 1/2 15/30 1/2 15/30 2/2 23/30 2/2 23/30\nApr 2025 1 40: 1/1 40/40 1/1 40/40 1/1 40/40 1/1 40/40",
		"letter":  "A 2 50: 2/2 50/50 2/2 50/50 2/2 55/50 2/2 55/50 1/1 15/10 1/1 15/10 1/1 15/10\nB 1 20: 1/1 20/20 1/1 20/20 0/1 0/20 0/1 0/20 0/1 0/20 1/1 8/20 1/1 8/20",
	} {
		triangle, reason := b.Cohorts(by, facts.Portfolio)
		if reason.Code != expr.Available {
			t.Fatal(reason)
		}
		if got := rows(triangle); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", by, got, want)
		}
	}
	only, _ := b.Cohorts("year", facts.Scope{Dimension: "letter", Value: "B"})
	if got := rows(only); got != "2025 1 20:" { // the year has not ended
		t.Errorf("B alone: got %s", got)
	}
}

// TestCohortsHoldTheBook: at every month the cohorts by month of start together pay the MRR of the book, in one currency, and
// they are its customers.
func TestCohortsHoldTheBook(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var spans []span
		for i := range rapid.IntRange(1, 12).Draw(rt, "spans") {
			from := rapid.IntRange(1, 8).Draw(rt, "from")
			spans = append(spans, span{string(rune('A' + i%7)), rapid.Int64Range(1, 500).Draw(rt, "amount"), from, rapid.SampledFrom([]int{0, from + 1, from + 4}).Draw(rt, "to")})
		}
		b := company(t, 9, spans...)
		triangle, _ := b.Cohorts("month", facts.Portfolio)
		for month := b.Facts.First; month <= b.Facts.Last; month++ {
			p := month.Label()
			var paid expr.Value
			kept := 0
			for _, c := range triangle.Cohorts {
				age := int(month-b.Facts.First) - startOf(c.Label, b)
				if age >= 0 {
					paid, kept = paid.Add(c.Ages[age].MRR), kept+c.Ages[age].Kept
				}
			}
			if want := figure(t, b, "monthly_recurring_revenue", "", month.String()); !paid.Equal(want) {
				rt.Errorf("%s: the cohorts pay %s, the book has %s", p, paid, want)
			}
			if want := figure(t, b, "installed_base", "", month.String()); !want.Equal(expr.Fraction(int64(kept), 1)) {
				rt.Errorf("%s: the cohorts are %d customers, the book has %s", p, kept, want)
			}
		}
	})
}

// startOf is how many months after the first one of the book a cohort by month starts.
func startOf(label string, b *Book) int {
	for month := b.Facts.First; ; month++ {
		if month.Label() == label {
			return int(month - b.Facts.First)
		}
	}
}

// TestSensitivity: the definition in use comes first, the others against it, in their unit.
func TestSensitivity(t *testing.T) {
	b := company(t, 3, span{"A", 10, 1, 0}, span{"B", 10, 1, 3}, span{"C", 10, 3, 0})
	k, _ := b.Catalogue.ByID("logo_churn")
	p, _ := b.Facts.Calendar.Parse("2025-03")
	list := b.Sensitivity(nil, facts.Portfolio, p)
	if len(list) < 10 {
		t.Errorf("%d KPIs of several definitions have a value", len(list))
	}
	for _, d := range list {
		if d.KPI != k {
			continue
		}
		if len(d.List) != 2 || !d.List[0].Used || d.List[1].Variant != "stripe" {
			t.Fatalf("got %+v", d.List)
		}
		if got := d.List[1].Difference; !got.Equal(expr.Fraction(1, 3).Sub(expr.Fraction(1, 2))) {
			t.Errorf("stripe: got %s less", got)
		}
		if got := d.List[1].Words(expr.Value.String); !strings.HasPrefix(got, "lower by 0.1666") {
			t.Errorf("stripe in words: got %q", got)
		}
	}
	hhi, _ := b.Catalogue.ByID("revenue_concentration")
	for _, d := range b.Sensitivity(nil, facts.Portfolio, p) {
		if d.KPI == hhi && d.List[1].Words(expr.Value.String) != "in another unit" {
			t.Errorf("the index: got %q", d.List[1].Words(expr.Value.String))
		}
	}
}
