package restate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/ledger"
)

// notReported is in the place of a figure that the sealed report does not have, and gone of one that there is no more.
var (
	notReported = expr.Missing(expr.OutsideCover, "not in the sealed report")
	gone        = expr.Missing(expr.OutsideCover, "not in the data any more")
)

// Restater holds sealed reports against the book of today. What it reads of the sealed data is kept for the next report, should the
// same run have published that, and no longer: it is several books.
type Restater struct {
	ledger *ledger.Ledger
	today  *pipeline.Book
	of     chainOf
	last   *chain
}

type chainOf struct {
	run  int64
	asOf period.Month
}

// New makes a restater.
func New(l *ledger.Ledger, today *pipeline.Book) *Restater {
	return &Restater{ledger: l, today: today}
}

// Restate holds the figures of a sealed report against the book of today, as of the month that the report was made as of. policy is
// what the run of the report was told to do with broken rows, empty where the job file says it. The restatement is nil when no
// figure differs. What cannot be compared or told apart is among its remarks; the error is that of the ledger or the context.
func (re *Restater) Restate(ctx context.Context, seal ledger.Seal, policy string) (*pipeline.Restatement, error) {
	r := &pipeline.Restatement{Job: seal.Job, Period: seal.Period, Version: seal.Report, SealedOn: period.FromTime(seal.SealedAt.In(re.today.Job.Location))}
	reported, err := re.ledger.Figures(ctx, seal.Run, seal.Output)
	if err != nil || len(reported) == 0 { // of a folder no figures are kept
		return nil, err
	}
	asOf, err := re.today.Job.Calendar().ParseMonth(seal.AsOf)
	if err != nil {
		r.Remarks = append(r.Remarks, "its periods are none of the calendar that the job file has now, so nothing can be compared")
		return r, nil
	}
	c, err := re.chain(seal, policy, asOf)
	if err != nil {
		return nil, err
	}
	if c.fault != nil {
		r.Remarks = append(r.Remarks, "nothing can be compared, because the data of today gives no figures as of "+asOf.Label()+": "+firstLine(c.fault))
		return r, nil
	}
	if c.settings.fault == nil && c.settings.file.Currency != re.today.Job.Currency {
		r.Remarks = append(r.Remarks, fmt.Sprintf("its amounts are in %s and those of today in %s, so nothing can be compared", c.settings.file.Currency, re.today.Job.Currency))
		return r, nil
	}
	w := &walk{ids: followed(reported, c.settings.chosen()), present: c.present}
	r.Figures = append(w.differing(reported), w.newcomers(reported, seal.Period)...)
	if len(r.Figures) == 0 {
		return nil, nil
	}
	if err := c.link(ctx, re.ledger, seal, re.today); err != nil {
		return nil, err
	}
	w.attribute(r, c.links)
	if len(r.Figures) == 0 {
		return nil, nil
	}
	r.Rows = c.rows(r.Figures)
	r.Remarks = append(r.Remarks, c.remarks...)
	return r, nil
}

// chain is that of a run, begun: with the figures of today alone.
func (re *Restater) chain(seal ledger.Seal, policy string, asOf period.Month) (*chain, error) {
	of := chainOf{seal.Run, asOf}
	if re.last != nil && re.of == of {
		return re.last, nil
	}
	re.last = nil
	s, err := settingsOf(re.ledger, seal, policy, re.today.Job.Path)
	if err != nil {
		return nil, err
	}
	c := &chain{settings: s, asOf: asOf}
	now, err := re.today.At(asOf)
	if c.fault = err; err == nil {
		c.present = NewEvaluator(now)
	}
	re.of, re.last = of, c
	return c, nil
}

// walk follows the figures of one report along a chain.
type walk struct {
	ids     map[string]string // KPI as published: as it is looked for
	present *Evaluator
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// followed gives the ids of KPIs under which to look for their figures: a KPI in the definition that the sealed job file chose is held
// against the one that the job file of today chooses, so that another choice is a restatement. Where it is not known what was chosen,
// that is the definition which is the only one in the report.
func followed(reported []ledger.Figure, chosen map[string]bool) map[string]string {
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
			if ids[id] = id; chosen[id] || chosen == nil && len(all) == 1 {
				ids[id] = kpi + "." + asChosen
			}
		}
	}
	return ids
}

// differing are the reported figures that are not what they are now, but for those about what lies ahead: it was not known otherwise.
func (w *walk) differing(reported []ledger.Figure) (list []pipeline.Restated) {
	for _, f := range reported {
		if w.present.looksAhead(w.ids[f.KPI]) {
			continue
		}
		value, ok := w.present.Value(w.ids[f.KPI], f.Scope, f.Period)
		if !ok {
			value = gone
		}
		if Figure(f.KPI, f.Scope, f.Period, value) == f || f.Reason != "" && !value.Available() {
			continue // a figure that is not there is the same whatever the reason
		}
		list = append(list, w.present.restated(f, valueOf(f), value))
	}
	return list
}

// restated names a figure.
func (e *Evaluator) restated(f ledger.Figure, reported, now expr.Value) pipeline.Restated {
	kpi, variant, _ := strings.Cut(f.KPI, ".")
	r := pipeline.Restated{KPI: kpi, Variant: variant, Scope: f.Scope, Period: f.Period, Name: kpi, ScopeName: f.Scope, Reported: reported, Now: now, By: map[pipeline.RestatedBy]expr.Value{}}
	if entry, ok := e.book.Catalogue.ByID(kpi); ok {
		r.Name = entry.Name
		if v, ok := entry.Variant(variant); ok {
			r.Name += " (" + v.Name + ")"
		}
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
// which the figure is no number, counts with the next one. A figure that the sealed report does not have, and that the sealed data
// gives as today's does, is none that was restated, and is left out.
func (w *walk) attribute(r *pipeline.Restatement, links []link) {
	r.Figures = slices.DeleteFunc(r.Figures, func(f pipeline.Restated) bool {
		if f.Reported.Reason() != notReported.Reason() {
			return false
		}
		first := links[0]
		return first.cause != pipeline.ByUnknown && first.evaluator != nil && same(w.value(first, f), f.Now)
	})
	for i := range r.Figures {
		f := &r.Figures[i]
		numbers := f.Reported.Available() && f.Now.Available() && !f.Reported.IsLabel() && !f.Now.IsLabel()
		last := f.Reported
		for k, link := range links {
			if link.evaluator == nil {
				continue
			}
			value := w.value(link, *f)
			if k == 0 && f.Reported.Reason() == notReported.Reason() && link.cause != pipeline.ByUnknown {
				last = value // the sealed data may well have it
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

// value is a figure at a link that could be worked out.
func (w *walk) value(at link, f pipeline.Restated) expr.Value {
	id := f.KPI
	if f.Variant != "" {
		id += "." + f.Variant
	}
	value, ok := at.evaluator.Value(w.ids[id], f.Scope, f.Period)
	if !ok {
		return gone
	}
	return value
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

// parsed is a decimal that the ledger wrote.
func parsed(text string) expr.Value {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return expr.Missing(expr.OutsideCover, "damaged in the ledger: "+text)
	}
	return expr.Number(d)
}
