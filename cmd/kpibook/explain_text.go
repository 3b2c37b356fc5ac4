package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/reports/finance"
)

// tracePrinter prints a trace as text.
type tracePrinter struct {
	io.Writer
	book  *pipeline.Book
	trace *compute.Trace
}

// printTrace prints the figure, its formula, its comparisons, and the measures with their rows.
func printTrace(w io.Writer, book *pipeline.Book, t *compute.Trace) {
	p := tracePrinter{w, book, t}
	fmt.Fprintf(p, "%s, %s, %s: %s\n", t.KPI.Name, t.Scope, t.Period.LabelInDays(), p.exactly(t.KPI.UnitOf(t.Variant), t.Value))
	if band, ok := book.Band(t.Chosen, t.Value); ok {
		fmt.Fprintf(p, "%s: %s\n", band.Words(), t.KPI.Bands)
	}
	for _, flag := range t.Flags {
		fmt.Fprintf(p, "Mind: %s\n", flag)
	}
	for _, u := range t.Unread {
		fmt.Fprintf(p, "%s: %s; its rows are not shown\n", book.Records.Files[u.File].Path, u.Problem)
	}
	for i, s := range t.Steps {
		name := ""
		if i > 0 {
			name = s.KPI.Name + " "
		}
		fmt.Fprintf(p, "\n%s= %s\n", name, s.KPI.Words(book.Catalogue, s.Variant))
		if numbers := withNumbers(s); numbers != "" {
			fmt.Fprintf(p, "%s= %s\n", strings.Repeat(" ", len(name)), numbers)
		}
		fmt.Fprintf(p, "%s= %s\n", strings.Repeat(" ", len(name)), p.exactly(s.KPI.UnitOf(s.Variant), s.Value))
		if s.Because != "" {
			fmt.Fprintf(p, "because: %s\n", s.Because)
		}
		if _, computed := s.KPI.MethodOf(s.Variant); computed && len(s.Inputs) > 0 {
			fmt.Fprintf(p, "told from %s\n", p.basis(s))
		}
	}
	p.comparisons()
	p.target()
	p.scoring()
	for i := range t.Measures {
		p.measure(&t.Measures[i])
	}
	p.rates()
}

// basis is what a computed KPI is told from, with the figures.
func (p tracePrinter) basis(s compute.Step) string {
	var list []string
	for _, in := range s.Inputs {
		list = append(list, in.Name+" "+p.exactly(in.Unit, in.Value))
	}
	return strings.Join(list, ", ")
}

// withNumbers is a formula with the numbers put in; empty where there is none. A number that goes on ends in an ellipsis.
func withNumbers(s compute.Step) string {
	formula, ok := s.KPI.Expr(s.Variant)
	if !ok {
		return ""
	}
	return formula.Words(func(id string) string {
		for _, in := range s.Inputs {
			if in.ID == id {
				return digits(in.Value)
			}
		}
		return id
	})
}

// digits is a value with at most six decimals; what is left out shows as an ellipsis.
func digits(v expr.Value) string {
	d, ok := v.Decimal()
	if !ok {
		return v.String()
	}
	text := d.String()
	if short := d.Truncate(6); !short.Equal(d) {
		text = short.StringFixed(6) + "…"
	}
	if d.IsNegative() {
		return "(" + text + ")"
	}
	return text
}

// exactly is a value as a report shows it, and unrounded where that differs.
func (p tracePrinter) exactly(unit formulas.Unit, v expr.Value) string {
	shown := finance.Shown(p.book, unit, v)
	places := map[formulas.Unit]int32{formulas.Ratio: 3, formulas.Count: 0, formulas.Score: 1, formulas.Days: 1, formulas.DateUnit: 0}
	most, ok := places[unit]
	if !ok {
		most = 2
	}
	if d, ok := v.Decimal(); ok && !d.Round(most).Equal(d) {
		return shown + ", unrounded " + strings.Trim(digits(v), "()")
	}
	return shown
}

func (p tracePrinter) comparisons() {
	unit := p.trace.KPI.UnitOf(p.trace.Variant)
	var rows [][]string
	for _, c := range p.trace.Changes {
		row := []string{"  " + c.Comparison.Short, c.Earlier.LabelAgainst(p.trace.Period), finance.Shown(p.book, unit, c.Previous)}
		if c.Absolute.Available() {
			row = append(row, finance.ShownChange(p.book, unit, c.Absolute))
			if d, ok := c.Percent.Decimal(); ok {
				row = append(row, signed(d.Shift(2).StringFixed(1))+"%")
			}
		}
		rows = append(rows, append(row, make([]string, 6-len(row))...))
	}
	if len(rows) > 0 {
		fmt.Fprintf(p, "\nCompared with\n%s", columns(rows, 2, 3, 4))
	}
}

// target prints what the figure was to reach, if there is a target.
func (p tracePrinter) target() {
	t, unit := p.trace, p.trace.KPI.UnitOf(p.trace.Variant)
	if !t.Target.Available() {
		return
	}
	fmt.Fprintf(p, "\nTarget %s", finance.Shown(p.book, unit, t.Target))
	if outcome := t.Outcome(); outcome != "" {
		fmt.Fprintf(p, ": %s, variance %s", outcome, finance.ShownChange(p.book, unit, t.Variance))
	}
	if t.Attainment.Available() {
		fmt.Fprintf(p, ", attainment %s", finance.Shown(p.book, formulas.Ratio, t.Attainment))
		if t.KPI.BetterOf(t.Variant) == formulas.Down {
			fmt.Fprint(p, " (lower is better)")
		}
	}
	fmt.Fprintln(p)
	for _, place := range t.Goals {
		if place.File < 0 { // set in the job file
			line, _ := p.book.Job.Position("targets", strconv.Itoa(int(place.Line)-1))
			fmt.Fprintf(p, "    %s:%d\n", p.book.Job.Path, line)
		}
		p.row(place)
	}
}

