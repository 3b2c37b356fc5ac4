package ingest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// signs are the currency signs that may stand around a number, and the currency each stands for; a sign of several
// currencies stands for itself.
var signs = map[rune]string{'$': "$", '€': "EUR", '£': "GBP", '¥': "¥", '₹': "INR", '₩': "KRW", '₽': "RUB", '₺': "TRY", '₴': "UAH", '₫': "VND", '฿': "THB", '₪': "ILS"}

// shared are the signs of several currencies, and the currencies that are written with them.
var shared = map[string]string{
	"$":  "USD AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD TWD XCD ARS CLP COP CUP DOP MXN UYU",
	"¥":  "JPY CNY",
	"kr": "SEK NOK DKK ISK",
}

// agrees tells whether what stands beside an amount, a code or a sign, can be the given currency.
func agrees(written, currency string) bool {
	if of, ok := shared[written]; ok {
		return slices.Contains(strings.Fields(of), currency)
	}
	return written == currency
}

// planCurrency decides the currency of rows: their own column, the source's constant, the one that the money header names, what
// stands in every cell (which labelled settles once they are seen), or the company's currency.
func (l *layout) planCurrency(company string) {
	at, ok := l.index["currency"]
	if !ok || len(l.money) == 0 {
		return
	}
	if o := l.origins[at]; o.by == "constant" {
		code, problem := parseCurrency(o.constant)
		if problem != "" {
			l.fault(-1, "give a code such as EUR", "the constant currency %q is %s", o.constant, problem)
		}
		l.currency = code
		return
	} else if o.by != "" {
		return
	}
	var units []string
	for _, column := range l.money {
		if header, ok := l.headerOf(column); ok {
			if code := l.said(header).currency; code != "" && shared[code] == "" && !slices.Contains(units, code) {
				units = append(units, code)
			}
		}
	}
	switch len(units) {
	case 0:
		l.currency, l.assumed = company, true
	case 1:
		l.currency = units[0]
		l.how = append(l.how, fmt.Sprintf("no currency column: amounts are in %s, as the header says", units[0]))
	default:
		l.fault(-1, "set constant: {currency: ...} for this source", "the money headers are in several currencies: %s", strings.Join(units, ", "))
	}
}

// settleCurrency decides the currency of a file that names it neither in a column nor in a header nor in the job file: each
// row is in the one beside its amounts when every amount has one beyond doubt, else all are in the company's.
func (l *layout) settleCurrency(seen []evidence) {
	if !l.assumed {
		return
	}
	beside, all := map[string]bool{}, true
	for _, column := range l.money {
		all = all && l.ownField(column)
		for written := range seen[column].currencies {
			beside[written] = true
			all = all && written != "" && shared[written] == "" && minorOf(written) == ""
		}
	}
	if l.labelled = all && len(beside) > 0; l.labelled {
		l.how = append(l.how, fmt.Sprintf("no currency column: amounts are in %s, as every cell says", strings.Join(slices.Sorted(maps.Keys(beside)), " or ")))
		return
	}
	l.how = append(l.how, fmt.Sprintf("no currency column: amounts are taken as %s, the company's currency", l.currency))
}
