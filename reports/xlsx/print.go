package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

const paperA4 = 9

// printSettings makes the sheet print one page wide, with its headers on every page and a footer that says what it is.
func (p *page) printSettings() error {
	orientation := "landscape"
	if p.Portrait {
		orientation = "portrait"
	}
	paper, wide, tall := paperA4, 1, 0 // as many pages down as it takes
	if len(p.Charts) > 0 {
		tall = 1 // no chart is cut in two
	}
	err := p.file.SetPageLayout(p.Name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall})
	if err != nil {
		return err
	}
	inch := func(hundredths int) *float64 { v := size(hundredths) / 100; return &v }
	centred := true
	err = p.file.SetPageMargins(p.Name, &excelize.PageLayoutMarginsOptions{
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

// footer says what the report is, in which file and sheet, and which page of how many. "&" starts a code, and a number
// after a size would add to it.
func (p *page) footer() string {
	file := `&R&8&F   &A   page &P of &N`
	if p.Footer == "" {
		return file
	}
	return "&L&8 " + strings.ReplaceAll(cleaned(p.Footer), "&", "&&") + file
}

// printNames says what is printed, and which rows on every page.
func (p *page) printNames() error {
	area := p.Extent()
	for _, c := range p.Charts {
		to, _, _ := p.box(c.At, c.Width, c.Height)
		area.To.Row, area.To.Column = max(area.To.Row, to.Row), max(area.To.Column, to.Column)
	}
	names := []excelize.DefinedName{{Name: "_xlnm.Print_Area", RefersTo: reports.RefRange{Sheet: p.Name, Range: area}.Address()}}
	if rows, ok := p.Titles(); ok {
		names = append(names, excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: reports.OnSheet(p.Name, rows.Rows())})
	}
	for _, name := range names {
		name.Scope = p.Name
		if err := p.file.SetDefinedName(&name); err != nil {
			return err
		}
	}
	return nil
}
