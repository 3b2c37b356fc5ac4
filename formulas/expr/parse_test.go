package expr

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func parse(t testing.TB, text string) *Expr {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return e
}

func TestParseSpellsOneWay(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"closing_arr / 12", "closing_arr / 12"},
		{"  (a+b)  ", "a + b"},
		{"((a - b)) / (a)", "(a - b) / a"},
		{"a-(b+c)", "a - (b + c)"},
		{"a+(b+c)", "a + (b + c)"},
		{"(a+b)+c", "a + b + c"},
		{"a*(b/c)", "a * (b / c)"},
		{"(a*b)/c", "a * b / c"},
		{"a/b/c", "a / b / c"},
		{"-a*b", "-a * b"},
		{"-(a*b)", "-(a * b)"},
		{"-(-a)", "-(-a)"},
		{"- -a", "-(-a)"},
		{"a - -b", "a - (-b)"},
		{"a*-b", "a * (-b)"},
		{"(-a)-b", "-a - b"},
		{"min( a , max(b,0.50),2 )", "min(a, max(b, 0.50), 2)"},
		{"max(a,b)*-1", "max(a, b) * (-1)"},
		{"0", "0"},
		{"12345678901234567890.10", "12345678901234567890.10"},
	} {
		e := parse(t, c.text)
		if got := e.Text(); got != c.want {
			t.Errorf("Parse(%q).Text() = %q, want %q", c.text, got, c.want)
		}
		if again := parse(t, e.Text()); again.shape() != e.shape() {
			t.Errorf("Parse(%q) = %s, and after Text %s", c.text, e.shape(), again.shape())
		}
	}
}

// shape shows the tree with every parenthesis, so that equal shapes are equal trees.
func (e *Expr) shape() string { return e.root.shape() }

func (n *node) shape() string {
	text := n.text
	for _, arg := range n.args {
		text += " " + arg.shape()
	}
	return "(" + string('a'+rune(n.op)) + " " + text + ")"
}

func TestNames(t *testing.T) {
	got := parse(t, "(churned + opening*min(churned, x)) / opening").Names()
	want := []Name{{"churned", 1}, {"opening", 11}, {"x", 32}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("names %v, want %v", got, want)
	}
	if got := parse(t, "1 + 2").Names(); len(got) != 0 {
		t.Errorf("a constant names %v", got)
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ text, fault, message string }{
		{"", "", "the formula is empty"},
		{"   ", "   ", "the formula is empty"},
		{"010 * a", "010", `"010" is not a plain decimal number`},
		{"a * 089", "089", `"089" is not a plain decimal number`},
		{"a * 00.5", "00.5", `"00.5" is not a plain decimal number`},
		{"a * 1e3", "1e3", `"1e3" is not a plain decimal number`},
		{"a * 0x1F", "0x1F", `"0x1F" is not a plain decimal number`},
		{"a * 1_000", "1_000", `"1_000" is not a plain decimal number`},
		{"a * .5", ".5", `".5" is not a plain decimal number`},
		{"a * 5.", "5.", `"5." is not a plain decimal number`},
		{"a * 2i", "2i", `"2i" is not a plain decimal number`},
		{"a + range", "range", `"range" is a reserved word`},
		{"a.b + c", "a.b", `"a.b" is not a name`},
		{"a % b", "%", `"%" is not part of the formula language`},
		{"a ÷ b", "÷", `"÷" is not part of the formula language`},
		{"= a", "=", `"=" is not part of the formula language`},
		{"a\n+ b", "\n", `"\n" is not part of the formula language`},
		{"a // b", "//", `"//" is not part of the formula language`},
		{"a /* b", "/*", `"/*" is not part of the formula language`},
		{"\xff", "\xff", `"\xff" is not part of the formula language`},
		{"(a + b", "(", "this parenthesis is not closed"},
		{"a + b)", ")", "this parenthesis closes nothing"},
		{"a +", "", "the formula ends where a value is expected"},
		{"a + * b", "* b", `"*" needs a value before it`},
		{"a b", "b", `"b" is not expected here`},
		{"a / / b", "/", `"/" is not expected here`},
		{"a -- b", "-", `"-" is not expected here`},
		{"a, b", ",", `"," is not expected here`},
		{"()", ")", `")" is not expected here`},
		{"a + +b", "+b", `"+" needs a value before it`},
		{"sqrt(a, b)", "sqrt", "sqrt is not a function"},
		{"2(a)", "2", "a parenthesis follows a value"},
		{"min + 1", "min", "min is a function"},
		{"a * max(b)", "max(b)", "max needs at least two values"},
		{"a / 0", "0", "this divisor is always 0"},
		{"a / (1 - 1.0)", "(1 - 1.0)", "this divisor is always 0"},
		{strings.Repeat("-(", 64) + "a" + strings.Repeat(")", 64), "(a)", "more than 64 operations stand inside one another"},
		{strings.Repeat("a", 1001), "a", "the formula is longer than 1000 bytes, counting a space around each operator"},
		{"min(a" + strings.Repeat(",b", 497) + ")", "", "the formula is longer than 1000 bytes, counting a space around each operator"},
	} {
		e, err := Parse(c.text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("Parse(%q) = %v, %v, want a syntax error", c.text, e, err)
			continue
		}
		fault := c.text[syntax.Offset:min(len(c.text), syntax.Offset+syntax.Length)]
		if syntax.Text != c.text || fault != c.fault || syntax.Message != c.message || syntax.Fix == "" {
			t.Errorf("Parse(%q): %q at %d, fault %q, fix %q, want %q at %q", c.text, syntax.Message, syntax.Offset, fault, syntax.Fix, c.message, c.fault)
		}
	}
}

