package main

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/reports/finance"
)

// why is what explain --why says to programs. The contributions of the inputs, and those of the customers with the omitted
// ones, add up to the difference.
type why struct {
	KPI           string        `json:"kpi"`
	Variant       string        `json:"variant,omitempty"`
	Scope         string        `json:"scope"`
	From          string        `json:"from"`
	To            string        `json:"to"`
	Unit          string        `json:"unit"`
	Currency      string        `json:"currency"`
	Before        figure        `json:"before"`
	After         figure        `json:"after"`
	Difference    figure        `json:"difference"`
	Method        string        `json:"method"`
	Whole         string        `json:"not_taken_apart,omitempty"` // why; the inputs then have no contributions
	Then          string        `json:"because_from,omitempty"`    // what a computed figure is told from
	Now           string        `json:"because_to,omitempty"`
	Inputs        []whyCause    `json:"inputs"`
	Customers     []whyCustomer `json:"customers"`
	Omitted       int           `json:"omitted"`
	OmittedAmount figure        `json:"omitted_contribution"`
}

type whyCause struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Unit         string `json:"unit"`
	Before       figure `json:"before"`
	After        figure `json:"after"`
	Contribution figure `json:"contribution"`
	Offsetting   int    `json:"offsetting_customers,omitempty"`
}

type whyCustomer struct {
	Account      string     `json:"account"`
	Name         string     `json:"name,omitempty"`
	Contribution figure     `json:"contribution"`
	Sentence     string     `json:"sentence"`
	Causes       []whyCause `json:"inputs"`
}

// printWhy prints what moved a KPI, the most largest customers of it; 0 for all.
func (p *program) printWhy(book *pipeline.Book, w *compute.Why, most int) error {
	customers, omitted := w.Customers, expr.Value{}
	if most > 0 && len(customers) > most {
		for _, c := range customers[most:] {
			omitted = omitted.Add(c.Contribution)
		}
		customers = customers[:most]
	}
	more := len(w.Customers) - len(customers)
	unit := w.KPI.UnitOf(w.Variant)
	if p.json {
		result := why{KPI: w.KPI.ID, Variant: w.Variant, Scope: scopeText(w.Scope), From: w.From.ID(), To: w.To.ID(), Unit: string(unit), Currency: book.Facts.Currency,
			Before: newFigure(w.Before), After: newFigure(w.After), Difference: newFigure(w.Difference), Method: w.Method, Whole: w.Whole, Then: w.Then, Now: w.Now, Inputs: newCauses(w.Inputs),
			Customers: []whyCustomer{}, Omitted: more, OmittedAmount: newFigure(omitted)}
		for _, c := range customers {
			result.Customers = append(result.Customers, whyCustomer{c.Account, c.Name, newFigure(c.Contribution), sentence(book, w, c), newCauses(c.Causes)})
		}
		return p.printJSON(result)
	}
	fmt.Fprintf(p.stdout, "%s, %s: %s in %s, %s in %s\n", w.KPI.Name, w.Scope, finance.Shown(book, unit, w.Before), w.From.LabelAgainst(w.To), finance.Shown(book, unit, w.After), w.To.Label())
	if w.Difference.Available() {
		fmt.Fprintf(p.stdout, "Difference: %s\n", moved(book, unit, w.Difference))
	}
	for _, told := range [][2]string{{w.From.Label(), w.Then}, {w.To.Label(), w.Now}} {
		if told[1] != "" {
			fmt.Fprintf(p.stdout, "%s because: %s\n", told[0], told[1])
		}
	}
	if w.Whole != "" {
		fmt.Fprintf(p.stdout, "%s\n", w.Whole)
		if _, computed := w.KPI.MethodOf(w.Variant); computed {
			fmt.Fprintf(p.stdout, "\nIt is told from\n")
			for _, in := range w.Inputs {
				fmt.Fprintf(p.stdout, "  %s: %s\n", upper(in.Name), fromTo(book, in))
			}
		}
		return nil
	}
	if len(w.Inputs) > 0 {
		fmt.Fprintf(p.stdout, "\nBy input\n")
	}
	for _, in := range w.Inputs {
		note := ""
		if in.Offsetting > 0 {
			note = "; " + counted(in.Offsetting, "customer") + " changed it, offsetting each other"
		}
		fmt.Fprintf(p.stdout, "  %s: %s (%s%s)\n", upper(in.Name), moved(book, unit, in.Contribution), fromTo(book, in), note)
	}
	if len(customers) > 0 {
		fmt.Fprintf(p.stdout, "\nBy customer\n")
	}
	for _, c := range customers {
		fmt.Fprintf(p.stdout, "  %s\n", sentence(book, w, c))
	}
	if more > 0 {
		fmt.Fprintf(p.stdout, "  And %s, together: %s (--all lists them)\n", counted(more, "more customer"), moved(book, unit, omitted))
	}
	fmt.Fprintf(p.stdout, "\n%s\n", w.Method)
	return nil
}

