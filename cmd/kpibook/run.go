package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/delivery"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

func (p *program) runCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "run [JOB...]",
		Short: "Read the data and publish the reports of the jobs, or of all jobs",
		RunE:  func(c *cobra.Command, names []string) error { return p.run(c.Context(), names) },
	}
	p.asOfFlag(c)
	p.policyFlag(c)
	c.Flags().StringVar(&p.until, "until", "", "look no further than this `month`, should the data go further: what a run is for that is made up later")
	c.Flags().StringVar(&p.period, "period", "", "report this `period` instead of the job's, such as 2026-10, FY2026-P09 in a year of weeks, or latest")
	c.Flags().StringVar(&p.out, "out", "", "write to this `path`: a folder, or a name that ends in .xlsx for a single job")
	c.Flags().BoolVar(&p.all, "all", false, "export the whole history, not the report month and the twelve months before it (tidy exports)")
	c.Flags().BoolVar(&p.dryRun, "dry-run", false, "do everything except write")
	return c
}

// run publishes the reports of the jobs, all of them or none.
func (p *program) run(ctx context.Context, names []string) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	tasks, err := p.tasks(file, names)
	if err != nil {
		return err
	}
	if p.dryRun {
		return p.produce(ctx, file, catalogue, tasks, &recording{program: p})
	}
	unlock, err := lock(file.Path)
	if err != nil {
		return err
	}
	defer unlock()
	r, err := p.begin(ctx, file, catalogue, names)
	if err != nil {
		return err
	}
	return r.end(ctx, p.produce(ctx, file, catalogue, tasks, r))
}

// produce reads the data, and builds and publishes the reports, as the recording of the run is told on the way.
func (p *program) produce(ctx context.Context, file *job.File, catalogue *formulas.Catalogue, tasks []task, r *recording) error {
	book, err := p.read(ctx, file, catalogue)
	if book != nil {
		r.read(book.Records)
	}
	if err != nil {
		if book == nil || p.dryRun || ctx.Err() != nil {
			return err
		}
		return errors.Join(err, p.quarantine(ctx, book, tasks[0].job, p.output(file, tasks[0].job, refused)))
	}
	if err := p.build(book, tasks); err != nil {
		return err
	}
	r.result.Build = r.took()
	if p.dryRun {
		err = rehearsed(ctx, tasks)
	} else {
		err = p.publish(ctx, book, tasks, r)
	}
	if err != nil {
		return err
	}
	var summaries []summary
	for _, t := range tasks {
		s := p.summarise(book, t)
		s.Run, s.Unchanged = r.run, r.result.Outcome == ledger.Unchanged
		summaries = append(summaries, s)
	}
	return p.printSummaries(summaries)
}

// publish puts the reports of the tasks in place, the rejected rows beside each, and takes away the rejects of earlier runs
// that are no longer true.
func (p *program) publish(ctx context.Context, book *pipeline.Book, tasks []task, r *recording) error {
	var e edition
	outputs := map[string]ledger.Output{}
	for i := range tasks {
		t := &tasks[i]
		before := len(e.files)
		t.product.publish(ctx, &e)
		for _, f := range e.files[before:] {
			outputs[f.path] = t.output(book, t.product.kind())
		}
		if rejected(book.Records) > 0 {
			t.rejects = addRejects(&e, book, t.job, t.path)
			outputs[t.rejects] = t.output(book, ledger.Rejects)
		}
		e.stale = slices.Concat(e.stale, rejectsOf(t.path), rejectsOf(p.output(book.Job, t.job, refused)))
	}
	e.stale = slices.DeleteFunc(e.stale, e.has) // with --out FILE the rejects of a refused run have the same name
	r.publishes(&e, outputs)
	if p.out == "" { // else it is written for whoever runs it, and nobody is told
		r.notices = func(ctx context.Context) ([]delivery.Notice, error) { return p.notices(ctx, book, tasks, r) }
	}
	stop := p.progress(ctx, "writing "+filepath.ToSlash(tasks[0].path))
	err := e.publish(ctx)
	stop()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		p.sayRejects(t.rejects)
	}
	return nil
}

// output is what the ledger is told of a file of the task beside its content.
func (t *task) output(book *pipeline.Book, kind string) ledger.Output {
	o := ledger.Output{Job: t.job.Name, Kind: kind, Period: t.period.ID(), AsOf: book.AsOf.String()}
	if w, ok := t.product.(*workbook); ok && kind == ledger.Workbook {
		o.Figures = publishedFigures(w.Workbook, book)
	}
	return o
}
