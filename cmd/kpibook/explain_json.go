package main

import (
	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// figure is a value for programs: a plain decimal, the exact fraction where that does not end, or null and the reason.
type figure struct {
	Value  *string `json:"value"`
	Exact  string  `json:"exact,omitempty"`
	Reason string  `json:"reason,omitempty"`
}

func newFigure(v expr.Value) figure {
	f := figure{}
	f.Value, f.Reason = plain(v)
	if d, ok := v.Decimal(); ok && d.Rat().Cmp(v.Rat()) != 0 {
		f.Exact = v.Rat().RatString()
	}
	return f
}

// explained is what explain says to programs. Amounts of lines are annual.
type explained struct {
	KPI         string              `json:"kpi"`
	Variant     string              `json:"variant,omitempty"`
	Scope       string              `json:"scope"`
	Period      string              `json:"period"`
	Weeks       int                 `json:"weeks,omitempty"` // of the period, in a year of weeks
	Unit        string              `json:"unit"`
	Currency    string              `json:"currency"`
	Result      figure              `json:"result"`
	Flags       []string            `json:"flags"` // remarks that the figure calls for
	Steps       []explainedStep     `json:"steps"`
	Comparisons []explainedChange   `json:"comparisons"`
	Target      explainedTarget     `json:"target"`
	Scoring     *explainedScore     `json:"score,omitempty"` // of a figure that rests on a score
	Measures    []explainedMeasure  `json:"measures"`
	Rates       []explainedRate     `json:"rates"`
	Rows        []explainedRow      `json:"rows"`
	Unread      []explainedUnread   `json:"files_changed"`
	Columns     map[string][]string `json:"columns"` // by file: the header, in the order of the fields
}

type explainedStep struct {
	KPI     string         `json:"kpi"`
	Variant string         `json:"variant,omitempty"`
	Words   string         `json:"formula"`
	Numbers string         `json:"with_numbers,omitempty"`
	Result  figure         `json:"result"`
	Inputs  []explainedRef `json:"inputs"`
	Because string         `json:"because,omitempty"` // what a computed value is told from
}

type explainedRef struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Value figure `json:"result"`
}

type explainedChange struct {
	Comparison string `json:"comparison"`
	Earlier    string `json:"earlier"`
	Weeks      int    `json:"earlier_weeks,omitempty"` // of the earlier period, in a year of weeks
	Previous   figure `json:"previous"`
	Absolute   figure `json:"absolute"`
	Percent    figure `json:"percent"`
}

// explainedTarget is what a figure was to reach; the outcome, in words, is empty where there is no target.
type explainedTarget struct {
	Target     figure   `json:"target"`
	Variance   figure   `json:"variance"`
	Attainment figure   `json:"attainment"`
	Outcome    string   `json:"outcome,omitempty"`
	Rows       []string `json:"rows"` // that set it
}

type explainedMeasure struct {
	explainedRef
	Contributions []explainedPart `json:"contributions"`
	Omitted       int             `json:"omitted"`
	OmittedAmount figure          `json:"omitted_amount"`
	Remarks       []remark        `json:"remarks,omitempty"`
	Usage         *explainedUsage `json:"usage,omitempty"`
}

// remark is something to know beside a measure: the value follows the text.
type remark struct {
	Value figure `json:"value"`
	Unit  string `json:"unit"`
	Text  string `json:"text"`
}

type explainedPart struct {
	Account string          `json:"account,omitempty"`
	What    string          `json:"what,omitempty"`
	Row     string          `json:"row,omitempty"`  // where it stands, as in rows
	Also    []string        `json:"also,omitempty"` // the other rows that it rests on
	Amount  figure          `json:"amount"`
	Lines   []explainedLine `json:"lines,omitempty"`
}

type explainedLine struct {
	Row          string  `json:"row"`
	Subscription string  `json:"subscription"`
	Currency     string  `json:"currency"`
	Opening      figure  `json:"opening"`
	Closing      figure  `json:"closing"`
	OpeningRate  *figure `json:"opening_rate,omitempty"`
	ClosingRate  *figure `json:"closing_rate,omitempty"`
	Reported     figure  `json:"opening_reported"`
	Revalued     figure  `json:"opening_at_closing_rate"`
	Closed       figure  `json:"closing_reported"`
}

type explainedUsage struct {
	From   string           `json:"from"`
	To     string           `json:"to"`
	Rows   int              `json:"rows"`
	Months []explainedMonth `json:"months"`
	Listed []string         `json:"listed"`
}

type explainedMonth struct {
	Month  string `json:"month"`
	File   string `json:"file"`
	Rows   int    `json:"rows"`
	Users  int    `json:"users"`
	Events int    `json:"events"`
}

type explainedRate struct {
	Currency string   `json:"currency"`
	Month    string   `json:"month"`
	Rows     []string `json:"rows"`
}

type explainedRow struct {
	Place  string   `json:"place"`
	File   string   `json:"file"`
	Sheet  string   `json:"sheet,omitempty"`
	Line   int      `json:"line"`
	Text   string   `json:"text"`
	Fields []string `json:"fields"`
}

