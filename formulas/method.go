package formulas

// Method names how a computed KPI is worked out where no formula can say it: from the history of the facts, or by ranking or
// naming. pipeline/compute has one function for each.
type Method string

// The methods. The empty Method is that of an entry with a formula.
const (
	MethodCustomerStatus Method = "customer_status" // what a customer is at the end of the period, from dated facts

	MethodHealthScore     Method = "health_score"       // weighted mean of scaled figures, from the job's model
	MethodHealthStatus    Method = "health_status"      // the band of the health score
	MethodHealthCoverage  Method = "health_coverage"    // share of the health score's weight that is known
	MethodCustomersGreen  Method = "customers_green"    // customers by the band of their health score
	MethodCustomersYellow Method = "customers_yellow"   //
	MethodCustomersRed    Method = "customers_red"      //
	MethodARRAtRisk       Method = "arr_at_risk"        // ARR of customers whose health is not green, before a renewal
	MethodSentiment       Method = "customer_sentiment" // mean of the scaled survey results

	MethodCustomerSegment Method = "customer_segment" // its segment by size
	MethodKeyAccount      Method = "key_account"      // whether it is one of the largest
	MethodLifecycleStage  Method = "lifecycle_stage"  // where it stands in the LAER model

	MethodCommittedRecurring Method = "committed_recurring" // recurring revenue of the next twelve months, as committed
	MethodTrendRecurring     Method = "trend_recurring"     // the same by the trend of the last twelve
	MethodCommittedRevenue   Method = "committed_revenue"   // all revenue of the next twelve months, as committed
	MethodTrendRevenue       Method = "trend_revenue"       // the same by the trend

	MethodCommittedRecurringError Method = "committed_recurring_error" // what each of them would have missed the last six months by
	MethodTrendRecurringError     Method = "trend_recurring_error"
	MethodCommittedRevenueError   Method = "committed_revenue_error"
	MethodTrendRevenueError       Method = "trend_revenue_error"

	MethodTopTenShare   Method = "top_ten_share"     // the ten largest customers' share of ARR
	MethodHerfindahl    Method = "herfindahl_index"  // the sum of the squared shares of ARR
	MethodHalfLife      Method = "customer_halflife" // months until half of the customers have left, from all that were there
	MethodHalfLifeChurn Method = "halflife_at_churn" // the same if every period lost what this one lost
)
