// Package xlsx reads what stands in the cells of a workbook. It believes nothing: XML that is not well-formed, cells that come
// twice or out of order, references that are none and texts that do not exist are refused where others give half of a sheet
// and no error. It reads a sheet from its start to its end and keeps of it one row, so that memory does not depend on its size.
package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zip"
)

const (
	maxEntries = 20_000   // of the archive
	maxPart    = 16 << 20 // bytes of a part that is kept in memory
)

// Book is an opened workbook.
type Book struct {
	Sheets   []Sheet // in the order of the workbook, hidden ones among them
	Date1904 bool    // dates count from 1904-01-01

	files   map[string]*zip.File // by lower-case name
	strings string               // the part with the texts that cells share; empty: none
	styles  string               // the part with the styles; empty: none
	texts   *textTable
	formats []Format // by style
}

// Sheet is a worksheet.
type Sheet struct {
	Name   string
	Hidden bool
	part   string
}

// Fault is why a workbook cannot be read.
type Fault struct {
	Sheet       string // empty: the whole workbook
	Row, Column int    // 1-based; 0: no such place
	Message     string // lower case; names the cell
	Fix         string
}

func (f *Fault) Error() string { return f.Message + "\nfix: " + f.Fix }

// resave is the remedy for a file that a spreadsheet program may still read.
const resave = "open the workbook in a spreadsheet program and save it again, or export it as CSV"

func damaged(err error) error {
	return &Fault{Message: "the workbook is damaged: " + err.Error(), Fix: resave}
}

// Open opens a workbook and lists its sheets. What it expands to, as the archive says, must stay within the limit; a part that
// expands to more than the archive says is refused while it is read. Errors are a *Fault.
func Open(archived []byte, limit int64) (*Book, error) {
	if n := bytes.Count(archived, []byte("PK\x01\x02")); n > maxEntries {
		return nil, &Fault{Message: fmt.Sprintf("it holds %d files (limit %d), which no workbook does", n, maxEntries), Fix: resave}
	}
	archive, err := zip.NewReader(bytes.NewReader(archived), int64(len(archived)))
	if err != nil {
		return nil, &Fault{Message: "the workbook is damaged or cut off: " + err.Error(), Fix: "wait until it is complete, copy or save it again"}
	}
	book := &Book{files: map[string]*zip.File{}}
	var total uint64
	for _, file := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(file.Name, `\`, "/"))
		if book.files[name] != nil {
			return nil, damaged(fmt.Errorf("it holds %q twice", shorten(file.Name)))
		}
		book.files[name] = file
		total += min(file.UncompressedSize64, 1<<50)
	}
	if total > uint64(limit) {
		return nil, &Fault{Message: fmt.Sprintf("it expands to %s (limit %s)", size(total), size(uint64(limit))),
			Fix: "delete what the table does not need, split it, or export the sheet as CSV"}
	}
	main, err := book.related("", "/officeDocument")
	if err != nil {
		return nil, damaged(err)
	}
	if book.files["content.xml"] != nil {
		return nil, &Fault{Message: "it is an OpenDocument spreadsheet, which is not read", Fix: "save it as .xlsx"}
	}
	if len(main) != 1 || book.files[main[0].part] == nil {
		return nil, &Fault{Message: "it is a zip archive, but not an Excel workbook", Fix: "unpack it and name the files in it, or save the workbook as .xlsx"}
	}
	if err := book.list(main[0].part); err != nil {
		return nil, damaged(err)
	}
	return book, nil
}

// list reads the part that names the sheets.
func (b *Book) list(part string) error {
	related, err := b.related(part, "")
	if err != nil {
		return err
	}
	worksheets := map[string]string{}
	for _, r := range related {
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			b.strings = r.part
		case strings.HasSuffix(r.kind, "/styles"):
			b.styles = r.part
		case strings.HasSuffix(r.kind, "/worksheet"):
			worksheets[r.id] = r.part
		}
	}
	return b.elements(part, func(path string, value func(string) string) error {
		switch path {
		case "workbook/workbookPr":
			b.Date1904 = isTrue(value("date1904"))
		case "workbook/sheets/sheet":
			id := ""
			for _, name := range []string{"r:id", "id"} {
				if id == "" {
					id = value(name)
				}
			}
			if part, ok := worksheets[id]; ok { // else a chart or a dialog
				b.Sheets = append(b.Sheets, Sheet{value("name"), value("state") != "" && value("state") != "visible", part})
			}
		}
		return nil
	})
}

func isTrue(value string) bool { return value == "1" || value == "true" }

// open opens a part for reading.
func (b *Book) open(part string) (io.ReadCloser, error) {
	file := b.files[part]
	if file == nil {
		return nil, fmt.Errorf("its part %q is missing", shorten(part))
	}
	return file.Open()
}

// elements shows every element of a small part, by the local names on the way to it; value gives its attributes, by their
// names without a prefix where there is no such attribute.
func (b *Book) elements(part string, see func(path string, value func(string) string) error) error {
	if file := b.files[part]; file != nil && file.UncompressedSize64 > maxPart {
		return fmt.Errorf("its part %q expands to %s (limit %s)", shorten(part), size(file.UncompressedSize64), size(maxPart))
	}
	r, err := b.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	s, path := newScanner(r), ""
	for {
		found, err := s.next()
		switch {
		case err != nil:
			return fmt.Errorf("its part %q: %w", shorten(part), err)
		case found == ended:
			return nil
		case found == startTag:
			path = strings.TrimPrefix(path+"/"+string(s.name), "/")
			var wrong error
			err = see(path, func(name string) string {
				for _, a := range s.attrs {
					if string(a.name) == name || name == "id" && strings.HasSuffix(string(a.name), ":id") {
						value, err := s.value(string(a.name))
						wrong = errors.Join(wrong, err)
						return string(value)
					}
				}
				return ""
			})
			if err = errors.Join(err, wrong); err != nil {
				return err
			}
		case found == endTag:
			path = path[:max(strings.LastIndexByte(path, '/'), 0)]
		}
	}
}

// relation is a part that another one refers to.
type relation struct{ id, kind, part string }

// related lists the parts that a part (empty: the archive) refers to under a type with the given end.
func (b *Book) related(part, kind string) (found []relation, err error) {
	folder, name := path.Split(part)
	list := strings.ToLower(folder + "_rels/" + name + ".rels")
	if b.files[list] == nil {
		return nil, nil
	}
	err = b.elements(list, func(at string, value func(string) string) error {
		if at != "Relationships/Relationship" || !strings.HasSuffix(value("Type"), kind) {
			return nil
		}
		target := strings.ReplaceAll(value("Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		found = append(found, relation{value("Id"), value("Type"), strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))})
		return nil
	})
	return found, err
}

// size writes a number of bytes for people: 200 MiB, 16 GiB.
func size(n uint64) string {
	for _, unit := range []string{"bytes", "KiB", "MiB"} {
		if n < 1<<13 {
			return fmt.Sprintf("%d %s", n, unit)
		}
		n = (n + 1<<9) >> 10
	}
	return fmt.Sprintf("%d GiB", n)
}
