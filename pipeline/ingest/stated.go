package ingest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// What a line says that counts the rows of a table: "Rows: 417", "Record count,417", "417 records".
var (
	countAhead  = regexp.MustCompile(`(?i)^(?:total )?(?:number of |no\. of |anzahl (?:der )?|nombre de )?(?:rows|records|lines|entries|items|transactions|datensätze|zeilen|einträge|lignes|enregistrements|(?:row|record|line|item|entry|transaction) count|count|anzahl)(?: exported| total| in (?:this )?(?:file|export))?[ :=]*([0-9][0-9., '\x{a0}]*)$`)
	countBehind = regexp.MustCompile(`(?i)^\(?([0-9][0-9., '\x{a0}]*) (?:rows?|records|lines|entries|items|transactions|datensätze|zeilen|einträge|lignes|enregistrements)(?: exported| selected| affected)?(?: in set)?\)?\.?(?: *\([0-9.,]+ ?s(?:ec)?\))?$`)
	wholeNumber = regexp.MustCompile(`^(?:[0-9]+|[0-9]{1,3}(?:[., '\x{a0}][0-9]{3})+)$`)
)

// filledOf are the filled fields of a row.
func filledOf(fields []string) (filled []string) {
	for _, field := range fields {
		if text := trimSpace(field); text != "" {
			filled = append(filled, text)
		}
	}
	return filled
}

// countOf is the number of rows that a line says. It has one cell, or a label and a number.
func countOf(fields []string) (rows int, ok bool) {
	filled := filledOf(fields)
	if len(filled) == 0 || len(filled) > 2 {
		return 0, false
	}
	text := strings.Join(filled, " ")
	found := countAhead.FindStringSubmatch(text)
	if found == nil {
		found = countBehind.FindStringSubmatch(text)
	}
	if found == nil || !wholeNumber.MatchString(strings.TrimSpace(found[1])) {
		return 0, false
	}
	rows, err := strconv.Atoi(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, found[1]))
	return rows, err == nil
}

// totalOf takes a line such as "Total: EUR 1,234.00", or "Total amount" and 1,234.00 beside it, apart.
func totalOf(fields []string) (label, currency, number string, ok bool) {
	filled := filledOf(fields)
	if len(filled) == 0 || len(filled) > 3 || !startsWith(filled[0], slices.Concat(allWords[:], partWords[:], sumWords[:]), false) {
		return "", "", "", false
	}
	text := strings.Join(filled, " ")
	at := strings.IndexAny(text, "0123456789")
	if at < 0 {
		return "", "", "", false
	}
	at -= len(text[:at]) - len(strings.TrimRight(text[:at], "-+($€£¥"))
	label, number = strings.TrimRight(text[:at], " :="), text[at:]
	words := strings.Fields(label)
	if last := words[len(words)-1]; isCode(last) && last == strings.ToUpper(last) {
		if _, problem := parseCurrency(last); problem == "" {
			currency, label = last, strings.TrimRight(strings.TrimSuffix(label, last), " :=")
		}
	}
	for _, word := range slices.Concat(allWords[:], partWords[:], sumWords[:]) {
		if rest, found := strings.CutPrefix(strings.ToLower(label), word); found && (rest == "" || !isLetter(rest[0])) {
			label = strings.TrimLeft(rest, " :")
			break
		}
	}
	return label, currency, number, true
}

// stateBeside compares what lines above and below the table say with its rows.
func (v *view) stateBeside() {
	defer func() {
		if more := v.agreed - mostLines; more > 0 {
			v.file.How = append(v.file.How, fmt.Sprintf("and so do %s of the file", plural(more, "more total")))
		}
	}()
	for _, line := range slices.Concat(v.table.Above, v.beside) {
		if rows, ok := countOf(line.fields); ok {
			v.stateRows(line.line, rows)
			continue
		}
		label, currency, number, ok := totalOf(line.fields)
		if !ok {
			continue
		}
		column := v.totalledBy(label)
		if column < 0 {
			continue
		}
		figure, ok := takeApart(number)
		if stated, problem := figure.number(v.formats[column].mark, maxPlaces); ok && problem == "" {
			if figure.currency != "" {
				currency = figure.currency
			}
			v.compare(statement{fmt.Sprintf("line %d", line.line), "rows read", line.line, v.layout.dataset.Columns[column].Name, currency, sumLabel{}}, stated)
		}
	}
}

// totalledBy is the money column that the label of a total is about: the one that it names, or the only one where it names none.
func (v *view) totalledBy(label string) int {
	var own []int
	for _, column := range v.layout.money {
		if o := v.layout.origins[column]; o.constant == "" && o.join == nil && o.by != "" {
			own = append(own, column)
		}
	}
	for _, column := range own {
		if k := key(label); k != "" && (k == key(v.layout.dataset.Columns[column].Name) || k == key(v.table.Header[v.layout.origins[column].field])) {
			return column
		}
	}
	if len(own) == 1 && slices.Contains([]string{"", "amount", "value", "sum", "betrag"}, key(label)) {
		return own[0]
	}
	return -1
}

