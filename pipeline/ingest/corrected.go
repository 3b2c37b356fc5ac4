package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kpibook/pipeline/job"
)

// mend is all corrections of one row.
type mend []Correction

// mends are the corrections, row by row.
func (f *Fixes) mends() (all []mend) {
	at := map[Correction]int{} // by key
	for _, c := range f.Corrections {
		place := c.key()
		if i, ok := at[place]; ok {
			all[i] = append(all[i], c)
			continue
		}
		at[place], all = len(all), append(all, mend{c})
	}
	slices.SortStableFunc(all, func(a, b mend) int {
		return cmp.Or(cmp.Compare(a[0].File, b[0].File), cmp.Compare(a[0].Sheet, b[0].Sheet), cmp.Compare(a[0].Line, b[0].Line))
	})
	return all
}

// leavesOut tells whether the row is left out on purpose.
func (m mend) leavesOut() bool { return m[0].Column == "" && m[0].New == LeaveOut }

// say puts the corrections into words.
func (m mend) say() string {
	if m.leavesOut() {
		return "it is left out"
	}
	var changes []string
	for _, c := range m {
		if c.Old == c.New {
			changes = append(changes, AsShown)
			continue
		}
		changes = append(changes, fmt.Sprintf("%s %q is %q", c.Column, shorten(c.Old, 60), shorten(c.New, 60)))
	}
	return strings.Join(changes, ", ")
}

// correct has a table of an input read with the rows that were mended by hand. They are found by their texts, on whatever line they stand
// now, in the file in which they were mended and in others of the same source. A row that stands there more or fewer times than
// it was mended is none of them, as nothing tells which one is meant.
func (r *reader) correct(ctx context.Context, in *input, t *Table) error {
	wanted := map[string][]mend{} // by fingerprint
	for _, m := range r.mends(in) {
		row, own := m[0].Row, m[0].File == t.Path && m[0].Sheet == t.Sheet
		before := wanted[row]
		switch {
		case len(before) == 0:
		case !own && before[0][0].File == t.Path && before[0][0].Sheet == t.Sheet:
			continue // the file's own mend counts
		case before[0][0].File != m[0].File || before[0][0].Sheet != m[0].Sheet:
			before = nil // else that of the last file
		}
		wanted[row] = append(before, m)
	}
	if len(wanted) == 0 {
		return nil
	}
	found, err := rowsOf(ctx, in, t, func(row string) bool { return wanted[row] != nil })
	if err != nil {
		return err
	}
	t.corrected = map[int]mend{}
	for row, mends := range wanted {
		lines := found[row]
		if len(lines) == 0 {
			continue
		}
		r.placed[row] = true
		for i, m := range mends {
			if len(lines) == len(mends) {
				t.corrected[lines[i].Line] = m
			}
		}
		if len(lines) != len(mends) {
			t.unclear = append(t.unclear, Finding{Place: Place{int32(in.file), int32(lines[0].Line)}, Kind: "correction_stale", Count: len(lines),
				Text: fmt.Sprintf("the row %s was mended by hand %s, but stands here %s, on the lines %s, so which of them is meant is not known and the correction is left out",
					row, times(len(mends)), times(len(lines)), linesOf(lines)),
				Fix: "mend each of them in the file of rejected rows, or leave it out"})
		}
	}
	return nil
}

func linesOf(rows []foundRow) string {
	var lines []string
	for _, row := range rows {
		lines = append(lines, strconv.Itoa(row.Line))
	}
	return strings.Join(lines, ", ")
}

// key is what the corrections of a row have in common.
func (c Correction) key() Correction {
	return Correction{File: c.File, Sheet: c.Sheet, Line: c.Line, Row: c.Row}
}

// foundRow is a row of a file, on whatever line it stands now.
type foundRow struct {
	Line          int
	fields, shown []string // as read, and as the file of rejected rows shows them
}

// rowsOf reads the table of an input and gives the rows whose fingerprint is wanted, in the order in which they stand.
func rowsOf(ctx context.Context, in *input, like *Table, wanted func(row string) bool) (map[string][]foundRow, error) {
	t, err := in.open(ctx, like.Path)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	found := map[string][]foundRow{}
	for {
		row, err := t.Next()
		var bad *RowError
		switch {
		case err == io.EOF:
			return found, nil
		case errors.As(err, &bad):
			row = bad.Row
		case err != nil:
			return nil, err
		}
		if mark := fingerprintOf(row.Fields); !row.Second && !row.Blank && wanted(mark) {
			found[mark] = append(found[mark], foundRow{row.Line, slices.Clone(row.Fields), slices.Clone(t.shown(row.Line, row.Fields))})
		}
	}
}

