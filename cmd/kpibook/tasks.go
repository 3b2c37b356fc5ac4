package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/job"
)

// task is a report to make: of which job, for which period, and where it goes.
type task struct {
	job     job.Job
	index   int           // of the job in its file
	asked   period.Period // what --period or the job file says; unset for the latest
	latest  bool
	period  period.Period // a month, or the quarter of a business review
	path    string        // of the workbook, or of the folder
	rejects string        // where the rejected rows were written; empty when there are none
	product product
	fault   func(message, fix string) error // at the place that asked for the period
}

// tasks are the jobs of these names, all of them when there is none, each with the month asked for. What can be wrong with
// that is said before anything is read.
func (p *program) tasks(file *job.File, names []string) ([]task, error) {
	if p.asOf != "" {
		if _, err := file.Calendar().ParseMonth(p.asOf); err != nil {
			return nil, usagef("--as-of: %w", err)
		}
	}
	if p.until != "" {
		if _, err := file.Calendar().ParseMonth(p.until); err != nil {
			return nil, usagef("--until: %w", err)
		}
	}
	var tasks []task
	var faults job.Faults
	for i, j := range file.Jobs {
		if len(names) > 0 && !slices.Contains(names, j.Name) {
			continue
		}
		t := task{job: j, index: i, fault: func(message, fix string) error {
			return job.Faults{file.Fault(message, fix, "jobs", strconv.Itoa(i), "period")}
		}}
		text := j.Period
		if p.period != "" {
			text = p.period
			t.fault = func(message, fix string) error { return usagef("--period: %s\nfix: %s", message, fix) }
		}
		t.latest = text == job.Latest
		if !t.latest {
			if err := t.ask(file.Calendar(), text); err != nil {
				var faulty job.Faults
				if !errors.As(err, &faulty) {
					return nil, err
				}
				faults = append(faults, faulty...)
			}
		}
		tasks = append(tasks, t)
	}
	for _, name := range names {
		if _, err := file.Job(name); err != nil {
			return nil, usagef("%w", err)
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	for _, t := range tasks {
		switch {
		case isWorkbook(p.out) && len(tasks) > 1:
			return nil, usagef("--out %s is one file for %d jobs\nfix: name the job to run, or give a folder", p.out, len(tasks))
		case isWorkbook(p.out) && t.job.Folder():
			return nil, usagef("--out %s is a workbook, and job %s writes a folder\nfix: give a folder", p.out, t.job.Name)
		}
	}
	return tasks, nil
}

// ask sets the period asked for, which has to be of the kind that the report is about.
func (t *task) ask(calendar period.Calendar, text string) error {
	kind := t.job.Kind()
	fix := "write latest, or a month such as " + calendar.MonthExample()
	if kind == period.QuarterKind {
		fix = "write latest, or a quarter such as " + calendar.QuarterExample()
	}
	asked, err := calendar.Parse(text)
	switch {
	case err != nil:
		return t.fault(err.Error(), fix)
	case asked.Kind != kind:
		return t.fault("a "+t.job.Report+" report is about one "+kind.String()+", not "+asked.Label(), fix)
	}
	t.asked = asked
	return nil
}

// due is the period that the report is about.
func (t *task) due(book *pipeline.Book) period.Period {
	if t.latest {
		return book.Latest(t.job.Kind())
	}
	return t.asked
}

// build settles where the workbook of every task goes and lays it out. Everything that is wrong with a job and takes the data to
// see is said at once.
func (p *program) build(book *pipeline.Book, tasks []task) error {
	var faults job.Faults
	taken := map[string]string{}
	for i := range tasks {
		t := &tasks[i]
		t.period = t.due(book)
		for _, err := range []error{t.covered(book), t.grouped(book), p.place(book, t, taken)} {
			var faulty job.Faults
			if err != nil && !errors.As(err, &faulty) {
				return err
			}
			faults = append(faults, faulty...)
		}
	}
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(a, b job.Fault) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column)) })
		return faults
	}
	if oversized := oversized(book); len(oversized) > 0 && slices.ContainsFunc(tasks, func(t task) bool { return t.job.Report != job.Tidy }) {
		return oversized
	}
	look, err := look(book.Job)
	if err != nil {
		return err
	}
	for i := range tasks {
		t := &tasks[i]
		if t.product, err = p.makes(book, t, look); err != nil {
			return &failure{invalid, fmt.Errorf("job %s: %w", t.job.Name, err)}
		}
	}
	return nil
}

