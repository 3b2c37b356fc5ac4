package xlsx

import (
	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// The colours keep apart for readers who do not see red and green as others do, and none stands without words.
const (
	black     = "000000"
	ink       = "1F2937"
	navy      = "1F3A5F"
	grey      = "5B6472"
	hairline  = "E3E7ED"
	paleGrey  = "F2F5F9"
	midNavy   = "CFDBE9"
	paleNavy  = "E9EFF6"
	accent    = "0E7490"
	teal      = "0F766E"
	paleTeal  = "E3F3F0"
	amber     = "8A4B08"
	paleAmber = "FDF1D8"
	vermilion = "B23A0E"
	paleRed   = "FCE9E1"
	blue      = "1D4ED8"
	yellow    = "FFFBE0"
	green     = "0B6B3A"
	white     = "FFFFFF"
)

// tabs is the colour of a sheet's tab.
var tabs = map[reports.Kind]string{
	reports.Results: navy, reports.Workings: teal, reports.Inputs: amber, reports.Control: grey,
}

// look is all that decides how a cell looks: a key, so that equal looks share one style.
type look struct {
	reports.Style
	rowLook
	right bool
}

// rowLook is what a cell's look takes from its row.
type rowLook struct {
	ruled bool // it is a row of a table, with a hairline beneath
	tall  bool // it has several lines, which start at the top
}

// paint is what a role adds to a cell's type.
type paint struct {
	color, fill string
	italic      bool
	underline   bool
	rule        bool // a hairline beneath, as in a table
	top         bool // a line above, as over a sum
	free        bool // takes its rule from the row
	middle      bool // in the middle of a tall row
}

// Headers are dark on pale, not white on dark: LibreOffice draws a linked header in dark blue whatever its style says.
var paints = map[reports.Role]paint{
	reports.Plain:      {color: ink, free: true},
	reports.Title:      {color: navy, middle: true},
	reports.Subtitle:   {color: grey},
	reports.Heading:    {color: accent, middle: true},
	reports.Header:     {color: navy, fill: midNavy, middle: true},
	reports.HeaderUnit: {color: grey, fill: paleNavy, italic: true},
	reports.Label:      {color: ink, rule: true},
	reports.Input:      {color: blue, fill: yellow, rule: true},
	reports.Calculated: {color: black, rule: true},
	reports.Crossing:   {color: green, rule: true},
	reports.Total:      {color: black, fill: paleGrey, top: true},
	reports.Absent:     {color: "717987", italic: true, rule: true},
	reports.Good:       {color: teal, fill: paleTeal, rule: true},
	reports.Bad:        {color: vermilion, fill: paleRed, rule: true},
	reports.Warning:    {color: amber, fill: paleAmber, rule: true},
	reports.Hyperlink:  {color: blue, underline: true, free: true},
	reports.Body:       {color: ink, free: true},
	reports.Card:       {color: navy, fill: paleGrey, middle: true},
	reports.CardLabel:  {color: grey, fill: paleGrey, middle: true},
	reports.CardName:   {color: navy, fill: paleNavy, middle: true},
	reports.ResultsTab: {color: white, fill: navy}, reports.WorkingsTab: {color: white, fill: teal}, reports.InputsTab: {color: white, fill: amber},
	reports.ControlTab: {color: white, fill: grey},
	reports.Status:     {color: grey, fill: paleGrey, middle: true, rule: true},
}

// paint is the paint of a role in the workbook's colours.
func (b *book) paint(role reports.Role) paint {
	p := paints[role]
	p.color, p.fill = b.colour(p.color), b.colour(p.fill)
	return p
}

// The tints of the workbook's colour, in per cent of white.
var tints = map[string]int{navy: 0, midNavy: 78, paleNavy: 90}

// colour is one of the usual colours, in the workbook's own where it has some.
func (b *book) colour(usual string) string {
	white, tint := tints[usual]
	switch {
	case tint && b.Look.Color != "":
		return reports.Mixed(b.Look.Color, white)
	case usual == accent && b.Look.Accent != "":
		return b.Look.Accent
	}
	return usual
}

// ruled tells whether a cell makes its row one of a table.
func ruled(c reports.Cell) bool { return paints[c.Style.Role].rule }

// style is the number of the style that draws a look.
func (b *book) style(l look) (int, error) {
	if id, ok := b.styles[l]; ok {
		return id, nil
	}
	id, err := b.file.NewStyle(b.draw(l))
	b.styles[l] = id
	return id, err
}

// nameStyles names the styles by the roles of the looks that they draw; a look that is drawn like another keeps its number.
func (b *book) nameStyles(text []byte) ([]byte, error) {
	roles := map[int]reports.Role{}
	for l, id := range b.styles {
		if was, taken := roles[id]; !taken || l.Role < was {
			roles[id] = l.Role
		}
	}
	return nameStyles(text, roles)
}

func (b *book) draw(l look) *excelize.Style {
	p, face := b.paint(l.Role), l.Role.Face()
	s := &excelize.Style{
		Font: &excelize.Font{Family: "Calibri", Size: size(face.Points), Bold: face.Bold, Italic: p.italic, Color: p.color},
		Alignment: &excelize.Alignment{
			Vertical: "center", Indent: l.Indent, WrapText: l.Wrap,
		},
	}
	if l.tall && !p.middle {
		s.Alignment.Vertical = "top"
	}
	switch {
	case l.right:
		s.Alignment.Horizontal = "right"
	case l.Indent > 0 || l.Role == reports.Card:
		s.Alignment.Horizontal = "left"
	}
	if p.underline {
		s.Font.Underline = "single"
	}
	if p.fill != "" {
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.fill}}
	}
	if p.rule || p.free && l.ruled {
		s.Border = append(s.Border, excelize.Border{Type: "bottom", Color: hairline, Style: 1})
	}
	if p.top {
		s.Border = append(s.Border, excelize.Border{Type: "top", Color: b.colour(navy), Style: 1})
	}
	if code := b.Look.Language.Code(l.Format); code != "" {
		s.CustomNumFmt = &code
	}
	return s
}

