package xlsx

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
	"kpibook/reports/xlsx/xlsxtest"
)

func written(t *testing.T, b *reports.Workbook) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := Write(&file, b); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// sampleFile writes the sample and gives its path.
func sampleFile(t *testing.T, change func(*reports.Workbook)) string {
	t.Helper()
	b := sample()
	if change != nil {
		change(b)
	}
	path := filepath.Join(t.TempDir(), "sample.xlsx")
	if err := os.WriteFile(path, written(t, b), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSameBytes writes one workbook ten times; each write must give the same file.
func TestSameBytes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want := sha256.Sum256(written(t, sample()))
	for run := range 10 {
		runtime.GOMAXPROCS(1 + run%4)
		if got := sha256.Sum256(written(t, sample())); got != want {
			t.Fatalf("write %d gives %x, the first gave %x", run, got, want)
		}
	}
}

func part(t *testing.T, file []byte, name string) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestArchive(t *testing.T) {
	file := written(t, sample())
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
		if got := f.Modified.Format("2006-01-02"); got != "1980-01-01" {
			t.Errorf("%s is of %s, want 1980-01-01", f.Name, got)
		}
	}
	if names[0] != contentTypes || !slices.IsSorted(names[1:]) {
		t.Errorf("entries are %v, want the content types first and the rest sorted", names)
	}
	types := strings.Split(part(t, file, contentTypes), "<Override")[1:]
	if len(types) < 10 || !slices.IsSorted(types) {
		t.Errorf("content types are not sorted: %v", types)
	}
	for sheet, want := range map[string]string{"sheet1": "A1:E12", "sheet2": "A1:D16", "sheet3": "A1:E15"} {
		if text := part(t, file, "xl/worksheets/"+sheet+".xml"); !strings.Contains(text, `<dimension ref="`+want+`">`) {
			t.Errorf("%s does not state its dimension %s", sheet, want)
		}
	}
	if cols := part(t, file, "xl/worksheets/sheet1.xml"); strings.Index(cols, `<col min="1"`) > strings.Index(cols, `<col min="2"`) {
		t.Error("columns are not in order")
	}
	if chart := part(t, file, "xl/charts/chart1.xml"); !strings.Contains(chart, "<tx><v>Opening &lt;EUR&gt;</v></tx>") {
		t.Error("the series of the chart is not named by its text")
	}
	if drawing := part(t, file, "xl/drawings/drawing1.xml"); !strings.Contains(drawing, `descr="Recurring revenue at the start and the end"`) {
		t.Error("the chart has no alternative text")
	}
}

