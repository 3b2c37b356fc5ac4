// Package pipeline is the whole flow on one screen: the files of a job are read into records, records become facts, the
// catalogue turns facts into figures, and checks prove that the figures close.
package pipeline

import (
	"context"
	"fmt"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// Book is a company's figures, ready to be reported: the KPIs of any scope and period, what they were read from, and the
// checks they passed.
type Book struct {
	*compute.Book
	Job     *job.File
	Records *ingest.Records
	AsOf    period.Month
	AsOfHow string // one sentence: how the as-of month was chosen
	Checks  []Check
	Tool    string // the program that made it, with its version

	Restatements []Restatement // of sealed periods, as the ledger has them

	usage *facts.Usage
}

// Options are what a run may set beside the job file.
type Options struct {
	AsOf  string // a month such as 2026-10, or a period such as FY2026-P09 in a year of weeks; empty: the last complete month in the data
	Tool  string // the program and its version
	Until string // the last month to look at, should the data go further; of a run that is made up after the month it is for

	Memory ingest.Memory // how earlier runs read the files; nil: they are compared with none
}

// Read does everything up to the figures. Its errors are ingest.Faults for input that is refused, job.Faults for settings
// that name no KPI or no group of customers, and *ChecksFailed; the Book that comes along holds what is known by then, so that rejects can be
// shown, and is nil before any file was read.
func Read(ctx context.Context, file *job.File, catalogue *formulas.Catalogue, options Options) (*Book, error) {
	if err := compute.CheckSettings(catalogue, file); err != nil {
		return nil, err
	}
	usage := facts.NewUsage(file.Calendar(), file.KPIs.CriticalFeatures)
	records, err := ingest.ReadAfter(ctx, file, usage, options.Memory)
	book := &Book{Job: file, Records: records, Tool: options.Tool, usage: usage}
	if err != nil {
		return book, err
	}
	if book.AsOf, book.AsOfHow, err = asOf(file.Calendar(), records, usage, options); err != nil {
		return book, err
	}
	f, err := facts.Build(file, records, usage, book.AsOf)
	if err != nil {
		return book, err
	}
	book.Book = compute.New(f, catalogue, file.KPIs)
	if err := book.CheckHealth(file); err != nil {
		return book, err
	}
	if err := book.setTargets(); err != nil {
		return book, err
	}
	records.Find(sharpChanges(book)...)
	book.Checks = checks(book)
	return book, failed(book.Checks)
}

// Assemble makes a book of records that were read before, without the checks: for looking at the same data as of another month,
// or at data that no file holds. usage may be nil. The errors are those of facts.Build.
func Assemble(file *job.File, catalogue *formulas.Catalogue, records *ingest.Records, usage *facts.Usage, asOf period.Month) (*Book, error) {
	f, err := facts.Build(file, records, usage, asOf)
	if err != nil {
		return nil, err
	}
	return &Book{Book: compute.New(f, catalogue, file.KPIs), Job: file, Records: records, AsOf: asOf, usage: usage}, nil
}

// Usage is what was counted of the usage rows; nil when there are none.
func (b *Book) Usage() *facts.Usage { return b.usage }

// At is the book as of another month.
func (b *Book) At(asOf period.Month) (*Book, error) {
	return Assemble(b.Job, b.Catalogue, b.Records, b.usage, asOf)
}

// asOf is the month to report: the one asked for, or the last complete one in the data.
func asOf(calendar period.Calendar, records *ingest.Records, usage *facts.Usage, options Options) (period.Month, string, error) {
	last, how, err := facts.LastCompleteMonth(calendar, records, usage)
	if options.AsOf == "" {
		if err != nil {
			return 0, "", ingest.Faults{{Monthless: true, Message: err.Error(), Fix: "correct the date or add what is missing, or say the month to report with --as-of"}}
		}
		return until(calendar, last, how, options)
	}
	month, parseErr := calendar.ParseMonth(options.AsOf)
	if parseErr != nil {
		return 0, "", parseErr
	}
	if err == nil && month > last {
		return month, fmt.Sprintf("%s was asked for, although %s", month.Label(), how), nil
	}
	return month, month.Label() + " was asked for", nil
}

// until keeps the as-of month to the last one that a run may look at.
func until(calendar period.Calendar, last period.Month, how string, options Options) (period.Month, string, error) {
	if options.Until == "" {
		return last, how, nil
	}
	month, err := calendar.ParseMonth(options.Until)
	if err != nil || month >= last {
		return last, how, err
	}
	return month, fmt.Sprintf("%s is the month that the run is for, although %s", month.Label(), how), nil
}

// Latest is the last period of a kind that is over by the as-of month.
func (b *Book) Latest(kind period.Kind) period.Period {
	p := b.Facts.Calendar.At(kind, b.AsOf)
	if p.Last > b.AsOf {
		p, _ = p.Previous()
	}
	return p
}

// Schema is what a job file may map: every dataset with its columns.
func Schema() job.Schema { return ingest.JobSchema() }