// stateRows compares a number of rows with those that were read.
func (v *view) stateRows(line, stated int) {
	read := v.file.dataRows()
	if read == stated {
		v.file.How = append(v.file.How, fmt.Sprintf("line %d says %s, which is what was read", line, plural(stated, "row")))
		return
	}
	v.find(Finding{Place: Place{v.index, int32(line)}, Kind: "totals_differ", Count: 1,
		Text: fmt.Sprintf("the file says that it has %s, but %s read", plural(stated, "row"), pluralWere(read, "row")), Fix: "check whether rows are missing from the export"})
}

// dataRows are the rows that were read, without those that are none of the table: empty ones, headers, totals, and further tables.
func (f *File) dataRows() int {
	rows := f.Read
	for _, rule := range []string{"blank", "repeated header", "totals row", "statistics row", "footer", "title", "drawn line", "second table"} {
		rows -= f.SkippedBy[rule]
	}
	return rows
}

func pluralWere(n int, what string) string {
	if n == 1 {
		return "1 " + what + " was"
	}
	return plural(n, what) + " were"
}

// statement is where a file says what a column adds up to.
type statement struct {
	what, rows       string // what says it, of which rows
	line             int
	column, currency string
	label            sumLabel
}

// compare holds a total that the file states against its rows so far: all of them, those below one of the totals rows, those it is of, and
// where it is of one currency, those in it.
func (v *view) compare(s statement, stated decimal.Decimal) {
	sum, rows := v.totals.plain[[2]string{s.column, ""}], s.rows
	right := v.totals.ends([2]string{s.column, ""}, stated)
	of := s.column
	if one := [2]string{s.column, s.currency}; s.currency != "" {
		if all, has := v.totals.plain[one]; has {
			sum, of = all, of+" in "+s.currency
			right = right || v.totals.ends(one, stated)
		} else {
			s.currency = ""
		}
	}
	if part, has := v.totals.parts[[2]string{s.column, strings.ToLower(s.label.of)}]; has {
		first := v.totals.marks[[2]string{s.column, ""}] == nil
		right = part.Equal(stated) || right && (first || !sum.Equal(stated)) // below another part all rows are not those of this one
		sum, rows = part, "rows of "+s.label.of
	}
	v.totals.mark(s.column)
	if right {
		if !strings.HasPrefix(s.what, "line ") {
			s.what += fmt.Sprintf(" on line %d", s.line)
		}
		if v.agreed++; v.agreed <= mostLines {
			v.file.How = append(v.file.How, fmt.Sprintf("%s says %s %s, which is the sum of the rows read", s.what, of, stated))
		}
	} else {
		v.find(Finding{Place: Place{v.index, int32(s.line)}, Kind: "totals_differ", Count: 1,
			Text: fmt.Sprintf("%s says %s %s, but the %s add up to %s", s.what, of, stated, rows, sum), Fix: "check whether rows are missing from the export"})
	}
	if !s.label.part || s.currency != "" && isCode(s.label.of) {
		v.stated(s.column, s.currency, stated)
	}
}

// expected holds what the job file expects of a source against what its files hold.
func (r *reader) expected(nth int, inputs []input) {
	source := &r.job.Sources[nth]
	var files []*File
	for _, in := range inputs {
		if in.source == source {
			files = append(files, &r.records.Files[in.file])
		}
	}
	if len(files) == 0 || r.broken[source.Dataset] {
		return // the fault that counts is reported
	}
	for _, name := range slices.Sorted(maps.Keys(source.Expect)) {
		want, err := decimal.NewFromString(source.Expect[name])
		if err != nil {
			continue // refused with the job file
		}
		column, currency, _ := strings.Cut(name, " ")
		got, found, parts := decimal.Decimal{}, false, []string{}
		for _, f := range files {
			part, has := f.holds(column, currency)
			got, found = got.Add(part), found || has
			parts = append(parts, fmt.Sprintf("  %s: %s", f.Path, part))
		}
		if got.Equal(want) && found {
			files[0].How = append(files[0].How, fmt.Sprintf("%s of the source: %s, as expected", name, want))
			continue
		}
		message, fix := fmt.Sprintf("%s is expected to be %s, and the files have %s\n%s", name, want, got, strings.Join(parts[:min(len(parts), 20)], "\n")), "see whether rows are missing from the files or there twice; or correct what is expected"
		if !found {
			message, fix = name+" is expected, and the files have no such column of money", "take it out, or see which columns are read"
		}
		at := r.job.Fault(message, fix, "sources", strconv.Itoa(nth), "expect", name)
		r.faults = append(r.faults, &Fault{Check: true, File: r.jobFile(), Line: at.Line, Column: at.Column, Excerpt: at.Excerpt, Message: message, Fix: fix})
	}
}

// holds is how many rows a file has, or what a column of it adds up to, rejected rows and those that are there twice included.
func (f *File) holds(column, currency string) (sum decimal.Decimal, ok bool) {
	if column == "rows" {
		return decimal.NewFromInt(int64(f.dataRows())), true
	}
	for _, t := range f.Totals {
		if t.Column == column && (currency == "" || t.Currency == currency) {
			sum, ok = sum.Add(t.Read), true
		}
	}
	return sum, ok
}
