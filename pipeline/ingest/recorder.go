package ingest

import (
	"bytes"
	"errors"
	"io"
)

// maxRecord is the longest row: more is an open quote, not a row.
const maxRecord = 4 << 20

var (
	errNotUTF8    = errors.New("not UTF-8")
	errLongRecord = errors.New("record too long")
)

// recorder stands under the csv reader: it keeps the text of the record being read, so that a message can show it, makes
// line feeds of carriage returns where those end the lines, and checks that the text is UTF-8.
type recorder struct {
	r       io.Reader
	returns bool // lines end in a carriage return alone
	check   bool // that the text is UTF-8

	start    int64  // offset of the current record; set before it is read
	base     int64  // offset of kept
	kept     []byte // the text from the current record on
	checked  int    // bytes of kept found to be UTF-8
	newlines int    // given out so far
	last     byte   // given out
	err      error  // is given again
}

func (r *recorder) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	gone := int(r.start - r.base)
	r.kept = r.kept[:copy(r.kept, r.kept[gone:])]
	r.base, r.checked = r.start, max(r.checked-gone, 0)
	if len(r.kept) > maxRecord {
		r.err = errLongRecord
		return 0, r.err
	}
	n, err := r.r.Read(p)
	if r.returns {
		for i, b := range p[:n] {
			if b == '\r' {
				p[i] = '\n'
			}
		}
	}
	before := len(r.kept)
	r.kept = append(r.kept, p[:n]...)
	if r.check {
		if bad := invalidUTF8(r.kept[r.checked:], err != nil); bad >= 0 {
			n, err = max(r.checked+bad-before, 0), errNotUTF8
			r.kept = r.kept[:before+n]
		}
		r.checked = len(r.kept) - cutRune(r.kept)
	}
	if n > 0 {
		r.last = p[n-1]
	}
	r.newlines += bytes.Count(p[:n], []byte("\n"))
	r.err = err
	return n, err
}

// record is the text of the current record, which ends at the given offset, without the empty lines above it. It is valid
// until the next read.
func (r *recorder) record(end int64) []byte {
	text := r.kept[r.start-r.base : end-r.base]
	for {
		switch {
		case bytes.HasPrefix(text, []byte("\n")):
			text = text[1:]
		case bytes.HasPrefix(text, []byte("\r\n")):
			text = text[2:]
		default:
			return text
		}
	}
}
