package formulas

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// KPI is one entry of the catalogue. Its decimal value, its live Excel formula, its note, its glossary row and its Markdown
// all derive from these fields; the zero value of a field means the usual case.
type KPI struct {
	ID         string    // full words in snake case, a contract: gross_revenue_retention
	Name       string    // as a heading: Gross revenue retention
	Short      string    // the field's abbreviation, if there is one: MRR
	Family     Family    // set from the table the entry stands in
	Definition string    // what it means, one or two sentences of our own
	Not        string    // what it is not, or the trap it avoids; may be empty
	Source     Source    // the glossary term it comes from
	Formula    string    // one line over measures and other KPIs; empty for a computed entry
	Method     Method    // of a computed entry, which has no formula and no live cell
	Computed   string    // what the method does, in words
	Detail     string    // more of it than a note holds, for the glossary
	Basis      []string  // the measures and KPIs that the method tells the value from
	Unit       Unit      // of the value
	Better     Direction // empty: neither way
	Grains     Grains    // the zero value is every grain
	Kinds      Kinds     // period kinds it is defined for; the zero value is every kind
	Flags      []Flag    // what makes a figure of it remarkable
	Variants   []Variant // other published definitions
	Examples   []Example // executed by tests: at least one value and one n/a

	Bands Bands // how figures are to be taken; the zero value is none

	formula *expr.Expr // parsed when the catalogue is built
	basisAt [][]string // where the job file names each of Basis; nil when the tables do
	own     int        // which of the job file's own KPIs it is, counted from 1; 0 for those of the tables
}

// Variant is another published definition of the same KPI: a formula, or a method as that of a computed entry. Unit, Better,
// Grains and Kinds are the KPI's unless set.
type Variant struct {
	ID       string // glossary, stripe, of_licences
	Name     string
	Formula  string
	Method   Method
	Computed string
	Basis    []string
	Note     string // how and why it differs
	Source   Source
	Unit     Unit
	Better   Direction
	Grains   Grains
	Kinds    Kinds

	formula *expr.Expr
	own     bool // added by the job file
}

// Flag is a remark on a figure that is right and easily misread. It is made where the figure exceeds a mark, or where it rests on
// few of something.
type Flag struct {
	Text       string // in a phrase: over 100 %, a backlog was cleared
	Above      string // the figure exceeds this number; empty: see Of
	Of         string // or the measure it rests on is below Fewer, for the whole book below FewerInAll
	Fewer      int64
	FewerInAll int64
}

// Example is one executed case: inputs as "name=value" and the value they give, a plain decimal, a label, "n/a (reason)", or
// "n/a" whatever the reason. That of a computed definition gives the value itself under the KPI's id, to show what it looks like.
type Example struct {
	Variant string // empty: the default formula
	Given   map[string]string
	Want    string

	part string // where faults say it stands; empty: by its number among the KPI's examples
}

// Source is where a definition comes from: the glossary's title and the term it stands under there. The zero Source means
// that the entry goes beyond the glossaries.
type Source struct {
	Glossary string
	Term     string
}

// The glossaries, by title.
const (
	Landscape   = "Terms used in the CSM landscape"
	Dictionary  = "Customer Success Dictionary"
	CSGlossary  = "Customer Success Glossary"
	TermArchive = "the term archive"
)

// JobFile is the source of what a job file adds and cites nothing for.
const JobFile = "the job file"

// String is the source for readers: `Terms used in the CSM landscape, "Churn Rate"`.
func (s Source) String() string {
	switch {
	case s == Source{}:
		return "beyond the glossaries"
	case s.Term == "":
		return s.Glossary
	}
	return s.Glossary + `, "` + s.Term + `"`
}

// Family is the group of KPIs an entry is shown with.
type Family string

