package compute

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Batch works out many KPIs and periods for the same scopes: every measure and KPI once, however many formulas and comparisons
// ask for it. What it has worked out it keeps, so that a batch is best of some dozens of scopes. It is for one user at a time.
type Batch struct {
	book    *Book
	scopes  []facts.Scope
	members map[period.Date]facts.Members
	figures map[figureOf][]expr.Value // by scope
}

// figureOf is a measure, or a KPI in one of its definitions, for a period.
type figureOf struct {
	measure string
	kpi     Chosen
	period  period.Period
}

// Batch makes a batch of scopes.
func (b *Book) Batch(scopes []facts.Scope) *Batch {
	return &Batch{book: b, scopes: scopes, members: map[period.Date]facts.Members{}, figures: map[figureOf][]expr.Value{}}
}

// Series is a KPI for a period, for every scope of a batch.
type Series struct {
	Chosen
	batch   *Batch
	period  period.Period
	values  []expr.Value
	changes []Change // of the scope asked for last
	earlier [][]expr.Value
}

// Series works a KPI out for a period, with every comparison that the period has.
func (t *Batch) Series(c Chosen, p period.Period) *Series {
	s := &Series{Chosen: c, batch: t, period: p, values: t.values(c, p)}
	for _, comparison := range formulas.Comparisons() {
		if earlier, ok := comparison.From(p); ok {
			s.changes = append(s.changes, Change{Comparison: comparison, Earlier: earlier})
			s.earlier = append(s.earlier, t.values(c, earlier))
		}
	}
	return s
}

// Result is Book.Result for the scope of that number. Its changes are good until the next one.
func (s *Series) Result(scope int) Result {
	for i := range s.changes {
		s.changes[i].Previous = s.earlier[i][scope]
	}
	r := Result{Chosen: s.Chosen, Scope: s.batch.scopes[scope], Period: s.period, Value: s.values[scope], Changes: s.changes}
	s.batch.book.compare(&r)
	return r
}

// values are a KPI's for a period, by scope.
func (t *Batch) values(c Chosen, p period.Period) []expr.Value {
	at := figureOf{kpi: c, period: p}
	values, ok := t.figures[at]
	if !ok {
		values = t.evaluate(c, p)
		t.figures[at] = values
	}
	return values
}

func (t *Batch) evaluate(c Chosen, p period.Period) []expr.Value {
	values := make([]expr.Value, len(t.scopes))
	formula, ok := c.KPI.Expr(c.Variant)
	if !ok || !c.KPI.KindsOf(c.Variant).Has(p.Kind) || !slices.ContainsFunc(t.scopes, func(s facts.Scope) bool { return c.KPI.GrainsOf(c.Variant).Has(GrainOf(s)) }) {
		for i, scope := range t.scopes {
			values[i] = t.book.Value(c, scope, p)
		}
		return values
	}
	var inputs [][]expr.Value
	for _, name := range c.KPI.Inputs(c.Variant) {
		if _, ok := formulas.MeasureByID(name); ok {
			inputs = append(inputs, t.measure(name, p))
		} else {
			other, _ := t.book.Choose(name) // the catalogue checked that it exists
			inputs = append(inputs, t.values(other, p))
		}
	}
	row := make([]expr.Value, len(inputs))
	for i, scope := range t.scopes {
		if !c.KPI.GrainsOf(c.Variant).Has(GrainOf(scope)) {
			values[i] = t.book.Value(c, scope, p)
			continue
		}
		for k, input := range inputs {
			row[k] = input[i]
		}
		values[i] = formula.EvalInputs(row)
	}
	return values
}

// measure are a measure's values for a period, by scope.
func (t *Batch) measure(id string, p period.Period) []expr.Value {
	at := figureOf{measure: id, period: p}
	values, ok := t.figures[at]
	if !ok {
		members, ok := t.members[p.LastDay()]
		if !ok {
			members = t.book.Facts.Members(t.scopes, p.LastDay())
			t.members[p.LastDay()] = members
		}
		values = t.book.Facts.Values(id, p, members)
		t.figures[at] = values
	}
	return values
}
