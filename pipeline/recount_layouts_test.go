package pipeline

import (
	"math/big"
	"slices"
	"strings"
	"time"

	"kpibook/formulas/period"
)

// spread is the part of an invoice line that falls into the months from one on up to the end of the period: by the days of
// service, to the millionth, the months with the largest remainders getting what is left; each at its month's average rate.
func (r *recounter) spread(row fields, from period.Month) *big.Rat {
	start, end := day(r.t, row["Service Start"]), day(r.t, row["Service End"])
	amount := new(big.Rat).Mul(german(r.t, row["Net Amount"]), big.NewRat(1_000_000, 1))
	sign := big.NewInt(int64(amount.Sign()))
	rest := new(big.Int).Abs(amount.Num())
	whole, days := new(big.Int).Set(rest), big.NewInt(int64(end-start)+1)
	type part struct {
		m                 period.Month
		amount, remainder *big.Int
	}
	var parts []*part
	for m := start.Month(); m <= end.Month(); m++ {
		here := big.NewInt(int64(min(end, m.Last())-max(start, m.First())) + 1)
		p := &part{m: m, remainder: new(big.Int)}
		p.amount, p.remainder = new(big.Int).QuoRem(here.Mul(here, whole), days, p.remainder)
		rest.Sub(rest, p.amount)
		parts = append(parts, p)
	}
	byRemainder := slices.Clone(parts)
	slices.SortStableFunc(byRemainder, func(a, b *part) int { return b.remainder.Cmp(a.remainder) })
	for _, p := range byRemainder[:rest.Int64()] {
		p.amount.Add(p.amount, big.NewInt(1))
	}
	total := new(big.Rat)
	for _, p := range parts {
		if p.m >= from && p.m <= r.p.Last {
			own := new(big.Rat).SetFrac(p.amount.Mul(p.amount, sign), big.NewInt(1_000_000))
			total.Add(total, r.convert(own, r.average(row["Currency"], p.m)))
		}
	}
	return total
}

// clock is a time of the help desk, in the company's time zone.
func (r *recounter) clock(utc string) time.Time {
	on, err := time.Parse(time.DateTime, utc)
	if err != nil {
		r.t.Fatal(err)
	}
	return on.In(r.zone)
}

// ticketOn counts a ticket on the day of one of its times.
func ticketOn(column string, counts func(fields) bool) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		return one(row[column] != "" && r.in(period.FromTime(r.clock(row[column]))) && counts(row))
	}
}

// settled is the day on which it is known whether a ticket was answered in time.
func (r *recounter) settled(row fields) (on period.Date, within bool) {
	hours := map[string]time.Duration{"Urgent": 1, "High": 4, "Normal": 24, "Low": 48}[row["Priority"]]
	promised := r.clock(row["Created (UTC)"]).Add(hours * time.Hour)
	if answered := row["First Response At (UTC)"]; answered != "" && !r.clock(answered).After(promised) {
		return period.FromTime(r.clock(answered)), true
	}
	return period.FromTime(promised), false
}

// answer counts answers of a kind and a type from one score to another.
func answer(kind, style string, low, high int64) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		if row["Score"] == "" || kind != "" && row["Survey Kind"] != kind || style != "" && row["Survey Type"] != style {
			return new(big.Rat)
		}
		score := plain(r.t, row["Score"])
		return one(r.in(r.iso(row["Response Date"])) && score.Cmp(big.NewRat(low, 1)) >= 0 && score.Cmp(big.NewRat(high, 1)) <= 0)
	}
}

// closedDeal counts deals that closed at a stage, renewals left out, or adds up their amounts.
func closedDeal(stage string, amount bool) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		on := r.american(row["Close Date"])
		value := big.NewRat(1, 1)
		if amount {
			value = r.convert(plain(r.t, strings.ReplaceAll(row["Amount"], ",", "")), r.average(row["Currency"], on.Month()))
		}
		return when(row["Stage"] == stage && row["Opportunity Type"] != "Renewal" && r.in(on), value)
	}
}

func dealFrom(source string) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		return one(row["Lead Source"] == source && r.in(r.american(row["Created"])))
	}
}

// open tells whether a deal was created and not closed at the end of the period.
func (r *recounter) open(row fields) bool {
	closed := strings.HasPrefix(row["Stage"], "Closed") && r.american(row["Close Date"]) <= r.p.LastDay()
	return r.american(row["Created"]) <= r.p.LastDay() && !closed
}

