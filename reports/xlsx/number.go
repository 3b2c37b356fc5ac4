package xlsx

import (
	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// significant is how many digits a spreadsheet keeps of a number. excelize cuts what is beyond, so rounding comes first.
const significant = 15

// held is a figure as spreadsheets hold it: rounded half-even to 15 significant digits.
func held(d decimal.Decimal) decimal.Decimal {
	// The digits left of the point are those of the coefficient and the exponent together.
	return d.RoundBank(significant - int32(d.NumDigits()) - d.Exponent())
}

// float is the one place where a figure leaves decimals.
func float(d decimal.Decimal) float64 {
	f, _ := held(d).Float64()
	return f
}

// Spreadsheets count days so that 1970-01-01 is day 25569; before March 1900 they disagree about a leap day.
const epoch = 25569

var firstSafeDay = period.DateOf(1900, 3, 1)

// dateValue is a day as the number that spreadsheets hold, or as text where they disagree about it.
func dateValue(d period.Date) any {
	if d < firstSafeDay {
		return d.String()
	}
	return int(d) + epoch
}

// size is a length on the sheet, in points or characters: no figure.
func size(n int) float64 { return float64(n) }

// columnWidth is a width in characters as the file holds it: with the column's padding.
func columnWidth(characters int) float64 {
	return size(characters*pixelsPerCharacter+columnPadding) / pixelsPerCharacter
}

// scale is how much of a picture's own pixels so many are.
func scale(pixels uint, own int) float64 { return float64(pixels) / size(max(own, 1)) }
