package ingest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"kpibook/pipeline/delimited"
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
	whole = err == io.EOF
	if kind := markup(start); kind != "" {
		fault := &Fault{Message: "it is " + kind + ", not a table: perhaps a login page or an error message was saved under this name", Fix: "export it again as CSV or .xlsx"}
		if lower := bytes.ToLower(start); bytes.Contains(lower, []byte("<table")) || bytes.Contains(lower, []byte("<workbook")) {
			fault.Message, fault.Fix = "it is "+kind+", not a table, as some programs export for Excel", "open it in a spreadsheet program and save it as .xlsx, or export it as CSV"
		}
		return fault
	}
	start, returns := bytes.Clone(start), bytes.IndexByte(start, '\r') >= 0 && bytes.IndexByte(start, '\n') < 0
	if returns {
		start = bytes.ReplaceAll(start, []byte("\r"), []byte("\n"))
	}
	if !whole && bytes.IndexByte(start, '\n') < 0 {
		return &Fault{Line: 1, Message: "the line is longer than " + size(dialectBytes), Fix: "check that this is a CSV file: a table starts with a line of names"}
	}
	find := findDialect
	if score == nil {
		find = findShape
	}
	dialect, err := find(start, whole, opts, score)
	if err != nil {
		return err
	}
	if opts.Delimiter == "" {
		if err := checkSeveral(start[min(dialect.offset, len(start)):], dialect.grammar, dialect.line); err != nil {
			return err
		}
	}
	t.How = append(t.How, charset.how, dialect.how)
	if returns {
		t.How = append(t.How, "lines end in a carriage return")
	}
	_, _ = text.Discard(dialect.offset)
	rows := &textRows{source: s, charset: charset, scanner: delimited.NewScanner(text, dialect.grammar, dialect.line, returns)}
	rows.record, rows.bare = &rows.scanner.Record, dialect.grammar.Quote == 0 && opts.Quote == ""
	rows.scanner.Width, rows.remarks.sign = dialect.width, opts.Comments
	t.rows = rows
	sound := &repair{sample: start, whole: whole, grammar: dialect.grammar, line: dialect.line, offset: dialect.offset, profile: dialect.profile}
	if rows.sound = sound; opts.Policy == Repair {
		t.repair = sound
	}
	if err := rows.readHeader(dialect); err != nil {
		return err
	}
	rows.body = true
	t.How = append(t.How, dialect.where(t.HeaderLine)...)
	t.Above = rowsAbove(dialect.above, t.HeaderLine)
	return nil
}

// tags start an HTML page, or a piece of one.
var tags = regexp.MustCompile(`^<(?:!doctype html|!--|html|head|body|table|script|meta|div|style|center|font|p\b)`)

// markup names a text that is no table.
func markup(start []byte) string {
	text := strings.ToLower(string(bytes.TrimSpace(start[:min(len(start), 512)])))
	for _, kind := range []struct{ start, what string }{{"<?xml", "an XML file"}, {"<", "an HTML page"}, {"mime-version:", "a web archive"}} {
		if strings.HasPrefix(text, kind.start) && (kind.start != "<" || tags.MatchString(text)) {
			return kind.what
		}
	}
	return ""
}

