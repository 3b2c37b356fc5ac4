package qbr

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/reports"
)

// valueKPIs are what the customer pays and what it has of it, those of them that the catalogue has.
var valueKPIs = []string{"recurring_revenue", "average_revenue_per_user", "monthly_active_users", "adoption_rate", "license_utilisation", "product_usage", "usage_per_user", "first_values", "time_to_value", "time_to_go_live"}

// paidKPI is what a customer pays in a year, against which the worth that it sees is held.
const paidKPI = "annual_recurring_revenue"

// value is what the customer pays and what it has of it, and its return, which is worked out once the meeting has said what the
// product is worth to the customer: no export knows that.
func (r *review) value(p page, account int, standings map[string]standing) {
	head := headers("KPI", "Unit")
	for _, q := range r.compared() {
		head = append(head, header(q.Label(), ""))
	}
	p.section("Value delivered: what is paid, and what is had of it")
	p.add(head...)
	for _, id := range valueKPIs {
		c, ok := r.book.Choose(id)
		if !ok {
			continue
		}
		stands(r.mentions.drawn, c, reports.Ref{Sheet: p.Name, Position: reports.Position{Row: len(p.Rows)}})
		cells := []reports.Cell{r.kpiHeader(c, reports.Label, ""), text(reports.Plain, r.unit(unitOf(c)))}
		s, onCard := standings[id]
		for k, q := range r.compared() {
			cell := valueCell(r.book.Value(c, r.scope(account), q), reports.Plain, r.format(unitOf(c)))
			if onCard && k < len(s.values) {
				cell.Formula, cell.Style.Role = s.values[k].Address(), reports.Crossing
			}
			cells = append(cells, cell)
		}
		p.add(cells...)
	}
	r.worth(p, account, standings)
}

// worth is the return on what the customer pays: a cell to fill in, and the figure that follows from it.
func (r *review) worth(p page, account int, standings map[string]standing) {
	c, ok := r.book.Choose(paidKPI)
	if !ok {
		return
	}
	p.section("Return for the customer, a year")
	filled := p.add(text(reports.Label, "Worth to the customer, to fill in"), text(reports.Plain, r.book.Facts.Currency),
		reports.Cell{Note: "What the customer earns or saves in a year with the product, as it says itself. No export holds it; the return below follows.", Style: reports.Style{Role: reports.Input, Format: r.format(formulas.Money)}})
	paid := valueCell(r.book.Value(c, r.scope(account), r.quarter), reports.Plain, r.format(formulas.Money))
	if s, ok := standings[paidKPI]; ok {
		paid.Formula, paid.Style.Role = s.value.Address(), reports.Crossing
	}
	stands(r.mentions.drawn, c, reports.Ref{Sheet: p.Name, Position: reports.Position{Row: len(p.Rows)}})
	pays := p.add(r.kpiHeader(c, reports.Label, ""), text(reports.Plain, r.book.Facts.Currency), paid)
	at := func(row int) string { return reports.Position{Row: row, Column: 2}.Address() }
	p.add(text(reports.Label, "Return on investment"), text(reports.Plain, "%"), reports.Cell{Text: notAvailable, Note: notAvailable + ": what the product is worth to the customer is not filled in, or nothing is paid for it",
		Formula: fmt.Sprintf(`IF(COUNT(%[1]s,%[2]s)<2,"%[3]s",IF(%[2]s=0,"%[3]s",(%[1]s-%[2]s)/%[2]s))`, at(filled), at(pays), notAvailable), Style: reports.Style{Role: reports.Absent, Format: r.format(formulas.Ratio)}})
}

// milestones are the steps that the customer has reached, and how long each took.
func (r *review) milestones(p page, within func(string) bool) {
	p.section("Steps reached", "Step", "", "On", "| Days since the one before")
	from := len(p.Rows)
	list := slices.Clone(r.book.Records.Milestones)
	slices.SortStableFunc(list, func(a, b ingest.Milestone) int { return int(a.On - b.On) })
	before := period.NoDate
	for _, m := range list {
		if !within(m.Account) || m.On > r.quarter.LastDay() {
			continue
		}
		took := text(reports.Absent, "–")
		if before != period.NoDate {
			took = number(decimal.NewFromInt(int64(m.On-before)), reports.Plain, reports.Format{Kind: reports.FormatDays})
		}
		before = m.On
		p.add(text(reports.Label, milestoneNames[m.Kind]), text(reports.Plain, ""), date(m.On), took)
	}
	p.none(from, "milestones", r.loaded("milestones"))
}

var milestoneNames = map[string]string{"contract_signed": "Contract signed", "onboarding_started": "Onboarding started", "onboarding_completed": "Onboarding completed",
	"go_live": "Gone live", "first_value": "First value reached"}
