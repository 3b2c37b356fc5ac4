package ingest

import (
	"fmt"
	"strings"

	"kpibook/pipeline/job"
)

// headerRows is how many rows from the top are looked at for the header.
const headerRows = 20

// candidate is a row that may be the header.
type candidate struct {
	line   int // of the text, or row of the sheet
	offset int // byte at which the line starts; 0 in a sheet
	fields []string
}

// bestHeader is the candidate with the most known names, the first of equals; or the one on the wanted line, whatever it
// scores. The score is 0 when there is none.
func bestHeader(rows []candidate, wanted int, score func([]string) int) (best candidate, points int) {
	for _, row := range rows {
		if wanted != 0 && row.line != wanted || blank(row.fields) {
			continue
		}
		names := headerNames(row.fields)
		if found := score(names); found > points || best.fields == nil && wanted != 0 {
			best, points = candidate{row.line, row.offset, names}, found
		}
	}
	return best, points
}

// headerNames are the names of a header row: white space around them taken off, unnamed columns at the end left out.
func headerNames(fields []string) []string {
	names := trimmed(fields)
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

// noHeader is the fault of a file without a header row: what stands there, and what is needed.
func noHeader(rows []candidate, wanted int) *Fault {
	var first candidate
	for _, row := range rows {
		if !blank(row.fields) {
			first = row
			break
		}
	}
	switch {
	case first.fields == nil:
		return &Fault{Message: "it has no rows", Fix: "export it again, with its header row"}
	case wanted != 0:
		return &Fault{Line: wanted, Message: fmt.Sprintf("no header: row %d, which header_row names, is empty or does not exist", wanted),
			Fix: "set header_row to the row with the column names"}
	}
	text := strings.Join(first.fields, " | ")
	if len(first.fields) > 1 && hasFigures(first.fields) {
		return &Fault{Line: first.line, Excerpt: excerpt(first.line, text, 0, len(text)),
			Message: "it has no header: its first row is data, and nothing says which column is which",
			Fix:     "export it with its header row, or put a line with the names of the columns above this one"}
	}
	if len(filledOf(first.fields)) == 1 {
		if message, fix := wholeLine(trimSpace(first.fields[0])); message != "" {
			return &Fault{Line: first.line, Excerpt: excerpt(first.line, text, 0, len(text)), Message: message, Fix: fix}
		}
	}
	return &Fault{Line: first.line, Excerpt: excerpt(first.line, text, 0, len(text)),
		Message: fmt.Sprintf("no header found: none of the first %d rows names a column of this dataset; the first one is shown", headerRows),
		Fix:     "export the file with a header row, or map its headers under columns: and set header_row: for this source"}
}

// rowsAbove are the rows above a header.
func rowsAbove(rows []candidate, header int) (above []candidate) {
	for _, row := range rows {
		if row.line < header {
			above = append(above, row)
		}
	}
	return above
}

// skippedLines says which lines above the header were skipped.
func skippedLines(rows []candidate, header int) string {
	var texts []string
	for _, row := range rows {
		if row.line < header && !blank(row.fields) && len(texts) < 3 {
			texts = append(texts, fmt.Sprintf("%q", shorten(strings.TrimSpace(strings.Join(row.fields, " ")), 40)))
		}
	}
	text := plural(header-1, "line") + " above the header skipped"
	if len(texts) > 0 {
		text += ": " + strings.Join(texts, ", ")
	}
	return text
}

// plural counts things: 1 line, 2 lines.
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// shorten cuts a text to a number of characters.
func shorten(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// score counts the headers of a row that a dataset knows; those of other datasets count less, so that the header of a file
// of another dataset is found as well, and named in the fault.
func score(source *job.Source, dataset *Dataset) func([]string) int {
	known := dataset.byKey()
	others := map[string]bool{}
	for _, other := range Schema() {
		for name := range other.byKey() {
			others[name] = true
		}
	}
	mapped := map[string]bool{}
	for _, header := range source.Columns {
		for _, spelling := range spellings(header) {
			mapped[key(spelling)] = true
		}
	}
	for _, p := range Profiles() {
		for _, header := range p.known() {
			for _, spelling := range spellings(header) {
				mapped[key(spelling)] = mapped[key(spelling)] || p.Dataset == dataset.Name
			}
		}
	}
	return func(fields []string) int {
		points := 0
		for _, field := range fields {
			name := key(field)
			_, ok := known[name]
			switch {
			case name == "":
			case ok || mapped[name]:
				points += 10
			case others[name]:
				points++
			case dataset.Name == "fx_rates" && isCode(strings.TrimSpace(field)):
				points++
			}
		}
		if dataset.Name == "mrr" {
			points += len(monthFields(fields, nil, noSerial))
		}
		return points
	}
}
