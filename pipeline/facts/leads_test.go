package facts

import (
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

func leading(t *testing.T) *ingest.Records {
	records := company(t)
	records.Datasets["leads"] = loaded(t, "2026-01-03", "2026-05-31", "stage", "converted_on")
	for _, c := range [][3]string{
		{"2026-01-03", "new", ""}, {"2026-01-04", "MQL", ""}, {"2026-01-05", "Sales Qualified", "2026-05-01"}, // converted later counts where it was created
		{"2026-01-06", "trial", "2026-02-01"}, {"2026-02-01", "disqualified", ""}, {"2026-02-02", "", ""},
	} {
		records.Leads = append(records.Leads, ingest.Lead{CreatedOn: date(t, c[0]), Stage: c[1], ConvertedOn: date(t, c[2])})
	}
	return records
}

func TestLeads(t *testing.T) {
	outside := "n/a (outside the dataset's cover: leads is from 2026-01-03 to 2026-05-31)"
	compare(t, &job.File{}, leading(t), []expected{
		{"leads", Portfolio, "2026-01", "4"}, {"leads", Portfolio, "2026-Q1", "6"}, {"leads", Portfolio, "2026-04", "0"}, {"leads", Portfolio, "2026-06", outside},
		{"leads", AccountScope("A"), "2026-01", "n/a (not defined at this grain)"}, {"leads", Scope{"segment", "SMB"}, "2026-01", "n/a (not defined at this grain)"},
		{"leads_converted", Portfolio, "2026-01", "2"}, {"leads_converted", Portfolio, "2026-05", "0"}, {"leads_converted", Portfolio, "2025-12", outside},
		{"mqls", Portfolio, "2026-01", "3"}, {"mqls", Portfolio, "2026-02", "0"}, {"mqls", Portfolio, "2026-06", outside},
	})
	records := leading(t)
	records.Datasets["leads"].Columns = map[string]bool{}
	compare(t, &job.File{}, records, []expected{{"leads", Portfolio, "2026-01", "4"}, {"leads_converted", Portfolio, "2026-01", "n/a (no converted_on column)"}, {"mqls", Portfolio, "2026-01", "n/a (no stage column)"}})
	compare(t, &job.File{}, company(t), []expected{{"leads", Portfolio, "2026-01", "n/a (no leads dataset)"}, {"leads_converted", Portfolio, "2026-01", "n/a (no leads dataset)"}, {"mqls", Portfolio, "2026-01", "n/a (no leads dataset)"}})
}

// TestOutcomesAtTheDataCut: a lead converted and a ticket resolved after the month that is reported are not known to be so, as
// when that month was reported first; a later report counts them where they were created.
func TestOutcomesAtTheDataCut(t *testing.T) {
	records := leading(t)
	_, support := supported(t)
	records.Tickets, records.Datasets["tickets"] = support.Tickets, support.Datasets["tickets"]
	for _, c := range []struct {
		asOf    period.Month
		measure string
		period  string
		want    string
	}{
		{period.MonthOf(2026, 1), "leads_converted", "2026-01", "0"}, {period.MonthOf(2026, 1), "mqls", "2026-01", "2"},
		{period.MonthOf(2026, 2), "leads_converted", "2026-01", "1"}, // on the first day of February
		{period.MonthOf(2026, 5), "leads_converted", "2026-01", "2"}, // on the first day of May
		{period.MonthOf(2026, 1), "received_tickets_resolved", "2026-01", "1"}, {period.MonthOf(2026, 2), "received_tickets_resolved", "2026-01", "2"},
		{period.MonthOf(2026, 2), "received_tickets_resolved", "2026-02", "0"}, // at midnight of the last day of February
		{period.MonthOf(2026, 3), "received_tickets_resolved", "2026-02", "1"},
		{period.MonthOf(2026, 3), "tickets_resolved_first_contact", "2026-03", "0"}, {period.MonthOf(2026, 4), "tickets_resolved_first_contact", "2026-03", "1"},
	} {
		f, err := Build(&job.File{Currency: "EUR", FX: job.FX{MaxAgeDays: 31}}, records, nil, c.asOf)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := f.Calendar.Parse(c.period)
		if got := f.Value(c.measure, Portfolio, p).String(); got != c.want {
			t.Errorf("as of %s: %s of %s: got %s, want %s", c.asOf, c.measure, c.period, got, c.want)
		}
	}
}

// TestLeadsMakeNoUnassignedRow: rows that only the portfolio has are no reason for a row of the unassigned in each dimension.
func TestLeadsMakeNoUnassignedRow(t *testing.T) {
	file := &job.File{}
	compare(t, file, leading(t), []expected{{"leads", Scope{"segment", Unassigned}, "2026-01", "n/a (outside the dataset's cover: no account in segment (unassigned))"}})
}
