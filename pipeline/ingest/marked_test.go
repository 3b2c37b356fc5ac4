package ingest

import (
	"strings"
	"testing"

	"kpibook/pipeline/job"
)

// TestRowsThatAreMarked: rows that a system keeps as deleted, or that were made for a test, are named where nothing takes them out.
func TestRowsThatAreMarked(t *testing.T) {
	for _, c := range []struct {
		header, cells string
		want          int
	}{
		{"is_deleted", "true false FALSE", 1}, {"_fivetran_deleted", "1 0 1", 2}, {"Deleted At", "2024-05-01 n/a 2024-05-02", 2},
		{"livemode", "true false true", 1}, {"Is Test", "no yes no", 1}, {"deleted", "no no no", 0}, {"note", "deleted deleted deleted", 0},
	} {
		var rows []string
		for cell := range strings.FieldsSeq(c.cells) {
			rows = append(rows, "10,"+cell)
		}
		records := mustRead(t, job.Source{Dataset: "subscriptions"}, lines(","+c.header, rows...))
		found, count := finding(records, "rows_marked"), 0
		for _, f := range found {
			count += f.Count
			if !strings.Contains(f.Text, c.header) || !strings.Contains(f.Fix, c.header) {
				t.Errorf("the finding is %+v", f)
			}
		}
		if count != c.want {
			t.Errorf("%s: found %+v, want %d", c.header, found, c.want)
		}
	}
	// What is suggested takes them out.
	records := mustRead(t, job.Source{Dataset: "subscriptions", Columns: map[string]string{"status": "is_deleted"}, Values: map[string]map[string]string{"status": {"true": "void", "false": "active"}}},
		lines(",is_deleted", "10,true", "20,false"))
	if f := records.Files[0]; len(records.Subscriptions) != 1 || f.SkippedBy["status void"] != 1 || len(finding(records, "rows_marked")) != 0 || len(finding(records, "status_unknown")) != 0 {
		t.Errorf("file %+v, findings %+v", f, records.Findings)
	}
	records = mustRead(t, job.Source{Dataset: "opportunities"}, "opportunity_id,stage,amount,is_deleted\n1,Closed won,10,true\n2,Closed won,5,false\n")
	if found := finding(records, "rows_marked"); len(found) != 1 || !strings.Contains(found[0].Text, "10.00") || strings.Contains(found[0].Fix, "%") {
		t.Errorf("findings are %+v", records.Findings)
	}
}
