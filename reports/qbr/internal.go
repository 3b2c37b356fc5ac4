package qbr

import (
	"kpibook/formulas"
	"kpibook/pipeline/compute"
	"kpibook/reports"
)

// internal tells whether a KPI is the house's own business and not for the customer's eyes: what a customer costs and brings, and
// what is being sold to it.
func internal(c compute.Chosen) bool {
	return c.KPI.Family == formulas.Economics || c.KPI.Family == formulas.Sales
}

// internalSheets are the scorecards of the internal KPIs and the measures that only they need. They stand last, so that whoever
// sends a pack out can take them away, and nothing else points at them.
func (r *review) internalSheets() (list []*reports.Sheet) {
	if len(r.internal) == 0 {
		return nil
	}
	for _, account := range r.pack.Accounts {
		scorecard, _ := r.scorecard(account, card{r.sheets[account].internal, "Internal", r.internal,
			"For our own eyes: what the customer costs and brings, and what is being sold to it. Take this sheet and Internal inputs out before the pack goes to the customer; no other sheet counts on them."})
		list = append(list, scorecard)
	}
	return append(list, r.inputs[1].sheet(r, "The base measures that the internal figures need beside those of the sheet Inputs."))
}
