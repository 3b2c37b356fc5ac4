package ingest

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// dialectBytes is what the delimiter and the header are looked for in.
const dialectBytes = 256 << 10

// openText reads a text: its encoding is decided on head, the first bytes of r (all of them when whole).
func (s *source) openText(r io.Reader, head []byte, whole bool, opts Options, score func([]string) int) error {
	t := s.table
	charset, err := detectCharset(head, whole, opts.Encoding)
	if err != nil {
		return err
	}
	text := bufio.NewReaderSize(charset.reader(r), dialectBytes)
	if mark, _ := text.Peek(3); string(mark) == "\xef\xbb\xbf" {
		_, _ = text.Discard(3) // what was peeked can be discarded
	}
	start, err := text.Peek(dialectBytes)
	if err != nil && err != io.EOF {
		return err
	}
	if kind := markup(start); kind != "" {
		return &Fault{Message: "it is " + kind + ", not a table: perhaps a login page or an error message was saved under this name",
			Fix: "export it again as CSV or .xlsx"}
	}
	returns := bytes.IndexByte(start, '\r') >= 0 && bytes.IndexByte(start, '\n') < 0
	if returns {
		start = bytes.ReplaceAll(start, []byte("\r"), []byte("\n"))
	}
	dialect, err := findDialect(start, opts, score)
	if err != nil {
		return err
	}
	t.How = append(t.How, charset.how, dialect.how, fmt.Sprintf("header on line %d", dialect.header.line))
	if dialect.header.line > 1 {
		t.How = append(t.How, skippedLines(dialect.above, dialect.header.line))
	}
	if returns {
		t.How = append(t.How, "lines end in a carriage return")
	}
	t.Header, t.HeaderLine, t.Preamble = dialect.header.fields, dialect.header.line, dialect.header.line-1
	_, _ = text.Discard(dialect.header.offset)
	recorder := &recorder{r: text, returns: returns, check: charset.decoder == nil}
	rows := &textRows{source: s, recorder: recorder, above: t.Preamble, decoded: charset.decoder != nil, charset: charset.name,
		csv: newCSV(bufio.NewReaderSize(recorder, 64<<10), dialect.comma)}
	_, fields, err := rows.next()
	if err != nil {
		return headerFault(err)
	}
	for field := range fields {
		rows.headers = append(rows.headers, rows.excerpt(field))
		rows.starts = append(rows.starts, rows.column(field))
	}
	t.rows = rows
	return nil
}

// markup names a text that is no table.
func markup(start []byte) string {
	text := strings.ToLower(string(bytes.TrimSpace(start[:min(len(start), 512)])))
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<table", "<script"} {
		if strings.HasPrefix(text, tag) {
			return "an HTML page"
		}
	}
	if strings.HasPrefix(text, "<?xml") {
		return "an XML file"
	}
	return ""
}

// headerFault makes a broken header row a fault of the file.
func headerFault(err error) error {
	if bad, ok := err.(*RowError); ok {
		return &Fault{Line: bad.Line, Column: bad.Column, Message: "the header: " + bad.Message, Excerpt: bad.Excerpt, Fix: bad.Fix}
	}
	if err == io.EOF {
		return noHeader(nil, 0)
	}
	return err
}

// textRows are the rows of a text.
type textRows struct {
	source   *source
	csv      *csv.Reader
	recorder *recorder
	above    int // lines above the header, which the csv reader never saw
	decoded  bool
	charset  string
	done     int64    // offset up to which records have been read
	line     int      // of the current record; the header at first
	width    int      // of the current record in fields; 0 when it could not be split
	headers  []string // excerpts of the header's fields
	starts   []int    // where they start in their lines
}

func (r *textRows) next() (int, []string, error) {
	r.recorder.start = r.done
	fields, err := r.csv.Read()
	r.done, r.width = r.csv.InputOffset(), 0
	if err != nil {
		return 0, nil, r.fail(err)
	}
	r.line, _ = r.csv.FieldPos(0)
	r.line += r.above
	r.width = len(fields)
	raw := r.recorder.record(r.done)
	if bytes.IndexByte(raw, 0) >= 0 {
		return 0, nil, r.bad(fields, "\x00", "holds a NUL byte", "export the file again: this row is damaged")
	}
	if r.decoded && bytes.Contains(raw, []byte("\ufffd")) {
		return 0, nil, r.bad(fields, "\ufffd", "holds bytes that are no character in "+r.charset, "set encoding: to the one the file really has")
	}
	if bytes.IndexByte(raw, '\n') < len(raw)-1 && bytes.Contains(raw, []byte("\r\n")) {
		restoreReturns(fields, string(raw), string(r.csv.Comma))
	}
	return r.line, fields, nil
}

// restoreReturns puts back the carriage returns that encoding/csv drops from line ends inside quotes. raw is the record as
// it stands in the text.
func restoreReturns(fields []string, raw, comma string) {
	for i, field := range fields {
		if !strings.HasPrefix(raw, `"`) {
			raw = strings.TrimPrefix(raw[len(field):], comma)
			continue
		}
		var b strings.Builder
		for raw = raw[1:]; ; raw = raw[1:] {
			end := strings.IndexByte(raw, '"')
			b.WriteString(raw[:end])
			if raw = raw[end+1:]; !strings.HasPrefix(raw, `"`) {
				break
			}
			b.WriteByte('"')
		}
		fields[i], raw = b.String(), strings.TrimPrefix(raw, comma)
	}
}

