package delimited

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Commas are the delimiters that are looked for; the first of equals wins.
var Commas = []rune{',', ';', '\t', '|', ':', ' '}

// names are the names of delimiters in job files and messages.
var names = map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "pipe", ' ': "space"}

// Name is a delimiter in words.
func Name(comma rune) string {
	if name, ok := names[comma]; ok {
		return name
	}
	return fmt.Sprintf("%q", comma)
}

// Named is a delimiter by its name, or tab as \t.
func Named(text string) (rune, bool) {
	for comma, name := range names {
		if strings.EqualFold(text, name) {
			return comma, true
		}
	}
	return '\t', text == `\t`
}

// sniffedRows is how many rows a grammar is tried on.
const sniffedRows = 300

// Sniff finds the grammar of a text by its first lines, which end in line feeds: the one that cuts most of them into rows of
// one width whose fields look like something (after CleverCSV: van den Burg, Nazábal and Sutton, 2019). Colons and spaces, which stand
// inside fields of every kind, count only where nothing else cuts the first line, and they cut it into names.
func Sniff(head []byte, whole bool) Grammar {
	best, most := Grammar{}, -1
	for _, comma := range Commas {
		if bytes.IndexRune(head, comma) < 0 {
			continue
		}
		weak := comma == ':' || comma == ' '
		if weak && best.Comma != 0 && len(best.First(head)) > 1 {
			break
		}
		g := Settle(head, whole, Grammar{Comma: comma, Quote: QuoteOf(head, comma)})
		if weak && !named(head, whole, g) || !weak && !steady(head, whole, g) {
			continue
		}
		if score := measure(head, whole, g); score > most || weak {
			best, most = g, score
		}
	}
	if most < 0 { // one column
		return Settle(head, whole, Grammar{Comma: ',', Quote: QuoteOf(head, ',')})
	}
	return best
}

// steady tells whether a grammar cuts half of the rows that it can read into one width of more than one field, or a first line of names
// into several.
func steady(head []byte, whole bool, g Grammar) bool {
	widths, rows := map[int]int{}, 0
	Each(head, whole, g, sniffedRows, func(r *Record) {
		if r.Flaw == nil {
			widths[len(r.Fields)]++
			rows++
		}
	})
	for width, count := range widths {
		if width > 1 && count*2 >= rows {
			return true
		}
	}
	first := g.First(head)
	return len(first) > 1 && IsHeader(first)
}

// named tells whether the first line has at least three names, next to no row has fewer fields, and at least two of the columns have no words.
func named(head []byte, whole bool, g Grammar) bool {
	names := g.First(head)
	if len(names) < 3 || !IsHeader(names) || slices.Contains(names, "") {
		return false
	}
	profile, short := NewProfile(len(names)), 0
	Each(head, whole, g, sniffedRows, func(r *Record) {
		switch {
		case r.Flaw != nil || slices.Equal(r.Fields, names):
		case len(r.Fields) < len(names):
			short++
		default:
			profile.Add(r.Fields[:len(names)])
		}
	})
	typed := 0
	for i := range names {
		if profile.Kind(i) > Text {
			typed++
		}
	}
	return short*10 <= profile.rows && typed >= 2
}

// QuoteOf is the quote that a text with that delimiter has around its fields: the single one only when many fields stand in
// single quotes and next to none in double ones, and none when quotes stand inside fields only.
func QuoteOf(head []byte, comma rune) byte {
	single, lines := enclosed(head, comma, '\''), bytes.Count(head, []byte("\n"))+1
	double := enclosed(head, comma, '"')
	switch {
	case single >= 2 && single*5 >= lines && single > 10*double:
		return '\''
	case double == 0 && bytes.IndexByte(head, '"') >= 0 && !opens(head, comma, '"'):
		return 0
	}
	return '"'
}

// enclosed counts the fields that a quote stands around: those it stands before, or those it stands behind, if there are fewer.
func enclosed(head []byte, comma rune, quote byte) int {
	opened, closed := 0, 0
	for _, edge := range edges(comma) {
		opened += bytes.Count(head, append([]byte(edge), quote))
	}
	for _, edge := range []string{string(comma), "\n", "\r\n"} {
		closed += bytes.Count(head, append([]byte{quote}, edge...))
	}
	if len(head) > 0 && head[0] == quote {
		opened++
	}
	if len(head) > 0 && head[len(head)-1] == quote {
		closed++
	}
	return min(opened, closed)
}

// edges are what stands before a field.
func edges(comma rune) []string { return []string{string(comma), string(comma) + " ", "\n"} }

