package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// readingOf is how a file was read, for the ledger.
func readingOf(f *ingest.File) string {
	text, err := json.Marshal(f.Reading())
	if err != nil {
		return ""
	}
	return string(text)
}

// memory is what the ledger knows of how earlier runs read the files of a job file, and what gives it back. Without a ledger there is
// none; where one cannot be read, files go uncompared, which is said.
func (p *program) memory(ctx context.Context, file *job.File) (ingest.Memory, func()) {
	none := func() {}
	dir := p.workspaceDir(file)
	if _, err := os.Stat(filepath.Join(dir, ledger.File)); errors.Is(err, fs.ErrNotExist) {
		return nil, none
	}
	l, err := ledger.Open(ctx, dir, file.Dir)
	if err != nil {
		fmt.Fprintf(p.stderr, "headers are not compared with earlier runs: %s: %v\n", filepath.ToSlash(dir), cause(err))
		return nil, none
	}
	return func(dataset, sha256 string) ([]ingest.Reading, error) {
		run, at, inputs, err := l.Inputs(ctx, l.Name(file.Path), dataset, sha256, p.before)
		if err != nil {
			return nil, unrecorded(dir, err)
		}
		var readings []ingest.Reading
		for _, in := range inputs {
			r := ingest.Reading{}
			if err := json.Unmarshal([]byte(in.Reading), &r); err != nil {
				return nil, unrecorded(dir, err)
			}
			r.Run, r.On, r.Path, r.SHA256 = run, at.In(file.Location).Format("2006-01-02"), in.Path, in.SHA256
			readings = append(readings, r)
		}
		return readings, nil
	}, func() { l.Close() }
}
