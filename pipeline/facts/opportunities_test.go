package facts

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// dealing is a company with deals; a row is account, kind, outcome, amount, currency, created, closed, source, referrer.
func dealing(t *testing.T) *ingest.Records {
	records := company(t)
	records.Datasets["opportunities"] = loaded(t, "2026-01-02", "2026-05-31", "kind", "outcome", "amount", "created_on", "closed_on", "source", "referred_by_account_id")
	for _, c := range [][9]string{
		{"A", "new", "won", "100", "EUR", "2026-01-02", "2026-02-10", "CSQL", ""},
		{"B", "upsell", "won", "50", "USD", "2026-01-15", "2026-02-28", "referral", "A"}, // 45 at the mean of February
		{"A", "renewal", "won", "900", "EUR", "2026-01-20", "2026-02-11", "", ""},
		{"", "new", "won", "", "EUR", "2026-02-01", "2026-02-12", "referral", ""}, // no amount
		{"B", "new", "lost", "70", "EUR", "2026-01-03", "2026-03-31", "mql", ""},
		{"A", "new", "open", "10", "EUR", "2026-03-05", "2026-04-01", "csql", ""}, // an expected close is none
		{"B", "new", "open", "40", "USD", "2026-02-01", "", "", ""},
		{"B", "new", "won", "8", "EUR", "2026-03-06", "", "", ""}, // decided on an unknown day
		{"C", "new", "open", "6", "EUR", "", "", "csql", ""},      // created on an unknown day
	} {
		row := ingest.Opportunity{Account: c[0], Kind: c[1], Outcome: c[2], Currency: c[4], CreatedOn: date(t, c[5]), ClosedOn: date(t, c[6]), Source: c[7], ReferredBy: c[8]}
		if c[3] != "" {
			row.Amount = amount(c[3])
		}
		records.Opportunities = append(records.Opportunities, row)
	}
	// At the end of January a dollar is worth 0.5 euros, from the end of February on 0.8.
	for _, q := range [][2]string{{"2026-01-31", "2"}, {"2026-03-31", "1.25"}, {"2026-04-30", "1.25"}, {"2026-05-31", "1.25"}, {"2026-06-30", "1.25"}} {
		records.Rates = append(records.Rates, ingest.Rate{On: date(t, q[0]), Base: "EUR", Quote: "USD", Rate: decimal.RequireFromString(q[1])})
	}
	return records
}

var opportunityMeasures = []string{"opportunities_won", "opportunities_lost", "won_amount", "lost_amount", "open_opportunities", "open_opportunity_amount", "csqls", "referrals"}

func TestOpportunities(t *testing.T) {
	a, b, enterprise, nobody := AccountScope("A"), AccountScope("B"), Scope{"segment", "Enterprise"}, Scope{"segment", Unassigned}
	outside := "n/a (outside the dataset's cover: opportunities is from 2026-01-02 to 2026-05-31)"
	compare(t, &job.File{}, dealing(t), []expected{
		{"opportunities_won", Portfolio, "2026-02", "3"}, // not the renewal
		{"opportunities_won", nobody, "2026-02", "1"},
		{"opportunities_won", Portfolio, "2026-04", "0"},
		{"opportunities_won", Portfolio, "2026-06", outside},
		{"opportunities_lost", b, "2026-Q1", "1"},
		{"opportunities_lost", a, "2026-Q1", "0"},
		{"opportunities_lost", Portfolio, "2025-12", outside},
		{"won_amount", Portfolio, "2026-Q1", "145"},
		{"won_amount", enterprise, "2026-02", "45"},
		{"won_amount", Portfolio, "2025-12", outside},
		{"lost_amount", Portfolio, "2026-03", "70"},
		{"lost_amount", Portfolio, "2025-12", outside},
		{"open_opportunities", Portfolio, "2026-01", "4"},
		{"open_opportunities", Portfolio, "2026-02", "2"}, // the lost one and the dollars of B
		{"open_opportunities", Portfolio, "2026-03", "2"}, // the lost one closed on the last day
		{"open_opportunities", a, "2026-06", "1"},
		{"open_opportunities", Portfolio, "2025-12", outside},
		{"open_opportunity_amount", b, "2026-01", "95"},  // 50 dollars at 0.5 and 70
		{"open_opportunity_amount", b, "2026-02", "102"}, // 40 dollars at 0.8 and 70
		{"open_opportunity_amount", Portfolio, "2026-Q2", "42"},
		{"open_opportunity_amount", Portfolio, "2025-12", outside},
		{"csqls", a, "2026-Q1", "2"},
		{"csqls", Portfolio, "2026-02", "0"},
		{"csqls", Portfolio, "2025-12", outside},
		{"referrals", a, "2026-01", "1"}, // who referred, not who was referred
		{"referrals", b, "2026-01", "0"},
		{"referrals", nobody, "2026-02", "1"},
		{"referrals", Portfolio, "2026-Q1", "2"},
		{"referrals", Portfolio, "2025-12", outside},
	})
	compare(t, &job.File{KPIs: job.KPIs{RenewalOpportunities: true}}, dealing(t), []expected{{"opportunities_won", Portfolio, "2026-02", "4"}, {"won_amount", a, "2026-02", "1000"}})
}

// TestOpportunityAmounts: a deal without an amount is counted beside the amounts, and a referral deal won is its referrer's.
func TestOpportunityAmounts(t *testing.T) {
	f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, dealing(t), nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	quarter := f.Calendar.At(period.QuarterKind, period.MonthOf(2026, 2))
	if won, lost := f.LeftOut("won_amount", Portfolio, quarter), f.LeftOut("lost_amount", Portfolio, quarter); won != 1 || lost != 0 {
		t.Errorf("left out: got %d won and %d lost, want 1 and 0", won, lost)
	}
	referred := f.columnsOf(quarter).of[wonReferrals]
	if got, want := referred.Values, []int64{45 * scale, 0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("referral deals won: got %v, want %v", got, want)
	}
}

