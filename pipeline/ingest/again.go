package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/period"
)

// seenRow is an id, or a row, that was loaded.
type seenRow struct {
	file     int32
	reported bool // as used again
}

// seen are the ids and rows of a dataset that were loaded.
func (r *reader) seen(dataset string) map[uint64]seenRow {
	if r.rows[dataset] == nil {
		r.rows[dataset] = map[uint64]seenRow{}
	}
	return r.rows[dataset]
}

// reuse counts an id that is used again with another content.
func (r *reader) reuse(v *view, l *line) {
	if r.reused[v.layout.dataset.Name] == nil {
		r.reused[v.layout.dataset.Name] = &tally{}
	}
	r.reused[v.layout.dataset.Name].note(v.place(l), v.idOf(l))
}

// identifier is a field of the id of a row: the month of whatever day the file names, and the currency of the amounts.
func (v *view) identifier(l *line, column int) string {
	switch of := v.layout.dataset.Columns[column]; {
	case of.Type == MonthType && v.layout.months != nil:
		return v.layout.months[0].String()
	case of.Type == MonthType:
		if month, problem := v.month(column, l.fields[column]); problem == "" {
			return month.String()
		}
	case of.Name == "currency":
		return l.currency
	}
	return l.fields[column]
}

// idOf is the id of a row for people: the fields of it with blanks between them.
func (v *view) idOf(l *line) string {
	id := make([]string, len(v.keys))
	for i, column := range v.keys {
		id[i] = v.identifier(l, column)
	}
	return strings.Clone(strings.Join(strings.Fields(strings.Join(id, " ")), " "))
}

// What the job file says of rows whose id stands in several files with different content.
const (
	keepLatest = "latest" // those of the last file count
	keepAll    = "all"    // all of them count
)

// latestFirst puts the files of a source of whose rows only the latest count into the order in which they are read: the last one first.
func latestFirst(inputs []input) {
	for from := 0; from < len(inputs); {
		to := from
		for to < len(inputs) && inputs[to].source == inputs[from].source {
			to++
		}
		if inputs[from].source.Keep == keepLatest {
			slices.Reverse(inputs[from:to])
		}
		from = to
	}
}

// replaced tells whether a later file of the source has rows with the id of a row, which then do not count.
func (v *view) replaced(l *line) bool {
	if v.layout.source.Keep != keepLatest || !l.named {
		return false
	}
	before, ok := v.r.seen(v.layout.dataset.Name)[l.identity[0]]
	return ok && v.r.sameSource(before.file, v.index)
}

// sameSource tells whether two different files are of one source.
func (r *reader) sameSource(a, b int32) bool { return a != b && r.sources[a] == r.sources[b] }

// twice are rows of a file whose ids an earlier file has with other content.
type twice struct{ file, before int32 }

// idAgain notes a row with an id that another file has with other content. Accounts and targets have one value whatever is in the files;
// subscriptions are looked at when all of them are known, since a line may change its price from one file to the next.
func (r *reader) idAgain(v *view, l *line, before seenRow) {
	switch name := v.layout.dataset.Name; {
	case name == "accounts" || name == "targets" || name == "fx_rates" || name == "subscriptions":
	case r.sameSource(before.file, v.index):
		r.noteTwice(twice{v.index, before.file}, v.place(l), v.idOf(l))
	}
}

func (r *reader) noteTwice(of twice, at Place, id string) {
	if r.twices[of] == nil {
		r.twices[of] = &tally{}
	}
	r.twices[of].note(at, id)
}

// checkTwice refuses to count a row twice that two files have with different content: an export that was made again later, most likely.
func (r *reader) checkTwice() {
	if r.reused["subscriptions"] != nil {
		r.subscriptionsTwice()
	}
	for _, of := range slices.SortedFunc(maps.Keys(r.twices), func(a, b twice) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.before, b.before)) }) {
		rows, f := r.twices[of], &r.records.Files[of.file]
		if r.sources[of.file].Keep == keepAll {
			continue // duplicate_id reports them
		}
		fix := "set keep: latest for this source, if its files are exports of the same that were made one after the other, so that the last one counts; keep: all if all of these rows are right"
		if !r.sameSource(of.file, of.before) {
			fix = "take the older of the two out; or set keep: all for this source if all of these rows are right"
		}
		r.faults = append(r.faults, &Fault{Check: true, File: f.Path, Sheet: f.Sheet, Line: int(rows.at.Line), Setting: "keep", Choices: []string{keepLatest, keepAll},
			Message: fmt.Sprintf("%s with an id that %s has with other content, such as %s, would count beside it", plural(rows.count, "row"), r.records.Files[of.before].Path, rows.sample[0]), Fix: fix})
	}
}

// maxSameID is how many lines with one id are compared with each other; more than that is no id.
const maxSameID = 1000

// subscriptionsTwice finds lines of one account with one id that are in service at the same time by two files.
func (r *reader) subscriptionsTwice() {
	end := func(s *Subscription) period.Date {
		if s.EndedOn == period.NoDate {
			return 1<<31 - 1
		}
		return s.EndedOn
	}
	byID := map[[2]string][]*Subscription{}
	for i := range r.records.Subscriptions {
		s := &r.records.Subscriptions[i]
		id := [2]string{s.ID, s.Account}
		for _, before := range byID[id] {
			if s.File != before.File && s.StartedOn < end(before) && before.StartedOn < end(s) {
				later, earlier := s, before
				if later.File < earlier.File {
					later, earlier = earlier, later
				}
				r.noteTwice(twice{later.File, earlier.File}, later.Place, later.ID)
				break
			}
		}
		if len(byID[id]) < maxSameID {
			byID[id] = append(byID[id], s)
		}
	}
}
