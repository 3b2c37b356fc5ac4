package formulas

import (
	"fmt"
	"slices"
)

// Additions are what a job file adds to the catalogue, in the shape of the built-in entries and with their checks.
type Additions struct {
	KPIs     []KPI        // in the family of own KPIs
	Variants []OwnVariant // of any KPI
}

// OwnVariant is a further variant of a KPI, with its examples.
type OwnVariant struct {
	KPI string
	Variant
	Examples []Example // at least one
}

// own are the added KPIs, ready for the catalogue. They are copies: parsed formulas are kept in them.
func (a Additions) own() []KPI {
	own := family(Own, slices.Clone(a.KPIs))
	for i := range own {
		own[i].own = i + 1
		own[i].Variants = slices.Clone(own[i].Variants)
		if own[i].Source == (Source{}) {
			own[i].Source = Source{Glossary: JobFile}
		}
	}
	return own
}

// addVariants hangs the added variants on their KPIs.
func (c *Catalogue) addVariants(variants []OwnVariant) (faults []error) {
	for _, v := range variants {
		k, ok := c.byID[v.KPI]
		if !ok {
			faults = append(faults, &Fault{KPI: v.KPI, Part: "variant " + v.ID + ", kpi", Message: fmt.Sprintf("there is no KPI %q", v.KPI),
				Fix: "name the KPI that the variant is of" + didYouMean(c.Suggest(v.KPI))})
			continue
		}
		v.own = true
		if v.Source == (Source{}) {
			v.Source = Source{Glossary: JobFile}
		}
		k.Variants = append(slices.Clip(k.Variants), v.Variant)
		for i, e := range v.Examples {
			e.Variant, e.part = v.ID, fmt.Sprintf("variant %s, example %d", v.ID, i+1)
			k.Examples = append(slices.Clip(k.Examples), e)
		}
	}
	return faults
}
