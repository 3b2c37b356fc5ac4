package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/pipeline"
	"kpibook/pipeline/draft"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// initFlags are what init may be told.
type initFlags struct {
	yes               bool
	company, currency string
}

func (p *program) initCommand() *cobra.Command {
	var flags initFlags
	c := &cobra.Command{
		Use:   "init FILES...",
		Short: "Look at exports, propose what they are, and write a job file for them",
		RunE: func(c *cobra.Command, args []string) error {
			stdin := c.InOrStdin()
			return p.draftJob(c.Context(), args, flags, &questions{out: p.stderr, in: bufio.NewReader(stdin), ask: !flags.yes && isTerminal(stdin)})
		},
	}
	c.Flags().BoolVarP(&flags.yes, "yes", "y", false, "ask nothing; what is not clear is left open in the job file")
	c.Flags().StringVar(&flags.company, "company", "", "the company's `name`, as it stands on the report")
	c.Flags().StringVar(&flags.currency, "currency", "", "the `currency` of the report, such as EUR")
	return c
}

// draftJob proposes what files are, asks what is not clear, writes the job file and tries it.
func (p *program) draftJob(ctx context.Context, args []string, flags initFlags, q *questions) error {
	if len(args) == 0 {
		return usagef("init takes the files to look at\nfix: kpibook init exports/*")
	}
	if _, err := os.Lstat(p.config); err == nil {
		return usagef("%s exists already and is kept\nfix: name another one with --config, or move it away", filepath.ToSlash(p.config))
	}
	files, err := p.exports(args)
	if err != nil {
		return err
	}
	proposals, err := p.propose(ctx, files)
	if err != nil {
		return err
	}
	q.doubts(proposals)
	d := draft.New(proposals)
	if len(d.Sources) == 0 {
		p.showLeftOut(d)
		return &failure{inputRefused, fmt.Errorf("none of %d files is one that kpibook reads\nfix: see `kpibook template subscriptions` for what is needed, and `kpibook inspect FILE` for how a file is read", len(files))}
	}
	p.showDraft(d)
	if err := noRevenue(d); err != nil {
		return err
	}
	if err := settle(d, q, flags, p.config); err != nil {
		return err
	}
	problems := p.try(ctx, d, q)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var faults ingest.Faults
	if errors.As(problems, &faults) {
		d.LeaveAsked(faults)
	}
	if err := writeNew(p.config, d.Text()); err != nil {
		return &failure{cannotWrite, fmt.Errorf("%s: %w", filepath.ToSlash(p.config), err)}
	}
	name := filepath.ToSlash(p.config)
	if problems != nil {
		fmt.Fprintf(p.stderr, "%s is written; before it runs, this has to be settled in it:\n\n", name)
		return problems
	}
	fmt.Fprintf(p.stdout, "\n%s is written and was tried on the files: it runs as it is.\nnext: look at it, then kpibook run%s\n", name, p.configFlag())
	return nil
}

// noRevenue is the problem of files that do not say what customers pay or use.
func noRevenue(d *draft.Draft) error {
	for _, s := range d.Sources {
		if slices.Contains([]string{"subscriptions", "mrr", "usage"}, s.Dataset) {
			return nil
		}
	}
	return &failure{inputRefused, errors.New("none of the files says what customers pay, and without that there is no report: which export has the subscriptions, or the MRR of each month?\n" +
		"fix: add it and start again; `kpibook template subscriptions` and `kpibook template mrr` show what is needed")}
}

// configFlag is --config where it has to be given.
func (p *program) configFlag() string {
	if p.config == "kpibook.yaml" {
		return ""
	}
	return " --config " + filepath.ToSlash(p.config)
}

