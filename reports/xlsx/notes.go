package xlsx

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// The box of a note, in pixels.
const (
	noteWidth   = 320 // of a short note
	wideNote    = 420 // of a long one
	longNote    = 300 // characters
	notePadding = 16
	noteOffset  = 23 // where the box starts in its column
)

// annotate adds the notes.
func (p *page) annotate() error {
	for i, row := range p.Sheet.Rows {
		for j, c := range row.Cells {
			if c.Note == "" {
				continue
			}
			at, text := reports.Position{Row: i, Column: j}, cleaned(c.Note)
			wide, high := noteBox(text)
			_, width, height := p.box(at, noteOffset+wide, high)
			err := p.file.AddComment(p.Name, excelize.Comment{
				Author: author, Cell: at.Address(), Paragraph: paragraph(text), Width: width, Height: height,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// noteFace is the type of notes.
var noteFace = reports.Face{Points: 10}

// noteBox is the size in pixels that shows the whole note.
func noteBox(text string) (width, height int) {
	width = noteWidth
	if len(text) > longNote {
		width = wideNote
	}
	lines := noteFace.Lines(text, width-notePadding)
	return width, (lines*noteFace.LineHeight()*4+2)/3 + notePadding
}

// paragraph sets the first line of a note of several lines in bold: it is the name of what the note explains.
func paragraph(text string) []excelize.RichTextRun {
	font := func(bold bool) *excelize.Font {
		return &excelize.Font{Family: "Calibri", Size: size(noteFace.Points), Color: ink, Bold: bold}
	}
	name, rest, several := strings.Cut(text, "\n")
	if !several {
		return []excelize.RichTextRun{{Text: text, Font: font(false)}}
	}
	return []excelize.RichTextRun{{Text: name, Font: font(true)}, {Text: "\n" + rest, Font: font(false)}}
}
