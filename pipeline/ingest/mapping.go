package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// layout says where each column of a dataset comes from in one file.
type layout struct {
	dataset    *Dataset
	source     *job.Source
	table      *Table
	profile    *Profile          // nil: none
	before     *Reading          // how an earlier run read such a file; nil: none did
	vendor     map[string]string // column: header, as the profile has it
	leave      leaving
	credits    []leftField    // texts of rows that take back
	index      map[string]int // of a column by its name
	origins    []origin       // one per column of the dataset
	fillDown   []int          // columns in which an empty field stands for the value above it
	free       []free         // further columns that are kept
	wide       []int          // fields of a table with a column per currency or month
	months     []period.Month // of those fields
	joins      []*join
	required   []int                   // columns that no row may leave empty
	money      []int                   // columns that hold money
	quarantine bool                    // the file is a quarantine file, fed in again
	currency   string                  // of rows, when there is no currency column
	headers    map[string]amountHeader // what headers of amounts say, once read
	assumed    bool                    // nothing says it, so it is the company's
	labelled   bool                    // every amount has its currency beside it
	mapped     []Mapping
	unused     []string
	spare      []spareField // of them, those whose cells are looked at
	ends       bool         // some row has an end date
	how        []string
	faults     Faults
}

// origin is where the text of one column comes from; the zero value is nowhere.
type origin struct {
	by       string // as Mapping.By; empty: nowhere
	field    int    // of the row, when constant and join are not set
	also     int    // the number of a further field whose text stands behind that of field, counted from 1; 0: none
	constant string
	join     *join
	taken    int               // of the values of the join
	values   map[string]string // what texts of the file stand for
}

// ownField tells whether a column has a field of the file to itself.
func (l *layout) ownField(column int) bool {
	o := l.origins[column]
	return o.by != "" && o.by != "constant" && !isWide(o.by) && o.join == nil
}

type free struct {
	name  string
	field int
}

// quarantineHeader starts every quarantine file. The column mend is empty, for AsShown or LeaveOut.
var quarantineHeader = [...]string{"file", "sheet", "line", "column", "value", "reason", "fix", "row", "mend"}

// plan maps a header onto a dataset: by the job file, by names, by aliases. Nothing is guessed; what is missing or ambiguous is a fault.
func plan(source *job.Source, dataset *Dataset, table *Table, companyCurrency string, profile *Profile, before *Reading) *layout {
	l := &layout{before: before, dataset: dataset, source: source, table: table, profile: profile, index: map[string]int{}, origins: make([]origin, len(dataset.Columns))}
	if profile != nil {
		l.vendor = profile.mapped(source, table.Header)
		l.source = profile.onto(source, table.Header)
		l.how = append(l.how, profile.how(table, source.Profile != "")...)
	}
	for i, column := range dataset.Columns {
		l.index[column.Name] = i
	}
	l.checkNames()
	taken := l.checkHeader()
	l.setAside(taken)
	l.byJob(taken)
	if len(l.faults) == 0 {
		l.byHeader(taken)
	}
	switch dataset.Name {
	case "fx_rates":
		l.planWide(taken)
	case "mrr":
		l.planMonths(taken)
	}
	if len(l.faults) == 0 {
		l.checkRequired()
		l.checkDurations()
	}
	for i, name := range table.Header {
		switch {
		case taken[i] || name == "":
		case dataset.open() && dimension(name) != "" && (profile == nil || !profile.Closed):
			l.free = append(l.free, free{dimension(name), i})
			l.mapped = append(l.mapped, Mapping{dimension(name), name, "further column"})
		default:
			l.unused = append(l.unused, name)
		}
	}
	for i, column := range dataset.Columns {
		if column.Required && dataset.or(column.Name) == nil && !dataset.unassigned(column.Name) && !isWide(l.origins[i].by) {
			l.required = append(l.required, i)
		}
		if column.Type == Money && l.origins[i].by != "" {
			l.money = append(l.money, slices.Repeat([]int{i}, l.amounts(i))...)
		}
		if slices.Contains(l.source.FillDown, column.Name) && l.ownField(i) {
			l.fillDown = append(l.fillDown, i)
		}
		if values := l.source.Values[column.Name]; len(values) > 0 {
			l.origins[i].values = values
		}
	}
	l.planCurrency(companyCurrency)
	l.planLeaving()
	l.planEnds()
	l.planSpare()
	return l
}

func (l *layout) fault(field int, fix, format string, args ...any) {
	setting := settingOf(fix)
	fault := &Fault{Setting: setting, Choices: settings[setting], File: l.table.Path, Sheet: l.table.Sheet, Line: l.table.HeaderLine, Message: fmt.Sprintf(format, args...), Fix: fix}
	if fault.Excerpt = l.table.Excerpt(l.table.HeaderLine, field); field >= 0 {
		_, fault.Column = l.table.rows.header(field)
	}
	l.faults = append(l.faults, fault)
}

