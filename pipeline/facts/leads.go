package facts

import (
	"slices"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// bookLeads counts leads by the day they were created, with the conversions known at the data cut and the stage of the export,
// which has no day. Leads have no account.
func (f *Facts) bookLeads(rows []ingest.Lead) {
	leads := f.flow("leads", "leads", 1)
	converted := f.flow("leads_converted", "leads", 1).needs(f, "converted_on")
	qualified := f.flow("mqls", "leads", 1).needs(f, "stage")
	nobody := int32(len(f.Accounts))
	for i := range rows {
		row := &rows[i]
		leads.add(nobody, row.CreatedOn, 1, row.Place)
		known := row.ConvertedOn != period.NoDate && row.ConvertedOn <= f.Last.Last()
		if known {
			converted.add(nobody, row.CreatedOn, 1, row.Place)
		}
		if known || isQualified(row.Stage) {
			qualified.add(nobody, row.CreatedOn, 1, row.Place)
		}
	}
}

// isQualified tells whether a stage is the marketing qualified one or a later one. A stage that says nothing of it, such as
// trial or disqualified, is not.
func isQualified(stage string) bool {
	return slices.Contains([]string{"mql", "marketing_qualified", "marketing_qualified_lead", "sal", "sales_accepted", "sales_accepted_lead",
		"sql", "sales_qualified", "sales_qualified_lead", "opportunity", "customer", "converted", "won", "closed_won"}, category(stage))
}
