package ingest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// columnMakers make the fields of the tables that are polluted here: what stands in exports of a finance or success team.
var columnMakers = []struct {
	name string
	make func(*rapid.T, int) string
}{
	{"Customer No", func(t *rapid.T, row int) string {
		return fmt.Sprintf("K-%05d", 10_000+row*37%80_000)
	}},
	{"Company", func(t *rapid.T, _ int) string {
		return rapid.SampledFrom([]string{"Dunmarrow Insurance", "Okavo, Brandt & Co", "Ferrowick", "Lys \"Nord\" AS", "Halden Spedition GmbH", "Qvist, Ltd."}).Draw(t, "company")
	}},
	{"Invoice Date", func(t *rapid.T, row int) string { return fmt.Sprintf("2026-%02d-%02d", 1+row%12, 1+row*7%28) }},
	{"Amount", func(t *rapid.T, _ int) string {
		return fmt.Sprintf("%d.%02d", rapid.IntRange(10, 99_999).Draw(t, "euros"), rapid.IntRange(0, 99).Draw(t, "cents"))
	}},
	{"Currency", func(t *rapid.T, _ int) string {
		return rapid.SampledFrom([]string{"EUR", "USD", "GBP"}).Draw(t, "currency")
	}},
	{"Seats", func(t *rapid.T, _ int) string { return fmt.Sprint(rapid.IntRange(1, 400).Draw(t, "seats")) }},
	{"Contact", func(t *rapid.T, row int) string {
		return fmt.Sprintf("%s%d@example.org", rapid.SampledFrom([]string{"mara", "li", "jon"}).Draw(t, "who"), row)
	}},
	{"Note", func(t *rapid.T, _ int) string {
		return rapid.SampledFrom([]string{"", "", "renews in spring; ask for the plan", "two lines\nof text", "paid late, twice"}).Draw(t, "note")
	}},
	{"Discount", func(t *rapid.T, _ int) string { return fmt.Sprintf("%d%%", rapid.IntRange(0, 40).Draw(t, "percent")) }},
	{"At", func(t *rapid.T, row int) string { return fmt.Sprintf("%02d:%02d:%02d", row%24, row*13%60, row*29%60) }},
}

// drawTable makes a table with a header: a code, a day and an amount, and further columns, in any order.
func drawTable(t *rapid.T) [][]string {
	makers := slices.Clone(columnMakers[:1])
	makers = append(makers, columnMakers[2], columnMakers[3])
	for _, maker := range rapid.SliceOfNDistinct(rapid.SampledFrom([]int{1, 4, 5, 6, 7, 8, 9}), 1, 5, rapid.ID).Draw(t, "columns") {
		makers = append(makers, columnMakers[maker])
	}
	makers = rapid.Permutation(makers).Draw(t, "order")
	table := make([][]string, rapid.IntRange(12, 40).Draw(t, "rows")+1)
	for _, maker := range makers {
		table[0] = append(table[0], maker.name)
		for row := 1; row < len(table); row++ {
			table[row] = append(table[row], maker.make(t, row))
		}
	}
	return table
}

// written is a table as text, one element a row, and the lines that the rows start on.
func writtenRows(table [][]string, comma rune) (rows []string, lines []int) {
	line := 1
	for _, fields := range table {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = comma
		_ = w.Write(fields) // a buffer never fails
		w.Flush()
		rows, lines = append(rows, b.String()), append(lines, line)
		line += strings.Count(b.String(), "\n")
	}
	return rows, lines
}

