package main

import (
	"fmt"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports/finance"
)

// scoring prints a figure that rests on a score: its inputs, and the customers behind a mean or a sum.
func (p tracePrinter) scoring() {
	s := p.trace.Scoring
	if s == nil {
		return
	}
	if s.Model != "" {
		fmt.Fprintf(p, "\nBy the model of %s\n", s.Model)
	}
	if len(s.Inputs) > 0 {
		p.scoredInputs(s)
	}
	if s.Bands != nil {
		fmt.Fprintf(p, "\nPaying customers\n")
		for _, band := range []formulas.Band{formulas.Green, formulas.Yellow, formulas.Red} {
			fmt.Fprintf(p, "  %s: %s\n", band.Words(), grouped(s.Bands[band]))
		}
		fmt.Fprintf(p, "  without a score: %s\n", grouped(s.Unscored))
	}
	if len(s.Customers) > 0 {
		p.scoredCustomers(s)
	}
	if len(s.Inputs) > 0 && !s.Inputs[0].Mean {
		fmt.Fprintf(p, "\nkpibook explain takes each input apart, down to its rows: kpibook explain %s --period %s --scope %q\n", s.Inputs[0].ID, s.Inputs[0].Over.ID(), scopeText(p.trace.Scope))
	}
}

// scoredInputs prints the inputs, whose contributions add up to the score.
func (p tracePrinter) scoredInputs(s *compute.Scoring) {
	about := "Inputs: contribution = points × effective weight"
	if s.Inputs[0].Mean {
		about = "Inputs, as means over the customers weighted by their ARR"
	}
	rows := [][]string{{"  contribution", "points", "effective", "weight", ""}}
	var total expr.Value
	for _, in := range s.Inputs {
		text := upper(in.Name) + ", " + in.Over.Label()
		if !in.Mean {
			text += ": " + finance.Shown(p.book, in.Unit, in.Value)
		}
		rows = append(rows, []string{dash(in.Contribution), dash(in.Points), share(in.Effective), share(in.Weight), text})
		if in.Contribution.Available() {
			total = total.Add(in.Contribution)
		}
	}
	known := share(s.Coverage) + " of the weight is known"
	if s.Score.Available() {
		rows = append(rows, []string{dash(total), "", "", "", "together; " + known})
	} else {
		rows = append(rows, []string{"no score", "", "", "", known + ", too little"})
	}
	fmt.Fprintf(p, "\n%s\n%s", about, columns(rows, 0, 1, 2, 3))
}

// dash is points with two decimals, or a dash where there are none.
func dash(v expr.Value) string {
	d, ok := v.Decimal()
	if !ok {
		return "–"
	}
	return d.StringFixed(2)
}

// share is a share in percent, or a dash.
func share(v expr.Value) string {
	d, ok := v.Decimal()
	if !ok {
		return "–"
	}
	return d.Shift(2).StringFixed(1) + "%"
}

// scoredCustomers prints the customers behind a mean or a sum, the largest part first.
func (p tracePrinter) scoredCustomers(s *compute.Scoring) {
	unit := p.trace.KPI.UnitOf(p.trace.Variant)
	due := slices.ContainsFunc(s.Customers, func(c compute.ScoredCustomer) bool { return c.Due != period.NoDate })
	rows := [][]string{{"  part of it", "ARR", "score", "coverage", "health", ""}}
	for _, c := range s.Customers {
		part := dash(c.Part)
		if unit == formulas.Money || unit == formulas.Count {
			part = finance.Shown(p.book, unit, c.Part)
		} else if unit == formulas.Ratio {
			part = share(c.Part)
		}
		who := accountName(p.book, c.ID)
		if due {
			who += ", renewal due on " + c.Due.String()
		}
		rows = append(rows, []string{part, finance.Shown(p.book, formulas.Money, c.ARR), dash(c.Score), share(c.Coverage), c.Band.Words(), who})
	}
	fmt.Fprintf(p, "\nBy customer\n%s", columns(rows, 0, 1, 2, 3))
	if s.Omitted > 0 {
		fmt.Fprintf(p, "  and %s (--all lists them)\n", counted(s.Omitted, "more customer"))
	}
}

// explainedScore is a figure that rests on a score, for programs. The contributions of the inputs add up to the score, and the
// parts of the customers with the omitted one to the figure.
type explainedScore struct {
	Score       figure              `json:"result"`
	Coverage    figure              `json:"coverage"`
	Model       string              `json:"model,omitempty"`
	Inputs      []explainedInput    `json:"inputs"`
	Bands       map[string]int      `json:"customers_by_band,omitempty"`
	Unscored    int                 `json:"customers_without_a_score"`
	Customers   []explainedCustomer `json:"customers"`
	Omitted     int                 `json:"omitted"`
	OmittedPart figure              `json:"omitted_part"`
}

type explainedInput struct {
	explainedRef
	Period       string `json:"period"`
	Points       figure `json:"points"`
	Weight       figure `json:"weight"`
	Effective    figure `json:"effective_weight"`
	Contribution figure `json:"contribution"`
	Mean         bool   `json:"mean,omitempty"` // over customers; there is no figure of its own
}

type explainedCustomer struct {
	Account  string `json:"account"`
	ARR      figure `json:"arr"`
	Score    figure `json:"score"`
	Coverage figure `json:"coverage"`
	Band     string `json:"band,omitempty"`
	Due      string `json:"renewal_due,omitempty"`
	Part     figure `json:"part"`
}

func newScore(s *compute.Scoring) *explainedScore {
	if s == nil {
		return nil
	}
	e := &explainedScore{Score: newFigure(s.Score), Coverage: newFigure(s.Coverage), Model: s.Model, Inputs: []explainedInput{}, Unscored: s.Unscored,
		Customers: []explainedCustomer{}, Omitted: s.Omitted, OmittedPart: newFigure(s.OmittedPart)}
	for _, in := range s.Inputs {
		e.Inputs = append(e.Inputs, explainedInput{newRef(in.Operand), in.Over.ID(), newFigure(in.Points), newFigure(in.Weight), newFigure(in.Effective), newFigure(in.Contribution), in.Mean})
	}
	if s.Bands != nil {
		e.Bands = map[string]int{}
		for band, n := range s.Bands {
			e.Bands[string(band)] = n
		}
	}
	for _, c := range s.Customers {
		due := ""
		if c.Due != period.NoDate {
			due = c.Due.String()
		}
		e.Customers = append(e.Customers, explainedCustomer{c.ID, newFigure(c.ARR), newFigure(c.Score), newFigure(c.Coverage), string(c.Band), due, newFigure(c.Part)})
	}
	return e
}
