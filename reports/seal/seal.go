// Package seal marks every cell of a workbook when it is written, so that a cell that was changed by hand afterwards can be
// named. The marks travel in a part of the file that spreadsheet programs keep and do not show. They tell accident and
// carelessness, not forgery: who can change a cell can make a new seal.
package seal

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"hash"

	"kpibook/reports"
	"kpibook/reports/formula"
)

// Part is the name of the part in the file, and Namespace that of its content.
const (
	Part      = "customXml/item1.xml"
	Namespace = "urn:kpibook:seal:1"
)

// Seal is the marks of all sheets of a workbook.
type Seal struct {
	XMLName xml.Name `xml:"urn:kpibook:seal:1 seal"`
	What    []Word   `xml:"what"` // the words that figures are made of
	Of      []Word   `xml:"of"`
	Over    []Word   `xml:"over"`
	Sheets  []Sheet  `xml:"sheet"`
}

// Sheet is the marks of one sheet: one of two bytes for every cell from A1 to the last, row by row, and a sum over the whole
// content of all of them. A mark names the cell, the sum misses nothing.
type Sheet struct {
	Name    string `xml:"name,attr"`
	Rows    int    `xml:"rows,attr"`
	Columns int    `xml:"columns,attr"`
	Sum     string `xml:"sha256,attr"`
	Marks   string `xml:"marks"`
	Figures string `xml:"figures"` // where its figures stand, and which they are; figures.go has their form

	marks []byte
	hash  hash.Hash
}

// Content is what a mark is made of: the formula in one spelling, or the value. What a formula gave is not part of it, because
// a program that saves the file works it out again.
func Content(value formula.Value, text string) string {
	if text == "" {
		return fmt.Sprint(uint8(value.Kind()), " ", value)
	}
	if f, err := formula.Parse(text); err == nil {
		text = f.String()
	}
	return "=" + text
}

// NewSheet starts the marks of a sheet that is so large. Add its cells row by row.
func NewSheet(name string, rows, columns int) *Sheet {
	return &Sheet{Name: name, Rows: rows, Columns: columns, marks: make([]byte, markSize*rows*columns), hash: sha256.New()}
}

const markSize = 2

// Add marks a cell. Cells have to come row by row, and empty ones are left out.
func (s *Sheet) Add(at reports.Position, content string) {
	fmt.Fprintf(s.hash, "%d %d %d %s\n", at.Row, at.Column, len(content), content)
	if s.has(at) {
		copy(s.marks[markSize*(at.Row*s.Columns+at.Column):], mark(content))
	}
}

func (s *Sheet) has(at reports.Position) bool { return at.Row < s.Rows && at.Column < s.Columns }

// mark is never that of an empty cell, two zeros.
func mark(content string) []byte {
	sum := sha256.Sum256([]byte(content))
	binary.LittleEndian.PutUint16(sum[:], binary.LittleEndian.Uint16(sum[:])|1)
	return sum[:markSize]
}

// Close ends the sheet.
func (s *Sheet) Close() Sheet {
	s.Sum, s.Marks = hex.EncodeToString(s.hash.Sum(nil)), base64.StdEncoding.EncodeToString(s.marks)
	return *s
}

// Encode gives the part's content.
func (s Seal) Encode() ([]byte, error) {
	text, err := xml.Marshal(s)
	return append([]byte(xml.Header), text...), err
}

// Decode reads the part's content.
func Decode(text []byte) (Seal, error) {
	var s Seal
	if err := xml.Unmarshal(text, &s); err != nil {
		return s, fmt.Errorf("the seal is damaged: %w", err)
	}
	for i := range s.Sheets {
		sheet := &s.Sheets[i]
		marks, err := base64.StdEncoding.DecodeString(sheet.Marks)
		if err != nil || sheet.Rows < 0 || sheet.Columns < 0 || len(marks) != markSize*sheet.Rows*sheet.Columns {
			return s, errors.New("the seal is damaged: its marks do not fit the sheet " + sheet.Name)
		}
		sheet.marks = marks
	}
	return s, nil
}

// Was tells whether the mark of a cell is that of a content; an empty content stands for an empty cell.
func (s Sheet) Was(at reports.Position, content string) bool {
	if !s.has(at) {
		return content == ""
	}
	place := markSize * (at.Row*s.Columns + at.Column)
	if content == "" {
		return s.marks[place] == 0 && s.marks[place+1] == 0
	}
	return string(s.marks[place:place+markSize]) == string(mark(content))
}
