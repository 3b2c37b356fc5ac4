package xlsx

import (
	"strconv"
	"strings"
)

// Format is what the number format of a cell makes of a number.
type Format uint8

const (
	Plain   Format = iota
	Percent        // 0.2 is shown as 20%
	Date           // a count of days is shown as a date or a time
)

// built are the formats that every workbook has without listing them.
func built(id int) Format {
	switch {
	case id == 9 || id == 10:
		return Percent
	case id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58:
		return Date
	}
	return Plain
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

// formatOf tells what a number format shows, by the signs in it that are not just text.
func formatOf(code string) Format {
	date := false
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '\\', '_', '*': // the next character is text, space or filling
			i++
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return Plain
			}
			i += end + 1
		case '[': // a colour, a locale, a condition; or hours that go on beyond 24
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return Plain
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, "hms") == "" {
				date = true
			}
			i += end
		case '%':
			return Percent
		case 'y', 'Y', 'd', 'D', 'h', 'H', 'm', 'M', 's', 'S':
			date = true
		}
	}
	if date {
		return Date
	}
	return Plain
}
