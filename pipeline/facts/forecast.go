package facts

import (
	"slices"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Committed is the recurring revenue of a scope in each of so many months after a period, as far as it is committed: the lines
// in service at its end go on; of the amount of a renewal that falls due on the way, the share stays that was renewed in the
// twelve months up to the period (the gross renewal rate of the whole book); a renewal decided by then counts as it was
// decided. Of what comes after the data cut, lines that start or end are counted as the data has them. Exchange rates stay what
// they are at the end of the period. Amounts are monthly, in the report's currency; Reason is why there are none.
func (f *Facts) Committed(scope Scope, p period.Period, months int) ([]expr.Value, expr.Reason) {
	if scope.Dimension == "account" || months > ahead {
		return f.commit(scope, p, months) // asked for once or twice, and too many to keep
	}
	key := outlookKey{scope, p.Last}
	f.renewalLock.Lock()
	known, ok := f.outlooks[key]
	f.renewalLock.Unlock()
	if !ok {
		known.months, known.reason = f.commit(scope, p, ahead)
		f.renewalLock.Lock()
		f.outlooks[key] = known
		f.renewalLock.Unlock()
	}
	if known.reason.Code != expr.Available {
		return nil, known.reason
	}
	return slices.Clone(known.months[:months]), known.reason
}

// outlookKey is whose months after which one are committed.
type outlookKey struct {
	scope Scope
	last  period.Month
}

type committed struct {
	months []expr.Value
	reason expr.Reason
}

func (f *Facts) commit(scope Scope, p period.Period, months int) ([]expr.Value, expr.Reason) {
	kept, reason := f.trailingRenewalRate(p)
	if reason.Code != expr.Available {
		return nil, reason
	}
	members, ok := f.members(scope, p.LastDay())
	if !ok {
		return nil, expr.Reason{Code: expr.OutsideCover, Detail: "no account in " + scope.Dimension + " " + scope.Value}
	}
	total := make([]expr.Value, months)
	plain := make([]int64, months)
	for _, account := range members {
		due := f.fallingOf(int(account), p)
		stakes, reason := f.stakes(due, p, p.Last+period.Month(months), kept)
		if reason.Code != expr.Available {
			return nil, reason
		}
		for i := range months {
			month := p.Last + 1 + period.Month(i)
			running, known := f.running(int(account), p, month)
			if len(due) == 0 || due[0].on > month.Last() {
				plain[i] = sum(plain[i], known)
				continue
			}
			var lost expr.Value
			for j := range due {
				if due[j].on <= month.Last() {
					lost = lost.Add(stakes[j])
				}
			}
			total[i] = total[i].Add(least(Monthly(known), Monthly(running).Sub(lost)))
		}
	}
	for i := range total {
		total[i] = total[i].Add(Monthly(plain[i]))
	}
	return total, expr.Reason{}
}

// CommittedByAccount gives each account of a scope its part of the sum of Committed.
func (f *Facts) CommittedByAccount(scope Scope, p period.Period, months int) map[string]expr.Value {
	members, _ := f.members(scope, p.LastDay())
	parts := map[string]expr.Value{}
	for _, account := range members {
		id := f.Accounts[account].ID
		list, _ := f.Committed(AccountScope(id), p, months)
		if part := added(list); part.Sign() != 0 {
			parts[id] = part
		}
	}
	return parts
}

func added(list []expr.Value) (sum expr.Value) {
	for _, v := range list {
		sum = sum.Add(v)
	}
	return sum
}

// least is the smaller of two amounts, and nothing below 0.
func least(a, b expr.Value) expr.Value {
	if a.Sub(b).Sign() > 0 {
		a = b
	}
	if a.Sign() < 0 {
		return expr.Value{}
	}
	return a
}

// running is the annual amount of an account's lines at a month's end as seen at the end of a period: all that were in service
// then or start after the data cut, and of these those that are not known to have ended.
func (f *Facts) running(account int, p period.Period, month period.Month) (all, known int64) {
	cut, day := f.Last.Last(), month.Last()
	for i := range f.lines(account) {
		line := &f.lines(account)[i]
		if line.Annual == 0 || !line.covers(p.LastDay()) && !(line.Start > cut && line.Start <= day) {
			continue
		}
		amount := line.at(p.Last)
		all = sum(all, amount)
		if line.End > day || line.End <= cut {
			known = sum(known, amount)
		}
	}
	return all, known
}

// stakes are the monthly amounts that renewals falling due up to a month are expected to lose.
func (f *Facts) stakes(due []falling, p period.Period, month period.Month, kept expr.Value) ([]expr.Value, expr.Reason) {
	stakes := make([]expr.Value, len(due))
	for i := range due {
		u := &due[i]
		fate := u.fate(p, f.Last)
		if u.on > month.Last() || fate == renewedAlready {
			continue
		}
		r, ok := f.rates.on(f.rateDay(p.Last), u.currency, f.Currency)
		if !ok {
			return nil, expr.Reason{Code: expr.NoRate, Detail: u.currency + " at " + p.LastDay().String()}
		}
		annual, err := r.convert(u.annual)
		if err != nil {
			return nil, expr.Reason{Code: expr.InputRejected, Detail: err.Error()}
		}
		stakes[i] = Monthly(annual)
		if fate == undecided {
			stakes[i] = stakes[i].Mul(expr.Fraction(1, 1).Sub(kept))
		}
	}
	return stakes, expr.Reason{}
}

// trailingRenewalRate is the gross renewal rate of the whole book over the twelve months up to the end of a period.
func (f *Facts) trailingRenewalRate(p period.Period) (expr.Value, expr.Reason) {
	f.renewalLock.Lock()
	defer f.renewalLock.Unlock()
	if rate, ok := f.renewalRates[p.Last]; ok {
		return rate, rate.Reason()
	}
	year := f.Calendar.At(period.TTM, p.Last)
	var rate expr.Value
	switch closing := f.Value("closing_mrr", Portfolio, year); {
	case !closing.Available():
		rate = closing
	default:
		due := f.Value("renewal_due_amount", Portfolio, year)
		if rate = f.Value("renewal_retained_amount", Portfolio, year).Quo(due); due.Available() && due.Sign() == 0 {
			rate = expr.Missing(expr.ZeroDenominator, "renewal_due_amount of the twelve months before")
		}
	}
	f.renewalRates[p.Last] = rate
	return rate, rate.Reason()
}

// forecastARR is forecast_arr: what is committed for the last month of the coming year, brought to a year.
func (f *Facts) forecastARR(scope Scope, p period.Period) expr.Value {
	if scope != Portfolio {
		return expr.Missing(expr.NotAtThisGrain, "")
	}
	months, reason := f.Committed(scope, p, ahead)
	if reason.Code != expr.Available {
		return expr.Missing(reason.Code, reason.Detail)
	}
	return months[ahead-1].Mul(expr.Fraction(12, 1))
}

// forecastRows are the accounts behind forecast_arr, largest first.
func (f *Facts) forecastRows(p period.Period) (list []Contribution) {
	for _, account := range f.Accounts {
		months, _ := f.Committed(AccountScope(account.ID), p, ahead)
		if amount := months[ahead-1].Mul(expr.Fraction(12, 1)); amount.Sign() != 0 {
			list = append(list, Contribution{Account: account.ID, Place: account.Place, Amount: amount})
		}
	}
	slices.SortStableFunc(list, func(a, b Contribution) int { return b.Amount.Rat().Cmp(a.Amount.Rat()) })
	return list
}
