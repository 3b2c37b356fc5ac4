package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/delivery"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/pipeline/restate"
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
	var seals []ledger.Seal
	if r.ledger != nil {
		if seals, err = p.seals(ctx, r.ledger, file); err != nil {
			return err
		}
		if err := p.lookBack(ctx, r.ledger, file, seals, book); err != nil {
			return err
		}
		p.sayRestatements(book)
		r.findings(book.Records)
		r.restatements(book)
		if tasks, err = p.changed(ctx, tasks, book, r); err != nil {
			return err
		}
		if len(tasks) == 0 {
			r.result.Outcome = ledger.Unchanged
			return r.finish(ctx)
		}
	}
	if err := p.build(book, tasks); err != nil {
		return err
	}
	asked := tasks
	if tasks, err = p.leaveSealed(ctx, tasks, seals, r.ledger); err != nil {
		return err
	}
	if len(tasks) == 0 {
		r.result.Outcome = ledger.Unchanged
		if err := r.tellRestated(book, asked); err != nil {
			return err
		}
		return errors.Join(r.finish(ctx), p.printSummaries([]summary{}))
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
	e, outputs := p.edition(ctx, book, tasks)
	r.publishes(e, outputs)
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
	for _, s := range r.result.Seals {
		fmt.Fprintf(p.stderr, "%s %s is sealed: what changes from now on is a restatement\n", s.Job, s.Period)
	}
	return nil
}

// edition is the files of the tasks, and what the ledger is told of each by its path.
func (p *program) edition(ctx context.Context, book *pipeline.Book, tasks []task) (*edition, map[string]ledger.Output) {
	e, outputs := &edition{}, map[string]ledger.Output{}
	for i := range tasks {
		t := &tasks[i]
		before := len(e.files)
		t.product.publish(ctx, e)
		for _, f := range e.files[before:] {
			outputs[f.path] = p.numbered(t, t.output(book, t.product.kind()))
		}
		if rejected(book.Records) > 0 {
			t.rejects = p.addRejects(e, book, t.job, t.path)
			outputs[t.rejects] = t.output(book, ledger.Rejects)
		}
		e.stale = slices.Concat(e.stale, rejectsOf(t.path), rejectsOf(p.output(book.Job, t.job, refused)))
	}
	e.stale = slices.DeleteFunc(e.stale, e.has) // with --out FILE the rejects of a refused run have the same name
	return e, outputs
}

// output is what the ledger is told of a file of the task beside its content.
func (t *task) output(book *pipeline.Book, kind string) ledger.Output {
	o := ledger.Output{Job: t.job.Name, Kind: kind, Period: t.period.ID(), AsOf: book.AsOf.String()}
	if w, ok := t.product.(*workbook); ok && kind == ledger.Workbook {
		o.Figures = publishedFigures(w.Workbook, book)
	}
	return o
}

// lookBack tells a book what has become of sealed periods.
func (p *program) lookBack(ctx context.Context, l *ledger.Ledger, file *job.File, seals []ledger.Seal, book *pipeline.Book) (err error) {
	if book.Restatements, err = p.restated(ctx, l, file, seals, book); err != nil {
		return err
	}
	book.Records.Find(restate.Vanished(book.Restatements)...)
	return nil
}

// changed leaves out of a restatement the reports of which no figure has changed, and says so; of a folder, whose figures are not
// kept, those that would be made of the same input.
func (p *program) changed(ctx context.Context, tasks []task, book *pipeline.Book, r *recording) (left []task, err error) {
	for _, t := range tasks {
		seal, restating := p.restating[sealKey{t.job.Name, t.asked.ID()}]
		differs := !restating || slices.ContainsFunc(book.Restatements, func(r pipeline.Restatement) bool { return r.Job == t.job.Name && r.Period == t.asked.ID() })
		if restating && t.job.Folder() {
			then, err := r.ledger.Run(ctx, seal.Run)
			if err != nil {
				return nil, err
			}
			differs = then.Settings != book.Job.SHA256 || then.Catalogue != catalogueHash(book.Catalogue) || !sameInputs(then.Inputs, r.result.Inputs)
		}
		if differs {
			left = append(left, t)
			continue
		}
		fmt.Fprintf(p.stdout, "%s %s: every figure is what was reported, so there is nothing to restate\n", t.job.Name, t.asked.ID())
	}
	return left, nil
}

// numbered gives a restated report the version after the sealed one.
func (p *program) numbered(t *task, o ledger.Output) ledger.Output {
	if seal, ok := p.restating[sealKey{t.job.Name, t.period.ID()}]; ok {
		o.Version = seal.Report + 1
	}
	return o
}
