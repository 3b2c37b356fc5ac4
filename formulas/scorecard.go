package formulas

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Scorecard says how a score of 0 to 100 is made of other figures: each is scaled to 0..100, and their mean is taken by weight. The
// weight of a figure that is not available is shared out among the others in proportion to theirs.
type Scorecard struct {
	Inputs   []ScoreInput
	Coverage decimal.Decimal // the least share of the weight that has to be known, 0 to 1
}

// ScoreInput is one figure of a score.
type ScoreInput struct {
	ID      string // of a measure or KPI
	Variant string // the KPI's definition; empty: the default one, whatever the job uses elsewhere, because the scale is made for it
	Weight  decimal.Decimal
	Over    Span
	Better  Direction // of the figure; empty: that of the KPI
	Scale
}

// Key tells the inputs of scores apart.
func (in ScoreInput) Key() string { return in.ID + "\x00" + in.Variant + "\x00" + string(in.Over) }

// Span is the period over which an input is read, told from the last month of the score's period: the kind of period that
// ends with that month or, for quarters, half-years and years, the last of them that has ended by then. The empty Span is the
// period of the score itself.
type Span string

// Spans lists the spans that may be named.
func Spans() []string { return append([]string{"period"}, Kinds(0).Names()...) }

// Of is the period of a span for a score of the period p.
func (s Span) Of(p period.Period) period.Period {
	kind := slices.Index(Kinds(0).Names(), string(s))
	if kind < 0 {
		return p
	}
	over := p.Calendar.At(period.MonthKind+period.Kind(kind), p.Last)
	if over.Last > p.Last {
		over, _ = over.Previous()
	}
	return over
}

// words says over what an input is read.
func (s Span) words() string {
	switch s {
	case "month":
		return "over the last month"
	case "quarter", "year":
		return "over the last whole " + string(s)
	case "half":
		return "over the last whole half-year"
	case "ytd":
		return "over the year to date"
	case "ttm":
		return "over the last twelve months"
	}
	return "over the period"
}

// Scale turns a figure into 0 to 100 points: on a straight line, or by steps.
type Scale struct {
	Worst, Best decimal.Decimal // 0 points here and beyond, 100 points there and beyond
	Steps       []Step          // instead of the line
}

// Step gives the figures of a range the same points.
type Step struct {
	Range
	Points decimal.Decimal
}

// pointPlaces is to how many decimals points are rounded, half to even. From then on everything is exact: the scores of many
// thousand customers add up without their fractions growing out of hand.
const pointPlaces = 6

// Points are those of a figure, rounded once; missing for its reason when it is.
func (s Scale) Points(v expr.Value) expr.Value {
	if !v.Available() {
		return v
	}
	for _, step := range s.Steps {
		if step.has(v) {
			return expr.Number(step.Points)
		}
	}
	worst, hundred := expr.Number(s.Worst), expr.Fraction(100, 1)
	points := v.Sub(worst).Mul(hundred).Quo(expr.Number(s.Best).Sub(worst))
	exact, ok := points.Max(expr.Value{}).Min(hundred).Decimal()
	if !ok {
		return points
	}
	return expr.Number(exact.RoundBank(pointPlaces))
}

// words is the scale for readers: "0 at 0.1, 100 at 0.6", "100 under 8, 50 from 8 to under 31, 0 from 31".
func (s Scale) words() string {
	if len(s.Steps) == 0 {
		return "0 at " + s.Worst.String() + ", 100 at " + s.Best.String()
	}
	var steps []string
	for _, step := range s.Steps {
		steps = append(steps, step.Points.String()+" "+step.String())
	}
	return strings.Join(steps, ", ")
}

// Scored is a score taken apart. The contributions of its parts add up to it exactly.
type Scored struct {
	Value    expr.Value // 0 to 100, or the reason why there is none
	Coverage expr.Value // share of the weight whose figure is known
	Parts    []Part     // in the order of the inputs
}

// Part is what an input does to a score. Points, Effective and Contribution are missing where the figure is.
type Part struct {
	ScoreInput
	Value        expr.Value // the figure
	Points       expr.Value // 0 to 100
	Share        expr.Value // of the weight
	Effective    expr.Value // of the weight that is known
	Contribution expr.Value // effective share x points
}

// Of works the score out; value gives the figure of each input.
func (s Scorecard) Of(value func(in ScoreInput) expr.Value) Scored {
	var all, known, points expr.Value
	scored := Scored{Parts: make([]Part, len(s.Inputs))}
	for i, in := range s.Inputs {
		figure, weight := value(in), expr.Number(in.Weight)
		scored.Parts[i] = Part{ScoreInput: in, Value: figure, Points: in.Points(figure)}
		all = all.Add(weight)
		if figure.Available() {
			known, points = known.Add(weight), points.Add(weight.Mul(scored.Parts[i].Points))
		}
	}
	scored.Coverage = known.Quo(all)
	for i := range scored.Parts {
		part := &scored.Parts[i]
		weight := expr.Number(part.Weight)
		part.Share, part.Effective = weight.Quo(all), part.Points
		if part.Value.Available() {
			part.Effective = weight.Quo(known)
		}
		part.Contribution = part.Effective.Mul(part.Points)
	}
	scored.Value = points.Quo(known)
	if known.Sign() == 0 || scored.Coverage.Sub(expr.Number(s.Coverage)).Sign() < 0 {
		scored.Value = expr.Missing(expr.DataGap, fmt.Sprintf("%s of the weight is known, %s is needed", percent(scored.Coverage), neededText(s.Coverage)))
	}
	return scored
}

func neededText(share decimal.Decimal) string {
	if share.Sign() == 0 {
		return "some"
	}
	return share.Shift(2).String() + "%"
}

// percent is a share for a message: 45%, 33.3%.
func percent(share expr.Value) string {
	d, _ := share.Decimal()
	return d.Shift(2).Round(1).String() + "%"
}

// mostNamed is how many inputs a note names.
const mostNamed = 7

// weights are the inputs with their weights, for a note, the heaviest first: "adoption rate (20), stickiness (15) and 2 more".
func (s Scorecard) weights(name func(id string) string) string {
	inputs := slices.Clone(s.Inputs)
	slices.SortStableFunc(inputs, func(x, y ScoreInput) int { return y.Weight.Cmp(x.Weight) })
	var parts []string
	for _, in := range inputs[:min(len(inputs), mostNamed)] {
		parts = append(parts, fmt.Sprintf("%s (%s)", name(in.ID), in.Weight))
	}
	if more := len(inputs) - mostNamed; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return sentence(parts)
}

// words is how each input is read and scaled, for the glossary.
func (s Scorecard) words(name func(id string) string) string {
	var parts []string
	for _, in := range s.Inputs {
		parts = append(parts, fmt.Sprintf("%s %s (%s)", name(in.ID), in.Over.words(), in.Scale.words()))
	}
	return strings.Join(parts, "; ")
}
