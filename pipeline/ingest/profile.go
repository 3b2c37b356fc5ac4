package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// Profile is what an export of a vendor looks like and means. One entry says all there is to say about one export. Headers are
// told apart as everywhere, by letters and digits only, and where they have changed over the years, or differ by language, the
// spellings stand beside each other with a bar: "Start Date (UTC)|Start (UTC)|Created (UTC)".
type Profile struct {
	ID      string // for the job file
	Name    string // of vendor and export
	Dataset string // what its rows are; empty: nothing that can be used, for the reason in Unusable

	Telling []string          // headers that only this export has all of
	Columns map[string]string // dataset column: header; the first spelling that the file has, if any
	Others  []string          // headers that are not what their names suggest
	Labels  int               // rows between the header and the data, which have no day where data have one
	Closed  bool              // further columns of accounts are not kept as dimensions

	Constant   map[string]string
	Values     map[string]map[string]string
	EndDates   map[string]string
	MinorUnits units
	Leave      map[string][]string // header: texts of rows that are no data
	Credits    map[string][]string // header: texts of rows that take back; they have to have amounts below zero
	Adds       *Addition           // how the amounts of several rows add up; nil: nothing says so
	Listed     string              // column whose texts the job file has to give a meaning; rows with others are left out

	Gross   bool              // the amount includes what is in the column tax, which is taken off
	MRR     string            // header of what a row is worth a month by the vendor's reckoning, with which ours is compared
	Several string            // stands between the customers of a row that has several; such a row is of none of them
	Doubts  map[string]string // header: why a row that has a text there is not worth what its amount says

	Says     []string          // how the vendor's words are read, one sentence each
	Ask      map[string]string // column that the export does not have: what to do about it
	Unusable string
	Joins    []ProfileJoin // where further columns are, for kpibook init to write down
}

// ProfileJoin is a column that stands in another export of the same vendor.
type ProfileJoin struct {
	On      string            // header here
	Profile string            // of the other export
	Key     string            // header there
	Take    map[string]string // dataset column: header there; two headers with " + " between them are taken together
}

// Addition is what the rows of one document have to add up to, so that it can be told whether its amounts are net of tax.
type Addition struct {
	By    string // header that the rows of a document have in common
	Net   string // header of the amount
	Tax   string // header of the tax on it
	Total string // header of the sum of both over the document
}

// units are those of the amounts of an export.
type units uint8

const (
	majorUnits  units = iota
	minorUnits        // such as cents, always
	unsureUnits       // in cents or not; an amount with decimals proves that it is not
)

// noProfile is how a job file says that an export is not to be read by a profile.
const noProfile = "none"

// spellings are the spellings of a header.
func spellings(header string) []string { return strings.Split(header, "|") }

// find is the field of the first spelling that a header row has; -1: none. A header is taken as it is written before one that
// differs by case and punctuation.
func (p *Profile) find(header []string, wanted string) int {
	for _, spelling := range spellings(wanted) {
		if i := slices.Index(header, spelling); i >= 0 {
			return i
		}
		if i := slices.IndexFunc(header, func(name string) bool { return vendorKey(name) == vendorKey(spelling) }); i >= 0 {
			return i
		}
	}
	return -1
}

// vendorKey is a header reduced to its letters and digits; unlike key it keeps what stands in brackets, (UTC) for instance.
func vendorKey(header string) string { return strings.ReplaceAll(plain(header), "_", "") }

// known are the headers that a profile knows.
func (p *Profile) known() []string {
	return slices.Concat(p.Telling, slices.Sorted(maps.Values(p.Columns)), p.Others, slices.Sorted(maps.Keys(p.Leave)))
}

// tells whether a header row is that of the export, and how many of its headers are known.
func (p *Profile) tells(header []string) (known int, ok bool) {
	for _, wanted := range p.Telling {
		if p.find(header, wanted) < 0 {
			return 0, false
		}
	}
	fields := map[int]bool{}
	for _, wanted := range p.known() {
		if field := p.find(header, wanted); field >= 0 {
			fields[field] = true
		}
	}
	return len(fields), true
}

