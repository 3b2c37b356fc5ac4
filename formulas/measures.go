package formulas

import "slices"

// Measure is a base measure: a figure per account and period that is counted from the data. KPIs are formulas over measures
// that have been rolled up; a measure is never a ratio.
type Measure struct {
	ID      string
	Name    string      // as it stands in a sentence: opening MRR
	Meaning string      // what is counted, and which borderline cases are in
	Dataset []string    // any one of them will do; none: the calendar or the job file
	With    []string    // further datasets it needs, all of them
	Column  string      // a column that must be there, or ""
	Kind    TimeKind    // how months make a longer period
	Over    AccountKind // how accounts make a group
	Unit    Unit
	Absent  string // what it means when there is nothing to count
	Ahead   bool   // it is about what lies ahead of the period, as far as it was known when the data was cut
}

// TimeKind is how a measure's months make a quarter or a year.
type TimeKind uint8

// The kinds over time.
const (
	Flow      TimeKind = iota // the sum of the months
	Opening                   // the value at the opening of the first month
	Closing                   // the value at the close of the last month
	Net                       // worked out afresh from the opening and the closing of the whole period
	Distinct                  // counted afresh over the whole period
	Mean                      // sum over the months / months that the dataset covers
	Const                     // a property of the period or of the job
	Last                      // the latest
	Any                       // 1 if any month is 1
	Cohort                    // counted in the period that owns the case, with the outcome known when the data was cut
	PerRecord                 // a property of one record that makes no longer period
)

var timeKinds = [...]string{"flow", "opening", "closing", "net", "distinct", "mean", "const", "last", "any", "cohort", "per record"}

func (k TimeKind) String() string { return timeKinds[k] }

// AccountKind is how a measure's accounts make a dimension's value or the portfolio.
type AccountKind uint8

// The kinds over accounts.
const (
	Sum           AccountKind = iota // the sum over the accounts
	SumUnassigned                    // the sum, with rows that have no account as an account of their own
	DistinctOver                     // counted afresh within the group
	NotSummed                        // the same for everyone
	PortfolioOnly                    // n/a below the portfolio
	AccountOnly                      // n/a above the account
	PerRecordOnly                    // n/a everywhere: a property of one record
)

var accountKinds = [...]string{"sum", "sum with unassigned", "distinct", "not summed", "portfolio only", "account only", "per record only"}

func (k AccountKind) String() string { return accountKinds[k] }

// measures and measureAt are filled once and never change.
var (
	measures = slices.Concat(recurringMeasures(), invoiceMeasures(), contractMeasures(), costMeasures(), usageMeasures(),
		supportMeasures(), surveyMeasures(), salesMeasures(), onboardingMeasures(), operationMeasures())
	measureAt = indexMeasures(measures)
)

// Measures lists every base measure, grouped by dataset.
func Measures() []Measure { return slices.Clone(measures) }

// MeasureByID is the measure of that id.
func MeasureByID(id string) (Measure, bool) {
	i, ok := measureAt[id]
	if !ok {
		return Measure{}, false
	}
	return measures[i], true
}

func indexMeasures(list []Measure) map[string]int {
	index := make(map[string]int, len(list))
	for i, m := range list {
		index[m.ID] = i
	}
	return index
}

// from fills in the dataset of the measures that do not name another.
func from(datasets []string, measures []Measure) []Measure {
	for i := range measures {
		if measures[i].Dataset == nil {
			measures[i].Dataset = datasets
		}
	}
	return measures
}

// What the absence of rows means, where several measures agree.
const (
	zeroInCover   = "0 inside the dataset's cover, n/a outside"
	zeroOrHistory = "0; n/a in the first observed period"
	notAllocated  = "; n/a for a dimension unless every posting of the period has an account, for an account without a posting likewise, and for both when no posting has one at all"
)

