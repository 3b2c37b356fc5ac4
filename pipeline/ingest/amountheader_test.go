package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kpibook/pipeline/job"
)

// TestAmountHeader: what the words of a header say, whatever stands between them.
func TestAmountHeader(t *testing.T) {
	for header, want := range map[string]string{
		"amount": "amount", "Amount (EUR)": "amount in EUR", "amount_cents": "amount minor cents", "Amount in cents": "amount minor cents", "amount_minor": "amount minor minor",
		"Amount (minor units)": "amount minor minor units", "Amount (ct)": "amount minor ct", "MRR in Cent": "mrr minor Cent for month", "amountCents": "amount minor Cents",
		"Amount x100": "amount minor x100", "Amount ×100": "amount minor x100", "Amount (GBp)": "amount in GBP minor GBp", "Amount GBP": "amount in GBP", "gbp amount": "amount in GBP",
		"Amount GBX": "amount in GBP minor GBX", "€c amount": "amount in EUR minor c",
		"Amount kEUR": "amount in EUR scale k", "Amount TEUR": "amount in EUR scale T", "amount_teur": "amount in EUR scale t", "Amount in thousands": "amount scale thousands",
		"Amount k": "amount scale k", "MRR (k$)": "mrr in $ scale k for month", "Amount (Mio.)": "amount scale Mio", "Amount (in Tsd. €)": "amount in EUR scale Tsd", "Amount (€m)": "amount in EUR scale m",
		"Amount ('000)": "amount scale 000", "Amount (1,000 USD)": "amount in USD scale 000", "USDk amount": "amount in USD scale k", "Amount T€": "amount in EUR scale T", "Amount x1000": "amount scale 1000",
		"Amount USD": "amount in USD", "usd_amount": "amount in USD", "AmountUSD": "amount in USD", "Betrag EUR": "amount in EUR", "Amount in $": "amount in $", "Amount (US$)": "amount in USD",
		"Amount (TRY)": "amount in TRY", "Amount in US dollars": "amount in USD", "Amount (net)": "amount", "Amount (NET)": "amount", "MRR": "mrr for month", "AMOUNT ALL SEATS": "amount all seats",
		"Tax amount": "tax amount", "VAT": "vat", "Gross amount": "amount taxed Gross", "Amount incl. VAT": "amount taxed incl VAT", "Total incl. tax": "total taxed incl tax", "Bruttobetrag": "amount taxed gross",
		"Amount (excl. VAT)": "amount", "Amount net of tax": "amount", "Betrag inkl. MwSt.": "amount taxed inkl mwst", "Betrag zzgl. USt": "amount", "Montant TTC": "montant taxed TTC", "Montant HT": "montant",
		"Amount incl. discount": "amount discount incl", "Amount before tax": "amount", "Amount ex VAT": "amount",
		"Amount per user": "amount per user", "Price/seat": "price per seat", "Amount / month": "amount for month", "Amount p.a.": "amount for year", "Betrag p. M.": "amount for month", "Amount (€/yr)": "amount in EUR for year",
		"Quarterly amount": "amount for quarter", "half-yearly amount": "amount for half_year", "Semi-annual fee": "fee for half_year", "Weekly amount": "amount for week", "Daily rate": "rate for day",
		"Betrag pro Monat": "amount for month", "Monatsbetrag": "amount for month", "Betrag jährlich": "amount for year", "Annual amount": "amount for year", "Amount per annum": "amount for year",
		"ARR": "arr for year", "Amount this month": "amount this month", "Biannual amount": "biannual amount", "Amount per quarter": "amount for quarter", "amount_per_month_usd_cents": "amount in USD minor cents for month",
	} {
		h := readAmountHeader(header)
		got := strings.Join(h.name, " ")
		for _, said := range []struct{ what, is string }{{"in", h.currency}, {"minor", h.minor}, {"scale", h.scale}, {"taxed", h.tax}, {"for", h.interval}} {
			if said.is != "" {
				got += " " + said.what + " " + said.is
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", header, got, want)
		}
	}
}

// TestAmountHeaderHoweverWritten: the parts of a header say the same in any order, case and brackets, and no text makes the reader panic.
func TestAmountHeaderHoweverWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type part struct{ text, currency, minor, interval, tax string }
		said := []part{{text: "amount"}}
		for _, choices := range [][]part{
			{{text: "EUR", currency: "EUR"}, {text: "usd", currency: "USD"}, {text: "€", currency: "EUR"}, {text: "$", currency: "$"}},
			{{text: "cents", minor: "cents"}, {text: "minor units", minor: "minor units"}},
			{{text: "per month", interval: "month"}, {text: "yearly", interval: "year"}, {text: "p.a.", interval: "year"}, {text: "/quarter", interval: "quarter"}},
			{{text: "incl. VAT", tax: "incl vat"}, {text: "net"}, {text: "excl. tax"}, {text: "gross", tax: "gross"}},
		} {
			if rapid.Bool().Draw(t, "said") {
				said = append(said, rapid.SampledFrom(choices).Draw(t, "part"))
			}
		}
		header, want := "", amountHeader{name: []string{"amount"}}
		for i, p := range rapid.Permutation(said).Draw(t, "order") {
			if rapid.Bool().Draw(t, "upper") {
				p.text = strings.ToUpper(p.text)
			}
			if i > 0 {
				header += rapid.SampledFrom([]string{" ", "_", " - ", ", ", " in "}).Draw(t, "between")
			}
			if p.text != "amount" && rapid.Bool().Draw(t, "brackets") {
				p.text = "(" + p.text + ")"
			}
			header += p.text
		}
		for _, p := range said {
			want.currency, want.minor, want.interval, want.tax = want.currency+p.currency, want.minor+p.minor, want.interval+p.interval, want.tax+p.tax
		}
		got := readAmountHeader(header)
		got.minor, got.tax = strings.ToLower(got.minor), strings.ToLower(got.tax)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is %+v, want %+v", header, got, want)
		}
		readAmountHeader(rapid.String().Draw(t, "any"))
	})
}

