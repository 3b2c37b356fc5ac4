package reports

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// advance is the width of a character in Calibri, in thousandths of the type size.
func advance(r rune) int {
	switch {
	case r >= ' ' && r <= '~':
		return calibri[r-' ']
	case unicode.Is(unicode.Mn, r):
		return 0
	case r < 0x250, r == '–':
		return 530
	case r < 0x600: // Greek, Cyrillic, Hebrew
		return 600
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 1000
	}
	return 910
}

// calibri is the widths of the characters from space to tilde.
var calibri = [...]int{
	226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386, 507, 507, 507, 507, 507, 507, 507, 507,
	507, 507, 268, 268, 498, 498, 498, 463, 894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855, 646, 662,
	517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498, 291, 479, 525, 423, 525, 498, 305, 471,
	525, 229, 239, 455, 229, 799, 525, 527, 525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314, 460, 314, 498,
}

// Face is the type a text is set in: its size in points, and whether it is bold.
type Face struct {
	Points int
	Bold   bool
}

// Face is the type in which a role is set.
func (r Role) Face() Face {
	switch r {
	case Title:
		return Face{18, true}
	case Heading:
		return Face{12, true}
	case Card:
		return Face{18, true}
	case Header, Total, Good, Bad, Warning:
		return Face{10, true}
	case HeaderUnit, CardLabel:
		return Face{9, false}
	}
	return Face{10, false}
}

// Pixels is how wide one line of text is on a screen of 96 dots an inch.
func (f Face) Pixels(text string) int {
	thousandths := 0
	for _, r := range text {
		thousandths += advance(r)
	}
	if f.Bold {
		thousandths += thousandths / 32
	}
	return (thousandths*f.Points*4/3 + 999) / 1000
}

// LineHeight is the height of one line in points.
func (f Face) LineHeight() int { return (f.Points*13 + 9) / 10 }

// Lines is how many lines a text takes when it is wrapped between words at a width in pixels; a word that is too long for
// a line is broken.
func (f Face) Lines(text string, pixels int) int {
	pixels = max(pixels, 1)
	space := f.Pixels(" ")
	lines := 0
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines++
		used := 0
		for word := range strings.FieldsSeq(paragraph) {
			length := f.Pixels(word)
			if used > 0 && used+space+length <= pixels {
				used += space + length
				continue
			}
			if used > 0 {
				lines++
			}
			lines += max(length-1, 0) / pixels
			used = max(length-1, 0)%pixels + 1
		}
	}
	return lines
}

// longest is the width in pixels of the text's longest word.
func (f Face) longest(text string) int {
	longest := 0
	for word := range strings.FieldsSeq(text) {
		longest = max(longest, f.Pixels(word))
	}
	return longest
}
