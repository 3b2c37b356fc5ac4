// Package csops lays out the latest period by customer as one plain table, for loading into Customer Success platforms and
// for pivoting: field names in the first row and unique, one type a column, one row a customer, nothing merged and nothing above.
package csops

import (
	"fmt"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// The sheets: the table to load, and what its fields mean.
const (
	tableSheet  = "accounts"
	fieldsSheet = "fields"
)

// field is a column of the table.
type field struct {
	name, meaning, unit string
	width               int
	of                  func(account int) reports.Cell
}

// Build lays out the table for a month: every customer that the data knows, whether it pays or not. The error is a period that
// is not a month.
func Build(b *pipeline.Book, p period.Period, look reports.Look) (*reports.Workbook, error) {
	if p.Kind != period.MonthKind {
		return nil, fmt.Errorf("a CS ops export is about one month, not %s; fix: set period to a month such as %s", p.Label(), p.Last)
	}
	e := &export{book: b, month: p}
	fields := e.fields()
	table, list := e.table(fields), e.list(fields)
	return &reports.Workbook{
		Title: "CS ops export " + p.Label(), Subject: "KPIs by customer, one row each", Company: b.Job.Company,
		Description: fmt.Sprintf("%d customers and %d fields for %s, amounts in %s", len(b.Facts.Accounts), len(fields), p.LabelInDays(), b.Facts.Currency),
		Created:     p.LastDay(), Look: look, Sheets: []*reports.Sheet{table, list},
	}, nil
}

type export struct {
	book  *pipeline.Book
	month period.Period
	kpis  []compute.Chosen
}

// fields are the columns: who the customer is, the period, the KPIs, and why some of them are empty.
func (e *export) fields() []field {
	taken := map[string]bool{}
	var list []field
	add := func(f field) {
		for try, name := 2, f.name; taken[f.name]; try++ { // a column of the accounts may be called as a KPI
			f.name = fmt.Sprintf("%s_%d", name, try)
		}
		taken[f.name] = true
		list = append(list, f)
	}
	accounts := e.book.Facts.Accounts
	words := func(of func(facts.Account) string) func(int) reports.Cell {
		return func(account int) reports.Cell { return reports.Cell{Text: of(accounts[account])} }
	}
	add(field{"account_id", "The customer's id, as in the exports.", "text", 14, words(func(a facts.Account) string { return a.ID })})
	add(field{"account_name", "The customer's name.", "text", 34, words(func(a facts.Account) string { return a.Name })})
	for _, dimension := range e.book.Facts.Dimensions() {
		add(field{fieldName(dimension), "As the accounts have it, " + dimension + ".", "text", 16, words(func(a facts.Account) string { return a.Dimensions[dimension] })})
	}
	add(field{"period", "The period of all figures.", "text", 11, func(int) reports.Cell { return reports.Cell{Text: e.month.ID()} }})
	end := e.month.LastDay()
	add(field{"period_end", "Its last day.", "date", 11, func(int) reports.Cell {
		return reports.Cell{Date: &end, Style: reports.Style{Format: reports.Format{Kind: reports.FormatDate}}}
	}})
	add(field{"currency", "The currency of all amounts of money.", "text", 9, func(int) reports.Cell {
		return reports.Cell{Text: e.book.Facts.Currency, Style: reports.Style{Indent: 1}}
	}})
	for _, c := range e.book.KPIs() {
		if !c.KPI.DefinedAt(formulas.AtAccount) || !c.KPI.KindsOf(c.Variant).Has(e.month.Kind) {
			continue
		}
		e.kpis = append(e.kpis, c)
		name := c.KPI.ID
		if c.Variant != "" {
			name += "_" + c.Variant
		}
		add(field{name, c.KPI.Name + ". " + c.KPI.Definition, e.unit(c), 16, func(account int) reports.Cell {
			return e.cell(c, e.book.Value(c, facts.AccountScope(accounts[account].ID), e.month))
		}})
	}
	add(field{"not_available", "Which KPIs are empty in this row, and why. An empty cell is never 0.", "text", 60, func(account int) reports.Cell {
		return reports.Cell{Text: e.reasons(facts.AccountScope(accounts[account].ID))}
	}})
	return list
}

// fieldName is a name in small letters, digits and underscores, as databases take it.
func fieldName(text string) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return '_'
	}, strings.ToLower(text))
	if name = strings.Trim(name, "_"); name == "" {
		return "attribute" // no letter of it is Latin; its meaning has the name
	}
	return name
}

