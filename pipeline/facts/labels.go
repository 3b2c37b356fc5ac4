package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// customerAt finds the account of a scope, and why it has no label at the end of a period: it pays nothing then.
func (f *Facts) customerAt(scope Scope, p period.Period) (int, *columns, expr.Value) {
	account, ok := f.Find(scope.Value)
	c := f.columnsOf(p)
	switch {
	case scope.Dimension != "account":
		return 0, c, expr.Missing(expr.NotAtThisGrain, "")
	case !ok:
		return 0, c, expr.Missing(expr.OutsideCover, "no such account")
	case c.closing.Code != expr.Available:
		return 0, c, expr.Missing(c.closing.Code, c.closing.Detail)
	case c.movements[account].Closing <= 0:
		return 0, c, expr.Missing(expr.OutsideCover, "no customer at the end of the period")
	}
	return account, c, expr.Value{}
}

// The labels of KeyAccount.
const (
	keyAccount   = "key account"
	otherAccount = "other"
)

// KeyAccount tells whether an account is one of those that make up the job's share of ARR at the end of a period, 80 % unless
// set: the largest first, the one that crosses the mark included, or so many of the largest; of equal ones the first by id. The
// text says why.
func (f *Facts) KeyAccount(scope Scope, p period.Period) (label expr.Value, why string) {
	account, c, missing := f.customerAt(scope, p)
	if !missing.Available() {
		return missing, ""
	}
	f.keyLock.Lock()
	defer f.keyLock.Unlock()
	ranked, ok := f.ranks[p]
	if !ok {
		ranked = f.rank(c)
		f.ranks[p] = ranked
	}
	own := ranked[account]
	larger, _ := own.larger.Mul(expr.Fraction(100, 1)).Decimal()
	why = fmt.Sprintf("number %d of %d customers by ARR; the larger ones have %s%% of it", own.number, len(ranked), larger.StringFixed(1))
	if own.key {
		return expr.Label(keyAccount), why
	}
	return expr.Label(otherAccount), why
}

// rank is an account's place among the customers by ARR, from 1.
type rank struct {
	number int
	larger expr.Value // share of ARR that those before it have
	key    bool
}

func (f *Facts) rank(c *columns) map[int]rank {
	order, whole := []int{}, int64(0)
	for account := range c.movements {
		if closing := c.movements[account].Closing; closing > 0 {
			order, whole = append(order, account), sum(whole, closing)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(c.movements[b].Closing, c.movements[a].Closing) })
	share, most := f.settings.kpis.KeyAccountRule()
	ranks, held := map[int]rank{}, int64(0)
	for i, account := range order {
		larger := expr.Fraction(held, whole)
		ranks[account] = rank{i + 1, larger, i < most || most == 0 && larger.Sub(expr.Number(share)).Sign() < 0}
		held = sum(held, c.movements[account].Closing)
	}
	return ranks
}

// Segment is the segment of an account: that of its segment column, else the band of its employees and the band of its own
// revenue, the lower of the two where both are known. The text says why.
func (f *Facts) Segment(scope Scope, p period.Period) (label expr.Value, why string) {
	account, _, missing := f.customerAt(scope, p)
	if !missing.Available() {
		return missing, ""
	}
	a := &f.Accounts[account]
	if segment := a.Dimensions["segment"]; segment != "" {
		return expr.Label(segment), "its accounts row says so"
	}
	loaded := f.datasets["accounts"]
	switch {
	case loaded == nil:
		return expr.Missing(expr.NoDataset, "accounts"), ""
	case !loaded.Columns["employees"] && !loaded.Columns["annual_revenue"]:
		return expr.Missing(expr.NoColumn, "employees or annual_revenue"), ""
	}
	bands := f.settings.kpis.SegmentBands()
	lowest, reasons := len(bands), []string{}
	if a.Employees.Valid {
		of := band(bands, a.Employees.Decimal, func(b job.Band) decimal.Decimal { return b.Employees })
		lowest, reasons = of, append(reasons, a.Employees.Decimal.String()+" employees are "+bands[of].Name)
	}
	if a.Revenue.Valid {
		amount, ok := f.ownRevenue(a)
		if !ok {
			return expr.Missing(expr.NoRate, a.Currency+" at "+f.Last.Last().String()), ""
		}
		of := band(bands, amount, func(b job.Band) decimal.Decimal { return b.Revenue })
		lowest, reasons = min(lowest, of), append(reasons, "an annual revenue of "+amount.Round(0).String()+" "+f.Currency+" is "+bands[of].Name)
	}
	if lowest == len(bands) {
		return expr.Missing(expr.OutsideCover, "neither employees nor annual revenue is given"), ""
	}
	return expr.Label(bands[lowest].Name), strings.Join(reasons, "; ")
}

