package qbr

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// The sheets that a pack has once.
const (
	contentsSheet       = "Contents"
	trendsSheet         = "Trends"
	inputsSheet         = "Inputs"
	internalInputsSheet = "Internal inputs"
	glossarySheet       = "Glossary"
)

// review is a pack in the making.
type review struct {
	*Edition
	pack     Pack
	shared   []compute.Chosen // what the customer may see
	internal []compute.Chosen // what is the house's own business
	trends   []compute.Chosen // that have a monthly series
	inputs   [2]inputs        // of the shared KPIs, and what the internal ones need beside them
	series   map[int]series   // by customer
	sheets   map[int]sheets
	mentions mentions
}

// sheets are the names of a customer's sheets.
type sheets struct{ review, scorecard, detail, internal string }

// workbook lays out the pack.
func (r *review) workbook() *reports.Workbook {
	r.plan()
	trends := r.trendsSheet() // before the reviews, whose charts point there
	w := &reports.Workbook{Title: "Business review " + r.quarter.Label() + ": " + r.pack.Title, Subject: "Quarterly business review", Company: r.book.Job.Company,
		Description: "What changed in " + r.quarter.Label() + ", why, and what to agree on", Created: r.quarter.LastDay(), Look: r.look}
	if r.pack.Manager {
		w.Sheets = append(w.Sheets, nil) // the contents, which are written last
	}
	for _, account := range r.pack.Accounts {
		scorecard, rows := r.scorecard(account, card{r.sheets[account].scorecard, "Scorecard", r.shared,
			"Every KPI that has a figure in one of the quarters, live over the sheet Inputs; what has none is listed below with the reason."})
		w.Sheets = append(w.Sheets, r.reviewSheet(account, rows), scorecard, r.detail(account, rows))
	}
	w.Sheets = append(w.Sheets, trends, r.inputs[0].sheet(r, "The base measures as counted from the data; the live formulas of the scorecards point here."))
	own := r.internalSheets()
	w.Sheets = append(append(w.Sheets, r.glossary()), own...)
	if r.pack.Manager {
		w.Sheets[0] = r.contents()
	}
	return w
}

// plan settles what stands where, before any sheet is laid out.
func (r *review) plan() {
	r.trends, r.shared, r.internal = r.monthly(), nil, nil
	for _, c := range r.kpis {
		if internal(c) {
			r.internal = append(r.internal, c)
		} else {
			r.shared = append(r.shared, c)
		}
	}
	r.mentions = mentions{map[string][]*reports.Ref{}, map[string]reports.Ref{}, map[string]reports.Ref{}}
	r.nameSheets()
	measures := measuresOf(r.shared)
	own := slices.DeleteFunc(measuresOf(r.internal), func(m formulas.Measure) bool {
		return slices.ContainsFunc(measures, func(shared formulas.Measure) bool { return shared.ID == m.ID })
	})
	r.inputs = [2]inputs{newInputs(inputsSheet, r, measures), newInputs(internalInputsSheet, r, own)}
}

// compared are the quarter, the one before and the same a year ago.
func (r *review) compared() []period.Period {
	list := []period.Period{r.quarter}
	for _, c := range comparisons(r.quarter) {
		earlier, _ := c.From(r.quarter)
		list = append(list, earlier)
	}
	return list
}

// months are the thirteen to the end of the quarter, as far as there is data, oldest first.
func (r *review) months() (months []period.Period) {
	last := r.book.Facts.Calendar.At(period.MonthKind, r.quarter.Last)
	for back := 12; back >= 0; back-- {
		if month := last.Earlier(back); month.First >= r.book.Facts.First {
			months = append(months, month)
		}
	}
	return months
}

// nameSheets names the sheets of every customer: plainly in the pack of one, by the customer's id in a manager's.
func (r *review) nameSheets() {
	r.sheets = map[int]sheets{}
	taken := map[string]bool{}
	for _, account := range r.pack.Accounts {
		if !r.pack.Manager {
			r.sheets[account] = sheets{"Review", "Scorecard", "Details", "Internal"}
			continue
		}
		id := sheetName(r.book.Facts.Accounts[account].ID)
		for try := 2; taken[strings.ToLower(id)]; try++ {
			id = fmt.Sprintf("%s %d", sheetName(r.book.Facts.Accounts[account].ID), try)
		}
		taken[strings.ToLower(id)] = true
		r.sheets[account] = sheets{id + " review", id + " scorecard", id + " details", id + " internal"}
	}
}

// longestID is how much of an id a sheet's name can take, beside what the sheet is and a number.
const longestID = 16

// sheetName is an id in the letters, digits and few signs that a sheet's name may hold and that nothing takes for a formula.
func sheetName(id string) string {
	clean := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c) || strings.ContainsRune(" -_.#", c) {
			return c
		}
		return '-'
	}, id)
	runes := []rune(clean)
	return strings.TrimSpace(string(runes[:min(len(runes), longestID)]))
}

// contents is the list of a manager's customers, each with a link.
func (r *review) contents() *reports.Sheet {
	p := r.page(contentsSheet, reports.Control, "Business reviews: "+r.pack.Title, fmt.Sprintf("%d customers, the one with most ARR first. A click leads to the customer's review.", len(r.pack.Accounts)))
	p.section("Customers", "Customer", "Id", "ARR at the end, "+r.book.Facts.Currency, "| Review", "Scorecard", "Details", "Internal")
	arr, known := r.book.Choose("annual_recurring_revenue")
	for _, account := range r.pack.Accounts {
		a, s := r.book.Facts.Accounts[account], r.sheets[account]
		figure := text(reports.Absent, "–")
		if known {
			figure = valueCell(r.book.Value(arr, r.scope(account), r.quarter), reports.Plain, r.format(unitOf(arr)))
		}
		p.add(text(reports.Label, a.Name), text(reports.Plain, a.ID), figure, apart(link("Review", s.review)), link("Scorecard", s.scorecard), link("Details", s.detail), link("Internal", s.internal))
	}
	p.section("Sheets of all")
	for _, sheet := range []string{trendsSheet, inputsSheet, glossarySheet, internalInputsSheet} {
		p.add(link(sheet, sheet))
	}
	p.Widths = []int{40, 16, 18, 12, 12, 12, 12}
	return p.Sheet
}

func link(s, sheet string) reports.Cell {
	return reports.Cell{Text: s, Link: &reports.Ref{Sheet: sheet}, LinkTip: "go to " + sheet, Style: reports.Style{Role: reports.Hyperlink}}
}

// monthly are the KPIs that are drawn over the months: those of the trend charts that the catalogue has.
func (r *review) monthly() (list []compute.Chosen) {
	for _, chart := range trendCharts {
		for _, id := range chart.kpis {
			if c, ok := r.book.Choose(id); ok && !slices.ContainsFunc(list, func(x compute.Chosen) bool { return x.KPI == c.KPI }) {
				list = append(list, c)
			}
		}
	}
	return list
}
