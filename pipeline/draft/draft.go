// Package draft writes a first job file for files of which nothing is known but what stands in them.
package draft

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// Draft is a job file in the making.
type Draft struct {
	Company, Currency string
	CurrencyHow       string // why it is that currency
	Sources           []*Source
	LeftOut           []*ingest.Proposal
}

// Source is what is proposed for tables that are written alike: files of one export for several months, for instance.
type Source struct {
	*ingest.Proposal
	Files []string
	Open  []ingest.ProposedColumn // guesses that nobody has said yes to
	Asked []Question              // that nobody has answered
}

// Question is which of several headers a column is, if any.
type Question struct {
	Column  string
	Headers []string
}

// LeaveAsked notes the questions in faults that nobody has answered, and names the guess in the fault of a column that is missing since
// nobody has said yes to it.
func (d *Draft) LeaveAsked(faults ingest.Faults) {
	for _, fault := range faults {
		for _, s := range d.Sources {
			for _, c := range s.Open {
				if slices.Contains(s.Files, fault.File) && strings.HasPrefix(fault.Message, "no column for '"+c.Column+"'") {
					fault.Message = fmt.Sprintf("%s may be %q, such as %s: %s", c.Column, c.Header, strings.Join(c.Samples, ", "), c.By)
					fault.Fix = fmt.Sprintf("if it is, say so: columns: {%s: %q}; if not, name the header that it is", c.Column, c.Header)
				}
			}
		}
		column, ok := strings.CutPrefix(fault.Setting, "columns.")
		for _, s := range d.Sources {
			if ok && slices.Contains(s.Files, fault.File) && (s.Sheet == "" || s.Sheet == fault.Sheet) && !slices.ContainsFunc(s.Asked, func(q Question) bool { return q.Column == column }) {
				s.Asked = append(s.Asked, Question{column, slices.DeleteFunc(slices.Clone(fault.Choices), func(name string) bool { return name == ingest.NoneOf })})
			}
		}
	}
}

// LeaveOpen takes a guess back: the job file names it in a comment.
func (s *Source) LeaveOpen(c ingest.ProposedColumn) {
	delete(s.Source.Columns, c.Column)
	s.Open = append(s.Open, c)
}

// New drafts a job file of what was proposed, in the order of the datasets. What is in another file of the same vendor is joined;
// a table that needs one that is not there is left out.
func New(proposals []*ingest.Proposal) *Draft {
	d := &Draft{}
	byProfile, datasets := map[string]*ingest.Proposal{}, map[string]bool{}
	for _, p := range proposals {
		if p.Profile != nil && byProfile[p.Profile.ID] == nil {
			byProfile[p.Profile.ID] = p
		}
		datasets[p.Dataset] = true
	}
	for _, p := range proposals {
		if p.Profile != nil {
			join(p, byProfile)
		}
		for _, j := range p.Source.Joins {
			if j.Dataset != "" && !datasets[j.Dataset] {
				p.Why, p.Dataset = fmt.Sprintf("it looks like %s, but names %s and no customers, and no file of %s is there", p.Dataset, j.Dataset, j.Dataset), ""
			}
		}
	}
	for _, dataset := range ingest.Schema() {
		for _, p := range proposals {
			if p.Dataset == dataset.Name {
				d.add(p)
			}
		}
	}
	for _, p := range proposals {
		if p.Dataset == "" {
			d.LeftOut = append(d.LeftOut, p)
		}
	}
	return d
}

// join takes the columns that stand in other files of the vendor.
func join(p *ingest.Proposal, byProfile map[string]*ingest.Proposal) {
	for _, j := range p.Profile.Joins {
		other := byProfile[j.Profile]
		if other == nil {
			continue
		}
		taken := job.Join{On: j.On, File: other.File, Key: j.Key, Take: map[string]string{}}
		for _, column := range slices.Sorted(maps.Keys(j.Take)) {
			header := j.Take[column]
			there := func(name string) bool { return slices.Contains(other.Header, name) }
			first, second, both := strings.Cut(header, " + ")
			if !there(header) && !(both && there(first) && there(second)) {
				continue
			}
			taken.Take[column] = header
			by := "from " + other.File
			p.Columns = append(p.Columns, ingest.ProposedColumn{Column: column, Header: header, By: by})
		}
		p.Source.Joins = append(p.Source.Joins, taken)
	}
	p.Missing = slices.DeleteFunc(p.Missing, func(c ingest.Column) bool {
		return slices.ContainsFunc(p.Source.Joins, func(j job.Join) bool {
			return j.Take[c.Name] != "" || c.Name == "amount" && j.Take["unit_amount"] != ""
		})
	})
}

// add puts a table beside those that are written alike.
func (d *Draft) add(p *ingest.Proposal) {
	for _, s := range d.Sources {
		if s.Dataset == p.Dataset && slices.Equal(s.Header, p.Header) && s.Sheet == p.Sheet && len(p.Source.Joins) == 0 && len(s.Source.Joins) == 0 {
			s.Files, s.Rows, s.More = append(s.Files, p.File), s.Rows+p.Rows, s.More || p.More
			return
		}
	}
	d.Sources = append(d.Sources, &Source{Proposal: p, Files: []string{p.File}})
}

// Currencies are those that stand in the files, those of most files first.
func (d *Draft) Currencies() []string {
	count := map[string]int{}
	var all []string
	for _, p := range d.proposals() {
		for _, code := range p.Currencies {
			if count[code]++; count[code] == 1 {
				all = append(all, code)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return count[b] - count[a] })
	return all
}

// Signs are the signs of several currencies that stand in the files, such as $.
func (d *Draft) Signs() (all []string) {
	for _, p := range d.proposals() {
		for _, sign := range p.Signs {
			if !slices.Contains(all, sign) {
				all = append(all, sign)
			}
		}
	}
	return all
}

func (d *Draft) proposals() []*ingest.Proposal {
	all := slices.Clone(d.LeftOut)
	for _, s := range d.Sources {
		if s.Dataset != "fx_rates" {
			all = append(all, s.Proposal)
		}
	}
	return all
}

// Dimensions are the account columns to group by: at most three, those that say most about a customer first.
func (d *Draft) Dimensions() []string {
	var found []string
	for _, s := range d.Sources {
		for _, dimension := range s.Dimensions {
			if !slices.Contains(found, dimension) {
				found = append(found, dimension)
			}
		}
	}
	known := []string{"segment", "plan_tier", "region", "industry", "country", "csm"}
	slices.SortStableFunc(found, func(a, b string) int {
		rank := func(name string) int {
			if i := slices.Index(known, name); i >= 0 {
				return i
			}
			return len(known)
		}
		return rank(a) - rank(b)
	})
	found = slices.DeleteFunc(found, func(name string) bool {
		return strings.HasPrefix(name, "is_") || strings.HasSuffix(name, "_flag")
	})
	return found[:min(len(found), 3)]
}

// Refused are the tables that are not read, those with the same reason together.
type Refused struct {
	Tables []string
	Why    string
}

// NotRead are the tables that are left out.
func (d *Draft) NotRead() (all []Refused) {
	for _, p := range d.LeftOut {
		name := p.File
		if p.Sheet != "" {
			name += ", sheet " + p.Sheet
		}
		if p.Near != "" {
			name += ": " + p.Near
		}
		if i := slices.IndexFunc(all, func(r Refused) bool { return r.Why == p.Why }); i >= 0 {
			all[i].Tables = append(all[i].Tables, name)
		} else {
			all = append(all, Refused{[]string{name}, p.Why})
		}
	}
	return all
}
