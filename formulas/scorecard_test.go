package formulas

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// cards draws scorecards with lines and steps, of either direction.
func cards(t *rapid.T) Scorecard {
	number := func(name string) decimal.Decimal {
		return decimal.New(rapid.Int64Range(-500, 500).Draw(t, name), -1)
	}
	s := Scorecard{Coverage: decimal.New(rapid.Int64Range(0, 10).Draw(t, "coverage"), -1)}
	for i := range rapid.IntRange(1, 6).Draw(t, "inputs") {
		in := ScoreInput{ID: fmt.Sprint("input", i), Weight: decimal.New(rapid.Int64Range(1, 400).Draw(t, "weight"), -1)}
		if rapid.Bool().Draw(t, "line") {
			in.Worst = number("worst")
			for in.Best = number("best"); in.Best.Equal(in.Worst); in.Best = in.Best.Add(decimal.New(1, 0)) {
			}
			in.Better = Up
			if in.Best.LessThan(in.Worst) {
				in.Better = Down
			}
		} else {
			first := number("first")
			second := first.Add(decimal.New(rapid.Int64Range(1, 300).Draw(t, "width"), -1))
			points := []int64{0, rapid.Int64Range(0, 100).Draw(t, "points"), 100}
			if in.Better = Up; rapid.Bool().Draw(t, "falls") {
				in.Better, points[0], points[2] = Down, 100, 0
			}
			in.Steps = []Step{step("", first.String(), points[0]), step(first.String(), second.String(), points[1]), step(second.String(), "", points[2])}
		}
		s.Inputs = append(s.Inputs, in)
	}
	return s
}

// figures draws a figure for each input, some of them missing.
func figures(t *rapid.T, s Scorecard) []expr.Value {
	list := make([]expr.Value, len(s.Inputs))
	for i := range list {
		list[i] = expr.Fraction(rapid.Int64Range(-1000, 1000).Draw(t, "figure"), rapid.Int64Range(1, 30).Draw(t, "denominator"))
		if rapid.IntRange(0, 4).Draw(t, "missing") == 0 {
			list[i] = expr.Missing(expr.NoDataset, "surveys")
		}
	}
	return list
}

func scoreOf(s Scorecard, figures []expr.Value) Scored {
	i := -1
	return s.Of(func(ScoreInput) expr.Value { i++; return figures[i] })
}

// TestScorecardProperties: a score lies within 0 to 100 and is the sum of its contributions; it is there exactly when enough of the
// weight is known; it grows with every input the way the input is good news; and only the proportions of the weights matter.
func TestScorecardProperties(t *testing.T) {
	c := build(t)
	rapid.Check(t, func(t *rapid.T) {
		s := cards(t)
		for i := range s.Inputs { // the scales are sound
			if key, message, _ := s.Inputs[i].scaleFault(s.Inputs[i].Better); message != "" {
				t.Fatalf("%s: %s of %+v", key, message, s.Inputs[i])
			}
		}
		list := figures(t, s)
		scored := scoreOf(s, list)
		enough := scored.Coverage.Sub(expr.Number(s.Coverage)).Sign() >= 0 && scored.Coverage.Sign() > 0
		if scored.Value.Available() != enough {
			t.Fatalf("with %s known of %s needed the score is %s", scored.Coverage, s.Coverage, scored.Value)
		}
		var total, weight, share expr.Value
		for _, part := range scored.Parts {
			share = share.Add(part.Share)
			if part.Value.Available() {
				total, weight = total.Add(part.Contribution), weight.Add(part.Effective)
			}
		}
		if !share.Equal(expr.Fraction(1, 1)) || scored.Coverage.Sign() > 0 && !weight.Equal(expr.Fraction(1, 1)) {
			t.Fatalf("the weights are %s and %s together", share, weight)
		}
		if !enough {
			return
		}
		if !total.Equal(scored.Value) {
			t.Fatalf("the contributions are %s of %s", total, scored.Value)
		}
		if scored.Value.Sign() < 0 || scored.Value.Sub(expr.Fraction(100, 1)).Sign() > 0 {
			t.Fatalf("the score is %s", scored.Value)
		}
		at := rapid.IntRange(0, len(list)-1).Draw(t, "moved")
		if list[at].Available() {
			moved := append([]expr.Value(nil), list...)
			moved[at] = list[at].Add(expr.Fraction(rapid.Int64Range(1, 500).Draw(t, "more"), 7))
			change := scoreOf(s, moved).Value.Sub(scored.Value).Sign()
			if s.Inputs[at].Better == Up && change < 0 || s.Inputs[at].Better == Down && change > 0 {
				t.Fatalf("input %d is better %s, and with more of it the score changed by %d", at, s.Inputs[at].Better, change)
			}
		}
		scaled := s
		scaled.Inputs = append([]ScoreInput(nil), s.Inputs...)
		factor := decimal.New(rapid.Int64Range(1, 5000).Draw(t, "factor"), -2)
		for i := range scaled.Inputs {
			scaled.Inputs[i].Weight = scaled.Inputs[i].Weight.Mul(factor)
		}
		if got := scoreOf(scaled, list); !got.Value.Equal(scored.Value) || !got.Coverage.Equal(scored.Coverage) {
			t.Fatalf("with all weights times %s the score is %s, was %s", factor, got.Value, scored.Value)
		}
	})
	if faults := c.checkScore("health_score", DefaultHealth().Scorecard, nil); faults != nil {
		t.Error(faults)
	}
}

