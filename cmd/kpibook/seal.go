package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/pipeline/restate"
)

func (p *program) sealCommand() *cobra.Command {
	without := false
	c := &cobra.Command{
		Use:   "seal PERIOD [JOB...]",
		Short: "Fix the published reports of a period: later changes are restatements",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("seal fixes what was published for a period\nfix: kpibook seal 2026-09")
			}
			return p.seal(c.Context(), args[0], args[1:], without)
		},
	}
	c.Flags().BoolVar(&without, "without-inputs", false, "seal although the inputs have changed since the report was published; the causes of later differences are then not known")
	return c
}

// seal fixes the newest publications of a period, all or none.
func (p *program) seal(ctx context.Context, period string, names []string, without bool) error {
	l, file, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	unlock, err := lock(file.Path)
	if err != nil {
		return err
	}
	defer unlock()
	of, err := file.Calendar().Parse(period)
	if err != nil {
		return usagef("%w", err)
	}
	sealed, err := p.sealsOf(ctx, l, file)
	if err != nil {
		return err
	}
	var seals []ledger.Seal
	for _, j := range file.Jobs {
		if len(names) > 0 && !slices.Contains(names, j.Name) {
			continue
		}
		if j.Folder() {
			if len(names) > 0 {
				return usagef("job %s publishes a folder, and only workbooks are sealed\nfix: name another job", j.Name)
			}
			continue
		}
		latest, ok, err := l.Latest(ctx, l.Name(file.Path), j.Name, of.ID())
		if err != nil {
			return err
		}
		if !ok {
			if len(names) > 0 {
				return usagef("job %s has published no workbook for %s\nfix: kpibook run %s --period %s", j.Name, of.ID(), j.Name, of.ID())
			}
			continue
		}
		if was, ok := sealed[sealKey{j.Name, of.ID()}]; ok {
			fmt.Fprintf(p.stdout, "%s %s is sealed already, on %s\n", was.Job, was.Period, p.localTime(was.SealedAt))
			continue
		}
		run, err := l.Run(ctx, latest.Run)
		if err != nil {
			return err
		}
		changed, err := restate.Keep(l, file.Dir, run.Inputs)
		switch {
		case err != nil:
			return unrecorded(l.Dir(), err)
		case len(changed) > 0 && !without:
			return usagef("%s %s was published by run %d from files that have changed since: %s\nfix: kpibook run %s --period %s, and seal what it publishes; or seal --without-inputs",
				j.Name, of.ID(), run.ID, strings.Join(changed, ", "), j.Name, of.ID())
		}
		kept := len(changed) == 0 && !slices.ContainsFunc(file.Sources, func(s job.Source) bool {
			return slices.ContainsFunc(s.Joins, func(join job.Join) bool { return join.File != "" })
		})
		seals = append(seals, ledger.Seal{JobFile: l.Name(file.Path), Job: j.Name, Period: of.ID(), Run: latest.Run, Output: latest.Number, SealedAt: p.now(), Kept: kept, Path: latest.Path, SHA256: latest.SHA256})
	}
	if len(seals) == 0 && len(sealed) == 0 {
		return usagef("nothing was published for %s\nfix: kpibook run --period %s", of.ID(), of.ID())
	}
	if err := l.Seal(ctx, seals...); err != nil {
		return unrecorded(l.Dir(), err)
	}
	for _, s := range seals {
		fmt.Fprintf(p.stdout, "sealed %s %s as run %d published it: %s\n", s.Job, s.Period, s.Run, s.Path)
		if !s.Kept {
			fmt.Fprintf(p.stderr, "the inputs of %s %s are not kept: the causes of later differences will not be known\n", s.Job, s.Period)
		}
	}
	return nil
}

// sealKey is what one seal is for.
type sealKey struct{ job, period string }

// sealsOf are the seals that count for a job file.
func (p *program) sealsOf(ctx context.Context, l *ledger.Ledger, file *job.File) (map[sealKey]ledger.Seal, error) {
	return p.sealsBy(ctx, l, file, p.now())
}

