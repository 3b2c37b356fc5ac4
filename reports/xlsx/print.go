package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// A page of paper, in pixels of the screen, without its margins.
const (
	paperA4    = 9
	longEdge   = 1045
	shortEdge  = 683
	smallest   = 66 // per cent, of type of 10 points: what is printed smaller is hard to read
	printed100 = 94 // on paper a column is wider than a whole number of pixels, so less goes on a page
	tiniest    = 60 // where that saves cutting a sheet or a group of columns in two
)

// printSettings makes the sheet print one page wide, with its headers on every page and a footer that says what it is.
func (p *page) printSettings() error {
	orientation := "landscape"
	if p.Portrait {
		orientation = "portrait"
	}
	paper := paperA4
	layout := &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation}
	switch wide, tall := p.pages(); {
	case p.fits():
		layout.FitToWidth, layout.FitToHeight = &wide, &tall
	case len(p.Groups) > 0:
		if err := p.breakGroups(layout); err != nil {
			return err
		}
	default:
		if err := p.breakRows(layout); err != nil {
			return err
		}
	}
	if err := p.file.SetPageLayout(p.Name, layout); err != nil {
		return err
	}
	inch := func(hundredths int) *float64 { v := size(hundredths) / 100; return &v }
	centred := true
	err := p.file.SetPageMargins(p.Name, &excelize.PageLayoutMarginsOptions{
		Left: inch(40), Right: inch(40), Top: inch(50), Bottom: inch(65), Header: inch(30), Footer: inch(30), Horizontally: &centred,
	})
	if err != nil {
		return err
	}
	if err := p.file.SetHeaderFooter(p.Name, &excelize.HeaderFooterOptions{OddFooter: p.footer()}); err != nil {
		return err
	}
	return p.printNames()
}

// fits tells whether the sheet is made to fit its pages; one that is has no page breaks of its own.
func (p *page) fits() bool { return len(p.Groups) == 0 && len(p.Breaks) == 0 }

// breakRows begins a page with every row that asks for it, in a size in which the columns fit beside each other.
func (p *page) breakRows(layout *excelize.PageLayoutOptions) error {
	room, width := longEdge, 0
	if p.Portrait {
		room = shortEdge
	}
	for column := range p.printedTo().Column + 1 {
		width += p.columnPixels(column)
	}
	for _, row := range p.Breaks {
		if err := p.rows.InsertPageBreak(reports.Position{Row: row}.Address()); err != nil {
			return err
		}
	}
	percent := uint(min(room*printed100/max(width, 1), 100))
	layout.AdjustTo = &percent
	return nil
}

// breakGroups puts as many whole groups on a page, beside the frozen columns, as can be read, and begins a page with the next
// one, in a size in which the widest page fits.
func (p *page) breakGroups(layout *excelize.PageLayoutOptions) error {
	frozen := p.columnsPixels(0, p.Freeze.Column)
	taken := p.columnsPixels(0, p.Groups[0].From) // on the first page, with what stands between the frozen columns and the first group
	widest := 0
	for i, g := range p.Groups {
		width := p.columnsPixels(g.From, g.To+1)
		if i > 0 && taken+width > longEdge*printed100/smallest {
			if err := p.rows.InsertPageBreak(reports.Position{Column: g.From}.Address()); err != nil {
				return err
			}
			taken = frozen
		}
		taken += width
		widest = max(widest, taken)
	}
	percent := uint(longEdge * printed100 / max(widest, 1))
	if percent < tiniest { // it is cut in two anyway
		percent = smallest
	}
	percent = min(percent, 100)
	layout.AdjustTo = &percent
	return nil
}

// columnsPixels is how wide the columns are from one up to but not including another.
func (p *page) columnsPixels(from, to int) (pixels int) {
	for column := from; column < to; column++ {
		pixels += p.columnPixels(column)
	}
	return pixels
}

