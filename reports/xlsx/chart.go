package xlsx

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// palette is the colours of series, apart from each other in hue and in lightness.
var palette = [...]string{navy, accent, "E9A23B", "C4501B", "86BBD8", "9AA5B1"}

func (p *page) drawCharts() error {
	for _, c := range p.Charts {
		if err := p.file.AddChart(p.Name, c.At.Address(), p.chart(c), p.lines(c)...); err != nil {
			return err
		}
	}
	return nil
}

var chartTypes = map[reports.ChartKind]excelize.ChartType{
	reports.ColumnChart: excelize.Col, reports.StackedColumnChart: excelize.ColStacked, reports.LineChart: excelize.Line, reports.TimelineChart: excelize.BarStacked,
}

// chart is the picture without the lines over its columns.
func (p *page) chart(c reports.Chart) *excelize.Chart {
	gap, vary := uint(60), false
	_, width, height := p.box(c.At, c.Width, c.Height)
	drawn := &excelize.Chart{
		Type:         chartTypes[c.Kind],
		Dimension:    excelize.ChartDimension{Width: width, Height: height},
		Format:       excelize.GraphicOptions{AltText: c.Alt, Name: c.Title},
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title, Font: chartFont(12, true, p.colour(navy))}}},
		Legend:       excelize.ChartLegend{Position: "bottom", Font: chartFont(9, false, grey)},
		ShowBlanksAs: "gap",
		VaryColors:   &vary,
		GapWidth:     &gap,
		Border:       excelize.LineOptions{Type: excelize.LineNone},
	}
	if c.Kind == reports.StackedColumnChart || c.Kind == reports.TimelineChart {
		overlap, narrow := 100, uint(40)
		drawn.Overlap, drawn.GapWidth = &overlap, &narrow
	}
	if c.Quiet || c.Bare {
		drawn.Legend = excelize.ChartLegend{Position: "none"}
	}
	p.setAxes(drawn, c)
	if c.Bare {
		drawn.Title, drawn.XAxis, drawn.YAxis = excelize.ChartTitle{}, excelize.ChartAxis{None: true}, excelize.ChartAxis{None: true}
		drawn.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{paleGrey}} // as the tile has it
	}
	for _, s := range c.Series {
		switch {
		case c.Kind == reports.LineChart:
			drawn.Series = append(drawn.Series, p.line(c, s))
		case !s.Line:
			drawn.Series = append(drawn.Series, p.series(c, s))
		}
	}
	return drawn
}

// lines is the lines over the columns, as one chart more on the same axes; the axes drawn last are those that are seen.
func (p *page) lines(c reports.Chart) []*excelize.Chart {
	over := &excelize.Chart{Type: excelize.Line}
	p.setAxes(over, c)
	for _, s := range c.Series {
		if s.Line && c.Kind != reports.LineChart {
			over.Series = append(over.Series, p.line(c, s))
		}
	}
	if len(over.Series) == 0 {
		return nil
	}
	return []*excelize.Chart{over}
}

// quarterDays is how far the lines of a timeline's axis are apart.
const quarterDays = 92

// setAxes draws the axes. Columns stand on zero, or their lengths would mislead; programs left alone begin higher.
func (p *page) setAxes(drawn *excelize.Chart, c reports.Chart) {
	font := *chartFont(9, false, grey)
	drawn.XAxis = excelize.ChartAxis{Font: font, TickLabelPosition: excelize.ChartTickLabelLow}
	drawn.YAxis = excelize.ChartAxis{Font: font, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: axisCode(c.Format)}}
	if c.Kind == reports.TimelineChart {
		floor, step := size(c.Floor+epoch), size(quarterDays)
		drawn.XAxis.ReverseOrder, drawn.YAxis.Minimum, drawn.YAxis.MajorUnit = true, &floor, step
	} else if c.Kind != reports.LineChart && !slices.ContainsFunc(c.Series, p.falls) {
		floor := size(c.Floor)
		drawn.YAxis.Minimum = &floor
	}
}

// falls tells whether a series has a value below zero.
func (p *page) falls(s reports.Series) bool {
	for _, sheet := range p.Sheets {
		if sheet.Name != s.Values.Sheet {
			continue
		}
		for i := s.Values.From.Row; i <= s.Values.To.Row && i < len(sheet.Rows); i++ {
			cells := sheet.Rows[i].Cells
			for j := s.Values.From.Column; j <= s.Values.To.Column && j < len(cells); j++ {
				if cells[j].Number.Valid && cells[j].Number.Decimal.IsNegative() {
					return true
				}
			}
		}
	}
	return false
}

func (p *page) series(c reports.Chart, s reports.Series) excelize.ChartSeries {
	return excelize.ChartSeries{Name: s.Name, Categories: c.Categories.Address(), Values: s.Values.Address(), Fill: p.fill(s.Color)}
}

func (p *page) line(c reports.Chart, s reports.Series) excelize.ChartSeries {
	drawn := p.series(c, s)
	drawn.Line = excelize.LineOptions{Width: 2.25, Fill: drawn.Fill}
	if c.Bare {
		drawn.Line.Width = 1.5
	}
	drawn.Marker = excelize.ChartMarker{Symbol: "none"}
	if last := c.Series[len(c.Series)-1]; c.Kind == reports.LineChart && len(c.Series) > 1 && s.Name == last.Name {
		drawn.Line.Dash = excelize.LineDashDash // told apart without colours
	}
	return drawn
}

func chartFont(points int, bold bool, color string) *excelize.Font {
	return &excelize.Font{Family: "Calibri", Size: size(points), Bold: bold, Color: color}
}

// fill is a colour of the palette; NoColor is none, as of the base that a bridge's columns stand on.
func (p *page) fill(color int) excelize.Fill {
	if color == reports.NoColor {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{white}, Transparency: 100}
	}
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{p.colour(palette[color%len(palette)])}}
}

// axisCode is the number format of an axis: fewer decimals than a cell has.
func axisCode(f reports.Format) string {
	switch f.Kind {
	case reports.General, reports.FormatMoney, reports.FormatCount:
		return "#,##0"
	case reports.FormatPercent:
		return "0%"
	}
	return f.Code()
}
