// Package qbr lays out the pack for a quarterly business review: one workbook for a customer, or one for a manager with all
// of the manager's customers. It says what changed over the quarter and why, holds every KPI against the quarter before, the
// same quarter a year ago, the target and the customer's peers, and leaves room for what is agreed. One sheet stands in one file.
package qbr

import (
	"cmp"
	"fmt"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/reports"
)

// Edition is the packs of one quarter. It is safe for concurrent use: packs are built side by side.
type Edition struct {
	Packs []Pack

	book    *pipeline.Book
	quarter period.Period
	kpis    []compute.Chosen                  // that mean something for a customer and a quarter, in book order
	terms   map[string]formulas.GlossaryEntry // by KPI: gathering them takes as long as laying out a pack
	peers   *peers
	look    reports.Look
}

// Pack is one workbook to be.
type Pack struct {
	Name     string // unique, and safe as a part of a file's name
	Title    string // the customer, or the manager
	Accounts []int  // indices into Facts.Accounts, the customer with most ARR first
	Manager  bool   // the pack of a manager
}

// New plans the packs of a quarter: one for each customer that pays at its end, left in it, or was served in it; or one for each
// manager (csm) of such customers. The errors are a period that is not a quarter, one that the data does not cover, and accounts without a csm column.
func New(b *pipeline.Book, per string, quarter period.Period, look reports.Look) (*Edition, error) {
	switch {
	case quarter.Kind != period.QuarterKind:
		return nil, fmt.Errorf("a QBR pack is about one quarter, not %s; fix: set period to a quarter such as %s", quarter.Label(), b.Facts.Calendar.At(period.QuarterKind, b.AsOf).ID())
	case quarter.Last > b.AsOf:
		return nil, fmt.Errorf("%s is not over: the data goes to %s; fix: set period to %s", quarter.Label(), b.AsOf.Label(), b.Latest(period.QuarterKind).ID())
	case quarter.Last < b.Facts.First:
		return nil, fmt.Errorf("%s lies before the data, which starts in %s; fix: set period to %s", quarter.Label(), b.Facts.First.Label(), b.Latest(period.QuarterKind).ID())
	}
	e := &Edition{book: b, quarter: quarter, look: look}
	for _, c := range b.KPIs() {
		if c.KPI.GrainsOf(c.Variant).Has(formulas.AtAccount) && c.KPI.KindsOf(c.Variant).Has(period.QuarterKind) {
			e.kpis = append(e.kpis, c)
		}
	}
	e.terms = map[string]formulas.GlossaryEntry{}
	for _, entry := range b.Catalogue.Glossary() {
		e.terms[entry.ID] = entry
	}
	e.peers = newPeers(b, e.kpis, quarter)
	names := names{}
	accounts := e.accounts()
	if per != job.PerCSM {
		for _, account := range accounts {
			a := b.Facts.Accounts[account]
			e.Packs = append(e.Packs, Pack{Name: names.of(a.ID, a.Name), Title: titled(a), Accounts: []int{account}})
		}
		return e, nil
	}
	if !slices.Contains(b.Facts.Dimensions(), "csm") {
		return nil, fmt.Errorf("the accounts have no csm, so there are no packs by manager; fix: map a column to csm, or set per: account")
	}
	for _, group := range b.Facts.Groups("csm") {
		scope := facts.Scope{Dimension: "csm", Value: group}
		within := b.Facts.Within(scope, quarter)
		p := Pack{Title: group, Manager: true}
		for _, account := range accounts {
			if within(b.Facts.Accounts[account].ID) {
				p.Accounts = append(p.Accounts, account)
			}
		}
		if p.Accounts != nil {
			p.Name = names.of(group, group)
			e.Packs = append(e.Packs, p)
		}
	}
	return e, nil
}

// titled is a customer's name with its id.
func titled(a facts.Account) string {
	if a.Name == "" || a.Name == a.ID {
		return a.ID
	}
	return a.Name + " (" + a.ID + ")"
}

// accounts are the customers to review, the one with most ARR first.
func (e *Edition) accounts() (list []int) {
	arr := map[int]expr.Value{}
	for i, a := range e.book.Facts.Accounts {
		scope := facts.AccountScope(a.ID)
		shown := false
		for _, measure := range []string{"opening_customers", "closing_customers", "customers_served"} {
			v := e.book.Facts.Value(measure, scope, e.quarter)
			shown = shown || v.Available() && v.Sign() > 0
		}
		if shown {
			list = append(list, i)
			arr[i] = e.book.Facts.Value("closing_arr", scope, e.quarter)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		return cmp.Or(-arr[a].Sub(arr[b]).Sign(), cmp.Compare(e.book.Facts.Accounts[a].ID, e.book.Facts.Accounts[b].ID))
	})
	return list
}

// Build lays out a pack.
func (e *Edition) Build(p Pack) *reports.Workbook {
	r := &review{Edition: e, pack: p}
	return r.workbook()
}