func recurringMeasures() []Measure {
	return from([]string{"subscriptions", "mrr"}, []Measure{
		{ID: "opening_mrr_reported", Name: "opening MRR as reported", Unit: Money, Kind: Opening,
			Meaning: "MRR at the end of the month before, at that day's exchange rates.",
			Absent:  "n/a before history starts (first observed period), else 0"},
		{ID: "closing_mrr", Name: "closing MRR", Unit: Money, Kind: Closing,
			Meaning: "Recurring lines in service on the last day, at the closing rates: their annual amounts, added and divided by 12 once.",
			Absent:  "0 when others have rows that month; a month without any row is a gap"},
		{ID: "opening_mrr", Name: "opening MRR", Unit: Money, Kind: Net,
			Meaning: "The lines in service at the opening, valued at the period's closing rates, so that a rate move is neither churn nor expansion. The base of every retention and churn rate.",
			Absent:  "as opening MRR as reported"},
		{ID: "closing_arr", Name: "closing ARR", Unit: Money, Kind: Closing,
			Meaning: "The annual amounts behind the closing MRR, not divided.",
			Absent:  "as closing MRR"},
		{ID: "opening_arr", Name: "opening ARR", Unit: Money, Kind: Net,
			Meaning: "The annual amounts behind the opening MRR, at the closing rates, not divided.",
			Absent:  "as opening MRR"},
		{ID: "new_mrr", Name: "new MRR", Unit: Money, Kind: Net,
			Meaning: "Closing MRR of customers with nothing at the opening who had never paid before it.", Absent: zeroOrHistory},
		{ID: "reactivation_mrr", Name: "reactivation MRR", Unit: Money, Kind: Net,
			Meaning: "Closing MRR of customers with nothing at the opening who had paid at some time before it.", Absent: zeroOrHistory},
		{ID: "expansion_mrr", Name: "expansion MRR", Unit: Money, Kind: Net,
			Meaning: "What customers who pay at both ends pay more at the closing than at the opening.", Absent: zeroOrHistory},
		{ID: "contraction_mrr", Name: "contraction MRR", Unit: Money, Kind: Net,
			Meaning: "What customers who pay at both ends pay less at the closing than at the opening, as a positive amount.", Absent: zeroOrHistory},
		{ID: "churned_mrr", Name: "churned MRR", Unit: Money, Kind: Net,
			Meaning: "Opening MRR of customers with nothing at the closing, as a positive amount.", Absent: zeroOrHistory},
		{ID: "fx_impact_mrr", Name: "FX impact on MRR", Unit: Money, Kind: Net,
			Meaning: "What the exchange rates alone did to the opening MRR: opening MRR less opening MRR as reported.",
			Absent:  "0 in one currency; n/a when a rate is missing"},
		{ID: "cross_sell_mrr", Name: "cross-sell MRR", Unit: Money, Kind: Net, Column: "product",
			Meaning: "The part of an expansion on products the customer did not hold at the opening.",
			Absent:  "n/a without a product column; the expansion itself is still known"},
		{ID: "upsell_mrr", Name: "upsell MRR", Unit: Money, Kind: Net, Column: "product",
			Meaning: "The rest of an expansion: more of what was held, a higher tier, a higher price.",
			Absent:  "n/a without a product column"},
		{ID: "downsell_mrr", Name: "downsell MRR", Unit: Money, Kind: Net, With: []string{"renewals"},
			Meaning: "The part of a contraction taken in months in which one of the customer's renewals fell due.",
			Absent:  "n/a without renewals or contracts"},
		{ID: "product_churn_mrr", Name: "MRR of dropped products", Unit: Money, Kind: Net, Column: "product",
			Meaning: "Opening MRR of products that customers who stay no longer hold at the closing.",
			Absent:  "n/a without a product column"},
		{ID: "new_mrr_activity", Name: "new MRR, sum of months", Unit: Money,
			Meaning: "New MRR netted month by month and added; shown beside, never in a rate.", Absent: zeroOrHistory},
		{ID: "reactivation_mrr_activity", Name: "reactivation MRR, sum of months", Unit: Money,
			Meaning: "Reactivation MRR netted month by month and added; shown beside, never in a rate.", Absent: zeroOrHistory},
		{ID: "expansion_mrr_activity", Name: "expansion MRR, sum of months", Unit: Money,
			Meaning: "Expansion MRR netted month by month and added; shown beside, never in a rate.", Absent: zeroOrHistory},
		{ID: "contraction_mrr_activity", Name: "contraction MRR, sum of months", Unit: Money,
			Meaning: "Contraction MRR netted month by month and added; shown beside, never in a rate.", Absent: zeroOrHistory},
		{ID: "churned_mrr_activity", Name: "churned MRR, sum of months", Unit: Money,
			Meaning: "Churned MRR netted month by month and added; shown beside, never in a rate.", Absent: zeroOrHistory},
		{ID: "opening_customers", Name: "opening customers", Unit: Count, Kind: Opening,
			Meaning: "Customers with opening MRR above zero.", Absent: "n/a in the first observed period"},
		{ID: "closing_customers", Name: "closing customers", Unit: Count, Kind: Closing,
			Meaning: "Customers with closing MRR above zero.", Absent: "0"},
		{ID: "new_customers", Name: "new customers", Unit: Count, Kind: Net,
			Meaning: "Customers whose movement over the period is new.", Absent: zeroOrHistory},
		{ID: "churned_customers", Name: "churned customers", Unit: Count, Kind: Net,
			Meaning: "Customers of the opening who have nothing at the closing.", Absent: zeroOrHistory},
		{ID: "reactivated_customers", Name: "reactivated customers", Unit: Count, Kind: Net,
			Meaning: "Customers whose movement over the period is a reactivation.", Absent: zeroOrHistory},
		{ID: "customers_acquired", Name: "customers acquired", Unit: Count,
			Meaning: "Customers whose first paid month ever lies in the period, those who left again inside it included.", Absent: zeroOrHistory},
		{ID: "customers_lost", Name: "customers lost, month by month", Unit: Count,
			Meaning: "Churns counted month by month, those who joined inside the period included.", Absent: zeroOrHistory},
		{ID: "customers_served", Name: "customers served", Unit: Count, Kind: Any, Dataset: []string{"subscriptions", "invoices"},
			Meaning: "Customers in service on any day of the period, or with revenue in it.", Absent: "0"},
		{ID: "tenure_months", Name: "months in service", Unit: Months, Kind: Closing, Dataset: []string{"subscriptions"},
			Meaning: "Months in service to date of customers with closing MRR, gaps left out.",
			Absent:  "n/a when history starts after the account was created"},
		{ID: "closing_licenses", Name: "closing licences", Unit: Count, Kind: Closing, Dataset: []string{"subscriptions"}, Column: "quantity",
			Meaning: "Quantity on the lines of the products that the job names as seats, on the last day.", Absent: "n/a when no product is named as seats"},
		{ID: "opening_licenses", Name: "opening licences", Unit: Count, Kind: Opening, Dataset: []string{"subscriptions"}, Column: "quantity",
			Meaning: "The same at the end of the month before.", Absent: "n/a when no product is named as seats"},
		{ID: "licenses_added", Name: "licences added", Unit: Count, Kind: Net, Dataset: []string{"subscriptions"}, Column: "quantity",
			Meaning: "More seats at the closing than at the opening, for customers who had seats at the opening.", Absent: "n/a when no product is named as seats"},
		{ID: "licenses_removed", Name: "licences removed", Unit: Count, Kind: Net, Dataset: []string{"subscriptions"}, Column: "quantity",
			Meaning: "Fewer seats at the closing than at the opening, customers who left included, as a positive number.", Absent: "n/a when no product is named as seats"},
		{ID: "signed_mrr", Name: "signed MRR to start", Unit: Money, Kind: Closing, Dataset: []string{"subscriptions"}, Ahead: true,
			Meaning: "Recurring lines that are in the data and start within twelve months after the period.",
			Absent:  "0; n/a for periods before the reported one, since what was signed by then is not dated"},
		{ID: "ending_mrr", Name: "MRR known to end", Unit: Money, Kind: Closing, Dataset: []string{"subscriptions"}, Ahead: true,
			Meaning: "Recurring lines in service on the last day that end within twelve months after it, as the data has it. A line that follows one of them is in the signed MRR.",
			Absent:  "0; n/a for periods before the reported one, since what was known by then is not dated"},
	})
}

