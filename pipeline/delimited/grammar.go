// Package delimited reads delimited text: it finds out how a text is cut into rows and fields, cuts it by the strict rules of
// that grammar, and, when asked, mends a row that breaks them by the one edit under which its fields fit their columns. It
// knows nothing of datasets or files.
package delimited

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Grammar is how a text is cut into rows and fields. A quote opens a field or stands doubled (or escaped) inside a quoted
// one, and nowhere else.
type Grammar struct {
	Comma  rune // between two fields
	Quote  byte // around a field that holds delimiters or line ends; 0: none
	Escape byte // before a quote inside quotes, where it is not doubled; 0: it is doubled
	Padded bool // spaces after a delimiter are no part of the field
}

// FlawKind is how a row breaks the rules for quotes.
type FlawKind uint8

// The ways to break them.
const (
	BareQuote    FlawKind = iota + 1 // inside a field that is not quoted
	LooseQuote                       // inside a quoted field, neither doubled nor before a delimiter
	OpenQuote                        // not closed in its row
	EndlessQuote                     // not closed before the end of the text, or within MaxRecord, and nothing below is a row by itself
)

// Flaw is where a row breaks the rules for quotes.
type Flaw struct {
	Kind   FlawKind
	Offset int // in Record.Raw: of the quote at fault; of an open one, where it opens
}

// Record is one row of a text.
type Record struct {
	Line   int      // on which it starts; the first line is 1
	Gap    bool     // empty lines stand above it
	Cut    bool     // the text ends in it, without a line end
	Raw    []byte   // as it stands in the text, without its line end; valid until the next record is read
	Fields []string // the slice is valid until the next record is read, the strings may be kept; without those of a flawed row
	Starts []int    // offsets of the fields in Raw
	Flaw   *Flaw

	content []byte // of the fields, one behind the other
	ends    []int  // in content
}

// comma is the delimiter as bytes.
func (g *Grammar) comma() []byte { return utf8.AppendRune(nil, g.Comma) }

// cut reads the record at the start of text, up to its line end. It gives the bytes it takes, line end included, and tells
// true when it takes more text than there is to be sure; whole says that there is no more.
func (g *Grammar) cut(text []byte, whole bool, into *Record) (taken int, more bool) {
	into.Fields, into.Starts, into.Flaw = into.Fields[:0], into.Starts[:0], nil
	end := bytes.IndexByte(text, '\n')
	if end < 0 && !whole {
		return 0, true
	}
	line := text
	if taken = len(text); end >= 0 {
		line, taken = text[:end], end+1
	}
	line = bytes.TrimSuffix(line, []byte("\r"))
	if g.Quote == 0 || bytes.IndexByte(line, g.Quote) < 0 {
		into.Raw = line
		g.plain(string(line), into)
		return taken, false
	}
	return g.quoted(text, whole, into)
}

// plain cuts a line without quotes.
func (g *Grammar) plain(line string, into *Record) {
	comma, width := string(g.Comma), utf8.RuneLen(g.Comma)
	at := 0
	for {
		at += g.padding(line[at:], at)
		next := strings.Index(line[at:], comma)
		if next < 0 {
			break
		}
		into.Fields, into.Starts = append(into.Fields, line[at:at+next]), append(into.Starts, at)
		at += next + width
	}
	into.Fields, into.Starts = append(into.Fields, line[at:]), append(into.Starts, at)
}

// padding counts the spaces before a field that are no part of it.
func (g *Grammar) padding(text string, at int) int {
	if !g.Padded || at == 0 {
		return 0
	}
	return len(text) - len(strings.TrimLeft(text, " "))
}

