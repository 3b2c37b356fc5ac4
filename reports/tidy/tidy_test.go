package tidy

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/shopspring/decimal"

	"kpibook/formulas"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/compute"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/ingest"
	"kpibook/pipeline/job"
)

var october = period.MonthOf(2026, 10)

// company has two customers whose names a spreadsheet would run; one shrinks and then leaves. There is a target for MRR.
func company(t *testing.T) *pipeline.Book {
	t.Helper()
	line := func(account string, amount int64, from, to period.Date) ingest.Subscription {
		return ingest.Subscription{Account: account, Amount: decimal.NewFromInt(amount), Currency: "EUR", Interval: ingest.Interval{Name: "month", PerYear: 12, Per: 1},
			StartedOn: from, EndedOn: to, TrialEndsOn: period.NoDate, Kind: "recurring", Discount: ingest.Discount{EndsOn: period.NoDate}}
	}
	first := period.MonthOf(2025, 3).First()
	records := &ingest.Records{
		Accounts: []ingest.Account{{ID: "-1+1", Name: `=HYPERLINK("http://x")`, Dimensions: map[string]string{"segment": "@home"}},
			{ID: "B", Name: "Größe, \"AG\"", Dimensions: map[string]string{"segment": "-5"}}},
		Files:    []ingest.File{{Path: "subscriptions.csv"}},
		Datasets: map[string]*ingest.Loaded{"subscriptions": {Rows: 3, Columns: map[string]bool{}}, "targets": {Rows: 1}},
		Subscriptions: []ingest.Subscription{line("-1+1", 100, first, period.NoDate), line("B", 50, first, period.MonthOf(2026, 5).First()),
			line("B", 30, period.MonthOf(2026, 5).First(), period.MonthOf(2026, 8).First())},
	}
	file := &job.File{Company: "Brightwater", Currency: "EUR"}
	f, err := facts.Build(file, records, nil, october)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := formulas.New()
	if err != nil {
		t.Fatal(err)
	}
	book := &pipeline.Book{Book: compute.New(f, catalogue, file.KPIs), Job: file, Records: records, AsOf: october}
	book.SetTargets([]ingest.Target{{KPI: "MRR", Period: "2026-10", Value: decimal.NewFromInt(120)}})
	return book
}

