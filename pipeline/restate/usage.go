package restate

import (
	"fmt"
	"strings"

	"kpibook/formulas/period"
	"kpibook/pipeline"
	"kpibook/pipeline/ingest"
)

// usageRows are the usage rows of then, each with how often it was there. A usage row has no key, so one that was corrected counts
// as removed and late.
type usageRows struct {
	rows []ingest.Usage // each once
	at   map[usageRow]int
	left []int // of each, how many are not yet found among those of now
	had  []int
}

// usageRow is a row's whole content.
type usageRow struct {
	account, user, feature string
	on                     period.Date
	count                  int64
}

func newUsageRows() *usageRows { return &usageRows{at: map[usageRow]int{}} }

// AddUsage keeps a row.
func (u *usageRows) AddUsage(row *ingest.Usage) {
	i, ok := u.at[rowOf(row)]
	if !ok {
		kept := *row
		kept.Account, kept.User, kept.Feature = strings.Clone(row.Account), strings.Clone(row.User), strings.Clone(row.Feature)
		i = len(u.rows)
		u.at[rowOf(&kept)] = i
		u.rows, u.left, u.had = append(u.rows, kept), append(u.left, 0), append(u.had, 0)
	}
	u.left[i]++
	u.had[i]++
}

func rowOf(row *ingest.Usage) usageRow {
	return usageRow{row.Account, row.User, row.Feature, row.On, row.Count}
}

// replay hands all rows to another sink.
func (u *usageRows) replay(to ingest.UsageSink) {
	for i := range u.rows {
		for range u.had[i] {
			to.AddUsage(&u.rows[i])
		}
	}
}

// newRows takes the rows of now: all of them into whole, and those that were not there then into late as well.
type newRows struct {
	then        *usageRows
	late, whole ingest.UsageSink
	count       int
}

// AddUsage takes a row.
func (n *newRows) AddUsage(row *ingest.Usage) {
	n.whole.AddUsage(row)
	if i, ok := n.then.at[rowOf(row)]; ok && n.then.left[i] > 0 {
		n.then.left[i]--
		return
	}
	n.late.AddUsage(row)
	n.count++
}

// changes are the usage rows that were removed, one for each, and one for all that came.
func (u *usageRows) changes(now *newRows) (list []change) {
	for i, left := range u.left {
		if left > 0 {
			row := &u.rows[i]
			list = append(list, change{pipeline.ByRemovedRow, "usage", identity{fmt.Sprintf("%s / %s / %s", row.User, row.Feature, row.On), row.Account, row.On}, row.Place, "", ""})
		}
	}
	return list
}

// both hands every row to two sinks.
type both struct{ one, other ingest.UsageSink }

// AddUsage takes a row.
func (b both) AddUsage(row *ingest.Usage) {
	b.one.AddUsage(row)
	b.other.AddUsage(row)
}
