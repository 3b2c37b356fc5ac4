package facts

import (
	"fmt"
	"math/big"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// agreement is a contract as the other contracts leave it.
type agreement struct {
	*ingest.Contract
	account    int32
	end        period.Date  // first day after the agreed term; endless for an evergreen contract
	annual     int64        // millionths of Currency a year; 0 for an evergreen contract, which has no term to divide by
	successors []*agreement // the contracts that renew or replace it
	succeeds   bool         // it renews or replaces another one
}

func (a *agreement) evergreen() bool { return a.EndsOn == period.NoDate }

// endedEarly tells whether the contract was terminated before its agreed end; an evergreen one has none, so it always is.
func (a *agreement) endedEarly() bool { return a.Terminated != period.NoDate && a.Terminated < a.end }

// replaced tells whether another contract took over within the agreed term, so that it falls due in its stead.
func (a *agreement) replaced() bool {
	for _, successor := range a.successors {
		if successor.end <= a.end {
			return true
		}
	}
	return false
}

// bookContracts books contracts under their measures, and the renewals of the dataset or, without one, those that the
// contracts make fall due. A contract signed after the data cut is not known yet. The faults are contracts that end before
// they start, amounts out of range and rates that are missing.
func (f *Facts) bookContracts(contracts []ingest.Contract, renewals []ingest.Renewal) ingest.Faults {
	x := f.exchange("contracts")
	agreements := f.agreements(contracts, x)
	groups := fallingDue(agreements)
	f.coverContracts(agreements)
	f.bookTerms(agreements, x)
	if len(x.faults) > 0 { // without these rows the renewals would be wrong
		return x.settle()
	}
	f.bookFalling(agreements, renewals)
	return append(x.settle(), f.bookRenewals(agreements, groups, renewals)...)
}

// agreements are the contracts known at the data cut, in the order of their rows, with the successors that they name.
func (f *Facts) agreements(contracts []ingest.Contract, x *exchange) (all []*agreement) {
	byID := map[string][]*agreement{}
	for i := range contracts {
		a := &agreement{Contract: &contracts[i], account: f.account(contracts[i].Account), end: endless}
		if a.signed() > f.Last.Last() {
			continue
		}
		if !a.evergreen() {
			if a.end = a.EndsOn + 1; a.end <= a.StartsOn {
				x.fault(a.Place, fmt.Sprintf("contract %s ends on %s, before it starts on %s", a.ID, a.EndsOn, a.StartsOn), "correct one of the two; ends_on is the last day of the term")
				continue
			}
			yearly := new(big.Rat).Quo(a.Recurring.Rat(), contractYears(a.StartsOn, a.end))
			annual, err := roundHalfEven(yearly.Mul(yearly, big.NewRat(scale, 1)))
			x.fits(err, a.Place)
			a.annual = annual
		}
		byID[a.ID] = append(byID[a.ID], a)
		all = append(all, a)
	}
	for _, a := range all {
		if a.Renews == "" {
			continue
		}
		for _, before := range byID[a.Renews] {
			if before.StartsOn < a.StartsOn {
				before.successors, a.succeeds = append(before.successors, a), true
			}
		}
	}
	return all
}

// signed is the day by which the contract is known and booked: that of the signature, else that of the start.
func (a *agreement) signed() period.Date {
	if a.SignedOn != period.NoDate {
		return a.SignedOn
	}
	return a.StartsOn
}

// bookTerms books the measures of contracts in force, signed and terminated. The successors of all are known by now.
func (f *Facts) bookTerms(agreements []*agreement, x *exchange) {
	money := func(measure string) *stock { return f.stock(measure, "contracts", scale) }
	recurring, fees, annual := money("contract_recurring_value"), money("contract_one_time_fees"), money("contract_annual_value")
	inForce, withTerm := f.stock("contracts_in_force", "contracts", 1), f.stock("term_contracts_in_force", "contracts", 1)
	f.stock("contract_years", "contracts", 1) // of one contract only: see ContractYears
	evergreen := []*stock{f.stock(leftOutOf("contract_recurring_value"), "contracts", 1), f.stock(leftOutOf("contract_one_time_fees"), "contracts", 1), f.stock(leftOutOf("contract_annual_value"), "contracts", 1)}
	underAYear := f.stock(leftOutOf(fullYears), "contracts", 1)
	signed := f.flow("contract_value_signed", "contracts", scale)
	signedEvergreen, unsigned := f.leftOut("contract_value_signed", "contracts"), f.leftOut(signatures, "contracts")
	terminated := f.flow("contracts_terminated", "contracts", 1).needs(f, "terminated_on")
	for _, a := range agreements {
		until := a.end
		if a.endedEarly() {
			until = a.Terminated
			terminated.add(a.account, a.Terminated, 1, a.Place)
		}
		for _, successor := range a.successors {
			until = min(until, successor.StartsOn)
		}
		inForce.add(a.account, a.StartsOn, until, 1, a.Place)
		if a.evergreen() { // its values are over a term that it does not have
			for _, s := range evergreen {
				s.add(a.account, a.StartsOn, until, 1, a.Place)
			}
			signedEvergreen.add(a.account, a.signed(), 1, a.Place)
			continue
		}
		withTerm.add(a.account, a.StartsOn, until, 1, a.Place)
		if contractYears(a.StartsOn, a.end).Cmp(big.NewRat(1, 1)) < 0 {
			underAYear.add(a.account, a.StartsOn, until, 1, a.Place)
		}
		if a.SignedOn == period.NoDate {
			unsigned.add(a.account, a.StartsOn, 1, a.Place)
		}
		value, ok := x.millionths(a.Recurring, a.Place)
		once, okFees := x.millionths(a.OneTimeFees, a.Place)
		if !ok || !okFees {
			continue
		}
		x.hold(recurring, a.account, a.StartsOn, until, value, a.Currency, a.Place)
		x.hold(fees, a.account, a.StartsOn, until, once, a.Currency, a.Place)
		x.hold(annual, a.account, a.StartsOn, until, a.annual, a.Currency, a.Place)
		if total, ok := x.average(sum(value, once), a.Currency, a.signed(), a.Place); ok {
			signed.add(a.account, a.signed(), total, a.Place)
		}
	}
}

// coverContracts states what the contracts cover: all days from the first to the last one named in them. Renewals that are
// derived from them are known from then on up to the data cut at least, since every contract says when it falls due.
func (f *Facts) coverContracts(agreements []*agreement) {
	contracts := f.datasets["contracts"]
	if contracts == nil {
		return
	}
	covered := *contracts
	for _, a := range agreements {
		for _, day := range []period.Date{a.SignedOn, a.StartsOn, a.EndsOn, a.Terminated} {
			if day == period.NoDate {
				continue
			}
			if covered.First == period.NoDate || day < covered.First {
				covered.First = day
			}
			covered.Last = max(covered.Last, day)
		}
	}
	f.datasets["contracts"] = &covered
	if f.datasets["renewals"] == nil {
		f.derived = true
		f.datasets["renewals"] = &ingest.Loaded{First: covered.First, Last: max(covered.Last, f.Last.Last()),
			Columns: map[string]bool{"amount_renewed": true, "contract_id": true, "outcome": true}}
	}
}

// What the rules of contracts meet without leaving it out of a measure.
const (
	fullYears  = "terms of full years"
	signatures = "days of signature"
)

// ContractYears is contract_years of one contract: full months from its first day / 12, and the days of a part month over
// the days that this month has. It is n/a for an evergreen contract, which has no last day, and for one that ends before it starts.
//
//	2026-01-01 to 2028-12-31 is 3, 2026-02-10 to 2026-08-09 is 1/2, 2026-01-01 to 2026-02-14 is (1 + 14/28) / 12
func ContractYears(c *ingest.Contract) expr.Value {
	switch {
	case c.EndsOn == period.NoDate:
		return expr.Missing(expr.Evergreen, c.ID)
	case c.EndsOn < c.StartsOn:
		return expr.Missing(expr.InputRejected, c.ID)
	}
	years := contractYears(c.StartsOn, c.EndsOn+1)
	return expr.Fraction(years.Num().Int64(), years.Denom().Int64())
}

// contractYears is the length of a term from a day up to, not including, another. A month that lacks the day of the start
// is over on its last day: 31 January to 28 February is one month.
func contractYears(from, to period.Date) *big.Rat {
	offset := from - from.Month().First()
	turn := func(months period.Month) period.Date {
		month := from.Month() + months
		return min(month.First()+offset, (month + 1).First())
	}
	full := to.Month() - from.Month()
	if turn(full) > to {
		full--
	}
	months := big.NewRat(int64(to-turn(full)), int64(turn(full+1)-turn(full)))
	months.Add(months, big.NewRat(int64(full), 1))
	return months.Quo(months, big.NewRat(12, 1))
}
