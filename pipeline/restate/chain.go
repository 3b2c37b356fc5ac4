package restate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
)

// chain leads from the sealed data to that of today, one cause after the other.
type chain struct {
	ids     map[string]string // KPI as published: as it is looked for
	links   []link
	changes []change
	files   []ingest.File
	remarks []string
}

// link is the data after a cause has been applied; nil when it cannot be worked out.
type link struct {
	cause     pipeline.RestatedBy
	evaluator *Evaluator
}

// add appends a link. What cannot be worked out is said, and counts with the next link.
func (c *chain) add(cause pipeline.RestatedBy, e *Evaluator, err error) {
	if err != nil {
		c.remarks = append(c.remarks, fmt.Sprintf("%s: cannot be told apart, and counts with the next cause that can: %s", cause, firstLine(err)))
	}
	c.links = append(c.links, link{cause, e})
}

// from makes the links up to, not including, the definitions of today. The first one is the sealed data read by this program:
// what differs by then is a matter of definitions. It tells false when the sealed data is not known, so that nothing can be told
// apart.
func (c *chain) from(ctx context.Context, l *ledger.Ledger, seal ledger.Seal, today *pipeline.Book, asOf period.Month) (known bool, err error) {
	if !seal.Kept {
		c.remarks = append(c.remarks, "the inputs were not kept when it was sealed, so the causes cannot be told apart")
		return false, nil
	}
	then, err := readThen(ctx, l, seal, today.Job.Path)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err != nil {
		c.remarks = append(c.remarks, "the sealed inputs cannot be read, so the causes cannot be told apart: "+firstLine(err))
		return false, nil
	}
	catalogue, err := then.file.Catalogue()
	if err != nil {
		c.remarks = append(c.remarks, "the sealed job file has KPIs that this program refuses, so the causes cannot be told apart: "+firstLine(err))
		return false, nil
	}
	evaluate := func(file *job.File, records *ingest.Records, usage *facts.Usage) (*Evaluator, error) {
		book, err := pipeline.Assemble(file, catalogue, records, usage, asOf)
		if err != nil {
			return nil, err
		}
		return NewEvaluator(book), nil
	}
	e, err := evaluate(then.file, then.records, then.usage)
	c.add(pipeline.ByDefinition, e, err)

	// The data of today under the sealed job file.
	file := *then.file
	file.Sources, file.Dir = then.sources, today.Job.Dir
	late, whole := facts.NewUsage(file.Calendar(), file.KPIs.CriticalFeatures), facts.NewUsage(file.Calendar(), file.KPIs.CriticalFeatures)
	then.counted.replay(late)
	news := &newRows{then.counted, late, whole, 0}
	records, err := ingest.Read(ctx, &file, news)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err != nil {
		for _, cause := range []pipeline.RestatedBy{pipeline.ByLateRow, pipeline.ByCorrectedRow, pipeline.ByRemovedRow, pipeline.ByRates} {
			c.add(cause, nil, nil)
		}
		c.remarks = append(c.remarks, "the files of today cannot be read as the sealed job file says, so rows and rates count as mapping: "+firstLine(err))
	} else {
		records = behind(then.records, records)
		b := blend(then.records, records)
		c.changes, c.files = append(b.changes, then.counted.changes(news)...), records.Files
		e, err = evaluate(&file, b.withLate, late)
		c.add(pipeline.ByLateRow, e, err)
		e, err = evaluate(&file, b.withCorrected, late)
		c.add(pipeline.ByCorrectedRow, e, err)
		e, err = evaluate(&file, withRates(records, then.records), whole)
		c.add(pipeline.ByRemovedRow, e, err)
		file.FX = today.Job.FX
		e, err = evaluate(&file, records, whole)
		c.add(pipeline.ByRates, e, err)
	}
	file.FX, file.Sources = today.Job.FX, today.Job.Sources
	usage := facts.NewUsage(file.Calendar(), file.KPIs.CriticalFeatures)
	records, err = ingest.Read(ctx, &file, usage)
	if ctx.Err() != nil {
		return false, context.Cause(ctx)
	}
	if err == nil {
		e, err = evaluate(&file, records, usage)
	}
	if err != nil {
		e = nil
	}
	c.add(pipeline.ByMapping, e, err)
	return true, nil
}

// then is the sealed data.
type then struct {
	file    *job.File
	sources []job.Source // as the job file has them
	records *ingest.Records
	usage   *facts.Usage
	counted *usageRows
}

// readThen lays the kept inputs out in a folder of their own and reads them as the sealed job file says.
func readThen(ctx context.Context, l *ledger.Ledger, seal ledger.Seal, name string) (*then, error) {
	run, err := l.Run(ctx, seal.Run)
	if err != nil {
		return nil, err
	}
	var settings bytes.Buffer
	if err := l.Get(seal.Settings, &settings); err != nil {
		return nil, err
	}
	file, err := job.Decode(name, settings.Bytes(), pipeline.Schema())
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kpibook-sealed-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for _, in := range run.Inputs {
		if err := layOut(l, in.SHA256, filepath.Join(dir, filepath.FromSlash(inside(in.Path)))); err != nil {
			return nil, err
		}
	}
	t := &then{file: file, sources: file.Sources}
	base := file.Dir
	laidOut := *file
	laidOut.Dir, laidOut.Sources = dir, slices.Clone(file.Sources)
	for i := range laidOut.Sources {
		s := &laidOut.Sources[i]
		s.Files = slices.Clone(s.Files)
		for k, pattern := range s.Files {
			if filepath.IsAbs(filepath.FromSlash(pattern)) {
				if pattern, err = filepath.Rel(base, filepath.FromSlash(pattern)); err != nil {
					return nil, err
				}
			}
			s.Files[k] = inside(path.Clean(filepath.ToSlash(pattern)))
		}
	}
	t.usage = facts.NewUsage(file.Calendar(), file.KPIs.CriticalFeatures)
	t.counted = newUsageRows()
	t.records, err = ingest.Read(ctx, &laidOut, both{t.usage, t.counted})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// inside is a path below a folder for one that may lead out of it, the same for the same path.
func inside(name string) string { return strings.ReplaceAll("./"+name, "/../", "/up/") }

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
// not what the run read any more.
func Keep(l *ledger.Ledger, dir string, inputs []ledger.Input) (changed []string, err error) {
	for _, in := range inputs {
		if l.Has(in.SHA256) {
			continue
		}
		file, err := os.Open(filepath.Join(dir, filepath.FromSlash(in.Path)))
		if err != nil {
			changed = append(changed, in.Path)
			continue
		}
		if sum, err := ledger.HashFile(file.Name()); err != nil || sum.SHA256 != in.SHA256 {
			file.Close()
			changed = append(changed, in.Path)
			continue
		}
		kept, err := l.Put(io.Reader(file))
		file.Close()
		if err != nil {
			return nil, err
		}
		if kept.SHA256 != in.SHA256 {
			changed = append(changed, in.Path)
		}
	}
	return changed, nil
}

// parsed is a decimal that the ledger wrote.
func parsed(text string) expr.Value {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return expr.Missing(expr.OutsideCover, "damaged in the ledger: "+text)
	}
	return expr.Number(d)
}
