package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/reports/audit"
)

func (p *program) reproduceCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:   "reproduce RUN",
		Short: "Make the reports of a run again from the same inputs, and tell whether they have the same bytes",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("reproduce makes the reports of one run again\nfix: kpibook reproduce RUN; kpibook history lists them")
			}
			return p.withRun(c.Context(), args[0], func(ctx context.Context, l *ledger.Ledger, r ledger.Run) error {
				return p.reproduce(ctx, l, r, all)
			})
		},
	}
	c.Flags().BoolVar(&all, "all", false, "list every figure that differs, not only the ten that differ most of each KPI")
	return c
}

// reproduction is what came of making the reports of a run again.
type reproduction struct {
	Run       int64            `json:"run"`
	Same      bool             `json:"same"`
	Program   string           `json:"program,omitempty"`   // that made it, where this is another one
	Catalogue bool             `json:"definitions_changed"` // since then
	Files     []reproducedFile `json:"files"`
	Inputs    []string         `json:"inputs_changed,omitempty"` // nothing was made again when there are some
}

type reproducedFile struct {
	Path string `json:"path"`
	Then string `json:"sha256_then"`
	Now  string `json:"sha256_now,omitempty"`
}

// reproduce makes the reports again as the run made them, without writing them anywhere, and compares.
func (p *program) reproduce(ctx context.Context, l *ledger.Ledger, r ledger.Run, all bool) error {
	r, err := publication(ctx, l, r)
	if err != nil {
		return err
	}
	result := reproduction{Run: r.ID, Same: true, Files: []reproducedFile{}}
	file, err := p.asThen(l, r)
	if err != nil {
		return err
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		return err
	}
	if result.Catalogue = catalogueHash(catalogue) != r.Catalogue; programVersion() != r.Program {
		result.Program = r.Program
	}
	for _, in := range r.Inputs {
		if in.Query == "" && in.Path != ingest.StandardInput && contentHash(filepath.Join(file.Dir, filepath.FromSlash(in.Path))) != in.SHA256 {
			result.Inputs = append(result.Inputs, in.Path)
		}
	}
	if result.Same = len(result.Inputs) == 0; !result.Same {
		return p.printReproduction(result)
	}
	p.before = r.ID // what it was compared with
	book, err := p.read(ctx, file, catalogue)
	if err != nil {
		return err
	}
	if result.Inputs = unread(book.Records, r.Inputs); len(result.Inputs) > 0 {
		result.Same = false
		return p.printReproduction(result)
	}
	seals, err := p.seals(ctx, l, file)
	if err != nil {
		return err
	}
	seals = sealedBy(seals, r.StartedAt)
	if err := p.lookBack(ctx, l, file, seals, book); err != nil {
		return err
	}
	if p.restating != nil {
		p.restating = current(seals)
	}
	made, again, err := p.remake(ctx, l, file, book)
	if err != nil {
		return err
	}
	for _, o := range r.Outputs {
		now := made[o.Path].SHA256
		result.Files = append(result.Files, reproducedFile{o.Path, o.SHA256, now})
		result.Same = result.Same && now == o.SHA256
	}
	err = p.printReproduction(result)
	if result.Same || p.json {
		return err
	}
	then, failed := figuresOfRun(ctx, l, r, file, catalogue)
	if failed != nil {
		return failed
	}
	if c := audit.Compare(then, again(catalogue)); len(c.Restated)+len(c.Gone)+len(c.Came) > 0 {
		return errors.Join(err, p.printDiff(fmt.Sprintf("run %d", r.ID), "made again", c, all))
	}
	fmt.Fprintln(p.stdout, "every figure is the same")
	return err
}

