package ingest

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"kpibook/formulas/period"
)

// stream hands usage rows to the sink as they are read.
func (r *reader) stream(v *view) error {
	index := v.layout.index
	account, user, feature, id := index["account_id"], index["user_id"], index["feature"], index["usage_id"]
	cover := r.records.Datasets["usage"]
	var l line
	var u Usage
	c := &cells{v: v, line: &l}
	from := usageFields{index["date"], index["month"], index["count"], index["active_users"], v.layout.origins[index["count"]].by != ""}
	for {
		if err := v.read(&l); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if ok, err := v.judge(&l); err != nil {
			return err
		} else if !ok {
			continue
		}
		c.problem = nil
		c.required()
		u = Usage{Place: v.place(&l), Account: l.fields[account], User: l.fields[user], Feature: l.fields[feature]}
		last := from.when(c, &u)
		from.howMuch(c, &u)
		if !c.load() {
			continue
		}
		cover.Rows++
		if cover.First == period.NoDate || u.On < cover.First {
			cover.First = u.On
		}
		cover.Last = max(cover.Last, last)
		if l.joined.start != period.NoDate && l.joined.values != nil && !u.Month && u.On < l.joined.start {
			r.early.note(u.Place, l.fields[id])
		}
		if u.Account != r.lastAccount {
			if _, ok := r.usageAccounts[u.Account]; !ok {
				r.usageAccounts[strings.Clone(u.Account)] = u.Place
			}
			r.lastAccount = u.Account
		}
		if r.sink != nil {
			r.sink.AddUsage(&u)
		}
	}
}

// usageFields are the columns that say when, how often and by how many users something was used.
type usageFields struct {
	date, month, count, users int
	counts                    bool // there is a count
}

// when reads the day of a usage row, or its month, and gives the last day that it is of.
func (f usageFields) when(c *cells, u *Usage) (last period.Date) {
	day, month := c.line.fields[f.date], c.line.fields[f.month]
	if day != "" || month == "" {
		if u.On = c.day("date", day); day == "" {
			c.fail("date", "", "fill it in, or map another column to date, or to month where rows are of whole months", "date is empty")
		}
		return u.On
	}
	m := c.month("month", month)
	if c.problem != nil {
		return period.NoDate
	}
	u.Month, u.On = true, m.First()
	return m.Last()
}

// howMuch reads how often and by how many users something was used. Numbers of users cannot be added to each other, unless they are of other
// customers or times, nor to users with names.
func (f usageFields) howMuch(c *cells, u *Usage) {
	count, users := c.line.fields[f.count], c.line.fields[f.users]
	if users != "" {
		u.Numbered, u.Users = true, c.count("active_users", users)
	}
	switch {
	case users != "" && u.User != "":
		c.fail("active_users", users, "leave one of the two empty", "the row has both a user_id and a number of active_users")
	case users != "" && u.Feature != "":
		c.fail("feature", u.Feature, "give one row for all features, or rows with user_id", "users of several features may be the same, so that active_users cannot be added up by feature")
	case count != "" || !u.Numbered && !u.Month:
		u.Count = c.count("count", count)
	case f.counts:
		c.fail("count", "", "fill it in; 0 is a count", "count is empty, and a row of a month or of several users is not one event")
	}
	kind := "users with names"
	switch {
	case u.Numbered && u.Month:
		kind = "numbers of users by month"
	case u.Numbered:
		kind = "numbers of users by day"
	case u.User == "":
		return
	}
	if c.v.r.usageKind == "" {
		c.v.r.usageKind = kind
	}
	if c.v.r.usageKind != kind {
		c.fail("active_users", users, "give all usage in one of the two ways", "it has %s where other rows have %s: they cannot be added up", kind, c.v.r.usageKind)
	}
	if !u.Numbered || c.problem != nil {
		return
	}
	if key := fmt.Sprintf("%s\x00%d", u.Account, u.On); c.v.r.counted[key] {
		c.fail("active_users", users, "give one row for each customer and time", "there is a row with active_users for this customer and time already: they cannot be added up")
	} else {
		c.v.r.counted[key] = true
	}
}

// count is a whole number, 1 when it is empty.
func (c *cells) count(name, text string) int64 {
	if text == "" {
		return 1
	}
	if len(text) <= 18 && allDigits(text) {
		n, _ := strconv.ParseInt(text, 10, 64) // 18 digits fit
		return n
	}
	f, ok := takeApart(text)
	value, problem := f.number(mark(0), 0)
	if len(c.v.layout.source.Decimal) == 1 {
		value, problem = f.number(mark(c.v.layout.source.Decimal[0]), 0)
	}
	switch {
	case !ok || f.percent || f.currency != "":
		problem = "not a number"
	case problem == "" && value.Sign() < 0:
		problem = "below zero"
	}
	if problem != "" {
		c.bad(name, text, strings.Replace(problem, "more than 0 decimals", "not a whole number", 1), "write a whole number in plain digits")
		return 0
	}
	return value.IntPart()
}
