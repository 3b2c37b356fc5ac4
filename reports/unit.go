package reports

import "kpibook/formulas"

// FormatOf is how figures of a unit are shown; the currency is that of amounts.
func FormatOf(u formulas.Unit, currency string) Format {
	switch u {
	case formulas.Money:
		return Format{Kind: FormatMoney, Currency: currency}
	case formulas.Ratio:
		return Format{Kind: FormatPercent}
	case formulas.Count:
		return Format{Kind: FormatCount}
	case formulas.Score:
		return Format{Kind: FormatScore}
	case formulas.Days:
		return Format{Kind: FormatDays}
	case formulas.DateUnit:
		return Format{Kind: FormatDate}
	}
	return Format{Kind: FormatNumber}
}

// ChangeFormatOf is how a difference between two figures of a unit is shown.
func ChangeFormatOf(u formulas.Unit, currency string) Format {
	if u == formulas.Ratio {
		return Format{Kind: FormatPoints}
	}
	of := FormatOf(u, currency)
	return Format{Kind: FormatChange, Of: of.Kind, Currency: of.Currency}
}

// UnitName is a unit under a heading or beside a name: the currency, %, or its own name.
func UnitName(u formulas.Unit, currency string) string {
	switch u {
	case formulas.Money:
		return currency
	case formulas.Ratio:
		return "%"
	}
	return string(u)
}

// Arrow is the direction that is good news.
func Arrow(d formulas.Direction) string {
	switch d {
	case formulas.Up:
		return "↑ up"
	case formulas.Down:
		return "↓ down"
	}
	return "–"
}
