package reports

import (
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"

	"kpibook/formulas/period"
)

// Numeric tells whether cells of the format hold numbers or dates, so that a text among them stands in for one.
func (f Format) Numeric() bool { return f.Kind != General && f.Kind != FormatText }

// Places is how many decimals a figure of the format shows; ok is false when it shows as many as it has.
func (f Format) Places() (places int32, ok bool) {
	kind := f.Kind
	if kind == FormatChange {
		kind = f.Of
	}
	switch kind {
	case FormatMoney:
		if f.Whole {
			return 0, true
		}
		return f.moneyPlaces(), true
	case FormatPercent, FormatChangePercent, FormatPoints, FormatScore, FormatDays:
		return 1, true
	case FormatNumber:
		return 2, true
	case FormatRate:
		return 6, true
	case FormatCount:
		return 0, true
	}
	return 0, false
}

// moneyPlaces is the currency's usual number of decimals (Unicode CLDR); 2 for a code that is not known.
func (f Format) moneyPlaces() int32 {
	unit, err := currency.ParseISO(f.Currency)
	if err != nil {
		return 2
	}
	places, _ := currency.Standard.Rounding(unit)
	return int32(places)
}

// Code is the format as spreadsheets write it, empty for General. Money shows negatives in parentheses, changes carry a
// sign, and a text such as n/a is shown as it is; every format leaves the room of a closing parenthesis, so that figures
// stand under each other. Points are shares shown as percent, since a spreadsheet scales by hundred only with a percent
// sign: 0.014 shows as +1.4% pts.
func (f Format) Code() string {
	code := f.plain()
	if f.Marks != "" {
		return f.Marks.code(code)
	}
	return code
}

func (f Format) plain() string {
	places, fixed := f.Places()
	digits := "#,##0"
	if places > 0 {
		digits += "." + strings.Repeat("0", int(places))
	}
	switch f.Kind {
	case General:
		return ""
	case FormatText:
		return "@"
	case FormatDate:
		return "yyyy-mm-dd_)"
	case FormatMoney:
		return sections(digits+"_)", "("+digits+")", digits+"_)")
	case FormatPercent:
		digits = "0.0%"
	case FormatChangePercent:
		return signed("0.0%")
	case FormatPoints:
		return signed(`0.0%" pts"`)
	case FormatChange:
		if !fixed {
			digits = "General"
		}
		return signed(digits)
	}
	return sections(digits+"_)", "-"+digits+"_)", digits+"_)")
}

// signed is a format that puts a sign before every number but 0.
func signed(digits string) string { return sections("+"+digits+"_)", "-"+digits+"_)", digits+"_)") }

// sections is a format for positive and negative numbers, zero and text.
func sections(positive, negative, zero string) string {
	return positive + ";" + negative + ";" + zero + ";@_)"
}

// Empty tells whether the cell has no value; it may still have a style or a note.
func (c Cell) Empty() bool {
	return !c.Number.Valid && c.Text == "" && (c.Date == nil || *c.Date == period.NoDate)
}

// Shown is the cell as its reader sees it, for measuring and for plain text.
func (c Cell) Shown() string {
	switch {
	case c.Date != nil:
		return c.Date.String()
	case c.Number.Valid:
		return c.Style.Format.shown(c.Number.Decimal)
	}
	return c.Text
}

func (f Format) shown(d decimal.Decimal) string {
	if f.Marks != "" {
		marks := f.Marks
		f.Marks = ""
		return StatusText(marks.of(d), f.shown(d))
	}
	suffix := ""
	switch f.Kind {
	case General:
		return d.String()
	case FormatPercent, FormatChangePercent:
		d, suffix = d.Shift(2), "%"
	case FormatPoints:
		d, suffix = d.Shift(2), "% pts"
	}
	text := d.Abs().String()
	if places, fixed := f.Places(); fixed {
		text = d.Abs().StringFixed(places)
	}
	text = grouped(text) + suffix
	negative := d.IsNegative()
	switch {
	case f.Kind == FormatMoney && negative:
		return "(" + text + ")"
	case negative:
		return "-" + text
	case d.IsPositive() && (f.Kind == FormatChange || f.Kind == FormatChangePercent || f.Kind == FormatPoints):
		return "+" + text
	}
	return text
}

// grouped puts a comma between thousands.
func grouped(digits string) string {
	whole, fraction, pointed := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if pointed {
		whole += "." + fraction
	}
	return whole
}
