package formulas

import (
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
)

// Fault is one thing wrong with an entry of the catalogue.
type Fault struct {
	KPI     string // the entry
	Part    string // of the entry: id, formula, variant glossary, example 2
	Message string
	Excerpt string // the formula with the place marked below, or ""
	Fix     string
	Offset  int      // of the place in the formula, in bytes
	Length  int      // of the place, in bytes; 0 when the entry as a whole is meant, or a part that is no formula
	At      []string // where the job file has it, as a path of keys; nil when the parts above say it
	Own     int      // which of the added KPIs it is about, counted from 1; 0 for one of the tables
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
	c.faults = append(c.faults, &Fault{KPI: c.kpi.ID, Part: part, Message: message, Fix: fix, Own: c.kpi.own})
}

// syntax adds a fault at a place in a formula.
func (c *checker) syntax(part string, at *expr.SyntaxError) {
	c.faults = append(c.faults, faultIn(c.kpi, part, at))
}

// faultIn is a fault at a place in a formula of an entry.
func faultIn(k *KPI, part string, at *expr.SyntaxError) *Fault {
	return &Fault{KPI: k.ID, Part: part, Message: at.Message, Excerpt: at.Excerpt(), Fix: at.Fix, Offset: at.Offset, Length: max(1, at.Length), Own: k.own}
}

// check looks at one entry by itself and parses its formulas.
func (c *Catalogue) check(k *KPI) []error {
	check := &checker{Catalogue: c, kpi: k}
	check.id("id", k.ID)
	check.name()
	check.required("definition", "definition", k.Definition)
	check.required("unit", "unit", string(k.Unit))
	check.unit("unit", k.Unit, k.Better)
	check.formula()
	var ids []string
	for i := range k.Variants {
		check.variant(&k.Variants[i], ids)
		ids = append(ids, k.Variants[i].ID)
	}
	check.flags()
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

// name looks for another KPI that goes by the same name or abbreviation, and for an id that no formula can name.
func (c *checker) name() {
	c.required("name", "name", c.kpi.Name)
	if token.IsKeyword(c.kpi.ID) || c.kpi.ID == "min" || c.kpi.ID == "max" {
		c.add("id", fmt.Sprintf("%q is a reserved word, so that no formula could name the KPI", c.kpi.ID), "choose another id")
	}
	for _, other := range c.kpis {
		if other == c.kpi {
			return
		}
		if strings.EqualFold(other.Name, c.kpi.Name) && c.kpi.Name != "" {
			c.add("name", fmt.Sprintf("%s is called %q too", other.ID, c.kpi.Name), "give each KPI a name of its own")
		}
		if c.kpi.Short != "" && (strings.EqualFold(other.Short, c.kpi.Short) || strings.EqualFold(other.ID, c.kpi.Short)) {
			c.add("short", fmt.Sprintf("%q stands for %s already", c.kpi.Short, other.ID), "choose another abbreviation, or leave it out")
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
	k.formula = c.definition("formula", k.Formula, k.Method, k.Computed, k.Basis, k.Unit)
	if _, measured := MeasureByID(k.ID); measured && (k.formula == nil || k.formula.Text() != k.ID) && k.Formula+string(k.Method) != "" {
		c.add("formula", fmt.Sprintf("the measure %s has this name and the formula is another", k.ID),
			"give the KPI another id, or make the formula "+k.ID)
	}
}

// definition checks that there is a formula or a method, and parses the formula.
func (c *checker) definition(part, formula string, method Method, computed string, basis []string, unit Unit) *expr.Expr {
	switch {
	case (formula == "") == (method == ""):
		c.add(part, "a definition has a formula or a method", "give it one of the two")
	case formula != "" && (computed != "" || basis != nil):
		c.add(part, "what is computed is said beside a formula, which says it itself", "leave one of the two out")
	case formula != "":
		return c.parse(part, formula, unit)
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
	v.formula = c.definition(part, v.Formula, v.Method, v.Computed, v.Basis, cmp.Or(v.Unit, c.kpi.Unit))
}

// parse reads a formula, looks its names up and holds it against its unit; it is nil when it does not parse.
func (c *checker) parse(part, text string, unit Unit) *expr.Expr {
	formula, err := expr.Parse(text)
	var at *expr.SyntaxError
	switch {
	case errors.As(err, &at):
		c.syntax(part, at)
		return nil
	case err != nil:
		c.add(part, err.Error(), "correct the formula")
		return nil
	}
	if c.checkNames(part, text, formula) {
		c.checkUnit(part, text, formula, unit)
	}
	return formula
}

// checkNames looks for names that are no measure and no KPI, and for labels, which are not reckoned with.
func (c *checker) checkNames(part, text string, formula *expr.Expr) (sound bool) {
	before := len(c.faults)
	for _, name := range formula.Names() {
		unit, ok := c.Unit(name.ID)
		at := &expr.SyntaxError{Text: text, Offset: name.Offset, Length: len(name.ID)}
		switch {
		case !ok:
			at.Message, at.Fix = fmt.Sprintf("unknown name %q", name.ID), "name a measure or a KPI; kpibook glossary lists them"
			if near := Nearest(name.ID, c.names()); len(near) > 0 {
				at.Fix = fmt.Sprintf("did you mean %s?", near[0])
			}
		case unit == LabelUnit || unit == DateUnit:
			at.Message, at.Fix = fmt.Sprintf("%q is a %s, not a number", name.ID, unit), "name measures and KPIs that are numbers"
		default:
			continue
		}
		c.syntax(part, at)
	}
	return len(c.faults) == before
}

// flags checks that each says when it is raised.
func (c *checker) flags() {
	for i, f := range c.kpi.Flags {
		part := fmt.Sprintf("flag %d", i+1)
		c.required(part, "text", f.Text)
		_, measure := MeasureByID(f.Of)
		if _, err := decimal.NewFromString(f.Above); (err != nil) != measure || f.Of != "" && !measure {
			c.add(part, "it is raised neither above a number nor below a number of a measure", "give it Above, or Of with Fewer and FewerInAll")
		}
	}
}

// examples asks for a value and an n/a of the default formula and for one case of each variant, over known names.
func (c *checker) examples() {
	k := c.kpi
	cases := map[string]int{}
	var value, missing bool
	for i, e := range k.Examples {
		part := e.place(i)
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
			part := "examples"
			if v.own {
				part = "variant " + v.ID + ", examples"
			}
			c.add(part, "there is none for the variant "+v.ID, "add one")
		}
	}
}

// place is where an example stands in its entry, the i-th there.
func (e Example) place(i int) string {
	return cmp.Or(e.part, fmt.Sprintf("example %d", i+1))
}

// execute works out the examples of an entry that are wanted.
func (c *Catalogue) execute(k *KPI, wanted func(e Example) bool) []error {
	var faults []error
	for i, e := range k.Examples {
		if !wanted(e) {
			continue
		}
		given, err := c.Given(e.Given)
		if err != nil {
			continue // found before
		}
		value := c.evaluate(k, e.Variant, given)
		if got := value.String(); got != e.Want && (value.Available() || e.Want != "n/a") {
			faults = append(faults, &Fault{KPI: k.ID, Part: e.place(i), Own: k.own,
				Message: fmt.Sprintf("the formula gives %s, the example says %s", got, e.Want), Fix: "correct whichever is wrong"})
		}
	}
	return faults
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
