package delimited

import (
	"cmp"
	"slices"
	"strings"
)

// What an edit costs, so that a row is read with as few as it takes.
const (
	quoteCost   = 4 * bit // a quote that breaks the rules is part of the text
	joinCost    = 5 * bit // a delimiter is part of a text that is not quoted
	dropCost    = 2 * bit // an empty field is one too many
	splitCost   = 6 * bit // a delimiter is missing
	foreignCost = 5 * bit // the row has another delimiter than the others
	wrapCost    = 1 * bit // quotes stand around the whole row
	margin      = 3 * bit // by which the best way to read a row has to beat the next
)

// Bounds of what is mended, so that a hostile row does not cost seconds.
const (
	maxMended = 64 << 10 // bytes of the row
	maxWork   = 100_000  // pieces too many, squared, times columns
	maxJoined = 12       // delimiters in a text that is not quoted
	maxFused  = 200      // bytes of a field that is searched for a missing delimiter
	keptWays  = 3        // ways to read the start of a row that are followed
)

// Mend is a row that broke the rules, read by the edits that make its fields fit their columns.
type Mend struct {
	Fields []string
	What   string // the edits, in words
}

// Mender mends rows of one table.
type Mender struct {
	Grammar Grammar
	Width   int
	Profile *Profile // nil: the row is a header, of which nothing but the width is known
}

// Mend reads a row, given as it stands in the text, in the one way that fits best. It tells false when there is none, or when
// another way fits about as well: then nothing proves which of the two is right.
func (m *Mender) Mend(raw string) (Mend, bool) {
	if len(raw) > maxMended || m.Width < 1 {
		return Mend{}, false
	}
	ways := m.ways(raw, m.Grammar.Comma)
	if row, quoted, loose := m.unquote(raw); quoted && !loose {
		for _, w := range m.ways(row, m.Grammar.Comma) {
			w.wrapped, w.cost = true, w.cost+wrapCost
			ways = append(ways, w)
		}
	}
	if len(ways) == 0 {
		for _, comma := range Commas {
			if comma != m.Grammar.Comma && strings.ContainsRune(raw, comma) {
				ways = append(ways, m.ways(raw, comma)...)
			}
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.cost, b.cost) })
	if len(ways) == 0 || len(ways) > 1 && ways[1].cost-ways[0].cost < margin {
		return Mend{}, false
	}
	if w := ways[0]; w.joined > 0 && w.dropped+w.split > 0 { // two edits that undo each other's widths prove nothing
		return Mend{}, false
	}
	if ways[0].torn(raw, m.Grammar.Comma) {
		return Mend{}, false
	}
	if m.Grammar.Quote == 0 && slices.ContainsFunc(ways[0].fields, inQuotes) {
		return Mend{}, false
	}
	return Mend{ways[0].fields, ways[0].what()}, true
}

// inQuotes tells whether quotes stand around a field. Where no other row has any, nothing proves whether they are part of it.
func inQuotes(field string) bool {
	return len(field) > 1 && strings.HasPrefix(field, `"`) && strings.HasSuffix(field, `"`)
}

// ways reads a row in the ways that fit best, cut at a delimiter: each column takes a piece between two delimiters, or
// several, when its text holds some. reached[c][i] are the ways in which the first i pieces are the first c columns.
func (m *Mender) ways(raw string, comma rune) []way {
	pieces := strings.Split(raw, string(comma))
	slack := max(len(pieces)-m.Width, 0) + 2
	if slack*slack*m.Width > maxWork || len(pieces) < m.Width-1 {
		return nil
	}
	start := way{}
	if comma != m.Grammar.Comma {
		start.cost, start.comma = foreignCost, comma
	}
	reached := make([]map[int][]way, m.Width+2)
	for i := range reached {
		reached[i] = map[int][]way{}
	}
	reached[0][0] = []way{start}
	for column := range m.Width + 1 {
		for from := max(0, column-1); from <= min(column+slack, len(pieces)); from++ {
			for _, w := range reached[column][from] {
				m.extend(w, column, from, pieces, string(comma), reached)
			}
		}
	}
	return reached[m.Width][len(pieces)]
}

