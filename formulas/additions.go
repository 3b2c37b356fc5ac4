package formulas

import (
	"fmt"
	"maps"
	"slices"
)

// Additions are what a job file adds to the catalogue, in the shape of the built-in entries and with their checks.
type Additions struct {
	KPIs     []KPI        // in the family of own KPIs
	Variants []OwnVariant // of any KPI

	Bands     map[string]Bands // by KPI
	Health    *Health          // nil: DefaultHealth
	Sentiment *Scorecard       // nil: DefaultSentiment
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

// addBands gives KPIs their bands. Those of the health score belong to its model.
func (c *Catalogue) addBands(bands map[string]Bands) (faults []error) {
	for _, id := range slices.Sorted(maps.Keys(bands)) {
		at := []string{"kpis", "bands", id}
		k, ok := c.byID[id]
		switch {
		case !ok:
			faults = append(faults, &Fault{KPI: id, Part: "bands", At: at, Message: fmt.Sprintf("there is no KPI %q", id), Fix: "kpibook glossary lists them all" + didYouMean(c.Suggest(id))})
		case k.Unit == LabelUnit || k.Unit == DateUnit:
			faults = append(faults, &Fault{KPI: id, Part: "bands", At: at, Message: fmt.Sprintf("%s is a %s, which has no bands", id, k.Unit), Fix: "give bands to KPIs that are numbers"})
		case id == healthScore:
			faults = append(faults, &Fault{KPI: id, Part: "bands", At: at, Message: "the bands of the health score belong to its model", Fix: "write them under health, as bands"})
		default:
			if message, fix := bands[id].Check(k.BetterOf("")); message != "" {
				faults = append(faults, &Fault{KPI: id, Part: "bands", At: at, Message: message, Fix: fix})
			}
			k.Bands = bands[id]
		}
	}
	return faults
}