func newCauses(causes []compute.Cause) []whyCause {
	list := []whyCause{}
	for _, c := range causes {
		list = append(list, whyCause{c.ID, c.Name, string(c.Unit), newFigure(c.Before), newFigure(c.Value), newFigure(c.Contribution), c.Offsetting})
	}
	return list
}

// sentence says what a customer did to the KPI: ACME GmbH (ACME-0031) left: -1.20 points (churned MRR 0.00 EUR → 500.00 EUR).
func sentence(book *pipeline.Book, w *compute.Why, c compute.Customer) string {
	who := accountName(book, c.Account)
	if c.Account == "" {
		who = "Not by customer"
	}
	if did := deed(book, w, c); did != "" {
		who += " " + did
	}
	var causes []string
	for _, cause := range c.Causes {
		causes = append(causes, cause.Name+" "+fromTo(book, cause))
	}
	return fmt.Sprintf("%s: %s (%s)", who, moved(book, w.KPI.UnitOf(w.Variant), c.Contribution), strings.Join(causes, ", "))
}

// deed is what a customer did, in words; empty where that is not known.
func deed(book *pipeline.Book, w *compute.Why, c compute.Customer) string {
	now := map[facts.Class]string{facts.New: "joined", facts.Churn: "left", facts.Reactivation: "came back", facts.Expansion: "pays more", facts.Contraction: "pays less"}
	then := map[facts.Class]string{facts.New: "had joined", facts.Churn: "had left", facts.Reactivation: "had come back", facts.Expansion: "paid more", facts.Contraction: "paid less"}
	lead := c.Causes[0]
	measure, _ := formulas.MeasureByID(lead.ID)
	balance := measure.Kind == formulas.Closing || measure.Kind == formulas.Opening
	switch recurring := slices.Contains(measure.Dataset, "subscriptions") || slices.Contains(measure.Dataset, "mrr"); {
	case !recurring || c.Account == "":
		return ""
	case !balance && c.Class != facts.Unchanged:
		return now[c.Class]
	case !balance && c.Class0 != facts.Unchanged:
		return then[c.Class0] + " in " + w.From.Label()
	case lead.Before.Sign() == 0 && book.Facts.Dated(w.Scope.Dimension):
		return "was not in it before" // perhaps in another group
	case lead.Value.Sign() == 0 && book.Facts.Dated(w.Scope.Dimension):
		return "is no longer in it"
	case lead.Before.Sign() == 0:
		return "was not a customer before"
	case lead.Value.Sign() == 0:
		return "left"
	case measure.Unit != formulas.Money:
		return ""
	case lead.Value.Sub(lead.Before).Sign() > 0:
		return "brings in more"
	}
	return "brings in less" // if only because of a rate
}

// fromTo is what a cause was and what it became.
func fromTo(book *pipeline.Book, c compute.Cause) string {
	return finance.Shown(book, c.Unit, c.Before) + " → " + finance.Shown(book, c.Unit, c.Value)
}

// moved is a difference with its sign, a rate's in percentage points.
func moved(book *pipeline.Book, unit formulas.Unit, v expr.Value) string {
	d, ok := v.Decimal()
	switch {
	case !ok:
		return v.String()
	case unit == formulas.Ratio:
		return signed(d.Shift(2).StringFixed(2)) + " points"
	case unit.Comparison() == formulas.Points:
		return signed(d.StringFixed(2)) + " points"
	case unit == formulas.Money:
		return finance.ShownChange(book, unit, v)
	}
	return signed(d.Round(2).String())
}

// upper starts a sentence.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }
