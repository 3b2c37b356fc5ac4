package ingest

import (
	"slices"
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestRemarks: lines that begin with # are no rows where the job file says so; where nothing is said, they are rejected when no other row
// begins so, and rows when their ids do.
func TestRemarks(t *testing.T) {
	const head = "# all customers\naccount_id,month,mrr\n"
	for _, c := range []struct {
		name, comments, text string
		loaded               int
		rejected             []int // lines
		how                  string
	}{
		{"nothing said", "", head + "A,2026-01,5\n# checked, all fine\n#B,2026-01,6\nC,2026-01,7\n", 2, []int{4, 5}, "1 line above the header skipped"},
		{"the first row is taken out", "", head + "#A,2026-01,5\nB,2026-01,6\nC,2026-01,7\n", 2, []int{3}, ""},
		{"ids", "", head + "#1,2026-01,5\n#2,2026-01,6\n#3,2026-01,7\n", 3, nil, ""},
		{"a sign that counts as a value", "", head + "A,2026-01,5\n#,2026-01,6\n", 2, nil, ""},
		{"a single id", "", head + "#1,2026-01,5\n", 1, nil, ""},
		{"in the middle of a field", "", head + "A #1,2026-01,5\nB,2026-01,6\n", 2, nil, ""},
		{"said", "#", head + "A,2026-01,5\n  # say \"what\", Jo\n#B,2026-01,6\nC,2026-01,7\n#\n", 2, nil, "3 lines that begin with # skipped, as the job file says: 4 5 7"},
		{"another sign", "--", head + "A,2026-01,5\n-- B\nC,2026-01,7\n", 2, nil, "1 line that begin with -- skipped, as the job file says: 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustRead(t, job.Source{Dataset: "mrr", Comments: c.comments, MaxReject: "9"}, c.text).Files[0]
			var rejected []int
			for _, reject := range f.Rejects {
				rejected = append(rejected, int(reject.Line))
			}
			if f.Loaded != c.loaded || !slices.Equal(rejected, c.rejected) {
				t.Errorf("%d rows loaded, those on lines %d rejected, want %+v", f.Loaded, rejected, c)
			}
			if how := strings.Join(f.How, "\n"); !strings.Contains(how, c.how) {
				t.Errorf("read like this: %s\nwant %q in it", how, c.how)
			}
		})
	}
}

// TestSeveralCharacters: a delimiter of several characters is named and not read as part of the fields; what only looks like one is no
// delimiter.
func TestSeveralCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"account_id~|~month~|~mrr\nA~|~2026-01~|~5\n":          "~|~",
		"account_id|@month|@mrr\nA|@2026-01|@5\n":              "|@",
		"account_id|month|mrr\n~A~|2026-01|5\n":                "",
		"account_id,month,mrr\nA,2026-01,5\nB,2026-01,\n":      "",
		"account_id;month;mrr\n+A;2026-01;+5\n+B;2026-02;+6\n": "",
	} {
		_, err := readText(t, job.Source{Dataset: "mrr"}, text)
		if refused := err != nil && strings.Contains(err.Error(), `in.csv:1: the fields stand apart by "`+want+`"`); refused != (want != "") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"a::b\n1::2\n": "::", "a::b\n1\n": "", "a=>b=>c\n1=>2=>3\n": "=>", "a b\nstd::map x\n": ""} {
		if got := several([]byte(text), ','); got != want {
			t.Errorf("%q: the delimiter is %q, want %q", text, got, want)
		}
	}
}
