package xlsx

import (
	"slices"
	"strconv"
	"strings"
)

// Format is what the number format of a cell makes of a number.
type Format struct {
	Shows     Shows
	Text      string // that stands beside the number: a currency or a unit, such as € or kUSD
	Thousands uint8  // how many times it is shown divided by a thousand
}

// Shows is the kind of what is shown.
type Shows uint8

const (
	Plain   Shows = iota
	Percent       // 0.2 is shown as 20%
	Date          // a count of days is shown as a date or a time
)

// longestText is how much of the text in a format is kept.
const longestText = 40

// built are the formats that every workbook has without listing them. Those of currencies show the one of the reader's computer.
func built(id int) Format {
	switch {
	case id == 9 || id == 10:
		return Format{Shows: Percent}
	case id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58:
		return Format{Shows: Date}
	}
	return Format{}
}

// readStyles reads once what each style of a cell shows.
func (b *Book) readStyles() error {
	if b.formats != nil || b.files[b.styles] == nil {
		return nil
	}
	own := map[string]Format{}
	formats := []Format{}
	err := b.elements(b.styles, func(path string, value func(string) string) error {
		switch path {
		case "styleSheet/numFmts/numFmt":
			own[value("numFmtId")] = formatOf(value("formatCode"))
		case "styleSheet/cellXfs/xf":
			format, ok := own[value("numFmtId")]
			if id, err := strconv.Atoi(value("numFmtId")); !ok && err == nil {
				format = built(id)
			}
			formats = append(formats, format)
		}
		return nil
	})
	if err != nil {
		return damaged(err)
	}
	b.formats = formats
	return nil
}

// formatOf tells what a number format shows. Percentages and dates are told by any of its sections, the text and the scale by the first one,
// which is that of amounts above zero.
func formatOf(code string) Format {
	var f Format
	var text strings.Builder
	commas, first, date := 0, true, false
	runes := []rune(strings.ReplaceAll(code, "General", "0"))
	say := func(said string) {
		if first && text.Len() < longestText {
			text.WriteString(said)
		}
	}
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch r {
		case '\\': // the next character is text
			if i++; i < len(runes) {
				say(string(runes[i]))
			}
		case '_', '*': // the next character is a space as wide, or filling
			i++
		case '"':
			end := slices.Index(runes[i+1:], '"')
			if end < 0 {
				return Format{}
			}
			say(string(runes[i+1 : i+1+end]))
			i += end + 1
		case '[': // a colour, a condition, a currency with its locale; or hours that go on beyond 24
			end := slices.Index(runes[i:], ']')
			if end < 0 {
				return Format{}
			}
			inside := string(runes[i+1 : i+end])
			if lower := strings.ToLower(inside); inside != "" && strings.Trim(lower, "hms") == "" {
				date = true
			}
			if symbol, ok := strings.CutPrefix(inside, "$"); ok {
				symbol, _, _ = strings.Cut(symbol, "-")
				say(symbol)
			}
			i += end
		case '%':
			return Format{Shows: Percent}
		case 'y', 'Y', 'd', 'D', 'h', 'H', 'm', 'M', 's', 'S':
			date = true
		case ';':
			first = false
		case ',':
			if first {
				commas++
			}
		case '0', '#', '?': // commas between digits only group them
			if first {
				commas = 0
			}
		case '.':
			if first {
				f.Thousands, commas = f.Thousands+uint8(min(commas, 9)), 0
			}
		case '-', '+', '(', ')', '/', '@', 'E', 'e':
		default:
			say(string(r))
		}
	}
	if date {
		return Format{Shows: Date}
	}
	f.Thousands += uint8(min(commas, 9))
	f.Text = strings.TrimSpace(text.String())
	return f
}