// readHeader reads the rows of the header, whose names it joins, one below the other.
func (r *textRows) readHeader(d dialect) error {
	t := r.source.table
	t.HeaderLine, t.Preamble, t.Headless, t.assumed = d.line, max(d.line-1, 0), d.headers == 0, d.assumed
	if d.shape {
		r.leaveOut(d)
	}
	if t.Headless {
		t.HeaderLine = 0
		for i := range d.width {
			t.Header = append(t.Header, fmt.Sprintf("column %d", i+1))
		}
		r.headers, r.starts = []string{""}, []int{0}
		r.scanner.Rows = sync.OnceValue(func() *delimited.Profile { return r.sound.learn(d.width, d.width) })
		return nil
	}
	for n := range d.headers {
		_, fields, err := r.next()
		if bad, ok := err.(*RowError); ok && t.repair != nil && d.shape {
			if fields, ok = r.mendHeader(bad.Excerpt, d.width); ok {
				err = nil
			}
		} else if err == nil && d.narrow {
			fields, err = r.narrowHeader(fields, d)
		}
		if err != nil {
			return headerFault(err)
		}
		if n == 0 {
			t.HeaderLine = r.line
			for field := range r.record.Fields {
				r.headers = append(r.headers, r.excerpt(field))
				r.starts = append(r.starts, r.column(field))
			}
		}
		if d.headers > 1 {
			t.headerRows = append(t.headerRows, headerNames(fields))
		}
		for i, name := range trimmed(fields) {
			if i == len(t.Header) {
				t.Header = append(t.Header, "")
			}
			t.Header[i] = strings.TrimSpace(t.Header[i] + " " + name)
		}
	}
	if d.joined != nil {
		t.Header = d.joined
	}
	if !d.shape { // else names may be empty, but none is left out
		t.Header = headerNames(t.Header)
	}
	if len(r.headers) == 0 {
		r.headers, r.starts = []string{r.excerpt(-1)}, []int{0}
	}
	if t.rawHeader = len(t.Header); !d.shape {
		t.rawHeader = max(len(r.record.Fields)+d.tail, len(t.Header))
	}
	if d.tail > 0 {
		t.How = append(t.How, plural(d.tail, "delimiter")+" at the end of every row, which the header does not have, left out")
	}
	r.scanner.Width = t.rawHeader
	r.scanner.Rows = sync.OnceValue(func() *delimited.Profile { return r.sound.learn(t.rawHeader, len(t.Header)) })
	if d.units && t.addUnits(r.peek) {
		_ = r.advance() // it has been looked at
		t.How = append(t.How, fmt.Sprintf("units on line %d, read with the names above them", r.record.Line))
	}
	return nil
}

// leaveOut names the lines above a table that may be rows of it: those with as many fields, and, where no header is told for sure, with more
// than one.
func (r *textRows) leaveOut(d dialect) {
	least := max(d.width, 2)
	if d.headers == 0 || d.assumed {
		least = 2
	}
	for _, row := range d.above {
		if n := delimited.Filled(row.fields); row.line < d.line && n >= least {
			what := fmt.Sprintf("the line has %s and stands above the table, whose rows have %d", plural(len(row.fields), "field"), d.width)
			r.source.table.Edits = append(r.source.table.Edits, Edit{Line: row.line, What: what, Old: strings.Join(row.fields, string(d.grammar.Comma))})
		}
	}
}

// mendHeader reads a header that breaks the rules for quotes or has another width than the rows.
func (r *textRows) mendHeader(shown string, width int) ([]string, bool) {
	mender := delimited.Mender{Grammar: r.source.table.repair.grammar, Width: width}
	mended, ok := mender.Mend(string(r.record.Raw))
	if ok {
		r.source.table.edited(r.line, string(r.record.Raw), "the header: "+mended.What, mended.Fields, shown)
	}
	return mended.Fields, ok
}

// narrowHeader is a header with more or fewer names than the rows have fields. Which name is missing or too many is not known,
// unless one of them is empty.
func (r *textRows) narrowHeader(fields []string, d dialect) ([]string, error) {
	t := r.source.table
	if len(fields) > d.width && blank(fields[d.width:]) {
		return fields[:d.width], nil
	}
	what := fmt.Sprintf("the header has %s where the rows have %d", plural(len(fields), "name"), d.width)
	if t.repair == nil || len(fields) > d.width {
		if mended, ok := r.mendIf(d.width); ok {
			return mended, nil
		}
		return nil, &Fault{Line: r.line, Message: what, Excerpt: r.excerpt(-1), Fix: "correct the header: a delimiter is missing or one too many"}
	}
	if mended, ok := r.mendIf(d.width); ok {
		return mended, nil
	}
	for len(fields) < d.width {
		fields = append(fields, "")
	}
	t.edited(r.line, string(r.record.Raw), what+": the last columns are left without a name, and names may stand over the wrong column", fields, r.excerpt(-1))
	return fields, nil
}

func (r *textRows) mendIf(width int) ([]string, bool) {
	if r.source.table.repair == nil {
		return nil, false
	}
	return r.mendHeader(r.excerpt(-1), width)
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
