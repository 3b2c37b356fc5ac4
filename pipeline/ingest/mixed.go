package ingest

import (
	"bufio"
	"bytes"
	"io"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// twoEncodings are the first lines of a text that prove two encodings: one that is UTF-8 and not ASCII, and one that is not UTF-8. Exports put
// together have both.
func twoEncodings(head []byte) (valid, invalid int) {
	line := 0
	for text := range bytes.Lines(head) {
		line++
		switch sound := utf8.Valid(text); {
		case !sound && invalid == 0 && text[len(text)-1] == '\n':
			invalid = line
		case sound && valid == 0 && utf8.RuneCount(text) < len(text) && isUTF8(text):
			valid = line
		}
	}
	if valid == 0 || invalid == 0 {
		return 0, 0
	}
	return valid, invalid
}

// isUTF8 tells UTF-8 with letters of Europe; ß€ in windows-1252 would be UTF-8 as well, of a letter of West Africa.
func isUTF8(line []byte) bool {
	if !utf8.Valid(line) {
		return false
	}
	for _, r := range string(line) {
		if r >= utf8.RuneSelf && !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common) {
			return false
		}
	}
	return true
}

// byLine reads a text some lines of which are UTF-8, and those that are not in another encoding.
type byLine struct {
	lines   *bufio.Reader
	decoder *encoding.Decoder
	left    []byte // of the line being handed over
}

func newByLine(r io.Reader, other encoding.Encoding) *byLine {
	return &byLine{lines: bufio.NewReaderSize(r, 64<<10), decoder: other.NewDecoder()}
}

// Read hands over a line at a time. One that is longer than the buffer is decoded in pieces.
func (b *byLine) Read(p []byte) (int, error) {
	if len(b.left) == 0 {
		line, err := b.lines.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return 0, err
		}
		if b.left = line; !isUTF8(line) {
			if b.left, err = b.decoder.Bytes(line); err != nil {
				return 0, err
			}
		}
	}
	n := copy(p, b.left)
	b.left = b.left[n:]
	return n, nil
}
