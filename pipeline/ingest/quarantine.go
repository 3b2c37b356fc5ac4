package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// WriteQuarantine writes every rejected row as CSV: file, sheet, line, column, value, reason, fix, then the row as it was
// read, below the headers of its file; files with other headers get further columns. Mended rows can be fed in as they
// are: the reader sets the seven columns aside. Text that a spreadsheet would run as a formula gets an apostrophe.
func WriteQuarantine(w io.Writer, records *Records) error {
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
		header = append(slices.Clip(header), fmt.Sprintf("more fields %d", i+1))
	}
	out := csv.NewWriter(w)
	if err := out.Write(neutral(header)); err != nil {
		return err
	}
	for i := range records.Files {
		f := &records.Files[i]
		for _, reject := range f.Rejects {
			row := make([]string, len(header))
			copy(row, []string{f.Path, f.Sheet, strconv.Itoa(int(reject.Line)), reject.Column, reject.Value, reject.Reason, reject.Fix})
			for k, field := range reject.Row {
				if k < len(f.Header) {
					row[len(quarantineHeader)+slices.Index(header[len(quarantineHeader):], f.Header[k])] = field
				} else {
					row[width+k-len(f.Header)] = field
				}
			}
			if err := out.Write(neutral(row)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// neutral keeps a spreadsheet from running text as a formula: an apostrophe goes before the characters that start one.
// Numbers stay as they are.
func neutral(row []string) []string {
	out := slices.Clone(row)
	for i, text := range out {
		if isFormula(text) {
			out[i] = "'" + text
		}
	}
	return out
}

func isFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first) || text == "" {
		return false
	}
	figure, ok := takeApart(text)
	_, problem := figure.number(mark('.'), maxRatePlaces)
	_, other := figure.number(mark(','), maxRatePlaces)
	return !ok || problem != "" && other != ""
}

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
