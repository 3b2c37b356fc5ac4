package xlsx

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kpibook/reports"
	"kpibook/reports/xlsx/xlsxtest"
)

// TestPackage: what is written is a sound package, with tiles, sparklines and pictures as without, and other programs open it.
func TestPackage(t *testing.T) {
	plain, rich := sampleFile(t, nil), sampleFile(t, func(b *reports.Workbook) { *b = *tiled(t) })
	for _, path := range []string{plain, rich} {
		for _, fault := range xlsxtest.Faults(t, path) {
			t.Error(fault)
		}
	}
	if said := xlsxtest.OpenPyXL(t, plain, rich); strings.Count(said, "sheets") != 2 {
		t.Errorf("openpyxl said %s", said)
	}
}

// TestPackageFaults: the checks see what is wrong.
func TestPackageFaults(t *testing.T) {
	for _, c := range []struct{ part, was, is, want string }{
		{"xl/worksheets/sheet1.xml", `<dimension ref="`, `<dimension ref="B2:C3" was="`, "says its cells are"},
		{"xl/worksheets/sheet2.xml", `min="2" max="2"`, `min="1" max="2"`, "stand after column"},
		{"xl/worksheets/sheet1.xml", "!E2</f>", "!#REF!</f>", "has lost what it points at"},
		{"xl/worksheets/sheet1.xml", "Q&amp;A data&#39;!$B$2", "Lost&#39;!$B$2", "leads to the sheet"},
		{"xl/workbook.xml", `name="_xlnm.Print_Area"`, `name="MRR2"`, "is also the address of a cell"},
		{"[Content_Types].xml", `PartName="/xl/styles.xml"`, `PartName="/xl/lost.xml"`, "which is not there"},
		{"xl/_rels/workbook.xml.rels", "styles.xml", "lost.xml", "nothing leads to xl/styles.xml"},
		{"xl/drawings/drawing1.xml", `r:id="rId1"`, `r:id="rId99"`, "names the relation rId99"},
	} {
		path := filepath.Join(t.TempDir(), "written.xlsx")
		if err := os.WriteFile(path, written(t, tiled(t)), 0o600); err != nil {
			t.Fatal(err)
		}
		path = xlsxtest.Altered(t, path, c.part, c.was, c.is)
		if found := strings.Join(xlsxtest.Faults(t, path), "\n"); !strings.Contains(found, c.want) {
			t.Errorf("%s with %s: found %q, want %q", c.part, c.is, found, c.want)
		}
	}
}
