// Package xlsx writes a workbook as an Excel file. It is the one package that writes with excelize and the one that owns
// the looks: fonts, colours, number formats, print settings.
//
// The same workbook always gives the same bytes: entries in a fixed order, no clock, no random.
package xlsx

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

const author = "kpibook"

// Write writes the workbook. Every live formula keeps the engine's value beside it, a number as a number, so that programs
// that do not calculate show the right figure. An error names each sheet and cell that no Excel file can hold.
func Write(w io.Writer, b *reports.Workbook) (err error) {
	if err := check(b); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", author) // large sheets wait on disk
	if err != nil {
		return fmt.Errorf("make a folder for temporary files: %w", err)
	}
	defer os.RemoveAll(scratch)
	file := excelize.NewFile(excelize.Options{TmpDir: scratch})
	defer file.Close()

	if err := describe(file, b); err != nil {
		return err
	}
	book := &book{file: file, Workbook: b, styles: map[look]int{}, overlays: map[reports.Role]int{}, tails: map[string]string{}}
	for i, s := range b.Sheets {
		if err := book.add(i, s); err != nil {
			return fmt.Errorf("sheet %q: %w", s.Name, err)
		}
	}
	for _, name := range b.Names {
		if err := file.SetDefinedName(&excelize.DefinedName{Name: name.Name, RefersTo: name.Cell.Absolute()}); err != nil {
			return fmt.Errorf("name %q: %w", name.Name, err)
		}
	}
	seal, err := sealOf(b).Encode()
	if err != nil {
		return err
	}
	mends := map[string]func([]byte) ([]byte, error){"xl/styles.xml": book.nameStyles, workbookLinks: linkSeal}
	file.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		return &archive{out: w, mends: mends, chart: book.mendChart, tails: book.tails, seal: seal}
	})
	return file.Write(io.Discard) // the archive writes to w itself, without a copy of the whole file in memory
}

// book is the file in the making.
type book struct {
	*reports.Workbook
	file     *excelize.File
	styles   map[look]int         // excelize compares a new style with all others, so each is asked for once
	overlays map[reports.Role]int // of conditional looks
	tails    map[string]string    // of the sheets' parts, for the archive
}

// describe sets the document's properties and has Excel calculate when it opens the file.
func describe(file *excelize.File, b *reports.Workbook) error {
	created := b.Created.Time().Format(time.RFC3339)
	err := file.SetDocProps(&excelize.DocProperties{
		Title: b.Title, Subject: b.Subject, Description: b.Description,
		Creator: author, LastModifiedBy: author, Created: created, Modified: created,
	})
	if err != nil {
		return err
	}
	if err := file.SetAppProps(&excelize.AppProperties{Application: author, Company: b.Company}); err != nil {
		return err
	}
	calculate := true
	return file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &calculate})
}
