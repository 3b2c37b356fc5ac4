package finance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/pipeline/facts"
	"kpibook/reports"
)

// classes are the kinds of movement as the sheet lists them, with the measure of the roll-forward that each adds up to and
// what makes a customer one of them.
var classes = []struct {
	class   facts.Class
	measure string
	why     string
}{
	{facts.New, "new_mrr", "nothing at the opening, never paid before it"},
	{facts.Reactivation, "reactivation_mrr", "nothing at the opening, but paid at some time before it"},
	{facts.Expansion, "expansion_mrr", "pays more at the closing than at the opening"},
	{facts.Contraction, "contraction_mrr", "pays less at the closing than at the opening"},
	{facts.Churn, "churned_mrr", "paid at the opening, nothing at the closing"},
	{facts.Unchanged, "", "exchange rates only"}, // the last, as the rest of all customers
}

// The columns of the list of movements.
const (
	classColumn = iota + 2 // after id and name
	reportedColumn
	fxColumn
	openingColumn
	closingColumn
	changeColumn
	crossSellColumn
	upsellColumn
	linesColumn
	whyColumn
)

// movements is the sheet of what moved recurring revenue in the report month, customer by customer, and in total by class.
func (r *report) movements() *reports.Sheet {
	p := r.page(movementsSheet, reports.Results, "Net per customer from opening to closing, monthly amounts. The opening is revalued at the closing rates, so that FX is shown apart and is never an expansion or a churn.")
	p.Widths = make([]int, whyColumn+1)
	p.Widths[linesColumn], p.Widths[whyColumn] = 60, 46
	all, reason := r.book.Facts.Movements(r.month)
	if reason.Code != expr.Available {
		p.add(text(reports.Absent, notAvailable+" ("+reason.String()+")"))
		return p.Sheet
	}
	moved := slices.DeleteFunc(slices.Clone(all), unmoved)
	slices.SortStableFunc(moved, func(a, b facts.Movement) int {
		return cmp.Or(cmp.Compare(rank(a.Class), rank(b.Class)), cmp.Compare(abs(b.Amount()), abs(a.Amount())))
	})
	p.add()
	list := reports.Range{From: reports.Position{Row: len(p.Rows) + movementTotalRows + 5}} // a memo, a gap and what is listed, then two rows of headings
	list.To = reports.Position{Row: list.From.Row + max(len(moved), 1) - 1}
	customers := r.movementTotals(p, all, list)
	p.add(text(reports.Body, memoName+", "+r.book.Facts.Currency), reports.Cell{}, reports.Cell{}, reports.Cell{}, reports.Cell{}, reports.Cell{},
		live(r.book.Facts.Memo(r.month), r.memo.From(p.Name), reports.Crossing, r.format(formulas.Money)))
	p.add()
	p.add(text(reports.Heading, listed(len(moved), customers)))

	money := r.book.Facts.Currency
	names := headers("Account", "Name", "Class", "Opening as reported", "FX", "Opening at closing rates", "Closing", "Change", "of which cross-sell", "of which upsell", "Lines that changed, at closing rates", "Why this class")
	names[linesColumn] = indented(names[linesColumn])
	units := make([]reports.Cell, len(names))
	for i := range units {
		units[i] = text(reports.HeaderUnit, "")
		if i >= reportedColumn && i <= upsellColumn {
			units[i].Text = money
		}
	}
	p.headings(2, names, units)
	for i := range moved {
		p.add(r.movement(len(p.Rows), &moved[i])...)
	}
	if len(moved) == 0 {
		p.add(text(reports.Body, "no customer moved"))
	}
	p.filter(len(names))
	return p.Sheet
}

// unmoved tells whether not even exchange rates moved a customer.
func unmoved(m facts.Movement) bool { return m.Class == facts.Unchanged && m.FX == 0 }

// listed says which of the customers the list has.
func listed(moved, customers int) string {
	if moved == customers {
		return "All customers in service"
	}
	return fmt.Sprintf("Customers that moved, by themselves or by exchange rates alone: %d. Not listed, as nothing moved them: %d", moved, customers-moved)
}

// rank is the place of a class on the sheet.
func rank(class facts.Class) int {
	for i, c := range classes {
		if c.class == class {
			return i
		}
	}
	return len(classes)
}

func abs(amount int64) int64 { return max(amount, -amount) }

// movement is one customer's row.
func (r *report) movement(row int, m *facts.Movement) []reports.Cell {
	account := r.book.Facts.Accounts[m.Account]
	scope, format := facts.AccountScope(account.ID), r.format(formulas.Money)
	at := func(column int) string { return reports.Position{Row: row, Column: column}.Address() }
	cells := []reports.Cell{text(reports.Label, account.ID), text(reports.Label, account.Name), text(reports.Plain, m.Class.String()),
		valueCell(facts.Monthly(m.Reported), reports.Input, format), valueCell(facts.Monthly(m.FX), reports.Input, format),
		live(facts.Monthly(m.Opening), at(reportedColumn)+"+"+at(fxColumn), reports.Calculated, format),
		valueCell(facts.Monthly(m.Closing), reports.Input, format),
		live(facts.Monthly(m.Amount()), at(closingColumn)+"-"+at(openingColumn), reports.Calculated, r.changeFormat(formulas.Money))}
	for _, measure := range []string{"cross_sell_mrr", "upsell_mrr"} {
		value := r.book.Facts.Value(measure, scope, r.month)
		if m.Class != facts.Expansion && value.Available() {
			cells = append(cells, text(reports.Plain, ""))
			continue
		}
		cells = append(cells, valueCell(value, reports.Input, format))
	}
	return append(cells, indented(prose(r.lines(m.Account))), text(reports.Body, classes[rank(m.Class)].why))
}

// lineLimit is how many changed lines of a customer are spelled out.
const lineLimit = 8

// lines spells out the recurring lines behind a movement, one a row of text: Core, Team, S-123: 1,200.00 → 1,500.00.
func (r *report) lines(account int) string {
	var texts []string
	changes := r.book.Facts.Changes(account, r.month)
	for i, change := range changes {
		if i == lineLimit {
			texts = append(texts, fmt.Sprintf("and %d more", len(changes)-i))
			break
		}
		var names []string
		for _, name := range []string{change.Line.Product, change.Line.Plan, change.Line.Subscription} {
			if name != "" {
				names = append(names, name)
			}
		}
		texts = append(texts, fmt.Sprintf("%s: %s → %s", strings.Join(names, ", "), r.amount(change.Opening), r.amount(change.Closing)))
	}
	return strings.Join(texts, "\n")
}

// amount is an annual amount as a monthly one in text.
func (r *report) amount(annual int64) string {
	return r.look.Language.Write(strings.TrimSpace(valueCell(facts.Monthly(annual), reports.Plain, r.format(formulas.Money)).Shown()))
}
