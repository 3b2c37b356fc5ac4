package xlsx

import (
	"bytes"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/reports"
)

func TestRefused(t *testing.T) {
	one := func(c reports.Cell) *reports.Workbook {
		return &reports.Workbook{Sheets: []*reports.Sheet{{Name: "A", Rows: []reports.Row{{}, {Cells: []reports.Cell{{}, c}}}}}}
	}
	named := func(names ...string) *reports.Workbook {
		b := &reports.Workbook{}
		for _, name := range names {
			b.Sheets = append(b.Sheets, &reports.Sheet{Name: name})
		}
		return b
	}
	named2 := func(name string) *reports.Workbook {
		b := named("A")
		b.Names = []reports.Name{{Name: name, Cell: at("A", 0, 0)}}
		return b
	}
	long := strings.Repeat("é", 32768)
	day := period.DateOf(2026, 1, 1)
	for _, test := range []struct {
		book *reports.Workbook
		want string
	}{
		{&reports.Workbook{}, "it has no sheet"},
		{named("a:b"), "holds one of"},
		{named(strings.Repeat("x", 32)), "longer than 31"},
		{named("history"), "keeps for itself"},
		{named("Data", "DATA"), "same name but for capitals"},
		{named(" "), "is empty"},
		{one(reports.Cell{Text: long}), "'A'!B2: the text has 32768 characters"},
		{one(reports.Cell{Note: long}), "'A'!B2: the note has 32768 characters"},
		{one(reports.Cell{Formula: "1+1"}), "no value beside it"},
		{one(reports.Cell{Formula: "=1+1", Number: number("2")}), "starts with ="},
		{one(reports.Cell{Text: "x", Date: &day}), "more than one"},
		{one(reports.Cell{Number: number("1e308")}), "too large"},
		{one(reports.Cell{Text: "x", Link: &reports.Ref{Sheet: "B"}}), `leads to sheet "B"`},
		{one(reports.Cell{Text: "x", File: "../x.xlsx"}), `leads to "../x.xlsx"`},
		{one(reports.Cell{Text: "x", File: "http://x"}), `leads to "http://x"`},
		{one(reports.Cell{Text: "x", File: "x.xlsx", Link: &reports.Ref{Sheet: "A"}}), `leads to "x.xlsx"`},
		{named2("MRR2"), "also the address of a cell"},
		{named2("net new"), "is not letters"},
		{named2("r1c1"), "also the address of a cell"},
	} {
		var file bytes.Buffer
		err := Write(&file, test.book)
		if err == nil || !strings.Contains(err.Error(), test.want) || file.Len() > 0 {
			t.Errorf("error is %v with %d bytes written, want %q and none", err, file.Len(), test.want)
		}
	}
	if err := Write(new(bytes.Buffer), named2("kpi_mrr2")); err != nil {
		t.Errorf("kpi_mrr2 is refused: %v", err)
	}
}

func TestFloat(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "-12.5": -12.5, "1.99999999999999985": 2, "0.333333333333333333333": 0.333333333333333,
		"123456789012345678": 123456789012346000, "1.000000000000005": 1, "1.000000000000015": 1.00000000000002,
		"-0.0000000000000000012345678901234567": -0.00000000000000000123456789012346, "1e22": 1e22,
	} {
		if got := float(decimal.RequireFromString(text)); got != want {
			t.Errorf("float(%s) = %v, want %v", text, got, want)
		}
	}
}

func TestDateValue(t *testing.T) {
	for text, want := range map[string]any{"2026-10-31": 46326, "1970-01-01": 25569, "1900-03-01": 61, "1900-02-28": "1900-02-28"} {
		day, err := period.ParseDate(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := dateValue(day); got != want {
			t.Errorf("%s is held as %v, want %v", text, got, want)
		}
	}
}
