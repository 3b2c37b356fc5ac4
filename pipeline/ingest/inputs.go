package ingest

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// input is one file of a source.
type input struct {
	source  *job.Source
	dataset *Dataset
	path    string // to open it
	file    int    // in Records.Files
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
		for _, pattern := range source.Files {
			paths, err := r.glob(pattern)
			if err != nil || len(paths) == 0 {
				refuse("check the path; it starts at the folder of the job file", "no file matches %q, of dataset %s", pattern, source.Dataset)
			}
			slices.Sort(paths)
			for _, path := range paths {
				inputs = append(inputs, input{source, &datasets[at], path, len(r.records.Files)})
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

// glob finds the files of a pattern. Only the pattern may have wildcards, not the folder of the job file.
func (r *reader) glob(pattern string) ([]string, error) {
	if _, err := os.Stat(r.absolute(pattern)); err == nil {
		return []string{r.absolute(pattern)}, nil
	}
	elements := strings.Split(filepath.ToSlash(pattern), "/")
	at := slices.IndexFunc(elements, func(element string) bool { return strings.ContainsAny(element, `*?[\`) })
	if at < 0 {
		return nil, nil
	}
	root := r.absolute(strings.Join(elements[:at], "/") + "/.")
	if at == 0 {
		root = r.absolute(".")
	}
	paths, err := fs.Glob(os.DirFS(root), strings.Join(elements[at:], "/"))
	for i, path := range paths {
		paths[i] = filepath.Join(root, filepath.FromSlash(path))
	}
	return paths, err
}

func (r *reader) absolute(path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(r.dir, path)
}

// name is a path as the job file would name it: relative to it, with forward slashes.
func (r *reader) name(path string) string {
	name, err := filepath.Rel(r.absolute("."), path)
	if err != nil {
		name = filepath.Base(path)
	}
	return filepath.ToSlash(name)
}
