package ingest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"kpibook/pipeline/delimited"
)

// textRows are the rows of a text.
type textRows struct {
	source  *source
	scanner *delimited.Scanner
	record  *delimited.Record  // the current one: the scanner's, or a copy when the scanner has gone ahead
	ahead   []delimited.Record // the next ones
	failed  error              // of going ahead
	charset charset
	sound   *repair // what the sound rows look like
	remarks remarks
	body    bool     // the header has been read
	bare    bool     // quotes were found to be part of the text
	line    int      // of the current record; the header at first
	headers []string // excerpts of the header's fields
	starts  []int    // where they start in their lines
}

func (r *textRows) next() (int, []string, error) {
	if err := r.advance(); err != nil {
		return 0, nil, r.end(err)
	}
	r.line = r.record.Line
	raw := r.record.Raw
	if r.charset.decoder == nil && !utf8.Valid(raw) {
		return 0, nil, r.notUTF8(raw)
	}
	if r.record.Flaw != nil {
		return 0, nil, r.flawed(r.record.Flaw)
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return 0, nil, r.bad("\x00", "holds a NUL byte", "export the file again: this row is damaged")
	}
	if r.charset.decoder != nil && bytes.Contains(raw, []byte("\ufffd")) {
		return 0, nil, r.bad("\ufffd", "holds bytes that are no character in "+r.charset.name, "set encoding: to the one the file really has")
	}
	if r.bare && bytes.IndexByte(raw, '"') >= 0 {
		if at := slices.IndexFunc(r.record.Fields, func(field string) bool { return strings.HasPrefix(field, `"`) }); at >= 0 {
			return 0, nil, r.bad(`"`, "a field starts with a quote, where the quotes of the first rows are part of their text", `set quote: '"' or quote: none for this source`)
		}
	}
	if at := r.strayReturn(); at >= 0 {
		return 0, nil, r.bad("\r", "holds a carriage return outside quotes: some lines end in one, others in a line feed", "export the file again, with one kind of line end")
	}
	if err := r.perhapsRemark(); err != nil {
		return 0, nil, err
	}
	r.doubtful()
	return r.line, r.record.Fields, nil
}

// advance moves on to the next record that is no remark.
func (r *textRows) advance() (err error) {
	for {
		if len(r.ahead) > 0 {
			r.record, r.ahead = &r.ahead[0], r.ahead[1:]
		} else if err = r.failed; err == nil {
			r.record, err = &r.scanner.Record, r.scanner.Next()
		}
		if err != nil || !r.remark() {
			return err
		}
	}
}

// strayReturn is the first field without quotes that holds a carriage return; -1 when there is none.
func (r *textRows) strayReturn() int {
	raw := r.record.Raw
	if bytes.IndexByte(raw, '\r') < 0 {
		return -1
	}
	for i, field := range r.record.Fields {
		if start := r.record.Starts[i]; strings.Contains(field, "\r") && raw[start] != r.scanner.Grammar().Quote {
			return i
		}
	}
	return -1
}

// cutOff tells whether the current row is the last one and has no line end.
func (r *textRows) cutOff() bool {
	return r.peek(1) == nil && r.failed == io.EOF && !r.scanner.Ended()
}

// peek gives the fields of the row so many rows below the current one, without moving on to it; nil when there is none, or a
// broken one.
func (r *textRows) peek(below int) []string {
	for len(r.ahead) < below && r.failed == nil {
		if r.record == &r.scanner.Record {
			r.record = r.take()
		}
		if r.failed = r.scanner.Next(); r.failed == nil {
			r.ahead = append(r.ahead, *r.take())
		}
	}
	if len(r.ahead) < below || r.ahead[below-1].Flaw != nil {
		return nil
	}
	return r.ahead[below-1].Fields
}

// take takes its record from the scanner, so that it stays as it is when the scanner goes on.
func (r *textRows) take() *delimited.Record {
	taken := r.scanner.Record
	taken.Raw = bytes.Clone(taken.Raw)
	r.scanner.Record = delimited.Record{}
	return &taken
}

// notUTF8 is the fault of a text that has been taken for UTF-8.
func (r *textRows) notUTF8(raw []byte) error {
	line := r.line + bytes.Count(raw[:max(invalidUTF8(raw, true), 0)], []byte("\n"))
	return &Fault{File: r.source.table.Path, Line: line, Message: "this line is not UTF-8, as the text above it is",
		Fix: "correct the line, or export the file again as UTF-8; if all of it is in another encoding, set encoding: windows-1252, or whatever it is, for this source"}
}

