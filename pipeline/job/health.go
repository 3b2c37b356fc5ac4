package job

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
)

// Health is the model of the health score: what it is made of, and how it is taken.
type Health struct {
	// The least share of the weight that has to be known of a customer; below it the score is n/a.
	Coverage string `yaml:"coverage" jsonschema:"default=0.5,example=0.5,example=60%"`
	// Which scores are green (healthy), yellow (a potential risk) and red (a high risk). Without it green from 70, red under 40.
	Bands Bands `yaml:"bands"`
	// ARR at risk: renewals that fall due within so many days of the end of a period.
	RenewalDays int `yaml:"renewal_days" jsonschema:"default=90,minimum=1,maximum=3660"`
	// The figures that the score is made of; without it, the default model.
	Inputs []HealthInput `yaml:"inputs"`
	// Models of their own for some customers; the first one that is for a customer counts.
	Segments []HealthSegment `yaml:"segments"`
}

// HealthInput is one figure of the health score.
type HealthInput struct {
	// A measure or KPI that is given by account, one of your own included.
	Input string `yaml:"input" jsonschema:"required,example=stickiness"`
	// The KPI's definition; without it, the default one.
	Variant string `yaml:"variant"`
	// How much it counts, beside the weights of the others.
	Weight string `yaml:"weight" jsonschema:"required,example=20"`
	// The period it is read over: the last month, the last whole quarter, half or year, the year to date or the last twelve
	// months (ttm) at the end of the score's period, or that period itself.
	Over string `yaml:"over" jsonschema:"default=period,enum=period,enum=month,enum=quarter,enum=half,enum=year,enum=ytd,enum=ttm"`
	// Which way is good news, for the scale; without it, as the KPI.
	Better string `yaml:"better" jsonschema:"enum=up,enum=down,enum=-"`
	// The figure that is worth 0 points, as is all beyond it ...
	Worst string `yaml:"worst" jsonschema:"example=0.05,example=5%"`
	// ... and the one that is worth 100; between the two points grow on a straight line.
	Best string `yaml:"best" jsonschema:"example=0.4,example=40%"`
	// Instead of worst and best: ranges of figures, from low to high, and what each is worth.
	Steps []HealthStep `yaml:"steps"`
}

// HealthStep is a range of figures that are worth the same points.
type HealthStep struct {
	// The lowest figure of the range; without it there is none.
	From string `yaml:"from"`
	// The figure that ends the range and is not in it; without it there is none.
	To string `yaml:"to"`
	// What the figures are worth, 0 to 100.
	Points string `yaml:"points" jsonschema:"required,example=60"`
}

// HealthSegment is a model for the customers with some values of an account column.
type HealthSegment struct {
	// The account column, such as segment.
	By string `yaml:"by" jsonschema:"required,example=segment"`
	// Its values.
	Values []string `yaml:"values" jsonschema:"required"`
	// The least share of the weight that has to be known; without it, as above.
	Coverage string `yaml:"coverage" jsonschema:"example=0.5"`
	// The figures that their score is made of.
	Inputs []HealthInput `yaml:"inputs" jsonschema:"required"`
}

// Bands are the ranges of a KPI's figures in which it is green, yellow and red.
type Bands struct {
	// Where all is well.
	Green Range `yaml:"green"`
	// Where it may not be.
	Yellow Range `yaml:"yellow"`
	// Where it is not.
	Red Range `yaml:"red"`
}

// Range is a run of numbers.
type Range struct {
	// The lowest number of the range; without it there is none.
	From string `yaml:"from" jsonschema:"example=70"`
	// The number that ends the range and is not in it; without it there is none.
	To string `yaml:"to" jsonschema:"example=70"`
}

// Sentiment are the weights of the customer sentiment.
type Sentiment struct {
	// The weight of the net promoter score.
	NPS string `yaml:"nps" jsonschema:"default=1"`
	// The weight of the satisfaction score.
	CSAT string `yaml:"csat" jsonschema:"default=1"`
	// The weight of the effort score.
	CES string `yaml:"ces" jsonschema:"default=1"`
}

var plainNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?%?$`)

// plain is a number as it is typed, a percentage as the share that it is; 0 for an empty one.
func plain(text string) decimal.Decimal {
	if text == "" {
		return decimal.Decimal{}
	}
	number := decimal.RequireFromString(strings.TrimSuffix(text, "%")) // checked by Decode
	if strings.HasSuffix(text, "%") {
		number = number.Shift(-2)
	}
	return number
}

// plainRange is a range of numbers as they are typed.
func plainRange(from, to string) (r formulas.Range) {
	if from != "" {
		r.From = decimal.NewNullDecimal(plain(from))
	}
	if to != "" {
		r.To = decimal.NewNullDecimal(plain(to))
	}
	return r
}

func (b Bands) bands() formulas.Bands {
	return formulas.Bands{Green: plainRange(b.Green.From, b.Green.To), Yellow: plainRange(b.Yellow.From, b.Yellow.To), Red: plainRange(b.Red.From, b.Red.To)}
}

// health is the model of the health score, the default one where the job file leaves it out.
func (f *File) health() *formulas.Health {
	h := formulas.DefaultHealth()
	if f.Health.Coverage != "" {
		h.Coverage = plain(f.Health.Coverage)
	}
	if f.Health.Bands != (Bands{}) {
		h.Bands = f.Health.Bands.bands()
	}
	if f.Health.RenewalDays != 0 {
		h.RenewalDays = f.Health.RenewalDays
	}
	if len(f.Health.Inputs) > 0 {
		h.Inputs = scoreInputs(f.Health.Inputs)
	}
	for _, s := range f.Health.Segments {
		m := formulas.HealthModel{Dimension: s.By, Values: s.Values, Scorecard: formulas.Scorecard{Inputs: scoreInputs(s.Inputs), Coverage: h.Coverage}}
		if s.Coverage != "" {
			m.Coverage = plain(s.Coverage)
		}
		h.Models = append(h.Models, m)
	}
	return &h
}

func scoreInputs(inputs []HealthInput) (list []formulas.ScoreInput) {
	for _, in := range inputs {
		s := formulas.ScoreInput{ID: in.Input, Variant: in.Variant, Weight: plain(in.Weight), Better: formulas.Direction(in.Better),
			Scale: formulas.Scale{Worst: plain(in.Worst), Best: plain(in.Best)}}
		if in.Over != "" && in.Over != "period" {
			s.Over = formulas.Span(in.Over)
		}
		for _, step := range in.Steps {
			s.Steps = append(s.Steps, formulas.Step{Range: plainRange(step.From, step.To), Points: plain(step.Points)})
		}
		list = append(list, s)
	}
	return list
}

// sentiment is the model of the customer sentiment.
func (f *File) sentiment() *formulas.Scorecard {
	s := formulas.DefaultSentiment()
	hardest, easiest := f.KPIs.EffortScale()
	effort := &s.Inputs[len(s.Inputs)-1]
	effort.Worst, effort.Best, effort.Better = decimal.NewFromInt(hardest), decimal.NewFromInt(easiest), formulas.Neutral // the scale may run either way
	kept := s.Inputs[:0]
	for i, weight := range []string{f.KPIs.Sentiment.NPS, f.KPIs.Sentiment.CSAT, f.KPIs.Sentiment.CES} {
		in := s.Inputs[i]
		if weight != "" {
			in.Weight = plain(weight)
		}
		if in.Weight.Sign() != 0 { // a weight of 0 leaves it out
			kept = append(kept, in)
		}
	}
	s.Inputs = kept
	return &s
}

// scores checks the spelling of numbers in the models and bands; the catalogue checks what they mean.
func (c *checker) scores() {
	number := func(name, text string, at ...string) {
		if text != "" && !plainNumber.MatchString(text) {
			c.value(name+" "+quoted(text)+" is not a number", "write digits with a decimal point at most, such as 0.05, or 5%", at...)
		}
	}
	ranges := func(r Range, at ...string) {
		number("from", r.From, append(at[:len(at):len(at)], "from")...)
		number("to", r.To, append(at[:len(at):len(at)], "to")...)
	}
	bands := func(b Bands, at ...string) {
		for name, r := range map[string]Range{"green": b.Green, "yellow": b.Yellow, "red": b.Red} {
			ranges(r, append(at[:len(at):len(at)], name)...)
		}
	}
	inputs := func(list []HealthInput, at ...string) {
		for i, in := range list {
			in, place := in, func(key ...string) []string {
				return append(append(at[:len(at):len(at)], "inputs", strconv.Itoa(i)), key...)
			}
			number("weight", in.Weight, place("weight")...)
			number("worst", in.Worst, place("worst")...)
			number("best", in.Best, place("best")...)
			if line := in.Worst != "" || in.Best != ""; line && len(in.Steps) > 0 {
				c.value(in.Input+" has steps and a line", "keep either steps, or worst and best", place("steps")...)
			} else if len(in.Steps) == 0 && (in.Worst == "" || in.Best == "") && in.Input != "" {
				c.value(in.Input+" has no scale", "add worst: and best:, the figures that are worth 0 and 100 points, or steps:", place("input")...)
			}
			for j, step := range in.Steps {
				ranges(Range{step.From, step.To}, place("steps", strconv.Itoa(j))...)
				number("points", step.Points, place("steps", strconv.Itoa(j), "points")...)
			}
		}
	}
	number("coverage", c.Health.Coverage, "health", "coverage")
	bands(c.Health.Bands, "health", "bands")
	inputs(c.Health.Inputs, "health")
	for i, s := range c.Health.Segments {
		number("coverage", s.Coverage, "health", "segments", strconv.Itoa(i), "coverage")
		inputs(s.Inputs, "health", "segments", strconv.Itoa(i))
	}
	for id, b := range c.KPIs.Bands {
		bands(b, "kpis", "bands", id)
	}
	number("nps", c.KPIs.Sentiment.NPS, "kpis", "sentiment", "nps")
	number("csat", c.KPIs.Sentiment.CSAT, "kpis", "sentiment", "csat")
	number("ces", c.KPIs.Sentiment.CES, "kpis", "sentiment", "ces")
}
