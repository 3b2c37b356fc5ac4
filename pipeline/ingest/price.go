package ingest

import "github.com/shopspring/decimal"

// price reads the money cells of a row.
func (v *view) price(l *line) {
	if len(v.layout.money) == 0 {
		return
	}
	l.currency = v.layout.currency
	own := v.layout.stated // the row, the source or the header says the currency
	if at, ok := v.layout.index["currency"]; ok && v.layout.origins[at].by != "" {
		l.currency, _ = parseCurrency(l.fields[at])
		own = true
	}
	for _, column := range v.layout.money {
		l.amounts = append(l.amounts, v.amount(l, column, own))
	}
}

func (v *view) amount(l *line, column int, own bool) amount {
	text := l.fields[column]
	if text == "" {
		return amount{}
	}
	figure, ok := v.figure(text)
	if !ok || figure.percent {
		return amount{problem: "not a number"}
	}
	value, problem := figure.number(v.formats[column].mark, maxPlaces)
	switch {
	case problem != "":
		return amount{problem: problem}
	case figure.currency != "" && !own:
		l.currency = figure.currency
	case figure.currency != "" && l.currency != "" && figure.currency != l.currency:
		return amount{problem: "it is in " + figure.currency + ", and the row in " + l.currency}
	}
	a := amount{value: value, plain: value, given: true}
	if v.layout.source.MinorUnit && l.currency != "" {
		a.value = value.Shift(-MinorDigits(l.currency))
	}
	return a
}

// figure takes a number apart. A workbook keeps numbers with up to 17 digits, of which the last two are noise.
func (v *view) figure(text string) (figure, bool) {
	f, ok := takeApart(text)
	if ok && v.table.Workbook && len(f.digits) > 16 && len(f.digits) <= maxNumberLength {
		if value, err := decimal.NewFromString(f.digits); err == nil && value.NumDigits() > 15 && value.Exponent() < 0 && value.Exponent() > -maxNumberLength {
			f.digits = value.Round(int32(15-value.NumDigits()) - value.Exponent()).String()
		}
	}
	return f, ok
}