// exports are the files of the arguments: files, those in folders and archives, and of patterns that the shell has left alone.
func (p *program) exports(args []string) (files []string, err error) {
	for _, arg := range args {
		if arg == job.Stdin {
			return nil, usagef("a job file names files, and what is piped in has no name\nfix: keep it in a file first, and name that")
		}
		found, inner, err := ingest.Expand(".", arg)
		var fault *ingest.Fault
		switch {
		case errors.As(err, &fault):
			return nil, &failure{inputRefused, fault}
		case err != nil:
			return nil, usagef("%s: %w", filepath.ToSlash(arg), cause(err))
		case len(found) == 0 && len(inner) == 0 && strings.ContainsAny(arg, "*?["):
			return nil, usagef("no file matches %q\nfix: check the path", arg)
		case len(found) == 0 && len(inner) == 0 && !isFolder(arg):
			return nil, usagef("there is no file %q\nfix: check the path", arg)
		}
		for _, folder := range inner {
			fmt.Fprintf(p.stderr, "%s is a folder inside, and is not looked into; name it as well if it has exports\n", filepath.ToSlash(folder))
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	files = slices.DeleteFunc(slices.Compact(files), func(file string) bool {
		return isFolder(file) || filepath.Clean(file) == filepath.Clean(p.config)
	})
	if len(files) == 0 {
		return nil, usagef("there are no files there\nfix: kpibook init exports/*")
	}
	return files, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// propose looks at every file.
func (p *program) propose(ctx context.Context, files []string) (proposals []*ingest.Proposal, err error) {
	dir, err := filepath.Abs(filepath.Dir(p.config))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		absolute, err := filepath.Abs(file)
		if err != nil {
			return nil, err
		}
		name, err := filepath.Rel(dir, absolute)
		if err != nil {
			name = absolute
		}
		name = filepath.ToSlash(name)
		found, err := ingest.Propose(ctx, file, name)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			found = []*ingest.Proposal{{File: name, Why: ingest.Reason(err)}}
		}
		proposals = append(proposals, found...)
	}
	return proposals, nil
}

// settle finds the company and the currency, and what is missing in the files and the same for all their rows.
func settle(d *draft.Draft, q *questions, flags initFlags, config string) error {
	d.Company = flags.company
	if d.Company == "" {
		folder, err := filepath.Abs(filepath.Dir(config))
		if err != nil {
			return err
		}
		d.Company = q.text("What is the company called on the report?", strings.TrimLeft(filepath.Base(folder), "/."))
	}
	if d.Company == "" {
		d.Company = "My company"
	}
	found := d.Currencies()
	switch {
	case flags.currency != "":
		d.Currency, d.CurrencyHow = strings.ToUpper(flags.currency), "as --currency says"
	case len(found) == 1:
		d.Currency, d.CurrencyHow = found[0], "the only one that stands in the files"
	case q.ask:
		d.Currency, d.CurrencyHow = strings.ToUpper(q.text("In which currency is the report"+among(found)+"?", first(found))), "as was answered"
	case len(found) > 1:
		d.Currency, d.CurrencyHow = found[0], "the one of most files, which have "+strings.Join(found, ", ")
	default:
		return whichCurrency(d.Signs())
	}
	for _, s := range d.Sources {
		q.columns(s)
	}
	return nil
}

// whichCurrency is the problem of files that do not say what their amounts are in.
func whichCurrency(signs []string) error {
	what, example := "nothing in the files says it", "EUR"
	if len(signs) > 0 {
		codes := ingest.SharedSign(signs[0])
		what, example = fmt.Sprintf("they have %s, which is written for %s and others", signs[0], strings.Join(codes, ", ")), codes[0]
	}
	return &failure{inputRefused, fmt.Errorf("in which currency are the amounts? %s\nfix: say it with --currency, such as --currency %s", what, example)}
}

func among(found []string) string {
	if len(found) == 0 {
		return ""
	}
	return " (the files have " + strings.Join(found, ", ") + ")"
}

func first(found []string) string {
	if len(found) == 0 {
		return ""
	}
	return found[0]
}

// try reads the files as the draft says, and asks what a column means where its values leave it open. The error is what is left.
func (p *program) try(ctx context.Context, d *draft.Draft, q *questions) error {
	for {
		file, err := job.Decode(filepath.ToSlash(p.config), d.Text(), pipeline.Schema())
		var catalogue *formulas.Catalogue
		if err == nil {
			catalogue, err = file.Catalogue()
		}
		if err != nil {
			return err
		}
		if file.Dir, err = filepath.Abs(filepath.Dir(p.config)); err != nil {
			return err
		}
		_, err = p.read(ctx, file, catalogue)
		var faults ingest.Faults
		if err == nil || !errors.As(err, &faults) || !q.settle(d, faults) {
			return err
		}
	}
}

// writeNew writes a file that is not there yet.
func writeNew(path string, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err = file.Write(content); err == nil {
		err = file.Sync()
	}
	return err
}
