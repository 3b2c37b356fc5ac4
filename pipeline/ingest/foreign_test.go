package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kpibook/pipeline/ingest/xlsx"
)

// refusedForeign are the workbooks of other projects that are refused, each with the reason. Whatever is not listed here has to
// be read, and be what openpyxl reads.
var refusedForeign = map[string]string{
	"encryptAES.xlsx":     "password-protected",
	"encryptSHA1.xlsx":    "password-protected",
	"encryptSHA512.xlsx":  "password-protected",
	"pass_protected.xlsx": "password-protected",
	"issue252.xlsx":       "its part \"xl/_rels/workbook.xml.rels\": zip: not a valid zip file",
}

// otherwiseForeign are cells that are read otherwise than openpyxl reads them, and why.
var otherwiseForeign = map[string]string{
	"has_x000D_.xlsx Sheet1 A1":       "openpyxl leaves the escape _x000D_ of a carriage return as it is",
	"has_x000D_inline.xlsx Sheet1 A1": "the same",
	"strict_iso_paths.xlsx":           "openpyxl does not know the names of the ISO standard and sees no sheet; Excel and calamine read it",
}

// expectedBook is a workbook as openpyxl sees it.
type expectedBook struct {
	Error  string
	Epoch  int
	Sheets []struct {
		Name, State string
		Cells       map[string]struct {
			V any
			T string
		}
	}
}

// TestMustShow_ForeignWorkbooks reads the workbooks that two other projects test with: each cell is what openpyxl sees, or the
// workbook is refused with a reason.
func TestMustShow_ForeignWorkbooks(t *testing.T) {
	for _, project := range []string{"xlsx_calamine", "xlsx_frictionless"} {
		folder := filepath.Join(sharedFolder(t), "data", project)
		paths, _ := filepath.Glob(filepath.Join(folder, "files", "*"))
		if len(paths) < 20 {
			t.Fatalf("%s: %d files, want at least 20", project, len(paths))
		}
		for _, path := range paths {
			name := filepath.Base(path)
			t.Run(project+"/"+name, func(t *testing.T) {
				if ext := filepath.Ext(name); ext != ".xlsx" && ext != ".xlsm" {
					refusedByName(t, path)
					return
				}
				compareForeign(t, path, filepath.Join(folder, "expected_openpyxl", name+".json"))
			})
		}
	}
}

// refusedByName: files of other spreadsheet formats are refused, and the reason says what to do.
func refusedByName(t *testing.T, path string) {
	table, err := openTable(context.Background(), path, filepath.Base(path), Options{}, func([]string) int { return 0 })
	var fault *Fault
	if !errors.As(err, &fault) || fault.Message == "" || fault.Fix == "" {
		t.Errorf("got table %v and error %v, want a fault with a remedy", table, err)
		return
	}
	t.Log(fault)
}

func compareForeign(t *testing.T, path, expectation string) {
	name := filepath.Base(path)
	var want expectedBook
	if content, err := os.ReadFile(expectation); err != nil {
		t.Fatal(err)
	} else if err := json.Unmarshal(content, &want); err != nil {
		t.Fatal(err)
	}
	reason, refusal := refusedForeign[name]
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := foreignCells(content)
	switch {
	case err != nil && (!refusal || !strings.Contains(err.Error(), reason)):
		t.Errorf("refused: %v", err)
	case err != nil:
		t.Logf("refused: %v", err)
	case refusal:
		t.Error("it is read, but stands among the refused")
	case want.Error != "":
		t.Logf("openpyxl refuses it: %s", want.Error)
	default:
		cells := 0
		for _, sheet := range want.Sheets {
			for at, cell := range sheet.Cells {
				place := sheet.Name + " " + at
				have := got[place]
				delete(got, place)
				if text, isText := cell.V.(string); isText && text == "" && have.Text == "" {
					continue
				}
				if cells++; otherwiseForeign[name+" "+place] == "" && !sameCell(have, cell.V, cell.T, want.Epoch == 1904) {
					t.Errorf("%s: got %q of kind %d, openpyxl sees %v (%s)", place, have.Text, have.Kind, cell.V, cell.T)
				}
			}
		}
		for place, cell := range got {
			if cell.Kind != xlsx.Unset && otherwiseForeign[name] == "" {
				t.Errorf("%s: got %q, openpyxl sees nothing", place, cell.Text)
			}
		}
		t.Logf("%d cells", cells)
	}
}

// foreignCells are all cells of a workbook, by sheet and name.
func foreignCells(content []byte) (map[string]xlsx.Cell, error) {
	if strings.HasPrefix(string(content), "\xd0\xcf\x11\xe0") {
		return nil, errors.New(refused[0].message)
	}
	book, err := xlsx.Open(content, maxWorkbook)
	if err != nil {
		return nil, err
	}
	cells := map[string]xlsx.Cell{}
	for _, sheet := range book.Sheets {
		rows, err := book.Rows(sheet, 0)
		if err != nil {
			return nil, err
		}
		for {
			row, err := rows.Next()
			if err == io.EOF {
				break
			} else if err != nil {
				return nil, err
			}
			for _, cell := range row.Cells {
				cells[sheet.Name+" "+xlsx.CellName(cell.Column, row.Number)] = cell
			}
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return cells, nil
}

// sameCell holds a cell against what openpyxl makes of it.
func sameCell(c xlsx.Cell, want any, of string, from1904 bool) bool {
	number := func() float64 {
		value, err := strconv.ParseFloat(c.Text, 64)
		if err != nil {
			return math.NaN()
		}
		return value
	}
	switch of {
	case "n":
		value, ok := want.(float64)
		if text, isText := want.(string); isText {
			var err error
			value, err = strconv.ParseFloat(text, 64)
			ok = err == nil
		}
		return ok && c.Kind == xlsx.Number && number() == value
	case "b":
		return c.Kind == xlsx.Truth && c.Text == strings.ToUpper(fmt.Sprint(want))
	case "e":
		return c.Kind == xlsx.Error && c.Text == want
	case "d":
		if c.Kind == xlsx.Day {
			return strings.TrimSuffix(c.Text, "Z") == strings.TrimSuffix(want.(string), "T00:00:00") || strings.TrimSuffix(c.Text, "Z") == want || strings.HasSuffix(c.Text, want.(string))
		}
		days, ok := serialOf(want.(string), from1904)
		return ok && c.Kind == xlsx.Number && c.Format.Shows == xlsx.Date && math.Abs(number()-days) < 1e-6
	}
	return c.Kind == xlsx.Text && slices.Contains([]any{c.Text, strings.ReplaceAll(c.Text, "\r\n", "\n")}, want)
}

// serialOf is the number of days that openpyxl has made a date, a time or a span of.
func serialOf(text string, from1904 bool) (float64, bool) {
	if seconds, ok := strings.CutPrefix(text, "PT"); ok {
		value, err := strconv.ParseFloat(strings.TrimSuffix(seconds, "S"), 64)
		return value / 86400, err == nil
	}
	if at, err := time.Parse("15:04:05.999999", text); err == nil {
		return at.Sub(at.Truncate(24*time.Hour)).Seconds() / 86400, true
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if from1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999", "2006-01-02"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Sub(epoch).Seconds() / 86400, true
		}
	}
	return 0, false
}
