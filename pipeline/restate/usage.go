package restate

import (
	"fmt"
	"maps"
	"slices"
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
	count, users           int64
	month, numbered        bool
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
	return usageRow{row.Account, row.User, row.Feature, row.On, row.Count, row.Users, row.Month, row.Numbered}
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
	until       period.Date // rows of later days are only new, not late
	came        map[string]*usageChange
}

// usageChange is how many rows of a customer came or went.
type usageChange struct {
	rows        int
	first, last period.Date
	at          ingest.Place // of one of them
}

func (u *usageChange) add(rows int, on period.Date, at ingest.Place) {
	if u.rows == 0 {
		u.first, u.last, u.at = on, on, at
	}
	u.rows, u.first, u.last = u.rows+rows, min(u.first, on), max(u.last, on)
}

// AddUsage takes a row.
func (n *newRows) AddUsage(row *ingest.Usage) {
	n.whole.AddUsage(row)
	if i, ok := n.then.at[rowOf(row)]; ok && n.then.left[i] > 0 {
		n.then.left[i]--
		return
	}
	n.late.AddUsage(row)
	if row.On > n.until {
		return
	}
	if n.came[row.Account] == nil {
		n.came[strings.Clone(row.Account)] = &usageChange{}
	}
	n.came[row.Account].add(1, row.On, row.Place)
}

// changes are the usage rows that came and went, one change for each customer and cause. The files of now stand behind so many of then.
func (u *usageRows) changes(now *newRows, files int) (list []change) {
	went := map[string]*usageChange{}
	for i, left := range u.left {
		if row := &u.rows[i]; left > 0 && row.On <= now.until {
			if went[row.Account] == nil {
				went[row.Account] = &usageChange{}
			}
			went[row.Account].add(left, row.On, row.Place)
		}
	}
	for _, account := range slices.Sorted(maps.Keys(now.came)) {
		came := now.came[account]
		came.at.File += int32(files)
		list = append(list, came.change(pipeline.ByLateRow, account))
	}
	for _, account := range slices.Sorted(maps.Keys(went)) {
		list = append(list, went[account].change(pipeline.ByRemovedRow, account))
	}
	return list
}

func (u *usageChange) change(cause pipeline.RestatedBy, account string) change {
	key := account + " / " + u.first.String()
	if u.rows > 1 {
		key = fmt.Sprintf("%s / %d rows, %s to %s", account, u.rows, u.first, u.last)
	}
	return change{cause: cause, dataset: "usage", id: identity{key, account, u.first}, at: u.at, count: u.rows}
}

// both hands every row to two sinks.
type both struct{ one, other ingest.UsageSink }

// AddUsage takes a row.
func (b both) AddUsage(row *ingest.Usage) {
	b.one.AddUsage(row)
	b.other.AddUsage(row)
}
