package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// adding is an Addition on its way through a file.
type adding struct {
	by, net, tax, total int // fields
	documents           map[string]*document
}

// document is what the rows of a document say, under a decimal point and under a decimal comma.
type document struct {
	line, rows      int
	net, tax, total [2]decimal.Decimal
}

// marksOf are the decimal marks that a document is added up under, before it is known which one it is.
var marksOf = [2]mark{'.', ','}

// totalHeaders are headers of the sum of amount and tax in lists of invoices.
var totalHeaders = []string{"total", "totalamount", "invoicetotal", "gross", "grossamount", "totalgross", "totalincltax", "totalinclvat", "brutto", "bruttobetrag", "gesamt", "gesamtbetrag"}

// planAdding prepares to add up documents; nil where the profile or the header says nothing of them.
func (l *layout) planAdding() *adding {
	switch {
	case l.quarantine || l.profile != nil && l.profile.Adds == nil:
		return nil
	case l.profile == nil:
		own := func(column string) int {
			if at, ok := l.index[column]; ok && l.ownField(at) {
				return l.origins[at].field
			}
			return -1
		}
		total := slices.IndexFunc(l.table.Header, func(header string) bool {
			return slices.Contains(totalHeaders, key(header)) && slices.Contains(l.unused, header)
		})
		a := &adding{own("invoice_id"), own("amount"), own("tax"), total, map[string]*document{}}
		if l.dataset.Name != "invoices" || min(a.by, a.net, a.tax, a.total) < 0 {
			return nil
		}
		return a
	}
	find := func(header string) int { return l.profile.find(l.table.Header, header) }
	said := l.profile.Adds
	a := &adding{find(said.By), find(said.Net), find(said.Tax), find(said.Total), map[string]*document{}}
	if min(a.by, a.net, a.tax, a.total) < 0 {
		return nil
	}
	return a
}

// look adds a row to its document.
func (a *adding) look(row Row) {
	if a == nil {
		return
	}
	id := trimSpace(row.Fields[a.by])
	d := a.documents[id]
	if d == nil {
		d = &document{line: row.Line}
		a.documents[id] = d
	}
	d.rows++
	number := func(field int, m mark) decimal.Decimal {
		figure, _ := takeApart(row.Fields[field])
		value, _ := figure.number(m, maxPlaces) // what is no number is rejected where it is loaded
		return value
	}
	for i, m := range marksOf {
		d.net[i], d.tax[i], d.total[i] = d.net[i].Add(number(a.net, m)), d.tax[i].Add(number(a.tax, m)), number(a.total, m)
	}
}

// checkAdding refuses a file whose amounts include the tax, and reports documents that do not add up.
func (l *layout) checkAdding(a *adding, formats []format) {
	if a == nil {
		return
	}
	m := slices.Index(marksOf[:], formats[l.index["amount"]].mark)
	var odd tally
	for _, id := range slices.SortedFunc(maps.Keys(a.documents), func(x, y string) int { return a.documents[x].line - a.documents[y].line }) {
		d := a.documents[id]
		cents := decimal.New(int64(d.rows), -2) // each row may be rounded
		near := func(x, y decimal.Decimal) bool { return x.Sub(y).Abs().LessThanOrEqual(cents) }
		switch net, tax, total := d.net[m], d.tax[m], d.total[m]; {
		case near(net.Add(tax), total):
		case near(net, total):
			of, fix := "", "map the column with the amounts net of tax: columns: {amount: HEADER}; if there is none, export the file with one"
			if l.profile != nil {
				of, fix = l.profile.Name+": ", "add a column with the net amount of each line, called net amount, and set profile: none"
			}
			l.fault(a.net, fix, "%sthe amounts of %q on line %d add up to its %s %s without the tax of %s, so they include it", of, shorten(id, 40), d.line, l.table.Header[a.total], total, tax)
			return
		default:
			odd.note(Place{Line: int32(d.line)}, id)
		}
	}
	if odd.count > 0 {
		l.how = append(l.how, fmt.Sprintf("warning: amounts and tax of %s do not add up to what the file says: %s", plural(odd.count, "document"), strings.Join(odd.sample, ", ")))
		return
	}
	l.how = append(l.how, fmt.Sprintf("amounts are net of tax: with it, they add up to the total of each of %s", plural(len(a.documents), "document")))
}

// credit rejects a row that takes something back and has an amount above zero: whether it is to be taken off is not known.
func (v *view) credit(l *line) {
	for _, left := range v.layout.credits {
		text := trimSpace(l.raw[left.field])
		if l.problem != nil || !slices.ContainsFunc(left.texts, func(t string) bool { return strings.EqualFold(t, text) }) {
			continue
		}
		for i, a := range l.amounts {
			if column := v.layout.money[i]; a.value.Sign() > 0 && l.problem == nil {
				name := v.layout.dataset.Columns[column].Name
				l.problem = &problem{column: name, value: l.fields[column], reason: fmt.Sprintf("%s %q: a %s with an amount above zero: whether it is to be taken off is not said", name, l.fields[column], strings.ToLower(text)),
					fix: "write the amount with a minus sign, or take the row out"}
			}
		}
	}
}