func invoiceMeasures() []Measure {
	return from([]string{"invoices"}, []Measure{
		{ID: "revenue", Name: "revenue", Unit: Money, Over: SumUnassigned,
			Meaning: "Invoiced revenue net of tax, spread over the days of service; credit notes count negative, drafts and void invoices not at all.",
			Absent:  zeroInCover + "; MRR never stands in for it"},
		{ID: "recurring_revenue", Name: "recurring revenue", Unit: Money, Over: SumUnassigned, Column: "kind",
			Meaning: "The part of revenue on recurring lines.", Absent: zeroInCover},
		{ID: "prior_revenue", Name: "revenue of the period before", Unit: Money, Over: SumUnassigned,
			Meaning: "Revenue over the period that growth is measured from: the one before of the same kind; for the year to date and the trailing twelve months the same a year before.",
			Absent:  "n/a unless the invoices cover that period whole"},
		{ID: "periods_per_year", Name: "periods per year", Unit: NumberUnit, Dataset: []string{}, Kind: Const, Over: NotSummed,
			Meaning: "12 / months in the period; in a year of weeks its 52 or 53 / weeks in the period.", Absent: "never"},
		{ID: "days_in_period", Name: "days in the period", Unit: Days, Dataset: []string{}, Kind: Const, Over: NotSummed,
			Meaning: "Calendar days of the period that lie inside the cover of the usage data.", Absent: "never"},
		{ID: "revenue_to_date", Name: "revenue to date", Unit: Money, Kind: Closing, With: []string{"subscriptions"},
			Meaning: "Revenue up to the end of the period of the paying customers whose whole time as customers the invoices cover.",
			Absent:  "0; customers from before the first invoices are left out and counted"},
		{ID: "customers_invoiced_from_start", Name: "customers invoiced from their start", Unit: Count, Kind: Closing, With: []string{"subscriptions"},
			Meaning: "Paying customers on the last day whose whole time as customers the invoices cover.", Absent: "0"},
	})
}

