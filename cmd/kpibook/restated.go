package main

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/pipeline/ledger"
	"kpibook/reports"
)

// customersNamed is how many customers a message names whose headline figure is restated.
const customersNamed = 3

// sayRestatements says which sealed reports the data of today contradicts.
func (p *program) sayRestatements(book *pipeline.Book) {
	var periods []string
	for _, r := range book.Restatements {
		for _, line := range needed(book, r) {
			fmt.Fprintln(p.stderr, line)
		}
		if len(r.Figures) > 0 && !slices.Contains(periods, r.Period) {
			periods = append(periods, r.Period)
		}
	}
	for _, period := range periods {
		fmt.Fprintf(p.stderr, "fix: kpibook restatements %s lists what has changed, by cause, and kpibook restate %s publishes it; the sealed report stays as it is\n", period, period)
	}
}

// restatements notes for whoever looks at the run which sealed reports the data contradicts.
func (r *recording) restatements(book *pipeline.Book) {
	for _, s := range book.Restatements {
		for _, line := range needed(book, s) {
			r.result.Findings = append(r.result.Findings, ledger.Finding{Kind: ledger.RestatementNeeded, Text: line, Cases: 1,
				Fix: fmt.Sprintf("kpibook restatements %s lists all of it, and kpibook restate %s publishes it", s.Period, s.Period)})
		}
	}
}

// restatedLines are the part of a message about sealed reports that the data of today contradicts.
func restatedLines(restatements []pipeline.Restatement, book *pipeline.Book) (lines []string) {
	for i, r := range restatements {
		if i == 0 {
			lines = append(lines, "", "Restatements")
		}
		for _, line := range needed(book, r) {
			lines = append(lines, "- "+line)
		}
	}
	return lines
}

// needed says what is restated: the first figure of the whole book, some customers behind it, and how many figures there are.
func needed(book *pipeline.Book, r pipeline.Restatement) (lines []string) {
	report := fmt.Sprintf("%s %s, sealed on %s", r.Job, r.Period, r.SealedOn)
	for _, remark := range r.Remarks {
		lines = append(lines, report+": "+remark)
	}
	if len(r.Figures) == 0 {
		return lines
	}
	first := max(0, slices.IndexFunc(r.Figures, func(f pipeline.Restated) bool {
		return f.Scope == "portfolio" && f.Period == r.Period && isNumber(f.Reported) && isNumber(f.Now)
	}))
	headline := r.Figures[first]
	lines = append(lines, "restatement needed: "+restatedFigure(book, headline))
	customers := 0
	for i, f := range r.Figures {
		if i == first || f.KPI != headline.KPI || f.Period != headline.Period || !strings.HasPrefix(f.Scope, "account:") {
			continue
		}
		if customers++; customers <= customersNamed {
			lines = append(lines, "restatement needed: "+restatedFigure(book, f))
		}
	}
	if more := len(r.Figures) - 1 - min(customers, customersNamed); more > 0 {
		lines = append(lines, fmt.Sprintf("restatement needed: %s of %s", counted(more, "more figure"), report))
	}
	return lines
}

// restatedFigure is a figure as it was and as it is, and why: ACME 2026-09 Monthly recurring revenue 1,200.00 -> 1,350.00 (late row
// +150.00).
func restatedFigure(book *pipeline.Book, f pipeline.Restated) string {
	var causes []string
	for _, cause := range pipeline.Causes() {
		if by, ok := f.By[cause]; ok {
			shown := shownRestated(book, f, by)
			if inner, negative := strings.CutPrefix(shown, "("); negative {
				shown = "-" + strings.TrimSuffix(inner, ")")
			} else if by.Sign() > 0 {
				shown = "+" + shown
			}
			causes = append(causes, string(cause)+" "+shown)
		}
	}
	text := fmt.Sprintf("%s %s %s %s -> %s", f.ScopeName, f.Period, f.Name, shownRestated(book, f, f.Reported), shownRestated(book, f, f.Now))
	if len(causes) == 0 {
		return text
	}
	return text + " (" + strings.Join(causes, ", ") + ")"
}

func shownRestated(book *pipeline.Book, f pipeline.Restated, v expr.Value) string {
	d, _ := v.Decimal()
	if !isNumber(v) {
		return short(v)
	}
	cell := reports.Cell{Text: d.String()}
	if kpi, known := book.Catalogue.ByID(f.KPI); known {
		cell.Number.Decimal, cell.Number.Valid = d, true
		cell.Style.Format = reports.FormatOf(kpi.UnitOf(f.Variant), book.Facts.Currency)
	}
	return cell.Shown()
}

func isNumber(v expr.Value) bool { return v.Available() && !v.IsLabel() }