// pages is how many pages the sheet prints on, across and down, where 0 down is as many as it takes. With charts it is one
// across, and one down when it takes little more than that. Without, it is one across as long as it can be
// read, else as many as it takes with the frozen columns on each.
func (p *page) pages() (wide, tall int) {
	across, down := longEdge, shortEdge
	if p.Portrait {
		across, down = shortEdge, longEdge
	}
	last, width, height, frozen := p.printedTo(), 0, 0, 0
	for column := range last.Column + 1 {
		if width += p.columnPixels(column); column < p.Freeze.Column {
			frozen = width
		}
	}
	for row := range last.Row + 1 {
		height += p.rowPixels(row)
	}
	if len(p.Charts) > 0 {
		if scaled := height * across / max(width, across); scaled <= down*5/4 {
			tall = 1
		}
		return 1, tall
	}
	if room := across * 100 / smallest; width > across*100/tiniest {
		wide = p.across(last.Column, frozen, room)
	}
	if wide = max(wide, 1); wide == 1 {
		if scaled := height * across / max(width, across); scaled > down && scaled <= down*8/7 {
			tall = 1 // rather than a page of a few rows
		}
	}
	return wide, tall
}

// across is how many pages of so much room the columns take, with the frozen ones on each; no column is cut in two.
func (p *page) across(last, frozen, room int) (pages int) {
	left := 0
	for column := p.Freeze.Column; column <= last; column++ {
		width := p.columnPixels(column)
		if left < width {
			pages++
			left = room - frozen
		}
		left -= width
	}
	return pages
}

// printed is the blocks that are printed: those of the sheet, else all cells and what the charts cover.
func (p *page) printed() []reports.Range {
	if len(p.Printed) > 0 {
		return p.Printed
	}
	area := p.Extent()
	for _, c := range p.Charts {
		to, _, _ := p.box(c.At, c.Width, c.Height)
		area.To.Row, area.To.Column = max(area.To.Row, to.Row), max(area.To.Column, to.Column)
	}
	return []reports.Range{area}
}

// printedTo is the corner up to which the sheet is printed.
func (p *page) printedTo() (last reports.Position) {
	for _, area := range p.printed() {
		last.Row, last.Column = max(last.Row, area.To.Row), max(last.Column, area.To.Column)
	}
	return last
}

// How many characters a footer may have, codes included, and how many of them its words may take beside the file's name without
// running into it, on a page that lies and on one that stands.
const (
	longestFooter = 255
	footerRoom    = 115
	uprightRoom   = 60
)

// footer says what the report is, in which file and sheet, and which page of how many. "&" starts a code, and a number
// after a size would add to it. A customer's name may be too long for it.
func (p *page) footer() string {
	file := `&R&8&F   &A   page &P of &N`
	words := []rune(strings.Join(strings.Fields(cleaned(p.Footer)), " "))
	if len(words) == 0 {
		return file
	}
	footer := func(text string) string { return "&L&8 " + strings.ReplaceAll(text, "&", "&&") + file }
	room := footerRoom
	if p.Portrait {
		room = uprightRoom
	}
	whole, cut := footer(string(words)), len(words)
	for cut > room || units(whole) > longestFooter {
		cut--
		whole = footer(string(words[:cut]) + "…")
	}
	return whole
}

// printNames says what is printed, and which rows on every page; on several pages across, the frozen columns too.
func (p *page) printNames() error {
	var areas, titles []string
	for _, area := range p.printed() {
		areas = append(areas, reports.RefRange{Sheet: p.Name, Range: area}.Address())
	}
	names := []excelize.DefinedName{{Name: "_xlnm.Print_Area", RefersTo: strings.Join(areas, ",")}}
	if wide, _ := p.pages(); (wide > 1 || len(p.Groups) > 0) && p.Freeze.Column > 0 {
		frozen := reports.Range{To: reports.Position{Column: p.Freeze.Column - 1}}
		titles = append(titles, reports.OnSheet(p.Name, frozen.Columns()))
	}
	if rows, ok := p.Titles(); ok {
		titles = append(titles, reports.OnSheet(p.Name, rows.Rows()))
	}
	if titles != nil {
		names = append(names, excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: strings.Join(titles, ",")})
	}
	for _, name := range names {
		name.Scope = p.Name
		if err := p.file.SetDefinedName(&name); err != nil {
			return err
		}
	}
	return nil
}
