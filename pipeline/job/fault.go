package job

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fault is one thing wrong with a job file: where, what, why and the remedy. Line and Column count from 1, columns in
// characters; Line 0 means the file as a whole.
type Fault struct {
	File         string
	Line, Column int
	Message      string // in one line
	Excerpt      string // the line with a caret line under it, or empty
	Fix          string // what to do about it, or empty
}

// Faults are all faults of a job file, sorted by place. It is the error that Load and Decode return.
type Faults []Fault

// Error prints the fault with its excerpt and remedy, one under the other.
func (f Fault) Error() string {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
	}
	text := place + ": " + f.Message
	if f.Excerpt != "" {
		text += "\n" + f.Excerpt
	}
	if f.Fix != "" {
		text += "\nfix: " + f.Fix
	}
	return text
}

// Error prints every fault, sorted by place, with an empty line between two.
func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = fault.Error()
	}
	return strings.Join(texts, "\n\n")
}

// with adds faults found later and orders all by place. Where a value is faulty by its type or spelling, a second complaint
// about its meaning is left out.
func (f Faults) with(later Faults) Faults {
	all := slices.Clone(f)
	for _, l := range later {
		if !slices.ContainsFunc(f, func(e Fault) bool { return e.Line == l.Line && e.Column == l.Column }) {
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return all
}

// text is a job file's name and its lines, for excerpts.
type text struct {
	name  string
	lines []string
}

// place is where a key and its value stand, and how many characters each takes, and what the value says if it is a single one.
// An item of a list has no key.
type place struct {
	key, value span
	text       string
}

// span is a run of characters in one line.
type span struct{ line, column, width int }

// fault makes the fault at a span.
func (t text) fault(at span, message, fix string) Fault {
	return Fault{File: t.name, Line: at.line, Column: at.column, Message: message, Excerpt: t.excerpt(at), Fix: fix}
}

// excerptWidth is how many characters of a long line an excerpt shows.
const excerptWidth = 100

// excerpt is a line with carets under a span; a long line is cut around it. Tabs stay tabs under tabs, so that the carets
// stand right whatever a tab's width.
func (t text) excerpt(at span) string {
	if at.line < 1 || at.line > len(t.lines) {
		return ""
	}
	line := []rune(t.lines[at.line-1])
	start := min(max(at.column-1, 0), len(line))
	width := max(1, min(at.width, len(line)-start))
	from := 0
	if len(line) > excerptWidth {
		from = max(0, min(start-excerptWidth/2, len(line)-excerptWidth))
	}
	to := min(len(line), from+excerptWidth)
	width = min(width, max(1, to-start))
	shown, under := "", ""
	for i, r := range line[from:to] {
		switch {
		case r == '\t':
		case r < ' ' || r == utf8.RuneError:
			r = '?'
		}
		shown += string(r)
		if i < start-from && r != '\t' {
			r = ' '
		}
		if i < start-from {
			under += string(r)
		}
	}
	number := fmt.Sprintf("%5d", at.line)
	return number + " | " + shown + "\n" + strings.Repeat(" ", len(number)) + " | " + under + strings.Repeat("^", width)
}

// Position is where the value at a path of keys and list indices stands ("jobs", "0", "output"), or the nearest place above
// it that the file does have. Line and column count from 1.
func (f *File) Position(path ...string) (line, column int) {
	at := f.at(path).value
	return at.line, at.column
}

// Fault is a fault at the value that stands at a path, for checks that need more than the job file to tell.
func (f *File) Fault(message, fix string, path ...string) Fault {
	return f.source.fault(f.at(path).value, message, fix)
}

// KeyFault is a fault at the key that stands at a path, such as the name of a KPI under kpis.variants.
func (f *File) KeyFault(message, fix string, path ...string) Fault {
	return f.source.fault(f.at(path).key, message, fix)
}

// at finds a path's place, or that of its nearest parent.
func (f *File) at(path []string) place {
	for n := len(path); n >= 0; n-- {
		if p, ok := f.places[pathKey(path[:n])]; ok {
			return p
		}
	}
	return place{}
}

// pathKey is a path as a map key.
func pathKey(path []string) string { return strings.Join(path, "\x00") }
