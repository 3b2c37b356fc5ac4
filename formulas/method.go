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
)
