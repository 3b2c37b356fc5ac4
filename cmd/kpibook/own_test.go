package main

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kpibook/reports/xlsx/xlsxtest"
)

// ownKPI is a KPI in nine lines of a job file.
const ownKPI = `    - id: tickets_per_customer
      name: Tickets per customer
      definition: Tickets received in the period for each customer who pays at its end.
      formula: tickets_received / closing_customers
      unit: number
      better: down
      examples:
        - tickets_received=12 closing_customers=4 -> 3
        - tickets_received=12 closing_customers=0 -> n/a
`

// added is the demo company with lines put at the start of the kpis of its job file.
func added(t *testing.T, lines string) string {
	t.Helper()
	config := company(t)
	data, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	before, after, ok := strings.Cut(string(data), "\nkpis:\n")
	if !ok {
		t.Fatal("the demo's job file has no kpis")
	}
	after = regexp.MustCompile(`(?m)^  own:.*\n((    .*)?\n)*`).ReplaceAllString(after, "") // the company's own ones
	if err := os.WriteFile(config, []byte(before+"\nkpis:\n"+lines+after), 0o644); err != nil {
		t.Fatal(err)
	}
	return config
}

// TestMustShow_OwnKPI: a KPI added in under ten lines of the job file has values at every grain, a note, a glossary row and live
// formulas that LibreOffice recalculates to the values beside them; explain, glossary and calc know it.
func TestMustShow_OwnKPI(t *testing.T) {
	if lines := strings.Count(ownKPI, "\n"); lines >= 10 {
		t.Errorf("the KPI takes %d lines", lines)
	}
	config := added(t, "  own:\n"+ownKPI)
	book := filepath.Join(t.TempDir(), "book.xlsx")
	kpibook(t, nil, "run", "--config", config, "--out", book, "monthly-finance")

	cells := xlsxtest.Cells(t, book)
	heads := map[string]string{} // column or row of the KPI, by sheet
	address := regexp.MustCompile(`^([A-Z]+)([0-9]+)$`)
	for _, c := range cells {
		if at := address.FindStringSubmatch(c.Address); c.Value == "Tickets per customer" {
			heads[c.Sheet] = at[1] + "|" + at[2]
		}
	}
	live := map[string]int{}
	for _, c := range cells {
		at := address.FindStringSubmatch(c.Address)
		column, row, _ := strings.Cut(heads[c.Sheet], "|")
		if (at[1] == column && strings.HasPrefix(c.Sheet, "KPIs by") || at[2] == row) && c.Number() && c.Formula != "" {
			live[c.Sheet]++
		}
	}
	for _, sheet := range []string{"Scorecard", "KPIs by period", "KPIs by account", "KPIs by segment", "KPIs by region", "KPIs by csm"} {
		if live[sheet] == 0 {
			t.Errorf("%s: no live figure of the KPI", sheet)
		}
	}
	if heads["Glossary"] == "" {
		t.Error("it has no glossary row")
	}
	if notes := parts(t, book, "xl/comments"); !strings.Contains(notes, "Tickets received in the period for each customer") {
		t.Error("its note is nowhere")
	}
	if _, _, mismatches := xlsxtest.Compare(t, book); len(mismatches) > 0 {
		t.Errorf("LibreOffice does not agree: %s", strings.Join(mismatches, "\n"))
	}

	for _, command := range [][]string{
		{"explain", "tickets_per_customer", "--scope", "segment:SMB"},
		{"explain", "tickets_per_customer", "--why", "2026-09", "2026-10"},
		{"glossary", "tickets per customer"},
	} {
		if out := kpibook(t, nil, append(command, "--config", config)...); !strings.Contains(out, "ickets per customer") || !strings.Contains(out, "ickets received") {
			t.Errorf("%v: got %s", command, out)
		}
	}
	if out := kpibook(t, nil, "calc", "tickets_per_customer", "tickets_received=9", "closing_customers=6", "--config", config, "--quiet"); out != "1.5\n" {
		t.Errorf("calc: got %s", out)
	}
}

// parts are the texts of the parts of a workbook whose names start so.
func parts(t *testing.T, book, prefix string) string {
	t.Helper()
	archive, err := zip.OpenReader(book)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var texts strings.Builder
	for _, file := range archive.File {
		if !strings.HasPrefix(file.Name, prefix) {
			continue
		}
		part, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&texts, part); err != nil {
			t.Fatal(err)
		}
		part.Close()
	}
	return texts.String()
}
