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

// Why is what moved a KPI from one period to another. The contributions of the inputs add up to the difference exactly, and so
// do those of the customers.
type Why struct {
	Chosen
	Scope         facts.Scope
	From, To      period.Period
	Before, After expr.Value
	Difference    expr.Value // after less before; missing when one of them is, and for labels
	Method        string     // how the difference was taken apart, in words
	Whole         string     // why it was not, else empty; the inputs then have no contributions, and there are no customers
	Then, Now     string     // what a computed figure was told from at the two ends, in a phrase; empty where the inputs say it
	Inputs        []Cause    // every measure below the formula, largest contribution first; of what is not taken apart, its basis
	Customers     []Customer // largest contribution first
}

// Cause is a measure, or a computed KPI, and what its change did to the KPI.
type Cause struct {
	Operand                 // its value is that of the later period
	Before       expr.Value // of the earlier period
	Contribution expr.Value // in the unit of the KPI
	Offsetting   int        // customers that changed it although its total did not change
}

// Customer is an account and what its changes did to the KPI. Account is empty for what belongs to no account.
type Customer struct {
	Account, Name string
	Contribution  expr.Value
	Causes        []Cause     // the measures it changed, largest contribution first
	Class, Class0 facts.Class // its movement over the later and over the earlier period
}

// The methods. A formula is worked out with some measures at their earlier and the others at their later values; what a step
// from one such state to the next does is the effect of the measure that changed.
const (
	shapley = "Each input has its effect averaged over all orders in which the inputs could have changed one after the other (Shapley); " +
		"orders that pass a state without a value, such as a division by 0, are left out. "
	inOrder = "The inputs change one after the other, in the order of the formula; a step to a state without a value, such as a division by 0, counts with the next. "
	shared  = "It is computed and a sum over customers: each has the change of its own part. Everything is counted in exact fractions, so the parts add up to the difference."
	split   = "An input's part is shared among the customers in proportion to how much each of them changed that input. Everything is counted in exact fractions, so the parts add up to the difference."
)

// mostOrders is how many inputs are averaged over all their orders; with more of them there are too many states.
const mostOrders = 10

// Why takes apart what moved a KPI from one period to another.
func (b *Book) Why(c Chosen, scope facts.Scope, from, to period.Period) *Why {
	w := &Why{Chosen: c, Scope: scope, From: from, To: to, Before: b.Value(c, scope, from), After: b.Value(c, scope, to), Method: shapley + split}
	w.Then, w.Now = b.because(c, scope, from), b.because(c, scope, to)
	names := b.leaves(c, nil)
	if w.Difference = w.After.Sub(w.Before); !w.Difference.Available() {
		w.Whole = "There is no difference to take apart."
		names = c.KPI.Inputs(c.Variant)
	} else if b.whyScore(w) {
		return w
	} else if computed, ok := c.KPI.MethodOf(c.Variant); ok {
		w.Method = shared
		if b.methods[computed].shares == nil {
			w.Whole = "It is computed and no sum over customers, so no part of the difference is anyone's own."
			names = c.KPI.Inputs(c.Variant)
		}
	}
	for _, name := range names {
		in := Cause{Operand: b.operand(w.Chosen, name, scope, to)}
		in.Before = b.operand(w.Chosen, name, scope, from).Value
		if w.Whole != "" {
			in.Contribution = expr.Missing(expr.NotAtThisGrain, "not taken apart")
		}
		w.Inputs = append(w.Inputs, in)
	}
	if w.Whole != "" {
		return w
	}
	b.attribute(w)
	b.shareOut(w)
	slices.SortStableFunc(w.Inputs, func(x, y Cause) int { return larger(x.Contribution, y.Contribution) })
	return w
}

// operand is what a name below a KPI stands for: a measure, that KPI itself, or another in the definition that the job uses.
func (b *Book) operand(c Chosen, name string, scope facts.Scope, p period.Period) Operand {
	if measure, ok := formulas.MeasureByID(name); ok {
		return Operand{name, measure.Name, measure.Unit, b.Facts.Value(name, scope, p)}
	}
	if name != c.KPI.ID {
		c, _ = b.Choose(name) // the catalogue checked that it exists
	}
	return Operand{name, c.KPI.Name, c.KPI.UnitOf(c.Variant), b.Value(c, scope, p)}
}

// byAccount gives each account its part of what a name stands for, what is no account's under "".
func (b *Book) byAccount(c Chosen, name string, scope facts.Scope, p period.Period) map[string]expr.Value {
	if _, ok := formulas.MeasureByID(name); ok {
		return b.Facts.ByAccount(name, scope, p)
	}
	if name != c.KPI.ID {
		c, _ = b.Choose(name)
	}
	computed, _ := c.KPI.MethodOf(c.Variant)
	if shares := b.methods[computed].shares; shares != nil {
		return shares(b, scope, p)
	}
	return map[string]expr.Value{"": b.Value(c, scope, p)}
}

// larger orders by size, largest first.
func larger(x, y expr.Value) int {
	return y.Rat().Abs(y.Rat()).Cmp(x.Rat().Abs(x.Rat()))
}

