package facts

import (
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// missing holds measures of a dataset against what they are outside its cover, without one of its columns and without it.
func missing(t *testing.T, file *job.File, build func(t *testing.T) *ingest.Records, dataset, outside string, columns map[string]string) {
	t.Helper()
	for measure, column := range columns {
		records := build(t)
		cover := records.Datasets[dataset]
		compare(t, file, records, []expected{{measure, Portfolio, outside, "n/a (outside the dataset's cover: " + dataset + " is from " + cover.First.String() + " to " + cover.Last.String() + ")"}})
		if column != "" {
			delete(records.Datasets[dataset].Columns, column)
			compare(t, file, records, []expected{{measure, Portfolio, "2026-02", "n/a (no " + column + " column)"}})
		}
		records = build(t)
		delete(records.Datasets, dataset)
		compare(t, file, records, []expected{{measure, Portfolio, "2026-02", "n/a (no " + dataset + " dataset)"}})
	}
}

// requesting are tickets of two types, one resolved after the period it was received in.
func requesting(t *testing.T) *ingest.Records {
	_, records := supported(t)
	for i, kind := range []string{"incident", "feature_request", "Feature Request", "", "feature-request"} {
		records.Tickets[i].Type = kind
	}
	records.Datasets["tickets"].Columns["type"] = true
	return records
}

func TestTicketsByTypeAndOutcome(t *testing.T) {
	compare(t, &job.File{}, requesting(t), []expected{
		{"feature_requests", Portfolio, "2026-01", "2"}, {"feature_requests", AccountScope("C"), "2026-Q1", "1"}, {"feature_requests", AccountScope("A"), "2026-03", "0"},
		{"received_tickets_resolved", Portfolio, "2026-01", "2"}, // one of them in February
		{"received_tickets_resolved", Portfolio, "2026-02", "1"}, {"received_tickets_resolved", Scope{"segment", Unassigned}, "2026-Q1", "1"}, {"received_tickets_resolved", AccountScope("B"), "2026-03", "1"},
	})
	missing(t, &job.File{}, requesting, "tickets", "2025-12", map[string]string{"feature_requests": "type", "received_tickets_resolved": "resolved_at"})
}

// typed are the answers of surveys_test.go, those of A from relational surveys and those of B from transactional ones.
func typed(t *testing.T) *ingest.Records {
	records := surveyed(t)
	for i := range records.Surveys {
		records.Surveys[i].Type = map[string]string{"A": "relational", "B": "transactional"}[records.Surveys[i].Account]
	}
	records.Datasets["surveys"].Columns["survey_type"] = true
	return records
}

func TestSurveysByTypeAndPlace(t *testing.T) {
	compare(t, &job.File{}, typed(t), []expected{
		{"relational_promoters", Portfolio, "2026-Q1", "2"}, {"relational_detractors", Portfolio, "2026-Q1", "0"}, {"relational_nps_responses", Portfolio, "2026-Q1", "3"},
		{"transactional_promoters", Portfolio, "2026-Q1", "0"}, {"transactional_detractors", Portfolio, "2026-Q1", "1"}, {"transactional_nps_responses", AccountScope("B"), "2026-01", "2"},
		{"csat_total", AccountScope("A"), "2026-01", "2.375"},                               // 3/4 + 4/4 + 2.5/4
		{"csat_total", AccountScope("B"), "2026-01", "2.166666666666666666666666666666667"}, // 2/2 + 1/2 + 2/3
		{"csat_total", AccountScope("C"), "2026-01", "2.25"},                                // low is good: 4/4 + 3/4 + 2/4 + 0/1
	})
	columns := map[string]string{"csat_total": "score"}
	for _, kind := range []string{"relational_", "transactional_"} {
		for _, measure := range []string{"promoters", "detractors", "nps_responses"} {
			columns[kind+measure] = "survey_type"
		}
	}
	missing(t, &job.File{}, typed, "surveys", "2026-06", columns)
}

func TestFirstValuesFromTheSignature(t *testing.T) {
	compare(t, &job.File{}, onboarded(t), []expected{
		{"signed_value_days", AccountScope("A"), "2026-02", "39"}, {"signed_first_values", AccountScope("A"), "2026-02", "1"}, // from the milestone of 1 January; the second has no signature of its own
		{"signed_value_days", AccountScope("A"), "2026-03", "4"}, {"signed_first_values", AccountScope("A"), "2026-04", "0"},
		{"signed_value_days", AccountScope("B"), "2026-02", "60"}, {"signed_first_values", AccountScope("C"), "2026-01", "0"},
	})
	missing(t, &job.File{}, onboarded, "milestones", "2026-06", map[string]string{"signed_value_days": "", "signed_first_values": ""})
}

func TestDealsWithAnAmount(t *testing.T) {
	compare(t, &job.File{}, dealing(t), []expected{{"opportunities_won_valued", Portfolio, "2026-02", "2"}, {"opportunities_won_valued", Scope{"segment", Unassigned}, "2026-02", "0"}})
	missing(t, &job.File{}, dealing, "opportunities", "2026-06", map[string]string{"opportunities_won_valued": "amount"})
}

func TestCostOfThePeriodBefore(t *testing.T) {
	build := func(t *testing.T) *ingest.Records {
		return costing(t, [][4]string{{"2026-01-10", "sales", "A", "20"}, {"2026-02-10", "sales", "A", "30"}, {"2026-02-11", "marketing", "B", "10"}})
	}
	const measure = "prior_sales_marketing_cost"
	compare(t, &job.File{}, build(t), []expected{{measure, Portfolio, "2026-03", "39"}, {measure, AccountScope("A"), "2026-03", "30"}, {measure, Portfolio, "2026-02", "20"},
		{measure, Portfolio, "2026-01", "n/a (outside the dataset's cover: costs is from 2026-01-01 to 2026-04-30)"}, {measure, Portfolio, "2026-Q2", "59"}})
	records := build(t)
	delete(records.Datasets, "costs")
	compare(t, &job.File{}, records, []expected{{measure, Portfolio, "2026-02", "n/a (no costs dataset)"}})
}

// meeting are the contacts of touchpoints_test.go with customers of the first quarter: A and D pay at its end, E does not yet.
func meetings(t *testing.T) *ingest.Records {
	_, records, _ := book(t)
	delete(records.Datasets, "usage")
	touched(t, records)
	for _, c := range [][3]string{{"A", "EBR", "2026-03-10"}, {"D", "Quarterly Business Review", "2026-03-12"}, {"E", "QBR", "2026-03-13"}, {"A", "kick-off", "2026-02-20"}, {"D", "Kickoff call", "2026-02-21"},
		{"D", "admin training", "2026-03-15"}, {"E", "Training", "2026-03-16"}, {"D", "trained by phone", "2026-03-17"}} {
		records.Touchpoints = append(records.Touchpoints, ingest.Touchpoint{Account: c[0], Kind: c[1], On: date(t, c[2])})
	}
	return records
}

func TestMeetings(t *testing.T) {
	compare(t, &job.File{}, meetings(t), []expected{
		{"business_reviews", Portfolio, "2026-Q1", "4"}, {"business_reviews", AccountScope("A"), "2026-Q1", "2"}, {"kickoffs", Portfolio, "2026-02", "2"}, {"trainings", Portfolio, "2026-03", "2"},
		{"customers_reviewed", Portfolio, "2026-Q1", "2"}, {"customers_reviewed", AccountScope("A"), "2026-Q1", "1"}, {"customers_reviewed", AccountScope("E"), "2026-Q1", "0"}, // twice, and not paying yet
		{"customers_trained", Portfolio, "2026-Q1", "1"}, {"customers_trained", Portfolio, "2026-01", "0"},
	})
	columns := map[string]string{}
	for _, measure := range []string{"business_reviews", "kickoffs", "trainings", "customers_reviewed", "customers_trained"} {
		columns[measure] = "kind"
	}
	missing(t, &job.File{}, meetings, "touchpoints", "2025-11", columns)
}

// billed are invoices with customers: A from the first month of the invoices, B from before it, C from later on.
func billed(t *testing.T) *ingest.Records {
	records := invoiced(t)
	records.Datasets["subscriptions"] = loaded(t, "2025-06-01", "2026-06-30")
	records.Subscriptions = []ingest.Subscription{line(t, "S1", "A", "", "20", "2026-01-02", ""), line(t, "S2", "B", "", "20", "2025-06-01", ""), line(t, "S3", "C", "", "20", "2026-04-01", "2026-06-02")}
	return records
}

func TestRevenueToDate(t *testing.T) {
	compare(t, &job.File{}, billed(t), []expected{
		{"revenue_to_date", AccountScope("A"), "2026-01", "50.003445"}, {"revenue_to_date", AccountScope("A"), "2026-Q1", "70.01"}, {"customers_invoiced_from_start", AccountScope("A"), "2026-Q1", "1"},
		{"revenue_to_date", AccountScope("B"), "2026-Q1", "0"}, {"customers_invoiced_from_start", AccountScope("B"), "2026-Q1", "0"},
		{"revenue_to_date", Portfolio, "2026-04", "75.01"}, {"customers_invoiced_from_start", Portfolio, "2026-04", "2"}, {"customers_invoiced_from_start", Portfolio, "2026-06", "1"}, // C has left
	})
	file := &job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}
	f, err := Build(file, billed(t), nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	if got := f.LeftOut("revenue_to_date", Portfolio, f.Calendar.At(period.MonthKind, period.MonthOf(2026, 4))); got != 1 {
		t.Errorf("customers from before the invoices: got %d, want 1", got)
	}
	for _, measure := range []string{"revenue_to_date", "customers_invoiced_from_start"} {
		compare(t, &job.File{}, billed(t), []expected{{measure, Portfolio, "2025-12", "n/a (outside the dataset's cover: invoices is from 2026-01-05 to 2026-06-20)"}})
		records := billed(t)
		delete(records.Datasets, "invoices")
		compare(t, &job.File{}, records, []expected{{measure, Portfolio, "2026-02", "n/a (no invoices dataset)"}})
		compare(t, &job.File{}, invoiced(t), []expected{{measure, Portfolio, "2026-02", "n/a (no subscriptions dataset)"}})
	}
}

// TestCommitted: what starts and what ends within a year after the reported month, a line and its successor on both sides.
func TestCommitted(t *testing.T) {
	build := func() *ingest.Records {
		records := company(t)
		records.Datasets["subscriptions"] = loaded(t, "2025-06-01", "2026-06-30")
		records.Subscriptions = []ingest.Subscription{line(t, "S1", "A", "", "100", "2025-06-01", "2026-09-01"), line(t, "S2", "A", "", "120", "2026-09-01", ""),
			line(t, "S3", "B", "", "50", "2025-06-01", "2027-07-01"), line(t, "S4", "B", "", "7", "2026-06-15", "2027-06-30"), line(t, "S5", "C", "", "30", "2027-08-01", "")}
		return records
	}
	compare(t, &job.File{}, build(), []expected{
		{"signed_mrr", Portfolio, "2026-06", "120"}, {"ending_mrr", Portfolio, "2026-06", "107"}, {"ending_mrr", AccountScope("B"), "2026-Q2", "7"}, {"signed_mrr", AccountScope("C"), "2026-06", "0"},
		{"signed_mrr", Portfolio, "2026-05", "n/a (outside the dataset's cover: what was known at the end of an earlier period is not dated)"},
		{"ending_mrr", Portfolio, "2026-Q1", "n/a (outside the dataset's cover: what was known at the end of an earlier period is not dated)"},
	})
	records := build()
	records.Subscriptions = nil
	records.MRR = []ingest.MonthlyRevenue{{Account: "A", Month: period.MonthOf(2026, 6), Currency: "EUR", Amount: amount("100").Decimal}}
	records.Datasets = map[string]*ingest.Loaded{"mrr": loaded(t, "2026-06-01", "2026-06-30")}
	compare(t, &job.File{}, records, []expected{{"signed_mrr", Portfolio, "2026-06", "n/a (no subscriptions dataset)"}, {"ending_mrr", Portfolio, "2026-06", "n/a (no subscriptions dataset)"}})
}