// cell is a figure as a typed value: empty where there is none, so that a column has one type.
func (e *export) cell(c compute.Chosen, v expr.Value) reports.Cell {
	switch {
	case !v.Available():
		return reports.Cell{}
	case v.IsLabel():
		return reports.Cell{Text: v.Text()}
	}
	d, _ := v.Decimal()
	if c.KPI.UnitOf(c.Variant) == formulas.DateUnit {
		day := period.Date(d.IntPart())
		return reports.Cell{Date: &day, Style: reports.Style{Format: reports.Format{Kind: reports.FormatDate}}}
	}
	cell := reports.Cell{Style: reports.Style{Format: reports.FormatOf(c.KPI.UnitOf(c.Variant), e.book.Facts.Currency)}, Figure: &reports.Figure{What: reports.Named{ID: c.ID(), Name: c.KPI.Name},
		Over: reports.Named{ID: e.month.ID(), Name: e.month.Label()}, Current: e.month.Kind.String()}}
	cell.Number.Decimal, cell.Number.Valid = d, true
	return cell
}

// unit says what a KPI's column holds.
func (e *export) unit(c compute.Chosen) string {
	switch u := c.KPI.UnitOf(c.Variant); u {
	case formulas.Money:
		return "number, " + e.book.Facts.Currency
	case formulas.Ratio:
		return "number, a share: 0.125 is 12.5 %"
	case formulas.LabelUnit:
		return "text"
	case formulas.DateUnit:
		return "date"
	default:
		return "number, " + string(u)
	}
}

// reasons gathers why figures of a customer are not available: "no surveys dataset: net_promoter_score; ...".
func (e *export) reasons(scope facts.Scope) string {
	var order []string
	of := map[string][]string{}
	for _, c := range e.kpis {
		v := e.book.Value(c, scope, e.month)
		if v.Available() {
			continue
		}
		why := v.Reason().String()
		if of[why] == nil {
			order = append(order, why)
		}
		of[why] = append(of[why], c.KPI.ID)
	}
	for i, why := range order {
		order[i] = why + ": " + strings.Join(of[why], ", ")
	}
	return strings.Join(order, "; ")
}

// table is the sheet to load.
func (e *export) table(fields []field) *reports.Sheet {
	s := &reports.Sheet{Name: tableSheet, Kind: reports.Results, Gridlines: true, TitleRows: 1, Freeze: reports.Position{Row: 1, Column: 2}, Footer: e.book.Job.Company + " · CS ops export · " + e.month.Label()}
	head := make([]reports.Cell, len(fields))
	for i, f := range fields {
		head[i] = reports.Cell{Text: f.name, Note: f.meaning + "\n" + f.unit, Style: reports.Style{Role: reports.Header}}
		s.Widths = append(s.Widths, max(f.width, len(f.name)+2))
	}
	s.Rows = append(s.Rows, reports.Row{Cells: head})
	for account := range e.book.Facts.Accounts {
		cells := make([]reports.Cell, len(fields))
		for i, f := range fields {
			cells[i] = f.of(account)
			if figure := cells[i].Figure; figure != nil {
				a := e.book.Facts.Accounts[account]
				figure.Of = reports.Named{ID: "account:" + a.ID, Name: "account " + a.ID + " " + a.Name}
			}
		}
		s.Rows = append(s.Rows, reports.Row{Cells: cells})
	}
	s.Filter = &reports.Range{To: reports.Position{Row: len(s.Rows) - 1, Column: len(fields) - 1}}
	return s
}

// list is the sheet that says what the fields mean.
func (e *export) list(fields []field) *reports.Sheet {
	s := &reports.Sheet{Name: fieldsSheet, Kind: reports.Control, TitleRows: 1, Freeze: reports.Position{Row: 1, Column: 1}, Widths: []int{36, 34, 100}, Footer: "CS ops export · " + e.month.Label()}
	var head []reports.Cell
	for _, name := range []string{"field", "type, unit", "meaning"} {
		head = append(head, reports.Cell{Text: name, Style: reports.Style{Role: reports.Header}})
	}
	s.Rows = append(s.Rows, reports.Row{Cells: head})
	for _, f := range fields {
		s.Rows = append(s.Rows, reports.Row{Cells: []reports.Cell{{Text: f.name, Style: reports.Style{Role: reports.Label}}, {Text: f.unit}, {Text: f.meaning, Style: reports.Style{Role: reports.Body, Wrap: true}}}})
	}
	return s
}
