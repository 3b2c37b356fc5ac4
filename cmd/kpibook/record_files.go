package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"kpibook/pipeline"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/pipeline/restate"
	"kpibook/reports"
)

// publishes makes an edition record its files with this run. outputs has what is known of each beforehand, by path.
func (r *recording) publishes(e *edition, outputs map[string]ledger.Output) {
	if r.ledger == nil {
		return
	}
	e.commit = func(ctx context.Context) (bool, error) { return r.commit(ctx, e, outputs) }
	e.settle = func(ctx context.Context) error {
		var done []ledger.Placement
		for _, f := range e.files {
			done = append(done, ledger.Placement{Path: r.ledger.Name(f.path), SHA256: f.content.SHA256})
		}
		for _, path := range e.stale {
			done = append(done, ledger.Placement{Path: r.ledger.Name(path)})
		}
		if err := r.ledger.Settle(ctx, done); err != nil {
			return unrecorded(r.ledger.Dir(), err)
		}
		return nil
	}
}

// commit keeps the content of an edition's files and records them; same when all of them were published before as they are.
func (r *recording) commit(ctx context.Context, e *edition, outputs map[string]ledger.Output) (same bool, err error) {
	if same, err = r.published(ctx, e); err != nil {
		return false, unrecorded(r.ledger.Dir(), err)
	}
	if r.result.Outcome = ledger.Unchanged; same {
		r.result.Write = r.took()
		return true, r.finish(ctx)
	}
	r.result.Outcome = ledger.Published
	for _, f := range e.files {
		if err := r.keep(f); err != nil {
			return false, unrecorded(r.ledger.Dir(), err)
		}
		o := outputs[f.path]
		o.Figures = slices.Concat(o.Figures, f.figures)
		o.Path, o.SHA256, o.Bytes = r.ledger.Name(f.path), f.content.SHA256, f.content.Bytes
		r.result.Outputs = append(r.result.Outputs, o)
	}
	if err := r.seal(); err != nil {
		return false, err
	}
	for _, path := range e.stale {
		r.result.Removed = append(r.result.Removed, r.ledger.Name(path))
	}
	if ctx.Err() != nil { // the last moment at which a signal stops the run
		return false, context.Cause(ctx)
	}
	if r.notices != nil {
		notices, err := r.notices(ctx)
		if err := errors.Join(err, r.queue(notices)); err != nil {
			return false, err
		}
	}
	r.result.Write = r.took()
	return false, r.finish(ctx)
}

// seal seals, in the commit that publishes them, the restated reports and those of jobs that are sealed when they are published.
func (r *recording) seal() error {
	for i, o := range r.result.Outputs {
		_, restated := r.program.restating[sealKey{o.Job, o.Period}]
		j, err := r.file.Job(o.Job)
		if err != nil {
			return err
		}
		if !restated && (j.Seal != job.SealPublished || r.program.out != "") { // with --out it is a try-out
			continue
		}
		if o.Kind == ledger.Rejects || slices.ContainsFunc(r.result.Seals, func(s ledger.Seal) bool { return s.Job == o.Job && s.Period == o.Period }) {
			continue
		}
		changed, err := restate.Keep(r.ledger, r.file.Dir, r.result.Inputs)
		if err != nil {
			return unrecorded(r.ledger.Dir(), err)
		}
		r.result.Seals = append(r.result.Seals, ledger.Seal{JobFile: r.jobFile, Job: o.Job, Period: o.Period, Run: r.run, Output: i + 1, SealedAt: r.program.now(), Kept: len(changed) == 0 && keepable(r.file)})
	}
	return nil
}

// keep puts what was written beside a target among the objects.
func (r *recording) keep(f *edited) error {
	if r.ledger.Has(f.content.SHA256) {
		return nil
	}
	written, err := os.Open(f.pending.Name())
	if err != nil {
		return err
	}
	defer written.Close()
	kept, err := r.ledger.Put(written)
	if err == nil && kept != f.content {
		return errors.New(filepath.ToSlash(f.path) + " was changed while it was published")
	}
	return err
}

// published tells whether every file of an edition is what its visible name is to have already, and nothing goes.
func (r *recording) published(ctx context.Context, e *edition) (bool, error) {
	for _, f := range e.files {
		placed, ok, err := r.ledger.Placed(ctx, r.ledger.Name(f.path))
		if err != nil || !ok || placed.SHA256 != f.content.SHA256 {
			return false, err
		}
	}
	for _, path := range e.stale {
		if placed, ok, err := r.ledger.Placed(ctx, r.ledger.Name(path)); err != nil || ok && placed.SHA256 != "" {
			return false, err
		}
	}
	return true, nil
}

// addFigured is add for a file whose figures are known only when it is written.
func (e *edition) addFigured(path string, write func(io.Writer) ([]ledger.Figure, error)) {
	file := &edited{path: path}
	e.files = append(e.files, file)
	e.fills = append(e.fills, fill{[]*edited{file}, func(files []io.Writer) (err error) {
		file.figures, err = write(files[0])
		return err
	}})
}

// publishedFigures are the figures of a workbook, each once, with their exact values.
func publishedFigures(w *reports.Workbook, book *pipeline.Book) (figures []ledger.Figure) {
	evaluator := restate.NewEvaluator(book)
	seen := map[[3]string]bool{}
	for _, sheet := range w.Sheets {
		for _, row := range sheet.Rows {
			for _, c := range row.Cells {
				if c.Figure == nil {
					continue
				}
				kpi, scope, period := c.Figure.What.ID, c.Figure.Of.ID, c.Figure.Over.ID
				if seen[[3]string{kpi, scope, period}] {
					continue
				}
				seen[[3]string{kpi, scope, period}] = true
				if value, ok := evaluator.Value(kpi, scope, period); ok {
					figures = append(figures, restate.Figure(kpi, scope, period, value))
				}
			}
		}
	}
	return figures
}
