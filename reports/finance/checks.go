package finance

import (
	"fmt"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/reports"
)

// Where the checks stand on their sheet.
const (
	firstCheckRow     = 4
	checkCasesColumn  = 3
	checkFailedColumn = 4
)

// What the result of a check says.
const (
	checkPassed  = "✓ passed"
	checkFailed  = reports.Failed + " failed"
	checkNothing = "– nothing to check"
)

// checks is the sheet of proofs: those of the run and, below them, the live checks of other sheets, which go on checking.
func (r *report) checks(sheets ...*reports.Sheet) *reports.Sheet {
	p := r.page(checksSheet, reports.Control, "Every equation is tried in exact arithmetic before the report is written; one that does not hold stops it. The live checks go on: change a figure by hand, and they show it.")
	p.headings(0, append(headers("Result", "Check", "What it proves", "Cases", "Failed"), indented(header("Detail", ""))))
	for _, c := range r.book.Checks {
		result, detail := text(reports.Good, checkPassed), "all hold"
		switch {
		case c.Cases == 0:
			result, detail = text(reports.Warning, checkNothing), "no case in this data"
		case !c.Passed():
			result, detail = text(reports.Bad, checkFailed), firstLines(c.Failed, 5)
		}
		p.add(result, text(reports.Label, c.Name), prose(c.What), count(c.Cases), count(len(c.Failed)), indented(prose(detail)))
	}
	for _, s := range sheets {
		if blocks := s.LiveChecks(); blocks != nil {
			cases, failed := r.liveChecks(len(p.Rows), s, blocks)
			r.live.rows++
			r.live.cases += int(cases.Number.Decimal.IntPart())
			at := reports.Position{Row: len(p.Rows), Column: checkFailedColumn}.Address()
			result := text(reports.Good, checkPassed)
			if !failed.Number.Decimal.IsZero() {
				result = text(reports.Bad, checkFailed)
				r.live.failed++
			}
			result.Formula = fmt.Sprintf(`IF(%s=0,"%s","%s")`, at, checkPassed, checkFailed)
			p.add(result, link("Live on "+s.Name, reports.Ref{Sheet: s.Name, Position: blocks[0].From}), prose("The check cells of the sheet, as they stand now: each is 0."), cases, failed, indented(prose("counted by this workbook")))
		}
	}
	p.filter(6)
	p.Widths = []int{20, 34, 70, 10, 10, 60}
	return p.Sheet
}

// liveTotals is how many rows of the checks are for live ones, how many of these rows failed, and how many live checks there are.
type liveTotals struct{ rows, failed, cases int }

// liveChecks counts the live checks of a sheet, and those that are not 0: a cell that has become a text or an error is one.
func (r *report) liveChecks(row int, s *reports.Sheet, blocks []reports.Range) (cases, failed reports.Cell) {
	all, zero := int64(0), int64(0)
	counted, zeros := make([]string, len(blocks)), reports.Position{Row: row, Column: checkCasesColumn}.Address()
	for i, block := range blocks {
		address := reports.RefRange{Sheet: s.Name, Range: block}.Address()
		counted[i] = "ROWS(" + address + ")*COLUMNS(" + address + ")"
		zeros += "-COUNTIF(" + address + ",0)"
		for _, row := range s.Rows[block.From.Row : block.To.Row+1] {
			for _, cell := range row.Cells[block.From.Column : block.To.Column+1] {
				if all++; cell.Number.Decimal.IsZero() {
					zero++
				}
			}
		}
	}
	format := reports.Format{Kind: reports.FormatCount}
	return live(expr.Fraction(all, 1), strings.Join(counted, "+"), reports.Crossing, format),
		live(expr.Fraction(all-zero, 1), zeros, reports.Crossing, format)
}

// firstLines joins the first lines and counts the rest.
func firstLines(lines []string, limit int) string {
	if len(lines) > limit {
		return strings.Join(lines[:limit], "\n") + fmt.Sprintf("\nand %d more", len(lines)-limit)
	}
	return strings.Join(lines, "\n")
}

// master is the state of all checks, those of the run and the live ones: a live formula over the sheet of checks.
func (r *report) master() reports.Cell {
	passed, failed, nothing := 0, 0, 0
	for _, c := range r.book.Checks {
		switch {
		case c.Cases == 0:
			nothing++
		case c.Passed():
			passed++
		default:
			failed++
		}
	}
	run := len(r.book.Checks)
	if run == 0 {
		return text(reports.Warning, "– no checks ran")
	}
	column := func(column, first, rows int) string {
		from := reports.Position{Row: firstCheckRow + first, Column: column}
		return reports.RefRange{Sheet: checksSheet, Range: reports.Range{From: from, To: reports.Position{Row: from.Row + rows - 1, Column: column}}}.Address()
	}
	cases, all := column(checkCasesColumn, 0, run), column(checkFailedColumn, 0, run+r.live.rows)
	good, formula := fmt.Sprintf("✓ All %d checks passed", passed), `"✓ All "&COUNTIF(`+cases+`,">0")&" checks passed"`
	if nothing > 0 {
		good += fmt.Sprintf(", %d had nothing to check", nothing)
		formula += `&", "&COUNTIF(` + cases + `,0)&" had nothing to check"`
	}
	if r.live.rows > 0 {
		good += fmt.Sprintf("; %d live ones hold", r.live.cases)
		formula += `&"; "&SUM(` + column(checkCasesColumn, run, r.live.rows) + `)&" live ones hold"`
	}
	cell := text(reports.Good, good)
	if failed += r.live.failed; failed > 0 {
		cell = text(reports.Bad, fmt.Sprintf("%s %d of %d checks failed", reports.Failed, failed, run+r.live.rows))
	}
	cell.Formula = `IF(SUM(` + all + `)=0,` + formula + `,"` + reports.Failed + ` "&COUNTIF(` + all + `,">0")&" of "&ROWS(` + all + `)&" checks failed")`
	cell.Link = &reports.Ref{Sheet: checksSheet}
	return cell
}
