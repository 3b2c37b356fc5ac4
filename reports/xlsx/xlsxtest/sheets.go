package xlsxtest

import (
	"regexp"
	"strings"

	"kpibook/reports"
)

// sheetPart is what the checks read of a sheet.
type sheetPart struct {
	Dimension struct {
		Ref string `xml:"ref,attr"`
	} `xml:"dimension"`
	Columns []struct {
		Min int `xml:"min,attr"`
		Max int `xml:"max,attr"`
	} `xml:"cols>col"`
	Rows []struct {
		Number int `xml:"r,attr"`
		Cells  []struct {
			Address string `xml:"r,attr"`
			Style   int    `xml:"s,attr"`
			Formula string `xml:"f"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Merged []struct {
		Ref string `xml:"ref,attr"`
	} `xml:"mergeCells>mergeCell"`
	Rules []struct {
		Style *int `xml:"dxfId,attr"`
	} `xml:"conditionalFormatting>cfRule"`
	Links []struct {
		Ref      string `xml:"ref,attr"`
		Location string `xml:"location,attr"`
	} `xml:"hyperlinks>hyperlink"`
	Sparklines []struct {
		Formula string `xml:"f"`
	} `xml:"extLst>ext>sparklineGroups>sparklineGroup>sparklines>sparkline"`
}

// book checks the workbook's names and each of its sheets.
func (p *parcel) book() {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name  string `xml:"name,attr"`
			Scope string `xml:"localSheetId,attr"`
			Text  string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	p.read("xl/workbook.xml", &book)
	var styles struct {
		Cells        []struct{} `xml:"cellXfs>xf"`
		Differential []struct{} `xml:"dxfs>dxf"`
	}
	p.read("xl/styles.xml", &styles)
	relations := p.relationsOf("xl/workbook.xml")
	sheets := map[string]*sheetPart{}
	for _, s := range book.Sheets {
		if sheets[strings.ToLower(s.Name)] != nil {
			p.fault("two sheets are called %s", s.Name)
		}
		sheet := &sheetPart{}
		p.read(relations[s.ID].Target, sheet)
		sheets[strings.ToLower(s.Name)] = sheet
	}
	for _, s := range book.Sheets {
		p.sheet(s.Name, sheets, len(styles.Cells), len(styles.Differential))
	}
	seen := map[string]bool{}
	for _, n := range book.Names {
		key := n.Scope + "!" + strings.ToLower(n.Name)
		if seen[key] {
			p.fault("the name %s is defined twice", n.Name)
		}
		seen[key] = true
		if reports.IsAddress(n.Name) {
			p.fault("the name %s is also the address of a cell", n.Name)
		}
		p.leads("the name "+n.Name, n.Text, sheets)
	}
}

// sheet checks what one sheet holds against what it says of itself.
func (p *parcel) sheet(name string, sheets map[string]*sheetPart, styles, differential int) {
	s := sheets[strings.ToLower(name)]
	last := 0
	for _, c := range s.Columns {
		if c.Min <= last || c.Max < c.Min {
			p.fault("%s: the columns %d to %d stand after column %d", name, c.Min, c.Max, last)
		}
		last = c.Max
	}
	var held *reports.Range
	row := 0
	for _, r := range s.Rows {
		if r.Number <= row {
			p.fault("%s: row %d stands after row %d", name, r.Number, row)
		}
		row = r.Number
		column := -1
		for _, c := range r.Cells {
			at, ok := reports.ParseAddress(c.Address)
			if !ok || at.Row != row-1 || at.Column <= column {
				p.fault("%s: cell %s stands in row %d after column %d", name, c.Address, row, column+1)
			}
			column = at.Column
			held = grown(held, at)
			if c.Style < 0 || c.Style >= styles {
				p.fault("%s: cell %s has the style %d of %d", name, c.Address, c.Style, styles)
			}
			if c.Formula != "" {
				p.leads(name+" "+c.Address, c.Formula, sheets)
			}
		}
	}
	if held != nil && strings.TrimSuffix(held.Address(), ":"+held.From.Address()) != s.Dimension.Ref && held.Address() != s.Dimension.Ref {
		p.fault("%s says its cells are %s, they are %s", name, s.Dimension.Ref, held.Address())
	}
	p.merged(name, s)
	for _, r := range s.Rules {
		if r.Style != nil && *r.Style >= differential {
			p.fault("%s: a conditional look is number %d of %d", name, *r.Style, differential)
		}
	}
	for _, l := range s.Links {
		p.leads(name+" "+l.Ref, l.Location, sheets)
	}
	for _, l := range s.Sparklines {
		p.leads(name+", a sparkline", l.Formula, sheets)
	}
}

func grown(r *reports.Range, at reports.Position) *reports.Range {
	if r == nil {
		return &reports.Range{From: at, To: at}
	}
	r.From.Row, r.From.Column = min(r.From.Row, at.Row), min(r.From.Column, at.Column)
	r.To.Row, r.To.Column = max(r.To.Row, at.Row), max(r.To.Column, at.Column)
	return r
}

// merged: merged cells do not overlap.
func (p *parcel) merged(name string, s *sheetPart) {
	taken := map[reports.Position]bool{}
	for _, m := range s.Merged {
		from, to, _ := strings.Cut(m.Ref, ":")
		a, ok := reports.ParseAddress(from)
		b, okay := reports.ParseAddress(to)
		if !ok || !okay || a == b {
			p.fault("%s: %s is no block of cells to merge", name, m.Ref)
		}
		for row := a.Row; row <= b.Row; row++ {
			for column := a.Column; column <= b.Column; column++ {
				if at := (reports.Position{Row: row, Column: column}); taken[at] {
					p.fault("%s: %s is merged twice", name, at.Address())
				} else {
					taken[at] = true
				}
			}
		}
	}
}

var onSheet = regexp.MustCompile(`'((?:[^']|'')+)'!`)
var quoted = regexp.MustCompile(`"[^"]*"`)

// leads: the sheets that a formula, a link or a name points at are there, and it points at no reference that was lost.
func (p *parcel) leads(from, text string, sheets map[string]*sheetPart) {
	text = quoted.ReplaceAllString(text, "")
	if strings.Contains(text, "#REF!") {
		p.fault("%s has lost what it points at: %s", from, text)
	}
	for _, m := range onSheet.FindAllStringSubmatch(text, -1) {
		if name := strings.ReplaceAll(m[1], "''", "'"); sheets[strings.ToLower(name)] == nil {
			p.fault("%s leads to the sheet %q, which is not there", from, name)
		}
	}
}
