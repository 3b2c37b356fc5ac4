package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// lines is a table of subscriptions with the given further columns; its rows start with the amount.
func lines(further string, rows ...string) string {
	var b strings.Builder
	b.WriteString("subscription_id,account_id,billing_interval,started_on,amount" + further + "\n")
	for i, row := range rows {
		fmt.Fprintf(&b, "S%d,A,month,2024-01-31,%s\n", i+1, row)
	}
	return b.String()
}

func TestCurrencyBesideAmounts(t *testing.T) {
	const assumed = "no currency column: amounts are taken as EUR, the company's currency"
	for _, c := range []struct {
		name   string
		text   string
		source job.Source
		want   string // currencies of the lines loaded, or the reason of the first that is not
		how    string
	}{
		{"sign", lines("", "£100", "£2"), job.Source{}, "GBP GBP", "no currency column: amounts are in GBP, as every cell says"},
		{"codes", lines("", "100 USD", "CHF 2"), job.Source{}, "USD CHF", "no currency column: amounts are in CHF or USD, as every cell says"},
		{"company's sign", lines("", "€ 10.50", "2"), job.Source{}, "EUR EUR", assumed},
		{"not every cell", lines("", "10.50 USD", "20.50"), job.Source{}, `amount "10.50 USD": it is in USD, and the row in EUR`, assumed},
		{"sign of several", lines("", "¥100"), job.Source{}, `amount "¥100": it is in ¥, and the row in EUR`, assumed},
		{"two signs", lines("", "€10.50", "$20.50"), job.Source{}, `amount "$20.50": it is in $, and the row in EUR`, assumed},
		{"dollars agree", lines(",currency", "$1,CAD", "$1,MXN"), job.Source{}, "CAD MXN", ""},
		{"yen and yuan agree", lines(",currency", "¥1,JPY", "¥1,CNY"), job.Source{}, "JPY CNY", ""},
		{"sign contradicts column", lines(",currency", "£1,EUR"), job.Source{}, `amount "£1": it is in GBP, and the row in EUR`, ""},
		{"sign contradicts constant", lines("", "$1"), job.Source{Constant: map[string]string{"currency": "JPY"}}, `amount "$1": it is in $, and the row in JPY`, ""},
		{"constant", lines("", "$1"), job.Source{Constant: map[string]string{"currency": "CAD"}}, "CAD", ""},
		{"two money columns", lines(",unit_amount", "£1,$1"), job.Source{}, `amount "£1": it is in GBP, and the row in EUR; unit_amount "$1": it is in $, and the row in EUR`, assumed},
		{"two codes in a row", lines(",unit_amount", "£1,USD 1"), job.Source{}, `amount "£1": it is in GBP, and the row in USD`, ""},
		{"discount in another one", lines(",discount,currency", "10,$1,EUR"), job.Source{}, `discount "$1": it is not in the currency of the row`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.source.Dataset, c.source.MaxReject = "subscriptions", "100%"
			records := mustRead(t, c.source, c.text)
			var got []string
			for _, s := range records.Subscriptions {
				got = append(got, s.Currency)
			}
			shown := strings.Join(got, " ")
			if rejects := records.Files[0].Rejects; len(rejects) > 0 {
				shown = rejects[0].Reason
				if !strings.HasPrefix(shown, "discount") && !strings.Contains(rejects[0].Fix, "currency") {
					t.Errorf("remedy is %q", rejects[0].Fix)
				}
			}
			if shown != c.want {
				t.Errorf("got %s, want %s", shown, c.want)
			}
			if c.how != "" && !slices.Contains(records.Files[0].How, c.how) {
				t.Errorf("read like this: %q, want %q in it", records.Files[0].How, c.how)
			}
		})
	}
}