// band is the last band whose mark a figure exceeds, the first one when it exceeds none.
func band(bands []job.Band, figure decimal.Decimal, mark func(job.Band) decimal.Decimal) int {
	for i := len(bands) - 1; i > 0; i-- {
		if figure.GreaterThan(mark(bands[i])) {
			return i
		}
	}
	return 0
}

// ownRevenue is a customer's own annual revenue in the currency of the report, at the rates of the reported month.
func (f *Facts) ownRevenue(a *Account) (decimal.Decimal, bool) {
	if a.Currency == "" || a.Currency == f.Currency {
		return a.Revenue.Decimal, true
	}
	r, ok := f.rates.on(f.rateDay(f.Last), a.Currency, f.Currency)
	if !ok {
		return decimal.Decimal{}, false
	}
	factor := decimal.NewFromUint64(r.mantissa).DivRound(decimal.NewFromUint64(r.divisor), 18)
	return a.Revenue.Decimal.Mul(factor), true
}

// Stage is where a customer stands in the LAER model at the end of a period. Tested in this order: renew, an undecided renewal
// falls due within the job's window; land, its onboarding is not completed or, as far as usage tells, it has never used the
// product; expand, its MRR expanded in one of the twelve months up to the period; else adopt. The text says why.
func (f *Facts) Stage(scope Scope, p period.Period) (label expr.Value, why string) {
	account, c, missing := f.customerAt(scope, p)
	if !missing.Available() {
		return missing, ""
	}
	due, reason := f.dueSoon(p)
	if reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail), ""
	}
	onboarding, silence := c.of[openOnboardings], c.of["last_activity_on"]
	if onboarding.Reason.Code != expr.Available && silence.Reason.Code != expr.Available {
		return expr.Missing(onboarding.Reason.Code, onboarding.Reason.Detail), ""
	}
	switch {
	case due[scope.Value] != 0:
		return expr.Label("renew"), "a renewal falls due on " + due[scope.Value].String()
	case onboarding.Reason.Code == expr.Available && onboarding.Values[account] > 0:
		return expr.Label("land"), "its onboarding is not completed"
	case silence.Reason.Code == expr.Available && silence.Absent[account]:
		return expr.Label("land"), "it has never used the product"
	}
	for month := max(p.Last-11, f.First); month <= p.Last; month++ {
		movements, reason := f.Movements(f.Calendar.At(period.MonthKind, month))
		if reason.Code == expr.Available && movements[account].Class == Expansion {
			return expr.Label("expand"), "its MRR expanded in " + month.Label()
		}
	}
	return expr.Label("adopt"), "no renewal falls due soon, its onboarding is over, and its MRR did not expand in twelve months"
}

// dueSoon are the days on which undecided renewals fall due within the job's window after a period, by account.
func (f *Facts) dueSoon(p period.Period) (map[string]period.Date, expr.Reason) {
	f.keyLock.Lock()
	defer f.keyLock.Unlock()
	soon, ok := f.soon[p]
	if !ok {
		soon.days, soon.reason = f.DueWithin(p, f.settings.kpis.RenewalWindow())
		f.soon[p] = soon
	}
	return soon.days, soon.reason
}

type soon struct {
	days   map[string]period.Date
	reason expr.Reason
}
