package delimited

import (
	"bytes"
	"slices"
	"strings"
)

// swallows tells whether a quoted field of the record holds rows: a quote was left open, and one further down closes it, so that the text
// keeps the rules and several rows become one. A line inside a field is a row when it has as many fields as the rows, of the kinds of their
// columns, or starts with an id like theirs; of a field that starts in one row and ends in another, both have to look like one.
func (s *Scanner) swallows() bool {
	if s.Rows == nil || s.Width < 2 || len(s.Fields) != s.Width {
		return false
	}
	profile := s.Rows()
	if profile == nil || profile.Width() != s.Width {
		return false
	}
	for _, line := range linesOf(string(s.Raw))[1:] {
		if s.startsLikeRow(profile, line) {
			return true
		}
	}
	for at, field := range s.Fields {
		if strings.IndexByte(field, '\n') >= 0 && s.holdsRows(profile, at, linesOf(field)) {
			return true
		}
	}
	return false
}

// holdsRows tells whether the lines of a field hold rows: whole ones, or the end of one on the first line and the start of one on the last.
func (s *Scanner) holdsRows(p *Profile, at int, lines []string) bool {
	last := len(lines) - 1
	for _, line := range lines[1:last] {
		if fits, some := s.likeRow(p, s.pieces(line), 0, s.Width); fits && some > 0 {
			return true
		}
	}
	end, some := s.likeRow(p, s.pieces(lines[0])[1:], at+1, s.Width)
	start := s.pieces(lines[last])
	begins, more := s.likeRow(p, start[:len(start)-1], 0, at)
	return end && begins && some+more > 0
}

// linesOf are the lines of a text; of many the first and the last.
func linesOf(text string) []string {
	const most = 200
	lines := strings.Split(text, "\n")
	if len(lines) > most {
		lines = slices.Concat(lines[:most-1], lines[len(lines)-1:])
	}
	return lines
}

// pieces cuts a line at every delimiter, quotes or not.
func (s *Scanner) pieces(line string) []string {
	pieces := strings.Split(strings.TrimSuffix(line, "\r"), string(s.grammar.Comma))
	for i, piece := range pieces {
		pieces[i] = strings.Trim(piece, string(s.grammar.Quote)+" ")
	}
	return pieces
}

// likeRow tells whether pieces are of the kinds of the columns from one up to another; some counts those that could have been of another.
func (s *Scanner) likeRow(p *Profile, pieces []string, from, to int) (fits bool, some int) {
	if len(pieces) != to-from {
		return false, 0
	}
	for i, piece := range pieces {
		kind, own := p.Kind(from+i), KindOf(piece)
		switch {
		case kind <= Text || own == Empty:
		case kind != own || kind == Code && !p.made(from+i, piece):
			return false, 0
		default:
			some++
		}
	}
	return true, some
}

// startsLikeRow tells a line that starts with an id of the one shape that those of the rows have, and has about as many fields.
func (s *Scanner) startsLikeRow(p *Profile, line string) bool {
	id, rest, _ := strings.Cut(line, string(s.grammar.Comma))
	kind := p.Kind(0)
	return (kind == Code || kind == Number) && p.uniform(0) && p.uniformly(0, id) && !strings.HasPrefix(rest, " ") &&
		len(s.pieces(line)) >= max(3, s.Width/2+1)
}

// firstLine takes the record back to its first line, in which its quote is open.
func (s *Scanner) firstLine(text []byte) int {
	end := bytes.IndexByte(text, '\n') + 1
	s.Raw = bytes.TrimSuffix(text[:end-1], []byte("\r"))
	s.Flaw = &Flaw{OpenQuote, s.lastOpen()}
	s.Fields = s.Fields[:0]
	return end
}
