package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// Headers of columns by which systems mark rows that are no longer there, or never were meant.
const (
	deletedHeaders = "deleted isdeleted deletedflag deletedat deletedon datedeleted deletiondate fivetrandeleted sdcdeletedat"
	testHeaders    = "test istest testmode istestmode istestaccount livemode"
)

// marker is a field that marks rows, and the rows that it marks and that count all the same.
type marker struct {
	field int
	as    string
	rows  statusRows
}

// planMarkers finds the fields that mark rows and that nothing uses.
func (v *view) planMarkers() {
	v.markers = nil
	if !v.layout.dataset.Money {
		return
	}
	used := map[int]bool{}
	for i := range v.layout.origins {
		if v.layout.ownField(i) {
			used[v.layout.origins[i].field] = true
		}
	}
	for _, left := range v.layout.leave.fields {
		used[left.field] = true
	}
	for field, header := range v.table.Header {
		name := vendorKey(header)
		switch {
		case used[field]:
		case slices.Contains(strings.Fields(deletedHeaders), name):
			v.markers = append(v.markers, marker{field, "deleted", statusRows{}})
		case slices.Contains(strings.Fields(testHeaders), name):
			v.markers = append(v.markers, marker{field, "made for a test", statusRows{}})
		}
	}
}

// noteMarked notes the marks of a row that is loaded. A mark is a yes or a date; of live mode it is a no.
func (v *view) noteMarked(l *line) {
	for i := range v.markers {
		m := &v.markers[i]
		text := trimSpace(l.raw[m.field])
		yes, problem := parseBool(text)
		marked := problem == "" && yes != (vendorKey(v.table.Header[m.field]) == "livemode") || problem != "" && orderOf(text) != anyOrder
		if marked && !isMissing(text) {
			m.rows.note(text, v.place(l), v.idOf(l), l.currency, v.amountOf(l))
		}
	}
}

// reportMarked reports the rows that are marked and count all the same.
func (v *view) reportMarked() {
	for i := range v.markers {
		m := &v.markers[i]
		header := v.table.Header[m.field]
		fix := "take them out of the export%.0q"
		if v.layout.dataset.Name == "subscriptions" || v.layout.dataset.Name == "invoices" {
			fix = fmt.Sprintf("take them out of the export, or skip them: columns: {status: %q}, values: {status: {%%q: void}} and active for the others, for this source", strings.ReplaceAll(header, "%", "%%"))
		}
		v.r.reportStatus("rows_marked", m.rows, fmt.Sprintf("rows of %s that are marked as %s under %q, %%s, count all the same, with amounts of %%s",
			v.layout.dataset.Name, m.as, strings.ReplaceAll(header, "%", "%%")), fix)
	}
}
