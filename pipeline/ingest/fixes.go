package ingest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kpibook/pipeline/job"
)

// Correction is a field of a source file that somebody has mended: the row at that place is read with New where it has Old.
type Correction struct {
	File, Sheet string // as the job file names them
	Line        int
	Column      string // header of the file, or more fields N for fields beyond it
	Old, New    string
}

// correctionHeader starts a file of corrections.
var correctionHeader = []string{"file", "sheet", "line", "column", "old", "new"}

// CorrectionsPath is where the corrections of a job file stand: beside it, under its name. It is empty for a job without a file.
func CorrectionsPath(f *job.File) string {
	if f.Path == "" {
		return ""
	}
	return strings.TrimSuffix(f.Path, filepath.Ext(f.Path)) + "-fixes.csv"
}

// Fixes is the file with the corrections of a job file, and what it is called among its inputs.
type Fixes struct {
	Name        string // without its folder; empty where there is none
	SHA256      string
	Bytes       int64
	Corrections []Correction
}

// FixesFile stands in the place of a dataset for the file of corrections.
const FixesFile = "corrections"

// LoadCorrections reads the corrections of a job file; there need not be any. Its errors are *Fault.
func LoadCorrections(f *job.File) (Fixes, error) {
	path := CorrectionsPath(f)
	if path == "" {
		return Fixes{}, nil
	}
	fixes := Fixes{Name: filepath.Base(path)}
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Fixes{}, nil
	case err != nil:
		return Fixes{}, &Fault{File: fixes.Name, Message: "cannot be opened: " + cause(err), Fix: "check who may read it"}
	}
	sum := sha256.Sum256(content)
	fixes.SHA256, fixes.Bytes = hex.EncodeToString(sum[:]), int64(len(content))
	reader := csv.NewReader(bytes.NewReader(content))
	reader.FieldsPerRecord = len(correctionHeader)
	for {
		fields, err := reader.Read()
		if err == io.EOF {
			return fixes, nil
		}
		line, _ := reader.FieldPos(0)
		number := 0
		if err == nil && line > 1 {
			number, err = strconv.Atoi(fields[2])
		} else if err == nil && !slices.Equal(fields, correctionHeader) {
			err = fmt.Errorf("its first line is not %s", strings.Join(correctionHeader, ","))
		}
		if err != nil {
			return Fixes{}, &Fault{File: fixes.Name, Line: line, Message: "the corrections cannot be read: " + err.Error(), Fix: "take the file away, and feed the mended rows to kpibook fix again"}
		}
		if line > 1 {
			fixes.Corrections = append(fixes.Corrections, Correction{fields[0], fields[1], number, fields[3], fields[4], fields[5]})
		}
	}
}

// WriteCorrections writes corrections as LoadCorrections reads them, sorted by place.
func WriteCorrections(w io.Writer, corrections []Correction) error {
	slices.SortStableFunc(corrections, func(a, b Correction) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Line, b.Line))
	})
	out := csv.NewWriter(w)
	rows := [][]string{correctionHeader}
	for _, c := range corrections {
		rows = append(rows, []string{c.File, c.Sheet, strconv.Itoa(c.Line), c.Column, c.Old, c.New})
	}
	return out.WriteAll(rows)
}

// corrected are the corrections of one table, by the line of the row.
type corrected struct {
	byLine  map[int][]Correction
	applied map[int]bool
}

// correct has a table read with the corrections for it.
func (t *Table) correct(all []Correction) {
	t.corrected = corrected{map[int][]Correction{}, map[int]bool{}}
	for _, c := range all {
		if c.File == t.Path && c.Sheet == t.Sheet {
			t.corrected.byLine[c.Line] = append(t.corrected.byLine[c.Line], c)
		}
	}
}

// mendedByHand reads a row with the corrections for it. A row that is no longer as it was when it was mended stays as it is.
func (t *Table) mendedByHand(row Row, err error) (Row, error) {
	fields, old := slices.Clone(row.Fields), asCSV(row.Fields)
	var changes []string
	for _, c := range t.corrected.byLine[row.Line] {
		at := t.fieldOf(c.Column)
		for len(fields) <= max(at, len(t.Header)-1) {
			fields = append(fields, "")
		}
		if at < 0 || fields[at] != c.Old {
			return row, err
		}
		fields[at] = c.New
		changes = append(changes, fmt.Sprintf("%s %q is %q", c.Column, shorten(c.Old, 60), shorten(c.New, 60)))
	}
	if len(fields) > len(t.Header) && !blank(fields[len(t.Header):]) {
		return row, err
	}
	fields = fields[:len(t.Header)]
	t.corrected.applied[row.Line] = true
	t.edited(row.Line, old, "mended by hand: "+strings.Join(changes, ", "), fields, "")
	t.current = Row{Line: row.Line, Fields: fields, Blank: blank(fields), Edit: &t.Edits[len(t.Edits)-1]}
	return t.current, nil
}

// moreFields names the fields of a row beyond its header.
const moreFields = "more fields "

// fieldOf is the field of a row that a column of a correction names; -1 when there is none.
func (t *Table) fieldOf(column string) int {
	if at := slices.Index(t.Header, column); at >= 0 {
		return at
	}
	number, ok := strings.CutPrefix(column, moreFields)
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || n > maxRejects {
		return -1
	}
	return len(t.Header) + n - 1
}

// fingerprintOf tells whether a row is still the same. It starts with a letter, so that a spreadsheet takes it for no number.
func fingerprintOf(fields []string) string {
	sum := sha256.Sum256([]byte(strings.Join(fields, "\x1f")))
	return "r" + hex.EncodeToString(sum[:6])
}

// reportStale reports the corrections of a table that no row took.
func (v *view) reportStale() {
	for line := range v.table.corrected.byLine {
		if !v.table.corrected.applied[line] {
			v.find(Finding{Place: Place{v.index, int32(line)}, Kind: "correction_stale", Count: 1, Text: "the row was mended by hand, but it is no longer as it was then, so the correction is left out",
				Fix: "see whether the row is right now, and take its lines out of " + filepath.Base(CorrectionsPath(v.r.job))})
		}
	}
}
