package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/pipeline/ingest"
)

func (p *program) fixCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "fix FILE...",
		Short: "Feed mended rows back: files of rejected rows, as CSV or .xlsx, in which what was wrong is corrected",
		Long: "Feed mended rows back. Correct the rows in the file of rejected rows that run wrote beside the report, leave its first columns as they are, and name it here. " +
			"What was changed is kept in a file beside the job file, and every later run reads the rows of the exports with it; the exports stay as they are.",
		RunE: func(c *cobra.Command, files []string) error {
			if len(files) == 0 {
				return usagef("fix takes the files with the mended rows\nfix: kpibook fix reports/...-rejects.csv")
			}
			return p.fix(c.Context(), files)
		},
	}
	p.asOfFlag(c)
	p.policyFlag(c)
	c.Flags().BoolVar(&p.dryRun, "dry-run", false, "say what would be mended, and write nothing")
	return c
}

// fix notes what was mended, and reads everything again to show whether the rows are loaded now.
func (p *program) fix(ctx context.Context, files []string) error {
	file, _, err := p.load()
	if err != nil {
		return err
	}
	fixes, err := ingest.LoadCorrections(file)
	if err != nil {
		return &failure{inputRefused, err}
	}
	corrections, mended, refused := fixes.Corrections, 0, 0
	for _, path := range files {
		rows, err := ingest.Mend(ctx, file, path)
		if err != nil {
			return &failure{inputRefused, err}
		}
		for _, row := range rows {
			p.sayMended(row)
			switch {
			case row.Problem != "":
				refused++
			case len(row.Changes) > 0:
				mended++
				corrections = slices.DeleteFunc(corrections, func(c ingest.Correction) bool {
					return c.File == row.File && c.Sheet == row.Sheet && c.Line == row.Line
				})
				corrections = append(corrections, row.Changes...)
			}
		}
	}
	name := filepath.ToSlash(ingest.CorrectionsPath(file))
	if mended > 0 && !p.dryRun {
		unlock, err := lock(file.Path)
		if err != nil {
			return err
		}
		defer unlock()
		var e edition
		e.add(ingest.CorrectionsPath(file), func(w io.Writer) error { return ingest.WriteCorrections(w, corrections) })
		if err := e.publish(ctx); err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "%s mended; the corrections are in %s\n\n", counted(mended, "row"), name)
	} else {
		fmt.Fprintf(p.stdout, "%s mended, nothing written\n", counted(mended, "row"))
	}
	if refused > 0 {
		return &failure{inputRefused, fmt.Errorf("%s not taken, as said above", counted(refused, "row"))}
	}
	if mended == 0 || p.dryRun {
		return nil
	}
	return p.check(ctx)
}

// sayMended says what became of one row.
func (p *program) sayMended(row ingest.Mended) {
	place := fmt.Sprintf("%s:%d", row.File, row.Line)
	if row.Sheet != "" {
		place = fmt.Sprintf("%s[%s]:%d", row.File, row.Sheet, row.Line)
	}
	switch {
	case row.Problem != "":
		fmt.Fprintf(p.stdout, "%s: not taken: %s\n", place, row.Problem)
	case len(row.Changes) == 0:
		fmt.Fprintf(p.stdout, "%s: not changed, so it stays rejected: %s\n", place, row.Reason)
	default:
		var changes []string
		for _, c := range row.Changes {
			changes = append(changes, fmt.Sprintf("%s %q -> %q", c.Column, c.Old, c.New))
		}
		fmt.Fprintf(p.stdout, "%s: mended: %s\n", place, strings.Join(changes, ", "))
	}
}
