package formulas

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kpibook/formulas/expr"
)

// Fault is one thing wrong with an entry of the catalogue.
type Fault struct {
	KPI     string // the entry
	Part    string // of the entry: id, formula, variant glossary, example 2
	Message string
	Excerpt string // the formula with the place marked below, or ""
	Fix     string
}

// Error prints the fault: where, what, the formula with the place marked, and the remedy.
func (f *Fault) Error() string {
	text := fmt.Sprintf("catalogue: %s, %s: %s\n", f.KPI, f.Part, f.Message)
	for _, line := range strings.Split(strings.TrimRight(f.Excerpt, "\n"), "\n") {
		if line != "" {
			text += "   " + line + "\n"
		}
	}
	return text + "fix: " + f.Fix
}

var (
	snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	unitWords = []string{"percent", "percentage", "pct", "usd", "eur", "euro", "gbp", "cents"}
)

// checker gathers the faults of one entry.
type checker struct {
	*Catalogue
	kpi    *KPI
	faults []error
}

func (c *checker) add(part, message, fix string) {
	c.faults = append(c.faults, &Fault{KPI: c.kpi.ID, Part: part, Message: message, Fix: fix})
}

// check looks at one entry by itself and parses its formulas.
func (c *Catalogue) check(k *KPI) []error {
	check := &checker{Catalogue: c, kpi: k}
	check.id("id", k.ID)
	check.required("name", "name", k.Name)
	check.required("definition", "definition", k.Definition)
	check.required("unit", "unit", string(k.Unit))
	check.unit("unit", k.Unit, k.Better)
	check.formula()
	var ids []string
	for i := range k.Variants {
		check.variant(&k.Variants[i], ids)
		ids = append(ids, k.Variants[i].ID)
	}
	check.examples()
	return check.faults
}

func (c *checker) id(part, id string) {
	if !snakeCase.MatchString(id) {
		c.add(part, fmt.Sprintf("%q is no id", id), "write full words in lower case joined by underscores, such as logo_churn")
	}
	for _, word := range strings.Split(id, "_") {
		if slices.Contains(unitWords, word) {
			c.add(part, fmt.Sprintf("the unit %q stands in the id", word), "leave it out: the unit is a field of its own")
		}
	}
}

func (c *checker) required(part, field, value string) {
	if strings.TrimSpace(value) == "" {
		c.add(part, "there is no "+field, "add the "+field)
	}
}

func (c *checker) unit(part string, unit Unit, better Direction) {
	if unit != "" && !unit.known() {
		c.add(part, fmt.Sprintf("unknown unit %q", unit), "use money, ratio, count, number, days, months, hours, score or label")
	}
	if !slices.Contains([]Direction{"", Up, Down, Neutral}, better) {
		c.add(part, fmt.Sprintf("unknown direction %q", better), `use up, down or "-"`)
	}
}

// formula checks the default formula or the method of a computed entry.
func (c *checker) formula() {
	k := c.kpi
	k.formula = c.definition("formula", k.Formula, k.Method, k.Computed, k.Basis)
	if _, measured := MeasureByID(k.ID); measured && (k.formula == nil || k.formula.Text() != k.ID) && k.Formula+string(k.Method) != "" {
		c.add("formula", fmt.Sprintf("the measure %s has this name and the formula is another", k.ID),
			"give the KPI another id, or make the formula "+k.ID)
	}
}

// definition checks that there is a formula or a method, and parses the formula.
func (c *checker) definition(part, formula string, method Method, computed string, basis []string) *expr.Expr {
	switch {
	case (formula == "") == (method == ""):
		c.add(part, "a definition has a formula or a method", "give it one of the two")
	case formula != "" && (computed != "" || basis != nil):
		c.add(part, "what is computed is said beside a formula, which says it itself", "leave one of the two out")
	case formula != "":
		return c.parse(part, formula)
	case strings.TrimSpace(computed) == "" || len(basis) == 0:
		c.add(part, "it does not say in words what is computed, and from which measures and KPIs", "fill in Computed and Basis")
	}
	for _, name := range basis {
		if _, ok := c.Unit(name); !ok {
			c.add(part, fmt.Sprintf("unknown name %q in the basis", name), "name a measure or a KPI")
		}
	}
	return nil
}

func (c *checker) variant(v *Variant, taken []string) {
	part := "variant " + v.ID
	c.id(part, v.ID)
	if v.ID == "default" || slices.Contains(taken, v.ID) {
		c.add(part, "the id is taken", "give each variant an id of its own; default is the KPI's own formula")
	}
	c.required(part, "name", v.Name)
	c.required(part, "note", v.Note)
	c.unit(part, v.Unit, v.Better)
	v.formula = c.definition(part, v.Formula, v.Method, v.Computed, v.Basis)
}

