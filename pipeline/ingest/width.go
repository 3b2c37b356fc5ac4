package ingest

import (
	"fmt"
	"regexp"
	"strings"

	"kpibook/pipeline/delimited"
)

// gaps are where columns stand apart by spaces.
var gaps = regexp.MustCompile(`\S {2,}\S`)

// wholeLine says what a first line is that is a single field, and what to do; message is empty where it may be a name.
func wholeLine(text string) (message, fix string) {
	if strings.HasPrefix(text, `{"`) || strings.HasPrefix(text, `[{`) {
		return "it is JSON, not a table", "export it again as CSV or .xlsx"
	}
	for _, comma := range delimiters {
		if strings.Count(text, string(comma)) >= 2 {
			return fmt.Sprintf("the whole first line is one field, with %ss in it: each row was saved as a single cell", delimited.Name(comma)), "export it again, or split the column in the spreadsheet program (text to columns) and save it"
		}
	}
	if len(gaps.FindAllString(text, -1)) >= 2 {
		return "its columns stand apart by spaces, at fixed places, and no delimiter tells where they end", "open it in a spreadsheet program as text of fixed width and save it as .xlsx, or export it as CSV"
	}
	return "", ""
}

// wholeRow says the same of a row that is a single field below a header of that many names.
func wholeRow(text string, names int, comma rune) (message, fix string) {
	for _, other := range delimited.Commas {
		switch n := strings.Count(text, string(other)); {
		case n != names-1 || n < 2:
		case other == comma:
			return fmt.Sprintf("is one field that holds %d: quotes stand around the whole row", names), "take the quotes around the rows away, or export the file again"
		default:
			return fmt.Sprintf("has a %s between its fields, where the header has a %s", delimited.Name(other), delimited.Name(comma)), "if these are two exports, one below the other, put them into files of their own; else export the file again"
		}
	}
	return "", ""
}

// wrongWidth is the error of a row with more or fewer fields than the header has names.
func (t *Table) wrongWidth(fields []string) *RowError {
	at := min(len(t.Header), len(fields))
	message := fmt.Sprintf("has %s where the header has %d", plural(len(fields), "field"), len(t.Header))
	fix := "look for a delimiter or a line end missing in this row"
	if text, ok := t.rows.(*textRows); ok && len(fields) < len(t.Header) && text.cutOff() {
		message, fix = message+" and no line end: the file looks cut off here", "wait until it is complete, or export it again"
	}
	if len(fields) < len(t.Header) && !hasFigures(fields) && !strings.HasSuffix(message, "here") {
		fix = "if it is a note or a title, take it out of the export; if it is a row, look for a delimiter or a line end missing in it"
	}
	if text, ok := t.rows.(*textRows); ok && len(fields) == 1 && len(t.Header) > 1 {
		if what, remedy := wholeRow(fields[0], len(t.Header), text.scanner.Grammar().Comma); what != "" {
			message, fix = what, remedy
		}
	}
	if len(fields) > len(t.Header) {
		fix = "put a field that holds the delimiter into quotes, or name every column in the header"
		if extra := len(fields) - len(t.Header); !t.Workbook && blank(fields[len(t.Header):]) {
			fix = "if every row ends in a delimiter, end the header in one too; else take out the delimiter that is too many"
			if extra > 1 {
				fix = fmt.Sprintf("if every row ends in %s, end the header in as many; else take out what is too many", plural(extra, "delimiter"))
			}
		}
	}
	return &RowError{Row: t.current, Column: t.rows.column(at), Message: message, Fix: fix, Excerpt: t.rows.excerpt(at), width: true}
}
