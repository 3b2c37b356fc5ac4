// Package tidy writes the figures of a book as one long table: a row for each KPI, variant, scope and period, as CSV, JSON
// lines and Parquet, with the definitions in a table beside it.
package tidy

import (
	"context"
	"fmt"
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// Export is a table of figures that is ready to be written.
type Export struct {
	book    *pipeline.Book
	job     job.Job
	kpis    []compute.Chosen
	scopes  []scope
	periods []period.Period
}

// scope is whose figures a row has, as it is called there.
type scope struct {
	facts.Scope
	grain, id, name string
}

// New settles what an export of a month holds: by default the periods that overlap it or one of the twelve months before it,
// with everything the whole history. The error is a dimension that the accounts do not have, or a KPI that there is not.
func New(b *pipeline.Book, j job.Job, month period.Period, everything bool) (*Export, error) {
	e := &Export{book: b, job: j}
	if err := e.setKPIs(); err != nil {
		return nil, err
	}
	if err := e.setScopes(); err != nil {
		return nil, err
	}
	first := max(month.Last-12, b.Facts.First)
	if everything || j.History == "all" {
		first = b.Facts.First
	}
	for kind := period.MonthKind; kind <= period.TTM; kind++ {
		if wanted(j.Periods, kind.String()) {
			e.periods = append(e.periods, period.Between(kind, b.Facts.Calendar, first, month.Last)...)
		}
	}
	return e, nil
}

// wanted tells whether a job that lists some things, or none for all, wants one.
func wanted(list []string, name string) bool { return len(list) == 0 || slices.Contains(list, name) }

func (e *Export) setKPIs() error {
	for _, id := range e.job.KPIs {
		if _, ok := e.book.Choose(id); !ok {
			return fmt.Errorf("there is no KPI %q; fix: kpibook glossary lists them all", id)
		}
	}
	for _, c := range e.book.KPIs() {
		if !wanted(e.job.KPIs, c.KPI.ID) {
			continue
		}
		if e.job.Variants != "all" {
			e.kpis = append(e.kpis, c)
			continue
		}
		e.kpis = append(e.kpis, compute.Chosen{KPI: c.KPI})
		for i := range c.KPI.Variants {
			e.kpis = append(e.kpis, compute.Chosen{KPI: c.KPI, Variant: c.KPI.Variants[i].ID})
		}
	}
	return nil
}

func (e *Export) setScopes() error {
	f := e.book.Facts
	if wanted(e.job.Grains, "portfolio") {
		e.scopes = append(e.scopes, scope{facts.Portfolio, "portfolio", "portfolio", e.book.Job.Company})
	}
	dimensions, known := e.job.Dimensions, f.Dimensions()
	if len(dimensions) == 0 {
		dimensions = slices.DeleteFunc([]string{"segment", "region", "csm"}, func(name string) bool { return !slices.Contains(known, name) })
	}
	for _, name := range dimensions {
		if !slices.Contains(known, name) {
			return fmt.Errorf("the accounts have no dimension %q: they have %v; fix: correct dimensions in the job file, or map the column", name, known)
		}
		for _, group := range f.Groups(name) {
			if wanted(e.job.Grains, "dimension") {
				e.scopes = append(e.scopes, scope{facts.Scope{Dimension: name, Value: group}, name, group, group})
			}
		}
	}
	for _, a := range f.Accounts {
		if wanted(e.job.Grains, "account") {
			e.scopes = append(e.scopes, scope{facts.AccountScope(a.ID), "account", a.ID, a.Name})
		}
	}
	return nil
}

// Sink takes the rows of an export one by one; they are not to be kept.
type Sink interface {
	Write(*Row) error
	Close() error
}

// Write hands every row to the sinks, by period, scope and KPI, and closes them. It gives the number of rows. KPIs are left out
// where they are not defined: definitions.csv says where they are. The errors are those of the sinks and of the context.
func (e *Export) Write(ctx context.Context, sinks ...Sink) (rows int, err error) {
	builder := newBuilder(e)
	for _, p := range e.periods { // one after the other, so that few periods' measures are held at a time
		for scopes := range slices.Chunk(e.scopes, batch) {
			for row := range builder.rows(p, scopes) {
				for _, sink := range sinks {
					if err := sink.Write(row); err != nil {
						return rows, err
					}
				}
				rows++
			}
			if ctx.Err() != nil {
				return rows, context.Cause(ctx)
			}
		}
	}
	for _, sink := range sinks {
		if err := sink.Close(); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// batch is how many scopes are worked out together.
const batch = 128
