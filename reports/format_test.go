package reports

import (
	"testing"

	"github.com/shopspring/decimal"

	"kpibook/formulas/period"
)

func TestFormats(t *testing.T) {
	money := func(currency string) Format { return Format{Kind: FormatMoney, Currency: currency} }
	for _, test := range []struct {
		format              Format
		number, shown, code string
	}{
		{Format{}, "1234.5", "1234.5", ""},
		{money("EUR"), "-1234567.891", "(1,234,567.89)", "#,##0.00_);(#,##0.00);#,##0.00_);@_)"},
		{money("EUR"), "0", "0.00", "#,##0.00_);(#,##0.00);#,##0.00_);@_)"},
		{money("JPY"), "123456", "123,456", "#,##0_);(#,##0);#,##0_);@_)"},
		{money("KWD"), "1.5", "1.500", "#,##0.000_);(#,##0.000);#,##0.000_);@_)"},
		{money("no code"), "1", "1.00", "#,##0.00_);(#,##0.00);#,##0.00_);@_)"},
		{Format{Kind: FormatPercent}, "-0.9745", "-97.5%", "0.0%_);-0.0%_);0.0%_);@_)"},
		{Format{Kind: FormatCount}, "1000", "1,000", "#,##0_);-#,##0_);#,##0_);@_)"},
		{Format{Kind: FormatNumber}, "999.999", "1,000.00", "#,##0.00_);-#,##0.00_);#,##0.00_);@_)"},
		{Format{Kind: FormatDays}, "2.25", "2.3", "#,##0.0_);-#,##0.0_);#,##0.0_);@_)"},
		{Format{Kind: FormatRate}, "1.08", "1.080000", "#,##0.000000_);-#,##0.000000_);#,##0.000000_);@_)"},
		{Format{Kind: FormatChangePercent}, "0.032", "+3.2%", "+0.0%_);-0.0%_);0.0%_);@_)"},
		{Format{Kind: FormatPoints}, "-0.014", "-1.4% pts", `+0.0%" pts"_);-0.0%" pts"_);0.0%" pts"_);@_)`},
		{Format{Kind: FormatChange, Of: FormatCount}, "12", "+12", "+#,##0_);-#,##0_);#,##0_);@_)"},
		{Format{Kind: FormatChange, Of: FormatMoney, Currency: "EUR"}, "-12", "-12.00", "+#,##0.00_);-#,##0.00_);#,##0.00_);@_)"},
		{Format{Kind: FormatChange}, "1.25", "+1.25", "+General_);-General_);General_);@_)"},
		{Format{Kind: FormatChange, Of: FormatScore}, "0", "0.0", "+#,##0.0_);-#,##0.0_);#,##0.0_);@_)"},
	} {
		cell := Cell{Number: decimal.NewNullDecimal(decimal.RequireFromString(test.number)), Style: Style{Format: test.format}}
		if got := cell.Shown(); got != test.shown {
			t.Errorf("%s as %+v is shown as %q, want %q", test.number, test.format, got, test.shown)
		}
		if got := test.format.Code(); got != test.code {
			t.Errorf("code of %+v is %s, want %s", test.format, got, test.code)
		}
	}
}

func TestShown(t *testing.T) {
	day := period.DateOf(2026, 10, 31)
	for want, cell := range map[string]Cell{"": {}, "n/a": {Text: "n/a"}, "2026-10-31": {Date: &day}} {
		if got := cell.Shown(); got != want {
			t.Errorf("shown is %q, want %q", got, want)
		}
	}
}
