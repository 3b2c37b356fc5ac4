package csops

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"kpibook/fixtures/demo"
	"kpibook/formulas/expr"
	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/facts"
	"kpibook/pipeline/job"
	"kpibook/reports"
	"kpibook/reports/audit"
	"kpibook/reports/formula"
	"kpibook/reports/xlsx"
)

func company(t *testing.T) *pipeline.Book {
	t.Helper()
	dir := t.TempDir()
	if err := demo.Write(dir); err != nil {
		t.Fatal(err)
	}
	file, err := job.Load(filepath.Join(dir, "kpibook.yaml"), pipeline.Schema())
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := file.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	book, err := pipeline.Read(context.Background(), file, catalogue, pipeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// TestTable reads the written file back: one table from A1, unique field names, one type a column, every figure the engine's,
// and a reason for each that is not there.
func TestTable(t *testing.T) {
	book := company(t)
	month := book.Facts.Calendar.At(period.MonthKind, book.AsOf)
	w, err := Build(book, month, reports.Look{})
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := xlsx.Write(&file, w); err != nil {
		t.Fatal(err)
	}
	read, err := audit.Read(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	fields := map[int]string{}
	seen := map[string]bool{}
	kinds := map[string]formula.Kind{}
	rows := map[int]map[string]formula.Value{}
	for _, c := range read.Sheets[0].Cells {
		if c.At.Row == 0 {
			name := c.Value.String()
			if seen[name] || fieldName(name) != name {
				t.Errorf("the field name %q is there twice or is no plain name", name)
			}
			fields[c.At.Column], seen[name] = name, true
			continue
		}
		name := fields[c.At.Column]
		if kind, ok := kinds[name]; ok && kind != c.Value.Kind() {
			t.Errorf("%s holds values of two types", name)
		}
		kinds[name] = c.Value.Kind()
		if rows[c.At.Row] == nil {
			rows[c.At.Row] = map[string]formula.Value{}
		}
		rows[c.At.Row][name] = c.Value
	}
	if len(rows) != len(book.Facts.Accounts) {
		t.Fatalf("%d rows, want one for each of %d customers", len(rows), len(book.Facts.Accounts))
	}
	figures, reasons := 0, 0
	for row, values := range rows {
		id := book.Facts.Accounts[row-1].ID
		if values["account_id"].String() != id {
			t.Fatalf("row %d is %s, want %s", row, values["account_id"], id)
		}
		for _, c := range book.KPIs() {
			name := c.KPI.ID
			if c.Variant != "" {
				name += "_" + c.Variant
			}
			if !seen[name] {
				continue
			}
			want := book.Value(c, facts.AccountScope(id), month)
			got, there := values[name]
			switch {
			case !want.Available():
				reasons++
				if there || !strings.Contains(values["not_available"].String(), c.KPI.ID) {
					t.Errorf("%s of %s is %s, want an empty cell with the reason in not_available", name, id, got)
				}
			case want.IsLabel():
				if got.String() != want.Text() {
					t.Errorf("%s of %s is %s, want %s", name, id, got, want)
				}
			default:
				figures++
				if !formula.Same(got, formula.NumberOf(want.Rat())) && seen[name] && !isDate(want, got) {
					t.Errorf("%s of %s is %s, want %s", name, id, got, want)
				}
			}
		}
	}
	if figures < 1000 || reasons < 100 {
		t.Errorf("%d figures and %d reasons, want many of both", figures, reasons)
	}
}

// isDate tells whether a cell holds the day that a value is: spreadsheets count from another one.
func isDate(v expr.Value, cell formula.Value) bool {
	days := expr.Fraction(25569, 1).Add(v)
	return days.Available() && formula.Same(cell, formula.NumberOf(days.Rat()))
}

// TestFieldName makes names that databases take.
func TestFieldName(t *testing.T) {
	for text, want := range map[string]string{"CSM": "csm", "Sales Region": "sales_region", "Größe (2026)": "gr__e__2026", "=cmd": "cmd"} {
		if got := fieldName(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
