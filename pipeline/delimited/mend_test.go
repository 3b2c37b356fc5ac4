package delimited

import (
	"slices"
	"strings"
	"testing"
)

// sound are rows that a profile is made of: a code, a day, an amount, a company and a note that is mostly empty.
var sound = [][]string{
	{"K-10001", "2026-01-31", "120.00", "Dunmarrow Insurance", ""},
	{"K-10002", "2026-02-28", "7.50", "Halden Spedition", ""},
	{"K-10003", "2026-03-31", "1250.00", "Ferrowick", "late"},
	{"K-10004", "2026-04-30", "98.10", "Okavo, Brandt", ""},
	{"K-10005", "2026-05-31", "33.00", "Lys Nord", ""},
	{"K-10006", "2026-06-30", "410.25", "Qvist", ""},
}

func mender() *Mender {
	profile := NewProfile(5)
	for _, row := range sound {
		profile.Add(row)
	}
	return &Mender{Grammar: Grammar{Comma: ',', Quote: '"'}, Width: 5, Profile: profile}
}

func TestMend(t *testing.T) {
	for text, want := range map[string]string{
		`,K-10007,2026-07-31,5.00,Vanta,`:                "K-10007|2026-07-31|5.00|Vanta|",
		`K-10007,2026-07-31,,5.00,Vanta,`:                "K-10007|2026-07-31|5.00|Vanta|",
		`K-100072026-07-31,5.00,Vanta,`:                  "K-10007|2026-07-31|5.00|Vanta|",
		`K-10007,2026-07-315.00,Vanta,`:                  "K-10007|2026-07-31|5.00|Vanta|",
		`"K-10007,2026-07-31,5.00,Vanta,`:                `"K-10007|2026-07-31|5.00|Vanta|`,
		`K-10007,2026-07-31,5.00,"Vanta "Nord" AS",`:     `K-10007|2026-07-31|5.00|Vanta "Nord" AS|`,
		`K-10007,2026-07-31,5.00,Vanta, Nord & Co,`:      "K-10007|2026-07-31|5.00|Vanta, Nord & Co|",
		`K-10007;2026-07-31;5.00;Vanta;`:                 "K-10007|2026-07-31|5.00|Vanta|",
		`K-10007,2026-07-31,5.00,"Vanta, Nord","late""x`: `K-10007|2026-07-31|5.00|Vanta, Nord|"late""x`,
		`"K-10007,2026-07-31,5.00,Vanta,late"`:           "K-10007|2026-07-31|5.00|Vanta|late",
		`"K-10007,2026-07-31,5.00,""Vanta, Nord"",late"`: "K-10007|2026-07-31|5.00|Vanta, Nord|late",
		`K-10007,2026-07-31`:                             "",
		`K-10007,2026-07-31,5.00,3.00,Vanta,late`:        "", // two amounts: which of them is too many
	} {
		got, ok := mender().Mend(text)
		if joined := strings.Join(got.Fields, "|"); joined != want || ok != (want != "") {
			t.Errorf("%s\ngot  %s (%s)\nwant %s", text, joined, got.What, want)
		}
	}
}

// TestMendDecimalComma: beside a field that is empty anyway, 500,50 may be an amount and a discount, or one amount with a decimal comma.
func TestMendDecimalComma(t *testing.T) {
	profile := NewProfile(5)
	for _, row := range [][]string{{"X1", "400", "40", "", "EUR"}, {"X2", "300", "", "3", "EUR"}, {"X3", "500", "10", "2", "EUR"}, {"X4", "700.50", "", "", "EUR"}} {
		profile.Add(row)
	}
	m := &Mender{Grammar: Grammar{Comma: ',', Quote: '"'}, Width: 5, Profile: profile}
	if got, ok := m.Mend("X5,500,50,,2,EUR"); ok {
		t.Errorf("the row is read as %q (%s)", got.Fields, got.What)
	}
	if got, ok := m.Mend("X5,,500.00,50,2,EUR"); !ok || strings.Join(got.Fields, "|") != "X5|500.00|50|2|EUR" {
		t.Errorf("the row is read as %q", got.Fields)
	}
}

// TestMendIsSure: digits that run together are cut only where one of the columns has fields of one shape.
func TestMendIsSure(t *testing.T) {
	profile := NewProfile(3)
	for _, row := range [][]string{{"1", "2500", "a"}, {"12", "500", "b"}, {"7", "31", "c"}, {"30", "9", "d"}} {
		profile.Add(row)
	}
	m := &Mender{Grammar: Grammar{Comma: ',', Quote: '"'}, Width: 3, Profile: profile}
	if got, ok := m.Mend("12500,x"); ok {
		t.Errorf("12500 is cut into %q (%s): it may be 1 and 2500 as well as 12 and 500", got.Fields, got.What)
	}
}

// TestMendLeavesQuotes: where no row has quotes, nothing proves what those around a field mean; and a closing quote is no field.
func TestMendLeavesQuotes(t *testing.T) {
	m := mender()
	m.Grammar.Quote = 0
	if got, ok := m.Mend(`K-10007;2026-07-31;5.00;"Vanta ""Nord"" AS";`); ok {
		t.Errorf("quotes that no other row has are read as %q (%s)", got.Fields, got.What)
	}
	profile := NewProfile(4)
	for _, row := range [][]string{{"a@b.example", "Vanta", "1", "0%"}, {"c@d.example", "Qvist, Brandt & Co", "12", "5%"}, {"e@f.example", "Lys", "7", "10%"}} {
		profile.Add(row)
	}
	m = &Mender{Grammar: Grammar{Comma: ',', Quote: '"'}, Width: 4, Profile: profile}
	if got, ok := m.Mend(`a@b.example,"Okavo, Brandt & Co",10%`); ok {
		t.Errorf("the quote of a field is cut off: %q (%s)", got.Fields, got.What)
	}
}

// FuzzMend: no row makes it panic, and a mended row has the width of the table.
func FuzzMend(f *testing.F) {
	for _, seed := range []string{`a,"b,c`, `,,,,,,,,,`, `"""",""""`, "K-1;2026-01-01;5;x;", "a b c d e f", "K-100012026-01-31,1,x,"} {
		f.Add(seed)
	}
	m := mender()
	header := &Mender{Grammar: m.Grammar, Width: 4}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range []*Mender{m, header} {
			if got, ok := m.Mend(text); ok && len(got.Fields) != m.Width || ok && got.What == "" && slices.Contains(got.Fields, text) && m.Width > 1 {
				t.Errorf("%q is %q (%s)", text, got.Fields, got.What)
			}
		}
	})
}
