package ingest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// charset is how the bytes of a text become characters.
type charset struct {
	name    string
	decoder encoding.Encoding // nil: UTF-8, which is only checked
	how     string
	mixed   bool // lines that are UTF-8 are read as such
}

func (c charset) reader(r io.Reader) io.Reader {
	if c.decoder == nil {
		return r
	}
	if c.mixed {
		return newByLine(r, c.decoder)
	}
	return transform.NewReader(r, c.decoder.NewDecoder())
}

// detectCharset decides on the first bytes of a text: the option; else the byte order mark; else UTF-16 when one byte of
// every other pair is NUL; else UTF-8 when it is valid; else windows-1252, which takes anything, and says so. whole tells
// that head is all there is.
func detectCharset(head []byte, whole bool, option string) (charset, error) {
	if option != "" {
		return namedCharset(option)
	}
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return charset{name: "UTF-8", how: "encoding UTF-8, by its byte order mark"}, nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return charset{"UTF-16LE", little, "encoding UTF-16LE, by its byte order mark", false}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return charset{"UTF-16BE", big, "encoding UTF-16BE, by its byte order mark", false}, nil
	}
	switch even, odd := nulBytes(head); {
	case odd > len(head)/20 && even*10 < odd && pairedLines(head, 0):
		return charset{"UTF-16LE", little, "encoding UTF-16LE without byte order mark, by its NUL bytes", false}, nil
	case even > len(head)/20 && odd*10 < even && pairedLines(head, 1):
		return charset{"UTF-16BE", big, "encoding UTF-16BE without byte order mark, by its NUL bytes", false}, nil
	}
	if bad := invalidUTF8(head, whole); bad >= 0 {
		line := 1 + bytes.Count(head[:bad], []byte("\n"))
		how := fmt.Sprintf("warning: encoding taken for windows-1252, because line %d is not UTF-8; look at the names, and set encoding: if they are wrong", line)
		valid, _ := twoEncodings(head)
		if valid > 0 {
			how = fmt.Sprintf("warning: two encodings: line %d is UTF-8, and line %d is not and is taken for windows-1252, each line by itself; look at the names, and set encoding: if they are wrong", valid, line)
		}
		return charset{"windows-1252", charmap.Windows1252, how, valid > 0}, nil
	}
	return charset{name: "UTF-8", how: "encoding UTF-8"}, nil
}

func namedCharset(option string) (charset, error) {
	decoder, err := htmlindex.Get(option)
	if err != nil {
		return charset{}, &Fault{Message: fmt.Sprintf("encoding %q is not known", option),
			Fix: "use a name such as utf-8, utf-16le, windows-1252, iso-8859-15 or shift_jis"}
	}
	name, how := strings.ToLower(option), "encoding "+strings.ToLower(option)+", as the job file says"
	switch {
	case decoder == unicode.UTF8:
		return charset{name: name, how: how}, nil
	case name == "utf-16":
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	return charset{name: name, decoder: decoder, how: how}, nil
}

// pairedLines tells whether line feeds are written with a NUL byte beside them, as UTF-16 has it; low is the place of the low byte in a
// pair. A text of one line needs NUL bytes in most pairs.
func pairedLines(head []byte, low int) bool {
	paired, alone, nul := 0, 0, 0
	for i := 0; i+1 < len(head); i += 2 {
		switch high := head[i+1-low]; {
		case high == 0 && head[i+low] == '\n':
			paired++
		case high == '\n' || head[i+low] == '\n':
			alone++
		case high == 0:
			nul++
		}
	}
	if paired+alone == 0 {
		return nul*10 > len(head)/2*8
	}
	return paired > 0 && alone*10 <= paired
}

// nulBytes counts the NUL bytes at even and odd offsets.
func nulBytes(head []byte) (even, odd int) {
	if bytes.IndexByte(head, 0) < 0 {
		return 0, 0
	}
	for i, b := range head {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// invalidUTF8 is the offset of the first byte that is not UTF-8, or -1. Unless text is whole, a character cut at its end
// is none.
func invalidUTF8(text []byte, whole bool) int {
	if !whole {
		text = text[:len(text)-cutRune(text)]
	}
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, width := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && width == 1 {
			return i
		}
		i += width
	}
	return -1
}

// cutRune is how many bytes at the end of text may be the start of a character that goes on after it.
func cutRune(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if at := len(text) - n; utf8.RuneStart(text[at]) {
			if utf8.FullRune(text[at:]) {
				return 0
			}
			return n
		}
	}
	return 0
}
