package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// amount is what one money cell says.
type amount struct {
	value   decimal.Decimal
	plain   decimal.Decimal // as written, before minor units are scaled
	given   bool
	problem string // why it cannot be read
	fix     string // empty: how numbers are written
}

// outcome is where a row goes.
type outcome uint8

const (
	loaded outcome = iota
	rejected
	skipped
)

// totals are the control totals of one file.
type totals struct {
	sums  map[[2]string]*Total          // by column and currency
	plain map[[2]string]decimal.Decimal // by column and currency: the sum as written; without a currency over all of them
	marks map[[2]string]map[string]bool // by column and currency: what plain was at the totals rows so far
	parts map[[2]string]decimal.Decimal // by column and what a totals row is of: plain of the rows that have that text
}

func newTotals() *totals {
	return &totals{map[[2]string]*Total{}, map[[2]string]decimal.Decimal{}, map[[2]string]map[string]bool{}, map[[2]string]decimal.Decimal{}}
}

// ends tells whether an amount is what the last rows of a column add up to: all of them, or those below one of the totals rows.
func (t *totals) ends(of [2]string, stated decimal.Decimal) bool {
	before := t.plain[of].Sub(stated)
	return before.IsZero() || t.marks[of][before.String()]
}

// mark notes that a totals row stands here.
func (t *totals) mark(column string) {
	for of, sum := range t.plain {
		if of[0] != column {
			continue
		}
		if t.marks[of] == nil {
			t.marks[of] = map[string]bool{}
		}
		t.marks[of][sum.String()] = true
	}
}

func (t *totals) of(column, currency string) *Total {
	sum := t.sums[[2]string{column, currency}]
	if sum == nil {
		sum = &Total{Column: column, Currency: currency}
		t.sums[[2]string{column, currency}] = sum
	}
	return sum
}

// add books an amount.
func (t *totals) add(column, currency string, a amount, to outcome) {
	if a.problem != "" {
		t.of(column, currency).Unreadable++
		return
	}
	if !a.given {
		return
	}
	sum := t.of(column, currency)
	sum.Read = sum.Read.Add(a.value)
	for _, of := range [...]string{"", currency} {
		t.plain[[2]string{column, of}] = t.plain[[2]string{column, of}].Add(a.plain)
		if currency == "" {
			break
		}
	}
	switch to {
	case loaded:
		sum.Loaded = sum.Loaded.Add(a.value)
	case rejected:
		sum.Rejected = sum.Rejected.Add(a.value)
	case skipped:
		sum.Skipped = sum.Skipped.Add(a.value)
	}
}

// list gives the totals sorted by column and currency.
func (t *totals) list() []Total {
	out := make([]Total, 0, len(t.sums))
	for _, sum := range t.sums {
		out = append(out, *sum)
	}
	slices.SortFunc(out, func(a, b Total) int {
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Currency, b.Currency))
	})
	return out
}

// startsWith tells whether a text starts with one of the words; whole: and says nothing more, but for a count in brackets.
func startsWith(text string, words []string, whole bool) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		if len(text) < len(word) || !strings.EqualFold(text[:len(word)], word) {
			return false
		}
		rest := strings.TrimLeft(text[len(word):], ": ")
		return rest == "" || rest[0] == '(' || !whole && !isLetter(text[len(word)]) && !isDigit(text[len(word)])
	})
}

// state compares what a totals row says with the rows above it: all of them, those since one of the totals rows, or those it is of.
func (v *view) state(line int, fields []string, of sumLabel) {
	currency, found := "", false
	for _, field := range fields {
		words := strings.Fields(field)
		if len(words) == 0 || len(words) > 2 {
			continue
		}
		if code, problem := parseCurrency(words[len(words)-1]); problem == "" && isCode(words[len(words)-1]) {
			currency = code
		}
	}
	if v.layout.months != nil {
		v.stateMonths(line, fields, currency, of)
		return
	}
	for _, column := range v.layout.money {
		name := v.layout.dataset.Columns[column].Name
		stated, ok := v.statedIn(line, fields, column)
		if !ok {
			continue
		}
		what := "the totals row"
		if of.of != "" && !isCode(of.of) {
			what += fmt.Sprintf(" %q", of.text)
		}
		v.compare(statement{what, "rows above it", line, name, currency, of}, stated)
		found = true
	}
	if !found {
		v.beside = append(v.beside, candidate{line: line, fields: slices.Clone(fields)})
	}
}

// stated keeps what the last totals row says: in the column's currency, so that it can be told which, or where it adds up
// several currencies in a total without one, as written.
func (v *view) stated(column, currency string, stated decimal.Decimal) {
	var only *Total
	several := false
	for key, sum := range v.totals.sums {
		if key[0] == column && key[1] != "" {
			several, only = only != nil || several, sum
		}
	}
	switch {
	case only == nil:
		return
	case several && currency != "" && v.totals.sums[[2]string{column, currency}] != nil:
		only = v.totals.sums[[2]string{column, currency}]
		if v.layout.source.InMinorUnits() {
			stated = stated.Shift(-MinorDigits(currency))
		}
	case several:
		only = v.totals.of(column, "")
	case v.layout.source.InMinorUnits():
		stated = stated.Shift(-MinorDigits(only.Currency))
	}
	only.Stated = decimal.NewNullDecimal(stated)
}
