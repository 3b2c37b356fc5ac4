package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// book makes a workbook of one sheet out of its XML parts.
func book(t testing.TB, sheet, texts string) []byte {
	t.Helper()
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"_rels/.rels", `<Relationships><Relationship Id="a" Type="` + types + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="` + types + `/worksheet" Target="s.xml"/><Relationship Id="b" Type="` + types + `/sharedStrings" Target="t.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns:r="` + types + `"><sheets><sheet name="S" r:id="a"/></sheets></workbook>`},
		{"xl/s.xml", sheet}, {"xl/t.xml", texts},
	} {
		w, err := archive.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read writes down the cells of the first sheet: A1=text.
func read(content []byte) (string, error) {
	book, err := Open(content, 1<<24)
	if err != nil {
		return "", err
	}
	if len(book.Sheets) == 0 {
		return "", nil
	}
	rows, err := book.Rows(book.Sheets[0], 0)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var cells strings.Builder
	for {
		row, err := rows.Next()
		if err == io.EOF {
			return cells.String(), nil
		}
		if err != nil {
			return cells.String(), err
		}
		for _, c := range row.Cells {
			fmt.Fprintf(&cells, "%s=%q\n", CellName(c.Column, row.Number), c.Text)
		}
	}
}

// TestRowsAsTheyWereWritten writes random cells in the ways that workbooks have, and reads them back.
func TestRowsAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sheet, texts, want strings.Builder
		shared := 0
		escaped := func(text string) string {
			var b bytes.Buffer
			if err := xml.EscapeText(&b, []byte(text)); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		value := rapid.StringOfN(rapid.RuneFrom([]rune("aZ09 .,;<>&'\"\t\nß€😀")), 1, 20, -1)
		prefix := rapid.SampledFrom([]string{"", "x:"}).Draw(t, "prefix")
		fmt.Fprintf(&sheet, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- a comment --><%[1]sworksheet xmlns:x=\"y\"><%[1]ssheetData>", prefix)
		for row, left := 0, rapid.IntRange(0, 8).Draw(t, "rows"); left > 0; left-- {
			row += rapid.IntRange(1, 3).Draw(t, "gap")
			fmt.Fprintf(&sheet, "<%srow r='%d' spans=\"1:3\" >", prefix, row)
			for column, left := 0, rapid.IntRange(0, 6).Draw(t, "cells"); left > 0; left-- {
				column += rapid.IntRange(1, 40).Draw(t, "gap")
				at, text := CellName(column, row), value.Draw(t, "text")
				switch rapid.IntRange(0, 4).Draw(t, "way") {
				case 0:
					text = fmt.Sprint(rapid.IntRange(-1e9, 1e9).Draw(t, "number"))
					fmt.Fprintf(&sheet, "<%[1]sc r=\"%[2]s\"><%[1]sv>%[3]s</%[1]sv></%[1]sc>", prefix, at, text)
				case 1:
					fmt.Fprintf(&sheet, "<%[1]sc r=\"%[2]s\" t=\"s\"><%[1]sv>%[3]d</%[1]sv></%[1]sc>", prefix, at, shared)
					fmt.Fprintf(&texts, "<si><r><t>%s</t></r><rPh><t>no</t></rPh><r><rPr/><t xml:space=\"preserve\">%s</t></r></si>", "", escaped(text))
					shared++
				case 2:
					fmt.Fprintf(&sheet, "<%[1]sc t=\"inlineStr\" r=\"%[2]s\"><%[1]sis><%[1]st>%[3]s</%[1]st></%[1]sis></%[1]sc>", prefix, at, escaped(text))
				case 3:
					fmt.Fprintf(&sheet, "<%[1]sc r=\"%[2]s\" t=\"str\"><%[1]sf>A1&amp;B1</%[1]sf><%[1]sv><![CDATA[%[3]s]]></%[1]sv></%[1]sc>", prefix, at, text)
				default:
					fmt.Fprintf(&sheet, "<%[1]sc r=\"%[2]s\" s=\"3\"/>", prefix, at)
					continue
				}
				fmt.Fprintf(&want, "%s=%q\n", at, text)
			}
			fmt.Fprintf(&sheet, "</%srow >", prefix)
		}
		fmt.Fprintf(&sheet, "</%[1]ssheetData></%[1]sworksheet>\n", prefix)
		content := book(&testing.T{}, sheet.String(), "<sst>"+texts.String()+"</sst>")
		if got, err := read(content); err != nil || got != want.String() {
			t.Fatalf("got %v\n%s\nwant\n%s\nfrom %s", err, got, want.String(), sheet.String())
		}
	})
}

