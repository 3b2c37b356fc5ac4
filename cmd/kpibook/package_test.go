package main

import (
	"path/filepath"
	"testing"

	"kpibook/reports/xlsx/xlsxtest"
)

// TestMustShow_SoundPackage: the demo company's workbook is a sound package with true dimensions, nothing in it leads nowhere,
// and a reader that shares no code with the writer opens it and reads every cell.
func TestMustShow_SoundPackage(t *testing.T) {
	book := filepath.Join(t.TempDir(), "book.xlsx")
	kpibook(t, nil, "run", "--config", company(t), "--out", book, "monthly-finance")
	for _, fault := range xlsxtest.Faults(t, book) {
		t.Error(fault)
	}
	t.Log(xlsxtest.OpenPyXL(t, book))
}
