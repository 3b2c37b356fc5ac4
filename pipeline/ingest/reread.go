package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// SourceRow is a row of a source file, read again.
type SourceRow struct {
	Place
	Text   string   // as it stands in the file; the cells of a sheet with " | " between them
	Fields []string // in the order of File.Header
}

// Unread is a file whose rows are not shown, because it is no longer what was read.
type Unread struct {
	File    int // in Records.Files
	Problem string
}

// Reread reads the rows at these places again from the files of the job. A file that has gone or changed since the records
// were read gives no rows and is one of the unread, in the order of Records.Files. Any other error is that of the context.
func Reread(ctx context.Context, f *job.File, records *Records, places []Place) (map[Place]SourceRow, []Unread, error) {
	wanted := make([]map[int32]bool, len(records.Files))
	for _, at := range places {
		if at.File < 0 || int(at.File) >= len(wanted) || at.Line <= 0 {
			continue
		}
		if wanted[at.File] == nil {
			wanted[at.File] = map[int32]bool{}
		}
		wanted[at.File][at.Line] = true
	}
	again := &reader{job: f, dir: f.Dir, calendar: f.Calendar(), records: &Records{Datasets: map[string]*Loaded{}}, broken: map[string]bool{}, placed: map[string]bool{}}
	var err error
	if again.records.Fixes, err = LoadCorrections(f); err != nil {
		return nil, nil, err
	}
	inputs := again.inputs()
	rows := map[Place]SourceRow{}
	var unread []Unread
	for file, lines := range wanted {
		if lines == nil {
			continue
		}
		found, err := again.reread(ctx, inputs, records.Files, file, lines)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			unread = append(unread, Unread{file, err.Error()})
			continue
		}
		for _, row := range found {
			rows[row.Place] = row
		}
	}
	return rows, unread, nil
}

// errChanged is a file with another content than before.
var errChanged = errors.New("it has changed since it was read")

// reread reads the rows of one file, all of it, so that its hash can be held against the one before.
func (r *reader) reread(ctx context.Context, inputs []input, files []File, file int, lines map[int32]bool) ([]SourceRow, error) {
	name := files[file].Path
	same := func(f File) bool { return f.Path == name && f.Dataset == files[file].Dataset }
	nth := 0 // a workbook may be read several times, sheet by sheet
	for _, before := range files[:file] {
		if same(before) {
			nth++
		}
	}
	at := slices.IndexFunc(inputs, func(in input) bool {
		if same(r.records.Files[in.file]) {
			nth--
		}
		return nth < 0
	})
	if at < 0 {
		return nil, errors.New("it has gone since it was read")
	}
	defer inputs[at].drop()
	t, err := r.again(ctx, &inputs[at])
	if err != nil {
		return nil, fmt.Errorf("it cannot be read any more: %w", err)
	}
	defer t.Close()
	if err := r.correct(ctx, &inputs[at], t); err != nil {
		return nil, fmt.Errorf("it cannot be read any more: %w", err)
	}
	var rows []SourceRow
	for {
		row, err := t.Next()
		var bad *RowError
		switch {
		case err == io.EOF && t.SHA256 == files[file].SHA256:
			return rows, nil
		case err == io.EOF:
			return nil, errChanged
		case errors.As(err, &bad):
			continue
		case err != nil:
			return nil, fmt.Errorf("it cannot be read any more: %w", err)
		}
		if lines[int32(row.Line)] {
			rows = append(rows, SourceRow{Place{int32(file), int32(row.Line)}, t.rows.text(), slices.Clone(row.Fields)})
		}
	}
}

// again opens the table of an input after the sources have been read; a query is run again.
func (r *reader) again(ctx context.Context, in *input) (*Table, error) {
	before := len(r.faults)
	if err := r.fetch(ctx, []*input{in}); err != nil {
		return nil, err
	}
	if len(r.faults) > before {
		return nil, r.faults[before]
	}
	return in.open(ctx, r.records.Files[in.file].Path)
}

// Changed tells how the files of the records and the job file differ from those that a published workbook lists on its cover, each
// with the start of its SHA-256: which changed, which are new and which are gone. The error says why the workbook cannot be used.
func Changed(ctx context.Context, workbook string, file *job.File, records *Records) (changes []string, err error) {
	name := filepath.ToSlash(workbook)
	t, err := openTable(ctx, workbook, name, Options{Sheet: "Cover", HeaderRow: 1}, func([]string) int { return 0 })
	if err != nil {
		return nil, err
	}
	defer t.Close()
	listed, settled := map[string]string{}, false // settled: the job file is among them
	for {
		row, err := t.Next()
		var wide *RowError // the cover's title, taken for a header, is narrower than its list
		if err == io.EOF {
			break
		} else if err != nil && !errors.As(err, &wide) {
			return nil, err
		}
		if last := len(row.Fields) - 1; last > 0 && fingerprint.MatchString(row.Fields[last]) {
			listed[row.Fields[0]] = row.Fields[last]
			settled = settled || row.Fields[1] == JobFile
		}
	}
	if len(listed) == 0 {
		return nil, &Fault{File: name, Message: "it lists no files on its cover", Fix: "name a workbook that kpibook run has published"}
	}
	gone := maps.Clone(listed)
	compare := func(name, sum string) {
		start, ok := listed[name]
		switch delete(gone, name); {
		case !ok:
			changes = append(changes, name+" is new")
		case !strings.HasPrefix(sum, start):
			changes = append(changes, name+" changed since")
		}
	}
	for _, f := range records.Files {
		compare(f.Path, f.SHA256)
	}
	if records.Fixes.Name != "" {
		compare(records.Fixes.Name, records.Fixes.SHA256)
	}
	if settled {
		compare(filepath.Base(file.Path), file.SHA256)
	}
	for _, name := range slices.Sorted(maps.Keys(gone)) {
		changes = append(changes, name+" is gone")
	}
	return changes, nil
}

// fingerprint is the start of a SHA-256 in hex.
// JobFile stands on a workbook's cover in the place of a dataset, beside the job file's name.
const JobFile = "job file"

var fingerprint = regexp.MustCompile(`^[0-9a-f]{12,64}$`)
