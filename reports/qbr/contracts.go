package qbr

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// How far the timeline looks back and ahead from the end of the quarter, in days, and how many contracts it draws.
const (
	daysBack     = 731
	daysAhead    = 366
	mostDrawn    = 12
	timelineRows = 4 // beside one for each contract
)

// The columns of the table of contracts that the timeline is drawn from.
const (
	startColumn = 2
	ranColumn   = 8
	aheadColumn = 9
)

// contracts is the table of a customer's contracts, those that ended before the timeline first, and the timeline.
func (r *review) contracts(p page, within func(string) bool) {
	day := r.quarter.LastDay()
	p.section("Contracts, in their own currency", "Contract", "State", "Starts", "Last day", "Recurring, whole term", "One-time fees", "| Currency", "Renewal", "Days run", "Days ahead")
	from := len(p.Rows)
	list := slices.DeleteFunc(slices.Clone(r.book.Records.Contracts), func(c ingest.Contract) bool { return !within(c.Account) || c.StartsOn > day })
	slices.SortStableFunc(list, func(a, b ingest.Contract) int {
		return cmp.Or(cmp.Compare(min(lastDay(a), day-daysBack), min(lastDay(b), day-daysBack)), cmp.Compare(a.StartsOn, b.StartsOn))
	})
	for _, c := range list {
		ran, ahead := decimal.NewFromInt(int64(min(lastDay(c), day)-c.StartsOn+1)), text(reports.Absent, "–")
		if last := lastDay(c); last < endless {
			ahead = number(decimal.NewFromInt(int64(max(last-day, 0))), reports.Plain, reports.Format{Kind: reports.FormatCount})
		}
		p.add(text(reports.Label, c.ID), text(reports.Plain, stateOf(c, day)), date(c.StartsOn), date(c.EndsOn), money(c.Recurring, c.Currency), money(c.OneTimeFees, c.Currency), apart(text(reports.Plain, c.Currency)),
			text(reports.Plain, renewalOf(c)), number(ran, reports.Plain, reports.Format{Kind: reports.FormatCount}), ahead)
	}
	p.none(from, "contracts", r.loaded("contracts"))
	r.timeline(p, from, list)
}

// lastDay is the last day of a contract, a day after all others when it has no end.
func lastDay(c ingest.Contract) period.Date {
	switch {
	case c.Terminated != period.NoDate:
		return c.Terminated - 1
	case c.EndsOn == period.NoDate:
		return endless
	}
	return c.EndsOn
}

func stateOf(c ingest.Contract, day period.Date) string {
	switch {
	case c.Terminated != period.NoDate && c.Terminated <= day:
		return "terminated " + c.Terminated.String()
	case lastDay(c) < day:
		return "ended"
	}
	return "in force"
}

func renewalOf(c ingest.Contract) string {
	switch {
	case c.EndsOn == period.NoDate:
		return "evergreen: has no end"
	case c.AutoRenew:
		return "renews by itself"
	}
	return "ends unless renewed"
}

// timeline draws the contracts of the last two years as bars over the days, from the rows of their table: what ran up to the end
// of the quarter, and what is ahead up to the day on which a renewal falls due.
func (r *review) timeline(p page, from int, list []ingest.Contract) {
	day := r.quarter.LastDay()
	shown := slices.IndexFunc(list, func(c ingest.Contract) bool { return lastDay(c) >= day-daysBack })
	if shown < 0 {
		return
	}
	shown = max(shown, len(list)-mostDrawn)
	column := func(k int) reports.RefRange {
		return reports.RefRange{Sheet: p.Name, Range: reports.Range{From: reports.Position{Row: from + shown, Column: k}, To: reports.Position{Row: from + len(list) - 1, Column: k}}}
	}
	rows := timelineRows + len(list) - shown
	p.add()
	p.Charts = append(p.Charts, reports.Chart{Kind: reports.TimelineChart, At: reports.Position{Row: len(p.Rows)}, Width: timelineWidth, Height: (rows*chartRowHeight - 6) * 4 / 3,
		Quiet: true, Title: "Contracts: dark up to " + day.String() + ", light from there to the end of the term", Alt: "Bars of the contracts of " + r.pack.Title + " from their first to their last day", Categories: column(0), Format: reports.Format{Kind: reports.FormatDate}, Floor: int(day - daysBack),
		Series: []reports.Series{{Name: "Starts", Values: column(startColumn), Color: reports.NoColor}, {Name: "Ran up to " + day.String(), Values: column(ranColumn)}, {Name: "Ahead", Values: column(aheadColumn), Color: 4}}})
	for range rows {
		p.Rows = append(p.Rows, reports.Row{Height: chartRowHeight})
	}
}

// timelineWidth is the width of the timeline, in pixels.
const timelineWidth = 1000

// renewals are what fell due in the year to the end of the quarter and what will in the next one.
func (r *review) renewals(p page, account int) {
	day := r.quarter.LastDay()
	p.section("Renewals, a year back and ahead, in "+r.book.Facts.Currency, "Contracts", "Outcome", "Due on", "In days", "Annual amount due", "Annual, renewed", "", "Renewal")
	from := len(p.Rows)
	for _, due := range r.book.Facts.RenewalsDue(day-daysAhead, day+daysAhead) {
		if due.Account != account {
			continue
		}
		how, away := "by agreement", text(reports.Absent, "–")
		if due.Automatic {
			how = "by itself"
		}
		if due.On > day {
			away = number(decimal.NewFromInt(int64(due.On-day)), reports.Plain, reports.Format{Kind: reports.FormatCount})
		}
		format := reports.Format{Kind: reports.FormatMoney, Currency: r.book.Facts.Currency}
		p.add(text(reports.Label, strings.Join(due.Contracts, ", ")), text(reports.Plain, due.Outcome), date(due.On), away, valueCell(due.Due, reports.Plain, format), valueCell(due.Renewed, reports.Plain, format),
			reports.Cell{}, text(reports.Plain, how))
	}
	p.none(from, "renewals", r.loaded("renewals") || r.loaded("contracts"))
}

// subscriptions are the recurring lines in service on the last day.
func (r *review) subscriptions(p page, account int) {
	p.section("Subscribed to on "+r.quarter.LastDay().String(), "Subscription", "Product, plan", "Since", "| Until", "MRR", "Quantity", "| Currency")
	from, day := len(p.Rows), r.quarter.LastDay()
	for _, line := range r.book.Facts.Lines {
		if line.Account != account || line.Start > day || line.End <= day {
			continue
		}
		product := line.Product
		if line.Plan != "" {
			product += ", " + line.Plan
		}
		until := apart(text(reports.Plain, "open"))
		if line.End < endless {
			until = date(line.End - 1)
		}
		quantity := text(reports.Plain, "–")
		if line.Quantity >= 0 {
			quantity = number(decimal.New(line.Quantity, -6), reports.Plain, reports.Format{Kind: reports.FormatCount})
		}
		monthly, _ := expr.Fraction(line.Annual, 12_000_000).Decimal()
		p.add(text(reports.Label, line.Subscription), text(reports.Plain, product), date(line.Start), until, money(monthly, line.Currency), quantity, apart(text(reports.Plain, line.Currency)))
	}
	p.none(from, "subscriptions", r.loaded("subscriptions") || r.loaded("mrr"))
}

// endless is a day after every date that a line can end on.
var endless = period.DateOf(9999, 1, 1)
