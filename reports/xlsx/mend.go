package xlsx

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kpibook/reports"
)

var seriesName = regexp.MustCompile(`(<c:tx>|<tx>)<(c:)?strRef><(?:c:)?f>([^<]*)</(?:c:)?f></(?:c:)?strRef>`)

// nameSeries turns the names of a chart's series into literal text: excelize writes every name as the address of a cell.
func nameSeries(text []byte) ([]byte, error) {
	return seriesName.ReplaceAll(text, []byte("$1<${2}v>$3</${2}v>")), nil
}

// Where Excel keeps sparklines: an extension of the sheet.
const (
	sparklinesURI = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"
	x14           = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
	xm            = "http://schemas.microsoft.com/office/excel/2006/main"
)

// sparklines is the extension that holds the sheet's sparklines, empty when there are none. excelize writes it for sheets that
// are not streamed only.
func (p *page) sparklines() string {
	if len(p.Sparklines) == 0 {
		return ""
	}
	var lines strings.Builder
	for _, s := range p.Sparklines {
		lines.WriteString("<x14:sparkline><xm:f>" + escaped(s.Values.Address()) + "</xm:f><xm:sqref>" + s.At.Address() + "</xm:sqref></x14:sparkline>")
	}
	color := func(what, rgb string) string { return `<x14:color` + what + ` rgb="FF` + rgb + `"/>` }
	line, last := p.colour(navy), p.colour(accent)
	return `<extLst><ext xmlns:x14="` + x14 + `" uri="` + sparklinesURI + `"><x14:sparklineGroups xmlns:xm="` + xm + `">` +
		`<x14:sparklineGroup lineWeight="1.25" displayEmptyCellsAs="gap" last="1">` +
		color("Series", line) + color("Negative", vermilion) + color("Axis", black) + color("Markers", line) + color("First", line) + color("Last", last) +
		color("High", line) + color("Low", line) +
		`<x14:sparklines>` + lines.String() + `</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>`
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}

var (
	cellFormats  = regexp.MustCompile(`(?s)<cellXfs count="\d+">(.*)</cellXfs>`)
	oneFormat    = regexp.MustCompile(`(?s)<xf .*?</xf>`)
	styleFormats = regexp.MustCompile(`(?s)<cellStyleXfs count="\d+">(.*)</cellStyleXfs>`)
	styleNames   = regexp.MustCompile(`(?s)<cellStyles count="\d+">(.*)</cellStyles>`)
	ofStyle      = regexp.MustCompile(` xfId="\d+"`)
)

// nameStyles gives every role a named style, as which Excel lists it, and has each cell format derive from that of its
// role; excelize knows numbered formats only. The looks are those asked for, by number.
func nameStyles(text []byte, roles map[int]reports.Role) ([]byte, error) {
	found := cellFormats.FindSubmatch(text)
	if found == nil {
		return nil, fmt.Errorf("the part of the styles has no list of cell formats")
	}
	formats := oneFormat.FindAll(found[1], -1)
	place := map[reports.Role]int{}
	var bases, names bytes.Buffer
	for _, role := range reports.Roles() {
		for id, format := range formats {
			if r, ok := roles[id]; !ok || r != role {
				continue
			}
			place[role] = len(place) + 1
			bases.Write(ofStyle.ReplaceAll(format, nil))
			fmt.Fprintf(&names, `<cellStyle name="%s" xfId="%d"></cellStyle>`, author+" "+role.String(), place[role])
			break
		}
	}
	var cells bytes.Buffer
	for id, format := range formats {
		if role, ok := roles[id]; ok {
			format = ofStyle.ReplaceAll(format, []byte(` xfId="`+strconv.Itoa(place[role])+`"`))
		}
		cells.Write(format)
	}
	list := func(tag string, count int, content []byte) []byte {
		return []byte(fmt.Sprintf(`<%s count="%d">%s</%s>`, tag, count, content, tag))
	}
	grown := func(tag string, at *regexp.Regexp, more []byte) {
		was := at.FindSubmatch(text)
		text = bytes.Replace(text, was[0], list(tag, len(place)+1, append(bytes.Clone(was[1]), more...)), 1)
	}
	if styleFormats.Find(text) == nil || styleNames.Find(text) == nil {
		return nil, fmt.Errorf("the part of the styles has no list of named styles")
	}
	text = bytes.Replace(text, found[0], list("cellXfs", len(formats), cells.Bytes()), 1)
	grown("cellStyleXfs", styleFormats, bases.Bytes())
	grown("cellStyles", styleNames, names.Bytes())
	return text, nil
}