// TestAmountHeaders: an amount is read under a header that says something else only if the job file says how.
func TestAmountHeaders(t *testing.T) {
	minor, plain := yes(), new(bool)
	amount := func(header string) map[string]string { return map[string]string{"amount": header} }
	for _, c := range []struct {
		header, cells string // of the amount; further cells after a comma go with further headers
		source        job.Source
		want          string // amount and currency, or a part of the error
	}{
		{"amount_cents", "4900", job.Source{Columns: amount("amount_cents")}, `the header "amount_cents" says that its amounts are in "cents": is "4900" 49.00 or 4900?`},
		{"Amount (ct)", "4900", job.Source{}, `the header "Amount (ct)" says that its amounts are in "ct"`},
		{"amount_cents", "4900", job.Source{Columns: amount("amount_cents"), MinorUnit: minor}, "49 EUR month"},
		{"amount_cents", "4900", job.Source{Columns: amount("amount_cents"), MinorUnit: plain}, "4900 EUR month"},
		{"Amount x100", "4900", job.Source{Columns: amount("Amount x100")}, "set minor_units: true"},
		{"Amount kEUR", "4.9", job.Source{Columns: amount("Amount kEUR")}, `the header "Amount kEUR" says that its numbers are in "k"`},
		{"Amount kEUR", "4.9", job.Source{Columns: amount("Amount kEUR"), MinorUnit: minor}, "kpibook does not multiply them"},
		{"Amount kEUR", "4.9", job.Source{Columns: amount("Amount kEUR"), MinorUnit: plain}, "4.9 EUR month"},
		{"Amount (Mio.)", "4.9", job.Source{}, "export them in whole units"},
		{"Amount (seats)", "5", job.Source{}, `the header "Amount (seats)" says that its amounts are in "seats", which is no currency`},
		{"Amount (net)", "5", job.Source{}, "5 EUR month"},

		{"Amount USD", "5", job.Source{Columns: amount("Amount USD")}, "5 USD month"},
		{"Amount (USD)", "5", job.Source{}, "5 USD month"},
		{"Amount USD,currency", "5,EUR", job.Source{Columns: amount("Amount USD")}, `the header "Amount USD" is in USD, and the row on line 2 in EUR`},
		{"Amount (USD),currency", "5,EUR", job.Source{}, "in.csv:2: the header \"Amount (USD)\" is in USD"},
		{"Amount (USD),currency", "5,usd", job.Source{}, "5 USD month"},
		{"Amount (USD),currency", ",EUR", job.Source{}, "amount is empty"},
		{"Amount (USD),currency", "5,EUR", job.Source{Constant: map[string]string{"currency": "USD"}}, "5 USD month"},
		{"Amount (USD)", "5", job.Source{Constant: map[string]string{"currency": "EUR"}}, `the header "Amount (USD)" is in USD, and the rows would be in EUR`},
		{"Amount in $,currency", "5,EUR", job.Source{Columns: amount("Amount in $")}, `the header "Amount in $" is in $, and the row on line 2 in EUR`},
		{"Amount in $,currency", "5,CAD", job.Source{Columns: amount("Amount in $")}, "5 CAD month"},
		{"Amount in $", "5", job.Source{Columns: amount("Amount in $")}, `the header "Amount in $" is in $, and the rows would be in EUR`},
		{"Amount (USD)", "€5", job.Source{}, "it is in EUR, and the row in USD"},
		{"Amount ($)", "5 CAD", job.Source{}, "5 CAD month"},
		{"Amount ($)", "€5", job.Source{}, `the header "Amount ($)" is in $, and some of its cells in EUR`},

		{"Amount (incl. VAT)", "5", job.Source{}, `the header "Amount (incl. VAT)" says "incl VAT", and amount is net of tax`},
		{"Amount (gross)", "5", job.Source{}, "without tax"},
		{"Amount (incl. VAT)", "5", job.Source{Columns: amount("Amount (incl. VAT)")}, "5 EUR month"},
		{"amount,discount (USD),currency", "5,1,EUR", job.Source{}, `the header "discount (USD)" is in USD, and the row on line 2 in EUR`},
		{"amount,discount_cents", "5,100", job.Source{Columns: map[string]string{"discount": "discount_cents"}}, `the header "discount_cents" says that its amounts are in "cents"`},
		{"amount,Discount (%)", "5,10", job.Source{}, "5 EUR month"},
		{"Amount per user,quantity", "5,3", job.Source{}, "15 EUR month"},

		{"Annual amount", "5", job.Source{Columns: amount("Annual amount")}, `the header "Annual amount" is for a year, and the row on line 2 is billed by the month`},
		{"Amount (p.a.)", "5", job.Source{}, "constant: {billing_interval: year}"},
		{"Amount (p.a.)", "5", job.Source{Constant: map[string]string{"billing_interval": "year"}}, "5 EUR year"},
		{"Amount (monthly)", "5", job.Source{}, "5 EUR month"},
		{"Quarterly amount", "5", job.Source{Columns: amount("Quarterly amount"), Constant: map[string]string{"billing_interval": "month"}}, "and the rows would be billed by the month"},
		{"mrr_amount", "5", job.Source{Columns: amount("mrr_amount"), Values: map[string]map[string]string{"billing_interval": {"month": "year"}}}, "billed by the year"},
	} {
		c.source.Dataset = "subscriptions"
		text := fmt.Sprintf("subscription_id,account_id,billing_interval,started_on,%s\nS1,A,month,2024-01-31,%s\n", c.header, c.cells)
		records, err := readText(t, c.source, text)
		got := ""
		for _, s := range records.Subscriptions {
			got = fmt.Sprintf("%s %s %s", s.Amount, s.Currency, s.Interval.Name)
		}
		if err != nil {
			got = err.Error()
		}
		var faults Faults
		if asked := errors.As(err, &faults) && faults[0].Setting == "minor_units"; asked != strings.Contains(got, "set minor_units: true") {
			t.Errorf("%s: init asks for minor_units: %t", c.header, asked)
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("%s, job file %+v:\ngot %s\nwant %s", c.header, c.source.Columns, got, c.want)
		}
	}
}

