package main

import (
	"context"
	"errors"
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
	corrections := fixes.Corrections
	mended, refused := 0, 0
	said := fixed{Rows: []fixedRow{}}
	for _, path := range files {
		rows, err := ingest.Mend(ctx, file, path)
		if err != nil {
			return &failure{inputRefused, err}
		}
		for _, row := range rows {
			said.Rows = append(said.Rows, newFixedRow(row))
			if !p.json {
				p.sayMended(row)
			}
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
		said.Corrections = name
	}
	var problem error
	switch {
	case refused > 0:
		problem = &failure{inputRefused, fmt.Errorf("%s not taken, as said above", counted(refused, "row"))}
	case said.Corrections != "" && p.json:
		said.Check, problem = p.look(ctx)
	}
	switch {
	case p.json:
		said.Mended, said.Refused = mended, refused
		return errors.Join(p.printJSON(said), problem)
	case said.Corrections == "":
		fmt.Fprintf(p.stdout, "%s mended, nothing written\n", counted(mended, "row"))
	default:
		fmt.Fprintf(p.stdout, "%s mended; the corrections are in %s\n\n", counted(mended, "row"), name)
	}
	if problem != nil || said.Corrections == "" {
		return problem
	}
	return p.check(ctx)
}

// fixed is what fix says as JSON.
type fixed struct {
	Rows        []fixedRow `json:"rows"`
	Mended      int        `json:"mended"`
	Refused     int        `json:"refused"`
	Corrections string     `json:"corrections"` // the file that they were written to; empty: nothing was written
	Check       *review    `json:"check"`       // of everything, read again with them; null where nothing was written
}

type fixedRow struct {
	File    string        `json:"file"`
	Sheet   string        `json:"sheet,omitempty"`
	Line    int           `json:"line"`
	Outcome string        `json:"outcome"` // mended, unchanged or refused
	Changes []fixedChange `json:"changes"`
	Why     string        `json:"why,omitempty"` // it was refused, or is rejected still
}

type fixedChange struct {
	Column string `json:"column"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

func newFixedRow(row ingest.Mended) fixedRow {
	r := fixedRow{File: row.File, Sheet: row.Sheet, Line: row.Line, Outcome: "mended", Changes: []fixedChange{}}
	for _, c := range row.Changes {
		r.Changes = append(r.Changes, fixedChange{c.Column, c.Old, c.New})
	}
	switch {
	case row.Problem != "":
		r.Outcome, r.Why = "refused", row.Problem
	case len(row.Changes) == 0:
		r.Outcome, r.Why = "unchanged", row.Reason
	}
	return r
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
