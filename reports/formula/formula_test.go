package formula

import (
	"math/big"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"kpibook/reports"
)

// cells are what the test's formulas look at, on the sheet "Data".
var cells = map[string]any{
	"A1": 10, "A2": 20, "A3": "n/a", "A4": 0, "A5": -2.5, "A6": 0.1, "A7": 0.2,
	"B1": "new", "B2": "churn", "B3": "new", "B4": "", "B5": "new", "B6": "other", "B7": "Churn",
}

// inputs are formulas that Excel and this package have to agree on.
var inputs = []string{
	"1+2*3^2", "-2^2", "2^-1", "10%", "(1+2)*3", "2-3-4", "8/4/2", "A1/A2", "A1/A4", "A6+A7=0.3", `"a"&"b"`, `A1&" x"`, "A1>A2", "A1<>A2",
	"A3+1", "-A5", "--A1", `IF(COUNT(A1,A3)<2,"n/a",A1+A3)`, "IF(A4=0,\"n/a\",A1/A4)", "SUM(A1:A7)", "SUM(A1:A2,5)", "COUNT(A1:A7)", "COUNTA(B1:B7)",
	"MIN(A1:A7)", "MAX(A1:A7)", "AVERAGE(A1,A2)", "MEDIAN(A1:A7)", "ABS(A5)", "ROUND(2.5,0)", "ROUND(-2.5,0)", "ROUND(1234.567,-2)", "ROUND(2.345,2)",
	"ROWS(A1:B7)", "COLUMNS(A1:B7)", `SUMIF(B1:B7,"new",A1:A7)`, `COUNTIF(A1:A7,">0")`, `COUNTIF(B1:B7,"<>new")`, `COUNTIF(B1:B7,"churn")`,
	"COUNTIF(A1:A7,10)", `SUMIFS(A1:A7,B1:B7,"new",A1:A7,">0")`, "SUMPRODUCT(A1:A2,A4:A5)", "SUMPRODUCT(1*((A1:A2>0)+(A4:A5>0)>0))",
	`EXACT("a","A")`, `EXACT(B1,"new")`, `FIXED(1234567.891,2)`, `FIXED(-1234.5,0)`, "FIXED(12.3,0)", `"a"&CHAR(10)&"b"`, "INDEX(A1:B7,2,1)", `MATCH("churn",B1:B7,0)`, `IF(SUM(A1:A2)=30,"✓ "&COUNTIF(A1:A2,">0")&" hold","✗")`, "IFERROR(A1/A4,7)", "AND(A1>0,A2>0)", "OR(A1>100,A4>0)",
	"NOT(A1>0)", "ISNUMBER(A3)", "ISERROR(A1/A4)", `"a""b"`, "'Data'!A1+Data!A2", "MIN(MAX(A5,0),1)", "1.5E-3*2", "(A1-A2)/A2", "SUM(A:A)", "SUM(1:1)",
}

func testBook(t *testing.T) *Book {
	t.Helper()
	b := NewBook()
	b.AddSheet("Data")
	for address, content := range cells {
		at, ok := reports.ParseAddress(address)
		if !ok {
			t.Fatal(address)
		}
		switch v := content.(type) {
		case int:
			b.Set(reports.Ref{Sheet: "Data", Position: at}, NumberOf(big.NewRat(int64(v), 1)), nil)
		case float64:
			b.Set(reports.Ref{Sheet: "Data", Position: at}, NumberOf(big.NewRat(int64(v*10), 10)), nil)
		case string:
			if v != "" {
				b.Set(reports.Ref{Sheet: "Data", Position: at}, TextOf(v), nil)
			}
		}
	}
	return b
}

var place = reports.Ref{Sheet: "Data", Position: reports.Position{Row: 20, Column: 5}}

func evaluated(t *testing.T, text string) Value {
	t.Helper()
	f, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	b := testBook(t)
	b.Set(place, Value{}, f)
	return b.Recalculated(place)
}

// TestAgreesWithExcelize has another implementation evaluate the same formulas.
func TestAgreesWithExcelize(t *testing.T) {
	file := excelize.NewFile()
	defer file.Close()
	if err := file.SetSheetName("Sheet1", "Data"); err != nil {
		t.Fatal(err)
	}
	for address, content := range cells {
		if content == "" {
			continue
		}
		if err := file.SetCellValue("Data", address, content); err != nil {
			t.Fatal(err)
		}
	}
	differs := map[string]string{ // where excelize does not do what Excel does
		"SUMPRODUCT(1*((A1:A2>0)+(A4:A5>0)>0))": "2",
		"A6+A7=0.3":                             "TRUE",
	}
	for _, text := range inputs {
		if err := file.SetCellFormula("Data", "F21", text); err != nil {
			t.Fatal(err)
		}
		want, err := file.CalcCellValue("Data", "F21", excelize.Options{RawCellValue: true})
		if err != nil && !strings.HasPrefix(want, "#") {
			want = err.Error()
		}
		got := evaluated(t, text)
		if by, known := differs[text]; known {
			want = by
		}
		if r, ok := ParseNumber(want); ok && Same(got, NumberOf(r)) {
			continue
		}
		if got.String() != want {
			t.Errorf("=%s gives %s, excelize has %s", text, got, want)
		}
	}
}

