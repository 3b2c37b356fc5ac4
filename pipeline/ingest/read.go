package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// reader reads the sources of one job.
type reader struct {
	job             *job.File
	dir             string
	company         *time.Location
	calendar        period.Calendar
	sink            UsageSink
	records         *Records
	faults          Faults
	seed            maphash.Seed
	rows            map[string]map[uint64]seenRow // by dataset: ids and rows seen
	reused          map[string]*tally             // by dataset: ids with different content
	rates           map[rateKey]decimal.Decimal
	zeroDays        tally
	earlyStarts     tally                   // subscriptions that start before a year in which they are likely
	noTrials        tally                   // subscriptions whose trial ends before they start
	statuses        map[standing]statusRows // subscriptions that a finding about their status is for
	invoiceStatuses statusRows              // invoice lines with a status that nobody knows
	paidOnce        statusRows              // subscriptions by the word that stands for once in the place of an interval
	openStages      statusRows              // deals that are open by their stage, for want of an outcome
	dealsDecided    bool                    // some deal is won or lost
	severalAccounts tally                   // deals of several customers
	unequal         tally                   // subscriptions whose amount is not unit_amount times quantity
	unsound         tally                   // rates that contradict the one the other way round
	early           tally                   // usage before its subscription's start
	noScore         tally                   // surveys
	noAccount       map[string]*tally       // by dataset: rows that are unassigned
	undatedDeals    tally                   // won or lost
	earlyCloses     tally                   // deals closed before they were created
	halfServices    tally                   // invoice lines with one of the two ends of their service
	takenBack       tally                   // invoice lines whose status says that they were cancelled or written off
	contradicted    tally                   // contracts whose values do not add up
	unvalued        tally                   // renewals without the amount renewed
	usageAccounts   map[string]Place        // where each was seen first
	lastAccount     string
	usageKind       string          // in which way the usage says who used it; empty: no row has yet
	counted         map[string]bool // customers and times with a number of active users
	dimensions      map[string]bool
	sources         []*job.Source // by file
	twices          map[twice]*tally
	skipped         map[int]bool    // files whose content is that of another one
	placed          map[string]bool // fingerprints of rows mended by hand that were found
	hashes          map[string][sha256.Size]byte
	broken          map[string]bool // datasets with a file that could not be read
	memory          Memory          // nil: files are compared with no earlier run
}

// Read reads every source of a job, the files of each in the order of their names, usage last and row by row into the sink,
// which may be nil. Column and file faults stop their file only; all of them come back together as Faults. Rows that
// cannot be loaded are rejects of their file, and a fault when there are more of them than the source allows. The records
// come back with the faults, so that the rejects can still be written. Any other error is that of the context.
func Read(ctx context.Context, f *job.File, usage UsageSink) (*Records, error) {
	return ReadAfter(ctx, f, usage, nil)
}

// ReadAfter is Read with a memory of how earlier runs read the files, with which they are compared.
func ReadAfter(ctx context.Context, f *job.File, usage UsageSink, memory Memory) (*Records, error) {
	r := &reader{memory: memory, job: f, dir: f.Dir, company: f.Location, calendar: f.Calendar(), sink: usage, records: &Records{Datasets: map[string]*Loaded{}}, seed: maphash.MakeSeed(),
		rows: map[string]map[uint64]seenRow{}, twices: map[twice]*tally{}, reused: map[string]*tally{}, rates: map[rateKey]decimal.Decimal{}, usageAccounts: map[string]Place{},
		noAccount: map[string]*tally{}, counted: map[string]bool{}, dimensions: map[string]bool{}, broken: map[string]bool{}, skipped: map[int]bool{}, placed: map[string]bool{}, statuses: map[standing]statusRows{}, invoiceStatuses: statusRows{}, paidOnce: statusRows{}, openStages: statusRows{}, hashes: map[string][sha256.Size]byte{}}
	if r.company == nil {
		r.company = time.UTC
	}
	var err error
	if r.records.Fixes, err = LoadCorrections(f); !r.collect("", err) {
		return r.records, err
	}
	inputs := r.inputs()
	r.sources = make([]*job.Source, len(r.records.Files))
	for _, in := range inputs {
		r.sources[in.file] = in.source
	}
	latestFirst(inputs)
	queries := make([]*input, len(inputs))
	for i := range inputs {
		queries[i] = &inputs[i]
		defer inputs[i].drop()
	}
	if err := r.fetch(ctx, queries); err != nil {
		return r.records, err
	}
	for _, usageNow := range []bool{false, true} {
		for i := range inputs {
			if in := &inputs[i]; (in.dataset.Name == "usage") == usageNow {
				if same := r.sameContent(in, inputs[:i]); same >= 0 {
					r.skipFile(in.file, same)
					continue
				}
				if err := r.readFile(ctx, in); !r.collect(in.dataset.Name, err) {
					return r.records, err
				}
			}
		}
	}
	for i := range f.Sources {
		r.limit(&f.Sources[i], inputs)
		r.expected(i, inputs)
	}
	r.repeated(inputs)
	r.overlaps(inputs)
	r.reportStale()
	r.checkTwice()
	if len(r.broken) == 0 {
		r.crosscheck()
	}
	sortFindings(r.records.Findings)
	if len(r.faults) > 0 {
		r.faults.sort()
		return r.records, r.faults
	}
	return r.records, nil
}

