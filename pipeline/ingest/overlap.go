package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"kpibook/formulas/period"
)

// dayRows are the rows of a day in one file: how many, and the sum of their hashes, which does not depend on their order.
type dayRows struct {
	rows int
	sum  uint64
}

// planOverlap prepares to compare the days of a file with those of the other files of its dataset: the column with the day of each row; -1
// when there is none, or no other file. Rows with an id need no comparison: each id counts once.
func (v *view) planOverlap(several bool) {
	v.dated = -1
	for i, column := range v.layout.dataset.Columns {
		if several && column.Type == Day && column.Required && v.layout.ownField(i) && len(v.layout.wide) == 0 {
			v.dated = i
			break
		}
	}
}

// noteDay adds a loaded row without an id to those of its day.
func (v *view) noteDay(l *line) {
	day, problem := v.day(v.dated, l.fields[v.dated])
	if problem != "" || day == period.NoDate {
		return
	}
	v.hash.SetSeed(v.r.seed)
	for _, field := range l.raw {
		v.write(field)
	}
	if v.file.days == nil {
		v.file.days = map[period.Date]dayRows{}
	}
	rows := v.file.days[day]
	v.file.days[day] = dayRows{rows.rows + 1, rows.sum + v.hash.Sum64()}
}

// overlap is what two files have in common.
type overlap struct {
	days        []period.Date
	rows        int
	first, next int // in Records.Files
}

// overlaps finds days of which two files of a dataset have the very same rows: exports whose periods overlap, so that what happened then
// counts twice. Within a source that is refused; between sources, which may be split in another way, it is reported. A single row may be
// chance.
func (r *reader) overlaps(inputs []input) {
	type content struct {
		dataset string
		day     period.Date
		rows    dayRows
	}
	seen, found := map[content]int{}, map[[2]int]*overlap{}
	for _, in := range inputs {
		f := &r.records.Files[in.file]
		for _, day := range slices.Sorted(maps.Keys(f.days)) {
			rows := content{f.Dataset, day, f.days[day]}
			before, ok := seen[rows]
			if !ok {
				seen[rows] = in.file
				continue
			}
			pair := [2]int{before, in.file}
			if found[pair] == nil {
				found[pair] = &overlap{first: before, next: in.file}
			}
			found[pair].days, found[pair].rows = append(found[pair].days, day), found[pair].rows+rows.rows.rows
		}
	}
	sourceOf := map[int]*input{}
	for i := range inputs {
		sourceOf[inputs[i].file] = &inputs[i]
	}
	for _, o := range slices.SortedFunc(maps.Values(found), func(a, b *overlap) int { return cmp.Or(cmp.Compare(a.next, b.next), cmp.Compare(a.first, b.first)) }) {
		f, before := &r.records.Files[o.next], &r.records.Files[o.first]
		if o.rows < 2 || f.SHA256 == before.SHA256 && f.Sheet == before.Sheet { // the same content is refused already
			continue
		}
		when := o.days[0].String()
		if n := len(o.days); n > 1 {
			when = fmt.Sprintf("%d days from %s to %s", n, o.days[0], o.days[n-1])
		}
		what := fmt.Sprintf("it has the same %s as %s on %s", plural(o.rows, "row"), before.Path, when)
		fix := "export periods that do not overlap, or with an id for each row"
		if sourceOf[o.first].source == sourceOf[o.next].source {
			r.faults = append(r.faults, &Fault{Check: true, File: f.Path, Sheet: f.Sheet, Message: what + ", which would count twice",
				Fix: fix + "; if both are right, give one of the files to a source of its own"})
			continue
		}
		r.records.Findings = append(r.records.Findings, Finding{Place: Place{int32(o.next), 0}, Kind: "files_overlap", Count: o.rows, Text: what + ", and both count", Fix: fix})
	}
}
