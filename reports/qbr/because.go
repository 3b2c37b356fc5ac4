package qbr

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// mostCauses is how many causes of a change are told.
const mostCauses = 3

// because says why a KPI of a customer changed over the quarter: what its inputs did to it; the products behind an amount that
// recurs; or, where a KPI is one figure that is counted and nothing lies below it, the months.
func (r *review) because(account int, w *compute.Why) string {
	recurring := slices.ContainsFunc(w.Inputs, func(in compute.Cause) bool {
		m, _ := formulas.MeasureByID(in.ID)
		return m.Unit == formulas.Money && m.Kind == formulas.Closing && (slices.Contains(m.Dataset, "subscriptions") || slices.Contains(m.Dataset, "mrr"))
	})
	switch causes := r.causes(w); {
	case recurring && unitOf(w.Chosen) == formulas.Money:
		return r.products(account)
	case causes != "":
		return causes
	}
	return r.byMonth(w.Chosen, account)
}

// causes are the inputs that moved a KPI and what each did to it, the largest first; empty where the KPI is one of its inputs.
func (r *review) causes(w *compute.Why) string {
	if w.Whole != "" || len(w.Inputs) < 2 || w.Inputs[0].Value.Equal(w.After) && w.Inputs[0].Before.Equal(w.Before) {
		return ""
	}
	var causes []string
	least := magnitude(w.Inputs[0].Contribution).Mul(worthTelling)
	for _, in := range w.Inputs {
		if in.Contribution.Sign() == 0 || len(causes) == mostCauses || magnitude(in.Contribution).Sub(least).Sign() < 0 {
			break
		}
		causes = append(causes, fmt.Sprintf("%s from %s to %s (%s)", in.Name, r.amount(in.Unit, in.Before), r.amount(in.Unit, in.Value), r.part(w.Chosen, in.Contribution)))
	}
	return ended(strings.Join(causes, "; "))
}

// part is what an input did to a KPI, with a sign and in the KPI's unit.
func (r *review) part(c compute.Chosen, v expr.Value) string {
	text := reports.Cell{Number: decimalCell(v), Style: reports.Style{Format: r.changeFormat(unitOf(c))}}.Shown()
	switch u := unitOf(c); u {
	case formulas.Money:
		return text + " " + r.book.Facts.Currency
	case formulas.Days, formulas.Months, formulas.Hours:
		return text + " " + string(u)
	}
	return text
}

// products says which products of a customer recur at another amount than at the end of the quarter before, and what exchange
// rates did.
func (r *review) products(account int) string {
	type amounts struct {
		product          string
		opening, closing int64
	}
	var list []amounts
	for _, change := range r.book.Facts.Changes(account, r.quarter) {
		name := cmp.Or(change.Line.Product, change.Line.Subscription)
		k := slices.IndexFunc(list, func(a amounts) bool { return a.product == name })
		if k < 0 {
			k, list = len(list), append(list, amounts{product: name})
		}
		list[k].opening += change.Opening
		list[k].closing += change.Closing
	}
	list = slices.DeleteFunc(list, func(a amounts) bool { return a.opening == a.closing })
	slices.SortStableFunc(list, func(a, b amounts) int {
		return cmp.Compare(abs(b.closing-b.opening), abs(a.closing-a.opening))
	})
	var causes []string
	for i, a := range list {
		if i == mostCauses {
			causes = append(causes, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		causes = append(causes, fmt.Sprintf("%s from %s to %s a month", a.product, r.amount(formulas.Money, facts.Monthly(a.opening)), r.amount(formulas.Money, facts.Monthly(a.closing))))
	}
	moves, _ := r.book.Facts.Movements(r.quarter)
	if account < len(moves) && moves[account].FX != 0 {
		rates := reports.Cell{Number: decimalCell(facts.Monthly(moves[account].FX)), Style: reports.Style{Format: r.changeFormat(formulas.Money)}}.Shown()
		causes = append(causes, fmt.Sprintf("exchange rates %s %s a month", rates, r.book.Facts.Currency))
	}
	return ended(strings.Join(causes, "; "))
}

func abs(amount int64) int64 { return max(amount, -amount) }

// byMonth is a KPI in the months of the quarter and of the one before; empty where months have no figures.
func (r *review) byMonth(c compute.Chosen, account int) string {
	if !c.KPI.KindsOf(c.Variant).Has(period.MonthKind) {
		return ""
	}
	var now, then []string
	for _, month := range r.months() {
		v := r.book.Value(c, r.scope(account), month)
		if !v.Available() {
			continue
		}
		switch figure := r.amount(unitOf(c), v) + " in " + month.Label(); {
		case month.First >= r.quarter.First:
			now = append(now, figure)
		case month.First >= r.compared()[1].First:
			then = append(then, figure)
		}
	}
	if now == nil || then == nil {
		return ended(strings.Join(append(now, then...), ", "))
	}
	return ended(strings.Join(now, ", ") + ", after " + strings.Join(then, ", "))
}

// ended makes a sentence of a phrase.
func ended(phrase string) string {
	if phrase == "" {
		return ""
	}
	return upper(phrase) + "."
}
