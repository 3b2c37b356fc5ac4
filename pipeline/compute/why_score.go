package compute

import (
	"cmp"
	"maps"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// The methods for scores.
const (
	scoredOne = "Each input has the change of its contribution to the score, effective weight × points. An input that is not known contributes nothing, and the others share its weight. " +
		"Everything is counted in exact fractions, so the parts add up to the difference."
	scoredMean = "Each input has the change of its contribution to the mean, weighted by the customers' ARR. Each customer has the change of its share of the ARR × what its own score lies above or below the earlier mean: " +
		"so it counts when it joins or leaves, when its share changes and when its score does. Everything is counted in exact fractions, so the parts add up to the difference."
)

// contribution is what an input does to a score, or to a mean of scores, at one end of a comparison.
type contribution struct {
	Operand
	amount expr.Value
}

// whyScore takes apart what moved a score or its coverage; false for any other KPI. There is a difference.
func (b *Book) whyScore(w *Why) bool {
	m, _ := w.KPI.MethodOf(w.Variant)
	switch m {
	case formulas.MethodSentiment:
		w.Method = scoredOne
		card := *b.Catalogue.Sentiment()
		w.compare(contributions(b.single(card, w.Scope, w.From)), contributions(b.single(card, w.Scope, w.To)))
		b.wholeTo(w)
	case formulas.MethodHealthScore, formulas.MethodHealthCoverage:
		w.Method = scoredMean
		before, _ := b.healthWithin(w.Scope, w.From)
		after, _ := b.healthWithin(w.Scope, w.To)
		one := w.Scope.Dimension == "account"
		w.compare(b.meanContributions(m, before, w.From, one), b.meanContributions(m, after, w.To, one))
		if one {
			w.Method = scoredOne
			b.wholeTo(w)
		} else {
			b.customersOfMean(w, m, before, after)
		}
	default:
		return false
	}
	return true
}

// wholeTo gives the whole difference to the customer of the scope, or to nobody when the score is not a customer's.
func (b *Book) wholeTo(w *Why) {
	if w.Difference.Sign() == 0 {
		return
	}
	c := Customer{Contribution: w.Difference}
	for _, in := range w.Inputs {
		if in.Contribution.Sign() != 0 {
			c.Causes = append(c.Causes, in)
		}
	}
	if w.Scope.Dimension == "account" {
		c.Account = w.Scope.Value
		if at, ok := b.Facts.Find(c.Account); ok {
			c.Name, c.Class, c.Class0 = b.Facts.Accounts[at].Name, b.classes(w.To)(at), b.classes(w.From)(at)
		}
	}
	w.Customers = []Customer{c}
}

// compare pairs the contributions of the two ends, largest change first.
func (w *Why) compare(before, after map[string]contribution) {
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		was, known := before[key]
		if !known {
			was.Value = expr.Missing(expr.NoSetting, "no input of the model")
		}
		is, known := after[key]
		if !known {
			is.Operand = was.Operand
			is.Value = expr.Missing(expr.NoSetting, "no input of the model")
		}
		w.Inputs = append(w.Inputs, Cause{Operand: is.Operand, Before: was.Value, Contribution: is.amount.Sub(was.amount)})
	}
	slices.SortStableFunc(w.Inputs, func(x, y Cause) int { return larger(x.Contribution, y.Contribution) })
}

// contributions are those of the inputs of a single score.
func contributions(s *Scoring) map[string]contribution {
	list := map[string]contribution{}
	for _, in := range s.Inputs {
		c := contribution{Operand: in.Operand}
		if in.Contribution.Available() {
			c.amount = in.Contribution
		}
		list[in.ID] = c
	}
	return list
}

// meanContributions are those of the inputs to a mean over customers by ARR. Of one customer they carry its own figures, else the
// contributions themselves.
func (b *Book) meanContributions(m formulas.Method, list []healthOf, p period.Period, one bool) map[string]contribution {
	model, figure := b.models(p), healthFigure(m)
	var weight expr.Value
	all := map[string]contribution{}
	for _, h := range list {
		if !figure(h).Available() {
			continue
		}
		weight = weight.Add(h.arr)
		card, _ := model(h.id)
		for _, part := range b.scored(card, facts.AccountScope(h.id), p).Parts {
			c, ok := all[part.Key()]
			if !ok {
				c.Operand = b.input(part)
			}
			if part.Value.Available() {
				amount := part.Contribution
				if m == formulas.MethodHealthCoverage {
					amount = part.Share
				}
				c.amount = c.amount.Add(h.arr.Mul(amount))
			}
			all[part.Key()] = c
		}
	}
	for key, c := range all {
		c.amount = c.amount.Quo(weight)
		if !one {
			c.Value, c.Unit = c.amount, formulas.Score
			if m == formulas.MethodHealthCoverage {
				c.Unit = formulas.Ratio
			}
		}
		all[key] = c
	}
	return all
}

// healthFigure is what a method is the mean of.
func healthFigure(m formulas.Method) func(h healthOf) expr.Value {
	if m == formulas.MethodHealthCoverage {
		return coverageFigure
	}
	return scoreFigure
}

// customersOfMean gives each customer its part of what moved a mean.
func (b *Book) customersOfMean(w *Why, m formulas.Method, before, after []healthOf) {
	figure := healthFigure(m)
	customers := map[string]*Customer{}
	add := func(list []healthOf, sign int64, set func(c *Cause, v expr.Value)) {
		var weight expr.Value
		for _, h := range list {
			if figure(h).Available() {
				weight = weight.Add(h.arr)
			}
		}
		for _, h := range list {
			v := figure(h)
			c := customers[h.id]
			if c == nil {
				gone := expr.Missing(expr.OutsideCover, "no paying customer")
				c = &Customer{Account: h.id, Causes: []Cause{{Operand: Operand{w.KPI.ID, w.KPI.Name, w.KPI.UnitOf(w.Variant), gone}, Before: gone}}}
				customers[h.id] = c
			}
			set(&c.Causes[0], v)
			if v.Available() {
				part := h.arr.Quo(weight).Mul(v.Sub(w.Before)).Mul(expr.Fraction(sign, 1))
				c.Contribution = c.Contribution.Add(part)
			}
		}
	}
	add(before, -1, func(c *Cause, v expr.Value) { c.Before = v })
	add(after, 1, func(c *Cause, v expr.Value) { c.Value = v })
	later, earlier := b.classes(w.To), b.classes(w.From)
	for id, c := range customers {
		if c.Contribution.Sign() == 0 {
			continue
		}
		if at, ok := b.Facts.Find(id); ok {
			c.Name, c.Class, c.Class0 = b.Facts.Accounts[at].Name, later(at), earlier(at)
		}
		c.Causes[0].Contribution = c.Contribution
		w.Customers = append(w.Customers, *c)
	}
	slices.SortFunc(w.Customers, func(x, y Customer) int {
		return cmp.Or(larger(x.Contribution, y.Contribution), cmp.Compare(x.Account, y.Account))
	})
}
