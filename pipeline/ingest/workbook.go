package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"path"
	"strings"
)

// parts is a workbook as a zip archive: where its sheets stand, seen without the workbook reader, so that what that one
// reads can be checked.
type parts struct {
	files    map[string]*zip.File // by lower-case name
	sheets   []sheet
	texts    *sharedTexts
	strings  string // the part with the shared texts; empty: none
	styles   string // the part with the styles; empty: none
	date1904 bool
}

// sheet is a worksheet.
type sheet struct {
	name, part string
	hidden     bool
}

// openParts opens a workbook and lists its sheets. What it expands to, as the archive says, must stay within limit; an
// archive that lies about it is refused while its parts are read.
func openParts(archived []byte, limit int64) (*parts, error) {
	archive, err := zip.NewReader(bytes.NewReader(archived), int64(len(archived)))
	if err != nil {
		return nil, &Fault{Message: "the workbook is damaged or cut off: " + err.Error(), Fix: "wait until it is complete, copy or save it again"}
	}
	book := &parts{files: map[string]*zip.File{}}
	var total uint64
	for _, file := range archive.File {
		name := strings.ToLower(strings.ReplaceAll(file.Name, `\`, "/"))
		if book.files[name] != nil {
			return nil, damaged(fmt.Errorf("it holds %q twice", file.Name))
		}
		book.files[name] = file
		total += min(file.UncompressedSize64, 1<<50)
	}
	if total > uint64(limit) {
		return nil, &Fault{Message: fmt.Sprintf("it expands to %s (limit %s)", size(int64(min(total, 1<<62))), size(limit)),
			Fix: "delete what the table does not need, split it, or export the sheet as CSV"}
	}
	main := book.related("", "/officeDocument")
	if len(main) != 1 || book.files[main[0].part] == nil {
		return nil, &Fault{Message: "it is a zip archive, but not an Excel workbook", Fix: "unpack it and name the files in it, or save the workbook as .xlsx"}
	}
	var content struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := book.decode(main[0].part, &content); err != nil {
		return nil, damaged(err)
	}
	book.date1904 = content.Properties.Date1904 == "1" || content.Properties.Date1904 == "true"
	for _, text := range book.related(main[0].part, "/sharedStrings") {
		book.strings = text.part
	}
	for _, styles := range book.related(main[0].part, "/styles") {
		book.styles = styles.part
	}
	worksheets := map[string]string{}
	for _, related := range book.related(main[0].part, "/worksheet") {
		worksheets[related.id] = related.part
	}
	for _, s := range content.Sheets {
		if part, ok := worksheets[s.ID]; ok { // else a chart or a dialog
			book.sheets = append(book.sheets, sheet{s.Name, part, s.State != "" && s.State != "visible"})
		}
	}
	return book, nil
}

// decode reads a whole part.
func (b *parts) decode(part string, into any) error {
	file := b.files[part]
	if file == nil {
		return fmt.Errorf("its part %q is missing", part)
	}
	r, err := file.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return xml.NewDecoder(r).Decode(into)
}

// related lists the parts that a part (empty: the archive) refers to under a type with the given end.
func (b *parts) related(part, kind string) (found []struct{ id, part string }) {
	folder, name := path.Split(part)
	var content struct {
		Relationships []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := b.decode(folder+"_rels/"+name+".rels", &content); err != nil {
		return nil
	}
	for _, related := range content.Relationships {
		if strings.HasSuffix(related.Type, kind) {
			target := strings.ReplaceAll(related.Target, `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(folder, target)
			}
			found = append(found, struct{ id, part string }{related.ID, strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))})
		}
	}
	return found
}

// candidates are the sheets to look at: the named one, hidden or not, else all visible ones.
func (b *parts) candidates(name string) ([]sheet, error) {
	var visible, folded []sheet
	for _, s := range b.sheets {
		switch {
		case name != "" && s.name == name:
			return []sheet{s}, nil
		case name != "" && strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name)):
			folded = append(folded, s)
		}
		if !s.hidden {
			visible = append(visible, s)
		}
	}
	switch {
	case len(folded) == 1:
		return folded, nil
	case name != "":
		return nil, &Fault{Message: fmt.Sprintf("there is no sheet %q; the sheets are %s", name, names(b.sheets)), Fix: "set sheet: to one of them"}
	case len(b.sheets) == 0:
		return nil, &Fault{Message: "it has no worksheet", Fix: "export it again"}
	case len(visible) == 0:
		return nil, &Fault{Message: "it has no visible worksheet; hidden: " + names(b.sheets), Fix: "set sheet: to the one to read, hidden or not"}
	}
	return visible, nil
}

// how says which sheet was taken and which were left.
func (b *parts) how(chosen sheet, candidates int, option string) []string {
	text := fmt.Sprintf("sheet %q, the only visible one", chosen.name)
	switch {
	case option != "" && chosen.hidden:
		text = fmt.Sprintf("sheet %q, which is hidden, as the job file says", chosen.name)
	case option != "":
		text = fmt.Sprintf("sheet %q, as the job file says", chosen.name)
	case candidates > 1:
		text = fmt.Sprintf("sheet %q, whose header fits best", chosen.name)
	}
	var visible, hidden []sheet
	for _, s := range b.sheets {
		switch {
		case s == chosen:
		case s.hidden:
			hidden = append(hidden, s)
		default:
			visible = append(visible, s)
		}
	}
	how := []string{text}
	if len(visible) > 0 {
		how = append(how, "other sheets not read: "+names(visible))
	}
	if len(hidden) > 0 {
		how = append(how, "hidden sheets not read: "+names(hidden))
	}
	return how
}

// names lists sheets, the first ten of them.
func names(sheets []sheet) string {
	var quoted []string
	for _, s := range sheets[:min(len(sheets), 10)] {
		quoted = append(quoted, fmt.Sprintf("%q", s.name))
	}
	if more := len(sheets) - len(quoted); more > 0 {
		quoted = append(quoted, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(quoted, ", ")
}
