package xlsxtest

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// Altered gives a copy of a file, under the same name in another folder, in which a text of a part is replaced once.
func Altered(t testing.TB, file, part, was, is string) string {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	path := filepath.Join(t.TempDir(), filepath.Base(file))
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	to := zip.NewWriter(out)
	for _, entry := range archive.File {
		from, err := entry.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		if entry.Name == part {
			changed := strings.Replace(string(text), was, is, 1)
			if changed == string(text) {
				t.Fatalf("%s does not hold %s", part, was)
			}
			text = []byte(changed)
		}
		w, err := to.Create(entry.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// OpenExcelize opens files with excelize and reads every row of every sheet. It gives the number of cells.
func OpenExcelize(t testing.TB, paths ...string) (cells int) {
	t.Helper()
	for _, path := range paths {
		file, err := excelize.OpenFile(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, sheet := range file.GetSheetList() {
			rows, err := file.GetRows(sheet)
			if err != nil {
				t.Errorf("%s, %s: %v", path, sheet, err)
			}
			for _, row := range rows {
				cells += len(row)
			}
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	return cells
}
