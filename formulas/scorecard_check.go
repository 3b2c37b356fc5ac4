package formulas

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/shopspring/decimal"
)

// mostInputs is how many figures a score may be made of.
const mostInputs = 40

// scoreFault is a fault at a place of a score in the job file.
func scoreFault(kpi string, at []string, message, fix string) error {
	return &Fault{KPI: kpi, Part: "score", Message: message, Fix: fix, At: slices.Clone(at)}
}

// checkScore looks for what is wrong with the inputs of a score; at is where its settings stand in the job file.
func (c *Catalogue) checkScore(kpi string, s Scorecard, at []string) (faults []error) {
	add := func(message, fix string, more ...string) {
		faults = append(faults, scoreFault(kpi, append(slices.Clone(at), more...), message, fix))
	}
	if n := len(s.Inputs); n == 0 || n > mostInputs {
		add(fmt.Sprintf("a score has 1 to %d inputs, not %d", mostInputs, n), "name measures and KPIs, each with a weight and a scale", "inputs")
	}
	if one := decimal.NewFromInt(1); s.Coverage.IsNegative() || s.Coverage.GreaterThan(one) {
		add("coverage "+s.Coverage.String()+" is no share", "write a share from 0 to 1, such as 0.5", "coverage")
	}
	for i, in := range s.Inputs {
		place := func(key string) []string { return []string{"inputs", strconv.Itoa(i), key} }
		if message, fix := c.inputFault(in); message != "" {
			add(message, fix, place("input")...)
			continue
		}
		if slices.ContainsFunc(s.Inputs[:i], func(other ScoreInput) bool {
			return other.ID == in.ID && other.Over == in.Over && other.Variant == in.Variant
		}) {
			add(in.ID+" is an input twice", "keep one of the two, or read them over different periods", place("input")...)
		}
		if in.Weight.Sign() <= 0 {
			add("the weight of "+in.ID+" is not above 0", "write a number such as 10, or take the input out", place("weight")...)
		}
		if k, ok := c.byID[in.ID]; ok {
			if _, known := k.Variant(in.Variant); in.Variant != "" && !known {
				add(in.ID+" has no variant \""+in.Variant+"\"", k.variantList(), place("variant")...)
			} else if kinds := k.KindsOf(in.Variant); in.Over != "" && kinds != 0 && !slices.Contains(kinds.Names(), string(in.Over)) {
				add(in.ID+" is not defined for "+string(in.Over), "read it over "+sentence(kinds.Names()), place("over")...)
			}
		}
		if key, message, fix := in.scaleFault(c.better(in)); message != "" {
			add(message, fix, place(key)...)
		}
	}
	return faults
}

// inputFault says why a measure or KPI can be no input of a customer's score.
func (c *Catalogue) inputFault(in ScoreInput) (message, fix string) {
	unit, ok := c.Unit(in.ID)
	if !ok {
		fix = "name a measure or a KPI; kpibook glossary lists them"
		if near := Nearest(in.ID, c.names()); len(near) > 0 {
			fix = "did you mean " + near[0] + "?"
		}
		return fmt.Sprintf("unknown name %q", in.ID), fix
	}
	if unit == LabelUnit || unit == DateUnit {
		return fmt.Sprintf("%q is a %s, not a number", in.ID, unit), "name measures and KPIs that are numbers"
	}
	m, measure := MeasureByID(in.ID)
	atAccount := measure && m.Over != PortfolioOnly && m.Over != PerRecordOnly
	if k, ok := c.byID[in.ID]; ok && !measure {
		atAccount = k.DefinedAt(AtAccount)
	}
	if !atAccount {
		return in.ID + " is not known of a single customer", "name a measure or KPI that is given by account"
	}
	return "", ""
}

// better is the direction of an input.
func (c *Catalogue) better(in ScoreInput) Direction {
	if in.Better != "" {
		return in.Better
	}
	if k, ok := c.byID[in.ID]; ok {
		return k.BetterOf(in.Variant)
	}
	return Neutral
}

// scaleFault says what is wrong with a scale, under which key.
func (in ScoreInput) scaleFault(better Direction) (key, message, fix string) {
	if len(in.Steps) == 0 {
		switch {
		case in.Worst.Equal(in.Best):
			return "best", "worst and best are the same", "write the figure that is worth 0 points and the one that is worth 100"
		case better == Up && in.Best.LessThan(in.Worst), better == Down && in.Worst.LessThan(in.Best):
			return "best", in.ID + ": " + better.Words() + ", and the scale runs the other way", "swap worst and best, or say better: " + string(opposite(better))
		}
		return "", "", ""
	}
	ranges, names := make([]Range, len(in.Steps)), make([]string, len(in.Steps))
	for i, step := range in.Steps {
		ranges[i], names[i] = step.Range, fmt.Sprintf("step %d", i+1)
		if step.Points.IsNegative() || step.Points.GreaterThan(decimal.NewFromInt(100)) {
			return "steps", fmt.Sprintf("step %d gives %s points", i+1, step.Points), "write points from 0 to 100"
		}
		if i == 0 {
			continue
		}
		before := in.Steps[i-1]
		if lower(before.From, step.From) > 0 {
			return "steps", fmt.Sprintf("step %d starts below the one before it", i+1), "order the steps from low figures to high ones"
		}
		if rises := step.Points.Cmp(before.Points); better == Up && rises < 0 || better == Down && rises > 0 {
			return "steps", fmt.Sprintf("%s: %s, and step %d runs the other way", in.ID, better.Words(), i+1), "order the points, or say better: " + string(opposite(better)) + ", or - for neither"
		}
	}
	message, fix = whole(ranges, names)
	return "steps", message, fix
}

func opposite(d Direction) Direction {
	if d == Up {
		return Down
	}
	return Up
}
