package reports

import (
	"strings"
	"testing"
)

// TestLanguage: a language has its order of dates and its marks; the file's formats keep theirs, behind the language's code.
func TestLanguage(t *testing.T) {
	german, err := LanguageOf("DE")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want string }{
		{german.Code(Format{Kind: FormatDate}), "[$-407]dd.mm.yyyy_)"},
		{german.Code(Format{Kind: FormatPercent}), "[$-407]0.0\"\u00a0\"%_);[$-407]-0.0\"\u00a0\"%_);[$-407]0.0\"\u00a0\"%_);@_)"},
		{german.Code(Format{}), ""},
		{german.Write("(1,234.50)"), "(1.234,50)"},
		{german.Write("12.5%"), "12,5\u00a0%"},
		{Language{}.Code(Format{Kind: FormatDate}), "yyyy-mm-dd_)"},
		{Language{}.Write("1,234.50"), "1,234.50"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if _, err := LanguageOf("tlh"); err == nil || !strings.Contains(err.Error(), "tlh") {
		t.Errorf("an unknown language: %v", err)
	}
}

// TestContrast agrees with the figures that WCAG's own examples have, to a twentieth.
func TestContrast(t *testing.T) {
	for color, want := range map[string]int{"000000": 2100, "FFFFFF": 100, "767676": 454, "FF0000": 400, "0000FF": 859, "1F3A5F": 1151} {
		if got, ok := Contrast(color); !ok || got < want*95/100 || got > want*105/100 {
			t.Errorf("%s stands out by %d, want about %d", color, got, want)
		}
	}
	for _, color := range []string{"", "12345", "GGGGGG", "#123456"} {
		if _, ok := Contrast(color); ok {
			t.Errorf("%q is taken for a colour", color)
		}
	}
	if got := Mixed("000000", 50); got != "7F7F7F" {
		t.Errorf("black with half white is %s", got)
	}
}
