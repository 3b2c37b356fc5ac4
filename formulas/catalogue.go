package formulas

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
)

// Catalogue is the checked list of KPIs. It does not change once it is built.
type Catalogue struct {
	kpis  []*KPI // in book order
	order []*KPI // every KPI after the KPIs its formulas name
	byID  map[string]*KPI

	health    Health
	sentiment Scorecard
}

// New builds the catalogue from the tables of this package and further KPIs, and checks every entry: ids, names, units,
// formulas, variants and examples, and that no KPI depends on itself. The error joins a *Fault for each thing found, in book
// order.
func New(extra ...KPI) (*Catalogue, error) { return With(Additions{KPIs: extra}) }

// With builds the catalogue as New does, with everything that a job file adds.
func With(add Additions) (*Catalogue, error) {
	entries := slices.Concat(revenue(), invoiced(), forecasts(), retention(), renewals(), survival(), economics(), efficiency(), adoption(), support(), voice(), sales(),
		onboarding(), operations(), labels(), health(), add.own())
	c := &Catalogue{byID: make(map[string]*KPI, len(entries)), health: DefaultHealth(), sentiment: DefaultSentiment()}
	if add.Health != nil {
		c.health = *add.Health
	}
	if add.Sentiment != nil {
		c.sentiment = *add.Sentiment
	}
	var faults []error
	for i := range entries {
		k := &entries[i]
		if _, taken := c.byID[k.ID]; taken {
			faults = append(faults, &Fault{KPI: k.ID, Part: "id", Own: k.own, Message: "there is another KPI of that id",
				Fix: "give it an id of its own; an id never changes its meaning"})
			continue
		}
		c.byID[k.ID] = k
		c.kpis = append(c.kpis, k)
	}
	faults = append(faults, c.addVariants(add.Variants)...)
	faults = append(faults, c.addBands(add.Bands)...)
	faults = append(faults, c.setModels()...)
	for _, k := range c.kpis {
		faults = append(faults, c.check(k)...)
	}
	if len(faults) == 0 {
		faults = c.sort()
	}
	sorted := len(faults) == 0
	for _, k := range c.kpis {
		if sorted && (k.own > 0 || slices.ContainsFunc(k.Variants, func(v Variant) bool { return v.own })) { // those of the tables are executed by the tests
			faults = append(faults, c.execute(k, func(e Example) bool { return k.own > 0 || e.part != "" })...)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return c, nil
}

// KPIs lists the entries in book order. They are shared and not to be changed.
func (c *Catalogue) KPIs() []*KPI { return slices.Clone(c.kpis) }

// Order lists the entries so that each comes after the KPIs that its formula or one of its variants names.
func (c *Catalogue) Order() []*KPI { return slices.Clone(c.order) }

// ByID is the entry of that id.
func (c *Catalogue) ByID(id string) (*KPI, bool) {
	k, ok := c.byID[id]
	return k, ok
}

// Lookup finds an entry by its id, its name or its abbreviation, in any case: "nrr".
func (c *Catalogue) Lookup(term string) (*KPI, bool) {
	for _, k := range c.kpis {
		if strings.EqualFold(term, k.ID) || strings.EqualFold(term, k.Name) || k.Short != "" && strings.EqualFold(term, k.Short) {
			return k, true
		}
	}
	return nil, false
}

// Suggest lists up to three ids of KPIs that a mistyped id may have meant, the likeliest first.
func (c *Catalogue) Suggest(id string) []string {
	if k, ok := c.Lookup(strings.ReplaceAll(id, "_", " ")); ok {
		return []string{k.ID}
	}
	return Nearest(id, slices.Sorted(maps.Keys(c.byID)))
}

// Unit is the unit of a measure or KPI; false for a name that is neither.
func (c *Catalogue) Unit(name string) (Unit, bool) {
	if m, ok := MeasureByID(name); ok {
		return m.Unit, true
	}
	if k, ok := c.byID[name]; ok {
		return k.Unit, true
	}
	return "", false
}

// Calculate works out one KPI from the values of measures or of other KPIs. A KPI that is needed and not given is worked out
// from its own formula; a measure that is not given is n/a for want of its dataset. The error lists every name that is no
// measure and no KPI, with the nearest ones.
func (c *Catalogue) Calculate(kpiID, variant string, given map[string]expr.Value) (expr.Value, error) {
	k, ok := c.byID[kpiID]
	if !ok {
		return expr.Value{}, fmt.Errorf("there is no KPI %q%s", kpiID, didYouMean(c.Suggest(kpiID)))
	}
	if _, ok := k.Variant(variant); variant != "" && !ok {
		return expr.Value{}, fmt.Errorf("%s has no variant %q: %s", k.ID, variant, k.variantList())
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if _, ok := c.Unit(name); !ok {
			faults = append(faults, c.unknown(name))
		}
	}
	if len(faults) > 0 {
		return expr.Value{}, errors.Join(faults...)
	}
	return c.evaluate(k, variant, given), nil
}

// Given reads values as people type them: a plain number, or a label where the measure or KPI is one. The error lists every
// name and value that cannot be used.
func (c *Catalogue) Given(texts map[string]string) (map[string]expr.Value, error) {
	values := make(map[string]expr.Value, len(texts))
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		unit, ok := c.Unit(name)
		if !ok {
			faults = append(faults, c.unknown(name))
			continue
		}
		text := texts[name]
		if unit == LabelUnit {
			values[name] = expr.Label(text)
			continue
		}
		number, err := decimal.NewFromString(text)
		if err != nil || len(text) > maxDigits || strings.ContainsAny(text, "eE") {
			faults = append(faults, fmt.Errorf("%s=%q is not a number: write it plainly, such as 1234.5", name, text))
			continue
		}
		values[name] = expr.Number(number)
	}
	return values, errors.Join(faults...)
}

// maxDigits bounds a number that is typed in, so that nobody asks for a billion digits.
const maxDigits = 64

// evaluate is Calculate for names that are known.
func (c *Catalogue) evaluate(k *KPI, variant string, given map[string]expr.Value) expr.Value {
	lookup := func(name string) expr.Value {
		if value, ok := given[name]; ok {
			return value
		}
		if m, ok := MeasureByID(name); ok {
			return notGiven(m)
		}
		return c.evaluate(c.byID[name], "", given)
	}
	if formula, ok := k.Expr(variant); ok {
		return formula.Eval(lookup)
	}
	if value, ok := given[k.ID]; ok {
		return value
	}
	if method, ok := k.MethodOf(variant); ok {
		if value, ok := c.score(method, lookup); ok {
			return value
		}
	}
	for _, name := range k.Inputs(variant) {
		if value := lookup(name); !value.Available() {
			return value
		}
	}
	return expr.Missing(expr.HistoryTooShort, k.ID+" is computed from the rows, not from single figures")
}

// notGiven is the value of a measure for which there is nothing.
func notGiven(m Measure) expr.Value {
	if len(m.Dataset) == 0 {
		return expr.Missing(expr.NoSetting, m.ID)
	}
	return expr.Missing(expr.NoDataset, m.Dataset[0])
}

// name is a measure or KPI as it stands in a sentence.
func (c *Catalogue) name(id string) string {
	if m, ok := MeasureByID(id); ok {
		return m.Name
	}
	return c.byID[id].phrase()
}

// phrase is the KPI's name inside a sentence: gross MRR churn rate.
func (k *KPI) phrase() string {
	if len(k.Name) > 1 && strings.ToUpper(k.Name[:2]) != k.Name[:2] {
		return strings.ToLower(k.Name[:1]) + k.Name[1:]
	}
	return k.Name
}

// variantList names a KPI's variants for a message.
func (k *KPI) variantList() string {
	if len(k.Variants) == 0 {
		return "it has the default formula only"
	}
	var ids []string
	for _, v := range k.Variants {
		ids = append(ids, v.ID)
	}
	return "it has " + sentence(ids)
}

// unknown says that a name is no measure and no KPI.
func (c *Catalogue) unknown(name string) error {
	return fmt.Errorf("there is no measure or KPI %q%s", name, didYouMean(Nearest(name, c.names())))
}

// names lists every measure and KPI.
func (c *Catalogue) names() []string {
	names := slices.Collect(maps.Keys(c.byID))
	for _, m := range measures {
		names = append(names, m.ID)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