func TestSyntaxErrorShowsThePlace(t *testing.T) {
	long := strings.Repeat("abcdefghi+", 20)
	for _, c := range []struct{ text, message, excerpt string }{
		{"a * 010", `column 5: "010" is not a plain decimal number; fix: write digits without leading zeros, exponent, prefix or underscore, such as 0.05; a name starts with a letter`,
			"a * 010\n    ^^^"},
		{"é + a", `column 1: "é" is not part of the formula language; fix: use names, numbers, + - * /, parentheses, min and max`, "é + a\n^"},
		{"a -", "column 4: the formula ends where a value is expected; fix: put a value on both sides of each of + - * / and an operator between two values", "a -\n   ^"},
		{"a\t+ b", `column 2: "\t" is not part of the formula language; fix: write the formula on one line, with spaces only`, "a + b\n ^"},
		{long + "010+" + long, `column 201: "010" is not a plain decimal number; fix: write digits without leading zeros, exponent, prefix or underscore, such as 0.05; a name starts with a letter`,
			"…" + long[:60] + "010+" + long[:59] + "…\n" + strings.Repeat(" ", 61) + "^^^"},
	} {
		_, err := Parse(c.text)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) {
			t.Fatalf("Parse(%q): %v, want a syntax error", c.text, err)
		}
		if got := syntax.Error(); got != c.message {
			t.Errorf("Parse(%q):\n got %s\nwant %s", c.text, got, c.message)
		}
		if got := syntax.Excerpt(); got != c.excerpt {
			t.Errorf("Parse(%q):\n got %s\nwant %s", c.text, got, c.excerpt)
		}
	}
}

func TestParseUndoesText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Expr{drawTree(t, 4)}
		again, err := Parse(e.Text())
		if err != nil {
			t.Fatalf("Parse(%q): %v", e.Text(), err)
		}
		if again.shape() != e.shape() {
			t.Fatalf("%q: got %s, want %s", e.Text(), again.shape(), e.shape())
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"(opening_mrr - churned_mrr) / opening_mrr", "-(-a) * min(b, 0.5, max(c, 2))", "a - -b", "010", "a // b", "1e9", "((", "a\x00", "func", "a / (b / c)",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		var syntax *SyntaxError
		if errors.As(err, &syntax) {
			if syntax.Offset < 0 || syntax.Offset > len(text) || syntax.Message == "" || syntax.Fix == "" || !strings.Contains(syntax.Excerpt(), "^") {
				t.Fatalf("Parse(%q): incomplete error %#v", text, syntax)
			}
			return
		}
		if err != nil {
			t.Fatalf("Parse(%q): %v is no syntax error", text, err)
		}
		again := parse(t, e.Text())
		if again.shape() != e.shape() || again.Text() != e.Text() {
			t.Fatalf("Parse(%q): %s, after Text %s", text, e.shape(), again.shape())
		}
	})
}
