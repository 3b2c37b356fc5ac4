// Package xlsxtest proves workbooks in tests: LibreOffice calculates every formula anew, and what comes out must be what
// the workbook says. It reads files by itself, not with the library that wrote them.
package xlsxtest

import (
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long LibreOffice may take for one workbook.
const patience = 5 * time.Minute

// settings has LibreOffice calculate all formulas of a file when it opens it; by itself it shows the values it finds.
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`

// everySheet exports each sheet as CSV: comma, quotes, UTF-8, from line 1, values as held and not as shown.
const everySheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

// Recalculate gives the cells of every sheet, by sheet name and row, after LibreOffice has calculated all formulas. Without
// LibreOffice the test is skipped, or fails where KPIBOOK_CI is 1.
func Recalculate(t testing.TB, path string) map[string][][]string {
	t.Helper()
	return recalculateAll(t, []string{path})[0]
}

// recalculateAll is Recalculate for workbooks of different names, in one go, as LibreOffice takes longer to start than to
// calculate.
func recalculateAll(t testing.TB, paths []string) (all []map[string][][]string) {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal("soffice is not installed: the recalculation of workbooks cannot be proved")
		}
		t.Skip("soffice is not installed: the recalculation of workbooks is not proved here")
	}
	profile, out := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(profile, "user"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, append([]string{"-env:UserInstallation=file://" + filepath.ToSlash(profile),
		"--headless", "--norestore", "--nolockcheck", "--convert-to", everySheet, "--outdir", out}, paths...)...)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	for _, path := range paths {
		sheets := readSheets(t, out, strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+"-")
		if len(sheets) == 0 { // soffice ends well even when it could not read the file
			t.Fatalf("soffice made nothing of %s\n%s", path, said)
		}
		all = append(all, sheets)
	}
	return all
}

// readSheets reads the files that start with the workbook's name; the sheet's name follows.
func readSheets(t testing.TB, folder, prefix string) map[string][][]string {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	sheets := map[string][][]string{}
	for _, entry := range files {
		name, ok := strings.CutPrefix(strings.TrimSuffix(entry.Name(), ".csv"), prefix)
		if !ok {
			continue
		}
		file, err := os.Open(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(file)
		reader.FieldsPerRecord = -1
		sheets[name], err = reader.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", entry.Name(), err)
		}
		file.Close()
	}
	return sheets
}
