package pipeline

import (
	"testing"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
)

// grains are scopes of the demo company by grain: some accounts, the groups of three columns, the book.
func grains(b *Book) map[formulas.Grain][]facts.Scope {
	scopes := map[formulas.Grain][]facts.Scope{formulas.AtPortfolio: {facts.Portfolio}}
	for _, a := range b.Facts.Accounts {
		scopes[formulas.AtAccount] = append(scopes[formulas.AtAccount], facts.AccountScope(a.ID))
	}
	for _, dimension := range []string{"segment", "region", "csm"} {
		for _, group := range b.Facts.Groups(dimension) {
			scopes[formulas.AtDimension] = append(scopes[formulas.AtDimension], facts.Scope{Dimension: dimension, Value: group})
		}
	}
	return scopes
}

// TestMustShow_EveryGrain: on the demo company every KPI has a value under every definition at every grain and for every kind of
// period that it claims, in one of the last thirteen months. Its sales costs name no customers, so a figure that rests on them is
// there for the book alone; it asks for a recommendation once a year, not after events; and by the end of its last full year half of
// the customers had not left yet.
func TestMustShow_EveryGrain(t *testing.T) {
	b := demoBook(t)
	scopes := grains(b)
	for _, chosen := range b.KPIs() {
		for _, variant := range chosen.KPI.Definitions() {
			c := compute.Chosen{KPI: chosen.KPI, Variant: variant}
			for _, grain := range []formulas.Grain{formulas.AtAccount, formulas.AtDimension, formulas.AtPortfolio} {
				for kind := period.MonthKind; kind <= period.TTM; kind++ {
					if c.KPI.GrainsOf(variant).Has(grain) && c.KPI.KindsOf(variant).Has(kind) && variant != "transactional" && !someValue(b, c, scopes[grain], kind) {
						t.Errorf("%s %s: no %v has a value for any %s", c.KPI.ID, variant, grain.Names(), kind)
					}
				}
			}
		}
	}
}

// someValue tells whether one of the scopes has a value for one of the last periods of a kind.
func someValue(b *Book, c compute.Chosen, scopes []facts.Scope, kind period.Kind) bool {
	for back := period.Month(0); back < 13; back++ {
		p := b.Facts.Calendar.At(kind, b.AsOf-back)
		for _, scope := range scopes {
			_, computed := c.KPI.MethodOf(c.Variant)
			switch value := b.Value(c, scope, p); {
			case value.Available(), value.Reason().Code == expr.NotAtThisGrain, computed && value.Reason().Code == expr.HistoryTooShort:
				return true
			}
		}
	}
	return false
}

// TestMustShow_ExplainEveryKPI: every KPI under every definition is taken apart, labels included, and --why adds up or says why it
// does not.
func TestMustShow_ExplainEveryKPI(t *testing.T) {
	b := demoBook(t)
	for _, chosen := range b.KPIs() {
		for _, variant := range chosen.KPI.Definitions() {
			c := compute.Chosen{KPI: chosen.KPI, Variant: variant}
			scope, kind := facts.Portfolio, period.MonthKind
			if !c.KPI.DefinedAt(formulas.AtPortfolio) {
				scope = facts.AccountScope(b.Facts.Accounts[0].ID)
			}
			for !c.KPI.KindsOf(variant).Has(kind) {
				kind++
			}
			p := b.Facts.Calendar.At(kind, b.AsOf)
			for p.Last > b.AsOf {
				p, _ = p.Previous()
			}
			trace := explainAll(t, b, c, scope, p)
			if len(trace.Steps) == 0 || trace.Steps[0].KPI != c.KPI || len(trace.Steps[0].Inputs) == 0 && trace.Scoring == nil || c.KPI.Words(b.Catalogue, variant) == "" {
				t.Errorf("%s %s: the figure is not explained: %+v", c.KPI.ID, variant, trace.Steps)
			}
			w := b.Why(c, scope, p.YearBefore(), p)
			rest := w.Difference
			for _, customer := range w.Customers {
				rest = rest.Sub(customer.Contribution)
			}
			if w.Whole == "" && (!rest.Available() || rest.Sign() != 0) {
				t.Errorf("%s %s: the customers are %s off the difference %s", c.KPI.ID, variant, rest, w.Difference)
			}
			if _, computed := c.KPI.MethodOf(variant); w.Whole != "" && w.Difference.Available() && !computed {
				t.Errorf("%s %s: not taken apart, although it is a formula: %s", c.KPI.ID, variant, w.Whole)
			}
			if w.Whole != "" && w.Difference.Reason().Code == expr.Available && len(w.Inputs) == 0 {
				t.Errorf("%s %s: it does not say what it is told from", c.KPI.ID, variant)
			}
		}
	}
}
