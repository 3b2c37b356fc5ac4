package formula

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells the words of a formula apart.
type tokenKind uint8

const (
	numberToken tokenKind = iota
	textToken             // "...", with its quotes taken off
	wordToken             // a function, a name, an address or a sheet
	sheetToken            // a sheet before its exclamation mark, quotes taken off
	operatorToken
	errorToken // #REF! and the like
	endToken
)

type token struct {
	kind tokenKind
	text string
	at   int // where it starts, in bytes
}

// errors are the error values of a spreadsheet, as they are written.
var errorNames = []string{"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}

// lex takes a formula apart. The error names the place of the first character that no formula has.
func lex(text string) (tokens []token, err error) {
	for at := 0; at < len(text); {
		rest := text[at:]
		c, size := utf8.DecodeRuneInString(rest)
		switch {
		case unicode.IsSpace(c):
			at += size
			continue
		case c == '"':
			body, length, ok := quoted(rest, '"')
			if !ok {
				return nil, fmt.Errorf("the text that starts at %d has no end", at+1)
			}
			tokens = append(tokens, token{textToken, body, at})
			at += length
			continue
		case c == '\'':
			body, length, ok := quoted(rest, '\'')
			if !ok || !strings.HasPrefix(rest[length:], "!") {
				return nil, fmt.Errorf("the sheet name that starts at %d has no end", at+1)
			}
			tokens = append(tokens, token{sheetToken, body, at})
			at += length + 1
			continue
		case c == '#':
			name := errorAt(rest)
			if name == "" {
				return nil, fmt.Errorf("%q at %d is no error value", rest, at+1)
			}
			tokens = append(tokens, token{errorToken, name, at})
			at += len(name)
			continue
		}
		if length := numberLength(rest); length > 0 {
			tokens = append(tokens, token{numberToken, rest[:length], at})
			at += length
			continue
		}
		if length := wordLength(rest); length > 0 {
			kind := wordToken
			if strings.HasPrefix(rest[length:], "!") {
				kind = sheetToken
			}
			tokens = append(tokens, token{kind, rest[:length], at})
			at += length
			if kind == sheetToken {
				at++
			}
			continue
		}
		length := operatorLength(rest)
		if length == 0 {
			return nil, fmt.Errorf("%q at %d is no part of a formula", string(c), at+1)
		}
		tokens = append(tokens, token{operatorToken, rest[:length], at})
		at += length
	}
	return append(tokens, token{endToken, "", len(text)}), nil
}

// quoted reads a text in quotes, in which a quote is written twice; length is that of the whole.
func quoted(text string, quote byte) (body string, length int, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != quote {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == quote {
			b.WriteByte(quote)
			i++
			continue
		}
		return b.String(), i + 1, true
	}
	return "", 0, false
}

func errorAt(text string) string {
	for _, name := range errorNames {
		if len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) {
			return name
		}
	}
	return ""
}

// numberLength is that of a plain number such as 12, 0.5 or 1.5E-7; 0 when there is none, as in 3:5, which are rows.
func numberLength(text string) int {
	i := digits(text)
	if i == 0 && !strings.HasPrefix(text, ".") {
		return 0
	}
	if strings.HasPrefix(text[i:], ".") {
		i += 1 + digits(text[i+1:])
	}
	if i < len(text) && (text[i] == 'E' || text[i] == 'e') {
		sign := i + 1
		if sign < len(text) && (text[sign] == '+' || text[sign] == '-') {
			sign++
		}
		if n := digits(text[sign:]); n > 0 {
			i = sign + n
		}
	}
	return i
}

func digits(text string) int {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return i
		}
	}
	return len(text)
}

func wordLength(text string) int {
	for i, c := range text {
		if !unicode.IsLetter(c) && c != '_' && c != '$' && c != '\\' && (i == 0 || !unicode.IsDigit(c) && c != '.') {
			return i
		}
	}
	return len(text)
}

func operatorLength(text string) int {
	for _, operator := range []string{"<=", ">=", "<>", "+", "-", "*", "/", "^", "&", "=", "<", ">", "%", "(", ")", ",", ":"} {
		if strings.HasPrefix(text, operator) {
			return len(operator)
		}
	}
	return 0
}
