package xlsx

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// TestPages prints a wide list on several pages, with the frozen columns on each, and a short sheet with a chart on one.
func TestPages(t *testing.T) {
	list := &reports.Sheet{Name: "List", Freeze: reports.Position{Row: 1, Column: 2}, TitleRows: 1, Rows: []reports.Row{{}, {}}}
	for range 60 {
		list.Rows[0].Cells = append(list.Rows[0].Cells, text(reports.Header, "Gross revenue retention"))
		list.Rows[1].Cells = append(list.Rows[1].Cells, figure(reports.Calculated, money, "123456789"))
	}
	chart := reports.Chart{Kind: reports.ColumnChart, Width: 600, Height: 300, Title: "Figures", Categories: block("List", 0, 0, 0, 59),
		Series: []reports.Series{{Name: "Figures", Values: block("List", 1, 0, 1, 59)}}}
	short := &reports.Sheet{Name: "Short", Rows: []reports.Row{{Cells: []reports.Cell{text(reports.Title, "Short")}}}, Charts: []reports.Chart{chart}}
	content := written(t, &reports.Workbook{Sheets: []*reports.Sheet{list, short}})
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, want := range map[string][2]int{"List": {5, 0}, "Short": {1, 1}} {
		layout, err := file.GetPageLayout(name)
		if err != nil || *layout.FitToWidth != want[0] || *layout.FitToHeight != want[1] {
			t.Errorf("%s prints on %d pages across and %d down, want %v; %v", name, *layout.FitToWidth, *layout.FitToHeight, want, err)
		}
	}
	titles := ""
	for _, n := range file.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			titles = n.RefersTo
		}
	}
	if want := "'List'!$A:$B,'List'!$1:$1"; titles != want {
		t.Errorf("print titles are %s, want %s", titles, want)
	}
	if !strings.Contains(part(t, content, "xl/charts/chart1.xml"), `<min val="0">`) {
		t.Error("the columns do not stand on zero")
	}
	if sample := written(t, sample()); strings.Contains(part(t, sample, "xl/charts/chart1.xml"), `<min val=`) {
		t.Error("a chart with a negative value starts at zero")
	}
}

// TestLongFooter: a name that is too long for a footer is cut, a line break in it is none on the page, and "&" stays itself.
func TestLongFooter(t *testing.T) {
	const file = "&R&8&F   &A   page &P of &N"
	for name, want := range map[string]string{"two\nlines & more": "&L&8 two lines && more" + file, "": file, " \n": file,
		strings.Repeat("&", 300): "&L&8 " + strings.Repeat("&&", 111) + "…" + file, strings.Repeat("🦊", 300): "&L&8 " + strings.Repeat("🦊", 111) + "…" + file} {
		if got := (&page{Sheet: &reports.Sheet{Footer: name}}).footer(); got != want || units(got) > 255 {
			t.Errorf("%.20q has the footer %q of %d characters, want %q", name, got, units(got), want)
		}
	}
}

// TestPrintedBlocks: what is not to be printed is not, blocks stay apart, and a page that begins at a row is not made to fit, as
// Excel would then leave out the break.
func TestPrintedBlocks(t *testing.T) {
	s := &reports.Sheet{Name: "Blocks", Breaks: []int{2}, Printed: []reports.Range{{To: reports.Position{Row: 1, Column: 1}}, {From: reports.Position{Row: 2}, To: reports.Position{Row: 3}}}}
	for range 5 {
		s.Rows = append(s.Rows, reports.Row{Cells: []reports.Cell{text(reports.Label, "Label"), text(reports.Label, "Another")}})
	}
	content := written(t, &reports.Workbook{Sheets: []*reports.Sheet{s}})
	file, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if names := file.GetDefinedName(); len(names) != 1 || names[0].RefersTo != "'Blocks'!$A$1:$B$2,'Blocks'!$A$3:$A$4" {
		t.Errorf("the names are %+v, want the two printed blocks", names)
	}
	sheet := part(t, content, "xl/worksheets/sheet1.xml")
	if !strings.Contains(sheet, `<rowBreaks count="1" manualBreakCount="1"><brk id="2"`) || strings.Contains(sheet, "<colBreaks count") || strings.Contains(sheet, `fitToPage="1"`) {
		t.Errorf("the page does not begin at the third row: %s", sheet[strings.Index(sheet, "<sheetPr"):])
	}
}