// collect keeps the faults of a file. It tells false for any other error.
func (r *reader) collect(dataset string, err error) bool {
	var fault *Fault
	var faults Faults
	switch {
	case err == nil:
		return true
	case errors.As(err, &fault):
		r.faults = append(r.faults, fault)
	case errors.As(err, &faults):
		r.faults = append(r.faults, faults...)
	default:
		return false
	}
	r.broken[dataset] = true
	return true
}

// readFile reads one file twice: once to learn how it is written, once to load it.
func (r *reader) readFile(ctx context.Context, in *input) error {
	s := in.source
	name := r.records.Files[in.file].Path
	for _, join := range s.Joins {
		if r.broken[join.Dataset] {
			r.broken[in.dataset.Name] = true // the fault that counts is reported already
			return nil
		}
	}
	if s.Query != "" && in.result == nil {
		return nil // it was not fetched, and the fault says why
	}
	open := func() (*Table, error) {
		t, err := in.open(ctx, name)
		if err == nil {
			if err = r.correct(ctx, in, t); err != nil {
				_ = t.Close()
			}
		}
		return t, err
	}
	first, err := open()
	if err != nil {
		return err
	}
	defer first.Close()
	p, err := profileOf(s, in.dataset, first)
	if err != nil {
		return err
	}
	before, err := r.remember(in, first, "")
	if err != nil {
		return err
	}
	l := plan(s, in.dataset, first, r.job.Currency, p, before)
	for _, j := range l.joins {
		if err := r.fill(ctx, l, j); err != nil {
			return err
		}
	}
	if len(l.faults) > 0 {
		return l.faults
	}
	first.needs = l.needs()
	formats, err := l.survey(r.company, in.dataset.Name == "usage")
	if err != nil {
		return err
	}
	if len(l.faults) > 0 {
		return l.faults
	}
	second, err := open()
	if err != nil {
		return err
	}
	defer second.Close()
	l.table, second.needs = second, first.needs
	v := r.view(in, l, formats)
	v.planOverlap(r.several(in.dataset.Name))
	err = r.load(v)
	v.close(r.records.Datasets[in.dataset.Name])
	if err == nil && first.SHA256 != "" && first.SHA256 != second.SHA256 {
		err = &Fault{File: name, Message: "the file changed while it was read", Fix: "run again when it is complete"}
	}
	if err != nil || l.quarantine {
		return err
	}
	if before, err = r.remember(in, second, second.SHA256); before == nil || err != nil {
		return err
	}
	return v.drift(before)
}

// view prepares to read a file under its layout.
func (r *reader) view(in *input, l *layout, formats []format) *view {
	v := &view{r: r, table: l.table, layout: l, formats: formats, file: &r.records.Files[in.file], index: int32(in.file), totals: newTotals(),
		days: make([]cachedDay, len(in.dataset.Columns)), status: -1, standings: map[string]standing{}, words: l.planWords()}
	v.planBesides()
	for _, name := range in.dataset.identity() {
		column := l.index[name]
		if l.origins[column].by == "" && in.dataset.Columns[column].Type == ID {
			v.keys = nil
			break
		}
		v.keys = append(v.keys, column)
	}
	if column, ok := l.index["status"]; ok && (in.dataset.Name == "invoices" || in.dataset.Name == "subscriptions") && l.origins[column].by != "" {
		v.status = column
	}
	return v
}

// several tells whether a dataset has more than one file.
func (r *reader) several(dataset string) bool {
	n := 0
	for i := range r.records.Files {
		if r.records.Files[i].Dataset == dataset {
			n++
		}
	}
	return n > 1
}

// close puts the account of a file into its record.
func (v *view) close(loaded *Loaded) {
	f, l := v.file, v.layout
	f.SHA256, f.Bytes, f.Sheet, f.Header = v.table.SHA256, v.table.Bytes, v.table.Sheet, v.table.Header
	f.How = slices.Concat(v.table.How, l.how, f.How)
	if v.filled > 0 {
		f.How = append(f.How, fmt.Sprintf("%s filled with the value above, in %s", plural(v.filled, "empty field"), strings.Join(l.source.FillDown, ", ")))
	}
	v.stateBeside()
	v.sayNamed()
	v.reportEdits()
	v.reportUnfit()
	v.sayEnds()
	v.reportSpare()
	v.saySkipped()
	v.reportBesides()
	for _, column := range slices.Sorted(maps.Keys(l.source.EndDates)) {
		switch said := l.source.EndDates[column]; {
		case said == "inclusive" && !l.dataset.lastDay(column):
			f.How = append(f.How, column+": the last day, so the day after it ends")
		case said == "exclusive" && l.dataset.lastDay(column):
			f.How = append(f.How, column+": the first day without, so the day before it is the last")
		}
	}
	if l.source.InMinorUnits() {
		f.How = append(f.How, "amounts are in minor units, such as cents")
	}
	f.Mapped, f.Unused, f.Totals, f.Words = l.mapped, l.unused, v.totals.list(), v.words.list(l.dataset.Columns)
	for _, m := range l.mapped {
		loaded.Columns[m.Column] = true
		for _, implied := range l.dataset.implies(m.Column) {
			loaded.Columns[implied] = true
		}
	}
	for _, j := range l.joins {
		v.reportMissing(j)
	}
	for _, free := range l.free {
		v.r.dimensions[free.name] = true
	}
	v.warn()
}
