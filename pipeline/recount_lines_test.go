package pipeline

import (
	"math/big"
	"strings"
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
)

// textLine is a recurring line as the text of its row has it.
type textLine struct {
	product, currency string
	annual, seats     *big.Rat
	start, end        period.Date // paid from the first up to, not including, the second
}

func (l textLine) in(on period.Date) bool { return l.start <= on && on < l.end }

// line reads the row of a line, with German dates and amounts.
func (r *recounter) line(at ingest.Place) textLine {
	row := r.row(at)
	l := textLine{product: row["Product"], currency: row["Currency"], seats: german(r.t, row["Quantity"]), start: day(r.t, row["Start Date"]), end: 1<<31 - 1}
	if row["Line Type"] != "Licence" {
		r.t.Errorf("a line of type %s is not recurring", row["Line Type"])
	}
	price := german(r.t, row["Amount"])
	if row["Discount Kind"] == "recurring" {
		if percent, ok := strings.CutSuffix(row["Discount"], "%"); ok {
			price.Mul(price, new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Quo(german(r.t, percent), big.NewRat(100, 1))))
		} else {
			price.Sub(price, german(r.t, row["Discount"]))
		}
	}
	perYear := map[string]*big.Rat{"Weekly": big.NewRat(52, 1), "Monthly": big.NewRat(12, 1), "Quarterly": big.NewRat(4, 1), "Annual": big.NewRat(1, 1), "36 months": big.NewRat(1, 3)}
	l.annual = rounded(price.Mul(price, perYear[row["Billing Interval"]]), 6)
	if trial := row["Trial Ends"]; trial != "" {
		l.start = max(l.start, day(r.t, trial))
	}
	if last := row["Last Day of Service"]; last != "" {
		l.end = day(r.t, last) + 1
	}
	return l
}

// customer is what an account's lines come to over a period, a year.
type customer struct {
	*recounter
	lines []textLine
	p     period.Period
}

// worth adds up the lines of a day at the closing rates of a month.
func (c customer) worth(on period.Date, at period.Month, counts func(textLine) bool) *big.Rat {
	total := new(big.Rat)
	for _, l := range c.lines {
		if l.in(on) && counts(l) {
			total.Add(total, c.convert(l.annual, c.closing(l.currency, at)))
		}
	}
	return total
}

func every(textLine) bool { return true }

func (c customer) opening() *big.Rat { return c.worth(c.p.Opening(), c.p.Last, every) }
func (c customer) closed() *big.Rat  { return c.worth(c.p.LastDay(), c.p.Last, every) }

// change is the closing less the opening, when it is of a class, with a sign; else 0.
func (c customer) change(class string) *big.Rat {
	return when(c.class() == class, new(big.Rat).Sub(c.closed(), c.opening()))
}

func (c customer) class() string {
	paidBefore := false
	for _, l := range c.lines {
		paidBefore = paidBefore || l.start <= c.p.Opening() && l.annual.Sign() > 0
	}
	switch opening, closing := c.opening(), c.closed(); {
	case opening.Sign() == 0 && closing.Sign() > 0 && paidBefore:
		return "reactivation"
	case opening.Sign() == 0 && closing.Sign() > 0:
		return "new"
	case opening.Sign() > 0 && closing.Sign() == 0:
		return "churn"
	case closing.Cmp(opening) > 0:
		return "expansion"
	case closing.Cmp(opening) < 0:
		return "contraction"
	}
	return "unchanged"
}

// byProduct calls for every product with what it comes to at the opening and at the closing.
func (c customer) byProduct(visit func(opening, closing *big.Rat)) {
	seen := map[string]bool{}
	for _, l := range c.lines {
		if !seen[l.product] {
			seen[l.product] = true
			own := func(other textLine) bool { return other.product == l.product }
			visit(c.worth(c.p.Opening(), c.p.Last, own), c.worth(c.p.LastDay(), c.p.Last, own))
		}
	}
}

func (c customer) crossSell() *big.Rat {
	fresh := new(big.Rat)
	c.byProduct(func(opening, closing *big.Rat) {
		if opening.Sign() == 0 {
			fresh.Add(fresh, closing)
		}
	})
	return least(fresh, c.change("expansion"))
}

