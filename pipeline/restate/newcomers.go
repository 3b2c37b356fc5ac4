package restate

import (
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ledger"
)

// newcomers are the figures of customers and groups that the sealed report does not have and a report of today would: something of
// the period is counted for them. Whether the sealed data had them as well is known once it has been read again.
func (w *walk) newcomers(reported []ledger.Figure, about string) (list []pipeline.Restated) {
	over, err := w.present.book.Facts.Calendar.Parse(about)
	if err != nil {
		return nil
	}
	known, seen := map[string]bool{}, map[[3]string]bool{}
	kpis := map[string][]ledger.Figure{} // by dimension: one figure of each KPI and period that the report has there
	for _, f := range reported {
		known[f.Scope] = true
		dimension, _, of := strings.Cut(f.Scope, ":")
		if at := [3]string{dimension, f.KPI, f.Period}; of && !seen[at] && !w.present.looksAhead(w.ids[f.KPI]) {
			seen[at] = true
			kpis[dimension] = append(kpis[dimension], f)
		}
	}
	for dimension, figures := range kpis {
		for _, value := range w.present.members(dimension) {
			scope := facts.Scope{Dimension: dimension, Value: value}
			if known[dimension+":"+value] || !w.present.counts(scope, over) {
				continue
			}
			for _, f := range figures {
				f.Scope = dimension + ":" + value
				if now, ok := w.present.Value(w.ids[f.KPI], f.Scope, f.Period); ok && now.Available() && (now.IsLabel() || now.Sign() != 0) {
					list = append(list, w.present.restated(f, notReported, now))
				}
			}
		}
	}
	return list
}

// members are the customers, or the groups of a dimension.
func (e *Evaluator) members(dimension string) (values []string) {
	if dimension != "account" {
		return e.book.Facts.Groups(dimension)
	}
	for _, a := range e.book.Facts.Accounts {
		values = append(values, a.ID)
	}
	return values
}

// counts tells whether anything that adds up over customers is counted for a scope.
func (e *Evaluator) counts(scope facts.Scope, over period.Period) bool {
	for _, m := range formulas.Measures() {
		if m.Over != formulas.Sum && m.Over != formulas.SumUnassigned {
			continue
		}
		if v := e.book.Facts.Value(m.ID, scope, over); v.Available() && v.Sign() != 0 {
			return true
		}
	}
	return false
}
