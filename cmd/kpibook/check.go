package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
)

func (p *program) checkCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "check",
		Short: "Read everything, write nothing, and say every problem and the control totals",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("check takes no argument such as %q: it looks at all jobs", args[0])
			}
			return p.check(c.Context())
		},
	}
	p.asOfFlag(c)
	p.policyFlag(c)
	return c
}

// check does what run does up to the writing, and prints what was found on the way, also when that ends in an error.
func (p *program) check(ctx context.Context) error {
	r, err := p.look(ctx)
	if r == nil {
		return err
	}
	if p.json {
		if printErr := p.printJSON(r); printErr != nil {
			return printErr
		}
		return err
	}
	p.printReview(*r)
	return err
}

// look is what check says; nil when it came to nothing, for the reason in the error.
func (p *program) look(ctx context.Context) (*review, error) {
	file, catalogue, err := p.load()
	if err != nil {
		return nil, err
	}
	tasks, err := p.tasks(file, nil)
	if err != nil {
		return nil, err
	}
	book, err := p.read(ctx, file, catalogue)
	if err == nil {
		err = p.build(book, tasks)
	}
	if book == nil || book.Records == nil {
		return nil, err
	}
	r := newReview(book)
	return &r, err
}

// review is what check says.
type review struct {
	AsOf     string          `json:"as_of,omitempty"`
	Files    []reviewedFile  `json:"files"`
	Totals   []reviewedTotal `json:"control_totals"`
	Rejects  []problem       `json:"rejected"`
	Findings []problem       `json:"findings"`
	Checks   []reviewedCheck `json:"checks"`
}

type reviewedFile struct {
	File     string   `json:"file"`
	Dataset  string   `json:"dataset"`
	SHA256   string   `json:"sha256"`
	Read     int      `json:"rows_read"`
	Loaded   int      `json:"loaded"`
	Rejected int      `json:"rejected"`
	Skipped  int      `json:"skipped"`
	How      []string `json:"how"`
}

type reviewedTotal struct {
	File       string  `json:"file"`
	Column     string  `json:"column"`
	Currency   string  `json:"currency"`
	Read       string  `json:"read"`
	Loaded     string  `json:"loaded"`
	Rejected   string  `json:"rejected"`
	Skipped    string  `json:"skipped"`
	Unreadable int     `json:"unreadable"`
	Stated     *string `json:"stated"` // by a totals row of the file
}

type problem struct {
	Place string `json:"place"`
	Text  string `json:"text"`
	Fix   string `json:"fix"`
}

type reviewedCheck struct {
	Check  string   `json:"check"`
	Name   string   `json:"name"`
	Cases  int      `json:"equations"`
	Failed []string `json:"failed"`
}

// newReview takes from a book what check says.
func newReview(book *pipeline.Book) review {
	r := review{Files: []reviewedFile{}, Totals: []reviewedTotal{}, Rejects: []problem{}, Findings: []problem{}, Checks: []reviewedCheck{}}
	if book.Book != nil {
		r.AsOf = book.AsOf.String()
	}
	files := book.Records.Files
	for _, f := range files {
		r.Files = append(r.Files, reviewedFile{f.Path, f.Dataset, f.SHA256, f.Read, f.Loaded, f.Rejected, f.Skipped, f.How})
		for _, t := range f.Totals {
			total := reviewedTotal{f.Path, t.Column, t.Currency, t.Read.String(), t.Loaded.String(), t.Rejected.String(), t.Skipped.String(), t.Unreadable, nil}
			if t.Stated.Valid {
				stated := t.Stated.Decimal.String()
				total.Stated = &stated
			}
			r.Totals = append(r.Totals, total)
		}
		for _, reject := range f.Rejects {
			r.Rejects = append(r.Rejects, problem{placeOf(files, reject.Place), reject.Reason, reject.Fix})
		}
	}
	for _, finding := range book.Records.Findings {
		r.Findings = append(r.Findings, problem{placeOf(files, finding.Place), finding.Said(), finding.Fix})
	}
	for _, c := range book.Checks {
		r.Checks = append(r.Checks, reviewedCheck{c.ID, c.Name, c.Cases, append([]string{}, c.Failed...)})
	}
	return r
}

// placeOf is a record's place for readers: file and line, the file alone, or nothing.
func placeOf(files []ingest.File, at ingest.Place) string {
	if at.File < 0 || int(at.File) >= len(files) {
		return ""
	}
	place := files[at.File].Path
	if sheet := files[at.File].Sheet; sheet != "" {
		place += "[" + sheet + "]"
	}
	if at.Line > 0 {
		place += ":" + strconv.Itoa(int(at.Line))
	}
	return place
}

// printReview prints the review as text, part by part; empty parts are left out.
func (p *program) printReview(r review) {
	sources := [][]string{{"File", "Dataset", "Read", "Loaded", "Rejected", "Skipped", ""}}
	for _, f := range r.Files {
		sources = append(sources, []string{f.File, f.Dataset, grouped(f.Read), grouped(f.Loaded), grouped(f.Rejected), grouped(f.Skipped), ""})
	}
	p.section("Rows", table(sources, 2, 3, 4, 5))
	totals := [][]string{{"File", "Column", "Currency", "Read", "Loaded", "Rejected", "Skipped", "Stated by the file"}}
	for _, t := range r.Totals {
		note := ""
		if t.Stated != nil {
			note = *t.Stated
		}
		if t.Unreadable > 0 {
			note = strings.TrimSpace(note + " (without " + counted(t.Unreadable, "unreadable amount") + ")")
		}
		totals = append(totals, []string{t.File, t.Column, t.Currency, t.Read, t.Loaded, t.Rejected, t.Skipped, note})
	}
	p.section("Control totals", table(totals, 3, 4, 5, 6))
	how := ""
	for _, f := range r.Files {
		how += f.File + "\n"
		for _, sentence := range f.How {
			how += "  " + sentence + "\n"
		}
	}
	if !p.quiet {
		p.section("How the files were read", how)
	}
	p.section("Rejected rows", listed(r.Rejects))
	p.section("Findings", listed(r.Findings))
	var checks [][]string
	for _, c := range r.Checks {
		state, tried := "passed", counted(c.Cases, "equation")
		switch {
		case len(c.Failed) > 0:
			state = "FAILED"
		case c.Cases == 0:
			state, tried = "-", "nothing to check"
		}
		checks = append(checks, []string{state, c.Name, tried})
	}
	p.section("Checks", columns(checks))
	fmt.Fprintf(p.stdout, "%s, %s\n", counted(len(r.Rejects), "rejected row"), counted(len(r.Findings), "finding"))
}

// table lines rows up below their header; without rows it is empty.
func table(rows [][]string, right ...int) string {
	if len(rows) == 1 {
		return ""
	}
	return columns(rows, right...)
}

// section prints a heading and what stands under it.
func (p *program) section(title, body string) {
	if body != "" {
		fmt.Fprintf(p.stdout, "%s\n%s\n%s\n", title, strings.Repeat("-", len(title)), body)
	}
}

// listed prints problems, each with its place and remedy.
func listed(problems []problem) string {
	var b strings.Builder
	for _, problem := range problems {
		if problem.Place != "" {
			b.WriteString(problem.Place + ": ")
		}
		b.WriteString(problem.Text + "\n")
		if problem.Fix != "" {
			b.WriteString("  fix: " + problem.Fix + "\n")
		}
	}
	return b.String()
}
