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

// Where the figures of the two inputs sheets start: titles, then a header row and a unit row.
const (
	firstInputRow        = 5
	inputColumn          = 4 // scope, period, from, to
	firstAccountRow      = 5
	accountMeasureColumn = 2 // id, name
)

// inputs is the sheet of base measures of the portfolio and of groups: a row for each scope and period.
type inputs struct {
	rows []inputRow
	at   map[inputRow]int
}

type inputRow struct {
	scope  facts.Scope
	period period.Period
}

func (in *inputs) add(scope facts.Scope, p period.Period) {
	if in.at == nil {
		in.at = map[inputRow]int{}
	}
	row := inputRow{scope, p}
	if _, ok := in.at[row]; !ok {
		in.at[row] = len(in.rows)
		in.rows = append(in.rows, row)
	}
}

// place finds the measures of a scope and period on the sheet.
func (in *inputs) place(r *report, scope facts.Scope, p period.Period) place {
	row, planned := in.at[inputRow{scope, p}]
	return func(measure string) string {
		column, ok := r.measureAt[measure]
		if !planned || !ok {
			return ""
		}
		return reports.Ref{Sheet: inputsSheet, Position: reports.Position{Row: firstInputRow + row, Column: inputColumn + column}}.Address()
	}
}

func (in *inputs) sheet(r *report) *reports.Sheet {
	p := r.page(inputsSheet, reports.Inputs, "Base measures as counted from the data. "+blankMeans+notPrinted)
	labels := make([][]reports.Cell, len(in.rows))
	values := make([][]expr.Value, len(in.rows))
	for i, row := range in.rows {
		labels[i] = []reports.Cell{text(reports.Label, scopeName(row.scope)), text(reports.Label, row.period.Label()), date(row.period.FirstDay()), date(row.period.LastDay())}
		for _, m := range r.measures {
			values[i] = append(values[i], r.book.Facts.Value(m.ID, row.scope, row.period))
		}
	}
	r.measureTable(p, []string{"Scope", "Period", "From", "To"}, labels, values)
	return p.Sheet
}

// blankMeans tells how the inputs sheets say that there is no figure.
const blankMeans = "A blank cell is not available: the note of its heading says why when the whole column is, the last column otherwise."

// notPrinted tells what a page in place of dozens says, and how to have them; its words run over so many columns.
const (
	notPrinted        = " Made to be calculated with, so only these lines are printed; to print all of it, clear the print area."
	notPrintedColumns = 12
)

// measureTable fills an inputs sheet: labels, then the measures, then why some of them are blank.
func (r *report) measureTable(p page, names []string, labels [][]reports.Cell, values [][]expr.Value) {
	remarks := make([]string, len(r.measures))
	for k := range r.measures {
		var why reasons
		for _, row := range values {
			why.add(row[k])
		}
		if len(why.texts) == 1 && why.count[why.texts[0]] == len(values) {
			remarks[k] = "Not available here at all: " + why.texts[0] + "."
		}
	}
	head, units := r.measureHeadings(names, remarks)
	p.headings(2, append(head, indented(header("Not available", "why cells of this row are blank"))), append(units, text(reports.HeaderUnit, "")))
	for i, cells := range labels {
		var missing blanks
		for k, m := range r.measures {
			cells = append(cells, r.input(values[i][k], m))
			if remarks[k] == "" {
				missing.add(m.Name, values[i][k])
			}
		}
		p.add(append(cells, indented(prose(missing.brief())))...)
	}
	p.Printed = []reports.Range{{To: reports.Position{Row: aboutRow, Column: notPrintedColumns}}}
	last := len(names) + len(r.measures)
	p.filter(last + 1)
	p.Widths = make([]int, last+1)
	p.Widths[last] = 100 // a line for nearly every reason, since rows of several make more pages
}

// input shows a measure; one that is not available leaves the cell blank, for the formulas to see.
func (r *report) input(v expr.Value, m formulas.Measure) reports.Cell {
	if !v.Available() || v.IsLabel() {
		return reports.Cell{Style: reports.Style{Role: reports.Input}}
	}
	return valueCell(v, reports.Input, r.format(m.Unit))
}

// measureHeadings are the header row and the unit row over measures.
func (r *report) measureHeadings(labels, remarks []string) (names, units []reports.Cell) {
	for _, label := range labels {
		names = append(names, header(label, ""))
		units = append(units, text(reports.HeaderUnit, ""))
	}
	for i, m := range r.measures {
		note := m.Meaning + "\nNothing there: " + m.Absent + "."
		if remarks[i] != "" {
			note += "\n" + remarks[i]
		}
		names = append(names, header(sentenceCase(m.Name), note))
		units = append(units, text(reports.HeaderUnit, r.unit(m.Unit)))
	}
	return names, units
}

