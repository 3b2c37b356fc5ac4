package formulas

// Method names how a computed KPI is worked out where no formula can say it: from the history of the facts, or by ranking or
// naming. pipeline/compute has one function for each.
type Method string

// The methods. The empty Method is that of an entry with a formula.
const (
	MethodCustomerStatus Method = "customer_status" // what a customer is at the end of the period, from dated facts
)