// TestHundredthParts: pence and the like are no pounds, in a column, beside an amount or for all rows; in other spellings the codes are those
// of the currency.
func TestHundredthParts(t *testing.T) {
	for text, want := range map[string]string{"GBP": "GBP", "gbp": "GBP", "Gbp": "GBP", "GBp": "", "GBX": "", "gbx": "", "ZAc": "", "ZAR": "ZAR", "ILA": "", "ILS": "ILS"} {
		code, problem := parseCurrency(text)
		if code != want || (problem == "") != (want != "") {
			t.Errorf("%s is %q, %q", text, code, problem)
		}
		records, err := readText(t, job.Source{Dataset: "subscriptions"}, lines("", "5 "+text))
		if got := len(records.Subscriptions) == 1 && err == nil && records.Subscriptions[0].Currency == want; got != (want != "") {
			t.Errorf("5 %s: %+v, %v", text, records.Subscriptions, err)
		}
		_, err = readText(t, job.Source{Dataset: "subscriptions", Constant: map[string]string{"currency": text}}, lines("", "5"))
		if (err == nil) != (want != "") {
			t.Errorf("constant %s: %v", text, err)
		}
	}
	source := job.Source{Dataset: "subscriptions", MinorUnit: yes(), Values: map[string]map[string]string{"currency": {"GBp": "GBP"}}}
	if s := mustRead(t, source, lines(",currency", "495,GBp")).Subscriptions[0]; s.Currency != "GBP" || s.Amount.String() != "4.95" {
		t.Errorf("stated as pence it is %+v", s)
	}
}

func TestCurrencySignOfHeader(t *testing.T) {
	text := strings.Replace(lines("", "5"), "amount", "Amount ($)", 1)
	_, err := readText(t, job.Source{Dataset: "subscriptions"}, text)
	if err == nil || !strings.Contains(err.Error(), `the header "Amount ($)" is in $, and the rows would be in EUR`) {
		t.Errorf("got %v", err)
	}
	records := mustRead(t, job.Source{Dataset: "subscriptions", Constant: map[string]string{"currency": "AUD"}}, text)
	if records.Subscriptions[0].Currency != "AUD" {
		t.Errorf("got %+v", records.Subscriptions[0])
	}
}

func TestDiscounts(t *testing.T) {
	for _, c := range []struct {
		header string
		cells  []string
		want   string // percent/amount of each line, or a part of the error
	}{
		{"Discount %", []string{"20", "", "7.5"}, "20/0 0/0 7.5/0"},
		{"Discount (%)", []string{"20"}, "20/0"},
		{"Discount Percent", []string{"20", "5%", "0.5"}, "20/0 5/0 0.5/0"},
		{"discount percentage", []string{"20"}, "20/0"},
		{"discount rate", []string{"20", "€ 3"}, "20/0 0/3"},
		{"discount", []string{"20", "0.2"}, "0/20 0/0.2"},
		{"discount amount", []string{"0.2"}, "0/0.2"},
		{"discount rate", []string{"0.2%"}, "0.2/0"},
		{"discount rate", []string{"0", ""}, "0/0 0/0"},
		{"discount rate", []string{"0", "0.2"}, `in.csv:3: discount "0.2" is 0.2%, or a share and so 20%`},
		{"discount rate", []string{"1"}, `discount "1" is 1%, or a share and so 100%`},
		{"discount", []string{"0.1", "0.2"}, `discount "0.1" is an amount of 0.1, or a share and so 10%`},
		{"discount", []string{"1"}, "0/1"},
		{"Discount %", []string{"120"}, `discount "120": more than 100%`},
		{"discount", []string{"10", "150"}, `discount "150": it is more than the amount, 100`},
	} {
		var rows []string
		for _, cell := range c.cells {
			rows = append(rows, "100,"+cell)
		}
		records, err := readText(t, job.Source{Dataset: "subscriptions"}, lines(","+c.header, rows...))
		var got []string
		for _, s := range records.Subscriptions {
			got = append(got, s.Discount.Percent.String()+"/"+s.Discount.Amount.String())
		}
		shown := strings.Join(got, " ")
		if err != nil {
			shown = err.Error()
		}
		if shown != c.want && (err == nil || !strings.Contains(shown, c.want)) {
			t.Errorf("%s %q: got %s, want %s", c.header, c.cells, shown, c.want)
		}
		how := fmt.Sprintf("discount: numbers without a sign are percentages, as the header %q says", c.header)
		if said := slices.Contains(records.Files[0].How, how); err == nil && c.header == "Discount %" && !said {
			t.Errorf("read like this: %q, want %q in it", records.Files[0].How, how)
		}
	}
	source := job.Source{Dataset: "subscriptions", Values: map[string]map[string]string{"discount": {"0.2": "20%"}}}
	if s := mustRead(t, source, lines(",discount rate", "100,0.2")).Subscriptions[0]; s.Discount.Percent.String() != "20" {
		t.Errorf("mapped by values it is %+v", s.Discount)
	}
}

