package qbr

import (
	"fmt"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// comparisons are those with an earlier period that a period has.
func comparisons(p period.Period) (list []*formulas.Comparison) {
	for _, c := range formulas.Comparisons() {
		if _, ok := c.From(p); ok {
			list = append(list, c)
		}
	}
	return list
}

// standing is where the figures of a KPI stand on a scorecard.
type standing struct {
	value    reports.Ref
	values   []reports.Ref // of the compared quarters, the latest first
	cell     reports.Cell
	before   reports.Cell // the quarter before
	beforeAt reports.Ref
	movedAt  reports.Ref    // the difference to it
	changes  []reports.Cell // per comparison: the share, or the difference of a rate
	changeAt []reports.Ref
	result   compute.Result
}

// card is which KPIs a scorecard holds, and what the sheet is called and about.
type card struct {
	sheet, title string
	kpis         []compute.Chosen
	about        string
}

// scorecard holds KPIs of a customer against earlier quarters, their targets and its peers. It tells where each KPI stands.
func (r *review) scorecard(account int, of card) (*reports.Sheet, map[string]standing) {
	a := r.book.Facts.Accounts[account]
	p := r.page(of.sheet, reports.Results, of.title+": "+titled(a), of.about)
	segment, segmentName := r.peers.segment(a)
	head := headers("KPI", "Unit", "Better", r.quarter.Label())
	for _, c := range comparisons(r.quarter) {
		earlier, _ := c.From(r.quarter)
		head = append(head, header(earlier.Label(), earlier.FirstDay().String()+" to "+earlier.LastDay().String()),
			header(c.Short, c.Definition+" The difference: of a rate in percentage points, of anything else in its own unit."),
			header(c.Short+" %", c.Definition+" The difference as a share of the earlier value; a rate has none."))
	}
	targeted := r.targeted(account)
	if targeted {
		head = append(head, header("Target", "What was to be reached in the quarter; a dash where no target is set."), header("vs target", "The figure less the target."), header("Attainment", "The figure as a share of the target. Where lower is better, more than 100 % is a target missed."))
	}
	head = append(head, header("Peer median", "The middle figure of the other customers in "+segmentName+" that pay at the end of the quarter; n/a with fewer than five, so that none can be recognised."),
		apart(header("Against peers", "Whether the customer stands better or worse than the peer median.")))
	p.add()
	p.TitleFrom, p.TitleRows = len(p.Rows), 1
	p.add(head...)
	p.Freeze = reports.Position{Row: len(p.Rows), Column: 1}

	shown, zero, missing := r.withFigures(account, of.kpis)
	rows := map[string]int{}
	row := len(p.Rows)
	for i, c := range shown {
		if i == 0 || shown[i-1].KPI.Family != c.KPI.Family {
			row++
		}
		rows[c.KPI.ID] = row
		row++
	}
	standings := map[string]standing{}
	for i, c := range shown {
		stands(r.mentions.first, c, reports.Ref{Sheet: p.Name, Position: reports.Position{Row: rows[c.KPI.ID]}})
		if i == 0 || shown[i-1].KPI.Family != c.KPI.Family {
			p.add(text(reports.Heading, string(c.KPI.Family)))
		}
		cells := []reports.Cell{r.kpiHeader(c, reports.Label, ""), text(reports.Plain, r.unit(unitOf(c))), text(reports.Plain, reports.Arrow(betterOf(c)))}
		s := standing{result: r.book.Result(c, r.scope(account), r.quarter)}
		value := func(q period.Period) reports.Ref {
			column := len(cells)
			cells = append(cells, r.figure(c, account, q, r.counted(account, q), func(kpi string) string {
				if at, ok := rows[kpi]; ok {
					return reports.Position{Row: at, Column: column}.Address()
				}
				return ""
			}))
			return reports.Ref{Sheet: p.Name, Position: reports.Position{Row: rows[c.KPI.ID], Column: column}}
		}
		s.value = value(r.quarter)
		s.cell, s.values = cells[len(cells)-1], []reports.Ref{s.value}
		for _, moved := range s.result.Changes {
			earlier := value(moved.Earlier)
			s.values = append(s.values, earlier)
			difference, share := moved.Comparison.Excel(unitOf(c), s.value.Position.Address(), earlier.Position.Address())
			if len(s.changes) == 0 {
				s.before, s.beforeAt = cells[len(cells)-1], earlier
				s.movedAt = reports.Ref{Sheet: p.Name, Position: reports.Position{Row: rows[c.KPI.ID], Column: len(cells)}}
			}
			absolute := change(moved.Absolute, difference, r.changeFormat(unitOf(c)))
			percent := change(moved.Percent, share, reports.Format{Kind: reports.FormatChangePercent})
			at := reports.Ref{Sheet: p.Name, Position: reports.Position{Row: rows[c.KPI.ID], Column: len(cells)}}
			best := absolute
			if share != "" {
				best, at.Column = percent, at.Column+1
			}
			cells = append(cells, absolute, percent)
			s.changes, s.changeAt = append(s.changes, best), append(s.changeAt, at)
		}
		if targeted {
			cells = append(cells, r.againstTarget(c, s.result, rows[c.KPI.ID], len(cells))...)
		}
		cells = append(cells, r.againstPeers(c, segment, a.ID, rows[c.KPI.ID], len(cells))...)
		p.add(cells...)
		standings[c.KPI.ID] = s
	}
	if len(zero) > 0 {
		p.section("Zero in each of the quarters")
		p.across(p.add(append([]reports.Cell{prose(strings.Join(zero, ", "))}, make([]reports.Cell, len(head)-1)...)...), 0, len(head)-1)
	}
	if len(missing) > 0 {
		p.section("Without a figure in any of the quarters, and why")
		for _, why := range r.reasons(account, missing) {
			p.across(p.add(append([]reports.Cell{prose(why)}, make([]reports.Cell, len(head)-1)...)...), 0, len(head)-1)
		}
	}
	p.Widths = []int{34, 9, 9}
	return p.Sheet, standings
}

// reasons says why KPIs have no figure, a line for each reason: no surveys dataset: Net promoter score, Promoter share.
func (r *review) reasons(account int, missing []compute.Chosen) (lines []string) {
	of := map[string][]string{}
	var order []string
	for _, c := range missing {
		reason := r.book.Value(c, r.scope(account), r.quarter).Reason()
		why := upper(reason.String())
		if reason.Code == expr.ZeroDenominator {
			why = "Nothing to divide by" // in many ways, which the notes of the figures tell apart
		}
		if of[why] == nil {
			order = append(order, why)
		}
		of[why] = append(of[why], c.KPI.Name)
	}
	for _, why := range order {
		lines = append(lines, why+": "+strings.Join(of[why], ", "))
	}
	return lines
}

// withFigures are the KPIs that have a figure other than 0 in one of the compared quarters, the names of those that are 0, and the
// KPIs that have no figure.
func (r *review) withFigures(account int, kpis []compute.Chosen) (shown []compute.Chosen, zero []string, missing []compute.Chosen) {
	for _, c := range kpis {
		known, moved := false, false
		for _, q := range r.compared() {
			v := r.book.Value(c, r.scope(account), q)
			known = known || v.Available()
			moved = moved || v.IsLabel() || v.Available() && v.Sign() != 0
		}
		switch {
		case moved:
			shown = append(shown, c)
		case known:
			zero = append(zero, c.KPI.Name)
		default:
			missing = append(missing, c)
		}
	}
	return shown, zero, missing
}

// targeted tells whether any KPI of the customer has a target.
func (r *review) targeted(account int) bool {
	for _, c := range r.kpis {
		if r.book.Target(c, r.scope(account), r.quarter).Available() {
			return true
		}
	}
	return false
}

// againstTarget is the target of a KPI, the variance and the attainment, in the columns from first.
func (r *review) againstTarget(c compute.Chosen, result compute.Result, row, first int) []reports.Cell {
	dash := text(reports.Absent, "–")
	if !result.Target.Available() {
		return []reports.Cell{dash, dash, dash}
	}
	variance, attainment := formulas.VersusTarget().Excel(unitOf(c), reports.Position{Row: row, Column: 3}.Address(), reports.Position{Row: row, Column: first}.Address())
	return []reports.Cell{valueCell(result.Target, reports.Input, r.format(unitOf(c))),
		change(result.Variance, variance, r.changeFormat(unitOf(c))), change(result.Attainment, attainment, r.format(formulas.Ratio))}
}

// The words on how a customer stands against its peers, each with the mark that gives it its colour.
var (
	betterThanPeers = reports.StatusText(reports.MarkGood, "better")
	worseThanPeers  = reports.StatusText(reports.MarkBad, "worse")
	likePeers       = reports.StatusText(reports.MarkNone, "the same")
	noPeers         = reports.StatusText(reports.MarkNone, "")
)

// alikePlaces is how many decimals two figures have to share to be the same: a cell holds 15 digits of a figure, so a median and
// the figure that it is would differ beyond.
const alikePlaces = 9

// againstPeers is the peer median of a KPI and how the customer stands against it. The median is no live formula: the figures
// of other customers are not in the pack.
func (r *review) againstPeers(c compute.Chosen, segment facts.Scope, account string, row, column int) []reports.Cell {
	if unitOf(c) == formulas.LabelUnit || unitOf(c) == formulas.DateUnit {
		return []reports.Cell{text(reports.Absent, "–"), text(reports.Status, noPeers)}
	}
	median, _ := r.peers.median(c, segment, account)
	cell := valueCell(median, reports.Input, r.format(unitOf(c)))
	own := r.book.Value(c, facts.AccountScope(account), r.quarter)
	if betterOf(c) != formulas.Up && betterOf(c) != formulas.Down || !median.Available() || !own.Available() {
		return []reports.Cell{cell, text(reports.Status, noPeers)}
	}
	above, below := betterThanPeers, worseThanPeers
	if betterOf(c) == formulas.Down {
		above, below = below, above
	}
	at, other := reports.Position{Row: row, Column: 3}.Address(), reports.Position{Row: row, Column: column}.Address()
	apartBy, _ := own.Sub(median).Decimal()
	status := text(reports.Status, [...]string{below, likePeers, above}[apartBy.Round(alikePlaces).Sign()+1])
	difference := fmt.Sprintf("ROUND(%s-%s,%d)", at, other, alikePlaces)
	status.Formula = fmt.Sprintf(`IF(COUNT(%s,%s)<2,"%s",IF(%s>0,"%s",IF(%s<0,"%s","%s")))`, at, other, noPeers, difference, above, difference, below, likePeers)
	status.Style.Indent = 1
	return []reports.Cell{cell, status}
}
