package delimited

import (
	"bytes"
	"errors"
	"io"
)

// MaxRecord is the longest row: more is an open quote, not a row.
const MaxRecord = 4 << 20

// ErrLongRecord is a row without quotes that is longer than MaxRecord: the text is no table.
var ErrLongRecord = errors.New("row too long")

// Scanner reads a text row by row. What it reads does not depend on the pieces in which the text arrives.
type Scanner struct {
	Record
	Width int             // in fields, that a row has to have for a row above it to be thought broken in itself; 0: not known
	Rows  func() *Profile // of the sound rows, by which lines inside a quoted field are told that are rows by themselves; nil: not known

	grammar Grammar
	r       io.Reader
	returns bool
	buf     []byte
	at      int // in buf: the next record
	line    int // of the next record
	last    byte
	err     error // of r
	probe   Record
}

// NewScanner starts to read at a line of that number. returns tells that lines end in a carriage return alone.
func NewScanner(r io.Reader, g Grammar, line int, returns bool) *Scanner {
	return &Scanner{grammar: g, r: r, returns: returns, line: line, buf: make([]byte, 0, 64<<10)}
}

// Next reads the next row into Record; empty lines are none. A row that breaks the rules for quotes has a Flaw and no
// fields. The end is io.EOF.
func (s *Scanner) Next() error {
	s.Gap = false
	for {
		taken, more := s.emptyLine()
		switch {
		case taken > 0:
			s.at, s.line, s.Gap = s.at+taken, s.line+1, true
			continue
		case more && s.err != nil:
			return s.err
		case !more:
			taken, more = s.cut()
		}
		switch {
		case !more:
			s.Line, s.Cut = s.line, s.buf[s.at+taken-1] != '\n'
			s.line += bytes.Count(s.buf[s.at:s.at+taken], []byte("\n"))
			s.at += taken
			return nil
		case len(s.buf)-s.at > MaxRecord:
			return ErrLongRecord
		case s.err != nil && s.err != io.EOF:
			return s.err
		}
		s.fill()
	}
}

// emptyLine counts the bytes of an empty line at the front of what is there, 0 for a line with something in it; more tells
// that it takes more text to know.
func (s *Scanner) emptyLine() (taken int, more bool) {
	rest := s.buf[s.at:]
	switch {
	case len(rest) == 0:
		return 0, true
	case rest[0] == '\n':
		return 1, false
	case rest[0] != '\r':
		return 0, false
	case len(rest) == 1 && s.err == nil:
		return 0, true
	case len(rest) == 1:
		return 1, false
	case rest[1] == '\n':
		return 2, false
	}
	return 0, false
}

// cut reads the record at the front of what is there.
func (s *Scanner) cut() (taken int, more bool) {
	text, whole := s.buf[s.at:], s.err == io.EOF
	if len(text) > MaxRecord { // no row is longer: what is open by then stays open
		text, whole = text[:MaxRecord], true
		if bytes.IndexByte(text, '\n') < 0 {
			return 0, true
		}
	}
	taken, more = s.grammar.cut(text, whole, &s.Record)
	if more || s.Flaw == nil && s.multiline() == 0 {
		return taken, more
	}
	return s.confine(text, taken, whole)
}

// multiline counts the line ends inside the record.
func (s *Scanner) multiline() int { return bytes.Count(s.Raw, []byte("\n")) }

// confinedTo is how many lines a broken record may be taken back to.
const confinedTo = 20

// confine takes a broken record that goes on over several lines back to its first ones, when the line below them is a row by
// itself: then it is a quote in those lines that is at fault, and no reason to lose what follows.
func (s *Scanner) confine(text []byte, taken int, whole bool) (int, bool) {
	switch {
	case s.Flaw == nil && s.swallows():
		return s.firstLine(text), false
	case s.Flaw == nil && (s.Width == 0 || len(s.Fields) == s.Width):
		return taken, false
	case s.multiline() == 0:
		if s.Flaw != nil && s.Flaw.Kind == EndlessQuote && text[taken-1] == '\n' { // the last line, which is whole
			s.Flaw.Kind = OpenQuote
		}
		return taken, false
	}
	end := 0
	for range confinedTo {
		next := bytes.IndexByte(text[end:taken], '\n')
		if next < 0 {
			break
		}
		end += next + 1
		below, more := s.grammar.cut(text[end:], whole, &s.probe)
		if more {
			return 0, true
		}
		if below == 0 || s.probe.Flaw != nil || s.Width > 0 && len(s.probe.Fields) != s.Width {
			continue
		}
		if end == taken {
			break
		}
		s.Raw = bytes.TrimSuffix(text[:end-1], []byte("\r"))
		if s.Flaw == nil || s.Flaw.Kind == EndlessQuote || s.Flaw.Offset >= len(s.Raw) {
			s.Flaw = &Flaw{OpenQuote, s.lastOpen()}
		}
		s.Fields = s.Fields[:0]
		return end, false
	}
	return taken, false
}

// lastOpen is where the last field that starts in the record starts: the one whose quote is open at its end.
func (s *Scanner) lastOpen() int {
	open := 0
	for _, start := range s.Starts {
		if start <= len(s.Raw) {
			open = start
		}
	}
	return min(open, max(len(s.Raw)-1, 0))
}

// fill reads more of the text behind what is kept.
func (s *Scanner) fill() {
	if s.at > 0 && (len(s.buf) == cap(s.buf) || s.at == len(s.buf)) {
		s.buf = s.buf[:copy(s.buf, s.buf[s.at:])]
		s.at = 0
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
	added := s.buf[len(s.buf) : len(s.buf)+n]
	if s.returns {
		for i, b := range added {
			if b == '\r' {
				added[i] = '\n'
			}
		}
	}
	if n > 0 {
		s.last = added[n-1]
	}
	s.buf, s.err = s.buf[:len(s.buf)+n], err
}

// Ended tells whether the text that has been read ends in a line end.
func (s *Scanner) Ended() bool { return s.last == '\n' }

// NextLine is the line after the record read last.
func (s *Scanner) NextLine() int { return s.line }

// Grammar is how the text is cut.
func (s *Scanner) Grammar() Grammar { return s.grammar }
