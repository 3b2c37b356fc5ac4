package facts

import (
	"kpibook/formulas"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Remark is what one has to know beside a measure of a scope and period: how many rows its own rule keeps out of it, or treats
// in a way of its own. The value follows the text: "evergreen contracts left out": 18.
type Remark struct {
	Value expr.Value
	Unit  formulas.Unit
	Text  string
}

// remark is one that a measure may have; counted under a name of its own, which is no measure.
type remark struct {
	counted string
	unit    formulas.Unit
	text    string
}

// remarksOf are the remarks of every measure that has any.
var remarksOf = map[string][]remark{
	"contract_recurring_value": {evergreenOf("contract_recurring_value")},
	"contract_one_time_fees":   {evergreenOf("contract_one_time_fees")},
	"contract_annual_value": {evergreenOf("contract_annual_value"),
		{leftOutOf(fullYears), formulas.Count, "contracts of under a year, which count for more than their whole value when brought to a year"}},
	"term_contracts_in_force": {evergreenOf("contract_annual_value")},
	"contract_value_signed": {evergreenOf("contract_value_signed"),
		{leftOutOf(signatures), formulas.Count, "contracts counted by their start, as no day of signature is recorded"}},
	"renewals_renewed":         {pending},
	"renewal_retained_amount":  {pending, withoutAmount("renewal_retained_amount", "renewals")},
	"renewals_auto":            {{leftOutOf("renewals_auto"), formulas.Count, "renewals whose contract is not among the contracts, counted as not automatic"}},
	"renewed_amount":           {pending, withoutAmount("renewed_amount", "renewals")},
	"renewal_due_amount":       {withoutAmount("renewal_due_amount", "renewals")},
	"renewal_expansion_amount": {withoutAmount("renewal_expansion_amount", "renewals")},
	"won_amount":               {withoutAmount("won_amount", "deals")},
	"lost_amount":              {withoutAmount("lost_amount", "deals")},
	"onboardings_completed":    {{leftOutOf("onboardings_completed"), formulas.Count, "onboardings left out, as no signature came before"}},
	"go_lives":                 {{leftOutOf("go_lives"), formulas.Count, "go-lives left out, as no signature came before"}},
	"first_values_reached":     {{leftOutOf("first_values_reached"), formulas.Count, "first values left out, as no completed onboarding came before"}},
	"nps_responses":            {otherScale("nps_responses")},
	"csat_responses":           {otherScale("csat_responses")},
	"ces_responses":            {otherScale("ces_responses")},
}

// pending is what a renewal rate, which counts open renewals as not renewed, may still gain.
var pending = remark{leftOutOf(decisions), formulas.Money, "due of renewals not decided when the data was cut, which count as not renewed"}

func evergreenOf(measure string) remark {
	return remark{leftOutOf(measure), formulas.Count, "evergreen contracts left out, as they have no term"}
}

func withoutAmount(measure, rows string) remark {
	return remark{leftOutOf(measure), formulas.Count, rows + " without an amount left out"}
}

func otherScale(measure string) remark {
	return remark{leftOutOf(measure), formulas.Count, "answers on another scale left out"}
}

// Remarks are what there is to know beside a measure; none where the measure is missing.
func (f *Facts) Remarks(measure string, scope Scope, p period.Period) (list []Remark) {
	if !f.Value(measure, scope, p).Available() {
		return nil
	}
	columns := f.columnsOf(p)
	for _, r := range remarksOf[measure] {
		if value := f.counted(columns.of[r.counted], scope, p); value.Sign() != 0 {
			list = append(list, Remark{value, r.unit, r.text})
		}
	}
	return list
}

// counted adds up a column that is no measure over a scope: 0 where there is none.
func (f *Facts) counted(column *Column, scope Scope, p period.Period) expr.Value {
	total := expr.Fraction(0, 1)
	if column == nil || column.Reason.Code != expr.Available {
		return total
	}
	for account, inside := range f.inside(scope, p) {
		if inside {
			total = total.Add(expr.Fraction(column.Values[account], column.Denominator))
		}
	}
	return total
}