// TestAmountHeadersOfOthers: months of an mrr table, annual amounts of renewals, a price list that is joined, and numbers of other kinds.
func TestAmountHeadersOfOthers(t *testing.T) {
	for _, c := range []struct {
		source     job.Source
		text, want string // a part of the error; empty: it is read
	}{
		{job.Source{Dataset: "mrr"}, "account_id,month,MRR (annual)\nA,2026-01,5\n", `the header "MRR (annual)" is for a year, and mrr is for a month`},
		{job.Source{Dataset: "mrr"}, "account_id,month,Monthly recurring revenue (EUR)\nA,2026-01,5\n", ""},
		{job.Source{Dataset: "mrr", Constant: map[string]string{"currency": "EUR"}}, "account_id,Jan 2026 USD,Feb 2026 USD\nA,5,6\n", `the header "Jan 2026 USD" is in USD, and the rows would be in EUR`},
		{job.Source{Dataset: "mrr"}, "account_id,Jan 2026 USD,Feb 2026 USD\nA,5,6\n", ""},
		{job.Source{Dataset: "renewals"}, "account_id,due_on,amount due (monthly)\nA,2026-01-31,5\n", "is for a month, and amount_due is for a year"},
		{job.Source{Dataset: "renewals"}, "account_id,due_on,ARR due\nA,2026-01-31,5\n", ""},
		{job.Source{Dataset: "invoices"}, "account_id,invoice date,amount (annual)\nA,2026-01-31,5\n", `map it: columns: {amount: "amount (annual)"}`},
		{job.Source{Dataset: "invoices"}, "account_id,invoice date,amount,VAT,tax amount (incl. surcharge)\nA,2026-01-31,5,1,2\n", "both"},
		{job.Source{Dataset: "invoices"}, "account_id,invoice date,amount,VAT\nA,2026-01-31,5,1\n", ""},
		{job.Source{Dataset: "accounts"}, "account_id,annual revenue,Employees (k)\nA,5,2\n", `the header "Employees (k)" says that its numbers are in "k"`},
		{job.Source{Dataset: "accounts"}, "account_id,annual revenue (in millions)\nA,5\n", "millions"},
		{job.Source{Dataset: "targets"}, "kpi,period,target (TEUR)\nmrr,2026-01,5\n", `says that its numbers are in "T"`},
	} {
		_, err := readText(t, c.source, c.text)
		if err == nil && c.want != "" || err != nil && (c.want == "" || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: got %v, want %q", c.text, err, c.want)
		}
	}
}