// bad is a row that was split but cannot be used; the first field that holds the sign is shown.
func (r *textRows) bad(sign, message, fix string) error {
	fields := r.record.Fields
	at := max(slices.IndexFunc(fields, func(field string) bool { return strings.Contains(field, sign) }), 0)
	return &RowError{Row: Row{Line: r.line, Fields: fields}, Column: r.column(at), Message: message, Fix: fix, Excerpt: r.excerpt(at), damaged: true}
}

// flawed is the error of a row that breaks the rules for quotes; a quote that swallows the rest of the file is a fault.
func (r *textRows) flawed(flaw *delimited.Flaw) error {
	raw := string(r.record.Raw)
	line, column, text := r.locate(flaw.Offset)
	shown := excerpt(line, text, column-1, column)
	if flaw.Kind == delimited.EndlessQuote {
		where := "before the end of the file"
		if len(raw) >= delimited.MaxRecord-2 {
			where = "within " + size(delimited.MaxRecord)
		}
		return &Fault{File: r.source.table.Path, Line: line, Column: column, Excerpt: shown, Message: "the quote opened here is not closed " + where,
			Fix: "close the quote or double it; if the file was cut off there, export it again"}
	}
	bad := &RowError{Row: Row{Line: r.line, Fields: []string{raw}}, Column: column, Excerpt: shown,
		Message: "a quote stands inside a field that is not quoted", Fix: "put the field into quotes and double the quotes inside it"}
	switch {
	case flaw.Kind == delimited.OpenQuote:
		bad.Message, bad.Fix = "the quote opened here is not closed in its row", "close the quote that was left open, or double it"
	case line > r.line:
		bad.Message = fmt.Sprintf("a quote opened in the row on line %d ends on line %d, in the middle of a field", r.line, line)
		bad.Fix = "close the quote that was left open, or double it"
	case flaw.Kind == delimited.LooseQuote:
		bad.Message, bad.Fix = "a quote inside a quoted field is not doubled", "double the quotes inside the field"
	}
	return bad
}

// end is what ends the table: its regular end, once the rest of the file is hashed, or a fault.
func (r *textRows) end(err error) error {
	if err == io.EOF {
		r.sayRemarks()
		r.remarks.count = 0
	}
	switch {
	case err == io.EOF && !r.scanner.Ended():
		r.source.table.How = append(r.source.table.How, "the last line has no line end: is the export complete?")
		return r.source.finish()
	case err == io.EOF:
		return r.source.finish()
	case err == delimited.ErrLongRecord:
		return &Fault{File: r.source.table.Path, Line: r.scanner.NextLine(), Message: "the line is longer than " + size(delimited.MaxRecord), Fix: "check that this is a CSV file"}
	}
	return r.source.explain(err, r.scanner.NextLine())
}

// locate finds the line that an offset of the current record stands in, the column, counted from 1, and the text of that line.
func (r *textRows) locate(offset int) (line, column int, text string) {
	raw := string(r.record.Raw)
	above := raw[:min(offset, len(raw))]
	start := strings.LastIndexByte(above, '\n') + 1
	text, _, _ = strings.Cut(raw[start:], "\n")
	return r.line + strings.Count(above, "\n"), len(above) - start + 1, strings.TrimSuffix(text, "\r")
}

// excerpt shows a field of the current record; -1 shows its first line, a field past the last one its end.
func (r *textRows) excerpt(field int) string {
	width := len(r.record.Fields)
	if field < 0 || width == 0 {
		_, _, text := r.locate(0)
		return excerpt(r.line, text, 0, len(text))
	}
	line, column, text := r.locate(r.record.Starts[min(field, width-1)])
	from, to := column-1, len(text)
	if field >= width {
		from = to
	} else if field+1 < width {
		if next, column, _ := r.locate(r.record.Starts[field+1]); next == line {
			to = column - 1 - utf8.RuneLen(r.scanner.Grammar().Comma)
		}
	}
	return excerpt(line, text, from, to)
}

func (r *textRows) header(field int) (string, int) {
	at := min(max(field, 0), len(r.headers)-1)
	return r.headers[at], r.starts[at]
}

func (r *textRows) kind(int, int) kind { return 0 }

func (r *textRows) column(field int) int {
	if field < 0 || field >= len(r.record.Fields) {
		return 0
	}
	_, column, _ := r.locate(r.record.Starts[field])
	return column
}

func (r *textRows) text() string { return strings.Clone(string(r.record.Raw)) }

func (r *textRows) close() error { return r.source.close() }
