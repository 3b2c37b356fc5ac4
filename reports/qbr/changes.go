package qbr

import (
	"fmt"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// mostChanges is how many changes a review tells.
const mostChanges = 5

// moved is a KPI that changed over the quarter.
type moved struct {
	standing
	size expr.Value // how large the change is, so that KPIs of different units compare
}

// worthTelling is how large a change has to be so that a more central KPI of a family is told in the place of one that changed more.
var worthTelling = expr.Fraction(2, 100)

// largest are the KPIs whose change since the quarter before a review tells, the largest first. A family has at most one of them,
// so that one event is not told five times: the first in the order of the book that changed notably, or else the one that
// changed most. The change of a rate counts in points, that of anything else as a share of the larger figure.
func largest(standings map[string]standing, kpis []compute.Chosen) (list []moved) {
	at := map[formulas.Family]int{}
	for _, c := range kpis {
		s, ok := standings[c.KPI.ID]
		if !ok || len(s.result.Changes) == 0 || !telltale(c) {
			continue
		}
		size := sizeOf(c, s.result)
		if !size.Available() || size.Sign() == 0 {
			continue
		}
		k, told := at[c.KPI.Family]
		switch {
		case !told:
			at[c.KPI.Family] = len(list)
			list = append(list, moved{s, size})
		case list[k].size.Sub(worthTelling).Sign() < 0 && size.Sub(list[k].size).Sign() > 0:
			list[k] = moved{s, size}
		}
	}
	slices.SortStableFunc(list, func(a, b moved) int { return b.size.Sub(a.size).Sign() })
	return list[:min(len(list), mostChanges)]
}

// sizeOf is how much a KPI changed since the quarter before, so that KPIs of different units compare.
func sizeOf(c compute.Chosen, result compute.Result) expr.Value {
	now, then, size := magnitude(result.Value), magnitude(result.Changes[0].Previous), magnitude(result.Changes[0].Absolute)
	switch {
	case !size.Available() || size.Sign() == 0 || unitOf(c) == formulas.Ratio:
		return size
	case unitOf(c) == formulas.Score:
		return size.Mul(expr.Fraction(1, 100))
	case then.Sub(now).Sign() > 0:
		return size.Quo(then)
	}
	return size.Quo(now)
}

// telltale tells whether a change of a KPI is worth a sentence in a review with the customer: it has a direction, it is not about
// the own house or about how much is known, and it is no amount of money that flows and so jumps by its nature.
func telltale(c compute.Chosen) bool {
	if method, _ := c.KPI.MethodOf(c.Variant); method == formulas.MethodHealthCoverage {
		return false
	}
	if betterOf(c) != formulas.Up && betterOf(c) != formulas.Down || internal(c) {
		return false
	}
	for _, name := range c.KPI.Inputs(c.Variant) {
		if m, ok := formulas.MeasureByID(name); ok && unitOf(c) == formulas.Money && m.Kind != formulas.Closing {
			return false
		}
	}
	return true
}

func magnitude(v expr.Value) expr.Value {
	if v.Available() && v.Sign() < 0 {
		return expr.Fraction(0, 1).Sub(v)
	}
	return v
}

// telling is a change in words: a mark on whether it is good news, what changed with its figures, and why.
type telling struct{ mark, what, why string }

func (r *review) told(account int, m moved) telling {
	c := m.result.Chosen
	change := m.result.Changes[0]
	up := change.Absolute.Sign() > 0
	verb := "fell"
	if up {
		verb = "rose"
	}
	mark := reports.StatusText(reports.MarkBad, "worse")
	if up == (betterOf(c) == formulas.Up) {
		mark = reports.StatusText(reports.MarkGood, "better")
	}
	what := fmt.Sprintf("%s %s from %s to %s", c.KPI.Name, verb, r.said(c, change.Previous), r.said(c, m.result.Value))
	if change.Percent.Available() {
		what += " (" + reports.Cell{Number: decimalCell(change.Percent), Style: reports.Style{Format: reports.Format{Kind: reports.FormatChangePercent}}}.Shown() + ")"
	} else if unitOf(c) == formulas.Ratio {
		what += " (" + reports.Cell{Number: decimalCell(change.Absolute), Style: reports.Style{Format: reports.Format{Kind: reports.FormatPoints}}}.Shown() + ")"
	}
	return telling{mark, what + ".", r.because(account, r.book.Why(c, r.scope(account), change.Earlier, r.quarter))}
}

// said is a figure of a KPI in a sentence.
func (r *review) said(c compute.Chosen, v expr.Value) string { return r.amount(unitOf(c), v) }

// amount is a figure of a unit in a sentence: 12.5%, 1,234.50 EUR, 3.
func (r *review) amount(u formulas.Unit, v expr.Value) string {
	switch {
	case !v.Available():
		return notAvailable
	case v.IsLabel():
		return v.Text()
	}
	text := reports.Cell{Number: decimalCell(v), Style: reports.Style{Format: r.format(u)}}.Shown()
	switch u {
	case formulas.Money:
		return text + " " + r.book.Facts.Currency
	case formulas.Days, formulas.Months, formulas.Hours:
		return text + " " + string(u)
	}
	return text
}