// TestOpportunitiesWithout: what is missing without a column, and that everything is without the dataset.
func TestOpportunitiesWithout(t *testing.T) {
	for column, missing := range map[string][]string{
		"outcome": {"opportunities_won", "opportunities_lost", "won_amount", "lost_amount"}, "amount": {"won_amount", "lost_amount", "open_opportunity_amount"},
		"closed_on":  {"opportunities_won", "opportunities_lost", "won_amount", "lost_amount", "open_opportunities", "open_opportunity_amount"},
		"created_on": {"open_opportunities", "open_opportunity_amount", "csqls", "referrals"}, "source": {"csqls", "referrals"},
	} {
		records := dealing(t)
		delete(records.Datasets["opportunities"].Columns, column)
		f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, records, nil, period.MonthOf(2026, 6))
		if err != nil {
			t.Fatal(err)
		}
		for _, measure := range opportunityMeasures {
			got := f.Value(measure, Portfolio, f.Calendar.At(period.MonthKind, period.MonthOf(2026, 2)))
			if want := "n/a (no " + column + " column)"; got.Available() == slices.Contains(missing, measure) || !got.Available() && got.String() != want {
				t.Errorf("%s without %s: got %s", measure, column, got)
			}
		}
	}
	records := dealing(t)
	delete(records.Datasets["opportunities"].Columns, "referred_by_account_id")
	for i := range records.Opportunities {
		records.Opportunities[i].ReferredBy = ""
	}
	compare(t, &job.File{}, records, []expected{{"referrals", Portfolio, "2026-Q1", "2"}, {"referrals", AccountScope("A"), "2026-01", "n/a (no referred_by_account_id column)"},
		{"referrals", Scope{"segment", "SMB"}, "2026-01", "n/a (no referred_by_account_id column)"}})
	var absent []expected
	for _, measure := range opportunityMeasures {
		absent = append(absent, expected{measure, Portfolio, "2026-02", "n/a (no opportunities dataset)"})
	}
	compare(t, &job.File{}, company(t), absent)
}

// TestMustShow_CRMWonByQuarter books 8,800 deals of a public CRM export. GTXPro is the one product that its list of products
// does not know: there it is GTX Pro.
func TestMustShow_CRMWonByQuarter(t *testing.T) {
	records := &ingest.Records{Files: []ingest.File{{Path: "sales_pipeline.csv"}}, Datasets: map[string]*ingest.Loaded{
		"opportunities": loaded(t, "2016-10-20", "2017-12-31", "outcome", "amount", "created_on", "closed_on")}}
	for _, row := range reference(t, "crm_maven/accounts.csv") {
		records.Accounts = append(records.Accounts, ingest.Account{ID: row["account"], Dimensions: map[string]string{"sector": row["sector"]}})
	}
	products := map[string]bool{}
	for _, row := range reference(t, "crm_maven/products.csv") {
		products[row["product"]] = true
	}
	var unknown []string
	outcomes := map[string]string{"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}
	for i, row := range reference(t, "crm_maven/sales_pipeline.csv") {
		deal := ingest.Opportunity{Place: ingest.Place{Line: int32(i + 2)}, ID: row["opportunity_id"], Account: row["account"], Stage: row["deal_stage"], Outcome: outcomes[row["deal_stage"]],
			Currency: "USD", CreatedOn: date(t, row["engage_date"]), ClosedOn: date(t, row["close_date"])}
		if row["close_value"] != "" {
			deal.Amount = amount(row["close_value"])
		}
		records.Opportunities = append(records.Opportunities, deal)
		if product := row["product"]; !products[product] && !slices.Contains(unknown, product) {
			unknown = append(unknown, product)
		}
	}
	if !slices.Equal(unknown, []string{"GTXPro"}) {
		t.Errorf("products that do not join: got %q, want GTXPro alone", unknown)
	}
	f, err := Build(&job.File{Currency: "USD"}, records, nil, period.MonthOf(2017, 12))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ measure, period, want string }{
		{"opportunities_won", "2017-Q1", "531"}, {"opportunities_won", "2017-Q2", "1254"}, {"opportunities_won", "2017-Q3", "1257"}, {"opportunities_won", "2017-Q4", "1196"},
		{"opportunities_won", "2017", "4238"}, {"opportunities_lost", "2017", "2473"}, {"won_amount", "2017", "10005534"}, {"lost_amount", "2017", "0"},
	} {
		p, _ := f.Calendar.Parse(c.period)
		total := f.Value(c.measure, Scope{"sector", Unassigned}, p)
		if !total.Available() {
			total = Annual(0) // every deal has an account
		}
		for _, group := range f.Groups("sector") {
			if group != Unassigned {
				total = total.Add(f.Value(c.measure, Scope{"sector", group}, p))
			}
		}
		if got := f.Value(c.measure, Portfolio, p).String(); got != c.want || total.String() != c.want {
			t.Errorf("%s %s: got %s and by sector %s, want %s", c.measure, c.period, got, total, c.want)
		}
	}
	if got := f.Value("open_opportunities", Portfolio, f.Calendar.At(period.YearKind, period.MonthOf(2017, 1))).String(); got != "1589" {
		t.Errorf("open with a day of creation: got %s, want 1589", got)
	}
}
