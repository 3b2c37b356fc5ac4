package job

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
)

// OwnKPI is a KPI that the job file adds, in the shape of the built-in ones and with their checks.
type OwnKPI struct {
	// Full words in small letters joined by underscores: what formulas and other keys call the KPI.
	ID string `yaml:"id" jsonschema:"required,example=tickets_per_customer"`
	// The name, as it heads a column.
	Name string `yaml:"name" jsonschema:"required,example=Tickets per customer"`
	// An abbreviation, if there is one.
	Short string `yaml:"short"`
	// What it means, in a sentence or two.
	Definition string `yaml:"definition" jsonschema:"required"`
	// What it is not, or the trap it avoids.
	Not string `yaml:"not"`
	// One line over measures and other KPIs, with + - * /, parentheses, min and max.
	Formula string `yaml:"formula" jsonschema:"required,example=tickets_received / closing_customers"`
	// What a figure counts.
	Unit string `yaml:"unit" jsonschema:"required,enum=money,enum=ratio,enum=count,enum=number,enum=days,enum=months,enum=hours,enum=score"`
	// Which way is good news; without it, neither.
	Better string `yaml:"better" jsonschema:"enum=up,enum=down,enum=-"`
	// Where the definition comes from; without it, the job file.
	Source string `yaml:"source"`
	// What it is given for: account, dimension, portfolio; without it, all of them.
	Grains []string `yaml:"grains"`
	// The periods it is given for: month, quarter, half, year, ytd, ttm; without it, all of them.
	Periods []string `yaml:"periods"`
	// Cases that are tried on every run, at least one with a value and one that is n/a: tickets_received=12
	// closing_customers=4 -> 3.
	Examples []string `yaml:"examples" jsonschema:"required"`
}

// OwnVariant is another definition of a KPI that the job file adds.
type OwnVariant struct {
	// The KPI it is a definition of.
	KPI string `yaml:"kpi" jsonschema:"required,example=logo_churn"`
	// What kpis.variants calls it.
	ID string `yaml:"id" jsonschema:"required,example=board"`
	// The name, as it stands beside that of the KPI.
	Name string `yaml:"name" jsonschema:"required,example=as the board counts"`
	// One line over measures and other KPIs.
	Formula string `yaml:"formula" jsonschema:"required"`
	// How and why it differs.
	Note string `yaml:"note" jsonschema:"required"`
	// What a figure counts; without it, as the KPI.
	Unit string `yaml:"unit" jsonschema:"enum=money,enum=ratio,enum=count,enum=number,enum=days,enum=months,enum=hours,enum=score"`
	// Which way is good news; without it, as the KPI.
	Better string `yaml:"better" jsonschema:"enum=up,enum=down,enum=-"`
	// Where the definition comes from; without it, the job file.
	Source string `yaml:"source"`
	// The periods it is given for; without it, as the KPI.
	Periods []string `yaml:"periods"`
	// Cases that are tried on every run, at least one: opening_customers=50 churned_customers=1 -> 0.02.
	Examples []string `yaml:"examples" jsonschema:"required"`
}

// Catalogue is the catalogue of KPIs with what the job file adds to it. The error is Faults, each at its place in the file:
// inside the formula where a formula is wrong.
func (f *File) Catalogue() (*formulas.Catalogue, error) {
	catalogue, err := formulas.With(f.additions())
	if err == nil {
		return catalogue, nil
	}
	var faults Faults
	for _, e := range split(err) {
		var fault *formulas.Fault
		if !errors.As(e, &fault) {
			return nil, err
		}
		faults = append(faults, f.entryFault(fault))
	}
	return nil, Faults{}.with(faults)
}

// split gives the errors that were joined.
func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

// additions is what the job file adds to the catalogue.
func (f *File) additions() (add formulas.Additions) {
	add.Health, add.Sentiment, add.Bands = f.health(), f.sentiment(), map[string]formulas.Bands{}
	for id, b := range f.KPIs.Bands {
		add.Bands[id] = b.bands()
	}
	for _, k := range f.KPIs.Own {
		add.KPIs = append(add.KPIs, formulas.KPI{ID: k.ID, Name: k.Name, Short: k.Short, Definition: k.Definition, Not: k.Not,
			Source: formulas.Source{Glossary: k.Source}, Formula: k.Formula, Unit: formulas.Unit(k.Unit), Better: formulas.Direction(k.Better),
			Grains: grains(k.Grains), Kinds: kinds(k.Periods), Examples: examples(k.Examples)})
	}
	for _, v := range f.KPIs.OwnVariants {
		add.Variants = append(add.Variants, formulas.OwnVariant{KPI: v.KPI, Examples: examples(v.Examples), Variant: formulas.Variant{ID: v.ID, Name: v.Name,
			Formula: v.Formula, Note: v.Note, Source: formulas.Source{Glossary: v.Source}, Unit: formulas.Unit(v.Unit), Better: formulas.Direction(v.Better),
			Kinds: kinds(v.Periods)}})
	}
	return add
}

