package job

import (
	"unicode"
	"unicode/utf8"
)

// FaultWithin is a fault at a part of the text that stands at a path: at the offset and of the length, both in bytes of the text.
// Where the file spells the text with escapes, the whole value is pointed at.
func (f *File) FaultWithin(offset, length int, message, fix string, path ...string) Fault {
	p := f.at(path)
	if at, ok := f.source.within(p.value, p.text, offset, length); ok {
		return f.source.fault(at, message, fix)
	}
	return f.source.fault(p.value, message, fix)
}

// within finds a part of a value's text in the file. The text is followed letter by letter: quotes, the mark of a block and line
// breaks between its letters are passed over, blanks do not count.
func (t text) within(value span, text string, offset, length int) (span, bool) {
	var letters []span // where each letter of the text that is no blank stands
	var offsets []int  // of those letters in the text
	line, column := value.line, value.column
	next := func() (r rune, at span, ok bool) {
		for line >= 1 && line <= len(t.lines) {
			runes := []rune(t.lines[line-1])
			if column > len(runes) {
				line, column = line+1, 1
				continue
			}
			r, at = runes[column-1], span{line, column, 1}
			column++
			if !unicode.IsSpace(r) {
				return r, at, true
			}
		}
		return 0, span{}, false
	}
	opening := true
	for i, want := range text {
		if unicode.IsSpace(want) {
			continue
		}
		r, at, ok := next()
		for opening && ok && r != want && (r == '\'' || r == '"' || r == '>' || r == '|' || r == '-' || r == '+') {
			r, at, ok = next()
		}
		if !ok || r != want {
			return span{}, false
		}
		opening = false
		letters, offsets = append(letters, at), append(offsets, i)
	}
	if len(letters) == 0 {
		return span{}, false
	}
	first, last := -1, -1
	for i, o := range offsets {
		if o >= offset && first < 0 {
			first = i
		}
		if o < offset+length {
			last = i
		}
	}
	if first < 0 { // something is missing at the end
		end := letters[len(letters)-1]
		return span{end.line, end.column + 1, 1}, true
	}
	at := letters[first]
	if last >= first && letters[last].line == at.line {
		at.width = letters[last].column - at.column + 1
	} else if last > first {
		at.width = utf8.RuneCountInString(t.lines[at.line-1]) - at.column + 1
	}
	return at, true
}
