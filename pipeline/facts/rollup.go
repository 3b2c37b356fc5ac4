package facts

import (
	"fmt"
	"strings"

	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// constant sets a measure that is a property of the period, the same for every account and never added up.
func (f *Facts) constant(c *columns, measure string, value int64) {
	c.of[measure] = &Column{Values: []int64{value}, Denominator: 1}
}

func (f *Facts) constants(c *columns) {
	periods, perPeriod := c.period.PerYear()
	c.of["periods_per_year"] = &Column{Values: []int64{int64(periods)}, Denominator: int64(perPeriod)}
	f.stated(c, "addressable_market", f.settings.kpis.AddressableMarket)
	f.stated(c, "target_arr_per_csm", f.settings.kpis.TargetARRPerCSM)
}

// Value gives a base measure for a scope and period, rolled up by the measure's own kind, or the reason why there is none.
func (f *Facts) Value(measure string, scope Scope, p period.Period) expr.Value {
	return f.Values(measure, p, f.Members([]Scope{scope}, p.LastDay()))[0]
}

// Members are the accounts of some scopes on a day.
type Members struct {
	Scopes []Scope
	of     [][]int32 // accounts by scope; nil where there is no such scope
}

// Members finds the accounts of scopes on a day.
func (f *Facts) Members(scopes []Scope, day period.Date) Members {
	m := Members{scopes, make([][]int32, len(scopes))}
	for i, scope := range scopes {
		if list, ok := f.members(scope, day); ok {
			m.of[i] = list
		}
	}
	return m
}

// Values is Value for many scopes at once: members are theirs on the last day of the period.
func (f *Facts) Values(measure string, p period.Period, members Members) []expr.Value {
	if of, ok := lags[measure]; ok {
		earlier := compared(p)
		return f.Values(of, earlier, f.Members(members.Scopes, earlier.LastDay()))
	}
	values := make([]expr.Value, len(members.Scopes))
	if measure == "forecast_arr" {
		for i, scope := range members.Scopes {
			values[i] = f.forecastARR(scope, p)
		}
		return values
	}
	entry, ok := formulas.MeasureByID(measure)
	if !ok {
		return fill(values, expr.Missing(expr.NoColumn, measure))
	}
	column := f.columnsOf(p).of[measure]
	if column == nil {
		return fill(values, expr.Missing(f.unread(entry)))
	}
	if column.Reason.Code != expr.Available {
		return fill(values, expr.Missing(column.Reason.Code, column.Reason.Detail))
	}
	for i, scope := range members.Scopes {
		values[i] = f.rolledUp(entry, column, scope, members.of[i])
	}
	return values
}

func fill(values []expr.Value, with expr.Value) []expr.Value {
	for i := range values {
		values[i] = with
	}
	return values
}

// rolledUp is the value of a column for the accounts of a scope.
func (f *Facts) rolledUp(entry formulas.Measure, column *Column, scope Scope, members []int32) expr.Value {
	switch {
	case members == nil:
		return expr.Missing(expr.OutsideCover, fmt.Sprintf("no account in %s %s", scope.Dimension, scope.Value))
	case entry.Over == formulas.NotSummed:
		return expr.Fraction(column.Values[0], column.Denominator)
	case entry.Over == formulas.PerRecordOnly, entry.Over == formulas.AccountOnly && scope.Dimension != "account",
		entry.Over == formulas.PortfolioOnly && scope != Portfolio:
		return expr.Missing(expr.NotAtThisGrain, "")
	case scope.Dimension == "account" && column.ByAccount.Code != expr.Available:
		return expr.Missing(column.ByAccount.Code, column.ByAccount.Detail)
	case scope.Dimension == "account" && column.Own != nil && !column.Own[members[0]] && column.ByGroup.Code != expr.Available:
		return expr.Missing(column.ByGroup.Code, column.ByGroup.Detail)
	case scope.Dimension != "account" && scope != Portfolio && scope.Value != Unassigned && column.ByGroup.Code != expr.Available:
		return expr.Missing(column.ByGroup.Code, column.ByGroup.Detail)
	}
	if entry.Over == formulas.DistinctOver {
		return expr.Fraction(column.distinct(members), 1)
	}
	total, counted := int64(0), !column.Sparse
	if nobody := len(f.Accounts); len(column.Values) > nobody && (scope == Portfolio || scope.Value == Unassigned) {
		total, counted = column.Values[nobody], counted || !column.Absent[nobody]
	}
	for _, account := range members {
		switch absent := column.Absent != nil && column.Absent[account]; {
		case absent && !column.Sparse:
			return expr.Missing(expr.OutsideCover, "never active")
		case !absent:
			total, counted = sum(total, column.Values[account]), true
		}
	}
	switch least := f.settings.kpis.MinNPSResponses; {
	case !counted:
		return expr.Missing(expr.TooFewResponses, "none")
	case strings.HasSuffix(entry.ID, "nps_responses") && total < int64(least):
		return expr.Missing(expr.TooFewResponses, fmt.Sprintf("%d of the %d that the job asks for", total, least))
	}
	return expr.Fraction(total, column.Denominator)
}

// unread is the reason for a measure that none of the loaded datasets carries.
func (f *Facts) unread(m formulas.Measure) (expr.Code, string) {
	if len(m.Dataset) == 0 {
		return expr.NoSetting, m.ID
	}
	return expr.NoDataset, m.Dataset[0]
}

// Status is what an account is at the end of a period, from dated facts: active, onboarding (in service, and its onboarding
// not completed), inactive (in service but silent for longer than the job's dark_after_days), churned, or missing before it
// became a customer.
func (f *Facts) Status(scope Scope, p period.Period) expr.Value {
	if scope.Dimension != "account" {
		return expr.Missing(expr.NotAtThisGrain, "")
	}
	account, ok := f.Find(scope.Value)
	c := f.columnsOf(p)
	switch {
	case !ok:
		return expr.Missing(expr.OutsideCover, "no such account")
	case c.closing.Code != expr.Available:
		return expr.Missing(c.closing.Code, c.closing.Detail)
	case f.paid[account] == period.NoDate || f.paid[account] > p.LastDay():
		return expr.Missing(expr.OutsideCover, "not yet a customer")
	case c.movements[account].Closing == 0:
		return expr.Label("churned")
	}
	if open := c.of[openOnboardings]; open.Reason.Code == expr.Available && open.Values[account] > 0 {
		return expr.Label("onboarding")
	}
	if dark := c.of["dark_accounts"]; dark.Reason.Code == expr.Available && dark.Values[account] > 0 {
		return expr.Label("inactive")
	}
	return expr.Label("active")
}
