package ingest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kpibook/pipeline/job"
)

// readAfter reads a text as the run after one that read another text of the same source.
func readAfter(t *testing.T, source job.Source, before, text string) (*Records, error) {
	t.Helper()
	reading := mustRead(t, job.Source{Dataset: source.Dataset}, before).Files[0].Reading()
	reading.Run, reading.On, reading.Path = 12, "2026-10-03", "in.csv"
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	source.Files = []string{"in.csv"}
	file := &job.File{Currency: "EUR", Location: time.UTC, Dir: dir, Sources: []job.Source{source}}
	return ReadAfter(context.Background(), file, nil, func(dataset, sha256 string) ([]Reading, error) {
		if dataset != source.Dataset {
			t.Errorf("asked for %s", dataset)
		}
		return []Reading{reading}, nil
	})
}

// drifts are the findings and the fault of a text read after another one, each behind its kind; and what is said of headers besides.
func drifts(t *testing.T, source job.Source, before, text string) (said []string) {
	t.Helper()
	records, err := readAfter(t, source, before, text)
	if err != nil {
		fault, _, _ := strings.Cut(err.Error(), "\n")
		said = append(said, "refused: "+fault)
	}
	for _, f := range records.Findings {
		if f.Kind == "header_changed" || f.Kind == "new_words" {
			said = append(said, f.Kind+": "+f.Text)
		}
	}
	for _, how := range records.Files[0].How {
		if strings.Contains(how, "run 12 of 2026-10-03") {
			said = append(said, how)
		}
	}
	return said
}

