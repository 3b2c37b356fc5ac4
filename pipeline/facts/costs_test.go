package facts

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

func costing(t *testing.T, rows [][4]string) *ingest.Records {
	records := invoiced(t)
	records.Datasets["costs"] = loaded(t, "2026-01-01", "2026-04-30", "account_id")
	for _, c := range rows {
		currency := "EUR"
		if c[1] == "marketing" {
			currency = "USD"
		}
		records.Costs = append(records.Costs, ingest.Cost{On: date(t, c[0]), Category: c[1], Account: c[2], Currency: currency, Amount: decimal.RequireFromString(c[3])})
	}
	return records
}

func TestCosts(t *testing.T) {
	a, smb, nobody := AccountScope("A"), Scope{"segment", "SMB"}, Scope{"segment", Unassigned}
	outside := "n/a (outside the dataset's cover: costs is from 2026-01-01 to 2026-04-30)"
	unallocated := "n/a (not defined at this grain: costs without an account)"
	file := &job.File{KPIs: job.KPIs{InvestmentCategories: []string{"CS Tools", "capex"}, CostToServeCategories: []string{"cogs"}, AddressableMarket: "2500000.5"}}
	compare(t, file, costing(t, [][4]string{
		{"2026-01-10", "sales", "A", "20"}, {"2026-02-10", "sales", "A", "30"}, {"2026-02-11", "marketing", "", "10"}, // 10 dollars at 0.9
		{"2026-01-15", "cost_to_serve", "A", "4"}, {"2026-01-16", "cogs", "B", "3"}, {"2026-02-16", "cogs", "", "1"},
		{"2026-01-20", "CS Team", "A", "7"}, {"2026-01-21", "cs_tools", "A", "2"}, {"2026-01-22", "cs-programmes", "A", "1"},
		{"2026-01-25", "capex", "", "100"}, {"2026-01-26", "rent", "", "11"},
	}), []expected{
		{"sales_marketing_cost", Portfolio, "2026-Q1", "59"},
		{"sales_marketing_cost", smb, "2026-01", "20"},
		{"sales_marketing_cost", Scope{"segment", "Enterprise"}, "2026-01", "0"},
		{"sales_marketing_cost", smb, "2026-02", unallocated},
		{"sales_marketing_cost", nobody, "2026-02", "9"},
		{"sales_marketing_cost", a, "2026-02", "30"},
		{"sales_marketing_cost", AccountScope("B"), "2026-01", "0"},         // everything of that month was for others
		{"sales_marketing_cost", AccountScope("B"), "2026-02", unallocated}, // a part of it may have been for B
		{"sales_marketing_cost", AccountScope("B"), "2026-03", "0"},
		{"cost_to_serve", AccountScope("B"), "2026-01", "3"},
		{"cost_to_serve", a, "2026-Q1", "4"},
		{"cost_to_serve", a, "2026-02", unallocated},
		{"sales_marketing_cost", Portfolio, "2026-04", "0"},
		{"sales_marketing_cost", Portfolio, "2026-05", outside},
		{"cost_to_serve", Portfolio, "2026-01", "7"}, // with the cogs that the job adds
		{"cost_to_serve", a, "2026-01", "4"},
		{"cost_to_serve", smb, "2026-01", "4"},
		{"cost_to_serve", smb, "2026-Q1", unallocated},
		{"cost_to_serve", Portfolio, "2026-05", outside},
		{"cs_cost", Portfolio, "2026-01", "10"},
		{"cs_cost", smb, "2026-01", "10"},
		{"cs_cost", Portfolio, "2026-05", outside},
		{"capex", Portfolio, "2026-01", "100"},
		{"capex", nobody, "2026-01", "100"},
		{"capex", smb, "2026-01", "0"},
		{"capex", Portfolio, "2026-05", outside},
		{"opex", Portfolio, "2026-01", "45"}, // 20 + 4 + 7 + 2 + 1 + 11
		{"opex", a, "2026-01", "34"},
		{"opex", Portfolio, "2026-05", outside},
		{"cogs", Portfolio, "2026-Q1", "4"},
		{"cogs", AccountScope("B"), "2026-01", "3"},
		{"cogs", Portfolio, "2026-04", "0"},
		{"cogs", Portfolio, "2026-05", outside},
		{"net_profit", Portfolio, "2026-01", "2.003445"}, // 50.003445 - 20 - 4 - 3 - 7 - 2 - 1 - 11
		{"net_profit", a, "2026-01", "n/a (not defined at this grain)"},
		{"net_profit", smb, "2026-01", "n/a (not defined at this grain)"},
		{"net_profit", Portfolio, "2026-05", outside},
		{"investment_cost", Portfolio, "2026-01", "102"},
		{"investment_cost", smb, "2026-01", "n/a (not defined at this grain)"},
		{"investment_cost", Portfolio, "2026-05", outside},
		{"addressable_market", Portfolio, "2026-01", "2500000.5"},
		{"addressable_market", Portfolio, "2026-Q1", "2500000.5"}, // annual, whatever the period
		{"addressable_market", a, "2026-01", "n/a (not defined at this grain)"},
	})
}

// TestCostsWithoutAccounts: where no posting has an account the portfolio alone has the cost, never a 0 for everyone.
func TestCostsWithoutAccounts(t *testing.T) {
	a, smb := AccountScope("A"), Scope{"segment", "SMB"}
	none := "n/a (not defined at this grain: no posting has an account)"
	compare(t, &job.File{}, costing(t, [][4]string{{"2026-01-10", "sales", "", "20"}, {"2026-02-11", "cs_team", "", "10"}}), []expected{
		{"sales_marketing_cost", a, "2026-01", none}, {"sales_marketing_cost", smb, "2026-03", none}, {"sales_marketing_cost", Portfolio, "2026-01", "20"},
		{"cs_cost", a, "2026-02", none}, {"cs_cost", Portfolio, "2026-Q1", "10"}, {"cs_cost", Scope{"segment", Unassigned}, "2026-02", "10"},
		{"cost_to_serve", a, "2026-01", none}, {"cost_to_serve", smb, "2026-01", none}, {"cost_to_serve", Portfolio, "2026-01", "0"},
		{"cogs", Portfolio, "2026-01", "n/a (outside the dataset's cover: costs have no posting of cogs)"},
		{"investment_cost", Portfolio, "2026-01", "n/a (kpis.investment_categories not set)"},
		{"addressable_market", Portfolio, "2026-01", "n/a (addressable_market not set)"},
		{"opex", a, "2026-01", "0"}, {"opex", Portfolio, "2026-01", "20"},
	})
	without := func(dataset string) *ingest.Records {
		records := costing(t, nil)
		delete(records.Datasets, dataset)
		return records
	}
	var missing []expected
	for _, measure := range []string{"sales_marketing_cost", "cost_to_serve", "cs_cost", "capex", "opex", "cogs", "net_profit", "investment_cost"} {
		missing = append(missing, expected{measure, Portfolio, "2026-01", "n/a (no costs dataset)"})
	}
	compare(t, &job.File{}, without("costs"), missing)
	compare(t, &job.File{}, without("invoices"), []expected{{"net_profit", Portfolio, "2026-01", "n/a (no invoices dataset)"}, {"opex", Portfolio, "2026-01", "0"}})
}
