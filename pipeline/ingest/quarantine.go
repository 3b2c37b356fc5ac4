package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// WriteQuarantine writes every rejected row as CSV, as QuarantineRows gives them.
func WriteQuarantine(w io.Writer, records *Records) error {
	return csv.NewWriter(w).WriteAll(QuarantineRows(records))
}

// QuarantineRows are the rejected rows below a header: file, sheet, line, column, value, reason, fix, a fingerprint of the row and an empty mend, then the
// row as it was read, below the headers of its file; files with other headers get further columns. Mended rows are fed back with
// Mend, or as they are: the reader sets the first columns aside. Text that a spreadsheet would run as a formula gets an apostrophe.
func QuarantineRows(records *Records) (rows [][]string) {
	header, wide := quarantineHeader[:], 0
	for i := range records.Files {
		f := &records.Files[i]
		for _, reject := range f.Rejects {
			wide = max(wide, len(reject.Row)-len(f.Header))
		}
		for _, name := range f.Header {
			if len(f.Rejects) > 0 && !slices.Contains(header[len(quarantineHeader):], name) {
				header = append(slices.Clip(header), name)
			}
		}
	}
	width := len(header)
	for i := range wide {
		header = append(slices.Clip(header), moreFields+strconv.Itoa(i+1))
	}
	rows = append(rows, neutral(header))
	for i := range records.Files {
		f := &records.Files[i]
		for _, reject := range f.Rejects {
			row := make([]string, len(header))
			copy(row, []string{f.Path, f.Sheet, strconv.Itoa(int(reject.Line)), strings.Join(append([]string{reject.Column}, reject.Also...), ", "), reject.Value, reject.Reason, reject.Fix, reject.Mark, ""})
			for k, field := range reject.Row {
				if k < len(f.Header) {
					row[len(quarantineHeader)+slices.Index(header[len(quarantineHeader):], f.Header[k])] = field
				} else {
					row[width+k-len(f.Header)] = field
				}
			}
			rows = append(rows, neutral(row))
		}
	}
	return rows
}

// leavesOut tells whether a row of a quarantine file is left out on purpose.
func (l *layout) leavesOut(fields []string) bool {
	n := len(quarantineHeader)
	return l.quarantine && len(fields) >= n && strings.EqualFold(trimSpace(fields[n-1]), LeaveOut)
}

// Neutral keeps a spreadsheet from running text as a formula: an apostrophe goes before the characters that start one. Numbers
// stay as they are.
func Neutral(text string) string {
	if isFormula(text) {
		return "'" + text
	}
	return text
}

// neutral is Neutral for every field of a row.
func neutral(row []string) []string {
	out := slices.Clone(row)
	for i, text := range out {
		out[i] = Neutral(text)
	}
	return out
}

// isFormula tells a text that a spreadsheet would run, apostrophes before it aside. White space before it does not stop every
// program; a number with its sign is none.
func isFormula(text string) bool {
	text = strings.TrimLeft(text, "'")
	start := strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' })
	if text == "" || signedNumber.MatchString(text) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(start)
	return strings.ContainsRune("\t\r\n\x00", rune(text[0])) || start != "" && strings.ContainsRune("=+-@＝＋－＠", first)
}

// signedNumber is a number with its sign and nothing that could be a reference or a call.
var signedNumber = regexp.MustCompile(`^[+-][ \x{a0}]?[€$£¥]?[0-9.,][0-9., '\x{a0}\x{202f}]*([eE][+-]?[0-9]+)?[ \x{a0}]?[%€$£¥]?$`)

// mended is a field of a quarantine file as it was before neutral.
func mended(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && isFormula(rest) {
		return rest
	}
	return text
}

// Template is a CSV file of a dataset to fill in: its columns and two rows of examples.
func Template(dataset string) ([]byte, error) {
	datasets := Schema()
	at := slices.IndexFunc(datasets, func(d Dataset) bool { return d.Name == dataset })
	if at < 0 {
		names := make([]string, len(datasets))
		for i, d := range datasets {
			names[i] = d.Name
		}
		return nil, fmt.Errorf("there is no dataset %q: %s", dataset, meantDataset(dataset, names))
	}
	rows := make([][]string, 3)
	for _, column := range datasets[at].Columns {
		rows[0], rows[1], rows[2] = append(rows[0], column.Name), append(rows[1], column.Example), append(rows[2], column.Another)
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
