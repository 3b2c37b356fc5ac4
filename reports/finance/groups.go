package finance

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// uprightGroups is how many groups fit beside each other on an upright page.
const uprightGroups = 6

// groupMRR is where the recurring revenue of a dimension's groups stands.
type groupMRR struct {
	dimension      dimension
	labels, values reports.RefRange
	count          int
}

// groups is the sheet of a dimension: a KPI a row, a group a column, and the portfolio last.
func (r *report) groups(d dimension) *reports.Sheet {
	groups := r.book.Facts.Groups(d.name)
	p := r.page(d.sheet, reports.Results, r.grouping(d, groups))
	p.Portrait = len(groups) <= uprightGroups
	head := headers("KPI", "Unit", "Better")
	for _, group := range groups {
		head = append(head, header(group, ""))
	}
	p.headings(1, append(head, header("Portfolio", "All customers, and what is no account's.")))
	kpis := r.definedAt(formulas.AtDimension, period.MonthKind)
	rows := familyRows(kpis, len(p.Rows))
	for i, c := range kpis {
		if startsFamily(kpis, i) {
			p.add(text(reports.Heading, string(c.KPI.Family)))
		}
		var why reasons
		for _, group := range groups {
			why.add(r.book.Value(c, facts.Scope{Dimension: d.name, Value: group}, r.month))
		}
		cells := []reports.Cell{r.kpiHeader(c, reports.Label, why.remark(len(groups))), text(reports.Plain, r.unit(c.KPI.UnitOf(c.Variant))), text(reports.Plain, reports.Arrow(c.KPI.BetterOf(c.Variant)))}
		for k := range len(groups) + 1 {
			scope := facts.Portfolio
			if k < len(groups) {
				scope = facts.Scope{Dimension: d.name, Value: groups[k]}
			}
			column := len(cells)
			cell := r.figure(c, scope, r.month, r.inputs.place(r, scope, r.month), func(kpi string) string {
				if row, ok := rows[kpi]; ok {
					return reports.Position{Row: row, Column: column}.Address()
				}
				return ""
			})
			cell.Note = why.unusual(r.book.Value(c, scope, r.month))
			cells = append(cells, cell)
		}
		p.add(cells...)
	}
	if row, ok := rows["monthly_recurring_revenue"]; ok && len(groups) > 1 {
		across := func(row int) reports.RefRange {
			return reports.RefRange{Sheet: p.Name, Range: reports.Range{From: reports.Position{Row: row, Column: len(head) - len(groups)}, To: reports.Position{Row: row, Column: len(head) - 1}}}
		}
		r.groupMRR = append(r.groupMRR, groupMRR{d, across(p.TitleFrom), across(row), len(groups)})
	}
	return p.Sheet
}

// grouping says how accounts came into the groups of a dimension.
func (r *report) grouping(d dimension, groups []string) string {
	how := "By assignment as of " + r.book.AsOf.Last().String() + ": every account has one " + d.name + " for the whole report, as the data says. "
	if r.book.Facts.Dated(d.name) {
		how = "Each account counts in the " + d.name + " that it has at the end of the period, with all its movements. "
	}
	how += facts.NoGroup + " are accounts without one."
	if slices.Contains(groups, facts.Unassigned) {
		how += " " + facts.Unassigned + " are rows of the data without an account: a part of the portfolio and of no " + d.name + "."
	}
	return how
}