// entryFault is a fault of an entry of the catalogue at its place in the job file.
func (f *File) entryFault(fault *formulas.Fault) Fault {
	if fault.At != nil {
		if fault.Part == "bands" && strings.HasPrefix(fault.Message, "there is no KPI") {
			return f.KeyFault(fault.Message, fault.Fix, fault.At...)
		}
		return f.Fault(fault.Message, fault.Fix, fault.At...)
	}
	at := []string{"kpis", "own", strconv.Itoa(fault.Own - 1)}
	part := fault.Part
	if fault.Own == 0 {
		variant, rest, _ := strings.Cut(strings.TrimPrefix(part, "variant "), ", ")
		if part = rest; part == "" && fault.Length > 0 {
			part = "formula"
		}
		at = []string{"kpis", "own_variants"}
		for i, v := range f.KPIs.OwnVariants { // of two with the same id, the second is the wrong one
			if v.KPI == fault.KPI && v.ID == variant {
				at = []string{"kpis", "own_variants", strconv.Itoa(i)}
			}
		}
		if part == "" {
			part = "id"
		}
	}
	if number, ok := strings.CutPrefix(part, "example "); ok {
		n, _ := strconv.Atoi(number)
		return f.Fault(fault.Message, fault.Fix, append(at, "examples", strconv.Itoa(n-1))...)
	}
	at = append(at, part)
	if fault.Length > 0 {
		return f.FaultWithin(fault.Offset, fault.Length, fault.Message, fault.Fix, at...)
	}
	return f.Fault(fault.Message, fault.Fix, at...)
}

// own checks the spelling of what the job file adds; the catalogue checks what it means.
func (c *checker) own() {
	for i, k := range c.KPIs.Own {
		at := func(key string) []string { return []string{"kpis", "own", strconv.Itoa(i), key} }
		c.oneLine(at, map[string]string{"name": k.Name, "short": k.Short, "definition": k.Definition, "not": k.Not, "source": k.Source})
		c.words(k.Grains, grainNames, at("grains"))
		c.words(k.Periods, kindNames(), at("periods"))
		c.examples(k.Examples, at("examples"))
	}
	for i, v := range c.KPIs.OwnVariants {
		at := func(key string) []string { return []string{"kpis", "own_variants", strconv.Itoa(i), key} }
		c.oneLine(at, map[string]string{"name": v.Name, "note": v.Note, "source": v.Source})
		c.words(v.Periods, kindNames(), at("periods"))
		c.examples(v.Examples, at("examples"))
	}
}

// longestText is how many characters a text of an entry may have: notes and cells of a workbook hold no more than a few of them.
const longestText = 300

// oneLine checks texts that stand in headings and notes.
func (c *checker) oneLine(at func(key string) []string, texts map[string]string) {
	for key, text := range texts {
		c.printable(text, at(key)...)
		if most := longestText; len([]rune(text)) > most {
			c.value(fmt.Sprintf("%s is longer than %d characters", key, most), "make it shorter", at(key)...)
		}
	}
}

// words checks the items of a list against the words that may stand in it.
func (c *checker) words(given, known []string, at []string) {
	for i, word := range given {
		if index(word, known) < 0 && word != "" {
			c.value(quoted(word)+" is not known", suggestion(word, known, "words"), append(at[:len(at):len(at)], strconv.Itoa(i))...)
		}
	}
}

// examples checks that examples read "name=value name=value -> value".
func (c *checker) examples(texts []string, at []string) {
	for i, text := range texts {
		given, want, ok := strings.Cut(text, "->")
		in := append(at[:len(at):len(at)], strconv.Itoa(i))
		if !ok || strings.TrimSpace(want) == "" {
			c.value("the example does not say what comes out", "write the inputs, -> and the value: tickets_received=12 closing_customers=4 -> 3", in...)
			continue
		}
		for _, field := range strings.Fields(given) {
			if name, value, ok := strings.Cut(field, "="); !ok || name == "" || value == "" {
				c.value(quoted(field)+" is not name=value", "write a measure or KPI and its value, such as closing_customers=4", in...)
			}
		}
	}
}

// examples reads the examples of an entry.
func examples(texts []string) (list []formulas.Example) {
	for _, text := range texts {
		given, want, _ := strings.Cut(text, "->") // checked by Decode
		list = append(list, formulas.NewExample(given, strings.TrimSpace(want)))
	}
	return list
}

// grainNames are the words for what a figure is about, in the order of formulas.Grains.
var grainNames = []string{"account", "dimension", "portfolio"}

func grains(words []string) (set formulas.Grains) {
	for _, word := range words {
		set |= 1 << index(word, grainNames) // checked by Decode
	}
	return set
}

// kindNames are the words for kinds of periods, in the order of period.Kind.
func kindNames() []string { return formulas.Kinds(0).Names() }

func kinds(words []string) formulas.Kinds {
	var list []period.Kind
	for _, word := range words {
		list = append(list, period.MonthKind+period.Kind(index(word, kindNames()))) // checked by Decode
	}
	return formulas.KindSet(list...)
}

// index is where a word stands in a list, in any case; -1 when it does not.
func index(word string, list []string) int {
	for i, w := range list {
		if strings.EqualFold(w, word) {
			return i
		}
	}
	return -1
}
