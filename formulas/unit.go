package formulas

import (
	"strings"

	"kpibook/formulas/period"
)

// Unit is what a figure counts. It decides how the figure is shown and how a change of it is expressed.
type Unit string

// The units. The empty Unit of a variant means that of its KPI.
const (
	Money      Unit = "money" // in the report's currency
	Ratio      Unit = "ratio" // a share, 0.25 shown as 25 %
	Count      Unit = "count" // whole things
	NumberUnit Unit = "number"
	Days       Unit = "days"
	Months     Unit = "months"
	Hours      Unit = "hours"
	Score      Unit = "score"
	LabelUnit  Unit = "label" // in words, such as a status
	DateUnit   Unit = "date"
)

// Change is how the difference between two values of a unit is expressed.
type Change string

// The ways of expressing a change.
const (
	Percent          Change = "percent"           // and the absolute difference beside it
	PercentagePoints Change = "percentage points" // a rate's difference
	Points           Change = "points"            // a score's difference
	NoChange         Change = ""                  // labels and dates are not subtracted
)

// Comparison is how a change of a figure of this unit is shown.
func (u Unit) Comparison() Change {
	switch u {
	case Ratio:
		return PercentagePoints
	case Score:
		return Points
	case LabelUnit, DateUnit:
		return NoChange
	}
	return Percent
}

// Words is the unit for readers: "money, in the report's currency".
func (u Unit) Words() string {
	switch u {
	case Money:
		return "money, in the report's currency"
	case Ratio:
		return "share, shown in %"
	case Count:
		return "count"
	case LabelUnit:
		return "label, in words"
	}
	return string(u)
}

// known tells whether the unit is one of the list.
func (u Unit) known() bool {
	switch u {
	case Money, Ratio, Count, NumberUnit, Days, Months, Hours, Score, LabelUnit, DateUnit:
		return true
	}
	return false
}

// Direction says which way is good news.
type Direction string

// The directions. The empty Direction of a KPI means Neutral, that of a variant the KPI's.
const (
	Up      Direction = "up"
	Down    Direction = "down"
	Neutral Direction = "-"
)

// Words is the direction for readers.
func (d Direction) Words() string {
	switch d {
	case Up:
		return "higher is better"
	case Down:
		return "lower is better"
	}
	return "neither way is better"
}

// Grains is a set of grains: what a figure may be about. The zero value stands for all of them.
type Grains uint8

// Grain is one member of Grains.
type Grain = Grains

// The grains.
const (
	AtAccount   Grain = 1 << iota // one account
	AtDimension                   // all accounts with the same segment, region ...
	AtPortfolio                   // the whole book
)

var grainNames = [...]string{"account", "dimension", "portfolio"}

// Has tells whether the grain is in the set.
func (g Grains) Has(grain Grain) bool { return g == 0 || g&grain != 0 }

// Names lists the grains: "account", "dimension", "portfolio".
func (g Grains) Names() []string {
	var names []string
	for i, name := range grainNames {
		if g.Has(1 << i) {
			names = append(names, name)
		}
	}
	return names
}

// Kinds is a set of period kinds. The zero value stands for all of them.
type Kinds uint8

// KindSet is the set of these kinds.
func KindSet(kinds ...period.Kind) Kinds {
	var set Kinds
	for _, kind := range kinds {
		set |= 1 << kind
	}
	return set
}

// Has tells whether the kind is in the set.
func (k Kinds) Has(kind period.Kind) bool { return k == 0 || k&(1<<kind) != 0 }

// Names lists the kinds: "month", "quarter" ... "ttm".
func (k Kinds) Names() []string {
	var names []string
	for kind := period.MonthKind; kind <= period.TTM; kind++ {
		if k.Has(kind) {
			names = append(names, kind.String())
		}
	}
	return names
}

// words spells the kinds for a sentence.
func (k Kinds) words() []string {
	names := k.Names()
	for i, name := range names {
		switch name {
		case "half":
			names[i] = "half-year"
		case "ytd":
			names[i] = "year to date"
		case "ttm":
			names[i] = "trailing twelve months"
		}
	}
	return names
}

// sentence joins words as in a sentence: "year and ttm", "account, dimension and portfolio".
func sentence(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
