package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/reports/xlsx"
)

func (p *program) runCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "run [JOB...]",
		Short: "Read the data and publish the reports of the jobs, or of all jobs",
		RunE:  func(c *cobra.Command, names []string) error { return p.run(c.Context(), names) },
	}
	p.asOfFlag(c)
	c.Flags().StringVar(&p.period, "period", "", "report this `month` instead of the job's, such as 2026-10 or latest")
	c.Flags().StringVar(&p.out, "out", "", "write to this `path`: a folder, or a name that ends in .xlsx for a single job")
	c.Flags().BoolVar(&p.dryRun, "dry-run", false, "do everything except write")
	return c
}

// run publishes the reports of the jobs, all of them or none.
func (p *program) run(ctx context.Context, names []string) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	tasks, err := p.tasks(file, names)
	if err != nil {
		return err
	}
	if !p.dryRun {
		unlock, err := lock(file.Dir)
		if err != nil {
			return err
		}
		defer unlock()
	}
	book, err := p.read(ctx, file, catalogue)
	if err != nil {
		if book == nil || p.dryRun || ctx.Err() != nil {
			return err
		}
		_, quarantineErr := p.quarantine(book.Records, p.output(file, tasks[0].job, refused))
		return errors.Join(err, quarantineErr)
	}
	if err := p.build(book, tasks); err != nil {
		return err
	}
	var summaries []summary
	for _, t := range tasks {
		rejects := ""
		if !p.dryRun {
			if rejects, err = p.publish(ctx, book, t); err != nil {
				return err
			}
		}
		summaries = append(summaries, p.summarise(book, t, rejects))
	}
	return p.printSummaries(summaries)
}

// publish puts a task's workbook in place, its rejected rows beside it, and takes away the rejects of earlier runs that are no
// longer true. It tells where the rejects are, if there are any.
func (p *program) publish(ctx context.Context, book *pipeline.Book, t task) (rejects string, err error) {
	if rejects, err = p.quarantine(book.Records, t.path); err != nil {
		return "", err
	}
	stop := p.progress(ctx, "writing "+filepath.ToSlash(t.path))
	defer stop()
	err = publish(t.path, func(w io.Writer) error {
		if err := xlsx.Write(w, t.workbook); err != nil {
			return err
		}
		return context.Cause(ctx) // a signal may have come while it was written
	})
	if err != nil {
		return "", err
	}
	for _, stale := range []string{rejectsOf(t.path), rejectsOf(p.output(book.Job, t.job, refused))} {
		if stale == rejects {
			continue
		}
		if err := unpublish(stale); err != nil {
			return "", err
		}
	}
	return rejects, nil
}

// refused stands for the period in the name of the rejects of a run that got no further than its input.
const refused = "refused"

// quarantine writes the rejected rows beside a report, in a shape that can be mended and fed in again, and tells where; the path
// is empty when there are none.
func (p *program) quarantine(records *ingest.Records, report string) (path string, err error) {
	if records == nil || rejected(records) == 0 {
		return "", nil
	}
	path = rejectsOf(report)
	if err := publish(path, func(w io.Writer) error { return ingest.WriteQuarantine(w, records) }); err != nil {
		return "", err
	}
	if !p.quiet {
		fmt.Fprintf(p.stderr, "rejected rows, each with its reason and remedy: %s\n", filepath.ToSlash(path))
	}
	return path, nil
}

// rejectsOf is where the rejected rows of a report go.
func rejectsOf(report string) string {
	return strings.TrimSuffix(report, filepath.Ext(report)) + "-rejects.csv"
}

// rejected counts the rows that were not loaded.
func rejected(records *ingest.Records) (rows int) {
	for _, file := range records.Files {
		rows += file.Rejected
	}
	return rows
}
