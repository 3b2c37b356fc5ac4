// Package facts turns records into base measures: one number per account and period, in columns of scaled integers, and
// rolls them up over time and over accounts by each measure's own kind.
package facts

import (
	"slices"
	"sync"

	"github.com/shopspring/decimal"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// Facts are the accounts, the recurring lines and the usage of a company, ready to be asked for any measure, scope and
// period. Facts do not change after Build and are safe for concurrent use.
type Facts struct {
	Accounts []Account // sorted by id
	Lines    []Line    // sorted by account, start, subscription
	Currency string    // reporting currency, ISO 4217
	Calendar period.Calendar
	First    period.Month // the first month with recurring lines
	Last     period.Month // the as-of month: the last one reported

	settings    settings
	datasets    map[string]*ingest.Loaded
	files       []ingest.File         // that the rows stand in
	derived     bool                  // renewals are derived from the contracts
	observed    bool                  // the first month is only observed: an mrr table starts there
	gaps        map[period.Month]bool // declared gaps of an mrr table
	byLine      [][2]int32            // per account, its lines: from, to
	paid        []period.Date         // per account, the first day of paid service; NoDate if never
	rates       *rates
	closing     map[string]*closingRates // by foreign currency
	currencies  []string                 // by number, the reporting one first
	usage       *Usage
	users       users
	assignments map[string][]assignment // per dimension, the spans in which accounts have its values
	roots       map[string]string       // account id: ultimate parent, where that is the customer
	groups      map[string][]string     // per dimension, its values
	everyone    []int32
	unassigned  bool // some rows have no account

	flows    map[string]*flow  // by measure
	stocks   map[string]*stock // by measure
	inbound  []contact         // from customers
	renewals []renewal         // that fell due, or will

	upcoming     []upcoming // every renewal known, those after the data cut included
	falling      []falling  // renewals with what is known of them before they fall due, by account
	renewalLock  sync.Mutex
	renewalRates map[period.Month]expr.Value // the trailing renewal rate at a month's end
	outlooks     map[outlookKey]committed    // what is committed for groups and the book
	keyLock      sync.Mutex
	ranks        map[period.Period]map[int]rank // customers by ARR, by index
	soon         map[period.Period]soon         // renewals about to fall due

	livesOnce   sync.Once
	lives       []Life
	unknown     int // customers whose start is not known
	livesReason expr.Reason

	memberLock  sync.Mutex
	memberships map[Scope][]int32 // accounts of a scope, by day where the dimension is dated

	mutex     sync.Mutex
	periods   map[period.Period]*columns
	questions int // how often a period was asked for
}

// Account is a customer: who pays, under one id.
type Account struct {
	ingest.Place
	ID, Name, Status string
	Dimensions       map[string]string // segment, region, csm ...: undated, one value for the whole report

	Employees, Revenue decimal.NullDecimal // of its own, as of the export; the revenue of a year, in Currency
	Currency           string
}

// Line is one recurring line over a span of time.
type Line struct {
	ingest.Place
	Account       int // index into Facts.Accounts
	Subscription  string
	Product, Plan string
	Currency      string
	Start, End    period.Date // paid service from Start up to, not including, End
	Annual        int64       // millionths of Currency a year, discounts taken off
	Memo          int64       // annual amount of an introductory discount not taken off, while it runs
	MemoEnd       period.Date
	Quantity      int64 // millionths; -1 when not given
	Seat          bool  // of a product that the job counts as seats

	rates    *closingRates // nil for the reporting currency
	product  int32         // number of the product
	currency int32         // number of the currency, 0 the reporting one
}

// covers tells whether the line is in service on a day.
func (l *Line) covers(day period.Date) bool { return l.Start <= day && day < l.End }

// Column is one measure over all accounts for one period. The value of account i is Values[i] / Denominator; sums over
// accounts are exact. When Reason is not Available the measure is missing for every account.
type Column struct {
	Values      []int64
	Denominator int64
	Reason      expr.Reason
	Absent      []bool // accounts without a value, nil when all have one
	Sparse      bool   // a group is the sum of the accounts that have a value, missing when none has; else missing when one has none

	Own                []bool      // accounts with a row of their own; those without are missing where ByGroup is; nil when that does not matter
	ByAccount, ByGroup expr.Reason // why no account, no group of a dimension has a value, though the portfolio has one
}

// Scope is what a figure is about: one account, all accounts with a value of a dimension, or the whole book.
type Scope struct {
	Dimension string // "" for the portfolio, "account" for one account, else an account dimension such as segment
	Value     string // account id, or the dimension's value; NoGroup for accounts without one
}

// Portfolio is the scope of the whole book.
var Portfolio = Scope{}

// AccountScope is the scope of one account.
func AccountScope(id string) Scope { return Scope{Dimension: "account", Value: id} }

// Find gives the index of an account.
func (f *Facts) Find(id string) (int, bool) {
	return slices.BinarySearchFunc(f.Accounts, id, func(a Account, id string) int {
		if a.ID < id {
			return -1
		}
		if a.ID > id {
			return 1
		}
		return 0
	})
}

// lines are the recurring lines of an account.
func (f *Facts) lines(account int) []Line {
	span := f.byLine[account]
	return f.Lines[span[0]:span[1]]
}

// String names a scope for people.
func (s Scope) String() string {
	if s == Portfolio {
		return "portfolio"
	}
	return s.Dimension + " " + s.Value
}
