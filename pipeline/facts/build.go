package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// endless is the end of a line that has none.
const endless period.Date = 1<<31 - 1

// settings is what the job file says about measures.
type settings struct {
	mrr        job.MRR
	seats      []string
	darkAfter  int
	maxRateAge int
	constantAt string // the month whose rates hold for all, or latest; empty: each month its own
	kpis       job.KPIs
}

// Build turns records into facts up to and including the as-of month. usage may be nil. The errors are ingest.Faults that
// name the rows concerned: a rate that is missing, a month without rows in an mrr table, an amount out of range, an account
// whose recurring revenue is negative.
func Build(file *job.File, records *ingest.Records, usage *Usage, asOf period.Month) (f *Facts, err error) {
	defer func() {
		if r := recover(); r != nil {
			if err = TooLarge(r); err == nil {
				panic(r)
			}
		}
	}()
	f = &Facts{
		Currency: file.Currency, Calendar: file.Calendar(), Last: asOf,
		settings: settings{file.MRR, file.KPIs.SeatProducts, file.KPIs.DarkAfterDays, file.FX.MaxAgeDays, file.FX.ConstantAt, file.KPIs},
		datasets: maps.Clone(records.Datasets), files: records.Files, rates: newRates(records.Rates, file.FX.MaxAgeDays),
		closing: map[string]*closingRates{}, flows: map[string]*flow{}, stocks: map[string]*stock{}, gaps: map[period.Month]bool{}, memberships: map[Scope][]int32{},
		periods: map[period.Period]*columns{}, usage: usage, renewalRates: map[period.Month]expr.Value{}, outlooks: map[outlookKey]committed{}, soon: map[period.Period]soon{}, ranks: map[period.Period]map[int]rank{},
	}
	faults := f.addAccounts(file.Customers, records)
	if len(faults) > 0 { // lines need their customers
		return nil, faults
	}
	faults = f.addLines(records)
	if len(f.Lines) == 0 {
		f.First = f.firstCovered()
	}
	if len(faults) == 0 && f.First > f.Last {
		faults = append(faults, &ingest.Fault{Monthless: true, Message: fmt.Sprintf("the data starts in %s, and %s is the last month that its dates show to be complete, or the one asked for, so there is no month to report", f.First.Label(), f.Last.Label()),
			Fix: fmt.Sprintf("if the export was made after %s, say the month that it shows with --as-of, such as --as-of %s", f.First.Label(), f.First)})
	}
	if len(faults) == 0 {
		faults = append(f.missingMonths(file, records), f.fixRates(records)...)
	}
	if len(faults) == 0 {
		faults = f.negativeAccounts(records)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	if faults := f.bookEvents(records); len(faults) > 0 {
		return nil, faults
	}
	f.users = newUsers(f, records)
	f.usage.settle(f)
	f.groups = map[string][]string{}
	for dimension := range f.assignments {
		f.groups[dimension] = f.listGroups(dimension)
	}
	return f, nil
}

func (f *Facts) addLines(records *ingest.Records) (faults ingest.Faults) {
	if len(records.Subscriptions) > 0 {
		for i := range records.Subscriptions {
			if err := f.addSubscription(&records.Subscriptions[i]); err != nil {
				faults = append(faults, records.Fault(records.Subscriptions[i].Place, err.Error(), "check the amount and its billing interval"))
			}
		}
	} else {
		for i := range records.MRR {
			if err := f.addMonthlyRevenue(&records.MRR[i]); err != nil {
				faults = append(faults, records.Fault(records.MRR[i].Place, err.Error(), "check the amount"))
			}
		}
		f.observed = len(records.MRR) > 0
	}
	slices.SortStableFunc(f.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Subscription, b.Subscription))
	})
	f.byLine = make([][2]int32, len(f.Accounts))
	f.paid = make([]period.Date, len(f.Accounts))
	for i := range f.paid {
		f.paid[i] = period.NoDate
	}
	f.First = f.Last + 1
	f.currencies = []string{f.Currency}
	products, currencies := map[string]int32{}, map[string]int32{f.Currency: 0}
	for i := range f.Lines {
		line := &f.Lines[i]
		if _, ok := products[line.Product]; !ok {
			products[line.Product] = int32(len(products))
		}
		if _, ok := currencies[line.Currency]; !ok {
			currencies[line.Currency] = int32(len(f.currencies))
			f.currencies = append(f.currencies, line.Currency)
		}
		line.product, line.currency = products[line.Product], currencies[line.Currency]
		span := &f.byLine[line.Account]
		if span[1] == 0 {
			span[0] = int32(i)
		}
		span[1] = int32(i + 1)
		if f.paid[line.Account] == period.NoDate && line.Annual > 0 && line.Start < line.End {
			f.paid[line.Account] = line.Start
		}
		f.First = min(f.First, f.Calendar.MonthOf(line.Start))
	}
	return faults
}