// downsell is a contraction, at most what went down in the months in which a contract of some rows fell due.
func (c customer) downsell(due []ingest.Place) *big.Rat {
	months, down := map[period.Month]bool{}, new(big.Rat)
	for _, at := range due {
		months[(serial(c.t, c.row(at)["Term End"]) + 1).Month()] = true
	}
	for m := range months {
		less := new(big.Rat).Sub(c.worth((m-1).Last(), m, every), c.worth(m.Last(), m, every))
		down.Add(down, when(less.Sign() > 0, less))
	}
	return least(down, negated(c.change("contraction")))
}

func (c customer) seats(on period.Date) *big.Rat {
	total := new(big.Rat)
	for _, l := range c.lines {
		if l.in(on) && l.product == "Seats" {
			total.Add(total, l.seats)
		}
	}
	return total
}

// one is 1 or 0.
func one(yes bool) *big.Rat { return when(yes, big.NewRat(1, 1)) }

func negated(x *big.Rat) *big.Rat { return new(big.Rat).Neg(x) }

func least(x, y *big.Rat) *big.Rat {
	if x.Cmp(y) < 0 {
		return x
	}
	return y
}

func positive(x *big.Rat) *big.Rat { return when(x.Sign() > 0, x) }

// fromLines are the measures of recurring revenue and what a customer adds to each; money is a year's.
var fromLines = map[string]func(c customer, from facts.Contribution) *big.Rat{
	"closing_arr": func(c customer, _ facts.Contribution) *big.Rat { return c.closed() },
	"opening_arr": func(c customer, _ facts.Contribution) *big.Rat { return c.opening() },
	"closing_mrr": func(c customer, _ facts.Contribution) *big.Rat { return month(c.closed()) },
	"opening_mrr": func(c customer, _ facts.Contribution) *big.Rat { return month(c.opening()) },
	"opening_mrr_reported": func(c customer, _ facts.Contribution) *big.Rat {
		return month(c.worth(c.p.Opening(), c.p.First-1, every))
	},
	"fx_impact_mrr": func(c customer, _ facts.Contribution) *big.Rat {
		return month(new(big.Rat).Sub(c.opening(), c.worth(c.p.Opening(), c.p.First-1, every)))
	},
	"new_mrr":          func(c customer, _ facts.Contribution) *big.Rat { return month(c.change("new")) },
	"reactivation_mrr": func(c customer, _ facts.Contribution) *big.Rat { return month(c.change("reactivation")) },
	"expansion_mrr":    func(c customer, _ facts.Contribution) *big.Rat { return month(c.change("expansion")) },
	"contraction_mrr":  func(c customer, _ facts.Contribution) *big.Rat { return month(negated(c.change("contraction"))) },
	"churned_mrr":      func(c customer, _ facts.Contribution) *big.Rat { return month(negated(c.change("churn"))) },
	"cross_sell_mrr":   func(c customer, _ facts.Contribution) *big.Rat { return month(c.crossSell()) },
	"upsell_mrr": func(c customer, _ facts.Contribution) *big.Rat {
		return month(new(big.Rat).Sub(c.change("expansion"), c.crossSell()))
	},
	"downsell_mrr": func(c customer, from facts.Contribution) *big.Rat { return month(c.downsell(from.Also)) },
	"product_churn_mrr": func(c customer, _ facts.Contribution) *big.Rat {
		dropped := new(big.Rat)
		c.byProduct(func(opening, closing *big.Rat) { dropped.Add(dropped, when(closing.Sign() == 0, opening)) })
		return month(when(c.closed().Sign() > 0, dropped))
	},
	"signed_mrr": func(c customer, _ facts.Contribution) *big.Rat {
		total := new(big.Rat)
		for _, l := range c.lines {
			if l.start > c.p.LastDay() && l.start <= (c.p.Last+12).Last() {
				total.Add(total, c.convert(l.annual, c.closing(l.currency, c.p.Last)))
			}
		}
		return month(total)
	},
	"ending_mrr": func(c customer, _ facts.Contribution) *big.Rat {
		return month(c.worth(c.p.LastDay(), c.p.Last, func(l textLine) bool { return l.end <= (c.p.Last + 12).Last() }))
	},
	"opening_customers":     func(c customer, _ facts.Contribution) *big.Rat { return one(c.opening().Sign() > 0) },
	"closing_customers":     func(c customer, _ facts.Contribution) *big.Rat { return one(c.closed().Sign() > 0) },
	"new_customers":         func(c customer, _ facts.Contribution) *big.Rat { return one(c.class() == "new") },
	"churned_customers":     func(c customer, _ facts.Contribution) *big.Rat { return one(c.class() == "churn") },
	"customers_lost":        func(c customer, _ facts.Contribution) *big.Rat { return one(c.class() == "churn") },
	"reactivated_customers": func(c customer, _ facts.Contribution) *big.Rat { return one(c.class() == "reactivation") },
	"customers_acquired": func(c customer, _ facts.Contribution) *big.Rat {
		first := c.first()
		return one(first >= c.p.FirstDay() && first <= c.p.LastDay())
	},
	"customers_served": func(c customer, from facts.Contribution) *big.Rat {
		served := from.Place != facts.Nowhere // an invoice
		for _, l := range c.lines {
			served = served || l.annual.Sign() > 0 && l.start <= c.p.LastDay() && l.end > c.p.FirstDay()
		}
		return one(served)
	},
	"customers_invoiced_from_start": func(c customer, _ facts.Contribution) *big.Rat { return one(c.closed().Sign() > 0) },
	"tenure_months": func(c customer, _ facts.Contribution) *big.Rat {
		months := new(big.Rat)
		for m := c.first().Month(); m <= c.p.Last && c.closed().Sign() > 0; m++ {
			months.Add(months, one(c.worth(m.Last(), c.p.Last, every).Sign() > 0))
		}
		return months
	},
	"closing_licenses": func(c customer, _ facts.Contribution) *big.Rat { return c.seats(c.p.LastDay()) },
	"opening_licenses": func(c customer, _ facts.Contribution) *big.Rat { return c.seats(c.p.Opening()) },
	"licenses_added": func(c customer, _ facts.Contribution) *big.Rat {
		before := c.seats(c.p.Opening())
		return when(before.Sign() > 0, positive(new(big.Rat).Sub(c.seats(c.p.LastDay()), before)))
	},
	"licenses_removed": func(c customer, _ facts.Contribution) *big.Rat {
		return positive(new(big.Rat).Sub(c.seats(c.p.Opening()), c.seats(c.p.LastDay())))
	},
}

