package main

import (
	"context"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kpibook/formulas/period"
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
func (p *program) seal(ctx context.Context, name string, names []string, without bool) error {
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
	of, err := file.Calendar().Parse(name)
	if err != nil {
		return usagef("%w", err)
	}
	all, err := p.seals(ctx, l, file)
	if err != nil {
		return err
	}
	jobs, err := sealable(file, of, names)
	if err != nil {
		return err
	}
	var seals []ledger.Seal
	before := 0
	for _, j := range jobs {
		if was, ok := current(all)[sealKey{j.Name, of.ID()}]; ok {
			before++
			fmt.Fprintf(p.stdout, "%s %s is sealed already, on %s\n", was.Job, was.Period, p.localTime(was.SealedAt))
			continue
		}
		s, ok, err := p.sealOf(ctx, l, file, j, of, without)
		switch {
		case err != nil:
			return err
		case ok:
			seals = append(seals, s)
		case len(names) > 0:
			return usagef("job %s has published nothing for %s\nfix: kpibook run %s --period %s", j.Name, of.ID(), j.Name, of.ID())
		}
	}
	if len(seals)+before == 0 {
		return usagef("nothing was published for %s\nfix: kpibook run --period %s", of.ID(), of.ID())
	}
	if err := l.Seal(ctx, seals...); err != nil {
		return unrecorded(l.Dir(), err)
	}
	for _, s := range seals {
		fmt.Fprintf(p.stdout, "sealed %s %s as run %d published it: %s\n", s.Job, s.Period, s.Run, sealedPlace(file, s))
		if !s.Kept {
			fmt.Fprintf(p.stderr, "the inputs of %s %s are not kept: the causes of later differences will not be known\n", s.Job, s.Period)
		}
	}
	return nil
}

// sealedPlace is where a sealed report stands: its file, or its folder.
func sealedPlace(file *job.File, s ledger.Seal) string {
	if j, err := file.Job(s.Job); err == nil && j.Folder() {
		return path.Dir(s.Path)
	}
	return s.Path
}

// sealable are the jobs of these names, all that are about such a period when there is none.
func sealable(file *job.File, of period.Period, names []string) (jobs []job.Job, err error) {
	for _, name := range names {
		if _, err := file.Job(name); err != nil {
			return nil, usagef("%w", err)
		}
	}
	next := file.Calendar().At(of.Kind, of.Last+1)
	for _, j := range file.Jobs {
		if j.Kind() != of.Kind || len(names) > 0 && !slices.Contains(names, j.Name) {
			continue
		}
		if file.Output(j, of.ID()) == file.Output(j, next.ID()) {
			return nil, usagef("job %s writes the report of every period to %s, where the next one would take the place of the sealed one\nfix: put {period} into its output, and run it again", j.Name, filepath.ToSlash(file.Output(j, of.ID())))
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// sealOf is the seal of a job's newest publication for a period; false when there is none.
func (p *program) sealOf(ctx context.Context, l *ledger.Ledger, file *job.File, j job.Job, of period.Period, without bool) (s ledger.Seal, ok bool, err error) {
	files, err := l.Published(ctx, l.Name(file.Path), j.Name, of.ID())
	if err != nil || len(files) == 0 {
		return s, false, err
	}
	latest := files[0]
	run, err := l.Run(ctx, latest.Run)
	if err != nil {
		return s, false, err
	}
	changed, err := restate.Keep(l, file.Dir, run.Inputs)
	switch {
	case err != nil:
		return s, false, unrecorded(l.Dir(), err)
	case len(changed) > 0 && !without:
		return s, false, usagef("%s %s was published by run %d from files that have changed since: %s\nfix: kpibook run %s --period %s, and seal what it publishes; or seal --without-inputs",
			j.Name, of.ID(), run.ID, strings.Join(changed, ", "), j.Name, of.ID())
	}
	return ledger.Seal{JobFile: l.Name(file.Path), Job: j.Name, Period: of.ID(), Run: latest.Run, Output: latest.Number, SealedAt: p.now(),
		Kept: len(changed) == 0 && keepable(file), Path: latest.Path, SHA256: latest.SHA256}, true, nil
}

// keepable tells whether the ledger can keep all that a job file reads: a file that is joined is none of its inputs, and what a query
// gave or was piped in is gone.
func keepable(file *job.File) bool {
	return !file.Pipes() && !slices.ContainsFunc(file.Sources, func(s job.Source) bool {
		return s.Query != "" || slices.ContainsFunc(s.Joins, func(join job.Join) bool { return join.File != "" })
	})
}

// sealKey is what one seal is for.
type sealKey struct{ job, period string }

// seals are all seals of a job file.
func (p *program) seals(ctx context.Context, l *ledger.Ledger, file *job.File) ([]ledger.Seal, error) {
	seals, err := l.Seals(ctx, l.Name(file.Path))
	if err != nil {
		return nil, unrecorded(l.Dir(), err)
	}
	return seals, nil
}

// current are the seals that count, of a list as the ledger gives it.
func current(seals []ledger.Seal) map[sealKey]ledger.Seal {
	counting := map[sealKey]ledger.Seal{}
	for _, s := range ledger.Current(seals) {
		counting[sealKey{s.Job, s.Period}] = s
	}
	return counting
}

// sealedBy are the seals that there were at a time.
func sealedBy(seals []ledger.Seal, by time.Time) []ledger.Seal {
	return slices.DeleteFunc(slices.Clone(seals), func(s ledger.Seal) bool { return s.SealedAt.After(by) })
}

// leaveSealed takes the tasks whose period is sealed out of the run, and says so; a sealed report that is not what it was is put
// in its place again. What is written elsewhere with --out is left to whoever asks for it. A report that would take the place of a
// sealed one stops the run.
func (p *program) leaveSealed(ctx context.Context, tasks []task, seals []ledger.Seal, l *ledger.Ledger) ([]task, error) {
	counting := current(seals)
	var left []task
	for _, t := range tasks {
		seal, ok := counting[sealKey{t.job.Name, t.period.ID()}]
		if !ok || p.out != "" || p.restating != nil {
			if at := slices.IndexFunc(seals, func(s ledger.Seal) bool { return t.takesPlace(l, s) }); at >= 0 {
				return nil, usagef("the %s report for %s would take the place of %s, which is sealed as %s %s\nfix: give it another output", t.job.Name, t.period.ID(), seals[at].Path, seals[at].Job, seals[at].Period)
			}
			left = append(left, t)
			continue
		}
		fmt.Fprintf(p.stderr, "%s %s is sealed: its report stays as it is\n", seal.Job, seal.Period)
		for _, s := range seals {
			if s.Job == seal.Job && s.Period == seal.Period {
				if err := p.putBack(ctx, l, s); err != nil {
					return nil, err
				}
			}
		}
	}
	return left, nil
}

// takesPlace tells whether a task writes where a sealed report stands.
func (t *task) takesPlace(l *ledger.Ledger, s ledger.Seal) bool {
	if t.job.Folder() && l.Name(t.path) == path.Dir(s.Path) {
		return true
	}
	return slices.ContainsFunc(t.writes(), func(file string) bool { return l.Name(file) == s.Path })
}

// putBack makes the files of a sealed report what they were.
func (p *program) putBack(ctx context.Context, l *ledger.Ledger, seal ledger.Seal) error {
	run, err := l.Run(ctx, seal.Run)
	if err != nil {
		return err
	}
	var e edition
	for _, o := range run.Outputs {
		if o.Job != seal.Job || o.Period != seal.Period || o.Kind == ledger.Rejects {
			continue
		}
		if there, err := ledger.HashFile(l.Path(o.Path)); err != nil || there.SHA256 != o.SHA256 {
			e.add(l.Path(o.Path), func(w io.Writer) error { return l.Get(o.SHA256, w) })
		}
	}
	if len(e.files) == 0 {
		return nil
	}
	if err := e.publish(ctx); err != nil {
		return err
	}
	for _, f := range e.files {
		fmt.Fprintf(p.stderr, "%s was not as it was sealed, and is again\n", l.Name(f.path))
	}
	return nil
}