func scopeName(s facts.Scope) string {
	if s == facts.Portfolio {
		return "Portfolio"
	}
	return s.Dimension + ": " + s.Value
}

// blanks gathers which figures of a row are not available, by reason.
type blanks struct {
	order   []string
	figures map[string][]string
	asked   int // figures looked at, and those that were not there
	absent  int
}

// add notes a figure; one that is available only counts.
func (b *blanks) add(name string, v expr.Value) {
	if b.asked++; !v.Available() {
		b.absent++
		b.blame(name, why(v))
	}
}

// blame notes a figure with a reason of the report's own.
func (b *blanks) blame(name, reason string) {
	if b.figures == nil {
		b.figures = map[string][]string{}
	}
	if b.figures[reason] == nil {
		b.order = append(b.order, reason)
	}
	if !slices.Contains(b.figures[reason], name) {
		b.figures[reason] = append(b.figures[reason], name)
	}
}

// String is "new users, opening users: no users dataset; ...", or the reason alone where it is that of every figure.
func (b *blanks) String() string {
	parts := make([]string, len(b.order))
	for i, reason := range b.order {
		if parts[i] = strings.Join(b.figures[reason], ", ") + ": " + reason; len(b.order) == 1 && b.absent == b.asked && len(b.figures[reason]) == b.absent {
			return reason
		}
	}
	return strings.Join(parts, "; ")
}

// brief is String where every figure that is not there is seen to be blank: the reason of most of them stands last, without naming them.
func (b *blanks) brief() string {
	if len(b.order) == 0 {
		return ""
	}
	most := b.order[0]
	for _, reason := range b.order {
		if len(b.figures[reason]) > len(b.figures[most]) {
			most = reason
		}
	}
	if len(b.order) == 1 {
		return most
	}
	var parts []string
	for _, reason := range b.order {
		if reason != most {
			parts = append(parts, strings.Join(b.figures[reason], ", ")+": "+reason)
		}
	}
	return strings.Join(append(parts, "the others: "+most), "; ")
}

// accountInputs is the sheet of base measures by account, for the report month.
type accountInputs struct {
	accounts []int          // indices into Facts.Accounts, of those that have any figure
	values   [][]expr.Value // per account of the list and measure
}

// plan picks the accounts in service at either end of the month and those with anything else to show.
func (a *accountInputs) plan(r *report) {
	for i, account := range r.book.Facts.Accounts {
		scope := facts.AccountScope(account.ID)
		values := make([]expr.Value, len(r.measures))
		shown := false
		for k, m := range r.measures {
			values[k] = r.book.Facts.Value(m.ID, scope, r.month)
			counted := m.Over == formulas.Sum || m.Over == formulas.SumUnassigned
			shown = shown || counted && values[k].Available() && values[k].Sign() != 0
		}
		if shown {
			a.accounts = append(a.accounts, i)
			a.values = append(a.values, values)
		}
	}
}

// place finds the measures of an account of the list.
func (a *accountInputs) place(r *report, row int) place {
	return func(measure string) string {
		column, ok := r.measureAt[measure]
		if !ok {
			return ""
		}
		return reports.Ref{Sheet: byAccountSheet, Position: reports.Position{Row: firstAccountRow + row, Column: accountMeasureColumn + column}}.Address()
	}
}

// column is the block of a measure over all accounts of the list.
func (a *accountInputs) column(r *report, measure string) string {
	from := reports.Position{Row: firstAccountRow, Column: accountMeasureColumn + r.measureAt[measure]}
	to := reports.Position{Row: from.Row + max(len(a.accounts), 1) - 1, Column: from.Column}
	return reports.RefRange{Sheet: byAccountSheet, Range: reports.Range{From: from, To: to}}.Address()
}

func (a *accountInputs) sheet(r *report) *reports.Sheet {
	p := r.page(byAccountSheet, reports.Inputs, fmt.Sprintf("Base measures of %d customers. %s", len(a.accounts), blankMeans+notPrinted))
	labels := make([][]reports.Cell, len(a.accounts))
	for i, account := range a.accounts {
		labels[i] = []reports.Cell{text(reports.Label, r.book.Facts.Accounts[account].ID), text(reports.Label, r.book.Facts.Accounts[account].Name)}
	}
	r.measureTable(p, []string{"Account", "Name"}, labels, a.values)
	return p.Sheet
}

// sentenceCase starts a phrase with a capital.
func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
