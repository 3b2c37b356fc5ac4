package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/pipeline/restate"
)

func (p *program) restatementsCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:   "restatements [PERIOD]",
		Short: "What has become of sealed figures: as reported, as restated, and the difference by cause",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("restatements tells about one period, or about all that are sealed\nfix: kpibook restatements 2026-09")
			}
			return p.restatements(c.Context(), args, all)
		},
	}
	p.policyFlag(c)
	c.Flags().BoolVar(&all, "all", false, "list every figure and row, not only the first of each")
	return c
}

func (p *program) restatements(ctx context.Context, periods []string, all bool) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	l, _, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	seals, err := p.seals(ctx, l, file)
	if err != nil {
		return err
	}
	if len(periods) > 0 {
		of, err := file.Calendar().Parse(periods[0])
		if err != nil {
			return usagef("%w", err)
		}
		if seals = slices.DeleteFunc(seals, func(s ledger.Seal) bool { return s.Period != of.ID() }); len(seals) == 0 {
			return usagef("%s is not sealed\nfix: kpibook seal %s", of.ID(), of.ID())
		}
	}
	if len(seals) == 0 {
		return usagef("nothing is sealed yet\nfix: kpibook seal PERIOD")
	}
	book, err := p.read(ctx, file, catalogue)
	var unproven *pipeline.ChecksFailed
	if err != nil && !errors.As(err, &unproven) {
		return err
	}
	list, err := p.restated(ctx, l, file, seals, book)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(jsonRestatements(list))
	}
	if len(list) == 0 {
		fmt.Fprintln(p.stdout, "every sealed figure is what was reported")
	}
	for i, r := range list {
		if i > 0 {
			fmt.Fprintln(p.stdout)
		}
		p.printRestatement(r, all)
	}
	return nil
}

// restated works out what has become of every sealed period, in the order of the jobs. One of which nothing differs is left out.
func (p *program) restated(ctx context.Context, l *ledger.Ledger, file *job.File, seals []ledger.Seal, book *pipeline.Book) (list []pipeline.Restatement, err error) {
	restater := restate.New(l, book)
	order := func(s ledger.Seal) int {
		return slices.IndexFunc(file.Jobs, func(j job.Job) bool { return j.Name == s.Job })
	}
	counting := ledger.Current(seals)
	slices.SortStableFunc(counting, func(a, b ledger.Seal) int {
		return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(order(a), order(b)))
	})
	for _, seal := range counting {
		run, err := l.Run(ctx, seal.Run)
		if err != nil {
			return nil, err
		}
		said, err := argumentsOf(run)
		if err != nil {
			return nil, err
		}
		r, err := restater.Restate(ctx, seal, said.Policy)
		if err != nil {
			return nil, err
		}
		if r != nil {
			list = append(list, *r)
		}
	}
	return list, nil
}

func (p *program) printRestatement(r pipeline.Restatement, all bool) {
	found := counted(len(r.Figures), "figure") + " restated"
	if len(r.Figures) == 0 {
		found = "not compared"
	}
	fmt.Fprintf(p.stdout, "%s %s, version %d, sealed on %s: %s\n", r.Job, r.Period, r.Version, r.SealedOn, found)
	for _, remark := range r.Remarks {
		fmt.Fprintf(p.stdout, "note: %s\n", remark)
	}
	if len(r.Figures) == 0 {
		return
	}
	causes := causesOf(r)
	rows := [][]string{{"Figure", "Of", "Over", "As reported", "Restated"}}
	for _, cause := range causes {
		rows[0] = append(rows[0], string(cause))
	}
	var right []int
	for i := 3; i < len(rows[0]); i++ {
		right = append(right, i)
	}
	for i, f := range r.Figures {
		if i == shownOfAKPI*5 && !all {
			break
		}
		row := []string{f.Name, f.ScopeName, f.Period, short(f.Reported), short(f.Now)}
		for _, cause := range causes {
			row = append(row, differenceBy(f, cause))
		}
		rows = append(rows, row)
	}
	fmt.Fprint(p.stdout, columns(rows, right...))
	if hidden := len(r.Figures) - len(rows) + 1; hidden > 0 {
		fmt.Fprintf(p.stdout, "... and %s more; --all lists them\n", grouped(hidden))
	}
	p.listHeading("Rows", len(r.Rows))
	for i, row := range r.Rows {
		if i == shownOfAKPI && !all {
			fmt.Fprintf(p.stdout, "  ... and %s more; --all lists them\n", grouped(len(r.Rows)-i))
			break
		}
		fmt.Fprintf(p.stdout, "  %s: %s:%d: %s %s\n", row.Cause, row.File, row.Line, row.Dataset, strings.TrimSpace(row.Key))
	}
}

