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

// Correction is a field of a row that somebody has mended: where a file of the same source has that row, it is read with New for Old.
// With an empty Column and LeaveOut as New, the row is left out.
type Correction struct {
	File, Sheet string // where the row stood, as the job file names them
	Line        int    // on which it stood
	Row         string // its fingerprint, by which it is found wherever it stands now
	Column      string // header of the file, or more fields N for fields beyond it
	Old, New    string
}

// LeaveOut is what is written under mend, and stands in a correction, for a row that is left out on purpose; AsShown is for a row that is
// right as the file of rejected rows shows it.
const (
	LeaveOut = "leave out"
	AsShown  = "as shown"
)

// correctionHeader starts a file of corrections. The one before it went by the line alone.
var (
	correctionHeader = []string{"file", "sheet", "line", "row", "column", "old", "new"}
	byLineHeader     = []string{"file", "sheet", "line", "column", "old", "new"}
)

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
	reader.FieldsPerRecord = -1
	const again = "take the file away, run again, and feed the rows that are rejected then, mended, to kpibook fix"
	for {
		fields, err := reader.Read()
		if err == io.EOF {
			return fixes, nil
		}
		line, _ := reader.FieldPos(0)
		number := 0
		switch {
		case err != nil:
		case line == 1 && slices.Equal(fields, byLineHeader):
			return Fixes{}, &Fault{File: fixes.Name, Line: line, Message: "its corrections go by the line alone, on which another row may stand by now", Fix: again}
		case line == 1 && !slices.Equal(fields, correctionHeader):
			err = fmt.Errorf("its first line is not %s", strings.Join(correctionHeader, ","))
		case len(fields) != len(correctionHeader):
			err = fmt.Errorf("%s, not %d", plural(len(fields), "field"), len(correctionHeader))
		case line > 1:
			number, err = strconv.Atoi(fields[2])
		}
		if err != nil {
			return Fixes{}, &Fault{File: fixes.Name, Line: line, Message: "the corrections cannot be read: " + err.Error(), Fix: again}
		}
		if line > 1 {
			fixes.Corrections = append(fixes.Corrections, Correction{fields[0], fields[1], number, fields[3], fields[4], fields[5], fields[6]})
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
		rows = append(rows, []string{c.File, c.Sheet, strconv.Itoa(c.Line), c.Row, c.Column, c.Old, c.New})
	}
	return out.WriteAll(rows)
}

// fingerprintOf tells a row by its texts. It starts with a letter, so that a spreadsheet takes it for no number.
func fingerprintOf(fields []string) string {
	sum := sha256.Sum256([]byte(strings.Join(fields, "\x1f")))
	return "r" + hex.EncodeToString(sum[:6])
}