// pollutions damage one row of a table in the ways of the Pollock benchmark. at is the column, of which the row has so many.
var pollutions = map[string]func(fields []string, at int, comma rune) string{
	"a delimiter too many": func(fields []string, at int, comma rune) string {
		rows, _ := writtenRows([][]string{slices.Insert(slices.Clone(fields), at, "")}, comma)
		return rows[0]
	},
	"a delimiter missing": func(fields []string, at int, comma rune) string {
		if at == 0 {
			at = 1
		}
		first, _ := writtenRows([][]string{fields[:at]}, comma)
		second, _ := writtenRows([][]string{fields[at:]}, comma)
		return strings.TrimSuffix(first[0], "\n") + second[0]
	},
	"a stray quote": func(fields []string, at int, comma rune) string {
		first, _ := writtenRows([][]string{append(slices.Clone(fields[:at]), "")}, comma)
		second, _ := writtenRows([][]string{fields[at:]}, comma)
		if at == 0 {
			first[0] = "\n"
		}
		return strings.TrimSuffix(first[0], "\n") + `"` + second[0]
	},
	"another delimiter": func(fields []string, _ int, comma rune) string {
		other := ';'
		if comma == ';' {
			other = '\t'
		}
		rows, _ := writtenRows([][]string{fields}, other)
		return rows[0]
	},
}

// TestPolluted: tables that have nothing to do with the benchmark, damaged in the ways that it damages its own, are never read wrongly
// without a finding that names the line, under either policy, and what is mended is what was there; undamaged they have none.
func TestPolluted(t *testing.T) {
	mended, damaged := map[string]int{}, map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		table := drawTable(rt)
		comma := rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(rt, "comma")
		rows, lines := writtenRows(table, comma)
		path := filepath.Join(t.TempDir(), "table.csv")
		write := func(rows []string) {
			if err := os.WriteFile(path, []byte(strings.Join(rows, "")), 0o600); err != nil {
				rt.Fatal(err)
			}
		}
		write(rows)
		for _, policy := range []Policy{Repair, Quarantine} {
			if got, in := inspected(t, path, policy); len(in.Findings) > 0 || !slices.EqualFunc(got, table, slices.Equal) {
				rt.Fatalf("undamaged, %s: read as %q, findings %+v, %q", policy, got, in.Findings, in.How)
			}
		}
		how := rapid.SampledFrom([]string{"a delimiter too many", "a delimiter missing", "a stray quote", "another delimiter"}).Draw(rt, "pollution")
		at, column := rapid.IntRange(1, len(table)-1).Draw(rt, "row"), rapid.IntRange(0, len(table[0])-1).Draw(rt, "column")
		rows[at] = pollutions[how](table[at], column, comma)
		write(rows)
		for _, policy := range []Policy{Repair, Quarantine} {
			got, in := inspected(t, path, policy)
			if problem := unnamed(got, table, lines, in); problem != "" {
				rt.Fatalf("%s in row %d, column %d, %s: %s\n%q\nfindings %+v", how, at, column, policy, problem, rows[at], in.Findings)
			}
			if policy == Repair {
				damaged[how]++
				if in.Rows == len(table)-1 && slices.EqualFunc(in.Findings, []int{lines[at]}, func(r Remark, line int) bool { return r.Line == line && r.Action == Repaired }) {
					mended[how]++
					if row := got[at]; how != "a stray quote" && !slices.Equal(row, table[at]) {
						rt.Fatalf("%s: %q is mended to %q, but was %q", how, rows[at], row, table[at])
					}
				}
			}
		}
	})
	for how, count := range damaged {
		t.Logf("%s: %d of %d rows mended", how, mended[how], count)
		if mended[how]*2 < count {
			t.Errorf("%s: only %d of %d rows are mended", how, mended[how], count)
		}
	}
}

// unnamed tells which row is read wrongly, too often or not at all without a finding that names its line.
func unnamed(got, truth [][]string, lines []int, in *Inspection) string {
	if in.Refused != "" {
		return ""
	}
	named, readAs, left := map[int]bool{}, map[string]bool{}, map[string]int{}
	for _, finding := range in.Findings {
		for line := finding.Line; line <= finding.Last; line++ {
			named[line] = true
		}
		readAs[finding.New] = true
	}
	for _, row := range got {
		left[asCSV(row)]++
	}
	for i, row := range truth {
		if key := asCSV(row); left[key] > 0 {
			left[key]--
		} else if !named[lines[i]] {
			return fmt.Sprintf("no finding names line %d: %s", lines[i], key)
		}
	}
	for key, count := range left {
		if count > 0 && !readAs[key] {
			return "not in the table and in no finding: " + key
		}
	}
	return ""
}
