package ingest

// price reads the money cells of a row.
func (v *view) price(l *line) {
	if len(v.layout.money) == 0 {
		return
	}
	l.currency = v.layout.currency
	if at, ok := v.layout.index["currency"]; ok && v.layout.origins[at].by != "" {
		l.currency, _ = parseCurrency(l.fields[at])
	}
	if v.layout.labelled {
		for _, column := range v.layout.money {
			if figure, ok := takeApart(l.fields[column]); ok && figure.currency != "" {
				l.currency = figure.currency
				break
			}
		}
	}
	if v.layout.months != nil {
		v.priceMonths(l)
		return
	}
	for _, column := range v.layout.money {
		l.amounts = append(l.amounts, v.amount(l, column))
	}
}

func (v *view) amount(l *line, column int) amount {
	text := l.fields[column]
	if text == "" {
		return amount{}
	}
	if problem, fix := v.unfit(l, column); problem != "" {
		return amount{problem: problem, fix: fix}
	}
	figure, ok := takeApart(text)
	if !ok || figure.percent {
		return amount{problem: "not a number"}
	}
	value, problem := figure.number(v.formats[column].mark, maxPlaces)
	switch {
	case problem != "":
		return amount{problem: problem}
	case figure.currency != "" && l.currency != "" && !agrees(figure.currency, l.currency):
		return amount{problem: "it is in " + figure.currency + ", and the row in " + l.currency,
			fix: "map a column to currency, or set constant: {currency: ...} for this source"}
	}
	a := amount{value: value, plain: value, given: true}
	if v.layout.source.InMinorUnits() && l.currency != "" {
		a.value = value.Shift(-MinorDigits(l.currency))
	}
	return a
}

// unfit tells what the cell of a column is shown as that is no number of its kind; empty where the text does not come from a cell.
func (v *view) unfit(l *line, column int) (problem, fix string) {
	o := v.layout.origins[column]
	if !v.layout.ownField(column) && o.by != monthColumn || o.field >= len(l.raw) {
		return "", ""
	}
	if _, mapped := o.values[trimSpace(l.raw[o.field])]; mapped {
		return "", ""
	}
	return v.table.misshown(l.number, o.field)
}
