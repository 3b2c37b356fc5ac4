package finance

import (
	"slices"
	"strconv"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// comparisonTable lists the portfolio's KPIs down and, for each period, the value and its comparisons across, and says below
// why some are not available. It tells where each KPI stands.
func (r *report) comparisonTable(p page, more []column, periods ...period.Period) map[onTable]shownAt {
	head := headers("KPI", "Unit", "Better")
	var kinds []period.Kind
	var groups []int // where columns start that belong together: those of a period, or what follows its comparisons
	for _, q := range periods {
		kinds, groups = append(kinds, q.Kind), append(groups, len(head))
		head = append(head, header(r.periodName(q), q.FirstDay().String()+" to "+q.LastDay().String()))
		for _, c := range comparisonsOf(q) {
			earlier, _ := c.From(q)
			short := comparisonName(c, q)
			head = append(head, header(earlier.LabelAgainst(q), earlier.FirstDay().String()+" to "+earlier.LastDay().String()),
				header(short, c.Definition+" The difference: of a rate in percentage points, of anything else in its own unit."),
				header(short+" %", c.Definition+" The difference as a share of the earlier value. A rate has none, its change is in points."))
		}
		if more != nil {
			groups = append(groups, len(head))
		}
		head = append(head, r.targetHeadings(q)...)
	}
	for _, m := range more {
		head = append(head, m.head)
	}
	p.headings(1, head)
	for i, from := range append(groups, len(head))[1:] {
		p.Groups = append(p.Groups, reports.ColumnGroup{From: groups[i], To: from - 1})
	}

	kpis := r.definedAt(formulas.AtPortfolio, kinds...)
	t := comparisonTable{report: r, page: p, rows: familyRows(kpis, len(p.Rows)), shown: map[onTable]shownAt{}}
	var absent causes
	for i, c := range kpis {
		if startsFamily(kpis, i) {
			p.add(text(reports.Heading, string(c.KPI.Family)))
		}
		unit := c.KPI.UnitOf(c.Variant)
		cells := []reports.Cell{r.kpiHeader(c, reports.Label, ""), text(reports.Plain, r.unit(unit)), text(reports.Plain, reports.Arrow(c.KPI.BetterOf(c.Variant)))}
		var missing blanks
		for _, q := range periods {
			cells = t.compared(cells, c, q, &missing)
		}
		for _, m := range more {
			cells = append(cells, m.cell(c, t.shown[onTable{c.KPI.ID, periods[0].Kind}], reports.Position{Row: len(p.Rows), Column: len(cells)}))
		}
		p.add(cells...)
		absent.add(c.KPI.Name, missing.String())
	}
	p.why(absent, p.Groups[0].To)
	return t.shown
}

// causes are why figures are not available, in the order of the first figure, each with all figures that it keeps away.
type causes struct {
	order   []string
	figures map[string][]string
}

func (c *causes) add(figure, why string) {
	if why == "" {
		return
	}
	if c.figures == nil {
		c.figures = map[string][]string{}
	}
	if c.figures[why] == nil {
		c.order = append(c.order, why)
	}
	c.figures[why] = append(c.figures[why], figure)
}

// why lists the causes below a table, a row each, over the columns up to the last that print on its first page; the
// other pages of the table do not have them.
func (p page) why(absent causes, last int) {
	if absent.order == nil {
		return
	}
	p.Printed = []reports.Range{{To: p.Extent().To}}
	p.add()
	first := p.add(text(reports.Heading, "Why "+notAvailable))
	for _, why := range absent.order {
		name := absent.figures[why][0]
		if figures := absent.figures[why]; len(figures) > 1 {
			name, why = strconv.Itoa(len(figures))+" KPIs", strings.Join(figures, ", ")+" – "+why
		}
		row := p.add(text(reports.Plain, name), prose(why))
		p.Merges = append(p.Merges, reports.Range{From: reports.Position{Row: row, Column: 1}, To: reports.Position{Row: row, Column: last}})
	}
	p.Printed = append(p.Printed, reports.Range{From: reports.Position{Row: first}, To: reports.Position{Row: len(p.Rows) - 1, Column: last}})
}

// column is one that a comparison table has behind its figures: its heading, and the cell of a KPI with its figures of the
// first period.
type column struct {
	head reports.Cell
	cell func(c compute.Chosen, shown shownAt, at reports.Position) reports.Cell
}

// comparisonTable is a table of KPIs and their comparisons in the making.
type comparisonTable struct {
	*report
	page
	rows  map[string]int // of each KPI
	shown map[onTable]shownAt
}

func startsFamily(kpis []compute.Chosen, i int) bool {
	return i == 0 || kpis[i].KPI.Family != kpis[i-1].KPI.Family
}

// compared adds a KPI's value for a period and, for each comparison, the earlier value and the change.
func (t *comparisonTable) compared(cells []reports.Cell, c compute.Chosen, p period.Period, missing *blanks) []reports.Cell {
	unit := c.KPI.UnitOf(c.Variant)
	put := func(cell reports.Cell) cellAt {
		cells = append(cells, cell)
		return cellAt{cell, reports.Ref{Sheet: t.Name, Position: reports.Position{Row: t.rows[c.KPI.ID], Column: len(cells) - 1}}}
	}
	value := func(q period.Period) cellAt {
		return put(t.value(c, q, len(cells), missing))
	}
	result := t.book.Result(c, facts.Portfolio, p)
	now := shownAt{value: value(p), period: p.Label(), changes: map[string]cellAt{}, earlier: map[string]cellAt{}, moved: map[string]cellAt{}}
	t.name(c, p, now.value.at)
	for _, change := range result.Changes {
		earlier := value(change.Earlier)
		difference, share := change.Comparison.Excel(unit, now.value.at.Position.Address(), earlier.at.Position.Address())
		absolute := put(t.change(change.Absolute, difference, t.changeFormat(unit)))
		percent := put(t.change(change.Percent, share, reports.Format{Kind: reports.FormatChangePercent}))
		if result.Value.Available() && change.Previous.Available() && share != "" && change.Previous.Sign() <= 0 {
			missing.blame(comparisonName(change.Comparison, p)+" %", "the earlier value is not above 0")
		}
		now.earlier[change.Comparison.ID], now.changes[change.Comparison.ID], now.moved[change.Comparison.ID] = earlier, absolute, absolute
		if share != "" {
			now.changes[change.Comparison.ID] = percent
		}
	}
	if r := t.report; r.targeted(p) {
		held := r.againstTarget(result, now.value.at, t.rows[c.KPI.ID], len(cells))
		now.target = put(held[0])
		cells = append(cells, held[1:len(held)-1]...)
		now.outcome = put(held[len(held)-1])
	}
	t.shown[onTable{c.KPI.ID, p.Kind}] = now
	return cells
}

// value is a KPI for a period as a cell of a column; the KPIs it names stand in the same column.
func (t *comparisonTable) value(c compute.Chosen, p period.Period, column int, missing *blanks) reports.Cell {
	value := t.book.Value(c, facts.Portfolio, p)
	cell := t.figure(c, facts.Portfolio, p, t.inputs.place(t.report, facts.Portfolio, p), func(kpi string) string {
		row, ok := t.rows[kpi]
		if !ok {
			return ""
		}
		return reports.Position{Row: row, Column: column}.Address()
	})
	if c.KPI.DefinedFor(p.Kind) {
		missing.add(p.Label(), value)
	} else {
		missing.blame(kindName(p.Kind), "not defined for such a period")
	}
	cell.Note = t.besides(c, p)
	cell.Style.Wrap = value.IsLabel() // or a word would widen a column of figures
	if !value.Available() {
		cell.Note = notAvailable + ": " + why(value)
	}
	if flags := t.book.Flags(c, facts.Portfolio, p); flags != nil {
		cell.Note = "Mind: " + strings.Join(flags, "; ")
	}
	return cell
}

// besides is what there is to know beside a figure of the portfolio: what the rules of its measures leave out of them. It is ""
// for most figures.
func (r *report) besides(c compute.Chosen, p period.Period) string {
	var texts []string
	for _, measure := range c.KPI.Inputs(c.Variant) {
		for _, remark := range r.book.Facts.Remarks(measure, facts.Portfolio, p) {
			if text := sentenceCase(remark.Text) + ": " + Shown(r.book, remark.Unit, remark.Value); !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	if texts == nil {
		return ""
	}
	return strings.Join(texts, "\n")
}

// change shows a change; a dash where the unit has none.
func (r *report) change(v expr.Value, formula string, format reports.Format) reports.Cell {
	if formula == "" {
		return text(reports.Absent, "–")
	}
	return live(v, formula, reports.Calculated, format)
}

// periodName heads a value; it says when a quarter, half-year or year is not the one that the month lies in.
func (r *report) periodName(p period.Period) string {
	if p.Last < r.month.Last {
		return "last complete " + kindName(p.Kind) + ": " + p.Label()
	}
	return p.Label()
}

// kindName is a kind of period in a sentence.
func kindName(k period.Kind) string {
	switch k {
	case period.HalfKind:
		return "half-year"
	case period.YTD:
		return "year to date"
	case period.TTM:
		return "twelve months"
	}
	return k.String()
}

// comparisonName heads a change; a comparison of a longer period says of which.
func comparisonName(c *formulas.Comparison, p period.Period) string {
	switch p.Kind {
	case period.HalfKind, period.YearKind:
		return kindName(p.Kind) + " " + c.Short
	case period.YTD:
		return "YTD " + c.Short
	case period.TTM:
		return "TTM " + c.Short
	}
	return c.Short
}

// name gives a KPI's value a workbook-wide name: that of the month, or for want of one that of the twelve months.
func (r *report) name(c compute.Chosen, p period.Period, at reports.Ref) {
	if p.Kind == period.MonthKind && c.KPI.DefinedFor(p.Kind) || p.Kind == period.TTM && !c.KPI.DefinedFor(period.MonthKind) {
		r.names = append(r.names, reports.Name{Name: "kpi_" + c.KPI.ID, Cell: at})
	}
	if _, ok := r.tableRow[c.KPI.ID]; !ok || p.Kind == period.MonthKind {
		at.Column = 0
		r.tableRow[c.KPI.ID] = at
	}
}
