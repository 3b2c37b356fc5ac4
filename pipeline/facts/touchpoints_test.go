package facts

import (
	"strconv"
	"testing"

	"kpibook/formulas/period"
	"kpibook/pipeline/ingest"
)

// touched adds contacts to the book of measures_test.go, whose usage is of the first quarter: A up to 31 March, D up to
// 31 January, B up to 10 January, E never.
func touched(t *testing.T, records *ingest.Records) *ingest.Records {
	records.Datasets["touchpoints"] = loaded(t, "2025-12-01", "2026-05-20", "kind", "csm")
	for _, c := range [][3]string{
		{"A", "qbr", "2026-02-03"}, {"A", "inbound_call", "2026-01-20"}, {"D", "Email Reply", "2026-03-05"}, {"D", "outbound call", "2026-03-30"}, {"D", "incoming", "2026-04-20"},
		{"E", "customer-request", "2026-04-02"}, {"", "reply", "2026-02-10"}, {"", "webinar", "2026-02-11"},
	} {
		records.Touchpoints = append(records.Touchpoints, ingest.Touchpoint{Account: c[0], Kind: c[1], On: date(t, c[2])})
	}
	return records
}

func TestTouchpoints(t *testing.T) {
	a, d, e := AccountScope("A"), AccountScope("D"), AccountScope("E")
	day := func(text string) string { return strconv.Itoa(int(date(t, text))) }
	outside := "n/a (outside the dataset's cover: touchpoints is from 2025-12-01 to 2026-05-20)"
	for name, c := range map[string]struct {
		usage, contacts bool
		figures         []expected
	}{
		"usage and touchpoints": {true, true, []expected{
			{"touchpoints", Portfolio, "2026-Q1", "6"}, {"touchpoints", a, "2026-Q1", "2"}, {"touchpoints", Scope{"csm", Unassigned}, "2026-02", "2"}, {"touchpoints", d, "2026-01", "0"},
			{"touchpoints", Portfolio, "2025-11", outside}, {"touchpoints", Portfolio, "2026-Q4", "n/a (open period: ends 2026-12-31)"},
			{"last_activity_on", d, "2026-03", day("2026-03-05")}, {"last_activity_on", a, "2026-03", day("2026-03-31")}, {"last_activity_on", a, "2026-01", day("2026-01-20")}, // not the qbr
			{"last_activity_on", e, "2026-03", "n/a (outside the dataset's cover: never active)"}, {"last_activity_on", Portfolio, "2026-03", "n/a (not defined at this grain)"},
			{"days_since_last_activity", d, "2026-03", "26"}, {"days_since_last_activity", d, "2026-02", "28"}, {"dark_accounts", Portfolio, "2026-03", "0"},
			{"dark_accounts", Portfolio, "2026-04", "n/a (outside the dataset's cover: usage is from 2026-01-05 to 2026-03-31)"},
		}},
		"usage": {true, false, []expected{
			{"touchpoints", Portfolio, "2026-Q1", "n/a (no touchpoints dataset)"}, {"last_activity_on", d, "2026-03", day("2026-01-31")}, {"days_since_last_activity", d, "2026-03", "59"}, {"dark_accounts", Portfolio, "2026-03", "1"},
		}},
		"touchpoints": {false, true, []expected{
			{"usage_events", Portfolio, "2026-03", "n/a (no usage dataset)"}, {"last_activity_on", d, "2026-04", day("2026-04-20")}, {"days_since_last_activity", a, "2026-04", "100"},
			{"days_since_last_activity", e, "2026-04", "28"}, {"dark_accounts", Portfolio, "2026-04", "1"}, // A, and not E of 2 April
			{"dark_accounts", Portfolio, "2026-01", "2"}, // B and D, silent since the first touchpoint of all
			{"dark_accounts", Portfolio, "2025-11", outside}, {"last_activity_on", a, "2026-06", "n/a (open period: ends 2026-06-30)"},
		}},
		"neither": {false, false, []expected{
			{"last_activity_on", a, "2026-03", "n/a (no usage dataset)"}, {"days_since_last_activity", a, "2026-03", "n/a (no usage dataset)"}, {"dark_accounts", Portfolio, "2026-03", "n/a (no usage dataset)"},
		}},
	} {
		file, records, usage := book(t)
		if c.contacts {
			touched(t, records)
		}
		if !c.usage {
			usage = nil
			delete(records.Datasets, "usage")
		}
		f, err := Build(file, records, usage, period.MonthOf(2026, 5))
		if err != nil {
			t.Fatal(err)
		}
		hold(t, name, f, c.figures)
	}
}

// hold holds facts against figures.
func hold(t *testing.T, name string, f *Facts, figures []expected) {
	t.Helper()
	for _, e := range figures {
		tried.note(e.measure, e.want)
		p, err := f.Calendar.Parse(e.period)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Value(e.measure, e.scope, p).String(); got != e.want {
			t.Errorf("%s: %s, %s, %s: got %s, want %s", name, e.measure, e.scope, e.period, got, e.want)
		}
	}
}

// TestTouchpointsWithoutKind: contacts that do not say whose they were are contacts, and no sign of life.
func TestTouchpointsWithoutKind(t *testing.T) {
	file, records, _ := book(t)
	touched(t, records)
	delete(records.Datasets["touchpoints"].Columns, "kind")
	delete(records.Datasets, "usage")
	f, err := Build(file, records, nil, period.MonthOf(2026, 5))
	if err != nil {
		t.Fatal(err)
	}
	hold(t, "no kind", f, []expected{{"touchpoints", AccountScope("A"), "2026-Q1", "2"}, {"last_activity_on", AccountScope("A"), "2026-03", "n/a (no kind column)"},
		{"dark_accounts", Portfolio, "2026-03", "n/a (no kind column)"}})
}

func TestInbound(t *testing.T) {
	for kind, want := range map[string]bool{"inbound": true, "Inbound-Email": true, "incoming call": true, "customer_call": true, "Customer Email": true, "reply": true,
		"email reply": true, "support/request": true, "customer request": true, "": false, "qbr": false, "call": false, "outbound": false, "email": false, "meeting inbound": false} {
		if got := inbound(kind); got != want {
			t.Errorf("inbound(%q): got %t, want %t", kind, got, want)
		}
	}
}