// first is the first day that the customer paid for.
func (c customer) first() period.Date {
	first := c.p.LastDay() + 1
	for _, l := range c.lines {
		if l.annual.Sign() > 0 {
			first = min(first, l.start)
		}
	}
	return first
}

// named is the measure that each month of a sum of months is one of.
func named(measure string) string { return strings.TrimSuffix(measure, "_activity") }

// countLines works a measure out from the lines of its contributions; a sum of months has one for each month.
func (r *recounter) countLines(measure string, m *compute.Measure) *big.Rat {
	total := new(big.Rat)
	for _, from := range m.Contributions {
		c, seen := customer{recounter: r, p: r.trace.Period}, map[ingest.Place]bool{}
		for _, l := range from.Lines {
			if c.p = l.Period; !seen[l.Line.Place] {
				seen[l.Line.Place] = true
				c.lines = append(c.lines, r.line(l.Line.Place))
			}
		}
		total.Add(total, fromLines[named(measure)](c, from))
	}
	return total
}

func month(annual *big.Rat) *big.Rat { return new(big.Rat).Quo(annual, big.NewRat(12, 1)) }

func when(yes bool, amount *big.Rat) *big.Rat {
	if yes {
		return amount
	}
	return new(big.Rat)
}

func german(t *testing.T, text string) *big.Rat {
	t.Helper()
	return plain(t, strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", "."))
}

func plain(t *testing.T, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is not a number", text)
	}
	return r
}
