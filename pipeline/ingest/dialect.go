package ingest

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"kpibook/pipeline/delimited"
)

// delimiters are tried in this order; the first of equals wins.
var delimiters = []rune{',', ';', '\t', '|'}

// dialect is how a text is split and where its header and rows stand.
type dialect struct {
	grammar delimited.Grammar
	line    int // on which the header starts, or the first row where there is no header
	offset  int // of that line
	headers int // rows of the header
	width   int // of the rows, in fields
	shape   bool
	narrow  bool     // the header has another width than the rows
	assumed bool     // nothing but its place tells the header
	joined  []string // the names of a header of two rows; nil: those of its rows are put together
	units   bool     // a row of units may stand below it
	tail    int      // empty fields behind the last name in all rows
	profile *delimited.Profile
	above   []candidate // the lines looked at, in order
	how     string
}

// where says where the header stands and what stands above it.
func (d *dialect) where(line int) []string {
	how := fmt.Sprintf("header on line %d", line)
	switch {
	case d.headers == 0:
		how = "no header: the first row has fields of the same kinds as those below it"
	case d.headers > 1:
		how = fmt.Sprintf("header on lines %d to %d, its names joined", line, line+d.headers-1)
	case d.assumed:
		how += ", taken for one because it stands first: all rows are words"
	}
	if d.line > 1 {
		return []string{how, skippedLines(d.above, d.line)}
	}
	return []string{how}
}

// findDialect looks at the first lines of a text, whose line ends are LF or CRLF: the delimiter is the option, else the
// one a first line sep=; names, else the one under which a row scores best as header; of equals, the one that gives most
// rows the header's width.
func findDialect(head []byte, whole bool, opts Options, score func([]string) int) (dialect, error) {
	given, how, err := givenGrammar(head, opts)
	if err != nil {
		return dialect{}, err
	}
	tried := delimiters
	if given.Comma != 0 {
		tried = []rune{given.Comma}
	}
	var best dialect
	var header candidate
	points, same := -1, -1
	for _, comma := range tried {
		grammar := given
		grammar.Comma = comma
		if grammar, err = settled(head, whole, grammar, opts); err != nil {
			return dialect{}, err
		}
		lines := firstLines(head, grammar, max(headerRows, opts.HeaderRow))
		found, score := bestHeader(lines, opts.HeaderRow, score)
		if best.above == nil {
			best.above = lines
		}
		if found.fields == nil {
			continue
		}
		width := sameWidth(head[found.offset:], whole, grammar)
		if score > points || score == points && width > same {
			best, header = dialect{grammar: grammar, line: found.line, offset: found.offset, headers: 1, above: lines}, found
			points, same = score, width
		}
	}
	if header.fields == nil {
		return dialect{}, noHeader(best.above, opts.HeaderRow)
	}
	best.headers = max(opts.HeaderRows, 1)
	if points < 10 && opts.HeaderRow == 0 && hasFigures(header.fields) {
		return dialect{}, noHeader(best.above, 0)
	}
	if fault := twoHeaders(best.above, header, points, score); fault != nil && opts.HeaderRow == 0 {
		return dialect{}, fault
	}
	if opts.HeaderRows == 0 && opts.HeaderRow == 0 {
		if upper, joined, ok := joinedHeader(best.above, header, points, score); ok {
			best.line, best.offset, best.headers, best.joined = upper.line, upper.offset, 2, joined
		}
	}
	best.units = opts.HeaderRows == 0
	best.width = delimited.CommonWidth(head[best.offset:], whole, best.grammar)
	if names := best.grammar.First(head[best.offset:]); best.headers == 1 && score(names) == 10*len(names) { // else two names may have become one
		best.tail = emptyTail(head[best.offset:], whole, best.grammar, len(names))
	}
	best.how = "delimiter " + delimited.Name(best.grammar.Comma) + ", " + how + best.grammar.Details()
	return best, nil
}

// findShape does the same for a text of which no names are known.
func findShape(head []byte, whole bool, opts Options, _ func([]string) int) (dialect, error) {
	given, how, err := givenGrammar(head, opts)
	if err != nil {
		return dialect{}, err
	}
	start := 0
	if how == bySep {
		start = bytes.IndexByte(head, '\n') + 1
	}
	grammar := given
	if given.Comma == 0 {
		how = "by the shape of the first rows"
		if grammar, err = sniffed(head, whole, given, opts); err != nil {
			return dialect{}, err
		}
	} else if grammar, err = settled(head, whole, given, opts); err != nil {
		return dialect{}, err
	}
	d := dialect{grammar: grammar, shape: true, above: firstLines(head, grammar, headerRows),
		how: "delimiter " + delimited.Name(grammar.Comma) + ", " + how + grammar.Details()}
	outline := delimited.Draw(head[start:], whole, grammar)
	if outline.Width == 0 {
		return dialect{}, unsound(head[start:], whole, grammar)
	}
	d.width, d.headers, d.narrow, d.assumed, d.profile = outline.Width, outline.Rows, outline.Narrow, outline.Assumed, outline.Profile
	if d.line = outline.Header; d.line == 0 {
		d.line = outline.First
	}
	if opts.HeaderRow > 0 {
		d.line, d.headers, d.narrow, d.assumed = opts.HeaderRow-bytes.Count(head[:start], []byte("\n")), max(opts.HeaderRows, 1), false, false
	}
	d.offset = start + delimited.LineOffset(head[start:], d.line)
	d.line += bytes.Count(head[:start], []byte("\n"))
	return d, nil
}