// lookOf is the look of a cell. Numbers and what stands in for them keep to the right, and so do the headers over them.
func lookOf(s *reports.Sheet, at reports.Position, c reports.Cell, inRow rowLook) look {
	l := look{Style: c.Style, rowLook: inRow}
	l.Wrap, l.right = c.Wraps(), c.Style.Right
	if c.Style.Role == reports.Status {
		l.Role = reports.StatusLook(c.Text)
	}
	switch c.Style.Role {
	case reports.Header, reports.HeaderUnit:
		l.right = !overHeader(s, at) && (l.right || overNumbers(s, at))
	case reports.Absent:
		l.right = true
	case reports.Card, reports.CardLabel, reports.CardName:
	default:
		l.right = l.right || c.Style.Format.Numeric() && c.Text != ""
	}
	return l
}

// overHeader tells whether a header stands over another one, as that of a group of columns.
func overHeader(s *reports.Sheet, at reports.Position) bool {
	if at.Row+1 >= len(s.Rows) || at.Column >= len(s.Rows[at.Row+1].Cells) {
		return false
	}
	below := s.Rows[at.Row+1].Cells[at.Column]
	return below.Style.Role == reports.Header && below.Text != ""
}

// overNumbers tells whether the first cell under a header that says something holds a number, or stands in for one.
func overNumbers(s *reports.Sheet, at reports.Position) bool {
	for _, row := range s.Rows[at.Row+1:] {
		if at.Column >= len(row.Cells) {
			continue
		}
		c := row.Cells[at.Column]
		if role := c.Style.Role; role == reports.Header || role == reports.HeaderUnit || c.Empty() {
			continue
		}
		return c.Number.Valid || c.Date != nil || c.Style.Format.Numeric() || c.Style.Role == reports.Absent
	}
	return false
}
