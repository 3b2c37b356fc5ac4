package ingest

import (
	"fmt"
	"hash/maphash"
	"slices"
)

// maxRejects is how many rejected rows of one file are kept; more than that is the wrong file.
const maxRejects = 100_000

// view shows the rows of a table under the dataset's own columns, and keeps the account of every row.
type view struct {
	r         *reader
	table     *Table
	layout    *layout
	formats   []format
	file      *File
	index     int32 // of the file
	totals    *totals
	beside    []candidate         // rows below the table that may say what it adds up to
	keys      []int               // columns that together are the id of a row
	status    int                 // column by which a row is skipped as void; -1: none
	standings map[string]standing // of subscriptions, by status
	hash      maphash.Hash
	days      []cachedDay
	last      []string         // the row above, as it stands in the file
	agreed    int              // totals of the file that are the sums of its rows
	named     tally            // rows of data whose names are like labels of sums
	above     map[int]above    // by column that is filled down: the last value
	filled    int              // fields that were
	scratch   []string         // a row of a quarantine file, mended
	ending    map[string]*ends // by column
	left      []leftLines      // of the rows that are skipped
	besides   besides
	markers   []marker
	codes     []codeField
	words     wordsOf
	totalled  int // line of the total of all rows of a table with a column per month; 0: there was none
	dated     int // column with the day by which files are compared; -1: they are not
}

// line is one row on its way.
type line struct {
	number   int
	raw      []string
	fields   []string // by column of the dataset
	amounts  []amount // by layout.money
	currency string   // of the amounts; empty when it cannot be read
	identity [2]uint64
	joined   joined   // of the last join
	missed   []missed // keys that joins did not find
	named    bool     // it has an id
	problem  *problem
	bad      *RowError
	blank    bool
	header   bool
	second   bool     // of a further table
	aside    string   // the rule by which its form shows it to be none of the table
	was      []string // the fields before the row was mended by hand; nil: it was not
	leftOut  bool     // by hand
	rule     string   // the rule by which its label does
	label    sumLabel
}

// read takes the next row from the table into a line, and collects its fields. It books nothing, so that rows can be read
// ahead of judge.
func (v *view) read(l *line) error {
	row, err := v.table.Next()
	bad, isBad := err.(*RowError)
	if err != nil && !isBad {
		return err
	}
	if v.layout.quarantine {
		v.scratch = v.scratch[:0]
		for _, field := range row.Fields {
			v.scratch = append(v.scratch, mended(field))
		}
		row.Fields = v.scratch
	}
	*l = line{number: row.Line, raw: row.Fields, fields: l.fields[:0], amounts: l.amounts[:0], missed: l.missed[:0], bad: bad,
		blank: row.Blank, header: row.Header, second: row.Second, aside: row.Aside,
		was: row.Was, leftOut: row.LeftOut || v.layout.leavesOut(row.Fields)}
	switch {
	case !isBad:
		v.fill(l)
	case bad.cell: // the other cells are as good as any
		for l.raw = slices.Clone(l.raw); len(l.raw) < len(v.table.Header); {
			l.raw = append(l.raw, "")
		}
		v.fill(l)
		l.raw = row.Fields
	default:
		l.fields = append(l.fields, make([]string, len(v.layout.origins))...)
	}
	if row.isData() && (!isBad || len(l.raw) <= len(v.table.Header)) {
		l.rule, l.label = summary(l.raw, v.last, v.layout)
	}
	if row.isData() && !isBad {
		v.last = append(v.last[:0], l.raw...)
	}
	v.fillDown(l)
	return nil
}

// judge books a row that has to be skipped or cannot be a record; it tells true for one that may be loaded. Only then are
// its amounts read.
func (v *view) judge(l *line) (bool, error) {
	v.file.Read++
	rule := v.skip(l)
	if rule == "" && (l.bad == nil || len(l.raw) <= len(v.table.Header)) {
		if rule = v.layout.leftOut(l.raw, v.file.Read); rule != "" && rule != labelsRule {
			v.price(l) // it has amounts, which are skipped with it
		}
	}
	if rule != "" {
		v.skipped(l, rule)
		return false, nil
	}
	if len(v.file.Rejects) >= maxRejects {
		v.file.Read--
		return false, &Fault{File: v.table.Path, Sheet: v.table.Sheet, Line: l.number, Message: fmt.Sprintf("%d rows are rejected; the rest of the file is not read", maxRejects),
			Fix: "see them in the quarantine file; the file may be of another dataset or written in another way"}
	}
	if l.bad != nil {
		for range v.layout.money {
			l.amounts = append(l.amounts, amount{problem: "the row cannot be split"})
		}
		if l.leftOut {
			v.skipped(l, leftOutByHand)
			return false, nil
		}
		v.reject(l, v.unreadable(l))
		return false, nil
	}
	v.price(l)
	v.credit(l)
	if rule := v.void(l); rule != "" {
		v.skipped(l, rule)
		return false, nil
	}
	switch {
	case l.leftOut:
		v.skipped(l, leftOutByHand)
	case l.problem == nil && v.known(l):
		v.skipped(l, "duplicate")
	case v.replaced(l):
		v.skipped(l, "replaced in a later file")
	default:
		for _, m := range l.missed {
			m.join.miss(v.place(l), m.key)
		}
		if l.problem == nil {
			return true, nil
		}
		v.reject(l, *l.problem)
	}
	return false, nil
}

