package ingest

import (
	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// Place is where a record stands: a file of Records.Files, and the line (of a workbook: the row) in it.
type Place struct {
	File int32
	Line int32
}

// At is the place itself, of whatever record it is part of.
func (p *Place) At() *Place { return p }

// Account is a customer.
type Account struct {
	Place
	ID, Name, Parent string
	Currency, Status string
	CreatedOn        period.Date
	Employees        decimal.NullDecimal
	AnnualRevenue    decimal.NullDecimal // in Currency
	Dimensions       map[string]string   // segment, industry, region, country, csm and any further column
	ValidFrom        period.Date         // first day on which this row's attributes hold, where the export is dated; an account then has several rows
}

// Subscription is one recurring line over a span of time. StartedOn is its first day of service, EndedOn the first day
// without; TrialEndsOn is the first paid day and DiscountEndsOn the first day at the full price. NoDate: not given.
type Subscription struct {
	Place
	ID, Account, Product, Plan string
	Quantity                   decimal.NullDecimal
	Amount                     decimal.Decimal // for one billing interval, before discount, in Currency
	Discount                   Discount
	Currency                   string
	Interval                   Interval
	StartedOn, EndedOn         period.Date
	TrialEndsOn                period.Date
	Trial                      bool   // flagged as a trial; without TrialEndsOn the whole line is one
	Kind                       string // recurring, one_time, usage
	Ahead                      bool   // it has not started by its status, so its start tells nothing of what the export covers
	Status                     string // as the file has it, as of the export; never applied to the past
}

// Discount lowers a line's amount: by Percent of it, or by Amount per billing interval; both zero when there is none.
type Discount struct {
	Percent      decimal.Decimal
	Amount       decimal.Decimal
	Introductory bool        // for the first periods only, shown as a memo
	EndsOn       period.Date // first day at the full price; NoDate: unknown
}

// Interval is a billing interval as an exact fraction: an amount per interval times PerYear / Per is the annual amount.
// A month is 12/1, a quarter 4/1, a week 52/1, a day 365/1, 36 months 12/36.
type Interval struct {
	Name    string
	PerYear int64
	Per     int64
}

// MonthlyRevenue is one row of a precomputed MRR table.
type MonthlyRevenue struct {
	Place
	Account, Product, Currency string
	Month                      period.Month
	Amount                     decimal.Decimal
	Quantity                   decimal.NullDecimal
}

// User is a provisioned seat. DeactivatedOn is the first day without access.
type User struct {
	Place
	Account, ID              string
	CreatedOn, DeactivatedOn period.Date
}

// Rate is the price of one unit of Base in Quote on a day.
type Rate struct {
	Place
	On          period.Date
	Base, Quote string
	Rate        decimal.Decimal
}

// Usage is one usage row. The strings are valid only during the call that hands them over.
type Usage struct {
	Place
	Account, User, Feature string
	On                     period.Date
	Count                  int64 // an empty count is 1
	Month                  bool  // it is of the month, or the period of a year of weeks, that starts On
	Numbered               bool  // it names no user, but says how many were active
	Users                  int64 // active on that day or in that month, where they are numbered
}

// UsageSink takes usage rows one by one as they are read, because they are too many to keep.
type UsageSink interface{ AddUsage(*Usage) }