// asThen is the job file as the run had it, with what its command line said.
func (p *program) asThen(l *ledger.Ledger, r ledger.Run) (*job.File, error) {
	said, err := argumentsOf(r)
	if err != nil {
		return nil, err
	}
	p.asOf, p.until, p.period, p.out, p.policy, p.all, p.jobs = said.AsOf, said.Until, said.Period, said.Out, said.Policy, said.All, said.Jobs
	if said.Restates {
		p.restating = map[sealKey]ledger.Seal{}
	}
	var settings bytes.Buffer
	if err := l.Get(r.Settings, &settings); err != nil {
		return nil, err
	}
	file, err := job.Decode(l.Path(r.JobFile), settings.Bytes(), pipeline.Schema())
	if err != nil {
		return nil, err
	}
	file.SetPolicy(p.policy)
	if file.Pipes() {
		file.Piped, err = p.keepPiped()
	}
	return file, err
}

// argumentsOf are those of a recorded run.
func argumentsOf(r ledger.Run) (said arguments, err error) {
	if err := json.Unmarshal([]byte(r.Arguments), &said); err != nil {
		return said, fmt.Errorf("run %d has arguments that cannot be read: %w", r.ID, err)
	}
	return said, nil
}

// unread are the inputs that are read now and were not then, or not as they are: files that have come since, and what a query gives now.
func unread(records *ingest.Records, then []ledger.Input) (paths []string) {
	for _, f := range records.Files {
		if !slices.ContainsFunc(then, func(in ledger.Input) bool {
			return in.Path == f.Path && in.Dataset == f.Dataset && in.SHA256 == f.SHA256 && in.Query == f.Query
		}) {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// contentHash is the SHA-256 of an input that is a file, in hex; empty where it cannot be read.
func contentHash(path string) string {
	content, err := ingest.OpenContent(path)
	if err != nil {
		return ""
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// printReproduction says what came of it. The error is the exit code.
func (p *program) printReproduction(r reproduction) error {
	different := &failure{checksFailed, fmt.Errorf("run %d cannot be reproduced byte for byte\nfix: see above for what is not as it was", r.Run)}
	if p.json {
		if err := p.printJSON(r); err != nil || r.Same {
			return err
		}
		return different
	}
	if r.Program != "" {
		fmt.Fprintf(p.stdout, "run %d was made by kpibook %s, this is %s\n", r.Run, r.Program, programVersion())
	}
	if r.Catalogue {
		fmt.Fprintln(p.stdout, "definitions have changed since")
	}
	for _, path := range r.Inputs {
		fmt.Fprintf(p.stdout, "%s is not what run %d read\n", path, r.Run)
	}
	for _, f := range r.Files {
		if f.Then == f.Now {
			fmt.Fprintf(p.stdout, "%s: the same, %s\n", f.Path, f.Then)
			continue
		}
		fmt.Fprintf(p.stdout, "%s: differs: %s then, %s now\n", f.Path, f.Then, f.Now)
	}
	if r.Same {
		fmt.Fprintf(p.stdout, "run %d is reproduced: %s with the same bytes\n", r.Run, counted(len(r.Files), "file"))
		return nil
	}
	return different
}

// remake makes the reports of a book, and gives their contents by name and a way to their figures.
func (p *program) remake(ctx context.Context, l *ledger.Ledger, file *job.File, book *pipeline.Book) (made map[string]ledger.Object, figures figuresAgain, err error) {
	tasks, err := p.tasks(file, p.jobs)
	if err != nil {
		return nil, nil, err
	}
	if err := p.build(book, tasks); err != nil {
		return nil, nil, err
	}
	e, outputs := p.edition(ctx, book, tasks)
	made = map[string]ledger.Object{}
	for _, fill := range e.fills {
		counters, writers := make([]*ledger.Counter, len(fill.files)), make([]io.Writer, len(fill.files))
		for i := range fill.files {
			counters[i] = ledger.NewCounter(io.Discard)
			writers[i] = counters[i]
		}
		if err := fill.write(writers); err != nil {
			return nil, nil, err
		}
		for i, f := range fill.files {
			made[l.Name(f.path)] = counters[i].Object()
		}
	}
	return made, againFrom(file, e, outputs), nil
}