func contractMeasures() []Measure {
	renewals := []string{"renewals", "contracts"}
	return from([]string{"contracts"}, []Measure{
		{ID: "contract_recurring_value", Name: "recurring value of contracts", Unit: Money, Kind: Closing,
			Meaning: "Recurring value over the whole term of the contracts in force on the last day, superseded ones left out.",
			Absent:  "0 when none is in force; evergreen contracts are left out and counted"},
		{ID: "contract_one_time_fees", Name: "one-time fees of contracts", Unit: Money, Kind: Closing,
			Meaning: "One-time fees of the same contracts.", Absent: "0"},
		{ID: "contract_years", Name: "years of a contract", Unit: NumberUnit, Kind: PerRecord, Over: PerRecordOnly,
			Meaning: "The term of one contract in full months / 12, part months by days. It is never added up.", Absent: "n/a for an evergreen contract"},
		{ID: "contract_annual_value", Name: "annual value of contracts", Unit: Money, Kind: Closing,
			Meaning: "Each contract's recurring value over its own years, then added.", Absent: "0 when none is in force"},
		{ID: "contracts_in_force", Name: "contracts in force", Unit: Count, Kind: Closing,
			Meaning: "Contracts in force on the last day.", Absent: "0"},
		{ID: "term_contracts_in_force", Name: "contracts with a term in force", Unit: Count, Kind: Closing,
			Meaning: "Contracts in force on the last day that have an end: those whose value is known, evergreen ones left out.", Absent: "0 when none is in force; evergreen contracts are left out and counted"},
		{ID: "contract_value_signed", Name: "contract value signed", Unit: Money,
			Meaning: "Total value of contracts by the day they were signed; by their start when that is not recorded.", Absent: zeroInCover},
		{ID: "contracts_terminated", Name: "contracts terminated", Unit: Count, Column: "terminated_on",
			Meaning: "Contracts ended before their agreed end.", Absent: zeroInCover},
		{ID: "renewals_due", Name: "renewals due", Unit: Count, Dataset: renewals,
			Meaning: "Renewals by the day they fall due, the first day after the term.", Absent: zeroInCover},
		{ID: "renewals_renewed", Name: "renewals renewed", Unit: Count, Dataset: renewals, Kind: Cohort,
			Meaning: "Of those due, the ones renewed when the data was cut; an open one counts as not renewed.", Absent: "0"},
		{ID: "renewals_open", Name: "renewals open", Unit: Count, Dataset: renewals, Kind: Cohort,
			Meaning: "Of those due, the ones undecided when the data was cut.", Absent: "0"},
		{ID: "renewals_auto", Name: "automatic renewals", Unit: Count, Kind: Cohort, Column: "auto_renew",
			Meaning: "Of those renewed, the ones whose contract renews by itself.", Absent: "n/a when renewals do not link to contracts"},
		{ID: "renewal_due_amount", Name: "renewal amount due", Unit: Money, Dataset: renewals,
			Meaning: "Annual recurring amount falling due.", Absent: "0"},
		{ID: "renewed_amount", Name: "renewed amount", Unit: Money, Dataset: renewals, Kind: Cohort,
			Meaning: "Annual recurring amount after renewal, of those due.", Absent: "0"},
		{ID: "renewal_expansion_amount", Name: "expansion at renewal", Unit: Money, Dataset: renewals, Kind: Cohort,
			Meaning: "What renewals brought above the amount due, renewal by renewal.", Absent: "derived from the amounts when not recorded"},
		{ID: "renewal_retained_amount", Name: "retained renewal amount", Unit: Money, Dataset: renewals, Kind: Cohort,
			Meaning: "Renewed amount without expansion, at most the amount due, renewal by renewal.", Absent: "0"},
	})
}

