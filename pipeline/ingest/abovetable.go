package ingest

import (
	"slices"
	"strings"
)

// statements are words of lines above a table that say of its amounts what they are in: All figures in TEUR, Currency: USD.
var statements = []string{"in", "currency", "amounts", "figures", "values", "angaben", "beträge", "werte"}

// mostSaid is how many words such a line has at most; longer ones are about something else.
const mostSaid = 10

// checkAbove refuses amounts of which a line above the table says that they are in thousands or cents, or in another currency than the one
// that they would be read in, where nothing else says it.
func (l *layout) checkAbove() {
	if len(l.money) == 0 {
		return
	}
	for _, line := range l.table.Above {
		text := strings.Join(filledOf(line.fields), " ")
		words := amountWords(text)
		if len(words) > mostSaid || !slices.ContainsFunc(words, func(word string) bool { return slices.Contains(statements, strings.ToLower(word)) }) {
			continue
		}
		said := readAmountHeader(text)
		number := strings.ContainsAny(said.scale, "0123456789") && said.currency == "" // in 1000 ms
		at := sighting{line: line.line, column: 1, excerpt: excerpt(line.line, text, 0, len(text))}
		switch {
		case said.minor != "" && l.source.MinorUnit == nil:
			l.faultAt(at, "set minor_units: true if they are, else minor_units: false, for this source", "line %d says of the amounts that they are in %q", line.line, said.minor)
		case said.scale != "" && !number && (l.source.MinorUnit == nil || *l.source.MinorUnit):
			l.faultAt(at, "export them in whole units of the currency; if they are, whatever the line says, set minor_units: false for this source",
				"line %d says of the amounts that they are in %q, and kpibook does not multiply them", line.line, said.scale)
		case said.currency != "" && l.assumed && !l.labelled && !agrees(said.currency, l.currency):
			l.faultAt(at, "say which currency it is: constant: {currency: ...} for this source, or map a currency column", "line %d says %s, and the rows would be in %s, the company's currency", line.line, said.currency, l.currency)
		}
	}
}