// mends are those of the source of an input, the ones from files that have gone included.
func (r *reader) mends(in *input) (all []mend) {
	for _, m := range r.records.Fixes.mends() {
		if r.reads(in.source, m[0]) {
			all = append(all, m)
		}
	}
	return all
}

// reads tells whether the row of a correction is of a source: a file of it, or one that was, by its name.
func (r *reader) reads(s *job.Source, c Correction) bool {
	if s.Sheet != "" && s.Sheet != c.Sheet {
		return false
	}
	for i := range r.job.Sources {
		if &r.job.Sources[i] == s && s.Query != "" {
			return c.File == r.job.QueryName(i)
		}
	}
	for _, pattern := range s.Files {
		if pattern == job.Stdin {
			if c.File == StandardInput {
				return true
			}
			continue
		}
		if pattern = r.name(absolute(r.dir, pattern)); pattern == "." {
			return true
		}
		for name := c.File; name != "." && name != "/" && name != ".."; name = path.Dir(name) { // of what is in a folder or an archive, too
			if fits, _ := path.Match(pattern, name); fits || pattern == name {
				return true
			}
		}
	}
	return false
}

// mendedByHand reads a row with the corrections for it.
func (t *Table) mendedByHand(row Row, err error) (Row, error) {
	m := t.corrected[row.Line]
	row.Was = slices.Clone(row.Fields)
	if m.leavesOut() {
		row.LeftOut = true
		return row, err
	}
	fields, old := slices.Clone(row.Fields), asCSV(row.Fields)
	var bad *RowError
	errors.As(err, &bad)
	for _, c := range m {
		at := t.fieldOf(c.Column)
		for len(fields) <= max(at, len(t.Header)-1) {
			fields = append(fields, "")
		}
		if at < 0 || !alike(fields[at], c.Old) {
			t.unfit = append(t.unfit, row.Line)
			return row, err
		}
		fields[at] = c.New
	}
	if len(fields) > len(t.Header) && !blank(fields[len(t.Header):]) {
		row.Fields = fields
		if bad != nil {
			still := *bad
			still.Row = row
			return row, &still
		}
		return row, err
	}
	fields = fields[:len(t.Header)]
	t.edited(row.Line, old, "mended by hand: "+m.say(), fields, "")
	edit := &t.Edits[len(t.Edits)-1]
	edit.ByHand = true
	t.current = Row{Line: row.Line, Fields: fields, Blank: blank(fields), Edit: edit, Was: row.Was}
	if bad = t.without(bad, m); bad != nil {
		bad.Row = t.current
		return t.current, bad
	}
	return t.current, nil
}

// without are the cells without a value that corrections leave as they are: such a cell stays one until it is mended itself.
func (t *Table) without(bad *RowError, m mend) *RowError {
	if bad == nil || !bad.cell {
		return nil
	}
	rest := t.without(bad.also, m)
	if slices.ContainsFunc(m, func(c Correction) bool { return t.fieldOf(c.Column) == bad.Column-1 }) {
		return rest
	}
	still := *bad
	still.also = rest
	return &still
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

// reportUnfit reports the corrections of a table that are not made, because they are not of the row, or nothing tells of which.
func (v *view) reportUnfit() {
	for _, f := range v.table.unclear {
		v.find(f)
	}
	for _, line := range v.table.unfit {
		v.find(Finding{Place: Place{v.index, int32(line)}, Kind: "correction_stale", Count: 1,
			Text: "the row was mended by hand, but a correction of it names a column or a text that it does not have, so none of them is made",
			Fix:  v.r.takeOut()})
	}
}

// takeOut is the remedy for a correction that is not to be made.
func (r *reader) takeOut() string {
	return "take its lines out of " + filepath.Base(CorrectionsPath(r.job))
}

// reportStale reports the rows mended by hand that no file of their source has any more.
func (r *reader) reportStale() {
	for _, m := range r.records.Fixes.mends() {
		at := slices.IndexFunc(r.records.Files, func(f File) bool { return f.Path == m[0].File && (f.Sheet == m[0].Sheet || f.Sheet == "") })
		broken := slices.ContainsFunc(r.job.Sources, func(s job.Source) bool { return r.broken[s.Dataset] })
		if r.placed[m[0].Row] || broken {
			continue
		}
		where := fmt.Sprintf("on line %d", m[0].Line)
		if at < 0 {
			where += " of " + m[0].File
		}
		r.records.Findings = append(r.records.Findings, Finding{Place: Place{File: int32(at)}, Kind: "correction_stale", Count: 1,
			Text: fmt.Sprintf("the row %s, which stood %s, was mended by hand (%s), but no file of its source has it any more as it was then, so the correction is left out", m[0].Row, where, m.say()),
			Fix:  "see whether the row is right now, and " + r.takeOut()})
	}
}
