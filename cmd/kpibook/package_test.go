package main

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kpibook/reports/xlsx/xlsxtest"
)

// packsByManager is the demo company's job for packs, once more by manager.
const packsByManager = `
  - name: manager-reviews
    report: qbr
    per: csm
    output: reports/{company}-{job}-{period}
`

// everyReport runs all jobs of a demo company, and one for packs by manager, and gives the folder of the reports.
func everyReport(t *testing.T, config string) string {
	t.Helper()
	job, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, append(job, packsByManager...), 0o600); err != nil {
		t.Fatal(err)
	}
	kpibook(t, nil, "run", "--quiet", "--config", config)
	return filepath.Join(filepath.Dir(config), "reports")
}

// workbooksIn are the workbooks below a folder of reports, by a pattern.
func workbooksIn(t *testing.T, folder, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, filepath.FromSlash(pattern)))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there is no %s (%v)", pattern, err)
	}
	return paths
}

// TestMustShow_SoundPackage: the demo company's finance pack, twenty business review packs and one by manager, both indexes and
// the CS ops export are sound packages with true dimensions, nothing in them leads nowhere, and three other programs open them.
func TestMustShow_SoundPackage(t *testing.T) {
	folder := everyReport(t, company(t))
	paths := append(workbooksIn(t, folder, "*.xlsx"), workbooksIn(t, folder, "*/index.xlsx")...)
	packs := slices.DeleteFunc(workbooksIn(t, folder, "ferrowick-analytics-reviews-*/*.xlsx"), func(path string) bool { return filepath.Base(path) == indexFile })
	for i := range 20 {
		paths = append(paths, packs[i*len(packs)/20])
	}
	paths = append(paths, workbooksIn(t, folder, "*-manager-reviews-*/none-*.xlsx")...)
	for _, path := range paths {
		for _, fault := range xlsxtest.Faults(t, path) {
			t.Errorf("%s: %s", filepath.Base(path), fault)
		}
	}
	t.Logf("%d workbooks; excelize read %d cells", len(paths), xlsxtest.OpenExcelize(t, paths...))
	t.Log(xlsxtest.OpenPyXL(t, paths...))
	unlike := append(workbooksIn(t, folder, "*-cs-ops-*.xlsx"), workbooksIn(t, folder, "*-manager-reviews-*/none-*.xlsx")...) // the others are recalculated elsewhere
	live, numbers, mismatches := xlsxtest.CompareAll(t, append(unlike, workbooksIn(t, folder, "*-manager-reviews-*/index.xlsx")...))
	t.Logf("LibreOffice opened %d more and recalculated %d of %d numbers", len(unlike)+1, live, numbers)
	for _, mismatch := range mismatches {
		t.Error(mismatch)
	}
}

// TestMustShow_VerifyPacksAndExport: verify finds nothing in packs and the CS ops export as they were published, and finds what was
// planted in them: a wrong value beside a formula, a formula that points nowhere, and figures typed over.
func TestMustShow_VerifyPacksAndExport(t *testing.T) {
	config := company(t)
	kpibook(t, nil, "run", "--quiet", "--config", config, "reviews", "cs-ops")
	folder := filepath.Join(filepath.Dir(config), "reports")
	export, packs := workbooksIn(t, folder, "*.xlsx")[0], workbooksIn(t, folder, "*-reviews-*")
	if said := run(t, "verify", packs[0], export); strings.Count(said, "nothing was changed by hand") < 100 || strings.Contains(said, "not what the file holds") {
		t.Errorf("verify found something in what nobody changed:\n%s", said)
	}
	pack := workbooksIn(t, folder, "*-reviews-*/pellowby-health-*.xlsx")[0]
	var scorecard, typed xlsxtest.Cell
	for _, c := range xlsxtest.Cells(t, pack) {
		if c.Sheet == "Scorecard" && c.Number() && c.Formula != "" && scorecard.Address == "" {
			scorecard = c
		}
	}
	for _, c := range xlsxtest.Cells(t, export) {
		if c.Number() && len(c.Value) > 8 {
			typed = c
		}
	}
	var escaped bytes.Buffer
	if err := xml.EscapeText(&escaped, []byte(scorecard.Formula)); err != nil {
		t.Fatal(err)
	}
	formula := "<f>" + escaped.String() + "</f>"
	for _, c := range []struct{ name, path, part, was, is, want string }{
		{"wrong value", pack, "xl/worksheets/sheet2.xml", formula + "<v>", formula + "<v>1", "Scorecard " + scorecard.Address + ": it holds"},
		{"broken formula", pack, "xl/worksheets/sheet2.xml", formula, "<f>#REF!</f>", "its formula gives #REF!"},
		{"figure typed over a formula", pack, "xl/worksheets/sheet2.xml", formula, "", "Scorecard " + scorecard.Address + ": it was changed by hand"},
		{"exported figure typed over", export, "xl/worksheets/sheet1.xml", "<v>" + typed.Value + "</v>", "<v>1</v>", ": it was changed by hand: it holds the number 1"},
		{"exported figure made a formula", export, "xl/worksheets/sheet1.xml", "<v>" + typed.Value + "</v>", "<f>1+1</f><v>2</v>", ": it was changed by hand: it holds =1+1"},
	} {
		var out, errors bytes.Buffer
		if code := execute([]string{"verify", xlsxtest.Altered(t, c.path, c.part, c.was, c.is)}, &out, &errors); code != checksFailed || !strings.Contains(out.String(), c.want) {
			t.Errorf("%s: code %d, want %d and %q; it said\n%s%s", c.name, code, checksFailed, c.want, out.String(), errors.String())
		}
	}
}
