package main

import (
	"context"
	"io"
	"path/filepath"

	"kpibook/pipeline"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/reports"
	"kpibook/reports/csops"
	"kpibook/reports/finance"
	"kpibook/reports/tidy"
	"kpibook/reports/xlsx"
)

// product is what a task makes, laid out and ready to be written.
type product interface {
	files() []string                         // the paths it writes, the one to open first at the front
	publish(ctx context.Context, e *edition) // puts its files into an edition, and what they replace
	rehearse(ctx context.Context) error      // does what publishing would, up to the writing
	kind() string                            // what the ledger calls its files
	size() (count int, of string)            // what it holds, for the summary; "" when there is nothing to say
}

// makes lays out what a task makes.
func (p *program) makes(book *pipeline.Book, t *task, look reports.Look) (product, error) {
	switch t.job.Report {
	case job.Tidy:
		export, err := tidy.New(book, t.job, t.period, p.all)
		return &longTable{folder: t.path, export: export}, err
	case job.QBR:
		return newPacks(book, t, look)
	case job.CSOps:
		workbook, err := csops.Build(book, t.period, look)
		return newWorkbook(t.path, workbook, err)
	}
	workbook, err := finance.Build(book, t.job, t.period, look)
	return newWorkbook(t.path, workbook, err)
}

// workbook is one Excel file.
type workbook struct {
	path string
	*reports.Workbook
}

func newWorkbook(path string, w *reports.Workbook, err error) (product, error) {
	if err != nil {
		return nil, err
	}
	shorten(w)
	return &workbook{path, w}, nil
}

func (w *workbook) files() []string                { return []string{w.path} }
func (w *workbook) rehearse(context.Context) error { return nil }
func (w *workbook) kind() string                   { return ledger.Workbook }
func (w *workbook) size() (int, string)            { return 0, "" }

func (w *workbook) publish(_ context.Context, e *edition) {
	e.add(w.path, func(out io.Writer) error { return xlsx.Write(out, w.Workbook) })
}

// longTable is a tidy export: a folder with the figures in every format and their definitions.
type longTable struct {
	folder string
	export *tidy.Export
	rows   int
}

func (t *longTable) files() []string {
	return append(t.figures(), filepath.Join(t.folder, tidy.Definitions))
}

// figures are the paths of the files of figures.
func (t *longTable) figures() (paths []string) {
	for _, name := range t.export.Files() {
		paths = append(paths, filepath.Join(t.folder, name))
	}
	return paths
}

// publish adds the files, and takes away what an export with other settings left in the folder.
func (t *longTable) publish(ctx context.Context, e *edition) {
	e.addTogether(t.figures(), func(files []io.Writer) error {
		sinks, err := t.export.Sinks(files)
		if err != nil {
			return err
		}
		t.rows, err = t.export.Write(ctx, sinks...)
		return err
	})
	e.add(filepath.Join(t.folder, tidy.Definitions), t.export.WriteDefinitions)
	for _, name := range t.export.Stale() {
		e.stale = append(e.stale, filepath.Join(t.folder, name))
	}
}

func (t *longTable) rehearse(ctx context.Context) (err error) {
	t.rows, err = t.export.Write(ctx)
	return err
}

func (t *longTable) kind() string { return ledger.Table }

func (t *longTable) size() (int, string) { return t.rows, "row" }

// rehearsed does what publishing the tasks would, up to the writing.
func rehearsed(ctx context.Context, tasks []task) error {
	for _, t := range tasks {
		if err := t.product.rehearse(ctx); err != nil {
			return err
		}
	}
	return nil
}

// writes are the paths that a task may write, before its product is laid out.
func (t *task) writes() []string {
	if t.job.Report == job.Tidy {
		return tidy.Paths(t.path)
	}
	return []string{t.path}
}
