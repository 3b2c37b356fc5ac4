package restate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/ledger"
)

// notReported is in the place of a figure that the sealed report does not have, and gone of one that there is no more.
var (
	notReported = expr.Missing(expr.OutsideCover, "not in the sealed report")
	gone        = expr.Missing(expr.OutsideCover, "not in the data any more")
)

// Restate holds the figures of a sealed report against the book of today, as of the month that the report was made as of. It is
// nil when none differs. What cannot be compared or told apart is among the remarks; the error is that of the ledger or the context.
func Restate(ctx context.Context, l *ledger.Ledger, seal ledger.Seal, today *pipeline.Book) (*pipeline.Restatement, error) {
	r := &pipeline.Restatement{Job: seal.Job, Period: seal.Period, Version: seal.Version, SealedOn: period.FromTime(seal.SealedAt)}
	reported, err := l.Figures(ctx, seal.Run, seal.Output)
	if err != nil {
		return nil, err
	}
	asOf, err := today.Job.Calendar().ParseMonth(seal.AsOf)
	if err != nil {
		r.Remarks = append(r.Remarks, "its periods are none of the calendar that the job file has now, so nothing can be compared")
		return r, nil
	}
	now, err := today.At(asOf)
	if err != nil {
		r.Remarks = append(r.Remarks, "nothing can be compared, because the data of today gives no figures as of "+asOf.Label()+": "+firstLine(err))
		return r, nil
	}
	present := NewEvaluator(now)
	c := &chain{ids: followed(reported)}
	r.Figures = append(c.differing(reported, present), c.newcomers(reported, present)...)
	if len(r.Figures) == 0 {
		return nil, nil
	}
	last := pipeline.ByDefinition
	switch known, err := c.from(ctx, l, seal, today, asOf); {
	case err != nil:
		return nil, err
	case !known:
		last = pipeline.ByUnknown
	}
	c.add(last, present, nil)
	c.attribute(r)
	r.Rows = c.rows(r.Figures, asOf)
	r.Remarks = append(r.Remarks, c.remarks...)
	return r, nil
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// followed gives the ids of KPIs under which to look for their figures: a KPI that the report has in one definition only is held
// against the one that the job file chooses, so that another choice is a restatement.
func followed(reported []ledger.Figure) map[string]string {
	definitions := map[string]map[string]bool{}
	for _, f := range reported {
		kpi, _, _ := strings.Cut(f.KPI, ".")
		if definitions[kpi] == nil {
			definitions[kpi] = map[string]bool{}
		}
		definitions[kpi][f.KPI] = true
	}
	ids := map[string]string{}
	for kpi, all := range definitions {
		for id := range all {
			if ids[id] = id; len(all) == 1 {
				ids[id] = kpi + "." + asChosen
			}
		}
	}
	return ids
}

// differing are the reported figures that are not what they are now.
func (c *chain) differing(reported []ledger.Figure, present *Evaluator) (list []pipeline.Restated) {
	for _, f := range reported {
		value, ok := present.Value(c.ids[f.KPI], f.Scope, f.Period)
		if !ok {
			value = gone
		}
		if Figure(f.KPI, f.Scope, f.Period, value) == f || f.Reason != "" && !value.Available() {
			continue // a figure that is not there is the same whatever the reason
		}
		list = append(list, present.restated(f, valueOf(f), value))
	}
	return list
}

// newcomers are the figures of customers that the sealed report does not have.
func (c *chain) newcomers(reported []ledger.Figure, present *Evaluator) (list []pipeline.Restated) {
	known := map[string]bool{}
	var kpis []ledger.Figure // one of each KPI and period that the report has by customer
	seen := map[[2]string]bool{}
	for _, f := range reported {
		known[f.Scope] = true
		if at := [2]string{f.KPI, f.Period}; strings.HasPrefix(f.Scope, "account:") && !seen[at] {
			seen[at] = true
			kpis = append(kpis, f)
		}
	}
	for _, a := range present.book.Facts.Accounts {
		scope := "account:" + a.ID
		if known[scope] {
			continue
		}
		for _, f := range kpis {
			if value, ok := present.Value(c.ids[f.KPI], scope, f.Period); ok && value.Available() && (value.IsLabel() || value.Sign() != 0) {
				f.Scope = scope
				list = append(list, present.restated(f, notReported, value))
			}
		}
	}
	return list
}

// restated names a figure.
func (e *Evaluator) restated(f ledger.Figure, reported, now expr.Value) pipeline.Restated {
	kpi, variant, _ := strings.Cut(f.KPI, ".")
	r := pipeline.Restated{KPI: kpi, Variant: variant, Scope: f.Scope, Period: f.Period, Name: kpi, ScopeName: f.Scope, Reported: reported, Now: now, By: map[pipeline.RestatedBy]expr.Value{}}
	if entry, ok := e.book.Catalogue.ByID(kpi); ok {
		r.Name = entry.Name
	}
	if id, account := strings.CutPrefix(f.Scope, "account:"); account {
		if at, ok := e.book.Facts.Find(id); ok {
			r.ScopeName = strings.TrimSpace(id + " " + e.book.Facts.Accounts[at].Name)
		}
	} else if dimension, value, group := strings.Cut(f.Scope, ":"); group {
		r.ScopeName = dimension + " " + value
	}
	return r
}

// attribute walks each figure along the chain: what a link changes is its cause's. A link that could not be worked out, or at
// which the figure is no number, counts with the next one.
func (c *chain) attribute(r *pipeline.Restatement) {
	for i := range r.Figures {
		f := &r.Figures[i]
		id := f.KPI
		if f.Variant != "" {
			id += "." + f.Variant
		}
		numbers := f.Reported.Available() && f.Now.Available() && !f.Reported.IsLabel() && !f.Now.IsLabel()
		last := f.Reported
		for _, link := range c.links {
			if link.evaluator == nil {
				continue
			}
			value, ok := link.evaluator.Value(c.ids[id], f.Scope, f.Period)
			if !ok {
				value = gone
			}
			if f.First == "" && !same(last, value) {
				f.First = link.cause
			}
			switch {
			case !numbers:
				last = value
			case value.Available() && !value.IsLabel():
				if step := value.Sub(last); step.Sign() != 0 {
					f.By[link.cause] = f.By[link.cause].Add(step)
				}
				last = value
			}
		}
	}
}

// same tells whether two values are the same figure; one that is not there is the same whatever the reason.
func same(a, b expr.Value) bool {
	return a.Available() == b.Available() && (!a.Available() || a.Equal(b))
}

// valueOf is the value of a recorded figure.
func valueOf(f ledger.Figure) expr.Value {
	switch {
	case f.Label != "":
		return expr.Label(f.Label)
	case f.Number == "":
		return expr.Missing(expr.OutsideCover, "n/a then: "+f.Reason)
	}
	above, below, fraction := strings.Cut(f.Number, "/")
	value := parsed(above)
	if fraction {
		value = value.Quo(parsed(below))
	}
	return value
}

// rows are the changed rows of the customers that the figures concern, of the days that the report covers.
func (c *chain) rows(figures []pipeline.Restated, asOf period.Month) (list []pipeline.ChangedRow) {
	concerned := map[string]bool{}
	for _, f := range figures {
		if id, ok := strings.CutPrefix(f.Scope, "account:"); ok {
			concerned[id] = true
		}
	}
	for _, ch := range c.changes {
		if ch.id.day != period.NoDate && ch.id.day > asOf.Last() || ch.id.account != "" && !concerned[ch.id.account] {
			continue
		}
		row := pipeline.ChangedRow{Cause: ch.cause, Dataset: ch.dataset, Key: ch.id.key, Account: ch.id.account, Line: int(ch.at.Line), Before: ch.old, After: ch.new}
		if ch.at.File >= 0 && int(ch.at.File) < len(c.files) {
			row.File = c.files[ch.at.File].Path
		}
		list = append(list, row)
	}
	order := pipeline.Causes()
	slices.SortStableFunc(list, func(a, b pipeline.ChangedRow) int {
		if a.Cause != b.Cause {
			return slices.Index(order, a.Cause) - slices.Index(order, b.Cause)
		}
		return strings.Compare(a.Dataset+a.File+fmt.Sprintf("%09d", a.Line), b.Dataset+b.File+fmt.Sprintf("%09d", b.Line))
	})
	return list
}

// Vanished is the finding for rows that were there when a period was sealed and are not in the export any more. A full export
// keeps what once was true; a row that is gone is rather missing than a customer lost.
func Vanished(r *pipeline.Restatement) (found []ingest.Finding) {
	f := ingest.Finding{Place: ingest.Place{File: -1}, Kind: "vanished_row", Fix: "export them again; if they were wrong, this is the correction, and kpibook restate publishes it"}
	for _, row := range r.Rows {
		if row.Cause == pipeline.ByRemovedRow {
			f.Count++
			if len(f.Sample) < 5 {
				f.Sample = append(f.Sample, fmt.Sprintf("%s %s (line %d then)", row.Dataset, row.Key, row.Line))
			}
		}
	}
	if f.Count == 0 {
		return nil
	}
	f.Text = fmt.Sprintf("rows that were there when %s was sealed have vanished; this is no churn, and the sealed report is unchanged", r.Period)
	return []ingest.Finding{f}
}
