package delimited

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is what a field looks like, whatever column it stands in.
type Kind uint8

// The kinds of fields.
const (
	Empty   Kind = iota
	Text         // words, or anything else
	Code         // one word of letters and digits, such as ACME-0031
	Number       // digits with at most signs, marks, a currency or a percent sign
	Moment       // a day, a time, or both
	Address      // of the web, or of mail
)

// KindOf tells what a field looks like.
func KindOf(field string) Kind {
	field = strings.TrimSpace(field)
	if field == "" {
		return Empty
	}
	if len(field) > 300 {
		return Text
	}
	var digits, letters, spaces, colons, marks, others, currencies int
	for _, r := range field {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case unicode.IsLetter(r):
			letters++
		case r == ' ' || r == '\u00a0' || r == '\u202f':
			spaces++
		case r == ':':
			colons++
		case strings.ContainsRune("-/.,", r):
			marks++
		case unicode.Is(unicode.Sc, r) || r == '%' || r == '(' || r == ')' || r == '+' || r == '\'':
			currencies++
		default:
			others++
		}
	}
	switch {
	case strings.Contains(field, "://") || strings.HasPrefix(field, "www."), strings.Count(field, "@") == 1 && spaces == 0 && strings.Contains(field, "."):
		return Address
	case digits == 0:
		return Text
	case isMoment(field, letters):
		return Moment
	case others == 0 && colons == 0 && isNumber(field, letters):
		return Number
	case spaces == 0 && letters > 0:
		return Code
	case letters == 0 && spaces == 0:
		return Code
	}
	return Text
}

// isNumber tells digits with at most signs, marks and an exponent, and a currency or percent sign around them.
func isNumber(field string, letters int) bool {
	core := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsDigit(r) })
	inside := 0 // letters
	for i, r := range core {
		switch {
		case unicode.IsDigit(r) || strings.ContainsRune(".,'\u2019 \u00a0\u202f", r):
		case (r == 'e' || r == 'E') && i > 0:
			inside++
		case (r == '+' || r == '-') && i > 1 && core[i-1]|0x20 == 'e':
		default:
			return false
		}
	}
	around := strings.Replace(field, core, "", 1)
	code := strings.Trim(around, " \u00a0+-()") // USD 5, USD5.00, but not COL5
	return inside <= 1 && !strings.Contains(core, "  ") && len(around) <= 8 &&
		(letters == inside || letters-inside == 3 && len(code) == 3 && code == strings.ToUpper(code) && (len(around) > 3 || strings.ContainsAny(core, ".,")))
}

// isMoment tells a day of three parts, a time of day, or both.
func isMoment(field string, letters int) bool {
	if len(field) < 4 || len(field) > 40 || letters > 14 {
		return false
	}
	day, clock := field, ""
	if i := strings.IndexByte(field, ':'); i >= 0 {
		start := strings.LastIndexAny(field[:i], " T") + 1
		day, clock = strings.TrimSpace(strings.TrimSuffix(field[:start], "T")), field[start:]
		if !isClock(clock) {
			return false
		}
		if day == "" {
			return true
		}
	}
	parts := strings.FieldsFunc(day, func(r rune) bool { return strings.ContainsRune("-/., ", r) })
	if len(parts) != 3 || len(day) > 20 {
		return false
	}
	words, years := 0, 0
	for _, part := range parts {
		number := strings.TrimFunc(part, unicode.IsDigit) == ""
		switch {
		case number && len(part) == 4:
			years++
		case number && len(part) <= 2:
		case !number && len(part) >= 3 && len(part) <= 9 && strings.TrimFunc(part, unicode.IsLetter) == "":
			words++
		default:
			return false
		}
	}
	return words <= 1 && years <= 1 && (years == 1 || strings.ContainsAny(day, "/-."))
}

// isClock tells hours and minutes, with what may follow them.
func isClock(text string) bool {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) < 2 || len(parts[0]) == 0 || len(parts[0]) > 3 || strings.TrimFunc(parts[0], unicode.IsDigit) != "" || len(parts[1]) < 2 {
		return false
	}
	rest := strings.Join(parts[1:], ":")
	return rest[0] >= '0' && rest[0] <= '5' && strings.Trim(rest, "0123456789:.+- ZAPMCUTGapm") == ""
}

// shape is a field with its letters and digits made alike: exact keeps how many there are, rough does not.
//
//	"MG-8769" is AA-9999 and A-9
func shape(field string) (exact, rough string) {
	var e, r strings.Builder
	last := rune(-1)
	for _, c := range field {
		switch {
		case c >= '0' && c <= '9':
			c = '9'
		case unicode.IsUpper(c):
			c = 'A'
		case unicode.IsLetter(c):
			c = 'a'
		}
		e.WriteRune(c)
		if c != last {
			r.WriteRune(c)
		}
		last = c
	}
	return e.String(), r.String()
}

// edge is what a field starts or ends with: a digit, a capital, a small letter, or the sign itself.
func edge(field string, atEnd bool) rune {
	r, _ := utf8.DecodeRuneInString(field)
	if atEnd {
		r, _ = utf8.DecodeLastRuneInString(field)
	}
	switch {
	case field == "":
		return 0
	case r >= '0' && r <= '9':
		return '9'
	case unicode.IsUpper(r):
		return 'A'
	case unicode.IsLetter(r):
		return 'a'
	}
	return r
}
