package finance

import (
	"fmt"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// targeted tells whether any KPI of the portfolio has a target for a period, so that a table of it has columns for them.
func (r *report) targeted(p period.Period) bool {
	return slices.ContainsFunc(r.kpis, func(c compute.Chosen) bool { return r.book.Target(c, facts.Portfolio, p).Available() })
}

// targetHeadings head the columns of targets of a period; none where there is no target.
func (r *report) targetHeadings(p period.Period) []reports.Cell {
	if !r.targeted(p) {
		return nil
	}
	return []reports.Cell{
		header("Target "+p.Label(), "What was to be reached, from the targets dataset; a dash where no target is set. "+formulas.VersusTarget().Definition),
		header("vs target", "The figure less the target: of a rate in percentage points, of anything else in its own unit."),
		header("Attainment", "The figure as a share of the target. Where lower is better, more than 100 % is a target missed."),
		indented(header("Outcome", "Whether the target was met, by the direction that is better.")),
	}
}

// againstTarget holds a figure of a comparison table against its target, in the columns from first.
func (r *report) againstTarget(result compute.Result, value reports.Ref, row, first int) []reports.Cell {
	unit, better := result.KPI.UnitOf(result.Variant), result.KPI.BetterOf(result.Variant)
	dash := text(reports.Absent, "–")
	if !result.Target.Available() {
		return []reports.Cell{dash, dash, dash, dash}
	}
	at := func(column int) string { return reports.Position{Row: row, Column: first + column}.Address() }
	variance, attainment := formulas.VersusTarget().Excel(unit, value.Position.Address(), at(0))
	outcome := reports.Cell{Text: outcomeText(better, result.Outcome()), Style: reports.Style{Role: reports.Status, Indent: 1}, Formula: r.outcomeFormula(better, at(0), at(1))}
	if outcome.Text == "" {
		outcome.Text, outcome.Style.Role = notAvailable, reports.Absent
	}
	return []reports.Cell{
		valueCell(result.Target, reports.Input, r.format(unit)),
		r.change(result.Variance, variance, r.changeFormat(unit)),
		r.change(result.Attainment, attainment, r.format(formulas.Ratio)),
		outcome,
	}
}

// outcomeText is an outcome with its mark.
func outcomeText(better formulas.Direction, word string) string {
	switch {
	case word == "" || better != formulas.Up && better != formulas.Down:
		return word
	case word == formulas.TargetNearlyMet:
		return reports.StatusText(reports.MarkWarning, word)
	case word == formulas.Outcome(better, expr.Value{}, expr.Value{}):
		return reports.StatusText(reports.MarkGood, word)
	}
	return reports.StatusText(reports.MarkBad, word)
}

// outcomeFormula is the outcome as a live formula over the cells of the target and the variance.
func (r *report) outcomeFormula(better formulas.Direction, target, variance string) string {
	word := func(sign int64) string {
		return outcomeText(better, formulas.Outcome(better, expr.Fraction(sign, 1), expr.Value{}))
	}
	above, below := `"`+word(1)+`"`, `"`+word(-1)+`"`
	if tolerance := r.book.Tolerance(); tolerance.Sign() > 0 && (better == formulas.Up || better == formulas.Down) {
		nearly := fmt.Sprintf(`IF(ABS(%s)<=ABS(%s)*%s,"%s",`, variance, target, tolerance, reports.StatusText(reports.MarkWarning, formulas.TargetNearlyMet))
		if better == formulas.Up {
			below = nearly + below + ")"
		} else {
			above = nearly + above + ")"
		}
	}
	return fmt.Sprintf(`IF(COUNT(%s)<1,"%s",IF(%s>0,%s,IF(%s=0,"%s",%s)))`, variance, notAvailable, variance, above, variance, word(0), below)
}
