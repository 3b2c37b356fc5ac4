package finance

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// accounts is the sheet with one customer a row and one KPI a column, for the report month.
func (r *report) accounts() *reports.Sheet {
	p := r.page(accountsSheet, reports.Results, fmt.Sprintf("%d customers that pay, left or were active in the month. Grey n/a: the header's note says why, or the cell's own note where the reason is not the column's usual one.", len(r.byAccount.accounts)))
	kpis := r.definedAt(formulas.AtAccount, period.MonthKind)
	known := r.book.Facts.Dimensions()
	labels := append([]string{"Account", "Name"}, labelsOf(known)...)
	why := make([]reasons, len(kpis))
	for _, account := range r.byAccount.accounts {
		for i, c := range kpis {
			why[i].add(r.book.Value(c, facts.AccountScope(r.book.Facts.Accounts[account].ID), r.month))
		}
	}
	remarks := make([]string, len(kpis))
	for i := range why {
		remarks[i] = why[i].remark(len(r.byAccount.accounts))
	}
	names, units := r.kpiHeadings(kpis, labels, remarks)
	p.headings(2, names, units)
	columns := columnsOf(kpis, len(labels))
	for row, index := range r.byAccount.accounts {
		account := r.book.Facts.Accounts[index]
		scope := facts.AccountScope(account.ID)
		cells := []reports.Cell{text(reports.Label, account.ID), text(reports.Label, account.Name)}
		for _, name := range known {
			value, _ := r.book.Facts.Group(name, index, r.month.LastDay())
			if value == facts.NoGroup {
				value = ""
			}
			cells = append(cells, text(reports.Plain, value))
		}
		figures := r.figures(kpis, columns, len(p.Rows), scope, r.byAccount.place(r, row))
		for i, c := range kpis {
			figures[i].Note = why[i].unusual(r.book.Value(c, scope, r.month))
		}
		p.add(append(cells, figures...)...)
	}
	p.filter(len(names))
	return p.Sheet
}

// labelsOf are dimensions as column headers.
func labelsOf(dimensions []string) (labels []string) {
	for _, d := range dimensions {
		labels = append(labels, label(d))
	}
	return labels
}

// label is a dimension as a heading: Segment, CSM.
func label(dimension string) string {
	if len(dimension) <= len("csm") {
		return strings.ToUpper(dimension)
	}
	return sentenceCase(dimension)
}

// unusualLimit is how many cells of a column may carry a note of their own.
const unusualLimit = 20

// remark sums up for a header why cells of its column are n/a.
func (s *reasons) remark(rows int) string {
	total := 0
	for _, n := range s.count {
		total += n
	}
	switch {
	case total == 0:
		return ""
	case total == rows && len(s.texts) == 1:
		return "n/a for every row here: " + s.most() + "."
	}
	return fmt.Sprintf("n/a in %d of %d rows here, mostly: %s.", total, rows, s.most())
}

// unusual is the note of a cell whose reason is not the column's usual one; "" for most cells, and for a reason so frequent
// that the notes would hide the figures.
func (s *reasons) unusual(v expr.Value) string {
	if v.Available() {
		return ""
	}
	reason := v.Reason().String()
	if reason == s.most() || s.count[reason] > unusualLimit {
		return ""
	}
	return notAvailable + ": " + reason
}

// groups is the sheet of a dimension: a group a row, a KPI a column, and the portfolio below.
func (r *report) groups(d dimension) *reports.Sheet {
	how := "By assignment as of " + r.book.AsOf.Last().String() + ": every account has one " + d.name + " for the whole report, as the data says. "
	if r.book.Facts.Dated(d.name) {
		how = "Each account counts in the " + d.name + " that it has at the end of the period, with all its movements. "
	}
	how += facts.NoGroup + " are accounts without one."
	groups := r.book.Facts.Groups(d.name)
	if slices.Contains(groups, facts.Unassigned) {
		how += " " + facts.Unassigned + " are rows of the data without an account: a part of the portfolio and of no " + d.name + "."
	}
	p := r.page(d.sheet, reports.Results, how)
	kpis := r.definedAt(formulas.AtDimension, period.MonthKind)
	var scopes []facts.Scope
	for _, group := range groups {
		scopes = append(scopes, facts.Scope{Dimension: d.name, Value: group})
	}
	remarks := make([]string, len(kpis))
	for i, c := range kpis {
		var why reasons
		for _, scope := range scopes {
			why.add(r.book.Value(c, scope, r.month))
		}
		remarks[i] = why.remark(len(scopes))
	}
	names, units := r.kpiHeadings(kpis, []string{label(d.name)}, remarks)
	p.headings(1, names, units)
	columns := columnsOf(kpis, 1)
	for _, scope := range scopes {
		p.add(append([]reports.Cell{text(reports.Label, scope.Value)}, r.figures(kpis, columns, len(p.Rows), scope, r.inputs.place(r, scope, r.month))...)...)
	}
	p.filter(len(names))
	total := []reports.Cell{text(reports.Total, "Portfolio")}
	for _, cell := range r.figures(kpis, columns, len(p.Rows), facts.Portfolio, r.inputs.place(r, facts.Portfolio, r.month)) {
		if cell.Style.Role != reports.Absent {
			cell.Style.Role = reports.Total
		}
		total = append(total, cell)
	}
	p.add(total...)
	return p.Sheet
}
