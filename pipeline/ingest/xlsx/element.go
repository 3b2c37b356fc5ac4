package xlsx

import (
	"bytes"
	"errors"
	"fmt"
)

// The bytes that end a name, or that no value of an attribute may hold as they are.
const (
	nameEnd  = 1 << iota // white space, / > = and quotes
	unquoted             // < and control characters
)

var classes = func() (c [256]uint8) {
	for b := range c[:' '] {
		c[b] = nameEnd | unquoted
	}
	for _, b := range []byte{' ', '/', '>', '=', '"', '\'', '<', '&'} {
		c[b] |= nameEnd
	}
	for _, b := range []byte{'\t', '\n', '\r'} {
		c[b] &^= unquoted
	}
	c['<'] |= unquoted
	return c
}()

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// startElement reads <name attributes> or <name attributes/>.
func (s *scanner) startElement() error {
	tag, err := s.tag()
	if err != nil {
		return err
	}
	tag = tag[1:]
	if s.closing = len(tag) > 0 && tag[len(tag)-1] == '/'; s.closing {
		tag = tag[:len(tag)-1]
	}
	n := 0
	for n < len(tag) && classes[tag[n]]&nameEnd == 0 {
		n++
	}
	name := tag[:n]
	if err := checkName(name); err != nil {
		return err
	}
	switch {
	case s.depth() == 0 && s.rooted:
		return errors.New("it goes on behind its end")
	case s.depth() >= maxDepth:
		return fmt.Errorf("more than %d elements stand inside each other", maxDepth)
	}
	s.rooted = true
	s.starts = append(s.starts, len(s.open))
	s.open = append(s.open, name...)
	s.name = local(name)
	return s.readAttrs(tag[n:])
}

// tag gives a tag from its < up to, and without, its >, and goes behind it.
func (s *scanner) tag() ([]byte, error) {
	for i, quote := 1, byte(0); ; i++ {
		if s.at+i == s.end {
			if i > maxToken {
				return nil, fmt.Errorf("a tag is longer than %d bytes", maxToken)
			}
			if ok, err := s.more(); err != nil {
				return nil, err
			} else if !ok {
				return nil, errors.New("it ends inside a tag")
			}
		}
		switch b := s.buffer[s.at+i]; {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			found := s.buffer[s.at : s.at+i]
			s.at += i + 1
			return found, nil
		case b == '<':
			return nil, errors.New("a tag does not end")
		}
	}
}

func (s *scanner) readAttrs(rest []byte) error {
	s.attrs = s.attrs[:0]
	for {
		spaces := 0
		for spaces < len(rest) && isSpace(rest[spaces]) {
			spaces++
		}
		if rest = rest[spaces:]; len(rest) == 0 {
			return nil
		}
		n := 0
		for n < len(rest) && classes[rest[n]]&nameEnd == 0 {
			n++
		}
		name := rest[:n]
		for n < len(rest) && isSpace(rest[n]) {
			n++
		}
		if spaces == 0 || n+1 >= len(rest) || rest[n] != '=' {
			return fmt.Errorf("the attributes of <%s> cannot be read", shorten(string(s.name)))
		}
		if err := checkName(name); err != nil {
			return err
		}
		for n++; n < len(rest) && isSpace(rest[n]); {
			n++
		}
		if n >= len(rest) || rest[n] != '"' && rest[n] != '\'' {
			return fmt.Errorf("attribute %s of <%s> is not in quotes", shorten(string(name)), shorten(string(s.name)))
		}
		quote, from := rest[n], n+1
		for n++; n < len(rest) && rest[n] != quote; n++ {
			if classes[rest[n]]&unquoted != 0 {
				return fmt.Errorf("attribute %s of <%s> holds a character that it may not", shorten(string(name)), shorten(string(s.name)))
			}
		}
		if n >= len(rest) || len(s.attrs) >= maxAttrs {
			return fmt.Errorf("the attributes of <%s> cannot be read", shorten(string(s.name)))
		}
		for _, before := range s.attrs {
			if string(before.name) == string(name) {
				return fmt.Errorf("<%s> has the attribute %s twice", shorten(string(s.name)), shorten(string(name)))
			}
		}
		s.attrs = append(s.attrs, attr{name, rest[from:n]})
		rest = rest[n+1:]
	}
}

// endElement reads </name>.
func (s *scanner) endElement() error {
	tag, err := s.tag()
	if err != nil {
		return err
	}
	name := tag[2:]
	for len(name) > 0 && isSpace(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	if s.depth() == 0 {
		return fmt.Errorf("</%s> ends what was not started", shorten(string(name)))
	}
	if open := s.open[s.starts[len(s.starts)-1]:]; string(open) != string(name) {
		return fmt.Errorf("<%s> is ended by </%s>", shorten(string(open)), shorten(string(name)))
	}
	s.pop()
	return nil
}

// pop closes the innermost element, and makes its name that of the token.
func (s *scanner) pop() {
	from := s.starts[len(s.starts)-1]
	s.starts = s.starts[:len(s.starts)-1]
	s.name = local(s.open[from:])
	s.open = s.open[:from]
}

// local is a name without its prefix.
func local(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// checkName refuses what cannot be the name of an element or attribute of a workbook; those are ASCII.
func checkName(name []byte) error {
	colons := 0
	for i, b := range name {
		switch {
		case b|0x20 >= 'a' && b|0x20 <= 'z' || b == '_':
		case b == ':':
			colons++
		case i > 0 && (b >= '0' && b <= '9' || b == '-' || b == '.'):
		default:
			colons = 2
		}
	}
	if len(name) == 0 || colons > 1 {
		return fmt.Errorf("a tag or attribute is called %q", shorten(string(name)))
	}
	return nil
}

// value is an attribute of the element just started, empty when it has none.
func (s *scanner) value(name string) ([]byte, error) {
	for _, a := range s.attrs {
		if string(a.name) == name {
			if bytes.IndexByte(a.raw, '&') < 0 {
				return a.raw, checkASCII(a.raw)
			}
			return decode(nil, a.raw)
		}
	}
	return nil, nil
}