// leaves lists the measures and the computed KPIs below a KPI's formula, in order of first appearance; of a computed KPI,
// itself.
func (b *Book) leaves(c Chosen, names []string) []string {
	if _, computed := c.KPI.MethodOf(c.Variant); computed {
		if slices.Contains(names, c.KPI.ID) {
			return names
		}
		return append(names, c.KPI.ID)
	}
	for _, name := range c.KPI.Inputs(c.Variant) {
		if _, ok := formulas.MeasureByID(name); !ok {
			other, _ := b.Choose(name)
			names = b.leaves(other, names)
		} else if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// over works out a KPI's formula, and those of the KPIs it names, over its leaves.
func (b *Book) over(c Chosen, leaf func(name string) expr.Value) expr.Value {
	formula, ok := c.KPI.Expr(c.Variant)
	if !ok {
		return leaf(c.KPI.ID)
	}
	return formula.Eval(func(name string) expr.Value {
		if _, ok := formulas.MeasureByID(name); ok {
			return leaf(name)
		}
		other, _ := b.Choose(name)
		return b.over(other, leaf)
	})
}

// attribute gives each input that changed its part of the difference.
func (b *Book) attribute(w *Why) {
	var moved []*Cause
	for i := range w.Inputs {
		if in := &w.Inputs[i]; !in.Value.Equal(in.Before) {
			moved = append(moved, in)
		}
	}
	state := func(changed func(i int) bool) expr.Value {
		return b.over(w.Chosen, func(name string) expr.Value {
			if i := slices.IndexFunc(moved, func(m *Cause) bool { return m.ID == name }); i >= 0 && !changed(i) {
				return moved[i].Before
			}
			return w.Inputs[slices.IndexFunc(w.Inputs, func(in Cause) bool { return in.ID == name })].Value
		})
	}
	if len(moved) <= mostOrders {
		states := make([]expr.Value, 1<<len(moved))
		for set := range states {
			states[set] = state(func(i int) bool { return set&(1<<i) != 0 })
		}
		if averaged(moved, states) {
			return
		}
	}
	w.Method = inOrder + split
	states := []expr.Value{w.Before}
	for step := range moved {
		states = append(states, state(func(i int) bool { return i <= step }))
	}
	oneByOne(moved, states)
}

// oneByOne gives each input its step when they change in this order; states are the values of the formula from the first to the
// last, and a step to a missing one counts with the next.
func oneByOne(moved []*Cause, states []expr.Value) {
	last := states[0]
	for i, m := range moved {
		if next := states[i+1]; next.Available() {
			m.Contribution, last = next.Sub(last), next
		}
	}
}

// averaged gives each input the mean of its steps over all orders without a missing state; states has the value of the formula
// for each set of inputs that have changed, as bits. It tells false when there is no such order.
func averaged(moved []*Cause, states []expr.Value) bool {
	all := len(states) - 1
	to, from := make([]int64, len(states)), make([]int64, len(states)) // orders that lead to a set, and on from it
	to[0], from[all] = 1, 1
	for set := range states {
		for i := range moved {
			if before := set &^ (1 << i); before != set && states[set].Available() {
				to[set] += to[before]
			}
			if after := (all - set) | 1<<i; after != all-set && states[all-set].Available() {
				from[all-set] += from[after]
			}
		}
	}
	if to[all] == 0 {
		return false
	}
	for set, value := range states {
		for i, m := range moved {
			if after := set | 1<<i; after != set && to[set] > 0 && from[after] > 0 {
				m.Contribution = m.Contribution.Add(states[after].Sub(value).Mul(expr.Fraction(to[set]*from[after], to[all])))
			}
		}
	}
	return true
}

// shareOut splits the inputs' parts among the customers.
func (b *Book) shareOut(w *Why) {
	customers := map[string]*Customer{}
	for i := range w.Inputs {
		in := &w.Inputs[i]
		change := in.Value.Sub(in.Before)
		after, before := b.byAccount(w.Chosen, in.ID, w.Scope, w.To), b.byAccount(w.Chosen, in.ID, w.Scope, w.From)
		accounts := maps.Clone(after)
		maps.Copy(accounts, before)
		for account := range accounts {
			own := Cause{Operand: in.Operand, Before: before[account]}
			own.Value = after[account]
			if own.Value.Equal(own.Before) {
				continue
			}
			if change.Sign() == 0 {
				in.Offsetting++
				continue
			}
			own.Contribution = in.Contribution.Mul(own.Value.Sub(own.Before)).Quo(change)
			if customers[account] == nil {
				customers[account] = &Customer{Account: account}
			}
			c := customers[account]
			c.Causes = append(c.Causes, own)
			c.Contribution = c.Contribution.Add(own.Contribution)
		}
	}
	later, earlier := b.classes(w.To), b.classes(w.From)
	for _, c := range customers {
		if at, ok := b.Facts.Find(c.Account); ok {
			c.Name, c.Class, c.Class0 = b.Facts.Accounts[at].Name, later(at), earlier(at)
		}
		slices.SortStableFunc(c.Causes, func(x, y Cause) int { return larger(x.Contribution, y.Contribution) })
		if slices.ContainsFunc(c.Causes, func(own Cause) bool { return own.Contribution.Sign() != 0 }) {
			w.Customers = append(w.Customers, *c)
		}
	}
	slices.SortFunc(w.Customers, func(x, y Customer) int {
		return cmp.Or(larger(x.Contribution, y.Contribution), cmp.Compare(x.Account, y.Account))
	})
}

// classes gives the movement of an account over a period; unchanged where movements are not known.
func (b *Book) classes(p period.Period) func(account int) facts.Class {
	movements, reason := b.Facts.Movements(p)
	return func(account int) facts.Class {
		if reason.Code != expr.Available {
			return facts.Unchanged
		}
		return movements[account].Class
	}
}