// TestSpelling shows that a formula has one spelling, which means the same.
func TestSpelling(t *testing.T) {
	for _, text := range inputs {
		f, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := Parse(f.String())
		if err != nil {
			t.Fatalf("%s is spelled %s: %v", text, f, err)
		}
		if again.String() != f.String() {
			t.Errorf("%s is spelled %s, and that %s", text, f, again)
		}
		if was, now := evaluated(t, text), evaluated(t, f.String()); !Same(was, now) {
			t.Errorf("%s gives %s, and as it is spelled, %s, %s", text, was, f, now)
		}
	}
	for _, same := range [][2]string{{"Data!A1 + 1", "'Data'!A1+1"}, {"if( a1 > 0 , 1 , 2 )", "IF(A1>0,1,2)"}, {"(A1*B1)+C1", "A1*B1+C1"}, {"0.50", ".5"}} {
		a, err1 := Parse(same[0])
		b, err2 := Parse(same[1])
		if err1 != nil || err2 != nil || a.String() != b.String() {
			t.Errorf("%s and %s are spelled %v and %v (%v, %v); want the same", same[0], same[1], a, b, err1, err2)
		}
	}
}

func TestShift(t *testing.T) {
	for _, test := range []struct {
		text          string
		rows, columns int
		want          string
	}{
		{"A1+$A1+A$1+$A$1", 2, 3, "D3+$A3+D$1+$A$1"},
		{"SUM(B2:C$9)*Data!B2", 1, 0, "SUM(B3:C$9)*'Data'!B3"},
		{"A1", -1, 0, "#REF!"},
		{"B5:A2", 0, 1, "B2:C5"},
	} {
		f, err := Parse(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Shift(test.rows, test.columns).String(); got != test.want {
			t.Errorf("%s moved by %d rows and %d columns is %s, want %s", test.text, test.rows, test.columns, got, test.want)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for text, want := range map[string]string{
		"": "ends too early", "1+": "ends too early", "1 2": `"2" at 3`, "SUM(A1": "ends too early", `"abc`: "the text that starts at 1", "A1:": "ends too early",
		"'x": "the sheet name that starts at 1", "#NOPE": "no error value", "A1 ? 2": `"?" at 4`, "1E999999999": "no number", "((1)": "ends too early", "SUM(1;2)": `";"`,
		strings.Repeat("(", 5000) + "1": "nested", strings.Repeat("-", 5000) + "1": "signs",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v; want %q", text, err, want)
		}
	}
}

func TestCircularAndUnknown(t *testing.T) {
	for text, want := range map[string]string{"F21+1": "circular", "SUM(A1:F30)": "circular", "NOSUCH(1)": "#NAME?", "nosuch": "#NAME?", "Gone!A1": "#REF!", "#REF!+1": "#REF!", "Z99": "0", "9^999": "#NUM!"} {
		if got := evaluated(t, text); got.String() != want {
			t.Errorf("=%s gives %s, want %s", text, got, want)
		}
	}
}

// FuzzParse shows that no text makes the parser fail otherwise than with an error, and that what it reads it can spell.
func FuzzParse(f *testing.F) {
	for _, text := range inputs {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(parsed.String())
		if err != nil || again.String() != parsed.String() {
			t.Errorf("%q is spelled %q, and that %v (%v)", text, parsed, again, err)
		}
	})
}

// TestAgrees: what is left when large figures of 15 digits are taken from each other is no difference; anything beyond is.
func TestAgrees(t *testing.T) {
	b := NewBook()
	b.AddSheet("Data")
	set := func(row int, text string) {
		r, ok := ParseNumber(text)
		if !ok {
			t.Fatal(text)
		}
		b.Set(reports.Ref{Sheet: "Data", Position: reports.Position{Row: row}}, NumberOf(r), nil)
	}
	set(0, "3321303.73456789")
	set(1, "3321303.73456788")
	f, err := Parse("A1-A2")
	if err != nil {
		t.Fatal(err)
	}
	b.Set(place, Value{}, f)
	for text, want := range map[string]bool{"0": true, "0.00000001": true, "0.0000001": false, "1": false} {
		r, _ := ParseNumber(text)
		if got := b.Agrees(place, NumberOf(r)); got != want {
			t.Errorf("%s agrees: %v, want %v", text, got, want)
		}
	}
}