// quoted cuts a record that has quotes in its first line.
func (g *Grammar) quoted(text []byte, whole bool, into *Record) (taken int, more bool) {
	comma := g.comma()
	at := 0
	into.content, into.ends = into.content[:0], into.ends[:0]
	for {
		if g.Padded && at > 0 {
			for at < len(text) && text[at] == ' ' {
				at++
			}
		}
		if at == len(text) && !whole {
			return 0, true
		}
		into.Starts = append(into.Starts, at)
		if at < len(text) && text[at] == g.Quote {
			end, flaw := g.insideQuotes(text, at+1, comma, whole, into)
			switch {
			case flaw == 0 && end < 0:
				return 0, true
			case flaw != 0:
				into.Flaw = &Flaw{flaw, end}
				if flaw == EndlessQuote {
					into.Flaw.Offset = at
					end = len(text)
				}
				return g.broken(text, end, whole, into)
			}
			at = end
		} else {
			end := fieldEnd(text[at:], comma)
			if end < 0 {
				if !whole {
					return 0, true
				}
				end = len(text) - at
			}
			field := text[at : at+end]
			if at+end == len(text) || text[at+end] == '\n' {
				field = bytes.TrimSuffix(field, []byte("\r"))
			}
			if bare := bytes.IndexByte(field, g.Quote); bare >= 0 {
				into.Flaw = &Flaw{BareQuote, at + bare}
				return g.broken(text, at+bare, whole, into)
			}
			into.content = append(into.content, field...)
			at += len(field)
		}
		into.ends = append(into.ends, len(into.content))
		switch rest := text[at:]; {
		case bytes.HasPrefix(rest, comma):
			at += len(comma)
		default:
			into.Raw = text[:at]
			into.slice()
			at += len(rest) - len(bytes.TrimPrefix(rest, []byte("\r")))
			return min(at+1, len(text)), false
		}
	}
}

// broken ends a flawed record with the line in which the flaw stands.
func (g *Grammar) broken(text []byte, at int, whole bool, into *Record) (taken int, more bool) {
	into.Fields = into.Fields[:0]
	end := bytes.IndexByte(text[at:], '\n')
	switch {
	case end >= 0:
		into.Raw, taken = bytes.TrimSuffix(text[:at+end], []byte("\r")), at+end+1
	case whole:
		into.Raw, taken = bytes.TrimRight(text, "\r\n"), len(text)
	default:
		return 0, true
	}
	return taken, false
}

// slice makes the fields of their contents.
func (r *Record) slice() {
	text, start := string(r.content), 0
	for _, end := range r.ends {
		r.Fields = append(r.Fields, text[start:end])
		start = end
	}
}

// insideQuotes reads a quoted field from behind its opening quote to behind its closing one. end is -1 when it takes more
// text to tell; with a flaw it is where the quote at fault stands.
func (g *Grammar) insideQuotes(text []byte, at int, comma []byte, whole bool, into *Record) (end int, flaw FlawKind) {
	for {
		next := g.special(text[at:])
		if next < 0 && whole {
			return at, EndlessQuote
		}
		if next < 0 || at+next+1 == len(text) && !whole {
			return -1, 0
		}
		into.content = append(into.content, text[at:at+next]...)
		at += next
		following := text[at+1:]
		escaped := len(following) > 0 && (following[0] == g.Quote || following[0] == g.Escape)
		switch {
		case text[at] != g.Quote && escaped, g.Escape == 0 && len(following) > 0 && following[0] == g.Quote:
			into.content = append(into.content, following[0])
			at += 2
		case text[at] != g.Quote:
			into.content = append(into.content, text[at])
			at++
		case g.closes(following, comma, whole):
			return at + 1, 0
		case !whole && len(following) < utf8.UTFMax:
			return -1, 0
		default:
			return at, LooseQuote
		}
	}
}

// special finds the next quote or escape.
func (g *Grammar) special(text []byte) int {
	quote := bytes.IndexByte(text, g.Quote)
	if g.Escape == 0 {
		return quote
	}
	if quote >= 0 {
		text = text[:quote]
	}
	if escape := bytes.IndexByte(text, g.Escape); escape >= 0 {
		return escape
	}
	return quote
}

// closes tells whether a quote before this text ends its field.
func (g *Grammar) closes(following, comma []byte, whole bool) bool {
	switch {
	case len(following) == 0, following[0] == '\n', bytes.HasPrefix(following, comma):
		return true
	case following[0] == '\r':
		return len(following) == 1 && whole || len(following) > 1 && following[1] == '\n'
	}
	return false
}

// fieldEnd finds the delimiter or line end that ends a field without quotes.
func fieldEnd(text, comma []byte) int {
	for i, b := range text {
		if b == '\n' || b == comma[0] && bytes.HasPrefix(text[i:], comma) {
			return i
		}
	}
	return -1
}
