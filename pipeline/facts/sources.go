package facts

import (
	"cmp"
	"slices"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// Contribution is what one row, customer or user adds to a measure.
type Contribution struct {
	Account string         // id; Unassigned for a row without one, empty for what is no account's
	Place   ingest.Place   // of the row behind it; Nowhere when there is none of its own
	Also    []ingest.Place // of the other rows that it rests on
	Amount  expr.Value     // in the unit of the measure
	What    string         // what it is, in a few words: expansion, user u1; may be empty
	Lines   []LineAmount   // the recurring lines behind it
}

// LineAmount is a recurring line at the two ends of a period. Amounts are annual, in millionths; an end at which the line is
// not in service has 0 and no rate.
type LineAmount struct {
	Line             Line
	Period           period.Period
	Opening, Closing int64      // in the currency of the line
	OpeningRate      expr.Value // units of the reporting currency for one of the line's, at the opening
	ClosingRate      expr.Value // at the closing
	Reported         int64      // the opening in the reporting currency at the opening's rate
	Revalued         int64      // the opening in the reporting currency at the closing's rate
	Closed           int64      // the closing in the reporting currency
}

// Nowhere is the place of what stands in no row.
var Nowhere = ingest.Place{File: -1}

// Untraced is what stands for the part of a measure that is known and cannot be traced to rows.
const Untraced = "not traced to rows"

// Contributions takes a measure apart for a scope and period: the amounts add up to its value exactly, largest first. There
// are none when the value is missing, and for a property of the period such as its days.
func (f *Facts) Contributions(measure string, scope Scope, p period.Period) []Contribution {
	if of, ok := lags[measure]; ok {
		return f.Contributions(of, scope, compared(p))
	}
	entry, _ := formulas.MeasureByID(measure)
	value := f.Value(measure, scope, p)
	if measure == "forecast_arr" && value.Available() {
		return f.forecastRows(p)
	}
	c := f.columnsOf(p)
	if !value.Available() || entry.Over == formulas.NotSummed || c.of[measure] == nil {
		return nil
	}
	inside := f.inside(scope, p)
	var list []Contribution
	switch {
	case measure == "cs_revenue":
		list = f.csRevenueParts(c, inside)
	case entry.Over == formulas.DistinctOver:
		list = f.distinct(c, entry.Column, inside)
	case measure == "revenue_to_date":
		list = f.revenueRows(c, inside)
	case reached[measure] != "":
		list = f.firstRows(c.of[measure], f.flows[reached[measure]], p, inside)
	case measure == "signed_mrr", measure == "ending_mrr":
		list = f.committedRows(measure, c, inside)
	case f.flows[measure] != nil:
		list = f.flowRows(f.flows[measure], p, inside)
	case f.stocks[measure] != nil:
		list = f.stockRows(f.stocks[measure], p, inside)
	case f.users.spans(p)[measure] != nil:
		list = f.userRows(f.users.spans(p)[measure], inside)
	case slices.Contains(userMeasures, measure):
		list = f.activeUsers(measure, c, inside)
	case c.movements != nil && (slices.Contains(entry.Dataset, "subscriptions") || slices.Contains(entry.With, "subscriptions") || slices.Contains(entry.Dataset, "mrr")):
		list = f.customers(measure, c, inside)
	default:
		list = f.accountRows(c.of[measure], inside)
	}
	if slices.Contains(silences, measure) {
		list = f.silences(list, p)
	}
	rest := value
	for _, contribution := range list {
		rest = rest.Sub(contribution.Amount)
	}
	if rest.Sign() != 0 {
		list = append(list, Contribution{Place: Nowhere, Amount: rest, What: Untraced})
	}
	slices.SortStableFunc(list, func(a, b Contribution) int {
		return cmp.Or(b.Amount.Rat().Abs(b.Amount.Rat()).Cmp(a.Amount.Rat().Abs(a.Amount.Rat())), cmp.Compare(a.Account, b.Account))
	})
	return list
}

// ByAccount is a measure account by account, by id; what belongs to no account, so that the sum is the value, stands under "".
// It is nil when the value is missing.
func (f *Facts) ByAccount(measure string, scope Scope, p period.Period) map[string]expr.Value {
	if of, ok := lags[measure]; ok {
		return f.ByAccount(of, scope, compared(p))
	}
	entry, _ := formulas.MeasureByID(measure)
	value := f.Value(measure, scope, p)
	if !value.Available() {
		return nil
	}
	shares := map[string]expr.Value{}
	if column := f.columnsOf(p).of[measure]; column != nil && entry.Over != formulas.NotSummed && entry.Over != formulas.DistinctOver {
		for _, c := range f.accountRows(column, f.inside(scope, p)) {
			shares[c.Account] = c.Amount
			value = value.Sub(c.Amount)
		}
	}
	if value.Sign() != 0 {
		shares[""] = value
	}
	return shares
}

// inside tells which accounts, by index, make up a scope in a period; the one after the last stands for rows without an account.
func (f *Facts) inside(scope Scope, p period.Period) []bool {
	inside := make([]bool, len(f.Accounts)+1)
	members, _ := f.members(scope, p.LastDay())
	for _, account := range members {
		inside[account] = true
	}
	inside[len(f.Accounts)] = scope == Portfolio || scope.Value == Unassigned
	return inside
}

// LastActivity is the day of an account's last activity up to the end of a period; NoDate when there is none.
func (f *Facts) LastActivity(scope Scope, p period.Period) period.Date {
	on := f.Value("last_activity_on", scope, p)
	if !on.Available() {
		return period.NoDate
	}
	return period.Date(on.Rat().Num().Int64())
}

// silences says of accounts when they were last active, and adds the contacts of that month, which add nothing.
func (f *Facts) silences(list []Contribution, p period.Period) []Contribution {
	for i, n := 0, len(list); i < n; i++ {
		on := f.LastActivity(AccountScope(list[i].Account), p)
		if on == period.NoDate {
			list[i].What = "never active"
			continue
		}
		list[i].What = "last active on " + on.String()
		for _, e := range f.flows["touchpoints"].in(f.Calendar.At(period.MonthKind, f.Calendar.MonthOf(on))) {
			if id, _ := f.named(e.account); id == list[i].Account {
				list = append(list, Contribution{Account: id, Place: e.place, What: "contact, " + e.month.Label()})
			}
		}
	}
	return list
}

// Within tells of an account id, as it stands in a row, whether its customer is of a scope in a period.
func (f *Facts) Within(scope Scope, p period.Period) func(id string) bool {
	inside := f.inside(scope, p)
	return func(id string) bool {
		account, ok := f.customer(id)
		return ok && inside[account]
	}
}

// single is the account of a scope of one.
func single(inside []bool) (account int, ok bool) {
	for i, in := range inside {
		if in && ok {
			return 0, false
		}
		if in {
			account, ok = i, true
		}
	}
	return account, ok && account < len(inside)-1
}

// named is the id and the row of an account by index.
func (f *Facts) named(account int32) (string, ingest.Place) {
	if int(account) == len(f.Accounts) {
		return Unassigned, Nowhere
	}
	return f.Accounts[account].ID, f.Accounts[account].Place
}

// accountRows are the accounts of a scope with an amount.
func (f *Facts) accountRows(column *Column, inside []bool) (list []Contribution) {
	for account, amount := range column.Values {
		if amount != 0 && inside[account] {
			id, place := f.named(int32(account))
			list = append(list, Contribution{Account: id, Place: place, Amount: expr.Fraction(amount, column.Denominator)})
		}
	}
	return list
}

// distinct is one for each value of an account column among the customers of the closing, with the first account that has it.
func (f *Facts) distinct(c *columns, column string, inside []bool) (list []Contribution) {
	seen := map[string]bool{}
	for i := range c.movements {
		value, place := f.Group(column, i, c.period.LastDay())
		if !inside[i] || c.movements[i].Closing <= 0 || value == NoGroup || seen[value] {
			continue
		}
		seen[value] = true
		list = append(list, Contribution{Account: f.Accounts[i].ID, Place: place, Amount: expr.Fraction(1, 1), What: value})
	}
	return list
}

// customers are the accounts of a scope with an amount, each with its movement and the lines behind it; a sum of months goes
// month by month.
func (f *Facts) customers(measure string, c *columns, inside []bool) (list []Contribution) {
	periods := []period.Period{c.period}
	if _, ok := activity[measure]; ok || measure == "customers_lost" {
		periods = period.Between(period.MonthKind, c.period.Calendar, max(c.period.First, f.First), c.period.Last)
	}
	for _, p := range periods {
		column, movements := c.of[measure], c.movements
		if p != c.period {
			month := f.columnsOf(p)
			column, movements = month.of[measure], month.movements
		}
		rows := f.accountRows(column, inside)
		if alone, ok := single(inside); ok && len(rows) == 0 && p == c.period { // its lines say why there is nothing
			rows = []Contribution{{Account: f.Accounts[alone].ID}}
		}
		for _, contribution := range rows {
			account, _ := f.Find(contribution.Account)
			contribution.What = movements[account].Class.String()
			if p != c.period {
				contribution.What += ", " + p.Label()
			}
			contribution.Lines = f.lineAmounts(account, p, movements[account].Class == Reactivation || measure == "tenure_months")
			contribution.Place = Nowhere // the lines have theirs
			if measure == "downsell_mrr" {
				contribution.Also = f.duesOf(account, p)
			}
			if at := slices.IndexFunc(f.flows["revenue"].in(p), func(e event) bool { return int(e.account) == account }); at >= 0 && !slices.ContainsFunc(contribution.Lines, func(l LineAmount) bool {
				return l.Line.Start <= p.LastDay() && l.Line.End > p.FirstDay()
			}) {
				contribution.Place = f.flows["revenue"].in(p)[at].place // served, as its invoice says
			}
			if contribution.Amount.Sign() != 0 || len(contribution.Lines) > 0 {
				list = append(list, contribution)
			}
		}
	}
	return list
}

// lineAmounts are the lines of an account in service at some time of a period, or on the day before it; ended adds earlier ones
// that were paid for, which tell a reactivation.
func (f *Facts) lineAmounts(account int, p period.Period, ended bool) (list []LineAmount) {
	before, after := p.Opening(), p.LastDay()
	lines := f.lines(account)
	for i := range lines {
		line := &lines[i]
		if line.Start > after || line.End <= before && !(ended && line.Annual > 0) {
			continue
		}
		amount := LineAmount{Line: *line, Period: p, OpeningRate: line.rate(p.First - 1), ClosingRate: line.rate(p.Last)}
		if line.covers(before) {
			amount.Opening, amount.Reported, amount.Revalued = line.Annual, line.at(p.First-1), line.at(p.Last)
		}
		if line.covers(after) {
			amount.Closing, amount.Closed = line.Annual, line.at(p.Last)
		}
		list = append(list, amount)
	}
	return list
}
