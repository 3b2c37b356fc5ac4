// Package audit reads a published workbook back: it recalculates every formula, tells which cells were changed by hand since
// the workbook was written, and compares the figures of two workbooks.
package audit

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"kpibook/reports"
	"kpibook/reports/formula"
	"kpibook/reports/seal"
)

// Workbook is a workbook as it stands in a file.
type Workbook struct {
	Company string // that it is about, as its properties say; empty when another program dropped it
	Sheets  []Sheet
	Names   map[string]string // defined name: the formula it stands for
	Seal    *seal.Seal        // what the file says of itself as it was written; nil when it carries none

	parts map[string]*zip.File
}

// Sheet is one sheet with the cells that hold something, in the order of the file.
type Sheet struct {
	Name   string
	Hidden bool
	Cells  []Cell
}

// Cell is a cell as the file holds it. Of a formula, Value is what the program that saved it last had worked out.
type Cell struct {
	At      reports.Position
	Formula string // without "="; empty for a value
	Value   formula.Value
}

// The most that a part of a workbook and all its sheets may hold, so that a crafted file cannot fill the memory.
const (
	maxPart  = 1 << 30
	maxCells = 50_000_000
)

// Read reads a workbook of size bytes. The error says what is damaged; a file that is no workbook at all is told apart.
func Read(file io.ReaderAt, size int64) (*Workbook, error) {
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return nil, errors.New("it is not an Excel workbook (xlsx)")
	}
	w := &Workbook{Names: map[string]string{}, parts: map[string]*zip.File{}}
	for _, f := range archive.File {
		w.parts[f.Name] = f
	}
	var book struct {
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name  string `xml:"name,attr"`
			Local string `xml:"localSheetId,attr"`
			Means string `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	if err := w.decode("xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	for _, n := range book.Names {
		if n.Local == "" {
			w.Names[n.Name] = n.Means
		}
	}
	targets, err := w.targets()
	if err != nil {
		return nil, err
	}
	texts, err := w.sharedTexts()
	if err != nil {
		return nil, err
	}
	total := 0
	for _, s := range book.Sheets {
		reader := sheetReader{texts: texts, left: maxCells - total, shared: map[string]sharedFormula{}}
		if err := reader.read(w, targets[s.ID]); err != nil {
			return nil, fmt.Errorf("sheet %q: %w", s.Name, err)
		}
		total += len(reader.cells)
		w.Sheets = append(w.Sheets, Sheet{s.Name, s.State != "" && s.State != "visible", reader.cells})
	}
	if w.parts["docProps/app.xml"] != nil {
		var properties struct{ Company string }
		if err := w.decode("docProps/app.xml", &properties); err != nil {
			return nil, err
		}
		w.Company = properties.Company
	}
	w.Seal, err = w.seal()
	return w, err
}

// targets gives the part of every sheet by its relationship.
func (w *Workbook) targets() (map[string]string, error) {
	var links struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	err := w.decode("xl/_rels/workbook.xml.rels", &links)
	targets := map[string]string{}
	for _, link := range links.Relationship {
		if rooted, ok := strings.CutPrefix(link.Target, "/"); ok {
			targets[link.ID] = rooted
			continue
		}
		targets[link.ID] = path.Join("xl", link.Target)
	}
	return targets, err
}

// richText is a text that may be made of runs.
type richText struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (r richText) String() string { return r.Text + strings.Join(r.Runs, "") }

// sharedTexts are the texts that cells refer to by number.
func (w *Workbook) sharedTexts() (texts []string, err error) {
	if w.parts["xl/sharedStrings.xml"] == nil {
		return nil, nil
	}
	var list struct {
		Items []richText `xml:"si"`
	}
	err = w.decode("xl/sharedStrings.xml", &list)
	for _, item := range list.Items {
		texts = append(texts, item.String())
	}
	return texts, err
}

func (w *Workbook) decode(name string, into any) error {
	part, err := w.open(name)
	if err != nil {
		return err
	}
	defer part.Close()
	if err := xml.NewDecoder(io.LimitReader(part, maxPart)).Decode(into); err != nil {
		return fmt.Errorf("%s is damaged: %w", name, err)
	}
	return nil
}

func (w *Workbook) open(name string) (io.ReadCloser, error) {
	part := w.parts[name]
	if part == nil {
		return nil, fmt.Errorf("it is not an Excel workbook (xlsx): %s is missing", name)
	}
	if part.UncompressedSize64 > maxPart {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, maxPart)
	}
	reader, err := part.Open()
	if err != nil {
		return nil, fmt.Errorf("%s is damaged: %w", name, err)
	}
	return reader, nil
}

// sheetReader reads the cells of one sheet.
type sheetReader struct {
	texts  []string
	left   int
	cells  []Cell
	shared map[string]sharedFormula
}

// sharedFormula is a formula that other cells take over, moved to their place.
type sharedFormula struct {
	formula *formula.Formula
	at      reports.Position
}

// fileCell is a cell as the XML has it.
type fileCell struct {
	Address string `xml:"r,attr"`
	Type    string `xml:"t,attr"`
	Formula *struct {
		Kind  string `xml:"t,attr"`
		Share string `xml:"si,attr"`
		Text  string `xml:",chardata"`
	} `xml:"f"`
	Value  string   `xml:"v"`
	Inline richText `xml:"is"`
}

func (r *sheetReader) read(w *Workbook, part string) error {
	file, err := w.open(part)
	if err != nil {
		return err
	}
	defer file.Close()
	decoder := xml.NewDecoder(io.LimitReader(file, maxPart))
	for {
		t, err := decoder.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s is damaged: %w", part, err)
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "c" {
			continue
		}
		var c fileCell
		if err := decoder.DecodeElement(&c, &start); err != nil {
			return fmt.Errorf("%s is damaged: %w", part, err)
		}
		if err := r.add(c); err != nil {
			return err
		}
	}
}

func (r *sheetReader) add(c fileCell) error {
	at, ok := reports.ParseAddress(c.Address)
	if !ok {
		return fmt.Errorf("a cell is called %q, which is no address", c.Address)
	}
	value, err := r.value(c)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Address, err)
	}
	cell := Cell{At: at, Value: value}
	if c.Formula != nil {
		cell.Formula = r.formula(c, at)
	}
	if cell.Formula == "" && value.Kind() == formula.Empty {
		return nil
	}
	if r.left--; r.left < 0 {
		return fmt.Errorf("more than %d cells are filled", maxCells)
	}
	r.cells = append(r.cells, cell)
	return nil
}

// formula is the text of a cell's formula, also of one that shares another cell's.
func (r *sheetReader) formula(c fileCell, at reports.Position) string {
	if c.Formula.Kind != "shared" {
		return c.Formula.Text
	}
	if c.Formula.Text != "" {
		if f, err := formula.Parse(c.Formula.Text); err == nil {
			r.shared[c.Formula.Share] = sharedFormula{f, at}
		}
		return c.Formula.Text
	}
	origin, ok := r.shared[c.Formula.Share]
	if !ok {
		return "#REF!"
	}
	return origin.formula.Shift(at.Row-origin.at.Row, at.Column-origin.at.Column).String()
}

func (r *sheetReader) value(c fileCell) (formula.Value, error) {
	switch c.Type {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(c.Value))
		if err != nil || n < 0 || n >= len(r.texts) {
			return formula.Value{}, fmt.Errorf("its text %q is not in the list of texts", c.Value)
		}
		return formula.TextOf(r.texts[n]), nil
	case "inlineStr":
		return formula.TextOf(c.Inline.String()), nil
	case "str":
		return formula.TextOf(c.Value), nil
	case "b":
		return formula.TruthOf(c.Value == "1"), nil
	case "e":
		return formula.ErrorOf(c.Value), nil
	}
	if c.Value == "" {
		return formula.Value{}, nil
	}
	number, ok := formula.ParseNumber(c.Value)
	if !ok {
		return formula.Value{}, fmt.Errorf("%q is no number", c.Value)
	}
	return formula.NumberOf(number), nil
}