// TestLongTexts reads a text that is longer than what the scanner holds at once, with entities at every place of its cuts.
func TestLongTexts(t *testing.T) {
	for shift := range 9 {
		text := strings.Repeat("a", shift) + strings.Repeat("&#x20AC;b€]", 70_000)
		sheet := "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + text + "</t></is></c></row></sheetData></worksheet>"
		want := fmt.Sprintf("A1=%q\n", strings.ReplaceAll(text, "&#x20AC;", "€"))
		if got, err := read(book(t, sheet, "<sst/>")); err != nil || got != want {
			t.Errorf("shifted by %d: %v, %d characters, want %d", shift, err, len(got), len(want))
		}
	}
}

// wellFormed asks the standard library, which knows no definitions of entities here.
func wellFormed(content string) bool {
	decoder := xml.NewDecoder(strings.NewReader(content))
	elements, depth := 0, 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return elements == 1
		}
		if err != nil {
			return false
		}
		switch token.(type) {
		case xml.StartElement:
			if depth == 0 {
				elements++
			}
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

// scanAll scans a document and joins what it finds.
func scanAll(r io.Reader) (string, error) {
	s := newScanner(r)
	var all strings.Builder
	for {
		found, err := s.next()
		switch {
		case err != nil:
			return all.String(), err
		case found == ended:
			return all.String(), nil
		case found == startTag:
			fmt.Fprintf(&all, "<%s", s.name)
			for _, a := range s.attrs {
				value, err := s.value(string(a.name))
				if err != nil {
					return all.String(), err
				}
				fmt.Fprintf(&all, " %s=%q", a.name, value)
			}
			all.WriteString(">")
		case found == endTag:
			fmt.Fprintf(&all, "</%s>", s.name)
		default:
			all.Write(s.content)
		}
	}
}

// slowly gives a byte at a time.
type slowly struct{ r io.Reader }

func (s slowly) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), 1)]) }

// FuzzScanner: what the scanner accepts is well-formed by the standard library, and does not depend on how it comes in.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{`<a/>`, `<a b="1">x&amp;y<c:d e='"'/></a>`, "<?xml version=\"1.0\"?>\n<a><![CDATA[<]]>]]&gt;\r\n<!-- - --></a>", `<a>&#65;&#x41;</a>`, `<a b="1" b="2"/>`, `<a></b>`, `<!DOCTYPE a><a/>`, "<a>\x01</a>", "\ufeff<a/>", `<a><`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		got, err := scanAll(strings.NewReader(content))
		again, errAgain := scanAll(slowly{strings.NewReader(content)})
		if (err == nil) != (errAgain == nil) || err == nil && got != again {
			t.Fatalf("at once: %q, %v; byte by byte: %q, %v", got, err, again, errAgain)
		}
		if err == nil && !wellFormed(strings.TrimPrefix(content, "\ufeff")) {
			t.Fatalf("%q is accepted as %q", content, got)
		}
	})
}

// FuzzSheet: no sheet and no table of texts breaks the reader, and every cell it gives stands behind the one before.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1</f><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<sst><si><t>a</t></si></sst>`)
	f.Add(`<worksheet><sheetData><row><c t="inlineStr"><is><r><t>x</t></r><rPh><t>y</t></rPh></is></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f>1</f></c></row></sheetData></worksheet>`, `<sst/>`)
	f.Fuzz(func(t *testing.T, sheet, texts string) {
		shared := &textTable{}
		if err := shared.read(newScanner(strings.NewReader(texts))); err != nil {
			shared = &textTable{}
		}
		rows := &Rows{book: &Book{}, scan: newScanner(strings.NewReader(sheet)), header: 1, texts: shared}
		for above := 0; ; {
			row, err := rows.Next()
			if err != nil {
				return
			}
			if row.Number <= above || row.Number > maxRow {
				t.Fatalf("row %d below row %d", row.Number, above)
			}
			left := 0
			for _, c := range row.Cells {
				if c.Column <= left || c.Column > maxColumns || c.Kind == Blank || c.Text == "" && c.Kind != Unset {
					t.Fatalf("cell %+v behind column %d", c, left)
				}
				left = c.Column
			}
			above = row.Number
		}
	})
}

// FuzzOpen: no archive breaks the reader.
func FuzzOpen(f *testing.F) {
	f.Add(book(f, `<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>`, `<sst><si><t>a</t></si></sst>`))
	f.Fuzz(func(t *testing.T, content []byte) {
		var fault *Fault
		if _, err := read(content); err != nil && (!errors.As(err, &fault) || fault.Message == "" || fault.Fix == "") {
			t.Fatalf("%v is no fault with a remedy", err)
		}
	})
}
