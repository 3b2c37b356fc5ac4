package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// span is what the numbers of a column lie between, zeros aside.
type span struct {
	first, most decimal.Decimal
	at          sighting // of the first
}

func (s *span) note(value decimal.Decimal, at func() sighting) {
	if value.IsZero() {
		return
	}
	if s.most.IsZero() {
		s.first, s.at = value, at()
	}
	s.most = decimal.Max(s.most, value.Abs())
}

// decidePercent tells whether the numbers of a discount column are percentages where they do not say so themselves: its header
// does. Numbers that may as well be shares of one, because all of them lie between 0 and 1, are a fault.
func (l *layout) decidePercent(i int, seen evidence) bool {
	column := l.dataset.Columns[i]
	if column.Type != DiscountType || !l.ownField(i) {
		return false
	}
	header := l.table.Header[l.origins[i].field]
	words := strings.Split(plain(header), "_")
	says := func(meant ...string) bool {
		return slices.ContainsFunc(meant, func(word string) bool { return slices.Contains(words, word) })
	}
	percent := strings.Contains(header, "%") || says("percent", "percentage", "pct", "rate")
	bare := seen.bare
	given, most := !bare.most.IsZero(), bare.most.Cmp(decimal.NewFromInt(1))
	if given && (most < 0 && (percent || !says("amount", "value")) || most == 0 && percent) {
		reading, share := "an amount of "+bare.at.text, bare.first.Shift(2).String()+"%"
		if percent {
			reading = bare.at.text + "%"
		}
		l.faultAt(bare.at, fmt.Sprintf("write the sign into the cells, such as %s, or say it with values: {%s: {%q: %s}} for this source", share, column.Name, bare.at.text, share),
			"%s %q is %s, or a share and so %s, and no other value of the column decides", column.Name, bare.at.text, reading, share)
	}
	if seen.percent {
		l.how = append(l.how, column.Name+": a number that the workbook shows as a percentage is one, so 0.2 shown as 20% is 20%")
	}
	if percent && given {
		l.how = append(l.how, fmt.Sprintf("%s: numbers without a sign are percentages, as the header %q says", column.Name, header))
	}
	return percent
}

// discount is 10% of the amount, or an amount per billing interval.
func (c *cells) discount(raw *rawSubscription) (d Discount) {
	d.EndsOn = c.end("discount_ends_on", raw.DiscountEndsOn)
	otherwise := "recurring"
	if d.EndsOn != period.NoDate {
		otherwise = "introductory"
	}
	d.Introductory = c.choice("discount_kind", raw.DiscountKind, otherwise) == "introductory"
	if raw.Discount == "" {
		return d
	}
	format := c.v.formats[c.column("discount")]
	figure, ok := takeApart(raw.Discount)
	value, problem := figure.number(format.mark, maxPlaces)
	figure.percent = figure.percent || format.percent && figure.currency == ""
	switch {
	case !ok || problem != "":
		c.bad("discount", raw.Discount, "not a percentage or an amount", "write 10%, or an amount per billing interval")
	case value.Sign() < 0:
		c.bad("discount", raw.Discount, "a discount below zero", "write what is taken off without a sign")
	case figure.currency != "" && !agrees(figure.currency, c.line.currency):
		c.bad("discount", raw.Discount, "it is not in the currency of the row", "give both in one currency")
	case figure.percent && value.GreaterThan(decimal.NewFromInt(100)):
		c.bad("discount", raw.Discount, "more than 100%", "check the percentage")
	case figure.percent:
		d.Percent = value
	case c.v.layout.source.InMinorUnits() && c.line.currency != "":
		d.Amount = value.Shift(-MinorDigits(c.line.currency))
	default:
		d.Amount = value
	}
	return d
}
