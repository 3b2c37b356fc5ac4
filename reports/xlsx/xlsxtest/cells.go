package xlsxtest

import (
	"archive/zip"
	"encoding/xml"
	"io/fs"
	"path"
	"strings"
	"testing"
)

// Cell is a cell as the file holds it.
type Cell struct {
	Sheet   string
	Address string // "B7"
	Type    string // "" for a number, "str" for the text of a formula, "inlineStr" or "s" for other text
	Formula string
	Value   string // the cached value of a formula
}

// Number tells whether the cell holds a number.
func (c Cell) Number() bool { return (c.Type == "" || c.Type == "n") && c.Value != "" }

// Cells reads all cells of a workbook, sheet by sheet in the order of the tabs. Shared strings are left as their numbers.
func Cells(t testing.TB, file string) []Cell {
	t.Helper()
	archive, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	decode(t, &archive.Reader, "xl/workbook.xml", &book)
	decode(t, &archive.Reader, "xl/_rels/workbook.xml.rels", &links)
	target := map[string]string{}
	for _, link := range links.Relationship {
		target[link.ID] = path.Join("xl", strings.TrimPrefix(link.Target, "/xl/"))
	}
	var cells []Cell
	for _, sheet := range book.Sheets {
		cells = append(cells, sheetCells(t, &archive.Reader, target[sheet.ID], sheet.Name)...)
	}
	return cells
}

func sheetCells(t testing.TB, archive fs.FS, part, name string) []Cell {
	t.Helper()
	var sheet struct {
		Cells []struct {
			Address string   `xml:"r,attr"`
			Type    string   `xml:"t,attr"`
			Formula string   `xml:"f"`
			Value   string   `xml:"v"`
			Texts   []string `xml:"is>t"`
		} `xml:"sheetData>row>c"`
	}
	decode(t, archive, part, &sheet)
	cells := make([]Cell, len(sheet.Cells))
	for i, c := range sheet.Cells {
		cells[i] = Cell{Sheet: name, Address: c.Address, Type: c.Type, Formula: c.Formula, Value: c.Value + strings.Join(c.Texts, "")}
	}
	return cells
}

// decode reads one part of the file.
func decode(t testing.TB, archive fs.FS, part string, into any) {
	t.Helper()
	file, err := archive.Open(part)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := xml.NewDecoder(file).Decode(into); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}
