package ingest

// The raw records of the datasets that hold events, money other than recurring revenue, and targets.

type rawInvoice struct {
	InvoiceID    string `csv:"invoice_id"`
	LineID       string `csv:"line_id"`
	AccountID    string `csv:"account_id"`
	IssuedOn     string `csv:"issued_on"`
	ServiceStart string `csv:"service_start"`
	ServiceEnd   string `csv:"service_end"`
	Amount       string `csv:"amount"`
	Tax          string `csv:"tax"`
	Kind         string `csv:"kind"`
	Product      string `csv:"product"`
	Quantity     string `csv:"quantity"`
	Currency     string `csv:"currency"`
	Status       string `csv:"status"`
}

type rawContract struct {
	ContractID       string `csv:"contract_id"`
	AccountID        string `csv:"account_id"`
	SignedOn         string `csv:"signed_on"`
	StartsOn         string `csv:"starts_on"`
	EndsOn           string `csv:"ends_on"`
	TerminatedOn     string `csv:"terminated_on"`
	TotalValue       string `csv:"total_value"`
	RecurringValue   string `csv:"recurring_value"`
	OneTimeFees      string `csv:"one_time_fees"`
	AutoRenew        string `csv:"auto_renew"`
	RenewsContractID string `csv:"renews_contract_id"`
	Currency         string `csv:"currency"`
}

type rawRenewal struct {
	AccountID       string `csv:"account_id"`
	DueOn           string `csv:"due_on"`
	AmountDue       string `csv:"amount_due"`
	AmountRenewed   string `csv:"amount_renewed"`
	ExpansionAmount string `csv:"expansion_amount"`
	Outcome         string `csv:"outcome"`
	RenewedOn       string `csv:"renewed_on"`
	ContractID      string `csv:"contract_id"`
	Currency        string `csv:"currency"`
}

type rawTicket struct {
	TicketID             string `csv:"ticket_id"`
	AccountID            string `csv:"account_id"`
	CreatedAt            string `csv:"created_at"`
	FirstRespondedAt     string `csv:"first_responded_at"`
	FirstResponseMinutes string `csv:"first_response_minutes"`
	FirstResponseHours   string `csv:"first_response_hours"`
	ResolvedAt           string `csv:"resolved_at"`
	Contacts             string `csv:"contacts"`
	Reopened             string `csv:"reopened"`
	Escalated            string `csv:"escalated"`
	Priority             string `csv:"priority"`
	Type                 string `csv:"type"`
	Channel              string `csv:"channel"`
}

type rawSurvey struct {
	ResponseID   string `csv:"response_id"`
	AccountID    string `csv:"account_id"`
	RespondentID string `csv:"respondent_id"`
	SentOn       string `csv:"sent_on"`
	RespondedOn  string `csv:"responded_on"`
	Kind         string `csv:"kind"`
	SurveyType   string `csv:"survey_type"`
	Score        string `csv:"score"`
	ScaleMin     string `csv:"scale_min"`
	ScaleMax     string `csv:"scale_max"`
	HigherIs     string `csv:"higher_is"`
	Comment      string `csv:"comment"`
}

type rawOpportunity struct {
	OpportunityID string `csv:"opportunity_id"`
	AccountID     string `csv:"account_id"`
	Kind          string `csv:"kind"`
	Stage         string `csv:"stage"`
	Outcome       string `csv:"outcome"`
	Amount        string `csv:"amount"`
	CreatedOn     string `csv:"created_on"`
	ClosedOn      string `csv:"closed_on"`
	Product       string `csv:"product"`
	Source        string `csv:"source"`
	ReferredBy    string `csv:"referred_by_account_id"`
	Currency      string `csv:"currency"`
}

type rawLead struct {
	LeadID      string `csv:"lead_id"`
	CreatedOn   string `csv:"created_on"`
	Stage       string `csv:"stage"`
	ConvertedOn string `csv:"converted_on"`
}

type rawCost struct {
	Date      string `csv:"date"`
	Category  string `csv:"category"`
	Amount    string `csv:"amount"`
	AccountID string `csv:"account_id"`
	Currency  string `csv:"currency"`
}

type rawMilestone struct {
	AccountID string `csv:"account_id"`
	Kind      string `csv:"kind"`
	On        string `csv:"on"`
}

type rawTouchpoint struct {
	AccountID string `csv:"account_id"`
	On        string `csv:"on"`
	Kind      string `csv:"kind"`
	CSM       string `csv:"csm"`
}

type rawTarget struct {
	KPI    string `csv:"kpi"`
	Period string `csv:"period"`
	Value  string `csv:"value"`
	Scope  string `csv:"scope"`
}