func costMeasures() []Measure {
	return from([]string{"costs"}, []Measure{
		{ID: "sales_marketing_cost", Name: "sales and marketing cost", Unit: Money, Over: SumUnassigned,
			Meaning: "Costs of sales and marketing.", Absent: zeroInCover + notAllocated},
		{ID: "prior_sales_marketing_cost", Name: "sales and marketing cost before", Unit: Money, Over: SumUnassigned,
			Meaning: "Costs of sales and marketing in the period before; for the year to date and trailing twelve months, a year before.", Absent: "n/a when it is not fully covered"},
		{ID: "cost_to_serve", Name: "cost to serve", Unit: Money, Over: SumUnassigned,
			Meaning: "Costs posted as cost to serve, and categories the job adds.", Absent: zeroInCover + notAllocated},
		{ID: "cs_cost", Name: "customer success cost", Unit: Money, Over: SumUnassigned,
			Meaning: "Team, tools and programmes of customer success.", Absent: zeroInCover + notAllocated},
		{ID: "cs_revenue", Name: "customer success revenue", Unit: Money, Over: SumUnassigned, Dataset: []string{"renewals"},
			With:    []string{"subscriptions", "opportunities"},
			Meaning: "Retained renewals, annualised expansion and won referral deals; expansion at renewal is counted once.",
			Absent:  "n/a when the dataset of any part is missing"},
		{ID: "net_profit", Name: "net profit", Unit: Money, Over: PortfolioOnly, With: []string{"invoices"},
			Meaning: "Revenue less all costs but capital expenditure.", Absent: "n/a"},
		{ID: "investment_cost", Name: "cost of investment", Unit: Money, Over: PortfolioOnly,
			Meaning: "Cost categories that the job names as the investment.", Absent: "n/a when the job names none"},
		{ID: "capex", Name: "capital expenditure", Unit: Money, Over: SumUnassigned,
			Meaning: "Costs posted as capital expenditure.", Absent: zeroInCover},
		{ID: "opex", Name: "operating expenditure", Unit: Money, Over: SumUnassigned,
			Meaning: "All costs but capital expenditure and cost of goods sold; each posting once.", Absent: zeroInCover},
		{ID: "cogs", Name: "cost of goods sold", Unit: Money, Over: SumUnassigned,
			Meaning: "Costs posted as cost of goods sold.", Absent: "n/a when none is posted, never a margin of 100 %"},
		{ID: "addressable_market", Name: "addressable market", Unit: Money, Dataset: []string{}, Kind: Const, Over: PortfolioOnly,
			Meaning: "Annual market demand, as stated in the job file.", Absent: "n/a when not stated"},
	})
}

