package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/ledger"
)

func (p *program) historyCommand() *cobra.Command {
	limit := 0
	c := &cobra.Command{
		Use:   "history",
		Short: "List the runs: when, what came of them, what they published",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("history takes no argument such as %q\nfix: kpibook show RUN tells about one run", args[0])
			}
			return p.history(c.Context(), limit)
		},
	}
	c.Flags().IntVarP(&limit, "last", "n", 20, "list so `many` runs; 0 for all")
	return c
}

func (p *program) history(ctx context.Context, limit int) error {
	l, file, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	runs, err := l.Runs(ctx, l.Name(file.Path), limit)
	if err != nil {
		return err
	}
	if p.json {
		list := make([]runJSON, len(runs))
		for i, r := range runs {
			list[i] = jsonRun(r)
		}
		return p.printJSON(list)
	}
	rows := [][]string{{"Run", "Started", "Took", "Outcome", "Published"}}
	for _, r := range runs {
		took := ""
		if !r.EndedAt.IsZero() {
			took = r.EndedAt.Sub(r.StartedAt).Round(time.Millisecond).String()
		}
		outcome := string(r.Outcome)
		if r.Code != 0 {
			outcome += ", code " + strconv.Itoa(r.Code)
		}
		rows = append(rows, []string{strconv.FormatInt(r.ID, 10), p.localTime(r.StartedAt), took, outcome, publishedBy(r)})
	}
	fmt.Fprint(p.stdout, columns(rows))
	return nil
}

// localTime is a time for people, in their zone.
func (p *program) localTime(t time.Time) string { return t.Local().Format("2006-01-02 15:04:05 MST") }

// publishedBy names the reports of a run, or what kept it from them.
func publishedBy(r ledger.Run) string {
	var reports []string
	last := ""
	for _, o := range r.Outputs {
		if name := o.Job + " " + o.Period + " v" + strconv.Itoa(o.Version); o.Kind != ledger.Rejects && name != last {
			reports = append(reports, name)
			last = name
		}
	}
	if len(reports) == 0 {
		first, _, _ := strings.Cut(r.Message, "\n")
		return first
	}
	return strings.Join(reports, ", ")
}

func (p *program) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show RUN",
		Short: "Tell everything about one run: its inputs with their control totals, findings, published files",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("show tells about one run\nfix: kpibook show RUN; kpibook history lists them")
			}
			return p.withRun(c.Context(), args[0], p.show)
		},
	}
}

// withRun calls a function with the ledger and a run by its number.
func (p *program) withRun(ctx context.Context, number string, do func(context.Context, *ledger.Ledger, ledger.Run) error) error {
	l, _, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	r, err := p.runOf(ctx, l, number)
	if err != nil {
		return err
	}
	return do(ctx, l, r)
}

// runOf reads a run by its number.
func (p *program) runOf(ctx context.Context, l *ledger.Ledger, number string) (ledger.Run, error) {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return ledger.Run{}, usagef("%q is not the number of a run\nfix: kpibook history lists them", number)
	}
	r, err := l.Run(ctx, id)
	var missing *ledger.NoRun
	if errors.As(err, &missing) {
		return r, usagef("%w", err)
	}
	return r, err
}

func (p *program) show(_ context.Context, _ *ledger.Ledger, r ledger.Run) error {
	if p.json {
		return p.printJSON(jsonRun(r))
	}
	head := [][]string{
		{"Run", strconv.FormatInt(r.ID, 10) + " of " + r.JobFile}, {"Started", p.localTime(r.StartedAt)}, {"Outcome", string(r.Outcome)},
		{"Took", fmt.Sprintf("%s to read, %s to work out, %s to write", r.Read, r.Build, r.Write)},
		{"Arguments", r.Arguments}, {"Program", r.Program}, {"Definitions", r.Catalogue}, {"Job file", r.Settings},
	}
	if r.Message != "" {
		head = append(head, []string{"Problem", strings.ReplaceAll(r.Message, "\n", "; ")})
	}
	fmt.Fprint(p.stdout, columns(head))
	p.listHeading("Inputs", len(r.Inputs))
	var inputs, totals [][]string
	for _, in := range r.Inputs {
		if in.Dataset == ingest.FixesFile {
			inputs = append(inputs, []string{"  " + in.Path, in.Dataset, "rows mended by hand", in.SHA256})
			continue
		}
		inputs = append(inputs, []string{"  " + in.Path, in.Dataset, fmt.Sprintf("%s read = %s loaded + %s rejected + %s skipped", counted(in.Read, "row"), grouped(in.Loaded), grouped(in.Rejected), grouped(in.Skipped)), in.SHA256})
		for _, t := range in.Totals {
			line := fmt.Sprintf("%s read = %s loaded + %s rejected + %s skipped", t.Read, t.Loaded, t.Rejected, t.Skipped)
			if t.Stated != "" {
				line += ", and the file states " + t.Stated
			}
			totals = append(totals, []string{"  " + in.Path, t.Column + " " + t.Currency, line})
		}
	}
	fmt.Fprint(p.stdout, columns(inputs))
	for _, in := range r.Inputs {
		if in.Query != "" {
			fmt.Fprintf(p.stdout, "\n  %s\n    %s\n", in.Path, strings.ReplaceAll(strings.TrimSpace(in.Query), "\n", "\n    "))
		}
	}
	p.listHeading("Sums of money", len(totals))
	fmt.Fprint(p.stdout, columns(totals))
	p.listHeading("Findings", len(r.Findings))
	for _, f := range r.Findings {
		fmt.Fprintf(p.stdout, "  %s\n", strings.TrimSpace(f.Path+" "+f.Kind+": "+f.Text))
	}
	p.listHeading("Published", len(r.Outputs))
	var outputs [][]string
	for _, o := range r.Outputs {
		outputs = append(outputs, []string{"  " + o.Path, o.Kind + " v" + strconv.Itoa(o.Version), counted(o.FigureRows, "figure"), o.SHA256})
	}
	fmt.Fprint(p.stdout, columns(outputs))
	return nil
}

// listHeading heads a list, and leaves out the heading of an empty one.
func (p *program) listHeading(title string, entries int) {
	if entries > 0 {
		fmt.Fprintf(p.stdout, "\n%s\n", title)
	}
}
