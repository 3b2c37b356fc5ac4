package facts

import (
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// onboarded is a company in which A goes through onboarding twice, B signs by contract, and C has steps without a start.
func onboarded(t *testing.T) *ingest.Records {
	records := company(t)
	records.Datasets["milestones"] = loaded(t, "2025-11-01", "2026-05-20")
	for _, c := range [][3]string{
		{"A", "onboarding_completed", "2026-01-20"}, {"A", "contract_signed", "2026-01-01"}, {"A", "onboarding_started", "2026-01-05"}, // in any order
		{"A", "go_live", "2026-01-15"}, {"A", "first_value", "2026-02-09"},
		{"A", "onboarding_completed", "2026-02-01"}, {"A", "go_live", "2026-01-16"}, {"A", "first_value", "2026-02-11"}, // a second time in the same cycle
		{"A", "contract_signed", "2026-03-01"}, {"A", "first_value", "2026-03-05"}, // value before this cycle's completion
		{"A", "onboarding_started", "2026-03-02"}, {"A", "onboarding_completed", "2026-03-11"}, {"A", "first_value", "2026-04-10"},
		{"B", "onboarding_started", "2026-01-10"}, {"B", "onboarding_completed", "2026-02-10"}, {"B", "first_value", "2026-02-10"}, {"B", "go_live", "2026-02-20"},
		{"C", "onboarding_completed", "2026-01-02"}, {"C", "contract_signed", "2026-01-03"}, {"C", "onboarding_started", "2026-01-03"}, {"C", "first_value", "2026-01-01"},
	} {
		records.Milestones = append(records.Milestones, ingest.Milestone{Account: c[0], Kind: c[1], On: date(t, c[2])})
	}
	records.Datasets["contracts"] = loaded(t, "2025-12-01", "2027-01-31")
	for _, c := range [][3]string{{"A", "2026-01-10", ""}, {"B", "2025-12-12", ""}, {"B", "2026-02-05", "B1"}, {"B", "", ""}} { // a renewal opens no onboarding
		signed := contract(t, "C"+c[0]+c[1], c[0], "2026-01-01", "2026-12-31", "100")
		signed.SignedOn, signed.Renews = date(t, c[1]), c[2]
		records.Contracts = append(records.Contracts, signed)
	}
	return records
}

func TestMilestones(t *testing.T) {
	a, b, c := AccountScope("A"), AccountScope("B"), AccountScope("C")
	compare(t, &job.File{}, onboarded(t), []expected{
		{"onboarding_days", a, "2026-01", "19"}, {"onboardings_completed", a, "2026-01", "1"}, {"onboarding_days", a, "2026-02", "0"}, {"onboardings_completed", a, "2026-02", "0"},
		{"onboarding_days", a, "2026-03", "10"}, {"onboarding_days", a, "2026-Q1", "29"}, {"onboardings_completed", a, "2026-Q1", "2"},
		{"onboarding_days", b, "2026-02", "60"}, {"onboardings_completed", b, "2026-02", "1"}, // from the contract of 12 December
		{"onboarding_days", c, "2026-01", "0"}, {"onboardings_completed", c, "2026-01", "0"}, // completed before it signed
		{"onboarding_days", Portfolio, "2026-Q1", "89"}, {"onboardings_completed", Scope{"segment", "Enterprise"}, "2026-Q1", "1"},
		{"onboardings_started", Portfolio, "2026-01", "3"}, {"onboardings_started", Portfolio, "2026-Q1", "4"}, {"onboardings_started", a, "2026-05", "0"},
		{"value_days", a, "2026-02", "8"}, {"first_values_reached", a, "2026-02", "1"}, // from the latest completion, 1 February
		{"value_days", a, "2026-03", "0"}, {"first_values_reached", a, "2026-03", "0"}, {"value_days", a, "2026-04", "30"}, {"first_values_reached", a, "2026-04", "1"},
		{"value_days", b, "2026-02", "0"}, {"first_values_reached", b, "2026-02", "1"}, {"first_values_reached", c, "2026-01", "0"},
		{"go_live_days", a, "2026-01", "14"}, {"go_lives", a, "2026-01", "1"}, {"go_live_days", b, "2026-02", "70"}, {"go_lives", Portfolio, "2026-Q1", "2"},
	})
	f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, onboarded(t), nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	quarter, _ := f.Calendar.Parse("2026-Q1")
	for measure, want := range map[string]int64{"onboardings_completed": 2, "first_values_reached": 3, "go_lives": 1, "onboardings_started": 0} {
		if got := f.LeftOut(measure, Portfolio, quarter); got != want {
			t.Errorf("left out of %s: got %d, want %d", measure, got, want)
		}
	}
}

// TestMilestonesMissing: outside the cover, without the dataset; without contracts only the milestones tell the signature.
// Every column of the dataset is required, so none can be missing.
func TestMilestonesMissing(t *testing.T) {
	for _, measure := range []string{"onboarding_days", "onboardings_completed", "onboardings_started", "value_days", "first_values_reached", "go_live_days", "go_lives"} {
		outside := "n/a (outside the dataset's cover: milestones is from 2025-11-01 to 2026-05-20)"
		compare(t, &job.File{}, onboarded(t), []expected{{measure, Portfolio, "2025-10", outside}, {measure, AccountScope("A"), "2026-06", outside}, {measure, AccountScope("A"), "2025-12", "0"}})
		compare(t, &job.File{}, company(t), []expected{{measure, Portfolio, "2026-01", "n/a (no milestones dataset)"}})
	}
	records := onboarded(t)
	records.Contracts = nil
	delete(records.Datasets, "contracts")
	compare(t, &job.File{}, records, []expected{{"onboardings_completed", AccountScope("B"), "2026-02", "0"}, {"onboardings_completed", AccountScope("A"), "2026-01", "1"}})
}

// TestStatus: an account in service is in onboarding from its signature or start to the completion, and again in the next cycle.
func TestStatus(t *testing.T) {
	file, records, usage := book(t)
	records.Datasets["milestones"] = loaded(t, "2025-06-01", "2026-05-20")
	for _, c := range [][3]string{
		{"A", "contract_signed", "2025-06-02"}, {"A", "onboarding_started", "2025-07-01"}, {"A", "onboarding_completed", "2025-08-15"},
		{"A", "onboarding_started", "2026-03-10"}, {"A", "onboarding_completed", "2026-04-30"},
		{"B", "onboarding_started", "2026-01-15"}, // left before it was completed, and came back
		{"D", "onboarding_completed", "2025-07-31"}, {"D", "go_live", "2025-08-01"},
	} {
		records.Milestones = append(records.Milestones, ingest.Milestone{Account: c[0], Kind: c[1], On: date(t, c[2])})
	}
	for _, c := range []struct{ account, month, with, without string }{
		{"A", "2025-06", "onboarding", "active"}, {"A", "2025-07", "onboarding", "active"}, {"A", "2025-08", "active", "active"}, {"A", "2026-02", "active", "active"},
		{"A", "2026-03", "onboarding", "active"}, {"A", "2026-04", "active", "active"},
		{"B", "2025-12", "active", "active"}, {"B", "2026-01", "onboarding", "active"}, {"B", "2026-02", "churned", "churned"}, {"B", "2026-05", "onboarding", "active"},
		{"C", "2026-01", "n/a (outside the dataset's cover: not yet a customer)", "n/a (outside the dataset's cover: not yet a customer)"},
		{"D", "2026-03", "inactive", "inactive"}, {"D", "2026-06", "n/a (open period: ends 2026-06-30)", "n/a (open period: ends 2026-06-30)"},
	} {
		milestones := records.Datasets["milestones"]
		for _, want := range []string{c.with, c.without} {
			f, err := Build(file, records, usage, period.MonthOf(2026, 5))
			if err != nil {
				t.Fatal(err)
			}
			p, _ := f.Calendar.Parse(c.month)
			if got := f.Status(AccountScope(c.account), p).String(); got != want {
				t.Errorf("%s at the end of %s, milestones loaded %t: got %s, want %s", c.account, c.month, records.Datasets["milestones"] != nil, got, want)
			}
			delete(records.Datasets, "milestones")
		}
		records.Datasets["milestones"] = milestones
	}
}
