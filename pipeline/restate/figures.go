// Package restate finds what has become of the figures of a sealed period: it evaluates them again on the data of today, and
// takes the differences apart by cause.
package restate

import (
	"strings"

	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ledger"
)

// Evaluator works out figures by the ids under which they are published.
type Evaluator struct {
	book     *pipeline.Book
	prefixes []string // dimensions, each with its colon
}

// NewEvaluator evaluates on a book.
func NewEvaluator(book *pipeline.Book) *Evaluator {
	e := &Evaluator{book: book, prefixes: []string{"account:"}}
	for _, dimension := range book.Facts.Dimensions() {
		e.prefixes = append(e.prefixes, dimension+":")
	}
	return e
}

// Value is the value of a published figure; false when the book knows no such KPI, scope or period.
func (e *Evaluator) Value(kpi, scope, period string) (expr.Value, bool) {
	chosen, ok := e.chosen(kpi)
	if !ok {
		return expr.Value{}, false
	}
	at, ok := e.scope(scope)
	if !ok {
		return expr.Value{}, false
	}
	over, err := e.book.Facts.Calendar.Parse(period)
	if err != nil {
		return expr.Value{}, false
	}
	return e.book.Value(chosen, at, over), true
}

// asChosen in the place of a variant stands for the definition that the job file chooses.
const asChosen = "*"

// chosen is the KPI of an id, in the definition that follows its point.
func (e *Evaluator) chosen(id string) (compute.Chosen, bool) {
	name, variant, _ := strings.Cut(id, ".")
	if variant == asChosen {
		return e.book.Choose(name)
	}
	kpi, ok := e.book.Catalogue.ByID(name)
	if ok && variant != "" {
		_, ok = kpi.Variant(variant)
	}
	return compute.Chosen{KPI: kpi, Variant: variant}, ok
}

// looksAhead tells whether the KPI of an id is about what lies ahead of its period.
func (e *Evaluator) looksAhead(id string) bool {
	chosen, ok := e.chosen(id)
	return ok && e.book.Catalogue.LooksAhead(chosen.KPI, chosen.Variant)
}

func (e *Evaluator) scope(id string) (facts.Scope, bool) {
	if id == "portfolio" {
		return facts.Portfolio, true
	}
	for _, prefix := range e.prefixes {
		if value, ok := strings.CutPrefix(id, prefix); ok {
			scope := facts.Scope{Dimension: strings.TrimSuffix(prefix, ":"), Value: value}
			_, known := e.book.Facts.Find(value)
			return scope, known || prefix != "account:"
		}
	}
	return facts.Scope{}, false
}

// Figure is a value in the form in which the ledger keeps it.
func Figure(kpi, scope, period string, v expr.Value) ledger.Figure {
	f := ledger.Figure{KPI: kpi, Scope: scope, Period: period}
	switch d, number := v.Decimal(); {
	case !v.Available():
		f.Reason = v.Reason().String()
	case !number:
		f.Label = v.Text()
	case d.Rat().Cmp(v.Rat()) == 0:
		f.Number = d.String()
	default:
		f.Number = v.Rat().RatString()
	}
	return f
}
