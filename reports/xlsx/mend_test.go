package xlsx

import (
	"bytes"
	"encoding/xml"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
	"kpibook/reports/xlsx/xlsxtest"
)

// tiled is a workbook with tiles, sparklines, groups, shades, a logo and a look of its own.
func tiled(t *testing.T) *reports.Workbook {
	t.Helper()
	var logo bytes.Buffer
	drawn := image.NewRGBA(image.Rect(0, 0, 40, 10))
	drawn.Set(3, 3, color.White)
	if err := png.Encode(&logo, drawn); err != nil {
		t.Fatal(err)
	}
	data := &reports.Sheet{Name: "Q&A data", Widths: []int{0, 100, 100}, Freeze: reports.Position{Row: 1, Column: 1}, TitleRows: 1, Groups: []reports.ColumnGroup{{From: 1, To: 2}, {From: 3, To: 4}},
		Rows: []reports.Row{
			{Cells: []reports.Cell{text(reports.Header, "Name"), text(reports.Header, "1"), text(reports.Header, "2"), text(reports.Header, "3"), text(reports.Header, "4")}},
			{Cells: []reports.Cell{text(reports.Label, "MRR"), figure(reports.Input, money, "1"), figure(reports.Input, money, "3"), figure(reports.Input, money, "2"), figure(reports.Input, money, "4")}}},
		Scales: []reports.Range{block("Q&A data", 1, 1, 1, 4).Range}}
	front := &reports.Sheet{Name: "Front", Widths: reports.TileWidths(2), Pictures: []reports.Picture{{Width: 80, Height: 80, Data: logo.Bytes(), Alt: "logo"}}}
	change := live(reports.Calculated, reports.Format{Kind: reports.FormatChangePercent}, "-0.25", "'Q&A data'!E2/'Q&A data'!B2-4.25")
	status := reports.Cell{Text: "▼ worse", Formula: reports.Judged("A4", "▲ better", "▼ worse", "● same", "– none"), Style: reports.Style{Role: reports.Status}}
	tile := reports.Tile{Name: text(reports.CardName, "MRR"), Value: live(reports.Card, money, "4", "'Q&A data'!E2"), Trend: block("Q&A data", 1, 1, 1, 4), Status: status}
	tile.Changes[0] = reports.Change{Name: "MoM", Value: change}
	front.PutTiles(0, 2, []reports.Tile{tile, tile, tile})
	for _, column := range []int{0, 4} {
		front.Sparklines = append(front.Sparklines, reports.Sparkline{At: reports.Position{Row: 20, Column: column}, Values: tile.Trend})
	}
	return &reports.Workbook{Sheets: []*reports.Sheet{front, data}, Look: reports.Look{Color: "4A1D6B", Accent: "1B6B4A"}}
}

// TestSparklines: a streamed sheet carries its sparklines as the extension that Excel reads, with the sheet's name escaped,
// and stays well-formed; excelize reads the file, and LibreOffice calculates it to the same.
func TestSparklines(t *testing.T) {
	content := written(t, tiled(t))
	sheet := part(t, content, "xl/worksheets/sheet1.xml")
	if err := xml.Unmarshal([]byte(sheet), new(struct{ XMLName xml.Name })); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<xm:f>&#39;Q&amp;A data&#39;!$B$2:$E$2</xm:f><xm:sqref>A21</xm:sqref>", "<xm:sqref>E21</xm:sqref>", `uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"`, `<x14:colorSeries rgb="FF4A1D6B"/>`} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if strings.Contains(part(t, content, "xl/worksheets/sheet2.xml"), "extLst") {
		t.Error("a sheet without sparklines has an extension")
	}
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if pictures, err := file.GetPictures("Front", "A1"); err != nil || len(pictures) != 1 || pictures[0].Format.AltText != "logo" {
		t.Errorf("the logo: %d pictures, %v", len(pictures), err)
	}
	path := sampleFile(t, func(b *reports.Workbook) { *b = *tiled(t) })
	if _, _, mismatches := xlsxtest.Compare(t, path); len(mismatches) > 0 {
		t.Errorf("recalculated: %s", strings.Join(mismatches, "\n"))
	}
}

// TestChartCaches: a chart keeps the figures and the texts that it draws, for programs that do not calculate.
func TestChartCaches(t *testing.T) {
	chart := part(t, written(t, tiled(t)), "xl/charts/chart1.xml")
	for _, want := range []string{`<numCache><formatCode>General</formatCode><ptCount val="4"></ptCount><pt idx="0"><v>1</v></pt><pt idx="1"><v>3</v></pt>`, `<strCache><ptCount val="4"></ptCount><pt idx="0"><v>1.00</v></pt>`} {
		if !strings.Contains(chart, want) {
			t.Errorf("the chart lacks %s", want)
		}
	}
}

// TestNamedStyles: every role that is used is a named style, and every cell format that draws a role derives from its style.
func TestNamedStyles(t *testing.T) {
	var styles struct {
		Bases []struct{} `xml:"cellStyleXfs>xf"`
		Cells []struct {
			Of int `xml:"xfId,attr"`
		} `xml:"cellXfs>xf"`
		Names []struct {
			Name string `xml:"name,attr"`
			ID   int    `xml:"xfId,attr"`
		} `xml:"cellStyles>cellStyle"`
	}
	if err := xml.Unmarshal([]byte(part(t, written(t, tiled(t)), "xl/styles.xml")), &styles); err != nil {
		t.Fatal(err)
	}
	if len(styles.Bases) != len(styles.Names) {
		t.Errorf("%d formats of named styles, %d names", len(styles.Bases), len(styles.Names))
	}
	seen := map[string]int{}
	for _, n := range styles.Names {
		seen[n.Name] = n.ID
	}
	for _, role := range []string{"header", "input", "card", "bad"} {
		if seen["kpibook "+role] == 0 {
			t.Errorf("no style is named after the role %s: %v", role, seen)
		}
	}
	for i, c := range styles.Cells[1:] {
		if c.Of < 1 || c.Of >= len(styles.Bases) {
			t.Errorf("cell format %d derives from style %d of %d", i+1, c.Of, len(styles.Bases))
		}
	}
}

// TestGroups: the columns of a group but the first fold away, and a group that does not fit beside the one before starts a printed page.
func TestGroups(t *testing.T) {
	sheet := part(t, written(t, tiled(t)), "xl/worksheets/sheet2.xml")
	for want, times := range map[string]int{`outlineLevel="1"`: 2, `<brk id="3"`: 1, `<brk `: 1, `summaryRight="false"`: 1, `fitToPage="true"`: 0, "colorScale>": 2} {
		if got := strings.Count(sheet, want); got != times {
			t.Errorf("%s stands %d times in the sheet, want %d", want, got, times)
		}
	}
}
