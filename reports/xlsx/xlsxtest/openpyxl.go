package xlsxtest

import (
	"os"
	"os/exec"
	"testing"
)

// python is where Debian's openpyxl is; another python on the machine may be without it.
const python = "/usr/bin/python3"

// openAll opens every file and reads every cell, style and note; it prints how many cells it saw.
const openAll = `
import sys, warnings
warnings.simplefilter("error")
warnings.filterwarnings("ignore", message=".*extension is not supported.*")
import openpyxl
for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path)
    cells = 0
    for sheet in book.worksheets:
        assert sheet.dimensions, path
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    cells += 1
                    cell.number_format, cell.style, cell.comment, cell.hyperlink
    print(path, len(book.worksheets), "sheets", cells, "cells")
`

// OpenPyXL has openpyxl, an independent reader, open the files and read every cell, and gives what it says. Without it the
// test is skipped, or fails where KPIBOOK_CI is 1.
func OpenPyXL(t testing.TB, paths ...string) string {
	t.Helper()
	if err := exec.Command(python, "-c", "import openpyxl").Run(); err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatal("openpyxl is not installed: that other programs open the workbooks cannot be proved")
		}
		t.Skip("openpyxl is not installed: that other programs open the workbooks is not proved here")
	}
	said, err := exec.CommandContext(t.Context(), python, append([]string{"-c", openAll}, paths...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("openpyxl: %v\n%s", err, said)
	}
	return string(said)
}
