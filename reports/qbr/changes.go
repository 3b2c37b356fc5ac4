package qbr

import (
	"fmt"
	"slices"
	"strings"

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

// largest are the KPIs that changed most since the quarter before, at most one of a family, so that one event is not told five
// times. The change of a rate counts in points, that of anything else as a share of the larger figure.
func largest(standings map[string]standing, kpis []compute.Chosen) (list []moved) {
	for _, c := range kpis {
		s, ok := standings[c.KPI.ID]
		if !ok || len(s.result.Changes) == 0 || !telltale(c) {
			continue
		}
		now, then := s.result.Value, s.result.Changes[0].Previous
		size := s.result.Changes[0].Absolute
		if !size.Available() || size.Sign() == 0 {
			continue
		}
		size = magnitude(size)
		switch unitOf(c) {
		case formulas.Ratio:
		case formulas.Score:
			size = size.Mul(expr.Fraction(1, 100))
		default:
			base := magnitude(now)
			if other := magnitude(then); other.Sub(base).Sign() > 0 {
				base = other
			}
			size = size.Quo(base)
		}
		list = append(list, moved{s, size})
	}
	slices.SortStableFunc(list, func(a, b moved) int { return b.size.Sub(a.size).Sign() })
	families := map[formulas.Family]bool{}
	list = slices.DeleteFunc(list, func(m moved) bool {
		told := families[m.result.KPI.Family]
		families[m.result.KPI.Family] = true
		return told
	})
	return list[:min(len(list), mostChanges)]
}

// telltale tells whether a change of a KPI is worth a sentence in a review with the customer: it has a direction, it is not about
// the own house, and it is no amount of money that flows and so jumps by its nature.
func telltale(c compute.Chosen) bool {
	if betterOf(c) != formulas.Up && betterOf(c) != formulas.Down || c.KPI.Family == formulas.Economics || c.KPI.Family == formulas.Sales {
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
	w := r.book.Why(c, r.scope(account), change.Earlier, r.quarter)
	return telling{mark, what + ".", r.because(w)}
}

// because says which inputs moved a KPI, the largest two.
func (r *review) because(w *compute.Why) string {
	if w.Whole != "" {
		return w.Whole
	}
	var causes []string
	for _, in := range w.Inputs {
		if in.Contribution.Sign() == 0 || len(causes) == 2 {
			continue
		}
		causes = append(causes, fmt.Sprintf("%s went from %s to %s", in.Name, r.amount(in.Unit, in.Before), r.amount(in.Unit, in.Value)))
	}
	if causes == nil {
		return ""
	}
	return upper(strings.Join(causes, ", and ")) + "."
}

// said is a figure of a KPI in a sentence.
func (r *review) said(c compute.Chosen, v expr.Value) string { return r.amount(unitOf(c), v) }

// amount is a figure of a unit in a sentence: 12.5%, 1,234.50 EUR, 3.
func (r *review) amount(u formulas.Unit, v expr.Value) string {
	if !v.Available() || v.IsLabel() {
		return v.String()
	}
	text := reports.Cell{Number: decimalCell(v), Style: reports.Style{Format: r.format(u)}}.Shown()
	switch u {
	case formulas.Money:
		return text + " " + r.book.Facts.Currency
	case formulas.Days, formulas.Months:
		return text + " " + string(u)
	}
	return text
}
