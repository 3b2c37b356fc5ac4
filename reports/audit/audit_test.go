package audit

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
	"kpibook/reports"
	"kpibook/reports/xlsx"
)

func number(text string) reports.Cell {
	return reports.Cell{Number: decimal.NewNullDecimal(decimal.RequireFromString(text))}
}

func live(text, formula string) reports.Cell {
	c := number(text)
	c.Formula = formula
	return c
}

// sample is a workbook with every kind of cell.
func sample() *reports.Workbook {
	day := period.DateOf(2026, 10, 31)
	data := &reports.Sheet{Name: "Data & more", Rows: []reports.Row{
		{Cells: []reports.Cell{{Text: "account"}, {Text: "MRR"}, {Text: "since"}}},
		{Cells: []reports.Cell{{Text: "=HYPERLINK(\"x\")"}, number("1234.5678901234567"), {Date: &day}}},
		{Cells: []reports.Cell{{Text: " A & B <C>\r\nnext line\ttab\u0007"}, number("-0.1"), {}}},
		{Cells: []reports.Cell{{}, number("0"), {Text: "n/a", Formula: `IF(COUNT(B4)<2,"n/a",B4)`}}},
	}}
	figures := &reports.Sheet{Name: "Figures", Rows: []reports.Row{
		{Cells: []reports.Cell{{Text: "total"}, live("1234.46789012345670", "SUM('Data & more'!B2:B4)")}},
		{Cells: []reports.Cell{{Text: "share"}, live("-0.000081006823021845", "'Data & more'!B3/B1")}},
	}}
	return &reports.Workbook{Title: "t", Sheets: []*reports.Sheet{data, figures}, Names: []reports.Name{{Name: "the_total", Cell: reports.Ref{Sheet: "Figures", Position: reports.Position{Column: 1}}}}}
}

// written is the sample as a file, in which texts of some parts are replaced: part, old, new, and so on.
func written(t *testing.T, replace ...string) *Workbook {
	t.Helper()
	var file bytes.Buffer
	if err := xlsx.Write(&file, sample()); err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var edited bytes.Buffer
	out := zip.NewWriter(&edited)
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+2 < len(replace); i += 3 {
			if replace[i] != f.Name {
				continue
			}
			if !strings.Contains(string(content), replace[i+1]) {
				t.Fatalf("%s has no %s:\n%s", f.Name, replace[i+1], content)
			}
			content = []byte(strings.Replace(string(content), replace[i+1], replace[i+2], 1))
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := Read(bytes.NewReader(edited.Bytes()), int64(edited.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func told(differences []Difference) (text string) {
	for _, d := range differences {
		text += fmt.Sprintf("%s %s: %s\n", d.Sheet, d.Cell(), d.What)
	}
	return text
}

// TestUntouched shows that a workbook as it was written holds what its formulas give, whatever characters its texts have.
func TestUntouched(t *testing.T) {
	book := written(t)
	r := book.Recalculate()
	if r.Formulas != 3 || r.Numbers != 2 || len(r.Differences) != 0 {
		t.Errorf("%d formulas, %d numbers, differences\n%s", r.Formulas, r.Numbers, told(r.Differences))
	}
	if book.Seal == nil || len(book.Changed()) != 0 {
		t.Errorf("sealed: %v; changed:\n%s", book.Seal != nil, told(book.Changed()))
	}
}

// TestMustShow_VerifyFindsPlanted plants a wrong value beside a formula, edits by hand and broken formulas.
func TestMustShow_VerifyFindsPlanted(t *testing.T) {
	const data, figures = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
	for _, test := range []struct {
		name                  string
		replace               []string
		recalculated, changed string
	}{
		{"wrong cached value", []string{figures, "<v>1234.46789012346</v>", "<v>1234.4679</v>"},
			"Figures B1: it holds 1234.4679, and its formula gives 1234.46789012346: =SUM('Data & more'!B2:B4)\n", ""},
		{"number typed over", []string{data, "<v>-0.1</v>", "<v>-0.2</v>"},
			"Figures B1: it holds 1234.46789012346, and its formula gives 1234.36789012346: =SUM('Data & more'!B2:B4)\nFigures B2: it holds",
			"Data & more B3: it was changed by hand: it holds the number -0.2\n"},
		{"formula replaced by its value", []string{figures, "<f>SUM(&#39;Data &amp; more&#39;!B2:B4)</f>", ""},
			"", "Figures B1: it was changed by hand: it holds the number 1234.46789012346\n"},
		{"broken formula", []string{figures, "SUM(&#39;Data &amp; more&#39;!B2:B4)", "SUM(#REF!)"},
			"Figures B1: it holds 1234.46789012346, and its formula gives #REF!: =SUM(#REF!)\nFigures B2: it holds",
			"Figures B1: it was changed by hand: it holds =SUM(#REF!)\n"},
		{"formula that cannot be read", []string{figures, "SUM(&#39;Data &amp; more&#39;!B2:B4)", "SUM("},
			"Figures B1: its formula cannot be read: the formula ends too early: =SUM(\n", "Figures B1: it was changed by hand"},
		{"text typed over", []string{data, "account", "Account"}, "", "Data & more A1: it was changed by hand: it holds \"Account\"\n"},
		{"cell filled far away", []string{data, "</sheetData>", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>`},
			"", "Data & more XFD1048576: it was changed by hand: it holds the number 1\n"},
		{"sheet renamed", []string{"xl/workbook.xml", `name="Figures"`, `name="Numbers"`}, "",
			"Numbers : the whole sheet was added or renamed\nFigures : the whole sheet was taken out or renamed\n"},
		{"sheet hidden", []string{"xl/workbook.xml", `name="Figures"`, `state="hidden" name="Figures"`}, "", "Figures : the whole sheet was hidden\n"},
		{"circular", []string{figures, "SUM(&#39;Data &amp; more&#39;!B2:B4)", "B2+1"}, "its formula gives circular", "Figures B1: it was changed by hand"},
	} {
		book := written(t, test.replace...)
		if got := told(book.Recalculate().Differences); !strings.Contains(got, test.recalculated) || test.recalculated == "" && got != "" {
			t.Errorf("%s: recalculated\n%swant\n%s", test.name, got, test.recalculated)
		}
		if got := told(book.Changed()); !strings.Contains(got, test.changed) || test.changed == "" && got != "" {
			t.Errorf("%s: changed\n%swant\n%s", test.name, got, test.changed)
		}
	}
}

// TestSharedFormulas reads a column that was filled down as spreadsheet programs save it: the formula once.
func TestSharedFormulas(t *testing.T) {
	book := written(t, "xl/worksheets/sheet2.xml", "</sheetData>",
		`<row r="3"><c r="C3"><f t="shared" ref="C3:C4" si="0">'Data &amp; more'!B2*2</f><v>2469.13578024691</v></c></row>`+
			`<row r="4"><c r="C4"><f t="shared" si="0"/><v>-0.2</v></c></row></sheetData>`)
	if r := book.Recalculate(); r.Formulas != 5 || len(r.Differences) != 0 {
		t.Errorf("%d formulas, differences\n%s; want 5 and none", r.Formulas, told(r.Differences))
	}
}

// TestDamaged reads files that are no workbook, or a broken one.
func TestDamaged(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "text": "account,mrr\n", "cut": "PK\x03\x04 cut short"} {
		if _, err := Read(strings.NewReader(content), int64(len(content))); err == nil || !strings.Contains(err.Error(), "not an Excel workbook") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
