package ingest

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// TestHostileWorkbooks: none of the files made to break readers does, and none is shortened in silence.
func TestHostileWorkbooks(t *testing.T) {
	paths, _ := filepath.Glob(filepath.Join(sharedFolder(t), "data", "hostile_xlsx", "*.xlsx"))
	if len(paths) < 45 {
		t.Fatalf("%d workbooks, want at least 45", len(paths))
	}
	for _, path := range paths {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			table, err := openTable(context.Background(), path, name, Options{HeaderRow: 1}, func([]string) int { return 0 })
			rows, rejected := 1, 0 // the header is a row
			for err == nil {
				var row Row
				var bad *RowError
				if row, err = table.Next(); errors.As(err, &bad) {
					rejected, err = rejected+1, nil
				} else if err == nil && !row.Blank {
					rows++
				}
			}
			var fault *Fault
			switch refused := errors.As(err, &fault); {
			case !refused && err != io.EOF:
				t.Errorf("ends with %v", err)
			case refused && (fault.Message == "" || fault.Fix == ""):
				t.Errorf("fault without message or remedy: %v", fault)
			case !refused && table.Workbook && rows+rejected != rowsWithValue(t, path):
				t.Errorf("%d rows read and %d refused, the sheet holds %d", rows, rejected, rowsWithValue(t, path))
			}
			if table != nil {
				if err := table.Close(); err != nil {
					t.Error(err)
				}
			}
			if took := time.Since(start); took > 30*time.Second { // a guard against reading without end, not a measurement
				t.Errorf("took %v", took)
			}
			t.Logf("%d rows, %d refused, %v, %v", rows, rejected, err, time.Since(start).Round(time.Millisecond))
		})
	}
}

var (
	rowPattern   = regexp.MustCompile(`(?s)<row[ >].*?</row>`)
	valuePattern = regexp.MustCompile(`<v>[^<]|<t[^>]*>[^<]|<f>`)
)

// rowsWithValue counts, by its text alone, the rows of a workbook's first sheet that hold a value or a formula.
func rowsWithValue(t *testing.T, path string) int {
	archive, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	file, err := archive.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, row := range rowPattern.FindAll(content, -1) {
		if valuePattern.Match(row) {
			count++
		}
	}
	return count
}

// sharedFolder is the folder of test data beside the project; without it the test is skipped, or fails in CI.
func sharedFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		folder = filepath.Dir(folder)
	}
	shared := filepath.Join(filepath.Dir(folder), "shared")
	if _, err := os.Stat(shared); err != nil {
		if os.Getenv("KPIBOOK_CI") == "1" {
			t.Fatalf("the shared test data is not beside the project: %v", err)
		}
		t.Skip("the shared test data is not beside the project")
	}
	return shared
}