func TestPriceIsForOne(t *testing.T) {
	text := strings.Replace(lines(",quantity", "10,5"), "amount", "Price", 1)
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, text)
	if s := records.Subscriptions[0]; s.Amount.String() != "50" || !slices.Contains(records.Files[0].How, "price: read as unit_amount, the price of one, to be multiplied by quantity") {
		t.Errorf("amount is %s, read like this: %q", s.Amount, records.Files[0].How)
	}
	_, err := readText(t, job.Source{Dataset: "subscriptions"}, strings.Replace(lines("", "10"), "amount", "Price", 1))
	if err == nil || !strings.Contains(err.Error(), `map it: columns: {amount: "Price"}`) {
		t.Errorf("got %v, want the two ways to read a price", err)
	}
}

func TestContradictingFigures(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, lines(",unit_amount,quantity", "100,25,10", "10,3.33,3", ",7.5,3", "99.9,10,10"))
	if found := finding(records, "amount_contradicts"); len(found) != 1 || found[0].Count != 2 || !slices.Equal(found[0].Sample, []string{"S1 (line 2)", "S4 (line 5)"}) {
		t.Errorf("findings are %+v", records.Findings)
	}
	records = mustRead(t, job.Source{Dataset: "fx_rates"}, "on,base,quote,rate\n2024-01-31,EUR,USD,1.1\n2024-01-31,USD,EUR,1.1\n2024-02-29,USD,EUR,0.91\n2024-02-29,EUR,USD,1.1\n")
	if found := finding(records, "rates_contradict"); len(found) != 1 || found[0].Count != 1 || found[0].Line != 3 {
		t.Errorf("findings are %+v", records.Findings)
	}
}

func TestStatusWithoutEnd(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "subscriptions"}, lines(",status,ended_on", "1,Cancelled,", "1,canceled,2024-03-01", "1,active,", "1,EXPIRED,", "1,non-renewing,"))
	if found := finding(records, "status_without_end"); len(found) != 1 || found[0].Count != 2 || !slices.Equal(found[0].Sample, []string{"S1 (line 2)", "S4 (line 5)"}) {
		t.Errorf("findings are %+v", records.Findings)
	}
}

func TestEndDatesUndeclared(t *testing.T) {
	const how = "ended_on: the first day without service; say end_dates: {ended_on: inclusive} if it is the last day"
	for _, c := range []struct {
		ends     string
		said     string // in the job file
		how      bool
		doubtful int
	}{
		{"2024-02-29 2024-03-31 2024-04-30", "", true, 3},
		{"2024-02-29 2024-03-31 2024-04-30 2024-05-31 2024-06-15", "", true, 4},
		{"2024-02-29 2024-03-31 2024-04-30 2024-06-15", "", true, 0},
		{"2024-02-29 2024-03-31", "", true, 0},
		{"2024-02-29 2024-03-31 2024-04-30", "exclusive", false, 0},
		{"9999-12-31", "", false, 0},
	} {
		source := job.Source{Dataset: "subscriptions"}
		if c.said != "" {
			source.EndDates = map[string]string{"ended_on": c.said}
		}
		var rows []string
		for _, end := range strings.Fields(c.ends) {
			rows = append(rows, "10,"+end)
		}
		records := mustRead(t, source, lines(",ended_on", rows...))
		doubtful := 0
		for _, found := range finding(records, "end_dates_doubtful") {
			doubtful += found.Count
		}
		if said := slices.Contains(records.Files[0].How, how); said != c.how || doubtful != c.doubtful {
			t.Errorf("%s: %d doubtful, read like this: %q", c.ends, doubtful, records.Files[0].How)
		}
	}
}
