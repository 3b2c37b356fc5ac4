package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The bytes of a text that need a closer look.
const (
	ordinary = iota
	special  // &, a line break, a bracket, a control character, part of a longer character
	tagStart
)

var inText = func() (c [256]uint8) {
	for b := range c {
		if b < ' ' && b != '\t' && b != '\n' || b >= 0x7f || b == '&' || b == ']' {
			c[b] = special
		}
	}
	c['<'] = tagStart
	return c
}()

// readText reads the text up to the next tag, or a piece of it where it is very long.
func (s *scanner) readText() error {
	plain := true
	for i := 0; ; i++ {
		if s.at+i == s.end {
			ok, err := s.more()
			if err != nil {
				return err
			}
			if !ok || i > maxToken/2 {
				return s.take(s.piece(i, !ok), plain)
			}
		}
		switch inText[s.buffer[s.at+i]] {
		case tagStart:
			return s.take(i, plain)
		case special:
			plain = false
		}
	}
}

// piece is how much of so many bytes can be taken without cutting a character, an entity or a line break in two.
func (s *scanner) piece(n int, last bool) int {
	if last {
		return n
	}
	part := s.buffer[s.at : s.at+n]
	if i := bytes.LastIndexByte(part, '&'); i > n-16 && bytes.IndexByte(part[i:], ';') < 0 {
		part = part[:i]
	}
	for len(part) > 0 && (part[len(part)-1] >= 0x80 || part[len(part)-1] == '\r' || part[len(part)-1] == ']') && len(part) > n-64 {
		part = part[:len(part)-1]
	}
	return len(part)
}

// take makes the next bytes the content.
func (s *scanner) take(n int, plain bool) error {
	raw := s.buffer[s.at : s.at+n]
	s.at += n
	if plain {
		s.content = raw
		return nil
	}
	if bytes.Contains(raw, []byte("]]>")) {
		return errors.New("a text holds ]]>")
	}
	var err error
	s.decoded, err = decode(s.decoded[:0], raw)
	s.content = s.decoded
	return err
}

// entities are those that XML has without a definition.
var entities = map[string]byte{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// decode appends a text with its entities replaced and its line breaks made one character each.
func decode(to, raw []byte) ([]byte, error) {
	if err := checkCharacters(raw); err != nil {
		return to, err
	}
	for {
		i := bytes.IndexAny(raw, "&\r")
		if i < 0 {
			return append(to, raw...), nil
		}
		to = append(to, raw[:i]...)
		if raw[i] == '\r' {
			to = append(to, '\n')
			if raw = raw[i+1:]; len(raw) > 0 && raw[0] == '\n' {
				raw = raw[1:]
			}
			continue
		}
		raw = raw[i+1:]
		end := bytes.IndexByte(raw[:min(len(raw), 16)], ';')
		if end < 0 {
			return to, fmt.Errorf("&%s is no entity", shorten(string(raw[:min(len(raw), 8)])))
		}
		name := string(raw[:end])
		raw = raw[end+1:]
		if b, ok := entities[name]; ok {
			to = append(to, b)
			continue
		}
		r, ok := character(name)
		if !ok {
			return to, fmt.Errorf("&%s; is no entity", shorten(name))
		}
		to = utf8.AppendRune(to, r)
	}
}

// character is the character of an entity such as #65 or #x41.
func character(name string) (rune, bool) {
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, isHex := strings.CutPrefix(digits, "x"); isHex {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), ok && err == nil && n <= utf8.MaxRune && isCharacter(rune(n))
}

// isCharacter tells the characters that XML has.
func isCharacter(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 && r <= 0x10ffff
}

// checkCharacters refuses a text that is not UTF-8 or holds control characters.
func checkCharacters(text []byte) error {
	for i := 0; i < len(text); {
		if b := text[i]; b >= ' ' && b < 0x80 {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			return errors.New("a text is not UTF-8")
		case !isCharacter(r):
			return fmt.Errorf("it holds the control character U+%04X", r)
		}
		i += size
	}
	return nil
}

// checkASCII is checkCharacters for a text that is nearly always ASCII, whose control characters are known to be none.
func checkASCII(text []byte) error {
	for _, b := range text {
		if b >= 0x80 {
			return checkCharacters(text)
		}
	}
	return nil
}

// unescape replaces what spreadsheet programs write for characters that XML does not have or would change: _x000D_ is a
// carriage return, _x005F_ an underscore before what looks like such an escape.
func unescape(text string) string {
	var b strings.Builder
	from := 0
	for {
		i := strings.Index(text[from:], "_x")
		if i < 0 {
			break
		}
		i += from
		if i+7 <= len(text) && text[i+6] == '_' {
			if n, err := strconv.ParseUint(text[i+2:i+6], 16, 16); err == nil && (n < 0xd800 || n > 0xdfff) {
				b.WriteString(text[:i])
				b.WriteRune(rune(n))
				text, from = text[i+7:], 0
				continue
			}
		}
		from = i + 2
	}
	if b.Len() == 0 {
		return text
	}
	b.WriteString(text)
	return b.String()
}