// parse reads a formula and looks its names up; it is nil when it does not parse.
func (c *checker) parse(part, text string) *expr.Expr {
	formula, err := expr.Parse(text)
	var at *expr.SyntaxError
	switch {
	case errors.As(err, &at):
		c.faults = append(c.faults, &Fault{KPI: c.kpi.ID, Part: part, Message: at.Message, Excerpt: at.Excerpt(), Fix: at.Fix})
		return nil
	case err != nil:
		c.add(part, err.Error(), "correct the formula")
		return nil
	}
	c.checkNames(part, text, formula)
	return formula
}

// checkNames looks for names that are no measure and no KPI, and for labels, which are not reckoned with.
func (c *checker) checkNames(part, text string, formula *expr.Expr) {
	for _, name := range formula.Names() {
		unit, ok := c.Unit(name.ID)
		fault := &Fault{KPI: c.kpi.ID, Part: part}
		switch {
		case !ok:
			fault.Message, fault.Fix = fmt.Sprintf("unknown name %q", name.ID), "name a measure or a KPI"
			if near := Nearest(name.ID, c.names()); len(near) > 0 {
				fault.Fix = fmt.Sprintf("did you mean %s?", near[0])
			}
		case unit == LabelUnit || unit == DateUnit:
			fault.Message, fault.Fix = fmt.Sprintf("%q is a %s, not a number", name.ID, unit), "name measures and KPIs that are numbers"
		default:
			continue
		}
		fault.Excerpt = (&expr.SyntaxError{Text: text, Offset: name.Offset, Length: len(name.ID)}).Excerpt()
		c.faults = append(c.faults, fault)
	}
}

// examples asks for a value and an n/a of the default formula and for one case of each variant, over known names.
func (c *checker) examples() {
	k := c.kpi
	cases := map[string]int{}
	var value, missing bool
	for i, e := range k.Examples {
		part := fmt.Sprintf("example %d", i+1)
		if _, ok := k.Variant(e.Variant); e.Variant != "" && !ok {
			c.add(part, fmt.Sprintf("there is no variant %q", e.Variant), k.variantList())
		}
		if _, err := c.Given(e.Given); err != nil {
			c.add(part, strings.ReplaceAll(err.Error(), "\n", "; "), "give plain numbers to measures or KPIs")
		}
		cases[e.Variant]++
		if e.Variant == "" {
			absent := strings.HasPrefix(e.Want, "n/a")
			value, missing = value || !absent, missing || absent
		}
	}
	if !value || !missing {
		c.add("examples", "there must be an example with a value and one that is n/a", "add what is not there")
	}
	for _, v := range k.Variants {
		if cases[v.ID] == 0 {
			c.add("examples", "there is none for the variant "+v.ID, "add one")
		}
	}
}

// execute works out the examples of an entry.
func (c *Catalogue) execute(k *KPI) []error {
	var faults []error
	for i, e := range k.Examples {
		given, err := c.Given(e.Given)
		if err != nil {
			continue // found before
		}
		if got := c.evaluate(k, e.Variant, given).String(); got != e.Want {
			faults = append(faults, &Fault{KPI: k.ID, Part: fmt.Sprintf("example %d", i+1),
				Message: fmt.Sprintf("the formula gives %s, the example says %s", got, e.Want), Fix: "correct whichever is wrong"})
		}
	}
	return faults
}

// sort puts the entries into the order of their dependencies, or says which of them depend on themselves.
func (c *Catalogue) sort() []error {
	const open, done = 1, 2
	state := map[string]int{}
	var path []string
	var faults []error
	var visit func(k *KPI)
	visit = func(k *KPI) {
		switch state[k.ID] {
		case done:
			return
		case open:
			loop := append(slices.Clone(path[slices.Index(path, k.ID):]), k.ID)
			faults = append(faults, &Fault{KPI: k.ID, Part: "formula", Message: "it depends on itself: " + strings.Join(loop, " -> "),
				Fix: "write one of these formulas over measures"})
			return
		}
		state[k.ID] = open
		path = append(path, k.ID)
		for _, id := range k.uses() {
			visit(c.byID[id])
		}
		path = path[:len(path)-1]
		state[k.ID] = done
		c.order = append(c.order, k)
	}
	for _, k := range c.kpis {
		visit(k)
	}
	return faults
}

// uses lists the KPIs, not the measures, that the entry or one of its variants rests on: any of them may be the one a job picks.
func (k *KPI) uses() []string {
	kpis := map[string]bool{}
	variants := []string{""}
	for _, v := range k.Variants {
		variants = append(variants, v.ID)
	}
	for _, variant := range variants {
		for _, id := range k.Inputs(variant) {
			if _, measure := MeasureByID(id); !measure {
				kpis[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(kpis))
}

// pairs reads "name=value name=value".
func pairs(text string) map[string]string {
	values := map[string]string{}
	for _, field := range strings.Fields(text) {
		name, value, _ := strings.Cut(field, "=")
		values[name] = value
	}
	return values
}
