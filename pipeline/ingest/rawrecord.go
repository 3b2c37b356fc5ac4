package ingest

// The raw records are the supported datasets as text, for gocsv to fill; the tags are the names of the columns. Usage has
// none: it is read field by field, because there is too much of it.

type rawAccount struct {
	AccountID     string `csv:"account_id"`
	Name          string `csv:"name"`
	Parent        string `csv:"parent_account_id"`
	Segment       string `csv:"segment"`
	Industry      string `csv:"industry"`
	Region        string `csv:"region"`
	Country       string `csv:"country"`
	CSM           string `csv:"csm"`
	Employees     string `csv:"employees"`
	AnnualRevenue string `csv:"annual_revenue"`
	Currency      string `csv:"currency"`
	CreatedOn     string `csv:"created_on"`
	Status        string `csv:"status"`
	ValidFrom     string `csv:"valid_from"`
}

type rawSubscription struct {
	SubscriptionID  string `csv:"subscription_id"`
	AccountID       string `csv:"account_id"`
	Product         string `csv:"product"`
	Plan            string `csv:"plan"`
	Quantity        string `csv:"quantity"`
	UnitAmount      string `csv:"unit_amount"`
	Amount          string `csv:"amount"`
	Discount        string `csv:"discount"`
	DiscountKind    string `csv:"discount_kind"`
	DiscountEndsOn  string `csv:"discount_ends_on"`
	Currency        string `csv:"currency"`
	BillingInterval string `csv:"billing_interval"`
	StartedOn       string `csv:"started_on"`
	EndedOn         string `csv:"ended_on"`
	TrialEndsOn     string `csv:"trial_ends_on"`
	Trial           string `csv:"trial"`
	Status          string `csv:"status"`
	AutoRenew       string `csv:"auto_renew"`
	Kind            string `csv:"kind"`
}

type rawMRR struct {
	AccountID string `csv:"account_id"`
	Month     string `csv:"month"`
	MRR       string `csv:"mrr"`
	Product   string `csv:"product"`
	Quantity  string `csv:"quantity"`
	Currency  string `csv:"currency"`
}

type rawUser struct {
	AccountID     string `csv:"account_id"`
	UserID        string `csv:"user_id"`
	CreatedOn     string `csv:"created_on"`
	DeactivatedOn string `csv:"deactivated_on"`
}

type rawRate struct {
	On    string `csv:"on"`
	Base  string `csv:"base"`
	Quote string `csv:"quote"`
	Rate  string `csv:"rate"`
}