// Recognize is the profile that knows most of a header row; nil when it is of none. With a dataset, only profiles for it and
// those of unusable exports are looked at.
func Recognize(header []string, dataset string) *Profile {
	var best *Profile
	most := 0
	all := Profiles()
	for i := range all {
		p := &all[i]
		if known, ok := p.tells(header); ok && known > most && (dataset == "" || p.Dataset == dataset || p.Dataset == "") {
			best, most = p, known
		}
	}
	return best
}

// profileOf is the profile by which a table is read: the one that the source names, else the one its header tells; nil for none.
func profileOf(source *job.Source, dataset *Dataset, table *Table) (*Profile, error) {
	fault := func(fix, format string, args ...any) error {
		return &Fault{File: table.Path, Sheet: table.Sheet, Line: table.HeaderLine, Message: fmt.Sprintf(format, args...), Excerpt: table.Excerpt(table.HeaderLine, -1), Fix: fix}
	}
	switch source.Profile {
	case noProfile:
		return nil, nil
	case "":
		p := Recognize(table.Header, dataset.Name)
		if p != nil && p.Dataset == "" && len(source.Columns) > 0 {
			return nil, nil // the job file says what it takes the columns for
		}
		if p != nil && p.Dataset == "" {
			return nil, fault("take the source out, or set profile: none and map its columns under columns:", "it is %s: %s", p.Name, p.Unusable)
		}
		return p, nil
	}
	var ids []string
	for _, p := range Profiles() {
		if p.ID == source.Profile && p.Dataset != dataset.Name {
			return nil, fault("set dataset: "+p.Dataset+", or take profile: out", "profile %s is of dataset %q, not %s", p.ID, p.Dataset, dataset.Name)
		}
		if p.ID == source.Profile {
			return &p, nil
		}
		if p.Dataset == dataset.Name {
			ids = append(ids, p.ID)
		}
	}
	fix := "the profiles for " + dataset.Name + " are: " + strings.Join(append(ids, noProfile), ", ")
	if near := job.Nearest(source.Profile, ids); near != "" {
		fix = "did you mean " + near + "?"
	}
	return nil, fault(fix, "there is no profile %q for %s", source.Profile, dataset.Name)
}

// onto adds to a source what the profile says and the source does not.
func (p *Profile) onto(source *job.Source, header []string) *job.Source {
	s := *source
	s.Columns, s.Constant, s.EndDates = with(p.mapped(source, header), s.Columns), with(p.constant(header), s.Constant), with(p.EndDates, s.EndDates)
	s.Values = with(p.Values, s.Values)
	if p.MinorUnits == minorUnits && s.MinorUnit == nil {
		yes := true
		s.MinorUnit = &yes
	}
	return &s
}

// mapped are the columns of the profile that a header row has and the source does not say otherwise.
func (p *Profile) mapped(source *job.Source, header []string) map[string]string {
	columns := map[string]string{}
	for column, wanted := range p.Columns {
		_, constant := source.Constant[column]
		joined := slices.ContainsFunc(source.Joins, func(j job.Join) bool { return j.Take[column] != "" })
		field := p.find(header, wanted)
		elsewhere := field >= 0 && slices.ContainsFunc(slices.Collect(maps.Keys(source.Columns)), func(other string) bool {
			return other != column && source.Columns[other] == header[field]
		})
		if field >= 0 && !constant && !joined && !elsewhere && !ignores(source, header[field]) {
			columns[column] = header[field]
		}
	}
	return columns
}

// constant are the constants of columns that a header row does not have.
func (p *Profile) constant(header []string) map[string]string {
	constants := map[string]string{}
	for column, value := range p.Constant {
		if wanted, ok := p.Columns[column]; !ok || p.find(header, wanted) < 0 {
			constants[column] = value
		}
	}
	return constants
}

// with gives the entries of two maps; those of the second count.
func with[V any](first, second map[string]V) map[string]V {
	if len(first) == 0 {
		return second
	}
	both := maps.Clone(first)
	maps.Copy(both, second)
	return both
}

// how says how a table was taken for the export, and what follows from that.
func (p *Profile) how(table *Table, named bool) []string {
	known, _ := p.tells(table.Header)
	said := fmt.Sprintf("profile %s: %s, told by %d of its %s", p.ID, p.Name, known, plural(len(table.Header), "header"))
	if named {
		said = fmt.Sprintf("profile %s: %s, as the job file says", p.ID, p.Name)
	}
	return append([]string{said}, p.Says...)
}
