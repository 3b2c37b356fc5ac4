package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/spf13/cobra"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/reports"
)

func (p *program) calcCommand() *cobra.Command {
	variant := ""
	c := &cobra.Command{
		Use:     "calc KPI name=value...",
		Short:   "Work out one KPI from given measures or KPIs",
		Long:    "Work out one KPI from given measures or KPIs. With --config FILE the KPIs and variants that the job file adds are there too.",
		Example: "  kpibook calc gross_revenue_retention opening_mrr=100 churned_mrr=5 contraction_mrr=5",
		RunE:    func(c *cobra.Command, args []string) error { return p.calc(c, args, variant) },
	}
	c.Flags().StringVar(&variant, "variant", "", "the `id` of another published definition; glossary KPI lists them")
	return c
}

// calculation is the result of calc for programs.
type calculation struct {
	KPI     string  `json:"kpi"`
	Variant string  `json:"variant"` // empty: the default definition
	Value   *string `json:"value"`   // a plain decimal or a label; null when it is not available
	Unit    string  `json:"unit"`
	Reason  string  `json:"reason"` // why there is no value, else empty
}

// calc works out the KPI that the first argument names from the values that the others give.
func (p *program) calc(c *cobra.Command, args []string, variant string) error {
	if len(args) == 0 {
		return usagef("calc needs a KPI and its values\nfix: see kpibook calc --help")
	}
	catalogue, err := p.loadCatalogue(c)
	if err != nil {
		return err
	}
	kpi, ok := catalogue.Lookup(args[0])
	if !ok {
		return unknownKPI(catalogue, args[0])
	}
	texts := map[string]string{}
	for _, arg := range args[1:] {
		name, value, ok := strings.Cut(arg, "=")
		if !ok || name == "" || value == "" {
			return usagef("%q is not name=value\nfix: write a measure or KPI and its value, such as opening_mrr=100", arg)
		}
		if _, twice := texts[name]; twice {
			return usagef("%s is given twice\nfix: keep one of the two", name)
		}
		texts[name] = value
	}
	given, err := catalogue.Given(texts)
	if err != nil {
		return usagef("%w", err)
	}
	value, err := catalogue.Calculate(kpi.ID, variant, given)
	if err != nil {
		return usagef("%w", err)
	}
	result := calculation{KPI: kpi.ID, Variant: variant, Unit: string(kpi.UnitOf(variant))}
	result.Value, result.Reason = plain(value)
	shown := value.String()
	if code := value.Reason().Code; code == expr.NoDataset || code == expr.NoSetting { // there are no data to be without here
		result.Reason = notGiven(catalogue, kpi, variant, given)
		shown = "n/a (" + result.Reason + ")"
	}
	if p.json {
		return p.printJSON(result)
	}
	if p.quiet {
		fmt.Fprintln(p.stdout, shown)
		return nil
	}
	fmt.Fprintf(p.stdout, "%s = %s%s\n", kpi.ID, shown, percentText(kpi.UnitOf(variant), value))
	fmt.Fprintf(p.stdout, "  = %s\n", kpi.Words(catalogue, variant))
	return nil
}

// notGiven says which values a KPI lacks: measures that its formula names, or the formula of a KPI that it names.
func notGiven(catalogue *formulas.Catalogue, kpi *formulas.KPI, variant string, given map[string]expr.Value) string {
	var names []string
	var look func(kpi *formulas.KPI, variant string)
	look = func(kpi *formulas.KPI, variant string) {
		inputs := kpi.Inputs(variant)
		if len(inputs) == 0 {
			inputs = []string{kpi.ID} // it is worked out elsewhere and read as the measure of its name
		}
		for _, name := range inputs {
			_, have := given[name]
			_, measure := formulas.MeasureByID(name)
			if named, ok := catalogue.ByID(name); !have && !measure && ok {
				look(named, "")
			} else if !have && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	look(kpi, variant)
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last] + " were not given"
	}
	return names[0] + " was not given"
}

// percentText is a ratio as people read it, in parentheses: 90.0%.
func percentText(unit formulas.Unit, value expr.Value) string {
	d, ok := value.Decimal()
	if unit != formulas.Ratio || !ok {
		return ""
	}
	cell := reports.Cell{Number: decimal.NewNullDecimal(d), Style: reports.Style{Format: reports.Format{Kind: reports.FormatPercent}}}
	return " (" + cell.Shown() + ")"
}
