package main

import (
	"context"
	"io"
	"path/filepath"

	"kpibook/reports/tidy"
)

// tables are the paths of a tidy export's figures.
func (t *task) tables() (paths []string) {
	for _, name := range t.export.Files() {
		paths = append(paths, filepath.Join(t.path, name))
	}
	return paths
}

// publishTable puts a tidy export into an edition: its figures in every format, the definitions, and away with what an export
// with other settings left in the folder.
func (t *task) publishTable(ctx context.Context, e *edition) {
	e.addTogether(t.tables(), func(files []io.Writer) error {
		sinks, err := t.export.Sinks(files)
		if err != nil {
			return err
		}
		t.rows, err = t.export.Write(ctx, sinks...)
		return err
	})
	e.add(filepath.Join(t.path, tidy.Definitions), t.export.WriteDefinitions)
	for _, name := range t.export.Stale() {
		e.stale = append(e.stale, filepath.Join(t.path, name))
	}
}

// countRows does what publishing tidy exports would, up to the writing.
func countRows(ctx context.Context, tasks []task) (err error) {
	for i := range tasks {
		if t := &tasks[i]; t.export != nil && err == nil {
			t.rows, err = t.export.Write(ctx)
		}
	}
	return err
}
