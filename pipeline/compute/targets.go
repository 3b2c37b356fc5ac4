package compute

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// goals are the targets of one KPI by scope and period.
type goals map[goalOf]goal

type goalOf struct {
	scope  facts.Scope
	period period.Period
}

// goal is a target as it was read; one that is given twice, with different values, is none.
type goal struct {
	value   decimal.Decimal
	place   ingest.Place
	dispute bool
}

// SetTargets takes the targets that mean something, before the book is used; a book without it has no targets dataset. The others are findings: those for a KPI, period or scope that there is
// not, or that the KPI is not defined for, those in a unit that is not the KPI's, and those that contradict each other.
func (b *Book) SetTargets(targets []ingest.Target) (findings []ingest.Finding) {
	b.goals = map[string]goals{}
	for _, t := range targets {
		find := func(kind, what, fix string) {
			findings = append(findings, ingest.Finding{Place: t.Place, Kind: kind, Count: 1, Fix: fix,
				Text: fmt.Sprintf("the target for %s, %s, %s is not used: %s", t.KPI, t.Period, orPortfolio(t.Scope), what)})
		}
		kpi, ok := b.Catalogue.Lookup(strings.TrimSpace(t.KPI))
		if !ok {
			find("target_of_nothing", fmt.Sprintf("there is no KPI %q", t.KPI), didYouMean(b.Catalogue.Suggest(t.KPI)))
			continue
		}
		c, _ := b.Choose(kpi.ID)
		p, err := b.Facts.Calendar.Parse(t.Period)
		if err != nil {
			find("target_of_nothing", err.Error(), "correct the period")
			continue
		}
		scope, problem, fix := b.Facts.ParseScope(t.Scope)
		if problem == "" {
			problem, fix = c.undefined(scope, p)
		}
		if problem != "" {
			find("target_of_nothing", problem, fix)
			continue
		}
		if problem, fix = misfit(c, t); problem != "" {
			find("target_in_another_unit", problem, fix)
			continue
		}
		if b.goals[kpi.ID] == nil {
			b.goals[kpi.ID] = goals{}
		}
		of := goalOf{scope, p}
		if other, twice := b.goals[kpi.ID][of]; !twice {
			b.goals[kpi.ID][of] = goal{value: t.Value, place: t.Place}
		} else if !other.value.Equal(t.Value) {
			find("contradicting_targets", "another row says "+other.value.String()+", this one "+t.Value.String(), "keep the row that is right; neither is used now")
			other.dispute = true
			b.goals[kpi.ID][of] = other
		}
	}
	return findings
}

func orPortfolio(scope string) string {
	if scope == "" {
		return "portfolio"
	}
	return scope
}

// undefined says that a KPI means nothing for a scope or a kind of period, if so, and what it is defined for.
func (c Chosen) undefined(scope facts.Scope, p period.Period) (problem, fix string) {
	switch kinds := c.KPI.KindsOf(c.Variant); {
	case !c.KPI.GrainsOf(c.Variant).Has(GrainOf(scope)):
		return c.KPI.Name + " is not defined by " + grainName(scope), "set it for " + strings.Join(c.KPI.GrainsOf(c.Variant).Names(), " or ")
	case !kinds.Has(p.Kind):
		return c.KPI.Name + " is not defined for a " + p.Kind.String(), "set it for a " + strings.Join(kinds.Names(), " or ")
	}
	return "", ""
}

// misfit says that a target cannot be in the unit of its KPI, if so.
func misfit(c Chosen, t ingest.Target) (problem, fix string) {
	switch unit := c.KPI.UnitOf(c.Variant); {
	case unit.Comparison() == formulas.NoChange:
		return "a " + string(unit) + " has no target", "take the row out"
	case t.Percent && unit != formulas.Ratio:
		return c.KPI.Name + " is no share, so a percentage cannot be its target", "write the figure itself: " + unit.Words()
	case unit == formulas.Ratio && !t.Percent && t.Value.Abs().GreaterThan(decimal.NewFromInt(10)):
		return fmt.Sprintf("%s of a share is %s%%", t.Value, t.Value.Shift(2)), fmt.Sprintf("write %s%% if that is meant", t.Value)
	}
	return "", ""
}

// Target is what a KPI was to reach, in its unit, or the reason why there is no target. It is the one that was set for the very
// scope and period, and for nothing else, but for one thing: where a KPI's months add up to the period whatever they are, and
// every month has a target, these add up too.
func (b *Book) Target(c Chosen, scope facts.Scope, p period.Period) expr.Value {
	set := b.goals[c.KPI.ID]
	own, _ := b.Choose(c.KPI.ID)
	switch {
	case b.goals == nil:
		return expr.Missing(expr.NoDataset, "targets")
	case set == nil:
		return expr.Missing(expr.OutsideCover, "no target")
	case own.Variant != c.Variant:
		return expr.Missing(expr.OutsideCover, "targets are for the definition that the job uses")
	}
	if g, ok := set[goalOf{scope, p}]; ok {
		return g.target()
	}
	none := expr.Missing(expr.OutsideCover, "no target")
	if p.Kind == period.MonthKind {
		return none
	}
	var total expr.Value
	months := 0
	for month := p.First; month <= p.Last; month++ {
		g, ok := set[goalOf{scope, b.Facts.Calendar.At(period.MonthKind, month)}]
		if ok {
			months, total = months+1, total.Add(g.target())
		}
	}
	switch {
	case months == 0:
		return none
	case !b.Catalogue.AddsUp(c.KPI, c.Variant):
		return expr.Missing(expr.NotAtThisGrain, "no target for the period, and those of its months do not add up")
	case months < p.Months():
		return expr.Missing(expr.OutsideCover, fmt.Sprintf("targets for %d of the %d months", months, p.Months()))
	}
	return total
}

// goalRows are the rows that a target stands in: one, or one for each month.
func (b *Book) goalRows(c Chosen, scope facts.Scope, p period.Period) (rows []ingest.Place) {
	if !b.Target(c, scope, p).Available() {
		return nil
	}
	if g, ok := b.goals[c.KPI.ID][goalOf{scope, p}]; ok {
		return []ingest.Place{g.place}
	}
	for month := p.First; month <= p.Last; month++ {
		rows = append(rows, b.goals[c.KPI.ID][goalOf{scope, b.Facts.Calendar.At(period.MonthKind, month)}].place)
	}
	return rows
}

func (g goal) target() expr.Value {
	if g.dispute {
		return expr.Missing(expr.InputRejected, "two different targets")
	}
	return expr.Number(g.value)
}

// HasTargets tells whether a KPI has a target for any scope or period.
func (b *Book) HasTargets(c Chosen) bool { return len(b.goals[c.KPI.ID]) > 0 }
