package facts

import (
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

// moment is a time, the zero Time for an empty text.
func moment(t *testing.T, text string) (at time.Time) {
	t.Helper()
	if text != "" {
		var err error
		if at, err = time.Parse("2006-01-02 15:04", text); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// supported is a company with answered tickets, and five that were never answered. Tickets with a high priority have to be
// answered in 4 hours, normal ones in 24.
func supported(t *testing.T) (*job.File, *ingest.Records) {
	records := company(t)
	records.Datasets["tickets"] = loaded(t, "2026-01-02", "2026-05-20", "resolved_at", "first_responded_at", "contacts", "escalated")
	for _, c := range []struct{ account, priority, created, responded, resolved, contacts string }{
		{"A", "high", "2026-01-02 09:00", "2026-01-02 10:30", "2026-01-02 16:00", "1"},
		{"A", " High", "2026-01-30 20:00", "2026-02-03 08:00", "2026-02-03 09:00", "1"}, // late: missed in January; and opened again
		{"B", "normal", "2026-01-31 12:00", "2026-02-01 11:30", "", "1"},
		{"", "low", "2026-02-10 10:00", "2026-02-10 10:15", "2026-03-01 00:00", "2"}, // no target for it
		{"C", "high", "2026-02-05 09:00", "", "", ""}, {"C", "high", "2026-02-06 09:00", "", "", ""}, {"C", "high", "2026-02-28 19:59", "", "", ""},
		{"C", "high", "2026-02-28 20:01", "", "", ""}, // the target passes on 1 March
		{"B", "normal", "2026-03-31 10:00", "", "2026-04-02 10:00", "1"},
	} {
		ticket := ingest.Ticket{Account: c.account, Priority: c.priority, Created: moment(t, c.created), Responded: moment(t, c.responded), Resolved: moment(t, c.resolved)}
		if c.contacts != "" {
			ticket.Contacts = amount(c.contacts)
		}
		ticket.Reopened, ticket.Escalated = c.priority == " High", c.priority == "low"
		records.Tickets = append(records.Tickets, ticket)
	}
	return &job.File{KPIs: job.KPIs{SLAHours: map[string]string{"High": "4", "normal": "24"}}}, records
}

func TestTickets(t *testing.T) {
	file, records := supported(t)
	enterprise, unassigned := Scope{"segment", "Enterprise"}, Scope{"segment", Unassigned}
	compare(t, file, records, []expected{
		{"tickets_received", Portfolio, "2026-01", "3"}, {"tickets_received", Portfolio, "2026-Q1", "9"}, {"tickets_received", unassigned, "2026-Q1", "1"}, {"tickets_received", AccountScope("A"), "2026-04", "0"},
		{"tickets_resolved", Portfolio, "2026-01", "1"}, {"tickets_resolved", unassigned, "2026-03", "1"}, {"tickets_resolved", enterprise, "2026-04", "1"},
		{"tickets_resolved_first_contact", Portfolio, "2026-01", "1"},  // neither the one opened again nor the unresolved one
		{"tickets_resolved_first_contact", enterprise, "2026-03", "1"}, // resolved in April
		{"first_response_hours", Portfolio, "2026-01", "1.5"}, {"first_response_hours", Portfolio, "2026-02", "107.75"}, {"first_response_hours", enterprise, "2026-02", "23.5"},
		{"first_response_hours", unassigned, "2026-02", "0.25"}, {"first_response_hours", AccountScope("C"), "2026-Q1", "n/a (too few responses: none)"},
		{"first_response_hours", Portfolio, "2026-03", "n/a (too few responses: none)"}, {"first_response_hours", unassigned, "2026-01", "n/a (too few responses: none)"},
		{"tickets_responded", Portfolio, "2026-02", "3"}, {"tickets_responded", AccountScope("C"), "2026-02", "0"},
		{"tickets_sla_due", Portfolio, "2026-01", "2"}, {"tickets_within_sla", Portfolio, "2026-01", "1"},
		{"tickets_sla_due", Portfolio, "2026-02", "4"}, {"tickets_within_sla", Portfolio, "2026-02", "1"},
		{"tickets_sla_due", Portfolio, "2026-03", "1"}, {"tickets_within_sla", Portfolio, "2026-03", "0"},
		{"tickets_sla_due", Portfolio, "2026-04", "1"}, {"tickets_within_sla", Portfolio, "2026-04", "0"},
		{"tickets_sla_due", enterprise, "2026-Q1", "5"}, {"tickets_sla_due", unassigned, "2026-Q1", "0"},
		{"escalations", Portfolio, "2026-02", "1"}, {"escalations", AccountScope("A"), "2026-02", "0"},
	})
	file.Currency = "EUR"
	f, err := Build(file, records, nil, period.MonthOf(2026, 6))
	if err != nil {
		t.Fatal(err)
	}
	quarter, _ := f.Calendar.Parse("2026-Q1")
	if got, want := fmt.Sprint(f.ResponseHours(Portfolio, quarter)), "[0.25 1.5 23.5 84]"; got != want {
		t.Errorf("response hours: got %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(f.ResponseHours(enterprise, quarter), f.ResponseHours(AccountScope("C"), quarter)), "[23.5] []"; got != want {
		t.Errorf("response hours of groups: got %s, want %s", got, want)
	}
}

// TestTicketsMissing: outside the cover, without a column, without targets, without the dataset.
func TestTicketsMissing(t *testing.T) {
	needs := map[string]string{"tickets_received": "", "tickets_resolved": "resolved_at", "tickets_resolved_first_contact": "contacts", "first_response_hours": "first_responded_at",
		"tickets_responded": "first_responded_at", "tickets_within_sla": "first_responded_at", "tickets_sla_due": "first_responded_at", "escalations": "escalated"}
	for measure, column := range needs {
		file, records := supported(t)
		outside := "n/a (outside the dataset's cover: tickets is from 2026-01-02 to 2026-05-20)"
		compare(t, file, records, []expected{{measure, Portfolio, "2025-12", outside}, {measure, AccountScope("A"), "2026-06", outside}, {measure, Portfolio, "2026-07", "n/a (open period: ends 2026-07-31)"}})
		if column != "" {
			delete(records.Datasets["tickets"].Columns, column)
			compare(t, file, records, []expected{{measure, Portfolio, "2026-01", "n/a (no " + column + " column)"}})
		}
		compare(t, file, company(t), []expected{{measure, Portfolio, "2026-01", "n/a (no tickets dataset)"}})
	}
	_, records := supported(t)
	compare(t, &job.File{}, records, []expected{{"tickets_sla_due", Portfolio, "2026-01", "n/a (kpis.sla_hours not set)"}, {"tickets_within_sla", Portfolio, "2026-01", "n/a (kpis.sla_hours not set)"}})
}

// TestTicketZone: a ticket belongs to the month that the company's clock shows.
func TestTicketZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	records := company(t)
	records.Datasets["tickets"] = loaded(t, "2026-01-01", "2026-03-31")
	records.Tickets = []ingest.Ticket{{Account: "A", Created: moment(t, "2026-01-31 23:30").In(berlin)}}
	compare(t, &job.File{}, records, []expected{{"tickets_received", Portfolio, "2026-01", "0"}, {"tickets_received", Portfolio, "2026-02", "1"}})
}

// ravenStack is RavenStack's tickets, and the scores given to them as surveys sent when the ticket was closed.
func ravenStack(t *testing.T) (rows []map[string]string, records *ingest.Records) {
	rows = reference(t, "ravenstack/ravenstack_support_tickets.csv")
	records = &ingest.Records{Datasets: map[string]*ingest.Loaded{}}
	cover := func(dataset string, on period.Date, columns ...string) {
		l := records.Datasets[dataset]
		if l == nil {
			l = loaded(t, on.String(), on.String(), columns...)
			records.Datasets[dataset] = l
		}
		l.First, l.Last = min(l.First, on), max(l.Last, on)
	}
	seen := map[string]bool{}
	for _, row := range rows {
		closed, err := time.Parse(time.DateTime, row["closed_at"])
		if err != nil {
			t.Fatal(err)
		}
		created := date(t, row["submitted_at"]).Time()
		minutes, err := strconv.Atoi(row["first_response_time_minutes"])
		if err != nil {
			t.Fatal(err)
		}
		account := row["account_id"]
		if !seen[account] {
			records.Accounts = append(records.Accounts, ingest.Account{ID: account})
		}
		seen[account] = true
		records.Tickets = append(records.Tickets, ingest.Ticket{ID: row["ticket_id"], Account: account, Priority: row["priority"], Created: created,
			Responded: created.Add(time.Duration(minutes) * time.Minute), Resolved: closed, Escalated: row["escalation_flag"] == "True"})
		cover("tickets", period.FromTime(created), "first_responded_at", "resolved_at", "escalated")
		survey := ingest.Survey{Account: account, Kind: "csat", SentOn: period.FromTime(closed), RespondedOn: period.NoDate, ScaleMin: amount("1"), ScaleMax: amount("5")}
		if score := row["satisfaction_score"]; score != "" {
			survey.Score, survey.RespondedOn = amount(score), period.FromTime(closed)
		}
		records.Surveys = append(records.Surveys, survey)
		cover("surveys", period.FromTime(closed), "sent_on", "score", "scale_min", "scale_max")
	}
	return rows, records
}

// months adds up a measure of the portfolio over all months of a dataset's cover, and gives each month's.
func months(t *testing.T, f *Facts, measure, dataset string) (total int64, by map[string]int64) {
	t.Helper()
	by = map[string]int64{}
	for month := f.datasets[dataset].First.Month(); month <= f.datasets[dataset].Last.Month(); month++ {
		value := f.Value(measure, Portfolio, f.Calendar.At(period.MonthKind, month))
		if !value.Available() {
			t.Fatalf("%s in %s: %s", measure, month, value)
		}
		by[month.String()] = value.Rat().Num().Int64()
		total += by[month.String()]
	}
	return total, by
}

// TestMustShow_RavenStackTickets: RavenStack's tickets by month against a count of the file's own text, 825 surveys that were
// never answered, and a service level in which five tickets without an answer are missed.
func TestMustShow_RavenStackTickets(t *testing.T) {
	rows, records := ravenStack(t)
	targets := map[string]int{"urgent": 60, "high": 90, "medium": 120}
	file := &job.File{Currency: "EUR", KPIs: job.KPIs{SLAHours: map[string]string{"urgent": "1", "high": "1.5", "medium": "2"}}}
	received, due, within, unanswered, escalated, scores := map[string]int64{}, int64(0), int64(0), int64(0), int64(0), map[string]int64{}
	for i, row := range rows {
		received[row["submitted_at"][:7]]++
		scores[row["satisfaction_score"]]++
		if row["escalation_flag"] == "True" {
			escalated++
		}
		target := targets[row["priority"]]
		minutes, _ := strconv.Atoi(row["first_response_time_minutes"])
		switch {
		case target == 0:
			continue
		case minutes <= target && unanswered < 5:
			unanswered++
			records.Tickets[i].Responded = time.Time{}
		case minutes <= target:
			within++
		}
		due++
	}
	f, err := Build(file, records, nil, records.Datasets["surveys"].Last.Month())
	if err != nil {
		t.Fatal(err)
	}
	total, by := months(t, f, "tickets_received", "tickets")
	for month, want := range received {
		if by[month] != want {
			t.Errorf("received in %s: got %d, want %d", month, by[month], want)
		}
	}
	if total != 2000 {
		t.Errorf("received: got %d, want 2000", total)
	}
	sent, _ := months(t, f, "surveys_sent", "surveys")
	answered, _ := months(t, f, "survey_responses", "surveys")
	if sent-answered != 825 || scores[""] != 825 {
		t.Errorf("%d surveys, %d answers: want 825 without an answer, as the file has %d empty scores", sent, answered, scores[""])
	}
	for _, c := range []struct {
		measure, dataset string
		want             int64
	}{
		{"csat_responses", "surveys", 2000 - 825}, {"csat_satisfied", "surveys", scores["4.0"] + scores["5.0"]}, {"escalations", "tickets", escalated},
		{"tickets_sla_due", "tickets", due}, {"tickets_within_sla", "tickets", within}, {"tickets_responded", "tickets", 2000 - 5},
	} {
		if got, _ := months(t, f, c.measure, c.dataset); got != c.want {
			t.Errorf("%s: got %d, want %d", c.measure, got, c.want)
		}
	}
	year, _ := f.Calendar.Parse("2024")
	hours := f.ResponseHours(Portfolio, year)
	if !slices.IsSortedFunc(hours, func(a, b expr.Value) int { return a.Rat().Cmp(b.Rat()) }) || !expr.Fraction(int64(len(hours)), 1).Equal(f.Value("tickets_responded", Portfolio, year)) {
		t.Errorf("%d response hours of 2024, want as many as %s, sorted", len(hours), f.Value("tickets_responded", Portfolio, year))
	}
}
