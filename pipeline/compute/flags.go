package compute

import (
	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
)

// Flags are the remarks that a figure calls for, in phrases: that it is over 100 %, or rests on few responses. They are about the
// default definition; another has its own base.
func (b *Book) Flags(c Chosen, scope facts.Scope, p period.Period) (remarks []string) {
	value := b.Value(c, scope, p)
	if !value.Available() || c.Variant != "" {
		return nil
	}
	for _, f := range c.KPI.Flags {
		if f.Of == "" {
			mark, _ := decimal.NewFromString(f.Above) // checked with the catalogue
			if value.Sub(expr.Number(mark)).Sign() > 0 {
				remarks = append(remarks, f.Text)
			}
			continue
		}
		least := f.Fewer
		if scope == facts.Portfolio {
			least = f.FewerInAll
		}
		if of := b.Facts.Value(f.Of, scope, p); of.Available() && of.Sub(expr.Fraction(least, 1)).Sign() < 0 {
			remarks = append(remarks, f.Text+": "+of.String())
		}
	}
	return remarks
}