type explainedUnread struct {
	File    string `json:"file"`
	Problem string `json:"problem"`
}

// newExplained takes from a trace what explain says to programs.
func newExplained(book *pipeline.Book, t *compute.Trace) explained {
	files := book.Records.Files
	at := func(place ingest.Place) string { return placeOf(files, place) }
	e := explained{KPI: t.KPI.ID, Variant: t.Variant, Scope: scopeText(t.Scope), Period: t.Period.ID(), Weeks: t.Period.Weeks(), Unit: string(t.KPI.UnitOf(t.Variant)), Currency: book.Facts.Currency,
		Result: newFigure(t.Value), Flags: append([]string{}, t.Flags...), Steps: []explainedStep{}, Comparisons: []explainedChange{}, Measures: []explainedMeasure{}, Rates: []explainedRate{},
		Rows: []explainedRow{}, Unread: []explainedUnread{}, Columns: map[string][]string{}}
	for _, s := range t.Steps {
		step := explainedStep{KPI: s.KPI.ID, Variant: s.Variant, Words: s.KPI.Words(book.Catalogue, s.Variant), Numbers: withNumbers(s), Result: newFigure(s.Value), Because: s.Because, Inputs: []explainedRef{}}
		for _, in := range s.Inputs {
			step.Inputs = append(step.Inputs, newRef(in))
		}
		e.Steps = append(e.Steps, step)
	}
	for _, c := range t.Changes {
		e.Comparisons = append(e.Comparisons, explainedChange{c.Comparison.ID, c.Earlier.ID(), c.Earlier.Weeks(), newFigure(c.Previous), newFigure(c.Absolute), newFigure(c.Percent)})
	}
	e.Target = explainedTarget{newFigure(t.Target), newFigure(t.Variance), newFigure(t.Attainment), t.Outcome(), []string{}}
	for _, place := range t.Goals {
		e.Target.Rows = append(e.Target.Rows, at(place))
	}
	e.Scoring = newScore(t.Scoring)
	for _, m := range t.Measures {
		measure := explainedMeasure{explainedRef: newRef(m.Operand), Contributions: []explainedPart{}, Omitted: m.Omitted, OmittedAmount: newFigure(m.OmittedAmount)}
		for _, r := range m.Remarks {
			measure.Remarks = append(measure.Remarks, remark{newFigure(r.Value), string(r.Unit), r.Text})
		}
		for _, c := range m.Contributions {
			part := explainedPart{Account: c.Account, What: c.What, Row: at(c.Place), Amount: newFigure(c.Amount)}
			for _, place := range c.Also {
				part.Also = append(part.Also, at(place))
			}
			for _, l := range c.Lines {
				part.Lines = append(part.Lines, newLine(l, at(l.Line.Place), book.Facts.Currency))
			}
			measure.Contributions = append(measure.Contributions, part)
		}
		if u := m.Usage; u != nil {
			measure.Usage = &explainedUsage{From: u.From.String(), To: u.To.String(), Rows: u.Rows, Months: []explainedMonth{}, Listed: []string{}}
			for _, month := range u.Months {
				measure.Usage.Months = append(measure.Usage.Months, explainedMonth{month.Month.String(), files[month.File].Path, month.Rows, month.Users, month.Events})
			}
			for _, place := range u.Places {
				measure.Usage.Listed = append(measure.Usage.Listed, at(place))
			}
		}
		e.Measures = append(e.Measures, measure)
	}
	for _, c := range t.Conversions() {
		rate := explainedRate{c.Currency, c.Month.String(), []string{}}
		for _, place := range t.Rates[c] {
			rate.Rows = append(rate.Rows, at(place))
		}
		e.Rates = append(e.Rates, rate)
	}
	for _, row := range t.Sorted() {
		e.Rows = append(e.Rows, explainedRow{at(row.Place), files[row.File].Path, files[row.File].Sheet, int(row.Line), row.Text, row.Fields})
		e.Columns[at(ingest.Place{File: row.File})] = files[row.File].Header
	}
	for _, u := range t.Unread {
		e.Unread = append(e.Unread, explainedUnread{files[u.File].Path, u.Problem})
	}
	return e
}

func newRef(o compute.Operand) explainedRef {
	return explainedRef{o.ID, o.Name, string(o.Unit), newFigure(o.Value)}
}

func newLine(l facts.LineAmount, row, currency string) explainedLine {
	line := explainedLine{Row: row, Subscription: l.Line.Subscription, Currency: l.Line.Currency, Opening: newFigure(facts.Annual(l.Opening)), Closing: newFigure(facts.Annual(l.Closing)),
		Reported: newFigure(facts.Annual(l.Reported)), Revalued: newFigure(facts.Annual(l.Revalued)), Closed: newFigure(facts.Annual(l.Closed))}
	if l.Line.Currency != currency {
		opening, closing := newFigure(l.OpeningRate), newFigure(l.ClosingRate)
		line.OpeningRate, line.ClosingRate = &opening, &closing
	}
	return line
}

// scopeText is a scope as it is typed.
func scopeText(s facts.Scope) string {
	if s == facts.Portfolio {
		return "portfolio"
	}
	return s.Dimension + ":" + s.Value
}