// addSubscription adds the span for which a subscription counts as recurring, as the job's switches say.
func (f *Facts) addSubscription(s *ingest.Subscription) error {
	if s.Kind == "one_time" && !f.settings.mrr.OneTime || s.Kind == "usage" && !f.settings.mrr.Usage || s.Trial && s.TrialEndsOn == period.NoDate && !f.settings.mrr.Trials {
		return nil
	}
	account, _ := f.customer(s.Account)
	line := Line{Place: s.Place, Account: account, Subscription: s.ID, Product: s.Product, Plan: s.Plan, Currency: s.Currency,
		Start: s.StartedOn, End: s.EndedOn, MemoEnd: period.NoDate, Quantity: -1, Seat: f.isSeat(s.Product, s.Plan)}
	if s.TrialEndsOn != period.NoDate && !f.settings.mrr.Trials {
		line.Start = max(line.Start, s.TrialEndsOn)
	}
	if line.End == period.NoDate {
		line.End = endless
	}
	if line.Start >= line.End {
		return nil // a trial that was never paid for
	}
	if s.Quantity.Valid {
		quantity, err := annualise(s.Quantity.Decimal, 1, 1)
		if err != nil {
			return err
		}
		line.Quantity = quantity
	}
	full, err := annualise(s.Amount, s.Interval.PerYear, s.Interval.Per)
	if err != nil {
		return err
	}
	off := s.Discount.Amount.Add(s.Amount.Mul(s.Discount.Percent).Shift(-2))
	reduced, err := annualise(s.Amount.Sub(off), s.Interval.PerYear, s.Interval.Per)
	if err != nil {
		return err
	}
	line.Annual = full
	switch takeOff := f.settings.mrr.RecurringDiscounts == nil || *f.settings.mrr.RecurringDiscounts; {
	case off.IsZero():
	case !s.Discount.Introductory && takeOff:
		f.splitAtDiscountEnd(line, reduced, full, s.Discount.EndsOn)
		return nil
	case s.Discount.Introductory && f.settings.mrr.IntroductoryDiscounts:
		f.splitAtDiscountEnd(line, reduced, full, s.Discount.EndsOn)
		return nil
	case s.Discount.Introductory:
		line.Memo, line.MemoEnd = full-reduced, s.Discount.EndsOn
		if line.MemoEnd == period.NoDate {
			line.MemoEnd = line.End
		}
	}
	f.Lines = append(f.Lines, line)
	return nil
}

// splitAtDiscountEnd adds a line at the reduced amount up to the end of its discount, and at the full one after.
func (f *Facts) splitAtDiscountEnd(line Line, reduced, full int64, end period.Date) {
	if end == period.NoDate || end > line.End {
		end = line.End
	}
	if line.Start < end {
		first := line
		first.End, first.Annual = end, reduced
		f.Lines = append(f.Lines, first)
	}
	if end < line.End {
		line.Start, line.Annual = max(line.Start, end), full
		f.Lines = append(f.Lines, line)
	}
}

func (f *Facts) addMonthlyRevenue(m *ingest.MonthlyRevenue) error {
	annual, err := annualise(m.Amount, 12, 1)
	if err != nil {
		return err
	}
	account, _ := f.customer(m.Account)
	line := Line{Place: m.Place, Account: account, Subscription: m.Month.String(), Product: m.Product, Currency: m.Currency,
		Start: m.Month.First(), End: (m.Month + 1).First(), Annual: annual, MemoEnd: period.NoDate, Quantity: -1, Seat: f.isSeat(m.Product, "")}
	if m.Quantity.Valid {
		if line.Quantity, err = annualise(m.Quantity.Decimal, 1, 1); err != nil {
			return err
		}
	}
	f.Lines = append(f.Lines, line)
	return nil
}

func (f *Facts) isSeat(product, plan string) bool {
	return slices.ContainsFunc(f.settings.seats, func(seat string) bool {
		return strings.EqualFold(seat, product) || strings.EqualFold(seat, plan)
	})
}

// missingMonths refuses an mrr table in which a month has no rows at all, unless the job declares the gap.
func (f *Facts) missingMonths(file *job.File, records *ingest.Records) (faults ingest.Faults) {
	if !f.observed {
		return nil
	}
	for _, source := range file.Sources {
		for _, text := range source.GapMonths {
			if month, err := f.Calendar.ParseMonth(text); err == nil {
				f.gaps[month] = true
			}
		}
	}
	seen := map[period.Month]bool{}
	for _, row := range records.MRR {
		seen[row.Month] = true
	}
	for month := f.First; month <= f.Last; month++ {
		if !seen[month] && !f.gaps[month] {
			faults = append(faults, &ingest.Fault{File: records.Files[records.MRR[0].File].Path,
				Message: fmt.Sprintf("the mrr table has no rows at all for %s", month),
				Fix:     fmt.Sprintf("add the month's rows, or declare the gap with declared_gaps: [%s]", month)})
		}
	}
	return faults
}

// negativeAccounts refuses an account whose recurring revenue is below zero at a month end.
func (f *Facts) negativeAccounts(records *ingest.Records) (faults ingest.Faults) {
	for account := range f.Accounts {
		for month := f.First; month <= f.Last; month++ {
			total := int64(0)
			worst := -1
			for i := range f.lines(account) {
				if line := &f.lines(account)[i]; line.covers(month.Last()) {
					total = sum(total, line.at(month))
					if line.Annual < 0 {
						worst = i
					}
				}
			}
			if total < 0 {
				value, _ := Monthly(total).Decimal()
				fault := records.Fault(f.lines(account)[worst].Place,
					fmt.Sprintf("account %s has negative recurring revenue at the end of %s: %s %s a month", f.Accounts[account].ID, month, value.Round(2), f.Currency),
					"end the credit with the line it belongs to, or mark it as one_time")
				fault.Check = true
				faults = append(faults, fault)
				break
			}
		}
	}
	return faults
}
