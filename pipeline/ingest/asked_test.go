package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestAsked: what a file leaves open is asked for with the readings that there are, and read as the job file then says.
func TestAsked(t *testing.T) {
	const head = "account_id,month,mrr\n"
	yes := true
	for _, test := range []struct {
		name, text string
		ask        string // in the fault of the file when the job file says nothing; empty: it is none
		source     job.Source
		want       string // account, first day of the month and amount of each row
		how        string
	}{
		{"days counted from 1900", head + "A,45292,5\nB,45323,6\n", `month "45292" is no date; it is 2024-01-01 where days are counted from 1900, as Excel does, and 2028-01-02 where they are counted from 1904`,
			job.Source{Dates: "excel"}, "A 2024-01 5, B 2024-02 6", "month: counted in days from 1900, as Excel does, as the job file says"},
		{"days counted from 1904", head + "A,43830,5\n", `month "43830" is no date`, job.Source{Dates: "excel1904"}, "A 2024-01 5", "counted in days from 1904"},
		{"groups that name their account once", head + "A,2024-01,5\n,2024-02,6\nTotal,,11\nB,2024-01,7\n,,\n,2024-02,8\n", "rows rejected", job.Source{FillDown: []string{"account_id"}},
			"A 2024-01 5, A 2024-02 6, B 2024-01 7, B 2024-02 8", "2 empty fields filled with the value above, in account_id"},
		{"a header of two rows", "account,,\nid,month,mrr\nA,2024-01,5\n", "", job.Source{HeaderRow: 1, HeaderRows: 2}, "A 2024-01 5", "header on lines 1 to 2, its names joined"},
		{"single quotes", "'account_id','month','mrr'\n'A, B','2024-01','5'\n'C','2024-02','6'\n", "", job.Source{}, "A, B 2024-01 5, C 2024-02 6", "fields are quoted with single quotes"},
		{"quotes after a backslash", "account_id,month,mrr\n\"A \\\"x\\\"\",2024-01,5\n\"B\",2024-02,6\n", "", job.Source{}, `A "x" 2024-01 5, B 2024-02 6`, "quotes inside quotes have a backslash before them"},
		{"quotes as text", "account_id;month;mrr\n\"A;2024-01;5\n", "not closed", job.Source{Quote: "none"}, `"A 2024-01 5`, "quotes are part of the text"},
		{"spaces after the delimiter", "account_id, month, mrr\n\"A\", \"2024-01\", 5\n", "", job.Source{}, "A 2024-01 5", "spaces after a delimiter are left out"},
		{"a second table", head + "A,2024-01,5\nB,2024-02,6\nregion,total\nEMEA,11\nAPAC,2\n", "", job.Source{}, "A 2024-01 5, B 2024-02 6", ""},
		{"a decimal comma in half of them", head + "A,2024-01,\"1,234\"\nB,2024-01,\"2,500\"\n", `is 1234 with a decimal point and 1.234 with a decimal comma`, job.Source{Decimal: ","}, "A 2024-01 1.234, B 2024-01 2.5", ""},
		{"signs, brackets and minus signs behind", head + "A,2024-01,\"€1,234.50\"\nB,2024-01,(7.25)\nC,2024-01,3.10-\n", "", job.Source{}, "A 2024-01 1234.5, B 2024-01 -7.25, C 2024-01 -3.1", ""},
		{"the day or the month first", head + "A,03/04/2024,5\nB,05/04/2024,6\n", `month "03/04/2024" is 2024-04-03 with the day first and 2024-03-04 with the month first`, job.Source{Dates: "mdy"},
			"A 2024-03 5, B 2024-05 6", "month: month/day/year, as the job file says"},
		{"minor units", head + "A,2024-01,4900\n", "", job.Source{MinorUnit: &yes}, "A 2024-01 49", "amounts are in minor units, such as cents"},
		{"percent signs in amounts", head + "A,2024-01,5\nB,2024-01,12%\n", `mrr "12%": not a number`, job.Source{MaxReject: "1"}, "A 2024-01 5", ""},
		{"digits of another width", head + "A,2024-01,5\nB,2024-01,１２\n", `mrr "１２": not a number`, job.Source{MaxReject: "1"}, "A 2024-01 5", ""},
		{"letters of a code page", head + "M\xfcller,2024-01,5\n", "", job.Source{Encoding: "windows-1252"}, "Müller 2024-01 5", "encoding windows-1252, as the job file says"},
		{"ids with zeros in front", head + "00123,2024-01,5\n1E5,2024-02,6\n", "", job.Source{}, "00123 2024-01 5, 1E5 2024-02 6", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.ask != "" {
				if _, err := readText(t, job.Source{Dataset: "mrr"}, test.text); err == nil || !strings.Contains(err.Error(), test.ask) {
					t.Errorf("got %v, want it to ask: %s", err, test.ask)
				}
			}
			test.source.Dataset = "mrr"
			records := mustRead(t, test.source, test.text)
			var got []string
			for _, m := range records.MRR {
				got = append(got, fmt.Sprintf("%s %s %s", m.Account, m.Month, m.Amount))
			}
			if joined := strings.Join(got, ", "); joined != test.want {
				t.Errorf("got  %s\nwant %s", joined, test.want)
			}
			if how := records.Files[0].How; !strings.Contains(strings.Join(how, "\n"), test.how) {
				t.Errorf("read like this: %q, want %q in it", how, test.how)
			}
		})
	}
}

