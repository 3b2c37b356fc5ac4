package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSwallowedRows: a quote left open in a row that a later row closes makes several rows one, by the rules. Whatever the columns are, no
// row goes missing without a finding that names its line, and none is read in pieces.
func TestSwallowedRows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		table := drawTable(rt)
		comma := rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(rt, "comma")
		rows, lines := writtenRows(table, comma)
		from := rapid.IntRange(1, len(table)-2).Draw(rt, "opened in row")
		to := rapid.IntRange(from+1, min(from+4, len(table)-1)).Draw(rt, "closed in row")
		at := rapid.IntRange(0, len(table[0])-1).Draw(rt, "field")
		quoted := func(row int, before, after string) string {
			head, _ := writtenRows([][]string{append(slices.Clone(table[row][:at]), "x")}, comma)
			tail, _ := writtenRows([][]string{append([]string{"x"}, table[row][at+1:]...)}, comma)
			return strings.TrimSuffix(head[0], "x\n") + before + table[row][at] + after + strings.TrimPrefix(tail[0], "x")
		}
		if strings.ContainsAny(table[from][at]+table[to][at], "\"\n"+string(comma)) {
			rt.Skip("the field has quotes of its own")
		}
		rows[from], rows[to] = quoted(from, `"`, ""), quoted(to, "", `"`)
		path := filepath.Join(t.TempDir(), "table.csv")
		if err := os.WriteFile(path, []byte(strings.Join(rows, "")), 0o600); err != nil {
			rt.Fatal(err)
		}
		for _, policy := range []Policy{Quarantine, Repair} {
			got, in := inspected(t, path, policy)
			if problem := unnamed(got, table, lines, in); problem != "" {
				rt.Fatalf("%s, rows %d to %d, field %d: %s\n%s\nfindings %+v", policy, from, to, at, problem, strings.Join(rows[from:to+1], ""), in.Findings)
			}
		}
	})
}

// TestLinesInsideFields: what people write into a field over several lines is a field, however many delimiters it has.
func TestLinesInsideFields(t *testing.T) {
	notes := []string{"Hauptstraße 5\n10115 Berlin, Germany", "asked for: seats, plan, price,\nand more, of, the, same", "see\nK-10037, done\nK-10074, open", "12,50\n13,00", "a\n\n\nb",
		"Dear Ana,\n\nwe renew, as agreed, on 2026-04-01, for 1,200.00 EUR.\n\nBest, Jo", "1. seats\n2. price, 3. term\n", "he said \"no\", then\n\"yes\"", "2026-01-05, called\n2026-01-09, wrote, no answer"}
	for at := range 5 {
		table := [][]string{{"Customer No", "Company", "Started", "Amount"}}
		table[0] = slices.Insert(table[0], at, "Note")
		for i := range 30 {
			row := []string{fmt.Sprintf("K-%05d", 10_000+i*37), "Dunmarrow Insurance", fmt.Sprintf("2026-01-%02d", 1+i%28), fmt.Sprintf("%d.50", 10+i)}
			table = append(table, slices.Insert(row, at, notes[i%len(notes)]))
		}
		for _, comma := range []rune{',', ';', '\t'} {
			rows, _ := writtenRows(table, comma)
			path := filepath.Join(t.TempDir(), "notes.csv")
			if err := os.WriteFile(path, []byte(strings.Join(rows, "")), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, in := inspected(t, path, Quarantine); len(in.Findings) > 0 || !slices.EqualFunc(got, table, slices.Equal[[]string]) {
				t.Errorf("note in column %d, delimiter %q: %d of %d rows, findings %+v, %s", at+1, comma, len(got), len(table), in.Findings, in.Refused)
			}
		}
	}
}
