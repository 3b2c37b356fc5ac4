package ingest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// mendedSource is a source file of which rows are fed back.
type mendedSource struct {
	table  *Table
	layout *layout
	marks  []mark                // by column of the dataset; nil: not needed
	found  map[string][]foundRow // rows that are fed back, by their fingerprint
	asked  map[string]int        // how many of them are
}

// sourceOf finds the rows of a file that are fed back, and what its columns are.
func (r *reader) sourceOf(ctx context.Context, in *input, t *Table, rows []*fedBack) (*mendedSource, error) {
	s := &mendedSource{table: t, asked: map[string]int{}}
	profile, err := profileOf(in.source, in.dataset, t)
	if err != nil {
		return nil, err
	}
	s.layout = plan(in.source, in.dataset, t, r.job.Currency, profile, nil)
	if err := r.correct(ctx, in, t); err != nil {
		return nil, err
	}
	numbers := false
	for _, row := range rows {
		s.asked[row.Row]++
		numbers = numbers || slices.Contains(row.numbers, true)
	}
	if s.found, err = rowsOf(ctx, in, t, func(row string) bool { return s.asked[row] > 0 }); err != nil || !numbers {
		return s, err
	}
	formats, err := s.layout.survey(r.company, in.dataset.Name == "usage")
	for _, format := range formats {
		s.marks = append(s.marks, format.mark)
	}
	return s, err
}

// row is the row of the source that is fed back, on the line where it was rejected or wherever it stands now.
func (s *mendedSource) row(b *fedBack) (foundRow, bool) {
	found := s.found[b.Row]
	for _, row := range found {
		if row.Line == b.Line {
			return row, true
		}
	}
	if len(found) == 1 && s.asked[b.Row] == 1 {
		return found[0], true
	}
	return foundRow{}, false
}

// compare tells what was changed in a row. A row that the source no longer has is not taken.
func (s *mendedSource) compare(b *fedBack, headers []string) {
	row, ok := s.row(b)
	if !ok {
		b.Problem = "the row in the file is no longer what was rejected: run again, and mend what it rejects then"
		return
	}
	t := s.table
	b.Line, b.Taken = row.Line, t.corrected[row.Line]
	b.Narrow = len(row.fields) < len(t.Header) && !t.Workbook
	correct := func(column, old, new string) Correction {
		return Correction{b.File, b.Sheet, row.Line, b.Row, column, old, new}
	}
	switch b.word {
	case "", AsShown:
	case LeaveOut:
		b.Changes = []Correction{correct("", "", LeaveOut)}
		return
	default:
		b.Problem = fmt.Sprintf("mend is %q: it may be %q, %q or empty", b.word, AsShown, LeaveOut)
		return
	}
	faulty, edited := s.atFault(b), false
	for k, header := range headers {
		field, value := t.fieldOf(header), b.values[k]
		if field < 0 {
			if value != "" {
				b.Problem = fmt.Sprintf("%s has no column %q", b.File, header)
				return
			}
			continue
		}
		original, display := textAt(row.fields, field), textAt(row.shown, field)
		if b.numbers[k] {
			value = s.pointed(field, value)
		}
		was := original
		for _, c := range b.Taken {
			if c.Column == header && c.Column != "" {
				was = c.New
			}
		}
		switch {
		case alike(value, was) || alike(value, original) || alike(value, display): // a file from before an earlier mend takes nothing back
			value = was
		case !faulty[field] && (s.isID(field) && b.columns[0] != "" || rewritten(display, value) || rewritten(was, value)):
			b.Left = append(b.Left, correct(header, was, value))
			value = was
		default:
			edited = true
		}
		if value != original {
			b.Changes = append(b.Changes, correct(header, original, value))
		}
	}
	if !edited {
		b.Changes = b.Taken
	}
	if b.word == AsShown && len(b.Changes) == 0 {
		if !b.Narrow {
			b.Problem = fmt.Sprintf("%q is for a row that lacks fields at its end, and this one has another fault: %s", AsShown, b.Reason)
			return
		}
		b.Changes = []Correction{correct(t.Header[len(t.Header)-1], "", "")}
	}
}

func textAt(fields []string, i int) string {
	if i < len(fields) {
		return fields[i]
	}
	return ""
}

// pointed is a number with a decimal point as the column of the source writes it.
func (s *mendedSource) pointed(field int, text string) string {
	for i := range s.layout.origins {
		if s.layout.ownField(i) && s.layout.origins[i].field == field && i < len(s.marks) && s.marks[i] == ',' {
			return strings.Replace(text, ".", ",", 1)
		}
	}
	return text
}

// isID tells whether a field holds an id.
func (s *mendedSource) isID(field int) bool {
	for i, column := range s.layout.dataset.Columns {
		if column.Type == ID && s.layout.ownField(i) && s.layout.origins[i].field == field {
			return true
		}
	}
	return slices.ContainsFunc(s.layout.joins, func(j *join) bool { return j.field == field })
}

// atFault are the fields that the reason of a reject is about: those of its columns, and of others that it names.
func (s *mendedSource) atFault(b *fedBack) map[int]bool {
	at := map[int]bool{}
	words := strings.FieldsFunc(b.Reason, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
	for i, column := range s.layout.dataset.Columns {
		if named := slices.Contains(b.columns, column.Name); !named && (column.Type == ID || !slices.Contains(words, column.Name)) {
			continue
		}
		switch o := s.layout.origins[i]; {
		case o.join != nil:
			at[o.join.field] = true
		case s.layout.ownField(i):
			at[o.field] = true
			if o.also > 0 {
				at[o.also-1] = true
			}
		}
	}
	return at
}