// extend goes on with a way at a column and a piece.
func (m *Mender) extend(w way, column, from int, pieces []string, comma string, reached []map[int][]way) {
	keep := func(column, at int, w way) { reached[column][at] = insert(reached[column][at], w) }
	if from < len(pieces) && strings.TrimSpace(pieces[from]) == "" && w.dropped+w.split == 0 {
		dropped := w
		dropped.cost, dropped.dropped, dropped.at = w.cost+dropCost, 1, column+1
		keep(column, from+1, dropped)
	}
	if column == m.Width {
		return
	}
	for to := from + 1; to <= len(pieces); to++ {
		text := strings.Join(pieces[from:to], comma)
		if m.Grammar.Padded || w.comma != 0 {
			text = strings.TrimLeft(text, " ")
		}
		if read, ok := m.take(w, column, text, to-from-1); ok {
			keep(column+1, to, read)
		}
		if w.dropped+w.split > 0 || w.comma != 0 || column+2 > m.Width || m.Profile != nil && m.Profile.uniformly(column, text) {
			continue // what is whole as it stands is not cut
		}
		for _, p := range m.seams(text, to-from-1) {
			if m.loneQuote(text[:p]) || m.loneQuote(text[p:]) {
				continue
			}
			first, ok := m.take(w, column, text[:p], strings.Count(text[:p], comma))
			if !ok {
				continue
			}
			if second, ok := m.take(first, column+1, text[p:], strings.Count(text[p:], comma)); ok && m.sure(column, text, p) {
				second.cost, second.split, second.at = second.cost+splitCost, 1, column+1
				keep(column+2, to, second)
			}
		}
	}
}

// take reads a text that holds so many delimiters as the field of a column. It tells false when the column has no field of its
// kind.
func (m *Mender) take(w way, column int, text string, commas int) (way, bool) {
	value, quoted, loose := m.unquote(text)
	if !quoted && commas > maxJoined {
		return way{}, false
	}
	w.fields = append(slices.Clip(w.fields), value)
	if loose {
		w.quotes, w.cost = w.quotes+1, w.cost+quoteCost
		if quoted && commas > 0 && m.holdsEdge(value, w.comma) {
			w.cost += joinCost
		}
	}
	if !quoted && commas > 0 {
		if KindOf(value) != Text { // two numbers make no number
			return way{}, false
		}
		w.joined, w.cost = w.joined+1, w.cost+commas*joinCost
	}
	if m.Profile == nil {
		return w, true
	}
	if loose {
		value = strings.Trim(value, string(m.Grammar.Quote))
	}
	fit, seen := m.Profile.fit(column, value)
	w.cost -= fit
	return w, seen || loose && value == ""
}

// holdsEdge tells whether a text holds what looks like the edge of a quoted field.
func (m *Mender) holdsEdge(text string, comma rune) bool {
	if comma == 0 {
		comma = m.Grammar.Comma
	}
	between, quote := string(comma), string(m.Grammar.Quote)
	return strings.Contains(text, quote+between) || strings.Contains(text, between+quote)
}

// unquote reads a field. quoted tells that quotes stand around it, loose that it breaks the rules for quotes.
func (m *Mender) unquote(text string) (value string, quoted, loose bool) {
	quote := string(m.Grammar.Quote)
	if m.Grammar.Quote == 0 || !strings.Contains(text, quote) {
		return text, false, false
	}
	if len(text) < 2 || !strings.HasPrefix(text, quote) || !strings.HasSuffix(text, quote) {
		return text, false, true
	}
	inside := text[1 : len(text)-1]
	doubled := quote + quote
	if m.Grammar.Escape != 0 {
		doubled = string(m.Grammar.Escape) + quote
	}
	loose = strings.Contains(strings.ReplaceAll(inside, doubled, ""), quote)
	return strings.ReplaceAll(inside, doubled, quote), true, loose
}

// seams are the places in a text at which a delimiter may be missing: at its quotes, or anywhere when it has none.
func (m *Mender) seams(text string, commas int) (at []int) {
	at = append(at, 0, len(text))
	switch quotes := m.Grammar.Quote != 0 && strings.IndexByte(text, m.Grammar.Quote) >= 0; {
	case quotes && len(text) <= maxMended/16:
		for i := range len(text) {
			if text[i] == m.Grammar.Quote {
				at = append(at, i, i+1)
			}
		}
	case !quotes && commas == 0 && len(text) <= maxFused && m.Profile != nil:
		for i := range text {
			at = append(at, i)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}

// loneQuote tells whether a text is a single quote: what is cut off a field that ends in one is no field.
func (m *Mender) loneQuote(text string) bool {
	return m.Grammar.Quote != 0 && text == string(m.Grammar.Quote)
}

// sure tells whether a text may be cut at a place: between two digits only where one of the parts has the one shape of its column,
// because 12500 is 1 and 2500 as well as 12 and 500.
func (m *Mender) sure(column int, text string, at int) bool {
	if m.Profile == nil || at == 0 || at == len(text) || !isDigit(text[at-1]) || !isDigit(text[at]) {
		return true
	}
	return m.Profile.uniformly(column, text[:at]) || m.Profile.uniformly(column+1, text[at:])
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
