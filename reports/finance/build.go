// Package finance lays out the finance report: a cover, a summary of the portfolio, the KPIs by account and by dimension,
// what moved recurring revenue, the inputs that the live formulas point at, and the checks, sources and definitions that a
// reader needs to trust them. One sheet stands in one file.
package finance

import (
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// The sheets. Those by dimension are named by dimensionSheet.
const (
	coverSheet       = "Cover"
	summarySheet     = "Summary"
	scorecardSheet   = "Scorecard"
	historySheet     = "KPI history"
	byPeriodSheet    = "KPIs by period"
	accountsSheet    = "KPIs by account"
	bridgeSheet      = "MRR bridge"
	renewalsSheet    = "Renewals due"
	cohortsSheet     = "Cohorts"
	forecastSheet    = "Forecast"
	movementsSheet   = "MRR movements"
	rollForwardSheet = "MRR roll-forward"
	byGroupSheet     = "MRR roll-forward by group"
	inputsSheet      = "Inputs"
	byAccountSheet   = "Inputs by account"
	checksSheet      = "Checks"
	qualitySheet     = "Data quality"
	glossarySheet    = "Glossary"
)

// report is a finance report in the making.
type report struct {
	book       *pipeline.Book
	month      period.Period
	quarter    period.Period // the quarter of the month, or the one before when that one is still open
	ytd, ttm   period.Period
	longer     []period.Period // all periods that the sheet by period shows
	dimensions []dimension
	look       reports.Look
	layout     job.Layout
	kpis       []compute.Chosen // in book order, or in that of the layout
	measures   []formulas.Measure
	measureAt  map[string]int // measure: its place in measures
	inputs     inputs
	byAccount  accountInputs
	tableRow   map[string]reports.Ref // KPI: its row on the summary, or for want of one on the sheet by period
	trend      trend
	trends     map[onTable]reports.RefRange // of the history: the figures of a KPI over time
	waterfall  bridge
	groupMRR   []groupMRR
	memo       reports.Ref // where the report month's memo stands
	live       liveTotals
	names      []reports.Name
	places     int // of the live checks of recurring revenue
}

// dimension is an account attribute that has a sheet of its own.
type dimension struct{ name, sheet string }

// Build lays out the report of a month. The book may be one whose checks failed. The errors are a period that is not a
// month, a dimension that the accounts do not have, and a sheet that there is not.
func Build(b *pipeline.Book, j job.Job, p period.Period, look reports.Look) (*reports.Workbook, error) {
	if p.Kind != period.MonthKind {
		return nil, fmt.Errorf("a finance report is about one month, not %s; fix: set period to a month such as %s", p.Label(), p.Last)
	}
	r := &report{book: b, month: p, quarter: lastComplete(b, period.QuarterKind, p), ytd: b.Facts.Calendar.At(period.YTD, p.Last),
		ttm: b.Facts.Calendar.At(period.TTM, p.Last), look: look, layout: j.Layout, tableRow: map[string]reports.Ref{}, trends: map[onTable]reports.RefRange{}}
	r.kpis = r.shownKPIs()
	r.longer = r.longerPeriods()
	if err := r.setDimensions(j.Dimensions); err != nil {
		return nil, err
	}
	r.setMeasures()
	r.planInputs()
	r.setPlaces()

	rollForward, history, bridge := r.rollForward(), r.history(), r.bridge() // before what points there
	scorecard, month := r.scorecard()
	byPeriod, longer := r.byPeriod()
	var groups []content
	for _, d := range r.dimensions {
		groups = append(groups, content{r.groups(d), "the same for every " + d.name + " and the portfolio"})
	}
	contents := []content{{r.summary(month, longer), "the headlines on one page: what stands where, and what moved recurring revenue"},
		{scorecard, "the portfolio's KPIs for " + p.Label() + " against earlier months"},
		{byPeriod, "the portfolio's KPIs for quarter, half-year, year, year to date and twelve months"},
		{history, "the portfolio's KPIs over thirteen months and the quarters in them"},
		{r.accounts(), "every KPI that one customer can have, for " + p.Label()}}
	contents = append(contents, groups...)
	movements, quality := r.movements(), r.quality()
	proofs := []*reports.Sheet{movements, rollForward, quality}
	contents = append(contents,
		content{movements, "which customers moved recurring revenue in " + p.Label() + ", by how much, and on which lines"},
		content{rollForward, "from opening to closing MRR, month by month and over longer periods, with its proof"})
	if bridge != nil {
		contents = append(contents, content{bridge, "the month's waterfall and the figures it is drawn from"})
	}
	if len(r.dimensions) > 0 {
		byGroup := r.groupForward()
		contents = append(contents, content{byGroup, "the same for every group, with the customers that went from one to another"})
		proofs = append(proofs, byGroup)
	}
	if cohorts := r.cohorts(); cohorts != nil {
		contents = append(contents, content{cohorts, "how the customers who started together held, as triangles"})
	}
	if renewals := r.renewals(); renewals != nil {
		contents = append(contents, content{renewals, "what fell due for renewal in the month, and what will in the twelve after it"})
		proofs = append(proofs, renewals)
	}
	contents, proofs = r.restatedSheet(contents, proofs)
	if forecast := r.forecast(); forecast != nil {
		contents = append(contents, content{forecast, "what the next twelve months bring, and how the forecasts held"})
	}
	contents = append(contents,
		content{r.inputs.sheet(r), "the base measures that the live formulas point at: portfolio and groups (not printed)"},
		content{r.byAccount.sheet(r), "the same by customer, for " + p.Label() + " (not printed)"},
		content{r.sensitivity(month, longer), "what the other published definitions would make of the KPIs"},
		content{r.checks(proofs...), "the proofs that the figures hold together"},
		content{quality, "how every file was read, its control totals, and what was left out and why"},
		content{r.glossary(j.Glossary == job.GlossaryAll), "what every KPI means, its formula and its source"})
	contents, err := r.shownSheets(contents)
	if err != nil {
		return nil, err
	}
	w := &reports.Workbook{
		Title: "Finance report " + p.Label(), Subject: "Recurring revenue, retention and adoption", Company: b.Job.Company,
		Description: r.subtitle(), Created: b.AsOf.Last(), Sheets: []*reports.Sheet{r.cover(contents)}, Names: r.names, Look: look,
	}
	for _, c := range contents {
		wrapAbout(c.sheet)
		w.Sheets = append(w.Sheets, c.sheet)
	}
	w.Unlink()
	return w, nil
}

// lastComplete is the quarter, half-year or year of a month, or the one before it while that one has months to come.
func lastComplete(b *pipeline.Book, kind period.Kind, month period.Period) period.Period {
	p := b.Facts.Calendar.At(kind, month.Last)
	if p.Last > month.Last {
		p, _ = p.Previous()
	}
	return p
}

// longerPeriods are the periods of the sheet by period, shortest first; a half-year and a year only where the history covers them.
func (r *report) longerPeriods() []period.Period {
	list := []period.Period{r.quarter}
	for _, kind := range []period.Kind{period.HalfKind, period.YearKind} {
		if p := lastComplete(r.book, kind, r.month); p.First >= r.book.Facts.First {
			list = append(list, p)
		}
	}
	return append(list, r.ytd, r.ttm)
}

// setDimensions takes the dimensions that the job names; without any, the usual ones that the accounts have.
func (r *report) setDimensions(asked []string) error {
	known := r.book.Facts.Dimensions()
	if len(asked) == 0 {
		for _, usual := range []string{"segment", "region", "csm"} {
			if slices.Contains(known, usual) {
				asked = append(asked, usual)
			}
		}
	}
	taken := map[string]bool{strings.ToLower(accountsSheet): true, strings.ToLower(byPeriodSheet): true}
	for _, name := range asked {
		if !slices.Contains(known, name) {
			return fmt.Errorf("the accounts have no dimension %q: they have %s; fix: correct dimensions in the job file, or map the column",
				name, strings.Join(known, ", "))
		}
		r.dimensions = append(r.dimensions, dimension{name, dimensionSheet(name, taken)})
	}
	return nil
}

// dimensionSheet names the sheet of a dimension within what a sheet may be called: 31 characters, some of them forbidden, no
// name twice.
func dimensionSheet(dimension string, taken map[string]bool) string {
	clean := strings.Map(func(c rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, c) || c < ' ' {
			return ' '
		}
		return c
	}, dimension)
	for try := 1; ; try++ {
		suffix := ""
		if try > 1 {
			suffix = fmt.Sprintf(" %d", try)
		}
		name := []rune("KPIs by " + clean)
		name = name[:min(len(name), 31-len(suffix))]
		sheet := strings.TrimSpace(string(name)) + suffix
		if !taken[strings.ToLower(sheet)] {
			taken[strings.ToLower(sheet)] = true
			return sheet
		}
	}
}