// sealsBy are the seals that counted at a time.
func (p *program) sealsBy(ctx context.Context, l *ledger.Ledger, file *job.File, by time.Time) (map[sealKey]ledger.Seal, error) {
	seals, err := l.Seals(ctx, l.Name(file.Path))
	if err != nil {
		return nil, unrecorded(l.Dir(), err)
	}
	seals = slices.DeleteFunc(seals, func(s ledger.Seal) bool { return s.SealedAt.After(by) })
	current := map[sealKey]ledger.Seal{}
	for _, s := range ledger.Current(seals) {
		current[sealKey{s.Job, s.Period}] = s
	}
	return current, nil
}

// leaveSealed takes the tasks whose period is sealed out of the run, and says so; a sealed report that is not what it was is put
// in its place again.
func (p *program) leaveSealed(ctx context.Context, file *job.File, tasks []task, r *recording) ([]task, error) {
	if r.ledger == nil {
		return tasks, nil
	}
	sealed, err := p.sealsOf(ctx, r.ledger, file)
	if err != nil || len(sealed) == 0 {
		return tasks, err
	}
	var left []task
	for _, t := range tasks {
		seal, ok := sealed[sealKey{t.job.Name, t.period.ID()}]
		if !ok {
			left = append(left, t)
			continue
		}
		fmt.Fprintf(p.stderr, "%s %s is sealed: its report stays as it is\nfix: kpibook restatements lists what has changed, and kpibook restate %s publishes it\n", seal.Job, seal.Period, seal.Period)
		path := r.ledger.Path(seal.Path)
		if there, err := ledger.HashFile(path); err == nil && there.SHA256 == seal.SHA256 {
			continue
		}
		var e edition
		e.add(path, func(w io.Writer) error { return r.ledger.Get(seal.SHA256, w) })
		if err := e.publish(ctx); err != nil {
			return nil, err
		}
		fmt.Fprintf(p.stderr, "%s was not as it was sealed, and is again\n", filepath.ToSlash(path))
	}
	return left, nil
}

func (p *program) restateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restate PERIOD [JOB...]",
		Short: "Publish a sealed period again as the data has it now, beside the sealed report, and seal that",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("restate publishes a sealed period again\nfix: kpibook restate 2026-09")
			}
			return p.restate(c.Context(), args[0], args[1:])
		},
	}
}

// restate publishes the sealed reports of a period as the data has them now, each under a name of its own.
func (p *program) restate(ctx context.Context, period string, names []string) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	of, err := file.Calendar().Parse(period)
	if err != nil {
		return usagef("%w", err)
	}
	unlock, err := lock(file.Path)
	if err != nil {
		return err
	}
	defer unlock()
	l, _, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	sealed, err := p.sealsOf(ctx, l, file)
	l.Close()
	if err != nil {
		return err
	}
	var again []string
	for _, j := range file.Jobs {
		seal, ok := sealed[sealKey{j.Name, of.ID()}]
		if ok && (len(names) == 0 || slices.Contains(names, j.Name)) {
			again = append(again, j.Name)
			p.asOf = seal.AsOf
		}
	}
	if len(again) == 0 {
		return usagef("%s is not sealed\nfix: kpibook run --period %s publishes it, and kpibook seal %s seals it", of.ID(), of.ID(), of.ID())
	}
	p.period, p.restating = of.ID(), sealed
	tasks, err := p.tasks(file, again)
	if err != nil {
		return err
	}
	r, err := p.begin(ctx, file, catalogue, again)
	if err != nil {
		return err
	}
	if r.ledger == nil {
		return errors.New("a restatement has to be recorded, and there is no ledger")
	}
	return r.end(ctx, p.produce(ctx, file, catalogue, tasks, r))
}

// versioned is the path of a later version of a report: monthly-v2.xlsx.
func versioned(path string, version int) string {
	extension := filepath.Ext(path)
	return fmt.Sprintf("%s-v%d%s", strings.TrimSuffix(path, extension), version, extension)
}
