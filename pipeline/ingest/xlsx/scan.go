package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	maxToken = 1 << 20 // bytes of a tag, a comment or a piece of text that are looked at in one
	maxDepth = 256     // elements inside each other
	maxAttrs = 64      // of an element
)

// token is what the scanner has found.
type token uint8

const (
	ended    token = iota // the end of a document that is well-formed
	startTag              // name and attrs are those of the element
	endTag                // name is that of the element
	text                  // content is a part of the text of the element: a text may come in several
)

// scanner reads XML and refuses what is not well-formed: tags that do not match, entities other than the five and numbers,
// characters that XML does not have, an encoding other than UTF-8. It refuses document type definitions as well, so that no
// entity can be defined. What it gives is valid until the next call.
type scanner struct {
	r       io.Reader
	buffer  []byte
	at, end int
	last    bool // there is nothing behind the buffer

	open    []byte // the names of the open elements, one behind the other
	starts  []int  // of each name in open
	rooted  bool
	closing bool // the element just started ends at once

	name    []byte // local: without a prefix
	attrs   []attr
	content []byte
	decoded []byte
}

// attr is an attribute. Its value may hold entities; value decodes it.
type attr struct{ name, raw []byte }

func newScanner(r io.Reader) *scanner { return &scanner{r: r, buffer: make([]byte, 64<<10)} }

// depth is how many elements are open. At a start tag that includes the element, at an end tag no more.
func (s *scanner) depth() int { return len(s.starts) }

// next gives the next token.
func (s *scanner) next() (token, error) {
	if s.closing {
		s.closing = false
		s.pop()
		return endTag, nil
	}
	for {
		if s.at == s.end {
			if ok, err := s.more(); err != nil {
				return 0, err
			} else if !ok {
				return s.finish()
			}
		}
		if s.buffer[s.at] != '<' {
			if err := s.readText(); err != nil {
				return 0, err
			}
			if s.depth() > 0 {
				return text, nil
			}
			if len(bytes.TrimSpace(bytes.TrimPrefix(s.content, []byte("\ufeff")))) > 0 {
				return 0, errors.New("there is text outside its elements")
			}
			continue
		}
		kind, err := s.peek(1)
		if err != nil {
			return 0, err
		}
		switch kind {
		case '?':
			err = s.instruction()
		case '!':
			var found bool
			if found, err = s.markup(); found && err == nil {
				return text, nil
			}
		case '/':
			return endTag, s.endElement()
		default:
			return startTag, s.startElement()
		}
		if err != nil {
			return 0, err
		}
	}
}

func (s *scanner) finish() (token, error) {
	if s.depth() > 0 || !s.rooted {
		return 0, errors.New("it ends too early")
	}
	return ended, nil
}

// more reads on, keeping what has not been used; false at the end.
func (s *scanner) more() (bool, error) {
	if s.last {
		return false, nil
	}
	if s.at > 0 {
		s.end = copy(s.buffer, s.buffer[s.at:s.end])
		s.at = 0
	}
	if s.end == len(s.buffer) {
		if len(s.buffer) >= 2*maxToken {
			return false, fmt.Errorf("a tag or comment is longer than %d bytes", maxToken)
		}
		s.buffer = append(s.buffer, make([]byte, len(s.buffer))...)
	}
	for tries := 0; tries < 100; tries++ {
		n, err := s.r.Read(s.buffer[s.end:])
		s.end += n
		if err == io.EOF {
			s.last = true
			return n > 0, nil
		}
		if n > 0 || err != nil {
			return n > 0, err
		}
	}
	return false, io.ErrNoProgress
}

// peek is the byte so many behind the current one.
func (s *scanner) peek(offset int) (byte, error) {
	for s.end-s.at <= offset {
		if ok, err := s.more(); err != nil {
			return 0, err
		} else if !ok {
			return 0, errors.New("it ends inside a tag")
		}
	}
	return s.buffer[s.at+offset], nil
}

// until gives what stands between the current byte and the given end, and goes behind it.
func (s *scanner) until(end string) ([]byte, error) {
	for from := 0; ; {
		if i := bytes.Index(s.buffer[s.at+from:s.end], []byte(end)); i >= 0 {
			found := s.buffer[s.at : s.at+from+i]
			s.at += from + i + len(end)
			return found, nil
		}
		from = max(s.end-s.at-len(end)+1, 0)
		if s.end-s.at > maxToken {
			return nil, fmt.Errorf("a tag or comment is longer than %d bytes", maxToken)
		}
		if ok, err := s.more(); err != nil {
			return nil, err
		} else if !ok {
			return nil, errors.New("it ends inside a tag")
		}
	}
}

// skip goes over a text that must stand here.
func (s *scanner) skip(expected string) bool {
	if _, err := s.peek(len(expected) - 1); err != nil || string(s.buffer[s.at:s.at+len(expected)]) != expected {
		return false
	}
	s.at += len(expected)
	return true
}

// instruction reads <?...?>.
func (s *scanner) instruction() error {
	s.at += len("<?")
	content, err := s.until("?>")
	if err != nil {
		return err
	}
	n := 0
	for n < len(content) && classes[content[n]]&nameEnd == 0 {
		n++
	}
	if s.name = content[:n]; string(s.name) != "xml" {
		return checkName(s.name)
	}
	if err := s.readAttrs(content[n:]); err != nil {
		return err
	}
	for _, a := range s.attrs {
		switch {
		case string(a.name) == "version" && string(a.raw) != "1.0":
			return fmt.Errorf("it is XML %s, not 1.0", shorten(string(a.raw)))
		case string(a.name) == "encoding" && !bytes.EqualFold(a.raw, []byte("utf-8")) && !bytes.EqualFold(a.raw, []byte("us-ascii")):
			return fmt.Errorf("its encoding is %q, not UTF-8", shorten(string(a.raw)))
		}
	}
	return nil
}

// markup reads comments and CDATA, and refuses the rest of what starts with <!. It tells true for CDATA, which is text.
func (s *scanner) markup() (bool, error) {
	switch {
	case s.skip("<!--"):
		_, err := s.until("--")
		if err == nil && !s.skip(">") {
			err = errors.New("a comment holds two hyphens")
		}
		return false, err
	case s.skip("<![CDATA["):
		content, err := s.until("]]>")
		if err != nil {
			return false, err
		}
		if s.depth() == 0 {
			return false, errors.New("there is text outside its elements")
		}
		s.content = content
		return true, checkCharacters(content)
	case s.skip("<!DOCTYPE"):
		return false, errors.New("it has a document type definition, which no workbook has")
	}
	return false, errors.New("a tag starts with <! and is none")
}

// shorten cuts a text for a message.
func shorten(text string) string {
	if runes := []rune(text); len(runes) > 40 {
		return string(runes[:39]) + "…"
	}
	return text
}
