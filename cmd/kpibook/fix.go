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
			"Write \"as shown\" under mend for a row that is right as the file shows it, and \"leave out\" for one that is to be left out on purpose. " +
			"What was changed is kept in a file beside the job file, and every later run reads the rows of the exports with it, wherever they stand by then; the exports stay as they are.",
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
	mended, left, refused := 0, 0, 0
	said := fixed{Rows: []fixedRow{}}
	for _, path := range files {
		rows, err := ingest.Mend(ctx, file, path)
		if err != nil {
			return &failure{inputRefused, err}
		}
		for _, row := range rows {
			said.Rows = append(said.Rows, newFixedRow(row))
			if !p.json {
				p.sayMended(row, ingest.CorrectionsPath(file))
			}
			switch {
			case row.Problem != "":
				refused++
			case row.Changed():
				if row.LeavesOut() {
					left++
				} else {
					mended++
				}
				corrections = slices.DeleteFunc(corrections, func(c ingest.Correction) bool {
					return c.File == row.File && c.Sheet == row.Sheet && c.Row == row.Row && (c.Line == row.Line || slices.Contains(row.Taken, c))
				})
				corrections = append(corrections, row.Changes...)
			}
		}
	}
	name := filepath.ToSlash(ingest.CorrectionsPath(file))
	if mended+left > 0 && !p.dryRun {
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
	sum := counted(mended, "row") + " mended"
	if left > 0 {
		sum += fmt.Sprintf(", %d left out", left)
	}
	var problem error
	switch {
	case refused > 0:
		problem = &failure{inputRefused, fmt.Errorf("%s not taken, as said above", counted(refused, "row"))}
	case said.Corrections != "" && p.json:
		said.Check, problem = p.look(ctx)
		said.Note, problem = monthless(problem)
	}
	switch {
	case p.json:
		said.Mended, said.LeftOut, said.Refused = mended, left, refused
		return errors.Join(p.printJSON(said), problem)
	case said.Corrections == "":
		fmt.Fprintf(p.stdout, "%s, nothing written\n", sum)
	default:
		fmt.Fprintf(p.stdout, "%s; the corrections are in %s\n\n", sum, name)
	}
	if problem != nil || said.Corrections == "" {
		return problem
	}
	note, err := monthless(p.check(ctx))
	if note != "" {
		fmt.Fprintf(p.stdout, "\neverything is read with the mended rows, but the month to report is not known: %s\n", note)
	}
	return err
}

// monthless makes a note of an error that only says that the month to report is not known: that is no matter of mended rows.
func monthless(err error) (string, error) {
	var faults ingest.Faults
	if errors.As(err, &faults) && faults.Monthless() {
		return err.Error(), nil
	}
	return "", err
}

// fixed is what fix says as JSON.
type fixed struct {
	Rows        []fixedRow `json:"rows"`
	Mended      int        `json:"mended"`
	LeftOut     int        `json:"left_out"`
	Refused     int        `json:"refused"`
	Corrections string     `json:"corrections"`    // the file that they were written to; empty: nothing was written
	Note        string     `json:"note,omitempty"` // why the month to report is not known
	Check       *review    `json:"check"`          // of everything, read again with them; null where nothing was written
}

type fixedRow struct {
	File    string        `json:"file"`
	Sheet   string        `json:"sheet,omitempty"`
	Line    int           `json:"line"`
	Outcome string        `json:"outcome"` // mended, left out, mended before, unchanged or refused
	Changes []fixedChange `json:"changes"`
	Left    []fixedChange `json:"not_taken"`     // as a spreadsheet seems to have changed it
	Why     string        `json:"why,omitempty"` // it was refused, or is rejected still
}

type fixedChange struct {
	Column string `json:"column"`
	Old    string `json:"old"`
	New    string `json:"new"`
}

func newFixedRow(row ingest.Mended) fixedRow {
	r := fixedRow{File: row.File, Sheet: row.Sheet, Line: row.Line, Outcome: "mended", Changes: fixedChanges(row.Changes), Left: fixedChanges(row.Left)}
	switch {
	case row.Problem != "":
		r.Outcome, r.Why = "refused", row.Problem
	case !row.Changed() && len(row.Taken) > 0:
		r.Outcome = "mended before"
	case !row.Changed():
		r.Outcome, r.Why = "unchanged", row.Reason
	case row.LeavesOut():
		r.Outcome, r.Changes = "left out", []fixedChange{}
	}
	return r
}

func fixedChanges(corrections []ingest.Correction) []fixedChange {
	changes := []fixedChange{}
	for _, c := range corrections {
		if c.Old != c.New {
			changes = append(changes, fixedChange{c.Column, c.Old, c.New})
		}
	}
	return changes
}

// sayMended says what became of one row.
func (p *program) sayMended(row ingest.Mended, corrections string) {
	place := fmt.Sprintf("%s:%d", row.File, row.Line)
	if row.Sheet != "" {
		place = fmt.Sprintf("%s[%s]:%d", row.File, row.Sheet, row.Line)
	}
	say := func(format string, args ...any) {
		fmt.Fprintf(p.stdout, "%s: %s\n", place, fmt.Sprintf(format, args...))
	}
	for _, c := range row.Left {
		say("%s %q -> %q is not taken: a spreadsheet seems to have changed it, so it counts as it was", c.Column, c.Old, c.New)
	}
	switch {
	case row.Problem != "":
		say("not taken: %s", row.Problem)
	case !row.Changed() && len(row.Taken) > 0:
		say("not changed since it was mended before: %s; to take that back, take its lines out of %s", saidOf(row), filepath.Base(corrections))
	case !row.Changed() && row.Narrow:
		say("not changed; it was rejected: %s; write %q under mend if it is right as it stands there", row.Reason, ingest.AsShown)
	case !row.Changed():
		say("not changed; it was rejected: %s", row.Reason)
	case row.LeavesOut():
		say("left out on purpose")
	default:
		say("mended: %s", saidOf(row))
	}
}

// saidOf is how a row is read from now on.
func saidOf(row ingest.Mended) string {
	if row.LeavesOut() {
		return ingest.LeaveOut
	}
	var changes []string
	for _, c := range fixedChanges(row.Changes) {
		changes = append(changes, fmt.Sprintf("%s %q -> %q", c.Column, c.Old, c.New))
	}
	if len(changes) == 0 {
		return ingest.AsShown
	}
	return strings.Join(changes, ", ")
}
