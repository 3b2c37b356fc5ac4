package expr

import (
	"fmt"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
	"unicode/utf8"
)

// SyntaxError says where a formula is wrong, why, and what to do about it.
type SyntaxError struct {
	Text    string // the whole formula
	Offset  int    // of the faulty part, in bytes; len(Text) when something is missing at the end
	Length  int    // of the faulty part, in bytes
	Message string // lower case, without a full stop
	Fix     string
}

// Error is one line: column, message and fix.
func (e *SyntaxError) Error() string {
	column := utf8.RuneCountInString(e.Text[:min(e.Offset, len(e.Text))]) + 1
	return fmt.Sprintf("column %d: %s; fix: %s", column, e.Message, e.Fix)
}

// Excerpt is the faulty line and a line of carets under the faulty part, without a final line break. A long line is cut to
// what is near the fault.
func (e *SyntaxError) Excerpt() string {
	const near = 60
	start := min(e.Offset, len(e.Text))
	end := min(start+e.Length, len(e.Text))
	before, fault, after := printable(e.Text[:start]), printable(e.Text[start:end]), printable(e.Text[end:])
	if len(before) > near {
		before = append([]rune("…"), before[len(before)-near:]...)
	}
	if len(fault) > near {
		fault = append(fault[:near:near], '…')
	}
	if len(after) > near {
		after = append(after[:near:near], '…')
	}
	carets := strings.Repeat("^", max(1, len(fault)))
	return string(before) + string(fault) + string(after) + "\n" + strings.Repeat(" ", len(before)) + carets
}

// printable has one rune for each that is shown, so that carets stand under their text.
func printable(text string) []rune {
	var shown []rune
	for _, r := range text {
		if r < ' ' || r == 0x7f {
			r = ' '
		}
		shown = append(shown, r)
	}
	return shown
}

var (
	wordPattern   = regexp.MustCompile(`[0-9A-Za-z_.]+`)
	namePattern   = regexp.MustCompile(`^[A-Za-z_][0-9A-Za-z_]*$`)
	numberPattern = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	alienPattern  = regexp.MustCompile(`[^0-9A-Za-z_. +\-*/(),]|//|/\*`)
)

// checkText refuses what the parser would accept or explain badly: foreign characters, comments, Go's other spellings of
// numbers, its keywords, and parentheses that do not match.
func checkText(text string) error {
	if len(text) > MaxText {
		return tooLong(text)
	}
	if strings.TrimSpace(text) == "" {
		return &SyntaxError{text, 0, len(text), "the formula is empty", "write one over measures and KPIs, such as closing_arr / 12"}
	}
	if at := alienPattern.FindStringIndex(text); at != nil {
		return foreign(text, at[0], at[1])
	}
	for _, at := range wordPattern.FindAllStringIndex(text, -1) {
		found := text[at[0]:at[1]]
		switch {
		case token.IsKeyword(found):
			return &SyntaxError{text, at[0], len(found), fmt.Sprintf("%q is a reserved word", found), "choose another name"}
		case namePattern.MatchString(found) || numberPattern.MatchString(found):
		case found[0] == '.' || found[0] >= '0' && found[0] <= '9':
			return &SyntaxError{text, at[0], len(found), fmt.Sprintf("%q is not a plain decimal number", found),
				"write digits without leading zeros, exponent, prefix or underscore, such as 0.05; a name starts with a letter"}
		default:
			return &SyntaxError{text, at[0], len(found), fmt.Sprintf("%q is not a name", found), "names are letters, digits and underscores"}
		}
	}
	var open []int
	for i, c := range []byte(text) {
		if c == '(' {
			open = append(open, i)
		} else if c == ')' && len(open) == 0 {
			return &SyntaxError{text, i, 1, "this parenthesis closes nothing", "leave it out or open one before it"}
		} else if c == ')' {
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return &SyntaxError{text, open[0], 1, "this parenthesis is not closed", "close it or leave it out"}
	}
	return nil
}

// misplaced explains an error of Go's parser by what stands at its place.
func misplaced(text string, err error) *SyntaxError {
	offset := len(text)
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		offset = min(offset, list[0].Pos.Offset)
	}
	rest := strings.TrimLeft(text[offset:], " ")
	offset = len(text) - len(rest)
	const fix = "put a value on both sides of each of + - * / and an operator between two values"
	if rest == "" {
		return &SyntaxError{text, offset, 1, "the formula ends where a value is expected", fix}
	}
	found := wordPattern.FindString(rest)
	if found == "" || !strings.HasPrefix(rest, found) {
		found = rest[:1]
	}
	return &SyntaxError{text, offset, len(found), fmt.Sprintf("%q is not expected here", found), fix}
}

func tooLong(text string) *SyntaxError {
	return &SyntaxError{text, min(len(text), MaxText), max(0, len(text)-MaxText),
		fmt.Sprintf("the formula is longer than %d bytes, counting a space around each operator", MaxText), "split it into several KPIs"}
}

// foreign explains a character, or the start of a comment, that no formula has.
func foreign(text string, start, end int) *SyntaxError {
	_, size := utf8.DecodeRuneInString(text[start:])
	found := text[start:max(end, start+size)]
	fix := "use names, numbers, + - * /, parentheses, min and max"
	switch found {
	case "=":
		fix = "leave out the equals sign"
	case "%":
		fix = "write a percentage as a decimal, 0.05 for 5 %"
	case "×", "·":
		fix = "write *"
	case "÷", ":":
		fix = "write /"
	case "−", "–":
		fix = "write -"
	case "\t", "\n", "\r":
		fix = "write the formula on one line, with spaces only"
	case "//", "/*":
		fix = "leave out the comment"
	}
	return &SyntaxError{text, start, len(found), fmt.Sprintf("%q is not part of the formula language", found), fix}
}