// checkNames refuses columns that the dataset does not have.
func (l *layout) checkNames() {
	refuse := func(where, name string) {
		if _, ok := l.index[name]; !ok {
			l.fault(-1, meant(name, l.dataset.names()), "%s has no column %q, which %s of its source names", l.dataset.Name, name, where)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.source.Columns)) {
		if !l.dataset.open() {
			refuse("columns", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.source.Constant)) {
		refuse("constant", name)
	}
	for _, name := range slices.Sorted(maps.Keys(l.source.Values)) {
		refuse("values", name)
	}
	for _, name := range l.source.FillDown {
		refuse("fill_down", name)
	}
	for _, join := range l.source.Joins {
		for _, name := range slices.Sorted(maps.Keys(join.Take)) {
			refuse("joins", name)
		}
	}
}

// checkHeader refuses a name that comes twice. The result marks the fields of a quarantine file that say what was wrong.
func (l *layout) checkHeader() (taken []bool) {
	header := l.table.Header
	taken = make([]bool, len(header))
	if n := len(quarantineHeader); len(header) > n && slices.Equal(header[:n], quarantineHeader[:]) {
		for i := range n {
			taken[i] = true
		}
		l.quarantine = true
		l.how = append(l.how, "a quarantine file: its columns up to mend are set aside")
	}
	first := map[string]int{}
	for i, name := range header {
		exact := strings.ToLower(strings.TrimSpace(name))
		if at, ok := first[exact]; ok && exact != "" && !taken[i] && !taken[at] {
			l.fault(i, "rename one of the two in the export", "the header has %q twice, as columns %d and %d", name, at+1, i+1)
		} else {
			first[exact] = i
		}
	}
	return taken
}

// byJob maps what the job file says: columns, constants, joins.
func (l *layout) byJob(taken []bool) {
	for _, name := range slices.Sorted(maps.Keys(l.source.Columns)) {
		header := l.source.Columns[name]
		field, also := l.find(header), 0
		if first, second, both := strings.Cut(header, " + "); both && field < 0 && l.joinable(name) {
			if field, also = l.find(first), l.find(second)+1; also == 0 {
				field = -1
			}
		}
		if field < 0 {
			l.fault(-1, "name a header of the file under columns: for this source; "+meant(header, l.table.Header),
				"no header %q, which columns maps to %s%s (found: %s)", header, name, l.before.had(name), quoted(l.table.Header))
			continue
		}
		taken[field] = true
		if i, ok := l.index[name]; ok {
			by, shown := "job file", l.table.Header[field]
			if header == l.vendor[name] {
				by = "profile"
			}
			if also > 0 {
				taken[also-1] = true
				shown += " + " + l.table.Header[also-1]
			}
			l.set(i, origin{by: by, field: field, also: also}, shown)
		} else {
			l.free = append(l.free, free{name, field})
			l.mapped = append(l.mapped, Mapping{name, l.table.Header[field], "job file"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.source.Constant)) {
		if i, ok := l.index[name]; ok {
			l.set(i, origin{by: "constant", constant: l.source.Constant[name]}, l.source.Constant[name])
		}
	}
	for i := range l.source.Joins {
		l.planJoin(&l.source.Joins[i])
	}
}

func (l *layout) set(column int, o origin, header string) {
	l.origins[column] = o
	l.mapped = append(l.mapped, Mapping{l.dataset.Columns[column].Name, header, o.by})
}

// byHeader maps the columns left over by their own names, else by their aliases.
func (l *layout) byHeader(taken []bool) {
	names, aliases := map[int][]int{}, map[int][]int{}
	known := l.dataset.byKey()
	for field, name := range l.table.Header {
		column, ok := known[key(name)]
		switch {
		case !ok || taken[field] || l.origins[column].by != "":
		case key(name) == key(l.dataset.Columns[column].Name):
			names[column] = append(names[column], field)
		default:
			aliases[column] = append(aliases[column], field)
		}
	}
	for column := range l.dataset.Columns {
		fields, by := names[column], "same name"
		if len(fields) == 0 {
			fields, by = aliases[column], "alias"
		}
		switch len(fields) {
		case 0:
		case 1:
			taken[fields[0]] = true
			l.set(column, origin{by: by, field: fields[0]}, l.table.Header[fields[0]])
			l.counts(column, fields[0])
		default:
			name := l.dataset.Columns[column].Name
			l.ask(name, fields, fields[1], fmt.Sprintf("say which one it is: columns: {%s: %s}", name, l.table.Header[fields[0]]),
				"both %q and %q could be %s, columns %d and %d", l.table.Header[fields[0]], l.table.Header[fields[1]], name, fields[0]+1, fields[1]+1)
		}
	}
}

// counts refuses an interval beside which another column says how many of it: a line billed every 12 months is none by the month.
func (l *layout) counts(column, field int) {
	if l.dataset.Columns[column].Type != IntervalType {
		return
	}
	unit := l.table.Header[field]
	for i, name := range l.table.Header {
		if k := key(name); k == key(unit+" count") || k == key(unit+" length") || k == key("interval count") || k == key("interval length") {
			l.fault(i, fmt.Sprintf("take both: columns: {%s: %q}, or only the unit: columns: {%s: %s}", l.dataset.Columns[column].Name, name+" + "+unit, l.dataset.Columns[column].Name, unit),
				"%q seems to say how many %q a line is billed for", name, unit)
			return
		}
	}
}
