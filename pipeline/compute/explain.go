package compute

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// Source is where the figures of a book were read from, so that their rows can be read again.
type Source struct {
	Job     *job.File
	Records *ingest.Records
}

// Trace is a figure with everything it rests on: how it is worked out, the measures, and the rows behind each measure.
type Trace struct {
	Result
	Flags    []string  // remarks that the figure calls for
	Steps    []Step    // the KPI first, then every KPI that a formula before it names
	Measures []Measure // that the formulas name, in order of first appearance
	Rows     map[ingest.Place]ingest.SourceRow
	Unread   []ingest.Unread // files that are no longer what was read; none of their rows is in Rows
	Rates    map[Conversion][]ingest.Place
	Scoring  *Scoring       // of a figure that rests on a score; its inputs are explained each by itself
	Goals    []ingest.Place // the rows that set the target

	suspect []ingest.Place // in files of usage that differ from what was read
}

// Conversion is the closing rate of a currency at the end of a month, which rests on one row of the rates or on two.
type Conversion struct {
	Currency string
	Month    period.Month
}

// Step is one formula with what its names stand for.
type Step struct {
	Chosen
	Value   expr.Value
	Inputs  []Operand
	Because string // what a computed value is told from, in a phrase, where the inputs alone do not say it
}

// Operand is what a name in a formula stands for.
type Operand struct {
	ID    string
	Name  string // as it stands in a sentence
	Unit  formulas.Unit
	Value expr.Value
}

// Measure is a measure with what it is made of. The amounts of the contributions and that of the omitted ones add up to the
// value exactly.
type Measure struct {
	Operand
	Contributions []facts.Contribution // largest first
	Omitted       int                  // contributions left out of the list, the smallest ones
	OmittedAmount expr.Value
	Remarks       []facts.Remark
	Usage         *UsageRows // of measures that are counted from usage
}

// Explain takes a KPI apart for a scope and period and reads the rows behind it again. most is how many contributions, and how
// many rows of usage, are listed for each measure; 0 lists all. The error is that of the context, or ingest.Faults when the
// usage cannot be read again although its files are the same.
func (b *Book) Explain(ctx context.Context, c Chosen, scope facts.Scope, p period.Period, from Source, most int) (*Trace, error) {
	t := &Trace{Result: b.Result(c, scope, p), Flags: b.Flags(c, scope, p), Rates: map[Conversion][]ingest.Place{}, Goals: b.goalRows(c, scope, p)}
	b.unfold(t, c)
	t.Scoring = b.scoring(c, scope, p)
	t.Scoring.shorten(most)
	for i := range t.Measures {
		m := &t.Measures[i]
		m.Contributions, m.Remarks = b.Facts.Contributions(m.ID, scope, p), b.Facts.Remarks(m.ID, scope, p)
		if listed := len(m.Contributions); most > 0 && listed > most {
			m.Omitted = listed - most
			for _, left := range m.Contributions[most:] {
				m.OmittedAmount = m.OmittedAmount.Add(left.Amount)
			}
			m.Contributions = m.Contributions[:most]
		}
	}
	if err := b.scanUsage(ctx, t, from, most); err != nil {
		return nil, err
	}
	b.findRates(t, from.Records)
	var err error
	t.Rows, t.Unread, err = ingest.Reread(ctx, from.Job, from.Records, t.places())
	return t, err
}

// because says what a computed value is told from; empty for a formula, and where the basis says it.
func (b *Book) because(c Chosen, scope facts.Scope, p period.Period) string {
	computed, ok := c.KPI.MethodOf(c.Variant)
	if !ok || b.methods[computed].because == nil || !b.Value(c, scope, p).Available() {
		return ""
	}
	return b.methods[computed].because(b, scope, p)
}

// unfold adds the step of a KPI, then those of the KPIs that its formula names, and the measures.
func (b *Book) unfold(t *Trace, c Chosen) {
	if slices.ContainsFunc(t.Steps, func(s Step) bool { return s.KPI == c.KPI }) {
		return
	}
	at := len(t.Steps)
	t.Steps = append(t.Steps, Step{Chosen: c, Value: b.Value(c, t.Scope, t.Period), Because: b.because(c, t.Scope, t.Period)})
	if m, _ := c.KPI.MethodOf(c.Variant); isScored(m) {
		return // the inputs of a score are read over periods of their own
	}
	var below []Chosen
	for _, name := range c.KPI.Inputs(c.Variant) {
		operand := b.operand(c, name, t.Scope, t.Period)
		t.Steps[at].Inputs = append(t.Steps[at].Inputs, operand)
		if _, ok := formulas.MeasureByID(name); !ok {
			other, _ := b.Choose(name) // the catalogue checked that it exists
			below = append(below, other)
		} else if !slices.ContainsFunc(t.Measures, func(m Measure) bool { return m.ID == name }) {
			t.Measures = append(t.Measures, Measure{Operand: operand})
		}
	}
	for _, other := range below {
		b.unfold(t, other)
	}
}

// findRates finds the rows behind the exchange rates of the lines.
func (b *Book) findRates(t *Trace, records *ingest.Records) {
	needed := map[facts.Quoted][]Conversion{}
	note := func(currency string, month period.Month) {
		conversion := Conversion{currency, month}
		if _, ok := t.Rates[conversion]; ok {
			return
		}
		t.Rates[conversion] = nil
		for _, quoted := range b.Facts.Quotes(currency, month) {
			needed[quoted] = append(needed[quoted], conversion)
		}
	}
	for _, m := range t.Measures {
		for _, c := range m.Contributions {
			for _, l := range c.Lines {
				if l.Opening != 0 {
					note(l.Line.Currency, l.Period.First-1)
					note(l.Line.Currency, l.Period.Last)
				}
				if l.Closing != 0 {
					note(l.Line.Currency, l.Period.Last)
				}
			}
		}
	}
	for _, rate := range records.Rates {
		key := facts.Quoted{On: rate.On, Base: rate.Base, Quote: rate.Quote}
		for _, conversion := range needed[key] {
			t.Rates[conversion] = append(t.Rates[conversion], rate.Place)
		}
		delete(needed, key) // a rate that is there twice is the same
	}
}

// places are the places of all rows that the trace names.
func (t *Trace) places() (places []ingest.Place) {
	for _, m := range t.Measures {
		for _, c := range m.Contributions {
			places = append(append(places, c.Place), c.Also...)
			for _, l := range c.Lines {
				places = append(places, l.Line.Place)
			}
		}
		if m.Usage != nil {
			places = append(places, m.Usage.Places...)
		}
	}
	for _, rows := range t.Rates {
		places = append(places, rows...)
	}
	places = append(places, t.Goals...)
	return append(places, t.suspect...)
}

// Sorted are the rows in the order of the files and their lines.
func (t *Trace) Sorted() []ingest.SourceRow {
	return slices.SortedFunc(maps.Values(t.Rows), func(a, b ingest.SourceRow) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// Conversions are the exchange rates in use, by currency and month.
func (t *Trace) Conversions() []Conversion {
	var list []Conversion
	for c, rows := range t.Rates {
		if len(rows) > 0 {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b Conversion) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Month, b.Month))
	})
	return list
}
