package compute

import (
	"cmp"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Scoring is a figure that rests on a score, taken apart. The contributions of the inputs add up to the score exactly, and so do
// the parts of the customers to the figure.
type Scoring struct {
	Score     expr.Value
	Coverage  expr.Value       // share of the weight that is known
	Model     string           // whose model it is, such as "segment Enterprise"; empty for the main one, and where several are mixed
	Inputs    []ScoredInput    // of a single score, in the order of the model; of a mean, what each contributes to it
	Customers []ScoredCustomer // of a mean or a sum over customers, largest part first
	Bands     map[formulas.Band]int
	Unscored  int // paying customers without a score

	Omitted     int        // customers left out of the list, the smallest ones
	OmittedPart expr.Value // of the figure, theirs together
}

// ScoredInput is an input with what it does to the score. Of a mean over customers there are the contribution and the means of
// the points and of the weight.
type ScoredInput struct {
	Operand
	Over         period.Period
	Points       expr.Value
	Weight       expr.Value // share of all weight
	Effective    expr.Value // share of the weight that is known
	Contribution expr.Value
	Mean         bool
}

// ScoredCustomer is a customer behind a mean or a sum.
type ScoredCustomer struct {
	ID, Name             string
	ARR, Score, Coverage expr.Value
	Band                 formulas.Band
	Due                  period.Date // of its next renewal, where that matters
	Part                 expr.Value  // of the figure
}

// isScored tells whether a computed KPI is taken apart by a Scoring.
func isScored(m formulas.Method) bool {
	switch m {
	case formulas.MethodHealthScore, formulas.MethodHealthStatus, formulas.MethodHealthCoverage, formulas.MethodCustomersGreen,
		formulas.MethodCustomersYellow, formulas.MethodCustomersRed, formulas.MethodARRAtRisk, formulas.MethodSentiment:
		return true
	}
	return false
}

// Scoring takes the health score of a scope and period apart; nil where there is nothing to take apart.
func (b *Book) Scoring(scope facts.Scope, p period.Period) *Scoring {
	for _, c := range b.chosen {
		if m, _ := c.KPI.MethodOf(c.Variant); m == formulas.MethodHealthScore {
			return b.scoring(c, scope, p)
		}
	}
	return nil
}

// scoring takes a figure that rests on a score apart; nil for any other, and where there is nothing to take apart.
func (b *Book) scoring(c Chosen, scope facts.Scope, p period.Period) *Scoring {
	m, _ := c.KPI.MethodOf(c.Variant)
	if !isScored(m) {
		return nil
	}
	if m == formulas.MethodSentiment {
		return b.single(*b.Catalogue.Sentiment(), scope, p)
	}
	list, reason := b.healthWithin(scope, p)
	if reason.Code != expr.Available {
		return nil
	}
	if scope.Dimension == "account" {
		card, whose := b.models(p)(scope.Value)
		s := b.single(card, scope, p)
		s.Model = whose
		return s
	}
	s := &Scoring{Score: weighted(list, scoreFigure), Coverage: weighted(list, coverageFigure), Bands: map[formulas.Band]int{}}
	b.customers(s, c, list, scope, p)
	if m == formulas.MethodHealthScore || m == formulas.MethodHealthStatus {
		b.meanInputs(s, list, p)
	}
	return s
}

// single is the scoring of one score.
func (b *Book) single(card formulas.Scorecard, scope facts.Scope, p period.Period) *Scoring {
	scored := b.scored(card, scope, p)
	s := &Scoring{Score: scored.Value, Coverage: scored.Coverage}
	for _, part := range scored.Parts {
		s.Inputs = append(s.Inputs, ScoredInput{Operand: b.input(part), Over: part.Over.Of(p), Points: part.Points, Weight: part.Share, Effective: part.Effective, Contribution: part.Contribution})
	}
	return s
}

// input is an input of a score as an operand.
func (b *Book) input(part formulas.Part) Operand {
	o := Operand{ID: part.ID, Value: part.Value}
	if kpi, ok := b.Catalogue.ByID(part.ID); ok {
		o.Name, o.Unit = kpi.Name, kpi.UnitOf(part.Variant)
		if v, ok := kpi.Variant(part.Variant); ok {
			o.Name += " – " + v.Name
		}
	} else {
		m, _ := formulas.MeasureByID(part.ID)
		o.Name, o.Unit = m.Name, m.Unit
	}
	return o
}

// customers fills in the customers behind a mean or a sum.
func (b *Book) customers(s *Scoring, c Chosen, list []healthOf, scope facts.Scope, p period.Period) {
	m, _ := c.KPI.MethodOf(c.Variant)
	var parts map[string]expr.Value
	if sum := b.methods[m].shares; sum != nil {
		parts = sum(b, scope, p)
	}
	var due map[string]period.Date
	if m == formulas.MethodARRAtRisk {
		due, _ = b.Facts.DueWithin(p, b.Catalogue.Health().RenewalDays)
	}
	figure := healthFigure(m)
	var weight expr.Value
	for _, h := range list {
		if figure(h).Available() {
			weight = weight.Add(h.arr)
		}
		if band := b.band(h); band == "" {
			s.Unscored++
		} else {
			s.Bands[band]++
		}
	}
	for _, h := range list {
		one := ScoredCustomer{ID: h.id, ARR: h.arr, Score: h.score, Coverage: h.coverage, Band: b.band(h), Due: period.NoDate, Part: h.arr.Mul(figure(h)).Quo(weight)}
		if day, ok := due[h.id]; ok {
			one.Due = day
		}
		if parts != nil {
			var in bool
			if one.Part, in = parts[h.id]; !in {
				continue
			}
		}
		if at, ok := b.Facts.Find(h.id); ok {
			one.Name = b.Facts.Accounts[at].Name
		}
		s.Customers = append(s.Customers, one)
	}
	slices.SortStableFunc(s.Customers, func(x, y ScoredCustomer) int { return cmp.Or(larger(x.Part, y.Part), cmp.Compare(x.ID, y.ID)) })
}

// meanInputs gives what each input contributes to a mean: the contributions to the customers' scores, weighted by their ARR.
func (b *Book) meanInputs(s *Scoring, list []healthOf, p period.Period) {
	model := b.models(p)
	var total expr.Value
	at := map[string]int{}
	weights := map[int]expr.Value{} // of the customers for whom an input is known
	for _, h := range list {
		if !h.score.Available() {
			continue
		}
		total = total.Add(h.arr)
		card, _ := model(h.id)
		for _, part := range b.scored(card, facts.AccountScope(h.id), p).Parts {
			i, ok := at[part.Key()]
			if !ok {
				i = len(s.Inputs)
				at[part.Key()] = i
				in := ScoredInput{Operand: b.input(part), Over: part.Over.Of(p), Mean: true}
				in.Value = expr.Value{}
				s.Inputs = append(s.Inputs, in)
			}
			in := &s.Inputs[i]
			in.Weight = in.Weight.Add(h.arr.Mul(part.Share))
			if part.Value.Available() {
				weights[i] = weights[i].Add(h.arr)
				in.Points = in.Points.Add(h.arr.Mul(part.Points))
				in.Effective = in.Effective.Add(h.arr.Mul(part.Effective))
				in.Contribution = in.Contribution.Add(h.arr.Mul(part.Contribution))
			}
		}
	}
	for i := range s.Inputs {
		in := &s.Inputs[i]
		in.Points, in.Weight = in.Points.Quo(weights[i]), in.Weight.Quo(total)
		in.Effective, in.Contribution = in.Effective.Quo(total), in.Contribution.Quo(total)
	}
}

// shorten keeps the customers with the largest parts; 0 keeps all.
func (s *Scoring) shorten(most int) {
	if s == nil || most == 0 || len(s.Customers) <= most {
		return
	}
	for _, left := range s.Customers[most:] {
		s.Omitted++
		if left.Part.Available() {
			s.OmittedPart = s.OmittedPart.Add(left.Part)
		}
	}
	s.Customers = s.Customers[:most]
}
