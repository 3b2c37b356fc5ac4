package pipeline

import (
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
)

// Restatement is what has become of the figures of a sealed period.
type Restatement struct {
	Job, Period string
	Version     int // of the sealed report
	SealedOn    period.Date
	Figures     []Restated   // those that differ, in the order of the sealed report
	Rows        []ChangedRow // behind them, of the customers concerned
	Remarks     []string     // what could not be told apart, and why
}

// Restated is a figure that is not what the sealed report says. Reported plus the differences of all causes is Now, exactly.
type Restated struct {
	KPI, Variant, Scope, Period string // ids
	Name, ScopeName             string
	Reported, Now               expr.Value                // missing when there is no figure
	By                          map[RestatedBy]expr.Value // without entries when one of the two is no number
	First                       RestatedBy                // the first cause that changed it
}

// RestatedBy is a cause of a restatement.
type RestatedBy string

// The causes, in the order in which they are applied to the sealed data one after the other.
const (
	ByLateRow      RestatedBy = "late row"
	ByCorrectedRow RestatedBy = "corrected row"
	ByRemovedRow   RestatedBy = "removed row"
	ByRates        RestatedBy = "FX table"
	ByMapping      RestatedBy = "mapping"
	ByDefinition   RestatedBy = "definition"
	ByUnknown      RestatedBy = "not told apart" // the sealed data is not known any more
)

// Causes are all causes in their order.
func Causes() []RestatedBy {
	return []RestatedBy{ByLateRow, ByCorrectedRow, ByRemovedRow, ByRates, ByMapping, ByDefinition, ByUnknown}
}

// ChangedRow is a row that is not what it was when the period was sealed.
type ChangedRow struct {
	Cause         RestatedBy
	Dataset, Key  string
	Account       string // empty for a row without one
	File          string // where it stands, or stood
	Line          int
	Count         int    // how many rows it stands for: one, but for usage, whose rows are put together by customer
	Before, After string // its content; empty of usage, and of the side that has no such row
}