// TestRoundedID: an id that a spreadsheet has turned into a number is rejected, because several ids look alike then.
func TestRoundedID(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr", MaxReject: "2"}, "account_id,month,mrr\n1.23457E+11,2024-01,5\n123456789012,2024-01,6\n1.5E,2024-01,7\n2.1E+15,2024-01,8\n")
	if f := records.Files[0]; f.Loaded != 2 || f.Rejected != 2 || f.Rejects[0].Line != 2 || f.Rejects[0].Column != "account_id" {
		t.Errorf("file is %+v", f)
	}
}

// TestSecondTable: the rows of a second table are skipped by a rule of their own, and a finding names the line on which it starts.
func TestSecondTable(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr"}, "account_id,month,mrr\nA,2024-01,5\nB,2024-02,6\nregion,total\nEMEA,11\nAPAC,2\n")
	f := records.Files[0]
	if f.SkippedBy["second table"] != 3 || f.Loaded != 2 || f.Read != 5 {
		t.Errorf("file is %+v", f)
	}
	if found := finding(records, "second_table"); len(found) != 1 || found[0].Line != 4 {
		t.Errorf("findings are %+v", records.Findings)
	}
}

// TestRepairTyped: under repair the rows of a dataset are read with an edit, each of which is a finding with the row before and after; a row
// that two edits would mend stays rejected.
func TestRepairTyped(t *testing.T) {
	var text strings.Builder
	text.WriteString("account_id,month,mrr,note\n")
	for i := range 20 {
		fmt.Fprintf(&text, "K-%05d,2024-%02d,%d.50,\n", i, i%12+1, 10+i)
	}
	text.WriteString("K-00020,,2024-03,7.50,\nK-000212024-04,8.50,\nK-00022,2024-05,9.50,8.50,\n")
	records := mustRead(t, job.Source{Dataset: "mrr", Policy: "repair", MaxReject: "1"}, text.String())
	f := records.Files[0]
	if f.Loaded != 22 || f.Rejected != 1 || f.Rejects[0].Line != 24 {
		t.Errorf("file is %+v", f)
	}
	var lines []int32
	for _, found := range finding(records, "row_repaired") {
		lines = append(lines, found.Line)
	}
	if !slices.Equal(lines, []int32{22, 23}) {
		t.Errorf("findings are %+v", records.Findings)
	}
}
