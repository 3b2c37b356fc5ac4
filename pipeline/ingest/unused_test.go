package ingest

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/formulas/period"
	"kpibook/pipeline/job"
)

// endsUnder is a file of four lines, of which two have a date under a header.
func endsUnder(header string) string {
	return "Subscription ID,Customer ID,Amount,Currency,Billing Cycle,Start Date,\"" + header + "\"\n" +
		"S1,A,100,EUR,month,2025-01-01,\nS2,B,200,EUR,month,2025-01-01,2025-06-30\nS3,C,300,EUR,month,2025-02-01,2026-02-28\nS4,D,50,EUR,month,2025-10-01,\n"
}

// TestNoEndIsLost: the end of a line stands under many names. Each is read, and as what its words say, or it is asked for; and what is no
// end can be told to be none.
func TestNoEndIsLost(t *testing.T) {
	first, err := period.ParseDate("2025-06-30")
	if err != nil {
		t.Fatal(err)
	}
	last := first + 1
	for header, end := range map[string]period.Date{
		"Last Day of Service": last, "Last service day": last, "End (inclusive)": last, "End date (incl.)": last,
		"End date": first, "End (exclusive)": first, "Ended At (UTC)": first, "Service end": first, "Date de fin": first, "Churn date": first,
	} {
		records := mustRead(t, job.Source{Dataset: "subscriptions"}, endsUnder(header))
		if got := records.Subscriptions[1].EndedOn; got != end {
			t.Errorf("%s: %s, want %s", header, got, end)
		}
	}
	for _, header := range []string{"Valid until", "Paid through", "Expires on", "Expiry date", "Canceled at", "CanceledAt", "Cancellation date", "cancelled_on", "Renewal date", "Current period end", "currentPeriodEnd",
		"Next billing date", "Contract end", "Term end", "Termination date", "Kündigungsdatum", "gekündigt zum", "Vertragsende", "Ablaufdatum", "Fecha de vencimiento", "Date de résiliation", "Data di scadenza", "Opzegdatum", "Valid to"} {
		_, err := readText(t, job.Source{Dataset: "subscriptions"}, endsUnder(header))
		var faults Faults
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Setting != "columns.ended_on" || !slices.Equal(faults[0].Choices, []string{header, NoneOf}) || !strings.Contains(faults[0].Fix, "ignore: [\""+header+"\"]") {
			t.Errorf("%s: %v", header, err)
			continue
		}
		records := mustRead(t, job.Source{Dataset: "subscriptions", Ignore: []string{header}}, endsUnder(header))
		if records.Subscriptions[1].EndedOn != period.NoDate || len(records.Findings) != 1 || records.Findings[0].Kind != "accounts_derived" || !slices.Contains(records.Files[0].How, "not used: "+header) {
			t.Errorf("%s, ignored: %+v, read like this: %q", header, records.Findings, records.Files[0].How)
		}
		mapped := mustRead(t, job.Source{Dataset: "subscriptions", Columns: map[string]string{"ended_on": header}, EndDates: map[string]string{"ended_on": "exclusive"}}, endsUnder(header))
		if got := mapped.Subscriptions[1].EndedOn; got != first {
			t.Errorf("%s, mapped: %s, want %s", header, got, first)
		}
	}
	for _, header := range []string{"Updated at", "Last login", "Notes", "Trial test end", "First order"} {
		records := mustRead(t, job.Source{Dataset: "subscriptions"}, endsUnder(header))
		if found := finding(records, "dates_unused"); len(found) != 1 || !strings.Contains(found[0].Text, `"`+header+`"`) {
			t.Errorf("%s: findings %+v", header, records.Findings)
		}
	}
}

// TestEmptyEnds: a column of end dates that is empty throughout is none, if others have dates by which lines were cancelled.
func TestEmptyEnds(t *testing.T) {
	text := "subscription_id,account_id,amount,currency,billing_interval,started_on,End date,Cancelled at,Renewal date\nS1,A,1,EUR,month,2025-01-01,,2025-03-01,2026-01-01\nS2,B,1,EUR,month,2025-01-01,,,2026-01-01\n"
	_, err := readText(t, job.Source{Dataset: "subscriptions"}, text)
	if want := `nothing says when a line ends: "End date" is empty in all rows, which may be what stands in "Cancelled at" (1 date, 2025-03-01 on line 2)`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	for _, source := range []job.Source{{Ignore: []string{"Cancelled at"}}, {Columns: map[string]string{"ended_on": "End date"}}, {Columns: map[string]string{"ended_on": "Cancelled at"}}} {
		source.Dataset = "subscriptions"
		mustRead(t, source, text)
	}
}

