package ingest

import (
	"cmp"
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
	last  map[string]decimal.Decimal    // by column: plain over all currencies at the last totals row
}

func newTotals() *totals {
	return &totals{map[[2]string]*Total{}, map[[2]string]decimal.Decimal{}, map[string]decimal.Decimal{}}
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

// totalWords start a totals row.
var totalWords = [...]string{"total", "totals", "grand total", "grand totals", "subtotal", "subtotals", "sub-total", "sub total", "sum", "summe", "gesamt", "gesamtsumme", "zwischensumme", "somme", "totaal", "totale"}

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

// summary tells a row that is no data: a totals row, whose first filled cell says so and which has nothing but numbers and
// a currency beside it, or a footer, which has a single cell. A customer called Total Energies has an id, a date or a name.
func summary(fields []string, l *layout) (rule string, ok bool) {
	first, filled := -1, 0
	for i, field := range fields {
		if trimSpace(field) != "" {
			filled++
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return "", false
	}
	text := trimSpace(fields[first])
	if _, counts := countOf(fields); counts {
		return "footer", true
	}
	switch {
	case !startsWith(text, totalWords[:], !l.dataset.Money):
		return "", false
	}
	for _, field := range fields[first+1:] {
		field = trimSpace(field)
		if field == "" {
			continue
		}
		figure, ok := takeApart(field)
		if _, problem := parseCurrency(field); problem == "" {
			continue
		}
		if !ok || figure.digits == "" || !isDigit(figure.digits[0]) && !strings.ContainsAny(figure.digits[:1], ".,") {
			return "", false
		}
		if _, problem := figure.number('.', maxRatePlaces); problem != "" {
			if _, problem := figure.number(',', maxRatePlaces); problem != "" {
				return "", false
			}
		}
	}
	for i, column := range l.dataset.Columns {
		if o := l.origins[i]; o.by != "" && o.constant == "" && o.join == nil && o.field != first && o.field < len(fields) && column.Required &&
			(column.Type == ID || column.Type == Day || column.Type == MonthType) && trimSpace(fields[o.field]) != "" {
			return "", false
		}
	}
	return "totals row", true
}

// state compares what a totals row says with the rows above it: all of them, or those since the last totals row.
func (v *view) state(line int, fields []string) {
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
		v.stateMonths(line, fields, currency)
		return
	}
	for _, column := range v.layout.money {
		name, o := v.layout.dataset.Columns[column].Name, v.layout.origins[column]
		if o.constant != "" || o.join != nil || o.field >= len(fields) {
			continue
		}
		figure, ok := takeApart(v.table.written(line, o.field, fields[o.field], Money, v.formats[column].mark))
		stated, problem := figure.number(v.formats[column].mark, maxPlaces)
		if !ok || problem != "" {
			continue
		}
		v.compare("the totals row", "rows above it", line, name, currency, stated)
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
