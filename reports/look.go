package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Look is how a workbook looks where its owner has a say; the zero value is the usual look.
type Look struct {
	Color    string // six hex digits: of titles, headers and the first series of charts
	Accent   string // six hex digits: of headings and the second series
	Language Language
	Logo     []byte // PNG or JPEG; none when empty
}

// Language is how numbers and dates are written. The zero value writes dates as 2026-10-31 and leaves the marks of numbers
// to the reader's program.
type Language struct {
	Tag            string // de
	code           string // of Windows: 407
	date           string // the format of a date
	decimal, group string
	percent        string // what stands before the sign
}

// languages are those that numbers and dates can be written in, as Unicode CLDR has them.
var languages = []Language{
	{Tag: "en-US", code: "409", date: "mm/dd/yyyy", decimal: ".", group: ","},
	{Tag: "en-GB", code: "809", date: "dd/mm/yyyy", decimal: ".", group: ","},
	{Tag: "de", code: "407", date: "dd.mm.yyyy", decimal: ",", group: ".", percent: "\u00a0"},
	{Tag: "de-CH", code: "807", date: "dd.mm.yyyy", decimal: ".", group: "’"},
	{Tag: "fr", code: "40C", date: "dd/mm/yyyy", decimal: ",", group: "\u202f", percent: "\u202f"},
	{Tag: "es", code: "C0A", date: "dd/mm/yyyy", decimal: ",", group: ".", percent: "\u00a0"},
	{Tag: "it", code: "410", date: "dd/mm/yyyy", decimal: ",", group: "."},
	{Tag: "nl", code: "413", date: "dd-mm-yyyy", decimal: ",", group: "."},
	{Tag: "pt-BR", code: "416", date: "dd/mm/yyyy", decimal: ",", group: "."},
	{Tag: "sv", code: "41D", date: "yyyy-mm-dd", decimal: ",", group: "\u00a0", percent: "\u00a0"},
	{Tag: "da", code: "406", date: "dd.mm.yyyy", decimal: ",", group: ".", percent: "\u00a0"},
	{Tag: "pl", code: "415", date: "dd.mm.yyyy", decimal: ",", group: "\u00a0"},
	{Tag: "ja", code: "411", date: "yyyy/mm/dd", decimal: ".", group: ","},
}

// Languages are the tags that LanguageOf knows.
func Languages() (tags []string) {
	for _, l := range languages {
		tags = append(tags, l.Tag)
	}
	return tags
}

// LanguageOf is the language of a tag such as de; "" is the zero value.
func LanguageOf(tag string) (Language, error) {
	if tag == "" {
		return Language{}, nil
	}
	i := slices.IndexFunc(languages, func(l Language) bool { return strings.EqualFold(l.Tag, tag) })
	if i < 0 {
		return Language{}, fmt.Errorf("numbers and dates cannot be written in %q", tag)
	}
	return languages[i], nil
}

// Code is a format as a file holds it: the language before every part with digits, its order of dates, its room before a
// percent sign. The file keeps "." and "," whatever the language; the reader's program writes the language's marks.
func (l Language) Code(f Format) string {
	code := f.Code()
	if l.Tag == "" || code == "" {
		return code
	}
	if f.Kind == FormatDate {
		code = l.date + "_)"
	}
	if l.percent != "" {
		code = strings.ReplaceAll(code, "%", `"`+l.percent+`"%`)
	}
	parts := strings.Split(code, ";")
	for i, part := range parts {
		condition, rest, conditional := strings.Cut(part, "]")
		switch {
		case strings.Contains(part, "@"):
		case conditional:
			parts[i] = condition + "][$-" + l.code + "]" + rest
		default:
			parts[i] = "[$-" + l.code + "]" + part
		}
	}
	return strings.Join(parts, ";")
}

// Write is a figure's text, as Cell.Shown gives it, with the marks of the language.
func (l Language) Write(shown string) string {
	if l.Tag == "" {
		return shown
	}
	return strings.NewReplacer(",", l.group, ".", l.decimal, "%", l.percent+"%").Replace(shown)
}

// Contrast is how much a colour stands out on white, from 1 to 21 (WCAG 2); text wants 4.5. ok is false when it is no colour.
// It is in hundredths.
func Contrast(color string) (hundredths int, ok bool) {
	parts, ok := channels(color)
	if !ok {
		return 0, false
	}
	light := (2126*lightOf(parts[0]) + 7152*lightOf(parts[1]) + 722*lightOf(parts[2])) / 10000
	return 100 * (10000 + 500) / (light + 500), true
}

// lightOf is how much light a channel gives, in ten-thousandths.
func lightOf(channel int) int {
	i, rest := channel/17, channel%17
	return lights[i] + (lights[min(i+1, 15)]-lights[i])*rest/17
}

// lights is how much light a channel gives at each sixteenth (sRGB).
var lights = [16]int{0, 56, 160, 331, 578, 908, 1329, 1845, 2462, 3185, 4020, 4969, 6038, 7230, 8550, 10000}

// Mixed is a colour with so many per cent of white.
func Mixed(color string, white int) string {
	parts, ok := channels(color)
	if !ok {
		return color
	}
	for i, p := range parts {
		parts[i] = p + (255-p)*white/100
	}
	return fmt.Sprintf("%02X%02X%02X", parts[0], parts[1], parts[2])
}

// channels are the parts of a colour of six hex digits, red, green and blue.
func channels(color string) (parts [3]int, ok bool) {
	value, err := strconv.ParseUint(color, 16, 32)
	if err != nil || len(color) != 6 {
		return parts, false
	}
	return [3]int{int(value >> 16), int(value >> 8 & 255), int(value & 255)}, true
}
