package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"os"
	"strings"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/charmap"
)

// workbookOf makes a workbook with one sheet, called Subscriptions, whose XML the script gives and so breaks as it wishes:
// workbook subscriptions.xlsx sheet.xml. Its number formats may be given as well: workbook subscriptions.xlsx sheet.xml styles.xml.
func workbookOf(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 && len(args) != 3 {
		ts.Fatalf("usage: workbook WORKBOOK SHEET.xml [STYLES.xml]")
	}
	writeBook(ts, args[0], func(archive *zip.Writer) error {
		for i, name := range []string{"xl/worksheets/sheet1.xml", "xl/styles.xml"}[:len(args)-1] {
			part, err := archive.Create(name)
			if err == nil {
				_, err = part.Write([]byte(ts.ReadFile(args[i+1])))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// bomb makes a workbook of 4 MiB whose sheet has 4 GiB: bomb subscriptions.xlsx.
func bomb(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: bomb WORKBOOK")
	}
	const times, blanks = 4096, 1 << 20
	var block bytes.Buffer
	squeeze, err := flate.NewWriter(&block, flate.BestCompression)
	ts.Check(err)
	_, err = squeeze.Write(bytes.Repeat([]byte(" "), blanks))
	ts.Check(err)
	ts.Check(squeeze.Flush())                                                  // ends on a whole byte, so that the block can be repeated
	content := append(bytes.Repeat(block.Bytes(), times), 1, 0, 0, 0xff, 0xff) // the last block, with nothing in it
	writeBook(ts, args[0], func(archive *zip.Writer) error {
		part, err := archive.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate,
			UncompressedSize64: times * blanks, CompressedSize64: uint64(len(content))})
		if err == nil {
			_, err = part.Write(content)
		}
		return err
	})
}

// writeBook writes a workbook; sheet adds its only sheet to the archive.
func writeBook(ts *testscript.TestScript, name string, sheet func(*zip.Writer) error) {
	const head, kind = `<?xml version="1.0" encoding="UTF-8"?>` + "\n", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + kind + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + kind + `"><sheets><sheet name="Subscriptions" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + kind + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + kind + `/styles" Target="styles.xml"/></Relationships>`},
	} {
		w, err := archive.Create(part[0])
		ts.Check(err)
		_, err = w.Write([]byte(head + part[1]))
		ts.Check(err)
	}
	ts.Check(sheet(archive))
	ts.Check(archive.Close())
	ts.Check(os.WriteFile(ts.MkAbs(name), b.Bytes(), 0o600))
}

// encoded writes a text in another form: encoded utf-16 from.csv to.csv; or windows-1252, cr, with carriage returns only, nul, with a NUL
// byte in the place of each tilde, cut, without the last line end, or ole, behind the first bytes of an encrypted workbook.
func encoded(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: encoded FORM FROM TO")
	}
	text := ts.ReadFile(args[1])
	var out []byte
	switch args[0] {
	case "windows-1252":
		latin, err := charmap.Windows1252.NewEncoder().String(text)
		ts.Check(err)
		out = []byte(latin)
	case "utf-16":
		for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
			out = binary.LittleEndian.AppendUint16(out, unit)
		}
	case "cr":
		out = []byte(strings.ReplaceAll(text, "\n", "\r"))
	case "nul":
		out = []byte(strings.ReplaceAll(text, "~", "\x00"))
	case "cut":
		out = []byte(strings.TrimSuffix(text, "\n"))
	case "ole":
		out = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + text)
	default:
		ts.Fatalf("there is no form %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), out, 0o600))
}

// zipped writes a zip archive of files; one may have another name in it: zipped out.zip plain.csv folder/name.csv=other.csv.
func zipped(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: zipped ARCHIVE FILE|NAME=FILE...")
	}
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for _, arg := range args[1:] {
		name, file, renamed := strings.Cut(arg, "=")
		if !renamed {
			file = name
		}
		content, err := os.ReadFile(ts.MkAbs(file))
		ts.Check(err)
		w, err := archive.Create(name)
		ts.Check(err)
		_, err = w.Write(content)
		ts.Check(err)
	}
	ts.Check(archive.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}
