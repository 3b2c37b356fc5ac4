package reports

import (
	"testing"

	"github.com/shopspring/decimal"
)

// TestMarks: the mark stands before the figure as shown and in the format that the file holds, from its bound on; negative amounts
// keep a sign, and the language goes behind the condition.
func TestMarks(t *testing.T) {
	m := NewMarks(decimal.NewFromInt(1), decimal.New(9, -1), MarkGood, MarkWarning, MarkBad)
	f := Format{Kind: FormatPercent, Marks: m}
	for figure, want := range map[string]string{"1.2": "▲ 120.0%", "1": "▲ 100.0%", "0.99": "● 99.0%", "0.9": "● 90.0%", "0.89": "▼ 89.0%", "-0.1": "▼ -10.0%"} {
		if got := (Cell{Number: decimal.NewNullDecimal(decimal.RequireFromString(figure)), Style: Style{Format: f}}).Shown(); got != want {
			t.Errorf("%s: got %q, want %q", figure, got, want)
		}
	}
	if got, want := f.Code(), `[>=1]"▲ "0.0%_);[>=0.9]"● "0.0%_);"▼ "0.0%_);@_)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	german, err := LanguageOf("de")
	if err != nil {
		t.Fatal(err)
	}
	f.Kind = FormatNumber
	if got, want := german.Code(f), `[>=1][$-407]"▲ "#,##0.00_);[>=0.9][$-407]"● "#,##0.00_);[$-407]"▼ "#,##0.00_);@_)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := []Rule{{MarkGood, "AND(ISNUMBER(B7),B7>=1)"}, {MarkWarning, "AND(ISNUMBER(B7),B7<1,B7>=0.9)"}, {MarkBad, "AND(ISNUMBER(B7),B7<0.9)"}}
	for i, got := range m.Rules("B7") {
		if got != want[i] {
			t.Errorf("got %v, want %v", got, want[i])
		}
	}
}
