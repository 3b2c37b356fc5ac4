package ingest

import (
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestAtStake: a row of another width names the numbers that its amount may be, wherever the delimiter is missing or too many.
func TestAtStake(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "mrr", MaxReject: "3"}, "account_id,month,product,quantity,mrr,note\n"+
		"A,2024-01,Core,3,5.50,\n"+
		"A,2024-02,,Core,4,6.50,\n"+ // one too many in front of the amount
		"A,2024-03,Core 5,7.50,note\n"+ // one missing in front of it
		"A,2024-04\n")
	f := records.Files[0]
	var stakes []string
	for _, reject := range f.Rejects {
		_, stake, _ := strings.Cut(reject.Reason, "; at stake: ")
		stakes = append(stakes, stake)
	}
	if want := []string{"mrr 4 or 6.50", "mrr 7.50", ""}; !slices.Equal(stakes, want) {
		t.Errorf("at stake are %q, want %q", stakes, want)
	}
	for _, total := range f.Totals {
		if total.Currency == "" && total.Unreadable != 3 {
			t.Errorf("totals are %+v", f.Totals)
		}
	}
}

// TestSkippedLines: rows that are no data are named by their lines, the first five of a rule.
func TestSkippedLines(t *testing.T) {
	text := "account_id,month,mrr\nA,2024-01,5\n\naccount_id,month,mrr\nA,2024-02,5\nTotal,,10\n" + strings.Repeat("Total,,0\n", 6)
	f := mustRead(t, job.Source{Dataset: "mrr"}, text).Files[0]
	for _, want := range []string{"skipped as repeated header: line 4", "skipped as totals row: lines 6, 7, 8, 9, 10 ..."} {
		if !slices.Contains(f.How, want) {
			t.Errorf("%q is not in %q", want, f.How)
		}
	}
}

// TestControlCharacters: what would break a line, turn the direction of writing or rule a terminal is a blank in ids, names and dimensions, so
// that the same id in two files still is the same.
func TestControlCharacters(t *testing.T) {
	records := mustRead(t, job.Source{Dataset: "accounts"}, "account_id,name,mood\nA\u20281,\"Cedar\r\n\x1b[31mClinics\",\"Gold\u202e\t\n\"\n")
	a := records.Accounts[0]
	if a.ID != "A 1" || a.Name != "Cedar [31mClinics" || a.Dimensions["mood"] != "Gold" {
		t.Errorf("account is %+v", a)
	}
	for _, column := range []string{"account_id", "name", "mood"} {
		if !slices.Contains(records.Files[0].How, column+": line breaks and other control characters in texts are read as blanks") {
			t.Errorf("%s is not named in %q", column, records.Files[0].How)
		}
	}
}

// TestCutOff: a last row that is too short and has no line end is what a file that is still being written looks like.
func TestCutOff(t *testing.T) {
	const head = "account_id,month,mrr\nA,2024-01,5\n"
	for text, want := range map[string]string{
		head + "B,2024":              "has 2 fields where the header has 3 and no line end: the file looks cut off here",
		head + "B,2024\n":            "has 2 fields where the header has 3",
		head + "B,2024-02,5":         "",
		head + "B,2024\nC,2024-01,5": "has 2 fields where the header has 3",
	} {
		f := mustRead(t, job.Source{Dataset: "mrr", MaxReject: "1"}, text).Files[0]
		got := ""
		for _, reject := range f.Rejects {
			got, _, _ = strings.Cut(reject.Reason, ";")
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