// TestHeaderDrift: what has changed since the run before is named, each kind of change in its way; what is the same in other words, and
// what the job file says, is no change.
func TestHeaderDrift(t *testing.T) {
	const before = "Account ID,Month,MRR (EUR),Plan Notes,Qty\nA,2026-09,5.50,x,1\n"
	for _, c := range []struct {
		name   string
		source job.Source
		text   string
		want   []string
	}{
		{"the same", job.Source{}, before, nil},
		{"another order and spelling", job.Source{}, "month,QTY,mrr (eur),account_id,plan-notes\n2026-10,1,5.50,A,y\n", nil},
		{"another unit", job.Source{}, "Account ID,Month,MRR (USD),Plan Notes,Qty\nA,2026-10,5.50,x,1\n",
			[]string{`refused: in.csv:1: mrr was read from "MRR (EUR)" by run 12 of 2026-10-03, and would now be read from "MRR (USD)"; the unit has changed from EUR to USD`}},
		{"another alias of a required column", job.Source{}, "Account ID,Period,MRR (EUR),Plan Notes,Qty\nA,2026-10,5.50,x,1\n",
			[]string{`refused: in.csv:1: month was read from "Month" by run 12 of 2026-10-03, and would now be read from "Period"`}},
		{"which the job file allows", job.Source{Columns: map[string]string{"month": "Month|Period"}}, "Account ID,Period,MRR (EUR),Plan Notes,Qty\nA,2026-10,5.50,x,1\n", nil},
		{"another alias of an optional column", job.Source{}, "Account ID,Month,MRR (EUR),Plan Notes,Seats\nA,2026-10,5.50,x,1\n",
			[]string{`header_changed: quantity was read from "Qty" by run 12 of 2026-10-03, and is now read from "Seats"`}},
		{"an optional column is gone", job.Source{}, "Account ID,Month,MRR (EUR),Plan Notes\nA,2026-10,5.50,x\n",
			[]string{`header_changed: the header "Qty" is gone, which run 12 of 2026-10-03 read as quantity; figures that need it are n/a or count as where it is empty`}},
		{"a constant in its place", job.Source{Constant: map[string]string{"quantity": "1"}}, "Account ID,Month,MRR (EUR),Plan Notes\nA,2026-10,5.50,x\n", nil},
		{"a column that means something is new", job.Source{}, "Account ID,Month,MRR (EUR),Plan Notes,Qty,Product\nA,2026-10,5.50,x,1,Core\n",
			[]string{`header_changed: the header "Product" is new since run 12 of 2026-10-03, and is read as product`}},
		{"a column that means nothing is new, another one gone", job.Source{}, "Account ID,Month,MRR (EUR),Remark,Qty\nA,2026-10,5.50,x,1\n",
			[]string{"new headers since run 12 of 2026-10-03, of which nothing is read: 'Remark'", "headers that run 12 of 2026-10-03 had and that were not read are gone: 'Plan Notes'"}},
		{"a required column is gone", job.Source{}, "Account ID,Month,Recurring (EUR),Plan Notes,Qty\nA,2026-10,5.50,x,1\n",
			[]string{`refused: in.csv:1: no column for 'mrr', which run 12 of 2026-10-03 read from "MRR (EUR)" (found: 'Account ID', 'Month', 'Recurring (EUR)', 'Plan Notes', 'Qty')`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.source.Dataset = "mrr"
			if got := drifts(t, c.source, before, c.text); !slices.Equal(got, c.want) {
				t.Errorf("said\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestNewWords: a word that a column of words did not have is a finding with its rows, unless the job file or kpibook knows it; a column of
// free text is none of words.
func TestNewWords(t *testing.T) {
	const header = "account_id,name,status\n"
	before := header + "A,a,active\nB,b,On hold\n"
	for _, c := range []struct {
		name   string
		values map[string]map[string]string
		before string
		text   string
		want   []string
	}{
		{"the same", nil, before, header + "A,a,On hold\nB,b,On hold\n", nil},
		{"known to kpibook", nil, before, header + "A,a,Churned\n", nil},
		{"new", nil, before, header + "A,a,active\nB,b,Paused\nC,c,Frozen\nD,d,Paused\n",
			[]string{`new_words: status has 2 words that run 12 of 2026-10-03 did not have, read as it stands: "Frozen" (1 row), "Paused" (2 rows)`}},
		{"in the job file", map[string]map[string]string{"status": {"Paused": "active"}}, before, header + "A,a,Paused\n", nil},
		{"no words before", nil, header + "A,a,\n", header + "A,a,Paused\n", nil},
		{"free text", nil, before, header + strings.Join(many(mostWords+1), ""), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := job.Source{Dataset: "accounts", Values: c.values}
			if got := drifts(t, source, c.before, c.text); !slices.Equal(got, c.want) {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

// many are rows of accounts, each with a status of its own.
func many(n int) (rows []string) {
	for i := range n {
		id := string(rune('A'+i/26)) + string(rune('A'+i%26))
		rows = append(rows, id+",n,status "+id+"\n")
	}
	return rows
}

// TestClosest: a file is compared with the one of its path, else with the one that has most of its headers in common, the last of equals; an
// export of another vendor with none.
func TestClosest(t *testing.T) {
	readings := []Reading{{Path: "emea-09.csv", Header: []string{"a", "b", "c"}}, {Path: "apac-08.csv", Header: []string{"a", "d", "f"}}, {Path: "apac-09.csv", Header: []string{"a", "d", "f"}},
		{Path: "book.xlsx", Sheet: "2025", Header: []string{"k", "l"}}, {Path: "book.xlsx", Sheet: "2026", Header: []string{"k", "m"}}}
	for _, c := range []struct {
		path, sheet string
		header      []string
		want        string
	}{{"emea-09.csv", "", []string{"x"}, "emea-09.csv"}, {"emea-10.csv", "", []string{"A", "b", "e"}, "emea-09.csv"}, {"apac-10.csv", "", []string{"a", "d", "e"}, "apac-09.csv"},
		{"other.csv", "", []string{"a", "x", "y"}, ""}, {"book.xlsx", "2026", []string{"z"}, "book.xlsx2026"}, {"book.xlsx", "2027", []string{"m", "k"}, "book.xlsx2026"}} {
		got := ""
		if r := closest(readings, c.path, c.sheet, c.header); r != nil {
			got = r.Path + r.Sheet
		}
		if got != c.want {
			t.Errorf("%s %s is compared with %q, want %q", c.path, c.sheet, got, c.want)
		}
	}
	if got := closest(nil, "a.csv", "", nil); got != nil {
		t.Errorf("nothing to compare with gives %+v", got)
	}
}
