package qbr

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/reports"
	"kpibook/reports/audit"
)

// Index is a workbook that lists all packs of the edition with links to their files, which lie beside it under the names
// given.
func (e *Edition) Index(files []string) *reports.Workbook {
	r := &review{Edition: e, pack: Pack{Title: "index"}}
	p := r.page("Index", reports.Control, "Business reviews "+e.quarter.Label(), fmt.Sprintf("%d packs. Each is a file beside this one.", len(e.Packs)))
	p.add()
	p.TitleFrom, p.TitleRows = len(p.Rows), 1
	p.add(append(headers("Pack", "Customers", "ARR at the end, "+e.book.Facts.Currency), apart(header("File, a click opens it", "")))...)
	p.Freeze = reports.Position{Row: len(p.Rows), Column: 1}
	arr, known := e.book.Choose("annual_recurring_revenue")
	for i, pack := range e.Packs {
		figure := text(reports.Absent, "–")
		if known {
			total := e.book.Value(arr, r.scope(pack.Accounts[0]), e.quarter)
			for _, account := range pack.Accounts[1:] {
				total = total.Add(e.book.Value(arr, r.scope(account), e.quarter))
			}
			figure = valueCell(total, reports.Plain, r.format(unitOf(arr)))
		}
		p.add(text(reports.Label, pack.Title), number(decimal.NewFromInt(int64(len(pack.Accounts))), reports.Plain, reports.Format{Kind: reports.FormatCount}), figure, apart(beside(files[i])))
	}
	p.Widths = []int{44, 12, 20, 60}
	return &reports.Workbook{Title: "Business reviews " + e.quarter.Label(), Subject: "Index of quarterly business reviews", Company: e.book.Job.Company,
		Description: "All packs of " + e.quarter.Label(), Created: e.quarter.LastDay(), Look: e.look, Sheets: []*reports.Sheet{p.Sheet}}
}

// beside is a link to a file beside the workbook.
func beside(file string) reports.Cell {
	return reports.Cell{Text: file, File: file, LinkTip: "open " + file, Style: reports.Style{Role: reports.Hyperlink}}
}

// Listed are the files that an index lists, as it was written. What is no plain name of a pack's file in the same folder is left
// out, so that a workbook that someone changed leads nowhere else.
func Listed(index *audit.Workbook) (files []string) {
	for _, sheet := range index.Sheets {
		for _, c := range sheet.Cells {
			name, ok := strings.CutSuffix(c.Value.String(), ".xlsx")
			if c.At.Column == fileColumn && ok && packName.MatchString(name) {
				files = append(files, c.Value.String())
			}
		}
	}
	return files
}

// fileColumn is the column of the index that names the files.
const fileColumn = 3

// packName is what names.of makes.
var packName = regexp.MustCompile(`^[a-z0-9-]*[0-9a-f]{8,64}$`)
