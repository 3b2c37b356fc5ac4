package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// delimiters are tried in this order; the first of equals wins.
var delimiters = []rune{',', ';', '\t', '|'}

// delimiterNames are the names a delimiter has in a job file and in messages.
var delimiterNames = map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "pipe", ' ': "space"}

// dialect is how a text is split and where its header stands.
type dialect struct {
	comma  rune
	header candidate
	above  []candidate // the lines looked at, in order
	how    string
}

// findDialect looks at the first lines of a text, whose line ends are LF or CRLF: the delimiter is the option, else the
// one a first line sep=; names, else the one under which a row scores best as header; of equals, the one that gives most
// rows the header's width.
func findDialect(head []byte, opts Options, score func([]string) int) (dialect, error) {
	tried, how := delimiters, "found by the header"
	named, ok := delimiterLine(head)
	switch {
	case opts.Delimiter != "":
		comma, err := namedDelimiter(opts.Delimiter)
		if err != nil {
			return dialect{}, err
		}
		tried, how = []rune{comma}, "as the job file says"
	case ok:
		tried, how = []rune{named}, "as its first line sep= says"
	}
	var best dialect
	points, same := -1, -1
	for _, comma := range tried {
		lines := firstLines(head, comma, max(headerRows, opts.HeaderRow))
		header, found := bestHeader(lines, opts.HeaderRow, score)
		if best.above == nil {
			best.above = lines
		}
		if header.fields == nil {
			continue
		}
		width := sameWidth(head[header.offset:], comma)
		if found > points || found == points && width > same {
			best, points, same = dialect{comma: comma, header: header, above: lines}, found, width
		}
	}
	if best.header.fields == nil {
		return dialect{}, noHeader(best.above, opts.HeaderRow)
	}
	best.how = fmt.Sprintf("delimiter %s, %s", delimiterName(best.comma), how)
	return best, nil
}

// delimiterLine reads the line sep=; that Excel takes as the first line of a text.
func delimiterLine(head []byte) (rune, bool) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	text := strings.Trim(strings.TrimRight(string(line), "\r"), `"`)
	if len(text) < 5 || !strings.EqualFold(text[:4], "sep=") {
		return 0, false
	}
	comma, err := namedDelimiter(text[4:])
	return comma, err == nil
}

// namedDelimiter reads a delimiter as a job file gives it.
func namedDelimiter(text string) (rune, error) {
	for comma, name := range delimiterNames {
		if strings.EqualFold(text, name) {
			return comma, nil
		}
	}
	if text == `\t` {
		return '\t', nil
	}
	if comma, width := utf8.DecodeRuneInString(text); width == len(text) && comma != utf8.RuneError && !strings.ContainsRune("\"\r\n\x00", comma) {
		return comma, nil
	}
	return 0, &Fault{Message: fmt.Sprintf("delimiter %q is not one character", text), Fix: "use one character, or comma, semicolon, tab or pipe"}
}

func delimiterName(comma rune) string {
	if name, ok := delimiterNames[comma]; ok {
		return name
	}
	return fmt.Sprintf("%q", comma)
}

// firstLines reads a record at the start of each of the first lines, so that a broken line above the header hides nothing
// below it. A line on which no record can be read has its text as its one field. Empty lines count only for the number.
func firstLines(head []byte, comma rune, most int) []candidate {
	var lines []candidate
	for line, offset := 1, 0; offset < len(head) && len(lines) < most; line++ {
		text, _, _ := bytes.Cut(head[offset:], []byte("\n"))
		if shown := strings.TrimSpace(string(text)); shown != "" {
			fields, err := newCSV(bytes.NewReader(head[offset:]), comma).Read()
			if err != nil {
				fields = []string{shown}
			}
			lines = append(lines, candidate{line, offset, append([]string(nil), fields...)})
		}
		offset += len(text) + 1
	}
	return lines
}

// sameWidth counts the rows below a header that have its width, if that is more than one field.
func sameWidth(text []byte, comma rune) int {
	reader := newCSV(bytes.NewReader(text), comma)
	header, _ := reader.Read()
	width, count := len(header), 0
	for range headerRows {
		if fields, _ := reader.Read(); width > 1 && len(fields) == width {
			count++
		}
	}
	return count
}

// newCSV is a strict reader: a quote opens a field or stands doubled inside a quoted one, and nowhere else.
func newCSV(r io.Reader, comma rune) *csv.Reader {
	reader := csv.NewReader(r)
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = comma, -1, true
	return reader
}