func usageMeasures() []Measure {
	return from([]string{"usage"}, []Measure{
		{ID: "active_user_days", Name: "active user days", Unit: Count, Column: "user_id",
			Meaning: "Distinct pairs of user and calendar day with usage.", Absent: zeroInCover},
		{ID: "active_days_with_data", Name: "days with usage data", Unit: Days, Kind: Const, Over: NotSummed,
			Meaning: "Days of the period on which the usage data has any row at all.", Absent: zeroInCover},
		{ID: "mau", Name: "monthly active users", Unit: NumberUnit, Kind: Mean, Column: "user_id",
			Meaning: "Distinct users of the month, or of the period that stands for it in a year of weeks; over a longer period the mean of the months that the usage data covers.", Absent: zeroInCover},
		{ID: "mau_days", Name: "monthly active users × days", Unit: Count, Column: "user_id",
			Meaning: "Monthly active users times the days of the month, added over months.", Absent: zeroInCover},
		{ID: "active_users", Name: "active users", Unit: Count, Kind: Distinct, Column: "user_id",
			Meaning: "Distinct users over the whole period; an id seen in two accounts counts in both.", Absent: zeroInCover},
		{ID: "critical_feature_users", Name: "users of critical features", Unit: Count, Kind: Distinct, Column: "user_id",
			Meaning: "Distinct provisioned users who used a critical feature; all features count when the job names none. Without a users dataset every user counts as provisioned.",
			Absent:  zeroInCover},
		{ID: "provisioned_users", Name: "provisioned users", Unit: Count, Kind: Distinct, Dataset: []string{"users"},
			Meaning: "Users with access on any day of the period.", Absent: "n/a without a users dataset"},
		{ID: "new_users", Name: "new users", Unit: Count, Dataset: []string{"users"}, Column: "created_on",
			Meaning: "Users created in the period.", Absent: zeroInCover},
		{ID: "opening_users", Name: "opening users", Unit: Count, Kind: Opening, Dataset: []string{"users"}, Column: "created_on",
			Meaning: "Users with access at the end of the month before.", Absent: "n/a"},
		{ID: "closing_users", Name: "closing users", Unit: Count, Kind: Closing, Dataset: []string{"users"}, Column: "created_on",
			Meaning: "Users with access on the last day.", Absent: "n/a"},
		{ID: "usage_events", Name: "usage events", Unit: Count,
			Meaning: "Sum of the event counts; a row without a count is one event.", Absent: zeroInCover},
		{ID: "last_activity_on", Name: "day of last activity", Unit: DateUnit, Kind: Last, Over: AccountOnly, Dataset: []string{"usage", "touchpoints"},
			Meaning: "Latest usage or inbound contact up to the end of the period.", Absent: "n/a when never active"},
		{ID: "days_since_last_activity", Name: "days since last activity", Unit: Days, Kind: Closing, Over: AccountOnly, Dataset: []string{"usage", "touchpoints"},
			Meaning: "Days from the last activity to the last day of the period.", Absent: "n/a when never active"},
		{ID: "dark_accounts", Name: "dark accounts", Unit: Count, Kind: Closing, Dataset: []string{"usage", "touchpoints"},
			Meaning: "Paying customers without activity for longer than the job's threshold (30 days unless set), those never active included.", Absent: "0"},
		{ID: "touchpoints", Name: "touchpoints", Unit: Count, Over: SumUnassigned, Dataset: []string{"touchpoints"},
			Meaning: "Contacts with the customer.", Absent: zeroInCover},
		{ID: "business_reviews", Name: "business reviews", Unit: Count, Over: SumUnassigned, Dataset: []string{"touchpoints"}, Column: "kind",
			Meaning: "Contacts that are a quarterly or executive business review.", Absent: zeroInCover},
		{ID: "kickoffs", Name: "kickoffs", Unit: Count, Over: SumUnassigned, Dataset: []string{"touchpoints"}, Column: "kind",
			Meaning: "Contacts that are a kickoff.", Absent: zeroInCover},
		{ID: "trainings", Name: "trainings", Unit: Count, Over: SumUnassigned, Dataset: []string{"touchpoints"}, Column: "kind",
			Meaning: "Contacts that are a training.", Absent: zeroInCover},
		{ID: "customers_reviewed", Name: "customers with a business review", Unit: Count, Kind: Any, Dataset: []string{"touchpoints"}, With: []string{"subscriptions"}, Column: "kind",
			Meaning: "Paying customers on the last day who had a business review in the period.", Absent: zeroInCover},
		{ID: "customers_trained", Name: "customers with a training", Unit: Count, Kind: Any, Dataset: []string{"touchpoints"}, With: []string{"subscriptions"}, Column: "kind",
			Meaning: "Paying customers on the last day who had a training in the period.", Absent: zeroInCover},
		{ID: "referrals", Name: "referrals", Unit: Count, Over: SumUnassigned, Dataset: []string{"opportunities"}, Column: "source",
			Meaning: "Deals that came by referral, credited to the customer who referred.",
			Absent:  zeroInCover + "; n/a below the portfolio when the deals do not say who referred"},
	})
}

func supportMeasures() []Measure {
	return from([]string{"tickets"}, []Measure{
		{ID: "tickets_received", Name: "tickets received", Unit: Count, Over: SumUnassigned,
			Meaning: "Tickets by the time they were created.", Absent: zeroInCover},
		{ID: "tickets_resolved", Name: "tickets resolved", Unit: Count, Over: SumUnassigned, Column: "resolved_at",
			Meaning: "Tickets by the time they were resolved.", Absent: zeroInCover},
		{ID: "received_tickets_resolved", Name: "received tickets resolved", Unit: Count, Kind: Cohort, Over: SumUnassigned, Column: "resolved_at",
			Meaning: "Of the tickets received in the period, those resolved when the data was cut.", Absent: zeroInCover},
		{ID: "feature_requests", Name: "feature requests", Unit: Count, Over: SumUnassigned, Column: "type",
			Meaning: "Tickets of the type feature request, by the time they were created.", Absent: "n/a without a type column"},
		{ID: "tickets_resolved_first_contact", Name: "tickets resolved at first contact", Unit: Count, Kind: Cohort, Over: SumUnassigned, Column: "contacts",
			Meaning: "Received in the period, resolved with one contact when the data was cut, and not reopened.", Absent: "n/a without a contacts column"},
		{ID: "first_response_hours", Name: "hours to first response", Unit: Hours, Column: "first_responded_at",
			Meaning: "Calendar hours from creation to the first response, by the time of the response, added up.", Absent: "n/a without a response"},
		{ID: "tickets_responded", Name: "tickets responded", Unit: Count, Over: SumUnassigned, Column: "first_responded_at",
			Meaning: "Tickets by the time of the first response.", Absent: zeroInCover},
		{ID: "tickets_within_sla", Name: "tickets answered in time", Unit: Count, Over: SumUnassigned, Column: "first_responded_at",
			Meaning: "Of the tickets due under the service level, those answered within their target.", Absent: "n/a when the job sets no targets"},
		{ID: "tickets_sla_due", Name: "tickets due under the service level", Unit: Count, Over: SumUnassigned, Column: "first_responded_at",
			Meaning: "Tickets whose target was met or missed in the period: on the day of an answer in time, else on the day the target passed, however late the answer came.", Absent: "n/a when the job sets no targets"},
		{ID: "escalations", Name: "escalations", Unit: Count, Over: SumUnassigned, Column: "escalated",
			Meaning: "Escalated tickets, by the time the ticket was created.", Absent: "n/a without an escalated column"},
	})
}

