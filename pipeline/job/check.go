package job

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // time zones on machines that have none
	"unicode"

	"golang.org/x/text/encoding/htmlindex"
)

// checker finds what is wrong with a job file beyond keys and types. It skips what is empty: that was left out, which the
// schema judges, or dropped as faulty.
type checker struct {
	*File
	schema Schema
	faults Faults
}

// value notes a fault at the value of a path, and key at its key.
func (c *checker) value(message, fix string, path ...string) {
	c.faults = append(c.faults, c.Fault(message, fix, path...))
}

func (c *checker) key(message, fix string, path ...string) {
	c.faults = append(c.faults, c.KeyFault(message, fix, path...))
}

var (
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
	identifier   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	fileName     = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,59}$`)
	plainAmount  = regexp.MustCompile(`^(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?$`)
	rejectLimit  = regexp.MustCompile(`^(?:(0|[1-9][0-9]?|100)(\.[0-9]{1,6})?%|(0|[1-9][0-9]{0,8}))$`)
)

// check finds every fault of a decoded file and sets its Location.
func (f *File) check(schema Schema) Faults {
	c := &checker{File: f, schema: schema}
	if f.Currency != "" && !currencyCode.MatchString(f.Currency) {
		c.value("currency "+quoted(f.Currency)+" is not a currency code", "write three capital letters, such as EUR or USD", "currency")
	}
	c.printable(f.Company, "company")
	var err error
	if f.Location, err = time.LoadLocation(f.Timezone); err != nil || f.Timezone == "Local" {
		c.value("timezone "+quoted(f.Timezone)+" is not known", "write an IANA name such as Europe/Berlin or UTC", "timezone")
	}
	if at := f.FX.ConstantAt; at != "" && at != Latest {
		if _, err := c.Calendar().ParseMonth(at); err != nil {
			c.value("constant_at "+quoted(at)+" is not a month", "write latest, or a month such as "+c.Calendar().MonthExample(), "fx", "constant_at")
		}
	}
	c.fiscalYear()
	for i := range f.Sources {
		c.source(&f.Sources[i], "sources", strconv.Itoa(i))
	}
	for _, kpi := range slices.Sorted(maps.Keys(f.KPIs.Variants)) {
		if !identifier.MatchString(kpi) {
			c.key(quoted(kpi)+" is not the ID of a KPI", "write it as the glossary does, such as net_revenue_retention", "kpis", "variants", kpi)
		}
		if v := f.KPIs.Variants[kpi]; !identifier.MatchString(v) {
			c.value(quoted(v)+" is not the ID of a variant", "write it as the glossary does, such as stripe", "kpis", "variants", kpi)
		}
	}
	if m := f.KPIs.AddressableMarket; m != "" && !plainAmount.MatchString(m) {
		c.value("addressable_market "+quoted(m)+" is not an amount", "write digits with a decimal point at most, such as 250000000", "kpis", "addressable_market")
	}
	c.service()
	c.segments()
	c.own()
	c.scores()
	c.targets()
	c.freeDays()
	c.jobs()
	c.looks()
	c.schedules()
	c.piped()
	c.delivery()
	return c.faults
}

// source checks one source's dataset, columns, files and options.
func (c *checker) source(s *Source, at ...string) {
	in := func(more ...string) []string { return append(slices.Clone(at), more...) }
	dataset, known := c.schema[s.Dataset]
	if !known && s.Dataset != "" {
		c.value("dataset "+quoted(s.Dataset)+" is not known", suggestion(s.Dataset, c.schema.names(), "datasets"), in("dataset")...)
	}
	given := map[string]string{}
	column := func(name, by string) {
		if !known {
			return
		}
		place := in(append(strings.Split(by, "."), name)...)
		if first, twice := given[name]; twice && by != "values" && by != "end_dates" {
			c.key(fmt.Sprintf("column %s is given by %s and by %s", name, first, strings.Split(by, ".")[0]), "keep one of the two", place...)
		}
		switch {
		case slices.Contains(dataset.Columns, name), dataset.Open && by == "columns" && identifier.MatchString(name):
		case dataset.Open && by == "columns":
			c.key(quoted(name)+" does not suit a column of one's own", "write it in small letters a-z, digits and _, such as account_tier", place...)
		default:
			c.key(fmt.Sprintf("%s has no column %s", s.Dataset, quoted(name)), suggestion(name, dataset.Columns, "columns"), place...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Columns)) {
		column(name, "columns")
		given[name] = "columns"
	}
	for _, name := range slices.Sorted(maps.Keys(s.Constant)) {
		column(name, "constant")
		given[name] = "constant"
	}
	for _, name := range slices.Sorted(maps.Keys(s.Values)) {
		column(name, "values")
	}
	for _, name := range slices.Sorted(maps.Keys(s.EndDates)) {
		column(name, "end_dates")
		if v := s.EndDates[name]; v != "inclusive" && v != "exclusive" {
			c.value("end_dates "+quoted(v)+" is not known", "write inclusive (the last day of service) or exclusive (the first day without)", in("end_dates", name)...)
		}
		if known && slices.Contains(dataset.Columns, name) && !slices.Contains(dataset.Dates, name) {
			c.key(name+" is not a date", suggestion(name, dataset.Dates, "dates"), in("end_dates", name)...)
		}
	}
	for i, j := range s.Joins {
		c.join(j, in("joins", strconv.Itoa(i))...)
		for _, name := range slices.Sorted(maps.Keys(j.Take)) {
			column(name, "joins."+strconv.Itoa(i)+".take")
			given[name] = "joins"
		}
	}
	c.origin(s, at...)
	c.expect(s, at...)
	c.ignored(s, at...)
	for i, pattern := range s.Files {
		c.glob(pattern, in("files", strconv.Itoa(i))...)
	}
	if s.MaxReject != "" && !rejectLimit.MatchString(s.MaxReject) {
		c.value("max_rejects "+quoted(s.MaxReject)+" is neither a share nor a count", "write 1% or 20", in("max_rejects")...)
	}
	if s.Encoding != "" {
		if _, err := htmlindex.Get(s.Encoding); err != nil {
			c.value("encoding "+quoted(s.Encoding)+" is not known", "write utf-8, utf-16le, windows-1252, iso-8859-15 or another name of the web's standard", in("encoding")...)
		}
	}
	for i, month := range s.GapMonths {
		if _, err := c.Calendar().ParseMonth(month); err != nil && month != "" {
			c.value(err.Error(), "write a month such as "+c.Calendar().MonthExample(), in("declared_gaps", strconv.Itoa(i))...)
		}
	}
	if len(s.GapMonths) > 0 && s.Dataset != "mrr" {
		c.key("declared_gaps has a meaning for an mrr table only", "take it out", in("declared_gaps")...)
	}
}

// join checks that a join names exactly one other table.
func (c *checker) join(j Join, at ...string) {
	in := func(key string) []string { return append(slices.Clone(at), key) }
	if j.On == "" && len(j.Take) == 0 {
		return // dropped as faulty
	}
	switch {
	case j.Dataset == "" && j.File == "":
		c.value("the join names neither a dataset nor a file", "add dataset: or file:", at...)
	case j.Dataset != "" && j.File != "":
		c.key("the join names a dataset and a file", "keep one of the two", in("file")...)
	case j.File != "":
		c.glob(j.File, in("file")...)
	default:
		if !slices.ContainsFunc(c.Sources, func(s Source) bool { return s.Dataset == j.Dataset }) {
			c.value("no source holds the dataset "+quoted(j.Dataset), suggestion(j.Dataset, c.schema.names(), "datasets"), in("dataset")...)
		}
	}
}

// glob checks a file pattern's syntax.
func (c *checker) glob(pattern string, at ...string) {
	if strings.TrimSpace(pattern) == "" {
		c.value("the file name is empty", "name a file, or take the line out", at...)
	}
	c.printable(pattern, at...)
	if _, err := path.Match(pattern, ""); err != nil {
		c.value("file pattern "+quoted(pattern)+" is not closed", `write [ with its ], and \[ for the letter itself`, at...)
	}
}

// printable refuses line breaks and other control characters in names.
func (c *checker) printable(s string, at ...string) {
	if strings.ContainsFunc(s, unicode.IsControl) {
		c.value(quoted(s)+" holds a line break or another control character", "write it in one line", at...)
	}
}

// jobs checks the names, periods and output patterns of the jobs.
func (c *checker) jobs() {
	names, outputs := map[string]bool{}, map[string]string{}
	for i, j := range c.Jobs {
		in := func(key string) []string { return []string{"jobs", strconv.Itoa(i), key} }
		switch {
		case j.Name == "":
			continue
		case !fileName.MatchString(j.Name):
			c.value("job name "+quoted(j.Name)+" does not suit a file name", "write small letters a-z, digits, - and _ only, 60 at most", in("name")...)
		case names[j.Name]:
			c.value("two jobs are called "+quoted(j.Name), "give each job a name of its own", in("name")...)
		}
		names[j.Name] = true
		if _, err := c.Calendar().Parse(j.Period); err != nil && j.Period != Latest {
			c.value(err.Error(), "write latest, or a month such as "+c.Calendar().MonthExample(), in("period")...)
		}
		c.output(j, in("output")...)
		c.tidy(j, "jobs", strconv.Itoa(i))
		if j.Per != "" && j.Report != QBR {
			c.key("per has a meaning for a qbr report only", "take it out", in("per")...)
		}
		path := c.Output(j, j.Period)
		if other, taken := outputs[path]; taken && names[j.Name] && other != j.Name {
			c.value(fmt.Sprintf("jobs %s and %s would write the same file", other, j.Name), "put {job} into the output pattern", in("output")...)
		}
		outputs[path] = j.Name
		for k, d := range j.Dimensions {
			if slices.Contains(j.Dimensions[:k], d) && d != "" {
				c.value("dimension "+quoted(d)+" is here twice", "keep one of the two", "jobs", strconv.Itoa(i), "dimensions", strconv.Itoa(k))
			}
		}
	}
}

// output checks a pattern's placeholders and ending.
func (c *checker) output(j Job, at ...string) {
	c.printable(j.Output, at...)
	for _, p := range braced.FindAllString(j.Output, -1) {
		if !slices.Contains(placeholders(), p) {
			c.value("output has an unknown placeholder "+quoted(p), suggestion(p, placeholders(), "placeholders"), at...)
		}
	}
	switch workbook := strings.EqualFold(path.Ext(j.Output), ".xlsx"); {
	case j.Folder() && workbook:
		c.value("output "+quoted(j.Output)+" is a workbook, and a "+j.Report+" report a folder", "leave out the .xlsx", at...)
	case !j.Folder() && !workbook:
		c.value("output "+quoted(j.Output)+" does not end in .xlsx", "end the pattern in .xlsx", at...)
	}
}

// tidy checks the keys of a tidy export.
func (c *checker) tidy(j Job, at ...string) {
	in := func(more ...string) []string { return append(slices.Clone(at), more...) }
	for _, list := range []struct {
		key    string
		values []string
	}{{"formats", j.Formats}, {"grains", j.Grains}, {"periods", j.Periods}, {"kpis", j.KPIs}} {
		if len(list.values) > 0 && j.Report != Tidy {
			c.key(list.key+" has a meaning for a tidy export only", "take it out", in(list.key)...)
		}
		for k, value := range list.values {
			if slices.Contains(list.values[:k], value) && value != "" {
				c.value(quoted(value)+" is here twice", "keep one of the two", in(list.key, strconv.Itoa(k))...)
			}
		}
	}
	for key, value := range map[string]string{"compress": j.Compress, "variants": j.Variants, "history": j.History} {
		if value != "" && j.Report != Tidy {
			c.key(key+" has a meaning for a tidy export only", "take it out", in(key)...)
		}
	}
}