// cost adds up the postings of some categories.
func cost(sign int64, categories ...string) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		on := day(r.t, row["Posting Date"])
		amount := r.convert(german(r.t, row["Amount"]), r.average(row["Currency"], on.Month()))
		return when(slices.Contains(categories, row["Cost Category"]) && r.in(on), amount.Mul(amount, big.NewRat(sign, 1)))
	}
}

func contact(kind string) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		return one((kind == "" || row["Touchpoint Type"] == kind) && r.in(serial(r.t, row["Contact Date"])))
	}
}

// reachedOn counts a step of onboarding, or the days since the step that it is counted from, which may be the signature of a
// contract.
func reachedOn(kind string, days bool) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, also []fields) *big.Rat {
		on := r.iso(row["Reached On"])
		value := big.NewRat(1, 1)
		if days {
			from := serialOr(r, also[0])
			value = big.NewRat(int64(on-from), 1)
		}
		return when(row["Milestone"] == kind && r.in(on), value)
	}
}

func serialOr(r *recounter, row fields) period.Date {
	if row[""] == "contracts" {
		return serial(r.t, row["Signed"])
	}
	return r.iso(row["Reached On"])
}

// user counts users by the first day with access and the first without.
func user(counts func(r *recounter, created, gone period.Date) bool) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		gone := period.Date(1<<31 - 1)
		if row["Deactivated"] != "" {
			gone = r.iso(row["Deactivated"])
		}
		return one(counts(r, r.iso(row["Created"]), gone))
	}
}

// contractRow is a contract as its row has it.
type contractRow struct {
	currency               string
	value, fees, annual    *big.Rat
	start, end, terminated period.Date // end: the first day after the term
	automatic              bool
}

func (c contractRow) inForce(on period.Date) bool {
	return c.start <= on && on < c.end && (c.terminated == period.NoDate || on < c.terminated)
}

func (r *recounter) contract(row fields) contractRow {
	c := contractRow{currency: row["Currency"], value: plain(r.t, row["Recurring Value"]), fees: plain(r.t, row["Setup Fees"]), annual: new(big.Rat), start: serial(r.t, row["Term Start"]),
		end: 1<<31 - 1, terminated: serial(r.t, row["Terminated"]), automatic: row["Auto Renewal"] == "Yes"}
	if row["Term End"] != "" {
		c.end = serial(r.t, row["Term End"]) + 1
		c.annual = rounded(new(big.Rat).Quo(c.value, years(c.start, c.end)), 6)
	}
	return c
}

// years is a term in full months, and the days of the part month over its length.
func years(from, to period.Date) *big.Rat {
	on := func(months int) period.Date { // a month that lacks the day is over on its last
		m := from.Month() + period.Month(months)
		return min(m.First()+(from-from.Month().First()), m.Last()+1)
	}
	months := 0
	for on(months+1) <= to {
		months++
	}
	part := big.NewRat(int64(to-on(months)), int64(on(months+1)-on(months)))
	return part.Quo(part.Add(part, big.NewRat(int64(months), 1)), big.NewRat(12, 1))
}

// held adds up contracts in force at the closing rate.
func held(value func(contractRow) *big.Rat) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, _ []fields) *big.Rat {
		c := r.contract(row)
		return when(c.inForce(r.p.LastDay()), r.convert(value(c), r.closing(c.currency, r.p.Last)))
	}
}

// due is a renewal: the contracts that ended together and those that renewed them.
type due struct {
	on        period.Date
	ended, by []contractRow
}

func renewal(value func(*recounter, due) *big.Rat) func(*recounter, fields, []fields) *big.Rat {
	return func(r *recounter, row fields, also []fields) *big.Rat {
		d := due{on: r.contract(row).end}
		for _, other := range append([]fields{row}, also...) {
			if c := r.contract(other); c.end == d.on {
				d.ended = append(d.ended, c)
			} else {
				d.by = append(d.by, c)
			}
		}
		return when(r.in(d.on), value(r, d))
	}
}

// sum adds up what contracts are worth a year at the average rate of the month in which they fell due.
func (r *recounter) sum(contracts []contractRow, on period.Date) *big.Rat {
	total := new(big.Rat)
	for _, c := range contracts {
		total.Add(total, r.convert(c.annual, r.average(c.currency, on.Month())))
	}
	return total
}