func surveyMeasures() []Measure {
	return from([]string{"surveys"}, []Measure{
		{ID: "promoters", Name: "promoters", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "Answers of 9 or 10 to the recommendation question.", Absent: zeroInCover},
		{ID: "passives", Name: "passives", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "Answers of 7 or 8.", Absent: zeroInCover},
		{ID: "detractors", Name: "detractors", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "Answers of 0 to 6.", Absent: zeroInCover},
		{ID: "nps_responses", Name: "recommendation answers", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "All answers of 0 to 10 to the recommendation question.", Absent: "0"},
		{ID: "relational_promoters", Name: "relational promoters", Unit: Count, Over: SumUnassigned, Column: "survey_type",
			Meaning: "Answers of 9 or 10 to the recommendation question in relational surveys.", Absent: zeroInCover},
		{ID: "relational_detractors", Name: "relational detractors", Unit: Count, Over: SumUnassigned, Column: "survey_type",
			Meaning: "Answers of 0 to 6 to the recommendation question in relational surveys.", Absent: zeroInCover},
		{ID: "relational_nps_responses", Name: "relational recommendation answers", Unit: Count, Over: SumUnassigned, Column: "survey_type",
			Meaning: "All answers to the recommendation question in relational surveys.", Absent: zeroInCover},
		{ID: "transactional_promoters", Name: "transactional promoters", Unit: Count, Over: SumUnassigned, Column: "survey_type",
			Meaning: "Answers of 9 or 10 to the recommendation question in transactional surveys.", Absent: zeroInCover},
		{ID: "transactional_detractors", Name: "transactional detractors", Unit: Count, Over: SumUnassigned, Column: "survey_type",
			Meaning: "Answers of 0 to 6 to the recommendation question in transactional surveys.", Absent: zeroInCover},
		{ID: "transactional_nps_responses", Name: "transactional recommendation answers", Unit: Count, Over: SumUnassigned, Column: "survey_type",
			Meaning: "All answers to the recommendation question in transactional surveys.", Absent: zeroInCover},
		{ID: "csat_satisfied", Name: "satisfied answers", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "Answers in the top two boxes of the scale, the top one on a scale of three or fewer.", Absent: "0"},
		{ID: "csat_responses", Name: "satisfaction answers", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "All answers to the satisfaction question.", Absent: "0"},
		{ID: "csat_total", Name: "sum of satisfaction", Unit: NumberUnit, Over: SumUnassigned, Column: "score",
			Meaning: "Answers to the satisfaction question, each as its place between the bad end of its scale, 0, and the good end, 1, added up.", Absent: "0"},
		{ID: "ces_total", Name: "sum of effort scores", Unit: Score, Over: SumUnassigned, Column: "score",
			Meaning: "Effort scores of the one scale the job declares, added up.", Absent: "0"},
		{ID: "ces_responses", Name: "effort answers", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "Answers on that scale; answers on other scales are left out and counted.", Absent: "0"},
		{ID: "survey_responses", Name: "survey responses", Unit: Count, Over: SumUnassigned, Column: "score",
			Meaning: "Surveys with a score.", Absent: "0"},
		{ID: "surveys_sent", Name: "surveys sent", Unit: Count, Over: SumUnassigned, Column: "sent_on",
			Meaning: "Surveys by the day they were sent, answered or not.", Absent: "n/a without a sent_on column"},
	})
}