// fill collects the fields of a row from the table, the constants and the joins.
func (v *view) fill(l *line) {
	columns := v.layout.dataset.Columns
	l.fields = slices.Grow(l.fields[:0], len(columns))
	for i := range columns {
		o, text := &v.layout.origins[i], ""
		switch {
		case o.by == "" || isWide(o.by):
		case o.by == "constant":
			text = o.constant
		case o.join != nil:
			key := trimSpace(l.raw[o.join.field])
			row, ok := o.join.rows[key]
			if !ok && key != "" && o.taken == 0 {
				l.missed = append(l.missed, missed{o.join, key})
			}
			switch {
			case ok && !row.torn:
				text, l.joined = row.values[o.taken], row
			case !ok && (!columns[i].Required || key == "" && v.layout.dataset.unassigned(columns[i].Name)):
			case l.problem != nil:
			case ok:
				l.problem = &problem{column: columns[i].Name, value: key, reason: fmt.Sprintf("%s %q stands for rows of %s that do not agree", o.join.spec.On, key, o.join.what()), fix: "give each of them its own id"}
			default:
				l.problem = &problem{column: columns[i].Name, value: key, reason: fmt.Sprintf("there is no %s %q in %s", o.join.spec.On, key, o.join.what()), fix: "add it there, or mend the id"}
			}
		default:
			if text = trimSpace(l.raw[o.field]); o.also > 0 {
				text = trimSpace(text + " " + trimSpace(l.raw[o.also-1]))
			}
		}
		value, mapped := o.values[text]
		switch {
		case mapped:
			text = value
		case v.table.Typed && (columns[i].Type.isNumber() || columns[i].Type.isTime()) && v.layout.ownField(i):
			text = v.table.written(l.number, o.field, text, columns[i].Type, v.formats[i].mark)
		}
		if columns[i].Type != Text && isMissing(text) {
			text = ""
		}
		if columns[i].Type == ID && isRounded(text) && l.problem == nil {
			l.problem = &problem{column: columns[i].Name, value: text, reason: fmt.Sprintf("%s %q is an id that a spreadsheet has rounded to a number: which one it was is lost", columns[i].Name, text),
				fix: "export the file again, and do not open it in a spreadsheet before, or format the column as text there"}
		}
		l.fields = append(l.fields, v.oneLine(columns[i].Name, text))
	}
}

// known tells whether the same row, with the same id, was loaded before; rows without an id never are.
func (v *view) known(l *line) bool {
	l.named = len(v.keys) > 0 && !slices.ContainsFunc(v.keys, func(column int) bool {
		return l.fields[column] == "" && v.layout.dataset.Columns[column].Type == ID
	})
	if !l.named {
		return false
	}
	v.hash.SetSeed(v.r.seed)
	for _, column := range v.keys {
		v.write(v.identifier(l, column))
	}
	l.identity[0] = v.hash.Sum64()
	for _, field := range l.raw {
		v.write(field)
	}
	l.identity[1] = v.hash.Sum64()
	_, ok := v.r.seen(v.layout.dataset.Name)[l.identity[1]]
	return ok
}

func (v *view) write(field string) {
	_, _ = v.hash.WriteString(field) // a hash never fails
	_ = v.hash.WriteByte(0)
}

// load books a row as loaded, and reports an id that was used before with another content.
func (v *view) load(l *line) {
	if l.named {
		seen := v.r.seen(v.layout.dataset.Name)
		before, used := seen[l.identity[0]]
		if used && !before.reported {
			v.r.reuse(v, l)
		}
		if used {
			v.r.idAgain(v, l, before)
		}
		seen[l.identity[0]], seen[l.identity[1]] = seenRow{v.index, used}, seenRow{v.index, true}
	}
	v.file.Loaded++
	v.noteWords(l)
	v.noteMarked(l)
	v.noteCodes(l)
	if v.dated >= 0 && !l.named {
		v.noteDay(l)
	}
	v.book(l, loaded)
}

func (v *view) skipped(l *line, rule string) {
	v.file.Skipped++
	v.file.SkippedBy[rule]++
	v.noteSkipped(rule, l.number)
	v.book(l, skipped)
}

func (v *view) book(l *line, to outcome) {
	if len(v.layout.leave.parts) > 0 {
		v.addParts(l)
	}
	for i, a := range l.amounts {
		v.totals.add(v.layout.dataset.Columns[v.layout.money[i]].Name, l.currency, a, to)
	}
}

func (v *view) place(l *line) Place { return Place{v.index, int32(l.number)} }

func (v *view) find(f Finding) { v.r.records.Findings = append(v.r.records.Findings, f) }
