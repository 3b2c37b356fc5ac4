package delimited

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// scanned reads a text and writes what it holds as text.
func scanned(r io.Reader, g Grammar, width int, returns bool) string {
	var b strings.Builder
	s := NewScanner(r, g, 1, returns)
	s.Width = width
	for {
		if err := s.Next(); err != nil {
			fmt.Fprintf(&b, "%v %d", err, s.NextLine())
			return b.String()
		}
		fmt.Fprintf(&b, "%d %t %t %q %q %v", s.Line, s.Gap, s.Cut, s.Raw, s.Fields, s.Starts[:len(s.Fields)])
		if s.Flaw != nil {
			fmt.Fprintf(&b, " flaw %d at %d", s.Flaw.Kind, s.Flaw.Offset)
		}
		b.WriteString("\n")
	}
}

// grammars are those that texts are tried under.
var grammars = []Grammar{{Comma: ',', Quote: '"'}, {Comma: ';', Quote: '\''}, {Comma: '\t', Quote: '"', Escape: '\\'}, {Comma: ',', Quote: '"', Padded: true}, {Comma: '→', Quote: '"'}, {Comma: '|'}}

// FuzzScanner: no bytes make it panic, what is read does not depend on how the bytes arrive, and no byte of a row is lost.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{"a,b\n1,2\n", "a;b\r\n'x\r\ny';''''\r\n", "a\r\rb\"", "\"a\"b\n\"c\nd,e\n", "a→\"b\"→\xe2\x86", "\"x\\\"\ty\"\tz\n", "a, \"b, c\" ,d\n\n\n\r\n", "a,\"\"\"", "\r\n\r\n,\r,"} {
		f.Add([]byte(seed), uint8(0), uint8(2))
	}
	f.Fuzz(func(t *testing.T, content []byte, grammar, width uint8) {
		g := grammars[int(grammar)%len(grammars)]
		returns := grammar >= 128
		whole := scanned(bytes.NewReader(content), g, int(width), returns)
		if slow := scanned(iotest.OneByteReader(bytes.NewReader(content)), g, int(width), returns); slow != whole {
			t.Errorf("at once\n%s\nbyte by byte\n%s", whole, slow)
		}
		if late := scanned(iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(content))), g, int(width), returns); late != whole {
			t.Errorf("at once\n%s\nby halves\n%s", whole, late)
		}
	})
}

// FuzzWriteScan: what encoding/csv writes is read back as it was written.
func FuzzWriteScan(f *testing.F) {
	f.Add("a", "b\"", "c\nd", "e,f")
	f.Add("", "\r\n", " ", `\"`)
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		rows := [][]string{{a, b}, {c, d}, {"end", ""}}
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		s := NewScanner(&text, Grammar{Comma: ',', Quote: '"'}, 1, false)
		for _, want := range rows {
			if err := s.Next(); err != nil || s.Flaw != nil || !slices.Equal(s.Fields, want) {
				t.Fatalf("got %q, flaw %v, %v; want %q", s.Fields, s.Flaw, err, want)
			}
		}
		if err := s.Next(); err != io.EOF {
			t.Errorf("got %v, want the end", err)
		}
	})
}

// TestAsTheStandardLibrary: texts that encoding/csv reads without complaint are read in the same way, but for carriage returns
// in quotes, which it drops.
func TestAsTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching("([a\" ,;é\n]{0,4}(\",\"|\"\n\"|\"\"|,|\n)?){0,8}").Draw(rt, "text")
		reader := csv.NewReader(strings.NewReader(text))
		reader.FieldsPerRecord = -1
		want, err := reader.ReadAll()
		if err != nil {
			return
		}
		s := NewScanner(strings.NewReader(text), Grammar{Comma: ',', Quote: '"'}, 1, false)
		for _, fields := range want {
			if err := s.Next(); err != nil || s.Flaw != nil || !slices.Equal(s.Fields, fields) {
				rt.Fatalf("got %q, flaw %+v, %v; want %q", s.Fields, s.Flaw, err, fields)
			}
		}
		if err := s.Next(); err != io.EOF {
			rt.Fatalf("got %q, %v; want the end", s.Fields, err)
		}
	})
}

// TestConfine: a quote that is left open costs its own row only, when the row below is sound.
func TestConfine(t *testing.T) {
	for text, want := range map[string]string{
		"a,\"b\nc,d\ne,f\n":          "1 flaw, 2 [\"c\" \"d\"], 3 [\"e\" \"f\"]",
		"a,\"b\nc,d\"\ne,f\n":        "1 [\"a\" \"b\\nc,d\"], 3 [\"e\" \"f\"]", // a field of two lines: the width is right
		"a,\"b\nc,d\ne,f\ng,\"h\"\n": "1 flaw, 2 [\"c\" \"d\"], 3 [\"e\" \"f\"], 4 [\"g\" \"h\"]",
		"a,\"b\n\"c,d\n":             "1 flaw",
	} {
		s := NewScanner(strings.NewReader(text), grammars[0], 1, false)
		s.Width = 2
		var got []string
		for s.Next() == nil {
			if s.Flaw != nil {
				got = append(got, fmt.Sprintf("%d flaw", s.Line))
			} else {
				got = append(got, fmt.Sprintf("%d %q", s.Line, s.Fields))
			}
		}
		if joined := strings.Join(got, ", "); joined != want {
			t.Errorf("%q\ngot  %s\nwant %s", text, joined, want)
		}
	}
}
