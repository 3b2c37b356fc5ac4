package ingest

import (
	"regexp"
	"strings"

	"kpibook/pipeline/delimited"
)

// What starts the lines that programs and people put below or between the rows of a table: footers as a line of its own, remarks also
// where delimiters in their text cut them into fields.
var (
	footers = [...]string{"confidential", "copyright", "(c)", "©", "generated", "report generated", "exported", "printed", "end of report", "end of file", "end of data", "end of export",
		"disclaimer", "created by", "report created", "prepared by", "run by", "run date", "as of", "stand", "ende des berichts", "ende der liste", "fin du rapport", "erstellt am", "erstellt von", "gedruckt am"}
	remarkWords = regexp.MustCompile(`(?i)^(?:notes?|remarks?|comments?|source|disclaimer|warning|hinweis|anmerkung|bemerkung|quelle|remarque|nota)\s*:|^(?:exported|generated|created|printed|prepared|produced|downloaded|report run) (?:by|on|at|from|with)\b|^\*+ `)
	pageLine    = regexp.MustCompile(`(?i)^(?:- *)?(?:page|seite|p\.|pagina|página|blatt|sida|side)\s*:?\s*[0-9]+(?:\s*(?:of|von|de|di|van|av|af|/)\s*[0-9]+)?(?: *-)?$`)
	endLine     = regexp.MustCompile(`(?i)^[*=#<>~\s-]*(?:end|ende|fin)(?: (?:of|der|des|du|de) [a-z ]+)?[*=#<>~\s-]*$`)
)

// aside is the rule by which a row is none of the table, as far as it can be told without knowing what the columns mean: a line drawn of
// dashes, a footer, the number of a page. It is empty for a row.
func (t *Table) aside(fields []string) string {
	if _, query := t.rows.(*queryRows); query || len(t.Header) < 2 || t.current.Blank {
		return ""
	}
	first, filled := "", 0
	for _, field := range fields {
		if text := trimSpace(field); text != "" {
			if filled++; filled > 1 {
				break
			}
			first = text
		}
	}
	switch {
	case filled == 1 && strings.Trim(first, "\x1a") == "": // the end of a file, as old systems mark it
		return "footer"
	case isDrawn(first) && drawn(fields):
		return "drawn line"
	case filled == 1 && (startsWith(first, footers[:], false) || pageLine.MatchString(first) || endLine.MatchString(first)):
		return "footer"
	case (filled == 1 || len(fields) < len(t.Header) && !hasFigures(fields[1:])) && remarkWords.MatchString(first):
		return "footer"
	}
	return ""
}

// isDrawn tells a text of dashes and the like.
func isDrawn(text string) bool {
	const signs = "-=_*~+#|. "
	return text != "" && strings.IndexByte(signs, text[0]) >= 0 && strings.Trim(text, signs) == ""
}

// drawn tells whether all fields of a row are drawn, and one of them is longer than what stands for no value.
func drawn(fields []string) bool {
	long := false
	for _, field := range fields {
		if text := trimSpace(field); text != "" {
			if !isDrawn(text) {
				return false
			}
			long = long || len(text) > 2
		}
	}
	return long
}

// isTitle tells a line of text in a table of that width: a single cell, or up to three where delimiters in the text cut it.
func isTitle(fields []string, width int) bool {
	filled := filledOf(fields)
	switch {
	case width < 2 || len(filled) == 0 || delimited.KindOf(filled[0]) > delimited.Code:
		return false
	case len(filled) == 1:
		return true
	}
	return len(filled) <= 3 && len(fields) < width && !hasFigures(fields)
}

func hasFigures(fields []string) bool {
	for _, field := range fields {
		if kind := delimited.KindOf(field); kind == delimited.Number || kind == delimited.Moment {
			return true
		}
	}
	return false
}
