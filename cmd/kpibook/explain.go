package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// mostListed is how many contributions and rows explain lists for each measure, unless all are asked for.
const mostListed = 50

// question is what explain is asked.
type question struct {
	scope, period, variant, from, workbook string
	all                                    bool
}

func (p *program) explainCommand() *cobra.Command {
	q := question{}
	c := &cobra.Command{
		Use:   "explain KPI",
		Short: "Take a figure apart down to the rows it was read from, or say what moved it from one period to another",
		Example: "  kpibook explain net_revenue_retention --period 2026-10-TTM --scope segment:Enterprise\n" +
			"  kpibook explain mrr --period 2026-10 --scope account:ACME-0031 --json\n" +
			"  kpibook explain nrr --why 2025-10-TTM 2026-10-TTM",
		RunE: func(c *cobra.Command, args []string) error { return p.explain(c.Context(), args, q) },
	}
	p.asOfFlag(c)
	p.policyFlag(c)
	flags := c.Flags()
	flags.StringVar(&q.period, "period", "", "the `period`, such as 2026-10, FY2027-Q3 or 2026-10-TTM (default: the last complete month in the data)")
	flags.StringVar(&q.scope, "scope", "portfolio", "whose figure: portfolio, account:ID, or an account column and its value, such as segment:Enterprise")
	flags.StringVar(&q.variant, "variant", "", "the `id` of another published definition (default: the job's); glossary KPI lists them")
	flags.StringVar(&q.from, "why", "", "say what moved the KPI from this `period` to the one that follows the flag's value")
	flags.StringVar(&q.workbook, "workbook", "", "refuse unless this published `file` was made from the same input files")
	flags.BoolVar(&q.all, "all", false, fmt.Sprintf("list everything, not only the %d largest of each kind", mostListed))
	return c
}

// explain answers a question about a figure. What can be wrong with the question and does not need the data is said first.
func (p *program) explain(ctx context.Context, args []string, q question) error {
	to := q.period
	if q.from != "" {
		if len(args) < 2 || q.period != "" {
			return usagef("--why compares two periods\nfix: write kpibook explain KPI --why 2025-10 2026-10, without --period")
		}
	}
	if len(args) == 0 {
		return usagef("explain needs a KPI\nfix: see kpibook explain --help")
	}
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	if q.from != "" {
		if _, err := file.Calendar().Parse(args[0]); err == nil { // --why 2025-10 2026-10 nrr
			args = append(args[1:], args[0])
		}
		to, args = args[len(args)-1], args[:len(args)-1]
	}
	tasks, err := p.tasks(file, nil)
	if err != nil {
		return err
	}
	kpi, ok := catalogue.Lookup(strings.Join(args, " "))
	if !ok {
		return unknownKPI(catalogue, strings.Join(args, " "))
	}
	if _, ok := kpi.Variant(q.variant); !ok && q.variant != "" && q.variant != "default" {
		return usagef("%s has no variant %q\nfix: kpibook glossary %s lists those it has", kpi.ID, q.variant, kpi.ID)
	}
	var periods []period.Period
	for _, text := range []string{q.from, to} {
		if text == "" {
			continue
		}
		asked, err := file.Calendar().Parse(text)
		if err != nil {
			return usagef("%w", err)
		}
		periods = append(periods, asked)
	}
	if len(periods) == 2 && periods[0].Kind != periods[1].Kind {
		return usagef("%s and %s are periods of different length\nfix: compare a month with a month, a quarter with a quarter", periods[0].Label(), periods[1].Label())
	}
	book, err := p.read(ctx, file, catalogue)
	if err != nil {
		return err
	}
	if len(periods) == 0 {
		periods = append(periods, book.Facts.Calendar.At(period.MonthKind, book.AsOf))
	}
	scope, err := scopeOf(book, q.scope)
	if err != nil {
		return err
	}
	if err := p.published(ctx, book, tasks, q.workbook); err != nil {
		return err
	}
	chosen, _ := book.Choose(kpi.ID)
	if q.variant != "" {
		chosen.Variant = strings.TrimPrefix(q.variant, "default")
	}
	most := mostListed
	if q.all {
		most = 0
	}
	if len(periods) == 2 {
		return p.printWhy(book, book.Why(chosen, scope, periods[0], periods[1]), most)
	}
	stop := p.progress(ctx, "reading the rows again")
	trace, err := book.Explain(ctx, chosen, scope, periods[0], compute.Source{Job: book.Job, Records: book.Records}, most)
	stop()
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(newExplained(book, trace))
	}
	printTrace(p.stdout, book, trace)
	return nil
}

// scopeOf reads a scope as it is typed.
func scopeOf(book *pipeline.Book, text string) (facts.Scope, error) {
	scope, problem, fix := book.Facts.ParseScope(text)
	if problem != "" {
		return scope, usagef("--scope: %s\nfix: %s", problem, fix)
	}
	return scope, nil
}

// published refuses to explain the figures of a workbook that was made from other input. Where none is named and the job file's own
// reports are, it says so: what follows is of the input as it is now.
func (p *program) published(ctx context.Context, book *pipeline.Book, tasks []task, workbook string) error {
	if workbook == "" {
		for _, t := range tasks {
			path := p.output(book.Job, t.job, t.due(book).ID())
			if changes, err := ingest.Changed(ctx, path, book.Job, book.Records); err == nil && len(changes) > 0 && !p.quiet {
				fmt.Fprintf(p.stderr, "%s was made from other input: %s\nthese are the figures of the input as it is now; run the report again to publish them\n\n",
					filepath.ToSlash(path), strings.Join(changes, ", "))
			}
		}
		return nil
	}
	changes, err := ingest.Changed(ctx, workbook, book.Job, book.Records)
	if err != nil {
		return &failure{inputRefused, err}
	}
	if len(changes) > 0 {
		return &failure{inputRefused, fmt.Errorf("%s was made from other input: %s, so its figures cannot be explained\nfix: run the report again, or bring the old files back",
			workbook, strings.Join(changes, ", "))}
	}
	return nil
}
