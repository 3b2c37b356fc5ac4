package finance

import (
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
)

// Shown is a value as the cells of a report show it, money with its currency, a missing value with its reason.
func Shown(b *pipeline.Book, unit formulas.Unit, v expr.Value) string {
	switch {
	case !v.Available() || v.IsLabel():
		return v.String()
	case unit == formulas.DateUnit:
		return period.Date(v.Rat().Num().Int64()).String()
	case unit == formulas.Money:
		return shownText(v, (&report{book: b}).format(unit)) + " " + b.Facts.Currency
	}
	return shownText(v, (&report{book: b}).format(unit))
}

// ShownChange is a difference between two values of a unit as the cells of a report show it, money with its currency.
func ShownChange(b *pipeline.Book, unit formulas.Unit, v expr.Value) string {
	text := shownText(v, (&report{book: b}).changeFormat(unit))
	if unit == formulas.Money && v.Available() {
		text += " " + b.Facts.Currency
	}
	return text
}

// ShownSize is the size of a difference as a sentence has it: 1.20 points, 300.00 EUR; less than 0.01 points for one too small
// to show.
func ShownSize(b *pipeline.Book, unit formulas.Unit, v expr.Value) string {
	d, ok := v.Decimal()
	if ok && unit == formulas.Ratio {
		d = d.Shift(2)
	}
	switch {
	case ok && v.Sign() != 0 && d.Round(2).IsZero():
		return "less than 0.01" + map[bool]string{true: " points"}[unit == formulas.Ratio]
	case ok && unit == formulas.Ratio:
		return d.StringFixed(2) + " points"
	}
	return Shown(b, unit, v)
}
