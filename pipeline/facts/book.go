package facts

import "kpibook/pipeline/ingest"

// bookEvents books the rows of every dataset that is not recurring revenue, usage or users under its measures.
func (f *Facts) bookEvents(records *ingest.Records) (faults ingest.Faults) {
	faults = append(faults, f.bookInvoices(records.Invoices)...)
	faults = append(faults, f.bookCosts(records.Costs)...)
	faults = append(faults, f.bookOpportunities(records.Opportunities)...)
	faults = append(faults, f.bookContracts(records.Contracts, records.Renewals)...)
	f.bookLeads(records.Leads)
	f.bookTickets(records.Tickets)
	f.bookSurveys(records.Surveys)
	f.bookMilestones(records.Milestones, records.Contracts)
	f.bookTouchpoints(records.Touchpoints)
	f.settleEvents()
	return faults
}
