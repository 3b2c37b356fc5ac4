// Package compute applies the catalogue to the facts: a value or the reason there is none, for any scope and period, with
// its comparisons.
package compute

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
)

// Book answers what any KPI is for any scope and period. It is safe for concurrent use.
type Book struct {
	Facts     *facts.Facts
	Catalogue *formulas.Catalogue

	chosen    []Chosen
	tolerance expr.Value // by how much a target may be missed to be nearly met, as a share of it
	methods   map[formulas.Method]method
	goals     map[string]goals // by KPI
	mutex     sync.Mutex
	values    map[key]expr.Value

	healthLock sync.Mutex
	healths    map[period.Period]healths
}

// Chosen is a KPI in the definition that this job uses.
type Chosen struct {
	KPI     *formulas.KPI
	Variant string // empty: the default formula
}

// ID is the name under which figures of the definition are published: that of the KPI, with the variant behind a point.
func (c Chosen) ID() string {
	if c.Variant == "" {
		return c.KPI.ID
	}
	return c.KPI.ID + "." + c.Variant
}

type key struct {
	kpi, variant string
	scope        facts.Scope
	period       period.Period
}

// New pairs facts with a catalogue. The settings, which CheckSettings has passed, pick each KPI's variant.
func New(f *facts.Facts, catalogue *formulas.Catalogue, settings job.KPIs) *Book {
	b := &Book{Facts: f, Catalogue: catalogue, tolerance: expr.Number(settings.Tolerance()), values: map[key]expr.Value{}, methods: methods(), healths: map[period.Period]healths{}}
	for _, kpi := range catalogue.KPIs() {
		chosen := Chosen{KPI: kpi}
		if _, ok := kpi.Variant(glossary); ok && settings.Definitions == glossary {
			chosen.Variant = glossary
		}
		if variant, ok := settings.Variants[kpi.ID]; ok {
			chosen.Variant = variant
		}
		if chosen.Variant == "default" {
			chosen.Variant = ""
		}
		b.chosen = append(b.chosen, chosen)
	}
	return b
}

// glossary is the variant that follows the published glossary to the letter, where that differs from the default.
const glossary = "glossary"

// CheckSettings finds the KPIs and variants of a job file that do not exist. The error is job.Faults.
func CheckSettings(catalogue *formulas.Catalogue, file *job.File) error {
	var faults job.Faults
	for _, id := range slices.Sorted(maps.Keys(file.KPIs.Variants)) {
		variant := file.KPIs.Variants[id]
		kpi, ok := catalogue.ByID(id)
		if !ok {
			faults = append(faults, file.KeyFault(fmt.Sprintf("there is no KPI %q", id), didYouMean(catalogue.Suggest(id)), "kpis", "variants", id))
			continue
		}
		if _, ok := kpi.Variant(variant); !ok && variant != "default" {
			faults = append(faults, file.Fault(fmt.Sprintf("%s has no variant %q", id, variant), "use "+variants(kpi), "kpis", "variants", id))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(file.KPIs.Bands)) {
		kpi, ok := catalogue.ByID(id)
		b := file.KPIs.Bands[id]
		if texts := b.Green.From + b.Green.To + b.Yellow.From + b.Yellow.To + b.Red.From + b.Red.To; ok && kpi.Unit != formulas.Ratio && strings.Contains(texts, "%") {
			faults = append(faults, file.KeyFault(fmt.Sprintf("%s is no share but a figure in %s, so its bands are no percentages", id, kpi.Unit), "write the figures that it has", "kpis", "bands", id))
		}
	}
	for i, j := range file.Jobs {
		for _, listed := range []struct {
			keys []string
			ids  []string
		}{{[]string{"kpis"}, j.KPIs}, {[]string{"layout", "kpis"}, j.Layout.KPIs}, {[]string{"layout", "headlines"}, j.Layout.Headlines}} {
			for k, id := range listed.ids {
				if _, ok := catalogue.ByID(id); !ok {
					faults = append(faults, file.Fault(fmt.Sprintf("there is no KPI %q", id), didYouMean(catalogue.Suggest(id)), append(append([]string{"jobs", strconv.Itoa(i)}, listed.keys...), strconv.Itoa(k))...))
				}
			}
		}
	}
	if faults == nil {
		return nil
	}
	return faults
}

func didYouMean(names []string) string {
	if len(names) == 0 {
		return "kpibook glossary lists them all"
	}
	return "did you mean " + strings.Join(names, " or ") + "?"
}

func variants(kpi *formulas.KPI) string {
	names := []string{"default"}
	for _, v := range kpi.Variants {
		names = append(names, v.ID)
	}
	return strings.Join(names, ", ")
}

// KPIs are all KPIs of the catalogue in book order, each in the definition this job uses.
func (b *Book) KPIs() []Chosen { return b.chosen }

// Choose gives a KPI in the definition this job uses.
func (b *Book) Choose(id string) (Chosen, bool) {
	for _, c := range b.chosen {
		if c.KPI.ID == id {
			return c, true
		}
	}
	return Chosen{}, false
}

// Value is a KPI for a scope and period: a number, a label, or the reason why there is neither.
func (b *Book) Value(c Chosen, scope facts.Scope, p period.Period) expr.Value {
	if scope.Dimension == "account" {
		return b.evaluate(c, scope, p) // asked for once or twice, and too many to keep
	}
	k := key{c.KPI.ID, c.Variant, scope, p}
	b.mutex.Lock()
	value, ok := b.values[k]
	b.mutex.Unlock()
	if ok {
		return value
	}
	value = b.evaluate(c, scope, p)
	b.mutex.Lock()
	b.values[k] = value
	b.mutex.Unlock()
	return value
}

func (b *Book) evaluate(c Chosen, scope facts.Scope, p period.Period) expr.Value {
	if !c.KPI.GrainsOf(c.Variant).Has(GrainOf(scope)) {
		return expr.Missing(expr.NotAtThisGrain, c.KPI.Name+" is not defined by "+grainName(scope))
	}
	if !c.KPI.KindsOf(c.Variant).Has(p.Kind) {
		return expr.Missing(expr.NotAtThisGrain, c.KPI.Name+" is not defined for a "+p.Kind.String())
	}
	if computed, ok := c.KPI.MethodOf(c.Variant); ok {
		return b.methods[computed].value(b, scope, p)
	}
	formula, _ := c.KPI.Expr(c.Variant)
	return formula.Eval(func(name string) expr.Value {
		if _, ok := formulas.MeasureByID(name); ok {
			return b.Facts.Value(name, scope, p)
		}
		other, _ := b.Choose(name) // the catalogue checked that it exists
		return b.Value(other, scope, p)
	})
}

// GrainOf is the grain of a scope.
func GrainOf(scope facts.Scope) formulas.Grain {
	switch scope.Dimension {
	case "":
		return formulas.AtPortfolio
	case "account":
		return formulas.AtAccount
	}
	return formulas.AtDimension
}

func grainName(scope facts.Scope) string {
	switch scope.Dimension {
	case "":
		return "portfolio"
	}
	return scope.Dimension
}
