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
	Correction               // without a column: its place, and its fingerprint
	Changes     []Correction // all that the row is to be read with from now on
	Taken       []Correction // those with which it is read already; the same as Changes where nothing is new
	Left        []Correction // what is not taken, as a spreadsheet seems to have changed it
	Problem     string       // why the row is not taken; empty: it is, or nothing was changed
	Reason, Fix string       // as the file of rejected rows has them
	Narrow      bool         // its fields do not fit the header, and nothing else is wrong with it as far as can be told
}

// LeavesOut tells whether the row is left out on purpose.
func (m *Mended) LeavesOut() bool { return len(m.Changes) > 0 && mend(m.Changes).leavesOut() }

// Changed tells whether anything is new.
func (m *Mended) Changed() bool {
	return m.Problem == "" && len(m.Changes) > 0 && !slices.EqualFunc(m.Changes, m.Taken, func(a, b Correction) bool {
		return a.Column == b.Column && a.Old == b.Old && a.New == b.New
	})
}

// fedBack is a row of a file of rejected rows.
type fedBack struct {
	Mended
	columns []string // those at fault
	word    string   // under mend
	values  []string // under the headers of the source
	numbers []bool   // cells that hold a number, with a decimal point
}

// Mend compares mended rows, in a file as WriteQuarantine writes it or a workbook with the same columns, with the rows of the sources that
// they were, and tells what was changed. The error is a *Fault for a file that is none of these, or the context's.
func Mend(ctx context.Context, f *job.File, path string) ([]Mended, error) {
	headers, rows, err := readFedBack(ctx, path)
	if err != nil {
		return nil, err
	}
	again := &reader{job: f, dir: f.Dir, records: &Records{Datasets: map[string]*Loaded{}}, broken: map[string]bool{}, placed: map[string]bool{}}
	if again.records.Fixes, err = LoadCorrections(f); err != nil {
		return nil, err
	}
	inputs := again.inputs()
	wanted := map[[2]string][]*fedBack{} // by file and sheet
	for i := range rows {
		at := [2]string{rows[i].File, rows[i].Sheet}
		wanted[at] = append(wanted[at], &rows[i])
	}
	for at, rows := range wanted {
		err := again.compare(ctx, inputs, at, headers, rows)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, row := range rows {
			if err != nil {
				row.Problem = err.Error()
			}
		}
	}
	all := make([]Mended, len(rows))
	for i, row := range rows {
		all[i] = row.Mended
	}
	return all, nil
}

// readFedBack reads a file of rejected rows: the headers of the sources in it, and its rows.
func readFedBack(ctx context.Context, path string) (headers []string, rows []fedBack, err error) {
	name := filepath.ToSlash(path)
	t, err := openTable(ctx, path, name, Options{HeaderRow: 1}, func(fields []string) int { return len(fields) })
	if err != nil {
		return nil, nil, err
	}
	defer t.Close()
	n := len(quarantineHeader)
	if len(t.Header) <= n || !slices.Equal(t.Header[:n], quarantineHeader[:]) {
		return nil, nil, &Fault{File: name, Line: 1, Excerpt: t.Excerpt(1, -1), Message: "it is no file of rejected rows: its first columns are not " + strings.Join(quarantineHeader[:], ", "),
			Fix: "mend the file that run writes beside the report, and keep its columns"}
	}
	for _, header := range t.Header[n:] {
		headers = append(headers, mended(header))
	}
	for {
		row, err := t.Next()
		if err == io.EOF {
			return headers, rows, nil
		} else if err != nil {
			return nil, nil, faultOf(err, name)
		}
		if !row.isData() {
			continue
		}
		b := fedBack{values: make([]string, len(headers)), numbers: make([]bool, len(headers))}
		fields := make([]string, n)
		for i, field := range row.Fields {
			text, number := t.typed(row.Line, i, mended(field))
			if i < n {
				fields[i] = text
				continue
			}
			b.values[i-n], b.numbers[i-n] = text, number
		}
		b.Correction, b.Reason, b.Fix = Correction{File: fields[0], Sheet: fields[1], Row: fields[7]}, fields[5], fields[6]
		b.columns, b.word = strings.Split(fields[3], ", "), strings.ToLower(trimSpace(fields[8]))
		if b.Line, err = strconv.Atoi(trimSpace(fields[2])); err != nil {
			return nil, nil, &Fault{File: name, Line: row.Line, Column: t.Column(2), Excerpt: t.Excerpt(row.Line, 2), Message: fmt.Sprintf("%q is no line number", fields[2]), Fix: "keep the first columns as they were written"}
		}
		rows = append(rows, b)
	}
}

// typed is the text of a cell as somebody who types it would write it: a date as its day. It tells of a number that has a decimal point, which
// the source may write as a comma.
func (t *Table) typed(line, field int, text string) (string, bool) {
	if !t.Workbook {
		return text, false
	}
	if day, ok := t.shownDay(text); ok && t.rows.kind(line, field) == serialDay {
		return day, false
	}
	return t.written(line, field, text, DiscountType, '.'), t.plainNumber(line, field) && strings.Contains(text, ".")
}

// compare reads the rows of a source file again, and tells what was changed in those that are fed back.
func (r *reader) compare(ctx context.Context, inputs []input, at [2]string, headers []string, rows []*fedBack) error {
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
		s, err := r.sourceOf(ctx, in, t, rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			s.compare(row, headers)
		}
		return nil
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