// The families, in book order. A job file's own KPIs come last.
const (
	Revenue    Family = "Revenue"
	Retention  Family = "Retention and churn"
	Economics  Family = "Unit economics"
	Adoption   Family = "Adoption and usage"
	Support    Family = "Support"
	Voice      Family = "Voice of the customer"
	Sales      Family = "Sales"
	Onboarding Family = "Onboarding and value"
	Operations Family = "Operations"
	Own        Family = "Own KPIs"
)

// family stamps the entries of one table with the family they stand in.
func family(name Family, entries []KPI) []KPI {
	for i := range entries {
		entries[i].Family = name
	}
	return entries
}

// DefinedAt tells whether the default formula means something at the grain; GrainsOf knows the variants' too.
func (k *KPI) DefinedAt(g Grain) bool { return k.Grains.Has(g) }

// GrainsOf is the set of grains that a variant is defined at.
func (k *KPI) GrainsOf(variant string) Grains {
	if v, ok := k.Variant(variant); ok && v.Grains != 0 {
		return v.Grains
	}
	return k.Grains
}

// DefinedFor tells whether the default formula means something over a period of the kind; KindsOf knows the variants' too.
func (k *KPI) DefinedFor(kind period.Kind) bool { return k.Kinds.Has(kind) }

// Variant is the variant of that id; false when there is none. The default formula is no variant.
func (k *KPI) Variant(id string) (*Variant, bool) {
	for i := range k.Variants {
		if k.Variants[i].ID == id {
			return &k.Variants[i], true
		}
	}
	return nil, false
}

// Definitions lists the ids of all definitions: "" for the default, then the variants.
func (k *KPI) Definitions() []string {
	ids := []string{""}
	for _, v := range k.Variants {
		ids = append(ids, v.ID)
	}
	return ids
}

// Expr is the parsed formula of a variant, the default formula for "". It is nil and false for a computed entry and for a
// variant that does not exist.
func (k *KPI) Expr(variant string) (*expr.Expr, bool) {
	formula := k.formula
	if variant != "" {
		v, ok := k.Variant(variant)
		if !ok {
			return nil, false
		}
		formula = v.formula
	}
	return formula, formula != nil
}

// MethodOf is the method of a variant, that of the entry for ""; false where there is a formula instead.
func (k *KPI) MethodOf(variant string) (Method, bool) {
	method := k.Method
	if v, ok := k.Variant(variant); ok {
		method = v.Method
	}
	return method, method != ""
}

// Inputs lists the measures and KPIs that the formula of a variant names, in order of first appearance; for a computed
// definition, its basis.
func (k *KPI) Inputs(variant string) []string {
	formula, ok := k.Expr(variant)
	if !ok {
		if v, ok := k.Variant(variant); ok {
			return v.Basis
		}
		return k.Basis
	}
	var inputs []string
	for _, name := range formula.Names() {
		inputs = append(inputs, name.ID)
	}
	return inputs
}

// UnitOf is the unit of a variant.
func (k *KPI) UnitOf(variant string) Unit {
	if v, ok := k.Variant(variant); ok && v.Unit != "" {
		return v.Unit
	}
	return k.Unit
}

// KindsOf is the set of period kinds that a variant is defined for.
func (k *KPI) KindsOf(variant string) Kinds {
	if v, ok := k.Variant(variant); ok && v.Kinds != 0 {
		return v.Kinds
	}
	return k.Kinds
}

// BetterOf is the direction of a variant.
func (k *KPI) BetterOf(variant string) Direction {
	better := k.Better
	if v, ok := k.Variant(variant); ok && v.Better != "" {
		better = v.Better
	}
	if better == "" {
		return Neutral
	}
	return better
}

// NewExample is a case of the default formula; given is "name=value name=value", want the value as it is printed.
func NewExample(given, want string) Example { return exampleOf("", given, want) }

// example is a case of the default formula; given is "name=value name=value", labels without spaces.
func example(given, want string) Example { return exampleOf("", given, want) }

// exampleOf is a case of a variant.
func exampleOf(variant, given, want string) Example {
	return Example{Variant: variant, Given: pairs(given), Want: want}
}
