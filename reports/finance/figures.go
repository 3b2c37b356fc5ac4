package finance

import (
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// place tells where the figure of that name stands for the scope and period of a formula, as an address; "" when it has no
// place.
type place func(name string) string

// figure is a KPI for a scope and period as a live formula over the inputs and the KPIs that it names. A KPI that cannot mean
// anything at this grain or for this kind of period, and a computed one, have no formula.
func (r *report) figure(c compute.Chosen, scope facts.Scope, p period.Period, measure, kpi place) reports.Cell {
	cell := r.liveFigure(c, scope, p, measure, kpi)
	cell.Style.Format.Marks = MarksOf(c.Bands())
	cell.Figure = r.identity(c, scope, p)
	return cell
}

// identity says which figure a KPI for a scope and period is, in terms that the next report has as well.
func (r *report) identity(c compute.Chosen, scope facts.Scope, p period.Period) *reports.Figure {
	f := &reports.Figure{What: reports.Named{ID: c.KPI.ID, Name: c.KPI.Name}, Of: reports.Named{ID: "portfolio", Name: "portfolio"},
		Over: reports.Named{ID: p.ID(), Name: p.Label()}}
	if c.Variant != "" {
		f.What.ID += "." + c.Variant
	}
	if scope != facts.Portfolio {
		f.Of.ID = scope.Dimension + ":" + scope.Value
		f.Of.Name = scope.String()
		if i, ok := r.book.Facts.Find(scope.Value); ok && scope.Dimension == "account" {
			f.Of.Name += " " + r.book.Facts.Accounts[i].Name
		}
	}
	if p == r.month || slices.Contains(r.longer, p) {
		f.Current = p.Kind.String()
	}
	return f
}

func (r *report) liveFigure(c compute.Chosen, scope facts.Scope, p period.Period, measure, kpi place) reports.Cell {
	value := r.book.Value(c, scope, p)
	formula, ok := c.KPI.Expr(c.Variant)
	if !ok || !c.KPI.GrainsOf(c.Variant).Has(compute.GrainOf(scope)) || !c.KPI.KindsOf(c.Variant).Has(p.Kind) {
		return valueCell(value, reports.Plain, r.format(c.KPI.UnitOf(c.Variant)))
	}
	role, placed := reports.Calculated, true
	text := formula.Excel(func(name string) string {
		address := ""
		if _, ok := formulas.MeasureByID(name); ok {
			role, address = reports.Crossing, measure(name)
		} else {
			address = kpi(name)
		}
		placed = placed && address != ""
		return address
	})
	if !placed {
		text, role = "", reports.Plain
	}
	return live(value, text, role, r.format(c.KPI.UnitOf(c.Variant)))
}

// kpiHeader heads a column or a row with a KPI: its note explains it, and it leads to its glossary row.
func (r *report) kpiHeader(c compute.Chosen, role reports.Role, remark string) reports.Cell {
	note := c.KPI.Note(r.book.Catalogue, c.Variant)
	if remark != "" {
		note += "\n" + remark
	}
	to := r.glossaryRow(c.KPI.ID)
	return reports.Cell{Text: c.KPI.Name, Note: note, Link: &to, LinkTip: "definition of " + c.KPI.Name, Style: reports.Style{Role: role, Wrap: role == reports.Header}}
}

// definedAt are the KPIs that mean something at a grain and for a kind of period.
func (r *report) definedAt(grain formulas.Grain, kinds ...period.Kind) (list []compute.Chosen) {
	for _, c := range r.kpis {
		for _, kind := range kinds {
			if c.KPI.GrainsOf(c.Variant).Has(grain) && c.KPI.DefinedFor(kind) {
				list = append(list, c)
				break
			}
		}
	}
	return list
}

// columnsOf are the columns of a table with one KPI a column, by KPI, counted from the first.
func columnsOf(kpis []compute.Chosen, first int) map[string]int {
	columns := make(map[string]int, len(kpis))
	for i, c := range kpis {
		columns[c.KPI.ID] = first + i
	}
	return columns
}

// figures fills one row of a table with one KPI a column.
func (r *report) figures(kpis []compute.Chosen, columns map[string]int, row int, scope facts.Scope, measure place) []reports.Cell {
	cells := make([]reports.Cell, len(kpis))
	sameRow := func(name string) string {
		column, ok := columns[name]
		if !ok {
			return ""
		}
		return reports.Position{Row: row, Column: column}.Address()
	}
	for i, c := range kpis {
		cells[i] = r.figure(c, scope, r.month, measure, sameRow)
	}
	return cells
}

// kpiHeadings are the header row and the unit row of a table with one KPI a column; remarks go into the notes.
func (r *report) kpiHeadings(kpis []compute.Chosen, labels []string, remarks []string) (names, units []reports.Cell) {
	for _, label := range labels {
		names = append(names, header(label, ""))
		units = append(units, text(reports.HeaderUnit, ""))
	}
	for i, c := range kpis {
		names = append(names, r.kpiHeader(c, reports.Header, remarks[i]))
		units = append(units, text(reports.HeaderUnit, r.unit(c.KPI.UnitOf(c.Variant))))
	}
	return names, units
}

// comparisonsOf are the comparisons that a period has.
func comparisonsOf(p period.Period) (list []*formulas.Comparison) {
	for _, c := range formulas.Comparisons() {
		if _, ok := c.From(p); ok {
			list = append(list, c)
		}
	}
	return list
}

// reasons gathers why figures are n/a, the most frequent reason first, and in order of appearance among equals.
type reasons struct {
	texts []string
	count map[string]int
}

func (s *reasons) add(v expr.Value) {
	if v.Available() {
		return
	}
	if s.count == nil {
		s.count = map[string]int{}
	}
	text := why(v)
	if s.count[text] == 0 {
		s.texts = append(s.texts, text)
	}
	s.count[text]++
}

// most is the reason given most often; "" when there is none.
func (s *reasons) most() (text string) {
	for _, t := range s.texts {
		if s.count[t] > s.count[text] {
			text = t
		}
	}
	return text
}
