package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kpibook/pipeline/job"
)

// Mended is what became of a row of a file of rejected rows that was fed back.
type Mended struct {
	Correction  // without a column: its place
	Changes     []Correction
	Problem     string // why it is not taken; empty: it is, or nothing was changed
	Reason, Fix string // as the file of rejected rows has them
}

// Mend compares mended rows, in a file as WriteQuarantine writes it or a workbook with the same columns, with the rows of the sources that
// they were, and tells what was changed. The error is a *Fault for a file that is none of these, or the context's.
func Mend(ctx context.Context, f *job.File, path string) ([]Mended, error) {
	name := filepath.ToSlash(path)
	t, err := openTable(ctx, path, name, Options{HeaderRow: 1}, func(fields []string) int { return len(fields) })
	if err != nil {
		return nil, err
	}
	defer t.Close()
	n := len(quarantineHeader)
	if len(t.Header) <= n || !slices.Equal(t.Header[:n], quarantineHeader[:]) {
		return nil, &Fault{File: name, Line: 1, Excerpt: t.Excerpt(1, -1), Message: "it is no file of rejected rows: its first columns are not " + strings.Join(quarantineHeader[:], ", "),
			Fix: "mend the file that run writes beside the report, and keep its columns"}
	}
	var rows []Mended
	wanted := map[[2]string]map[int]int{} // by file and sheet: line, and its place in rows
	fields := [][]string{}
	for {
		row, err := t.Next()
		if err == io.EOF {
			break
		} else if err != nil {
			return nil, faultOf(err, name)
		}
		if !row.isData() {
			continue
		}
		values := make([]string, len(row.Fields))
		for i, field := range row.Fields {
			values[i] = mended(field)
		}
		m := Mended{Correction: Correction{File: values[0], Sheet: values[1]}, Reason: values[5], Fix: values[6]}
		if m.Line, err = strconv.Atoi(trimSpace(values[2])); err != nil {
			return nil, &Fault{File: name, Line: row.Line, Column: t.Column(2), Excerpt: t.Excerpt(row.Line, 2), Message: fmt.Sprintf("%q is no line number", values[2]), Fix: "keep the first columns as they were written"}
		}
		at := [2]string{m.File, m.Sheet}
		if wanted[at] == nil {
			wanted[at] = map[int]int{}
		}
		wanted[at][m.Line] = len(rows)
		rows, fields = append(rows, m), append(fields, values)
	}
	headers := make([]string, len(t.Header)-n)
	for i := range headers {
		headers[i] = mended(t.Header[n+i])
	}
	again := &reader{job: f, dir: f.Dir, records: &Records{Datasets: map[string]*Loaded{}}, broken: map[string]bool{}}
	inputs := again.inputs()
	for at, lines := range wanted {
		err := again.compare(ctx, inputs, at, func(source *Table, row Row) {
			if k, ok := lines[row.Line]; ok {
				rows[k].Problem = ""
				rows[k].differ(source, row, headers, fields[k])
				delete(lines, row.Line)
			}
		})
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, k := range lines {
			rows[k].Problem = "there is no such row"
			if err != nil {
				rows[k].Problem = err.Error()
			}
		}
	}
	return rows, nil
}

// differ tells what was changed in a row. A row of the source that is no longer what was rejected is not taken.
func (m *Mended) differ(source *Table, row Row, headers, fields []string) {
	original := func(i int) string {
		if i < len(row.Fields) {
			return row.Fields[i]
		}
		return ""
	}
	if was := fields[len(quarantineHeader)-1]; was != fingerprintOf(row.Fields) {
		m.Problem = "the row in the file is no longer what was rejected: run again, and mend what it rejects then"
		return
	}
	for k, header := range headers {
		at, value := source.fieldOf(header), fields[len(quarantineHeader)+k]
		if at < 0 || value == original(at) {
			if at < 0 && value != "" {
				m.Problem = fmt.Sprintf("%s has no column %q", m.File, header)
				return
			}
			continue
		}
		m.Changes = append(m.Changes, Correction{m.File, m.Sheet, m.Line, header, original(at), value})
	}
}

// compare reads a source file again, and hands over every row, broken ones included.
func (r *reader) compare(ctx context.Context, inputs []input, at [2]string, row func(*Table, Row)) error {
	for i := range inputs {
		in := &inputs[i]
		if r.records.Files[in.file].Path != at[0] {
			continue
		}
		defer in.drop()
		t, err := r.again(ctx, in)
		if err != nil {
			return err
		}
		defer t.Close()
		if t.Sheet != at[1] {
			continue
		}
		for {
			next, err := t.Next()
			var bad *RowError
			switch {
			case err == io.EOF:
				return nil
			case errors.As(err, &bad):
				next = bad.Row
			case err != nil:
				return err
			}
			row(t, next)
		}
	}
	return errors.New("it is not among the files of the job")
}

// faultOf makes a broken row of a file of rejected rows a fault.
func faultOf(err error, name string) error {
	var bad *RowError
	if errors.As(err, &bad) {
		return &Fault{File: name, Line: bad.Line, Column: bad.Column, Message: bad.Message, Excerpt: bad.Excerpt, Fix: bad.Fix}
	}
	return err
}
