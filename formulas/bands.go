package formulas

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
)

// Band is how a figure is to be taken. Reports show it as a word, and may colour it as well.
type Band string

// The bands. The empty Band is that of a figure without one.
const (
	Green  Band = "green"
	Yellow Band = "yellow"
	Red    Band = "red"
)

// Words is the band for readers: "green (healthy)".
func (b Band) Words() string {
	switch b {
	case Green:
		return "green (healthy)"
	case Yellow:
		return "yellow (potential risk)"
	case Red:
		return "red (high risk)"
	}
	return ""
}

// BandNamed is the band that a label names by its words.
func BandNamed(label string) (Band, bool) {
	for _, b := range []Band{Green, Yellow, Red} {
		if b.Words() == label {
			return b, true
		}
	}
	return "", false
}

// Range is a run of numbers from From up to, not including, To. An end that is not valid is open.
type Range struct{ From, To decimal.NullDecimal }

// has tells whether a number lies in the range.
func (r Range) has(v expr.Value) bool {
	above := !r.From.Valid || v.Sub(expr.Number(r.From.Decimal)).Sign() >= 0
	return above && (!r.To.Valid || v.Sub(expr.Number(r.To.Decimal)).Sign() < 0)
}

// String is the range in words: "from 40 to under 70", "under 40", "from 70".
func (r Range) String() string {
	switch {
	case r.From.Valid && r.To.Valid:
		return "from " + r.From.Decimal.String() + " to under " + r.To.Decimal.String()
	case r.To.Valid:
		return "under " + r.To.Decimal.String()
	case r.From.Valid:
		return "from " + r.From.Decimal.String()
	}
	return "any"
}

// NewRange is a range between two numbers as they are typed; an empty one leaves the end open. The texts are plain numbers.
func NewRange(from, to string) Range {
	end := func(text string) (n decimal.NullDecimal) {
		if text != "" {
			n = decimal.NewNullDecimal(decimal.RequireFromString(text))
		}
		return n
	}
	return Range{end(from), end(to)}
}

// Bands are the ranges of a KPI's figures, in its own unit: together every number, each number once. The zero Bands are none.
type Bands struct{ Green, Yellow, Red Range }

// Of is the band of a figure; false for labels, for what is not available, and without bands.
func (b Bands) Of(v expr.Value) (Band, bool) {
	if b == (Bands{}) || !v.Available() || v.IsLabel() {
		return "", false
	}
	switch {
	case b.Green.has(v):
		return Green, true
	case b.Yellow.has(v):
		return Yellow, true
	}
	return Red, true
}

// String is the bands in words: "green from 70, yellow from 40 to under 70, red under 40".
func (b Bands) String() string {
	return "green " + b.Green.String() + ", yellow " + b.Yellow.String() + ", red " + b.Red.String()
}

// Check says what is wrong with bands of a KPI with this direction, and what to do about it; "" when nothing is.
func (b Bands) Check(better Direction) (message, fix string) {
	ordered := []struct {
		Range
		band Band
	}{{b.Green, Green}, {b.Yellow, Yellow}, {b.Red, Red}}
	slices.SortStableFunc(ordered, func(x, y struct {
		Range
		band Band
	}) int {
		return lower(x.From, y.From)
	})
	ranges := make([]Range, len(ordered))
	names := make([]string, len(ordered))
	for i, o := range ordered {
		ranges[i], names[i] = o.Range, string(o.band)
	}
	if message, fix = whole(ranges, names); message != "" {
		return message, fix
	}
	switch first := ordered[0].band; {
	case ordered[1].band != Yellow:
		return "yellow does not stand between green and red", "order the bands green, yellow, red"
	case better == Up && first == Green, better == Down && first == Red:
		return "the bands run against the KPI, where " + better.Words(), "swap green and red"
	}
	return "", ""
}

// lower orders the lower ends of ranges, an open one first.
func lower(x, y decimal.NullDecimal) int {
	switch {
	case x.Valid && y.Valid:
		return x.Decimal.Cmp(y.Decimal)
	case x.Valid:
		return 1
	case y.Valid:
		return -1
	}
	return 0
}

// whole says what keeps ordered ranges from holding every number once.
func whole(ranges []Range, names []string) (message, fix string) {
	for i, r := range ranges {
		if r.From.Valid && r.To.Valid && !r.From.Decimal.LessThan(r.To.Decimal) {
			return fmt.Sprintf("%s is empty: %s", names[i], r), "let from be below to; to itself is not in the range"
		}
		if i == 0 {
			continue
		}
		before := ranges[i-1]
		between := names[i-1] + " and " + names[i]
		switch {
		case !before.To.Valid, !r.From.Valid, r.From.Decimal.LessThan(before.To.Decimal):
			return between + " overlap", "let " + names[i-1] + " end where " + names[i] + " starts"
		case before.To.Decimal.LessThan(r.From.Decimal):
			return fmt.Sprintf("nothing covers the numbers from %s to under %s, between %s", before.To.Decimal, r.From.Decimal, between),
				"let " + names[i] + " start where " + names[i-1] + " ends"
		}
	}
	if first, last := ranges[0], ranges[len(ranges)-1]; first.From.Valid {
		return "nothing covers the numbers under " + first.From.Decimal.String(), "leave from out of " + cmp.Or(names[0], "the lowest")
	} else if last.To.Valid {
		return "nothing covers the numbers from " + last.To.Decimal.String() + " on", "leave to out of " + names[len(names)-1]
	}
	return "", ""
}