// signed puts a plus before a number above zero.
func signed(text string) string {
	if strings.HasPrefix(text, "-") || strings.Trim(text, "0.") == "" {
		return text
	}
	return "+" + text
}

// measure prints a measure and what it is made of.
func (p tracePrinter) measure(m *compute.Measure) {
	fmt.Fprintf(p, "\n%s = %s\n", m.Name, p.exactly(m.Unit, m.Value))
	if entry, ok := formulas.MeasureByID(m.ID); ok {
		fmt.Fprintf(p, "  %s\n", entry.Meaning)
	}
	for _, c := range m.Contributions {
		p.contribution(m, c)
	}
	if m.Omitted > 0 {
		fmt.Fprintf(p, "  and %s more, together %s (--all lists them)\n", grouped(m.Omitted), finance.Shown(p.book, m.Unit, m.OmittedAmount))
	}
	for _, r := range m.Remarks {
		fmt.Fprintf(p, "  besides: %s: %s\n", r.Text, finance.Shown(p.book, r.Unit, r.Value))
	}
	if u := m.Usage; u != nil {
		fmt.Fprintf(p, "  %s of usage from %s to %s\n", counted(u.Rows, "row"), u.From, u.To)
		for _, month := range u.Months {
			fmt.Fprintf(p, "    %s, %s: %s, %s, %s\n", month.Month.Label(), p.book.Records.Files[month.File].Path, counted(month.Rows, "row"), counted(month.Users, "user"), counted(month.Events, "event"))
		}
		for _, place := range u.Places {
			p.row(place)
		}
		if more := u.Rows - len(u.Places); more > 0 {
			fmt.Fprintf(p, "    and %s (--all lists them)\n", counted(more, "more row"))
		}
	}
}

func (p tracePrinter) contribution(m *compute.Measure, c facts.Contribution) {
	var about []string
	for _, text := range []string{accountName(p.book, c.Account), c.What} {
		if text != "" {
			about = append(about, text)
		}
	}
	fmt.Fprintf(p, "  %s  %s\n", finance.Shown(p.book, m.Unit, c.Amount), strings.Join(about, ", "))
	p.row(c.Place)
	for _, place := range c.Also {
		p.row(place)
	}
	for _, l := range c.Lines {
		fmt.Fprintf(p, "    %s: %s\n", strings.TrimSpace(l.Line.Subscription+" "+l.Line.Product), p.line(l))
		p.row(l.Line.Place)
	}
}

// accountName is an account for people: its name and id.
func accountName(book *pipeline.Book, id string) string {
	if at, ok := book.Facts.Find(id); ok && book.Facts.Accounts[at].Name != "" {
		return book.Facts.Accounts[at].Name + " (" + id + ")"
	}
	return id
}

// line says what a recurring line brings in at the two ends of the period.
func (p tracePrinter) line(l facts.LineAmount) string {
	var parts []string
	if l.Opening != 0 {
		parts = append(parts, p.amount("opening", l, l.Opening, l.OpeningRate, l.Reported))
		if l.Revalued != l.Reported {
			parts = append(parts, "at the closing rate "+finance.Shown(p.book, formulas.Money, facts.Annual(l.Revalued)))
		}
	}
	if l.Closing != 0 {
		parts = append(parts, p.amount("closing", l, l.Closing, l.ClosingRate, l.Closed))
	}
	if len(parts) == 0 {
		return "in service at neither end of " + l.Period.Label()
	}
	if l.Line.Seat && l.Line.Quantity >= 0 {
		parts = append(parts, digits(facts.Annual(l.Line.Quantity))+" licences") // held in millionths too
	}
	return strings.Join(parts, ", ")
}

func (p tracePrinter) amount(end string, l facts.LineAmount, own int64, rate expr.Value, converted int64) string {
	shown := finance.Shown(p.book, formulas.Money, facts.Annual(converted))
	if l.Line.Currency == p.book.Facts.Currency {
		return end + " " + shown + " a year"
	}
	return fmt.Sprintf("%s %s %s a year × %s = %s", end, digits(facts.Annual(own)), l.Line.Currency, rate, shown)
}

// rates prints the rows behind the exchange rates.
func (p tracePrinter) rates() {
	for i, c := range p.trace.Conversions() {
		if i == 0 {
			fmt.Fprintf(p, "\nExchange rates\n")
		}
		fmt.Fprintf(p, "  %s at the end of %s\n", c.Currency, c.Month.Label())
		for _, place := range p.trace.Rates[c] {
			p.row(place)
		}
	}
}

// row prints a row with its place.
func (p tracePrinter) row(at ingest.Place) {
	if row, ok := p.trace.Rows[at]; ok {
		fmt.Fprintf(p, "    %s | %s\n", placeOf(p.book.Records.Files, at), strings.ReplaceAll(row.Text, "\n", " "))
	} else if at.File >= 0 && at.Line > 0 {
		fmt.Fprintf(p, "    %s | not shown: the file is no longer what was read\n", placeOf(p.book.Records.Files, at))
	}
}
