package ingest

import (
	"time"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

// InvoiceLine is one line of an invoice. Amount is net of tax; a credit note is negative. Drafts and voided invoices are
// skipped when the file is read.
type InvoiceLine struct {
	Place
	Invoice, Line, Account, Product, Kind, Currency string // Account may be empty: unassigned
	IssuedOn                                        period.Date
	ServiceStart, ServiceEnd                        period.Date // both inside the service; NoDate: not given
	Amount                                          decimal.Decimal
}

// Contract is a signed contract. EndsOn is its last day; NoDate is evergreen. TerminatedOn is the first day without, where
// it ended before its agreed end.
type Contract struct {
	Place
	ID, Account, Renews, Currency          string
	SignedOn, StartsOn, EndsOn, Terminated period.Date
	Recurring                              decimal.Decimal // over the whole term: recurring_value, else total_value - one_time_fees
	OneTimeFees                            decimal.Decimal // one_time_fees, else what total_value exceeds recurring_value by
	AutoRenew                              bool
}

// Renewal is one renewal falling due; amounts are annual.
type Renewal struct {
	Place
	Account, Contract, Currency string
	DueOn, RenewedOn            period.Date
	Due                         decimal.Decimal
	Renewed, Expansion          decimal.NullDecimal
	Outcome                     string // renewed, lost, open; empty: derived from Renewed
}

// Ticket is a support case. Times are in the job's time zone; the zero Time is not given. Responded is first_responded_at,
// else Created and the duration of the first response. Priority, Type and Channel are in lower case.
type Ticket struct {
	Place
	ID, Account, Priority, Type, Channel string
	Created, Responded, Resolved         time.Time
	Contacts                             decimal.NullDecimal
	Reopened, Escalated                  bool
}

// Survey is one survey sent, with the answer if there was one. The scale is that of the row, else that of its kind; a score
// lies on it.
type Survey struct {
	Place
	ID, Account, Respondent string
	SentOn, RespondedOn     period.Date
	Kind                    string // nps, csat, ces
	Type                    string // relational, transactional, or empty
	Score                   decimal.NullDecimal
	ScaleMin, ScaleMax      decimal.NullDecimal
	LowIsGood               bool
}

// Opportunity is a CRM deal. ClosedOn is NoDate for one that is open, Source is in lower case with underscores.
type Opportunity struct {
	Place
	ID, Account, Product, Kind, Stage, Outcome, Source, ReferredBy, Currency string // Outcome: won, lost, open
	Amount                                                                   decimal.NullDecimal
	CreatedOn, ClosedOn                                                      period.Date
}

// Lead is a lead or a trial; it has no account yet.
type Lead struct {
	Place
	ID, Stage              string
	CreatedOn, ConvertedOn period.Date
}

// Cost is a cost posting. Category is in lower case with underscores.
type Cost struct {
	Place
	Account, Category, Currency string // Account may be empty: unassigned
	On                          period.Date
	Amount                      decimal.Decimal
}

// Milestone is a dated step in onboarding.
type Milestone struct {
	Place
	Account, Kind string // contract_signed, onboarding_started, onboarding_completed, go_live, first_value
	On            period.Date
}

// Touchpoint is a contact with the customer.
type Touchpoint struct {
	Place
	Account, Kind, CSM string
	On                 period.Date
}

// Target is a goal for a KPI, scope and period, as the file spells them; a value of 108% is 1.08.
type Target struct {
	Place
	KPI, Period, Scope string
	Value              decimal.Decimal
	Percent            bool // written with a percent sign
}