// setMeasures lists the base measures that the report's formulas name, in the order of the measure table.
func (r *report) setMeasures() {
	needed := map[string]bool{}
	for _, c := range r.kpis {
		for _, variant := range c.KPI.Definitions() { // the sheet of definitions has them all
			for _, name := range c.KPI.Inputs(variant) {
				needed[name] = true
			}
		}
	}
	needed["opening_mrr"], needed["renewals_due"] = true, true // the totals of the movements and of the renewals
	for _, c := range rollForwardColumns {
		needed[c.measure] = true
		needed[c.activity] = true
	}
	r.measureAt = map[string]int{}
	for _, m := range formulas.Measures() {
		if needed[m.ID] {
			r.measureAt[m.ID] = len(r.measures)
			r.measures = append(r.measures, m)
		}
	}
}

// planInputs gives every period of the portfolio and every group a row on the inputs sheet, and every account one on its own,
// so that formulas can point there before the sheets are written.
func (r *report) planInputs() {
	var periods []period.Period
	for _, p := range append([]period.Period{r.month}, r.longer...) {
		periods = append(periods, p)
		for _, c := range comparisonsOf(p) {
			earlier, _ := c.From(p)
			periods = append(periods, earlier)
		}
	}
	periods = append(periods, r.quarters()...)
	for _, month := range r.months() {
		periods = append(periods, month, r.book.Facts.Calendar.At(period.TTM, month.Last))
	}
	slices.SortFunc(periods, func(a, b period.Period) int {
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return int(a.Last - b.Last)
	})
	for _, p := range slices.Compact(periods) {
		r.inputs.add(facts.Portfolio, p)
	}
	for _, d := range r.dimensions {
		for _, group := range r.book.Facts.Groups(d.name) {
			r.inputs.add(facts.Scope{Dimension: d.name, Value: group}, r.month)
		}
	}
	r.byAccount.plan(r)
}

// months are the report month and the twelve before it, oldest first.
func (r *report) months() (months []period.Period) {
	for back := 12; back >= 0; back-- {
		months = append(months, r.month.Earlier(back))
	}
	return months
}
