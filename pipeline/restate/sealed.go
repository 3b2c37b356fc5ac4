package restate

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// settings are the sealed job file, as the run of the report used it.
type settings struct {
	file      *job.File
	catalogue *formulas.Catalogue
	fault     error // why this program refuses it; the others are nil then
}

// settingsOf reads the sealed job file as if it stood at name. The error is that of the ledger.
func settingsOf(l *ledger.Ledger, seal ledger.Seal, policy, name string) (s settings, err error) {
	var text bytes.Buffer
	if err := l.Get(seal.Settings, &text); err != nil {
		return s, err
	}
	if s.file, s.fault = job.Decode(name, text.Bytes(), pipeline.Schema()); s.fault != nil {
		return s, nil
	}
	s.file.SetPolicy(policy)
	if s.catalogue, s.fault = s.file.Catalogue(); s.fault == nil {
		s.fault = compute.CheckSettings(s.catalogue, s.file)
	}
	return s, nil
}

// chosen are the KPIs by the ids under which they are published, each in the definition that the job file chose; nil when that is not
// known.
func (s settings) chosen() map[string]bool {
	if s.fault != nil {
		return nil
	}
	ids := map[string]bool{}
	for _, c := range compute.New(nil, s.catalogue, s.file.KPIs).KPIs() {
		id := c.KPI.ID
		if c.Variant != "" {
			id += "." + c.Variant
		}
		ids[id] = true
	}
	return ids
}

func (s settings) newUsage() *facts.Usage {
	return facts.NewUsage(s.file.Calendar(), s.file.KPIs.CriticalFeatures)
}

// sameAs tells whether the job file of today is the sealed one, and treats broken rows alike.
func (s settings) sameAs(today *job.File) bool {
	return s.file.SHA256 == today.SHA256 && slices.EqualFunc(s.file.Sources, today.Sources, func(a, b job.Source) bool { return a.Policy == b.Policy })
}

// usageChanged tells whether the usage rows of today may be others than those of a run: its files are, or they are joined to rows that are.
func (s settings) usageChanged(then []ledger.Input, today *pipeline.Book) bool {
	usage := func(dataset string) bool { return dataset == "usage" }
	var was, is []string
	for _, in := range then {
		if usage(in.Dataset) {
			was = append(was, in.Path+in.SHA256)
		}
	}
	for _, f := range today.Records.Files {
		if usage(f.Dataset) {
			is = append(is, f.Path+f.SHA256)
		}
	}
	joined := slices.ContainsFunc(s.file.Sources, func(source job.Source) bool { return usage(source.Dataset) && len(source.Joins) > 0 })
	return joined || !slices.Equal(was, is)
}

// then is the sealed data.
type then struct {
	records *ingest.Records
	usage   *facts.Usage
	counted *usageRows // nil where those of today are the same
}

// read lays the kept inputs of a run out below a folder of their own, each under the name that it has for the job file, and reads them
// as the sealed job file says.
func (s settings) read(ctx context.Context, l *ledger.Ledger, inputs []ledger.Input, today *pipeline.Book) (*then, error) {
	folder, err := os.MkdirTemp("", "kpibook-sealed-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := *s.file
	file.Sources = slices.Clone(s.file.Sources)
	dir := folder
	for i := range file.Sources {
		source := &file.Sources[i]
		source.Files = slices.Clone(source.Files)
		for k, pattern := range source.Files {
			if pattern, err = relative(file.Dir, filepath.FromSlash(pattern)); err != nil {
				return nil, err
			}
			source.Files[k] = filepath.ToSlash(pattern)
			for range strings.Count(source.Files[k], "..") {
				dir = filepath.Join(dir, "up") // so deep that no name leads out of the folder
			}
		}
	}
	for _, in := range inputs {
		if err := layOut(l, in.SHA256, filepath.Join(dir, filepath.FromSlash(in.Path))); err != nil {
			return nil, err
		}
	}
	file.Dir, file.Path = dir, filepath.Join(dir, filepath.Base(file.Path))
	t := &then{usage: s.newUsage()}
	sink := ingest.UsageSink(t.usage)
	if s.usageChanged(inputs, today) {
		t.counted = newUsageRows()
		sink = both{t.usage, t.counted}
	}
	if t.records, err = ingest.Read(ctx, &file, sink); err != nil {
		return nil, err
	}
	return t, nil
}

// relative is a path from a folder.
func relative(dir, path string) (string, error) {
	if !filepath.IsAbs(path) {
		return path, nil
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return filepath.Rel(absolute, path)
}

func layOut(l *ledger.Ledger, sum, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	return errors.Join(l.Get(sum, file), file.Close())
}

// Keep puts the inputs of a run among the objects, so that a seal of it can tell causes apart later. It names the files that are
// not what the run read any more. What a query gave, or was piped in, is not there to be kept.
func Keep(l *ledger.Ledger, dir string, inputs []ledger.Input) (changed []string, err error) {
	for _, in := range inputs {
		if l.Has(in.SHA256) || in.Query != "" || in.Path == ingest.StandardInput {
			continue
		}
		content, err := ingest.OpenContent(filepath.Join(dir, filepath.FromSlash(in.Path)))
		if err != nil {
			changed = append(changed, in.Path)
			continue
		}
		kept, err := l.Put(content)
		content.Close()
		if err != nil {
			return nil, err
		}
		if kept.SHA256 != in.SHA256 {
			changed = append(changed, in.Path)
		}
	}
	return changed, nil
}