// TestSpareColumns: what stands beside the columns that are read is told where figures may depend on it, and nothing is told of texts.
func TestSpareColumns(t *testing.T) {
	text := "subscription_id,account_id,amount,currency,billing_interval,started_on,ended_on,Cancelled at,Renewal date,Weekend plan\n" +
		"S1,A,1,EUR,month,2025-01-01,,2025-03-01,2026-01-01,x\nS2,B,1,EUR,month,2025-01-01,2025-05-01,2025-03-01,,y\nS3,C,1,EUR,month,2025-01-01,,,2026-01-01,\n"
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, text)
	if found := finding(records, "end_date_unused"); len(found) != 1 || found[0].Count != 1 || found[0].Line != 2 || !strings.Contains(found[0].Text, `1 row has a date in "Cancelled at" and none in ended_on, and is read`) {
		t.Errorf("found %+v", records.Findings)
	}
	if got := records.Files[0].How; !slices.Contains(got, "not used: Cancelled at, Renewal date, Weekend plan") {
		t.Errorf("read like this: %q", got)
	}
	invoices := "Invoice,Customer,Invoice date,Amount,Due date,Service from\n1,A,2026-01-01,100,2026-02-01,2026-01-01\n"
	if found := finding(mustRead(t, job.Source{Dataset: "invoices"}, invoices), "dates_unused"); len(found) != 1 || strings.Contains(found[0].Text, "Due date") || !strings.Contains(found[0].Text, "Service from") {
		t.Errorf("found %+v", found)
	}
	users := "user_id,account_id,created_on,Left us\nu1,A,2025-01-01,2025-06-30\nu2,A,2025-01-01,\n"
	if found := finding(mustRead(t, job.Source{Dataset: "users"}, users), "dates_unused"); len(found) != 1 || !strings.Contains(found[0].Text, "the file has no deactivated_on") {
		t.Errorf("found %+v", found)
	}
	if found := mustRead(t, job.Source{Dataset: "users", Ignore: []string{"left us"}}, users).Findings; slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == "dates_unused" }) {
		t.Errorf("found %+v", found)
	}
}

// TestIgnoredHeadersAreNotRead: a header that is ignored is read as nothing, whatever it is called.
func TestIgnoredHeadersAreNotRead(t *testing.T) {
	dataset := func(name string) Dataset {
		all := Schema()
		return all[slices.IndexFunc(all, func(d Dataset) bool { return d.Name == name })]
	}
	accounts := dataset("accounts")
	rapid.Check(t, func(rt *rapid.T) {
		var names []string
		for _, column := range accounts.Columns[1:] {
			names = append(names, column.Name)
		}
		kept := rapid.SliceOfNDistinct(rapid.SampledFrom(append(names, "Own", "Tier of ours")), 2, 6, func(name string) string { return name }).Draw(rt, "headers")
		ignored := kept[:rapid.IntRange(1, len(kept)).Draw(rt, "ignored")]
		text := "account_id," + strings.Join(kept, ",") + "\nA" + strings.Repeat(",", len(kept)) + "\n"
		records, err := readText(t, job.Source{Dataset: "accounts", Ignore: ignored}, text)
		if err != nil {
			rt.Fatal(err)
		}
		for _, m := range records.Files[0].Mapped {
			if slices.Contains(ignored, m.Header) {
				rt.Fatalf("%+v, although it is ignored", m)
			}
		}
		if got := len(records.Files[0].Mapped) + len(records.Files[0].Unused); got != len(kept)+1 {
			rt.Fatalf("%d headers accounted for, want %d", got, len(kept)+1)
		}
	})
}

// TestIgnoredHeadersOfAVendor: what the job file ignores is not read either where the profile of the vendor knows it.
func TestIgnoredHeadersOfAVendor(t *testing.T) {
	content, err := os.ReadFile("../../fixtures/profiles/stripe_subscriptions.csv")
	if err != nil {
		t.Fatal(err)
	}
	ends := func(ignore ...string) (n int) {
		for _, s := range mustRead(t, job.Source{Dataset: "subscriptions", Ignore: ignore}, string(content)).Subscriptions {
			if s.EndedOn != period.NoDate {
				n++
			}
		}
		return n
	}
	if all, left := ends(), ends("Ended At (UTC)", "Canceled At (UTC)"); all == 0 || left != 0 {
		t.Errorf("%d lines end, and %d where their ends are ignored", all, left)
	}
}

// TestCreditNotesAboveZero: a credit note with an amount above zero would add to revenue, in a column that nothing is read from.
func TestCreditNotesAboveZero(t *testing.T) {
	text := "Invoice,Customer,Invoice date,Amount,Type\n1,A,2026-01-01,100,Invoice\n2,A,2026-01-02,20,Credit note\n3,A,2026-01-03,-20,Credit note\n4,A,2026-01-04,20,credit note\n"
	if found := finding(mustRead(t, job.Source{Dataset: "invoices"}, text), "credit_positive"); len(found) != 1 || found[0].Count != 2 || found[0].Line != 3 {
		t.Errorf("found %+v", found)
	}
	if found := finding(mustRead(t, job.Source{Dataset: "invoices", Ignore: []string{"Type"}}, text), "credit_positive"); len(found) > 0 {
		t.Errorf("found %+v, although it is ignored", found)
	}
}
