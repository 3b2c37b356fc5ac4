package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// Reading is how an earlier run read a file: what the next export of the same kind is compared with.
type Reading struct {
	Run     int64               `json:"-"` // that published it
	On      string              `json:"-"` // the day of that run, such as 2026-10-03
	Path    string              `json:"-"`
	SHA256  string              `json:"-"`
	Sheet   string              `json:"sheet,omitempty"`
	Header  []string            `json:"header"`
	Rows    int                 `json:"rows"`
	Columns map[string]string   `json:"columns,omitempty"` // column of the dataset, or further column: the header it was read from
	Words   map[string][]string `json:"words,omitempty"`   // column of words such as a status: all that it had, sorted
	Means   map[string]string   `json:"means,omitempty"`   // column and currency: the mean amount
}

// Memory gives the readings of a dataset's files by the newest published run in which no file of it had the given content; none when there
// is no such run. So the same files are compared with the same run however often they are read. With an empty content it is the newest
// run.
type Memory func(dataset, sha256 string) ([]Reading, error)

// Reading is how the file was read. A column that comes from no header of its own is not in it.
func (f *File) Reading() Reading {
	r := Reading{Sheet: f.Sheet, Header: f.Header, Rows: f.Read, Columns: map[string]string{}, Words: f.Words, Means: f.means()}
	for _, m := range f.Mapped {
		if m.Header != "" && m.By != "constant" && m.By != "join" && !isWide(m.By) {
			r.Columns[m.Column] = m.Header
		}
	}
	return r
}

// closest is the reading to compare a table with: that of the same file and sheet, else the one with the most headers in common, which
// has to be most of them: an export of another vendor is no changed one.
func closest(readings []Reading, path, sheet string, header []string) *Reading {
	if i := slices.IndexFunc(readings, func(r Reading) bool { return r.Path == path && r.Sheet == sheet }); i >= 0 {
		return &readings[i]
	}
	var best *Reading
	most := 0
	for i := range readings {
		common := len(readings[i].Header) - len(missingIn(header, readings[i].Header))
		if common >= most && 2*common > len(readings[i].Header) { // of equals the last: files are named by the month
			best, most = &readings[i], common
		}
	}
	return best
}

func (r *Reading) run() string { return fmt.Sprintf("run %d of %s", r.Run, r.On) }

// remember gives the reading to compare a file with; nil when there is none. Without a content the newest run counts.
func (r *reader) remember(in *input, t *Table, sha256 string) (*Reading, error) {
	if r.memory == nil {
		return nil, nil
	}
	readings, err := r.memory(in.dataset.Name, sha256)
	return closest(readings, r.records.Files[in.file].Path, t.Sheet, t.Header), err
}

// sameHeader tells whether two headers are spellings of one name, with the same unit.
func sameHeader(a, b string) bool {
	_, unitA := unit(a)
	_, unitB := unit(b)
	return vendorKey(a) == vendorKey(b) && strings.EqualFold(unitA, unitB)
}

// drift compares how a file was read with how an earlier run read it. What the job file says of a column is no drift. An amount and a
// required column that would come from another header are faults, since nobody has said that it is the same, and so is a currency that is
// gone; anything else is a finding.
func (v *view) drift(before *Reading) error {
	now := v.file.Reading()
	by := map[string]string{}
	for _, m := range v.layout.mapped {
		by[m.Column] = m.By
	}
	fresh := missingIn(before.Header, now.Header)
	gone := missingIn(now.Header, before.Header)
	for _, column := range slices.Sorted(maps.Keys(before.Columns)) {
		was, is := before.Columns[column], now.Columns[column]
		switch {
		case is == "" && by[column] == "" && slices.ContainsFunc(gone, func(name string) bool { return sameHeader(name, was) }):
			if err := v.vanished(before, column, was, fresh); err != nil {
				return err
			}
		case is != "" && by[column] != "job file" && !sameHeader(was, is):
			if err := v.renamed(before, column, was, is); err != nil {
				return err
			}
		}
	}
	for _, column := range slices.Sorted(maps.Keys(now.Columns)) {
		if is := now.Columns[column]; before.Columns[column] == "" && by[column] != "job file" && slices.Contains(fresh, is) && by[column] != "further column" {
			v.find(Finding{Place: Place{v.index, int32(v.table.HeaderLine)}, Kind: "header_changed", Count: 1,
				Text: fmt.Sprintf("the header %q is new since %s, and is read as %s", is, before.run(), column),
				Fix:  fmt.Sprintf("if it is something else, map another header to %s: columns: {%s: HEADER}", column, column)})
		}
	}
	v.monthsGone(before, gone)
	v.sayHeaders(before, fresh, gone)
	v.newWords(before)
	v.rescaled(before)
	if before.Path == v.file.Path && 2*v.file.Read < before.Rows {
		v.find(Finding{Place: Place{v.index, 0}, Kind: "truncated_export", Count: before.Rows - v.file.Read,
			Text: fmt.Sprintf("it has %s, and %s read %d from it", plural(v.file.Read, "row"), before.run(), before.Rows), Fix: "check that the export is complete"})
	}
	return nil
}