// opens tells whether a field starts with a quote.
func opens(head []byte, comma rune, quote byte) bool {
	return len(head) > 0 && head[0] == quote ||
		slices.ContainsFunc(edges(comma), func(edge string) bool { return bytes.Contains(head, append([]byte(edge), quote)) })
}

// Details states what is unusual about quotes and spaces.
func (g Grammar) Details() (text string) {
	if g.Quote == 0 {
		text += "; quotes are part of the text, no field stands in them"
	}
	if g.Quote == '\'' {
		text += "; fields are quoted with single quotes"
	}
	if g.Escape != 0 {
		text += "; quotes inside quotes have a backslash before them"
	}
	if g.Padded {
		text += "; spaces after a delimiter are left out"
	}
	return text
}

// Settle finds out how a text with that delimiter and quote escapes its quotes, and whether spaces after the delimiter belong to the
// fields.
func Settle(head []byte, whole bool, g Grammar) Grammar {
	g.Padded = g.padded(head)
	if g.Quote == 0 || !bytes.Contains(head, []byte{'\\', g.Quote}) {
		return g
	}
	escaped := g
	escaped.Escape = '\\'
	if flaws(head, whole, escaped) < flaws(head, whole, g) {
		return escaped
	}
	return g
}

// padded tells whether a space follows nearly every delimiter that something follows.
func (g Grammar) padded(head []byte) bool {
	comma := g.comma()
	if g.Comma == ' ' || g.Comma == '\t' {
		return false
	}
	spaced := bytes.Count(head, append(comma[:len(comma):len(comma)], ' '))
	return spaced > 0 && spaced*20 >= bytes.Count(head, comma)*19
}

// flaws counts the rows that break the rules for quotes.
func flaws(head []byte, whole bool, g Grammar) (count int) {
	Each(head, whole, g, sniffedRows, func(r *Record) {
		if r.Flaw != nil {
			count++
		}
	})
	return count
}

// Each reads the first rows of a text; a last one that may go on is left out. The record is valid until do returns.
func Each(head []byte, whole bool, g Grammar, most int, do func(*Record)) {
	s := NewScanner(bytes.NewReader(head), g, 1, false)
	for range most {
		if s.Next() != nil || !whole && s.at == len(s.buf) && s.err != nil {
			return
		}
		do(&s.Record)
	}
}

// measure is how well a grammar cuts a text: the rows of each width, more for more fields, divided by how many widths there
// are, times the share of fields that look like something.
func measure(head []byte, whole bool, g Grammar) int {
	widths := map[int]int{}
	cells, clean, rows, broken := 0, 0, 0, 0
	Each(head, whole, g, sniffedRows, func(r *Record) {
		rows++
		if r.Flaw != nil {
			broken++
			return
		}
		widths[len(r.Fields)]++
		if rows > sniffedRows/3 {
			return
		}
		for _, field := range r.Fields {
			cells++
			if isClean(field, g) {
				clean++
			}
		}
	})
	if rows == 0 || cells == 0 {
		return 0
	}
	pattern := 0
	for width, count := range widths {
		pattern += count * 1000 * (width - 1) / width
	}
	if broken > 0 {
		widths[0] = broken
	}
	return pattern * 1000 / rows / len(widths) * clean / cells
}

// isClean tells a field that looks like one: not like several with another delimiter between them, or half of one.
func isClean(field string, g Grammar) bool {
	switch KindOf(field) {
	case Text:
		if g.Quote == '"' && len(field) > 1 && field[0] == '\'' && field[len(field)-1] == '\'' {
			return false
		}
		if strings.ContainsAny(field, ";\t|") && len(field) < 40 || strings.Count(field, `"`) == 1 && g.Quote != '"' {
			return false
		}
		return strings.Trim(field, " ") == field || g.Comma == ','
	case Code:
		return !strings.ContainsAny(field, ",;|\t")
	}
	return true
}

// First is the first row of a text, nil when it breaks the rules for quotes.
func (g Grammar) First(text []byte) []string {
	var r Record
	if g.cut(text, true, &r); r.Flaw != nil {
		return nil
	}
	return r.Fields
}

// CommonWidth is how many fields most of the first rows have.
func CommonWidth(head []byte, whole bool, g Grammar) int {
	count, most := map[int]int{}, 0
	Each(head, whole, g, outlined, func(r *Record) {
		if width := len(r.Fields); r.Flaw == nil {
			if count[width]++; count[width] > count[most] {
				most = width
			}
		}
	})
	return most
}
