package qbr

import (
	"kpibook/formulas"
	"kpibook/reports"
)

// health is the health score with what it is made of: each input's figure and points, its share of the weight, and what it
// contributes. The contributions add up to the score.
func (r *review) health(p page, account int) {
	scoring := r.book.Scoring(r.scope(account), r.quarter)
	p.section("Health", "Input", "Over", "Points of 100", "Weight", "Weight of what is known", "Contribution", "| Figure")
	from := len(p.Rows)
	if scoring == nil {
		p.add(text(reports.Body, notAvailable+": the customer has no health score for "+r.quarter.Label()))
		return
	}
	points, share := r.format(formulas.Score), r.format(formulas.Ratio)
	for _, in := range scoring.Inputs {
		figure := apart(text(reports.Plain, r.amount(in.Unit, in.Value)))
		p.add(text(reports.Label, upper(in.Name)), text(reports.Plain, in.Over.Label()), valueCell(in.Points, reports.Plain, points), valueCell(in.Weight, reports.Plain, share),
			valueCell(in.Effective, reports.Plain, share), valueCell(in.Contribution, reports.Plain, points), figure)
	}
	total := text(reports.Total, "Health score")
	sum := valueCell(scoring.Score, reports.Total, points)
	if scoring.Score.Available() && len(p.Rows) > from {
		column := func(row int) reports.Position { return reports.Position{Row: row, Column: contributionColumn} }
		sum.Formula = "SUM(" + reports.Range{From: column(from), To: column(len(p.Rows) - 1)}.Address() + ")"
	}
	blank := text(reports.Total, "")
	p.add(total, blank, blank, blank, blank, sum, apart(text(reports.Total, "")))
	p.add(text(reports.Body, "Known: "+r.amount(formulas.Ratio, scoring.Coverage)+" of the weight; an input that is not available has its weight shared out among the others."))
}

// contributionColumn is the column of what inputs contribute to the score.
const contributionColumn = 5