// TestBandsHoldEveryNumberOnce: bands that pass the check give every figure one band, and worse figures no better band.
func TestBandsHoldEveryNumberOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ends := func(name string) string {
			return decimal.New(rapid.Int64Range(-20, 20).Draw(t, name), -1).String()
		}
		b := Bands{Green: NewRange(ends("green"), ""), Yellow: NewRange(ends("from"), ends("to")), Red: NewRange("", ends("red"))}
		if rapid.Bool().Draw(t, "fitting") {
			b.Green.From, b.Red.To = b.Yellow.To, b.Yellow.From
		}
		if message, fix := b.Check(Up); message != "" {
			if fix == "" {
				t.Fatalf("%s: %s has no remedy", b, message)
			}
			return
		}
		rank := map[Band]int{Red: 0, Yellow: 1, Green: 2}
		last := 0
		for tenths := int64(-25); tenths <= 25; tenths++ {
			v := expr.Fraction(tenths, 10)
			in := 0
			for _, r := range []Range{b.Green, b.Yellow, b.Red} {
				if r.has(v) {
					in++
				}
			}
			band, ok := b.Of(v)
			if in != 1 || !ok || rank[band] < last {
				t.Fatalf("%s: %s is in %d ranges, and %s", b, v, in, band)
			}
			last = rank[band]
		}
	})
}

// TestSpans: quarters, half-years and years that have not ended by the end of the score's period are those before.
func TestSpans(t *testing.T) {
	calendar := period.Calendar{YearStart: 2}
	for _, test := range []struct{ span, of, want string }{
		{"", "FY2027-Q3", "FY2027-Q3"}, {"month", "FY2027-Q3", "2026-10"}, {"quarter", "2026-10", "FY2027-Q3"}, {"quarter", "2026-09", "FY2027-Q2"},
		{"half", "2026-10", "FY2027-H1"}, {"year", "2026-10", "FY2026"}, {"ytd", "2026-10", "FY2026-10-YTD"}, {"ttm", "FY2027-Q3", "2026-10-TTM"}, {"month", "2026-10-TTM", "2026-10"},
	} {
		p, err := calendar.Parse(test.of)
		if err != nil {
			t.Fatal(err)
		}
		if got := Span(test.span).Of(p).ID(); got != test.want {
			t.Errorf("%s of %s: got %s, want %s", test.span, test.of, got, test.want)
		}
	}
}
