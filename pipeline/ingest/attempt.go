package ingest

import (
	"slices"
	"strings"

	"kpibook/pipeline/job"
)

// attempt is a table read as one dataset.
type attempt struct {
	dataset *Dataset
	source  job.Source
	layout  *layout
	missing []Column
	points  int
	reasons map[string]string // column: why a header is taken for it
}

// try plans the table as a dataset, with what can be derived where a required column is missing.
func (p *proposal) try(name string) *attempt {
	all := Schema()
	dataset := &all[slices.IndexFunc(all, func(d Dataset) bool { return d.Name == name })]
	a := &attempt{dataset: dataset, source: job.Source{Dataset: name, Columns: map[string]string{}, Constant: map[string]string{}}, reasons: map[string]string{}}
	if p.Profile == nil {
		p.translate(a)
	}
	for range 2 {
		a.layout = plan(&a.source, dataset, p.table, "XXX", p.Profile, nil)
		a.missing = a.layout.lacking()
		if len(a.missing) == 0 || p.Profile != nil || !p.derive(a) {
			break
		}
	}
	a.layout = plan(&a.source, dataset, p.table, "XXX", p.Profile, nil)
	a.missing = a.layout.lacking()
	for _, m := range a.layout.mapped {
		switch {
		case m.By == "same name" || m.By == "profile":
			a.points += 3
		case m.By == "alias" || isWide(m.By):
			a.points += 3
		case m.By == "job file":
			a.points++
		}
	}
	a.points -= 4 * len(a.missing)
	return a
}

// asks tells whether several headers could be a column, so that a person has to say which.
func (a *attempt) asks(column string) bool {
	return slices.ContainsFunc(a.layout.faults, func(fault *Fault) bool { return fault.Setting == "columns."+column })
}

// known is how many columns of the dataset are known by name.
func (a *attempt) known() (n int) {
	for _, m := range a.layout.mapped {
		if m.By == "same name" || m.By == "alias" || m.By == "job file" && a.reasons[m.Column] == "" {
			n++
		}
	}
	return n
}

// lacks says which dataset it is and which columns are missing.
func (a *attempt) lacks() string {
	names := make([]string, len(a.missing))
	for i, column := range a.missing {
		names[i] = column.Name
	}
	return "nearest to " + a.dataset.Name + ", which needs " + strings.Join(names, " and ") + " as well"
}

// askable are required columns that a person can say for all rows.
func askable(dataset, column string) bool {
	return column == "billing_interval" || dataset == "surveys" && column == "kind"
}

// lacking are the required columns that a layout has nowhere.
func (l *layout) lacking() (missing []Column) {
	for i, column := range l.dataset.Columns {
		if !column.Required || l.origins[i].by != "" {
			continue
		}
		or := l.dataset.or(column.Name)
		if or == nil || slices.ContainsFunc(or, func(name string) bool { return l.origins[l.index[name]].by == "" }) {
			missing = append(missing, column)
		}
	}
	return missing
}
