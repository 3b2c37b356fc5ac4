package ingest

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Bounds of a number in a file. They keep a hostile cell from costing seconds, and catch what no company invoices.
const (
	maxNumberLength  = 40
	maxExponent      = 12
	maxIntegerDigits = 18
	maxPlaces        = 8
	maxRatePlaces    = 16 // a rate of a small currency has many leading zeros
)

// mark is the decimal mark of a column: '.', ',' or 0 while it is not known.
type mark byte

// figure is a number's text taken apart: what stood around its digits, and the digits with their marks.
type figure struct {
	digits   string // digits, marks, group signs and an exponent
	negative bool
	percent  bool
	currency string // a code, what a sign stands for beyond doubt, or a sign of several currencies
}

// takeApart strips signs, brackets, currency and percent from a number. It tells false for a text that has two of one kind.
func takeApart(text string) (f figure, ok bool) {
	text = trimSpace(text)
	signed, priced := false, false
	for text != "" {
		first, n := utf8.DecodeRuneInString(text)
		last, m := utf8.DecodeLastRuneInString(text)
		sign, isSign := signs[first]
		closing, isClosing := signs[last]
		switch {
		case first == '(' && last == ')' && !signed:
			signed, f.negative, text = true, true, text[n:len(text)-m]
		case (first == '-' || first == '\u2212' || first == '+') && !signed:
			signed, f.negative, text = true, first != '+', text[n:]
		case (last == '-' || last == '\u2212') && !signed:
			signed, f.negative, text = true, true, text[:len(text)-m]
		case last == '%' && !f.percent:
			f.percent, text = true, text[:len(text)-m]
		case isSign && !priced:
			priced, f.currency, text = true, sign, text[n:]
		case isClosing && !priced:
			priced, f.currency, text = true, closing, text[:len(text)-m]
		case !priced && len(text) > 3 && isCode(text[:3]) && !isLetter(text[3]):
			priced, f.currency, text = true, codeOf(text[:3]), text[3:]
		case !priced && len(text) > 3 && isCode(text[len(text)-3:]) && !isLetter(text[len(text)-4]):
			priced, f.currency, text = true, codeOf(text[len(text)-3:]), text[:len(text)-3]
		case !priced && len(text) > 2 && strings.EqualFold(text[len(text)-2:], "kr") && !isLetter(text[len(text)-3]):
			priced, f.currency, text = true, "kr", text[:len(text)-2]
		case !priced && len(text) > 2 && strings.EqualFold(text[:2], "kr") && !isLetter(text[2]):
			priced, f.currency, text = true, "kr", text[2:]
		default:
			f.digits = text
			return f, true
		}
		text = trimSpace(text)
	}
	return f, false
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func isCode(text string) bool {
	return len(text) == 3 && isLetter(text[0]) && isLetter(text[1]) && isLetter(text[2])
}

// trimSpace takes off white space, the spaces that do not break and the zero-width ones included.
func trimSpace(text string) string {
	if len(text) > 0 && text[0] > ' ' && text[0] < utf8.RuneSelf && text[len(text)-1] > ' ' && text[len(text)-1] < utf8.RuneSelf {
		return text
	}
	return strings.TrimFunc(text, func(r rune) bool { return isGap(r) || r == '\t' || r == '\r' || r == '\n' || r == '\ufeff' })
}

func isGap(r rune) bool {
	return r == ' ' || r == '\u00a0' || r >= '\u2000' && r <= '\u200b' || r == '\u202f' || r == '\u3000'
}

// isGroup tells the characters that only ever separate thousands.
func isGroup(r rune) bool { return isGap(r) || r == '\'' || r == '\u2019' }

// number reads the digits under a decimal mark. The second result says what is wrong with them; it is empty for a number.
// An unknown mark allows no mark that could be the other one.
func (f figure) number(m mark, places int32) (decimal.Decimal, string) {
	plain, exponent, problem := f.plain(m)
	if problem != "" {
		return decimal.Decimal{}, problem
	}
	value, err := decimal.NewFromString(plain)
	if err != nil {
		return decimal.Decimal{}, "not a number"
	}
	value = value.Shift(int32(exponent))
	switch {
	case len(strings.TrimLeft(value.Abs().Truncate(0).String(), "0")) > maxIntegerDigits:
		return decimal.Decimal{}, "more than 18 digits before the decimal mark"
	case !value.Equal(value.Truncate(places)):
		return decimal.Decimal{}, "more than " + strconv.Itoa(int(places)) + " decimals"
	case value.Exponent() < -places:
		value = value.Truncate(places)
	}
	if f.negative {
		value = value.Neg()
	}
	return value, ""
}

// plain is the number with digits and a point only, and its exponent.
func (f figure) plain(m mark) (text string, exponent int, problem string) {
	if len(f.digits) > maxNumberLength {
		return "", 0, "longer than 40 characters"
	}
	digits, power, scientific := strings.Cut(strings.ToLower(f.digits), "e")
	if scientific {
		n, err := strconv.Atoi(power)
		if err != nil {
			return "", 0, "not a number"
		}
		if n > maxExponent || n < -maxExponent {
			return "", 0, "its exponent is beyond 12"
		}
		exponent = n
	}
	if m == 0 {
		m = reading(f.digits)
	}
	if m == unclear {
		return "", 0, "it can be read with a decimal point or a decimal comma"
	}
	var out strings.Builder
	groups, group, separator, fraction := []int{}, 0, rune(0), false
	for _, r := range digits {
		switch {
		case r >= '0' && r <= '9':
			out.WriteRune(r)
			group++
		case mark(r) == m:
			if fraction {
				return "", 0, wrongMark(m)
			}
			fraction = true
			groups, group = append(groups, group), 0
			out.WriteByte('.')
		case !fraction && (r == '.' || r == ',' || isGroup(r)):
			if separator != 0 && separator != r {
				return "", 0, "not a number"
			}
			separator = r
			groups, group = append(groups, group), 0
		case r == '.' || r == ',':
			return "", 0, wrongMark(m)
		default:
			return "", 0, "not a number"
		}
	}
	if !fraction {
		groups = append(groups, group)
	}
	if out.Len() == 0 || out.String() == "." {
		return "", 0, "not a number"
	}
	if separator != 0 && !grouped(groups) {
		return "", 0, wrongMark(m)
	}
	return out.String(), exponent, ""
}

func wrongMark(m mark) string {
	switch m {
	case '.':
		return "not a number with a decimal point"
	case ',':
		return "not a number with a decimal comma"
	}
	return "not a number"
}

// grouped tells whether groups of digits are thousands (1,234,567) or lakhs (12,34,567).
func grouped(groups []int) bool {
	last := len(groups) - 1
	if groups[last] != 3 || groups[0] < 1 || groups[0] > 3 {
		return false
	}
	for i := 1; i < last; i++ {
		if groups[i] != groups[1] || groups[i] != 3 && groups[i] != 2 {
			return false
		}
	}
	return last < 2 || groups[1] == 3 || groups[0] <= 2
}

// unclear is the evidence of a text such as 1,234: a decimal mark or a thousands sign.
const unclear mark = '?'

// reading is the decimal mark that the digits of one number prove: '.', ',', unclear, or 0 when they say nothing.
func reading(digits string) mark {
	points, commas := strings.Count(digits, "."), strings.Count(digits, ",")
	if i := strings.IndexAny(digits, "eE"); i >= 0 && points+commas == 1 {
		return mark(digits[strings.IndexAny(digits, ".,")])
	}
	switch {
	case points == 0 && commas == 0:
		return 0
	case points > 0 && commas > 0:
		return mark(digits[strings.LastIndexAny(digits, ".,")])
	case points > 1:
		return ','
	case commas > 1:
		return '.'
	}
	at := strings.IndexAny(digits, ".,")
	before, after := digits[:at], digits[at+1:]
	spaced := strings.IndexFunc(before, isGroup) >= 0
	if len(after) == 3 && !spaced && len(before) >= 1 && len(before) <= 3 && before[0] != '0' {
		return unclear
	}
	return mark(digits[at])
}

// digitsOf is a number of at most four digits, -1 for anything else.
func digitsOf(text string) int {
	if !allDigits(text) || len(text) > 4 {
		return -1
	}
	n := 0
	for i := range len(text) {
		n = n*10 + int(text[i]-'0')
	}
	return n
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func allDigits(text string) bool {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return false
		}
	}
	return text != ""
}

// isRounded tells a long number as a spreadsheet writes it when it saves a CSV: 1.23457E+11.
func isRounded(text string) bool {
	if len(text) < 6 || len(text) > 12 || text[1] != '.' {
		return false
	}
	digits, power, ok := strings.Cut(text, "E+")
	return ok && len(power) == 2 && allDigits(power) && allDigits(digits[:1]+digits[2:])
}
