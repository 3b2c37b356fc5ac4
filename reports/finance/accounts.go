package finance

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
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
	p.headings(2, p.families(kpis, len(labels)), names, units)
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

// families groups the columns of KPIs by family, from a column on: each folds away and is printed on pages of its own. It gives
// the row of their headings.
func (p page) families(kpis []compute.Chosen, first int) []reports.Cell {
	cells := make([]reports.Cell, first)
	for i := range cells {
		cells[i] = text(reports.Header, "")
	}
	row := len(p.Rows)
	for i, c := range kpis {
		at := reports.Position{Row: row, Column: first + i}
		if !startsFamily(kpis, i) {
			cells = append(cells, text(reports.Header, ""))
			last := len(p.Groups) - 1
			p.Groups[last].To = at.Column
			p.Merges[len(p.Merges)-1].To = at
			continue
		}
		cells = append(cells, text(reports.Header, string(c.KPI.Family)))
		p.Groups = append(p.Groups, reports.ColumnGroup{From: at.Column, To: at.Column})
		p.Merges = append(p.Merges, reports.Range{From: at, To: at})
	}
	p.Merges = slices.DeleteFunc(p.Merges, func(m reports.Range) bool { return m.From == m.To })
	return cells
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
	reason := why(v)
	if reason == s.most() || s.count[reason] > unusualLimit {
		return ""
	}
	return notAvailable + ": " + reason
}
