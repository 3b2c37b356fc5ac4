package xlsx

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// page is one sheet in the making.
type page struct {
	*book
	*reports.Sheet
	rows            *excelize.StreamWriter
	widths, heights []int // in characters and points
}

// add writes one sheet. All sheets are streamed, because that alone keeps a number beside a formula; excelize then takes
// each setting only at its time: the view and the page's fit before the stream opens, widths and panes before the first
// row, notes, links, conditional looks, charts and print settings before Flush. A setting that comes late is lost without an error.
func (b *book) add(index int, s *reports.Sheet) error {
	if err := b.open(index, s.Name); err != nil {
		return err
	}
	p := &page{book: b, Sheet: s}
	p.widths, p.heights = reports.Fit(s)
	if tail := p.sparklines(); tail != "" {
		b.tails[fmt.Sprintf("xl/worksheets/sheet%d.xml", index+1)] = tail
	}
	for _, step := range []func() error{p.setUp, p.stream, p.writeRows, p.annotate, p.link, p.colourChecks, p.colourStatus, p.colourMarks, p.shade, p.drawCharts, p.drawPictures, p.printSettings, p.keepQuiet} {
		if err := step(); err != nil {
			return err
		}
	}
	return p.rows.Flush()
}

// open makes the sheet; a new file has one already.
func (b *book) open(index int, name string) error {
	if index == 0 {
		return b.file.SetSheetName(b.file.GetSheetName(0), name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

// setUp makes the settings that come before the rows. The filter comes first, as it overwrites the sheet's properties.
func (p *page) setUp() error {
	if p.Filter != nil {
		if err := p.file.AutoFilter(p.Name, p.Filter.Address(), nil); err != nil {
			return err
		}
	}
	tab, fit, after, zoom := "FF"+p.colour(tabs[p.Kind]), p.fits(), false, size(100)
	props := &excelize.SheetPropsOptions{TabColorRGB: &tab, FitToPage: &fit, OutlineSummaryRight: &after}
	if err := p.file.SetSheetProps(p.Name, props); err != nil {
		return err
	}
	if err := p.file.SetSheetDimension(p.Name, p.Extent().Address()); err != nil {
		return err
	}
	return p.file.SetSheetView(p.Name, 0, &excelize.ViewOptions{ShowGridLines: &p.Gridlines, ZoomScale: &zoom})
}

// stream opens the sheet for rows.
func (p *page) stream() (err error) {
	if p.rows, err = p.file.NewStreamWriter(p.Name); err != nil {
		return err
	}
	for i, width := range slices.Backward(p.widths) { // excelize puts each before those it has, and Excel wants A first
		if err := p.rows.SetColWidth(i+1, i+1, columnWidth(width)); err != nil {
			return err
		}
		if p.folds(i) {
			if err := p.rows.SetColOutlineLevel(i+1, 1); err != nil {
				return err
			}
		}
	}
	for _, m := range p.Merges {
		if err := p.rows.MergeCell(m.From.Address(), m.To.Address()); err != nil {
			return err
		}
	}
	return p.freeze()
}

// folds tells whether a column is folded away with its group, of which the first stays.
func (p *page) folds(column int) bool {
	return slices.ContainsFunc(p.Groups, func(g reports.ColumnGroup) bool { return column > g.From && column <= g.To })
}

// freeze keeps the rows above and the columns before a cell in view.
func (p *page) freeze() error {
	at := p.Freeze
	if at == (reports.Position{}) {
		return nil
	}
	active := "bottomRight"
	switch {
	case at.Column == 0:
		active = "bottomLeft"
	case at.Row == 0:
		active = "topRight"
	}
	return p.rows.SetPanes(&excelize.Panes{
		Freeze: true, XSplit: at.Column, YSplit: at.Row, TopLeftCell: at.Address(), ActivePane: active,
		Selection: []excelize.Selection{{SQRef: at.Address(), ActiveCell: at.Address(), Pane: active}},
	})
}

func (p *page) writeRows() error {
	width := p.Extent().To.Column + 1
	cells, values := make([]excelize.Cell, width), make([]any, width)
	for i, row := range p.Sheet.Rows {
		inRow := rowLook{ruled: slices.ContainsFunc(row.Cells, ruled), tall: p.heights[i] > 0}
		for j, c := range row.Cells {
			values[j] = nil
			if c.Empty() && c.Style == (reports.Style{}) && !inRow.ruled {
				continue
			}
			id, err := p.style(lookOf(p.Sheet, reports.Position{Row: i, Column: j}, c, inRow))
			if err != nil {
				return err
			}
			cells[j] = excelize.Cell{StyleID: id, Formula: c.Formula, Value: value(c)}
			values[j] = &cells[j]
		}
		at := reports.Position{Row: i}
		if err := p.rows.SetRow(at.Address(), values[:len(row.Cells)], excelize.RowOpts{Height: size(p.heights[i])}); err != nil {
			return err
		}
	}
	return nil
}

// value is what a cell holds, nil for nothing. A text stays a text whatever it starts with.
func value(c reports.Cell) any {
	switch {
	case c.Empty():
		return nil
	case c.Number.Valid:
		return float(c.Number.Decimal)
	case c.Date != nil:
		return dateValue(*c.Date)
	}
	return cleaned(c.Text)
}

// cleaned has one kind of line break, and the sign for an unknown character in the place of every one that XML cannot hold.
func cleaned(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\n' && c != '\t' || c == 0xFFFE || c == 0xFFFF {
			return unicode.ReplacementChar
		}
		return c
	}, strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
}

func (p *page) link() error {
	for i, row := range p.Sheet.Rows {
		for j, c := range row.Cells {
			to, kind := c.File, "External"
			if c.Link != nil {
				to, kind = c.Link.Address(), "Location"
			}
			if to == "" {
				continue
			}
			at := reports.Position{Row: i, Column: j}
			if err := p.file.SetCellHyperLink(p.Name, at.Address(), to, kind, excelize.HyperlinkOpts{Tooltip: &c.LinkTip}); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepQuiet keeps Excel from marking account ids made of digits as numbers stored as text.
func (p *page) keepQuiet() error {
	return p.file.AddIgnoredErrors(p.Name, p.Extent().Address(), excelize.IgnoredErrorsNumberStoredAsText)
}
