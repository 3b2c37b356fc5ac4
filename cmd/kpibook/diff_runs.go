package main

import (
	"context"
	"io/fs"
	"math/big"
	"os"
	"slices"
	"strconv"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/job"
	"kpibook/pipeline/ledger"
	"kpibook/reports"
	"kpibook/reports/audit"
	"kpibook/reports/formula"
)

// areRuns tells whether two arguments are numbers of runs, and no files that are called like this.
func areRuns(arguments ...string) bool {
	for _, text := range arguments {
		if _, err := strconv.ParseUint(text, 10, 63); err != nil {
			return false
		}
		if _, err := fs.Stat(os.DirFS("."), text); err == nil {
			return false
		}
	}
	return true
}

// diffRuns compares what two runs published, by the exact figures in the ledger.
func (p *program) diffRuns(ctx context.Context, older, newer string, all bool) error {
	l, file, err := p.readLedger(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	catalogue, err := file.Catalogue()
	if err != nil {
		return err
	}
	var figures [2][]audit.Figure
	for i, number := range []string{older, newer} {
		r, err := p.runOf(ctx, l, number)
		if err != nil {
			return err
		}
		if r, err = publication(ctx, l, r); err != nil {
			return err
		}
		if figures[i], err = figuresOfRun(ctx, l, r, file, catalogue); err != nil {
			return err
		}
	}
	return p.printDiff("run "+older, "run "+newer, audit.Compare(figures[0], figures[1]), all)
}

// publication is the run that published what a run found unchanged: with the same arguments, the same job file and the same inputs;
// else the run itself.
func publication(ctx context.Context, l *ledger.Ledger, r ledger.Run) (ledger.Run, error) {
	if r.Outcome == ledger.Published {
		return r, nil
	}
	if r.Outcome == ledger.Unchanged {
		runs, err := l.Runs(ctx, r.JobFile, 0)
		if err != nil {
			return r, err
		}
		for _, earlier := range runs {
			if earlier.ID > r.ID || earlier.Outcome != ledger.Published || earlier.Arguments != r.Arguments || earlier.Settings != r.Settings {
				continue
			}
			whole, err := l.Run(ctx, earlier.ID)
			if err != nil || sameInputs(whole.Inputs, r.Inputs) {
				return whole, err
			}
		}
	}
	return r, usagef("run %d published nothing: it is %s\nfix: give a run that published something; kpibook history lists them", r.ID, r.Outcome)
}

// sameInputs tells whether two runs read the same.
func sameInputs(some, others []ledger.Input) bool {
	return slices.EqualFunc(some, others, func(a, b ledger.Input) bool { return a.Path == b.Path && a.SHA256 == b.SHA256 })
}

// figuresOfRun are the figures of all workbooks of a run, each once.
func figuresOfRun(ctx context.Context, l *ledger.Ledger, r ledger.Run, file *job.File, catalogue *formulas.Catalogue) (list []audit.Figure, err error) {
	seen := map[[3]string]bool{}
	for _, o := range r.Outputs {
		figures, err := l.Figures(ctx, r.ID, o.Number)
		if err != nil {
			return nil, err
		}
		about, _ := file.Calendar().Parse(o.Period)
		for _, f := range figures {
			if id := [3]string{f.KPI, f.Scope, f.Period}; !seen[id] {
				seen[id] = true
				list = append(list, audited(f, about, file, catalogue))
			}
		}
	}
	return list, nil
}

// audited is a recorded figure in the form in which those of workbooks are compared.
func audited(f ledger.Figure, about period.Period, file *job.File, catalogue *formulas.Catalogue) audit.Figure {
	a := audit.Figure{What: reports.Named{ID: f.KPI, Name: f.KPI}, Of: reports.Named{ID: f.Scope, Name: strings.Replace(f.Scope, ":", " ", 1)}, Over: reports.Named{ID: f.Period, Name: f.Period}}
	id, variant, _ := strings.Cut(f.KPI, ".")
	if kpi, ok := catalogue.ByID(id); ok {
		a.What.Name, a.Format = kpi.Name, reports.FormatOf(kpi.UnitOf(variant), file.Currency)
	}
	if over, err := file.Calendar().Parse(f.Period); err == nil {
		if a.Over.Name = over.Label(); over.Last == about.Last || over.Kind != period.MonthKind && over.Last <= about.Last && about.Last < over.Last+period.Month(over.Months()) {
			a.Current = over.Kind.String()
		}
	}
	switch r, number := new(big.Rat).SetString(f.Number); {
	case f.Number != "" && number:
		a.Value = formula.NumberOf(r)
	case f.Label != "":
		a.Value = formula.TextOf(f.Label)
	default:
		a.Value = formula.TextOf("n/a")
	}
	return a
}

// figuresAgain gives the figures of reports that were made again.
type figuresAgain func(*formulas.Catalogue) []audit.Figure

// againFrom takes the figures out of what the ledger would be told.
func againFrom(file *job.File, e *edition, outputs map[string]ledger.Output) figuresAgain {
	return func(catalogue *formulas.Catalogue) (list []audit.Figure) {
		seen := map[[3]string]bool{}
		for _, written := range e.files {
			o := outputs[written.path]
			about, _ := file.Calendar().Parse(o.Period)
			for _, f := range slices.Concat(o.Figures, written.figures) {
				if id := [3]string{f.KPI, f.Scope, f.Period}; !seen[id] {
					seen[id] = true
					list = append(list, audited(f, about, file, catalogue))
				}
			}
		}
		return list
	}
}