// bad is a row that was split but cannot be used; the first field that holds the sign is shown.
func (r *textRows) bad(fields []string, sign, message, fix string) error {
	at := max(slices.IndexFunc(fields, func(field string) bool { return strings.Contains(field, sign) }), 0)
	return &RowError{Row: Row{Line: r.line, Fields: fields}, Column: r.column(at), Message: message, Fix: fix, Excerpt: r.excerpt(at)}
}

// fail turns an error of the csv reader into a RowError, when only the row is at fault, or into what ends the table.
func (r *textRows) fail(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return r.end(err)
	}
	r.line = parse.StartLine + r.above
	raw := string(r.recorder.record(r.done))
	text := lineOf(raw, parse.Line-parse.StartLine)
	if parse.Err == csv.ErrQuote && parse.Column > len(text) {
		return r.openQuote(r.line, raw, "is not closed before the end of the file")
	}
	bad := &RowError{Row: Row{Line: r.line, Fields: []string{strings.TrimRight(raw, "\r\n")}}, Column: parse.Column,
		Message: "a quote stands inside a field that is not quoted", Fix: "put the field into quotes and double the quotes inside it",
		Excerpt: excerpt(parse.Line+r.above, text, parse.Column-1, parse.Column)}
	switch {
	case parse.Line > parse.StartLine:
		bad.Message = fmt.Sprintf("a quote opened in the row on line %d ends on line %d, in the middle of a field", bad.Line, parse.Line+r.above)
		bad.Fix = "close the quote that was left open, or double it"
	case parse.Err == csv.ErrQuote:
		bad.Message, bad.Fix = "a quote inside a quoted field is not doubled", "double the quotes inside the field"
	}
	return bad
}

// openQuote is the fault of a quote that swallows what follows: it names the line on which the quote stands. raw is the
// record it stands in, which starts on the given line.
func (r *textRows) openQuote(line int, raw, message string) error {
	open, closed, inside := -1, -2, false
	for i := range len(raw) {
		switch {
		case raw[i] != '"':
		case inside:
			inside, closed = false, i
		case closed == i-1: // the second of two doubled quotes: the field goes on
			inside = true
		default:
			inside, open = true, i
		}
	}
	if !inside {
		return &Fault{File: r.source.table.Path, Line: line, Message: "the line is longer than " + size(maxRecord), Fix: "check that this is a CSV file"}
	}
	above := raw[:open]
	from := open - strings.LastIndexByte(above, '\n') - 1
	below := strings.Count(above, "\n")
	return &Fault{File: r.source.table.Path, Line: line + below, Column: from + 1,
		Excerpt: excerpt(line+below, lineOf(raw, below), from, from+1),
		Message: "the quote opened here " + message, Fix: "close the quote or double it; if the file was cut off there, export it again"}
}

// end is what ends the table: its regular end, once the rest of the file is hashed, or a fault.
func (r *textRows) end(err error) error {
	line := r.above + 1 + r.recorder.newlines
	switch {
	case err == io.EOF && r.recorder.last != '\n':
		r.source.table.How = append(r.source.table.How, "the last line has no line end: is the export complete?")
		return r.source.finish()
	case err == io.EOF:
		return r.source.finish()
	case errors.Is(err, errLongRecord):
		raw := string(r.recorder.kept[r.recorder.start-r.recorder.base:])
		return r.openQuote(line-strings.Count(raw, "\n"), raw, "is not closed within "+size(maxRecord))
	case errors.Is(err, errNotUTF8):
		return &Fault{File: r.source.table.Path, Line: line, Message: "the file is not UTF-8 from this line on",
			Fix: "set encoding: windows-1252, or the encoding the file really has, for this source"}
	}
	return r.source.explain(err, line)
}

// excerpt shows a field of the current record; -1 shows its first line, a field past the last one its end.
func (r *textRows) excerpt(field int) string {
	raw := string(r.recorder.record(r.done))
	if field < 0 || r.width == 0 {
		text := lineOf(raw, 0)
		return excerpt(r.line, text, 0, len(text))
	}
	line, column := r.csv.FieldPos(min(field, r.width-1))
	text := lineOf(raw, line+r.above-r.line)
	from, to := column-1, len(text)
	if field >= r.width {
		from = to
	} else if field+1 < r.width {
		if next, column := r.csv.FieldPos(field + 1); next == line {
			to = column - 1 - utf8.RuneLen(r.csv.Comma)
		}
	}
	return excerpt(line+r.above, text, from, to)
}

func (r *textRows) header(field int) (string, int) {
	at := min(max(field, 0), len(r.headers)-1)
	return r.headers[at], r.starts[at]
}

func (r *textRows) kind(int, int) kind { return 0 }

func (r *textRows) column(field int) int {
	if field < 0 || field >= r.width {
		return 0
	}
	_, column := r.csv.FieldPos(field)
	return column
}

func (r *textRows) close() error { return r.source.close() }

// lineOf is one of the lines of a record, the first being 0, without its end.
func lineOf(raw string, n int) string {
	for range n {
		_, raw, _ = strings.Cut(raw, "\n")
	}
	line, _, _ := strings.Cut(raw, "\n")
	return strings.TrimSuffix(line, "\r")
}
