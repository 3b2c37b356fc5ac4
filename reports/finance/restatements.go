package finance

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline"
	"kpibook/reports"
)

// restatementsSheet lists what has become of sealed figures.
const restatementsSheet = "Restatements"

// Where the numbers of the sheet stand.
const (
	restatedReportedColumn = 4
	restatedCausesColumn   = 5
)

// restatements is the sheet of figures of sealed periods that are not what was reported: as reported, the difference by cause, as
// restated, and the proof that they add up. The rows behind them stand below.
func (r *report) restatements() *reports.Sheet {
	p := r.page(restatementsSheet, reports.Control, "Sealed reports stay as they were. What the data of today gives instead is listed here, by what has changed since: as reported + differences = restated.")
	causes := r.restatedCauses()
	p.Widths = []int{23, 46, 27, 14, 15}
	for range causes {
		p.Widths = append(p.Widths, 13)
	}
	p.Widths = append(p.Widths, 15, 10)
	head := headers("Sealed report", "KPI", "Of", "Over", "As reported")
	for _, cause := range causes {
		head = append(head, header(sentenceCase(string(cause)), restatedNote(cause)))
	}
	head = append(head, headers("Restated", "Check")...)
	for i := restatedReportedColumn; i < len(head); i++ {
		head[i].Style.Right = true
	}
	p.headings(2, head)
	for _, restatement := range r.book.Restatements {
		for _, f := range restatement.Figures {
			p.add(r.restatedRow(len(p.Rows), causes, restatement, f)...)
		}
	}
	p.filter(restatedCausesColumn + len(causes) + 2)
	r.restatedRemarks(p)
	return p.Sheet
}

// restatedCauses are the columns of the causes: all that there may be, and the one for none only where it is needed.
func (r *report) restatedCauses() []pipeline.RestatedBy {
	unknown := slices.ContainsFunc(r.book.Restatements, func(s pipeline.Restatement) bool {
		return slices.ContainsFunc(s.Figures, func(f pipeline.Restated) bool { return f.First == pipeline.ByUnknown })
	})
	return slices.DeleteFunc(pipeline.Causes(), func(cause pipeline.RestatedBy) bool { return cause == pipeline.ByUnknown && !unknown })
}

// restatedNote says what a cause is.
func restatedNote(cause pipeline.RestatedBy) string {
	return map[pipeline.RestatedBy]string{
		pipeline.ByLateRow:      "Rows that were not in the export when the period was sealed.",
		pipeline.ByCorrectedRow: "Rows of the same id with another content.",
		pipeline.ByRemovedRow:   "Rows that were there and have vanished from the export. A customer of which rows have vanished has not left.",
		pipeline.ByRates:        "Exchange rates, or how they are used, that have changed.",
		pipeline.ByMapping:      "What the job file says of how files are read.",
		pipeline.ByDefinition:   "Definitions and settings of KPIs, in the job file or in a new version of kpibook.",
		pipeline.ByUnknown:      "The sealed data is not known any more, so the cause is not either.",
	}[cause] + " Applied to the sealed data one after the other, from left to right."
}

// restatedRow is one figure. Where the two are no numbers there is nothing to add up, and the first cause is marked.
func (r *report) restatedRow(row int, causes []pipeline.RestatedBy, restatement pipeline.Restatement, f pipeline.Restated) []reports.Cell {
	unit := formulas.Unit("")
	if kpi, ok := r.book.Catalogue.ByID(f.KPI); ok {
		unit = kpi.UnitOf(f.Variant)
	}
	format, change := r.format(unit), r.changeFormat(unit)
	cells := []reports.Cell{text(reports.Label, fmt.Sprintf("%s %s v%d", restatement.Job, restatement.Period, restatement.Version)), reports.Cell{Text: f.Name, Style: reports.Style{Role: reports.Plain, Wrap: true}},
		text(reports.Plain, f.ScopeName), text(reports.Plain, f.Period), restatedValue(f.Reported, format)}
	sum := f.Reported
	for _, cause := range causes {
		difference, ok := f.By[cause]
		switch {
		case ok:
			sum = sum.Add(difference)
			cells = append(cells, valueCell(difference, reports.Input, change))
		case len(f.By) == 0 && f.First == cause:
			cells = append(cells, text(reports.Warning, "changed"))
		default:
			cells = append(cells, text(reports.Plain, ""))
		}
	}
	cells = append(cells, restatedValue(f.Now, format))
	if len(f.By) == 0 {
		return append(cells, text(reports.Plain, ""))
	}
	parts := reports.Range{From: reports.Position{Row: row, Column: restatedReportedColumn}, To: reports.Position{Row: row, Column: len(cells) - 2}}
	now := reports.Position{Row: row, Column: len(cells) - 1}
	residual := sum.Sub(f.Now)
	largest, _ := f.Now.Decimal()
	return append(cells, live(residual, fmt.Sprintf("ROUND(SUM(%s)-%s,%d)", parts.Address(), now.Address(), checkPlaces(largest)), passed(residual.Sign() == 0), reports.Format{Kind: reports.FormatNumber}))
}

// restatedValue is a figure, with its reason as a note where there is none.
func restatedValue(v expr.Value, format reports.Format) reports.Cell {
	cell := valueCell(v, reports.Input, format)
	if !v.Available() {
		cell.Note = sentenceCase(why(v))
	}
	return cell
}

// restatedRows is how many changed rows the sheet lists; kpibook restatements --all has all of them.
const restatedRows = 200

func (r *report) restatedRemarks(p page) {
	for _, restatement := range r.book.Restatements {
		if len(restatement.Rows)+len(restatement.Remarks) == 0 {
			continue
		}
		p.add()
		p.add(text(reports.Heading, fmt.Sprintf("%s %s: what has changed", restatement.Job, restatement.Period)))
		for _, remark := range restatement.Remarks {
			p.add(text(reports.Warning, sentenceCase(remark)))
		}
		p.add(headers("Cause", "Dataset and row", "Customer", "Line", "File")...)
		for i, row := range restatement.Rows {
			if i == restatedRows {
				p.add(text(reports.Body, fmt.Sprintf("and %d more; kpibook restatements --all lists them", len(restatement.Rows)-i)))
				break
			}
			p.add(text(reports.Label, string(row.Cause)), text(reports.Plain, strings.TrimSpace(row.Dataset+" "+row.Key)), text(reports.Plain, row.Account),
				text(reports.Plain, line(int32(row.Line))), text(reports.Body, row.File))
		}
	}
}

// restatedSheet adds the sheet to the contents where there is something to list, and to the sheets with live checks.
func (r *report) restatedSheet(contents []content, proofs []*reports.Sheet) ([]content, []*reports.Sheet) {
	if !slices.ContainsFunc(r.book.Restatements, func(s pipeline.Restatement) bool { return len(s.Figures)+len(s.Remarks) > 0 }) {
		return contents, proofs
	}
	sheet := r.restatements()
	return append(contents, content{sheet, "figures of sealed periods that are not what was reported, by cause"}), append(proofs, sheet)
}