// causesOf are the causes that changed a figure of a restatement.
func causesOf(r pipeline.Restatement) (list []pipeline.RestatedBy) {
	for _, cause := range pipeline.Causes() {
		if slices.ContainsFunc(r.Figures, func(f pipeline.Restated) bool { _, ok := f.By[cause]; return ok || f.First == cause && len(f.By) == 0 }) {
			list = append(list, cause)
		}
	}
	return list
}

// differenceBy is what a cause changed of a figure, or that it is the cause where there is no number to give.
func differenceBy(f pipeline.Restated, cause pipeline.RestatedBy) string {
	value, ok := f.By[cause]
	switch {
	case ok && value.Sign() > 0:
		return "+" + short(value)
	case ok:
		return short(value)
	case len(f.By) == 0 && f.First == cause:
		return "changed"
	}
	return ""
}

// short is a value for people: at most six decimals.
func short(v expr.Value) string {
	d, ok := v.Decimal()
	switch {
	case !v.Available():
		return "n/a"
	case !ok:
		return v.String()
	}
	if rounded := d.Round(6); !rounded.IsZero() || d.IsZero() {
		return rounded.String()
	}
	return d.String()
}

// restatementJSON is a restatement as restatements --json prints it. Numbers are exact texts: decimals, or fractions such as 1/3.
type restatementJSON struct {
	Job      string            `json:"job"`
	Period   string            `json:"period"`
	Version  int               `json:"version"`
	SealedOn string            `json:"sealed_on"`
	Figures  []restatedJSON    `json:"figures"`
	Rows     []restatedRowJSON `json:"rows"`
	Remarks  []string          `json:"remarks,omitempty"`
}

type restatedJSON struct {
	KPI      string            `json:"kpi"`
	Variant  string            `json:"variant,omitempty"`
	Scope    string            `json:"scope"`
	Period   string            `json:"period"`
	Reported string            `json:"as_reported"`
	Restated string            `json:"restated"`
	By       map[string]string `json:"difference_by_cause"`
	First    string            `json:"first_cause"`
}

type restatedRowJSON struct {
	Cause   string `json:"cause"`
	Dataset string `json:"dataset"`
	Key     string `json:"key"`
	Account string `json:"account,omitempty"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Count   int    `json:"count"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
}

func jsonRestatements(list []pipeline.Restatement) []restatementJSON {
	out := []restatementJSON{}
	for _, r := range list {
		j := restatementJSON{Job: r.Job, Period: r.Period, Version: r.Version, SealedOn: r.SealedOn.String(), Figures: []restatedJSON{}, Rows: []restatedRowJSON{}, Remarks: r.Remarks}
		for _, f := range r.Figures {
			figure := restatedJSON{f.KPI, f.Variant, f.Scope, f.Period, exactly(f.Reported), exactly(f.Now), map[string]string{}, string(f.First)}
			for cause, value := range f.By {
				figure.By[string(cause)] = exactly(value)
			}
			j.Figures = append(j.Figures, figure)
		}
		for _, row := range r.Rows {
			j.Rows = append(j.Rows, restatedRowJSON{string(row.Cause), row.Dataset, row.Key, row.Account, row.File, row.Line, row.Count, row.Before, row.After})
		}
		out = append(out, j)
	}
	return out
}

// exactly is a value without rounding.
func exactly(v expr.Value) string {
	if f := restate.Figure("", "", "", v); f.Number != "" {
		return f.Number
	}
	return v.String()
}
