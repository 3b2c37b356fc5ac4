package finance

import (
	"fmt"
	"strings"

	"kpibook/reports"
)

// Where the checks stand on their sheet.
const (
	firstCheckRow     = 4
	checkCasesColumn  = 3
	checkFailedColumn = 4
)

// checks is the sheet of proofs.
func (r *report) checks() *reports.Sheet {
	p := r.page(checksSheet, reports.Control, "Every equation is tried in exact arithmetic before the report is written; one that does not hold stops it.")
	p.headings(0, append(headers("Result", "Check", "What it proves", "Cases", "Failed"), indented(header("Detail", ""))))
	for _, c := range r.book.Checks {
		result := text(reports.Good, "✓ passed")
		if !c.Passed() {
			result = text(reports.Bad, "✗ failed")
		}
		detail := "all hold"
		switch {
		case c.Cases == 0:
			result, detail = text(reports.Warning, "– nothing to check"), "no case in this data"
		case !c.Passed():
			detail = firstLines(c.Failed, 5)
		}
		p.add(result, text(reports.Label, c.Name), prose(c.What), count(c.Cases), count(len(c.Failed)), indented(prose(detail)))
	}
	p.filter(6)
	p.Widths = []int{20, 34, 70, 10, 10, 60}
	return p.Sheet
}

// firstLines joins the first lines and counts the rest.
func firstLines(lines []string, limit int) string {
	if len(lines) > limit {
		return strings.Join(lines[:limit], "\n") + fmt.Sprintf("\nand %d more", len(lines)-limit)
	}
	return strings.Join(lines, "\n")
}

// master is the state of all checks: a live formula that counts the failed ones.
func (r *report) master() reports.Cell {
	failed := 0
	for _, c := range r.book.Checks {
		if !c.Passed() {
			failed++
		}
	}
	all := len(r.book.Checks)
	if all == 0 {
		return text(reports.Warning, "– no checks ran")
	}
	cell := text(reports.Good, fmt.Sprintf("✓ All %d checks passed", all))
	if failed > 0 {
		cell = text(reports.Bad, fmt.Sprintf("✗ %d of %d checks failed", failed, all))
	}
	column := reports.RefRange{Sheet: checksSheet, Range: reports.Range{From: reports.Position{Row: firstCheckRow, Column: checkFailedColumn},
		To: reports.Position{Row: firstCheckRow + all - 1, Column: checkFailedColumn}}}.Address()
	cell.Formula = fmt.Sprintf(`IF(SUM(%[1]s)=0,"✓ All "&COUNT(%[1]s)&" checks passed","✗ "&COUNTIF(%[1]s,">0")&" of "&COUNT(%[1]s)&" checks failed")`, column)
	cell.Link = &reports.Ref{Sheet: checksSheet}
	return cell
}