// unsound is the fault of a text without a single row that can be read.
func unsound(head []byte, whole bool, g delimited.Grammar) *Fault {
	fault := noHeader(nil, 0)
	delimited.Each(head, whole, g, 1, func(r *delimited.Record) {
		line, _, _ := strings.Cut(string(r.Raw), "\n")
		fault = &Fault{Line: r.Line, Excerpt: excerpt(r.Line, line, 0, len(line)), Message: "no row can be read: quotes stand where they must not, from this line on",
			Fix: "double the quotes inside quoted fields, close those that are open, or set quote: none if they are text"}
	})
	return fault
}

// Where a delimiter comes from.
const (
	byHeader = "found by the header"
	byJob    = "as the job file says"
	bySep    = "as its first line sep= says"
)

// givenGrammar is what the options or a first line sep=; say; a delimiter of 0 is to be found.
func givenGrammar(head []byte, opts Options) (delimited.Grammar, string, error) {
	g := delimited.Grammar{Quote: '"'}
	switch opts.Quote {
	case "", `"`:
	case "none":
		g.Quote = 0
	default:
		g.Quote = opts.Quote[0]
	}
	if opts.Delimiter != "" {
		comma, err := namedDelimiter(opts.Delimiter)
		g.Comma = comma
		return g, byJob, err
	}
	if named, ok := delimiterLine(head); ok {
		g.Comma = named
		return g, bySep, nil
	}
	return g, byHeader, nil
}

// settled finds out the quotes of a text with that delimiter.
func settled(head []byte, whole bool, g delimited.Grammar, opts Options) (delimited.Grammar, error) {
	if opts.Quote == "" {
		g.Quote = delimited.QuoteOf(head, g.Comma)
	}
	return escaped(delimited.Settle(head, whole, g), opts), nil
}

// sniffed finds out the delimiter and the quotes of a text.
func sniffed(head []byte, whole bool, given delimited.Grammar, opts Options) (delimited.Grammar, error) {
	g := delimited.Sniff(head, whole)
	if opts.Quote != "" {
		g.Quote = given.Quote
		g = delimited.Settle(head, whole, g)
	}
	return escaped(g, opts), nil
}

// escaped sets how quotes inside quotes are written where the options say so.
func escaped(g delimited.Grammar, opts Options) delimited.Grammar {
	switch opts.Escape {
	case "doubled":
		g.Escape = 0
	case "backslash":
		g.Escape = '\\'
	}
	return g
}

// delimiterLine reads the line sep=; that Excel takes as the first line of a text.
func delimiterLine(head []byte) (rune, bool) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	text := strings.Trim(strings.TrimRight(string(line), "\r"), `"`)
	if len(text) < 5 || !strings.EqualFold(text[:4], "sep=") {
		return 0, false
	}
	comma, err := namedDelimiter(text[4:])
	below, _, _ := bytes.Cut(head[min(len(line)+1, len(head)):], []byte("\n"))
	return comma, err == nil && (bytes.ContainsRune(below, comma) || !bytes.ContainsAny(below, ",;\t|")) // Excel writes it, other programs keep it above what they write
}

// namedDelimiter reads a delimiter as a job file gives it.
func namedDelimiter(text string) (rune, error) {
	if comma, ok := delimited.Named(text); ok {
		return comma, nil
	}
	if comma, width := utf8.DecodeRuneInString(text); width == len(text) && comma != utf8.RuneError && !strings.ContainsRune("\"\r\n\x00", comma) {
		return comma, nil
	}
	return 0, &Fault{Message: fmt.Sprintf("delimiter %q is not one character", text), Fix: "use one character, or comma, semicolon, tab or pipe"}
}

// firstLines reads a record at the start of each of the first lines, so that a broken line above the header hides nothing
// below it. A line on which no record can be read has its text as its one field. Empty lines count only for the number.
func firstLines(head []byte, g delimited.Grammar, most int) []candidate {
	var lines []candidate
	for line, offset := 1, 0; offset < len(head) && len(lines) < most; line++ {
		text, _, _ := bytes.Cut(head[offset:], []byte("\n"))
		if shown := strings.TrimSpace(string(text)); shown != "" {
			fields := g.First(head[offset:])
			if fields == nil {
				fields = []string{shown}
			}
			lines = append(lines, candidate{line, offset, fields})
		}
		offset += len(text) + 1
	}
	return lines
}

// sameWidth counts the rows below a header that have its width, if that is more than one field.
func sameWidth(text []byte, whole bool, g delimited.Grammar) int {
	width, count := len(g.First(text)), -1 // without the header itself
	if width < 2 {
		return 0
	}
	delimited.Each(text, whole, g, headerRows+1, func(r *delimited.Record) {
		if len(r.Fields) == width {
			count++
		}
	})
	return max(count, 0)
}