// TestAmountsByLikeness: what init takes for the amount of a line, and how sure it is.
func TestAmountsByLikeness(t *testing.T) {
	for headers, want := range map[string]string{
		"Amount USD": "Amount USD, likely", "usd_amount": "usd_amount, likely", "amount_cents": "amount_cents, likely", "Betrag netto": "Betrag netto, likely",
		"Contract amount": "Contract amount, guess", "Tax amount,Amount excl. tax": "Amount excl. tax, likely", "Amount (net),Amount (gross)": "Amount (net), likely",
		"Monthly fee": "Monthly fee, likely", "Amount p.a.,MRR": "MRR, likely", "ARR,Quarterly amount": "ARR, likely",
		"MRR EUR,MRR USD": "", "Amount EUR,Amount USD": "", "Monthly revenue,Annual revenue": "",
		"Tax amount": "", "VAT": "", "Gross amount": "", "Amount incl. VAT": "", "Total incl. tax": "", "Discount amount": "", "Setup fee": "", "Credit amount": "",
		"List price": "", "Previous amount": "", "Daily rate": "", "MRR per seat": "", "Monthly discount amount": "", "Monthly amount incl. VAT": "",
	} {
		text := "subscription_id,account_id,billing_interval,started_on"
		row := "month,2024-01-31"
		for i := range strings.Split(headers, ",") {
			row += fmt.Sprintf(",%d", 100+i)
		}
		dir := write(t, map[string]string{"in.csv": text + "," + headers + "\nS1,A," + row + "\nS2,B," + row + "\n"})
		proposals, err := Propose(context.Background(), filepath.Join(dir, "in.csv"), "in.csv")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range proposals {
			for _, c := range p.Columns {
				if c.Column == "amount" {
					got = fmt.Sprintf("%s, %s", c.Header, c.Certainty)
				}
			}
		}
		if got != want {
			t.Errorf("%s: took %q, want %q", headers, got, want)
		}
	}
}

// TestAboveTheTable: a line above the table may say what its amounts are in, and most lines there say something else.
func TestAboveTheTable(t *testing.T) {
	minor, plain := yes(), new(bool)
	for _, c := range []struct {
		above  string
		source job.Source
		want   string // amount and currency, or a part of the error
	}{
		{"All figures in TEUR", job.Source{}, `in.csv:1: line 1 says of the amounts that they are in "T"`},
		{"Amounts in thousands", job.Source{}, "kpibook does not multiply them"},
		{"(EUR in 000)", job.Source{}, "kpibook does not multiply them"},
		{"Angaben in Tsd. €", job.Source{MinorUnit: minor}, "kpibook does not multiply them"},
		{"Angaben in Tsd. €", job.Source{MinorUnit: plain}, "5 EUR"},
		{"Amounts in cents", job.Source{}, "set minor_units: true if they are"},
		{"Amounts in cents", job.Source{MinorUnit: minor}, "0.05 EUR"},
		{"Currency: USD", job.Source{}, "line 1 says USD, and the rows would be in EUR, the company's currency"},
		{"Currency,USD", job.Source{}, "constant: {currency: ...}"},
		{"Currency: USD", job.Source{Constant: map[string]string{"currency": "USD"}}, "5 USD"},
		{"Currency: EUR", job.Source{}, "5 EUR"},
		{"Amounts in $", job.Source{}, "line 1 says $"},
		{"Report of Alder in March", job.Source{}, "5 EUR"},
		{"Exported in 1000 ms", job.Source{}, "5 EUR"},
		{"K Partners", job.Source{}, "5 EUR"},
		{"This export has everything that was sold in the year and the top million accounts by their value", job.Source{}, "5 EUR"},
	} {
		c.source.Dataset = "subscriptions"
		records, err := readText(t, c.source, c.above+"\nsubscription_id,account_id,billing_interval,started_on,amount\nS1,A,month,2024-01-31,5\n")
		got := ""
		for _, s := range records.Subscriptions {
			got = fmt.Sprintf("%s %s", s.Amount, s.Currency)
		}
		if err != nil {
			got = err.Error()
		}
		if got != c.want && (err == nil || !strings.Contains(got, c.want)) {
			t.Errorf("%s: got %s, want %s", c.above, got, c.want)
		}
	}
}