// TestCells asks of single cells how the file holds them: typed values beside formulas, texts that stay texts.
func TestCells(t *testing.T) {
	held := map[string]xlsxtest.Cell{}
	for _, c := range xlsxtest.Cells(t, sampleFile(t, nil)) {
		held[c.Sheet+"!"+c.Address] = c
	}
	share := func(row string) string {
		return `IF(COUNT('Inputs'!C` + row + `,'Inputs'!D` + row + `)<2,"n/a",'Inputs'!D` + row + `/'Inputs'!C` + row + `)`
	}
	for _, want := range []xlsxtest.Cell{
		{Sheet: "KPIs by account", Address: "B4", Type: "str", Formula: share("4"), Value: "n/a"},
		{Sheet: "KPIs by account", Address: "B5", Formula: share("5"), Value: "1.04584541545845"},
		{Sheet: "Summary", Address: "B5", Formula: "'KPIs by account'!C16", Value: "3254.35"},
		{Sheet: "KPIs by account", Address: "A4", Type: "inlineStr", Value: "01200"},
		{Sheet: "Inputs", Address: "B4", Value: "44256"},
		{Sheet: "Inputs", Address: "C4"},
		{Sheet: "Checks", Address: "A5", Type: "inlineStr", Value: `=HYPERLINK("x")`},
		{Sheet: "Checks", Address: "C5", Type: "inlineStr", Value: "@SUM(A1)"},
		{Sheet: "Checks", Address: "A6", Type: "inlineStr", Value: "-1+2"},
		{Sheet: "Checks", Address: "B6", Type: "inlineStr", Value: "bell\uFFFD, _x005F_x0041_ and\nbreak"},
		{Sheet: "Checks", Address: "C6", Value: "2"},
	} {
		if got := held[want.Sheet+"!"+want.Address]; got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
}

// TestReadBack reads the sample with excelize and asks for all that is not a cell.
func TestReadBack(t *testing.T) {
	file, err := excelize.OpenReader(bytes.NewReader(written(t, sample())))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got := file.GetSheetList(); !slices.Equal(got, []string{"Summary", "KPIs by account", "Inputs", "Checks", "Glossary"}) {
		t.Errorf("sheets are %q", got)
	}
	notes, err := file.GetComments("KPIs by account")
	if err != nil || len(notes) != 1 || notes[0].Cell != "B2" || notes[0].Author != author ||
		len(notes[0].Paragraph) != 2 || notes[0].Paragraph[0].Text != "Net revenue retention" || !strings.HasPrefix(notes[0].Paragraph[1].Text, "\nThe closing") {
		t.Errorf("notes are %+v, %v", notes, err)
	}
	if linked, to, err := file.GetCellHyperLink("KPIs by account", "B2"); !linked || to != "'Glossary'!A4" || err != nil {
		t.Errorf("the header leads to %q, %v", to, err)
	}
	panes, err := file.GetPanes("Inputs")
	if err != nil || !panes.Freeze || panes.XSplit != 1 || panes.YSplit != 3 || panes.TopLeftCell != "B4" {
		t.Errorf("panes are %+v, %v", panes, err)
	}
	names := map[string]string{}
	for _, n := range file.GetDefinedName() {
		names[n.Scope+" "+n.Name] = n.RefersTo
	}
	for name, want := range map[string]string{
		"Workbook kpi_net_new_mrr":              "'Summary'!$B$5",
		"Inputs _xlnm.Print_Titles":             "'Inputs'!$2:$3",
		"Inputs _xlnm.Print_Area":               "'Inputs'!$A$1:$E$15",
		"Summary _xlnm.Print_Area":              "'Summary'!$A$1:$G$58",
		"Inputs _xlnm._FilterDatabase":          "'Inputs'!$A$2:$E$15",
		"KPIs by account _xlnm._FilterDatabase": "'KPIs by account'!$A$2:$D$15",
	} {
		if names[name] != want {
			t.Errorf("name %s is %q, want %q", name, names[name], want)
		}
	}
	view, err := file.GetSheetView("Summary", 0)
	if err != nil || *view.ShowGridLines || *view.ZoomScale != 100 {
		t.Errorf("view of the summary: %+v, %v", view, err)
	}
	props, err := file.GetSheetProps("Inputs")
	if err != nil || *props.TabColorRGB != "FF"+tabs[reports.Inputs] || !*props.FitToPage {
		t.Errorf("properties of the inputs: %+v, %v", props, err)
	}
	layout, err := file.GetPageLayout("Checks")
	if err != nil || *layout.Orientation != "portrait" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("page of the checks: %+v, %v", layout, err)
	}
	footer, err := file.GetHeaderFooter("KPIs by account")
	if err != nil || footer.OddFooter != "&L&8 Meridian && Söhne, 2026&R&8&F   &A   page &P of &N" {
		t.Errorf("footer is %+v, %v", footer, err)
	}
	doc, err := file.GetDocProps()
	if err != nil || doc.Creator != author || doc.Created != "2026-10-31T00:00:00Z" || doc.Title != "KPI report" {
		t.Errorf("document properties are %+v, %v", doc, err)
	}
	calc, err := file.GetCalcProps()
	if err != nil || !*calc.FullCalcOnLoad {
		t.Errorf("calculation properties are %+v, %v", calc, err)
	}
}
