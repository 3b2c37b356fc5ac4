package ingest

import (
	"fmt"
	"hash/maphash"
	"io"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// maxRejects is how many rejected rows of one file are kept; more than that is the wrong file.
const maxRejects = 100_000

// view shows the rows of a table under the dataset's own columns, and keeps the account of every row.
type view struct {
	r       *reader
	table   *Table
	layout  *layout
	formats []format
	file    *File
	index   int32 // of the file
	totals  *totals
	keys    []int // columns that together are the id of a row
	hash    maphash.Hash
	days    []cachedDay
	scratch []string // a row of a quarantine file, mended
}

type cachedDay struct {
	text string
	day  period.Date
}

// line is one row on its way.
type line struct {
	number   int
	raw      []string
	fields   []string // by column of the dataset
	amounts  []amount // by layout.money
	currency string   // of the amounts; empty when it cannot be read
	identity [2]uint64
	joined   joined // of the last join
}

// next gives the next row that may be loaded. What has to be skipped or cannot be a record is booked on the way.
func (v *view) next(l *line) error {
	for {
		row, err := v.table.Next()
		bad, isBad := err.(*RowError)
		if err != nil && !isBad {
			return err
		}
		v.file.Read++
		if v.layout.quarantine {
			v.scratch = v.scratch[:0]
			for _, field := range row.Fields {
				v.scratch = append(v.scratch, mended(field))
			}
			row.Fields = v.scratch
		}
		*l = line{number: row.Line, raw: row.Fields, fields: l.fields, amounts: l.amounts[:0]}
		if rule := v.skip(row, isBad); rule != "" {
			v.skipped(l, rule)
			continue
		}
		if isBad {
			for range v.layout.money {
				l.amounts = append(l.amounts, amount{problem: "the row cannot be split"})
			}
			v.reject(l, "", "", bad.Message, bad.Fix)
			continue
		}
		problem := v.fill(l)
		v.price(l)
		switch {
		case problem != nil:
			v.reject(l, problem.column, problem.value, problem.reason, problem.fix)
		case len(v.file.Rejects) > maxRejects:
			return &Fault{File: v.table.Path, Sheet: v.table.Sheet, Line: l.number, Message: fmt.Sprintf("more than %d rows are rejected; the rest is not read", maxRejects),
				Fix: "see the first of them in the quarantine file; the file may be of another dataset or have another format"}
		case v.known(l):
			v.skipped(l, "duplicate")
		default:
			return nil
		}
	}
}

// skip names the rule by which a row is no data; empty for data.
func (v *view) skip(row Row, bad bool) string {
	switch {
	case row.Blank:
		return "blank"
	case row.Header:
		return "repeated header"
	case bad && len(row.Fields) > len(v.table.Header):
		return ""
	}
	rule, ok := summary(row.Fields, v.layout)
	if ok && rule == "totals row" {
		v.state(row.Line, row.Fields)
	}
	return rule
}

// problem is why a row cannot be loaded.
type problem struct{ column, value, reason, fix string }

// fill collects the fields of a row from the table, the constants and the joins.
func (v *view) fill(l *line) (first *problem) {
	columns := v.layout.dataset.Columns
	l.fields = slices.Grow(l.fields[:0], len(columns))
	for i := range columns {
		o, text := &v.layout.origins[i], ""
		switch {
		case o.by == "" || o.by == wideColumn:
		case o.by == "constant":
			text = o.constant
		case o.join != nil:
			key := trimSpace(l.raw[o.join.field])
			row, ok := o.join.rows[key]
			switch {
			case ok && !row.torn:
				text, l.joined = row.values[o.taken], row
			case !columns[i].Required && !ok:
			case first != nil:
			case ok:
				first = &problem{columns[i].Name, key, fmt.Sprintf("%s %q stands for rows of %s that do not agree", o.join.spec.On, key, o.join.what()), "give each of them its own id"}
			default:
				first = &problem{columns[i].Name, key, fmt.Sprintf("there is no %s %q in %s", o.join.spec.On, key, o.join.what()), "add it there, or mend the id"}
			}
		default:
			text = trimSpace(l.raw[o.field])
		}
		if o.values != nil {
			if value, ok := o.values[text]; ok {
				text = value
			}
		}
		if columns[i].Type != Text && isMissing(text) {
			text = ""
		}
		l.fields = append(l.fields, text)
	}
	return first
}

// price reads the money cells of a row.
func (v *view) price(l *line) {
	if len(v.layout.money) == 0 {
		return
	}
	l.currency = v.layout.currency
	own := false // the row says its currency
	if at, ok := v.layout.index["currency"]; ok && v.layout.origins[at].by != "" {
		l.currency, _ = parseCurrency(l.fields[at])
		own = true
	}
	for _, column := range v.layout.money {
		l.amounts = append(l.amounts, v.amount(l, column, own))
	}
}

func (v *view) amount(l *line, column int, own bool) amount {
	text := l.fields[column]
	if text == "" {
		return amount{}
	}
	figure, ok := v.figure(text)
	if !ok || figure.percent {
		return amount{problem: "not a number"}
	}
	value, problem := figure.number(v.formats[column].mark, maxPlaces)
	switch {
	case problem != "":
		return amount{problem: problem}
	case figure.currency != "" && !own:
		l.currency = figure.currency
	case figure.currency != "" && l.currency != "" && figure.currency != l.currency:
		return amount{problem: "it is in " + figure.currency + ", and the row in " + l.currency}
	}
	a := amount{value: value, plain: value, given: true}
	if v.layout.source.MinorUnit && l.currency != "" {
		a.value = value.Shift(-MinorDigits(l.currency))
	}
	return a
}

// figure takes a number apart. A workbook keeps numbers with up to 17 digits, of which the last two are noise.
func (v *view) figure(text string) (figure, bool) {
	f, ok := takeApart(text)
	if ok && v.table.Workbook && len(f.digits) > 16 && len(f.digits) <= maxNumberLength {
		if value, err := decimal.NewFromString(f.digits); err == nil && value.NumDigits() > 15 && value.Exponent() < 0 && value.Exponent() > -maxNumberLength {
			f.digits = value.Round(int32(15-value.NumDigits()) - value.Exponent()).String()
		}
	}
	return f, ok
}

// known tells whether the same row, with the same id, was loaded before; rows without an id never are.
func (v *view) known(l *line) bool {
	if len(v.keys) == 0 {
		return false
	}
	v.hash.SetSeed(v.r.seed)
	for _, column := range v.keys {
		v.write(l.fields[column])
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
	if len(v.keys) > 0 {
		seen := v.r.seen(v.layout.dataset.Name)
		reported, again := seen[l.identity[0]]
		if again && !reported {
			v.r.reuse(v, l)
		}
		seen[l.identity[0]], seen[l.identity[1]] = again, true
	}
	v.file.Loaded++
	v.book(l, loaded)
}

func (v *view) skipped(l *line, rule string) {
	v.file.Skipped++
	v.file.SkippedBy[rule]++
	v.book(l, skipped)
}

// reject books a row as rejected and keeps it for the quarantine file.
func (v *view) reject(l *line, column, value, reason, fix string) {
	v.file.Rejected++
	v.file.Rejects = append(v.file.Rejects, Reject{Place: v.place(l), Column: column, Value: shorten(value, 200), Reason: reason, Fix: fix, Row: slices.Clone(l.raw)})
	v.book(l, rejected)
}

func (v *view) book(l *line, to outcome) {
	for i, a := range l.amounts {
		v.totals.add(v.layout.dataset.Columns[v.layout.money[i]].Name, l.currency, a, to)
	}
}

func (v *view) place(l *line) Place { return Place{v.index, int32(l.number)} }

func (v *view) find(f Finding) { v.r.records.Findings = append(v.r.records.Findings, f) }

// day reads a day of a column; texts mostly repeat that of the row before.
func (v *view) day(column int, text string) (period.Date, string) {
	cached := &v.days[column]
	if text == cached.text && text != "" {
		return cached.day, ""
	}
	day, ok := v.table.SerialDate(text)
	if !ok {
		var problem string
		if day, problem = parseDay(text, v.formats[column].order, v.formats[column].clock); problem != "" {
			return period.NoDate, problem
		}
	}
	*cached = cachedDay{text, day}
	return day, ""
}

// chunkRows is how many rows are handed to gocsv at a time.
const chunkRows = 1000

// chunk gives the next rows, each in memory of its own.
func (v *view) chunk() (lines []line, err error) {
	for len(lines) < chunkRows {
		var l line
		if err := v.next(&l); err == io.EOF {
			return lines, nil
		} else if err != nil {
			return nil, err
		}
		l.raw = slices.Clone(l.raw)
		lines = append(lines, l)
	}
	return lines, nil
}