func salesMeasures() []Measure {
	return slices.Concat(from([]string{"opportunities"}, []Measure{
		{ID: "opportunities_won", Name: "opportunities won", Unit: Count, Over: SumUnassigned, Column: "outcome",
			Meaning: "Deals won, by the day they closed; renewals are left out unless the job asks for them.", Absent: zeroInCover},
		{ID: "opportunities_won_valued", Name: "opportunities won with an amount", Unit: Count, Over: SumUnassigned, Column: "amount",
			Meaning: "Of the deals won, those that have an amount.", Absent: zeroInCover},
		{ID: "opportunities_lost", Name: "opportunities lost", Unit: Count, Over: SumUnassigned, Column: "outcome",
			Meaning: "Deals lost, by the day they closed; renewals as above.", Absent: zeroInCover},
		{ID: "won_amount", Name: "amount won", Unit: Money, Over: SumUnassigned, Column: "amount",
			Meaning: "Amount of the deals won.", Absent: zeroInCover},
		{ID: "lost_amount", Name: "amount lost", Unit: Money, Over: SumUnassigned, Column: "amount",
			Meaning: "Amount of the deals lost.", Absent: zeroInCover},
		{ID: "open_opportunity_amount", Name: "open pipeline amount", Unit: Money, Kind: Closing, Over: SumUnassigned, Column: "amount",
			Meaning: "Amount, as of today, of deals created and not closed by the end of the period.", Absent: zeroInCover},
		{ID: "open_opportunities", Name: "open opportunities", Unit: Count, Kind: Closing, Over: SumUnassigned,
			Meaning: "Deals created and not closed by the end of the period.", Absent: zeroInCover},
		{ID: "csqls", Name: "customer success qualified leads", Unit: Count, Over: SumUnassigned, Column: "source",
			Meaning: "Deals that customer success handed to sales, by the day they were created.", Absent: zeroInCover},
	}), from([]string{"leads"}, []Measure{
		{ID: "mqls", Name: "marketing qualified leads", Unit: Count, Over: PortfolioOnly, Column: "stage",
			Meaning: "Leads at or past the marketing qualified stage, by the day they were created; the stage is today's.", Absent: zeroInCover},
		{ID: "leads", Name: "leads", Unit: Count, Over: PortfolioOnly,
			Meaning: "Leads by the day they were created.", Absent: zeroInCover},
		{ID: "leads_converted", Name: "leads converted", Unit: Count, Kind: Cohort, Over: PortfolioOnly, Column: "converted_on",
			Meaning: "Of the leads created, those converted when the data was cut.", Absent: "0"},
	}))
}

func onboardingMeasures() []Measure {
	return from([]string{"milestones"}, []Measure{
		{ID: "onboarding_days", Name: "days of onboarding", Unit: Days,
			Meaning: "Days from signature to completed onboarding, in the month of completion; cases without a start are left out.", Absent: zeroInCover},
		{ID: "onboardings_completed", Name: "onboardings completed", Unit: Count,
			Meaning: "Completed onboardings with a known start.", Absent: zeroInCover},
		{ID: "onboardings_started", Name: "onboardings started", Unit: Count,
			Meaning: "Onboardings by the day they started.", Absent: zeroInCover},
		{ID: "value_days", Name: "days to first value", Unit: Days,
			Meaning: "Days from completed onboarding to first value, in the month of first value.", Absent: zeroInCover},
		{ID: "first_values_reached", Name: "first values reached", Unit: Count,
			Meaning: "Customers who reached first value after onboarding; earlier ones are left out and counted.", Absent: zeroInCover},
		{ID: "signed_value_days", Name: "days from signature to first value", Unit: Days,
			Meaning: "Days from signature to first value, in the month of first value; cases without a signature are left out.", Absent: zeroInCover},
		{ID: "signed_first_values", Name: "first values with a known signature", Unit: Count,
			Meaning: "Customers who reached first value, of those whose signature is known.", Absent: zeroInCover},
		{ID: "go_live_days", Name: "days to go-live", Unit: Days,
			Meaning: "Days from signature to go-live.", Absent: zeroInCover},
		{ID: "go_lives", Name: "go-lives", Unit: Count,
			Meaning: "Customers who went live.", Absent: zeroInCover},
	})
}

func operationMeasures() []Measure {
	return []Measure{
		{ID: "csm_count", Name: "customer success managers", Unit: Count, Dataset: []string{"accounts"}, Column: "csm", Kind: Closing, Over: DistinctOver,
			Meaning: "Distinct managers of customers with closing MRR, counted within each group.", Absent: "accounts without a manager form the unassigned row"},
		{ID: "forecast_arr", Name: "forecast ARR", Unit: Money, Kind: Const, Over: PortfolioOnly,
			Meaning: "ARR in twelve months' time, as forecast.", Absent: "n/a when there is no forecast"},
		{ID: "target_arr_per_csm", Name: "target ARR per manager", Unit: Money, Kind: Const, Over: PortfolioOnly,
			Meaning: "ARR one manager should look after, as stated in the job file.", Absent: "n/a when not stated"},
	}
}