// covered checks that there is data for the period.
func (t *task) covered(book *pipeline.Book) error {
	if m := t.period.Last; m < book.Facts.First || m > book.AsOf {
		return t.fault(fmt.Sprintf("there is no data for %s: it runs from %s to %s", m.Label(), book.Facts.First.Label(), book.AsOf.Label()),
			"ask for a "+t.period.Kind.String()+" in between")
	}
	return nil
}

// grouped checks that the accounts have the dimensions that the job groups by.
func (t *task) grouped(book *pipeline.Book) error {
	var faults job.Faults
	known := book.Facts.Dimensions()
	for i, name := range t.job.Dimensions {
		if slices.Contains(known, name) {
			continue
		}
		message, fix := fmt.Sprintf("the accounts have no column %q", name), "write one of "+strings.Join(known, ", ")
		if near := job.Nearest(name, known); near != "" {
			fix = "did you mean " + near + "?"
		} else if len(known) == 0 {
			message, fix = message+", nor any other to group by", "take it out, or add an accounts dataset with the column"
		}
		faults = append(faults, book.Job.Fault(message, fix, "jobs", strconv.Itoa(t.index), "dimensions", strconv.Itoa(i)))
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// place settles where the report goes, which is over no source and no other job's report: taken has those by path.
func (p *program) place(book *pipeline.Book, t *task, taken map[string]string) error {
	t.path = p.output(book.Job, t.job, t.period.ID())
	if seal, ok := p.restating[sealKey{t.job.Name, t.period.ID()}]; ok {
		t.path = versioned(t.path, t.job.Folder(), seal.Report+1)
	}
	fault := func(message, fix string) error {
		if p.out != "" {
			return usagef("--out: %s\nfix: give another path, or run the jobs one by one", message)
		}
		return job.Faults{book.Job.Fault(message, fix, "jobs", strconv.Itoa(t.index), "output")}
	}
	if other, ok := taken[t.path]; ok {
		return fault(fmt.Sprintf("jobs %s and %s would both write %s", other, t.job.Name, filepath.ToSlash(t.path)), "put {job} into the output pattern")
	}
	taken[t.path] = t.job.Name
	for _, path := range t.writes() {
		if source, ok := sourceAt(book, path); ok {
			return fault(fmt.Sprintf("job %s would overwrite the source %s", t.job.Name, source), "give it another output")
		}
	}
	for _, path := range rejectsOf(t.path) {
		if source, ok := sourceAt(book, path); ok {
			return fault(fmt.Sprintf("the rejected rows of job %s would take the place of the source %s", t.job.Name, source), "keep mended rows in a file of another name")
		}
	}
	return nil
}

// output is where a job's report for a period goes.
func (p *program) output(file *job.File, j job.Job, period string) string {
	path := file.Output(j, period)
	switch {
	case p.out == "":
		return path
	case isWorkbook(p.out):
		return filepath.Clean(p.out)
	}
	return filepath.Join(p.out, filepath.Base(path))
}

func isWorkbook(path string) bool { return strings.EqualFold(filepath.Ext(path), ".xlsx") }

// sourceAt finds the source that a report would overwrite.
func sourceAt(book *pipeline.Book, path string) (string, bool) {
	target, err := os.Stat(path)
	if err != nil {
		return "", false // there is nothing to overwrite
	}
	for _, f := range book.Records.Files {
		source, err := os.Stat(filepath.Join(book.Job.Dir, filepath.FromSlash(f.Path)))
		if err == nil && os.SameFile(source, target) {
			return f.Path, true
		}
	}
	return "", false
}
