package delimited

import (
	"bytes"
	"slices"
	"strings"
)

// Outline is where a text without known names has its header and its rows.
type Outline struct {
	Width   int  // of the rows, in fields
	Header  int  // the line on which the header starts; 0: there is none
	Rows    int  // of the header
	First   int  // the line on which the first row of data starts; 0: there is none
	Assumed bool // nothing but its place tells the header from a row
	Narrow  bool // the header has another number of fields than the rows
	Profile *Profile
}

// outlined is how many rows of a text are looked at for its outline.
const outlined = 2000

// sample is a row kept for a second look.
type sample struct {
	line   int
	gap    bool
	fields []string
	flawed bool
}

// Draw finds the outline of a text by its first lines: the width that most rows have, the rows at the top that have another kind of
// fields than those below, which are the header, and the profile of the rows below it.
func Draw(head []byte, whole bool, g Grammar) Outline {
	var rows []sample
	Each(head, whole, g, outlined, func(r *Record) {
		rows = append(rows, sample{r.Line, r.Gap, slices.Clone(r.Fields), r.Flaw != nil})
	})
	o := Outline{Width: commonWidth(rows)}
	if o.Width == 0 {
		return o
	}
	first := slices.IndexFunc(rows, func(r sample) bool { return o.fits(r) && Filled(r.fields)*2 >= o.Width && Filled(r.fields) > 0 })
	if first < 0 {
		first = slices.IndexFunc(rows, o.fits)
	}
	o.Profile = profileOf(rows[first:], o.Width)
	data := first
	switch {
	case o.typed() == 0 && again(rows, first): // the first row is one of several
	case o.typed() == 0: // words only: the first row is taken for the header
		o.Assumed = len(rows) > first+1
		data++
	default:
		for data < len(rows) && o.fits(rows[data]) && !o.isData(rows[data].fields) && (data == first || data < first+mostHeader && !rows[data].gap && o.isFurther(rows[data].fields)) {
			data++
		}
	}
	switch above := first - 1; {
	case data > first:
		o.Header, o.Rows = rows[first].line, data-first
	case above >= 0 && o.nearHeader(rows[above]):
		o.Header, o.Rows, o.Narrow = rows[above].line, 1, true
	}
	if data < len(rows) {
		o.First = rows[data].line
	}
	return o
}

// isFurther tells a further row of a header: names where at least two columns have numbers, days or addresses. Fewer may be a row of data
// that has no number.
func (o *Outline) isFurther(fields []string) bool {
	words := 0
	for i, field := range fields {
		if o.Profile.Kind(i) > Code && KindOf(field) <= Code && len(strings.TrimSpace(field)) > 2 && !isMissing(field) {
			words++
		}
	}
	return words >= 2 && IsHeader(fields)
}

// isMissing tells the words by which exports say that there is no value.
func isMissing(field string) bool {
	return slices.Contains([]string{"n/a", "null", "none", "nan", "nil", "tbd", "unknown", `\n`}, strings.ToLower(strings.TrimSpace(field)))
}

// again tells whether a row stands among those below it once more.
func again(rows []sample, at int) bool {
	return slices.ContainsFunc(rows[at+1:], func(r sample) bool { return !r.flawed && slices.Equal(r.fields, rows[at].fields) })
}

// mostHeader is how many rows a header may have.
const mostHeader = 5

// commonWidth is the number of fields that the rows have: that of the first row that looks like a header, when others have it too, else
// the one that most have.
func commonWidth(rows []sample) int {
	count, sound := map[int]int{}, 0
	for _, r := range rows {
		if !r.flawed && Filled(r.fields) > 0 {
			count[len(r.fields)]++
			sound++
		}
	}
	most := 0
	for width, n := range count {
		if n > count[most] || n == count[most] && width > most {
			most = width
		}
	}
	for _, r := range rows[:min(len(rows), 20)] {
		if width := len(r.fields); !r.flawed && width > 1 && IsHeader(r.fields) && Filled(r.fields) == width {
			if width != most && count[width] > 1 && count[most]*2 < sound {
				return width
			}
			break
		}
	}
	return most
}

func (o *Outline) fits(r sample) bool { return !r.flawed && len(r.fields) == o.Width }

// IsHeader tells a row of names: filled in for the most part, all of them different, none of them a number or a day.
func IsHeader(fields []string) bool {
	seen := map[string]bool{}
	for _, field := range fields {
		switch KindOf(field) {
		case Empty:
			continue
		case Number, Moment, Address:
			return false
		}
		if seen[field] {
			return false
		}
		seen[field] = true
	}
	return len(seen)*2 >= len(fields)
}

// profileOf is the profile of the rows of that width. The first few may be headers and are left out where there are others; so are the few
// further down that have nothing but names, where the others have more.
func profileOf(rows []sample, width int) *Profile {
	p := NewProfile(width)
	var fitting []sample
	names := 0
	for _, r := range rows {
		if !r.flawed && len(r.fields) == width {
			fitting = append(fitting, r)
			if IsHeader(r.fields) {
				names++
			}
		}
	}
	above, few := min(len(fitting)/2, 3), names*4 <= len(fitting)
	for i, r := range fitting {
		if i >= above && !(few && IsHeader(r.fields)) {
			p.Add(r.fields)
		}
	}
	return p
}

// typed counts the columns whose fields are not words.
func (o *Outline) typed() (columns int) {
	for i := range o.Width {
		if o.Profile.Kind(i) > Text {
			columns++
		}
	}
	return columns
}

// isData tells a row that looks like those below it: most of its fields are numbers, days or addresses where their columns have them; where
// no column has, they are codes of the same make.
func (o *Outline) isData(fields []string) bool {
	same, other, codes, made := 0, 0, 0, 0
	for i, field := range fields {
		kind, own := o.Profile.Kind(i), KindOf(field)
		switch {
		case kind <= Text || own == Empty:
		case kind == Code:
			codes++
			if o.Profile.made(i, field) {
				made++
			}
		case own > Code:
			same++
		default:
			other++
		}
	}
	if same+other > 0 {
		return same > other
	}
	return made*2 > codes || codes == 0 && Filled(fields) > 0 && !IsHeader(fields)
}

// nearHeader tells a row above the data that may be its header although it has another width or breaks the rules for quotes.
func (o *Outline) nearHeader(r sample) bool {
	return r.flawed || IsHeader(r.fields) && (len(r.fields) >= max(o.Width*2/3, 2) && len(r.fields) <= o.Width+max(o.Width/3, 1))
}

// Filled counts the fields with something in them.
func Filled(fields []string) (count int) {
	for _, field := range fields {
		if strings.TrimSpace(field) != "" {
			count++
		}
	}
	return count
}

// LineOffset is where a line of a text starts; lines count from 1.
func LineOffset(text []byte, line int) int {
	offset := 0
	for ; line > 1; line-- {
		next := bytes.IndexByte(text[offset:], '\n')
		if next < 0 {
			return len(text)
		}
		offset += next + 1
	}
	return offset
}