// export writes an export of October in every format and gives the rows of the CSV by column, and the other two files.
func export(t *testing.T, b *pipeline.Book, j job.Job) (rows []map[string]string, jsonl, table []byte) {
	t.Helper()
	j.Formats = []string{csvFormat, jsonFormat, parquetFormat}
	e, err := New(b, j, b.Facts.Calendar.At(period.MonthKind, october), false)
	if err != nil {
		t.Fatal(err)
	}
	var files [3]bytes.Buffer
	sinks, err := e.Sinks([]io.Writer{&files[0], &files[1], &files[2]})
	if err != nil {
		t.Fatal(err)
	}
	count, err := e.Write(context.Background(), sinks...)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&files[0]).ReadAll()
	if err != nil || len(records) != count+1 {
		t.Fatalf("%d records for %d rows (%v)", len(records), count, err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows, files[1].Bytes(), files[2].Bytes()
}

var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]*[1-9])?$`)

// TestEmptyHasReason: a value, an earlier value, a change and a target that are not there say why; what is there is a plain
// number with no reason beside it. The change of what changes in points has none.
func TestEmptyHasReason(t *testing.T) {
	rows, _, _ := export(t, company(t), job.Job{Variants: "all"})
	catalogue, _ := formulas.New()
	for _, row := range rows {
		kpi, _ := catalogue.ByID(row["kpi"])
		unit := formulas.Unit(row["unit"])
		if (row["value"] == "") == (row["reason"] == "") {
			t.Errorf("%v: value and reason", row)
		}
		if unit != formulas.LabelUnit && row["value"] != "" && !number.MatchString(row["value"]) || kpi == nil {
			t.Errorf("%v: %q is no plain number", row, row["value"])
		}
		for _, c := range comparisons {
			complete := row["previous_"+c.name] != "" && row[c.name+"_points"] != "" && (row[c.name+"_change"] != "" || unit.Comparison() != formulas.Percent)
			if complete == (row[c.name+"_reason"] != "") {
				t.Errorf("%v: %s and its reason", row, c.name)
			}
			if row[c.name+"_change"] != "" && unit.Comparison() != formulas.Percent {
				t.Errorf("%v: %s of a %s", row, c.name, unit)
			}
		}
		if complete := row["target"] != "" && row["variance"] != "" && row["attainment"] != ""; complete == (row["target_reason"] != "") {
			t.Errorf("%v: target and its reason", row)
		}
		if (row["currency"] == "EUR") != (unit == formulas.Money) {
			t.Errorf("%v: currency", row)
		}
	}
	if len(rows) < 5000 {
		t.Errorf("%d rows", len(rows))
	}
}

// TestRowsAreTheBook: the rows are what the book answers, once each, for the periods that overlap the thirteen months.
func TestRowsAreTheBook(t *testing.T) {
	b := company(t)
	rows, _, _ := export(t, b, job.Job{})
	kinds := map[string]map[string]bool{}
	seen := map[string]bool{}
	for _, row := range rows {
		key := strings.Join([]string{row["kpi"], row["variant"], row["grain"], row["scope"], row["period"]}, "|")
		if seen[key] {
			t.Errorf("%s is there twice", key)
		}
		seen[key] = true
		if kinds[row["period_kind"]] == nil {
			kinds[row["period_kind"]] = map[string]bool{}
		}
		kinds[row["period_kind"]][row["period"]] = true
		p, err := b.Facts.Calendar.Parse(row["period"])
		if err != nil || p.FirstDay().String() != row["period_start"] || p.LastDay().String() != row["period_end"] || (row["open"] == "true") != (p.Last > october) {
			t.Errorf("%v: period (%v)", row, err)
		}
		scope := facts.Portfolio
		if row["grain"] != "portfolio" {
			scope = facts.Scope{Dimension: row["grain"], Value: strings.TrimPrefix(row["scope"], "'")}
		}
		chosen, _ := b.Choose(row["kpi"])
		result := b.Result(chosen, scope, p)
		want := result.Value.String()
		told := func(column string) string { // a label may come from the data, so it is kept from being run, as a scope is
			if chosen.KPI.UnitOf(chosen.Variant) == formulas.LabelUnit {
				return strings.TrimPrefix(row[column], "'")
			}
			return row[column]
		}
		if got := told("value"); got != want && "n/a ("+row["reason"]+")" != want {
			t.Errorf("%s: got %q (%s), want %s", key, got, row["reason"], want)
		}
		for _, change := range result.Changes {
			for i, c := range comparisons {
				if c.id == change.Comparison.ID && change.Previous.Available() && told("previous_"+comparisons[i].name) != change.Previous.String() {
					t.Errorf("%s: %s is %q, want %s", key, c.name, row["previous_"+c.name], change.Previous)
				}
			}
		}
		if result.Variance.Available() && row["variance"] != result.Variance.String() {
			t.Errorf("%s: variance %q, want %s", key, row["variance"], result.Variance)
		}
	}
	for kind, want := range map[string]int{"month": 13, "quarter": 5, "half": 3, "year": 2, "ytd": 13, "ttm": 13} {
		if len(kinds[kind]) != want {
			t.Errorf("%d periods of kind %s, want %d", len(kinds[kind]), kind, want)
		}
	}
}

// TestHarmlessCSV: texts that a spreadsheet would run get an apostrophe; negative numbers and the other formats do not.
func TestHarmlessCSV(t *testing.T) {
	rows, jsonl, _ := export(t, company(t), job.Job{Periods: []string{"month", "ttm"}})
	seen, negative := map[string]bool{}, false
	for _, row := range rows {
		for name, text := range row {
			if strings.HasPrefix(text, "-") && number.MatchString(text) {
				negative = negative || name == "mom_points"
			} else if text != "" && strings.ContainsAny(text[:1], "=+-@") {
				t.Errorf("%s: %q would be run", name, text)
			}
			seen[text] = true
		}
	}
	for _, want := range []string{"'-1+1", `'=HYPERLINK("http://x")`, "'@home", "-5", `Größe, "AG"`} {
		if !seen[want] {
			t.Errorf("no %s", want)
		}
	}
	if !negative {
		t.Error("no negative number")
	}
	if !bytes.Contains(jsonl, []byte(`"scope":"-1+1","scope_name":"=HYPERLINK(\"http://x\")"`)) {
		t.Error("JSON has other texts than the book")
	}
}

// TestFormatsAgree: the three formats hold the same rows and columns in the same order.
func TestFormatsAgree(t *testing.T) {
	rows, jsonl, table := export(t, company(t), job.Job{Grains: []string{"portfolio", "account"}})
	file, err := parquet.OpenFile(bytes.NewReader(table), int64(len(table)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, field := range file.Schema().Fields() {
		names = append(names, field.Name())
	}
	var want []string
	for _, c := range columns() {
		want = append(want, c.name)
	}
	if !slices.Equal(names, want) {
		t.Errorf("Parquet has the columns %v, want %v", names, want)
	}
	reader := parquet.NewReader(file)
	lines := json.NewDecoder(bytes.NewReader(jsonl))
	for i, row := range rows {
		var object map[string]any
		if err := lines.Decode(&object); err != nil {
			t.Fatal(err)
		}
		cells := make([]parquet.Row, 1)
		if n, err := reader.ReadRows(cells); n != 1 {
			t.Fatalf("row %d of the Parquet file: %v", i, err)
		}
		for k, c := range columns() {
			text := row[c.name]
			if rest, ok := strings.CutPrefix(text, "'"); ok && ingest.Neutral(rest) == text {
				text = rest
			}
			fromJSON, fromParquet := "", cells[0][k].String()
			switch value := object[c.name].(type) {
			case string:
				fromJSON = value
			case bool:
				fromJSON = map[bool]string{true: "true", false: "false"}[value]
			}
			switch {
			case c.kind == day:
				fromParquet = period.Date(cells[0][k].Int32()).String()
			case cells[0][k].IsNull():
				fromParquet = ""
			}
			if fromJSON != text || fromParquet != text {
				t.Fatalf("row %d, %s: CSV %q, JSON %q, Parquet %q", i, c.name, text, fromJSON, fromParquet)
			}
		}
	}
	if lines.More() || file.NumRows() != int64(len(rows)) {
		t.Errorf("%d rows, Parquet has %d", len(rows), file.NumRows())
	}
}
