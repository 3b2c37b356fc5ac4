package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// StandardInput stands in the place of the name of a file for what was piped in.
const StandardInput = "standard input"

// input is one file of a source, or its query.
type input struct {
	source  *job.Source
	dataset *Dataset
	path    string  // to open it; empty for a query
	file    int     // in Records.Files
	result  *result // of the query; nil for a file, and until it is fetched
}

// open opens the table of an input, which is called name.
func (in *input) open(ctx context.Context, name string) (*Table, error) {
	if in.result != nil {
		return in.result.table(ctx, name, in.source.Query), nil
	}
	known := score(in.source, in.dataset)
	t, err := openTable(ctx, in.path, name, optionsOf(in.source), known)
	if err == nil {
		t.score = known
	}
	return t, err
}

// drop gives back what the query gave.
func (in *input) drop() {
	if in.result != nil {
		in.result.drop()
	}
}

// inputs finds the files of all sources, in the order of the job file.
func (r *reader) inputs() (inputs []input) {
	datasets := Schema()
	for i := range r.job.Sources {
		source := &r.job.Sources[i]
		at := slices.IndexFunc(datasets, func(d Dataset) bool { return d.Name == source.Dataset })
		refuse := func(fix, format string, args ...any) {
			r.faults = append(r.faults, &Fault{File: r.jobFile(), Line: source.Line, Message: fmt.Sprintf(format, args...), Fix: fix})
			r.broken[source.Dataset] = true
		}
		var names, supported []string
		for _, d := range datasets {
			names = append(names, d.Name)
			if d.Supported {
				supported = append(supported, d.Name)
			}
		}
		if at < 0 {
			refuse(meantDataset(source.Dataset, names), "there is no dataset %q", source.Dataset)
			continue
		}
		if !datasets[at].Supported {
			refuse("take the source out; this version reads "+strings.Join(supported, ", "), "this version does not read the dataset %s", source.Dataset)
			continue
		}
		if r.records.Datasets[source.Dataset] == nil {
			r.records.Datasets[source.Dataset] = &Loaded{Columns: map[string]bool{}, First: period.NoDate, Last: period.NoDate}
		}
		if source.Query != "" {
			inputs = append(inputs, input{source: source, dataset: &datasets[at], file: len(r.records.Files)})
			r.records.Files = append(r.records.Files, File{Path: r.job.QueryName(i), Query: source.Query, Dataset: source.Dataset, SkippedBy: map[string]int{}})
		}
		for _, pattern := range source.Files {
			paths, inner, err := r.expand(pattern)
			var fault *Fault
			switch {
			case errors.As(err, &fault):
				fault.File = r.name(fault.File)
				r.collect(source.Dataset, fault)
			case err != nil || len(paths) == 0:
				refuse("check the path; it starts at the folder of the job file", "no file matches %q, of dataset %s", pattern, source.Dataset)
			}
			for _, folder := range inner {
				r.records.Findings = append(r.records.Findings, Finding{Place: Place{File: -1}, Kind: "folder_not_entered", Count: 1,
					Text: fmt.Sprintf("%s is a folder in %s, and what it holds is not read", r.name(folder), pattern), Fix: "name it as well, if its files are of the dataset " + source.Dataset})
			}
			for _, path := range paths {
				inputs = append(inputs, input{source: source, dataset: &datasets[at], path: path, file: len(r.records.Files)})
				r.records.Files = append(r.records.Files, File{Path: r.name(path), Dataset: source.Dataset, SkippedBy: map[string]int{}})
			}
		}
	}
	return inputs
}

func meantDataset(name string, known []string) string {
	if near := job.Nearest(name, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "the datasets are: " + strings.Join(known, ", ")
}

// jobFile is the name of the job file, without its folder.
func (r *reader) jobFile() string {
	if r.job.Path == "" {
		return "the job file"
	}
	return filepath.Base(r.job.Path)
}

// expand finds the files of a pattern of the job file.
func (r *reader) expand(pattern string) (files, inner []string, err error) {
	if pattern == job.Stdin {
		if r.job.Piped == "" {
			return nil, nil, &Fault{File: StandardInput, Message: "nothing is read from it", Fix: "pipe the file in, as in cat export.csv | kpibook run"}
		}
		return []string{r.job.Piped}, nil, nil
	}
	return Expand(r.dir, pattern)
}

// name is a path as the job file would name it: relative to it, with forward slashes.
func (r *reader) name(path string) string {
	if path == StandardInput || path == r.job.Piped && path != "" {
		return StandardInput
	}
	name, err := filepath.Rel(absolute(r.dir, "."), path)
	if err != nil {
		name = filepath.Base(path)
	}
	return filepath.ToSlash(name)
}
