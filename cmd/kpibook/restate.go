package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) restateCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "restate PERIOD [JOB...]",
		Short: "Publish a sealed period again as the data has it now, beside the sealed report, and seal that",
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("restate publishes a sealed period again\nfix: kpibook restate 2026-09")
			}
			return p.restate(c.Context(), args[0], args[1:])
		},
	}
	p.policyFlag(c)
	return c
}

// restate publishes the sealed reports of a period as the data has them now, each under a name of its own.
func (p *program) restate(ctx context.Context, period string, names []string) error {
	file, catalogue, err := p.load()
	if err != nil {
		return err
	}
	of, err := file.Calendar().Parse(period)
	if err != nil {
		return usagef("%w", err)
	}
	unlock, err := lock(file.Path)
	if err != nil {
		return err
	}
	defer unlock()
	l, _, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	seals, err := p.seals(ctx, l, file)
	l.Close()
	if err != nil {
		return err
	}
	sealed := current(seals)
	var again []string
	for _, j := range file.Jobs {
		seal, ok := sealed[sealKey{j.Name, of.ID()}]
		if !ok || len(names) > 0 && !slices.Contains(names, j.Name) {
			continue
		}
		if again = append(again, j.Name); p.asOf != "" && p.asOf != seal.AsOf {
			return usagef("the reports of %s were made as of %s and of %s, so they cannot be restated together\nfix: name one job: kpibook restate %s %s", of.ID(), p.asOf, seal.AsOf, of.ID(), j.Name)
		}
		p.asOf = seal.AsOf
	}
	if len(again) == 0 {
		return usagef("%s is not sealed\nfix: kpibook run --period %s publishes it, and kpibook seal %s seals it", of.ID(), of.ID(), of.ID())
	}
	p.period, p.restating = of.ID(), sealed
	tasks, err := p.tasks(file, again)
	if err != nil {
		return err
	}
	r, err := p.begin(ctx, file, catalogue, again)
	if err != nil {
		return err
	}
	if r.ledger == nil {
		return errors.New("a restatement has to be recorded, and there is no ledger")
	}
	return r.end(ctx, p.produce(ctx, file, catalogue, tasks, r))
}

// versioned is the path of a later version of a report: monthly-v2.xlsx, or reviews-v2 of a folder.
func versioned(path string, folder bool, version int) string {
	extension := filepath.Ext(path)
	if folder {
		extension = ""
	}
	return fmt.Sprintf("%s-v%d%s", strings.TrimSuffix(path, extension), version, extension)
}
