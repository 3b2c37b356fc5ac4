package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// kind is what has to be known of a cell of a sheet besides its value; the zero value is nothing.
type kind uint8

const (
	writtenNumber kind = iota + 1 // a text, such as 1.234, that may be a number
	percentage                    // a number that is shown as a percentage: 0.2 is 20%
	serialDay                     // a number that is shown as a date
)

// hasMark tells a text in which a point or comma may be a decimal mark.
func hasMark(text string) bool {
	return len(text) <= maxNumberLength && strings.ContainsAny(text, ".,") && strings.ContainsAny(text, "0123456789")
}

// plainNumber tells a field of a row that a workbook or a database keeps as a number, not as a text. Its decimal mark is a point, whatever
// the texts of its column have.
func (t *Table) plainNumber(line, field int) bool {
	return t.Typed && t.rows.kind(line, field) != writtenNumber
}

// written is a field of a sheet or a query as a text file would have it: a number under the decimal mark of its column, without the
// noise that the last digits in a sheet are, with the currency that it is shown in, and where it is shown as a percentage that it may be, as
// one; a date year first. Texts stay as they are.
func (t *Table) written(line, field int, text string, of Type, m mark) string {
	if of.isTime() {
		if day, ok := t.shownDay(text); ok && (t.rows.kind(line, field) == serialDay || isSerial(text)) {
			return day
		}
		return text
	}
	if !t.plainNumber(line, field) || len(text) > maxNumberLength {
		return text
	}
	value, err := decimal.NewFromString(text)
	if err != nil || value.Exponent() < -maxNumberLength || value.Exponent() > maxNumberLength {
		return text
	}
	if digits := int32(value.NumDigits()); t.Workbook && digits > 15 && value.Exponent() < 0 { // up to 17 digits are kept, of which the last two are noise
		value = value.Round(15 - digits - value.Exponent())
		text = value.String()
	}
	switch {
	case of != DiscountType && of != Number:
	case t.rows.kind(line, field) == percentage:
		text = value.Shift(2).String() + "%"
	case slices.Contains(t.beside(line, field).name, "percent") && value.Abs().GreaterThanOrEqual(decimal.NewFromInt(1)): // 20 shown as 20 %
		text += "%"
	}
	if m == ',' {
		text = strings.Replace(text, ".", ",", 1)
	}
	if of == Money || of == DiscountType {
		if said := t.beside(line, field); said.currency != "" {
			text += " " + said.currency
		}
	}
	return text
}

// shownDay is a workbook's date, year first, with its time of day where it has one.
func (t *Table) shownDay(text string) (string, bool) {
	day, ok := t.SerialDate(text)
	if !ok {
		return "", false
	}
	if seconds := serialSeconds(text); seconds > 0 {
		return fmt.Sprintf("%s %02d:%02d:%02d", day, seconds/3600, seconds/60%60, seconds%60), true
	}
	return day.String(), true
}

// shown are the fields of a row as a person reads them: dates, which a workbook keeps as counts of days, as days.
func (t *Table) shown(line int, fields []string) []string {
	if rows, ok := t.rows.(*sheetRows); ok {
		return rows.shown(line, fields)
	}
	return fields
}

// lineWord is what the lines of the table are called: those of a sheet are rows.
func (t *Table) lineWord() string {
	if t.Workbook {
		return "row"
	}
	return "line"
}
