package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kpibook/fixtures/demo"
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// checkScoring: what is said to add up does so exactly: the contributions of the inputs to the score, the parts of the customers to
// the figure.
func checkScoring(t *testing.T, name string, s *compute.Scoring, value expr.Value) {
	t.Helper()
	if len(s.Inputs) > 0 && s.Score.Available() {
		var total, effective expr.Value
		for _, in := range s.Inputs {
			if in.Contribution.Available() {
				total, effective = total.Add(in.Contribution), effective.Add(in.Effective)
			}
		}
		if !total.Equal(s.Score) || !effective.Equal(expr.Fraction(1, 1)) {
			t.Errorf("%s: the inputs contribute %s of %s, with %s of the weight", name, total, s.Score, effective)
		}
	}
	if len(s.Customers) > 0 {
		var total expr.Value
		for _, c := range s.Customers {
			if c.Part.Available() {
				total = total.Add(c.Part)
			}
		}
		if !total.Equal(value) {
			t.Errorf("%s: the customers make up %s of %s", name, total, value)
		}
	}
}

// healthBook reads the demo company with another health section in its job file, by default none: the model that ships.
func healthBook(t *testing.T, section string) (*Book, error) {
	t.Helper()
	dir := t.TempDir()
	if err := demo.Write(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "kpibook.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), "\nhealth:")
	if found {
		_, rest, _ = strings.Cut(rest, "\njobs:")
	} else {
		before, rest, _ = strings.Cut(string(data), "\njobs:")
	}
	if err := os.WriteFile(path, []byte(before+"\n"+section+"\njobs:"+rest), 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := job.Load(path, Schema())
	if err != nil {
		return nil, err
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		return nil, err
	}
	return Read(context.Background(), file, catalogue, Options{})
}

func value(b *Book, kpi string, scope facts.Scope, p period.Period) expr.Value {
	c, _ := b.Choose(kpi)
	return b.Value(c, scope, p)
}

// leaver is the large customer of the demo company that leaves at the end of May 2026.
var leaver = facts.AccountScope("001221")

// testHealth: a model gives green, yellow and red customers, and the large one turns red before it leaves, from a better band a
// year before.
func testHealth(t *testing.T, b *Book) {
	t.Helper()
	april := period.MonthOf(2026, time.April)
	month := func(m period.Month) period.Period { return b.Facts.Calendar.At(period.MonthKind, m) }
	for _, band := range []string{"green", "yellow", "red"} {
		if n := value(b, "customers_"+band, facts.Portfolio, month(april)); n.Sign() <= 0 {
			t.Errorf("%s customers that are %s", n, band)
		}
	}
	if was := value(b, "health_status", leaver, month(april-12)); was.Text() == formulas.Red.Words() || !was.IsLabel() {
		t.Errorf("a year before it leaves it is %s", was)
	}
	for m := april; m < april+1; m++ {
		if is := value(b, "health_status", leaver, month(m)); is.Text() != formulas.Red.Words() {
			t.Errorf("in %s, before it leaves, it is %s with %s", m.Label(), is, value(b, "health_score", leaver, month(m)))
		}
	}
	gone := value(b, "health_score", leaver, month(april+2))
	if gone.Available() || gone.Reason().Code != expr.OutsideCover {
		t.Errorf("after it left it has the score %s", gone)
	}
}

// TestHealthOfTheDemo: the model of the demo's own job file tells the story too.
func TestHealthOfTheDemo(t *testing.T) { testHealth(t, demoBook(t)) }

func TestDefaultHealthOfTheDemo(t *testing.T) {
	b, err := healthBook(t, "")
	if err != nil {
		t.Fatal(err)
	}
	testHealth(t, b)
	testMeans(t, b)
	testAtRisk(t, b)
}

// testMeans: the score of a group is the mean of its customers by ARR, its numbers by band are theirs, and every score lies within
// 0 to 100; worked out a second time from the accounts alone.
func testMeans(t *testing.T, b *Book) {
	t.Helper()
	p := b.Facts.Calendar.At(period.MonthKind, b.AsOf)
	for _, group := range b.Facts.Groups("segment") {
		scope := facts.Scope{Dimension: "segment", Value: group}
		inside := b.Facts.Within(scope, p)
		var sum, weight expr.Value
		bands := map[string]int64{}
		for _, a := range b.Facts.Accounts {
			if !inside(a.ID) {
				continue
			}
			score, arr := value(b, "health_score", facts.AccountScope(a.ID), p), b.Facts.Value("closing_arr", facts.AccountScope(a.ID), p)
			if !score.Available() {
				if arr.Sign() > 0 && value(b, "health_coverage", facts.AccountScope(a.ID), p).Sub(expr.Fraction(1, 2)).Sign() >= 0 {
					t.Errorf("%s pays and is known well enough, and its score is %s", a.ID, score)
				}
				continue
			}
			if score.Sign() < 0 || score.Sub(expr.Fraction(100, 1)).Sign() > 0 {
				t.Errorf("%s has the score %s", a.ID, score)
			}
			sum, weight = sum.Add(score.Mul(arr)), weight.Add(arr)
			bands[value(b, "health_status", facts.AccountScope(a.ID), p).Text()]++
		}
		if got := value(b, "health_score", scope, p); weight.Sign() > 0 && !got.Equal(sum.Quo(weight)) {
			t.Errorf("%s: got %s, its customers have %s", scope, got, sum.Quo(weight))
		}
		for _, band := range []formulas.Band{formulas.Green, formulas.Yellow, formulas.Red} {
			if got := value(b, "customers_"+string(band), scope, p); weight.Sign() > 0 && !got.Equal(expr.Fraction(bands[band.Words()], 1)) {
				t.Errorf("%s: %s customers that are %s, counted %d", scope, got, band, bands[band.Words()])
			}
		}
	}
}

// testAtRisk: ARR at risk is the ARR of exactly those customers that are not green and have a contract that ends within 90 days and
// that nothing succeeds by the end of the period; told from the contracts' rows.
func testAtRisk(t *testing.T, b *Book) {
	t.Helper()
	p := b.Facts.Calendar.At(period.MonthKind, b.AsOf-4)
	end := p.LastDay()
	succeeded := map[string]bool{}
	for _, c := range b.Records.Contracts {
		if c.Renews != "" && c.SignedOn <= end {
			succeeded[c.Renews] = true
		}
	}
	candidates := map[string]bool{}
	for _, c := range b.Records.Contracts {
		if c.EndsOn != period.NoDate && c.EndsOn+1 > end && c.EndsOn+1 <= end+90 && !succeeded[c.ID] {
			candidates[c.Account] = true
		}
	}
	kpi, _ := b.Choose("arr_at_risk")
	trace := explainAll(t, b, kpi, facts.Portfolio, p)
	if len(trace.Scoring.Customers) == 0 {
		t.Fatal("no customer is at risk")
	}
	for _, c := range trace.Scoring.Customers {
		if !candidates[c.ID] || c.Band == formulas.Green || c.Due <= end || c.Due > end+90 || !c.Part.Equal(c.ARR) {
			t.Errorf("%s is at risk: %s, due %s, %s of %s", c.ID, c.Band, c.Due, c.Part, c.ARR)
		}
	}
	checkScoring(t, "arr_at_risk", trace.Scoring, trace.Value)
}

// TestHealthModels: a model of its own for a segment, inputs over periods of their own, and a segment that the data does not have.
func TestHealthModels(t *testing.T) {
	b, err := healthBook(t, `health:
  coverage: 0
  inputs:
    - {input: stickiness, weight: 3, over: month, worst: 0%, best: 20%}
    - {input: usage_events, weight: 1, worst: 0, best: 100}
  segments:
    - {by: segment, values: [Enterprise], inputs: [{input: touchpoints, weight: 1, over: ttm, steps: [{to: 4, points: 0}, {from: 4, points: 100}]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	p := b.Facts.Calendar.At(period.QuarterKind, b.AsOf)
	enterprise := b.Facts.Within(facts.Scope{Dimension: "segment", Value: "Enterprise"}, p)
	ttm := b.Facts.Calendar.At(period.TTM, b.AsOf)
	compared := 0
	for _, a := range b.Facts.Accounts {
		scope := facts.AccountScope(a.ID)
		got := value(b, "health_score", scope, p)
		if !got.Available() {
			continue
		}
		compared++
		want := expr.Value{}
		if enterprise(a.ID) {
			if b.Facts.Value("touchpoints", scope, ttm).Sub(expr.Fraction(4, 1)).Sign() >= 0 {
				want = expr.Fraction(100, 1)
			}
		} else {
			events := b.Facts.Value("usage_events", scope, p).Min(expr.Fraction(100, 1))
			want = events
			if sticky := value(b, "stickiness", scope, b.Facts.Calendar.At(period.MonthKind, b.AsOf)); sticky.Available() {
				want = sticky.Mul(expr.Fraction(500, 1)).Min(expr.Fraction(100, 1)).Mul(expr.Fraction(3, 4)).Add(events.Quo(expr.Fraction(4, 1)))
			}
		}
		if difference := got.Sub(want).Mul(expr.Fraction(1_000_000, 1)); difference.Rat().Abs(difference.Rat()).Cmp(expr.Fraction(1, 1).Rat()) > 0 {
			t.Errorf("%s: got %s, want %s", a.ID, got, want)
		}
	}
	if compared < 50 {
		t.Errorf("%d customers were compared", compared)
	}
	for section, want := range map[string]string{
		"health:\n  segments: [{by: segmnt, values: [Enterprise], inputs: [{input: touchpoints, weight: 1, worst: 0, best: 4}]}]":  `the accounts have no column "segmnt"`,
		"health:\n  segments: [{by: segment, values: [Enterprice], inputs: [{input: touchpoints, weight: 1, worst: 0, best: 4}]}]": `no customer has the segment "Enterprice"`,
	} {
		_, err := healthBook(t, section)
		var faults job.Faults
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", section, err, want)
		} else if !errors.As(err, &faults) || faults[0].Line == 0 || !strings.Contains(faults[0].Excerpt, "^") {
			t.Errorf("%s: %v has no place", section, err)
		}
	}
}