// missingIn are the names of a header that another one does not have, in any spelling.
func missingIn(other, header []string) (missing []string) {
	for _, name := range header {
		if name != "" && !slices.ContainsFunc(other, func(there string) bool { return sameHeader(there, name) }) {
			missing = append(missing, name)
		}
	}
	return missing
}

// vanished reports a column that the file no longer has.
func (v *view) vanished(before *Reading, column, was string, fresh []string) error {
	what := fmt.Sprintf("the header %q is gone, which %s read as %s", was, before.run(), column)
	if at, ok := v.layout.index[column]; ok && v.layout.dataset.Columns[at].Type == CurrencyType && v.layout.dataset.Money {
		return &Fault{File: v.table.Path, Sheet: v.table.Sheet, Line: v.table.HeaderLine, Excerpt: v.table.Excerpt(v.table.HeaderLine, -1), Message: what + "; without it nothing says in which currency each amount is",
			Fix: fmt.Sprintf("export it again with that column%s; if all amounts are in one currency, say which: constant: {%s: EUR}", instead(column, was, fresh), column)}
	}
	v.find(Finding{Place: Place{v.index, int32(v.table.HeaderLine)}, Kind: "header_changed", Count: 1,
		Text: what + "; figures that need it are n/a or count as where it is empty", Fix: "export it again with that column" + instead(column, was, fresh)})
	return nil
}

// instead suggests the new header that may be what has vanished.
func instead(column, was string, fresh []string) string {
	switch near := job.Nearest(was, fresh); {
	case near != "":
		return fmt.Sprintf("; if it is now called %q, map it: columns: {%s: %q}", near, column, was+"|"+near)
	case len(fresh) > 0:
		return fmt.Sprintf("; new in the file: %s: if it is one of these, map it: columns: {%s: HEADER}", quoted(fresh), column)
	}
	return ""
}

// renamed reports a column that comes from another header than before.
func (v *view) renamed(before *Reading, column, was, is string) error {
	what := fmt.Sprintf("%s was read from %q by %s, and would now be read from %q", column, was, before.run(), is)
	_, unitWas := unit(was)
	_, unitIs := unit(is)
	if !strings.EqualFold(unitWas, unitIs) {
		what += fmt.Sprintf("; the unit has changed from %s to %s", named(unitWas), named(unitIs))
	}
	fix := fmt.Sprintf("if it is the same, say so: columns: {%s: %q} takes whichever of the two a file has", column, was+"|"+is)
	at, ok := v.layout.index[column]
	if ok && (v.layout.dataset.Columns[at].Type == Money || slices.Contains(v.layout.required, at)) {
		field := v.layout.origins[at].field
		fault := &Fault{File: v.table.Path, Sheet: v.table.Sheet, Line: v.table.HeaderLine, Message: what, Excerpt: v.table.Excerpt(v.table.HeaderLine, field), Fix: fix}
		_, fault.Column = v.table.rows.header(field)
		return fault
	}
	v.find(Finding{Place: Place{v.index, int32(v.table.HeaderLine)}, Kind: "header_changed", Count: 1, Text: strings.Replace(what, "would now be", "is now", 1), Fix: fix})
	return nil
}

func named(unit string) string {
	if unit == "" {
		return "none"
	}
	return unit
}

// sayHeaders names the headers that came and went and that no column took.
func (v *view) sayHeaders(before *Reading, fresh, gone []string) {
	used := func(columns map[string]string) func(string) bool {
		return func(name string) bool {
			for _, header := range columns {
				if header == name {
					return true
				}
			}
			return false
		}
	}
	fresh, gone = slices.DeleteFunc(fresh, v.layout.ofMonth), slices.DeleteFunc(gone, v.layout.ofMonth)
	if unread := slices.DeleteFunc(fresh, used(v.file.Reading().Columns)); len(unread) > 0 {
		v.file.How = append(v.file.How, fmt.Sprintf("new headers since %s, of which nothing is read: %s", before.run(), quoted(unread)))
	}
	if unread := slices.DeleteFunc(gone, used(before.Columns)); len(unread) > 0 {
		v.file.How = append(v.file.How, fmt.Sprintf("headers that %s had and that were not read are gone: %s", before.run(), quoted(unread)))
	}
}

// had says which header an earlier run read a column from; empty when it read none.
func (r *Reading) had(column string) string {
	if r == nil || r.Columns[column] == "" {
		return ""
	}
	return fmt.Sprintf(", which %s read from %q", r.run(), r.Columns[column])
}

// fresh is the header that a column was read from, and the headers of a file that were not there then.
func (r *Reading) fresh(column string, header []string) (was string, fresh []string) {
	if r == nil || r.Columns[column] == "" {
		return "", nil
	}
	return r.Columns[column], missingIn(r.Header, header)
}
