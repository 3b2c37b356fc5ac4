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
